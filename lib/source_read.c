/* SPDX-License-Identifier: MIT */
/* Reading one input: what is around every read of every kind of source. */
#include "source.h"

#include "mem.h"
#include "settings.h"

#include <string.h>

#define RAW_SIZE ((size_t)256 * 1024)
#define HEAD_SIZE ((size_t)16 * 1024) /* of the first read, which is copied where the bytes are plain */

/* Out of memory is the one failure that may pass; every other one is told again at each further read. */
static int end_with(ec2a_input *input, int result)
{
	if (result != EC2A_E_NOMEM) {
		input->ended = 1;
		input->result = result;
	}
	return result;
}

static int fail(ec2a_input *input, int code)
{
	const char *text = "reading failed";

	if (code == EC2A_E_NOMEM)
		text = "out of memory";
	else if (code == EC2A_E_FORMAT)
		text = "the gzip data is broken";
	else if (code == EC2A_E_TRUNCATED)
		text = "the gzip data ends in the middle";
	else if (code == EC2A_E_LIMIT)
		text = "the inflated size, or its ratio to the packed size, is over the limit";
	else if (code == EC2A_E_CANCELLED)
		text = "cancelled";
	return end_with(input, ec2a__input_fail(input, code, text, NULL));
}

/* One read of the kind. Its own error text stands; only a result that no kind may give gets one here. */
static int read_kind(ec2a_input *input, void *buffer, size_t size, size_t *ret_size)
{
	int r;

	if (ec2a__input_cancelled(input))
		return fail(input, EC2A_E_CANCELLED);
	r = input->origin->kind->read(input, buffer, size, ret_size);
	if (r == EC2A_E_CANCELLED || r == EC2A_E_NOMEM)
		return fail(input, r);
	return r < 0 ? end_with(input, r) : 0;
}

static int fill(ec2a_input *input, size_t room)
{
	size_t size = 0;
	int r;

	if (input->raw_used == input->raw_len)
		input->raw_used = input->raw_len = 0;
	r = read_kind(input, input->raw + input->raw_len, room - input->raw_len, &size);
	if (r < 0)
		return r;
	input->raw_len += size;
	input->raw_end = size == 0;
	return 0;
}

static int open_kind(ec2a_input *input)
{
	int r;

	if (input->opened)
		return 0;
	if (ec2a__input_cancelled(input))
		return fail(input, EC2A_E_CANCELLED);
	r = input->origin->kind->open ? input->origin->kind->open(input) : 0;
	if (r < 0)
		return end_with(input, r);
	input->opened = 1;
	return 0;
}

/* 0 or EC2A_E_NOMEM. */
static int make_inflate(ec2a_input *input)
{
	const ec2a_config *config = input->origin->config;
	uint64_t max_bytes = (uint64_t)ec2a__config_int(config, EC2A_OPT_INFLATED_BYTES);
	uint64_t max_ratio = (uint64_t)ec2a__config_int(config, EC2A_OPT_INFLATE_RATIO);

	if (input->spare)
		ec2a__inflate_restart(input->spare, max_bytes, max_ratio);
	else
		input->spare = ec2a__inflate_new(EC2A__INFLATER_BEST, max_bytes, max_ratio);
	input->inflate = input->spare;
	input->spare = NULL;
	return input->inflate ? 0 : EC2A_E_NOMEM;
}

/* Open, and look at the first two bytes: a name tells nothing about what is inside. */
static int begin(ec2a_input *input)
{
	int r;

	if (!input->raw)
		input->raw = ec2a__malloc(RAW_SIZE);
	if (!input->raw)
		return fail(input, EC2A_E_NOMEM);
	r = open_kind(input);
	while (r == 0 && input->raw_len < 2 && !input->raw_end)
		r = fill(input, HEAD_SIZE);
	if (r < 0)
		return r;
	if (input->raw_len >= 2 && ec2a__inflate_is_gzip(input->raw, input->raw_len) && make_inflate(input) < 0)
		return fail(input, EC2A_E_NOMEM);
	input->begun = 1;
	return 0;
}

static int read_plain(ec2a_input *input, void *buffer, size_t size, size_t *ret_size)
{
	size_t ready = input->raw_len - input->raw_used;
	int r = 0;

	if (ready) {
		if (size > ready)
			size = ready;
		memcpy(buffer, input->raw + input->raw_used, size);
		input->raw_used += size;
		*ret_size = size;
	} else if (!input->raw_end) {
		r = read_kind(input, buffer, size, ret_size);
	}
	if (r < 0)
		return r;
	return *ret_size ? 1 : end_with(input, 0);
}

static int read_packed(ec2a_input *input, void *buffer, size_t size, size_t *ret_size)
{
	for (;;) {
		size_t used = 0, made = 0;
		int r = 0;

		if (input->raw_used == input->raw_len && !input->raw_end)
			r = fill(input, RAW_SIZE);
		if (r < 0)
			return r;
		if (ec2a__input_cancelled(input))
			return fail(input, EC2A_E_CANCELLED);
		r = ec2a__inflate_run(input->inflate, input->raw + input->raw_used, input->raw_len - input->raw_used,
				      &used, buffer, size, &made, input->raw_end);
		input->raw_used += used;
		*ret_size = made;
		if (r == 1 && !made && !used && input->raw_end)
			r = EC2A_E_TRUNCATED; /* nothing moves any more */
		if (r < 0)
			return fail(input, r);
		if (r == 0)
			end_with(input, 0);
		if (r == 0 || made)
			return made ? 1 : 0;
	}
}

EC2A_API int ec2a_input_read(ec2a_input *input, void *buffer, size_t size, size_t *ret_size)
{
	int r;

	if (!input || !buffer || !size || !ret_size)
		return EC2A_E_ARG;
	*ret_size = 0;
	if (input->ended)
		return input->result;
	if (!input->begun) {
		r = begin(input);
		if (r < 0)
			return r;
	}
	if (input->inflate)
		return read_packed(input, buffer, size, ret_size);
	return read_plain(input, buffer, size, ret_size);
}

EC2A_API int ec2a_input_read_stored(ec2a_input *input, void *buffer, size_t size, size_t *ret_size)
{
	int r;

	if (!input || !buffer || !size || !ret_size)
		return EC2A_E_ARG;
	*ret_size = 0;
	if (input->begun)
		return EC2A_E_STATE;
	if (input->ended)
		return input->result;
	input->taken_up = 1;
	r = open_kind(input);
	if (r == 0)
		r = read_kind(input, buffer, size, ret_size);
	if (r < 0)
		return r;
	return *ret_size ? 1 : end_with(input, 0);
}

EC2A_API int ec2a_input_continue(ec2a_input *input, const void *read, size_t size)
{
	int r;

	if (!input || (!read && size))
		return EC2A_E_ARG;
	if (!input->origin->kind->resume)
		return EC2A_E_UNSUPPORTED;
	if (input->begun || input->taken_up || input->ended)
		return EC2A_E_STATE;
	r = open_kind(input);
	if (r == 0)
		r = input->origin->kind->resume(input, read, size);
	input->taken_up = r >= 0;
	return r < 0 ? end_with(input, r) : r;
}

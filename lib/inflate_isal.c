/* SPDX-License-Identifier: MIT */
#include "inflate_engine.h"

#ifndef EC2A_HAVE_ISAL

const struct ec2a__engine *ec2a__engine_isal(void)
{
	return NULL;
}

#else

#include "mem.h"

#include <ec2access/ec2access.h>
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <stddef.h>
#include <string.h>

/*
 * Its own reader of gzip heads wants the whole head in one call, and its reader of trailers steps back over bytes
 * that an earlier call brought. So it gets bare deflate data only.
 *
 * Where its fast loop meets a bad symbol, it counts bytes as made that it has not written. So the state before each
 * call is kept (2 % of the time), and on an error the call is done over, a byte of input at a time: then the fast
 * loop is not entered, and what is made in front of the break is the same however the input was cut.
 */
struct state {
	struct inflate_state isal;
	struct inflate_state before;
	int fresh;  /* nothing was inflated yet, nor kept */
	int broken;
};

static void *make(void)
{
	struct state *state = ec2a__calloc(1, sizeof(*state));

	if (!state)
		return NULL;
	isal_inflate_init(&state->isal);
	state->fresh = 1;
	return state;
}

static void restart(void *user)
{
	struct state *state = user;

	isal_inflate_reset(&state->isal);
	state->fresh = 1;
	state->broken = 0;
}

/* The buffer stands at the end of the state, and only its first bytes mean something. */
static void copy(struct inflate_state *to, const struct inflate_state *from)
{
	memcpy(to, from, offsetof(struct inflate_state, tmp_out_buffer) + (size_t)from->tmp_out_valid);
}

static void undo(struct state *state)
{
	if (state->fresh)
		isal_inflate_reset(&state->isal);
	else
		copy(&state->isal, &state->before);
}

/* One call; what it used and made is told by the pointers, as its counts are wrong after an error. */
static int inflate_some(struct inflate_state *isal, struct ec2a__deflated *data, size_t in_size)
{
	const unsigned char *out = data->out;
	int answer;

	isal->next_in = (uint8_t *)(uintptr_t)data->in;
	isal->avail_in = (uint32_t)in_size;
	isal->next_out = data->out;
	isal->avail_out = (uint32_t)data->out_size;
	answer = isal_inflate(isal);
	data->in = isal->next_in;
	data->out = isal->next_out;
	data->out_size -= (size_t)(data->out - out);
	return answer;
}

/* At a break, bytes that were made in front of it may still wait inside. */
static int rescue(struct state *state, struct ec2a__deflated *data)
{
	struct inflate_state *isal = &state->isal;
	size_t waiting = (size_t)(isal->tmp_out_valid - isal->tmp_out_processed);
	size_t size = waiting < data->out_size ? waiting : data->out_size;

	state->broken = 1;
	memcpy(data->out, isal->tmp_out_buffer + isal->tmp_out_processed, size);
	isal->tmp_out_processed += (int32_t)size;
	data->out += size;
	data->out_size -= size;
	return size < waiting || !data->out_size ? 1 : EC2A_E_FORMAT;
}

static int do_over(struct state *state, struct ec2a__deflated *data)
{
	const unsigned char *end = data->in + data->in_size;
	int answer = 0;

	undo(state);
	while (answer >= 0 && data->in < end && data->out_size) {
		const unsigned char *in = data->in;

		answer = inflate_some(&state->isal, data, 1);
		if (data->in == in)
			break;
	}
	data->in_size = (size_t)(end - data->in);
	state->fresh = 0;
	return answer < 0 ? rescue(state, data) : 1;
}

/* It reads ahead. What it took behind the end goes back; what an earlier call brought of that, into behind. */
static int give_back(const struct inflate_state *isal, struct ec2a__deflated *data, size_t used)
{
	size_t ahead = (size_t)isal->read_in_length / 8, older = ahead > used ? ahead - used : 0;
	uint64_t bytes = isal->read_in >> (isal->read_in_length % 8);

	for (size_t i = 0; i < older; i++, bytes >>= 8)
		data->behind[data->n_behind++] = (unsigned char)bytes;
	data->in -= ahead - older;
	data->in_size += ahead - older;
	return 0;
}

static int run(void *user, struct ec2a__deflated *data)
{
	struct state *state = user;
	struct inflate_state *isal = &state->isal;
	struct ec2a__deflated begun = *data;
	size_t used;

	if (state->broken)
		return rescue(state, data);
	if (!state->fresh)
		copy(&state->before, isal);
	if (inflate_some(isal, data, data->in_size) < 0) {
		*data = begun;
		return do_over(state, data);
	}
	state->fresh = 0;
	used = (size_t)(data->in - begun.in);
	data->in_size -= used;
	return isal->block_state == ISAL_BLOCK_FINISH ? give_back(isal, data, used) : 1;
}

static uint32_t checksum(uint32_t first, const void *data, size_t size)
{
	return crc32_gzip_refl(first, data, size);
}

const struct ec2a__engine *ec2a__engine_isal(void)
{
	static const struct ec2a__engine engine = { make, ec2a__free, restart, run, checksum };

	return &engine;
}

#endif

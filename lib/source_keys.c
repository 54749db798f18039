/* SPDX-License-Identifier: MIT */
/* The public keys that a region's digests are signed with: the answer of CloudTrail's ListPublicKeys, as one input. */
#include "source_keys.h"

#include "cloudtrail.h"
#include "json_check.h"
#include "mem.h"
#include "source.h"

#include <string.h>

#define ERROR_BYTES ((size_t)16 * 1024)
#define DEPTH 16
/* All keys that there were, since CloudTrail began: a list of fewer could not take the place of one of before. */
#define REQUEST "{\"StartTime\":1383264000}"

struct keys {
	char *region;
	struct ec2a__aws *aws;
};

struct listing {
	struct ec2a__buf answer;
	size_t used;
};

int ec2a__public_keys_ask(struct ec2a__aws *aws, const char *region, const atomic_int *stop, struct ec2a__buf *answer,
			  struct ec2a__buf *error)
{
	const struct ec2a__cloudtrail cloudtrail = { aws, region, NULL, stop };
	struct ec2a__json_fault fault;
	struct ec2a__buf body;
	int r;

	ec2a__buf_init(&body, 256);
	r = ec2a__buf_adds(&body, REQUEST);
	if (r == 0)
		r = ec2a__cloudtrail_call(&cloudtrail, "ListPublicKeys", &body, answer, error);
	ec2a__buf_free(&body);
	if (r == 0 && (!answer->len || ec2a__json_check(answer->data, answer->len, DEPTH, &fault) < 0)) {
		r = EC2A_E_FORMAT;
		ec2a__buf_adds(error, "ListPublicKeys answered what is no JSON");
	}
	return r > 0 ? EC2A_E_IO : r; /* it was given no token that could be old */
}

static int keys_open(ec2a_input *input)
{
	const struct keys *keys = input->origin->state;
	struct listing *listing = ec2a__calloc(1, sizeof(*listing));
	struct ec2a__buf error;
	int r;

	if (!listing)
		return EC2A_E_NOMEM;
	ec2a__buf_init(&listing->answer, EC2A__PUBLIC_KEYS_MAX);
	ec2a__buf_init(&error, ERROR_BYTES);
	r = ec2a__public_keys_ask(keys->aws, keys->region, &input->origin->cancelled, &listing->answer, &error);
	if (r == 0) {
		input->item = listing;
	} else {
		if (r != EC2A_E_NOMEM && r != EC2A_E_CANCELLED)
			r = ec2a__input_fail(input, r, error.len ? error.data : ec2a_strerror(r), NULL);
		ec2a__buf_free(&listing->answer);
		ec2a__free(listing);
	}
	ec2a__buf_free(&error);
	return r;
}

static int keys_read(ec2a_input *input, void *buffer, size_t size, size_t *ret_size)
{
	struct listing *listing = input->item;
	size_t left = listing->answer.len - listing->used;

	if (size > left)
		size = left;
	if (size)
		memcpy(buffer, listing->answer.data + listing->used, size);
	listing->used += size;
	*ret_size = size;
	return 0;
}

static void keys_close(ec2a_input *input)
{
	struct listing *listing = input->item;

	ec2a__buf_free(&listing->answer);
	ec2a__free(listing);
}

static void keys_free(void *state)
{
	struct keys *keys = state;

	ec2a__aws_unref(keys->aws);
	ec2a__free(keys->region);
	ec2a__free(keys);
}

static const struct ec2a__source_kind keys_kind = {
	.list = ec2a__source_list_one,
	.open = keys_open,
	.read = keys_read,
	.close = keys_close,
	.free_state = keys_free,
};

EC2A_API int ec2a_source_public_keys(ec2a_config *config, const char *region, ec2a_source **ret_source)
{
	struct ec2a__buf name;
	struct keys *keys;
	int r;

	if (!region || !*region || strlen(region) > 64 || !ret_source)
		return EC2A_E_ARG;
	keys = ec2a__calloc(1, sizeof(*keys));
	if (!keys)
		return EC2A_E_NOMEM;
	ec2a__buf_init(&name, 128);
	keys->region = ec2a__strdup(region);
	r = keys->region ? ec2a__config_aws(config, &keys->aws) : EC2A_E_NOMEM;
	if (r == 0)
		r = ec2a__buf_adds(&name, "public-keys:");
	if (r == 0)
		r = ec2a__buf_adds(&name, region);
	if (r == 0)
		r = ec2a__source_make(config, name.data, &keys_kind, keys, ret_source);
	ec2a__buf_free(&name);
	if (r < 0)
		keys_free(keys);
	return r;
}

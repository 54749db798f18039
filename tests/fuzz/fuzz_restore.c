/* SPDX-License-Identifier: MIT */
/*
 * A saved correlator. Whoever can write it can write its sum, so the sum is made right here, of the map of instances
 * inside, too: what is tested is the structure. Bytes are tried as they are, and as changes to a correlator that was
 * saved. What is restored must go on, tell rows, and be restored again from its own bytes.
 */
#include "crypto.h"
#include "saved.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
	unsigned char *data;
	size_t size, cap, at;
};

static int put(void *user, const void *data, size_t size)
{
	struct bytes *bytes = user;

	if (bytes->cap - bytes->size < size) {
		bytes->cap = (bytes->size + size) * 2;
		bytes->data = realloc(bytes->data, bytes->cap);
		if (!bytes->data)
			abort();
	}
	memcpy(bytes->data + bytes->size, data, size);
	bytes->size += size;
	return 0;
}

static int get(void *user, void *buffer, size_t size, size_t *ret_size)
{
	struct bytes *bytes = user;

	*ret_size = bytes->size - bytes->at < size ? bytes->size - bytes->at : size;
	if (*ret_size)
		memcpy(buffer, bytes->data + bytes->at, *ret_size);
	bytes->at += *ret_size;
	return 0;
}

static void take_rows(ec2a_correlator *correlator)
{
	ec2a_session *session;
	char *json;

	while (ec2a_correlator_next(correlator, &session) == 1) {
		if (ec2a_session_to_json(session, &json) < 0)
			abort();
		ec2a_free(json);
		ec2a_session_unref(session);
	}
}

static void go_on(ec2a_correlator *correlator, ec2a_config *config)
{
	struct bytes saved = { NULL, 0, 0, 0 };
	ec2a_correlator *again = NULL;
	int64_t watermark = 0;

	if (ec2a_correlator_save(correlator, put, &saved) < 0 ||
	    ec2a_correlator_restore(config, get, &saved, &again) < 0)
		abort();
	free(saved.data);
	(void)!ec2a_correlator_watermark(correlator, &watermark);
	for (int i = 0; i < 3; i++) {
		int64_t next = watermark / 2 + (int64_t)i * 100000000000;

		if (ec2a_correlator_advance(correlator, watermark) < 0)
			abort();
		take_rows(correlator);
		watermark = next > watermark ? next : watermark + 1;
		if (watermark > EC2A__LATEST)
			break;
	}
	for (int i = 0; i < 2; i++) {
		ec2a_correlator *each = i ? again : correlator;

		if (ec2a_correlator_finish(each) < 0)
			abort();
		take_rows(each);
		ec2a_correlator_free(each);
	}
}

/* The sum behind so many bytes. */
static void sum_up(unsigned char *data, size_t size)
{
	unsigned char sum[EC2A__SHA256];

	if (ec2a__sha256(data, size, sum) < 0)
		abort();
	memcpy(data + size, sum, sizeof(sum));
}

/* data ends with room for a sum; the map of instances, wherever it begins, ends before it with a sum of its own. */
static void try(unsigned char *data, size_t size, ec2a_config *config)
{
	struct bytes bytes = { data, size, size, 0 };
	ec2a_correlator *correlator = NULL;

	for (size_t i = 8; size > 2 * (size_t)EC2A__SHA256 && i + 2 * (size_t)EC2A__SHA256 < size; i++)
		if (memcmp(data + i, "EC2AFACT", 8) == 0) {
			sum_up(data + i, size - i - 2 * (size_t)EC2A__SHA256);
			break;
		}
	sum_up(data, size - EC2A__SHA256);
	if (ec2a_correlator_restore(config, get, &bytes, &correlator) == 0)
		go_on(correlator, config);
	else if (correlator)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ec2a_config *config = NULL;
	unsigned char *room = malloc(size + EC2A__SHA256);

	if (!room || ec2a_config_new(&config) < 0 || ec2a_config_set_int(config, EC2A_OPT_SETTLE_STEP, 0) < 0 ||
	    ec2a_config_set_int(config, EC2A_OPT_HELD_RECORDS, 16) < 0)
		abort();
	/* without a sum: it is put behind; with one: it is put right, which keeps a saved file whole */
	if (size)
		memcpy(room, data, size);
	try(room, size + EC2A__SHA256, config);
	if (size >= EC2A__SHA256) {
		memcpy(room, data, size);
		try(room, size, config);
	}
	free(room);
	ec2a_config_unref(config);
	return 0;
}

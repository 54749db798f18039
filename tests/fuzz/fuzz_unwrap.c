/* SPDX-License-Identifier: MIT */
/*
 * Envelopes, rows of tables and Python's text. Whatever comes out of any bytes must be a record in memory that can be
 * looked at whole; doing it again must give the same; and a row or a text that the readers make JSON of must be cut
 * by the splitter as one value.
 */
#include "json_python.h"
#include "unwrap.h"
#include "unwrap_row.h"

#include <ec2access/ec2access.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct sum {
	uint64_t records, bytes, faults;
};

static int take(void *user, const struct ec2a__record_view *record)
{
	const struct ec2a__member *members = record->members;
	struct sum *sum = user;

	sum->records++;
	for (size_t i = 0; i < record->size; i++)
		sum->bytes = sum->bytes * 31 + (unsigned char)record->object[i];
	for (size_t i = 0; i < record->n_members; i++)
		if (members[i].val + members[i].val_len > record->size ||
		    members[i].key + members[i].key_len > record->size)
			abort();
	return 0;
}

static void unwrap(const struct ec2a__unit *unit, struct sum *sum)
{
	struct ec2a__json_fault fault = { 0, NULL };
	uint64_t before = sum->records;
	int r = ec2a__unwrap(NULL, unit, take, sum, &fault);

	if (r == EC2A_E_NOMEM || r > 1 || (r >= 0 && (r == 1) != (sum->records > before)))
		abort();
	if (r < 0 && (!fault.what || fault.byte > unit->size))
		abort();
	sum->faults += r < 0;
}

static void run(const uint8_t *data, size_t size, size_t step, struct sum *sum)
{
	struct ec2a__split *split = ec2a__split_new(1 << 16, 32);
	struct ec2a__split_fault fault;
	struct ec2a__unit unit;
	int r;

	if (!split)
		abort();
	for (size_t pos = 0; pos <= size; pos += step) {
		if (pos + step > size)
			ec2a__split_finish(split);
		if (pos < size && ec2a__split_feed(split, data + pos, size - pos < step ? size - pos : step) < 0)
			abort();
		while ((r = ec2a__split_next(split, &unit, &fault)) != 0) {
			if (r == 1)
				unwrap(&unit, sum);
			else
				sum->faults++;
			if (r == EC2A_E_FORMAT || r == EC2A_E_TRUNCATED)
				break;
		}
	}
	ec2a__split_free(split);
}

/* A struct's text gives JSON, or nothing. */
static void run_struct(const char *text, size_t size)
{
	struct ec2a__json_fault fault;
	struct ec2a__buf out;
	int r;

	ec2a__buf_init(&out, size * 8 + 64);
	r = ec2a__row_struct(text, size, "ARN", &out);
	if (r < 0 || (r == 0 && out.len) || (r == 1 && ec2a__json_check(out.data, out.len, 64, &fault) < 0))
		abort();
	ec2a__buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sum whole = { 0 }, cut = { 0 };

	run(data, size, size + 1, &whole);
	run(data, size, 1, &cut);
	if (whole.records != cut.records || whole.bytes != cut.bytes || whole.faults != cut.faults)
		abort();
	run_struct((const char *)data, size);
	return 0;
}

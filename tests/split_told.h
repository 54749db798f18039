/* SPDX-License-Identifier: MIT */
#ifndef SPLIT_TOLD_H
#define SPLIT_TOLD_H

#include "test.h"

#include "buf.h"
#include "cpu.h"
#include "split.h"

#include <ec2access/ec2access.h>
#include <stdint.h>

/* What a splitter told, one line each: "u PLACE BYTE TEXT [key=value ...]", "p ..." of Python's text,
 * "f CODE BYTE START WHAT". */
struct told {
	struct ec2a__buf text;
	int units, faults, last;
};

static void add_unit(struct told *told, const struct ec2a__unit *unit)
{
	struct ec2a__buf *out = &told->text;

	told->units++;
	CU_ASSERT_EQUAL(ec2a__buf_adds(out, unit->python ? "p " : "u "), 0);
	CU_ASSERT_EQUAL(ec2a__buf_addu(out, (unsigned)unit->place), 0);
	CU_ASSERT_EQUAL(ec2a__buf_addc(out, ' '), 0);
	CU_ASSERT_EQUAL(ec2a__buf_addu(out, unit->byte), 0);
	CU_ASSERT_EQUAL(ec2a__buf_addc(out, ' '), 0);
	CU_ASSERT_EQUAL(ec2a__buf_add(out, unit->data, unit->size), 0);
	for (size_t i = 0; i < unit->n_members; i++) {
		const struct ec2a__member *member = &unit->members[i];

		CU_ASSERT_EQUAL(ec2a__buf_addc(out, ' '), 0);
		CU_ASSERT_EQUAL(ec2a__buf_add(out, unit->data + member->key, member->key_len), 0);
		CU_ASSERT_EQUAL(ec2a__buf_addc(out, '='), 0);
		CU_ASSERT_EQUAL(ec2a__buf_add(out, unit->data + member->val, member->val_len), 0);
	}
	CU_ASSERT_EQUAL(ec2a__buf_addc(out, '\n'), 0);
}

static void add_fault(struct told *told, int code, const struct ec2a__split_fault *fault)
{
	struct ec2a__buf *out = &told->text;
	char line[200];

	told->faults++;
	snprintf(line, sizeof(line), "f %d %llu %llu %d %s\n", code, (unsigned long long)fault->byte,
		 (unsigned long long)fault->start, fault->place, fault->what);
	CU_ASSERT_EQUAL(ec2a__buf_adds(out, line), 0);
}

static void take_all(struct ec2a__split *split, struct told *told)
{
	struct ec2a__unit unit;
	struct ec2a__split_fault fault = { 0, 0, "(not written)", 0 };

	while ((told->last = ec2a__split_next(split, &unit, &fault)) != 0) {
		if (told->last == 1)
			add_unit(told, &unit);
		else
			add_fault(told, told->last, &fault);
	}
}

struct limits {
	size_t bytes;
	unsigned depth;
};

static const struct limits plenty = { 1 << 20, 64 };

/* An ec2a__cpu: what the splitters of run() go by. */
static int told_cpu;

/* A splitter's first object with members makes room for them, and never goes the short way (split_whole.h): let it be
 * none of those that are looked at. */
static void make_room(struct ec2a__split *split)
{
	struct ec2a__unit unit;
	struct ec2a__split_fault fault;

	CU_ASSERT_EQUAL(ec2a__split_feed(split, "{\"a\":1}", 7), 0);
	CU_ASSERT_EQUAL(ec2a__split_next(split, &unit, &fault), 1);
	ec2a__split_restart(split);
}

/* Feed in pieces: up to cut1, up to cut2, the rest; or, with each set, byte by byte. */
static struct told run(const char *text, size_t size, struct limits limits, size_t cut1, size_t cut2, int each)
{
	struct ec2a__split *split = ec2a__split_new(limits.bytes, limits.depth);
	struct told told = { .last = 0 };

	ec2a__split_set_cpu(split, told_cpu);
	make_room(split);
	ec2a__buf_init(&told.text, SIZE_MAX / 2);
	CU_ASSERT_EQUAL(ec2a__buf_adds(&told.text, ""), 0);
	for (size_t from = 0; from < size;) {
		size_t to = each ? from + 1 : from < cut1 ? cut1 : from < cut2 ? cut2 : size;
		char *copy = malloc(to - from); /* so that a sanitizer sees reads behind the end */

		memcpy(copy, text + from, to - from);
		CU_ASSERT_EQUAL(ec2a__split_feed(split, copy, to - from), 0);
		free(copy);
		take_all(split, &told);
		from = to;
	}
	ec2a__split_finish(split);
	take_all(split, &told);
	CU_ASSERT_EQUAL(ec2a__split_bytes(split), size);
	ec2a__split_free(split);
	return told;
}

#endif

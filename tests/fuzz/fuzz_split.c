/* SPDX-License-Identifier: MIT */
/*
 * The splitter with every kind of instructions that this machine has, fed whole and in pieces, against itself going
 * by single bytes: the same units, members and faults. And against json-c: where a unit is JSON, its members tell the
 * same relevant record as a tree of it, in which of keys that stand twice the first one counts.
 */
#include "cpu.h"
#include "json_check.h"
#include "record_parts.h"
#include "split.h"

#include <ec2access/ec2access.h>
#include <json.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH 8
#define RECORD_BYTES 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* All that came out, as a number; large texts would take the time. */
struct sum {
	uint64_t told;
	uint64_t units, faults;
};

static void fail(const char *what, const void *text, size_t size)
{
	fprintf(stderr, "fuzz_split: %s: %.*s\n", what, (int)size, (const char *)text);
	abort();
}

static void add_bytes(struct sum *sum, const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < size; i++)
		sum->told = (sum->told ^ at[i]) * UINT64_C(0x100000001b3);
}

static void add(struct sum *sum, uint64_t number)
{
	add_bytes(sum, &number, sizeof(number));
}

static const char *trimmed(const char *text, char *out, size_t size)
{
	size_t len;

	text += strspn(text, " \t\n\r");
	len = strlen(text);
	while (len && strchr(" \t\n\r", text[len - 1]))
		len--;
	if (len >= size)
		return NULL;
	memcpy(out, text, len);
	out[len] = 0;
	return out;
}

/* What the tree's member says, without white space around it. */
static const char *member_text(struct json_object *tree, const char *key, char *out, size_t size)
{
	struct json_object *node;

	if (!json_object_object_get_ex(tree, key, &node) || !json_object_is_type(node, json_type_string))
		return NULL;
	return trimmed(json_object_get_string(node), out, size);
}

static struct json_object *tree_of(const struct ec2a__unit *unit)
{
	struct json_tokener *tokener = json_tokener_new_ex(DEPTH + 1);
	struct json_object *tree = NULL;
	struct ec2a__json_fault fault;
	struct ec2a__buf clean;

	ec2a__buf_init(&clean, RECORD_BYTES * 8);
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	if (ec2a__json_clean(unit->data, unit->size, DEPTH, &clean, &fault) == 0) {
		tree = json_tokener_parse_ex(tokener, clean.data, (int)clean.len + 1);
		if (!tree)
			fail("json-c refuses", clean.data, clean.len);
	}
	json_tokener_free(tokener);
	ec2a__buf_free(&clean);
	return tree;
}

static void check_relevant(const struct ec2a__unit *unit)
{
	const struct ec2a__record_kind *kind, *want;
	struct ec2a__record_view record;
	struct json_object *tree = tree_of(unit);
	char source[200], name[200];

	if (!tree)
		return;
	want = ec2a__record_kind(member_text(tree, "eventSource", source, sizeof(source)),
				 member_text(tree, "eventName", name, sizeof(name)));
	ec2a__record_view(&record, unit->data, unit->size, unit->members, unit->n_members);
	kind = ec2a__record_kind_of(&record);
	if (kind != want)
		fail("another record for json-c", unit->data, unit->size);
	json_object_put(tree);
}

static void add_unit(struct sum *sum, const struct ec2a__unit *unit)
{
	sum->units++;
	add(sum, unit->byte);
	add(sum, unit->size);
	add(sum, (uint64_t)unit->place << 1 | (uint64_t)unit->python);
	add_bytes(sum, unit->data, unit->size);
	for (size_t i = 0; i < unit->n_members; i++) {
		const struct ec2a__member *member = &unit->members[i];

		if ((size_t)member->key + member->key_len > unit->size || (size_t)member->val + member->val_len > unit->size)
			fail("a member outside of the unit", unit->data, unit->size);
		add_bytes(sum, member, sizeof(*member));
	}
}

static void add_fault(struct sum *sum, int code, const struct ec2a__split_fault *fault)
{
	sum->faults++;
	add(sum, (uint64_t)(int64_t)code);
	add(sum, fault->byte);
	add(sum, fault->start);
	add(sum, (uint64_t)fault->place);
	add_bytes(sum, fault->what, strlen(fault->what));
}

static void take_all(struct ec2a__split *split, struct sum *sum, int is_first)
{
	struct ec2a__split_fault fault;
	struct ec2a__unit unit;
	int r;

	while ((r = ec2a__split_next(split, &unit, &fault)) != 0) {
		if (r == EC2A_E_NOMEM)
			abort();
		if (r < 0) {
			add_fault(sum, r, &fault);
			continue;
		}
		add_unit(sum, &unit);
		if (is_first && unit.members && !unit.python)
			check_relevant(&unit);
	}
}

static struct sum run(int cpu, const uint8_t *data, size_t size, size_t step, int is_first)
{
	struct ec2a__split *split = ec2a__split_new(RECORD_BYTES, DEPTH);
	struct sum sum = { 0, 0, 0 };

	if (!split)
		abort();
	ec2a__split_set_cpu(split, cpu);
	for (size_t pos = 0; pos < size; pos += step) {
		size_t piece = size - pos < step ? size - pos : step;
		uint8_t *exact = malloc(piece);

		if (!exact)
			abort();
		memcpy(exact, data + pos, piece);
		if (ec2a__split_feed(split, exact, piece) < 0)
			abort();
		free(exact);
		take_all(split, &sum, is_first);
	}
	ec2a__split_finish(split);
	take_all(split, &sum, is_first);
	ec2a__split_free(split);
	return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sum want = run(EC2A__CPU_BYTES, data, size, size ? size : 1, 1);
	size_t step = size ? 1 + data[0] % 97 : 1;

	for (int cpu = 0; cpu < EC2A__CPU_BYTES; cpu++) {
		struct sum whole, pieces;

		if (!ec2a__cpu_runs(cpu))
			continue;
		whole = run(cpu, data, size, size ? size : 1, 0);
		pieces = run(cpu, data, size, step, 0);
		if (memcmp(&whole, &want, sizeof(want)) != 0 || memcmp(&pieces, &want, sizeof(want)) != 0)
			fail(ec2a__cpu_text(cpu), data, size);
	}
	return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * The map as bytes. Numbers are little-endian; entries are sorted, so equal maps give equal bytes.
 *
 *   "EC2AFACT"  u32 version  u64 entries  entry ...  u64 failures  failure ...  u64 dropped  u64 to second
 *   SHA-256 of all before
 *   entry: u32 kind (an ec2a_fact, or EC2A__TOLD_END), i64 first, i64 last,
 *          account, region, instance, value: each u32 size and bytes
 *
 *   failure: u64 where, u64 line, i64 second, u32 process, u32 tries, u32 kind (ec2a__failure_kind)
 *
 * Of an end first and last are both the time, and the value is empty.
 */
#include "crypto.h"
#include "event_build.h"
#include "facts_map.h"
#include "mem.h"

#include <stdlib.h>
#include <string.h>

#define MAGIC "EC2AFACT"
#define MAGIC_SIZE 8
#define VERSION 3
#define TEXTS 4
#define NEAR 0x100u /* beside the kind of a failure */
#define HEAD_SIZE (MAGIC_SIZE + 4 + 8)

/* One line of the file, as it is sorted; texts are borrowed. */
struct entry {
	const char *texts[TEXTS]; /* account, region, instance, value */
	int kind;
	int64_t first, last;
};

/* Kind before value, so that an instance's addresses stand together. */
static int compare(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	int order = 0;

	for (int i = 0; order == 0 && i < TEXTS - 1; i++)
		order = strcmp(a->texts[i], b->texts[i]);
	if (order == 0)
		order = (a->kind > b->kind) - (a->kind < b->kind);
	return order ? order : strcmp(a->texts[TEXTS - 1], b->texts[TEXTS - 1]);
}

/* ---- save ------------------------------------------------------------------- */

static int add_number(struct ec2a__buf *buf, uint64_t number, size_t size)
{
	unsigned char bytes[8];

	for (size_t i = 0; i < size; i++)
		bytes[i] = (unsigned char)(number >> (8 * i));
	return ec2a__buf_add(buf, bytes, size);
}

static int add_entry(struct ec2a__buf *buf, const struct entry *entry)
{
	int r = add_number(buf, (uint64_t)entry->kind, 4);

	if (r == 0)
		r = add_number(buf, (uint64_t)entry->first, 8);
	if (r == 0)
		r = add_number(buf, (uint64_t)entry->last, 8);
	for (int i = 0; r == 0 && i < TEXTS; i++) {
		r = add_number(buf, strlen(entry->texts[i]), 4);
		if (r == 0)
			r = ec2a__buf_adds(buf, entry->texts[i]);
	}
	return r;
}

/* 1 when the node is one of the file's lines. */
static int entry_of(const struct ec2a__node *node, struct entry *ret_entry)
{
	const struct ec2a__node_key *key = &node->key;

	*ret_entry = (struct entry){ { key->account, key->region, key->instance, key->value }, key->kind,
				     node->first, node->last };
	if (key->type == EC2A__NODE_FACT)
		return 1;
	ret_entry->kind = EC2A__TOLD_END;
	ret_entry->first = node->end;
	ret_entry->last = node->end;
	return key->type == EC2A__NODE_INSTANCE && node->end != EC2A__NEVER;
}

static struct entry *sorted_entries(const ec2a_facts *facts, size_t *ret_count)
{
	const struct ec2a__node *node = NULL;
	struct entry *entries = ec2a__realloc_array(NULL, facts->n_nodes, sizeof *entries);
	size_t count = 0;

	if (!entries)
		return NULL;
	while ((node = ec2a__facts_next(facts, node)) != NULL)
		count += (size_t)entry_of(node, &entries[count]);
	if (count)
		qsort(entries, count, sizeof *entries, compare);
	*ret_count = count;
	return entries;
}

static int add_failures(struct ec2a__buf *buf, const ec2a_facts *facts)
{
	struct ec2a__failures sorted = { .limit = facts->failures.limit };
	int r = 0;

	for (size_t i = 0; r >= 0 && i < facts->failures.n; i++)
		r = ec2a__failures_put(&sorted, &facts->failures.items[i]);
	ec2a__failures_settle(&sorted);
	ec2a__failures_add_dropped(&sorted, facts->failures.dropped, facts->failures.dropped_to);
	r = r < 0 ? r : add_number(buf, sorted.n, 8);
	for (size_t i = 0; r == 0 && i < sorted.n; i++) {
		const struct ec2a__failure *failure = &sorted.items[i];
		const uint64_t numbers[] = { failure->where,   failure->line,  (uint64_t)failure->second,
					     failure->process, failure->tries,
					     failure->kind | (failure->near ? NEAR : 0u) };

		for (size_t k = 0; r == 0 && k < 6; k++)
			r = add_number(buf, numbers[k], k < 3 ? 8 : 4);
	}
	if (r == 0)
		r = add_number(buf, sorted.dropped, 8);
	if (r == 0)
		r = add_number(buf, (uint64_t)sorted.dropped_to, 8);
	ec2a__failures_free(&sorted);
	return r;
}

static int write_all(struct ec2a__buf *buf, const ec2a_facts *facts, const struct entry *entries, size_t count)
{
	unsigned char sum[EC2A__SHA256];
	int r = ec2a__buf_add(buf, MAGIC, MAGIC_SIZE);

	if (r == 0)
		r = add_number(buf, VERSION, 4);
	if (r == 0)
		r = add_number(buf, count, 8);
	for (size_t i = 0; r == 0 && i < count; i++)
		r = add_entry(buf, &entries[i]);
	if (r == 0)
		r = add_failures(buf, facts);
	if (r == 0)
		r = ec2a__sha256(buf->data, buf->len, sum);
	return r ? r : ec2a__buf_add(buf, sum, sizeof sum);
}

int ec2a_facts_save(const ec2a_facts *facts, void **ret_bytes, size_t *ret_size)
{
	struct ec2a__buf buf;
	struct entry *entries;
	size_t count;
	int r;

	if (!facts || !ret_bytes || !ret_size)
		return EC2A_E_ARG;
	entries = sorted_entries(facts, &count);
	if (!entries)
		return EC2A_E_NOMEM;
	ec2a__buf_init(&buf, SIZE_MAX / 4);
	r = write_all(&buf, facts, entries, count);
	ec2a__free(entries);
	if (r == 0) {
		*ret_size = buf.len;
		*ret_bytes = ec2a__buf_steal(&buf);
		r = *ret_bytes ? 0 : EC2A_E_NOMEM;
	}
	ec2a__buf_free(&buf);
	return r ? EC2A_E_NOMEM : 0;
}

/* ---- load ---------------------------------------------------------------------- */

/* What is left to read. The texts need a NUL of their own: they are copied to scratch. */
struct reader {
	const unsigned char *at;
	size_t left;
	struct ec2a__buf scratch[2][TEXTS]; /* this entry and the one before, by turns */
};

static int get_number(struct reader *reader, size_t size, uint64_t *ret_number)
{
	uint64_t number = 0;

	if (reader->left < size)
		return EC2A_E_FORMAT;
	for (size_t i = 0; i < size; i++)
		number |= (uint64_t)reader->at[i] << (8 * i);
	reader->at += size;
	reader->left -= size;
	*ret_number = number;
	return 0;
}

static int get_text(struct reader *reader, struct ec2a__buf *buf, const char **ret_text)
{
	uint64_t size;
	int r = get_number(reader, 4, &size);

	if (r < 0)
		return r;
	if (size > reader->left || size > EC2A__FACT_TEXT_MAX || memchr(reader->at, '\0', (size_t)size))
		return EC2A_E_FORMAT;
	ec2a__buf_clear(buf);
	r = ec2a__buf_reserve(buf, (size_t)size + 1);
	if (r == 0)
		r = ec2a__buf_add(buf, reader->at, (size_t)size);
	reader->at += size;
	reader->left -= (size_t)size;
	*ret_text = size ? buf->data : "";
	return r;
}

static int get_entry(struct reader *reader, struct ec2a__buf *texts, struct entry *ret_entry)
{
	uint64_t kind = 0, first = 0, last = 0;
	int r = get_number(reader, 4, &kind);

	if (r == 0)
		r = get_number(reader, 8, &first);
	if (r == 0)
		r = get_number(reader, 8, &last);
	for (int i = 0; r == 0 && i < TEXTS; i++)
		r = get_text(reader, &texts[i], &ret_entry->texts[i]);
	ret_entry->kind = kind > EC2A__TOLD_END ? 0 : (int)kind;
	ret_entry->first = (int64_t)first;
	ret_entry->last = (int64_t)last;
	return r;
}

/* Only what ec2a_facts_save() could have written: who can alter the file can compute its checksum, too. */
static int put_entry(ec2a_facts *facts, const struct entry *entry)
{
	const char *const *texts = entry->texts;
	struct ec2a__node_key key = { 0, entry->kind, texts[0], texts[1], texts[2], texts[3] };
	int never = entry->first == EC2A__NEVER && entry->last == EC2A__NEVER_LAST;

	if (!ec2a__facts_is(&key) || (entry->first > entry->last && !never))
		return EC2A_E_FORMAT;
	if (entry->kind != EC2A__TOLD_END)
		return ec2a__facts_add(facts, &key, entry->first, entry->last);
	if (entry->first != entry->last || entry->first == EC2A__NEVER)
		return EC2A_E_FORMAT;
	return ec2a__facts_add_end(facts, &key, entry->first);
}

static int read_entries(struct reader *reader, ec2a_facts *facts)
{
	struct entry entries[2];
	uint64_t count = 0;
	int r = get_number(reader, 8, &count);

	for (uint64_t i = 0; r == 0 && i < count; i++) {
		struct entry *now = &entries[i % 2];

		r = get_entry(reader, reader->scratch[i % 2], now);
		if (r == 0 && i > 0 && compare(&entries[(i + 1) % 2], now) >= 0)
			r = EC2A_E_FORMAT;
		if (r == 0)
			r = put_entry(facts, now);
	}
	return r;
}

static int read_failure(struct reader *reader, struct ec2a__failure *ret_failure)
{
	uint64_t numbers[6] = { 0 }, kind;
	int r = 0;

	for (size_t k = 0; r == 0 && k < 6; k++)
		r = get_number(reader, k < 3 ? 8 : 4, &numbers[k]);
	kind = numbers[5] & ~(uint64_t)NEAR;
	*ret_failure = (struct ec2a__failure){ numbers[0], numbers[1], (int64_t)numbers[2], (uint32_t)numbers[3],
					       (uint32_t)numbers[4], (uint16_t)kind, kind != numbers[5] };
	if (r == 0 && (numbers[4] > EC2A__FAILURE_TRIES || !kind || kind > EC2A__FAILURE_KEYBOARD))
		r = EC2A_E_FORMAT;
	return r;
}

static int read_failures(struct reader *reader, ec2a_facts *facts)
{
	struct ec2a__failure last = { 0 }, failure;
	uint64_t count = 0, dropped[2] = { 0, 0 };
	int r = get_number(reader, 8, &count);

	facts->failures.limit = SIZE_MAX; /* whose they are sets another one, and may hold more than is usual */

	for (uint64_t i = 0; r == 0 && i < count; i++) {
		r = read_failure(reader, &failure);
		if (r == 0 && i > 0 && ec2a__failure_compare(&last, &failure) >= 0)
			r = EC2A_E_FORMAT;
		if (r == 0)
			r = ec2a__facts_add_failure(facts, &failure);
		last = failure;
	}
	for (int i = 0; r == 0 && i < 2; i++)
		r = get_number(reader, 8, &dropped[i]);
	ec2a__failures_add_dropped(&facts->failures, dropped[0], (int64_t)dropped[1]);
	ec2a__failures_settle(&facts->failures);
	facts->failures.limit = facts->failures.n > EC2A__FAILURES_HELD ? facts->failures.n : EC2A__FAILURES_HELD;
	return r == 0 && reader->left ? EC2A_E_FORMAT : r;
}

/* 0 and a reader that stands behind the version. */
static int check_frame(const void *bytes, size_t size, struct reader *ret_reader)
{
	unsigned char sum[EC2A__SHA256];
	uint64_t version;
	int r;

	if (size < HEAD_SIZE + sizeof sum || memcmp(bytes, MAGIC, MAGIC_SIZE) != 0)
		return EC2A_E_FORMAT;
	size -= sizeof sum;
	r = ec2a__sha256(bytes, size, sum);
	if (r < 0)
		return r;
	if (memcmp(sum, (const unsigned char *)bytes + size, sizeof sum) != 0)
		return EC2A_E_FORMAT;
	ret_reader->at = (const unsigned char *)bytes + MAGIC_SIZE;
	ret_reader->left = size - MAGIC_SIZE;
	r = get_number(ret_reader, 4, &version);
	return r == 0 && version != VERSION ? EC2A_E_FORMAT : r;
}

int ec2a_facts_load(const void *bytes, size_t size, ec2a_facts **ret_facts)
{
	struct reader reader;
	ec2a_facts *facts = NULL;
	int r;

	if (!bytes || !ret_facts)
		return EC2A_E_ARG;
	for (int i = 0; i < 2 * TEXTS; i++)
		ec2a__buf_init(&reader.scratch[i / TEXTS][i % TEXTS], EC2A__FACT_TEXT_MAX + 1);
	r = check_frame(bytes, size, &reader);
	if (r == 0)
		r = ec2a_facts_new(&facts);
	if (r == 0)
		r = read_entries(&reader, facts);
	if (r == 0)
		r = read_failures(&reader, facts);
	for (int i = 0; i < 2 * TEXTS; i++)
		ec2a__buf_free(&reader.scratch[i / TEXTS][i % TEXTS]);
	if (r == 0)
		*ret_facts = facts;
	else
		ec2a_facts_free(facts);
	return r;
}

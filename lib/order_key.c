/* SPDX-License-Identifier: MIT */
/* Sorting by numbers: byte by byte from the last, without comparing (radix sort). */
#include "order.h"

#include "mem.h"

#include <ec2access/ec2access.h>

#include <string.h>

#define FEW 64 /* items: comparing is as quick */

struct keyed {
	uint64_t key;
	uint32_t item;
};

/* One byte of the keys; 0 where they are all equal in it, and nothing was moved. Stable. */
static int pass(const struct keyed *from, struct keyed *to, size_t count, unsigned shift)
{
	size_t first[256] = { 0 }, at = 0;

	for (size_t i = 0; i < count; i++)
		first[from[i].key >> shift & 0xff]++;
	if (first[from[0].key >> shift & 0xff] == count)
		return 0;
	for (size_t i = 0; i < 256; i++) {
		size_t n = first[i];

		first[i] = at;
		at += n;
	}
	for (size_t i = 0; i < count; i++)
		to[first[from[i].key >> shift & 0xff]++] = from[i];
	return 1;
}

static struct keyed *sort_keys(struct keyed *from, struct keyed *to, size_t count)
{
	for (unsigned shift = 0; shift < 64; shift += 8)
		if (pass(from, to, count, shift)) {
			struct keyed *swap = from;

			from = to;
			to = swap;
		}
	return from;
}

/* Items of equal keys by comparing. 0 or EC2A_E_NOMEM. */
static int sort_runs(const struct keyed *keys, uint32_t *items, size_t count, ec2a__compare_fn compare,
		     const void *context)
{
	size_t end;
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i = end) {
		for (end = i + 1; end < count && keys[end].key == keys[i].key; end++)
			;
		r = ec2a__sort(items + i, end - i, compare, context);
	}
	return r;
}

int ec2a__sort_by_key(uint32_t *items, size_t count, ec2a__key_fn key, ec2a__compare_fn compare, const void *context)
{
	struct keyed *keys, *sorted;
	int r;

	if (count < FEW)
		return ec2a__sort(items, count, compare, context);
	keys = ec2a__realloc_array(NULL, count, 2 * sizeof(*keys));
	if (!keys)
		return EC2A_E_NOMEM;
	for (size_t i = 0; i < count; i++)
		keys[i] = (struct keyed){ key(context, items[i]), items[i] };
	sorted = sort_keys(keys, keys + count, count);
	for (size_t i = 0; i < count; i++)
		items[i] = sorted[i].item;
	r = sort_runs(sorted, items, count, compare, context);
	ec2a__free(keys);
	return r;
}

/* SPDX-License-Identifier: MIT */
#include "json_walk.h"
#include "mem.h"

#include <ec2access/ec2access.h>
#include <string.h>

/*
 * Keys that stand twice in an object. A hash table would be quadratic for an
 * attacker who knows the hash, so keys are sorted: n log n for any input.
 */

static int compare(const char *text, const struct ec2a__json_span *a, const struct ec2a__json_span *b)
{
	if (a->key_size != b->key_size)
		return a->key_size < b->key_size ? -1 : 1;
	return memcmp(text + a->key, text + b->key, a->key_size);
}

/* Objects are small as a rule: no memory, no sorting. */
static int mark_few(const char *text, struct ec2a__json_span *spans, size_t count)
{
	int found = 0;

	for (size_t i = 1; i < count; i++) {
		for (size_t k = 0; k < i && !spans[i].dropped; k++)
			spans[i].dropped = compare(text, &spans[k], &spans[i]) == 0;
		found += spans[i].dropped;
	}
	return found;
}

/* Merge two sorted runs; of equal keys the one from the left, which stands first in the object, stays first. */
static void merge(const char *text, const struct ec2a__json_span *spans, const size_t *left, size_t n_left,
		  const size_t *right, size_t n_right, size_t *out)
{
	while (n_left || n_right) {
		if (!n_right || (n_left && compare(text, &spans[*left], &spans[*right]) <= 0)) {
			*out++ = *left++;
			n_left--;
		} else {
			*out++ = *right++;
			n_right--;
		}
	}
}

/* Sort indices from bottom up, between two halves of one array: the half where they are then. */
static size_t *sort(const char *text, const struct ec2a__json_span *spans, size_t count, size_t *from, size_t *to)
{
	for (size_t i = 0; i < count; i++)
		from[i] = i;
	for (size_t run = 1; run < count; run *= 2) {
		size_t *swap = from;

		for (size_t i = 0; i < count; i += 2 * run) {
			size_t left = count - i < run ? count - i : run;
			size_t right = count - i - left < run ? count - i - left : run;

			merge(text, spans, from + i, left, from + i + left, right, to + i);
		}
		from = to;
		to = swap;
	}
	return from;
}

int ec2a__json_mark_doubles(const char *text, struct ec2a__json_span *spans, size_t count)
{
	size_t *both, *order;
	int found = 0;

	if (count <= 16)
		return mark_few(text, spans, count);
	both = ec2a__realloc_array(NULL, count, 2 * sizeof(*both));
	if (!both)
		return EC2A_E_NOMEM;
	order = sort(text, spans, count, both, both + count);
	for (size_t i = 1; i < count; i++) {
		spans[order[i]].dropped = compare(text, &spans[order[i - 1]], &spans[order[i]]) == 0;
		found |= spans[order[i]].dropped;
	}
	ec2a__free(both);
	return found;
}

/* SPDX-License-Identifier: MIT */
/* Acts by key and time, found by bisection. */
#include "join_host.h"

#include "mem.h"

#include <string.h>

void ec2a__spots_free(struct ec2a__spots *spots)
{
	ec2a__free(spots->spots);
	memset(spots, 0, sizeof(*spots));
}

int ec2a__spots_add(struct ec2a__spots *spots, const uint32_t key[EC2A__SPOT_KEYS], int64_t second, uint32_t number)
{
	struct ec2a__spot *spot;

	if (spots->n == spots->cap) {
		size_t cap = spots->cap ? spots->cap * 2 : 64;

		spot = ec2a__realloc_array(spots->spots, cap, sizeof(*spot));
		if (!spot)
			return EC2A_E_NOMEM;
		spots->spots = spot;
		spots->cap = cap;
	}
	spot = &spots->spots[spots->n++];
	memcpy(spot->key, key, sizeof(spot->key));
	spot->second = second;
	spot->number = number;
	return 0;
}

static int compare_key(const uint32_t *a, const uint32_t *b)
{
	for (int i = 0; i < EC2A__SPOT_KEYS; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

static int compare(const void *context, uint32_t a, uint32_t b)
{
	const struct ec2a__spot *x = (const struct ec2a__spot *)context + a;
	const struct ec2a__spot *y = (const struct ec2a__spot *)context + b;
	int order = compare_key(x->key, y->key);

	if (order)
		return order;
	if (x->second != y->second)
		return x->second < y->second ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

int ec2a__spots_sort(struct ec2a__spots *spots)
{
	struct ec2a__spot *sorted = ec2a__calloc(spots->n, sizeof(*sorted));
	uint32_t *order = ec2a__calloc(spots->n, sizeof(*order));
	int r = sorted && order && spots->n < EC2A__NONE ? 0 : EC2A_E_NOMEM;

	for (size_t i = 0; r == 0 && i < spots->n; i++)
		order[i] = (uint32_t)i;
	if (r == 0)
		r = ec2a__sort(order, spots->n, compare, spots->spots);
	for (size_t i = 0; r == 0 && i < spots->n; i++)
		sorted[i] = spots->spots[order[i]];
	if (r == 0 && spots->n)
		memcpy(spots->spots, sorted, spots->n * sizeof(*sorted));
	ec2a__free(sorted);
	ec2a__free(order);
	return r;
}

size_t ec2a__spots_from(const struct ec2a__spots *spots, const uint32_t key[EC2A__SPOT_KEYS], int64_t second)
{
	size_t low = 0, high = spots->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct ec2a__spot *spot = &spots->spots[middle];
		int order = compare_key(spot->key, key);

		if (order < 0 || (order == 0 && spot->second < second))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int ec2a__spots_has(const struct ec2a__spots *spots, size_t place, const uint32_t key[EC2A__SPOT_KEYS], int64_t from,
		    int64_t to)
{
	const struct ec2a__spot *spot;

	if (place >= spots->n) /* where there are none, there is no array either */
		return 0;
	spot = &spots->spots[place];
	return compare_key(spot->key, key) == 0 && spot->second >= from && spot->second <= to;
}

size_t ec2a__spots_nearest(const struct ec2a__spots *spots, const uint32_t key[EC2A__SPOT_KEYS], int64_t from,
			   int64_t at, int64_t to)
{
	size_t behind = ec2a__spots_from(spots, key, at + 1);

	if (behind > 0 && ec2a__spots_has(spots, behind - 1, key, from, at))
		return behind - 1;
	return ec2a__spots_has(spots, behind, key, at, to) ? behind : EC2A__NO_SPOT;
}

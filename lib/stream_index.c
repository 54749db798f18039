/* SPDX-License-Identifier: MIT */
/* Which act stands in which row, by what tells acts apart. */
#include "stream.h"

#include "mem.h"

#include <string.h>

/* Of an act by number, or of what was replaced, which stands behind. */
static void key_of(const struct ec2a__joins *joins, uint32_t entry, unsigned char key[16])
{
	uint32_t place = entry < joins->n_acts ? joins->acts[entry] : joins->replaced[entry - joins->n_acts].place;

	ec2a__act_key(ec2a__store_act(joins->store, place), key);
}

static int compare_keys(const void *context, uint32_t a, uint32_t b)
{
	unsigned char x[16], y[16];
	int order;

	key_of(context, a, x);
	key_of(context, b, y);
	order = memcmp(x, y, sizeof(x));
	return order ? order : a < b ? -1 : a > b;
}

int ec2a__stream_index(ec2a_correlator *correlator)
{
	const struct ec2a__joins *joins = &correlator->joins;
	const struct ec2a__rows *rows = &correlator->rows;
	size_t n = joins->n_acts + joins->n_replaced;
	struct ec2a__act_index index = { NULL, NULL, n };
	int r = 0;

	if (correlator->stream.index.order)
		return 0;
	index.order = ec2a__calloc(n, sizeof(*index.order));
	index.row_of = ec2a__calloc(joins->n_acts, sizeof(*index.row_of));
	if (!index.order || !index.row_of)
		r = EC2A_E_NOMEM;
	for (size_t i = 0; r == 0 && i < n; i++)
		index.order[i] = (uint32_t)i;
	for (size_t i = 0; r == 0 && i < joins->n_acts; i++)
		index.row_of[i] = EC2A__NONE;
	for (size_t i = 0; r == 0 && i < rows->n_rows; i++)
		for (uint32_t k = 0; k < rows->rows[i].count; k++)
			index.row_of[rows->members[rows->rows[i].first + k]] = (uint32_t)i;
	if (r == 0)
		r = ec2a__sort(index.order, n, compare_keys, joins);
	if (r < 0) {
		ec2a__free(index.order);
		ec2a__free(index.row_of);
		return r;
	}
	correlator->stream.index = index;
	return 0;
}

uint32_t ec2a__stream_find_act(const ec2a_correlator *correlator, const unsigned char key[16])
{
	const struct ec2a__joins *joins = &correlator->joins;
	const struct ec2a__act_index *index = &correlator->stream.index;
	size_t low = 0, high = index->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		uint32_t entry = index->order[middle];
		unsigned char here[16];
		int order;

		key_of(joins, entry, here);
		order = memcmp(here, key, sizeof(here));
		if (order == 0)
			return entry < joins->n_acts ? entry : joins->replaced[entry - joins->n_acts].number;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return EC2A__NONE;
}

int ec2a__stream_find_row(ec2a_correlator *correlator, const unsigned char key[16], const unsigned char **ret_id)
{
	uint32_t number, row;
	int r = ec2a__stream_index(correlator);

	if (r < 0)
		return r;
	number = ec2a__stream_find_act(correlator, key);
	row = number == EC2A__NONE ? EC2A__NONE : correlator->stream.index.row_of[number];
	if (row != EC2A__NONE)
		*ret_id = correlator->rows.rows[row].id;
	return 0;
}

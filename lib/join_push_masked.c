/* SPDX-License-Identifier: MIT */
/*
 * Pushes and candidates where either record is masked: what the exact join left
 * over, paired by what is visible. The same order of preference; the pairs are
 * listed and sorted, at most so many for each push.
 */
#include "push.h"

#include "mem.h"
#include "nearest.h"

#define FIRST (-2)
#define LAST 60
#define PAIRS_MAX 16 /* for each push */

struct pair {
	uint32_t push, candidate;
	int64_t distance;
	int keys, is_tunnel;
};

struct pairs {
	struct ec2a__joins *joins;
	uint32_t *candidates;
	struct ec2a__push_key *keys; /* of each candidate: the instance map is asked once */
	size_t n_candidates;
	struct pair *list;
	size_t count, cap;
};

/* 0: no pair; else the number of agreeing keys + 1. */
static int agree(const struct ec2a__joins *joins, uint32_t push, uint32_t candidate, struct ec2a__push_key a,
		 struct ec2a__push_key b)
{
	const struct ec2a__act *p = ec2a__joins_act(joins, push), *c = ec2a__joins_act(joins, candidate);
	int p_masked = ec2a__act_is_masked(p), c_masked = ec2a__act_is_masked(c);
	int is_tunnel = c->call == EC2A__CALL_TUNNEL, keys = 1, same;

	if ((!p_masked && !c_masked) || ec2a__same_place(joins->store, p, c) == EC2A__DISAGREE ||
	    ec2a__same_caller(joins->store, p, c) == EC2A__DISAGREE)
		return 0;
	if (a.address && b.address) {
		if (is_tunnel && a.address != b.address)
			return 0;
		keys += a.address == b.address;
	}
	if (is_tunnel && !b.instance)
		return keys;
	same = ec2a__same_text(joins->store, EC2A__MASK_INSTANCE, a.instance, p_masked, b.instance,
			       is_tunnel ? 0 : c_masked);
	return same == EC2A__AGREE || same == EC2A__AGREE_MASKED ? keys + 1 : 0;
}

static int add_pair(struct pairs *pairs, const struct pair *pair)
{
	if (pairs->count == pairs->cap) {
		size_t cap = pairs->cap ? pairs->cap * 2 : 64;
		struct pair *list = cap > UINT32_MAX ? NULL
						     : ec2a__realloc_array(pairs->list, cap, sizeof(*list));

		if (!list)
			return EC2A_E_NOMEM;
		pairs->list = list;
		pairs->cap = cap;
	}
	pairs->list[pairs->count++] = *pair;
	return 0;
}

static size_t first_from(const struct pairs *pairs, int64_t second)
{
	size_t low = 0, high = pairs->n_candidates;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ec2a__act_second(ec2a__joins_act(pairs->joins, pairs->candidates[middle])) < second)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The window is walked from its beginning: few seconds lie before the push, so what is cut is what is far. */
static int add_pairs(struct pairs *pairs, uint32_t push)
{
	int64_t second = ec2a__act_second(ec2a__joins_act(pairs->joins, push));
	struct ec2a__push_key key = ec2a__push_key(pairs->joins, push);
	int found = 0, looked = 0, r;

	for (size_t i = first_from(pairs, second + FIRST); i < pairs->n_candidates; i++) {
		uint32_t candidate = pairs->candidates[i];
		int64_t later = ec2a__act_second(ec2a__joins_act(pairs->joins, candidate)) - second;
		int is_tunnel = ec2a__joins_act(pairs->joins, candidate)->call == EC2A__CALL_TUNNEL;
		struct pair pair = { push, candidate, later < 0 ? -later : later, 0, is_tunnel };

		if (later > LAST)
			break;
		if (found == PAIRS_MAX || looked++ == EC2A__NEAREST_MAX) {
			pairs->joins->capped++;
			break;
		}
		pair.keys = agree(pairs->joins, push, candidate, key, pairs->keys[i]);
		if (!pair.keys)
			continue;
		found++;
		if ((r = add_pair(pairs, &pair)) < 0)
			return r;
	}
	return 0;
}

static int compare(const void *context, uint32_t a, uint32_t b)
{
	const struct pairs *pairs = context;
	const struct ec2a__joins *joins = pairs->joins;
	const struct pair *x = &pairs->list[a], *y = &pairs->list[b];
	int order;

	if (x->distance != y->distance)
		return x->distance < y->distance ? -1 : 1;
	if (x->keys != y->keys)
		return y->keys - x->keys;
	if (x->is_tunnel != y->is_tunnel)
		return x->is_tunnel - y->is_tunnel;
	order = ec2a__act_compare_id(joins->store, ec2a__joins_act(joins, x->push), ec2a__joins_act(joins, y->push));
	if (!order)
		order = ec2a__act_compare_id(joins->store, ec2a__joins_act(joins, x->candidate),
					     ec2a__joins_act(joins, y->candidate));
	if (!order && x->push != y->push)
		order = x->push < y->push ? -1 : 1;
	if (!order && x->candidate != y->candidate)
		order = x->candidate < y->candidate ? -1 : 1;
	return order;
}

/* Greedy: a pair counts when both are still free. */
static int match(struct pairs *pairs)
{
	uint32_t *order = ec2a__calloc(pairs->count, sizeof(*order));
	int r = order ? 0 : EC2A_E_NOMEM;

	for (size_t i = 0; r == 0 && i < pairs->count; i++)
		order[i] = (uint32_t)i;
	if (r == 0)
		r = ec2a__sort(order, pairs->count, compare, pairs);
	for (size_t i = 0; r == 0 && i < pairs->count; i++) {
		const struct pair *pair = &pairs->list[order[i]];

		if (ec2a__push_side(pairs->joins, pair->push) && ec2a__push_side(pairs->joins, pair->candidate))
			ec2a__push_follow(pairs->joins, pair->push, pair->candidate);
	}
	ec2a__free(order);
	return r;
}

int ec2a__join_push_masked(struct ec2a__joins *joins)
{
	struct pairs pairs = { .joins = joins, .candidates = ec2a__calloc(joins->n_acts, sizeof(uint32_t)) };
	size_t i;
	int r = pairs.candidates ? 0 : EC2A_E_NOMEM;

	for (i = 0; r == 0 && i < joins->n_acts; i++)
		if (ec2a__push_side(joins, (uint32_t)i) == EC2A__SIDE_CANDIDATE)
			pairs.candidates[pairs.n_candidates++] = (uint32_t)i;
	if (r == 0 && pairs.n_candidates) {
		pairs.keys = ec2a__calloc(pairs.n_candidates, sizeof(*pairs.keys));
		r = pairs.keys ? 0 : EC2A_E_NOMEM;
	}
	for (i = 0; r == 0 && i < pairs.n_candidates; i++)
		pairs.keys[i] = ec2a__push_key(joins, pairs.candidates[i]);
	for (i = 0; r == 0 && i < joins->n_acts && pairs.n_candidates; i++)
		if (ec2a__push_side(joins, (uint32_t)i) == EC2A__SIDE_PUSH)
			r = add_pairs(&pairs, (uint32_t)i);
	if (r == 0)
		r = match(&pairs);
	ec2a__free(pairs.candidates);
	ec2a__free(pairs.keys);
	ec2a__free(pairs.list);
	return r;
}

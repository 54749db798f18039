/* SPDX-License-Identifier: MIT */
/*
 * Who had an address, within one account and region.
 *
 * A busy address has as many owners as instances came and went, and a join asks once a tunnel: one look at
 * every owner would make that quadratic. So the correlator seals its map when all is learned: the owners of
 * a group that is not small are sorted once, and a look-up takes as many steps as their number has bits.
 * A map that is not sealed looks at every owner; both ways answer the same.
 */
#include "facts_map.h"
#include "mem.h"

#include <stdlib.h>
#include <string.h>

#define SMALL 8 /* owners: looking at each is as quick */

/* Facts of one group by first time. */
struct ec2a__owners {
	const struct ec2a__node **facts;
	int64_t *last; /* the latest time that any of facts[0..i] was seen */
	int64_t *end;  /* a tree: end[leaves + i] is when facts[i]'s instance ended, end[k] the later of its two */
	size_t n, leaves;
};

/* ---- sealing -------------------------------------------------------------------- */

static void owners_free(struct ec2a__owners *owners)
{
	if (!owners)
		return;
	ec2a__free(owners->facts);
	ec2a__free(owners->last);
	ec2a__free(owners->end);
	ec2a__free(owners);
}

void ec2a__facts_unseal(struct ec2a_facts *facts)
{
	facts->sealed = 0;
	for (size_t i = 0; i < facts->n_buckets; i++)
		for (struct ec2a__node *node = facts->buckets[i]; node; node = node->chain)
			if (node->key.type == EC2A__NODE_GROUP) {
				owners_free(node->owners);
				node->owners = NULL;
			}
}

static int by_first(const void *left, const void *right)
{
	const struct ec2a__node *const *a = left, *const *b = right;

	if ((*a)->first != (*b)->first)
		return (*a)->first < (*b)->first ? -1 : 1;
	return strcmp((*a)->key.instance, (*b)->key.instance);
}

static void fill(struct ec2a__owners *owners, const struct ec2a__node *group)
{
	size_t n = 0, leaves = owners->leaves;

	for (const struct ec2a__node *fact = group->child; fact; fact = fact->sibling)
		owners->facts[n++] = fact;
	qsort(owners->facts, n, sizeof *owners->facts, by_first);
	for (size_t i = 0; i < leaves; i++)
		owners->end[leaves + i] = i < n ? owners->facts[i]->instance->end : INT64_MIN;
	for (size_t i = leaves - 1; i > 0; i--)
		owners->end[i] = owners->end[2 * i] > owners->end[2 * i + 1] ? owners->end[2 * i] : owners->end[2 * i + 1];
	for (size_t i = 0; i < n; i++) {
		owners->last[i] = owners->facts[i]->last;
		if (i && owners->last[i - 1] > owners->last[i])
			owners->last[i] = owners->last[i - 1];
	}
}

static int seal_group(struct ec2a__node *group)
{
	struct ec2a__owners *owners;
	size_t n = 0;

	for (const struct ec2a__node *fact = group->child; fact; fact = fact->sibling)
		n++;
	if (n <= SMALL || group->key.kind == EC2A_FACT_OS || group->owners)
		return 0;
	owners = ec2a__calloc(1, sizeof *owners);
	if (!owners)
		return EC2A_E_NOMEM;
	owners->n = n;
	for (owners->leaves = 1; owners->leaves <= n;) /* one behind the last, where look-ups may begin */
		owners->leaves *= 2;
	owners->facts = ec2a__calloc(n, sizeof *owners->facts);
	owners->last = ec2a__calloc(n, sizeof *owners->last);
	owners->end = ec2a__calloc(owners->leaves, 2 * sizeof *owners->end);
	if (!owners->facts || !owners->last || !owners->end) {
		owners_free(owners);
		return EC2A_E_NOMEM;
	}
	fill(owners, group);
	group->owners = owners;
	return 0;
}

int ec2a__facts_seal(struct ec2a_facts *facts)
{
	int r = 0;

	ec2a__failures_settle(&facts->failures);
	if (facts->sealed)
		return 0;
	ec2a__facts_unseal(facts);
	for (size_t i = 0; r == 0 && i < facts->n_buckets; i++)
		for (struct ec2a__node *node = facts->buckets[i]; r == 0 && node; node = node->chain)
			if (node->key.type == EC2A__NODE_GROUP)
				r = seal_group(node);
	facts->sealed = r == 0;
	return r;
}

/* ---- looking up ------------------------------------------------------------------- */

/* How many facts were first seen before the time. */
static size_t count_before(const struct ec2a__owners *owners, int64_t time_us)
{
	size_t low = 0, high = owners->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (owners->facts[middle]->first < time_us)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The last of facts[0..n) whose instance ended after the time: its index, or n_owners for none. */
static size_t last_alive(const struct ec2a__owners *owners, size_t n, int64_t time_us)
{
	size_t at = owners->leaves + n;

	/* Up: from behind the range, each left neighbour holds the ends of what stands before. */
	while (at > 1 && (at % 2 == 0 || owners->end[at - 1] <= time_us))
		at /= 2;
	if (at <= 1)
		return owners->n;
	/* Down: the right half first. */
	for (at--; at < owners->leaves;)
		at = owners->end[2 * at + 1] > time_us ? 2 * at + 1 : 2 * at;
	return at - owners->leaves;
}

static int owner_sealed(const struct ec2a__owners *owners, int64_t time_us, const struct ec2a__node **ret_fact)
{
	size_t n = time_us == INT64_MAX ? owners->n : count_before(owners, time_us + 1);
	size_t best = last_alive(owners, n, time_us), other, before;
	int64_t first;

	if (best == owners->n)
		return 0;
	first = owners->facts[best]->first;
	*ret_fact = owners->facts[best];
	other = last_alive(owners, best, time_us);
	if (other != owners->n && owners->facts[other]->first == first)
		return -1;
	before = count_before(owners, first);
	return before && owners->last[before - 1] > first ? 2 : 1;
}

static int could_own(const struct ec2a__node *fact, int64_t time_us)
{
	return fact->first <= time_us && fact->instance->end > time_us;
}

/* An owner of before the best one was seen again after it came. */
static int is_disputed(const struct ec2a__node *group, const struct ec2a__node *best)
{
	for (const struct ec2a__node *fact = group->child; fact; fact = fact->sibling)
		if (fact->first < best->first && fact->last > best->first)
			return 1;
	return 0;
}

static int owner_looked_for(const struct ec2a__node *group, int64_t time_us, const struct ec2a__node **ret_fact)
{
	const struct ec2a__node *best = NULL;
	int tie = 0;

	for (const struct ec2a__node *fact = group->child; fact; fact = fact->sibling) {
		if (!could_own(fact, time_us) || (best && fact->first < best->first))
			continue;
		tie = best && fact->first == best->first;
		best = fact;
	}
	if (!best)
		return 0;
	*ret_fact = best;
	if (tie)
		return -1;
	return is_disputed(group, best) ? 2 : 1;
}

int ec2a__facts_owner(const struct ec2a_facts *facts, const struct ec2a__node *group, int64_t time_us,
		      const struct ec2a__node **ret_fact)
{
	if (facts->sealed && group->owners)
		return owner_sealed(group->owners, time_us, ret_fact);
	return owner_looked_for(group, time_us, ret_fact);
}

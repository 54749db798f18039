/* SPDX-License-Identifier: MIT */
/*
 * SendSSHPublicKey and what it was pushed for: a StartSession with
 * AWS-StartSSHSession, or an OpenTunnel. One to one, nearest in time first,
 * then more agreeing keys (the instance of an SSH session is one), then the
 * SSH session, whose instance is exact, then the smaller event ids.
 *
 * No pairs are listed, since a million pushes in one second would make a
 * million million of them. Which candidates a push can have depends on a few
 * exact keys; candidates are sorted by these, so a push finds its best one in
 * at most six runs by bisection, and passes over those that were taken by a
 * union-find. A heap holds each push with its best candidate; one whose
 * candidate was taken looks for the next and goes back. As time counts in
 * whole seconds, that happens at most a few times for each second of the window.
 */
#include "push.h"

#include "mem.h"

#define FIRST (-2)
#define LAST 60

/* Kinds of runs: with any source address, or with one. */
enum run { SSH_ANY = 1, SSH_FROM, TUNNEL_ANY, TUNNEL_FROM };

/* One candidate under one key; each candidate stands in two runs. */
struct entry {
	uint32_t key[6]; /* run, place, caller, instance, address; the last is not used */
	int64_t second;
	uint32_t number;
};

struct offer {
	uint32_t entry; /* EC2A__NONE: no candidate is left */
	int64_t distance;
	int keys, is_tunnel;
};

struct pool {
	struct ec2a__joins *joins;
	struct entry *entries;
	uint32_t *order; /* entries by key, second, number */
	uint32_t *rank;  /* the reverse of order */
	uint32_t *skip;  /* union-find: the next place in order that is free */
	size_t n_entries;
	uint32_t *pushes;
	struct offer *offers; /* by push */
	uint32_t *heap;
	size_t n_pushes, n_heap;
};

/* ---- candidates ---------------------------------------------------------------- */

static void add_entry(struct pool *pool, int run, const struct ec2a__push_key *key, uint32_t instance, uint32_t address,
		      uint32_t number)
{
	pool->entries[pool->n_entries] = (struct entry){
		{ (uint32_t)run, key->place, key->caller, instance, address, 0 },
		ec2a__act_second(ec2a__joins_act(pool->joins, number)), number
	};
	pool->order[pool->n_entries] = (uint32_t)pool->n_entries;
	pool->n_entries++;
}

static void add_candidate(struct pool *pool, uint32_t number)
{
	int is_tunnel = ec2a__joins_act(pool->joins, number)->call == EC2A__CALL_TUNNEL;
	struct ec2a__push_key key = ec2a__push_key(pool->joins, number);

	add_entry(pool, is_tunnel ? TUNNEL_ANY : SSH_ANY, &key, key.instance, 0, number);
	add_entry(pool, is_tunnel ? TUNNEL_FROM : SSH_FROM, &key, key.instance, key.address, number);
}

static int compare_key(const uint32_t *a, const uint32_t *b)
{
	for (int i = 0; i < 6; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

static int compare_entries(const void *context, uint32_t a, uint32_t b)
{
	const struct pool *pool = context;
	const struct entry *x = &pool->entries[a], *y = &pool->entries[b];
	int order = compare_key(x->key, y->key);

	if (order)
		return order;
	return x->number < y->number ? -1 : x->number > y->number; /* canonical: by time, then event id */
}

/* The first free place at or after this one. */
static uint32_t next_free(struct pool *pool, uint32_t place)
{
	uint32_t end = place, next;

	while (pool->skip[end] != end)
		end = pool->skip[end];
	for (; place != end; place = next) {
		next = pool->skip[place];
		pool->skip[place] = end;
	}
	return end;
}

/* Both entries of a candidate stand side by side in entries[]. */
static void take_candidate(struct pool *pool, uint32_t entry)
{
	uint32_t first = entry & ~(uint32_t)1;

	pool->skip[pool->rank[first]] = pool->rank[first] + 1;
	pool->skip[pool->rank[first + 1]] = pool->rank[first + 1] + 1;
}

/* ---- the best candidate of a push ------------------------------------------------- */

static int compare_event_ids(const struct ec2a__joins *joins, uint32_t a, uint32_t b)
{
	return ec2a__act_compare_id(joins->store, ec2a__joins_act(joins, a), ec2a__joins_act(joins, b));
}

/* The first free entry with this key at or after a second. */
static uint32_t find_entry(struct pool *pool, const uint32_t *key, int64_t second)
{
	size_t low = 0, high = pool->n_entries;
	uint32_t place;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct entry *entry = &pool->entries[pool->order[middle]];
		int order = compare_key(entry->key, key);

		if (order < 0 || (order == 0 && entry->second < second))
			low = middle + 1;
		else
			high = middle;
	}
	place = next_free(pool, (uint32_t)low);
	if (place >= pool->n_entries || compare_key(pool->entries[pool->order[place]].key, key) != 0)
		return EC2A__NONE;
	return pool->order[place];
}

static void improve(struct pool *pool, struct offer *offer, uint32_t entry, int64_t distance, int keys)
{
	int is_tunnel = ec2a__joins_act(pool->joins, pool->entries[entry].number)->call == EC2A__CALL_TUNNEL;

	if (offer->entry != EC2A__NONE) {
		if (distance > offer->distance || (distance == offer->distance && keys < offer->keys))
			return;
		if (distance == offer->distance && keys == offer->keys && is_tunnel > offer->is_tunnel)
			return;
		if (distance == offer->distance && keys == offer->keys && is_tunnel == offer->is_tunnel &&
		    compare_event_ids(pool->joins, pool->entries[entry].number,
				      pool->entries[offer->entry].number) >= 0)
			return;
	}
	*offer = (struct offer){ entry, distance, keys, is_tunnel };
}

/* In one run: the nearest at or after the push, and those of each second before it. */
static void look_in_run(struct pool *pool, struct offer *offer, int64_t second, const uint32_t *key, int keys)
{
	uint32_t entry = find_entry(pool, key, second);

	if (entry != EC2A__NONE && pool->entries[entry].second <= second + LAST)
		improve(pool, offer, entry, pool->entries[entry].second - second, keys);
	for (int64_t before = -1; before >= FIRST; before--) {
		entry = find_entry(pool, key, second + before);
		if (entry != EC2A__NONE && pool->entries[entry].second == second + before)
			improve(pool, offer, entry, -before, keys);
	}
}

static void look(struct pool *pool, uint32_t push, struct offer *offer)
{
	struct ec2a__push_key k = ec2a__push_key(pool->joins, push);
	int64_t second = ec2a__act_second(ec2a__joins_act(pool->joins, push));
	const struct {
		int run;
		uint32_t instance, address;
		int keys, when;
	} runs[] = {
		{ SSH_FROM, k.instance, k.address, 2, k.address != 0 },
		{ SSH_ANY, k.instance, 0, 1, 1 },
		{ TUNNEL_FROM, k.instance, k.address, 2, k.address != 0 },
		{ TUNNEL_FROM, k.instance, 0, 1, k.address != 0 },
		{ TUNNEL_FROM, 0, k.address, 1, k.address != 0 },
		{ TUNNEL_FROM, 0, 0, 0, k.address != 0 },
		{ TUNNEL_ANY, k.instance, 0, 1, k.address == 0 },
		{ TUNNEL_ANY, 0, 0, 0, k.address == 0 },
	};

	offer->entry = EC2A__NONE;
	for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++) {
		uint32_t key[6] = { (uint32_t)runs[i].run, k.place, k.caller, runs[i].instance, runs[i].address, 0 };

		if (runs[i].when)
			look_in_run(pool, offer, second, key, runs[i].keys);
	}
}

/* ---- the heap of pushes -------------------------------------------------------------- */

static int is_before(const struct pool *pool, uint32_t a, uint32_t b)
{
	const struct offer *x = &pool->offers[a], *y = &pool->offers[b];
	int order;

	if (x->distance != y->distance)
		return x->distance < y->distance;
	if (x->keys != y->keys)
		return x->keys > y->keys;
	if (x->is_tunnel != y->is_tunnel)
		return y->is_tunnel;
	order = compare_event_ids(pool->joins, pool->pushes[a], pool->pushes[b]);
	return order ? order < 0 : pool->pushes[a] < pool->pushes[b];
}

static void sift_up(struct pool *pool, size_t at)
{
	uint32_t push = pool->heap[at];

	for (; at > 0 && is_before(pool, push, pool->heap[(at - 1) / 2]); at = (at - 1) / 2)
		pool->heap[at] = pool->heap[(at - 1) / 2];
	pool->heap[at] = push;
}

static void sift_down(struct pool *pool)
{
	uint32_t push = pool->heap[0];
	size_t at = 0, child;

	for (; (child = 2 * at + 1) < pool->n_heap; at = child) {
		if (child + 1 < pool->n_heap && is_before(pool, pool->heap[child + 1], pool->heap[child]))
			child++;
		if (!is_before(pool, pool->heap[child], push))
			break;
		pool->heap[at] = pool->heap[child];
	}
	pool->heap[at] = push;
}

static void drop_top(struct pool *pool)
{
	pool->heap[0] = pool->heap[--pool->n_heap];
	if (pool->n_heap)
		sift_down(pool);
}

static int is_taken(const struct pool *pool, uint32_t entry)
{
	return pool->skip[pool->rank[entry]] != pool->rank[entry];
}

static void match(struct pool *pool)
{
	for (size_t i = 0; i < pool->n_pushes; i++) {
		look(pool, pool->pushes[i], &pool->offers[i]);
		if (pool->offers[i].entry == EC2A__NONE)
			continue;
		pool->heap[pool->n_heap] = (uint32_t)i;
		sift_up(pool, pool->n_heap++);
	}
	while (pool->n_heap) {
		uint32_t push = pool->heap[0];
		struct offer *offer = &pool->offers[push];

		if (!is_taken(pool, offer->entry)) {
			take_candidate(pool, offer->entry);
			ec2a__push_follow(pool->joins, pool->pushes[push], pool->entries[offer->entry].number);
			drop_top(pool);
			continue;
		}
		look(pool, pool->pushes[push], offer);
		if (offer->entry == EC2A__NONE)
			drop_top(pool);
		else
			sift_down(pool);
	}
}

/* ---- all of it -------------------------------------------------------------------------- */

static int list(struct pool *pool)
{
	struct ec2a__joins *joins = pool->joins;
	int r;

	for (size_t i = 0; i < joins->n_acts; i++) {
		int side = ec2a__push_side(joins, (uint32_t)i);

		if (!side || ec2a__act_is_masked(ec2a__joins_act(joins, (uint32_t)i)))
			continue;
		if (side == EC2A__SIDE_PUSH)
			pool->pushes[pool->n_pushes++] = (uint32_t)i;
		else
			add_candidate(pool, (uint32_t)i);
	}
	if ((r = ec2a__sort(pool->order, pool->n_entries, compare_entries, pool)) < 0)
		return r;
	for (size_t i = 0; i <= pool->n_entries; i++)
		pool->skip[i] = (uint32_t)i;
	for (size_t i = 0; i < pool->n_entries; i++)
		pool->rank[pool->order[i]] = (uint32_t)i;
	return 0;
}

static void count_sides(const struct ec2a__joins *joins, size_t *pushes, size_t *others)
{
	*pushes = *others = 0;
	for (size_t i = 0; i < joins->n_acts; i++) {
		int side = ec2a__push_side(joins, (uint32_t)i);

		*pushes += side == EC2A__SIDE_PUSH;
		*others += side == EC2A__SIDE_CANDIDATE;
	}
}

int ec2a__join_push(struct ec2a__joins *joins)
{
	struct pool pool = { .joins = joins };
	size_t pushes, others;
	int r = EC2A_E_NOMEM;

	count_sides(joins, &pushes, &others);
	if (!pushes || !others)
		return 0;
	pool.entries = ec2a__calloc(others, 2 * sizeof(*pool.entries));
	pool.order = ec2a__calloc(others, 2 * sizeof(*pool.order));
	pool.rank = ec2a__calloc(others, 2 * sizeof(*pool.rank));
	pool.skip = ec2a__calloc(others + 1, 2 * sizeof(*pool.skip));
	pool.pushes = ec2a__calloc(pushes, sizeof(*pool.pushes));
	pool.offers = ec2a__calloc(pushes, sizeof(*pool.offers));
	pool.heap = ec2a__calloc(pushes, sizeof(*pool.heap));
	if (pool.entries && pool.order && pool.rank && pool.skip && pool.pushes && pool.offers && pool.heap)
		r = list(&pool);
	if (r == 0)
		match(&pool);
	ec2a__free(pool.entries);
	ec2a__free(pool.order);
	ec2a__free(pool.rank);
	ec2a__free(pool.skip);
	ec2a__free(pool.pushes);
	ec2a__free(pool.offers);
	ec2a__free(pool.heap);
	return r;
}

/* SPDX-License-Identifier: MIT */
/*
 * Ruling 2: copies of one event, and records that replace others, become one
 * act. Only a whole eventID marks a duplicate: masked ones are not unique.
 */
#include "correlate_state.h"

#include "mem.h"

#include <string.h>

struct dedup {
	const struct ec2a__store *store;
	uint32_t *order;  /* places in the store, canonical */
	uint32_t *keep;   /* per place: the place that counts for it */
	uint32_t *copies; /* per place */
	uint8_t *proof;   /* per place */
	uint32_t *depth;  /* per place: 1 when it replaces another, more when that one did so too */
	uint32_t *root;   /* per place: the event that it is, at the end, a copy of */
	struct ec2a__replaced *replaced; /* number: the place that counts, until numbers are known */
	size_t n_replaced;
};

static int compare_places(const void *context, uint32_t a, uint32_t b)
{
	const struct ec2a__store *store = context;

	return ec2a__act_compare(store, ec2a__store_act(store, a), ec2a__store_act(store, b));
}

static int compare_ids(const void *context, uint32_t a, uint32_t b)
{
	const struct ec2a__store *store = context;

	return ec2a__act_compare_id(store, ec2a__store_act(store, a), ec2a__store_act(store, b));
}

/* The first eight characters; no id comes before all, and lines behind: no text begins with 0xff. */
static uint64_t id_key(const void *context, uint32_t place)
{
	const struct ec2a__store *store = context;
	const struct ec2a__act *act = ec2a__store_act(store, place);
	char room[EC2A__EVENT_ID_TEXT];
	const char *id = ec2a__act_event_id(store, act, room);
	uint64_t key = 0;

	if (ec2a__act_is_line(act)) {
		for (int i = 0; i < 7; i++)
			key = key << 8 | act->event[i];
		return UINT64_C(0xff) << 56 | key;
	}
	for (int i = 0; id && i < 8; i++) {
		key = key << 8 | (unsigned char)*id;
		id += *id != '\0';
	}
	return key;
}

static uint64_t time_key(const void *context, uint32_t place)
{
	return ec2a__key_of(ec2a__store_act(context, place)->time_us);
}

/* Whether a counts rather than b. */
static int is_better(const struct dedup *d, uint32_t a, uint32_t b)
{
	const struct ec2a__act *x = ec2a__store_act(d->store, a), *y = ec2a__store_act(d->store, b);
	int order;

	if (ec2a__act_is_line(x))
		return ec2a__log_is_better(d->store, x, y);
	if (d->depth[a] != d->depth[b])
		return d->depth[a] > d->depth[b];
	if (x->values != y->values)
		return x->values > y->values;
	order = memcmp(x->digest, y->digest, sizeof(x->digest));
	return order ? order < 0 : compare_places(d->store, a, b) < 0;
}

/* Whether both have the same content, so that what proves the one proves the other. */
static int is_same(const struct dedup *d, uint32_t a, uint32_t b)
{
	const struct ec2a__act *x = ec2a__store_act(d->store, a), *y = ec2a__store_act(d->store, b);

	return x->values == y->values && memcmp(x->digest, y->digest, sizeof(x->digest)) == 0;
}

/* Among the places of one event, the one that counts takes the copies of the others. */
static void keep_best(struct dedup *d, const uint32_t *places, size_t count)
{
	uint32_t best = places[0], copies = 0;
	size_t i;

	for (i = 1; i < count; i++)
		if (is_better(d, places[i], best))
			best = places[i];
	for (i = 0; i < count; i++) {
		d->keep[places[i]] = best;
		copies += d->copies[places[i]];
		if (places[i] == best)
			continue;
		d->copies[places[i]] = 0;
		if (d->proof[places[i]] > d->proof[best] && is_same(d, places[i], best))
			d->proof[best] = d->proof[places[i]];
	}
	d->copies[best] = copies;
}

static int is_whole(const struct dedup *d, uint32_t place)
{
	return (ec2a__store_act(d->store, place)->flags & EC2A__ACT_WHOLE) != 0;
}

/* order is by event id here; equal ids lie side by side. */
static void drop_copies(struct dedup *d, size_t n)
{
	size_t i, end;

	for (i = 0; i < n; i = end) {
		for (end = i + 1; end < n && compare_ids(d->store, d->order[i], d->order[end]) == 0; end++)
			;
		if (is_whole(d, d->order[i]))
			keep_best(d, d->order + i, end - i);
	}
}

/* ---- records that replace others ------------------------------------------- */

static uint32_t replaced_id(const struct dedup *d, uint32_t place)
{
	const struct ec2a__act *act = ec2a__store_act(d->store, place);
	uint32_t id = ec2a__act_what(d->store, act, EC2A__WHAT_REPLACES);

	return ec2a__uuid_is_whole(ec2a__act_text(d->store, id)) ? id : 0;
}

/* The place that counts for an event id, by bisection; EC2A__NONE when no record has it. */
static uint32_t find_event(const struct dedup *d, size_t n, const char *id)
{
	char room[EC2A__EVENT_ID_TEXT];
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct ec2a__act *act = ec2a__store_act(d->store, d->order[middle]);
		const char *here = ec2a__act_event_id(d->store, act, room);
		int order = ec2a__act_is_line(act) ? 1 : here ? strcmp(here, id) : -1; /* lines stand behind all records */

		if (order == 0)
			return d->keep[d->order[middle]];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return EC2A__NONE;
}

#define ON_PATH UINT32_MAX

/* Where the path of a walk ends: returns the length up to which its places stand above *at. */
static size_t walk_up(struct dedup *d, size_t n, uint32_t *at, uint32_t *path)
{
	size_t length = 0;

	while (d->root[*at] == EC2A__NONE) {
		uint32_t id = replaced_id(d, *at);
		uint32_t next = id ? find_event(d, n, ec2a__act_text(d->store, id)) : EC2A__NONE;

		path[length++] = *at;
		d->root[*at] = *at;
		d->depth[*at] = ON_PATH;
		if (next == EC2A__NONE || next == *at) {
			d->depth[*at] = 0;
			return length - 1;
		}
		*at = next;
	}
	/* Round in a circle: no member of it is above another. */
	if (d->depth[*at] == ON_PATH)
		do {
			d->root[path[--length]] = *at;
			d->depth[path[length]] = 0;
		} while (path[length] != *at);
	return length;
}

/*
 * Each event replaces at most one, so the chains form trees, unless a circle
 * was forged. Chains are walked once: what a walk met gets its root and depth
 * before the next one begins.
 */
static void walk_chain(struct dedup *d, size_t n, uint32_t from, uint32_t *path)
{
	uint32_t at = from;
	size_t length = walk_up(d, n, &at, path);
	uint32_t depth = d->depth[at];

	while (length) {
		uint32_t above = path[--length];

		d->root[above] = d->root[at];
		d->depth[above] = ++depth;
	}
}

/* Which place is a chain's root may depend on the order of reading; it only keeps the chain together. */
static int compare_roots(const void *context, uint32_t a, uint32_t b)
{
	const struct dedup *d = context;

	if (d->root[a] != d->root[b])
		return d->root[a] < d->root[b] ? -1 : 1;
	return compare_places(d->store, a, b);
}

static int has_replacements(const struct dedup *d, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (replaced_id(d, d->order[i]))
			return 1;
	return 0;
}

static int drop_replaced(struct dedup *d, size_t n)
{
	uint32_t *path;
	size_t i, end, kept = 0;
	int r;

	if (!has_replacements(d, n))
		return 0;
	path = ec2a__realloc_array(NULL, n, sizeof(*path));
	d->replaced = ec2a__calloc(n, sizeof(*d->replaced));
	if (!path || !d->replaced) {
		ec2a__free(path);
		return EC2A_E_NOMEM;
	}
	for (i = 0; i < n; i++)
		if (d->keep[d->order[i]] == d->order[i])
			walk_chain(d, n, d->order[i], path);
	for (i = 0; i < n; i++)
		if (d->keep[d->order[i]] == d->order[i])
			path[kept++] = d->order[i];
	r = ec2a__sort(path, kept, compare_roots, d);
	for (i = 0; r == 0 && i < kept; i = end) {
		for (end = i + 1; end < kept && d->root[path[end]] == d->root[path[i]]; end++)
			;
		keep_best(d, path + i, end - i);
		for (size_t k = i; k < end; k++)
			if (d->keep[path[k]] != path[k])
				d->replaced[d->n_replaced++] =
					(struct ec2a__replaced){ path[k], d->keep[path[k]] };
	}
	ec2a__free(path);
	return r;
}

/* ---- all of it ---------------------------------------------------------------- */

static int find_copies(struct dedup *d, size_t n)
{
	int r;

	for (size_t i = 0; i < n; i++) {
		d->order[i] = d->keep[i] = (uint32_t)i;
		d->copies[i] = 1;
		d->proof[i] = ec2a__store_act(d->store, i)->proof;
		d->root[i] = EC2A__NONE;
	}
	/* canonically first: a stable sort by id then leaves copies in canonical order */
	if ((r = ec2a__sort_by_key(d->order, n, time_key, compare_places, d->store)) < 0 ||
	    (r = ec2a__sort_by_key(d->order, n, id_key, compare_ids, d->store)) < 0)
		return r;
	drop_copies(d, n);
	return drop_replaced(d, n);
}

static int take_kept(struct dedup *d, struct ec2a__joins *joins, size_t n)
{
	size_t kept = 0;
	int r;

	for (size_t i = 0; i < n; i++)
		if (d->keep[i] == i)
			joins->acts[kept++] = (uint32_t)i;
	if ((r = ec2a__sort_by_key(joins->acts, kept, time_key, compare_places, d->store)) < 0)
		return r;
	for (size_t i = 0; i < kept; i++) {
		joins->copies[i] = d->copies[joins->acts[i]];
		if (joins->proof)
			joins->proof[i] = d->proof[joins->acts[i]];
		d->root[joins->acts[i]] = (uint32_t)i; /* chains are done with */
	}
	for (size_t i = 0; i < d->n_replaced; i++)
		d->replaced[i].number = d->root[d->replaced[i].number];
	joins->replaced = d->replaced;
	joins->n_replaced = d->n_replaced;
	joins->n_acts = kept;
	joins->duplicates = n - kept;
	d->replaced = NULL;
	return 0;
}

int ec2a__dedup(struct ec2a__joins *joins)
{
	size_t n = joins->store->n_acts;
	struct dedup d = {
		.store = joins->store,
		.order = ec2a__calloc(n, sizeof(*d.order)),
		.keep = ec2a__calloc(n, sizeof(*d.keep)),
		.copies = ec2a__calloc(n, sizeof(*d.copies)),
		.proof = ec2a__calloc(n, sizeof(*d.proof)),
		.depth = ec2a__calloc(n, sizeof(*d.depth)),
		.root = ec2a__calloc(n, sizeof(*d.root)),
	};
	int r = EC2A_E_NOMEM;

	if (d.order && d.keep && d.copies && d.proof && d.depth && d.root)
		r = find_copies(&d, n);
	if (r == 0)
		r = take_kept(&d, joins, n);
	ec2a__free(d.order);
	ec2a__free(d.keep);
	ec2a__free(d.copies);
	ec2a__free(d.proof);
	ec2a__free(d.depth);
	ec2a__free(d.root);
	ec2a__free(d.replaced);
	return r;
}

/* SPDX-License-Identifier: MIT */
#include "ends.h"

#include "mem.h"
#include "order.h"

#include <string.h>

#define KEYS_OF_LOGIN 2
#define FIRST_SLOTS 64

void ec2a__ends_init(struct ec2a__ends *ends)
{
	memset(ends, 0, sizeof(*ends));
	ec2a__store_init(&ends->waiting);
	ec2a__hash_seed(&ends->seed, ends);
}

void ec2a__ends_free(struct ec2a__ends *ends)
{
	ec2a__store_free(&ends->waiting);
	ec2a__free(ends->logins);
}

/* ---- hashes of logins -------------------------------------------------------------------- */

static size_t slot_of(const uint64_t *slots, size_t n_slots, uint64_t hash)
{
	size_t at = (size_t)hash & (n_slots - 1);

	while (slots[at] && slots[at] != hash)
		at = (at + 1) & (n_slots - 1);
	return at;
}

int ec2a__ends_reserve(struct ec2a__ends *ends)
{
	size_t n = ends->n_slots ? ends->n_slots : FIRST_SLOTS;
	uint64_t *slots;

	while (n < (ends->n_logins + KEYS_OF_LOGIN) * 2)
		n *= 2;
	if (n == ends->n_slots)
		return 0;
	slots = ec2a__calloc(n, sizeof(*slots));
	if (!slots)
		return EC2A_E_NOMEM;
	for (size_t i = 0; i < ends->n_slots; i++)
		if (ends->logins[i])
			slots[slot_of(slots, n, ends->logins[i])] = ends->logins[i];
	ec2a__free(ends->logins);
	ends->logins = slots;
	ends->n_slots = n;
	return 0;
}

static void put(struct ec2a__ends *ends, uint64_t hash)
{
	size_t at = slot_of(ends->logins, ends->n_slots, hash);

	ends->n_logins += !ends->logins[at];
	ends->logins[at] = hash;
}

/* ---- what a login and its end have in common (ruling 25) ------------------------------ */

struct spot {
	const char *host, *address, *port, *process; /* NULL or "": absent */
};

static int has(const char *text)
{
	return text && *text;
}

/* Never 0. Where two meet, an end is held that need not be; what it belongs to is found by the texts. */
static uint64_t hash_of(const struct ec2a__ends *ends, const struct spot *spot, int by_place)
{
	const char *const parts[] = { by_place ? "place" : "process", spot->host, by_place ? spot->address : spot->process,
				      by_place ? spot->port : NULL };
	struct ec2a__hash_key chain = ends->seed;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		chain.k[0] ^= ec2a__hash(&chain, parts[i] ? parts[i] : "", parts[i] ? strlen(parts[i]) + 1 : 1);
	return chain.k[0] ? chain.k[0] : 1;
}

/* An end goes by its place where it has one, else by its process. */
static int knows(const struct ec2a__ends *ends, const struct spot *spot)
{
	int by_place = has(spot->address) && has(spot->port);

	if (!ends->n_logins || (!by_place && !has(spot->process)))
		return 0;
	return ends->logins[slot_of(ends->logins, ends->n_slots, hash_of(ends, spot, by_place))] != 0;
}

static struct spot spot_of(const struct ec2a__store *store, const struct ec2a__act *act)
{
	return (struct spot){ ec2a__act_text(store, ec2a__act_log(store, act, EC2A__LOG_HOST)),
			      ec2a__act_text(store, act->ip),
			      ec2a__act_text(store, ec2a__act_log(store, act, EC2A__LOG_PORT)),
			      ec2a__act_text(store, ec2a__act_log(store, act, EC2A__LOG_PID)) };
}

int ec2a__ends_waits(const struct ec2a__ends *ends, int role, const ec2a_event *event)
{
	const struct spot spot = { ec2a_event_str(event, EC2A_FIELD_HOST), ec2a_event_str(event, EC2A_FIELD_SOURCE_IP),
				   ec2a_event_str(event, EC2A_FIELD_SOURCE_PORT),
				   ec2a_event_str(event, EC2A_FIELD_PROCESS_ID) };

	return role == EC2A_ROLE_LOGOUT && !knows(ends, &spot);
}

/* ---- logins -------------------------------------------------------------------------------- */

void ec2a__ends_add_login(struct ec2a__ends *ends, const struct ec2a__store *store, const struct ec2a__act *act)
{
	struct spot spot;

	if (!ec2a__act_is_line(act) || act->role != EC2A_ROLE_LOGIN)
		return;
	spot = spot_of(store, act);
	if (has(spot.address) && has(spot.port))
		put(ends, hash_of(ends, &spot, 1));
	if (has(spot.process))
		put(ends, hash_of(ends, &spot, 0));
}

int ec2a__ends_set_logins(struct ec2a__ends *ends, const struct ec2a__store *store)
{
	struct ec2a__ends fresh = { .seed = ends->seed };

	for (size_t i = 0; i < store->n_acts; i++) {
		if (ec2a__ends_reserve(&fresh) < 0) {
			ec2a__free(fresh.logins);
			return EC2A_E_NOMEM;
		}
		ec2a__ends_add_login(&fresh, store, ec2a__store_act(store, i));
	}
	ec2a__free(ends->logins);
	ends->logins = fresh.logins;
	ends->n_slots = fresh.n_slots;
	ends->n_logins = fresh.n_logins;
	return 0;
}

/* ---- what waits -------------------------------------------------------------------------------- */

/* Those that are not marked stay, in their order; the texts of the others go. 0, or EC2A_E_NOMEM and all stay. */
static int sift(struct ec2a__ends *ends, const unsigned char *gone)
{
	struct ec2a__store kept;
	int r = 0;

	ec2a__store_init(&kept);
	for (size_t i = 0; r == 0 && i < ends->waiting.n_acts; i++)
		if (!gone[i])
			r = ec2a__store_copy(&kept, &ends->waiting, ec2a__store_act(&ends->waiting, i));
	if (r < 0) {
		ec2a__store_free(&kept);
		return r;
	}
	ec2a__store_free(&ends->waiting);
	ends->waiting = kept;
	return 0;
}

/* Only of what the lines say, never by how they were read. */
static int compare_worth(const void *context, uint32_t a, uint32_t b)
{
	const struct ec2a__store *store = context;
	const struct ec2a__act *x = ec2a__store_act(store, a), *y = ec2a__store_act(store, b);
	uint64_t line = ec2a__act_line(store, x), other = ec2a__act_line(store, y);

	return line != other ? (line < other ? -1 : 1) : memcmp(x->event, y->event, sizeof(x->event));
}

int ec2a__ends_make_room(struct ec2a__ends *ends, size_t limit)
{
	size_t n = ends->waiting.n_acts, stay = limit / 2;
	unsigned char *gone;
	uint32_t *order;
	int r = EC2A_E_NOMEM;

	if (n < limit)
		return 0;
	gone = ec2a__calloc(n, 1);
	order = ec2a__calloc(n, sizeof(*order));
	for (size_t i = 0; order && i < n; i++)
		order[i] = (uint32_t)i;
	if (gone && order)
		r = ec2a__sort(order, n, compare_worth, &ends->waiting);
	for (size_t i = stay; r == 0 && i < n; i++)
		gone[order[i]] = 1;
	if (r == 0)
		r = sift(ends, gone);
	if (r == 0)
		ends->dropped += n - stay;
	ec2a__free(gone);
	ec2a__free(order);
	return r;
}

int ec2a__ends_absorb(struct ec2a__ends *ends, const struct ec2a__ends *other, const struct ec2a__store *store, size_t limit)
{
	size_t before = ends->waiting.n_acts;
	int r = 0;

	for (size_t i = 0; r == 0 && i < store->n_acts; i++) {
		r = ec2a__ends_reserve(ends);
		if (r == 0)
			ec2a__ends_add_login(ends, store, ec2a__store_act(store, i));
	}
	for (size_t i = 0; r == 0 && i < other->waiting.n_acts; i++)
		r = ec2a__store_copy(&ends->waiting, &other->waiting, ec2a__store_act(&other->waiting, i));
	if (r < 0)
		ends->waiting.n_acts = before;
	return r < 0 ? r : ec2a__ends_make_room(ends, limit);
}

int ec2a__ends_claim(struct ec2a__ends *ends, struct ec2a__store *store)
{
	size_t n = ends->waiting.n_acts, held = store->n_acts, claimed = 0;
	unsigned char *gone;
	int r = 0;

	if (!n || !ends->n_logins)
		return 0;
	gone = ec2a__calloc(n, 1);
	if (!gone)
		return EC2A_E_NOMEM;
	for (size_t i = 0; r == 0 && i < n; i++) {
		const struct ec2a__act *act = ec2a__store_act(&ends->waiting, i);
		struct spot spot = spot_of(&ends->waiting, act);

		gone[i] = (unsigned char)knows(ends, &spot);
		if (gone[i])
			r = ec2a__store_copy(store, &ends->waiting, act);
		claimed += gone[i];
	}
	if (r == 0 && claimed)
		r = sift(ends, gone);
	if (r < 0)
		store->n_acts = held;
	ec2a__free(gone);
	return r;
}

int ec2a__ends_let_go(struct ec2a__ends *ends, int64_t before)
{
	size_t n = ends->waiting.n_acts, old = 0;
	unsigned char *gone;
	int r = 0;

	for (size_t i = 0; i < n; i++) {
		int64_t second = ec2a__act_second(ec2a__store_act(&ends->waiting, i));

		old += second != EC2A__NO_TIME && second < before;
	}
	if (old <= n / 4) /* copying all that stays for a few that go would not pay */
		return 0;
	gone = ec2a__calloc(n, 1);
	if (!gone)
		return EC2A_E_NOMEM;
	for (size_t i = 0; i < n; i++) {
		int64_t second = ec2a__act_second(ec2a__store_act(&ends->waiting, i));

		gone[i] = second != EC2A__NO_TIME && second < before;
	}
	r = sift(ends, gone);
	ec2a__free(gone);
	return r;
}

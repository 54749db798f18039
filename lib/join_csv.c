/* SPDX-License-Identifier: MIT */
/*
 * Rows of the console's CSV have no session id (ruling 3). What a StartSession
 * brings with it is found by place, address and time, -2 to +10 seconds, one
 * to one, the nearest first:
 *
 *   CreateDataChannel   the agent's; by the instance, where StartSession shows one, else by time alone
 *   OpenDataChannel     the agent's, from CreateDataChannel's address; then the client's, from StartSession's
 *   TerminateSession    by the same principal within 2 seconds
 *
 * The agent's goes first: the agent always opens, the client only when somebody
 * is there, and a session must not count as attached by another's agent.
 *
 * Sorted by their keys and seconds, hosts and guests of one distance are found
 * by going through both lists once: no input makes that a square. A full record
 * can be a host, where no record with its session id took that place before.
 */
#include "nearest.h"

#include "mem.h"

#include <stdlib.h>
#include <string.h>

enum slot { SLOT_CREATE = 1, SLOT_AGENT = 2, SLOT_CLIENT = 4, SLOT_END = 8 };

struct entry {
	uint32_t key[3]; /* place, and what else must agree */
	int64_t second;
	uint32_t number;
	int done;
};

struct list {
	struct entry *entries;
	size_t count;
};

struct pass {
	struct ec2a__joins *joins;
	uint8_t *taken; /* by act: slots that are filled */
	struct list hosts, guests;
	int slot, how;
};

/* Seconds from the host to the guest, the nearest first. */
static const int distances[] = { 0, 1, -1, 2, -2, 3, 4, 5, 6, 7, 8, 9, 10 };
static const int end_distances[] = { 0, 1, 2 };

/* ---- keys ------------------------------------------------------------------------ */

static uint32_t address_of(const struct ec2a__store *store, const struct ec2a__act *act)
{
	return ec2a__is_address(ec2a__act_text(store, act->ip), ec2a__act_is_masked(act)) ? act->ip : 0;
}

/* What the CSV gives as the user name: of a role session its session's name. */
static uint32_t user_of(const struct ec2a__store *store, const struct ec2a__act *act)
{
	uint32_t name = ec2a__act_who(store, act, EC2A__WHO_SESSION_NAME);

	if (!name)
		name = ec2a__act_who(store, act, EC2A__WHO_NAME);
	if (!name && ec2a__act_who(store, act, EC2A__WHO_IDENTITY) == EC2A_IDENTITY_ROOT)
		name = EC2A__NONE;
	return name;
}

/* The instance that a StartSession names: only full records do. */
static uint32_t target_of(const struct ec2a__store *store, const struct ec2a__act *act)
{
	uint32_t target = ec2a__act_what(store, act, EC2A__WHAT_TARGET);

	return target ? target : ec2a__act_what(store, act, EC2A__WHAT_INSTANCE);
}

static int is_host(const struct ec2a__joins *joins, uint32_t number, int call)
{
	const struct ec2a__act *act = ec2a__joins_act(joins, number);

	return act->call == call && ec2a__act_is_granted(act) && act->time_us != EC2A__NO_TIME &&
	       joins->how[number] != EC2A__HOW_SHARED;
}

static int is_guest(const struct ec2a__joins *joins, uint32_t number, int call)
{
	const struct ec2a__act *act = ec2a__joins_act(joins, number);

	return ec2a__act_is_row(act) && act->call == call && ec2a__act_is_granted(act) &&
	       act->time_us != EC2A__NO_TIME && ec2a__joins_is_free(joins, number);
}

static void add(struct pass *pass, struct list *list, uint32_t number, uint32_t key, uint32_t more)
{
	const struct ec2a__act *act = ec2a__joins_act(pass->joins, number);

	list->entries[list->count++] = (struct entry){
		{ ec2a__act_where(pass->joins->store, act, EC2A__WHERE_PLACE), key, more },
		ec2a__act_second(act), number, 0
	};
}

/* ---- matching ---------------------------------------------------------------------- */

/* Ties are broken by canonical numbers, never by the order of reading. */
static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	for (int i = 0; i < 3; i++)
		if (x->key[i] != y->key[i])
			return x->key[i] < y->key[i] ? -1 : 1;
	if (x->second != y->second)
		return x->second < y->second ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

/* Of a host moved by so many seconds, and a guest. */
static int compare_moved(const struct entry *host, const struct entry *guest, int distance)
{
	struct entry moved = *host;

	moved.second += distance;
	moved.number = guest->number;
	return compare(&moved, guest);
}

/* Where the entries end that have this one's key and second. */
static size_t run_end(const struct list *list, size_t from)
{
	size_t end = from + 1;

	while (end < list->count && memcmp(list->entries[end].key, list->entries[from].key, sizeof(list->entries->key)) == 0 &&
	       list->entries[end].second == list->entries[from].second)
		end++;
	return end;
}

static size_t count_free(const struct list *list, size_t from, size_t end)
{
	size_t n = 0;

	for (; from < end; from++)
		n += !list->entries[from].done;
	return n;
}

/* Whether free guests of a run are of several users, so that their order decides who got which. */
static int are_mixed(const struct pass *pass, size_t from, size_t end)
{
	uint32_t first = 0;

	for (; from < end; from++) {
		const struct entry *entry = &pass->guests.entries[from];
		uint32_t user;

		if (entry->done)
			continue;
		user = user_of(pass->joins->store, ec2a__joins_act(pass->joins, entry->number));
		if (first && user != first)
			return 1;
		first = user;
	}
	return 0;
}

static void join(struct pass *pass, struct entry *host, struct entry *guest, int how)
{
	uint32_t owner = host->number;

	/* What belongs to a channel belongs to its session, which may have had several. */
	if (pass->slot == SLOT_AGENT)
		owner = pass->joins->lead[owner];
	host->done = 1;
	if (pass->taken[owner] & pass->slot)
		return;
	guest->done = 1;
	pass->taken[owner] |= (uint8_t)pass->slot;
	ec2a__joins_follow(pass->joins, guest->number, owner, how, EC2A_CONFIDENCE_INFERRED);
}

/* Hosts and guests at one distance: the first free host gets the first free guest. */
static void match_runs(struct pass *pass, size_t host, size_t host_end, size_t guest, size_t guest_end)
{
	int how = pass->how;

	if (how == EC2A__HOW_CSV_NEAREST &&
	    (are_mixed(pass, guest, guest_end) ||
	     count_free(&pass->hosts, host, host_end) > count_free(&pass->guests, guest, guest_end)))
		how = EC2A__HOW_CSV_TIE;
	while (host < host_end && guest < guest_end) {
		struct entry *h = &pass->hosts.entries[host], *g = &pass->guests.entries[guest];

		if (!h->done && !g->done)
			join(pass, h, g, how);
		host += (size_t)h->done;
		guest += (size_t)g->done;
	}
}

static void match_distance(struct pass *pass, int distance)
{
	size_t host = 0, guest = 0;

	while (host < pass->hosts.count && guest < pass->guests.count) {
		int order = compare_moved(&pass->hosts.entries[host], &pass->guests.entries[guest], distance);

		if (order < 0) {
			host++;
		} else if (order > 0) {
			guest++;
		} else {
			size_t host_end = run_end(&pass->hosts, host), guest_end = run_end(&pass->guests, guest);

			match_runs(pass, host, host_end, guest, guest_end);
			host = host_end;
			guest = guest_end;
		}
	}
}

static void match(struct pass *pass, int slot, int how)
{
	const int *steps = slot == SLOT_END ? end_distances : distances;
	size_t n = slot == SLOT_END ? sizeof(end_distances) / sizeof(end_distances[0])
				    : sizeof(distances) / sizeof(distances[0]);

	pass->slot = slot;
	pass->how = how;
	if (pass->hosts.count && pass->guests.count) {
		qsort(pass->hosts.entries, pass->hosts.count, sizeof(struct entry), compare);
		qsort(pass->guests.entries, pass->guests.count, sizeof(struct entry), compare);
		for (size_t i = 0; i < n; i++)
			match_distance(pass, steps[i]);
	}
	pass->hosts.count = pass->guests.count = 0;
}

/* ---- the passes ---------------------------------------------------------------------- */

/* By the instance, where StartSession shows it; else StartSessions that show none, by time alone. */
static void match_creates(struct pass *pass, int known)
{
	const struct ec2a__joins *joins = pass->joins;

	for (uint32_t i = 0; i < joins->n_acts; i++) {
		const struct ec2a__act *act = ec2a__joins_act(joins, i);

		if (is_host(joins, i, EC2A__CALL_START_SESSION) && !(pass->taken[i] & SLOT_CREATE) &&
		    !target_of(joins->store, act) == !known)
			add(pass, &pass->hosts, i, target_of(joins->store, act), 0);
		else if (is_guest(joins, i, EC2A__CALL_CREATE_CHANNEL))
			add(pass, &pass->guests, i, known ? user_of(joins->store, act) : 0, 0);
	}
	match(pass, SLOT_CREATE, known ? EC2A__HOW_CSV_INSTANCE : EC2A__HOW_CSV_NEAREST);
}

/* An agent's OpenDataChannel is as far from StartSession as it is, not from CreateDataChannel. */
static void match_agents(struct pass *pass)
{
	const struct ec2a__joins *joins = pass->joins;

	for (uint32_t i = 0; i < joins->n_acts; i++) {
		const struct ec2a__act *act = ec2a__joins_act(joins, i);
		uint32_t address = address_of(joins->store, act), owner = joins->lead[i];

		if (!address)
			continue;
		if (is_guest(joins, i, EC2A__CALL_OPEN_CHANNEL)) {
			add(pass, &pass->guests, i, address, 0);
		} else if (is_host(joins, i, EC2A__CALL_CREATE_CHANNEL) && !(pass->taken[owner] & SLOT_AGENT)) {
			add(pass, &pass->hosts, i, address, 0);
			if (ec2a__joins_act(joins, owner)->time_us != EC2A__NO_TIME)
				pass->hosts.entries[pass->hosts.count - 1].second =
					ec2a__act_second(ec2a__joins_act(joins, owner));
		}
	}
	match(pass, SLOT_AGENT, EC2A__HOW_CSV_AGENT);
}

static void match_clients(struct pass *pass)
{
	const struct ec2a__joins *joins = pass->joins;

	for (uint32_t i = 0; i < joins->n_acts; i++) {
		uint32_t address = address_of(joins->store, ec2a__joins_act(joins, i));

		if (!address)
			continue;
		if (is_host(joins, i, EC2A__CALL_START_SESSION) && !(pass->taken[i] & SLOT_CLIENT))
			add(pass, &pass->hosts, i, address, 0);
		else if (is_guest(joins, i, EC2A__CALL_OPEN_CHANNEL))
			add(pass, &pass->guests, i, address, 0);
	}
	match(pass, SLOT_CLIENT, EC2A__HOW_CSV_ADDRESS);
}

static void match_ends(struct pass *pass)
{
	const struct ec2a__joins *joins = pass->joins;

	for (uint32_t i = 0; i < joins->n_acts; i++) {
		const struct ec2a__act *act = ec2a__joins_act(joins, i);
		uint32_t user = user_of(joins->store, act), key = ec2a__act_who(joins->store, act, EC2A__WHO_KEY);

		if (!user && !key)
			continue;
		if (is_host(joins, i, EC2A__CALL_START_SESSION) && !(pass->taken[i] & SLOT_END))
			add(pass, &pass->hosts, i, user, key);
		else if (is_guest(joins, i, EC2A__CALL_TERMINATE_SESSION))
			add(pass, &pass->guests, i, user, key);
	}
	match(pass, SLOT_END, EC2A__HOW_CSV_CALLER);
}

/* What a session id joined before: a StartSession that has its channels gets none of another's. */
static void mark_taken(struct pass *pass)
{
	const struct ec2a__joins *joins = pass->joins;

	for (uint32_t i = 0; i < joins->n_acts; i++) {
		const struct ec2a__act *act = ec2a__joins_act(joins, i);
		uint32_t lead = joins->lead[i];
		int is_client;

		if (lead == i)
			continue;
		is_client = address_of(joins->store, act) &&
			    address_of(joins->store, act) == address_of(joins->store, ec2a__joins_act(joins, lead));
		if (act->call == EC2A__CALL_CREATE_CHANNEL)
			pass->taken[lead] |= SLOT_CREATE;
		else if (act->call == EC2A__CALL_OPEN_CHANNEL)
			pass->taken[lead] |= is_client ? SLOT_CLIENT : SLOT_AGENT;
		else if (act->call == EC2A__CALL_TERMINATE_SESSION)
			pass->taken[lead] |= SLOT_END;
	}
}

static int has_rows(const struct ec2a__joins *joins)
{
	for (uint32_t i = 0; i < joins->n_acts; i++)
		if (ec2a__act_is_row(ec2a__joins_act(joins, i)))
			return 1;
	return 0;
}

int ec2a__join_csv(struct ec2a__joins *joins)
{
	struct pass pass = { .joins = joins };
	int r = EC2A_E_NOMEM;

	if (!has_rows(joins))
		return 0;
	pass.taken = ec2a__calloc(joins->n_acts, 1);
	pass.hosts.entries = ec2a__calloc(joins->n_acts, sizeof(struct entry));
	pass.guests.entries = ec2a__calloc(joins->n_acts, sizeof(struct entry));
	if (pass.taken && pass.hosts.entries && pass.guests.entries) {
		mark_taken(&pass);
		match_creates(&pass, 1);
		match_creates(&pass, 0);
		match_agents(&pass);
		match_clients(&pass);
		match_ends(&pass);
		r = 0;
	}
	ec2a__free(pass.taken);
	ec2a__free(pass.hosts.entries);
	ec2a__free(pass.guests.entries);
	return r;
}

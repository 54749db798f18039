/* SPDX-License-Identifier: MIT */
/*
 * Logins with a key that was pushed: by the request id that the Instance Connect agent logged with the offered key,
 * else by fingerprint and user. A key stays valid for a minute and may log in several times, so a push may lead
 * several logins; a login follows one push.
 */
#include "join_host.h"

#include "mem.h"

#include <string.h>

/* A push before its login; the host's clock may be behind. */
#define KEY_BEFORE 65
#define KEY_AFTER 5
/* The agent offers a key right before its login, and once more in between. */
#define OFFER_BEFORE 10
#define OFFER_AFTER 1

struct keys {
	struct ec2a__joins *joins;
	struct ec2a__spots requests; /* pushes by request id, fingerprint, user */
	struct ec2a__spots keyed;    /* pushes by fingerprint, user, instance; and by the first two alone */
	struct ec2a__spots offers;   /* offers that a push leads, by host, fingerprint */
	uint32_t *other_before, *other_after; /* of keyed: the nearest place with the same key and another instance */
	int64_t skew;
};

static uint32_t what(const struct keys *keys, uint32_t number, int member)
{
	return ec2a__act_what(keys->joins->store, ec2a__joins_act(keys->joins, number), member);
}

static uint32_t log_of(const struct keys *keys, uint32_t number, int member)
{
	return ec2a__act_log(keys->joins->store, ec2a__joins_act(keys->joins, number), member);
}

static int64_t second_of(const struct keys *keys, uint32_t number)
{
	return ec2a__act_second(ec2a__joins_act(keys->joins, number));
}

/* ---- what there is ------------------------------------------------------------------ */

static int is_push(const struct ec2a__joins *joins, uint32_t number)
{
	const struct ec2a__act *act = ec2a__joins_act(joins, number);

	return act->call == EC2A__CALL_PUSH && ec2a__act_is_granted(act) && joins->how[number] != EC2A__HOW_SHARED;
}

static int add_push(struct keys *keys, uint32_t number)
{
	uint32_t request = what(keys, number, EC2A__WHAT_REQUEST), key = what(keys, number, EC2A__WHAT_FINGERPRINT);
	uint32_t user = what(keys, number, EC2A__WHAT_OS_USER), target = what(keys, number, EC2A__WHAT_TARGET);
	int64_t second = second_of(keys, number);
	int r = 0;

	if (request)
		r = ec2a__spots_add(&keys->requests, (uint32_t[]){ request, key, 0, 0 }, 0, number);
	if (r < 0 || !key || !user || second == EC2A__NO_TIME)
		return r;
	r = ec2a__spots_add(&keys->keyed, (uint32_t[]){ key, user, 0, 0 }, second, number);
	if (r == 0 && target)
		r = ec2a__spots_add(&keys->keyed, (uint32_t[]){ key, user, target, 0 }, second, number);
	return r;
}

/* Neighbours with another instance, so that one look tells whether a window has any. */
static int find_others(struct keys *keys)
{
	const struct ec2a__spots *keyed = &keys->keyed;
	size_t n = keyed->n;

	keys->other_before = ec2a__calloc(n, sizeof(*keys->other_before));
	keys->other_after = ec2a__calloc(n, sizeof(*keys->other_after));
	if (!keys->other_before || !keys->other_after)
		return EC2A_E_NOMEM;
	for (size_t i = 0; i < n; i++) {
		int goes_on = i > 0 && memcmp(keyed->spots[i - 1].key, keyed->spots[i].key, sizeof(keyed->spots[i].key)) == 0;

		keys->other_before[i] = EC2A__NONE;
		if (goes_on)
			keys->other_before[i] = what(keys, keyed->spots[i - 1].number, EC2A__WHAT_TARGET) ==
								what(keys, keyed->spots[i].number, EC2A__WHAT_TARGET)
							? keys->other_before[i - 1]
							: (uint32_t)i - 1;
	}
	for (size_t i = n; i-- > 0;) {
		int goes_on = i + 1 < n &&
			      memcmp(keyed->spots[i + 1].key, keyed->spots[i].key, sizeof(keyed->spots[i].key)) == 0;

		keys->other_after[i] = EC2A__NONE;
		if (goes_on)
			keys->other_after[i] = what(keys, keyed->spots[i + 1].number, EC2A__WHAT_TARGET) ==
							       what(keys, keyed->spots[i].number, EC2A__WHAT_TARGET)
						       ? keys->other_after[i + 1]
						       : (uint32_t)i + 1;
	}
	return 0;
}

/* ---- request ids ---------------------------------------------------------------------- */

/* The push of a request id and key; a key that a record does not show may be any. */
static uint32_t push_of(const struct keys *keys, uint32_t request, uint32_t key)
{
	const uint32_t keyed[] = { request, key, 0, 0 }, any[] = { request, 0, 0, 0 };
	size_t place = ec2a__spots_from(&keys->requests, keyed, 0);

	if (!ec2a__spots_has(&keys->requests, place, keyed, 0, 0)) {
		place = ec2a__spots_from(&keys->requests, any, 0);
		if (!ec2a__spots_has(&keys->requests, place, any, 0, 0))
			return EC2A__NONE;
	}
	return keys->requests.spots[place].number;
}

/* Two ids of instances; what is not known contradicts nothing. */
static int contradicts(const struct keys *keys, const struct ec2a__host_place *place, uint32_t push)
{
	uint32_t here = place->unsure ? 0 : ec2a__host_instance(keys->joins, place);
	uint32_t target = what(keys, push, EC2A__WHAT_TARGET);

	return here && target && here != target && !ec2a__act_is_masked(ec2a__joins_act(keys->joins, push));
}

static void follow(struct keys *keys, uint32_t number, uint32_t push, int how, int confidence)
{
	if (ec2a__act_is_masked(ec2a__joins_act(keys->joins, push)))
		confidence = EC2A_CONFIDENCE_INFERRED;
	ec2a__joins_follow(keys->joins, number, push, how, confidence);
}

static int join_offer(struct keys *keys, uint32_t number)
{
	struct ec2a__host_place place = ec2a__host_place(keys->joins, ec2a__joins_act(keys->joins, number));
	uint32_t key = what(keys, number, EC2A__WHAT_FINGERPRINT), request = log_of(keys, number, EC2A__LOG_REQUEST);
	uint32_t push = request && key ? push_of(keys, request, key) : EC2A__NONE;
	int elsewhere;

	if (push == EC2A__NONE)
		return 0;
	elsewhere = contradicts(keys, &place, push);
	follow(keys, number, push, elsewhere ? EC2A__HOW_REQUEST_ELSEWHERE : EC2A__HOW_REQUEST,
	       elsewhere ? EC2A_CONFIDENCE_INFERRED : EC2A_CONFIDENCE_EXACT);
	if (second_of(keys, number) == EC2A__NO_TIME)
		return 0;
	return ec2a__spots_add(&keys->offers, (uint32_t[]){ log_of(keys, number, EC2A__LOG_HOST), key, 0, 0 },
			       second_of(keys, number), number);
}

/* The latest offer of the login's key on its host; the push must have been for the login's user. */
static int join_by_offer(struct keys *keys, uint32_t login)
{
	const uint32_t key[] = { log_of(keys, login, EC2A__LOG_HOST), what(keys, login, EC2A__WHAT_FINGERPRINT), 0, 0 };
	int64_t second = second_of(keys, login);
	size_t place;
	uint32_t push;

	if (!key[1])
		return 0;
	place = ec2a__spots_nearest(&keys->offers, key, second - OFFER_BEFORE, second, second + OFFER_AFTER);
	if (place == EC2A__NO_SPOT)
		return 0;
	push = keys->joins->lead[keys->offers.spots[place].number];
	if (what(keys, push, EC2A__WHAT_OS_USER) != what(keys, login, EC2A__WHAT_OS_USER))
		return 0;
	follow(keys, login, push, EC2A__HOW_REQUEST_LOGIN, EC2A_CONFIDENCE_EXACT);
	return 1;
}

/* ---- fingerprints ------------------------------------------------------------------------ */

static int is_at(const struct keys *keys, uint32_t place, int64_t from, int64_t to)
{
	return place != EC2A__NONE && keys->keyed.spots[place].second >= from && keys->keyed.spots[place].second <= to;
}

static void join_by_key(struct keys *keys, uint32_t login)
{
	struct ec2a__host_place host = ec2a__host_place(keys->joins, ec2a__joins_act(keys->joins, login));
	uint32_t instance = host.unsure ? 0 : ec2a__host_instance(keys->joins, &host);
	const uint32_t key[] = { what(keys, login, EC2A__WHAT_FINGERPRINT), what(keys, login, EC2A__WHAT_OS_USER), instance, 0 };
	int64_t second = second_of(keys, login);
	int64_t from = second - KEY_BEFORE - keys->skew, to = second + KEY_AFTER + keys->skew;
	int how = instance ? EC2A__HOW_KEY : EC2A__HOW_KEY_ANYWHERE, confidence = EC2A_CONFIDENCE_STRONG;
	size_t place;

	if (!key[0] || !key[1])
		return;
	place = ec2a__spots_nearest(&keys->keyed, key, from, second, to);
	if (place == EC2A__NO_SPOT)
		return;
	if (!instance && (is_at(keys, keys->other_before[place], from, to) || is_at(keys, keys->other_after[place], from, to) ||
			  ec2a__joins_act(keys->joins, login)->flags & EC2A__ACT_TIE)) {
		how = EC2A__HOW_KEY_TIE;
		confidence = EC2A_CONFIDENCE_INFERRED;
	}
	follow(keys, login, keys->keyed.spots[place].number, how, host.unsure ? EC2A_CONFIDENCE_INFERRED : confidence);
}

/* ---- all of it ------------------------------------------------------------------------------ */

static int join_all(struct keys *keys)
{
	struct ec2a__joins *joins = keys->joins;
	int r = 0;

	for (size_t i = 0; r == 0 && i < joins->n_acts; i++)
		if (is_push(joins, (uint32_t)i))
			r = add_push(keys, (uint32_t)i);
	if (r < 0 || (r = ec2a__spots_sort(&keys->requests)) < 0 || (r = ec2a__spots_sort(&keys->keyed)) < 0 ||
	    (r = find_others(keys)) < 0)
		return r;
	for (size_t i = 0; r == 0 && i < joins->n_acts; i++)
		if (ec2a__joins_act(joins, (uint32_t)i)->call == EC2A__CALL_KEY_OFFER)
			r = join_offer(keys, (uint32_t)i);
	if (r < 0 || (r = ec2a__spots_sort(&keys->offers)) < 0)
		return r;
	for (size_t i = 0; i < joins->n_acts; i++)
		if (ec2a__host_is_free_login(joins, (uint32_t)i) && !join_by_offer(keys, (uint32_t)i))
			join_by_key(keys, (uint32_t)i);
	return 0;
}

int ec2a__join_host_key(struct ec2a__joins *joins)
{
	struct keys keys = { .joins = joins, .skew = ec2a__host_skew(joins) };
	int any = 0, r;

	for (size_t i = 0; i < joins->n_acts && !any; i++)
		any = ec2a__act_is_line(ec2a__joins_act(joins, (uint32_t)i));
	if (!any)
		return 0;
	r = join_all(&keys);
	ec2a__spots_free(&keys.requests);
	ec2a__spots_free(&keys.keyed);
	ec2a__spots_free(&keys.offers);
	ec2a__free(keys.other_before);
	ec2a__free(keys.other_after);
	return r;
}

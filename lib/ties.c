/* SPDX-License-Identifier: MIT */
/*
 * What a part has in common with parts of other keys, as numbers that are the same on every machine. A tie too many only
 * makes two keys go to one correlator; one too few would lose a row. So what a join looks at is told as widely as
 * possible: of copies all, of time in steps that are longer than any window.
 */
#include "parts.h"

#include "crypto.h"
#include "facts_map.h"
#include "join_host.h"
#include "mask.h"
#include "mem.h"
#include "nearest.h"
#include "push.h"

#include <stdlib.h>
#include <string.h>

/* Kinds of ties; the letters are part of what is hashed. */
#define TIE_EVENT 'e'    /* event id: copies, addenda */
#define TIE_SHARED 's'   /* sharedEventID */
#define TIE_REQUEST 'q'  /* request id of a push */
#define TIE_KEY 'f'      /* fingerprint and user, about that time */
#define TIE_INSTANCE 'i' /* a way to sshd of an instance, and a login there */
#define TIE_ADDRESS 't'  /* a tunnel to an address, and a login of a host called after it, about that time */

struct ties {
	struct ec2a__joins joins; /* the part, and the facts of all */
	struct ec2a__buf numbers; /* uint64_t */
	int64_t step;             /* seconds */
};

/* ---- one tie --------------------------------------------------------------------- */

static int add_number(struct ties *ties, uint64_t number)
{
	return ec2a__buf_add(&ties->numbers, &number, sizeof(number));
}

/* Without a secret, as other machines must come to the same number; who makes two things alike joins two groups. */
static int add_tie(struct ties *ties, char kind, const char *a, const char *b, int64_t step)
{
	unsigned char digest[EC2A__SHA256], number[8];
	uint64_t tie = 0;
	struct ec2a__buf text;
	int r;

	for (size_t i = 0; i < sizeof(number); i++)
		number[i] = (unsigned char)((uint64_t)step >> (8 * i));
	ec2a__buf_init(&text, SIZE_MAX / 2);
	r = ec2a__buf_addc(&text, kind);
	if (r == 0)
		r = ec2a__buf_add(&text, number, sizeof(number));
	if (r == 0)
		r = ec2a__buf_add(&text, a, strlen(a) + 1);
	if (r == 0 && b)
		r = ec2a__buf_adds(&text, b);
	if (r == 0)
		r = ec2a__sha256(text.data, text.len, digest);
	ec2a__buf_free(&text);
	if (r < 0)
		return r;
	for (size_t i = 0; i < sizeof(tie); i++)
		tie |= (uint64_t)digest[i] << (8 * i);
	return add_number(ties, tie == EC2A_TIE_ALL ? 1 : tie);
}

static int64_t step_of(const struct ties *ties, int64_t second)
{
	int64_t step = second / ties->step;

	return second % ties->step < 0 ? step - 1 : step;
}

/* A record stands in one step, a line in all that its window touches: two, since a step is as long as the window. */
static int add_around(struct ties *ties, char kind, const char *a, const char *b, const struct ec2a__act *act)
{
	int64_t second = ec2a__act_second(act), half = ec2a__act_is_line(act) ? ties->step / 2 : 0;
	int r = 0;

	if (!a || second == EC2A__NO_TIME)
		return 0;
	for (int64_t step = step_of(ties, second - half); r == 0 && step <= step_of(ties, second + half); step++)
		r = add_tie(ties, kind, a, b, step);
	return r;
}

static const char *what(const struct ties *ties, const struct ec2a__act *act, int member)
{
	return ec2a__act_text(ties->joins.store, ec2a__act_what(ties->joins.store, act, member));
}

/* ---- records ------------------------------------------------------------------------- */

/* Whether account and region may be any. */
static int is_anywhere(const struct ec2a__store *store, const struct ec2a__act *act)
{
	return ec2a__act_is_masked(act) && ec2a__same_place(store, act, act) != EC2A__AGREE;
}

static int add_ids(struct ties *ties, const struct ec2a__act *act)
{
	const char *shared = what(ties, act, EC2A__WHAT_SHARED), *replaces = what(ties, act, EC2A__WHAT_REPLACES);
	char room[EC2A__EVENT_ID_TEXT];
	int r = 0;

	if (act->flags & EC2A__ACT_WHOLE)
		r = add_tie(ties, TIE_EVENT, ec2a__act_event_id(ties->joins.store, act, room), NULL, 0);
	if (r == 0 && ec2a__uuid_is_whole(replaces))
		r = add_tie(ties, TIE_EVENT, replaces, NULL, 0);
	if (r == 0 && ec2a__uuid_is_whole(shared))
		r = add_tie(ties, TIE_SHARED, shared, NULL, 0);
	return r;
}

static int add_push(struct ties *ties, const struct ec2a__act *act)
{
	const char *request = what(ties, act, EC2A__WHAT_REQUEST);
	int r = request ? add_tie(ties, TIE_REQUEST, request, NULL, 0) : 0;

	return r < 0 ? r
		     : add_around(ties, TIE_KEY, what(ties, act, EC2A__WHAT_FINGERPRINT),
				  what(ties, act, EC2A__WHAT_OS_USER), act);
}

static int add_tunnel(struct ties *ties, const struct ec2a__act *act)
{
	const char *instance;
	int r = 0;

	if (ec2a__tunnel_instance(&ties->joins, act, &instance))
		r = add_tie(ties, TIE_INSTANCE, instance, NULL, 0);
	return r < 0 ? r : add_around(ties, TIE_ADDRESS, what(ties, act, EC2A__WHAT_PRIVATE_IP), NULL, act);
}

/* Of ways to sshd all that could be one: which port and which document is for the join to say. */
static int add_record(struct ties *ties, const struct ec2a__act *act)
{
	const char *target = what(ties, act, EC2A__WHAT_TARGET);
	int r = is_anywhere(ties->joins.store, act) ? add_number(ties, EC2A_TIE_ALL) : 0;

	if (r == 0)
		r = add_ids(ties, act);
	if (r < 0 || !ec2a__act_is_granted(act))
		return r;
	switch (act->call) {
	case EC2A__CALL_PUSH:
		return add_push(ties, act);
	case EC2A__CALL_TUNNEL:
		return add_tunnel(ties, act);
	case EC2A__CALL_START_SESSION:
		return target && (act->method == EC2A_METHOD_SESSION_MANAGER_SSH ||
				  act->method == EC2A_METHOD_SESSION_MANAGER_PORT_FORWARD)
			       ? add_tie(ties, TIE_INSTANCE, target, NULL, 0)
			       : 0;
	default:
		return 0;
	}
}

/* ---- lines ----------------------------------------------------------------------------- */

static int add_login(struct ties *ties, const struct ec2a__act *act)
{
	const struct ec2a__store *store = ties->joins.store;
	struct ec2a__host_place place = ec2a__host_place(&ties->joins, act);
	char address[EC2A__HOST_ADDRESS];
	int r = add_around(ties, TIE_KEY, what(ties, act, EC2A__WHAT_FINGERPRINT), what(ties, act, EC2A__WHAT_OS_USER), act);

	if (r == 0 && place.instance)
		r = add_tie(ties, TIE_INSTANCE, place.instance, NULL, 0);
	if (r == 0 && ec2a__host_address(ec2a__act_text(store, ec2a__act_log(store, act, EC2A__LOG_HOST)), address))
		r = add_around(ties, TIE_ADDRESS, address, NULL, act);
	return r;
}

static int add_line(struct ties *ties, const struct ec2a__act *act)
{
	const struct ec2a__store *store = ties->joins.store;
	const char *request = ec2a__act_text(store, ec2a__act_log(store, act, EC2A__LOG_REQUEST));

	if (act->call == EC2A__CALL_LOGIN)
		return add_login(ties, act);
	return request ? add_tie(ties, TIE_REQUEST, request, NULL, 0) : 0;
}

/* ---- all of them --------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
	uint64_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x < y ? -1 : x > y;
}

static size_t sort(struct ec2a__buf *numbers)
{
	size_t size = sizeof(uint64_t), n = numbers->len / size, kept = 0;

	if (n > 1)
		qsort(numbers->data, n, size, compare);
	for (size_t i = 0; i < n; i++)
		if (!kept || compare(numbers->data + i * size, numbers->data + (kept - 1) * size) != 0)
			memmove(numbers->data + size * kept++, numbers->data + i * size, size);
	ec2a__buf_truncate(numbers, kept * size);
	return kept;
}

static int find(struct ties *ties)
{
	const struct ec2a__store *store = ties->joins.store;
	int r = 0;

	for (size_t i = 0; r == 0 && i < store->n_acts; i++) {
		const struct ec2a__act *act = ec2a__store_act(store, i);

		r = ec2a__act_is_line(act) ? add_line(ties, act) : add_record(ties, act);
	}
	return r < 0 ? EC2A_E_NOMEM : 0;
}

EC2A_API int ec2a_correlator_ties(ec2a_correlator *correlator, const void *bytes, size_t size, uint64_t **ret_ties,
				  size_t *ret_count)
{
	ec2a_correlator *part = NULL;
	struct ties ties;
	size_t count;
	int r;

	if (!correlator || !bytes || !ret_ties || !ret_count)
		return EC2A_E_ARG;
	r = ec2a__part_read(correlator->config, bytes, size, &part);
	if (r < 0)
		return r;
	ties.joins = (struct ec2a__joins){ .config = correlator->config, .store = &part->store, .facts = correlator->facts };
	ties.step = 2 * (EC2A__HOST_WINDOW + ec2a__host_skew(&ties.joins));
	ec2a__buf_init(&ties.numbers, SIZE_MAX / 2);
	if ((r = ec2a__facts_seal(correlator->facts)) == 0 &&
	    (r = ec2a__correlator_place_years(part, correlator->newest > part->newest ? correlator->newest : part->newest)) == 0)
		r = find(&ties);
	if (r == 0) {
		count = sort(&ties.numbers);
		*ret_ties = count ? (uint64_t *)(void *)ec2a__buf_steal(&ties.numbers) : NULL;
		*ret_count = count;
		r = count && !*ret_ties ? EC2A_E_NOMEM : 0;
	}
	ec2a__buf_free(&ties.numbers);
	ec2a_correlator_free(part);
	return r;
}

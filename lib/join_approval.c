/* SPDX-License-Identifier: MIT */
/*
 * Just-in-time access (ruling 32): StartAccessRequest and GetAccessToken of a
 * person, and the next StartSession that the approval's role makes in that
 * person's name, at most 15 minutes later.
 */
#include "nearest.h"

#include "mem.h"

#include <string.h>

#define WINDOW 900
#define ROLE "SSM-JustInTimeAccessTokenRole"

struct approvals {
	struct ec2a__joins *joins;
	uint32_t *starts;    /* StartSessions of the role, by key */
	size_t n_starts;
	uint32_t *approvals; /* tokens first, by request id */
};

/* Who acts: the session name of a role, else the user's name. */
static uint32_t person_of(const struct ec2a__store *store, const struct ec2a__act *act)
{
	uint32_t name = ec2a__act_who(store, act, EC2A__WHO_SESSION_NAME);

	return name ? name : ec2a__act_who(store, act, EC2A__WHO_NAME);
}

static int is_start(const struct ec2a__joins *joins, uint32_t number)
{
	const struct ec2a__act *act = ec2a__joins_act(joins, number);
	const char *role = ec2a__act_text(joins->store, ec2a__act_who(joins->store, act, EC2A__WHO_NAME));

	return act->call == EC2A__CALL_START_SESSION && ec2a__act_is_granted(act) && !ec2a__act_is_masked(act) &&
	       joins->how[number] != EC2A__HOW_SHARED && ec2a__act_who(joins->store, act, EC2A__WHO_SESSION_NAME) &&
	       role && strcmp(role, ROLE) == 0;
}

static int compare_keys(const struct ec2a__store *store, const struct ec2a__act *a, const struct ec2a__act *b)
{
	uint32_t x = ec2a__act_where(store, a, EC2A__WHERE_PLACE), y = ec2a__act_where(store, b, EC2A__WHERE_PLACE);

	if (x != y)
		return x < y ? -1 : 1;
	x = person_of(store, a);
	y = person_of(store, b);
	return x < y ? -1 : x > y;
}

static int compare_starts(const void *context, uint32_t a, uint32_t b)
{
	const struct ec2a__joins *joins = context;
	int order = compare_keys(joins->store, ec2a__joins_act(joins, a), ec2a__joins_act(joins, b));

	if (order)
		return order;
	return a < b ? -1 : a > b;
}

/* The first StartSession of this person at or after the approval, or EC2A__NONE. */
static uint32_t find_start(const struct approvals *s, uint32_t approval)
{
	const struct ec2a__act *act = ec2a__joins_act(s->joins, approval), *start;
	size_t low = 0, high = s->n_starts;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order;

		start = ec2a__joins_act(s->joins, s->starts[middle]);
		order = compare_keys(s->joins->store, start, act);
		if (order < 0 || (order == 0 && ec2a__act_second(start) < ec2a__act_second(act)))
			low = middle + 1;
		else
			high = middle;
	}
	if (low == s->n_starts)
		return EC2A__NONE;
	start = ec2a__joins_act(s->joins, s->starts[low]);
	if (compare_keys(s->joins->store, start, act) != 0 || !ec2a__within(act, start, 0, WINDOW))
		return EC2A__NONE;
	return s->starts[low];
}

static uint32_t request_of(const struct ec2a__joins *joins, uint32_t number)
{
	return ec2a__act_what(joins->store, ec2a__joins_act(joins, number), EC2A__WHAT_ACCESS_REQUEST);
}

/* By request id; of one request the tokens first, since they are nearer to the session. */
static int compare_approvals(const void *context, uint32_t a, uint32_t b)
{
	const struct ec2a__joins *joins = context;
	uint32_t x = request_of(joins, a), y = request_of(joins, b);

	if (x != y)
		return x < y ? -1 : 1;
	x = ec2a__joins_act(joins, a)->call == EC2A__CALL_START_ACCESS_REQUEST;
	y = ec2a__joins_act(joins, b)->call == EC2A__CALL_START_ACCESS_REQUEST;
	if (x != y)
		return x < y ? -1 : 1;
	return a < b ? -1 : a > b;
}

/* A request goes where its first token went, if that is near enough; else to the next session. */
static uint32_t choose(const struct approvals *s, uint32_t approval, uint32_t token)
{
	uint32_t start = token == EC2A__NONE ? EC2A__NONE : s->joins->lead[token];

	if (start != EC2A__NONE && start != token &&
	    ec2a__within(ec2a__joins_act(s->joins, approval), ec2a__joins_act(s->joins, start), 0, WINDOW) &&
	    compare_keys(s->joins->store, ec2a__joins_act(s->joins, approval), ec2a__joins_act(s->joins, start)) == 0)
		return start;
	return find_start(s, approval);
}

static void join(struct approvals *s, size_t n)
{
	uint32_t token = EC2A__NONE;

	for (size_t i = 0; i < n; i++) {
		uint32_t number = s->approvals[i], start;
		int is_token = ec2a__joins_act(s->joins, number)->call == EC2A__CALL_GET_ACCESS_TOKEN;

		if (i == 0 || request_of(s->joins, number) != request_of(s->joins, s->approvals[i - 1]))
			token = EC2A__NONE;
		start = choose(s, number, !is_token && request_of(s->joins, number) ? token : EC2A__NONE);
		if (start != EC2A__NONE)
			ec2a__joins_follow(s->joins, number, start, EC2A__HOW_APPROVAL, EC2A_CONFIDENCE_STRONG);
		if (is_token && token == EC2A__NONE)
			token = number;
	}
}

int ec2a__join_approval(struct ec2a__joins *joins)
{
	struct approvals s = { joins, ec2a__calloc(joins->n_acts, sizeof(uint32_t)), 0,
			       ec2a__calloc(joins->n_acts, sizeof(uint32_t)) };
	size_t n = 0;
	int r = s.starts && s.approvals ? 0 : EC2A_E_NOMEM;

	for (size_t i = 0; r == 0 && i < joins->n_acts; i++) {
		const struct ec2a__act *act = ec2a__joins_act(joins, (uint32_t)i);

		if (is_start(joins, (uint32_t)i))
			s.starts[s.n_starts++] = (uint32_t)i;
		else if (act->role == EC2A_ROLE_APPROVAL && ec2a__act_is_granted(act) &&
			 !ec2a__act_is_masked(act) && ec2a__joins_is_free(joins, (uint32_t)i) &&
			 person_of(joins->store, act))
			s.approvals[n++] = (uint32_t)i;
	}
	if (r == 0 && (r = ec2a__sort(s.starts, s.n_starts, compare_starts, joins)) == 0 &&
	    (r = ec2a__sort(s.approvals, n, compare_approvals, joins)) == 0)
		join(&s, n);
	ec2a__free(s.starts);
	ec2a__free(s.approvals);
	return r;
}

/* SPDX-License-Identifier: MIT */
/*
 * Whether somebody was there (ruling 21): which data channels are the client's
 * own and which the agent's, by their addresses and callers. A session is
 * attached only when that is proven.
 */
#include "mem.h"
#include "nearest.h"
#include "session_build.h"

#include <string.h>

/* Different addresses, as ids; more than two tell no more than two. */
struct addresses {
	uint32_t first, second;
};

/* What the channels of one StartSession show; addresses are ids, 0 where none is known. */
struct channels {
	const struct ec2a__act *start;
	const uint32_t *members; /* indexes of the row's members that came with it, canonical order */
	size_t n_members;
	uint32_t client;         /* the client's address */
	struct addresses agent;  /* of CreateDataChannel, and of what an instance signed */
	struct addresses opened; /* of all OpenDataChannels */
	int any_opened, opened_here, opened_by_agent;
	int two; /* OpenDataChannels from two addresses, one of them not the agent's */
	int attached;
};

static uint32_t address_of(const struct ec2a__store *store, const struct ec2a__act *act)
{
	return ec2a__is_address(ec2a__act_text(store, act->ip), ec2a__act_is_masked(act)) ? act->ip : 0;
}

/* The StartSession that a member came with. */
static uint32_t start_of(const struct ec2a__build *build, uint32_t number)
{
	const struct ec2a__joins *joins = build->joins;

	while (joins->lead[number] != number && ec2a__joins_act(joins, number)->call != EC2A__CALL_START_SESSION)
		number = joins->lead[number];
	return number;
}

static int is_instance_name(const char *name, int masked)
{
	return ec2a__is_instance_name(name, "i-", masked) || ec2a__is_instance_name(name, "mi-", masked);
}

/* A channel by an instance's own role session is the agent's. */
static int is_agent_caller(const struct ec2a__store *store, const struct ec2a__act *act)
{
	return is_instance_name(ec2a__act_text(store, ec2a__act_who(store, act, EC2A__WHO_SESSION_NAME)),
				ec2a__act_is_masked(act));
}

/* An instance that opens a session on itself calls both sides. */
static int is_own_caller(const struct ec2a__store *store, const struct ec2a__act *act, const struct ec2a__act *start)
{
	uint32_t arn = ec2a__act_who(store, act, EC2A__WHO_ARN), name = ec2a__act_who(store, act, EC2A__WHO_SESSION_NAME);

	return arn && ec2a__same_text(store, EC2A__MASK_TEXT, arn, ec2a__act_is_masked(act),
				      ec2a__act_who(store, start, EC2A__WHO_ARN),
				      ec2a__act_is_masked(start)) == EC2A__AGREE &&
	       !(name && name == ec2a__act_what(store, start, EC2A__WHAT_TARGET));
}

static int is_same(const struct ec2a__store *store, uint32_t a, uint32_t b)
{
	return a && b &&
	       (a == b || ec2a__is_same_address(ec2a__act_text(store, a), ec2a__act_text(store, b)));
}

static int is_among(const struct ec2a__store *store, const struct addresses *addresses, uint32_t address)
{
	return is_same(store, addresses->first, address) || is_same(store, addresses->second, address);
}

static void add_address(const struct ec2a__store *store, struct addresses *addresses, uint32_t address)
{
	if (!address || is_among(store, addresses, address))
		return;
	if (!addresses->first)
		addresses->first = address;
	else if (!addresses->second)
		addresses->second = address;
}

/* First pass: where the agent is. */
static void look_for_agent(const struct ec2a__build *build, struct channels *seen)
{
	const struct ec2a__store *store = build->joins->store;

	for (size_t i = 0; i < seen->n_members; i++) {
		const struct ec2a__act *act = ec2a__build_member(build, seen->members[i]);

		if (act->call == EC2A__CALL_CREATE_CHANNEL ||
		    (act->call == EC2A__CALL_OPEN_CHANNEL && is_agent_caller(store, act) &&
		     !is_own_caller(store, act, seen->start)))
			add_address(store, &seen->agent, address_of(store, act));
	}
}

/* Second pass: where data channels were opened. */
static void look_for_open(const struct ec2a__build *build, struct channels *seen)
{
	const struct ec2a__store *store = build->joins->store;
	int other = 0;

	for (size_t i = 0; i < seen->n_members; i++) {
		const struct ec2a__act *act = ec2a__build_member(build, seen->members[i]);
		uint32_t address = address_of(store, act);

		if (act->call != EC2A__CALL_OPEN_CHANNEL)
			continue;
		seen->any_opened = 1;
		add_address(store, &seen->opened, address);
		seen->opened_here |= is_same(store, address, seen->client);
		if (is_among(store, &seen->agent, address))
			seen->opened_by_agent = 1;
		else
			other |= address != 0;
	}
	seen->two = other && seen->opened.second;
}

/* A channel that nobody signed, by its address. */
static int role_of_address(const struct ec2a__store *store, uint32_t address, const struct channels *seen)
{
	int is_here = is_same(store, address, seen->client);

	if (is_among(store, &seen->agent, address))
		return seen->two || (seen->client && !is_here) ? EC2A_ROLE_AGENT_CHANNEL : EC2A_ROLE_CHANNEL;
	if (is_here)
		return seen->agent.first || seen->two ? EC2A_ROLE_CLIENT_CHANNEL : EC2A_ROLE_CHANNEL;
	/* Beside the agent's, and the client's own address shows none, or is the agent's too. */
	if (seen->two && seen->opened_by_agent &&
	    (!seen->opened_here || is_among(store, &seen->agent, seen->client)))
		return EC2A_ROLE_CLIENT_CHANNEL;
	return EC2A_ROLE_CHANNEL;
}

static int role_of_open(const struct ec2a__store *store, const struct ec2a__act *act, const struct channels *seen)
{
	uint32_t address = address_of(store, act);

	if (seen->start && is_own_caller(store, act, seen->start))
		return EC2A_ROLE_CLIENT_CHANNEL;
	if (is_agent_caller(store, act))
		return EC2A_ROLE_AGENT_CHANNEL;
	return address ? role_of_address(store, address, seen) : EC2A_ROLE_CHANNEL;
}

static int say_attached(struct ec2a__build *build, struct channels *seen, const struct ec2a__act *act)
{
	const struct ec2a__store *store = build->joins->store;
	uint32_t arn = ec2a__act_who(store, act, EC2A__WHO_ARN);

	if (seen->attached)
		return 0;
	seen->attached = 1;
	if (is_own_caller(store, act, seen->start))
		return ec2a__session_say(build->session, EC2A__R_OUTCOME_ATTACHED_CALLER, ec2a__act_text(store, arn),
					 NULL, NULL);
	return ec2a__session_say(build->session,
				 is_same(store, address_of(store, act), seen->client) ?
					 EC2A__R_OUTCOME_ATTACHED_ADDRESS :
					 EC2A__R_OUTCOME_ATTACHED_OTHER,
				 ec2a__act_text(store, act->ip), NULL, NULL);
}

/* Two ends, and nothing tells which is whose: somebody was there all the same. */
static int say_two(struct ec2a__build *build, struct channels *seen)
{
	const struct ec2a__store *store = build->joins->store;
	const char *first = ec2a__act_text(store, seen->opened.first);
	const char *second = ec2a__act_text(store, seen->opened.second);

	if (seen->attached || !seen->two)
		return 0;
	seen->attached = 1;
	return ec2a__session_say(build->session, EC2A__R_OUTCOME_ATTACHED_TWO, first, second, NULL);
}

/* Third pass: the side of each channel. */
static int judge(struct ec2a__build *build, struct channels *seen)
{
	for (size_t i = 0; i < seen->n_members; i++) {
		const struct ec2a__act *act = ec2a__build_member(build, seen->members[i]);
		uint8_t *role = &build->roles[seen->members[i]];
		int r;

		if (act->call != EC2A__CALL_OPEN_CHANNEL)
			continue;
		*role = (uint8_t)role_of_open(build->joins->store, act, seen);
		if (*role == EC2A_ROLE_CLIENT_CHANNEL && (r = say_attached(build, seen, act)) < 0)
			return r;
	}
	return say_two(build, seen);
}

/* A session that a service opened for a person is the person's: StartConnection, ExecuteCommand. */
static uint32_t client_of(const struct ec2a__build *build, uint32_t number)
{
	const struct ec2a__act *act = ec2a__joins_act(build->joins, number);

	return address_of(build->joins->store, number == build->row->root ? act : build->root);
}

/* The CLI found no plugin and gave up. */
static int is_given_up(const struct ec2a__build *build)
{
	const struct ec2a__store *store = build->joins->store;

	for (size_t i = 0; i < build->n_members; i++) {
		const struct ec2a__act *act = ec2a__build_member(build, i);
		int caller = ec2a__same_caller(store, act, build->start);

		/* rows of CSV show no ARN; they are joined by the principal alone */
		if (build->joins->how[build->members[i]] == EC2A__HOW_CSV_CALLER)
			return 1;
		if (act->call == EC2A__CALL_TERMINATE_SESSION && ec2a__within(build->start, act, 0, 2) &&
		    (caller == EC2A__AGREE || caller == EC2A__AGREE_MASKED))
			return 1;
	}
	return 0;
}

static int say_granted(struct ec2a__build *build, const struct channels *seen)
{
	const struct ec2a__store *store = build->joins->store;
	const char *client = ec2a__act_text(store, seen->client);
	int code;

	if (!seen->any_opened)
		code = EC2A__R_OUTCOME_NO_CHANNEL;
	else if (!client)
		code = EC2A__R_OUTCOME_NO_CLIENT_ADDRESS;
	else if (!seen->opened_here)
		code = EC2A__R_OUTCOME_NO_CHANNEL_ADDRESS;
	else
		code = is_among(store, &seen->agent, seen->client) ? EC2A__R_OUTCOME_SAME_ADDRESS :
								     EC2A__R_OUTCOME_NO_AGENT_ADDRESS;
	return ec2a__session_say(build->session, code, client, NULL, NULL);
}

/* Members by the StartSession that they came with; EC2A__NONE for copies that went to other accounts. */
struct buckets {
	uint32_t *start; /* by member */
	uint32_t *order; /* indexes of members: by StartSession, then as they stand */
};

static int compare_starts(const void *context, uint32_t a, uint32_t b)
{
	const uint32_t *start = context;

	return start[a] < start[b] ? -1 : start[a] > start[b];
}

static int make_buckets(const struct ec2a__build *build, struct buckets *buckets)
{
	buckets->start = ec2a__calloc(build->n_members, sizeof(*buckets->start));
	buckets->order = ec2a__calloc(build->n_members, sizeof(*buckets->order));
	if (!buckets->start || !buckets->order)
		return EC2A_E_NOMEM;
	for (size_t i = 0; i < build->n_members; i++) {
		uint32_t number = build->members[i];

		buckets->start[i] = build->joins->how[number] == EC2A__HOW_SHARED ? EC2A__NONE :
										  start_of(build, number);
		buckets->order[i] = (uint32_t)i;
	}
	return ec2a__sort(buckets->order, build->n_members, compare_starts, buckets->start);
}

static void free_buckets(struct buckets *buckets)
{
	ec2a__free(buckets->start);
	ec2a__free(buckets->order);
}

/* Every StartSession of the row; the last one gives the reason when none is attached. */
static int judge_each(struct ec2a__build *build, const struct buckets *buckets, struct channels *last, int *attached)
{
	size_t end;
	int r;

	for (size_t i = 0; i < build->n_members; i = end) {
		uint32_t number = buckets->start[buckets->order[i]];

		for (end = i + 1; end < build->n_members && buckets->start[buckets->order[end]] == number; end++)
			;
		if (number == EC2A__NONE || build->joins->how[number] == EC2A__HOW_SHARED ||
		    ec2a__joins_act(build->joins, number)->call != EC2A__CALL_START_SESSION)
			continue;
		*last = (struct channels){ .start = ec2a__joins_act(build->joins, number),
					   .members = buckets->order + i,
					   .n_members = end - i,
					   .client = client_of(build, number) };
		look_for_agent(build, last);
		look_for_open(build, last);
		if ((r = judge(build, last)) < 0)
			return r;
		*attached |= last->attached;
	}
	return 0;
}

static int judge_all(struct ec2a__build *build, const struct buckets *buckets, int *ret_outcome)
{
	struct channels last = { 0 };
	int attached = 0, r = judge_each(build, buckets, &last, &attached);

	if (r < 0)
		return r;
	*ret_outcome = attached ? EC2A_OUTCOME_ATTACHED : EC2A_OUTCOME_GRANTED;
	if (attached || build->login)
		return 0;
	if (build->root->call == EC2A__CALL_START_SESSION && is_given_up(build)) {
		*ret_outcome = EC2A_OUTCOME_NOT_ATTACHED;
		return ec2a__session_say(build->session, EC2A__R_OUTCOME_NOT_ATTACHED, NULL, NULL, NULL);
	}
	return say_granted(build, &last);
}

/* Without StartSession the client's address is unknown: a channel is the agent's by its caller alone. */
static int judge_orphan(struct ec2a__build *build)
{
	const struct channels nothing = { 0 };

	for (size_t i = 0; i < build->n_members; i++) {
		const struct ec2a__act *act = ec2a__build_member(build, i);

		if (act->call == EC2A__CALL_OPEN_CHANNEL && build->joins->how[build->members[i]] != EC2A__HOW_SHARED)
			build->roles[i] = (uint8_t)role_of_open(build->joins->store, act, &nothing);
	}
	return ec2a__session_say(build->session, EC2A__R_OUTCOME_ORPHAN, NULL, NULL, NULL);
}

int ec2a__build_outcome(struct ec2a__build *build)
{
	struct buckets buckets = { NULL, NULL };
	int outcome = build->root->outcome, r = 0;

	if (build->orphan) {
		r = judge_orphan(build);
	} else if (build->start && ec2a__act_is_granted(build->root)) {
		r = make_buckets(build, &buckets);
		r = r < 0 ? r : judge_all(build, &buckets, &outcome);
		free_buckets(&buckets);
	}
	if (r == 0 && build->login) {
		outcome = EC2A_OUTCOME_ATTACHED;
		r = ec2a__build_say_login(build);
	}
	return r < 0 ? r : ec2a__session_set_enum(build->session, EC2A_SESSION_OUTCOME, EC2A_ENUM_OUTCOME, outcome);
}

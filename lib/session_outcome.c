/* SPDX-License-Identifier: MIT */
/*
 * Whether somebody was there (ruling 21): which data channels are the client's
 * own and which the agent's, by their addresses and callers. A session is
 * attached only when that is proven.
 */
#include "nearest.h"
#include "session_build.h"

#include <string.h>

/* What the channels of one StartSession show; addresses are ids, 0 where none is known. */
struct channels {
	const struct ec2a__act *start;
	uint32_t number;
	uint32_t client;  /* the client's address */
	uint32_t agent;   /* the first CreateDataChannel's */
	int created_here; /* a CreateDataChannel came from the client's address */
	int created_elsewhere;
	int opened, opened_here, opened_elsewhere;
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

static int is_instance_name(const char *name)
{
	return name && (strncmp(name, "i-", 2) == 0 || strncmp(name, "mi-", 3) == 0);
}

/* A channel by an instance's own role session is the agent's. */
static int is_agent_caller(const struct ec2a__store *store, const struct ec2a__act *act)
{
	return is_instance_name(ec2a__act_text(store, ec2a__act_who(store, act, EC2A__WHO_SESSION_NAME)));
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

/* First pass: what addresses there are. */
static void look(const struct ec2a__build *build, struct channels *seen)
{
	const struct ec2a__store *store = build->joins->store;

	for (size_t i = 0; i < build->n_members; i++) {
		const struct ec2a__act *act = ec2a__build_member(build, i);
		uint32_t address = address_of(store, act);

		if (build->joins->how[build->members[i]] == EC2A__HOW_SHARED ||
		    start_of(build, build->members[i]) != seen->number)
			continue;
		if (act->call == EC2A__CALL_CREATE_CHANNEL && address) {
			if (!seen->agent)
				seen->agent = address;
			seen->created_here |= address == seen->client;
			seen->created_elsewhere |= address != seen->client;
		} else if (act->call == EC2A__CALL_OPEN_CHANNEL) {
			seen->opened = 1;
			seen->opened_here |= address && address == seen->client;
			seen->opened_elsewhere |= address && address != seen->client;
		}
	}
}

static int role_of_open(const struct ec2a__store *store, const struct ec2a__act *act, const struct channels *seen)
{
	uint32_t address = address_of(store, act);

	if (seen->start && is_own_caller(store, act, seen->start))
		return EC2A_ROLE_CLIENT_CHANNEL;
	if (is_agent_caller(store, act))
		return EC2A_ROLE_AGENT_CHANNEL;
	if (!address || !seen->client)
		return EC2A_ROLE_CHANNEL;
	if (address == seen->client)
		return !seen->created_here && (seen->created_elsewhere || seen->opened_elsewhere)
			       ? EC2A_ROLE_CLIENT_CHANNEL
			       : EC2A_ROLE_CHANNEL;
	return address == seen->agent ? EC2A_ROLE_AGENT_CHANNEL : EC2A_ROLE_CHANNEL;
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
	return ec2a__session_say(build->session, EC2A__R_OUTCOME_ATTACHED_ADDRESS, ec2a__act_text(store, act->ip), NULL,
				 NULL);
}

/* Second pass: the side of each channel. */
static int judge(struct ec2a__build *build, struct channels *seen)
{
	for (size_t i = 0; i < build->n_members; i++) {
		const struct ec2a__act *act = ec2a__build_member(build, i);
		int r;

		if (act->call != EC2A__CALL_OPEN_CHANNEL || start_of(build, build->members[i]) != seen->number ||
		    build->joins->how[build->members[i]] == EC2A__HOW_SHARED)
			continue;
		build->roles[i] = (uint8_t)role_of_open(build->joins->store, act, seen);
		if (build->roles[i] == EC2A_ROLE_CLIENT_CHANNEL && (r = say_attached(build, seen, act)) < 0)
			return r;
	}
	return 0;
}

/* A session that a service opened for a person is the person's: StartConnection, ExecuteCommand. */
static struct channels channels_of(const struct ec2a__build *build, uint32_t number)
{
	struct channels seen = { .start = ec2a__joins_act(build->joins, number), .number = number };

	seen.client = address_of(build->joins->store, seen.start);
	if (number != build->row->root)
		seen.client = address_of(build->joins->store, build->root);
	return seen;
}

/* The CLI found no plugin and gave up. */
static int is_given_up(const struct ec2a__build *build)
{
	const struct ec2a__store *store = build->joins->store;

	for (size_t i = 0; i < build->n_members; i++) {
		const struct ec2a__act *act = ec2a__build_member(build, i);
		uint32_t key = ec2a__act_who(store, act, EC2A__WHO_KEY);
		uint32_t start_key = ec2a__act_who(store, build->start, EC2A__WHO_KEY);

		/* rows of CSV show no ARN; they are joined by the principal alone */
		if (build->joins->how[build->members[i]] == EC2A__HOW_CSV_CALLER)
			return 1;
		if (act->call == EC2A__CALL_TERMINATE_SESSION && ec2a__within(build->start, act, 0, 2) &&
		    ec2a__same_caller(store, act, build->start) != EC2A__DISAGREE &&
		    (!key || !start_key ||
		     ec2a__same_text(store, EC2A__MASK_TEXT, key, ec2a__act_is_masked(act), start_key,
				     ec2a__act_is_masked(build->start)) != EC2A__DISAGREE))
			return 1;
	}
	return 0;
}

static int say_granted(struct ec2a__build *build, const struct channels *seen)
{
	const char *client = ec2a__act_text(build->joins->store, seen->client);
	int code;

	if (!seen->opened)
		code = EC2A__R_OUTCOME_NO_CHANNEL;
	else if (!client)
		code = EC2A__R_OUTCOME_NO_CLIENT_ADDRESS;
	else if (!seen->opened_here)
		code = EC2A__R_OUTCOME_NO_CHANNEL_ADDRESS;
	else
		code = seen->created_here ? EC2A__R_OUTCOME_SAME_ADDRESS : EC2A__R_OUTCOME_NO_AGENT_ADDRESS;
	return ec2a__session_say(build->session, code, client, NULL, NULL);
}

/* Of each StartSession of the row; the last one gives the reason when none is attached. */
static int judge_all(struct ec2a__build *build, int *ret_outcome)
{
	struct channels last = { 0 };
	int r, attached = 0;

	for (size_t i = 0; i < build->n_members; i++) {
		if (ec2a__build_member(build, i)->call != EC2A__CALL_START_SESSION ||
		    build->joins->how[build->members[i]] == EC2A__HOW_SHARED)
			continue;
		last = channels_of(build, build->members[i]);
		look(build, &last);
		if ((r = judge(build, &last)) < 0)
			return r;
		attached |= last.attached;
	}
	*ret_outcome = attached ? EC2A_OUTCOME_ATTACHED : EC2A_OUTCOME_GRANTED;
	if (attached)
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
	struct channels seen = { .number = build->row->root };
	int r = judge(build, &seen);

	return r < 0 ? r : ec2a__session_say(build->session, EC2A__R_OUTCOME_ORPHAN, NULL, NULL, NULL);
}

int ec2a__build_outcome(struct ec2a__build *build)
{
	int outcome = build->root->outcome, r = 0;

	if (build->orphan)
		r = judge_orphan(build);
	else if (build->start && ec2a__act_is_granted(build->root))
		r = judge_all(build, &outcome);
	return r < 0 ? r : ec2a__session_set_enum(build->session, EC2A_SESSION_OUTCOME, EC2A_ENUM_OUTCOME, outcome);
}

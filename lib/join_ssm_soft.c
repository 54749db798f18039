/* SPDX-License-Identifier: MIT */
/*
 * Session Manager records whose session id is masked or missing: StartSession
 * at most 2 seconds after, or 10 before, the act that belongs to it.
 */
#include "nearest.h"

#include "mem.h"

#include <string.h>

#define AFTER 2
#define BEFORE 10

static int is_follower(const struct ec2a__act *act)
{
	return act->call >= EC2A__CALL_RESUME_SESSION && act->call <= EC2A__CALL_OPEN_CHANNEL;
}

static int is_soft(const struct ec2a__act *act)
{
	return ec2a__act_is_masked(act) || !act->session;
}

/* Whether a session id begins with the caller's name: it is "NAME-SUFFIX". */
static int is_named_after(const struct ec2a__store *store, const struct ec2a__act *named, const struct ec2a__act *caller)
{
	uint32_t id = ec2a__act_who(store, caller, EC2A__WHO_SESSION_NAME);
	const char *session = ec2a__act_text(store, named->session);
	const char *name = ec2a__act_text(store, id ? id : ec2a__act_who(store, caller, EC2A__WHO_NAME));
	const char *end = session ? strrchr(session, '-') : NULL;

	return end && name && strlen(name) == (size_t)(end - session) && memcmp(session, name, strlen(name)) == 0;
}

/* The key that ties the two; 0 where nothing does. A caller who disagrees breaks the tie for the caller's own acts. */
static int tie_of(const struct ec2a__store *store, const struct ec2a__act *act, const struct ec2a__act *start)
{
	int same = ec2a__same_text(store, EC2A__MASK_TEXT, act->session, ec2a__act_is_masked(act), start->session,
				   ec2a__act_is_masked(start));

	if (same == EC2A__AGREE)
		return EC2A__HOW_SESSION_ID;
	if (same == EC2A__AGREE_MASKED)
		return EC2A__HOW_SESSION_ID_MASKED;
	if (same == EC2A__ABSENT)
		return EC2A__HOW_TIME;
	if (!start->session && is_named_after(store, act, start))
		return EC2A__HOW_SESSION_NAME;
	if (!act->session && is_named_after(store, start, act))
		return EC2A__HOW_SESSION_NAME;
	return 0;
}

static int agree(const struct ec2a__joins *joins, uint32_t number, uint32_t candidate, int *ret_how)
{
	const struct ec2a__act *act = ec2a__joins_act(joins, number), *start = ec2a__joins_act(joins, candidate);
	int caller, place = ec2a__same_place(joins->store, act, start);

	if ((!is_soft(act) && !is_soft(start)) || place == EC2A__DISAGREE)
		return 0;
	/* A row of the console's CSV never had an id: only the other side's can name its caller. */
	if (ec2a__act_is_row(start) && !act->session)
		return 0;
	*ret_how = tie_of(joins->store, act, start);
	if (*ret_how == EC2A__HOW_SESSION_ID && place == EC2A__AGREE_MASKED)
		*ret_how = EC2A__HOW_SESSION_ID_MASKED;
	if (!*ret_how)
		return 0;
	if (act->call != EC2A__CALL_TERMINATE_SESSION && act->call != EC2A__CALL_RESUME_SESSION)
		return 1;
	caller = ec2a__same_caller(joins->store, act, start);
	if (caller == EC2A__DISAGREE && *ret_how == EC2A__HOW_TIME)
		return 0;
	return caller == EC2A__DISAGREE || caller == EC2A__ABSENT ? 1 : 2;
}

static void find(struct ec2a__joins *joins, const struct ec2a__nearest *search, uint32_t number)
{
	int how;
	uint32_t start = ec2a__nearest_find(joins, search, number, &how);

	if (start != EC2A__NONE)
		ec2a__joins_follow(joins, number, start, how,
				   how == EC2A__HOW_SESSION_ID ? EC2A_CONFIDENCE_EXACT : EC2A_CONFIDENCE_INFERRED);
}

/* All StartSession that were granted, and those with a masked or missing id. */
static void list_starts(const struct ec2a__joins *joins, struct ec2a__nearest *all, struct ec2a__nearest *soft,
			uint32_t *numbers, uint32_t *soft_numbers)
{
	for (size_t i = 0; i < joins->n_acts; i++) {
		const struct ec2a__act *act = ec2a__joins_act(joins, (uint32_t)i);

		if (act->call != EC2A__CALL_START_SESSION || !ec2a__act_is_granted(act) ||
		    joins->how[i] == EC2A__HOW_SHARED)
			continue;
		numbers[all->count++] = (uint32_t)i;
		if (is_soft(act))
			soft_numbers[soft->count++] = (uint32_t)i;
	}
}

/* ---- ECS: ExecuteCommand and the StartSession that it makes ------------------------ */

/* How a StartSession belongs to an ExecuteCommand that has none yet; ids that are absent tie nothing here. */
static int agree_ecs(const struct ec2a__joins *joins, uint32_t number, uint32_t candidate, int *ret_how)
{
	const struct ec2a__act *start = ec2a__joins_act(joins, number), *execute = ec2a__joins_act(joins, candidate);
	int tie, place = ec2a__same_place(joins->store, start, execute);

	if (joins->paired[candidate] || place == EC2A__DISAGREE || !start->session || !execute->session)
		return 0;
	/* what both show whole was compared before, however masked a third one is */
	if (!ec2a__act_is_masked(start) && !ec2a__act_is_masked(execute))
		return 0;
	tie = tie_of(joins->store, start, execute);
	if (tie == EC2A__HOW_SESSION_ID && place == EC2A__AGREE_MASKED)
		tie = EC2A__HOW_SESSION_ID_MASKED;
	*ret_how = tie;
	return tie != 0;
}

static int is_ecs_start(const struct ec2a__store *store, const struct ec2a__act *act)
{
	const char *target = ec2a__act_text(store, ec2a__act_what(store, act, EC2A__WHAT_TARGET));

	return act->call == EC2A__CALL_START_SESSION && ec2a__act_is_granted(act) && target &&
	       strncmp(target, "ecs:", 4) == 0;
}

/* The list's room holds a number for every act. */
static void join_ecs(struct ec2a__joins *joins, uint32_t *numbers)
{
	struct ec2a__nearest search = { numbers, 0, BEFORE, AFTER, agree_ecs };
	int soft = 0;
	size_t i;

	for (i = 0; i < joins->n_acts; i++) {
		const struct ec2a__act *act = ec2a__joins_act(joins, (uint32_t)i);

		soft |= act->call == EC2A__CALL_EXECUTE_COMMAND && ec2a__act_is_masked(act);
		if (act->call == EC2A__CALL_EXECUTE_COMMAND && ec2a__act_is_granted(act) &&
		    ec2a__joins_is_free(joins, (uint32_t)i))
			numbers[search.count++] = (uint32_t)i;
		else if (is_ecs_start(joins->store, act) && !ec2a__joins_is_free(joins, (uint32_t)i))
			joins->paired[joins->lead[i]] = 1;
	}
	for (i = 0; search.count && i < joins->n_acts; i++) {
		const struct ec2a__act *act = ec2a__joins_act(joins, (uint32_t)i);

		if (!is_ecs_start(joins->store, act) || !ec2a__joins_is_free(joins, (uint32_t)i) ||
		    !(soft || ec2a__act_is_masked(act)))
			continue;
		find(joins, &search, (uint32_t)i);
		if (!ec2a__joins_is_free(joins, (uint32_t)i))
			joins->paired[joins->lead[i]] = 1;
	}
}

int ec2a__join_ssm_soft(struct ec2a__joins *joins)
{
	uint32_t *numbers = ec2a__calloc(joins->n_acts, sizeof(*numbers));
	uint32_t *soft_numbers = ec2a__calloc(joins->n_acts, sizeof(*soft_numbers));
	struct ec2a__nearest all = { numbers, 0, BEFORE, AFTER, agree };
	struct ec2a__nearest soft = { soft_numbers, 0, BEFORE, AFTER, agree };
	int r = numbers && soft_numbers ? 0 : EC2A_E_NOMEM;

	if (r == 0)
		list_starts(joins, &all, &soft, numbers, soft_numbers);
	for (size_t i = 0; r == 0 && i < joins->n_acts; i++) {
		const struct ec2a__act *act = ec2a__joins_act(joins, (uint32_t)i);

		/* The earliest act of an orphan brings the others of its session id with it. */
		if (is_follower(act) && !ec2a__act_is_row(act) && ec2a__act_is_granted(act) && ec2a__joins_is_free(joins, (uint32_t)i))
			find(joins, is_soft(act) ? &all : &soft, (uint32_t)i);
	}
	if (r == 0)
		join_ecs(joins, numbers);
	ec2a__free(numbers);
	ec2a__free(soft_numbers);
	return r;
}

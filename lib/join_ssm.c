/* SPDX-License-Identifier: MIT */
/*
 * What one Session Manager session id ties together, at any time: StartSession,
 * its channels, ResumeSession, TerminateSession, and ECS's ExecuteCommand.
 */
#include "correlate_state.h"

#include "mem.h"
#include "nearest.h"

static int has_part(const struct ec2a__joins *joins, uint32_t number)
{
	const struct ec2a__act *act = ec2a__joins_act(joins, number);

	if (!ec2a__joins_is_free(joins, number) || !act->session || !ec2a__act_is_granted(act) ||
	    !ec2a__act_is_plain(joins->store, act, act->session))
		return 0;
	return act->call >= EC2A__CALL_START_SESSION && act->call <= EC2A__CALL_EXECUTE_COMMAND;
}

/* Account and region are one id. */
static int compare_keys(const struct ec2a__joins *joins, uint32_t a, uint32_t b)
{
	const struct ec2a__act *x = ec2a__joins_act(joins, a), *y = ec2a__joins_act(joins, b);
	uint32_t p = ec2a__act_where(joins->store, x, EC2A__WHERE_PLACE);
	uint32_t q = ec2a__act_where(joins->store, y, EC2A__WHERE_PLACE);

	if (x->session != y->session)
		return x->session < y->session ? -1 : 1;
	return p < q ? -1 : p > q;
}

static int compare(const void *context, uint32_t a, uint32_t b)
{
	int order = compare_keys(context, a, b);

	if (order)
		return order;
	return a < b ? -1 : a > b;
}

/* The first act of this call, or EC2A__NONE. */
static uint32_t find_call(const struct ec2a__joins *joins, const uint32_t *numbers, size_t count, int call)
{
	for (size_t i = 0; i < count; i++)
		if (ec2a__joins_act(joins, numbers[i])->call == call)
			return numbers[i];
	return EC2A__NONE;
}

/* Acts with one session id, in canonical order. Without an opening act the earliest leads. */
static void join(struct ec2a__joins *joins, const uint32_t *numbers, size_t count)
{
	uint32_t execute = find_call(joins, numbers, count, EC2A__CALL_EXECUTE_COMMAND);
	uint32_t start = find_call(joins, numbers, count, EC2A__CALL_START_SESSION);
	uint32_t leader = start != EC2A__NONE ? start : execute != EC2A__NONE ? execute : numbers[0];

	for (size_t i = 0; i < count; i++) {
		int call = ec2a__joins_act(joins, numbers[i])->call;

		/* Two openings with one id are two rows: each of them was a call of its own. */
		if (numbers[i] != leader && call != EC2A__CALL_START_SESSION && call != EC2A__CALL_EXECUTE_COMMAND)
			ec2a__joins_follow(joins, numbers[i], leader, EC2A__HOW_SESSION_ID,
					   EC2A_CONFIDENCE_EXACT);
	}
	if (start != EC2A__NONE && execute != EC2A__NONE)
		ec2a__joins_follow(joins, start, execute, EC2A__HOW_SESSION_ID, EC2A_CONFIDENCE_EXACT);
}

int ec2a__join_ssm(struct ec2a__joins *joins)
{
	uint32_t *numbers = ec2a__calloc(joins->n_acts, sizeof(*numbers));
	size_t i, end, n = 0;
	int r;

	if (!numbers)
		return EC2A_E_NOMEM;
	for (i = 0; i < joins->n_acts; i++)
		if (has_part(joins, (uint32_t)i))
			numbers[n++] = (uint32_t)i;
	r = ec2a__sort(numbers, n, compare, joins);
	for (i = 0; r == 0 && i < n; i = end) {
		for (end = i + 1; end < n && compare_keys(joins, numbers[i], numbers[end]) == 0; end++)
			;
		join(joins, numbers + i, end - i);
	}
	ec2a__free(numbers);
	return r;
}

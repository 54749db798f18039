/* SPDX-License-Identifier: MIT */
/*
 * Fleet Manager's remote desktop: one StartConnection, the StartSessions that
 * ssm-guiconnect makes for it (one, or two with SSO), and what later names the
 * connection by its id. Many may belong to one connection, each to one only.
 */
#include "nearest.h"

#include "mem.h"

#define BEFORE 2
#define AFTER 30

/* ---- by connection id -------------------------------------------------------- */

static uint32_t connection_of(const struct ec2a__joins *joins, uint32_t number)
{
	return ec2a__act_what(joins->store, ec2a__joins_act(joins, number), EC2A__WHAT_CONNECTION);
}

static int is_connection(const struct ec2a__act *act)
{
	return act->call >= EC2A__CALL_START_CONNECTION && act->call <= EC2A__CALL_CANCEL_CONNECTION;
}

static int compare_connections(const struct ec2a__joins *joins, uint32_t a, uint32_t b)
{
	uint32_t x = connection_of(joins, a), y = connection_of(joins, b);

	if (x != y)
		return x < y ? -1 : 1;
	x = ec2a__act_where(joins->store, ec2a__joins_act(joins, a), EC2A__WHERE_PLACE);
	y = ec2a__act_where(joins->store, ec2a__joins_act(joins, b), EC2A__WHERE_PLACE);
	return x < y ? -1 : x > y;
}

static int compare(const void *context, uint32_t a, uint32_t b)
{
	int order = compare_connections(context, a, b);

	if (order)
		return order;
	return a < b ? -1 : a > b;
}

/* The StartConnection leads; without one the earliest act does. */
static void join_ids(struct ec2a__joins *joins, const uint32_t *numbers, size_t count)
{
	uint32_t leader = numbers[0];
	size_t i;

	for (i = count; i-- > 0;)
		if (ec2a__joins_act(joins, numbers[i])->call == EC2A__CALL_START_CONNECTION)
			leader = numbers[i];
	for (i = 0; i < count; i++)
		if (numbers[i] != leader && ec2a__joins_act(joins, numbers[i])->call != EC2A__CALL_START_CONNECTION)
			ec2a__joins_follow(joins, numbers[i], leader, EC2A__HOW_CONNECTION_ID,
					   EC2A_CONFIDENCE_EXACT);
}

static int by_id(struct ec2a__joins *joins, uint32_t *numbers)
{
	size_t i, end, n = 0;
	int r;

	for (i = 0; i < joins->n_acts; i++) {
		const struct ec2a__act *act = ec2a__joins_act(joins, (uint32_t)i);
		uint32_t id = is_connection(act) ? connection_of(joins, (uint32_t)i) : 0;

		if (id && ec2a__joins_is_free(joins, (uint32_t)i) && ec2a__act_is_granted(act) &&
		    ec2a__act_is_plain(joins->store, act, id))
			numbers[n++] = (uint32_t)i;
	}
	if ((r = ec2a__sort(numbers, n, compare, joins)) < 0)
		return r;
	for (i = 0; i < n; i = end) {
		for (end = i + 1; end < n && compare_connections(joins, numbers[i], numbers[end]) == 0; end++)
			;
		join_ids(joins, numbers + i, end - i);
	}
	return 0;
}

static int agree_id(const struct ec2a__joins *joins, uint32_t number, uint32_t candidate, int *ret_how)
{
	const struct ec2a__act *a = ec2a__joins_act(joins, number), *b = ec2a__joins_act(joins, candidate);
	int a_masked = ec2a__act_is_masked(a), b_masked = ec2a__act_is_masked(b);
	int same = ec2a__same_text(joins->store, EC2A__MASK_UUID, connection_of(joins, number), a_masked,
				   connection_of(joins, candidate), b_masked);

	*ret_how = EC2A__HOW_CONNECTION_MASKED;
	return (a_masked || b_masked) && (same == EC2A__AGREE || same == EC2A__AGREE_MASKED) &&
	       ec2a__same_place(joins->store, a, b) != EC2A__DISAGREE &&
	       ec2a__same_caller(joins->store, a, b) != EC2A__DISAGREE;
}

/* ---- by instance and principal ---------------------------------------------------- */

static uint32_t target_of(const struct ec2a__joins *joins, uint32_t number)
{
	return ec2a__act_what(joins->store, ec2a__joins_act(joins, number), EC2A__WHAT_TARGET);
}

static int agree_target(const struct ec2a__joins *joins, uint32_t number, uint32_t candidate, int *ret_how)
{
	const struct ec2a__act *a = ec2a__joins_act(joins, number), *b = ec2a__joins_act(joins, candidate);
	int place = ec2a__same_place(joins->store, a, b), caller = ec2a__same_caller(joins->store, a, b);
	int target = ec2a__same_text(joins->store, EC2A__MASK_INSTANCE, target_of(joins, number),
				     ec2a__act_is_masked(a), target_of(joins, candidate), ec2a__act_is_masked(b));

	if (place == EC2A__DISAGREE || caller == EC2A__DISAGREE ||
	    (target != EC2A__AGREE && target != EC2A__AGREE_MASKED))
		return 0;
	if (place == EC2A__AGREE_MASKED || caller == EC2A__AGREE_MASKED || target == EC2A__AGREE_MASKED)
		*ret_how = EC2A__HOW_MASKED;
	else
		*ret_how = caller == EC2A__ABSENT ? EC2A__HOW_TARGET_ALONE : EC2A__HOW_CONNECTION_TARGET;
	return 1;
}

/* ---- all of it ----------------------------------------------------------------------- */

static void follow_nearest(struct ec2a__joins *joins, const struct ec2a__nearest *search, uint32_t number)
{
	int how;
	uint32_t leader = ec2a__nearest_find(joins, search, number, &how);

	if (leader != EC2A__NONE)
		ec2a__joins_follow(joins, number, leader, how,
				   how == EC2A__HOW_CONNECTION_TARGET ? EC2A_CONFIDENCE_STRONG
								      : EC2A_CONFIDENCE_INFERRED);
}

static int is_start(const struct ec2a__joins *joins, uint32_t number)
{
	const struct ec2a__act *act = ec2a__joins_act(joins, number);

	return act->call == EC2A__CALL_START_CONNECTION && ec2a__act_is_granted(act) &&
	       ec2a__joins_is_free(joins, number);
}

static int is_session(const struct ec2a__joins *joins, uint32_t number)
{
	const struct ec2a__act *act = ec2a__joins_act(joins, number);

	return act->call == EC2A__CALL_START_SESSION && (act->flags & EC2A__ACT_GUICONNECT) &&
	       ec2a__act_is_granted(act) && ec2a__joins_is_free(joins, number);
}

static int compare_targets(const struct ec2a__joins *joins, uint32_t a, uint32_t b)
{
	const struct ec2a__act *x = ec2a__joins_act(joins, a), *y = ec2a__joins_act(joins, b);
	const uint32_t keys[2][3] = {
		{ ec2a__act_where(joins->store, x, EC2A__WHERE_PLACE), target_of(joins, a),
		  ec2a__act_who(joins->store, x, EC2A__WHO_ARN) },
		{ ec2a__act_where(joins->store, y, EC2A__WHERE_PLACE), target_of(joins, b),
		  ec2a__act_who(joins->store, y, EC2A__WHO_ARN) },
	};

	for (int i = 0; i < 3; i++)
		if (keys[0][i] != keys[1][i])
			return keys[0][i] < keys[1][i] ? -1 : 1;
	return 0;
}

/* Of one instance and principal: StartConnections before StartSessions, each in canonical order. */
static int compare_members(const void *context, uint32_t a, uint32_t b)
{
	int order = compare_targets(context, a, b);
	int x = ec2a__joins_act(context, a)->call, y = ec2a__joins_act(context, b)->call;

	if (order)
		return order;
	if (x != y)
		return x == EC2A__CALL_START_CONNECTION ? -1 : 1;
	return a < b ? -1 : a > b;
}

/* StartConnections, or StartSessions, of one second: those used stand first; a second round begins again. */
struct run {
	int64_t second;
	uint32_t first, count, used;
};

struct group {
	struct ec2a__joins *joins;
	const uint32_t *numbers;
	struct run *connections, *sessions;
	size_t n_connections, n_sessions;
};

static size_t make_runs(const struct group *group, size_t from, size_t end, struct run *runs)
{
	size_t n = 0;

	for (size_t i = from; i < end; i++) {
		int64_t second = ec2a__act_second(ec2a__joins_act(group->joins, group->numbers[i]));

		if (!n || runs[n - 1].second != second)
			runs[n++] = (struct run){ second, (uint32_t)i, 0, 0 };
		runs[n - 1].count++;
	}
	return n;
}

static uint32_t use(const struct group *group, struct run *run)
{
	return group->numbers[run->first + run->used++ % run->count];
}

static void follow_exactly(const struct group *group, struct run *connection, struct run *session)
{
	uint32_t leader = use(group, connection), number = use(group, session);

	ec2a__joins_follow(group->joins, number, leader, EC2A__HOW_CONNECTION_TARGET, EC2A_CONFIDENCE_STRONG);
}

/* The StartSessions of a second, if any are left; *at only moves on. */
static struct run *left_at(const struct group *group, size_t *at, int64_t second)
{
	while (*at < group->n_sessions && group->sessions[*at].second < second)
		++*at;
	if (*at == group->n_sessions || group->sessions[*at].second != second ||
	    group->sessions[*at].used == group->sessions[*at].count)
		return NULL;
	return &group->sessions[*at];
}

static int is_first_smaller(const struct group *group, const struct run *a, const struct run *b)
{
	return ec2a__act_compare_id(group->joins->store,
				    ec2a__joins_act(group->joins, group->numbers[a->first + a->used]),
				    ec2a__joins_act(group->joins, group->numbers[b->first + b->used])) <= 0;
}

/* Every connection gets one StartSession of its own, the nearest first. */
static void one_to_one(const struct group *group)
{
	for (int64_t distance = 0; distance <= AFTER; distance++) {
		size_t early = 0, late = 0;

		for (size_t i = 0; i < group->n_connections; i++) {
			struct run *run = &group->connections[i];

			while (run->used < run->count) {
				struct run *b = distance && distance <= BEFORE
							? left_at(group, &early, run->second - distance)
							: NULL;
				struct run *a = left_at(group, &late, run->second + distance);

				if (!a && !b)
					break;
				follow_exactly(group, run, !a || (b && is_first_smaller(group, b, a)) ? b : a);
			}
		}
	}
}

/*
 * What is left (SSO's second): to the earlier connection with the fewer
 * StartSessions, then the nearest; where none is earlier, to a later one. All
 * connections that a leftover could go to have one, or it would be theirs.
 */
static void share_the_rest(const struct group *group)
{
	size_t start = 0;

	for (size_t i = 0; i < group->n_sessions; i++) {
		struct run *run = &group->sessions[i];

		while (start < group->n_connections && group->connections[start].second < run->second - AFTER)
			start++;
		while (run->used < run->count) {
			struct run *best = NULL;

			for (size_t j = start; j < group->n_connections; j++) {
				struct run *it = &group->connections[j];

				if (it->second > run->second + BEFORE || (best && it->second > run->second))
					break;
				if (!best || it->used / it->count <= best->used / best->count)
					best = it;
			}
			if (!best)
				break;
			follow_exactly(group, best, run);
		}
	}
}

static void join_group(struct ec2a__joins *joins, const uint32_t *numbers, size_t count, struct run *runs)
{
	struct group group = { .joins = joins, .numbers = numbers, .connections = runs };
	size_t n = 0;

	while (n < count && ec2a__joins_act(joins, numbers[n])->call == EC2A__CALL_START_CONNECTION)
		n++;
	if (!n || n == count || !target_of(joins, numbers[0]))
		return;
	group.n_connections = make_runs(&group, 0, n, runs);
	group.sessions = runs + n;
	group.n_sessions = make_runs(&group, n, count, group.sessions);
	one_to_one(&group);
	share_the_rest(&group);
}

/* Records without an ARN are compared by access key, which may be missing too. */
static void join_nameless(struct ec2a__joins *joins, const uint32_t *numbers, size_t count)
{
	struct ec2a__nearest search = { numbers, 0, AFTER, BEFORE, agree_target };

	for (size_t i = 0; i < count; i++)
		if (ec2a__joins_act(joins, numbers[i])->call == EC2A__CALL_START_CONNECTION)
			search.count++;
		else
			follow_nearest(joins, &search, numbers[i]);
}

/* By exact keys first, so that a crowd of other people's connections hides nobody's. */
static int by_target(struct ec2a__joins *joins, uint32_t *numbers)
{
	struct run *runs;
	size_t i, end, n = 0;
	int r;

	for (i = 0; i < joins->n_acts; i++)
		if ((is_start(joins, (uint32_t)i) || is_session(joins, (uint32_t)i)) &&
		    ec2a__joins_act(joins, (uint32_t)i)->time_us != EC2A__NO_TIME &&
		    !ec2a__act_is_masked(ec2a__joins_act(joins, (uint32_t)i)))
			numbers[n++] = (uint32_t)i;
	if (!n)
		return 0;
	if ((r = ec2a__sort(numbers, n, compare_members, joins)) < 0)
		return r;
	runs = ec2a__calloc(n, sizeof(*runs));
	if (!runs)
		return EC2A_E_NOMEM;
	for (i = 0; i < n; i = end) {
		for (end = i + 1; end < n && compare_targets(joins, numbers[i], numbers[end]) == 0; end++)
			;
		if (ec2a__act_who(joins->store, ec2a__joins_act(joins, numbers[i]), EC2A__WHO_ARN))
			join_group(joins, numbers + i, end - i, runs);
		else
			join_nameless(joins, numbers + i, end - i);
	}
	ec2a__free(runs);
	return 0;
}

/* What is left, where either record is masked. */
static void by_masks(struct ec2a__joins *joins, uint32_t *numbers)
{
	struct ec2a__nearest targets = { numbers, 0, AFTER, BEFORE, agree_target };
	struct ec2a__nearest ids = { numbers, 0, INT32_MAX, INT32_MAX, agree_id };
	int masked = 0;
	size_t i;

	for (i = 0; i < joins->n_acts; i++) {
		masked |= ec2a__act_is_masked(ec2a__joins_act(joins, (uint32_t)i));
		if (is_start(joins, (uint32_t)i))
			numbers[ids.count++] = (uint32_t)i;
	}
	targets.count = ids.count;
	for (i = 0; i < joins->n_acts && ids.count && masked; i++) {
		const struct ec2a__act *act = ec2a__joins_act(joins, (uint32_t)i);

		if (is_session(joins, (uint32_t)i))
			follow_nearest(joins, &targets, (uint32_t)i);
		else if (is_connection(act) && act->call != EC2A__CALL_START_CONNECTION &&
			 ec2a__act_is_granted(act) && ec2a__joins_is_free(joins, (uint32_t)i))
			follow_nearest(joins, &ids, (uint32_t)i);
	}
}

int ec2a__join_fleet(struct ec2a__joins *joins)
{
	uint32_t *numbers = ec2a__calloc(joins->n_acts, sizeof(*numbers));
	int r;

	if (!numbers)
		return EC2A_E_NOMEM;
	r = by_id(joins, numbers);
	if (r == 0)
		r = by_target(joins, numbers);
	if (r == 0)
		by_masks(joins, numbers);
	ec2a__free(numbers);
	return r;
}

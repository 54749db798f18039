/* SPDX-License-Identifier: MIT */
/*
 * Ruling 2: CloudTrail gives one event to every account that has a part in it,
 * each record with an eventID of its own and one sharedEventID. They are one
 * act, seen from the account that owns the instance; the others stand beside it.
 * What follows a call that opened a session is seen from where that call is seen.
 */
#include "correlate_state.h"

#include "facts_map.h"
#include "mem.h"

#include <string.h>

static uint32_t shared_of(const struct ec2a__joins *joins, uint32_t number)
{
	const struct ec2a__act *act = ec2a__joins_act(joins, number);

	return ec2a__act_what(joins->store, act, EC2A__WHAT_SHARED);
}

static int compare(const void *context, uint32_t a, uint32_t b)
{
	const struct ec2a__joins *joins = context;
	uint32_t x = shared_of(joins, a), y = shared_of(joins, b);

	if (x != y)
		return x < y ? -1 : 1;
	x = ec2a__act_where(joins->store, ec2a__joins_act(joins, a), EC2A__WHERE_NAME);
	y = ec2a__act_where(joins->store, ec2a__joins_act(joins, b), EC2A__WHERE_NAME);
	if (x != y)
		return x < y ? -1 : 1;
	return a < b ? -1 : a > b;
}

/* The account in "arn:aws:ec2:REGION:ACCOUNT:instance/i-..."; returns its length, 0 for what is no instance. */
static size_t arn_account(const char *arn, const char **ret_account)
{
	if (!arn || (!strstr(arn, ":instance/") && !strstr(arn, ":managed-instance/")))
		return 0;
	for (int colons = 0; arn && colons < 4; colons++) {
		arn = strchr(arn, ':');
		arn = arn ? arn + 1 : NULL;
	}
	if (!arn || !strchr(arn, ':'))
		return 0;
	*ret_account = arn;
	return (size_t)(strchr(arn, ':') - arn);
}

static int is_account(const char *account, const char *text, size_t size)
{
	return account && size && strlen(account) == size && memcmp(account, text, size) == 0;
}

/* ---- calls that opened a session --------------------------------------------- */

/* What ties followers to an opening call: the session's id, or the connection's; with account and region. */
struct key {
	uint32_t id, place;
};

struct openers {
	const struct ec2a__joins *joins;
	uint32_t *numbers; /* by key */
	size_t count;
};

static int is_opener(const struct ec2a__act *act)
{
	return act->call == EC2A__CALL_START_SESSION || act->call == EC2A__CALL_EXECUTE_COMMAND ||
	       act->call == EC2A__CALL_START_CONNECTION;
}

static struct key key_of(const struct ec2a__joins *joins, uint32_t number)
{
	const struct ec2a__act *act = ec2a__joins_act(joins, number);
	struct key key = { act->session, ec2a__act_where(joins->store, act, EC2A__WHERE_PLACE) };

	if (!key.id)
		key.id = ec2a__act_what(joins->store, act, EC2A__WHAT_CONNECTION);
	return key;
}

static int compare_key(struct key a, struct key b)
{
	if (a.id != b.id)
		return a.id < b.id ? -1 : 1;
	return a.place < b.place ? -1 : a.place > b.place;
}

static int compare_openers(const void *context, uint32_t a, uint32_t b)
{
	return compare_key(key_of(context, a), key_of(context, b));
}

/* Those that no other copy stands before. */
static int list_openers(struct openers *openers)
{
	const struct ec2a__joins *joins = openers->joins;

	for (size_t i = 0; i < joins->n_acts; i++) {
		const struct ec2a__act *act = ec2a__joins_act(joins, (uint32_t)i);

		if (is_opener(act) && ec2a__act_is_granted(act) && !ec2a__act_is_masked(act) &&
		    ec2a__joins_is_free(joins, (uint32_t)i) && key_of(joins, (uint32_t)i).id)
			openers->numbers[openers->count++] = (uint32_t)i;
	}
	return ec2a__sort(openers->numbers, openers->count, compare_openers, joins);
}

/* Whether the session that an act belongs to was opened in its account and region. */
static int is_opened_here(const struct openers *openers, uint32_t number)
{
	struct key key = key_of(openers->joins, number);
	size_t low = 0, high = openers->count;

	while (low < high && key.id) {
		size_t middle = low + (high - low) / 2;
		int order = compare_key(key_of(openers->joins, openers->numbers[middle]), key);

		if (order == 0)
			return 1;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
}

/* ---- the copy that counts ------------------------------------------------------- */

/*
 * What speaks for an act's account owning the instance: 4 the opening call, 3 the resource, 2 the instance
 * map, 1 that it is not the caller's.
 */
static int claim_of(const struct openers *openers, uint32_t number, const char *owner, size_t owner_size)
{
	const struct ec2a__joins *joins = openers->joins;
	const struct ec2a__store *store = joins->store;
	const struct ec2a__act *act = ec2a__joins_act(joins, number);
	const char *account = ec2a__act_text(store, ec2a__act_account(store, act));
	const char *region = ec2a__act_text(store, ec2a__act_region(store, act));
	const char *instance = ec2a__act_text(store, ec2a__act_what(store, act, EC2A__WHAT_INSTANCE));

	if (!is_opener(act) && is_opened_here(openers, number))
		return 4;
	if (is_account(account, owner, owner_size))
		return 3;
	if (account && ec2a__facts_knows(joins->facts, account, region, instance))
		return 2;
	return ec2a__act_who(store, act, EC2A__WHO_ACCOUNT) != ec2a__act_account(store, act);
}

/* The account that a resource's ARN names, by the first record in canonical order that has one. */
static size_t find_owner(const struct ec2a__joins *joins, const uint32_t *numbers, size_t count, const char **owner)
{
	size_t size = 0;

	for (size_t i = 0; i < count && !size; i++) {
		uint32_t arn = ec2a__act_what(joins->store, ec2a__joins_act(joins, numbers[i]), EC2A__WHAT_OWNER);

		size = arn_account(ec2a__act_text(joins->store, arn), owner);
	}
	return size;
}

static int compare_accounts(const struct ec2a__joins *joins, uint32_t a, uint32_t b)
{
	const char *x = ec2a__act_text(joins->store, ec2a__act_account(joins->store, ec2a__joins_act(joins, a)));
	const char *y = ec2a__act_text(joins->store, ec2a__act_account(joins->store, ec2a__joins_act(joins, b)));

	return strcmp(x ? x : "", y ? y : "");
}

static void merge(struct ec2a__joins *joins, const struct openers *openers, const uint32_t *numbers, size_t count)
{
	const char *owner = "";
	size_t i, size = find_owner(joins, numbers, count, &owner);
	uint32_t best = numbers[0];
	int claim, best_claim = claim_of(openers, best, owner, size);

	for (i = 1; i < count; i++) {
		claim = claim_of(openers, numbers[i], owner, size);
		if (claim < best_claim ||
		    (claim == best_claim && compare_accounts(joins, numbers[i], best) >= 0))
			continue;
		best = numbers[i];
		best_claim = claim;
	}
	/* Within one account they are two events, whatever their shared id says. */
	for (i = 0; i < count; i++)
		if (compare_accounts(joins, numbers[i], best) != 0)
			ec2a__joins_follow(joins, numbers[i], best, EC2A__HOW_SHARED, EC2A_CONFIDENCE_EXACT);
}

static int is_shared(const struct ec2a__joins *joins, uint32_t number)
{
	uint32_t id = shared_of(joins, number);

	return ec2a__uuid_is_whole(ec2a__act_text(joins->store, id));
}

/* Whether two neighbours in order are one event. */
static int is_same(const struct ec2a__joins *joins, uint32_t a, uint32_t b)
{
	const struct ec2a__act *x = ec2a__joins_act(joins, a), *y = ec2a__joins_act(joins, b);

	return shared_of(joins, a) == shared_of(joins, b) &&
	       ec2a__act_where(joins->store, x, EC2A__WHERE_NAME) ==
		       ec2a__act_where(joins->store, y, EC2A__WHERE_NAME);
}

static void merge_all(struct ec2a__joins *joins, const struct openers *openers, const uint32_t *numbers, size_t n,
		      int opening)
{
	size_t i, end;

	for (i = 0; i < n; i = end) {
		for (end = i + 1; end < n && is_same(joins, numbers[i], numbers[end]); end++)
			;
		if (end - i > 1 && is_opener(ec2a__joins_act(joins, numbers[i])) == opening)
			merge(joins, openers, numbers + i, end - i);
	}
}

int ec2a__join_shared(struct ec2a__joins *joins)
{
	uint32_t *numbers = ec2a__calloc(joins->n_acts, sizeof(*numbers));
	struct openers openers = { joins, ec2a__calloc(joins->n_acts, sizeof(*openers.numbers)), 0 };
	int r = numbers && openers.numbers ? 0 : EC2A_E_NOMEM;
	size_t n = 0;

	for (size_t i = 0; r == 0 && i < joins->n_acts; i++)
		if (is_shared(joins, (uint32_t)i))
			numbers[n++] = (uint32_t)i;
	if (r == 0 && n > 1 && (r = ec2a__sort(numbers, n, compare, joins)) == 0) {
		merge_all(joins, &openers, numbers, n, 1);
		if ((r = list_openers(&openers)) == 0)
			merge_all(joins, &openers, numbers, n, 0);
	}
	ec2a__free(numbers);
	ec2a__free(openers.numbers);
	return r;
}

/* SPDX-License-Identifier: MIT */
/*
 * Ruling 2: CloudTrail gives one event to every account that has a part in it,
 * each record with an eventID of its own and one sharedEventID. They are one
 * act, seen from the account that owns the instance; the others stand beside it.
 */
#include "correlate_state.h"

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

/* The account in "arn:aws:ec2:REGION:ACCOUNT:instance/i-..."; returns its length, 0 where there is none. */
static size_t arn_account(const char *arn, const char **ret_account)
{
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

/* What speaks for an act's account owning the instance: 3 the resource, 2 the instance map, 1 that it is not the caller's. */
static int claim_of(const struct ec2a__joins *joins, uint32_t number, const char *owner, size_t owner_size)
{
	const struct ec2a__store *store = joins->store;
	const struct ec2a__act *act = ec2a__joins_act(joins, number);
	const char *account = ec2a__act_text(store, ec2a__act_account(store, act));
	const char *region = ec2a__act_text(store, ec2a__act_region(store, act));
	const char *instance = ec2a__act_text(store, ec2a__act_what(store, act, EC2A__WHAT_INSTANCE));

	if (is_account(account, owner, owner_size))
		return 3;
	if (account && instance && joins->facts &&
	    ec2a_facts_os(joins->facts, account, region, instance) != EC2A_OS_UNKNOWN)
		return 2;
	return ec2a__act_who(store, act, EC2A__WHO_ACCOUNT) != ec2a__act_account(store, act);
}

/* The account that a resource's ARN names, by the first record in canonical order that has one. */
static size_t find_owner(const struct ec2a__joins *joins, const uint32_t *numbers, size_t count, const char **owner)
{
	size_t size = 0;

	for (size_t i = 0; i < count && !size; i++) {
		uint32_t arn = ec2a__act_what(joins->store, ec2a__joins_act(joins, numbers[i]), EC2A__WHAT_RESOURCE);

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

static void merge(struct ec2a__joins *joins, const uint32_t *numbers, size_t count)
{
	const char *owner = "";
	size_t i, size = find_owner(joins, numbers, count, &owner);
	uint32_t best = numbers[0];
	int claim, best_claim = claim_of(joins, best, owner, size);

	for (i = 1; i < count; i++) {
		claim = claim_of(joins, numbers[i], owner, size);
		if (claim < best_claim ||
		    (claim == best_claim && compare_accounts(joins, numbers[i], best) >= 0))
			continue;
		best = numbers[i];
		best_claim = claim;
	}
	for (i = 0; i < count; i++)
		if (numbers[i] != best)
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

int ec2a__join_shared(struct ec2a__joins *joins)
{
	uint32_t *numbers = ec2a__calloc(joins->n_acts, sizeof(*numbers));
	size_t i, end, n = 0;
	int r;

	if (!numbers)
		return EC2A_E_NOMEM;
	for (i = 0; i < joins->n_acts; i++)
		if (is_shared(joins, (uint32_t)i))
			numbers[n++] = (uint32_t)i;
	r = ec2a__sort(numbers, n, compare, joins);
	for (i = 0; r == 0 && i < n; i = end) {
		for (end = i + 1; end < n && is_same(joins, numbers[i], numbers[end]); end++)
			;
		if (end - i > 1)
			merge(joins, numbers + i, end - i);
	}
	ec2a__free(numbers);
	return r;
}

/* SPDX-License-Identifier: MIT */
/* The instance map: learn, merge, look up (ruling 24). */
#include "event_build.h"
#include "facts_map.h"
#include "mem.h"

#include <string.h>

int ec2a_facts_new(ec2a_facts **ret_facts)
{
	ec2a_facts *facts;

	if (!ret_facts)
		return EC2A_E_ARG;
	facts = ec2a__calloc(1, sizeof *facts);
	if (!facts)
		return EC2A_E_NOMEM;
	ec2a__hash_seed(&facts->seed, facts);
	*ret_facts = facts;
	return 0;
}

void ec2a_facts_free(ec2a_facts *facts)
{
	if (!facts)
		return;
	ec2a__facts_unseal(facts);
	ec2a__arena_free(&facts->nodes);
	ec2a__failures_free(&facts->failures);
	ec2a__free(facts->buckets);
	ec2a__free(facts);
}

size_t ec2a_facts_count(const ec2a_facts *facts)
{
	return facts ? facts->n_facts : 0;
}

/* ---- learn ------------------------------------------------------------------ */

/* A masked id or address stands for many. */
static int is_masked(const ec2a_event *event, const struct ec2a__told *told)
{
	return event->masked && (strstr(told->instance, "..") || (told->value && strstr(told->value, "..")));
}

static int learn_one(ec2a_facts *facts, const ec2a_event *event, const struct ec2a__told *told)
{
	struct ec2a__node_key key = { 0, told->kind, ec2a_event_str(event, EC2A_FIELD_ACCOUNT_ID),
				      ec2a_event_str(event, EC2A_FIELD_REGION), told->instance, told->value };

	if (!told->instance || is_masked(event, told))
		return 0;
	if (told->kind == EC2A__TOLD_END)
		return event->has_time ? ec2a__facts_add_end(facts, &key, event->time_us) : 0;
	return event->has_time ? ec2a__facts_add(facts, &key, event->time_us, event->time_us)
			       : ec2a__facts_add(facts, &key, EC2A__NEVER, EC2A__NEVER_LAST);
}

int ec2a_facts_learn(ec2a_facts *facts, const ec2a_event *event)
{
	const char *error;
	int r = 0;

	if (!facts || !event)
		return EC2A_E_ARG;
	error = ec2a_event_str(event, EC2A_FIELD_ERROR_CODE);
	if (error && *error) /* a call that was refused tells what somebody wanted, and nothing that is */
		return 0;
	for (size_t i = 0; r == 0 && i < event->n_told; i++)
		r = learn_one(facts, event, &event->told[i]);
	return r;
}

struct ec2a__failures *ec2a__facts_failures(ec2a_facts *facts)
{
	return &facts->failures;
}

int ec2a__facts_add_failure(ec2a_facts *facts, const struct ec2a__failure *failure)
{
	int r = ec2a__failures_add(&facts->failures, failure);

	facts->epoch += r == 1;
	return r < 0 ? r : 0;
}

int ec2a_facts_merge(ec2a_facts *facts, const ec2a_facts *other)
{
	const struct ec2a__node *node = NULL;
	int r = 0;

	if (!facts || !other)
		return EC2A_E_ARG;
	if (facts == other)
		return 0;
	while (r == 0 && (node = ec2a__facts_next(other, node)) != NULL)
		if (node->key.type == EC2A__NODE_FACT)
			r = ec2a__facts_add(facts, &node->key, node->first, node->last);
		else if (node->key.type == EC2A__NODE_INSTANCE && node->end != EC2A__NEVER)
			r = ec2a__facts_add_end(facts, &node->key, node->end);
	for (size_t i = 0; r == 0 && i < other->failures.n; i++)
		r = ec2a__facts_add_failure(facts, &other->failures.items[i]);
	if (r == 0)
		ec2a__failures_add_dropped(&facts->failures, other->failures.dropped, other->failures.dropped_to);
	return r;
}

static void exchange(ec2a_facts *facts, ec2a_facts *other)
{
	ec2a_facts held = *facts;

	*facts = *other;
	*other = held;
}

int ec2a__facts_take(ec2a_facts *facts, ec2a_facts *other)
{
	int r;

	if (other->n_nodes <= facts->n_nodes)
		return ec2a_facts_merge(facts, other);
	exchange(facts, other);
	facts->epoch += other->epoch + 1;
	facts->failures.limit = other->failures.limit; /* whose they are says how many */
	r = ec2a_facts_merge(facts, other);
	if (r < 0) /* what was held before is whole in the other one only, which is about to go */
		exchange(facts, other);
	return r;
}

/* ---- who had an address --------------------------------------------------------- */

static int fits(const char *wanted, const char *got)
{
	return !wanted || strcmp(wanted, got) == 0;
}

/* Adds what one account and region say to what others said: 0, or -1 when there is no one owner. */
static int agree(const ec2a_facts *facts, const struct ec2a__node *group, int64_t time_us, const char **instance,
		 int *result)
{
	const struct ec2a__node *fact = NULL;
	int one = group ? ec2a__facts_owner(facts, group, time_us, &fact) : 0;

	if (one < 0 || (one > 0 && *instance && strcmp(*instance, fact->key.instance) != 0))
		return -1;
	if (one > 0)
		*instance = fact->key.instance;
	*result = one > *result ? one : *result;
	return 0;
}

int ec2a_facts_instance_at(const ec2a_facts *facts, const char *account, const char *region, int kind,
			   const char *value, int64_t time_us, const char **ret_instance)
{
	struct ec2a__node_key key = { EC2A__NODE_VALUE, kind, "", "", "", value };
	const struct ec2a__node *found, *group;
	const char *instance = NULL;
	size_t places = 0;
	int result = 0;

	if (!facts || !value || !ret_instance || (kind != EC2A_FACT_ADDRESS && kind != EC2A_FACT_HOSTNAME))
		return EC2A_E_ARG;
	if (account && region) { /* a long list of accounts costs nothing then */
		key = (struct ec2a__node_key){ EC2A__NODE_GROUP, kind, account, region, "", value };
		if (agree(facts, ec2a__facts_find(facts, &key), time_us, &instance, &result) < 0)
			return 0;
	} else {
		found = ec2a__facts_find(facts, &key);
		for (group = found ? found->child : NULL; group; group = group->sibling)
			if (++places > EC2A__FACT_PLACES_MAX ||
			    (fits(account, group->key.account) && fits(region, group->key.region) &&
			     agree(facts, group, time_us, &instance, &result) < 0))
				return 0;
	}
	if (result > 0)
		*ret_instance = instance;
	return result;
}

int ec2a__facts_place(const ec2a_facts *facts, const char *instance, const char **ret_account, const char **ret_region)
{
	struct ec2a__node_key key = { EC2A__NODE_ID, 0, "", "", instance, "" };
	const struct ec2a__node *id = facts ? ec2a__facts_find(facts, &key) : NULL;

	if (!id || !id->child || id->child->sibling || !*id->child->key.account || !*id->child->key.region)
		return 0;
	*ret_account = id->child->key.account;
	*ret_region = id->child->key.region;
	return 1;
}

/* ---- which system ------------------------------------------------------------------ */

/* Linux and macOS are kinds of unix; any other pair disagrees. */
static int os_of(unsigned systems)
{
	static const int specific[] = { EC2A_OS_LINUX, EC2A_OS_MACOS, EC2A_OS_WINDOWS, EC2A_OS_UNIX };

	if (systems == (1u << EC2A_OS_LINUX | 1u << EC2A_OS_UNIX) ||
	    systems == (1u << EC2A_OS_MACOS | 1u << EC2A_OS_UNIX))
		systems &= ~(1u << EC2A_OS_UNIX);
	for (size_t i = 0; i < sizeof specific / sizeof specific[0]; i++)
		if (systems == 1u << specific[i])
			return specific[i];
	return EC2A_OS_UNKNOWN;
}

int ec2a_facts_os(const ec2a_facts *facts, const char *account, const char *region, const char *instance)
{
	struct ec2a__node_key key = { EC2A__NODE_ID, 0, "", "", instance, "" };
	const struct ec2a__node *id;
	unsigned systems = 0;
	size_t places = 0;

	if (!facts || !instance)
		return EC2A_OS_UNKNOWN;
	id = ec2a__facts_find(facts, &key);
	if (!id || (!account && !region))
		return os_of(id ? id->systems : 0);
	if (account && region) { /* a long list of accounts costs nothing then */
		key = (struct ec2a__node_key){ EC2A__NODE_INSTANCE, 0, account, region, instance, "" };
		id = ec2a__facts_find(facts, &key);
		return os_of(id ? id->systems : 0);
	}
	for (const struct ec2a__node *node = id->child; node; node = node->sibling) {
		if (++places > EC2A__FACT_PLACES_MAX)
			return os_of(id->systems);
		if (fits(account, node->key.account) && fits(region, node->key.region))
			systems |= node->systems;
	}
	return os_of(systems);
}

/* SPDX-License-Identifier: MIT */
/* Pushes and what they can be joined with: who takes part, and by which keys. */
#include "push.h"

#include "nearest.h"
#include "settings.h"

#include <string.h>

/* A push lets nobody in at these (ruling 31). */
static int is_other_port(const char *port)
{
	static const char *const others[] = { "3389", "1433", "1521", "3306", "5432", "5439", "6379", "27017" };

	for (; port && *port == '0'; port++)
		;
	for (size_t i = 0; port && i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(port, others[i]) == 0)
			return 1;
	return 0;
}

int ec2a__push_side(const struct ec2a__joins *joins, uint32_t number)
{
	const struct ec2a__act *act = ec2a__joins_act(joins, number);
	const struct ec2a__store *store = joins->store;

	if (!ec2a__joins_is_free(joins, number) || joins->paired[number] || !ec2a__act_is_granted(act) ||
	    act->time_us == EC2A__NO_TIME)
		return EC2A__SIDE_NONE;
	if (act->call == EC2A__CALL_PUSH)
		return EC2A__SIDE_PUSH;
	if (act->call == EC2A__CALL_START_SESSION && act->method == EC2A_METHOD_SESSION_MANAGER_SSH &&
	    ec2a__act_what(store, act, EC2A__WHAT_TARGET))
		return EC2A__SIDE_CANDIDATE;
	if (act->call == EC2A__CALL_TUNNEL &&
	    !is_other_port(ec2a__act_text(store, ec2a__act_what(store, act, EC2A__WHAT_REMOTE_PORT))))
		return EC2A__SIDE_CANDIDATE;
	return EC2A__SIDE_NONE;
}

int ec2a__tunnel_instance(const struct ec2a__joins *joins, const struct ec2a__act *tunnel, const char **ret_instance)
{
	const struct ec2a__store *store = joins->store;
	const char *address = ec2a__act_text(store, ec2a__act_what(store, tunnel, EC2A__WHAT_PRIVATE_IP));
	const char *mapped;
	int r;

	if (!address)
		return 0;
	mapped = ec2a__config_host(joins->config, address);
	if (mapped) {
		*ret_instance = mapped;
		return 1;
	}
	if (!joins->facts || tunnel->time_us == EC2A__NO_TIME || !ec2a__is_address(address, ec2a__act_is_masked(tunnel)))
		return 0;
	r = ec2a_facts_instance_at(joins->facts, ec2a__act_text(store, ec2a__act_account(store, tunnel)),
				   ec2a__act_text(store, ec2a__act_region(store, tunnel)), EC2A_FACT_ADDRESS, address,
				   tunnel->time_us, ret_instance);
	return r > 0 ? r : 0;
}

int ec2a__tunnels_name(const struct ec2a__joins *joins, struct ec2a__store *store)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < store->n_acts; i++) {
		const struct ec2a__act *act = ec2a__store_act(store, i);
		const char *instance;
		uint32_t id;

		/* the name is the map's or the configuration's: it stays where it is when the texts grow */
		if (act->call == EC2A__CALL_TUNNEL && ec2a__tunnel_instance(joins, act, &instance))
			r = ec2a__intern_text(&store->text, instance, &id);
	}
	return r;
}

struct ec2a__push_key ec2a__push_key(const struct ec2a__joins *joins, uint32_t number)
{
	const struct ec2a__store *store = joins->store;
	const struct ec2a__act *act = ec2a__joins_act(joins, number);
	struct ec2a__push_key key = { .place = ec2a__act_where(store, act, EC2A__WHERE_PLACE) };
	const char *instance;

	key.caller = ec2a__act_who(store, act, EC2A__WHO_ARN);
	if (!key.caller)
		key.caller = ec2a__act_who(store, act, EC2A__WHO_KEY);
	if (ec2a__is_address(ec2a__act_text(store, act->ip), ec2a__act_is_masked(act)))
		key.address = act->ip;
	if (act->call != EC2A__CALL_TUNNEL) {
		key.instance = ec2a__act_what(store, act, EC2A__WHAT_TARGET);
	} else if (ec2a__tunnel_instance(joins, act, &instance) == 1) { /* 2, disputed: neither agrees nor forbids */
		key.instance = ec2a__intern_find(&store->text, instance);
	}
	return key;
}

static int is_masked_pair(const struct ec2a__joins *joins, uint32_t a, uint32_t b)
{
	const struct ec2a__act *x = ec2a__joins_act(joins, a), *y = ec2a__joins_act(joins, b);

	return ec2a__act_is_masked(x) || ec2a__act_is_masked(y);
}

/* How many independent keys agree besides time decides the confidence. */
void ec2a__push_follow(struct ec2a__joins *joins, uint32_t push, uint32_t candidate)
{
	struct ec2a__push_key p = ec2a__push_key(joins, push), c = ec2a__push_key(joins, candidate);
	int address = p.address && p.address == c.address, known = p.instance && p.instance == c.instance;
	int confidence = EC2A_CONFIDENCE_INFERRED, how;

	if (is_masked_pair(joins, push, candidate)) {
		how = EC2A__HOW_MASKED;
	} else if (ec2a__joins_act(joins, candidate)->call == EC2A__CALL_START_SESSION) {
		how = p.caller ? EC2A__HOW_PUSH_TARGET : EC2A__HOW_TARGET_ALONE;
		confidence = p.caller || address ? EC2A_CONFIDENCE_STRONG : EC2A_CONFIDENCE_INFERRED;
	} else if (!p.caller) {
		how = EC2A__HOW_PUSH_TIME;
		confidence = address && known ? EC2A_CONFIDENCE_STRONG : EC2A_CONFIDENCE_INFERRED;
	} else {
		how = address && known ? EC2A__HOW_PUSH_ADDRESSES
		      : address	       ? EC2A__HOW_PUSH_SOURCE
		      : known	       ? EC2A__HOW_PUSH_PRIVATE_IP
				       : EC2A__HOW_PUSH_PRINCIPAL;
		confidence = address || known ? EC2A_CONFIDENCE_STRONG : EC2A_CONFIDENCE_INFERRED;
	}
	joins->paired[push] = joins->paired[candidate] = 1;
	if (ec2a__joins_act(joins, candidate)->call == EC2A__CALL_START_SESSION)
		ec2a__joins_follow(joins, push, candidate, how, confidence);
	else
		ec2a__joins_follow(joins, candidate, push, how, confidence);
}

/* SPDX-License-Identifier: MIT */
/*
 * What a row is made of, as one number: its acts, how they were joined, its
 * flags, and what the instance map answers to the questions that a row asks (session_os.c).
 * Equal signs spare making the row anew only to find that it says the same.
 */
#include "stream.h"

#include "facts_map.h"
#include "flags.h"
#include "push.h"

#include <string.h>

struct sign {
	const ec2a_correlator *correlator;
	struct ec2a__hash_key key;
};

static void add(struct sign *sign, const void *data, size_t size)
{
	sign->key.k[0] ^= ec2a__hash(&sign->key, data, size);
}

static void add_act(struct sign *sign, uint32_t number)
{
	const struct ec2a__joins *joins = &sign->correlator->joins;
	const struct ec2a__act *act = ec2a__joins_act(joins, number);
	unsigned char part[16 + sizeof(act->digest) + 4];
	uint32_t failures;

	ec2a__act_key(act, part);
	memcpy(part + 16, act->digest, sizeof(act->digest));
	part[32] = joins->how[number];
	part[33] = joins->confidence[number];
	part[34] = joins->paired[number];
	part[35] = act->flags;
	add(sign, part, sizeof(part));
	failures = ec2a__act_log(joins->store, act, EC2A__LOG_FAILURES); /* a copy of the line may know of more */
	add(sign, &failures, sizeof(failures));
}

/* The system of an instance, as a row with this opening record asks for it. */
static void add_system(struct sign *sign, const struct ec2a__act *root, const char *name)
{
	const struct ec2a__store *store = &sign->correlator->store;
	int os;

	if (!name)
		return;
	os = ec2a_facts_os(sign->correlator->facts, ec2a__act_text(store, ec2a__act_account(store, root)),
			   ec2a__act_text(store, ec2a__act_region(store, root)), name);
	add(sign, &os, sizeof(os));
}

/* Every name that a row may take its instance from is asked for, so this need not know which it takes. */
static void add_facts(struct sign *sign, const struct ec2a__row *row)
{
	const struct ec2a__joins *joins = &sign->correlator->joins;
	const struct ec2a__store *store = joins->store;
	const struct ec2a__act *root = ec2a__joins_act(joins, row->root);

	add_system(sign, root, ec2a__act_text(store, ec2a__act_what(store, root, EC2A__WHAT_INSTANCE)));
	add_system(sign, root, ec2a__act_text(store, ec2a__act_what(store, root, EC2A__WHAT_TARGET)));
	for (uint32_t i = 0; i < row->count; i++) {
		const struct ec2a__act *act =
			ec2a__joins_act(joins, sign->correlator->rows.members[row->first + i]);

		if (act->call == EC2A__CALL_CREATE_CHANNEL)
			add_system(sign, root,
				   ec2a__act_text(store, ec2a__act_who(store, act, EC2A__WHO_SESSION_NAME)));
	}
	if (root->call == EC2A__CALL_TUNNEL) {
		const char *instance;
		int found = ec2a__tunnel_instance(joins, root, &instance);

		add(sign, &found, sizeof(found));
		if (found)
			add(sign, instance, strlen(instance));
		add_system(sign, root, found ? instance : NULL);
	}
}

/* The instance that the row leads to, by whatever means; of a login that is the host's. */
static void add_instance(struct sign *sign, const struct ec2a__row *row)
{
	const ec2a_correlator *correlator = sign->correlator;
	int reason;
	const char *instance = ec2a__row_instance(&correlator->joins, &correlator->rows, row, &reason);
	const char *account, *region;

	if (!instance)
		return;
	if (ec2a__facts_place(correlator->facts, instance, &account, &region)) {
		add(sign, account, strlen(account) + 1);
		add(sign, region, strlen(region) + 1);
	}
	add(sign, &reason, sizeof(reason));
	add(sign, instance, strlen(instance) + 1);
	add_system(sign, ec2a__joins_act(&correlator->joins, row->root), instance);
}

uint64_t ec2a__stream_sign(const ec2a_correlator *correlator, size_t row)
{
	const struct ec2a__row *at = &correlator->rows.rows[row];
	struct sign sign = { correlator, correlator->stream.issued.seed };

	for (uint32_t i = 0; i < at->count; i++)
		add_act(&sign, correlator->rows.members[at->first + i]);
	add_facts(&sign, at);
	add_instance(&sign, at);
	sign.key.k[0] ^= ec2a__flags_sign(&correlator->rows, row, &sign.key);
	return sign.key.k[0] | 1; /* 0 is what a restored row was made of: unknown */
}

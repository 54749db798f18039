/* SPDX-License-Identifier: MIT */
/* What is remembered of acts that go: their events, and the sessions and connections of which nothing stays. */
#include "stream.h"

#include "crypto.h"
#include "mem.h"

#include <string.h>

/* The key of a session or connection: 1, 0 where the act names none, EC2A_E_NOMEM. */
static int session_key(const struct ec2a__store *store, const struct ec2a__act *act, unsigned char key[16])
{
	const uint32_t ids[] = { act->session, ec2a__act_what(store, act, EC2A__WHAT_CONNECTION),
				 ec2a__act_account(store, act), ec2a__act_region(store, act) };
	unsigned char digest[EC2A__SHA256];
	struct ec2a__buf buf;
	int r = 0;

	if ((!ids[0] && !ids[1]) || !ec2a__act_is_granted(act))
		return 0;
	ec2a__buf_init(&buf, SIZE_MAX / 2);
	for (size_t i = 0; r == 0 && i < sizeof(ids) / sizeof(ids[0]); i++) {
		const char *text = ec2a__act_text(store, ids[i]);

		r = ec2a__buf_add(&buf, text ? text : "", text ? strlen(text) + 1 : 1);
	}
	if (r == 0)
		r = ec2a__sha256(buf.data, buf.len, digest);
	ec2a__buf_free(&buf);
	if (r < 0)
		return EC2A_E_NOMEM;
	memcpy(key, digest, 16);
	return 1;
}

int ec2a__stream_knew(const ec2a_correlator *correlator, const struct ec2a__store *store, const struct ec2a__act *act)
{
	const struct ec2a__remember *gone = &correlator->stream.gone;
	unsigned char key[16];
	int r = gone->young.count + gone->old.count ? session_key(store, act, key) : 0;

	return r == 1 ? ec2a__remember_has(gone, key) : r;
}

/* ---- sessions by their ids in the store ------------------------------------------------ */

/* Returns 0 for acts that name no session that others could belong to. */
static int session_ids(const struct ec2a__store *store, const struct ec2a__act *act, unsigned char ids[16])
{
	const uint32_t all[4] = { act->session, ec2a__act_what(store, act, EC2A__WHAT_CONNECTION),
				  ec2a__act_where(store, act, EC2A__WHERE_PLACE), 0 };

	memcpy(ids, all, sizeof(all));
	return (all[0] || all[1]) && ec2a__act_is_granted(act);
}

/* Each once: those of which something stays, then those met. 1: it is new. */
static int meet(struct ec2a__remember *met, const unsigned char ids[16])
{
	int r = ec2a__remember_has(met, ids) ? 0 : ec2a__remember_reserve(met, 1);

	if (r == 0 && !ec2a__remember_has(met, ids)) {
		ec2a__remember_add(met, ids);
		return 1;
	}
	return r;
}

static int find_sessions(const ec2a_correlator *correlator, const unsigned char *gone, struct ec2a__known *known,
			 struct ec2a__remember *met)
{
	const struct ec2a__joins *joins = &correlator->joins;
	unsigned char ids[16];
	int r = 0;

	for (size_t i = 0; r >= 0 && i < joins->n_acts; i++)
		if (!gone[i] && session_ids(joins->store, ec2a__joins_act(joins, (uint32_t)i), ids))
			r = meet(met, ids);
	for (size_t i = 0; r >= 0 && i < joins->n_acts; i++) {
		const struct ec2a__act *act = ec2a__joins_act(joins, (uint32_t)i);

		if (!gone[i] || !session_ids(joins->store, act, ids))
			continue;
		r = meet(met, ids);
		if (r == 1)
			r = session_key(joins->store, act, known->keys[known->n_keys]);
		known->n_keys += r == 1;
	}
	return r < 0 ? r : 0;
}

/* ---- all of it ------------------------------------------------------------------------- */

static void add_event(const struct ec2a__store *store, uint32_t place, struct ec2a__known *known)
{
	const struct ec2a__act *act = ec2a__store_act(store, place);

	if (act->flags & EC2A__ACT_WHOLE)
		ec2a__act_key(act, known->keys[known->n_keys++]);
}

/* Approvals that no session took are context, and so is every copy of them: those need not be known. */
static void find_events(const ec2a_correlator *correlator, const unsigned char *gone, struct ec2a__known *known)
{
	const struct ec2a__joins *joins = &correlator->joins;

	for (size_t i = 0; i < joins->n_acts; i++)
		if (gone[i] && (correlator->stream.index.row_of[i] != EC2A__NONE ||
				ec2a__joins_act(joins, (uint32_t)i)->role != EC2A_ROLE_APPROVAL))
			add_event(joins->store, joins->acts[i], known);
	for (size_t i = 0; i < joins->n_replaced; i++)
		if (gone[joins->replaced[i].number])
			add_event(joins->store, joins->replaced[i].place, known);
}

int ec2a__known_find(ec2a_correlator *correlator, const unsigned char *gone, struct ec2a__known *ret_known)
{
	const struct ec2a__joins *joins = &correlator->joins;
	struct ec2a__remember met;
	size_t most = joins->n_replaced;
	int r;

	for (size_t i = 0; i < joins->n_acts; i++)
		most += 2 * (size_t)gone[i];
	*ret_known = (struct ec2a__known){ ec2a__calloc(most, sizeof(*ret_known->keys)), 0 };
	if (!ret_known->keys)
		return EC2A_E_NOMEM;
	ec2a__remember_init(&met, SIZE_MAX);
	find_events(correlator, gone, ret_known);
	r = find_sessions(correlator, gone, ret_known, &met);
	ec2a__remember_free(&met);
	return r < 0 ? r : ec2a__remember_reserve(&correlator->stream.gone, ret_known->n_keys);
}

/* SPDX-License-Identifier: MIT */
/* The records of a row, how it ended, why they are together, and how firmly. */
#include "mem.h"
#include "names.h"
#include "session_build.h"
#include "timestamp.h"

/* ---- end -------------------------------------------------------------------------- */

static int count_starts(const struct ec2a__build *build)
{
	int starts = 0;

	for (size_t i = 0; i < build->n_members; i++)
		starts += ec2a__build_member(build, i)->call == EC2A__CALL_START_SESSION &&
			  build->joins->how[build->members[i]] != EC2A__HOW_SHARED;
	return starts;
}

/* A member's index, by bisection: members are in canonical order. */
static size_t index_of(const struct ec2a__build *build, uint32_t number)
{
	size_t low = 0, high = build->n_members;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (build->members[middle] < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* How many StartSessions have a TerminateSession. */
static int count_ended(const struct ec2a__build *build)
{
	const struct ec2a__joins *joins = build->joins;
	int ended = 0;

	for (size_t i = 0; i < build->n_members; i++) {
		uint32_t start = joins->lead[build->members[i]];

		if (ec2a__build_member(build, i)->call != EC2A__CALL_TERMINATE_SESSION ||
		    ec2a__joins_act(joins, start)->call != EC2A__CALL_START_SESSION)
			continue;
		start = (uint32_t)index_of(build, start);
		ended += !build->ended[start];
		build->ended[start] = 1;
	}
	return ended;
}

/* The first of such acts, or the last. */
static const struct ec2a__act *find_call(const struct ec2a__build *build, int call, int last)
{
	const struct ec2a__act *found = NULL;

	for (size_t i = 0; i < build->n_members; i++) {
		const struct ec2a__act *act = ec2a__build_member(build, i);

		if (act->call == call && ec2a__act_is_granted(act) && (last || !found))
			found = act;
	}
	return found;
}

static int say_caller(struct ec2a__build *build, const struct ec2a__act *act)
{
	const struct ec2a__store *store = build->joins->store;
	const char *arn = ec2a__act_text(store, ec2a__act_who(store, act, EC2A__WHO_ARN));
	const char *name = ec2a__act_text(store, ec2a__act_where(store, act, EC2A__WHERE_NAME));

	return arn ? ec2a__session_say(build->session, EC2A__R_END_CALLER, name, arn, NULL) : 0;
}

/* Ruling 19: a connection ends with CancelConnection, else once all its sessions have ended. */
static int find_end(struct ec2a__build *build, const struct ec2a__act **ret_end, int *ret_reason)
{
	const struct ec2a__act *end = find_call(build, EC2A__CALL_CANCEL_CONNECTION, 0);
	int fleet = build->root->call == EC2A__CALL_START_CONNECTION;

	*ret_end = end;
	*ret_reason = EC2A_END_CANCELLED;
	if (end)
		return 0;
	end = find_call(build, EC2A__CALL_TERMINATE_SESSION, fleet);
	*ret_reason = EC2A_END_TERMINATED;
	if (end && fleet && count_ended(build) < count_starts(build))
		return ec2a__session_say(build->session, EC2A__R_END_OPEN, NULL, NULL, NULL);
	*ret_end = end;
	if (end || !build->login)
		return 0;
	*ret_reason = EC2A_END_LOGOUT;
	return ec2a__build_logout(build, ret_end);
}

int ec2a__build_end(struct ec2a__build *build)
{
	const struct ec2a__act *end = NULL;
	int64_t resumed = 0;
	int reason, r;

	if (build->root->kind != EC2A_KIND_ATTEMPT) {
		if ((r = find_end(build, &end, &reason)) < 0)
			return r;
		if (end && ((r = ec2a__session_set_time(build->session, EC2A_SESSION_END, end->time_us)) < 0 ||
			    (r = ec2a__session_set_enum(build->session, EC2A_SESSION_END_REASON, EC2A_ENUM_END_REASON,
							reason)) < 0 ||
			    (r = say_caller(build, end)) < 0))
			return r;
	}
	for (size_t i = 0; i < build->n_members; i++)
		resumed += ec2a__build_member(build, i)->call == EC2A__CALL_RESUME_SESSION &&
			   ec2a__act_is_granted(ec2a__build_member(build, i)) &&
			   build->joins->how[build->members[i]] != EC2A__HOW_SHARED;
	return ec2a__session_set_number(build->session, EC2A_SESSION_RESUMED, resumed);
}

/* ---- why together ------------------------------------------------------------------- */

static const uint16_t reason_of[] = {
	[EC2A__HOW_SESSION_ID] = EC2A__R_JOIN_SESSION_ID,
	[EC2A__HOW_SESSION_ID_MASKED] = EC2A__R_JOIN_SESSION_ID_MASKED,
	[EC2A__HOW_SESSION_NAME] = EC2A__R_JOIN_SESSION_NAME,
	[EC2A__HOW_TIME] = EC2A__R_JOIN_TIME,
	[EC2A__HOW_CSV_ADDRESS] = EC2A__R_JOIN_CSV_ADDRESS,
	[EC2A__HOW_CSV_INSTANCE] = EC2A__R_JOIN_CSV_INSTANCE,
	[EC2A__HOW_CSV_NEAREST] = EC2A__R_JOIN_CSV_NEAREST,
	[EC2A__HOW_CSV_TIE] = EC2A__R_JOIN_CSV_TIE,
	[EC2A__HOW_CSV_AGENT] = EC2A__R_JOIN_CSV_AGENT,
	[EC2A__HOW_CSV_CALLER] = EC2A__R_JOIN_CSV_CALLER,
	[EC2A__HOW_CONNECTION_ID] = EC2A__R_JOIN_CONNECTION_ID,
	[EC2A__HOW_CONNECTION_MASKED] = EC2A__R_JOIN_CONNECTION_MASKED,
	[EC2A__HOW_CONNECTION_TARGET] = EC2A__R_JOIN_CONNECTION_TARGET,
	[EC2A__HOW_TARGET_ALONE] = EC2A__R_JOIN_TARGET_ALONE,
	[EC2A__HOW_PUSH_TARGET] = EC2A__R_JOIN_CONNECTION_TARGET,
	[EC2A__HOW_PUSH_ADDRESSES] = EC2A__R_JOIN_PUSH_ADDRESSES,
	[EC2A__HOW_PUSH_SOURCE] = EC2A__R_JOIN_PUSH_SOURCE,
	[EC2A__HOW_PUSH_PRIVATE_IP] = EC2A__R_JOIN_PUSH_PRIVATE_IP,
	[EC2A__HOW_PUSH_PRINCIPAL] = EC2A__R_JOIN_PUSH_PRINCIPAL,
	[EC2A__HOW_PUSH_TIME] = EC2A__R_JOIN_PUSH_TIME,
	[EC2A__HOW_MASKED] = EC2A__R_JOIN_MASKED,
	[EC2A__HOW_APPROVAL] = EC2A__R_JOIN_APPROVAL,
	[EC2A__HOW_SHARED] = EC2A__R_JOIN_SHARED,
	[EC2A__HOW_REQUEST] = EC2A__R_JOIN_REQUEST,
	[EC2A__HOW_REQUEST_ELSEWHERE] = EC2A__R_JOIN_REQUEST_ELSEWHERE,
	[EC2A__HOW_REQUEST_LOGIN] = EC2A__R_JOIN_REQUEST_LOGIN,
	[EC2A__HOW_KEY] = EC2A__R_JOIN_KEY,
	[EC2A__HOW_KEY_ANYWHERE] = EC2A__R_JOIN_KEY_ANYWHERE,
	[EC2A__HOW_KEY_TIE] = EC2A__R_JOIN_KEY_TIE,
	[EC2A__HOW_LOOPBACK] = EC2A__R_JOIN_LOOPBACK,
	[EC2A__HOW_LOOPBACK_TIE] = EC2A__R_JOIN_LOOPBACK_TIE,
	[EC2A__HOW_HOST_TUNNEL] = EC2A__R_JOIN_HOST_TUNNEL,
	[EC2A__HOW_HOST_TUNNEL_TIE] = EC2A__R_JOIN_HOST_TUNNEL_TIE,
	[EC2A__HOW_OFFER] = EC2A__R_JOIN_OFFER,
	[EC2A__HOW_LOGOUT] = EC2A__R_JOIN_LOGOUT,
	[EC2A__HOW_SUDO] = EC2A__R_JOIN_SUDO,
	[EC2A__HOW_SILENT] = EC2A__R_NONE,
};

#define N_HOW (sizeof(reason_of) / sizeof(reason_of[0]))

/* One sentence for each kind of record and join: a session of a million channels needs no million of them. */
static int say_joins(struct ec2a__build *build)
{
	const struct ec2a__joins *joins = build->joins;
	const struct ec2a__store *store = joins->store;
	uint32_t said[N_HOW] = { 0 }; /* a bit for each ec2a__call */

	for (size_t i = 0; i < build->n_members; i++) {
		const struct ec2a__act *act = ec2a__build_member(build, i);
		int how = joins->how[build->members[i]], r;

		if (!reason_of[how] || said[how] & 1u << act->call)
			continue;
		said[how] |= 1u << act->call;
		r = ec2a__session_say(build->session, reason_of[how],
				      ec2a__act_text(store, ec2a__act_where(store, act, EC2A__WHERE_NAME)),
				      ec2a__act_text(store, ec2a__act_is_line(act)
								    ? ec2a__act_log(store, act, EC2A__LOG_HOST)
								    : ec2a__act_account(store, act)),
				      NULL);
		if (r < 0)
			return r;
	}
	return 0;
}

/* The weakest join's. */
static int set_confidence(struct ec2a__build *build)
{
	int confidence = build->unsure ? EC2A_CONFIDENCE_INFERRED : EC2A_CONFIDENCE_EXACT;

	for (size_t i = 0; i < build->n_members; i++)
		if (build->joins->confidence[build->members[i]] > confidence)
			confidence = build->joins->confidence[build->members[i]];
	return ec2a__session_set_enum(build->session, EC2A_SESSION_CONFIDENCE, EC2A_ENUM_CONFIDENCE, confidence);
}

/* ---- events ---------------------------------------------------------------------------- */

/* A copy of a shared event has the role of the one that counts. */
static int role_of(const struct ec2a__build *build, size_t index)
{
	if (build->roles[index])
		return build->roles[index];
	return ec2a__build_member(build, index)->role;
}

static int add_event(struct ec2a__build *build, size_t index, struct ec2a__evidence *event)
{
	const struct ec2a__store *store = build->joins->store;
	const struct ec2a__act *act = ec2a__build_member(build, index);
	char room[EC2A__EVENT_ID_TEXT], time[EC2A__TIME_TEXT];
	int r;

	event->time_us = act->time_us;
	event->has_time = act->time_us != EC2A__NO_TIME;
	event->role = (uint8_t)role_of(build, index);
	event->line = ec2a__act_line(store, act);
	r = ec2a__act_is_line(act)
		    ? ec2a__session_keep(build->session,
					 ec2a__act_text(store, ec2a__act_log(store, act, EC2A__LOG_FILE)), &event->file)
		    : ec2a__session_keep(build->session, ec2a__act_event_id(store, act, room), &event->id);
	if (r < 0 ||
	    (r = ec2a__session_keep(build->session,
				    ec2a__act_text(store, ec2a__act_where(store, act, EC2A__WHERE_NAME)),
				    &event->name)) < 0)
		return r;
	return event->has_time ? ec2a__session_keep(build->session, ec2a__time_format(act->time_us, time),
						    &event->time_text)
			       : 0;
}

/* What came late belongs to a held row all the same where one has a record in time. */
static int is_late(const struct ec2a__build *build)
{
	for (size_t i = 0; i < build->n_members; i++)
		if (!(ec2a__build_member(build, i)->flags & EC2A__ACT_LATE))
			return 0;
	return 1;
}

/* The least that digests say of the files of all evidence. */
static int set_verified(struct ec2a__build *build)
{
	static const char *const texts[] = { "null", "false", "null", "true" };
	static const int numbers[] = { -1, 0, -1, 1 };
	const struct ec2a__joins *joins = build->joins;
	uint8_t least = EC2A__PROOF_TRUE, most = EC2A__PROOF_NOT_ASKED;

	for (size_t i = 0; i < build->n_members; i++) {
		uint8_t proof = joins->proof[build->members[i]];

		if (joins->how[build->members[i]] == EC2A__HOW_SILENT)
			continue;
		most = proof > most ? proof : most;
		if (proof == EC2A__PROOF_NOT_ASKED)
			proof = EC2A__PROOF_UNKNOWN;
		least = proof < least ? proof : least;
	}
	if (most == EC2A__PROOF_NOT_ASKED)
		return 0;
	return ec2a__session_set_named(build->session, EC2A_SESSION_VERIFIED, numbers[least], texts[least]);
}

int ec2a__build_evidence(struct ec2a__build *build)
{
	ec2a_session *session = build->session;
	int r;

	session->events = ec2a__calloc(build->n_members, sizeof(*session->events));
	if (!session->events)
		return EC2A_E_NOMEM;
	for (size_t i = 0; i < build->n_members; i++) {
		if (build->joins->how[build->members[i]] == EC2A__HOW_SILENT)
			continue;
		if ((r = add_event(build, i, &session->events[session->n_events])) < 0)
			return r;
		session->n_events++;
	}
	if ((r = set_verified(build)) < 0 || (r = set_confidence(build)) < 0 || (r = say_joins(build)) < 0 || (r = ec2a__build_say_years(build)) < 0)
		return r;
	return is_late(build) ? ec2a__session_say(build->session, EC2A__R_LATE, NULL, NULL, NULL) : 0;
}

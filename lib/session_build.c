/* SPDX-License-Identifier: MIT */
/* A group of acts becomes a session: what holds its texts, and the order of the parts. */
#include "session_build.h"

#include "crypto.h"
#include "mem.h"
#include "names.h"
#include "timestamp.h"

#include <string.h>

/* ---- keeping texts --------------------------------------------------------------- */

int ec2a__session_keep(ec2a_session *session, const char *text, uint32_t *ret_place)
{
	size_t place = session->text.len;

	*ret_place = 0;
	if (!text || !*text)
		return 0;
	if (ec2a__buf_add(&session->text, text, strlen(text) + 1) < 0)
		return EC2A_E_NOMEM;
	*ret_place = (uint32_t)place + 1;
	return 0;
}

int ec2a__session_set(ec2a_session *session, int field, const char *text)
{
	return ec2a__session_keep(session, text, &session->str[field]);
}

int ec2a__session_set_id(struct ec2a__build *build, int field, uint32_t id)
{
	return ec2a__session_set(build->session, field, ec2a__act_text(build->joins->store, id));
}

int ec2a__session_set_named(ec2a_session *session, int field, int64_t number, const char *text)
{
	int r = ec2a__session_set(session, field, text);

	if (r == 0) {
		session->num[field] = number;
		session->has_num[field] = 1;
	}
	return r;
}

int ec2a__session_set_number(ec2a_session *session, int field, int64_t number)
{
	char digits[24], *out = digits + sizeof(digits);
	uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	*--out = '\0';
	do {
		*--out = (char)('0' + left % 10);
		left /= 10;
	} while (left);
	if (number < 0)
		*--out = '-';
	return ec2a__session_set_named(session, field, number, out);
}

int ec2a__session_set_enum(ec2a_session *session, int field, int enumeration, int value)
{
	return value ? ec2a__session_set_named(session, field, value, ec2a__name(enumeration, value)) : 0;
}

int ec2a__session_set_bool(ec2a_session *session, int field, int value)
{
	return ec2a__session_set_named(session, field, value, value ? "true" : "false");
}

int ec2a__session_set_time(ec2a_session *session, int field, int64_t time_us)
{
	char text[EC2A__TIME_TEXT];

	if (time_us == EC2A__NO_TIME)
		return 0;
	return ec2a__session_set_named(session, field, time_us, ec2a__time_format(time_us, text));
}

int ec2a__session_say(ec2a_session *session, int code, const char *first, const char *second, const char *third)
{
	struct ec2a__reason reason = { (uint16_t)code, { first, second, third } };
	size_t place = session->text.len;
	int r;

	if (session->n_reasons == session->cap_reasons) {
		size_t cap = session->cap_reasons ? session->cap_reasons * 2 : 8;
		uint32_t *reasons = ec2a__realloc_array(session->reasons, cap, sizeof(*reasons));

		if (!reasons)
			return EC2A_E_NOMEM;
		session->reasons = reasons;
		session->cap_reasons = cap;
	}
	if ((r = ec2a__reason_add(&session->text, &reason)) < 0 || (r = ec2a__buf_add(&session->text, "", 1)) < 0)
		return EC2A_E_NOMEM;
	session->reasons[session->n_reasons++] = (uint32_t)place + 1;
	return 0;
}

/* ---- the row at hand ---------------------------------------------------------------- */

static int opens(const struct ec2a__act *act)
{
	return act->kind != 0;
}

/* The last of several StartSessions counts (ruling 19). */
static void find_parts(struct ec2a__build *build)
{
	build->root = ec2a__joins_act(build->joins, build->row->root);
	build->orphan = !opens(build->root);
	for (size_t i = 0; i < build->n_members; i++) {
		const struct ec2a__act *act = ec2a__build_member(build, i);

		if (build->joins->how[build->members[i]] == EC2A__HOW_SHARED)
			continue;
		build->roles[i] = act->role;
		if (act->call == EC2A__CALL_START_SESSION) {
			build->start = act;
			build->start_number = build->members[i];
		} else if (act->call == EC2A__CALL_PUSH) {
			build->push = act;
		} else if (act->call == EC2A__CALL_TUNNEL) {
			build->tunnel = act;
		}
	}
	ec2a__build_find_login(build);
}

/* The root's own reasons: method, surface, os, identity, outcome of the opening call. */
static int say_verdict(struct ec2a__build *build)
{
	const struct ec2a__intern *texts = &build->joins->store->text;
	size_t count;
	const uint32_t *why;

	if (ec2a__act_is_line(build->root))
		return ec2a__build_say_line(build);
	why = ec2a__intern_tuple(texts, build->orphan ? 0 : build->root->why, &count);
	for (size_t i = 0; i + EC2A__WHY_SIZE <= count; i += EC2A__WHY_SIZE) {
		int r = ec2a__session_say(build->session, (int)why[i], ec2a__intern_get(texts, why[i + 1]),
					  ec2a__intern_get(texts, why[i + 2]), ec2a__intern_get(texts, why[i + 3]));

		if (r < 0)
			return r;
	}
	return 0;
}

static int build_all(struct ec2a__build *build)
{
	int r;

	find_parts(build);
	if ((r = say_verdict(build)) < 0 || (r = ec2a__build_fields(build)) < 0 ||
	    (r = ec2a__build_os(build)) < 0 || (r = ec2a__build_outcome(build)) < 0 ||
	    (r = ec2a__build_end(build)) < 0 || (r = ec2a__build_evidence(build)) < 0)
		return r;
	return ec2a__build_flags(build);
}

static ec2a_session *new_session(void)
{
	ec2a_session *session = ec2a__calloc(1, sizeof(*session));

	if (!session)
		return NULL;
	atomic_init(&session->refs, 1);
	ec2a__buf_init(&session->text, UINT32_MAX - 1);
	return session;
}

int ec2a__session_withdrawn(const unsigned char *id, uint32_t revision, const unsigned char *merged_into,
			    ec2a_session **ret_session)
{
	ec2a_session *session = new_session();
	char hex[2 * EC2A__ROW_ID + 1];
	int r;

	if (!session)
		return EC2A_E_NOMEM;
	r = ec2a__session_set(session, EC2A_SESSION_ID, ec2a__hex(id, EC2A__ROW_ID, hex));
	if (r == 0)
		r = ec2a__session_set_number(session, EC2A_SESSION_REVISION, revision);
	if (r == 0)
		r = ec2a__session_set_bool(session, EC2A_SESSION_WITHDRAWN, 1);
	if (r == 0 && merged_into)
		r = ec2a__session_set(session, EC2A_SESSION_MERGED_INTO, ec2a__hex(merged_into, EC2A__ROW_ID, hex));
	if (r < 0) {
		ec2a_session_unref(session);
		return r;
	}
	*ret_session = session;
	return 0;
}

int ec2a__session_build(const struct ec2a__joins *joins, const struct ec2a__rows *rows, size_t row,
			ec2a_session **ret_session)
{
	struct ec2a__build build = {
		.joins = joins,
		.rows = rows,
		.row = &rows->rows[row],
		.members = rows->members + rows->rows[row].first,
		.n_members = rows->rows[row].count,
		.start_number = EC2A__NONE,
	};
	int r = EC2A_E_NOMEM;

	build.session = new_session();
	if (!build.session)
		return r;
	build.roles = ec2a__calloc(build.n_members, 1);
	build.ended = ec2a__calloc(build.n_members, 1);
	if (build.roles && build.ended)
		r = build_all(&build);
	ec2a__free(build.roles);
	ec2a__free(build.ended);
	if (r < 0) {
		ec2a_session_unref(build.session);
		return r;
	}
	*ret_session = build.session;
	return 0;
}

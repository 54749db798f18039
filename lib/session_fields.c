/* SPDX-License-Identifier: MIT */
/* The fields of a row that stand in one of its records: who, where, with what. */
#include "session_build.h"

#include "crypto.h"

#include <string.h>

static uint32_t what(const struct ec2a__build *build, const struct ec2a__act *act, int member)
{
	return act ? ec2a__act_what(build->joins->store, act, member) : 0;
}

/* ---- kind, method, surface ------------------------------------------------------ */

static int is_connection(const struct ec2a__act *act)
{
	return act->call == EC2A__CALL_GET_CONNECTION || act->call == EC2A__CALL_CANCEL_CONNECTION;
}

static int orphan_method(struct ec2a__build *build, int *ret_method)
{
	const struct ec2a__store *store = build->joins->store;
	const char *name = ec2a__act_text(store, ec2a__act_where(store, build->root, EC2A__WHERE_NAME));
	int fleet = is_connection(build->root), r;

	*ret_method = fleet ? EC2A_METHOD_FLEET_MANAGER_RDP : EC2A_METHOD_SESSION_MANAGER;
	r = ec2a__session_say(build->session, EC2A__R_METHOD_ORPHAN, name, fleet ? "Fleet Manager" : "Session Manager",
			      NULL);
	return r < 0 ? r : ec2a__session_say(build->session, EC2A__R_SURFACE_ORPHAN, NULL, NULL, NULL);
}

static int set_method(struct ec2a__build *build)
{
	ec2a_session *session = build->session;
	int r = 0, method = build->root->method, surface = build->root->surface;
	int kind = build->root->kind ? build->root->kind : EC2A_KIND_SESSION;

	if (build->orphan) {
		surface = EC2A_SURFACE_UNKNOWN;
		r = orphan_method(build, &method);
	} else if (build->root->call == EC2A__CALL_PUSH && build->tunnel) {
		method = EC2A_METHOD_INSTANCE_CONNECT_ENDPOINT;
		r = ec2a__session_say(session, EC2A__R_METHOD_TUNNEL_JOINED, NULL, NULL, NULL);
	}
	if (r < 0 || (r = ec2a__session_set_enum(session, EC2A_SESSION_KIND, EC2A_ENUM_KIND, kind)) < 0 ||
	    (r = ec2a__session_set_enum(session, EC2A_SESSION_METHOD, EC2A_ENUM_METHOD, method)) < 0)
		return r;
	return ec2a__session_set_enum(session, EC2A_SESSION_SURFACE, EC2A_ENUM_SURFACE, surface);
}

/* ---- principal --------------------------------------------------------------------- */

/* Of an orphan only what the session id begins with, before its last '-', is known (ruling 5). */
static int set_orphan_principal(struct ec2a__build *build)
{
	const char *id = ec2a__act_text(build->joins->store, build->root->session);
	const char *end = id ? strrchr(id, '-') : NULL;
	int r = ec2a__session_set_enum(build->session, EC2A_SESSION_PRINCIPAL_IDENTITY, EC2A_ENUM_IDENTITY,
				       EC2A_IDENTITY_UNKNOWN);
	size_t place = build->session->text.len;

	if (r < 0 || !end || end == id ||
	    (ec2a__act_is_masked(build->root) &&
	     ec2a__mask_compare(EC2A__MASK_TEXT, id, 1, id, 1) == EC2A__AGREE_MASKED))
		return r;
	if (ec2a__buf_add(&build->session->text, id, (size_t)(end - id)) < 0 ||
	    ec2a__buf_add(&build->session->text, "", 1) < 0)
		return EC2A_E_NOMEM;
	build->session->str[EC2A_SESSION_PRINCIPAL_SESSION_NAME] = (uint32_t)place + 1;
	return 0;
}

/* AKIA: a long-term key; ASIA: a temporary one. */
static int set_key(struct ec2a__build *build, uint32_t id)
{
	const char *key = ec2a__act_text(build->joins->store, id);
	int r = ec2a__session_set(build->session, EC2A_SESSION_PRINCIPAL_ACCESS_KEY_ID, key);

	if (r < 0 || !key || (strncmp(key, "AKIA", 4) != 0 && strncmp(key, "ASIA", 4) != 0))
		return r;
	return ec2a__session_set_bool(build->session, EC2A_SESSION_PRINCIPAL_LONG_TERM_KEY, key[1] == 'K');
}

static int set_principal(struct ec2a__build *build)
{
	static const struct {
		int field, member;
	} texts[] = {
		{ EC2A_SESSION_PRINCIPAL_ARN, EC2A__WHO_ARN },
		{ EC2A_SESSION_PRINCIPAL_NAME, EC2A__WHO_NAME },
		{ EC2A_SESSION_PRINCIPAL_SESSION_NAME, EC2A__WHO_SESSION_NAME },
		{ EC2A_SESSION_PRINCIPAL_SOURCE_IDENTITY, EC2A__WHO_SOURCE_IDENTITY },
	};
	const struct ec2a__store *store = build->joins->store;
	uint32_t mfa = ec2a__act_who(store, build->root, EC2A__WHO_MFA);
	int r;

	if (build->orphan)
		return set_orphan_principal(build);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if ((r = ec2a__session_set_id(build, texts[i].field,
					      ec2a__act_who(store, build->root, texts[i].member))) < 0)
			return r;
	if ((r = ec2a__session_set_enum(build->session, EC2A_SESSION_PRINCIPAL_IDENTITY, EC2A_ENUM_IDENTITY,
					(int)ec2a__act_who(store, build->root, EC2A__WHO_IDENTITY))) < 0 ||
	    (r = set_key(build, ec2a__act_who(store, build->root, EC2A__WHO_KEY))) < 0)
		return r;
	return mfa ? ec2a__session_set_bool(build->session, EC2A_SESSION_PRINCIPAL_MFA, mfa == 2) : 0;
}

/* ---- the rest ------------------------------------------------------------------------ */

/* The first of these records that has it. */
static int set_what(struct ec2a__build *build, int field, int member, const struct ec2a__act *first,
		    const struct ec2a__act *second)
{
	uint32_t id = what(build, first, member);

	return ec2a__session_set_id(build, field, id ? id : what(build, second, member));
}

static int set_port(struct ec2a__build *build, const struct ec2a__act *first, const struct ec2a__act *second)
{
	uint32_t id = what(build, first, EC2A__WHAT_REMOTE_PORT);
	const char *text = ec2a__act_text(build->joins->store, id ? id : what(build, second, EC2A__WHAT_REMOTE_PORT));
	int64_t port = 0;

	if (!text || strlen(text) > 5)
		return 0;
	for (; *text >= '0' && *text <= '9'; text++)
		port = port * 10 + (*text - '0');
	return *text || port > 65535 ? 0 : ec2a__session_set_number(build->session, EC2A_SESSION_REMOTE_PORT, port);
}

/* Ruling 22: null on run-command; ECS rows have the StartSession's. */
static int set_target(struct ec2a__build *build)
{
	if (build->orphan || build->root->method == EC2A_METHOD_RUN_COMMAND)
		return 0;
	return set_what(build, EC2A_SESSION_TARGET, EC2A__WHAT_TARGET, build->root, build->start);
}

static int set_ids(struct ec2a__build *build)
{
	uint32_t session = build->start ? build->start->session : 0;
	uint32_t connection = what(build, build->root, EC2A__WHAT_CONNECTION);
	int r;

	for (size_t i = 0; i < build->n_members && !connection; i++)
		connection = what(build, ec2a__build_member(build, i), EC2A__WHAT_CONNECTION);
	for (size_t i = 0; i < build->n_members && !session; i++)
		session = ec2a__build_member(build, i)->session;
	r = ec2a__session_set_id(build, EC2A_SESSION_SSM_SESSION_ID, session);
	return r < 0 ? r : ec2a__session_set_id(build, EC2A_SESSION_CONNECTION_ID, connection);
}

/* The records that a field comes from, by the row's shape: a push beside a session or a tunnel beside a push. */
static int set_details(struct ec2a__build *build)
{
	const struct ec2a__act *root = build->root, *inner = build->start ? build->start : root;
	const struct {
		int field, member;
		const struct ec2a__act *first, *second;
	} from[] = {
		{ EC2A_SESSION_OS_USER, EC2A__WHAT_OS_USER, build->push ? build->push : root, build->login },
		{ EC2A_SESSION_PUBLIC_KEY_FINGERPRINT, EC2A__WHAT_FINGERPRINT, build->push ? build->push : root, build->login },
		{ EC2A_SESSION_DOCUMENT, EC2A__WHAT_DOCUMENT, inner, NULL },
		{ EC2A_SESSION_REASON_GIVEN, EC2A__WHAT_REASON, inner, NULL },
		{ EC2A_SESSION_REMOTE_HOST, EC2A__WHAT_REMOTE_HOST, inner, NULL },
		{ EC2A_SESSION_PRIVATE_IP, EC2A__WHAT_PRIVATE_IP, build->tunnel, root },
		{ EC2A_SESSION_ENDPOINT_ID, EC2A__WHAT_ENDPOINT, build->tunnel, root },
	};
	int r;

	for (size_t i = 0; i < sizeof(from) / sizeof(from[0]); i++)
		if ((r = set_what(build, from[i].field, from[i].member, from[i].first, from[i].second)) < 0)
			return r;
	if ((r = set_port(build, build->tunnel, inner)) < 0 ||
	    (r = ec2a__session_set_id(build, EC2A_SESSION_SOURCE_IP, root->ip)) < 0 ||
	    (r = ec2a__session_set_id(build, EC2A_SESSION_USER_AGENT, what(build, root, EC2A__WHAT_USER_AGENT))) < 0)
		return r;
	return ec2a__session_set_time(build->session, EC2A_SESSION_START, root->time_us);
}

static int set_id(struct ec2a__build *build)
{
	char hex[33];

	return ec2a__session_set(build->session, EC2A_SESSION_ID,
				 ec2a__hex(build->row->id, sizeof(build->row->id), hex));
}

int ec2a__build_fields(struct ec2a__build *build)
{
	const struct ec2a__store *store = build->joins->store;
	int r;

	if ((r = set_id(build)) < 0 || (r = set_method(build)) < 0 || (r = set_target(build)) < 0 ||
	    (r = ec2a__session_set_id(build, EC2A_SESSION_ACCOUNT_ID, ec2a__act_account(store, build->root))) < 0 ||
	    (r = ec2a__session_set_id(build, EC2A_SESSION_REGION, ec2a__act_region(store, build->root))) < 0 ||
	    (ec2a__act_is_line(build->root) && (r = ec2a__build_host_account(build)) < 0) ||
	    (r = set_principal(build)) < 0 || (r = set_ids(build)) < 0)
		return r;
	return build->orphan ? 0 : set_details(build);
}

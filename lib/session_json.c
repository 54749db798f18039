/* SPDX-License-Identifier: MIT */
/* A session as one line of JSON; the keys and their order are CONTRACT 3's. */
#include "mem.h"
#include "session_build.h"
#include "utf8.h"

#include <ec2access/ec2access.h>

#include <string.h>

enum form { TEXT, BARE }; /* BARE: a number or a boolean */

struct key {
	const char *name;
	int field;
	int form;
};

static const struct key head[] = {
	{ "id", EC2A_SESSION_ID, TEXT },
	{ "kind", EC2A_SESSION_KIND, TEXT },
	{ "method", EC2A_SESSION_METHOD, TEXT },
	{ "surface", EC2A_SESSION_SURFACE, TEXT },
	{ "os", EC2A_SESSION_OS, TEXT },
	{ "os_confidence", EC2A_SESSION_OS_CONFIDENCE, TEXT },
	{ "outcome", EC2A_SESSION_OUTCOME, TEXT },
	{ "confidence", EC2A_SESSION_CONFIDENCE, TEXT },
	{ "instance_id", EC2A_SESSION_INSTANCE_ID, TEXT },
	{ "target", EC2A_SESSION_TARGET, TEXT },
	{ "account_id", EC2A_SESSION_ACCOUNT_ID, TEXT },
	{ "region", EC2A_SESSION_REGION, TEXT },
	{ NULL, 0, 0 },
};

static const struct key principal[] = {
	{ "identity", EC2A_SESSION_PRINCIPAL_IDENTITY, TEXT },
	{ "arn", EC2A_SESSION_PRINCIPAL_ARN, TEXT },
	{ "name", EC2A_SESSION_PRINCIPAL_NAME, TEXT },
	{ "session_name", EC2A_SESSION_PRINCIPAL_SESSION_NAME, TEXT },
	{ "access_key_id", EC2A_SESSION_PRINCIPAL_ACCESS_KEY_ID, TEXT },
	{ "long_term_key", EC2A_SESSION_PRINCIPAL_LONG_TERM_KEY, BARE },
	{ "mfa", EC2A_SESSION_PRINCIPAL_MFA, BARE },
	{ "source_identity", EC2A_SESSION_PRINCIPAL_SOURCE_IDENTITY, TEXT },
	{ NULL, 0, 0 },
};

static const struct key tail[] = {
	{ "source_ip", EC2A_SESSION_SOURCE_IP, TEXT },
	{ "user_agent", EC2A_SESSION_USER_AGENT, TEXT },
	{ "os_user", EC2A_SESSION_OS_USER, TEXT },
	{ "public_key_fingerprint", EC2A_SESSION_PUBLIC_KEY_FINGERPRINT, TEXT },
	{ "document", EC2A_SESSION_DOCUMENT, TEXT },
	{ "reason_given", EC2A_SESSION_REASON_GIVEN, TEXT },
	{ "remote_host", EC2A_SESSION_REMOTE_HOST, TEXT },
	{ "remote_port", EC2A_SESSION_REMOTE_PORT, BARE },
	{ "private_ip", EC2A_SESSION_PRIVATE_IP, TEXT },
	{ "endpoint_id", EC2A_SESSION_ENDPOINT_ID, TEXT },
	{ "ssm_session_id", EC2A_SESSION_SSM_SESSION_ID, TEXT },
	{ "connection_id", EC2A_SESSION_CONNECTION_ID, TEXT },
	{ "start", EC2A_SESSION_START, TEXT },
	{ "end", EC2A_SESSION_END, TEXT },
	{ "end_reason", EC2A_SESSION_END_REASON, TEXT },
	{ "resumed", EC2A_SESSION_RESUMED, BARE },
	{ NULL, 0, 0 },
};

static int add_text(struct ec2a__buf *out, const char *text)
{
	return text ? ec2a__utf8_add_json(out, text, strlen(text)) : ec2a__buf_adds(out, "null");
}

/* ',' unless it would be the first in its braces. */
static int add_name(struct ec2a__buf *out, const char *name)
{
	char last = out->data[out->len - 1];
	int r = last == '{' || last == '[' ? 0 : ec2a__buf_addc(out, ',');

	if (r < 0 || (r = ec2a__buf_addc(out, '"')) < 0 || (r = ec2a__buf_adds(out, name)) < 0)
		return r;
	return ec2a__buf_adds(out, "\":");
}

static int add_keys(struct ec2a__buf *out, const ec2a_session *session, const struct key *keys)
{
	for (; keys->name; keys++) {
		const char *text = ec2a_session_str(session, keys->field);
		int r = add_name(out, keys->name);

		if (r == 0)
			r = text && keys->form == BARE ? ec2a__buf_adds(out, text) : add_text(out, text);
		if (r < 0)
			return r;
	}
	return 0;
}

/* A line is known by where it stands, a record by its id. */
static int add_event(struct ec2a__buf *out, const ec2a_session *session, size_t index)
{
	static const struct key keys[] = {
		{ "name", EC2A_EVIDENCE_NAME, TEXT },
		{ "time", EC2A_EVIDENCE_TIME, TEXT },
		{ "role", EC2A_EVIDENCE_ROLE, TEXT },
	};
	int64_t line;
	int r;

	if (ec2a_session_event_int(session, index, EC2A_EVIDENCE_LINE, &line) == 1) {
		if ((r = add_name(out, "file")) < 0 ||
		    (r = add_text(out, ec2a_session_event_str(session, index, EC2A_EVIDENCE_FILE))) < 0 ||
		    (r = add_name(out, "line")) < 0 || (r = ec2a__buf_addu(out, (uint64_t)line)) < 0)
			return r;
	} else if ((r = add_name(out, "id")) < 0 ||
		   (r = add_text(out, ec2a_session_event_str(session, index, EC2A_EVIDENCE_ID))) < 0) {
		return r;
	}
	for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
		if ((r = add_name(out, keys[k].name)) < 0 ||
		    (r = add_text(out, ec2a_session_event_str(session, index, keys[k].field))) < 0)
			return r;
	return 0;
}

static int add_events(struct ec2a__buf *out, const ec2a_session *session)
{
	size_t count = ec2a_session_event_count(session);
	int r = ec2a__buf_adds(out, ",\"events\":[");

	for (size_t i = 0; r == 0 && i < count; i++) {
		r = ec2a__buf_adds(out, i ? ",{" : "{");
		if (r == 0)
			r = add_event(out, session, i);
		if (r == 0)
			r = ec2a__buf_addc(out, '}');
	}
	return r < 0 ? r : ec2a__buf_addc(out, ']');
}

/* Only run-command has this key. */
static int add_instances(struct ec2a__buf *out, const ec2a_session *session)
{
	size_t count = ec2a_session_instance_count(session);
	int64_t method;
	int r;

	if (ec2a_session_int(session, EC2A_SESSION_METHOD, &method) != 1 || method != EC2A_METHOD_RUN_COMMAND)
		return 0;
	r = ec2a__buf_adds(out, ",\"instance_ids\":[");
	for (size_t i = 0; r == 0 && i < count; i++) {
		r = i ? ec2a__buf_addc(out, ',') : 0;
		if (r == 0)
			r = add_text(out, ec2a_session_instance(session, i));
	}
	return r < 0 ? r : ec2a__buf_addc(out, ']');
}

static int add_reasons(struct ec2a__buf *out, const ec2a_session *session)
{
	size_t count = ec2a_session_reason_count(session);
	int r = ec2a__buf_adds(out, ",\"reasons\":[");

	for (size_t i = 0; r == 0 && i < count; i++) {
		r = i ? ec2a__buf_addc(out, ',') : 0;
		if (r == 0)
			r = add_text(out, ec2a_session_reason(session, i));
	}
	return r < 0 ? r : ec2a__buf_addc(out, ']');
}

static int add_flags(struct ec2a__buf *out, const ec2a_session *session)
{
	size_t count = ec2a_session_flag_count(session);
	int r = ec2a__buf_adds(out, ",\"flags\":[");

	for (size_t i = 0; r == 0 && i < count; i++) {
		r = i ? ec2a__buf_addc(out, ',') : 0;
		if (r == 0)
			r = add_text(out, ec2a_enum_name(EC2A_ENUM_FLAG, ec2a_session_flag(session, i)));
	}
	return r < 0 ? r : ec2a__buf_addc(out, ']');
}

/* Only rows of an input that goes on have a revision. */
static const struct key revision[] = {
	{ "revision", EC2A_SESSION_REVISION, BARE },
	{ NULL, 0, 0 },
};

/* Only rows of files that digests were asked of. */
static const struct key verified[] = {
	{ "verified", EC2A_SESSION_VERIFIED, BARE },
	{ NULL, 0, 0 },
};

static const struct key withdrawn[] = {
	{ "id", EC2A_SESSION_ID, TEXT },
	{ "revision", EC2A_SESSION_REVISION, BARE },
	{ "withdrawn", EC2A_SESSION_WITHDRAWN, BARE },
	{ "merged_into", EC2A_SESSION_MERGED_INTO, TEXT },
	{ NULL, 0, 0 },
};

int ec2a__session_add_json(struct ec2a__buf *out, const ec2a_session *session)
{
	int r;

	if (ec2a_session_str(session, EC2A_SESSION_WITHDRAWN)) {
		if ((r = ec2a__buf_addc(out, '{')) < 0 || (r = add_keys(out, session, withdrawn)) < 0)
			return r;
		return ec2a__buf_addc(out, '}');
	}

	if ((r = ec2a__buf_addc(out, '{')) < 0 || (r = add_keys(out, session, head)) < 0 ||
	    (r = ec2a__buf_adds(out, ",\"principal\":{")) < 0 || (r = add_keys(out, session, principal)) < 0 ||
	    (r = ec2a__buf_addc(out, '}')) < 0 || (r = add_keys(out, session, tail)) < 0 ||
	    (r = add_events(out, session)) < 0 || (r = add_instances(out, session)) < 0 ||
	    (r = add_reasons(out, session)) < 0 || (r = add_flags(out, session)) < 0)
		return r;
	if (ec2a_session_str(session, EC2A_SESSION_VERIFIED) && (r = add_keys(out, session, verified)) < 0)
		return r;
	if (ec2a_session_str(session, EC2A_SESSION_REVISION) && (r = add_keys(out, session, revision)) < 0)
		return r;
	return ec2a__buf_addc(out, '}');
}

EC2A_API int ec2a_session_to_json(const ec2a_session *session, char **ret_json)
{
	struct ec2a__buf out;
	char *json;
	int r;

	if (!session || !ret_json)
		return EC2A_E_ARG;
	ec2a__buf_init(&out, SIZE_MAX / 2);
	r = ec2a__session_add_json(&out, session);
	json = r == 0 ? ec2a__buf_steal(&out) : NULL;
	ec2a__buf_free(&out);
	if (!json)
		return EC2A_E_NOMEM;
	*ret_json = json;
	return 0;
}

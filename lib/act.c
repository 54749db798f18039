/* SPDX-License-Identifier: MIT */
/* A record becomes an act: what joins and rows need, as ids of shared texts. */
#include "act_log.h"

#include "event_build.h"
#include "mask.h"

#include <string.h>

int ec2a__draft_make(const ec2a_config *config, const ec2a_event *event, struct ec2a__draft *ret_draft)
{
	ret_draft->event = event;
	ret_draft->proof = EC2A__PROOF_NOT_ASKED;
	return ec2a__classify(config, event, &ret_draft->verdict);
}

int ec2a__call_of(const char *name)
{
	static const struct {
		const char *name;
		int call;
	} calls[] = {
		{ "StartSession", EC2A__CALL_START_SESSION },
		{ "ResumeSession", EC2A__CALL_RESUME_SESSION },
		{ "TerminateSession", EC2A__CALL_TERMINATE_SESSION },
		{ "CreateDataChannel", EC2A__CALL_CREATE_CHANNEL },
		{ "OpenDataChannel", EC2A__CALL_OPEN_CHANNEL },
		{ "ExecuteCommand", EC2A__CALL_EXECUTE_COMMAND },
		{ "StartConnection", EC2A__CALL_START_CONNECTION },
		{ "GetConnection", EC2A__CALL_GET_CONNECTION },
		{ "CancelConnection", EC2A__CALL_CANCEL_CONNECTION },
		{ "SendSSHPublicKey", EC2A__CALL_PUSH },
		{ "OpenTunnel", EC2A__CALL_TUNNEL },
		{ "StartAccessRequest", EC2A__CALL_START_ACCESS_REQUEST },
		{ "GetAccessToken", EC2A__CALL_GET_ACCESS_TOKEN },
	};

	for (size_t i = 0; name && i < sizeof(calls) / sizeof(calls[0]); i++)
		if (strcmp(calls[i].name, name) == 0)
			return calls[i].call;
	return EC2A__CALL_OTHER;
}

/* Absent is null in output, never "", so "" is not kept. */
static int keep(struct ec2a__store *store, const ec2a_event *event, int field, uint32_t *ret_id)
{
	const char *text = ec2a_event_str(event, field);

	return ec2a__intern_text(&store->text, text && *text ? text : NULL, ret_id);
}

static int keep_all(struct ec2a__store *store, const ec2a_event *event, const int *fields, uint32_t *ids,
		    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int r = fields[i] ? keep(store, event, fields[i], &ids[i]) : 0;

		if (r < 0)
			return r;
	}
	return 0;
}

/* A tuple in which all is absent is itself absent. */
static int keep_tuple(struct ec2a__store *store, const uint32_t *ids, size_t count, uint32_t *ret_id)
{
	size_t i;

	for (i = 0; i < count && !ids[i]; i++)
		;
	*ret_id = 0;
	return i < count ? ec2a__intern_bytes(&store->text, ids, count * sizeof(*ids), ret_id) : 0;
}

static int keep_where(struct ec2a__store *store, const ec2a_event *event, uint32_t *ret_id)
{
	static const int places[EC2A__PLACE_SIZE] = { EC2A_FIELD_ACCOUNT_ID, EC2A_FIELD_REGION };
	static const int fields[EC2A__WHERE_SIZE] = { 0, EC2A_FIELD_EVENT_SOURCE, EC2A_FIELD_EVENT_NAME };
	uint32_t place[EC2A__PLACE_SIZE], where[EC2A__WHERE_SIZE];
	int r;

	if ((r = keep_all(store, event, places, place, EC2A__PLACE_SIZE)) < 0 ||
	    (r = keep_tuple(store, place, EC2A__PLACE_SIZE, &where[EC2A__WHERE_PLACE])) < 0 ||
	    (r = keep_all(store, event, fields, where, EC2A__WHERE_SIZE)) < 0)
		return r;
	return keep_tuple(store, where, EC2A__WHERE_SIZE, ret_id);
}

static uint32_t mfa_of(const ec2a_event *event)
{
	const char *text = ec2a_event_str(event, EC2A_FIELD_MFA);

	if (!text)
		return 0;
	return strcmp(text, "true") == 0 ? 2 : strcmp(text, "false") == 0;
}

static int keep_who(struct ec2a__store *store, const ec2a_event *event, int identity, uint32_t *ret_id)
{
	static const int fields[EC2A__WHO_SIZE] = {
		0, 0, EC2A_FIELD_PRINCIPAL_ARN, EC2A_FIELD_PRINCIPAL_NAME, EC2A_FIELD_SESSION_NAME,
		EC2A_FIELD_ACCESS_KEY_ID, EC2A_FIELD_SOURCE_IDENTITY, EC2A_FIELD_PRINCIPAL_ACCOUNT
	};
	uint32_t who[EC2A__WHO_SIZE] = { (uint32_t)identity, mfa_of(event) };
	int r = keep_all(store, event, fields, who, EC2A__WHO_SIZE);

	return r < 0 ? r : keep_tuple(store, who, EC2A__WHO_SIZE, ret_id);
}

static int keep_instances(struct ec2a__store *store, const ec2a_event *event, uint32_t *ret_id)
{
	size_t count = ec2a_event_instance_count(event);
	struct ec2a__buf ids;
	uint32_t id;
	int r = 0;

	*ret_id = 0;
	ec2a__buf_init(&ids, SIZE_MAX / 2);
	for (size_t i = 0; i < count && r == 0; i++) {
		r = ec2a__intern_text(&store->text, ec2a_event_instance(event, i), &id);
		if (r == 0)
			r = ec2a__buf_add(&ids, &id, sizeof(id));
	}
	if (r == 0 && ids.len)
		r = ec2a__intern_bytes(&store->text, ids.data, ids.len, ret_id);
	ec2a__buf_free(&ids);
	return r == 0 ? 0 : EC2A_E_NOMEM;
}

/* Old versions of sshd log MD5, which no row shows and no push has. */
static int is_sha256(const char *fingerprint)
{
	return fingerprint && strncmp(fingerprint, "SHA256:", sizeof "SHA256:" - 1) == 0;
}

static int keep_what(struct ec2a__store *store, const struct ec2a__draft *draft, uint32_t *ret_id)
{
	static const int fields[EC2A__WHAT_SIZE] = {
		[EC2A__WHAT_USER_AGENT] = EC2A_FIELD_USER_AGENT,
		[EC2A__WHAT_TARGET] = EC2A_FIELD_TARGET,
		[EC2A__WHAT_INSTANCE] = EC2A_FIELD_INSTANCE_ID,
		[EC2A__WHAT_DOCUMENT] = EC2A_FIELD_DOCUMENT,
		[EC2A__WHAT_REASON] = EC2A_FIELD_REASON,
		[EC2A__WHAT_CONNECTION] = EC2A_FIELD_CONNECTION_ID,
		[EC2A__WHAT_OS_USER] = EC2A_FIELD_OS_USER,
		[EC2A__WHAT_FINGERPRINT] = EC2A_FIELD_PUBLIC_KEY_FINGERPRINT,
		[EC2A__WHAT_REMOTE_HOST] = EC2A_FIELD_REMOTE_HOST,
		[EC2A__WHAT_REMOTE_PORT] = EC2A_FIELD_REMOTE_PORT,
		[EC2A__WHAT_PRIVATE_IP] = EC2A_FIELD_PRIVATE_IP,
		[EC2A__WHAT_ENDPOINT] = EC2A_FIELD_ENDPOINT_ID,
		[EC2A__WHAT_ACCESS_REQUEST] = EC2A_FIELD_ACCESS_REQUEST_ID,
		[EC2A__WHAT_SHARED] = EC2A_FIELD_SHARED_EVENT_ID,
		[EC2A__WHAT_REPLACES] = EC2A_FIELD_REPLACES_EVENT_ID,
	};
	uint32_t what[EC2A__WHAT_SIZE] = { 0 };
	int r, opens = draft->verdict.kind != 0;

	/* A channel's user agent and resource are never shown: without them most channels share one tuple, none. */
	for (size_t i = 0; i < EC2A__WHAT_SIZE; i++)
		if (fields[i] && (opens || i != EC2A__WHAT_USER_AGENT) &&
		    !(draft->event->host && i == EC2A__WHAT_INSTANCE) &&
		    (r = keep(store, draft->event, fields[i], &what[i])) < 0)
			return r;
	if (draft->event->host && !is_sha256(ec2a_event_str(draft->event, EC2A_FIELD_PUBLIC_KEY_FINGERPRINT)))
		what[EC2A__WHAT_FINGERPRINT] = 0;
	if (draft->verdict.role == EC2A_ROLE_PUSH &&
	    (r = keep(store, draft->event, EC2A_FIELD_REQUEST_ID, &what[EC2A__WHAT_REQUEST])) < 0)
		return r;
	if (opens && (r = ec2a__intern_text(&store->text, draft->event->owner, &what[EC2A__WHAT_OWNER])) < 0)
		return r;
	if ((r = keep_instances(store, draft->event, &what[EC2A__WHAT_INSTANCES])) < 0)
		return r;
	return keep_tuple(store, what, EC2A__WHAT_SIZE, ret_id);
}

static int keep_why(struct ec2a__store *store, const struct ec2a__verdict *verdict, uint32_t *ret_id)
{
	uint32_t why[EC2A__VERDICT_REASONS * EC2A__WHY_SIZE];
	size_t n = 0;

	for (size_t i = 0; verdict->kind && i < verdict->n_reasons; i++) {
		why[n++] = verdict->reasons[i].code;
		for (int arg = 0; arg < EC2A__REASON_ARGS; arg++) {
			int r = ec2a__intern_text(&store->text, verdict->reasons[i].args[arg], &why[n++]);

			if (r < 0)
				return r;
		}
	}
	return keep_tuple(store, why, n, ret_id);
}

/* Returns the digit's value, or -1 where it is not one of lower-case hexadecimal. */
static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A whole UUID in lower case is kept as its 16 bytes. */
static int pack_uuid(const char *text, unsigned char out[16])
{
	int high, low;

	for (size_t i = 0; i < 16; i++) {
		if (*text == '-')
			text++;
		high = hex_digit(*text++);
		low = high < 0 ? -1 : hex_digit(*text++);
		if (low < 0)
			return 0;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return 1;
}

static int keep_event_id(struct ec2a__store *store, const ec2a_event *event, struct ec2a__act *act)
{
	const char *text = ec2a_event_str(event, EC2A_FIELD_EVENT_ID);
	uint32_t id;
	int r;

	if (ec2a__uuid_is_whole(text)) {
		act->flags |= EC2A__ACT_WHOLE;
		if (pack_uuid(text, act->event)) {
			act->flags |= EC2A__ACT_BINARY;
			return 0;
		}
	}
	memset(act->event, 0, sizeof(act->event));
	if ((r = keep(store, event, EC2A_FIELD_EVENT_ID, &id)) == 0)
		memcpy(act->event, &id, sizeof(id));
	return r;
}

static void keep_numbers(const struct ec2a__draft *draft, struct ec2a__act *act)
{
	const struct ec2a__verdict *verdict = &draft->verdict;

	if (ec2a_event_time_us(draft->event, &act->time_us) != 1)
		act->time_us = EC2A__NO_TIME;
	memcpy(act->digest, draft->event->digest, sizeof(act->digest));
	act->proof = (uint8_t)draft->proof;
	act->values = draft->event->values;
	act->call = (uint8_t)ec2a__call_of(ec2a_event_str(draft->event, EC2A_FIELD_EVENT_NAME));
	act->role = (uint8_t)verdict->role;
	act->method = (uint8_t)verdict->method;
	act->surface = (uint8_t)verdict->surface;
	act->os = (uint8_t)verdict->os;
	act->os_confidence = (uint8_t)verdict->os_confidence;
	act->outcome = (uint8_t)verdict->outcome;
	act->kind = (uint8_t)verdict->kind;
	act->flags = (uint8_t)((draft->event->masked ? EC2A__ACT_MASKED : 0) |
			       (verdict->by_guiconnect ? EC2A__ACT_GUICONNECT : 0) |
			       (draft->event->no_parameters ? EC2A__ACT_ROW : 0));
}

static int fill(struct ec2a__store *store, const struct ec2a__draft *draft, struct ec2a__act *act)
{
	const ec2a_event *event = draft->event;
	int r;

	keep_numbers(draft, act);
	if ((!event->host && (r = keep_event_id(store, event, act)) < 0) ||
	    (r = keep_where(store, event, &act->where)) < 0 ||
	    (r = keep_who(store, event, draft->verdict.identity, &act->who)) < 0 ||
	    (r = keep(store, event, EC2A_FIELD_SOURCE_IP, &act->ip)) < 0 ||
	    (r = keep(store, event, EC2A_FIELD_SSM_SESSION_ID, &act->session)) < 0 ||
	    (r = keep_what(store, draft, &act->what)) < 0)
		return r;
	return event->host ? ec2a__log_keep(store, event, act) : keep_why(store, &draft->verdict, &act->why);
}

int ec2a__store_add(struct ec2a__store *store, const struct ec2a__draft *draft)
{
	struct ec2a__act act, *place;
	int r = fill(store, draft, &act);

	if (r < 0)
		return r;
	place = ec2a__store_place(store);
	if (!place)
		return EC2A_E_NOMEM;
	*place = act;
	store->n_acts++;
	return 0;
}

/* SPDX-License-Identifier: MIT */
#ifndef EC2A_CORRELATE_KIT_H
#define EC2A_CORRELATE_KIT_H

/*
 * Small trails for tests of the correlator. A record is a line of designated
 * fields; what is left out has a usual value. EXPECT() gives the trail to a
 * correlator in every order (up to five records; else some), and with every
 * unmasked record twice, wants the same bytes each time, and compares a short
 * form of the rows: "METHOD OUTCOME CONFIDENCE ROLE+NUMBER ...".
 */
#include "event_build.h"
#include "mem.h"
#include "test.h"

#include <ec2access/ec2access.h>

#define ALICE "arn:aws:iam::111122223333:user/alice"
#define BOB "arn:aws:iam::111122223333:user/bob"
#define NONE "-" /* leaves a field out */
#define CLIENT "198.51.100.7"
#define AGENT "10.0.0.5"
#define I1 "i-0aaaaaaaaaaaaaaa1"
#define I2 "i-0bbbbbbbbbbbbbbb2"
#define MAX_RECORDS 16
#define BASE INT64_C(1700000000)

struct rec {
	int n;            /* number in its event id */
	const char *name; /* eventName */
	int t;            /* seconds */
	const char *id;   /* event id, when it is not made of n */
	int masked;
	const char *arn, *user, *session_name, *key, *type, *owner; /* owner: the principal's account */
	const char *ip, *account, *region, *error;
	const char *session, *target, *document, *private_ip, *port, *connection, *request, *shared, *replaces, *resource;
	const char *invoked, *reason, *os_user, *agent, *print, *request_id;
	int richness; /* values of ruling 2 */
	int digest;
	int no_time;
};

static inline const char *kit_source(const char *name)
{
	if (strstr(name, "Connection"))
		return "ssm-guiconnect.amazonaws.com";
	if (strcmp(name, "OpenTunnel") == 0 || strstr(name, "PublicKey"))
		return "ec2-instance-connect.amazonaws.com";
	if (strcmp(name, "ExecuteCommand") == 0)
		return "ecs.amazonaws.com";
	return strcmp(name, "GetPasswordData") == 0 ? "ec2.amazonaws.com" : "ssm.amazonaws.com";
}

/* What a call usually shows. */
struct kit_usual {
	const char *name;
	struct rec usual;
};

static const struct kit_usual kit_usuals[] = {
	{ "StartSession", { .session = "alice-01", .target = I1 } },
	{ "ResumeSession", { .session = "alice-01" } },
	{ "TerminateSession", { .session = "alice-01" } },
	{ "CreateDataChannel",
	  { .session = "alice-01", .ip = AGENT, .type = "AssumedRole", .user = "ssm", .session_name = I1,
	    .arn = "arn:aws:sts::111122223333:assumed-role/ssm/" I1, .key = "ASIAEXAMPLE000000009" } },
	{ "OpenDataChannel", { .session = "alice-01", .type = NONE, .user = NONE, .arn = NONE, .key = NONE } },
	{ "SendSSHPublicKey", { .target = I1, .os_user = "ec2-user" } },
	{ "OpenTunnel", { .port = "22", .private_ip = "10.0.0.9" } },
	{ "StartConnection", { .target = I1, .connection = "11111111-2222-4333-8444-555555555555" } },
	{ "GetConnection", { .connection = "11111111-2222-4333-8444-555555555555" } },
	{ "CancelConnection", { .connection = "11111111-2222-4333-8444-555555555555" } },
};

static const struct rec kit_anyone = {
	.account = "111122223333", .region = "eu-central-1", .type = "IAMUser", .arn = ALICE, .user = "alice",
	.owner = "111122223333", .key = "AKIAEXAMPLE000000001", .ip = CLIENT, .agent = "aws-cli/2.15.0",
};

static inline const struct rec *kit_usual(const char *name)
{
	for (size_t i = 0; i < sizeof(kit_usuals) / sizeof(kit_usuals[0]); i++)
		if (strcmp(kit_usuals[i].name, name) == 0)
			return &kit_usuals[i].usual;
	return &kit_anyone;
}

static inline void kit_set(ec2a_event *event, int field, const char *text, const char *usual, const char *any)
{
	text = text ? text : usual ? usual : any;
	if (text && strcmp(text, NONE) != 0 && ec2a__event_set(event, field, text, strlen(text)) < 0)
		abort();
}

#define KIT_SET(field, member) kit_set(e, field, r->member, u->member, kit_anyone.member)

static inline ec2a_event *kit_event(const struct rec *r)
{
	const struct rec *u = kit_usual(r->name);
	const char *target = r->target ? r->target : u->target;
	char id[64];
	ec2a_event *e = ec2a__event_new("{}", 2);

	if (!e)
		abort();
	snprintf(id, sizeof(id), "00000000-0000-4000-8000-%012d", r->n);
	kit_set(e, EC2A_FIELD_EVENT_ID, r->id, id, NULL);
	kit_set(e, EC2A_FIELD_EVENT_NAME, r->name, NULL, NULL);
	kit_set(e, EC2A_FIELD_EVENT_SOURCE, kit_source(r->name), NULL, NULL);
	kit_set(e, EC2A_FIELD_INSTANCE_ID, target && strncmp(target, "i-", 2) == 0 ? target : NULL, NULL, NULL);
	KIT_SET(EC2A_FIELD_ACCOUNT_ID, account);
	KIT_SET(EC2A_FIELD_REGION, region);
	KIT_SET(EC2A_FIELD_PRINCIPAL_TYPE, type);
	KIT_SET(EC2A_FIELD_PRINCIPAL_ARN, arn);
	KIT_SET(EC2A_FIELD_PRINCIPAL_NAME, user);
	KIT_SET(EC2A_FIELD_PRINCIPAL_ACCOUNT, owner);
	KIT_SET(EC2A_FIELD_SESSION_NAME, session_name);
	KIT_SET(EC2A_FIELD_ACCESS_KEY_ID, key);
	KIT_SET(EC2A_FIELD_SOURCE_IP, ip);
	KIT_SET(EC2A_FIELD_USER_AGENT, agent);
	KIT_SET(EC2A_FIELD_ERROR_CODE, error);
	KIT_SET(EC2A_FIELD_SSM_SESSION_ID, session);
	KIT_SET(EC2A_FIELD_TARGET, target);
	KIT_SET(EC2A_FIELD_DOCUMENT, document);
	KIT_SET(EC2A_FIELD_PRIVATE_IP, private_ip);
	KIT_SET(EC2A_FIELD_REMOTE_PORT, port);
	KIT_SET(EC2A_FIELD_CONNECTION_ID, connection);
	KIT_SET(EC2A_FIELD_ACCESS_REQUEST_ID, request);
	KIT_SET(EC2A_FIELD_SHARED_EVENT_ID, shared);
	KIT_SET(EC2A_FIELD_REPLACES_EVENT_ID, replaces);
	e->owner = r->resource ? ec2a__strdup(r->resource) : NULL;
	KIT_SET(EC2A_FIELD_INVOKED_BY, invoked);
	KIT_SET(EC2A_FIELD_REASON, reason);
	KIT_SET(EC2A_FIELD_OS_USER, os_user);
	KIT_SET(EC2A_FIELD_PUBLIC_KEY_FINGERPRINT, print);
	KIT_SET(EC2A_FIELD_REQUEST_ID, request_id);
	e->has_time = !r->no_time;
	e->time_us = (BASE + r->t) * 1000000;
	e->masked = r->masked;
	e->class = EC2A_CLASS_ACCESS;
	e->values = (uint32_t)r->richness;
	e->digest[0] = (unsigned char)r->digest;
	e->digest[1] = (unsigned char)r->n;
	return e;
}

struct kit_text {
	char *data;
	size_t len, cap;
};

static inline void kit_add(struct kit_text *text, const char *more)
{
	size_t size = strlen(more);

	if (text->len + size + 1 > text->cap) {
		text->cap = (text->len + size + 1) * 2;
		text->data = realloc(text->data, text->cap);
		if (!text->data)
			abort();
	}
	memcpy(text->data + text->len, more, size + 1);
	text->len += size;
}

static inline void kit_short(struct kit_text *text, const ec2a_session *s)
{
	char event[64];
	int64_t kind = 0;

	(void)!ec2a_session_int(s, EC2A_SESSION_KIND, &kind);
	if (text->len)
		kit_add(text, "\n");
	kit_add(text, ec2a_session_str(s, EC2A_SESSION_METHOD));
	kit_add(text, " ");
	kit_add(text, ec2a_session_str(s, EC2A_SESSION_OUTCOME));
	kit_add(text, " ");
	kit_add(text, ec2a_session_str(s, EC2A_SESSION_CONFIDENCE));
	for (size_t i = 0; i < ec2a_session_event_count(s); i++) {
		const char *id = ec2a_session_event_str(s, i, EC2A_EVIDENCE_ID);
		const char *tail = id && strrchr(id, '-') ? strrchr(id, '-') + 1 : id ? id : "?";
		int64_t place;

		while (*tail == '0' && tail[1])
			tail++;
		snprintf(event, sizeof(event), " %s=%s", ec2a_session_event_str(s, i, EC2A_EVIDENCE_ROLE), tail);
		if (ec2a_session_event_int(s, i, EC2A_EVIDENCE_LINE, &place) == 1)
			snprintf(event, sizeof(event), " %s:%d", ec2a_session_event_str(s, i, EC2A_EVIDENCE_ROLE), (int)place);
		kit_add(text, event);
	}
}

static inline ec2a_correlator *kit_correlate(ec2a_event **events, const int *order, int n, const ec2a_facts *facts,
					     ec2a_config *config)
{
	ec2a_correlator *c;

	if (ec2a_correlator_new(config, &c) < 0)
		abort();
	for (int i = 0; i < n; i++)
		if (ec2a_correlator_add(c, events[order[i]]) < 0)
			abort();
	if ((facts && ec2a_correlator_add_facts(c, facts) < 0) || ec2a_correlator_finish(c) < 0)
		abort();
	return c;
}

/* All rows as JSON lines, and their short form. */
static inline char *kit_run(ec2a_event **events, const int *order, int n, const ec2a_facts *facts, ec2a_config *config,
			    char **ret_short)
{
	ec2a_correlator *c = kit_correlate(events, order, n, facts, config);
	struct kit_text all = { NULL, 0, 0 }, brief = { NULL, 0, 0 };
	ec2a_session *s;
	char *json;

	kit_add(&all, "");
	kit_add(&brief, "");
	while (ec2a_correlator_next(c, &s) == 1) {
		if (ec2a_session_to_json(s, &json) < 0)
			abort();
		kit_add(&all, json);
		kit_add(&all, "\n");
		kit_short(&brief, s);
		ec2a_free(json);
		ec2a_session_unref(s);
	}
	ec2a_correlator_free(c);
	if (ret_short)
		*ret_short = brief.data;
	else
		free(brief.data);
	return all.data;
}

/* The next order, as std::next_permutation; 0 after the last. */
static inline int kit_permute(int *order, int n)
{
	int i = n - 2, j = n - 1, swap;

	for (; i >= 0 && order[i] > order[i + 1]; i--)
		;
	if (i < 0)
		return 0;
	for (; order[j] < order[i]; j--)
		;
	swap = order[i], order[i] = order[j], order[j] = swap;
	for (i++, j = n - 1; i < j; i++, j--)
		swap = order[i], order[i] = order[j], order[j] = swap;
	return 1;
}

static inline void kit_expect(const struct rec *recs, int n, const ec2a_facts *facts, ec2a_config *config,
			      const char *want, const char *file, int line)
{
	ec2a_event *events[MAX_RECORDS];
	int order[2 * MAX_RECORDS], twice = n, tries = 0;
	char *first, *brief, *again;

	for (int i = 0; i < n; i++) {
		events[i] = kit_event(&recs[i]);
		order[i] = i;
	}
	first = kit_run(events, order, n, facts, config, &brief);
	CU_ASSERT(ec2a_test_text(brief, want, file, line));
	while (kit_permute(order, n) && tries++ < 130) {
		again = kit_run(events, order, n, facts, config, NULL);
		if (strcmp(first, again) != 0)
			CU_ASSERT(ec2a_test_text(again, first, file, line));
		free(again);
	}
	for (int i = 0; i < n; i++) {
		order[i] = n - 1 - i;
		if (!recs[i].masked && !strstr(recs[i].name, "Access"))
			order[twice++] = i;
	}
	again = kit_run(events, order, twice, facts, config, NULL);
	CU_ASSERT(ec2a_test_text(again, first, file, line));
	free(again);
	free(first);
	free(brief);
	for (int i = 0; i < n; i++)
		ec2a_event_unref(events[i]);
}

#define EXPECT_WITH(facts, config, want, ...) \
	do { \
		const struct rec kit_recs[] = { __VA_ARGS__ }; \
		kit_expect(kit_recs, (int)(sizeof(kit_recs) / sizeof(kit_recs[0])), facts, config, want, __FILE__, \
			   __LINE__); \
	} while (0)
#define EXPECT(want, ...) EXPECT_WITH(NULL, NULL, want, __VA_ARGS__)

#define RECORD(call, number, at, ...) { .n = number, .name = call, .t = at, __VA_ARGS__ }
#define START(number, ...) RECORD("StartSession", number, __VA_ARGS__)
#define CHANNEL(number, ...) RECORD("CreateDataChannel", number, __VA_ARGS__)
#define OPEN(number, ...) RECORD("OpenDataChannel", number, __VA_ARGS__)
#define END(number, ...) RECORD("TerminateSession", number, __VA_ARGS__)
#define RESUME(number, ...) RECORD("ResumeSession", number, __VA_ARGS__)
#define SSH_START(number, ...) START(number, __VA_ARGS__, .document = "AWS-StartSSHSession")
#define PUSH(number, ...) RECORD("SendSSHPublicKey", number, __VA_ARGS__)
#define TUNNEL(number, ...) RECORD("OpenTunnel", number, __VA_ARGS__)
#define CONNECT(number, ...) RECORD("StartConnection", number, __VA_ARGS__)
#define GET(number, ...) RECORD("GetConnection", number, __VA_ARGS__)
#define CANCEL(number, ...) RECORD("CancelConnection", number, __VA_ARGS__)
#define GUI(number, ...) \
	START(number, __VA_ARGS__, .invoked = "ssm-guiconnect.amazonaws.com", .ip = "ssm-guiconnect.amazonaws.com", \
	      .document = "AWS-StartPortForwardingSession", .port = "3389")

#endif

/* SPDX-License-Identifier: MIT */
#include "correlate_kit.h"

/* The first row of these records. */
static ec2a_session *row_of(const struct rec *recs, int n)
{
	ec2a_event *events[MAX_RECORDS];
	int order[MAX_RECORDS];
	ec2a_correlator *c;
	ec2a_session *s = NULL;

	for (int i = 0; i < n; i++) {
		events[i] = kit_event(&recs[i]);
		order[i] = i;
	}
	c = kit_correlate(events, order, n, NULL, NULL);
	if (ec2a_correlator_next(c, &s) != 1)
		abort();
	ec2a_correlator_free(c);
	for (int i = 0; i < n; i++)
		ec2a_event_unref(events[i]);
	return s;
}

#define ROW(...) row_of((const struct rec[]){ __VA_ARGS__ }, \
			(int)(sizeof((const struct rec[]){ __VA_ARGS__ }) / sizeof(struct rec)))

static void every_key_in_order(void)
{
	static const char *const keys[] = {
		"id", "kind", "method", "surface", "os", "os_confidence", "outcome", "confidence", "instance_id", "target",
		"account_id", "region", "principal", "identity", "arn", "name", "session_name", "access_key_id",
		"long_term_key", "mfa", "source_identity", "source_ip", "user_agent", "os_user",
		"public_key_fingerprint", "document", "reason_given", "remote_host", "remote_port", "private_ip",
		"endpoint_id", "ssm_session_id", "connection_id", "start", "end", "end_reason", "resumed", "events",
		"id", "name", "time", "role", "reasons",
	};
	ec2a_session *s = ROW(START(1, 0));
	char *json, *at, key[64];

	CU_ASSERT_FATAL(ec2a_session_to_json(s, &json) == 0);
	at = json;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		snprintf(key, sizeof(key), "%s\"%s\":", i == 0 || i == 13 || i == 38 ? "{" : ",", keys[i]);
		if (strncmp(at, key, strlen(key)) != 0 && !(at = strstr(at, key))) {
			EQ_TEXT(json, key);
			break;
		}
		at += strlen(key);
	}
	CU_ASSERT(strstr(json, "\"instance_ids\"") == NULL);
	CU_ASSERT(strstr(json, "\"\"") == NULL);
	ec2a_free(json);
	ec2a_session_unref(s);
}

static void getters(void)
{
	const int fields[] = { EC2A_SESSION_METHOD, EC2A_SESSION_OS_CONFIDENCE, 999 };
	const char *texts[3];
	int64_t number = 7;
	ec2a_session *s = ROW(START(1, 0), RESUME(2, 5), RESUME(3, 6), END(4, 60));

	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_START), "2023-11-14T22:13:20Z");
	EQ_INT(ec2a_session_int(s, EC2A_SESSION_START, &number), 1);
	EQ_INT(number, BASE * 1000000);
	EQ_INT(ec2a_session_int(s, EC2A_SESSION_OS_CONFIDENCE, &number), 0);
	EQ_INT(ec2a_session_int(s, EC2A_SESSION_TARGET, &number), 0);
	EQ_INT(ec2a_session_int(s, -1, &number), 0);
	EQ_INT(ec2a_session_int(s, EC2A_SESSION_START, NULL), EC2A_E_ARG);
	EQ_INT(number, BASE * 1000000);
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_RESUMED), "2");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_END_REASON), "terminated");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_PRINCIPAL_LONG_TERM_KEY), "true");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_PRINCIPAL_MFA), NULL);
	EQ_TEXT(ec2a_session_str(s, 0), NULL);
	ec2a_session_strs(s, fields, 3, texts);
	EQ_TEXT(texts[0], "session-manager");
	EQ_TEXT(texts[1], NULL);
	EQ_TEXT(texts[2], NULL);
	EQ_INT(ec2a_session_event_count(s), 4);
	EQ_TEXT(ec2a_session_event_str(s, 3, EC2A_EVIDENCE_NAME), "TerminateSession");
	EQ_TEXT(ec2a_session_event_str(s, 3, EC2A_EVIDENCE_FILE), NULL);
	EQ_TEXT(ec2a_session_event_str(s, 4, EC2A_EVIDENCE_NAME), NULL);
	EQ_INT(ec2a_session_event_int(s, 3, EC2A_EVIDENCE_ROLE, &number), 1);
	EQ_INT(number, EC2A_ROLE_END);
	EQ_INT(ec2a_session_event_int(s, 4, EC2A_EVIDENCE_ROLE, &number), 0);
	CU_ASSERT(ec2a_session_reason_count(s) > 3);
	EQ_TEXT(ec2a_session_reason(s, 999), NULL);
	EQ_INT(ec2a_session_instance_count(s), 0);
	EQ_TEXT(ec2a_session_instance(s, 0), NULL);
	CU_ASSERT(ec2a_session_ref(s) == s);
	ec2a_session_unref(s);
	ec2a_session_unref(s);
	ec2a_session_unref(NULL);
}

static void ruling_5_orphans(void)
{
	ec2a_session *s = ROW(END(1, 0, .session = "krileva@demo.io-x-0123", .arn = BOB));

	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_START), NULL);
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_END), "2023-11-14T22:13:20Z");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_SURFACE), "unknown");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_PRINCIPAL_SESSION_NAME), "krileva@demo.io-x");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_PRINCIPAL_IDENTITY), "unknown");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_PRINCIPAL_ARN), NULL);
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_SOURCE_IP), NULL);
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_USER_AGENT), NULL);
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_TARGET), NULL);
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_OUTCOME), "granted");
	ec2a_session_unref(s);
	s = ROW(END(0, 0, .id = "1...", .masked = 1, .session = "kri...-0..."));
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_PRINCIPAL_SESSION_NAME), NULL);
	ec2a_session_unref(s);
	s = ROW(CHANNEL(1, 0), OPEN(2, 1));
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_INSTANCE_ID), I1);
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_TARGET), NULL);
	ec2a_session_unref(s);
}

static void ruling_20_the_push_opens(void)
{
	ec2a_session *s = ROW(PUSH(1, 2, .agent = "Mozilla/5.0"), TUNNEL(2, 0));

	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_START), "2023-11-14T22:13:22Z");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_SURFACE), "console");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_INSTANCE_ID), I1);
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_OS_USER), "ec2-user");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_REMOTE_PORT), "22");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_PRIVATE_IP), "10.0.0.9");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_OS), "unix");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_OS_CONFIDENCE), "strong");
	ec2a_session_unref(s);
}

static void ruling_22_targets(void)
{
	ec2a_session *s = ROW(START(1, 0, .target = "mi-0123456789abcdef0"));

	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_TARGET), "mi-0123456789abcdef0");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_INSTANCE_ID), NULL);
	ec2a_session_unref(s);
	s = ROW(START(1, 0, .target = "ecs:a_b_c"));
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_TARGET), "ecs:a_b_c");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_INSTANCE_ID), NULL);
	ec2a_session_unref(s);
}

static void attempts_start_when_they_were_made(void)
{
	ec2a_session *s = ROW(END(1, 0, .error = "AccessDenied"));

	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_KIND), "attempt");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_START), "2023-11-14T22:13:20Z");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_END), NULL);
	ec2a_session_unref(s);
}

static void hostile_text_stays_json(void)
{
	ec2a_session *s = ROW(START(1, 0, .reason = "\"\\\n\x1b[31m", .document = "a\xc3\xa9"));
	char *json;

	CU_ASSERT_FATAL(ec2a_session_to_json(s, &json) == 0);
	CU_ASSERT(strstr(json, "\"reason_given\":\"\\\"\\\\\\n\\u001b[31m\"") != NULL);
	CU_ASSERT(strchr(json, '\n') == NULL);
	CU_ASSERT(strstr(json, "a\xc3\xa9") != NULL);
	ec2a_free(json);
	ec2a_session_unref(s);
	EQ_INT(ec2a_session_to_json(NULL, &json), EC2A_E_ARG);
}

static void commands_name_their_instances(void)
{
	struct rec r = { .n = 1, .name = "SendCommand", .t = 0, .document = "AWS-RunShellScript" };
	ec2a_event *event = kit_event(&r);
	int order = 0;
	char *json;

	CU_ASSERT_FATAL(ec2a__event_add_instance(event, I1) == 0 && ec2a__event_add_instance(event, I2) == 0);
	json = kit_run(&event, &order, 1, NULL, NULL, NULL);
	CU_ASSERT(strstr(json, "\"instance_ids\":[\"" I1 "\",\"" I2 "\"],\"reasons\"") != NULL);
	CU_ASSERT(strstr(json, "\"kind\":\"action\"") != NULL);
	CU_ASSERT(strstr(json, "\"instance_id\":null,\"target\":null") != NULL);
	free(json);
	ec2a_event_unref(event);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "every key in order", every_key_in_order },
		{ "getters", getters },
		{ "ruling 5: orphans", ruling_5_orphans },
		{ "ruling 20: the push opens", ruling_20_the_push_opens },
		{ "ruling 22: targets", ruling_22_targets },
		{ "attempts start when they were made", attempts_start_when_they_were_made },
		{ "hostile text stays JSON", hostile_text_stays_json },
		{ "commands name their instances", commands_name_their_instances },
		{ NULL, NULL },
	};

	return ec2a_test_main("session", tests);
}

/* SPDX-License-Identifier: MIT */
/*
 * UpdateInstanceInformation has a way of its own past the events: it must teach what the long way does, whatever the
 * record looks like. The long way is taken where context events are asked for.
 */
#include "test.h"

#include <ec2access/ec2access.h>

static uint64_t seed = 5;

static unsigned pick(size_t below)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)((seed >> 33) % below);
}

/* Each line a member and what can stand for it; the first as AWS writes it. */
static const char *const members[][8] = {
	{ "\"eventSource\":\"ssm.amazonaws.com\"", "\"eventSource\":\"ssm\\u002eamazonaws.com\"" },
	{ "\"eventName\":\"UpdateInstanceInformation\"", "\"eventName\":\"UpdateInstanceInformation \"" },
	{ "\"eventTime\":\"2023-07-10T11:57:16Z\"", "\"eventTime\":\"2023-07-10T11: 57:16Z\"", "\"eventTime\":1", "\"eventTime\":\"\"" },
	{ "\"awsRegion\":\"us-east-1\"", "\"awsRegion\":\"us\\u002deast-1\"", "\"awsRegion\":null", "\"awsRegion\":\"\xc3\xa9\"",
	  "\"awsRegion\":\"eu-west-1\",\"awsRegion\":\"us-east-1\"" },
	{ "\"recipientAccountId\":\"111122223333\"", "\"recipientAccountId\":111122223333", "\"recipientAccountId\":\"1.1E+11\"", "\"x\":1",
	  "\"recipientAccountId\":\"\"", "\"recipientAccountId\":\"1111...\"" },
	{ "\"eventID\":\"6bf8950b-f1ed-439d-8fc8-211645bfbe0f\"", "\"eventID\":\"6bf8...\"", "\"eventID\":null", "\"eventID\":\"\"" },
	{ "\"userAgent\":\"aws-sdk-go/1.41.4 (go1.18.3; linux; amd64) amazon-ssm-agent/\"",
	  "\"userAgent\":\"aws-sdk-go/1.41.4 (go1.18.3; windows; amd64) amazon-ssm-agent/\"",
	  "\"userAgent\":\"x (go; darwin; arm64) amazon-ssm-agent/\"", "\"userAgent\":\"amazon-ssm-agent\"", "\"userAgent\":null",
	  "\"userAgent\":\"\xff (; linux;) amazon-ssm-agent\"", "\"userAgent\":\"(; linux;) amazon\\u002dssm-agent\"" },
	{ "\"errorCode\":null", "\"errorCode\":\"\"", "\"errorCode\":\"AccessDenied\"", "\"errorCode\":1", "\"errorMessage\":\"x\"" },
};

static const char *const identities[] = {
	"{\"type\":\"AssumedRole\",\"principalId\":\"AROA:i-0dbc91f429e48eeed\",\"arn\":\"arn:aws:sts::1:assumed-role/r/i-0dbc91f429e48eeed\"}",
	"{\"type\":\"AssumedRole\",\"principalId\":\"111122223333:aws:ec2-instance:i-0dbc91f429e48eeed\",\"accountId\":\"444455556666\"}",
	"{\"type\":\"AssumedRole\",\"principalId\":\"AROA\",\"arn\":\"arn:aws:sts::1:assumed-role/r/i-0dbc91f429e48eee1\"}",
	"{\"type\":\"AssumedRole\",\"type\":\"IAMUser\",\"principalId\":\"AROA:bob\"}", "{\"type\":\"IAMUser\",\"principalId\":\"A:i-1\"}",
	"{\"arn\":\"arn:aws:sts::1:assumed-role/r/i-0dbc91f429e48eee2\",\"principalId\":\"A:i-0dbc91f429e48eee3\"}", "null", "{}", "\"x\"",
	"{\"type\":\"AssumedRole\",\"principalId\":null,\"principalId\":\"A:i-4\"}", "{\"type\" : \"AssumedRole\" , \"principalId\" : \"A:i-5\" }",
};

static const char *const requests[][8] = {
	{ "\"instanceId\":\"i-0dbc91f429e48eeed\"", "\"instanceId\":\"mi-0dbc91f429e48eeed\"", "\"instanceId\":\"\"", "\"instanceId\":7",
	  "\"target\":\"i-0dbc91f429e48eee8\",\"instanceId\":\"i-1\"", "\"InstanceId\":\"i-0dbc91f429e48eee9\"",
	  "\"instanceId\":\"i-0\",\"instanceId\":\"i-1\"", "\"instanceId\":\"i-0...\"" },
	{ "\"iPAddress\":\"10.0.1.2\"", "\"iPAddress\":\"10.0.1.256\"", "\"iPAddress\":\"fd00::1\"", "\"iPAddress\":\"10.0..\"",
	  "\"iPAddress\":null", "\"iPAddress\":\"10.0\\u002e1.2\"", "\"iPAddress\":[\"10.0.1.2\"]", "\"iPAddress\":\" 10.0.1.2\"" },
	{ "\"computerName\":\"ip-10-0-1-2.ec2.internal\"", "\"computerName\":\"WEB\"", "\"computerName\":\".x\"", "\"computerName\":\"\"",
	  "\"computerName\":\"w\xc3\xa9" "b\"", "\"computerName\":\"w\xff" "b\"", "\"computerName\":{}", "\"computerName\":\"a\x7f" "b.c\"" },
	{ "\"platformType\":\"Linux\"", "\"platformType\":\"windows\"", "\"platformType\":\"MacOS\"", "\"platformType\":\"BeOS\"",
	  "\"platformType\":\"Lin\"", "\"platformType\":\"linuxx\"", "\"platformType\":\"\"", "\"platformType\":0" },
};

static const char *choose(const char *const list[8])
{
	size_t n = 0;

	while (n < 8 && list[n])
		n++;
	return list[pick(3) ? 0 : pick(n)];
}

static void make_request(char *out)
{
	static const char *const others[] = { "null", "\"\"", "\"{\\\"instanceId\\\":\\\"i-7\\\"}\"", "[]", "{\"instanceId\":\"i-7\",}" };

	if (!pick(15)) {
		strcat(out, others[pick(sizeof others / sizeof others[0])]);
		return;
	}
	strcat(out, "{");
	for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++)
		sprintf(out + strlen(out), "%s%s", i ? pick(9) ? "," : ", " : "", choose(requests[i]));
	if (!pick(9)) { /* longer than what the short way keeps */
		strcat(out, ",\"computerName\":\"");
		memset(out + strlen(out), 'n', 200); /* the buffer is zero there */
		strcat(out, "\"");
	}
	strcat(out, "}");
}

static void make_record(char *out, size_t size)
{
	memset(out, 0, size);
	strcat(out, "{");
	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
		sprintf(out + strlen(out), "%s,", choose(members[i]));
	sprintf(out + strlen(out), "\"userIdentity\":%s,\"requestParameters\":",
		identities[pick(2) ? 0 : pick(sizeof identities / sizeof identities[0])]);
	make_request(out);
	strcat(out, pick(20) ? "}" : ",}");
}

/* What a parser learns of a record: facts, a place, counts. */
struct learned {
	void *facts;
	size_t size;
	char rest[256];
};

static void learn(ec2a_config *config, const char *text, struct learned *learned)
{
	static const int counters[] = { EC2A_COUNT_RECORDS_TOTAL, EC2A_COUNT_RECORDS_CONTEXT, EC2A_COUNT_RECORDS_REJECTED,
					EC2A_COUNT_RECORDS_OTHER };
	const char *account, *region;
	ec2a_parser *parser;
	ec2a_event *event;
	int r;

	CU_ASSERT_EQUAL_FATAL(ec2a_parser_new(config, &parser), 0);
	CU_ASSERT_EQUAL(ec2a_parser_feed(parser, text, strlen(text)), 0);
	CU_ASSERT_EQUAL(ec2a_parser_finish(parser), 0);
	while ((r = ec2a_parser_next(parser, &event)) != 0)
		if (r == 1)
			ec2a_event_unref(event);
	CU_ASSERT_EQUAL(ec2a_facts_save(ec2a_parser_facts(parser), &learned->facts, &learned->size), 0);
	account = ec2a_coverage_str(ec2a_parser_coverage(parser), 0, EC2A_COVERAGE_ACCOUNT_ID);
	region = ec2a_coverage_str(ec2a_parser_coverage(parser), 0, EC2A_COVERAGE_REGION);
	snprintf(learned->rest, sizeof learned->rest, "%s %s", account ? account : "-", region ? region : "-");
	for (size_t i = 0; i < sizeof counters / sizeof counters[0]; i++)
		sprintf(learned->rest + strlen(learned->rest), " %d", (int)ec2a_parser_count(parser, counters[i]));
	ec2a_parser_free(parser);
}

static int is_same(const struct learned *a, const struct learned *b)
{
	return a->size == b->size && memcmp(a->facts, b->facts, a->size) == 0 && strcmp(a->rest, b->rest) == 0;
}

static void short_is_long(void)
{
	static char text[8192];
	struct learned empty;
	ec2a_config *config;
	size_t taught = 0;

	CU_ASSERT_EQUAL_FATAL(ec2a_config_new(&config), 0);
	CU_ASSERT_EQUAL(ec2a_config_set_int(config, EC2A_OPT_EVENTS, EC2A_EVENTS_CONTEXT), 0);
	learn(NULL, "{}", &empty);
	ec2a_free(empty.facts);
	for (int i = 0; i < 10000; i++) {
		struct learned quick, slow;

		make_record(text, sizeof text);
		learn(NULL, text, &quick);
		learn(config, text, &slow);
		if (!is_same(&quick, &slow)) {
			fprintf(stderr, "%s\nquick: %.*s %s\nslow: %.*s %s\n", text, (int)quick.size,
				(const char *)quick.facts, quick.rest, (int)slow.size, (const char *)slow.facts, slow.rest);
			CU_FAIL_FATAL("the short way taught something else");
		}
		taught += slow.size > empty.size;
		ec2a_free(quick.facts);
		ec2a_free(slow.facts);
	}
	CU_ASSERT(taught > 3000);
	ec2a_config_unref(config);
}

/* One byte is another one; now and then the record goes on to be a different one. */
static void spoil(char *text, size_t size)
{
	static const char others[] = "0123456789abcdefi-.:\"\\{}[], \x01\x7f\xc3\xa9xXNlT";

	text[pick(size)] = others[pick(sizeof others - 1)];
}

/* What was learned of one beat is remembered for the next: that must not change what is learned. Most here are equal but
 * for the last digits of id, time and instance, in the same places; some have a byte changed anywhere, or another member. */
static void many_in_a_row(void)
{
	static char record[8192], text[1 << 22];
	static const char usual[] =
		"{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"AssumedRole\",\"principalId\":\"AROA:i-0dbc91f429e480%02d\","
		"\"arn\":\"arn:aws:sts::111122223333:assumed-role/r/i-0dbc91f429e480%02d\"},\"eventTime\":\"2023-07-10T11:%02d:16Z\","
		"\"eventSource\":\"ssm.amazonaws.com\",\"eventName\":\"UpdateInstanceInformation\",\"awsRegion\":\"us-east-1\","
		"\"userAgent\":\"aws-sdk-go/1.41.4 (go1.18.3; linux; amd64) amazon-ssm-agent/\",\"errorCode\":\"%s\","
		"\"requestParameters\":{\"instanceId\":\"i-0dbc91f429e480%02d\",\"iPAddress\":\"10.0.1.%02d\",\"n\":10,"
		"\"computerName\":\"ip-10-0-1-%02d.ec2.internal\",\"platformType\":\"Linux\",\"x\":[true,\"y\"]},"
		"\"eventID\":\"6bf8950b-f1ed-439d-8fc8-2116450000%02d\",\"recipientAccountId\":\"111122223333\"}";
	ec2a_config *config;
	size_t most = 0;

	CU_ASSERT_EQUAL_FATAL(ec2a_config_new(&config), 0);
	CU_ASSERT_EQUAL(ec2a_config_set_int(config, EC2A_OPT_EVENTS, EC2A_EVENTS_CONTEXT), 0);
	for (int round = 0; round < 60; round++) {
		struct learned quick, slow;
		size_t size = 0;

		for (int i = 0; i < 1500; i++) {
			int id = 10 + (int)pick(round % 2 ? 90 : 9);

			if (!pick(round % 3 ? 400 : 30))
				make_record(record, sizeof record);
			else
				snprintf(record, sizeof record, usual, id, id, 10 + (int)pick(50), pick(9) ? "" : "No", id,
					 pick(99) ? id : 77, id, 10 + (int)pick(90));
			if (!pick(round % 5 ? 300 : 4))
				spoil(record, strlen(record));
			size += (size_t)snprintf(text + size, sizeof text - size, "%s\n", record);
		}
		learn(NULL, text, &quick);
		learn(config, text, &slow);
		if (!is_same(&quick, &slow)) {
			fprintf(stderr, "quick: %.*s %s\nslow: %.*s %s\n", (int)quick.size, (const char *)quick.facts,
				quick.rest, (int)slow.size, (const char *)slow.facts, slow.rest);
			CU_FAIL_FATAL("what was remembered taught something else");
		}
		most = slow.size > most ? slow.size : most;
		ec2a_free(quick.facts);
		ec2a_free(slow.facts);
	}
	CU_ASSERT(most > 10000);
	ec2a_config_unref(config);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "the short way teaches what the long way does", short_is_long },
		{ "what was said before teaches the same again", many_in_a_row },
		{ NULL, NULL },
	};

	return ec2a_test_main("record beat", tests);
}

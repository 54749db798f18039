/* SPDX-License-Identifier: MIT */
/* A parser that was used before reads an input as a new one does, whatever came before; facts and coverage add up. */
#include "test.h"

#include "parser_state.h"

#include <ec2access/ec2access.h>

#define RECORD(id, name, more)                                                                                        \
	"{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"AssumedRole\",\"principalId\":\"A:i-0" id "\"},"       \
	"\"eventTime\":\"2023-07-10T11:" id ":16Z\",\"eventSource\":\"ssm.amazonaws.com\",\"eventName\":\"" name "\"," \
	"\"awsRegion\":\"us-east-1\",\"sourceIPAddress\":\"203.0.113.7\",\"userAgent\":\"amazon-ssm-agent; linux;\","  \
	"\"requestParameters\":{" more "},\"eventID\":\"6bf8950b-f1ed-439d-8fc8-2116450000" id "\","                   \
	"\"recipientAccountId\":\"111122223333\"}"
#define START(id) RECORD(id, "StartSession", "\"target\":\"i-0" id "\"")
#define BEAT(id) RECORD(id, "UpdateInstanceInformation", "\"instanceId\":\"i-0" id "\",\"iPAddress\":\"10.0.0." id "\"")

static const char *const inputs[] = {
	"{\"Records\":[" START("10") "," BEAT("11") "," RECORD("12", "GetParameter", "") "]}",
	BEAT("13") "\n" START("14") "\n{\"x\":1}\n" START("15") "\n",
	"{\"Records\":[" START("16") ",7," START("17"),                       /* cut off */
	"{\"Records\":[" BEAT("18") "],\"Records\":[" START("19") "]}",        /* a second one */
	"{\"Records\":[]}",
	"",
	"[" START("20") "," START("21") "]]",
	"{\"Records\":[" BEAT("22") "}]",                                      /* brackets */
	"<html>",
	"\"a string\"",
	"Event name,Event time,Event source,Event ID,AWS region,Source IP address,User name\n"
	"StartSession,2023-07-10T11:57:16Z,ssm.amazonaws.com,6bf8950b-f1ed-439d-8fc8-2116450000aa,us-east-1,203.0.113.7,bob\n",
	"a,b,c\n1,2,3\n4,5,6\n",
	"Jul 10 11:57:16 web sshd[77]: Accepted publickey for ec2-user from 203.0.113.7 port 50000 ssh2: ED25519 SHA256:abc\n"
	"Jul 10 11:57:17 web sshd[77]: Received disconnect from 203.0.113.7 port 50000:11: x\n",
	"{'Records': [{'eventSource': 'ssm.amazonaws.com', 'eventName': 'StartSession'}]}",
	NULL, /* one record over a megabyte */
};

enum { INPUTS = sizeof inputs / sizeof inputs[0] };

static const char *input(size_t which)
{
	static char large[3 << 20];

	if (inputs[which])
		return inputs[which];
	if (!*large) {
		sprintf(large, "{\"Records\":[%s,{\"x\":\"", START("30"));
		memset(large + strlen(large), 'x', 2 << 20);
		strcat(large, "\"}," START("31") "]}");
	}
	return large;
}

/* Everything that comes out, as a text. */
static void read_some(ec2a_parser *parser, const char *text, size_t step, size_t events, char *out)
{
	size_t size = strlen(text), at = 0;
	uint64_t second;
	ec2a_event *event;
	char *json;
	int r = 1;

	*out = '\0';
	while (at <= size && events) {
		size_t some = size - at < step ? size - at : step;

		EQ_INT(ec2a_parser_feed(parser, text + at, some), 0);
		at += some;
		if (at == size)
			EQ_INT(ec2a_parser_finish(parser), 0);
		while (events && (r = ec2a_parser_next(parser, &event)) != 0) {
			events--;
			sprintf(out + strlen(out), "%d ", r);
			if (r == 1) {
				EQ_INT(ec2a_event_to_json(event, &json), 0);
				strcat(out, json);
				ec2a_free(json);
				ec2a_event_unref(event);
			} else {
				sprintf(out + strlen(out), "%s %d %d", ec2a_parser_error(parser),
					(int)ec2a_parser_error_record(parser), (int)ec2a_parser_error_byte(parser));
			}
			strcat(out, "\n");
			if (r == EC2A_E_FORMAT)
				events = 0;
		}
		if (at == size)
			break;
	}
	if (ec2a__parser_second_records(parser, &second))
		sprintf(out + strlen(out), "second at %d ", (int)second);
	for (int i = 1; i < EC2A__PARSER_COUNTERS; i++)
		sprintf(out + strlen(out), "%d ", (int)ec2a_parser_count(parser, i));
}

static void set_name(ec2a_parser *parser, int i)
{
	if (i % 2)
		EQ_INT(ec2a_parser_set_name(parser, "i-0123456789abcdef0.log"), 0);
	if (i % 4 == 1)
		EQ_INT(ec2a_parser_set_reference(parser, INT64_C(1700000000000000)), 0);
	if (i % 4 == 3)
		ec2a__parser_set_file_time(parser, EC2A__YEAR_GZIP, INT64_C(1600000000000000));
}

static void same_facts(const ec2a_facts *a, const ec2a_facts *b)
{
	void *bytes[2];
	size_t sizes[2];

	EQ_INT(ec2a_facts_save(a, &bytes[0], &sizes[0]), 0);
	EQ_INT(ec2a_facts_save(b, &bytes[1], &sizes[1]), 0);
	CU_ASSERT(sizes[0] == sizes[1] && memcmp(bytes[0], bytes[1], sizes[0]) == 0);
	ec2a_free(bytes[0]);
	ec2a_free(bytes[1]);
}

static void same_coverage(const ec2a_coverage *a, const ec2a_coverage *b)
{
	for (size_t place = 0; place < 4; place++) {
		char *json[2] = { NULL, NULL };

		EQ_INT(ec2a_coverage_to_json(a, place, 1, &json[0]), ec2a_coverage_to_json(b, place, 1, &json[1]));
		EQ_TEXT(json[0], json[1]);
		ec2a_free(json[0]);
		ec2a_free(json[1]);
	}
}

static void as_if_new(void)
{
	static char got[1 << 16], want[1 << 16];
	ec2a_parser *again, *fresh;
	ec2a_coverage *coverage;
	unsigned chance = 7;
	ec2a_facts *facts;

	CU_ASSERT_EQUAL_FATAL(ec2a_parser_new(NULL, &again), 0);
	CU_ASSERT_EQUAL_FATAL(ec2a_facts_new(&facts), 0);
	CU_ASSERT_EQUAL_FATAL(ec2a_coverage_new(&coverage), 0);
	for (int i = 0; i < 1500; i++) {
		size_t which, step, events;

		chance = chance * 1103515245u + 12345u;
		which = chance >> 8 & 0xffff;
		step = inputs[which % INPUTS] ? (size_t[]){ 100000, 1, 7, 64 }[chance >> 24 & 3] : 100000;
		events = chance >> 26 & 3 ? SIZE_MAX : which / INPUTS % 3; /* some are left before their end */
		CU_ASSERT_EQUAL_FATAL(ec2a__parser_again(&again), 0);
		CU_ASSERT_EQUAL_FATAL(ec2a_parser_new(NULL, &fresh), 0);
		set_name(again, i);
		set_name(fresh, i);
		read_some(again, input(which % INPUTS), step, events, got);
		read_some(fresh, input(which % INPUTS), step, events, want);
		EQ_TEXT(got, want);
		EQ_TEXT(ec2a_parser_error(again), ec2a_parser_error(fresh));
		EQ_INT(ec2a_facts_merge(facts, ec2a_parser_facts(fresh)), 0);
		EQ_INT(ec2a_coverage_merge(coverage, ec2a_parser_coverage(fresh)), 0);
		ec2a_parser_free(fresh);
	}
	CU_ASSERT(ec2a_facts_count(facts) > 4);
	CU_ASSERT(again->known != NULL); /* what beats of inputs before said, which no input has enough of by itself */
	same_facts(ec2a_parser_facts(again), facts);
	same_coverage(ec2a_parser_coverage(again), coverage);
	ec2a_parser_free(again);
	ec2a_facts_free(facts);
	ec2a_coverage_free(coverage);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "a parser that was used before reads as a new one", as_if_new },
		{ NULL, NULL },
	};

	return ec2a_test_main("parser again", tests);
}

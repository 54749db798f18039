/* SPDX-License-Identifier: MIT */
/* Many in one call: the same events, rows and bytes as one by one; also where each allocation fails in turn. */
#include "oom.h"

#define HEAD(name, n, time) \
	"{\"eventSource\":\"ssm.amazonaws.com\",\"eventName\":\"" name "\",\"eventTime\":\"2023-09-04T05:" time \
	"Z\",\"eventID\":\"00000000-0000-4000-8000-00000000000" n "\",\"awsRegion\":\"eu-west-1\"," \
	"\"recipientAccountId\":\"111122223333\",\"userAgent\":\"aws-cli/2\","
#define OPEN(n, time) HEAD("StartSession", n, time) "\"requestParameters\":{\"target\":\"i-0123456789abcde0" n "\"}}\n"
#define BAD "{\"eventSource\":\"ssm.amazonaws.com\",\"eventName\":\"StartSession\",\"eventTime\" 3}\n"

static const char trail[] = OPEN("1", "56:04") OPEN("2", "56:05") BAD
	HEAD("SendCommand", "3", "57:00") "\"requestParameters\":{\"documentName\":\"A\\u0000\\\"\\u001b\"}}\n"
	HEAD("TerminateSession", "4", "58:00") "\"requestParameters\":{\"sessionId\":\"alice-0123456789abcdef0\"}}\n"
	OPEN("5", "59:00");

static ec2a_parser *fed(void)
{
	ec2a_parser *parser = NULL;
	int r;

	AGAIN(r, ec2a_parser_new(NULL, &parser));
	CU_ASSERT_FATAL(r == 0);
	AGAIN(r, ec2a_parser_feed(parser, trail, sizeof trail - 1));
	EQ_INT(r, 0);
	AGAIN(r, ec2a_parser_finish(parser));
	EQ_INT(r, 0);
	return parser;
}

static ec2a_event_list *collected(void)
{
	ec2a_parser *parser = fed();
	ec2a_event_list *list = NULL;
	int r;

	AGAIN(r, ec2a_event_list_new(&list));
	CU_ASSERT_FATAL(r == 0);
	AGAIN(r, ec2a_parser_collect(parser, list));
	EQ_INT(r, EC2A_E_RECORD);
	AGAIN(r, ec2a_parser_collect(parser, list));
	EQ_INT(r, 0);
	ec2a_parser_free(parser);
	return list;
}

static ec2a_correlator *joined(ec2a_event *const *events, size_t count)
{
	ec2a_correlator *correlator = NULL;
	int r;

	AGAIN(r, ec2a_correlator_new(NULL, &correlator));
	CU_ASSERT_FATAL(r == 0);
	for (size_t i = 0; i < count; i++) {
		AGAIN(r, ec2a_correlator_add(correlator, events[i]));
		EQ_INT(r, 0);
	}
	AGAIN(r, ec2a_correlator_finish(correlator));
	EQ_INT(r, 0);
	return correlator;
}

/* What the line of an event must begin with: its own object, without the last brace. */
static void expect_event(const char **line, const ec2a_event *event)
{
	static const char *const verdicts[] = { "\"method\":", "\"surface\":", "\"os\":", "\"os_confidence\":",
						"\"identity\":", "\"outcome\":", "\"kind\":", "\"role\":" };
	const char *at = *line, *end = strchr(at, '\n');
	char *own = NULL;
	size_t size;

	CU_ASSERT_FATAL(end != NULL);
	CU_ASSERT_FATAL(ec2a_event_to_json(event, &own) == 0);
	size = strlen(own) - 1;
	CU_ASSERT(strncmp(at, own, size) == 0 && strncmp(at + size, ",\"time\":\"2023-09-04T05:5", 24) == 0);
	ec2a_free(own);
	for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
		at = strstr(at + size, verdicts[i]);
		CU_ASSERT_FATAL(at && at < end);
		size = 1;
	}
	CU_ASSERT(end[-1] == '}');
	*line = end + 1;
}

static void test_events(void)
{
	ec2a_event_list *list = collected();
	size_t count = 0, size = 0;
	ec2a_event **events = ec2a_event_list_events(list, &count);
	const char *at;
	char *lines = NULL;

	EQ_INT(count, 5);
	EQ_TEXT(ec2a_event_str(events[2], EC2A_FIELD_EVENT_NAME), "SendCommand");
	EQ_INT(ec2a_events_to_jsonl(NULL, NULL, events, count, &lines, &size), 0);
	EQ_INT(strlen(lines), size);
	at = lines;
	for (size_t i = 0; i < count; i++)
		expect_event(&at, events[i]);
	EQ_INT(*at, 0);
	CU_ASSERT(strstr(lines, "\"method\":\"session-manager\",\"surface\":\"cli\"") != NULL);
	CU_ASSERT(strstr(lines, "\"method\":null") != NULL); /* TerminateSession is part of another one's session */
	ec2a_free(lines);
	ec2a_event_list_free(list);
}

/* A list holds references of its own; a scan fills one; the correlator tells the time. */
static void test_list(void)
{
	ec2a_event_list *list = collected(), *other = NULL;
	size_t count = 0, size = 0;
	ec2a_event **events = ec2a_event_list_events(list, &count);
	ec2a_event *kept = ec2a_event_ref(events[0]);
	ec2a_correlator *correlator = joined(events, count);
	char *lines = NULL;

	EQ_INT(ec2a_event_list_new(&other), 0);
	CU_ASSERT(ec2a_event_list_events(other, &size) == NULL && size == 0);
	for (int i = 0; i < 100; i++)
		EQ_INT(ec2a_event_list_collect(events[1], other), 0);
	ec2a_event_list_free(list);
	events = ec2a_event_list_events(other, &count);
	EQ_INT(count, 100);
	EQ_TEXT(ec2a_event_str(events[99], EC2A_FIELD_INSTANCE_ID), "i-0123456789abcde02");
	EQ_INT(ec2a_events_to_jsonl(NULL, correlator, events, 1, &lines, &size), 0);
	CU_ASSERT(strstr(lines, "\"time\":\"2023-09-04T05:56:05Z\"") != NULL);
	ec2a_free(lines);
	ec2a_correlator_free(correlator);
	EQ_TEXT(ec2a_event_str(kept, EC2A_FIELD_INSTANCE_ID), "i-0123456789abcde01");
	ec2a_event_unref(kept);
	ec2a_event_list_free(other);
}

static void test_scan(void)
{
	ec2a_event_list *list = NULL;
	ec2a_correlator *correlator = NULL;
	ec2a_source *source = NULL;
	ec2a_scan *scan = NULL;
	size_t count = 0;

	CU_ASSERT_FATAL(ec2a_event_list_new(&list) == 0 && ec2a_scan_new(NULL, &scan) == 0);
	CU_ASSERT_FATAL(ec2a_correlator_new(NULL, &correlator) == 0);
	CU_ASSERT_FATAL(ec2a_source_memory(NULL, "trail", trail, sizeof trail - 1, &source) == 0);
	CU_ASSERT_FATAL(ec2a_scan_add(scan, source) == 0);
	EQ_INT(ec2a_scan_set_events(scan, ec2a_event_list_collect, list), 0);
	EQ_INT(ec2a_scan_run(scan, correlator), 0);
	CU_ASSERT(ec2a_event_list_events(list, &count) != NULL && count == 5);
	ec2a_scan_free(scan);
	ec2a_correlator_free(correlator);
	ec2a_event_list_free(list);
}

static void test_sessions(void)
{
	ec2a_event_list *list = collected();
	size_t count = 0, taken = 0, size = 0;
	ec2a_event **events = ec2a_event_list_events(list, &count);
	ec2a_correlator *many = joined(events, count), *single = joined(events, count);
	ec2a_session *rows[3], *row = NULL;
	const char *at;
	char *lines = NULL, *line = NULL;
	size_t all = 0;
	int r;

	while ((r = ec2a_correlator_next_many(many, rows, 3, &taken)) == 1) {
		EQ_INT(ec2a_sessions_to_jsonl(rows, taken, &lines, &size), 0);
		EQ_INT(strlen(lines), size);
		at = lines;
		for (size_t i = 0; i < taken; i++, all++) {
			CU_ASSERT_FATAL(ec2a_correlator_next(single, &row) == 1);
			CU_ASSERT_FATAL(ec2a_session_to_json(row, &line) == 0);
			CU_ASSERT(strncmp(at, line, strlen(line)) == 0 && at[strlen(line)] == '\n');
			at += strlen(line) + 1;
			ec2a_free(line);
			ec2a_session_unref(row);
		}
		EQ_INT(*at, 0);
		ec2a_free(lines);
		ec2a_sessions_unref(rows, taken);
	}
	EQ_INT(r, 0);
	EQ_INT(all, 5);
	EQ_INT(ec2a_correlator_next(single, &row), 0);
	ec2a_correlator_free(single);
	ec2a_correlator_free(many);
	ec2a_event_list_free(list);
}

static void test_arguments(void)
{
	ec2a_event_list *list = collected();
	ec2a_parser *parser = fed();
	ec2a_correlator *correlator = joined(NULL, 0);
	ec2a_session *rows[1];
	size_t n = 7;
	char *lines = NULL;

	EQ_INT(ec2a_event_list_new(NULL), EC2A_E_ARG);
	EQ_INT(ec2a_event_list_collect(NULL, list), EC2A_E_ARG);
	CU_ASSERT(ec2a_event_list_events(NULL, &n) == NULL && ec2a_event_list_events(list, NULL) == NULL);
	EQ_INT(ec2a_parser_collect(NULL, list), EC2A_E_ARG);
	EQ_INT(ec2a_parser_collect(parser, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_events_to_jsonl(NULL, NULL, NULL, 1, &lines, &n), EC2A_E_ARG);
	EQ_INT(ec2a_events_to_jsonl(NULL, NULL, NULL, 0, NULL, &n), EC2A_E_ARG);
	EQ_INT(ec2a_correlator_next_many(correlator, rows, 0, &n), EC2A_E_ARG);
	EQ_INT(ec2a_correlator_next_many(NULL, rows, 1, &n), EC2A_E_ARG);
	EQ_INT(ec2a_correlator_next_many(correlator, rows, 1, &n), 0);
	EQ_INT(ec2a_sessions_to_jsonl(NULL, 1, &lines, &n), EC2A_E_ARG);
	EQ_INT(n, 7);
	EQ_INT(ec2a_sessions_to_jsonl(NULL, 0, &lines, &n), 0);
	EQ_TEXT(lines, "");
	EQ_INT(n, 0);
	ec2a_free(lines);
	ec2a_sessions_unref(NULL, 0);
	ec2a_event_list_free(NULL);
	ec2a_event_list_free(list);
	ec2a_parser_free(parser);
	ec2a_correlator_free(correlator);
}

/* ---- memory that runs out -------------------------------------------------------- */

static void work(void *user)
{
	ec2a_event_list *list = collected();
	size_t count = 0, size = 0;
	ec2a_event **events = ec2a_event_list_events(list, &count);
	ec2a_correlator *correlator = joined(events, count);
	ec2a_session *rows[2];
	char *lines = NULL;
	int r;

	(void)user;
	AGAIN(r, ec2a_events_to_jsonl(NULL, correlator, events, count, &lines, &size));
	oom_note("%d %s", r, r == 0 ? lines : "-");
	ec2a_free(lines);
	for (;;) {
		AGAIN(r, ec2a_correlator_next_many(correlator, rows, 2, &count));
		if (r != 1)
			break;
		AGAIN(r, ec2a_sessions_to_jsonl(rows, count, &lines, &size));
		oom_note("%s", r == 0 ? lines : "-");
		ec2a_free(lines);
		ec2a_sessions_unref(rows, count);
	}
	EQ_INT(r, 0);
	ec2a_correlator_free(correlator);
	ec2a_event_list_free(list);
}

static void test_memory(void)
{
	if (oom_possible())
		oom_torture("many in one call", work, NULL, 1);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "events", test_events },     { "a list", test_list },         { "a scan's events", test_scan },
		{ "sessions", test_sessions }, { "arguments", test_arguments }, { "memory", test_memory },
		{ NULL, NULL },
	};

	return ec2a_test_main("many in one call", tests);
}

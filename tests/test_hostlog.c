/* SPDX-License-Identifier: MIT */
/* Host logs as inputs: envelopes, what is recognised, cuts, limits, times. */
#include "hostlog_kit.h"

#include "act.h"
#include "event_build.h"

#define ACCEPTED "sshd[2301]: Accepted password for ana from 198.51.100.4 port 42 ssh2"
#define SAYS "sshd 2301 access Accepted password source_ip=198.51.100.4 os_user=ana source_port=42 auth_method=password\n"
#define ISO "2026-02-03T08:15:09Z h " ACCEPTED "\n"

static void expect_with(ec2a_config *config, const char *data, size_t size, const char *want)
{
	static struct kit_text whole, cut;

	kit_read(config, data, size, size, 1, kit_put_line, &whole);
	EQ_TEXT(whole.data, want);
	kit_read(config, data, size, 1, 1, kit_put_line, &cut);
	EQ_TEXT(cut.data, want);
	for (size_t at = 1; at < size; at++) {
		kit_read(config, data, size, at, size, kit_put_line, &cut);
		CU_ASSERT(strcmp(cut.data, whole.data) == 0);
	}
}

static void expect(const char *data, const char *want)
{
	expect_with(NULL, data, strlen(data), want);
}

/* ---- envelopes ---------------------------------------------------------------- */

static void one(const char *line, const char *want)
{
	char text[1024], said[1024];

	snprintf(text, sizeof text, "%s\n", line);
	snprintf(said, sizeof said, "1 %s " SAYS "files 1 0 0 records 0 lines 1 = 1 + 0", want);
	expect(text, said);
}

static void test_envelopes(void)
{
	one("Feb  3 08:15:09 ip-10-20-30-40 " ACCEPTED, "Feb  3 08:15:09 ip-10-20-30-40");
	one("Feb 03 08:15:09 h " ACCEPTED, "Feb 03 08:15:09 h");
	one("Feb 03 08:15:09.120345 h " ACCEPTED, "Feb 03 08:15:09.120345 h");
	one("2026-02-03T08:15:09.120345+00:00 h " ACCEPTED, "2026-02-03T08:15:09Z h");
	one("2026-02-03T08:15:09+0000 h " ACCEPTED, "2026-02-03T08:15:09Z h");
	one("2026-02-03T08:15:09Z h " ACCEPTED, "2026-02-03T08:15:09Z h");
	one("2026-02-03T17:15:09+09:00 h " ACCEPTED, "2026-02-03T08:15:09Z h");
	one("2026-02-02T22:45:09-0930 h " ACCEPTED, "2026-02-03T08:15:09Z h");
	one("2026-02-03T08:15:09 h " ACCEPTED, "2026-02-03T08:15:09Z h");
	one("Feb  3 08:15:09 " ACCEPTED, "Feb  3 08:15:09 -"); /* journalctl --no-hostname */
	one(ISO "\r", "2026-02-03T08:15:09Z h");
}

/* Not lines: what was broken off, other clocks, no program. They count, and say nothing. */
static void test_bad_envelopes(void)
{
	static const char *const bad[] = {
		"Feb 30 08:15:09 h " ACCEPTED, "Feb  0 08:15:09 h " ACCEPTED, "Fev  3 08:15:09 h " ACCEPTED,
		"Feb  3 24:15:09 h " ACCEPTED, "Feb  3 08:60:09 h " ACCEPTED, "Feb  3 08:15:09" ACCEPTED,
		"Feb  3 8:15:09 h " ACCEPTED, "2026-02-30T08:15:09Z h " ACCEPTED, "2026-02-03 08:15:09Z h " ACCEPTED,
		"Feb  3 08:15:09 h", "Feb  3 08:15:09 h sshd", "Feb  3 08:15:09 h sshd[x]: a", "Feb  3 08:15:09 h sshd[1: a",
		"Feb  3 08:15:09 h last message repeated 2 times", "\tsecond line of a message", ACCEPTED,
	};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		char text[1024];

		snprintf(text, sizeof text, ISO "%s\n", bad[i]);
		expect(text, "1 2026-02-03T08:15:09Z h " SAYS "files 1 0 0 records 0 lines 2 = 1 + 1");
	}
}

static void test_zone(void)
{
	ec2a_config *config = kit_config(EC2A_EVENTS_ACCESS);
	const char *lines = "2026-02-03T08:15:09 h " ACCEPTED "\n"
			    "2026-02-03T08:15:09+00:00 h " ACCEPTED "\n"
			    "Jan  1 00:30:00 h " ACCEPTED "\n"
			    "Dec 31 23:59:59 h " ACCEPTED "\n"
			    "Feb 29 12:00:00 h " ACCEPTED "\n";

	CU_ASSERT(ec2a_config_set_int(config, EC2A_OPT_LOG_ZONE, 9 * 60) == 0);
	CU_ASSERT(ec2a_config_set_int(config, EC2A_OPT_LOG_YEAR, 2026) == 0);
	/* All in the log's own 2026; it had no 29 February, 2024 had. */
	expect_with(config, lines, strlen(lines),
		    "1 2026-02-02T23:15:09Z h " SAYS "2 2026-02-03T08:15:09Z h " SAYS "3 2025-12-31T15:30:00Z h " SAYS
		    "4 2026-12-31T14:59:59Z h " SAYS "5 2024-02-29T03:00:00Z h " SAYS
		    "files 1 0 0 records 0 lines 5 = 5 + 0");
	ec2a_config_unref(config);
}

/* ---- what is a host log ----------------------------------------------------------- */

#define FOUND "2026-02-03T08:15:09Z h " SAYS "files 1 0 0 records 0 lines "

static void test_recognised(void)
{
	expect("Feb  3 08:15:08 h CRON[9]: (root) CMD (a,b,c)\nFeb  3 08:15:08 h kernel: x,y,z\n" ISO, "3 " FOUND "3 = 1 + 2");
	expect("Feb  3 08:15:08 h k:x,y,z\n" ISO, "2 " FOUND "2 = 1 + 1"); /* no table */
	expect("f a message that rotation cut off\n" ISO, "2 " FOUND "2 = 1 + 1");
	expect("\n\n" ISO, "3 " FOUND "1 = 1 + 0");
	expect("\xef\xbb\xbf" ISO, "1 " FOUND "1 = 1 + 0");
	expect("-- Boot 0f1e2d3c4b5a69788796a5b4c3d2e1f0 --\n" ISO, "2 " FOUND "2 = 1 + 1");
	expect("-- No entries --\n", "files 1 0 0 records 0 lines 1 = 0 + 1");
	expect("2026-02-03T08:15:09Z h " ACCEPTED, "1 " FOUND "1 = 1 + 0"); /* no last line end */
	expect("Feb  3 08:15:08 h CRON[9]: x\n", "files 1 0 0 records 0 lines 1 = 0 + 1");
}

static void test_not_recognised(void)
{
	expect("Subject,Text,More\n" ISO, "files 0 1 0 records 0 lines 0 = 0 + 0"); /* a table */
	expect("Dear reader,\n\nyesterday\n", "EC2A_E_FORMAT 1 0: this is not JSON\nfiles 0 0 1 records 0 lines 0 = 0 + 0");
	/* JSON comes first */
	expect("\n{\"a\":1}\n{\"b\":2}\n", "files 0 1 0 records 0 lines 0 = 0 + 0");
	expect("a\nb\nc\nd\ne\nf\ng\nh\n" ISO, "EC2A_E_FORMAT 1 0: this is not JSON\nfiles 0 0 1 records 0 lines 0 = 0 + 0");
}

static void test_long_beginning(void)
{
	static char text[6000];
	static struct kit_text out;

	/* The first line is over what is looked at: it is what its beginning says. */
	snprintf(text, sizeof text, "Feb  3 08:15:08 h k: %05000d\n" ISO, 0);
	kit_read(NULL, text, strlen(text), strlen(text), 1, kit_put_line, &out);
	EQ_TEXT(out.data, "2 " FOUND "2 = 1 + 1");
	kit_read(NULL, text, strlen(text), 1, 1, kit_put_line, &out);
	EQ_TEXT(out.data, "2 " FOUND "2 = 1 + 1");
}

/* ---- damage ----------------------------------------------------------------------- */

static void test_long_lines(void)
{
	ec2a_config *config = kit_config(EC2A_EVENTS_ACCESS);
	char text[4096], want[1024];

	CU_ASSERT(ec2a_config_set_int(config, EC2A_OPT_RECORD_BYTES, 1024) == 0);
	snprintf(text, sizeof text, ISO "Feb  3 08:15:08 h k: %01004d\n" ISO, 0); /* 1025 bytes */
	snprintf(want, sizeof want,
		 "1 2026-02-03T08:15:09Z h " SAYS "EC2A_E_LIMIT 2 %d: a line is over the limit of a record's size\n3 " FOUND
		 "3 = 2 + 1", (int)strlen(ISO));
	expect_with(config, text, strlen(text), want);
	snprintf(text, sizeof text, ISO "Feb  3 08:15:08 h k: %01003d\r\n" ISO, 0); /* 1024 and a line end */
	expect_with(config, text, strlen(text), "1 2026-02-03T08:15:09Z h " SAYS "3 " FOUND "3 = 2 + 1");
	snprintf(text, sizeof text, ISO "Feb  3 08:15:08 h k: %02004d", 0); /* ... and the last one */
	snprintf(want, sizeof want,
		 "1 2026-02-03T08:15:09Z h " SAYS "EC2A_E_LIMIT 2 %d: a line is over the limit of a record's size\n"
		 "files 1 0 0 records 0 lines 2 = 1 + 1", (int)strlen(ISO));
	expect_with(config, text, strlen(text), want);
	ec2a_config_unref(config);
}

static void test_bytes(void)
{
	static const char nul[] = "2026-02-03T08:15:09Z h sshd[1]: Accepted password for a\0b from 1.2.3.4 port 5 ssh2\n";

	expect("2026-02-03T08:15:09Z h\xff sshd[1]: Accepted password for a\xc3 from 1.2.3.4 port 5 ssh2\n",
	       "1 2026-02-03T08:15:09Z h\xef\xbf\xbd sshd 1 access Accepted password source_ip=1.2.3.4 os_user=a\xef\xbf\xbd"
	       " source_port=5 auth_method=password\nfiles 1 0 0 records 0 lines 1 = 1 + 0");
	expect_with(NULL, nul, sizeof nul - 1,
		    "1 2026-02-03T08:15:09Z h sshd 1 access Accepted password source_ip=1.2.3.4 os_user=a\xef\xbf\xbd"
		    "b source_port=5 auth_method=password\nfiles 1 0 0 records 0 lines 1 = 1 + 0");
}

/* ---- journald ----------------------------------------------------------------------- */

#define ENTRY(program, rest) \
	"{\"__REALTIME_TIMESTAMP\":\"1770106509120345\",\"_HOSTNAME\":\"h\",\"SYSLOG_IDENTIFIER\":" program \
	",\"_PID\":\"2301\"," rest "}\n"
#define TEXT "Accepted password for ana from 198.51.100.4 port 42 ssh2"
#define IS(program, rest, counts) expect(ENTRY(program, rest), "1 2026-02-03T08:15:09Z h " SAYS "files 1 0 0 records 0 lines " counts)
#define IS_NOT(program, rest) expect(ENTRY(program, rest), "files 1 0 0 records 0 lines 1 = 0 + 1")

static void test_journal(void)
{
	IS("\"sshd\"", "\"MESSAGE\":\"" TEXT "\"", "1 = 1 + 0");
	IS("\"sshd-session\"", "\"_COMM\":\"sshd-session\",\"MESSAGE\":\"" TEXT "\"", "1 = 1 + 0");
	IS("[\"sshd\",\"x\"]", "\"MESSAGE\":[\"" TEXT "\",\"x\"]", "1 = 1 + 0");
	IS("\"s\\u0073hd\"", "\"MESSAGE\":\"" TEXT "\"", "1 = 1 + 0");
	/* "Accepted p" as numbers, and a byte that is no UTF-8 */
	expect(ENTRY("\"sshd\"", "\"MESSAGE\":[65,99,99,101,112,116,101,100,32,112,32,102,111,114,32,255,32,102,114,111,109,"
		     "32,49,46,50,46,51,46,52,32,112,111,114,116,32,53,32,115,115,104,50]"),
	       "1 2026-02-03T08:15:09Z h sshd 2301 access Accepted p source_ip=1.2.3.4 os_user=\xef\xbf\xbd source_port=5"
	       " auth_method=p\nfiles 1 0 0 records 0 lines 1 = 1 + 0");
	IS_NOT("\"sshd\"", "\"MESSAGE\":null");
	/* 321 is no byte, though its last eight bits are an A */
	IS_NOT("\"sshd\"", "\"MESSAGE\":[321,99,99,101,112,116,101,100,32,112,32,102,111,114,32,97]");
	IS_NOT("\"sshd\"", "\"MESSAGE\":[65,355,99,101,112,116,101,100,32,112,32,102,111,114,32,97]");
	IS_NOT("\"sshd\"", "\"MESSAGE\":[]");
	IS_NOT("null", "\"MESSAGE\":\"" TEXT "\"");
	IS_NOT("\"ana\"", "\"MESSAGE\":\"" TEXT "\"");
	IS_NOT("\"sshd\"", "\"__CURSOR\":\"s=0\"");
	/* logger -t sshd: journald knows who wrote */
	IS_NOT("\"sshd\"", "\"_COMM\":\"logger\",\"MESSAGE\":\"" TEXT "\"");
	IS_NOT("\"sudo\"", "\"_COMM\":\"logger\",\"MESSAGE\":\"a : TTY=x ; PWD=/ ; USER=root ; COMMAND=x\"");
}

static void test_journal_mixed(void)
{
	/* Bad JSON costs itself where it would have been read; what is irrelevant is not looked into. */
	expect(ENTRY("\"sshd\"", "\"MESSAGE\":\"a\\x\"") ENTRY("\"k\"", "\"MESSAGE\":\"a\\x\"")
	       ENTRY("\"sshd\"", "\"MESSAGE\":\"" TEXT "\""),
	       "EC2A_E_RECORD 1 112: not an escape that JSON has\n3 2026-02-03T08:15:09Z h " SAYS
	       "files 1 0 0 records 0 lines 3 = 1 + 2");
	expect(ENTRY("\"sshd\"", "\"MESSAGE\":\"" TEXT "\"") "{\"a\":\n",
	       "1 2026-02-03T08:15:09Z h " SAYS "EC2A_E_TRUNCATED 2 176: the input ends inside a record\n"
	       "files 1 0 0 records 0 lines 2 = 1 + 1");
	/* among lines */
	expect(ISO ENTRY("\"sshd\"", "\"MESSAGE\":\"" TEXT "\"") "{\"a\":1}\n{\n",
	       "1 2026-02-03T08:15:09Z h " SAYS "2 2026-02-03T08:15:09Z h " SAYS "files 1 0 0 records 0 lines 4 = 2 + 2");
	/* among records */
	expect("{\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"GetObject\"}\n" ENTRY("\"sshd\"", "\"MESSAGE\":\"" TEXT "\""),
	       "2 2026-02-03T08:15:09Z h " SAYS "files 1 0 0 records 1 lines 1 = 1 + 0");
}

/* Lines out of CloudWatch Logs: the stream's name tells the instance, its time the year. */
static void test_stream(void)
{
#define WRAPPED(message) "{\"logStreamName\":\"i-0123456789abcdef0\",\"timestamp\":1770106509000,\"message\":\"" message "\"}"
	expect("{\"events\":[" WRAPPED("Feb  3 08:15:09 h " ACCEPTED) "," WRAPPED("Feb  3 08:15:09 h cron[1]: x") ","
	       WRAPPED("[INFO] something else") "]}",
	       "1 2026-02-03T08:15:09Z h sshd 2301 access Accepted password source_ip=198.51.100.4"
	       " instance_id=i-0123456789abcdef0 os_user=ana source_port=42 auth_method=password\n"
	       "files 1 0 0 records 0 lines 2 = 1 + 1");
	/* a subscription: the stream stands beside the array, and is not read */
	expect("{\"logStream\":\"i-0123456789abcdef0\",\"logEvents\":[{\"id\":\"1\",\"timestamp\":1770106509000,\"message\":"
	       "\"Feb  3 08:15:09 h " ACCEPTED "\"}]}", "1 2026-02-03T08:15:09Z h " SAYS "files 1 0 0 records 0 lines 1 = 1 + 0");
	/* no line, no time */
	expect("{\"events\":[{\"timestamp\":1,\"message\":\"\"},{\"message\":\"" "Feb  3 08:15:09 h " ACCEPTED "\"}]}",
	       "files 0 1 0 records 0 lines 0 = 0 + 0");
}

/* ---- events ---------------------------------------------------------------------------- */

static ec2a_event *first_event(ec2a_parser *parser, const char *text)
{
	ec2a_event *event = NULL;

	CU_ASSERT(ec2a_parser_feed(parser, text, strlen(text)) == 0);
	CU_ASSERT(ec2a_parser_finish(parser) == 0);
	CU_ASSERT_FATAL(ec2a_parser_next(parser, &event) == 1);
	return event;
}

static void json_ends(const char *json, const char *end)
{
	CU_ASSERT(json && strlen(json) > strlen(end));
	CU_ASSERT(strstr(json, "{\"event_id\":null,\"event_name\":\"Accepted password\",\"event_source\":\"sshd\","
			       "\"event_time\":\"2026-02-03T08:15:09Z\"") == json);
	EQ_TEXT(strstr(json, "\"host\":"), end);
}

/* A login by itself: what ec2a_classify() says of it, without a session. */
static void is_ssh(const ec2a_event *event)
{
	static const int fields[][2] = {
		{ EC2A_ACCESS_METHOD, EC2A_METHOD_SSH }, { EC2A_ACCESS_SURFACE, EC2A_SURFACE_HOST },
		{ EC2A_ACCESS_OS, EC2A_OS_UNIX }, { EC2A_ACCESS_OS_CONFIDENCE, EC2A_OS_CONFIDENCE_STRONG },
		{ EC2A_ACCESS_OUTCOME, EC2A_OUTCOME_ATTACHED }, { EC2A_ACCESS_KIND, EC2A_KIND_SESSION },
	};
	ec2a_access *access = NULL;

	CU_ASSERT_FATAL(ec2a_classify(NULL, event, &access) >= 0);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		EQ_INT(ec2a_access_int(access, fields[i][0]), fields[i][1]);
	ec2a_access_free(access);
}

static void test_event(void)
{
	ec2a_parser *parser = NULL;
	ec2a_event *event;
	size_t size;
	char *json = NULL, *value = NULL;
	int64_t us = 0;

	CU_ASSERT_FATAL(ec2a_parser_new(NULL, &parser) == 0);
	EQ_INT(ec2a_parser_set_name(parser, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_parser_set_name(NULL, "x"), EC2A_E_ARG);
	EQ_INT(ec2a_parser_set_name(parser, "x"), 0);
	EQ_INT(ec2a_parser_set_name(parser, "web/secure"), 0);
	event = first_event(parser, "2026-02-03T08:15:09.120345Z h " ACCEPTED "\r\n");
	ec2a_parser_free(parser);
	CU_ASSERT(strncmp(ec2a_event_raw(event, &size), "2026-02-03T08:15:09.120345Z h " ACCEPTED, size) == 0);
	EQ_INT(size, strlen("2026-02-03T08:15:09.120345Z h " ACCEPTED));
	is_ssh(event);
	EQ_INT(ec2a_event_time_us(event, &us), 1);
	EQ_INT(us, INT64_C(1770106509120345));
	us = 0;
	EQ_INT(ec2a_event_time_near(event, 0, &us), 1);
	EQ_INT(us, INT64_C(1770106509120345));
	EQ_INT(ec2a_event_pointer(event, "/a", &value), EC2A_E_RECORD);
	EQ_INT(ec2a_event_to_json(event, &json), 0);
	json_ends(json, "\"host\":\"h\",\"process_id\":\"2301\",\"source_port\":\"42\",\"auth_method\":\"password\","
		  "\"key_type\":null,\"certificate_id\":null,\"certificate_serial\":null,\"ca_fingerprint\":null,"
		  "\"command\":null,\"tty\":null,\"working_folder\":null,\"sudo_user\":null,\"file\":\"web/secure\","
		  "\"line\":\"1\",\"failures\":null,\"class\":\"access\"}");
	ec2a_free(json);
	ec2a_event_unref(event);
}

static int64_t at(const char *iso)
{
	int64_t us = 0;

	CU_ASSERT(ec2a__time_parse(iso, strlen(iso), &us));
	return us;
}

/* The correlator has the year by the newest record, and else says nothing. */
static void test_event_time(ec2a_event *event)
{
	ec2a_correlator *correlator = NULL;
	int64_t us = 7;

	CU_ASSERT_FATAL(ec2a_correlator_new(NULL, &correlator) == 0);
	EQ_INT(ec2a_correlator_event_time(correlator, event, &us), 0);
	EQ_INT(us, 7);
	ec2a__correlator_see(correlator, at("2025-12-30T00:00:00Z"));
	EQ_INT(ec2a_correlator_event_time(correlator, event, &us), 1);
	EQ_INT(us, at("2024-12-31T23:15:09Z"));
	ec2a__correlator_see(correlator, at("2026-01-02T00:00:00Z"));
	EQ_INT(ec2a_correlator_event_time(correlator, event, &us), 1);
	EQ_INT(us, at("2025-12-31T23:15:09Z"));
	EQ_INT(ec2a_correlator_event_time(NULL, event, &us), 0);
	EQ_INT(ec2a_correlator_event_time(correlator, NULL, &us), 0);
	EQ_INT(ec2a_correlator_event_time(correlator, event, NULL), 0);
	ec2a_correlator_free(correlator);
}

/* A year that is not known until somebody says from when the line is seen. */
static void test_open_year(void)
{
	ec2a_parser *parser = NULL;
	ec2a_event *event;
	int64_t us = 7;

	CU_ASSERT_FATAL(ec2a_parser_new(NULL, &parser) == 0);
	event = first_event(parser, "Dec 31 23:15:09 h " ACCEPTED "\n");
	ec2a_parser_free(parser);
	EQ_INT(ec2a_event_time_us(event, &us), 0);
	EQ_INT(us, 7);
	EQ_INT(event->host->year, EC2A__YEAR_OPEN);
	EQ_INT(ec2a_event_time_near(event, at("2026-01-02T00:00:00Z"), &us), 1);
	EQ_INT(us, at("2025-12-31T23:15:09Z"));
	EQ_INT(ec2a_event_time_near(event, at("2025-12-31T00:00:00Z"), &us), 1);
	EQ_INT(us, at("2025-12-31T23:15:09Z"));
	EQ_INT(ec2a_event_time_near(event, at("2025-12-30T00:00:00Z"), &us), 1);
	EQ_INT(us, at("2024-12-31T23:15:09Z"));
	EQ_INT(ec2a_event_time_near(NULL, 0, &us), 0);
	test_event_time(event);
	ec2a_event_unref(event);

	CU_ASSERT_FATAL(ec2a_parser_new(NULL, &parser) == 0);
	EQ_INT(ec2a_parser_set_reference(NULL, 0), EC2A_E_ARG);
	EQ_INT(ec2a_parser_set_reference(parser, at("2026-01-02T00:00:00Z")), 0);
	event = first_event(parser, "Dec 31 23:15:09 h " ACCEPTED "\n");
	ec2a_parser_free(parser);
	EQ_INT(ec2a_event_time_us(event, &us), 1);
	EQ_INT(us, at("2025-12-31T23:15:09Z"));
	EQ_INT(event->host->year, EC2A__YEAR_CALLER);
	ec2a_event_unref(event);
}

/* Ruling 2: lines are one where host, time, pid and text are; the digest is of all but the time. */
static void test_digest(void)
{
	static const char *const lines[] = { ISO, "Feb  3 08:15:09 h " ACCEPTED "\n", "Feb  3 08:15:09 g " ACCEPTED "\n",
					     "Feb  3 08:15:09 h " ACCEPTED "2\n" };
	ec2a_event *events[4];

	for (int i = 0; i < 4; i++) {
		ec2a_parser *parser = NULL;

		CU_ASSERT_FATAL(ec2a_parser_new(NULL, &parser) == 0);
		events[i] = first_event(parser, lines[i]);
		ec2a_parser_free(parser);
	}
	EQ_INT(memcmp(events[0]->digest, events[1]->digest, EC2A__SHA256), 0);
	CU_ASSERT(memcmp(events[1]->digest, events[2]->digest, EC2A__SHA256) != 0);
	CU_ASSERT(memcmp(events[1]->digest, events[3]->digest, EC2A__SHA256) != 0);
	for (int i = 0; i < 4; i++)
		ec2a_event_unref(events[i]);
}

/* Noise makes no events unless somebody asks. */
static void test_asked(void)
{
	static const char lines[] = ISO "2026-02-03T08:15:09Z h sshd[1]: Invalid user a from 1.2.3.4\n"
					"2026-02-03T08:15:09Z h cron[1]: x\n";
	static const int counts[] = { 0, 1, 2, 3 };

	for (int events = EC2A_EVENTS_ACCESS; events <= EC2A_EVENTS_ALL; events++) {
		ec2a_config *config = kit_config(events);
		static struct kit_text out;
		int n = 0;

		kit_read(config, lines, sizeof lines - 1, sizeof lines, 1, kit_put_line, &out);
		for (const char *c = out.data; *c; c++)
			n += *c == '\n';
		EQ_INT(n, counts[events]);
		CU_ASSERT(strstr(out.data, "lines 3 = 1 + 2") != NULL);
		ec2a_config_unref(config);
	}
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "envelopes", test_envelopes }, { "bad envelopes", test_bad_envelopes }, { "zone and year", test_zone },
		{ "recognised", test_recognised }, { "not recognised", test_not_recognised },
		{ "long beginning", test_long_beginning }, { "long lines", test_long_lines }, { "bytes", test_bytes },
		{ "journald", test_journal }, { "journald, mixed", test_journal_mixed }, { "CloudWatch", test_stream },
		{ "event", test_event },
		{ "open year", test_open_year }, { "digest", test_digest }, { "what is asked for", test_asked },
		{ NULL, NULL },
	};

	return ec2a_test_main("host logs", tests);
}

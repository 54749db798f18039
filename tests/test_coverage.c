/* SPDX-License-Identifier: MIT */
/* Coverage: what it says, in whatever order, pieces and copies it was learned, and what bounds it. */
#include "coverage.h"

#include "test.h"

#define DAY (INT64_C(24) * EC2A__HOUR)
#define NOON INT64_C(1704110400000000) /* 2024-01-01T12:00:00Z */

/* ---- records ---------------------------------------------------------------- */

struct kind {
	const char *source, *name, *account, *region, *extra;
};

static const struct kind describe = { "ec2", "DescribeInstances", "111122223333", "us-east-1", "\"readOnly\":true," };
static const struct kind start = { "ssm", "StartSession", "111122223333", "us-east-1", "\"readOnly\":false," };

static size_t put(char *out, size_t room, const struct kind *kind, const char *time, int id)
{
	return (size_t)snprintf(out, room,
		"{\"eventSource\":\"%s.amazonaws.com\",\"eventName\":\"%s\",\"eventTime\":\"%s\",\"awsRegion\":\"%s\",%s"
		"\"userIdentity\":{\"type\":\"IAMUser\",\"arn\":\"arn:aws:iam::%s:user/eve\",\"accountId\":\"%s\"},"
		"\"sourceIPAddress\":\"203.0.113.9\",\"eventID\":\"00000000-0000-4000-8000-%012d\"}\n",
		kind->source, kind->name, time, kind->region, kind->extra ? kind->extra : "", kind->account,
		kind->account, id);
}

static void drain(ec2a_parser *parser)
{
	ec2a_event *event;
	int r;

	while ((r = ec2a_parser_next(parser, &event)) != 0) {
		if (r == 1)
			ec2a_event_unref(event);
		if (r == EC2A_E_FORMAT || r == EC2A_E_ARG || r == EC2A_E_NOMEM)
			break;
	}
}

static ec2a_parser *parse_cut(const char *text, size_t size, size_t cut)
{
	ec2a_parser *parser = NULL;

	CU_ASSERT_FATAL(ec2a_parser_new(NULL, &parser) == 0);
	for (size_t at = 0, piece; at < size; at += piece) {
		piece = size - at < cut ? size - at : cut;
		EQ_INT(ec2a_parser_feed(parser, text + at, piece), 0);
		drain(parser);
	}
	EQ_INT(ec2a_parser_finish(parser), 0);
	drain(parser);
	return parser;
}

static ec2a_parser *parse(const char *text)
{
	return parse_cut(text, strlen(text), SIZE_MAX);
}

/* All places, a line each. The caller frees it. */
static char *print(const ec2a_coverage *coverage, int64_t hours)
{
	uint64_t n = ec2a_coverage_count(coverage, EC2A_COVERAGE_PLACES);
	char *all = calloc(1, 1), *json = NULL;

	for (size_t i = 0; all && i < n; i++) {
		EQ_INT(ec2a_coverage_to_json(coverage, i, hours, &json), 0);
		all = realloc(all, strlen(all) + strlen(json) + 2);
		CU_ASSERT_PTR_NOT_NULL_FATAL(all);
		strcat(strcat(all, json), "\n");
		ec2a_free(json);
	}
	EQ_INT(ec2a_coverage_to_json(coverage, n, hours, &json), EC2A_E_ARG);
	return all;
}

static int64_t number(const ec2a_coverage *coverage, size_t place, int field)
{
	int64_t value = -77;

	CU_ASSERT(ec2a_coverage_int(coverage, place, field, &value) >= 0);
	return value;
}

/* ---- what is read ------------------------------------------------------------- */

static void test_one(void)
{
	char text[2048];
	size_t n = put(text, sizeof text, &describe, "2024-01-01T12:00:00Z", 1);
	const ec2a_coverage *coverage;
	ec2a_parser *parser;

	put(text + n, sizeof text - n, &start, "2024-01-01T12:30:00Z", 2);
	parser = parse(text);
	coverage = ec2a_parser_coverage(parser);
	EQ_INT(ec2a_coverage_count(coverage, EC2A_COVERAGE_PLACES), 1);
	EQ_TEXT(ec2a_coverage_str(coverage, 0, EC2A_COVERAGE_ACCOUNT_ID), "111122223333");
	EQ_TEXT(ec2a_coverage_str(coverage, 0, EC2A_COVERAGE_REGION), "us-east-1");
	EQ_TEXT(ec2a_coverage_str(coverage, 0, EC2A_COVERAGE_FIRST), NULL);
	EQ_TEXT(ec2a_coverage_str(coverage, 1, EC2A_COVERAGE_REGION), NULL);
	EQ_INT(number(coverage, 0, EC2A_COVERAGE_FIRST), NOON);
	EQ_INT(number(coverage, 0, EC2A_COVERAGE_LAST), NOON + EC2A__HOUR / 2);
	EQ_INT(number(coverage, 0, EC2A_COVERAGE_RECORDS), 2);
	EQ_INT(number(coverage, 0, EC2A_COVERAGE_WITHOUT_TIME), 0);
	EQ_INT(number(coverage, 0, EC2A_COVERAGE_READ_ONLY), 1);
	EQ_INT(number(coverage, 0, EC2A_COVERAGE_CHANNELS), 0);
	EQ_INT(number(coverage, 0, EC2A_COVERAGE_IS_REST), 0);
	ec2a_parser_free(parser);
}

/* A record's members, and the place and time that it counts for. */
static void test_spellings(void)
{
	static const struct {
		const char *members, *want;
	} rows[] = {
		{ "\"recipientAccountId\":\"222233334444\",\"userIdentity\":{\"accountId\":\"1\"},\"awsRegion\":\"r\"",
		  "222233334444 r" },
		{ "\"recipientAccountId\":222233334444,\"awsRegion\":\"r\"", "222233334444 r" },
		{ "\"recipientAccountId\":\"5.28758E+11\",\"userIdentity\":{\"accountId\":\"1\"}", "1 -" },
		{ "\"recipientAccountId\":\"\",\"userIdentity\":{\"accountId\":\"1\"}", "1 -" },
		{ "\"recipientAccountId\":null,\"awsRegion\":null", "- -" },
		{ "\"recipientAccountId\":true,\"awsRegion\":7", "- -" },
		{ "\"recipientAccountId\":\"\\u0031\\u0032\",\"awsRegion\":\"a\\u002db\"", "12 a-b" },
		{ "\"recipientAccountI\\u0064\":\"12\",\"\\u0061wsRegion\":\"a-b\"", "12 a-b" },
		{ "\"recipientAccountId\":\"1\",\"recipientAccountId\":\"2\",\"awsRegion\":\"a\",\"awsRegion\":\"b\"",
		  "1 a" },
		{ "\"\\u0061wsRegion\":\"a\",\"awsRegion\":\"b\"", "- a" },
		{ "\"awsRegion\":\"\\x\"", "- -" },
		{ "\"awsRegion\":\"us-east-\\u0031\"", "- us-east-1" },
		{ "\"awsRegion\":\"us-\\u0065ast-1\"", "- us-east-1" },
		{ "\"awsRegion\":\"us-east-1\xff\"", "- us-east-1\xef\xbf\xbd" },
		{ "\"awsRegion\":\"us-east\xff-1234567\"", "- us-east\xef\xbf\xbd-1234567" },
		{ "\"awsRegion\":\"1234567890123456789012345678901234567890123456789012345678901234\"",
		  "- 1234567890123456789012345678901234567890123456789012345678901234" },
		{ "\"awsRegion\":\"12345678901234567890123456789012345678901234567890123456789012345\"", "- -" },
		{ "\"awsRegion\":\"\xff\"", "- \xef\xbf\xbd" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char text[1024], got[256];
		const char *account, *region;
		ec2a_parser *parser;

		snprintf(text, sizeof text, "{\"eventSource\":\"x\",\"eventName\":\"y\",%s,"
			 "\"eventTime\":\"2024-01-01T12:00:00Z\"}", rows[i].members);
		parser = parse(text);
		account = ec2a_coverage_str(ec2a_parser_coverage(parser), 0, EC2A_COVERAGE_ACCOUNT_ID);
		region = ec2a_coverage_str(ec2a_parser_coverage(parser), 0, EC2A_COVERAGE_REGION);
		snprintf(got, sizeof got, "%s %s", account ? account : "-", region ? region : "-");
		EQ_TEXT(got, rows[i].want);
		EQ_INT(number(ec2a_parser_coverage(parser), 0, EC2A_COVERAGE_FIRST), NOON);
		EQ_INT(number(ec2a_parser_coverage(parser), 0, EC2A_COVERAGE_RECORDS), 1);
		ec2a_parser_free(parser);
	}
}

static void test_times(void)
{
	static const struct {
		const char *time;
		int64_t want; /* 0: none */
	} rows[] = {
		{ "\"2024-01-01T12:00:00Z\"", NOON },
		{ "\"2024-01-01T12: 00: 00Z\"", NOON },
		{ "\"2024-01-01T21:00:00+09:00\"", NOON },
		{ "\"2024-01-01 12:00:00\"", NOON },
		{ "\"2024-01-01T12\\u003a00:00Z\"", NOON },
		{ "\"2010-01-01T00:00:00Z\"", EC2A__HOURS_FROM * EC2A__SECOND },
		{ "\"2069-12-31T23:59:59Z\"", (EC2A__HOURS_TO - 1) * EC2A__SECOND },
		{ "\"2009-12-31T23:59:59Z\"", 0 },
		{ "\"2070-01-01T00:00:00Z\"", 0 },
		{ "\"yesterday\"", 0 },
		{ "\"\"", 0 },
		{ "17", 0 },
		{ "null", 0 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char text[512];
		const ec2a_coverage *coverage;
		ec2a_parser *parser;
		int64_t value = 0, from, to;

		snprintf(text, sizeof text, "{\"eventSource\":\"x\",\"eventName\":\"y\",\"eventTime\":%s}", rows[i].time);
		parser = parse(text);
		coverage = ec2a_parser_coverage(parser);
		EQ_INT(ec2a_coverage_int(coverage, 0, EC2A_COVERAGE_FIRST, &value), rows[i].want != 0);
		EQ_INT(value, rows[i].want);
		EQ_INT(number(coverage, 0, EC2A_COVERAGE_WITHOUT_TIME), rows[i].want == 0);
		EQ_INT(ec2a_coverage_gap(coverage, 0, 1, INT64_MIN, &from, &to), 0);
		ec2a_parser_free(parser);
	}
}

static void test_flags(void)
{
	static const struct {
		struct kind kind;
		int read_only, channels;
	} rows[] = {
		{ { "ec2", "DescribeX", "1", "r", "\"readOnly\":true," }, 1, 0 },
		{ { "ec2", "DescribeX", "1", "r", "\"readOnly\":\"true\"," }, 1, 0 },
		{ { "ec2", "DescribeX", "1", "r", "\"readOnly\":false," }, 0, 0 },
		{ { "ec2", "DescribeX", "1", "r", "\"readOnly\":\"false\"," }, 0, 0 },
		{ { "ec2", "DescribeX", "1", "r", NULL }, 0, 0 },
		{ { "ssm", "OpenDataChannel", "1", "r", NULL }, 0, 1 },
		{ { "ssmmessages", "CreateDataChannel", "1", "r", NULL }, 0, 1 },
		{ { "ssmmessages", "OpenControlChannel", "1", "r", NULL }, 0, 0 },
		{ { "ssm", "StartSession", "1", "r", NULL }, 0, 0 },
		{ { "other", "OpenDataChannel", "1", "r", NULL }, 0, 0 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char text[1024];
		ec2a_parser *parser;

		put(text, sizeof text, &rows[i].kind, "2024-01-01T12:00:00Z", 1);
		parser = parse(text);
		EQ_INT(number(ec2a_parser_coverage(parser), 0, EC2A_COVERAGE_READ_ONLY), rows[i].read_only);
		EQ_INT(number(ec2a_parser_coverage(parser), 0, EC2A_COVERAGE_CHANNELS), rows[i].channels);
		ec2a_parser_free(parser);
	}
}

/* Refused records cover nothing; envelopes do not hide any. */
static void test_counted(void)
{
	const char *text =
		"{\"Records\":[{\"eventSource\":\"ssm.amazonaws.com\",\"eventName\":\"StartSession\",\"awsRegion\":\"a\",\"x\":tru},"
		"{\"eventSource\":\"ec2.amazonaws.com\",\"eventName\":\"Describe\",\"awsRegion\":\"b\",\"x\":tru},"
		"{\"foo\":1},{\"eventSource\":\"ec2.amazonaws.com\",\"eventName\":\"RunInstances\",\"awsRegion\":\"b\"}]}";
	const char *history = "{\"Events\":[{\"CloudTrailEvent\":\"{\\\"eventSource\\\":\\\"x\\\",\\\"eventName\\\":\\\"y\\\","
			      "\\\"awsRegion\\\":\\\"inside\\\"}\"}]}";
	ec2a_parser *parser = parse(text);
	char *got = print(ec2a_parser_coverage(parser), 24);

	EQ_TEXT(got,
		"{\"account_id\":null,\"region\":null,\"first\":null,\"last\":null,\"records\":1,\"without_time\":1,"
		"\"read_only\":false,\"channels\":false,\"host_logs\":false,\"gaps\":[],\"trail_changes\":[],"
		"\"trail_changes_cut\":false,\"rest\":false,\"since\":null,\"until\":null,\"outside\":0}\n"
		"{\"account_id\":null,\"region\":\"b\",\"first\":null,\"last\":null,\"records\":2,\"without_time\":2,"
		"\"read_only\":false,\"channels\":false,\"host_logs\":false,\"gaps\":[],\"trail_changes\":[],"
		"\"trail_changes_cut\":false,\"rest\":false,\"since\":null,\"until\":null,\"outside\":0}\n");
	free(got);
	ec2a_parser_free(parser);
	parser = parse(history);
	EQ_TEXT(ec2a_coverage_str(ec2a_parser_coverage(parser), 0, EC2A_COVERAGE_REGION), "inside");
	ec2a_parser_free(parser);
}

/* ---- gaps ----------------------------------------------------------------------- */

static ec2a_coverage *at_hours(const int64_t *minutes, size_t n)
{
	struct ec2a__sighting sighting = { .has_time = 1 };
	ec2a_coverage *coverage = NULL;

	CU_ASSERT_FATAL(ec2a_coverage_new(&coverage) == 0);
	for (size_t i = 0; i < n; i++) {
		sighting.time_us = NOON + minutes[i] * EC2A__HOUR / 60;
		EQ_INT(ec2a__coverage_see(coverage, &sighting), 0);
	}
	return coverage;
}

/* "12-36 40-64 ": hours from noon. */
static const char *gaps(const ec2a_coverage *coverage, int64_t hours)
{
	static char text[256];
	int64_t from, to = INT64_MIN;
	size_t n = 0;

	text[0] = '\0';
	while (n < sizeof text && ec2a_coverage_gap(coverage, 0, hours, to, &from, &to) == 1)
		n += (size_t)snprintf(text + n, sizeof text - n, "%lld-%lld ", (long long)((from - NOON) / EC2A__HOUR),
				      (long long)((to - NOON) / EC2A__HOUR));
	return text;
}

static void test_gaps(void)
{
	static const int64_t minutes[] = { 59, 25 * 60, 26 * 60 + 30, 50 * 60, 100000 * 60, -600 * 60 };
	ec2a_coverage *coverage = at_hours(minutes, 6);
	int64_t from = 5, to = 5;

	EQ_TEXT(gaps(coverage, 24), "-599-0 1-25 51-100000 ");
	EQ_TEXT(gaps(coverage, 25), "-599-0 51-100000 ");
	EQ_TEXT(gaps(coverage, 23), "-599-0 1-25 27-50 51-100000 ");
	EQ_TEXT(gaps(coverage, 1), "-599-0 1-25 27-50 51-100000 ");
	EQ_TEXT(gaps(coverage, 100000), "");
	EQ_TEXT(gaps(coverage, INT64_MAX), "");
	EQ_INT(ec2a_coverage_gap(coverage, 0, 0, INT64_MIN, &from, &to), EC2A_E_ARG);
	EQ_INT(ec2a_coverage_gap(coverage, 1, 1, INT64_MIN, &from, &to), EC2A_E_ARG);
	EQ_INT(ec2a_coverage_gap(coverage, 0, 1, INT64_MAX, &from, &to), 0);
	EQ_INT(from, 5);
	EQ_INT(ec2a_coverage_gap(coverage, 0, 24, NOON, &from, &to), 1);
	EQ_INT(from, NOON + EC2A__HOUR);
	ec2a_coverage_free(coverage);
}

/* Every set of hours against a plain array of them, with pieces of the bitmap far apart. */
static void test_gaps_random(void)
{
	enum { HOURS = 4000 };
	unsigned seed = 1;

	for (int round = 0; round < 60; round++) {
		unsigned char seen[HOURS] = { 0 };
		int64_t minutes[64], from, to = INT64_MIN;
		size_t n = 1 + (size_t)round;
		int64_t last = -1;
		ec2a_coverage *coverage;

		for (size_t i = 0; i < n; i++) {
			seed = seed * 1103515245u + 12345u;
			minutes[i] = (seed >> 8) % HOURS;
			seen[minutes[i]] = 1;
			minutes[i] *= 60;
		}
		coverage = at_hours(minutes, n);
		for (int64_t hour = 0; hour < HOURS; hour++) {
			if (!seen[hour])
				continue;
			if (last >= 0 && hour - last > 30) {
				EQ_INT(ec2a_coverage_gap(coverage, 0, 30, to, &from, &to), 1);
				EQ_INT(from, NOON + (last + 1) * EC2A__HOUR);
				EQ_INT(to, NOON + hour * EC2A__HOUR);
			}
			last = hour;
		}
		EQ_INT(ec2a_coverage_gap(coverage, 0, 30, to, &from, &to), 0);
		ec2a_coverage_free(coverage);
	}
}

/* ---- a window ---------------------------------------------------------------- */

static ec2a_coverage *windowed(int64_t since_us, int64_t until_us)
{
	ec2a_coverage *coverage = NULL;
	ec2a_config *config = NULL;

	EQ_INT(ec2a_config_new(&config), 0);
	EQ_INT(ec2a_config_set_int(config, EC2A_OPT_COVERAGE_SINCE, since_us), 0);
	EQ_INT(ec2a_config_set_int(config, EC2A_OPT_COVERAGE_UNTIL, until_us), 0);
	CU_ASSERT_FATAL(ec2a__coverage_new(config, &coverage) == 0);
	ec2a_config_unref(config);
	return coverage;
}

static void see_minutes(ec2a_coverage *coverage, const unsigned char *minutes, int64_t n)
{
	struct ec2a__sighting sighting = { .account = "1", .account_size = 1, .region = "r", .region_size = 1,
					   .has_time = 1 };

	for (int64_t minute = n - 1; minute >= 0; minute--) {
		sighting.time_us = NOON + minute * 60 * EC2A__SECOND;
		if (minutes[minute])
			EQ_INT(ec2a__coverage_see(coverage, &sighting), 0);
	}
}

/* The gap from one hour after NOON to another, if it is one. */
static void expect_gap(const ec2a_coverage *coverage, int64_t free_from, int64_t hour, int64_t *to)
{
	int64_t from;

	if (hour - free_from < 2)
		return;
	EQ_INT(ec2a_coverage_gap(coverage, 0, 2, *to, &from, to), 1);
	EQ_INT(from, NOON + free_from * EC2A__HOUR);
	EQ_INT(*to, NOON + hour * EC2A__HOUR);
}

/* Whole hours between records and the window's ends, told from minutes. */
static void test_window_random(void)
{
	enum { MINUTES = 40 * 60 };
	unsigned seed = 7;

	for (int round = 0; round < 300; round++) {
		unsigned char seen[MINUTES] = { 0 };
		int64_t bounds[2], to = INT64_MIN, from, free_from, outside = 0;
		ec2a_coverage *coverage;

		for (int i = 0; i < 3 + round % 5; i++) {
			seed = seed * 1103515245u + 12345u;
			if (i < 2)
				bounds[i] = round % 3 ? (seed >> 8) % MINUTES : (seed >> 8) % 40 * 60;
			else
				seen[(seed >> 8) % MINUTES] = 1;
		}
		if (bounds[0] >= bounds[1])
			continue;
		coverage = windowed(NOON + bounds[0] * 60 * EC2A__SECOND, NOON + bounds[1] * 60 * EC2A__SECOND);
		see_minutes(coverage, seen, MINUTES);
		free_from = (bounds[0] + 59) / 60;
		for (int64_t minute = 0; minute < MINUTES; minute++) {
			if (!seen[minute])
				continue;
			if (minute < bounds[0] || minute >= bounds[1]) {
				outside++;
				continue;
			}
			expect_gap(coverage, free_from, minute / 60, &to);
			free_from = minute / 60 + 1 > free_from ? minute / 60 + 1 : free_from;
		}
		expect_gap(coverage, free_from, bounds[1] / 60, &to);
		EQ_INT(ec2a_coverage_gap(coverage, 0, 2, to, &from, &to), 0);
		EQ_INT(number(coverage, 0, EC2A_COVERAGE_OUTSIDE), outside);
		EQ_INT(number(coverage, 0, EC2A_COVERAGE_SINCE), NOON + bounds[0] * 60 * EC2A__SECOND);
		EQ_INT(number(coverage, 0, EC2A_COVERAGE_UNTIL), NOON + bounds[1] * 60 * EC2A__SECOND);
		ec2a_coverage_free(coverage);
	}
}

/* The begin belongs to it, the end does not. */
static void test_window_ends(void)
{
	unsigned char minutes[] = { 1, 1, 1, 1 };
	ec2a_coverage *coverage = windowed(NOON + 60 * EC2A__SECOND, NOON + 3 * 60 * EC2A__SECOND);

	see_minutes(coverage, minutes, 4);
	EQ_INT(number(coverage, 0, EC2A_COVERAGE_RECORDS), 2);
	EQ_INT(number(coverage, 0, EC2A_COVERAGE_OUTSIDE), 2);
	EQ_INT(number(coverage, 0, EC2A_COVERAGE_FIRST), NOON + 60 * EC2A__SECOND);
	EQ_INT(number(coverage, 0, EC2A_COVERAGE_LAST), NOON + 2 * 60 * EC2A__SECOND);
	ec2a_coverage_free(coverage);
}

/* Only what was learned for one window can be added up. */
static void test_window_merge(void)
{
	unsigned char first[] = { 1 };
	ec2a_coverage *all = windowed(INT64_MIN, INT64_MAX), *part = windowed(NOON, NOON + DAY);
	ec2a_coverage *other = windowed(NOON, INT64_MAX), *outside = windowed(NOON + 1, NOON + DAY);
	int64_t value = 5;

	see_minutes(part, first, 1);
	see_minutes(other, first, 1);
	see_minutes(outside, first, 1);
	EQ_INT(ec2a_coverage_int(other, 0, EC2A_COVERAGE_UNTIL, &value), 0);
	EQ_INT(value, 5);
	EQ_INT(ec2a_coverage_merge(part, other), EC2A_E_ARG);
	EQ_INT(ec2a_coverage_merge(all, outside), 0); /* empty: it takes the window, and a place of which nothing lies in it */
	EQ_INT(number(all, 0, EC2A_COVERAGE_OUTSIDE), 1);
	EQ_INT(number(all, 0, EC2A_COVERAGE_RECORDS), 0);
	EQ_INT(number(all, 0, EC2A_COVERAGE_SINCE), NOON + 1);
	EQ_INT(ec2a_coverage_merge(all, part), EC2A_E_ARG);
	EQ_INT(ec2a_coverage_merge(all, outside), 0);
	EQ_INT(number(all, 0, EC2A_COVERAGE_OUTSIDE), 2);
	ec2a_coverage_free(all);
	ec2a_coverage_free(part);
	ec2a_coverage_free(other);
	ec2a_coverage_free(outside);
}

/* A record in every hour of the calendar costs 64 KiB and a little, not a range each; one in each century nothing. */
static void test_gaps_bounded(void)
{
	struct ec2a__hours hours = { 0 };

	for (int64_t hour = (EC2A__HOURS_TO - EC2A__HOURS_FROM) / 3600 - 1; hour >= 0; hour -= 2) {
		EQ_INT(ec2a__hours_reserve(&hours, hour), 0);
		ec2a__hours_set(&hours, hour);
	}
	CU_ASSERT(hours.cap * sizeof *hours.pieces < 160 * 1024);
	EQ_INT(ec2a__hours_next(&hours, 0), 1);
	EQ_INT(ec2a__hours_next_empty(&hours, 1), 2);
	EQ_INT(ec2a__hours_next(&hours, 400000), 400001);
	ec2a__hours_free(&hours);
}

/* ---- changes of trails ------------------------------------------------------------- */

static void test_changes(void)
{
	static const struct kind stop = { "cloudtrail", "StopLogging", "111122223333", "us-east-1",
					  "\"requestParameters\":{\"name\":\"main\"}," };
	static const struct kind selectors = { "cloudtrail", "PutEventSelectors ", "111122223333", "us-east-1",
					       "\"requestParameters\":{\"trailName\":\"main\"},\"errorCode\":\"AccessDenied\"," };
	static const struct kind others[] = {
		{ "cloudtrail", "DescribeTrails", "111122223333", "us-east-1", NULL },
		{ "s3", "DeleteTrail", "111122223333", "us-east-1", NULL },
	};
	char text[8192];
	size_t n = put(text, sizeof text, &stop, "2024-01-02T00:00:00Z", 2);
	const ec2a_coverage *coverage;
	ec2a_parser *parser;
	char *json = NULL;

	n += put(text + n, sizeof text - n, &selectors, "2024-01-01T00:00:00Z", 1);
	n += put(text + n, sizeof text - n, &stop, "2024-01-02T00:00:00Z", 2);
	n += put(text + n, sizeof text - n, &others[0], "2024-01-02T00:00:00Z", 3);
	put(text + n, sizeof text - n, &others[1], "2024-01-02T00:00:00Z", 4);
	parser = parse(text);
	coverage = ec2a_parser_coverage(parser);
	EQ_INT(ec2a_coverage_count(coverage, EC2A_COVERAGE_CHANGES), 2);
	EQ_INT(ec2a_coverage_to_json(coverage, 0, 24, &json), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(json,
		"\"trail_changes\":[{\"id\":\"00000000-0000-4000-8000-000000000001\",\"time\":\"2024-01-01T00:00:00Z\","
		"\"name\":\"PutEventSelectors\",\"trail\":\"main\",\"principal\":\"arn:aws:iam::111122223333:user/eve\","
		"\"source_ip\":\"203.0.113.9\",\"outcome\":\"denied\",\"error_code\":\"AccessDenied\"},"
		"{\"id\":\"00000000-0000-4000-8000-000000000002\",\"time\":\"2024-01-02T00:00:00Z\","
		"\"name\":\"StopLogging\",\"trail\":\"main\",\"principal\":\"arn:aws:iam::111122223333:user/eve\","
		"\"source_ip\":\"203.0.113.9\",\"outcome\":\"granted\",\"error_code\":null}]"));
	ec2a_free(json);
	EQ_TEXT(ec2a_coverage_change_str(coverage, 0, EC2A_CHANGE_OUTCOME), "denied");
	EQ_TEXT(ec2a_coverage_change_str(coverage, 0, EC2A_CHANGE_REGION), "us-east-1");
	EQ_TEXT(ec2a_coverage_change_str(coverage, 0, 99), NULL);
	EQ_TEXT(ec2a_coverage_change_str(coverage, 2, EC2A_CHANGE_NAME), NULL);
	ec2a_parser_free(parser);
}

static void see_change(ec2a_coverage *coverage, int64_t time_us, const char *id, const char *trail)
{
	struct ec2a__change change = { .time_us = time_us };
	struct ec2a__sighting sighting = { .has_time = 1, .time_us = time_us, .change = &change };

	change.texts[EC2A_CHANGE_EVENT_ID] = id;
	change.texts[EC2A_CHANGE_TRAIL] = trail;
	EQ_INT(ec2a__coverage_see(coverage, &sighting), 0);
}

/* The earliest stay, in whatever order they come, and the list says that it is not all. */
static void test_changes_bounded(void)
{
	enum { MANY = EC2A__CHANGES_MAX + 100 };

	for (int turn = 0; turn < 2; turn++) {
		ec2a_coverage *coverage = NULL;
		int64_t time = 0;

		EQ_INT(ec2a_coverage_new(&coverage), 0);
		for (int i = 0; i < MANY; i++)
			see_change(coverage, NOON + (turn ? i : MANY - 1 - i) * EC2A__SECOND, "x", NULL);
		EQ_INT(ec2a_coverage_count(coverage, EC2A_COVERAGE_CHANGES), EC2A__CHANGES_MAX);
		EQ_INT(ec2a_coverage_count(coverage, EC2A_COVERAGE_CHANGES_CUT), 1);
		EQ_INT(ec2a_coverage_change_int(coverage, 0, EC2A_CHANGE_TIME, &time), 1);
		EQ_INT(time, NOON);
		EQ_INT(ec2a_coverage_change_int(coverage, EC2A__CHANGES_MAX - 1, EC2A_CHANGE_TIME, &time), 1);
		EQ_INT(time, NOON + (EC2A__CHANGES_MAX - 1) * EC2A__SECOND);
		EQ_INT(number(coverage, 0, EC2A_COVERAGE_RECORDS), MANY);
		ec2a_coverage_free(coverage);
	}
}

/* Copies of one event: the one that tells more, whichever comes first. Without a whole id there are no copies. */
static void test_changes_copies(void)
{
	static const char *const trails[] = { NULL, "b", "a" };
	static const char whole[] = "00000000-0000-4000-8000-000000000001";

	for (int first = 0; first < 3; first++)
		for (int step = 1; step < 3; step++) {
			ec2a_coverage *coverage = NULL;

			EQ_INT(ec2a_coverage_new(&coverage), 0);
			for (int i = 0; i < 3; i++) {
				see_change(coverage, NOON, whole, trails[(first + i * step) % 3]);
				see_change(coverage, NOON, "masked..", trails[(first + i * step) % 3]);
			}
			EQ_INT(ec2a_coverage_count(coverage, EC2A_COVERAGE_CHANGES), 4);
			EQ_INT(ec2a_coverage_count(coverage, EC2A_COVERAGE_CHANGES_CUT), 0);
			EQ_TEXT(ec2a_coverage_change_str(coverage, 0, EC2A_CHANGE_TRAIL), "a");
			ec2a_coverage_free(coverage);
		}
}

static void test_change_text_is_cut(void)
{
	static const char begin[] = "{\"eventSource\":\"cloudtrail.amazonaws.com\",\"eventName\":\"StopLogging\","
				    "\"requestParameters\":{\"name\":\"";
	char text[8192];
	const char *trail;
	size_t n = sizeof begin - 1;
	ec2a_parser *parser;

	memcpy(text, begin, n);
	for (int i = 0; i < 1000; i++, n += 2)
		memcpy(text + n, "\xc3\xa4", 2);
	memcpy(text + n, "\"}}", 4);
	parser = parse(text);
	trail = ec2a_coverage_change_str(ec2a_parser_coverage(parser), 0, EC2A_CHANGE_TRAIL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(trail);
	EQ_INT(strlen(trail), 1020 + 3);
	EQ_TEXT(trail + 1018, "\xc3\xa4\xe2\x80\xa6");
	EQ_TEXT(ec2a_coverage_change_str(ec2a_parser_coverage(parser), 0, EC2A_CHANGE_TIME), NULL);
	ec2a_parser_free(parser);
}

/* ---- order, cuts, merging ------------------------------------------------------------ */

#define RECORDS 7

static const struct {
	struct kind kind;
	const char *time;
} sample[RECORDS] = {
	{ { "ec2", "DescribeX", "111122223333", "us-east-1", "\"readOnly\":true," }, "2024-01-01T00:00:00Z" },
	{ { "ssm", "StartSession", "111122223333", "us-east-1", NULL }, "2024-02-03T10:00:00Z" },
	{ { "ssm", "OpenDataChannel", "111122223333", "eu-west-1", NULL }, "2024-02-05T11:30:00Z" },
	{ { "cloudtrail", "StopLogging", "111122223333", "us-east-1", NULL }, "2024-01-01T05:00:00Z" },
	{ { "iam", "CreateUser", "222233334444", "us-east-1", NULL }, "2025-01-01T00:00:00Z" },
	{ { "cloudtrail", "DeleteTrail", "222233334444", "us-east-1", NULL }, "2023-12-31T23:59:59Z" },
	{ { "iam", "CreateUser", "", "", NULL }, "never" },
};

static size_t put_sample(char *out, size_t room, const int *order)
{
	size_t n = 0;

	for (int i = 0; i < RECORDS; i++)
		n += put(out + n, room - n, &sample[order[i]].kind, sample[order[i]].time, order[i]);
	return n;
}

/* The next order in the order of dictionaries: 0 after the last. */
static int next_order(int *order)
{
	int i = RECORDS - 2, k = RECORDS - 1, swap;

	while (i >= 0 && order[i] > order[i + 1])
		i--;
	if (i < 0)
		return 0;
	while (order[k] < order[i])
		k--;
	swap = order[i], order[i] = order[k], order[k] = swap;
	for (int low = i + 1, high = RECORDS - 1; low < high; low++, high--)
		swap = order[low], order[low] = order[high], order[high] = swap;
	return 1;
}

static void test_orders(void)
{
	int order[RECORDS] = { 0, 1, 2, 3, 4, 5, 6 };
	char text[8192];
	char *want, *got;
	ec2a_parser *parser;

	put_sample(text, sizeof text, order);
	parser = parse(text);
	want = print(ec2a_parser_coverage(parser), 24);
	ec2a_parser_free(parser);
	CU_ASSERT_PTR_NOT_NULL(strstr(want, "\"hours\":796"));
	while (next_order(order)) {
		put_sample(text, sizeof text, order);
		parser = parse(text);
		got = print(ec2a_parser_coverage(parser), 24);
		ec2a_parser_free(parser);
		if (strcmp(got, want) != 0) {
			EQ_TEXT(got, want);
			free(got);
			break;
		}
		free(got);
	}
	free(want);
}

static void test_cuts(void)
{
	int order[RECORDS] = { 3, 0, 5, 6, 1, 4, 2 };
	char text[8192];
	size_t n = put_sample(text, sizeof text, order);
	char *want = NULL;

	for (size_t cut = 1; cut < 400; cut += 7) {
		ec2a_parser *parser = parse_cut(text, n, cut);
		char *got = print(ec2a_parser_coverage(parser), 24);

		if (!want)
			want = strdup(got);
		EQ_TEXT(got, want);
		free(got);
		ec2a_parser_free(parser);
	}
	free(want);
}

/* Every way to share the records between three coverages that are merged in turns. */
static void test_merge(void)
{
	int order[RECORDS] = { 0, 1, 2, 3, 4, 5, 6 };
	char text[8192];
	ec2a_parser *whole;
	char *want;

	put_sample(text, sizeof text, order);
	whole = parse(text);
	want = print(ec2a_parser_coverage(whole), 24);
	ec2a_parser_free(whole);
	for (int share = 0; share < 2187; share += 5) { /* 3 to the 7th */
		ec2a_parser *parsers[3];
		ec2a_coverage *all = NULL;
		char *got;

		EQ_INT(ec2a_coverage_new(&all), 0);
		for (int p = 0; p < 3; p++) {
			size_t n = 0;

			for (int i = 0, rest = share; i < RECORDS; i++, rest /= 3)
				if (rest % 3 == p)
					n += put(text + n, sizeof text - n, &sample[i].kind, sample[i].time, i);
			parsers[p] = parse_cut(text, n, SIZE_MAX);
		}
		for (int p = 0; p < 3; p++) {
			EQ_INT(ec2a_coverage_merge(all, ec2a_parser_coverage(parsers[(p + share) % 3])), 0);
		}
		got = print(all, 24);
		EQ_TEXT(got, want);
		free(got);
		ec2a_coverage_free(all);
		for (int p = 0; p < 3; p++)
			ec2a_parser_free(parsers[p]);
	}
	free(want);
}

/* With room for three places only: the same three and the same rest, however they come and are merged. */
static void test_places_bounded(void)
{
	static const char *const regions[] = { "a", "b", "c", "d", "e", "f", "g" };
	char *want = NULL;
	int order[RECORDS] = { 0, 1, 2, 3, 4, 5, 6 };

	do {
		ec2a_coverage *parts[2] = { NULL, NULL };
		char *got;

		for (int p = 0; p < 2; p++) {
			EQ_INT(ec2a_coverage_new(&parts[p]), 0);
			parts[p]->max_places = 3;
		}
		for (int i = 0; i < RECORDS; i++) {
			struct ec2a__sighting sighting = { .account = "1", .account_size = 1, .region = regions[order[i]],
							   .region_size = 1, .has_time = 1,
							   .time_us = NOON + order[i] * DAY };

			EQ_INT(ec2a__coverage_see(parts[i >= order[0]], &sighting), 0);
			EQ_INT(ec2a__coverage_see(parts[i % 2], &sighting), 0);
		}
		EQ_INT(ec2a_coverage_merge(parts[0], parts[1]), 0);
		got = print(parts[0], 20);
		if (!want)
			want = strdup(got);
		EQ_TEXT(got, want);
		free(got);
		ec2a_coverage_free(parts[0]);
		ec2a_coverage_free(parts[1]);
	} while (next_order(order));
	CU_ASSERT_PTR_NOT_NULL(strstr(want, "{\"account_id\":null,\"region\":null,\"first\":\"2024-01-04T12:00:00Z\","
					    "\"last\":\"2024-01-07T12:00:00Z\",\"records\":8,"));
	CU_ASSERT_PTR_NOT_NULL(strstr(want, "\"rest\":true"));
	CU_ASSERT_PTR_NOT_NULL(strstr(want, "{\"from\":\"2024-01-06T13:00:00Z\",\"to\":\"2024-01-07T12:00:00Z\",\"hours\":23}"));
	free(want);
}

static void test_arguments(void)
{
	ec2a_coverage *coverage = NULL;
	int64_t value;
	char *json;

	EQ_INT(ec2a_coverage_new(NULL), EC2A_E_ARG);
	EQ_INT(ec2a_coverage_new(&coverage), 0);
	EQ_INT(ec2a_coverage_merge(coverage, coverage), EC2A_E_ARG);
	EQ_INT(ec2a_coverage_merge(NULL, coverage), EC2A_E_ARG);
	EQ_INT(ec2a_coverage_merge(coverage, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_coverage_count(coverage, EC2A_COVERAGE_PLACES), 0);
	EQ_INT(ec2a_coverage_count(coverage, 99), 0);
	EQ_INT(ec2a_coverage_int(coverage, 0, EC2A_COVERAGE_RECORDS, &value), EC2A_E_ARG);
	EQ_INT(ec2a_coverage_change_int(coverage, 0, EC2A_CHANGE_TIME, &value), EC2A_E_ARG);
	EQ_INT(ec2a_coverage_to_json(coverage, 0, 24, &json), EC2A_E_ARG);
	ec2a_coverage_free(coverage);
	ec2a_coverage_free(NULL);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "one place", test_one },
		{ "spellings", test_spellings },
		{ "times", test_times },
		{ "flags", test_flags },
		{ "what counts", test_counted },
		{ "gaps", test_gaps },
		{ "gaps: random sets", test_gaps_random },
		{ "gaps: bounded", test_gaps_bounded },
		{ "window: random ones", test_window_random },
		{ "window: ends", test_window_ends },
		{ "window: merge", test_window_merge },
		{ "changes of trails", test_changes },
		{ "changes: bounded", test_changes_bounded },
		{ "changes: copies", test_changes_copies },
		{ "changes: long texts", test_change_text_is_cut },
		{ "every order", test_orders },
		{ "cuts", test_cuts },
		{ "every sharing", test_merge },
		{ "places: bounded", test_places_bounded },
		{ "arguments", test_arguments },
		{ NULL, NULL },
	};

	return ec2a_test_main("coverage", tests);
}

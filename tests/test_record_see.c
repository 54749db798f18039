/* SPDX-License-Identifier: MIT */
/*
 * What a record counts for in a coverage depends on nothing that came before: records by themselves, added up, give
 * what all in one row give. Of one by itself no place and no hour is known, so that it goes the long way. Each value
 * stands in memory of its own size, so that a step too far is seen by a sanitizer.
 */
#include "test.h"

#include "eight.h"
#include "record_see.h"

#include <ec2access/ec2access.h>

#define COUNT(list) (sizeof list / sizeof list[0])

enum { RECORDS = 40, ROUNDS = 1500 };

static const char *const accounts[] = {
	"\"111122223333\"", "\"444455556666\"", "\"111122223334\"", "\"211122223333\"", /* the usual ones */
	"\"11112222333\\u0033\"", "\"11112222333\"", "\"1111222233334\"", "111122223333", "\"1111222233 3\"",
	"\"11112222\\\"33\"",
	"\"1111222233\\u\"", "\"111122223333", "\"111122223333'", "'111122223333\"",
	"\"11112222333\\\\\"", "\"11112222333\\\"", /* what the first one means, the second one does not */
	"\"1.11122E+110\"", "\"************\"",
	"\"1111222233\xc3\xa9\"", "\"1111222233\xff.\"", "\"\"", "null", "\"", "", NULL,
};

static const char *const regions[] = {
	"\"us-east-1\"", "\"us-east-2\"", "\"ap-northeast-1\"", "\"ap-southeast-1\"", "\"12345678\"", "\"1234567890123456\"",
	"\"us-east-\\u0031\"", "\"us-east\\t1\"", "\"us-east\t1\"", "\"us-east-1\xff\"", "\"us-e\xc3\xa9st-1\"", "\"1234567\"",
	"\"12345678_12345678\"", "\"12345678.12345678\"", "\"us-east-\\\\x\"", "\"us-east-\\x\"",
	"\"us-east-1'", "'us-east-1\"", "\"us-e\"st-1\"", "\"us-east-1\" ", "\"us-east-\x7f\"", "\"r\"", "\"\"",
	"null", "\"", "", NULL,
};

static const char *const times[] = {
	"\"2024-05-14T00:30:00Z\"", "\"2024-05-14T00:00:00Z\"", "\"2024-05-14T00:59:59Z\"", "\"2024-05-14T01:15:30Z\"",
	"\"2024-05-14T02:59:59Z\"", /* the usual ones */
	"\"2024-05-14T00:60:00Z\"", "\"2024-05-14T00:30:60Z\"", "\"2024-05-14T00:3a:00Z\"", "\"2024-05-14T00:30:00z\"",
	"\"2024-05-14T00:30:0\\u\"", "\"2024-05-14T00-30:00Z\"", "\"2024-05-14T00:30.00Z\"", "\"2024-05-14T00: 30:00\"",
	"\"2024-05-14T00:30:00Z'", "'2024-05-14T00:30:00Z\"", "\"2024-05-14T00:30:00Z1\"", "\"2024-05-14T00:30:00\"",
	"\"2024-05-14 00:30:00Z\"", "\"2024-05-14T00:30:0\xb0Z\"",
	"\"2009-12-31T23:10:00Z\"", "\"2070-01-01T00:10:00Z\"", "\"1969-12-31T23:59:59Z\"", "\"2010-01-01T00:00:00Z\"",
	"\"2024-05-14T00:30:00.5Z\"", "\"2024-05-14T09:30:00+09:00\"", "\"2024-05-14T00\\u003a30:00Z\"", "\"\"", "null", "",
	NULL,
};

static const char *const sources[] = {
	"\"ec2.amazonaws.com\"", "\"elasticloadbalancing.amazonaws.com\"", "\"ssm.amazonaws.com\"", "\"s3\"", "\"\"", "", NULL,
	"\"cloudtrail.amazonaws.com\"", "\"cloudtrai\\u006c.amazonaws.com\"", "\" cloudtrail.amazonaws.com\"",
	"\"cloudtrail.amazonaws.co\\u006d\"", "\"cloudtrail.amazonaws.com \"",
};

static const char *const names[] = {
	"\"DescribeInstances\"", "\"OpenDataChannel\"", "\"StopLogging\"", "\"StopLoggin\\u0067\"", NULL,
};

static const char *const bools[] = { "true", "false", "\"true\"", "\"True\"", "null", NULL };

static const struct {
	int key;
	const char *const *texts;
	unsigned usual, count; /* one of the first ones, three times in four */
} values[] = {
	{ EC2A__KEY_ACCOUNT, accounts, 4, COUNT(accounts) }, { EC2A__KEY_REGION, regions, 6, COUNT(regions) },
	{ EC2A__KEY_TIME, times, 5, COUNT(times) },	     { EC2A__KEY_SOURCE, sources, 3, COUNT(sources) },
	{ EC2A__KEY_NAME, names, 2, COUNT(names) },	     { EC2A__KEY_READ_ONLY, bools, 2, COUNT(bools) },
};

static uint64_t seed;

static unsigned pick(size_t below)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)((seed >> 33) % below);
}

/* A value in memory of its size. */
static struct ec2a__span own(const char *text)
{
	size_t size = text ? strlen(text) : 0;
	char *copy = size ? malloc(size) : NULL;

	CU_ASSERT_FATAL(!size || copy);
	if (size)
		memcpy(copy, text, size);
	return (struct ec2a__span){ copy, size };
}

static void make(struct ec2a__record_view *record)
{
	int odd = !pick(3);

	*record = (struct ec2a__record_view){ .object = "{}", .size = 2 };
	for (size_t i = 0; i < COUNT(values); i++)
		record->values[values[i].key] =
			own(values[i].texts[pick(odd && !pick(3) ? values[i].count : values[i].usual)]);
}

static void unmake(struct ec2a__record_view *record)
{
	for (size_t i = 0; i < COUNT(values); i++)
		free((void *)(uintptr_t)record->values[values[i].key].text);
}

static ec2a_coverage *fresh(size_t max_places, const int64_t window[2])
{
	ec2a_coverage *coverage = NULL;

	CU_ASSERT_FATAL(ec2a_coverage_new(&coverage) == 0);
	coverage->max_places = max_places;
	coverage->since = window[0];
	coverage->until = window[1];
	return coverage;
}

static char *print(const ec2a_coverage *coverage)
{
	uint64_t n = ec2a_coverage_count(coverage, EC2A_COVERAGE_PLACES);
	char *all = calloc(1, 1), *json = NULL;

	for (size_t i = 0; all && i < n; i++) {
		EQ_INT(ec2a_coverage_to_json(coverage, i, 1, &json), 0);
		all = realloc(all, strlen(all) + strlen(json) + 2);
		CU_ASSERT_PTR_NOT_NULL_FATAL(all);
		strcat(strcat(all, json), "\n");
		ec2a_free(json);
	}
	return all;
}

/* One by itself, added to the others. */
static void add_alone(ec2a_coverage *sum, size_t max_places, const int64_t window[2],
		      const struct ec2a__record_view *record, int class)
{
	ec2a_coverage *alone = fresh(max_places, window);

	EQ_INT(ec2a__record_see(alone, record, class), 0);
	EQ_INT(ec2a_coverage_merge(sum, alone), 0);
	ec2a_coverage_free(alone);
}

static void round_of(size_t max_places, const int64_t window[2])
{
	static const int classes[] = { EC2A_CLASS_OTHER, EC2A_CLASS_OTHER, EC2A_CLASS_OTHER, EC2A_CLASS_CONTEXT, EC2A_CLASS_ACCESS };
	ec2a_coverage *row = fresh(max_places, window), *sum = fresh(max_places, window);
	char *got, *want;

	for (int i = 0; i < RECORDS; i++) {
		int class = classes[pick(COUNT(classes))];
		struct ec2a__record_view record;

		make(&record);
		for (unsigned copies = pick(3); copies < 3; copies++) {
			EQ_INT(ec2a__record_see(row, &record, class), 0);
			add_alone(sum, max_places, window, &record, class);
		}
		unmake(&record);
	}
	got = print(row);
	want = print(sum);
	if (strcmp(got, want) != 0) {
		EQ_TEXT(got, want);
		CU_FAIL_FATAL("a record counted otherwise behind others");
	}
	free(got);
	free(want);
	ec2a_coverage_free(row);
	ec2a_coverage_free(sum);
}

static const int64_t always[2] = { INT64_MIN, INT64_MAX };

static void test_row(void)
{
	seed = 20240514;
	for (int i = 0; i < ROUNDS; i++)
		round_of(EC2A__PLACES_MAX, always);
}

/* 2024-05-14T00:00:01Z to 00:59:59Z, and hours that are in no calendar. */
static void test_row_in_window(void)
{
	static const int64_t windows[][2] = {
		{ INT64_C(1715644801000000), INT64_C(1715648399000000) },
		{ INT64_C(1715646600000000), INT64_MAX },
		{ INT64_MIN, INT64_C(1715646600000000) },
		{ INT64_C(1262300000000000), INT64_C(3155770000000000) },
	};

	seed = 20240515;
	for (int i = 0; i < ROUNDS; i++)
		round_of(EC2A__PLACES_MAX, windows[(size_t)i % COUNT(windows)]);
}

/* Places are pushed out and come again; what is known of one that is gone is known no more. */
static void test_row_few_places(void)
{
	seed = 20240516;
	for (int i = 0; i < ROUNDS; i++)
		round_of(1 + (size_t)i % 7, always);
}

/* Names that differ in one part only, so many that some of them are looked for where another one was found. */
static void test_many_places(void)
{
	static const size_t digits[] = { 0, 8, 13, 25 }; /* of the account's first and last four bytes, and the region's */
	enum { PLACES = 3000 };

	for (size_t form = 0; form <= COUNT(digits); form++) {
		int places = form < COUNT(digits) ? PLACES : EC2A__REGION_MAX - EC2A__REGION_MIN + 1;
		ec2a_coverage *coverage = fresh(EC2A__PLACES_MAX, always);

		for (int i = 0; i < 3 * places; i++) {
			struct ec2a__sighting sighting = { .has_time = 1, .time_us = INT64_C(1715644801000000) };
			char text[64] = "111122223333 aaaaaaaaaaaaaaaa";

			if (form < COUNT(digits))
				for (int n = i % places, at = 0; at < 4; at++, n /= 10)
					text[digits[form] + (size_t)at] = (char)('0' + n % 10);
			else
				text[13 + EC2A__REGION_MIN + i % places] = '\0';
			sighting.account = text;
			sighting.account_size = 12;
			sighting.region = text + 13;
			sighting.region_size = strlen(text + 13);
			if (!ec2a__coverage_see_usual(coverage, text, text + 13, sighting.region_size, "2024-05-14T00:00:01Z", 0))
				EQ_INT(ec2a__coverage_see(coverage, &sighting), 0);
			coverage->hour = (struct ec2a__hour_text){ "2024-05-14T00:", INT64_C(1715644800000000) };
		}
		EQ_INT(ec2a_coverage_count(coverage, EC2A_COVERAGE_PLACES), places);
		for (int i = 0; i < places; i++)
			CU_ASSERT_FATAL(coverage->places[i]->records == 3);
		ec2a_coverage_free(coverage);
	}
}

/* What the first one means stands in the second one as it is, and there means nothing. */
static void test_meaning(void)
{
	static const char *const pairs[][2][2] = {
		{ { "\"11112222333\\\\\"", "\"us-east-1\"" }, { "\"11112222333\\\"", "\"us-east-1\"" } },
		{ { "\"111122223333\"", "\"us-east-\\\\x\"" }, { "\"111122223333\"", "\"us-east-\\x\"" } },
	};

	for (size_t i = 0; i < COUNT(pairs); i++) {
		ec2a_coverage *coverage = fresh(EC2A__PLACES_MAX, always);

		for (int k = 0; k < 4; k++) {
			struct ec2a__record_view record = { .object = "{}", .size = 2 };

			record.values[EC2A__KEY_ACCOUNT] = own(pairs[i][k / 2][0]);
			record.values[EC2A__KEY_REGION] = own(pairs[i][k / 2][1]);
			record.values[EC2A__KEY_TIME] = own(times[0]);
			EQ_INT(ec2a__record_see(coverage, &record, EC2A_CLASS_OTHER), 0);
			unmake(&record);
		}
		EQ_INT(ec2a_coverage_count(coverage, EC2A_COVERAGE_PLACES), 2);
		ec2a_coverage_free(coverage);
	}
}

static void test_escape_anywhere(void)
{
	for (size_t size = 0; size < 50; size++) {
		char *text = malloc(size ? size : 1);

		CU_ASSERT_FATAL(text != NULL);
		memset(text, '[', size); /* and ']' are beside the backslash */
		EQ_INT(ec2a__has_escape(text, size), 0);
		for (size_t at = 0; at < size; at++) {
			text[at] = '\\';
			EQ_INT(ec2a__has_escape(text, size), 1);
			text[at] = '\xdd'; /* one more, with the highest bit */
			EQ_INT(ec2a__has_escape(text, size), 0);
			text[at] = ']';
		}
		free(text);
	}
}

/* The next one of a place, and of another, and of an hour, and of another: what must be counted by hand. */
static void test_counts(void)
{
	static const char *const rows[][3] = {
		{ "\"111122223333\"", "\"us-east-1\"", "\"2024-05-14T00:30:00Z\"" },
		{ "\"111122223333\"", "\"us-east-1\"", "\"2024-05-14T00:59:59Z\"" },
		{ "\"111122223333\"", "\"us-east-1\"", "\"2024-05-14T00:00:00Z\"" },
		{ "\"111122223333\"", "\"us-east-2\"", "\"2024-05-14T00:10:00Z\"" },
		{ "\"111122223333\"", "\"us-east-1\"", "\"2024-05-14T02:10:00Z\"" },
		{ "\"111122223333\"", "\"us-east-2\"", "\"2024-05-14T00:20:00Z\"" },
		{ "\"111122223333\"", "\"us-east-2\"", "\"2024-05-14T02:20:00Z\"" },
		{ "\"111122223333\"", "\"us-east-1\"", "\"2024-05-14T02:10:6aZ\"" },
	};
	ec2a_coverage *coverage = fresh(EC2A__PLACES_MAX, always);
	char *got;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ec2a__record_view record = { .object = "{}", .size = 2 };

		record.values[EC2A__KEY_ACCOUNT] = own(rows[i][0]);
		record.values[EC2A__KEY_REGION] = own(rows[i][1]);
		record.values[EC2A__KEY_TIME] = own(rows[i][2]);
		EQ_INT(ec2a__record_see(coverage, &record, EC2A_CLASS_OTHER), 0);
		unmake(&record);
	}
	got = print(coverage);
	EQ_TEXT(got,
		"{\"account_id\":\"111122223333\",\"region\":\"us-east-1\",\"first\":\"2024-05-14T00:00:00Z\","
		"\"last\":\"2024-05-14T02:10:00Z\",\"records\":5,\"without_time\":1,\"read_only\":false,\"channels\":false,"
		"\"host_logs\":false,\"gaps\":[{\"from\":\"2024-05-14T01:00:00Z\",\"to\":\"2024-05-14T02:00:00Z\",\"hours\":1}],"
		"\"trail_changes\":[],\"trail_changes_cut\":false,\"rest\":false,\"since\":null,\"until\":null,\"outside\":0}\n"
		"{\"account_id\":\"111122223333\",\"region\":\"us-east-2\",\"first\":\"2024-05-14T00:10:00Z\","
		"\"last\":\"2024-05-14T02:20:00Z\",\"records\":3,\"without_time\":0,\"read_only\":false,\"channels\":false,"
		"\"host_logs\":false,\"gaps\":[{\"from\":\"2024-05-14T01:00:00Z\",\"to\":\"2024-05-14T02:00:00Z\",\"hours\":1}],"
		"\"trail_changes\":[],\"trail_changes_cut\":false,\"rest\":false,\"since\":null,\"until\":null,\"outside\":0}\n");
	free(got);
	ec2a_coverage_free(coverage);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "what came before does not matter", test_row },
		{ "nor in a window", test_row_in_window },
		{ "nor where there is room for few places", test_row_few_places },
		{ "many places", test_many_places },
		{ "what stands there, and what it means", test_meaning },
		{ "a backslash anywhere", test_escape_anywhere },
		{ "counts", test_counts },
		{ NULL, NULL },
	};

	return ec2a_test_main("record see", tests);
}

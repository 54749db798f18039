/* SPDX-License-Identifier: MIT */
#include "test.h"
#include "timestamp.h"

#include <time.h>

/* Parses, and gives the time back in the one spelling of output; "" where it is no time. */
static const char *reread(const char *text)
{
	static char out[EC2A__TIME_TEXT];
	int64_t us = -1;

	if (ec2a__time_parse(text, strlen(text), &us))
		return ec2a__time_format(us, out);
	EQ_INT(us, -1); /* nothing is written on failure */
	return "";
}

static void test_forms(void)
{
	EQ_TEXT(reread("2023-09-04T05:56:04Z"), "2023-09-04T05:56:04Z");
	EQ_TEXT(reread("2023-09-04 05:56:04"), "2023-09-04T05:56:04Z");
	EQ_TEXT(reread("2023-09-04t05:56:04z"), "2023-09-04T05:56:04Z");
	EQ_TEXT(reread("2023-09-04T05: 56: 04Z"), "2023-09-04T05:56:04Z");
	EQ_TEXT(reread("2023-09-04T05:  56: 04+09: 00"), "2023-09-03T20:56:04Z");
	EQ_TEXT(reread("2023-09-04T14:56:04+09:00"), "2023-09-04T05:56:04Z");
	EQ_TEXT(reread("2023-09-04T14:56:04+0900"), "2023-09-04T05:56:04Z");
	EQ_TEXT(reread("2023-09-04T00:26:04-05:30"), "2023-09-04T05:56:04Z");
	EQ_TEXT(reread("2023-09-04T05:56:04.999999Z"), "2023-09-04T05:56:04Z");
	EQ_TEXT(reread("2023-09-04T05:56:04.1234567890123+00:00"), "2023-09-04T05:56:04Z");
}

static int64_t parsed(const char *text)
{
	int64_t us = -1;

	CU_ASSERT(ec2a__time_parse(text, strlen(text), &us));
	return us;
}

static void test_values(void)
{
	EQ_INT(parsed("1970-01-01T00:00:00Z"), 0);
	EQ_INT(parsed("2023-09-04T05:56:04Z"), INT64_C(1693806964000000));
	EQ_INT(parsed("1970-01-01T00:00:00.5Z"), 500000);
	EQ_INT(parsed("1970-01-01T00:00:00.000001Z"), 1);
	EQ_INT(parsed("1970-01-01T00:00:00.1234569Z"), 123456);
	EQ_INT(parsed("1969-12-31T23:59:59.999999Z"), -1);
	/* A leap second counts as the second after it. */
	EQ_INT(parsed("2016-12-31T23:59:60Z"), parsed("2017-01-01T00:00:00Z"));
	EQ_INT(parsed("2016-12-31T23:59:60.25Z"), parsed("2017-01-01T00:00:00.25Z"));
}

static void test_refused(void)
{
	static const char *const bad[] = {
		"", "2023", "2023-09-04", "2023-09-04T", "2023-09-04T05:56", "2023-09-04T05:56Z",
		"2023-02-30T00:00:00Z", "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2023-04-31T00:00:00Z",
		"2023-00-01T00:00:00Z", "2023-13-01T00:00:00Z", "2023-01-00T00:00:00Z", "2023-01-32T00:00:00Z",
		"0000-01-01T00:00:00Z", "2023-09-04T24:00:00Z", "2023-09-04T23:60:00Z", "2023-09-04T23:59:61Z",
		"2023-09-04T05:56:04.", "2023-09-04T05:56:04.Z", "2023-09-04T05:56:04+09", "2023-09-04T05:56:04+24:00",
		"2023-09-04T05:56:04+09:60", "2023-09-04T05:56:04 Z", "2023-09-04T05:56:04ZZ", "2023-09-04T05:56:04Zx",
		"2023-9-4T05:56:04Z", "23-09-04T05:56:04Z", "+2023-09-04T05:56:04Z", "12023-09-04T05:56:04Z",
		"2023/09/04T05:56:04Z", "2023-09-04T0x:56:04Z", "2023-09-04_05:56:04Z", "2023-09-04T05:-6:04Z",
		"2023-09- 04T05:56:04Z", "...", "1693806964",
		/* the zone carries them out of the years 1 to 9999 */
		"0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "9999-12-31T23:59:60Z",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		EQ_TEXT(reread(bad[i]), "");
}

static void test_edges(void)
{
	EQ_TEXT(reread("0001-01-01T00:00:00Z"), "0001-01-01T00:00:00Z");
	EQ_TEXT(reread("9999-12-31T23:59:59.999999Z"), "9999-12-31T23:59:59Z");
	EQ_TEXT(reread("2000-02-29T12:00:00Z"), "2000-02-29T12:00:00Z");
	EQ_TEXT(reread("2024-02-29T12:00:00Z"), "2024-02-29T12:00:00Z");
}

/* Text need not end with a NUL, and no byte after it is read. */
static void test_size(void)
{
	char text[] = "2023-09-04T05:56:04Z";
	int64_t us = 7;

	CU_ASSERT(ec2a__time_parse("2023-09-04T05:56:04Zxyz", 20, &us));
	EQ_INT(us, INT64_C(1693806964000000));
	for (size_t n = 0; n < 19; n++) {
		char *exact = malloc(n + 1); /* the sanitizer sees a byte too far */

		memcpy(exact, text, n);
		exact = realloc(exact, n ? n : 1);
		us = 7;
		EQ_INT(ec2a__time_parse(exact, n, &us), 0);
		EQ_INT(us, 7);
		free(exact);
	}
}

static void test_format(void)
{
	char out[EC2A__TIME_TEXT];

	EQ_TEXT(ec2a__time_format(0, out), "1970-01-01T00:00:00Z");
	EQ_TEXT(ec2a__time_format(-1, out), "1969-12-31T23:59:59Z");
	EQ_TEXT(ec2a__time_format(-1000000, out), "1969-12-31T23:59:59Z");
	EQ_TEXT(ec2a__time_format(999999, out), "1970-01-01T00:00:00Z");
	/* Any number fits, also those that no record can carry. */
	EQ_TEXT(ec2a__time_format(INT64_MAX, out), "294247-01-10T04:00:54Z");
	EQ_TEXT(ec2a__time_format(INT64_MIN, out), "-290308-12-21T19:59:05Z");
}

/* Every day of 0001 to 9999 against the C library. */
static void test_days(void)
{
	int wrong = 0;
	int64_t first = ec2a__time_days(1, 1, 1), last = ec2a__time_days(9999, 12, 31);
	char out[EC2A__TIME_TEXT], want[EC2A__TIME_TEXT * 2];
	struct tm tm;

	EQ_INT(ec2a__time_days(1970, 1, 1), 0);
	EQ_INT(ec2a__time_days(2000, 3, 1), 11017);
	EQ_INT(first, -719162);
	EQ_INT(last, 2932896);
	for (int64_t day = first; day <= last; day++) {
		time_t seconds = (time_t)(day * 86400 + 86399);

		gmtime_r(&seconds, &tm);
		snprintf(want, sizeof(want), "%04d-%02d-%02dT23:59:59Z", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
		wrong += strcmp(ec2a__time_format((int64_t)seconds * EC2A__SECOND, out), want) != 0;
		wrong += ec2a__time_days(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday) != day;
	}
	EQ_INT(wrong, 0);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "forms", test_forms },
		{ "values", test_values },
		{ "no times", test_refused },
		{ "first and last", test_edges },
		{ "cut short", test_size },
		{ "format", test_format },
		{ "every day", test_days },
		{ NULL, NULL },
	};

	return ec2a_test_main("timestamp", tests);
}

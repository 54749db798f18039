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

/* ---- RFC 3164: no year ------------------------------------------------------------- */

static void test_yearless(void)
{
	static const char *const bad[] = { "", "Feb", "feb  3 08:15:09", "Feb 3 08:15:09", "Feb  3 08:15:0", "Feb  3 08:15:61",
					   "Feb 30 08:15:09", "Apr 31 08:15:09", "Feb  0 08:15:09", "Feb   08:15:09",
					   "Feb  3  8:15:09", "Feb  3T08:15:09", "Feb  3 08.15:09", "Feb x3 08:15:09" };
	struct ec2a__yearless time = { 0 };

	EQ_INT(ec2a__time_yearless("Feb  3 08:15:09 h", 17, 5, &time), 15);
	EQ_INT(time.month, 2);
	EQ_INT(time.day, 3);
	EQ_INT(time.clock_us, (8 * 3600 + 15 * 60 + 9) * EC2A__SECOND);
	EQ_INT(time.zone_us, 5);
	EQ_INT(ec2a__time_yearless("Dec 31 23:59:60.5", 17, 0, &time), 17);
	EQ_INT(time.clock_us, 86400 * EC2A__SECOND + 500000);
	EQ_INT(ec2a__time_yearless("Feb 29 00:00:00.", 16, 0, &time), 15);
	time.day = 77;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		EQ_INT(ec2a__time_yearless(bad[i], strlen(bad[i]), 0, &time), 0);
	EQ_INT(time.day, 77);
}

/* Ruling 12: the line, from when it is seen, the zone in minutes; the year that brings it nearest without passing by
 * more than a day. */
static const struct {
	const char *line, *seen;
	int zone;
	const char *want;
} years[] = {
	{ "Feb  3 08:15:09", "2026-02-03T09:00:00Z", 0, "2026-02-03T08:15:09Z" },
	{ "Feb  4 08:15:09", "2026-02-03T09:00:00Z", 0, "2026-02-04T08:15:09Z" }, /* clocks differ: up to a day */
	{ "Feb  4 09:00:00", "2026-02-03T09:00:00Z", 0, "2026-02-04T09:00:00Z" },
	{ "Feb  4 09:00:01", "2026-02-03T09:00:00Z", 0, "2025-02-04T09:00:01Z" },
	{ "Dec 31 23:59:59", "2026-01-01T00:00:01Z", 0, "2025-12-31T23:59:59Z" },
	{ "Jan  1 00:00:01", "2025-12-31T23:59:59Z", 0, "2026-01-01T00:00:01Z" },
	{ "Jan  2 00:00:01", "2025-12-31T23:59:59Z", 0, "2025-01-02T00:00:01Z" },
	{ "Feb 29 12:00:00", "2026-02-03T09:00:00Z", 0, "2024-02-29T12:00:00Z" },
	{ "Feb 29 12:00:00", "2024-02-28T12:00:00Z", 0, "2024-02-29T12:00:00Z" },
	{ "Feb 29 12:00:01", "2024-02-28T12:00:00Z", 0, "2020-02-29T12:00:01Z" },
	{ "Feb 29 12:00:00", "1903-12-31T00:00:00Z", 0, "1896-02-29T12:00:00Z" },
	{ "Feb 29 12:00:00", "2103-12-31T00:00:00Z", 0, "2096-02-29T12:00:00Z" },
	{ "Dec 31 23:59:60", "2026-01-01T00:00:01Z", 0, "2026-01-01T00:00:00Z" },
	{ "Jan  1 08:00:00", "2025-12-31T23:30:00Z", 540, "2025-12-31T23:00:00Z" }, /* New Year comes earlier in the east */
	{ "Dec 31 20:00:00", "2026-01-01T05:00:00Z", -480, "2026-01-01T04:00:00Z" },
	{ "Jun 15 00:00:00", "9989-06-14T12:00:00Z", 0, "9989-06-15T00:00:00Z" },
	{ "Jun 15 00:00:00", "0100-06-14T12:00:00Z", 0, "0100-06-15T00:00:00Z" },
};

static void test_place_year(void)
{
	for (size_t i = 0; i < sizeof years / sizeof years[0]; i++) {
		struct ec2a__yearless time = { 0 };
		char out[EC2A__TIME_TEXT];
		int64_t us = 0;

		CU_ASSERT(ec2a__time_yearless(years[i].line, strlen(years[i].line), years[i].zone * 60 * EC2A__SECOND, &time) > 0);
		EQ_INT(ec2a__time_place_year(&time, parsed(years[i].seen), &us), 1);
		EQ_TEXT(ec2a__time_format(us, out), years[i].want);
	}
}

static void test_place_year_ends(void)
{
	struct ec2a__yearless time = { 1, 1, 0, 0 };
	int64_t us = 7;

	EQ_INT(ec2a__time_place_year(&time, INT64_MAX, &us), 0);
	EQ_INT(ec2a__time_place_year(&time, INT64_MIN, &us), 0);
	EQ_INT(us, 7);
}

/* Every day of a leap year is brought into the year that is asked for. */
static void test_year_reference(void)
{
	for (int64_t day = ec2a__time_days(2024, 1, 1); day <= ec2a__time_days(2024, 12, 31); day++) {
		time_t seconds = (time_t)(day * 86400);
		struct ec2a__yearless time = { 0 };
		int64_t us = 0;
		struct tm tm;

		gmtime_r(&seconds, &tm);
		time.month = tm.tm_mon + 1;
		time.day = tm.tm_mday;
		time.clock_us = 86400 * EC2A__SECOND - 1;
		time.zone_us = 540 * 60 * EC2A__SECOND;
		EQ_INT(ec2a__time_place_year(&time, ec2a__time_year_reference(2024, time.zone_us), &us), 1);
		EQ_INT(us, (day + 1) * 86400 * EC2A__SECOND - 1 - time.zone_us);
		time.clock_us = 0;
		EQ_INT(ec2a__time_place_year(&time, ec2a__time_year_reference(2024, time.zone_us), &us), 1);
		EQ_INT(us, day * 86400 * EC2A__SECOND - time.zone_us);
	}
}

/* The plain form has a way of its own: with a zone behind it the same time goes the long way. */
static void plain_is_long(void)
{
	static const char digits[] = "0012345678999:/ -Tz";
	uint64_t seed = 1;

	for (int i = 0; i < 200000; i++) {
		char plain[] = "2023-07-10T11:57:16Z", zoned[32];
		int64_t us = -1, want = -1;
		int r;

		for (int changes = 0; changes < 4; changes++) {
			seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			if (seed >> 62 || !changes)
				plain[(seed >> 33) % 19] = digits[(seed >> 40) % (sizeof digits - 1)];
		}
		snprintf(zoned, sizeof zoned, "%.19s+00:00", plain);
		r = ec2a__time_parse(plain, strlen(plain), &us);
		if (r != ec2a__time_parse(zoned, strlen(zoned), &want) || us != want) {
			fprintf(stderr, "%s\n", plain);
			CU_FAIL_FATAL("the plain form was read otherwise");
		}
	}
}

/* Whatever came before, a time is read as if nothing had. */
static void test_near(void)
{
	static const char *const times[] = {
		"2023-07-10T11:57:16Z", "2023-07-10T11:00:00Z", "2023-07-10T11:59:59Z", "2023-07-10T12:00:00Z",
		"2023-07-11T11:57:16Z", "2023-07-10T11:60:00Z", "2023-07-10T11:57:60Z", "2023-07-10T11:5a:16Z",
		"2023-07-10T11:57-16Z", "2023-07-10T11:57:16z", "2023-07-10T11:57:1", "2023-07-10T11:57:16.5Z",
		"2023-07-10 11:57:16Z", "2023-02-30T11:57:16Z", "2024-02-29T11:57:16Z", "1969-12-31T23:59:59Z",
		"1970-01-01T00:00:01Z", "", "yesterday", "2023-07-10T11:57:16+00:00",
	};
	static const char zeros[20] = { [14] = '0', '0', ':', '0', '0', 'Z' }; /* as no hour before is */
	const size_t count = sizeof times / sizeof times[0];
	struct ec2a__hour_text hour = { .start_us = 0 };
	int64_t us = -1, want = -1;

	EQ_INT(ec2a__time_parse_near(&hour, zeros, sizeof zeros, &us), 0);
	for (size_t i = 0; i < 3 * count * count; i++) {
		const char *text = times[i % 3 == 0 ? i / 3 / count : i % 3 == 1 ? i / 3 % count : i / 7 % count];
		int r = ec2a__time_parse(text, strlen(text), &want);

		EQ_INT(ec2a__time_parse_near(&hour, text, strlen(text), &us), r);
		EQ_INT(us, want);
	}
}

/* Of an hour that is known, with any byte at any place. */
static void test_in_hour(void)
{
	static const char plain[] = "2023-07-10T11:57:16Z";
	struct ec2a__hour_text hour = { .start_us = 0 };
	int64_t us = -1, want = -1;

	EQ_INT(ec2a__time_in_hour(&hour, plain, &us), 0);
	for (size_t at = 0; at < sizeof plain - 1; at++)
		for (int byte = 0; byte < 256; byte++) {
			char text[] = "2023-07-10T11:57:16Z";
			int in_hour, r;

			EQ_INT(ec2a__time_parse_near(&hour, plain, sizeof plain - 1, &us), 1);
			text[at] = (char)byte;
			r = ec2a__time_parse(text, sizeof text - 1, &want);
			in_hour = ec2a__time_in_hour(&hour, text, &us);
			/* small letters and another hour are a time as well */
			EQ_INT(in_hour, r && memcmp(text, plain, 14) == 0 && byte != 'z');
			if (in_hour)
				EQ_INT(us, want);
			us = -1;
			EQ_INT(ec2a__time_parse_near(&hour, text, sizeof text - 1, &us), r);
			if (r)
				EQ_INT(us, want);
		}
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
		{ "no year", test_yearless },
		{ "the year found", test_place_year },
		{ "years too far", test_place_year_ends },
		{ "the year given", test_year_reference },
		{ "the plain form", plain_is_long },
		{ "in the hour of the one before", test_near },
		{ "any byte in such a time", test_in_hour },
		{ NULL, NULL },
	};

	return ec2a_test_main("timestamp", tests);
}

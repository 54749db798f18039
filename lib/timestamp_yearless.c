/* SPDX-License-Identifier: MIT */
/* Times without a year, as RFC 3164 has them (CONTRACT, ruling 12). */
#include "timestamp.h"

#include "ascii.h"

#include <string.h>

#define DAY (86400 * EC2A__SECOND)
#define YEARS_BACK 12 /* of the guess; two leap years are eight apart where a century has none */

static int month_of(const char *text)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12; i++)
		if (memcmp(text, names + 3 * i, 3) == 0)
			return i + 1;
	return 0;
}

/* Two digits; the first may be a space where padded. -1: none. */
static int two_digits(const char *text, int padded)
{
	if (!ec2a__is_digit(text[1]) || !(ec2a__is_digit(text[0]) || (padded && text[0] == ' ')))
		return -1;
	return (text[0] == ' ' ? 0 : (text[0] - '0') * 10) + text[1] - '0';
}

/* A leap second is the second that follows it, as in ec2a__time_parse(). */
static int read_clock(const char *text, int64_t *ret_us)
{
	int hour = two_digits(text, 0), minute = two_digits(text + 3, 0), second = two_digits(text + 6, 0);

	if (text[2] != ':' || text[5] != ':' || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
	    second > 60)
		return 0;
	*ret_us = (hour * 3600 + minute * 60 + second) * EC2A__SECOND;
	return 1;
}

/* journalctl -o short-precise. The length of ".120345", or 0. */
static size_t read_fraction(const char *text, size_t size, int64_t *us)
{
	int64_t unit = EC2A__SECOND;
	size_t n = 1;

	if (size < 2 || text[0] != '.' || !ec2a__is_digit(text[1]))
		return 0;
	for (; n < size && ec2a__is_digit(text[n]); n++) {
		unit /= 10;
		*us += unit * (text[n] - '0');
	}
	return n;
}

size_t ec2a__time_yearless(const char *text, size_t size, int64_t zone_us, struct ec2a__yearless *ret_time)
{
	enum { LENGTH = sizeof "Feb  3 08:15:09" - 1 };
	static const signed char days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	struct ec2a__yearless time = { .zone_us = zone_us };

	if (size < LENGTH || text[3] != ' ' || text[6] != ' ')
		return 0;
	time.month = month_of(text);
	time.day = two_digits(text + 4, 1);
	if (!time.month || time.day < 1 || time.day > days[time.month - 1] || !read_clock(text + 7, &time.clock_us))
		return 0;
	size = LENGTH + read_fraction(text + LENGTH, size - LENGTH, &time.clock_us);
	*ret_time = time;
	return size;
}

static int is_date(int year, int month, int day)
{
	return month == 12 || ec2a__time_days(year, month, day) < ec2a__time_days(year, month + 1, 1);
}

int ec2a__time_place_year(const struct ec2a__yearless *time, int64_t reference_us, int64_t *ret_us)
{
	int64_t days = reference_us / DAY;
	int guess;

	/* Far outside of what a log can mean; nothing below can overflow then. */
	if (days < -ec2a__time_days(3900, 1, 1) || days > ec2a__time_days(9990, 1, 1))
		return 0;
	guess = (int)(1970 + days / 365) + 2; /* years of 365 days are too many: never too early */
	for (int year = guess; year > guess - 2 * YEARS_BACK; year--) {
		int64_t us;

		if (!is_date(year, time->month, time->day))
			continue;
		us = ec2a__time_days(year, time->month, time->day) * DAY + time->clock_us - time->zone_us;
		if (us - reference_us > DAY)
			continue;
		*ret_us = us;
		return 1;
	}
	return 0;
}

int64_t ec2a__time_year_reference(int year, int64_t zone_us)
{
	/* New Year's Eve is not more than a day later; the first moment of the next year is. */
	return ec2a__time_days(year, 12, 31) * DAY - 1 - zone_us;
}

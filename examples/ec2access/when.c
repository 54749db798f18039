/* SPDX-License-Identifier: MIT */
#include "when.h"

#include <string.h>

#define SECOND INT64_C(1000000)

static int is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Exactly n digits. */
static int take_number(const char **at, int n, int64_t *ret_number)
{
	int64_t number = 0;

	for (; n > 0; n--, (*at)++) {
		if (!is_digit(**at))
			return -1;
		number = number * 10 + (**at - '0');
	}
	*ret_number = number;
	return 0;
}

static int take_char(const char **at, char c)
{
	if (**at != c)
		return -1;
	(*at)++;
	return 0;
}

static int is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int64_t month_days(int64_t year, int64_t month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && is_leap(year));
}

static int64_t days_before_year(int64_t year)
{
	int64_t y = year - 1;

	return y * 365 + y / 4 - y / 100 + y / 400 - 719162; /* 719162 days before 1970 */
}

static int take_date(const char **at, int64_t *ret_days)
{
	int64_t year, month, day, days;

	if (take_number(at, 4, &year) < 0 || take_char(at, '-') < 0 || take_number(at, 2, &month) < 0 ||
	    take_char(at, '-') < 0 || take_number(at, 2, &day) < 0)
		return -1;
	if (year < 1 || month < 1 || month > 12 || day < 1 || day > month_days(year, month))
		return -1;
	days = days_before_year(year) + day - 1;
	for (int64_t m = 1; m < month; m++)
		days += month_days(year, m);
	*ret_days = days;
	return 0;
}

/* "12:34:56" with an optional fraction, in microseconds. */
static int take_clock(const char **at, int64_t *ret_us)
{
	int64_t hour, minute, second, us = 0, unit = SECOND / 10;

	if (take_number(at, 2, &hour) < 0 || take_char(at, ':') < 0 || take_number(at, 2, &minute) < 0 ||
	    take_char(at, ':') < 0 || take_number(at, 2, &second) < 0)
		return -1;
	if (hour > 23 || minute > 59 || second > 60)
		return -1;
	if (take_char(at, '.') == 0) {
		if (!is_digit(**at))
			return -1;
		for (; is_digit(**at); (*at)++, unit /= 10)
			us += unit * (**at - '0');
	}
	*ret_us = (hour * 3600 + minute * 60 + second) * SECOND + us;
	return 0;
}

/* "Z" or "+02:00", in seconds east. */
static int take_zone(const char **at, int64_t *ret_seconds)
{
	int64_t hour, minute;
	char sign = **at;

	if (sign == '\0')
		return -1;
	(*at)++;
	*ret_seconds = 0;
	if (sign == 'Z' || sign == 'z')
		return 0;
	if ((sign != '+' && sign != '-') || take_number(at, 2, &hour) < 0 || take_char(at, ':') < 0 ||
	    take_number(at, 2, &minute) < 0 || hour > 23 || minute > 59)
		return -1;
	*ret_seconds = (hour * 60 + minute) * (sign == '-' ? -60 : 60);
	return 0;
}

/* "7d", "36h", "90m". */
static int parse_ago(const char *text, int64_t now_us, int64_t *ret_us)
{
	const char *at = text;
	int64_t number = 0, unit;

	for (; is_digit(*at) && at - text < 7; at++)
		number = number * 10 + (*at - '0');
	if (at == text || !*at || at[1])
		return -1;
	unit = *at == 'd' ? 86400 : *at == 'h' ? 3600 : *at == 'm' ? 60 : 0;
	if (!unit)
		return -1;
	*ret_us = now_us - number * unit * SECOND;
	return 0;
}

int when_parse(const char *text, int64_t now_us, int64_t *ret_us)
{
	const char *at = text;
	int64_t days, clock_us, zone;

	if (parse_ago(text, now_us, ret_us) == 0)
		return 0;
	if (take_date(&at, &days) < 0)
		return -1;
	if (!*at) {
		*ret_us = days * 86400 * SECOND;
		return 0;
	}
	if (!strchr("Tt ", *at))
		return -1;
	at++;
	if (take_clock(&at, &clock_us) < 0 || take_zone(&at, &zone) < 0 || *at)
		return -1;
	*ret_us = (days * 86400 - zone) * SECOND + clock_us;
	return 0;
}

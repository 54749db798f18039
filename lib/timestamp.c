/* SPDX-License-Identifier: MIT */
#include "timestamp.h"

#include <string.h>

#define SECONDS_A_DAY INT64_C(86400)
#define DAYS_BEFORE_1970 INT64_C(719468) /* from 0000-03-01 */
#define DAYS_IN_400_YEARS INT64_C(146097)

/* Years begin in March here, so that the leap day is the last one of a year. */
int64_t ec2a__time_days(int year, int month, int day)
{
	int64_t y = (int64_t)year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return era * DAYS_IN_400_YEARS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - DAYS_BEFORE_1970;
}

static int days_in_month(int year, int month)
{
	static const signed char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
		return 29;
	return days[month - 1];
}

struct cursor {
	const char *at;
	const char *end;
};

static int take_char(struct cursor *in, char c)
{
	if (in->at == in->end || *in->at != c)
		return 0;
	in->at++;
	return 1;
}

/* Exactly this many digits. */
static int take_number(struct cursor *in, int digits, int *ret_number)
{
	int number = 0;

	while (digits-- > 0) {
		if (in->at == in->end || *in->at < '0' || *in->at > '9')
			return 0;
		number = number * 10 + (*in->at++ - '0');
	}
	*ret_number = number;
	return 1;
}

/* A colon, and the spaces that an editor put behind it. */
static int take_colon(struct cursor *in)
{
	if (!take_char(in, ':'))
		return 0;
	while (take_char(in, ' '))
		;
	return 1;
}

static int take_date(struct cursor *in, int64_t *ret_days)
{
	int year, month, day;

	if (!take_number(in, 4, &year) || !take_char(in, '-') || !take_number(in, 2, &month) ||
	    !take_char(in, '-') || !take_number(in, 2, &day))
		return 0;
	if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
		return 0;
	*ret_days = ec2a__time_days(year, month, day);
	return 1;
}

/* A leap second, 60, becomes the second that follows it, as POSIX time counts. */
static int take_clock(struct cursor *in, int64_t *ret_seconds)
{
	int hour, minute, second;

	if (!take_number(in, 2, &hour) || !take_colon(in) || !take_number(in, 2, &minute) || !take_colon(in) ||
	    !take_number(in, 2, &second))
		return 0;
	if (hour > 23 || minute > 59 || second > 60)
		return 0;
	*ret_seconds = hour * 3600 + minute * 60 + second;
	return 1;
}

/* Absent is 0; digits after the sixth are passed over. */
static int take_fraction(struct cursor *in, int64_t *ret_us)
{
	int64_t unit = EC2A__SECOND;
	int digit;

	*ret_us = 0;
	if (!take_char(in, '.'))
		return 1;
	if (!take_number(in, 1, &digit))
		return 0;
	do {
		unit /= 10;
		*ret_us += digit * unit;
	} while (take_number(in, 1, &digit));
	return 1;
}

/* Seconds east of UTC; absent is UTC. */
static int take_zone(struct cursor *in, int64_t *ret_seconds)
{
	int hours, minutes, sign = 1;

	*ret_seconds = 0;
	if (take_char(in, ' ')) /* as Presto prints it */
		return take_char(in, 'U') && take_char(in, 'T') && take_char(in, 'C');
	if (in->at == in->end || take_char(in, 'Z') || take_char(in, 'z'))
		return 1;
	if (take_char(in, '-'))
		sign = -1;
	else if (!take_char(in, '+'))
		return 0;
	if (!take_number(in, 2, &hours))
		return 0;
	(void)take_colon(in); /* +0900 has none */
	if (!take_number(in, 2, &minutes) || hours > 23 || minutes > 59)
		return 0;
	*ret_seconds = sign * (hours * 3600 + minutes * 60);
	return 1;
}

static int two_digits(const char *text, unsigned *other)
{
	unsigned tens = (unsigned char)(text[0] - '0'), ones = (unsigned char)(text[1] - '0');

	*other |= tens > 9 || ones > 9;
	return (int)(tens * 10 + ones);
}

/* "2023-07-10T11:57:16Z", as every record has it; 0 where the long way is needed to tell. */
static int parse_plain(const char *text, int64_t *ret_us)
{
	unsigned other = (text[4] != '-') | (text[7] != '-') | (text[10] != 'T') | (text[13] != ':') |
			 (text[16] != ':') | (text[19] != 'Z');
	int year = two_digits(text, &other) * 100 + two_digits(text + 2, &other);
	int month = two_digits(text + 5, &other), day = two_digits(text + 8, &other);
	int hour = two_digits(text + 11, &other), minute = two_digits(text + 14, &other);
	int second = two_digits(text + 17, &other);

	/* Years over these need a look at what can be written; days over 28 at the month. */
	if (other || year < 1970 || year > 2400 || month < 1 || month > 12 || day < 1 || day > 28 || hour > 23 ||
	    minute > 59 || second > 59)
		return 0;
	*ret_us = (ec2a__time_days(year, month, day) * SECONDS_A_DAY + hour * 3600 + minute * 60 + second) *
		  EC2A__SECOND;
	return 1;
}

int ec2a__time_parse_near(struct ec2a__hour_text *hour, const char *text, size_t size, int64_t *ret_us)
{
	if (size != EC2A__TIME_PLAIN)
		return ec2a__time_parse(text, size, ret_us);
	if (ec2a__time_in_hour(hour, text, ret_us))
		return 1;
	if (!parse_plain(text, ret_us))
		return ec2a__time_parse(text, size, ret_us);
	memcpy(hour->text, text, sizeof hour->text);
	hour->start_us = *ret_us - *ret_us % (3600 * EC2A__SECOND);
	return 1;
}

int ec2a__time_parse(const char *text, size_t size, int64_t *ret_us)
{
	struct cursor in = { text, text + size };
	int64_t days, clock, fraction, zone, seconds;

	if (size == EC2A__TIME_PLAIN && parse_plain(text, ret_us))
		return 1;
	if (!take_date(&in, &days))
		return 0;
	if (!take_char(&in, 'T') && !take_char(&in, 't') && !take_char(&in, ' '))
		return 0;
	if (!take_clock(&in, &clock) || !take_fraction(&in, &fraction) || !take_zone(&in, &zone) || in.at != in.end)
		return 0;
	seconds = days * SECONDS_A_DAY + clock - zone;
	/* A zone must not carry the time out of the years that can be written. */
	if (seconds < ec2a__time_days(1, 1, 1) * SECONDS_A_DAY ||
	    seconds >= ec2a__time_days(10000, 1, 1) * SECONDS_A_DAY)
		return 0;
	*ret_us = seconds * EC2A__SECOND + fraction;
	return 1;
}

static int64_t floor_div(int64_t number, int64_t by)
{
	return number / by - (number % by < 0);
}

/* At least this many digits. */
static char *put_number(char *out, int64_t number, int digits)
{
	char reversed[24];
	int n = 0;

	if (number < 0) {
		*out++ = '-';
		number = -number;
	}
	do {
		reversed[n++] = (char)('0' + number % 10);
		number /= 10;
	} while (number || n < digits);
	while (n)
		*out++ = reversed[--n];
	return out;
}

/* The way back of ec2a__time_days(). */
static char *put_date(char *out, int64_t days)
{
	int64_t from_march = days + DAYS_BEFORE_1970;
	int64_t era = floor_div(from_march, DAYS_IN_400_YEARS);
	int64_t of_era = from_march - era * DAYS_IN_400_YEARS;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * of_year + 2) / 153;
	int64_t day = of_year - (153 * month + 2) / 5 + 1;

	month = month < 10 ? month + 3 : month - 9;
	out = put_number(out, year + era * 400 + (month <= 2), 4);
	*out++ = '-';
	out = put_number(out, month, 2);
	*out++ = '-';
	return put_number(out, day, 2);
}

char *ec2a__time_format(int64_t us, char out[EC2A__TIME_TEXT])
{
	int64_t seconds = floor_div(us, EC2A__SECOND);
	int64_t days = floor_div(seconds, SECONDS_A_DAY);
	int64_t clock = seconds - days * SECONDS_A_DAY;
	char *at = put_date(out, days);

	*at++ = 'T';
	at = put_number(at, clock / 3600, 2);
	*at++ = ':';
	at = put_number(at, clock / 60 % 60, 2);
	*at++ = ':';
	at = put_number(at, clock % 60, 2);
	*at++ = 'Z';
	*at = '\0';
	return out;
}

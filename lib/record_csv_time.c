/* SPDX-License-Identifier: MIT */
/*
 * The time of a row. A spreadsheet that opens the console's CSV and saves it
 * writes times as its country does: 9/4/2023 5:56 is April or September, and
 * may lack its seconds. Only a time that begins with its year can be told; a
 * second that is not there is 0.
 */
#include "record_csv.h"

#include "ascii.h"

#include <stdio.h>
#include <string.h>

#define ORDER_UNKNOWN "a row's event time does not begin with its year, so its day and month cannot be told apart"
#define NO_TIME "a row's event time is none that can be read"

struct cursor {
	const char *at, *end;
};

static int take(struct cursor *in, char c)
{
	if (in->at == in->end || *in->at != c)
		return 0;
	in->at++;
	return 1;
}

/* The number of digits, of most at most; 0 where there is none. */
static int take_number(struct cursor *in, int most, int *ret_number)
{
	int digits = 0, number = 0;

	while (in->at < in->end && ec2a__is_digit(*in->at) && digits < most) {
		number = number * 10 + (*in->at++ - '0');
		digits++;
	}
	*ret_number = number;
	return digits;
}

static int is_separator(char c)
{
	return c == '/' || c == '-' || c == '.';
}

/* One separator, the same as the last one. */
static int take_separator(struct cursor *in, char *separator)
{
	if (in->at == in->end || !is_separator(*in->at) || (*separator && *in->at != *separator))
		return 0;
	*separator = *in->at++;
	return 1;
}

/* AM and PM, which may follow a blank: what it adds to the hour, or -1. */
static int take_half(struct cursor *in, int hour)
{
	char half[3] = "";

	while (take(in, ' '))
		;
	for (int i = 0; i < 2 && in->at < in->end; i++)
		half[i] = ec2a__lower(*in->at++);
	if (!half[0])
		return 0;
	if (half[1] != 'm' || (half[0] != 'a' && half[0] != 'p') || hour < 1 || hour > 12)
		return -1;
	return half[0] == 'a' ? (hour == 12 ? -12 : 0) : (hour == 12 ? 0 : 12);
}

/* H:M, H:M:S, with AM or PM behind it or not: 1 or 0. */
static int take_clock(struct cursor *in, int clock[3])
{
	int half;

	if (!take_number(in, 2, &clock[0]) || !take(in, ':') || take_number(in, 2, &clock[1]) != 2)
		return 0;
	clock[2] = 0;
	if (take(in, ':') && take_number(in, 2, &clock[2]) != 2)
		return 0;
	half = in->at < in->end ? take_half(in, clock[0]) : 0;
	if (half == -1)
		return 0;
	clock[0] += half;
	return in->at == in->end;
}

/* 1 and the time, where it stands year first; or 0. */
static int read_year_first(struct cursor in, int64_t *ret_us)
{
	int year, month, day, clock[3];
	char separator = '\0', text[6 * 12 + 8];

	if (take_number(&in, 4, &year) != 4 || !take_separator(&in, &separator) || !take_number(&in, 2, &month) ||
	    !take_separator(&in, &separator) || !take_number(&in, 2, &day))
		return 0;
	if (!take(&in, ' ') && !take(&in, 'T'))
		return 0;
	while (take(&in, ' '))
		;
	if (!take_clock(&in, clock))
		return 0;
	snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month, day, clock[0], clock[1], clock[2]);
	return ec2a__time_parse(text, strlen(text), ret_us);
}

/* Two numbers and then a year, as 9/4/2023, 04.09.23. */
static int has_year_last(struct cursor in)
{
	char separator = '\0';
	int number, digits;

	if (!take_number(&in, 2, &number) || !take_separator(&in, &separator) || !take_number(&in, 2, &number) ||
	    !take_separator(&in, &separator))
		return 0;
	digits = take_number(&in, 4, &number);
	return digits == 4 || digits == 2;
}

const char *ec2a__csv_time(struct ec2a__csv_cell cell, char out[EC2A__TIME_TEXT])
{
	struct cursor in;
	int64_t us;

	cell = ec2a__csv_trimmed(cell);
	in = (struct cursor){ cell.text, cell.text + cell.size };
	if (cell.size < EC2A__TIME_TEXT && ec2a__time_parse(cell.text, cell.size, &us)) {
		memcpy(out, cell.text, cell.size);
		out[cell.size] = '\0';
		if (us % EC2A__SECOND == 0)
			ec2a__time_format(us, out);
		return NULL;
	}
	if (read_year_first(in, &us)) {
		ec2a__time_format(us, out);
		return NULL;
	}
	return has_year_last(in) ? ORDER_UNKNOWN : NO_TIME;
}

/* SPDX-License-Identifier: MIT */
#include "calendar.h"

#include <inttypes.h>
#include <stdio.h>

#define SECOND INT64_C(1000000)
#define HOUR (3600 * SECOND)
#define DAY (24 * HOUR)

struct date {
	int64_t year, month, day;
};

static int64_t divide_down(int64_t number, int64_t by)
{
	return number / by - (number % by < 0);
}

/* Days since 1970-01-01 to a date. Years begin in March here, so that a leap day is the last of its year; 400 of them
 * have 146097 days. */
static struct date date_of(int64_t days)
{
	int64_t shifted = days + 719468, era = divide_down(shifted, 146097), of_era = shifted - era * 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * of_year + 2) / 153; /* 0: March */
	struct date date = {year + era * 400, month < 10 ? month + 3 : month - 9, of_year - (153 * month + 2) / 5 + 1};

	if (date.month <= 2)
		date.year++;
	return date;
}

int64_t calendar_floor(int64_t us, enum per per)
{
	int64_t days = divide_down(us, DAY);

	switch (per) {
	case PER_HOUR:
		return divide_down(us, HOUR) * HOUR;
	case PER_DAY:
		return days * DAY;
	case PER_WEEK: /* 1970-01-01 was a Thursday */
		return (divide_down(days + 3, 7) * 7 - 3) * DAY;
	case PER_MONTH:
		return (days - date_of(days).day + 1) * DAY;
	default:
		return us;
	}
}

static void add(struct text *text, int64_t us, char between, const char *end)
{
	int64_t days = divide_down(us, DAY), seconds = (us - days * DAY) / SECOND;
	struct date date = date_of(days);
	char room[96];

	snprintf(room, sizeof(room), "%04" PRId64 "-%02" PRId64 "-%02" PRId64 "%c%02" PRId64 ":%02" PRId64 ":%02" PRId64,
		 date.year, date.month, date.day, between, seconds / 3600, seconds / 60 % 60, seconds % 60);
	text_adds(text, room);
	text_adds(text, end);
}

void calendar_add(struct text *text, int64_t us)
{
	add(text, us, ' ', ".000 UTC");
}

void calendar_add_short(struct text *text, int64_t us)
{
	add(text, us, ' ', "");
}

void calendar_add_iso(struct text *text, int64_t us)
{
	add(text, us, 'T', "Z");
}

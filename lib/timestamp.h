/* SPDX-License-Identifier: MIT */
#ifndef EC2A_TIMESTAMP_H
#define EC2A_TIMESTAMP_H

#include "eight.h"

#include <stddef.h>
#include <stdint.h>

#define EC2A__TIME_TEXT 32 /* room for any time that ec2a__time_format() writes */
#define EC2A__TIME_PLAIN 20 /* bytes of "2023-09-04T05:56:04Z" */
#define EC2A__SECOND INT64_C(1000000)

/* ISO 8601 date and time to microseconds since 1970: "2023-09-04T05:56:04Z", a
 * space instead of T, a fraction, +09:00 or +0900 or nothing (UTC); the spaces
 * after colons of copied samples ("05: 56: 04Z") are passed over. 1, or 0 when it is no time. */
int ec2a__time_parse(const char *text, size_t size, int64_t *ret_us);

/* "2023-09-04T05:" and when that hour began; all 0: none yet, as no time has such a text. */
struct ec2a__hour_text {
	char text[14];
	int64_t start_us;
};

/* A time of EC2A__TIME_PLAIN bytes in an hour that is known: 1, or 0 where the long way is needed to tell. */
static inline int ec2a__time_in_hour(const struct ec2a__hour_text *hour, const char *text, int64_t *ret_us)
{
	/* Of each byte what it is over '0', or over what must stand there; and what then takes it past the highest. */
	uint64_t digits = ec2a__eight(text + 12) ^ ec2a__eight("0:00:00Z");
	uint64_t over = digits + ec2a__eight("\x76\x7f\x7a\x76\x7f\x7a\x76\x7f");
	int minute = text[14] * 10 + text[15], second = text[17] * 10 + text[18];

	if (((digits | over) & EC2A__HIGH) || ec2a__eight(text) != ec2a__eight(hour->text) ||
	    ec2a__eight(text + 6) != ec2a__eight(hour->text + 6))
		return 0;
	*ret_us = hour->start_us + (minute * 60 + second - ('0' * 11) * 61) * EC2A__SECOND;
	return 1;
}

/* The same of many times, of which most are in the hour of the one before. */
int ec2a__time_parse_near(struct ec2a__hour_text *hour, const char *text, size_t size, int64_t *ret_us);

/* "2023-09-04T05:56:04Z"; the fraction is dropped (towards the past). Returns out. */
char *ec2a__time_format(int64_t us, char out[EC2A__TIME_TEXT]);

/* Days since 1970-01-01 of a date of the Gregorian calendar. */
int64_t ec2a__time_days(int year, int month, int day);

/* A time as RFC 3164 writes it: the year is not known, the clock is the log's. */
struct ec2a__yearless {
	int month, day;   /* from 1; 29 February is one */
	int64_t clock_us; /* since midnight */
	int64_t zone_us;  /* east of UTC */
};

/* "Feb  3 08:15:09", "Feb 03 08:15:09.120345", in the zone: its length, or 0 when none stands there. */
size_t ec2a__time_yearless(const char *text, size_t size, int64_t zone_us, struct ec2a__yearless *ret_time);

/* The year that brings it nearest to the reference without passing that by more than a day (CONTRACT, ruling 12).
 * 1, or 0 where no year does. */
int ec2a__time_place_year(const struct ec2a__yearless *time, int64_t reference_us, int64_t *ret_us);

/* The reference that brings every time of a zone into this year. */
int64_t ec2a__time_year_reference(int year, int64_t zone_us);

#endif

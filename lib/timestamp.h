/* SPDX-License-Identifier: MIT */
#ifndef EC2A_TIMESTAMP_H
#define EC2A_TIMESTAMP_H

#include <stddef.h>
#include <stdint.h>

#define EC2A__TIME_TEXT 32 /* room for any time that ec2a__time_format() writes */
#define EC2A__SECOND INT64_C(1000000)

/* ISO 8601 date and time to microseconds since 1970: "2023-09-04T05:56:04Z", a
 * space instead of T, a fraction, +09:00 or +0900 or nothing (UTC); the spaces
 * after colons of copied samples ("05: 56: 04Z") are passed over. 1, or 0 when it is no time. */
int ec2a__time_parse(const char *text, size_t size, int64_t *ret_us);

/* "2023-09-04T05:56:04Z"; the fraction is dropped (towards the past). Returns out. */
char *ec2a__time_format(int64_t us, char out[EC2A__TIME_TEXT]);

/* Days since 1970-01-01 of a date of the Gregorian calendar. */
int64_t ec2a__time_days(int year, int month, int day);

#endif

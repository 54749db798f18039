/* SPDX-License-Identifier: MIT */
#ifndef CALENDAR_H
#define CALENDAR_H

#include "options.h"
#include "text.h"

/* The beginning of the hour, day, week (Monday) or month that a time lies in, UTC; microseconds since the epoch. */
int64_t calendar_floor(int64_t us, enum per per);

/* "2019-04-03 00:00:00.000 UTC", as Athena prints a timestamp. */
void calendar_add(struct text *text, int64_t us);

/* "2019-04-03 19:27:31" */
void calendar_add_short(struct text *text, int64_t us);

/* "2019-04-03T19:27:31Z" */
void calendar_add_iso(struct text *text, int64_t us);

#endif

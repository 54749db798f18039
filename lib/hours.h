/* SPDX-License-Identifier: MIT */
#ifndef EC2A_HOURS_H
#define EC2A_HOURS_H

#include "timestamp.h"

#include <stddef.h>
#include <stdint.h>

/*
 * A set of hours, as pieces of a bitmap. The calendar it knows is bounded, hence its size: 74 KiB for a set
 * with an hour in every piece. Zero is an empty set.
 */
#define EC2A__HOUR (INT64_C(3600) * EC2A__SECOND)
#define EC2A__HOURS_FROM INT64_C(1262304000) /* 2010-01-01, in seconds; CloudTrail is of November 2013 */
#define EC2A__HOURS_TO INT64_C(3155760000)   /* 2070-01-01 */
#define EC2A__HOURS_WORDS 8

struct ec2a__hours_piece {
	uint32_t index; /* of the first hour, divided by the bits of a piece */
	uint64_t words[EC2A__HOURS_WORDS];
};

struct ec2a__hours {
	struct ec2a__hours_piece *pieces; /* sorted */
	size_t count, cap;
	size_t latest; /* the piece used last */
};

/* The number of the hour, or -1 outside of the calendar. */
int64_t ec2a__hour_of(int64_t time_us);
int64_t ec2a__hour_start(int64_t hour);

void ec2a__hours_free(struct ec2a__hours *hours);

/* Make room, so that what follows cannot fail: 0 or EC2A_E_NOMEM. */
int ec2a__hours_reserve(struct ec2a__hours *hours, int64_t hour);
int ec2a__hours_reserve_all(struct ec2a__hours *hours, const struct ec2a__hours *other);

/* For what was reserved. */
void ec2a__hours_set(struct ec2a__hours *hours, int64_t hour);
void ec2a__hours_add(struct ec2a__hours *hours, const struct ec2a__hours *other);

/* The first hour of the set that is not before this one, or -1. */
int64_t ec2a__hours_next(const struct ec2a__hours *hours, int64_t hour);
/* The first hour that is not in the set and not before this one. */
int64_t ec2a__hours_next_empty(const struct ec2a__hours *hours, int64_t hour);

#endif

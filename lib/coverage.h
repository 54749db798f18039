/* SPDX-License-Identifier: MIT */
#ifndef EC2A_COVERAGE_STATE_H
#define EC2A_COVERAGE_STATE_H

#include "hours.h"
#include "timestamp.h"

#include <ec2access/ec2access.h>

/*
 * What one record tells of coverage; the texts are borrowed, and NULL where there is none. Everything merges by
 * minimum, maximum, sum or union. What is over a limit is told by a rule that knows no order: the smallest keys
 * stay, and one that was pushed out by smaller ones can never come back.
 */
struct ec2a__sighting {
	const char *account, *region;
	size_t account_size, region_size;
	int64_t time_us;
	int has_time;
	int read_only, channel;
	const struct ec2a__change *change; /* or NULL */
};

#define EC2A__CHANGE_TEXTS (EC2A_CHANGE_EVENT_ID + 1) /* by ec2a_change_field; TIME's place is not used */
#define EC2A__CHANGE_TEXT_MAX 1024

struct ec2a__change {
	const char *texts[EC2A__CHANGE_TEXTS]; /* NULL: absent */
	int64_t time_us;                       /* EC2A__NO_TIME: absent */
	char time_text[EC2A__TIME_TEXT];
};

#define EC2A__NO_TIME INT64_MAX

struct ec2a__covered {
	char *account, *region; /* "": unknown */
	size_t account_size, region_size;
	int64_t first, last;    /* INT64_MAX, INT64_MIN: no time */
	uint64_t records, without_time, outside;
	int read_only, channels;
	struct ec2a__hours hours;
	int64_t hour_us;        /* when the hour began that was put into hours last; INT64_MIN: none yet */
};

/*
 * A place found before, by names as they stand in nearly every record: 12 digits, and 8 to 16 plain bytes, each as its
 * first and last eight. What has no room, and so counts for the rest, always does.
 */
struct ec2a__latest_place {
	struct ec2a__covered *place; /* NULL: none */
	uint64_t account[2], region[2];
	size_t region_size;
};

enum { EC2A__LATEST_PLACES = 256, EC2A__ACCOUNT_SIZE = 12, EC2A__REGION_MIN = 8, EC2A__REGION_MAX = 16 };

struct ec2a_coverage {
	int64_t since, until;          /* the window, microseconds; INT64_MIN, INT64_MAX: no such end */
	struct ec2a__covered **places; /* sorted */
	size_t n_places, cap_places, max_places;
	struct ec2a__covered rest;     /* of those over the limit; its texts are not used */
	struct ec2a__latest_place latest[EC2A__LATEST_PLACES]; /* by a hash */
	struct ec2a__change **changes; /* sorted */
	size_t n_changes, cap_changes;
	int changes_cut;
	uint64_t host_lines;
	struct ec2a__hour_text hour;   /* of the record before: the next one is mostly of the same */
};

#define EC2A__PLACES_MAX 16384
#define EC2A__PLACE_TEXT_MAX 64 /* bytes of an account or region; a longer one is none */
#define EC2A__CHANGES_MAX 1000

/* With the window of the configuration. 0 or EC2A_E_NOMEM. */
int ec2a__coverage_new(ec2a_config *config, ec2a_coverage **ret_coverage);

/* Whether anything was counted. */
int ec2a__covered_is_empty(const struct ec2a__covered *place);
/* Count one line of a host log. */
void ec2a__coverage_see_line(ec2a_coverage *coverage);

/* Count one record. 0, or EC2A_E_NOMEM: then it was not counted. */
int ec2a__coverage_see(ec2a_coverage *coverage, const struct ec2a__sighting *sighting);

/* The same in fewer steps, of one without a channel and a change: an account of EC2A__ACCOUNT_SIZE bytes, a region of
 * EC2A__REGION_MIN to EC2A__REGION_MAX, a time of EC2A__TIME_PLAIN. 1; or 0 where it was not counted, because the last
 * record of that place was not of that hour: such a one goes the long way. */
int ec2a__coverage_see_usual(ec2a_coverage *coverage, const char *account, const char *region, size_t region_size,
			     const char *time, int read_only);

/* coverage_change.c. A copy goes into the sorted list, unless it is there. 0 or EC2A_E_NOMEM. */
int ec2a__coverage_add_change(ec2a_coverage *coverage, const struct ec2a__change *change);
void ec2a__coverage_free_changes(ec2a_coverage *coverage);

/* The place with this index, the rest being the last one; NULL past the end. */
const struct ec2a__covered *ec2a__coverage_place(const ec2a_coverage *coverage, size_t index);

#endif

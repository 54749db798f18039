/* SPDX-License-Identifier: MIT */
#ifndef EC2A_S3_LAYOUT_H
#define EC2A_S3_LAYOUT_H

#include "buf.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Where a trail puts its files, and which of these folders a question needs:
 *
 *     [PREFIX/]AWSLogs/[o-ID/]ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/
 *
 * Pure: names in, answers out. Source: "Finding your CloudTrail log files", AWS CloudTrail User Guide.
 */

enum ec2a__s3_level {
	EC2A__S3_ABOVE,   /* AWSLogs/ may stand somewhere below */
	EC2A__S3_LOGS,    /* AWSLogs/ */
	EC2A__S3_ORG,     /* o-ID/ */
	EC2A__S3_ACCOUNT, /* ACCOUNT/ */
	EC2A__S3_TRAIL,   /* CloudTrail/ */
	EC2A__S3_REGION,
	EC2A__S3_YEAR,
	EC2A__S3_MONTH,
	EC2A__S3_DAY,
	EC2A__S3_OTHER,   /* something else in AWSLogs/: digests, Insights, other services; what nobody knows */
};

/* A folder's place in it. All zero is the bucket. */
struct ec2a__s3_place {
	int level;
	int depth; /* folders above AWSLogs/ */
	int passed; /* OTHER: known to hold no log files of a trail */
	int year, month;
};

struct ec2a__s3_layout {
	char *accounts, *regions; /* each between commas, ",a,b,"; NULL: all */
	int64_t first_day, last_day; /* since 1970, both wanted; INT64_MIN, INT64_MAX: open */
	int all; /* the folder asked for holds digests or the like: they are wanted */
	int digests; /* CloudTrail-Digest/ is wanted besides CloudTrail/, and laid out alike; 0 at first */
};

/* Comma-separated lists or NULL; the range of time in microseconds, INT64_MIN and INT64_MAX: open; a day earlier and
 * later is wanted, too (ruling 30). prefix: what was asked for. 0, EC2A_E_ARG for what is no account or region, or
 * EC2A_E_NOMEM. */
int ec2a__s3_layout_init(struct ec2a__s3_layout *layout, const char *prefix, const char *accounts, const char *regions,
			 int64_t since_us, int64_t until_us);
void ec2a__s3_layout_free(struct ec2a__s3_layout *layout);

/* Where the last folder of a prefix stands; what follows its last '/' is no folder. */
struct ec2a__s3_place ec2a__s3_place_of(const char *prefix);

enum ec2a__s3_verdict {
	EC2A__S3_WANTED,
	EC2A__S3_OUTSIDE, /* the filters leave it out */
	EC2A__S3_PASSED   /* a digest, an Insights file, or another service's: no log file of a trail */
};

/* The folder NAME in a folder. */
int ec2a__s3_layout_folder(const struct ec2a__s3_layout *layout, const struct ec2a__s3_place *place, const char *name,
			   size_t size, struct ec2a__s3_place *ret_place);

/* An object, by its whole key. */
int ec2a__s3_layout_object(const struct ec2a__s3_layout *layout, const char *key);

enum ec2a__s3_plan {
	EC2A__S3_PLAN_ALL,     /* one listing of everything below */
	EC2A__S3_PLAN_FOLDERS, /* list its folders, and take those that are wanted */
	EC2A__S3_PLAN_NAMES    /* the names of its folders are known without asking */
};
int ec2a__s3_layout_plan(const struct ec2a__s3_layout *layout, const struct ec2a__s3_place *place);

/* EC2A__S3_PLAN_NAMES: the name of the folder with this number, from 0, appended: 1, 0 when there are no more, or an
 * error of the buffer. */
int ec2a__s3_layout_name(const struct ec2a__s3_layout *layout, const struct ec2a__s3_place *place, size_t number,
			 struct ec2a__buf *out);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef EC2A_DIGEST_NAME_H
#define EC2A_DIGEST_NAME_H

#include "text.h"

#include <stdint.h>

/* What the key of an object, or the path of its copy, says about it. */
enum ec2a__object_kind {
	EC2A__OBJECT_OTHER = 0, /* a digest may name it all the same */
	EC2A__OBJECT_LOG,       /* below a folder called CloudTrail, or called as CloudTrail calls its log files */
	EC2A__OBJECT_DIGEST,
	EC2A__OBJECT_BACKFILL   /* a digest of log files that the digest of their hour does not name */
};

struct ec2a__object_name {
	int kind;
	struct ec2a__text place;   /* of a digest: what stands in front of the file's name, with its '/' */
	struct ec2a__text account; /* absent where the name is not CloudTrail's */
	struct ec2a__text region;  /* whose log files they are */
	struct ec2a__text trail;   /* of a digest */
	struct ec2a__text home;    /* of a digest: the trail's own region */
	int64_t stamp_us;          /* a digest's end, the minute of a log file's delivery; INT64_MIN where there is none */
};

/* All of it borrowed from the key. A trail's name may have '_' in it, so the name is read from both its ends. */
void ec2a__object_name_read(struct ec2a__text key, struct ec2a__object_name *ret_name);

/* "20231231T235959Z". Returns out. */
#define EC2A__STAMP_TEXT 17
char *ec2a__stamp_format(int64_t us, char out[EC2A__STAMP_TEXT]);

#endif

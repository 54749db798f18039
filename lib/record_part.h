/* SPDX-License-Identifier: MIT */
#ifndef EC2A_RECORD_PART_H
#define EC2A_RECORD_PART_H

#include "json_span.h"

#define EC2A__PART_MEMBERS 32 /* AWS writes half as many */

/* An object in a record, and where its members stand: dozens of names are looked for in each, and one walk does. */
struct ec2a__record_part {
	struct ec2a__span object; /* or none */
	struct ec2a__span keys[EC2A__PART_MEMBERS], values[EC2A__PART_MEMBERS];
	unsigned char escaped[EC2A__PART_MEMBERS]; /* whether the key has a backslash */
	size_t count;
	int has_more; /* than these */
};

/* What is no object has no members. */
void ec2a__part_open(struct ec2a__record_part *part, struct ec2a__span object);

/* The value of the first such key, as ec2a__span_get(); none where there is none. */
struct ec2a__span ec2a__part_get(const struct ec2a__record_part *part, const char *key);
/* ... and where that is not there, of the other one. */
struct ec2a__span ec2a__part_get_either(const struct ec2a__record_part *part, const char *key, const char *other);

#endif

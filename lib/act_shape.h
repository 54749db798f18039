/* SPDX-License-Identifier: MIT */
#ifndef EC2A_ACT_SHAPE_H
#define EC2A_ACT_SHAPE_H

#include "act_log.h"

/* What the ids in an act stand for, for those who take acts elsewhere: into another store, or a file. */

/* Members, in order, are numbers (N), texts (T) or tuples. What `why` stands for depends on the act. */
enum ec2a__shape {
	EC2A__SHAPE_NUMBER = 0,
	EC2A__SHAPE_COUNT,  /* a number of any size */
	EC2A__SHAPE_REASON, /* a reason's code, which is a number of this version */
	EC2A__SHAPE_TEXT,
	EC2A__SHAPE_PLACE, /* T T */
	EC2A__SHAPE_WHERE, /* PLACE T T */
	EC2A__SHAPE_WHO,   /* N N T ... */
	EC2A__SHAPE_LIST,  /* T ... */
	EC2A__SHAPE_WHAT,  /* T ... but LIST at EC2A__WHAT_INSTANCES */
	EC2A__SHAPE_WHY,   /* (REASON T T T) ... */
	EC2A__SHAPE_LOG,   /* T ... but COUNT from EC2A__LOG_LINE_LOW on, WHEN at the end */
	EC2A__SHAPE_WHEN   /* COUNT ... */
};

/* What stands at a member of a tuple. */
static inline int ec2a__shape_member(int shape, size_t member)
{
	switch (shape) {
	case EC2A__SHAPE_WHERE:
		return member == EC2A__WHERE_PLACE ? EC2A__SHAPE_PLACE : EC2A__SHAPE_TEXT;
	case EC2A__SHAPE_WHO:
		return member == EC2A__WHO_IDENTITY || member == EC2A__WHO_MFA ? EC2A__SHAPE_NUMBER : EC2A__SHAPE_TEXT;
	case EC2A__SHAPE_WHAT:
		return member == EC2A__WHAT_INSTANCES ? EC2A__SHAPE_LIST : EC2A__SHAPE_TEXT;
	case EC2A__SHAPE_WHY:
		return member % EC2A__WHY_SIZE == 0 ? EC2A__SHAPE_REASON : EC2A__SHAPE_TEXT;
	case EC2A__SHAPE_LOG:
		return member < EC2A__LOG_LINE_LOW ? EC2A__SHAPE_TEXT
						   : member < EC2A__LOG_WHEN ? EC2A__SHAPE_COUNT : EC2A__SHAPE_WHEN;
	case EC2A__SHAPE_WHEN:
		return EC2A__SHAPE_COUNT;
	default:
		return EC2A__SHAPE_TEXT;
	}
}

static inline int ec2a__shape_of_why(const struct ec2a__act *act)
{
	return ec2a__act_is_line(act) ? EC2A__SHAPE_LOG : EC2A__SHAPE_WHY;
}

/* How many members such a tuple has; 0: any number. */
static inline size_t ec2a__shape_size(int shape)
{
	switch (shape) {
	case EC2A__SHAPE_PLACE:
		return EC2A__PLACE_SIZE;
	case EC2A__SHAPE_WHERE:
		return EC2A__WHERE_SIZE;
	case EC2A__SHAPE_WHO:
		return EC2A__WHO_SIZE;
	case EC2A__SHAPE_WHAT:
		return EC2A__WHAT_SIZE;
	case EC2A__SHAPE_LOG:
		return EC2A__LOG_SIZE;
	case EC2A__SHAPE_WHEN:
		return EC2A__WHEN_SIZE;
	default:
		return 0;
	}
}

#endif

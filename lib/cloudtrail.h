/* SPDX-License-Identifier: MIT */
#ifndef EC2A_CLOUDTRAIL_H
#define EC2A_CLOUDTRAIL_H

#include "aws.h"
#include "rate.h"

/* CloudTrail's JSON interface in one region. */
struct ec2a__cloudtrail {
	struct ec2a__aws *aws;
	const char *region;
	struct ec2a__rate *rate; /* NULL: none */
	const atomic_int *stop; /* once it is not 0, nobody wants the answer any more */
};

/* What came of a call. All but 0 of those below 0 are told by a sentence. */
enum ec2a__cloudtrail_result {
	EC2A__CLOUDTRAIL_ANSWER = 0,
	EC2A__CLOUDTRAIL_OLD_TOKEN = 1 /* InvalidNextTokenException */
};

/*
 * Call ACTION ("LookupEvents") with a JSON body; the answer's body replaces what the buffer held. 0, 1, or
 * EC2A_E_DENIED, EC2A_E_ARG (the service refuses what was asked), EC2A_E_LIMIT, EC2A_E_IO, EC2A_E_TRUNCATED,
 * EC2A_E_CANCELLED, EC2A_E_NOMEM: the sentence is in error then.
 */
int ec2a__cloudtrail_call(const struct ec2a__cloudtrail *cloudtrail, const char *action, const struct ec2a__buf *body,
			  struct ec2a__buf *answer, struct ec2a__buf *error);

#endif

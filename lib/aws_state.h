/* SPDX-License-Identifier: MIT */
#ifndef EC2A_AWS_STATE_H
#define EC2A_AWS_STATE_H

#include "aws.h"

#include "rate.h"
#include "settings.h"

/* What aws.c, aws_endpoint.c and aws_retry.c share. */
struct ec2a__aws {
	atomic_uint refs;
	ec2a_config *config;
	struct ec2a__http *http;
	struct ec2a__creds *creds;
	atomic_llong clock_off; /* seconds that the service's clock is ahead of ours */
	int64_t wait_ms;        /* the first wait before another try is at most this long */
	int64_t longest_ms;     /* and none is longer */
	atomic_ullong chance;   /* state of the jitter */
	struct ec2a__rates rates;
};

/* "Thu, 01 Jan 1970 00:00:00 GMT" to seconds: 1, or 0 when it is no such time. */
int ec2a__http_date(const char *text, int64_t *ret_seconds);

#endif

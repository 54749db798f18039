/* SPDX-License-Identifier: MIT */
#ifndef EC2A_UNWRAP_PACKED_H
#define EC2A_UNWRAP_PACKED_H

#include "json_check.h"
#include "json_span.h"

#include <ec2access/ec2access.h>

/* How many bytes the packed content of one unit may become: all of it, however deep envelopes stand in one another. */
uint64_t ec2a__unpack_most(const ec2a_config *config);

/*
 * Appends what base64 holds, inflated where that is gzip: what stood between a JSON string's quotes.
 * *left is what inflating may still make, and becomes less.
 * 1                 appended
 * 0                 neither: none of ours
 * EC2A_E_LIMIT      over a limit, EC2A_E_RECORD: gzip that breaks (with the fault)
 * EC2A_E_NOMEM
 */
int ec2a__unpack(const ec2a_config *config, struct ec2a__span base64, uint64_t *left, struct ec2a__buf *out,
		 struct ec2a__json_fault *fault);

#endif

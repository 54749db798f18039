/* SPDX-License-Identifier: MIT */
#ifndef EC2A_ACT_H
#define EC2A_ACT_H

#include "verdict.h"

#include <ec2access/ec2access.h>

/*
 * Between the worker and the correlator: the verdict is made without a lock, the act is taken under one.
 *
 * Who counts a record (CONTRACT 5): the parser by its class, as it reads it; the correlator what became of the
 * drafts: access, duplicate, or an approval of just-in-time access that no session took (every copy). The
 * parser counts approvals as context, so the records.context of a run is the parsers' access and context
 * together, less the correlator's access and duplicates. include/ec2access/scan.h tells users so.
 */
struct ec2a__draft {
	const ec2a_event *event;      /* borrowed */
	int proof;                    /* ec2a__proof */
	struct ec2a__verdict verdict;
};

/* What digests say of the file that a record was read from. Of copies of one content the largest counts. */
enum ec2a__proof {
	EC2A__PROOF_NOT_ASKED = 0,
	EC2A__PROOF_FALSE, /* it is not what CloudTrail wrote, or no digest names it */
	EC2A__PROOF_UNKNOWN,
	EC2A__PROOF_TRUE
};

/* 1, or 0 when the record makes no act. Any thread. */
int ec2a__draft_make(const ec2a_config *config, const ec2a_event *event, struct ec2a__draft *ret_draft);

/* Whether it is finished, and takes no more. */
int ec2a__correlator_is_finished(const ec2a_correlator *correlator);

/* A record of this time was read; EC2A__NO_TIME changes nothing. One thread at a time. */
void ec2a__correlator_see(ec2a_correlator *correlator, int64_t time_us);

/* The caller sees to it that one thread at a time does this. 0, EC2A_E_STATE, EC2A_E_NOMEM. */
int ec2a__correlator_take(ec2a_correlator *correlator, const struct ec2a__draft *draft);
/* As ec2a_correlator_add_facts(), for facts that nobody needs any more but to free them. */
int ec2a__correlator_take_facts(ec2a_correlator *correlator, ec2a_facts *facts);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef EC2A_RECORD_H
#define EC2A_RECORD_H

#include "json_check.h"
#include "record_view.h"

#include <ec2access/ec2access.h>

/* What a pair of eventSource and eventName is: a row of record_table.h. */
struct ec2a__record_kind {
	const char *source; /* "ssm.amazonaws.com" */
	const char *name;   /* "StartSession" */
	int class;          /* ec2a_class */
	int role;           /* ec2a_role of access records and approvals, 0 for the rest */
};

/* The row, or NULL for a record of class "other". Both texts already mended; two names for one service
 * (ssm.amazonaws.com, ssmmessages.amazonaws.com for the channels) are two rows. */
const struct ec2a__record_kind *ec2a__record_kind(const char *source, const char *name);

/* Whether an object with these members is a CloudTrail record (has eventSource and eventName, and is no
 * notice). */
int ec2a__record_is(const struct ec2a__record_view *record);

/* Something shaped like a record that is none: a notice of S3, SQS or SNS ("aws:..."), an Insight. */
int ec2a__record_is_notice(const struct ec2a__record_view *record);

/* The class of a record by its members alone, without a tree: an ec2a_class. */
int ec2a__record_class(const struct ec2a__record_view *record);

/* The same as a row, or NULL. */
const struct ec2a__record_kind *ec2a__record_kind_of(const struct ec2a__record_view *record);

/* One record to one event. 0, EC2A_E_RECORD, EC2A_E_LIMIT (with the fault), EC2A_E_NOMEM. Access and context
 * records are checked strictly, others only when strict. */
int ec2a__record_read(const ec2a_config *config, const struct ec2a__record_view *record, ec2a_event **ret_event,
		      struct ec2a__json_fault *fault);

#endif

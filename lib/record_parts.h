/* SPDX-License-Identifier: MIT */
#ifndef EC2A_RECORD_PARTS_H
#define EC2A_RECORD_PARTS_H

#include "event_build.h"
#include "json_span.h"
#include "record.h"
#include "record_part.h"

/*
 * One record while it is read. The parts are read where they stand in its
 * bytes, without a tree: half of an account's records can be
 * UpdateInstanceInformation, and those must cost little.
 */
struct ec2a__record_parts {
	const struct ec2a__record_kind *kind; /* NULL: class "other" */
	const struct ec2a__record_view *record;
	/* not opened where kind is NULL: */
	struct ec2a__record_part identity, request, response;
	struct ec2a__record_part parameters;          /* requestParameters.parameters */
	struct ec2a__buf request_text, response_text; /* where those were JSON in a string */
	struct ec2a__buf scratch;                     /* the text read last */
};

/* All of these: 0 or EC2A_E_NOMEM. */

/* record_fields.c: what stands at a path; everybody, and the rest of access and context records. */
int ec2a__record_fields_first(struct ec2a__record_parts *parts, struct ec2a_event *event);
int ec2a__record_fields_rest(struct ec2a__record_parts *parts, struct ec2a_event *event);

/* record_principal.c: names and mfa, out of userIdentity. */
int ec2a__record_principal(struct ec2a__record_parts *parts, struct ec2a_event *event);

/* record_instance.c: the instances a record names, and the connection. */
int ec2a__record_instance(struct ec2a__record_parts *parts, struct ec2a_event *event);
void ec2a__record_sort_instances(struct ec2a_event *event); /* in order of bytes, each once */
void ec2a__record_drop_instances(struct ec2a_event *event);

/* record_resource.c: the ARN of what a record is about; after the instances. */
int ec2a__record_resource(struct ec2a__buf *scratch, struct ec2a_event *event);

/* ... and the ARN of the instance that says whose a shared event is (ruling 2). */
int ec2a__record_owner(struct ec2a__record_parts *parts, struct ec2a_event *event);

/* record_told.c: what a record tells about instances. */
int ec2a__record_told(struct ec2a__record_parts *parts, struct ec2a_event *event);
int ec2a__record_tell_agent(struct ec2a_event *event); /* ... by its userAgent alone */

/* A text from the record for the caller to look at, in parts->scratch: 1, 0 where it is none, or an error. */
int ec2a__record_text(struct ec2a__record_parts *parts, struct ec2a__span value, const char **ret_text);

/* record_fields.c: the same of an ARN, mended. */
int ec2a__record_arn(struct ec2a__record_parts *parts, struct ec2a__span value, const char **ret_text);

/* record_fields.c: a spreadsheet's 5.28758E+11 (CONTRACT, ruling 1). */
int ec2a__record_is_float(const char *text, size_t size);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef EC2A_EVENT_BUILD_H
#define EC2A_EVENT_BUILD_H

#include "crypto.h"

#include <ec2access/ec2access.h>
#include <stdatomic.h>

#define EC2A__FIELDS (EC2A_FIELD_RESOURCE_TARGET + 1) /* one more than the largest ec2a_field */

/* How readers fill an event: make it, set fields, hand it out. After that nobody writes. */
struct ec2a_event {
	atomic_uint refs;
	int class;         /* ec2a_class */
	int has_time;
	int64_t time_us;
	int masked;        /* eventID is not a whole UUID: values may be masked (CONTRACT 1) */
	char *raw;
	size_t raw_size;
	char *str[EC2A__FIELDS]; /* each its own allocation, or NULL */
	char **instances;        /* of commands, and of what is done to instances */
	size_t n_instances;
	struct ec2a__told *told; /* what a context record tells about instances */
	size_t n_told;
	uint32_t values;   /* access records: values neither null nor empty (ruling 2) */
	unsigned char digest[EC2A__SHA256]; /* access records: of the canonical JSON (ruling 2) */
	int no_identity;   /* the record has no userIdentity at all (published samples) */
	int no_parameters; /* a row of the console's CSV: raw is no JSON, and says nothing of parameters (ruling 3) */
	int csv_root;      /* ... and its user name is root's */
};

/* One thing that a record tells about one instance. */
struct ec2a__told {
	char *instance;
	int kind;    /* ec2a_fact, or EC2A__TOLD_END: the instance ended; value is NULL then */
	char *value;
};
#define EC2A__TOLD_END 100

/* A copy of raw, one reference, everything else empty. NULL: out of memory. */
struct ec2a_event *ec2a__event_new(const void *raw, size_t raw_size);

/* Set a text field (copied, repaired). 0 or EC2A_E_NOMEM. */
int ec2a__event_set(struct ec2a_event *event, int field, const char *text, size_t size);
void ec2a__event_unset(struct ec2a_event *event, int field);

/* Append; copied. 0 or EC2A_E_NOMEM. */
int ec2a__event_add_instance(struct ec2a_event *event, const char *instance);
int ec2a__event_tell(struct ec2a_event *event, const char *instance, int kind, const char *value);

#endif

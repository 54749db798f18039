/* SPDX-License-Identifier: MIT */
#ifndef EC2A_EVENT_BUILD_H
#define EC2A_EVENT_BUILD_H

#include "buf.h"
#include "crypto.h"
#include "timestamp.h"

#include <ec2access/ec2access.h>
#include <stdatomic.h>

#define EC2A__FIELDS (EC2A_FIELD_FAILURES + 1) /* one more than the largest ec2a_field */

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
	unsigned char digest[EC2A__SHA256]; /* access records: of the canonical JSON (ruling 2); access lines: of host,
					     * program, pid and text */
	char *owner;       /* of a shared event: the ARN of an instance in resources, the smallest one; or NULL */
	int no_identity;   /* the record has no userIdentity at all (published samples) */
	int no_parameters; /* a row of the console's CSV: raw is no JSON, and says nothing of parameters (ruling 3) */
	int csv_root;      /* ... and its user name is root's */
	struct ec2a__host_about *host; /* of host log lines; NULL for records */
};

/* What a host log line is. */
enum ec2a__host_kind {
	EC2A__HOST_OTHER = 0,
	EC2A__HOST_LOGIN,     /* sshd: Accepted */
	EC2A__HOST_OPENED,    /* pam of sshd: session opened */
	EC2A__HOST_LOGOUT,    /* sshd: one of the lines that a login ends with */
	EC2A__HOST_CLOSED,    /* pam of sshd: session closed */
	EC2A__HOST_KEY_ASKED, /* Instance Connect: Querying */
	EC2A__HOST_KEY_OFFER, /* Instance Connect: Providing */
	EC2A__HOST_SUDO,      /* a command that sudo ran */
	EC2A__HOST_FAILED,    /* sshd: a try at a login that failed, one line a try */
	EC2A__HOST_REFUSED    /* what else says that nobody got in; more than one line a try */
};

/* By what the year of a line is known. */
enum ec2a__year {
	EC2A__YEAR_LOGGED = 0, /* the line has it */
	EC2A__YEAR_OPTION,     /* EC2A_OPT_LOG_YEAR */
	EC2A__YEAR_CALLER,     /* ec2a_parser_set_reference(): a watermark */
	EC2A__YEAR_OPEN,       /* by nothing yet; yearless has the rest of the time */
	EC2A__YEAR_TRAIL,      /* for those who decide later: the newest CloudTrail record */
	EC2A__YEAR_GZIP,       /* ... the time in the gzip header */
	EC2A__YEAR_FILE,       /* ... the time of the file */
	EC2A__YEAR_STREAM      /* the time that CloudWatch Logs has beside the line */
};

struct ec2a__host_about {
	int kind;                       /* ec2a__host_kind */
	int year;                       /* ec2a__year */
	struct ec2a__yearless yearless; /* where the line had no year */
	int file_time;                  /* EC2A__YEAR_GZIP, EC2A__YEAR_FILE; EC2A__YEAR_OPEN: there is none */
	int64_t file_time_us;           /* the reference to take where no trail gives one */
	uint64_t line;                  /* its number in the file, from 1 */
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

/* Make it a host log line's: event->host is there then, all 0. 0 or EC2A_E_NOMEM. */
int ec2a__event_set_host(struct ec2a_event *event);

/* Append; copied. 0 or EC2A_E_NOMEM. */
int ec2a__event_add_instance(struct ec2a_event *event, const char *instance);
int ec2a__event_tell(struct ec2a_event *event, const char *instance, int kind, const char *value);

/* What ec2a_event_to_json() writes; on failure the buffer holds a part of it. 0 or EC2A_E_NOMEM. */
int ec2a__event_add_json(struct ec2a__buf *buf, const ec2a_event *event);

#endif

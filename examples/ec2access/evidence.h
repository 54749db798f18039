/* SPDX-License-Identifier: MIT */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include <ec2access/ec2access.h>
#include <stddef.h>

/* Which session each event ended up in. */
struct evidence_owner {
	const char *id, *name, *role; /* of the event, as the session tells them */
	int64_t time_us;
	const char *file;
	int64_t line; /* of host log lines, from 1; 0: a record */
	ec2a_session *session;
	size_t number; /* of the session */
};

struct evidence {
	ec2a_session **sessions;
	size_t n_sessions, cap_sessions;
	struct evidence_owner *owners;
	size_t n_owners, cap_owners;
	unsigned char *told; /* a session's */
};

/* All rows of a finished correlator. */
void evidence_read(struct evidence *evidence, ec2a_correlator *correlator);
void evidence_free(struct evidence *evidence);

/* NULL where no row has it. */
const struct evidence_owner *evidence_find(const struct evidence *evidence, const ec2a_event *event);

/* Whether the event is a line that no row has: pam's "session opened" is told with its Accepted, and a logout or sudo
 * without a login is of nobody. Records are listed in any case. */
int evidence_leaves_out(const struct evidence_owner *owner, const ec2a_event *event);

/* A verdict of the session that an event belongs to (EC2A_SESSION_x), or, where owner is NULL, the event's own
 * (EC2A_ACCESS_x): as a name of the enumeration. NULL where there is none. */
const char *evidence_verdict(const struct evidence_owner *owner, int session_field, const ec2a_access *access,
			     int access_field, int enumeration);

/* Whether this was asked of the owner's session before. */
int evidence_tell(struct evidence *evidence, const struct evidence_owner *owner);

#endif

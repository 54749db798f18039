/* SPDX-License-Identifier: MIT */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include <ec2access/ec2access.h>
#include <stddef.h>

/* Which session each event ended up in. */
struct evidence_owner {
	const char *id, *name, *role; /* of the event, as the session tells them */
	int64_t time_us;
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

/* Whether this was asked of the owner's session before. */
int evidence_tell(struct evidence *evidence, const struct evidence_owner *owner);

#endif

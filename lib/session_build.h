/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SESSION_BUILD_H
#define EC2A_SESSION_BUILD_H

#include "buf.h"
#include "correlate_state.h"

#include <ec2access/ec2access.h>
#include <stdatomic.h>

#define EC2A__SESSION_FIELDS (EC2A_SESSION_RESUMED + 1)

/* All texts of a session lie in one buffer; a text is named by its place + 1, 0 is absent. */
struct ec2a__evidence {
	uint32_t id, name, time_text;
	int64_t time_us;
	uint8_t has_time, role;
};

struct ec2a_session {
	atomic_uint refs;
	struct ec2a__buf text;
	uint32_t str[EC2A__SESSION_FIELDS];
	int64_t num[EC2A__SESSION_FIELDS];
	uint8_t has_num[EC2A__SESSION_FIELDS];
	struct ec2a__evidence *events;
	size_t n_events;
	uint32_t *instances, *reasons;
	size_t n_instances, n_reasons, cap_reasons;
};

/* What is known while a row is being made. */
struct ec2a__build {
	const struct ec2a__joins *joins;
	const struct ec2a__row *row;
	const uint32_t *members;
	size_t n_members;
	ec2a_session *session;
	const struct ec2a__act *root;  /* the opening record; of an orphan the earliest */
	const struct ec2a__act *start; /* StartSession, the last of several; NULL */
	const struct ec2a__act *push;
	const struct ec2a__act *tunnel;
	uint32_t start_number;
	int orphan; /* no opening record was seen */
	int unsure; /* the instance comes from a fact that another contradicts */
	uint8_t *roles; /* by member */
	uint8_t *ended; /* by member: a StartSession that has an end */
};

/* 0 or EC2A_E_NOMEM. */
int ec2a__session_build(const struct ec2a__joins *joins, const struct ec2a__rows *rows, size_t row,
			ec2a_session **ret_session);

/* ---- the parts, each 0 or EC2A_E_NOMEM ---- */

/* Keep a text (NULL: absent); a text that is there twice is kept twice. */
int ec2a__session_keep(ec2a_session *session, const char *text, uint32_t *ret_place);
int ec2a__session_set(ec2a_session *session, int field, const char *text);
int ec2a__session_set_id(struct ec2a__build *build, int field, uint32_t id);
int ec2a__session_set_number(ec2a_session *session, int field, int64_t number);
int ec2a__session_set_enum(ec2a_session *session, int field, int enumeration, int value);
int ec2a__session_set_time(ec2a_session *session, int field, int64_t time_us);
int ec2a__session_say(ec2a_session *session, int code, const char *first, const char *second, const char *third);

static inline const struct ec2a__act *ec2a__build_member(const struct ec2a__build *build, size_t index)
{
	return ec2a__joins_act(build->joins, build->members[index]);
}

int ec2a__build_outcome(struct ec2a__build *build);  /* roles of channels, outcome */
int ec2a__build_end(struct ec2a__build *build);      /* end, end reason, resumed */
int ec2a__build_os(struct ec2a__build *build);       /* instance, os */
int ec2a__build_evidence(struct ec2a__build *build); /* events, confidence, reasons of the joins */
int ec2a__build_fields(struct ec2a__build *build);   /* the other fields */

#endif

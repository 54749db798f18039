/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SESSION_BUILD_H
#define EC2A_SESSION_BUILD_H

#include "buf.h"
#include "correlate_state.h"

#include <ec2access/ec2access.h>
#include <stdatomic.h>

#define EC2A__SESSION_FIELDS (EC2A_SESSION_VERIFIED + 1)

/* All texts of a session lie in one buffer; a text is named by its place + 1, 0 is absent. */
struct ec2a__evidence {
	uint32_t id, name, time_text, file; /* file: of lines */
	uint64_t line;
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
	uint32_t flags; /* bits 1 << ec2a_flag */
};

/* What is known while a row is being made. */
struct ec2a__build {
	const struct ec2a__joins *joins;
	const struct ec2a__rows *rows;
	const struct ec2a__row *row;
	const uint32_t *members;
	size_t n_members;
	ec2a_session *session;
	const struct ec2a__act *root;  /* the opening record; of an orphan the earliest */
	const struct ec2a__act *start; /* StartSession, the last of several; NULL */
	const struct ec2a__act *push;
	const struct ec2a__act *tunnel;
	const struct ec2a__act *login; /* the first one */
	uint32_t start_number;
	int orphan; /* no opening record was seen */
	int unsure; /* the instance comes from a fact that another contradicts */
	uint8_t *roles; /* by member */
	uint8_t *ended; /* by member: a StartSession that has an end */
};

/* 0 or EC2A_E_NOMEM. */
int ec2a__session_build(const struct ec2a__joins *joins, const struct ec2a__rows *rows, size_t row,
			ec2a_session **ret_session);

/* A row that is no more: id, revision, withdrawn, merged_into (NULL: nothing is known). 0 or EC2A_E_NOMEM. */
int ec2a__session_withdrawn(const unsigned char *id, uint32_t revision, const unsigned char *merged_into,
			    ec2a_session **ret_session);

/* ---- the parts, each 0 or EC2A_E_NOMEM ---- */

/* Keep a text (NULL: absent); a text that is there twice is kept twice. */
int ec2a__session_keep(ec2a_session *session, const char *text, uint32_t *ret_place);
int ec2a__session_set(ec2a_session *session, int field, const char *text);
int ec2a__session_set_id(struct ec2a__build *build, int field, uint32_t id);
int ec2a__session_set_number(ec2a_session *session, int field, int64_t number);
int ec2a__session_set_enum(ec2a_session *session, int field, int enumeration, int value);
/* A number with a text of its own. */
int ec2a__session_set_named(ec2a_session *session, int field, int64_t number, const char *text);
int ec2a__session_set_bool(ec2a_session *session, int field, int value);
int ec2a__session_set_time(ec2a_session *session, int field, int64_t time_us);
int ec2a__session_say(ec2a_session *session, int code, const char *first, const char *second, const char *third);

static inline const struct ec2a__act *ec2a__build_member(const struct ec2a__build *build, size_t index)
{
	return ec2a__joins_act(build->joins, build->members[index]);
}

/* session_instance.c: the instance that a row leads to, NULL where it is not known. *ret_reason: how it is known, an
 * EC2A__R_INSTANCE_..., or EC2A__R_NONE where a record names it. */
const char *ec2a__row_instance(const struct ec2a__joins *joins, const struct ec2a__rows *rows,
			       const struct ec2a__row *row, int *ret_reason);

int ec2a__build_instance(struct ec2a__build *build);

/* session_host.c: of lines. The instance by the host of the first login, as ec2a__row_instance(). */
const char *ec2a__row_host_instance(const struct ec2a__joins *joins, const struct ec2a__rows *rows,
				    const struct ec2a__row *row, int *ret_reason);
void ec2a__build_find_login(struct ec2a__build *build);
int ec2a__build_say_line(struct ec2a__build *build);      /* of a row that a login opens: method, surface ... */
int ec2a__build_host_account(struct ec2a__build *build);  /* ... account and region */
int ec2a__build_say_host(struct ec2a__build *build, int code, const char *instance);
int ec2a__build_say_login(struct ec2a__build *build);
int ec2a__build_say_years(struct ec2a__build *build);
int ec2a__build_logout(struct ec2a__build *build, const struct ec2a__act **ret_end); /* *ret_end stays where there is none */

int ec2a__build_outcome(struct ec2a__build *build);  /* roles of channels, outcome */
int ec2a__build_end(struct ec2a__build *build);      /* end, end reason, resumed */
int ec2a__build_os(struct ec2a__build *build);       /* instances, os */
int ec2a__build_evidence(struct ec2a__build *build); /* events, confidence, reasons of the joins */
int ec2a__build_fields(struct ec2a__build *build);   /* the other fields */
int ec2a__build_flags(struct ec2a__build *build);    /* session_flags.c: flags, and a reason each */

/* What ec2a_session_to_json() writes; on failure the buffer holds a part of it. 0 or EC2A_E_NOMEM. */
int ec2a__session_add_json(struct ec2a__buf *out, const ec2a_session *session);

#endif

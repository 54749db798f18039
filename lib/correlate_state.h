/* SPDX-License-Identifier: MIT */
#ifndef EC2A_CORRELATE_STATE_H
#define EC2A_CORRELATE_STATE_H

#include "act_log.h"
#include "ends.h"
#include "marks.h"
#include "mask.h"
#include "order.h"
#include "remember.h"
#include "issued.h"

#include <ec2access/ec2access.h>

#define EC2A__NONE UINT32_MAX

/* Why one act stands in another's row; each is a row of the table in session_evidence.c. */
enum ec2a__how {
	EC2A__HOW_ALONE = 0,
	EC2A__HOW_SESSION_ID,
	EC2A__HOW_SESSION_ID_MASKED, /* every visible part agrees */
	EC2A__HOW_SESSION_NAME,      /* one side has no session id */
	EC2A__HOW_TIME,              /* neither side has one */
	EC2A__HOW_CSV_ADDRESS,       /* rows of the console's CSV: place, address, time */
	EC2A__HOW_CSV_INSTANCE,      /* the instance, and time */
	EC2A__HOW_CSV_NEAREST,       /* place and time */
	EC2A__HOW_CSV_TIE,           /* ... and another session is as near */
	EC2A__HOW_CSV_AGENT,         /* the address of the agent's CreateDataChannel */
	EC2A__HOW_CSV_CALLER,        /* TerminateSession by the same principal */
	EC2A__HOW_CONNECTION_ID,
	EC2A__HOW_CONNECTION_MASKED,
	EC2A__HOW_CONNECTION_TARGET, /* instance and principal */
	EC2A__HOW_TARGET_ALONE,      /* instance, no principal on either side */
	EC2A__HOW_PUSH_TARGET,
	EC2A__HOW_PUSH_ADDRESSES,    /* principal, source address, private address */
	EC2A__HOW_PUSH_SOURCE,       /* principal and source address */
	EC2A__HOW_PUSH_PRIVATE_IP,   /* principal and private address */
	EC2A__HOW_PUSH_PRINCIPAL,    /* principal alone */
	EC2A__HOW_PUSH_TIME,         /* neither side has a principal */
	EC2A__HOW_MASKED,            /* any of these, with masked values */
	EC2A__HOW_APPROVAL,
	EC2A__HOW_SHARED,            /* the same event, delivered to another account */
	EC2A__HOW_REQUEST,           /* lines: the request id of the push */
	EC2A__HOW_REQUEST_ELSEWHERE, /* ... on a host that is another instance */
	EC2A__HOW_REQUEST_LOGIN,     /* the key that was offered for it */
	EC2A__HOW_KEY,               /* key, user, instance */
	EC2A__HOW_KEY_ANYWHERE,      /* key, user */
	EC2A__HOW_KEY_TIE,           /* ... and it was pushed to another instance as well */
	EC2A__HOW_LOOPBACK,
	EC2A__HOW_LOOPBACK_TIE,
	EC2A__HOW_HOST_TUNNEL,
	EC2A__HOW_HOST_TUNNEL_TIE,
	EC2A__HOW_OFFER,             /* a key offered for a login */
	EC2A__HOW_LOGOUT,
	EC2A__HOW_SUDO,
	EC2A__HOW_SILENT             /* it says what another line of the row says; not shown */
};

/* An event that a record with another id replaced (ruling 2): a copy of either may still come. */
struct ec2a__replaced {
	uint32_t place;  /* in the store */
	uint32_t number; /* of the act that stands for it */
};

/*
 * What joins work on. Acts are numbered in canonical order, duplicates left
 * out; every tie is broken by these numbers or by event ids, so that the order
 * of reading shows nowhere. A join looks at acts that nothing took yet and
 * gives each a leader: the act that opens what it belongs to, always one that
 * is no follower of its own followers. Following leaders ends at a row's root.
 */
struct ec2a__joins {
	const ec2a_config *config;
	const struct ec2a__store *store;
	const ec2a_facts *facts;
	const struct ec2a__marks *marks; /* of other correlators' rows; NULL: none */
	uint32_t *acts;    /* places in the store */
	uint32_t *copies;  /* how often each was read */
	uint8_t *proof;    /* ec2a__proof of the best copy with the same content; may be NULL */
	uint32_t *lead;    /* number of its leader, or its own */
	uint8_t *how;      /* ec2a__how */
	uint8_t *confidence; /* ec2a_confidence of that join */
	uint8_t *paired;     /* 1: a push, or what it was pushed for, or an ExecuteCommand, that has its other half */
	size_t n_acts;
	struct ec2a__replaced *replaced;
	size_t n_replaced;
	uint64_t duplicates;
	uint64_t capped;   /* acts for which not every candidate was looked at */
};

/* A row: a root and its acts. */
struct ec2a__row {
	unsigned char id[16];
	int64_t time; /* whole seconds, as rows show them: for their order */
	uint32_t root;
	uint32_t first, count; /* in members[], by canonical order */
};

/* What a row is because of others (flags.h). */
struct ec2a__row_flags {
	uint16_t bits; /* 1 << ec2a_flag */
	uint16_t kept; /* those of them that were told, and may rest on rows that were let go */
	uint8_t first_principal, first_address; /* the first of what is held, flagged or not */
	uint32_t key;   /* in keys[], + 1; 0: it pushed none */
	int64_t denied; /* second of the last denied attempt within the hour, or EC2A__NO_TIME */
};

#define EC2A__FLAG_NAMES 4 /* a row's own instance, and three others */

/* A key that was pushed. */
struct ec2a__flag_key {
	size_t n_instances;
	uint32_t rows[EC2A__FLAG_NAMES]; /* one row each on the first instances by name */
	const struct ec2a__mark *mark;   /* what all correlators know of it, in place of the above; or NULL */
};

struct ec2a__rows {
	struct ec2a__row *rows;
	uint32_t *members;
	struct ec2a__row_flags *flags; /* by row */
	struct ec2a__flag_key *keys;
	size_t n_keys;
	size_t n_rows;
	uint64_t access, context, duplicates;
	uint64_t lines; /* that made, proved or ended a row */
};

/* Which acts stand where, by what tells them apart: made when it is first asked for in a run. */
struct ec2a__act_index {
	uint32_t *order;   /* acts by number, and from n_acts on what was replaced, by key */
	uint32_t *row_of;  /* by number; EC2A__NONE: in no row */
	size_t count;
};

/* What an endless input needs besides (stream.h). */
struct ec2a__stream {
	int on;
	uint32_t run;       /* how often all was joined */
	int64_t watermark;  /* microseconds: (almost) everything earlier has been seen */
	int64_t joined_at;  /* the watermark at the last run */
	size_t joined;      /* acts in the store at the last run */
	uint64_t epoch;     /* of the facts at the last run */
	int stale;          /* the last run is not of what is held: nothing can be said before the next one */
	int forcing;        /* too much is held: rows whose last record is not after `forced`, in seconds, must go */
	int64_t forced;
	struct ec2a__issued issued;
	size_t next_issued;   /* of issued.rows: looked at for withdrawals */
	struct ec2a__remember gone; /* events and sessions that were let go */
	struct ec2a__remember seen; /* whom and which keys rows that were let go showed (flags.h) */
	struct ec2a__act_index index;
	/* What was let go, and what limits cost. */
	uint64_t access, context, duplicates, rows, lines;
	uint64_t late, forced_rows, capped, facts_dropped;
};

struct ec2a_correlator {
	ec2a_config *config;
	ec2a_facts *facts;
	struct ec2a__store store;
	struct ec2a__ends ends;
	int64_t newest; /* time of the newest record; EC2A__NO_TIME */
	int finished;
	/* of the last run */
	struct ec2a__joins joins;
	struct ec2a__rows rows;
	size_t next;
	struct ec2a__marks marks;  /* what others told */
	struct ec2a__marked marked; /* what this one tells */
	struct ec2a__stream stream;
};

static inline const struct ec2a__act *ec2a__joins_act(const struct ec2a__joins *joins, uint32_t number)
{
	return ec2a__store_act(joins->store, joins->acts[number]);
}

static inline int ec2a__joins_is_free(const struct ec2a__joins *joins, uint32_t number)
{
	return joins->lead[number] == number;
}

static inline void ec2a__joins_follow(struct ec2a__joins *joins, uint32_t number, uint32_t leader, int how,
				      int confidence)
{
	joins->lead[number] = leader;
	joins->how[number] = (uint8_t)how;
	joins->confidence[number] = (uint8_t)confidence;
}

/* Whether a line made, proved or ended a row. */
static inline int ec2a__joins_is_shown_line(const struct ec2a__joins *joins, uint32_t number)
{
	const struct ec2a__act *act = ec2a__joins_act(joins, number);

	if (!ec2a__act_is_line(act) || joins->how[number] == EC2A__HOW_SILENT)
		return 0;
	return !ec2a__joins_is_free(joins, number) || act->kind != 0;
}

/* The end of the chain of leaders. */
uint32_t ec2a__joins_root(const struct ec2a__joins *joins, uint32_t number);

void ec2a__joins_free(struct ec2a__joins *joins);

/* Ruling 12: find the years of lines that have none, in a batch whose newest record is of that time. */
int ec2a__correlator_place_years(ec2a_correlator *correlator, int64_t newest);

/* Join all that is held, in place of what was joined before: 0, or EC2A_E_NOMEM and all is as it was. */
int ec2a__correlator_join(ec2a_correlator *correlator);

/* Each 0 or EC2A_E_NOMEM; in this order. */
int ec2a__dedup(struct ec2a__joins *joins);          /* ruling 2: fills acts[] and copies[] */
int ec2a__join_shared(struct ec2a__joins *joins);    /* ruling 2: one event in several accounts */
int ec2a__join_ssm(struct ec2a__joins *joins);       /* by session id */
int ec2a__join_ssm_soft(struct ec2a__joins *joins);  /* masked or missing session ids, by window */
int ec2a__join_csv(struct ec2a__joins *joins);       /* rows of the console's CSV, which have none */
int ec2a__join_fleet(struct ec2a__joins *joins);
int ec2a__join_push(struct ec2a__joins *joins);
int ec2a__join_push_masked(struct ec2a__joins *joins);
int ec2a__join_approval(struct ec2a__joins *joins);
int ec2a__join_host_key(struct ec2a__joins *joins);   /* logins: by request id, by fingerprint */
int ec2a__join_host_route(struct ec2a__joins *joins); /* by loopback, by tunnel */
int ec2a__join_host_lines(struct ec2a__joins *joins); /* lines that belong to a login */

/* Its map of facts is new: as many failures as the configuration says. */
void ec2a__correlator_limit_failures(ec2a_correlator *correlator);

/* Before all joins: how many logins failed before each that did not, as far as that is known of all files together. Of
 * logins before `known_from` no more is found. 0 or EC2A_E_NOMEM. */
int ec2a__join_failures(struct ec2a__store *store, ec2a_facts *facts, int64_t known_from);

/* Groups to rows, with ids and order. 0 or EC2A_E_NOMEM. */
int ec2a__rows_make(const struct ec2a__joins *joins, struct ec2a__rows *ret_rows);
void ec2a__rows_free(struct ec2a__rows *rows);

#endif

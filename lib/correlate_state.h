/* SPDX-License-Identifier: MIT */
#ifndef EC2A_CORRELATE_STATE_H
#define EC2A_CORRELATE_STATE_H

#include "act_store.h"
#include "mask.h"
#include "order.h"

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
	EC2A__HOW_SHARED             /* the same event, delivered to another account */
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
	uint32_t *acts;    /* places in the store */
	uint32_t *copies;  /* how often each was read */
	uint32_t *lead;    /* number of its leader, or its own */
	uint8_t *how;      /* ec2a__how */
	uint8_t *confidence; /* ec2a_confidence of that join */
	uint8_t *paired;     /* 1: a push, or what it was pushed for, or an ExecuteCommand, that has its other half */
	size_t n_acts;
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

struct ec2a__rows {
	struct ec2a__row *rows;
	uint32_t *members;
	size_t n_rows;
	uint64_t access, context, duplicates;
};

struct ec2a_correlator {
	ec2a_config *config;
	ec2a_facts *facts;
	struct ec2a__store store;
	/* after finish */
	int finished;
	struct ec2a__joins joins;
	struct ec2a__rows rows;
	size_t next;
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

/* The end of the chain of leaders. */
uint32_t ec2a__joins_root(const struct ec2a__joins *joins, uint32_t number);

void ec2a__joins_free(struct ec2a__joins *joins);

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

/* Groups to rows, with ids and order. 0 or EC2A_E_NOMEM. */
int ec2a__rows_make(const struct ec2a__joins *joins, struct ec2a__rows *ret_rows);
void ec2a__rows_free(struct ec2a__rows *rows);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef EC2A_ACT_STORE_H
#define EC2A_ACT_STORE_H

#include "act.h"
#include "intern.h"

#include <ec2access/ec2access.h>

#define EC2A__NO_TIME INT64_MIN
#define EC2A__EVENT_ID_TEXT 37

/* The calls that joins tell apart. */
enum ec2a__call {
	EC2A__CALL_OTHER = 0, /* actions, serial console: never joined */
	EC2A__CALL_START_SESSION,
	EC2A__CALL_RESUME_SESSION,
	EC2A__CALL_TERMINATE_SESSION,
	EC2A__CALL_CREATE_CHANNEL,
	EC2A__CALL_OPEN_CHANNEL,
	EC2A__CALL_EXECUTE_COMMAND,
	EC2A__CALL_START_CONNECTION,
	EC2A__CALL_GET_CONNECTION,
	EC2A__CALL_CANCEL_CONNECTION,
	EC2A__CALL_PUSH,
	EC2A__CALL_TUNNEL,
	EC2A__CALL_START_ACCESS_REQUEST,
	EC2A__CALL_GET_ACCESS_TOKEN,
	EC2A__CALL_LOGIN, /* lines: Accepted */
	EC2A__CALL_OPENED, /* pam: session opened */
	EC2A__CALL_LOGOUT,
	EC2A__CALL_CLOSED, /* pam: session closed */
	EC2A__CALL_KEY_OFFER,
	EC2A__CALL_SUDO
};

#define EC2A__ACT_MASKED     1u /* its values may be masked */
#define EC2A__ACT_WHOLE      2u /* its eventID is a whole UUID */
#define EC2A__ACT_BINARY     4u /* event[] holds the UUID's 16 bytes, else the id of its text */
#define EC2A__ACT_GUICONNECT 8u /* ssm-guiconnect made the call */
#define EC2A__ACT_ROW       16u /* a row of the console's CSV, without parameters */
#define EC2A__ACT_LATE      32u /* it came when what it may belong to had been let go */
#define EC2A__ACT_HOST      64u /* a line of a host's log (act_log.h) */
#define EC2A__ACT_TIE      128u /* a line that could belong elsewhere as well, to what was let go */
#define EC2A__ACT_FLAGS    255u /* all of them */

/*
 * What the correlator keeps of a record: 80 bytes, and ids of texts that most records share. What
 * many records have in common is one tuple of ids: `where` {place, source, name}, place being the tuple
 * {account, region}; `who` an ec2a__who; `what` an ec2a__what; `why` reasons.
 */
struct ec2a__act {
	int64_t time_us; /* EC2A__NO_TIME: the record has none */
	unsigned char event[16];
	unsigned char digest[16];
	uint32_t values; /* ruling 2 */
	uint32_t where;
	uint32_t who;
	uint32_t ip;
	uint32_t session; /* Session Manager's id */
	uint32_t what;    /* 0 for channels and the like */
	uint32_t why;
	uint8_t call, role, method, surface, os, os_confidence, outcome, kind;
	uint8_t flags;
	uint8_t proof; /* an ec2a__proof of the file that it was read from; no saved correlator keeps it */
};

enum ec2a__where { EC2A__WHERE_PLACE, EC2A__WHERE_SOURCE, EC2A__WHERE_NAME, EC2A__WHERE_SIZE };
enum ec2a__place_part { EC2A__PLACE_ACCOUNT, EC2A__PLACE_REGION, EC2A__PLACE_SIZE };

/* Members of `who`; the first two are numbers, not ids. */
enum ec2a__who {
	EC2A__WHO_IDENTITY, /* ec2a_identity */
	EC2A__WHO_MFA,      /* 0 unknown, 1 false, 2 true */
	EC2A__WHO_ARN,
	EC2A__WHO_NAME,
	EC2A__WHO_SESSION_NAME,
	EC2A__WHO_KEY,
	EC2A__WHO_SOURCE_IDENTITY,
	EC2A__WHO_ACCOUNT,
	EC2A__WHO_SIZE
};

enum ec2a__what {
	EC2A__WHAT_USER_AGENT,
	EC2A__WHAT_TARGET,
	EC2A__WHAT_INSTANCE,
	EC2A__WHAT_INSTANCES, /* a tuple of ids */
	EC2A__WHAT_DOCUMENT,
	EC2A__WHAT_REASON,
	EC2A__WHAT_CONNECTION,
	EC2A__WHAT_OS_USER,
	EC2A__WHAT_FINGERPRINT,
	EC2A__WHAT_REMOTE_HOST,
	EC2A__WHAT_REMOTE_PORT,
	EC2A__WHAT_PRIVATE_IP,
	EC2A__WHAT_ENDPOINT,
	EC2A__WHAT_ACCESS_REQUEST,
	EC2A__WHAT_SHARED,
	EC2A__WHAT_REPLACES,
	EC2A__WHAT_OWNER,
	EC2A__WHAT_REQUEST, /* requestID of a push */
	EC2A__WHAT_SIZE
};

/* Reasons in `why`: a row of code and arguments each. */
#define EC2A__WHY_SIZE (1 + EC2A__REASON_ARGS)

struct ec2a__store {
	struct ec2a__intern text;
	struct ec2a__act **blocks; /* so that growing copies nothing */
	size_t n_blocks, n_acts;
	size_t n_open_years; /* lines whose year is not known yet, about; 0: none */
};

void ec2a__store_init(struct ec2a__store *store);
void ec2a__store_free(struct ec2a__store *store);

/* 0 or EC2A_E_NOMEM; then the store may hold a few texts more, and the call may be repeated. */
int ec2a__store_add(struct ec2a__store *store, const struct ec2a__draft *draft);

/* The call of an event's name: an ec2a__call. */
int ec2a__call_of(const char *name);

/* Room for the next act, counted once n_acts is raised; NULL: out of memory. */
struct ec2a__act *ec2a__store_place(struct ec2a__store *store);

const struct ec2a__act *ec2a__store_act(const struct ec2a__store *store, size_t index);

struct ec2a__act *ec2a__store_at(struct ec2a__store *store, size_t index);

/* The one that was added last. */
struct ec2a__act *ec2a__store_last(struct ec2a__store *store);

/* act_copy.c: an act of another store: 0 or EC2A_E_NOMEM, as ec2a__store_add(). */
int ec2a__store_copy(struct ec2a__store *to, const struct ec2a__store *from, const struct ec2a__act *act);

/* Members of the tuples, 0 where absent. */
uint32_t ec2a__act_where(const struct ec2a__store *store, const struct ec2a__act *act, int member);
uint32_t ec2a__act_account(const struct ec2a__store *store, const struct ec2a__act *act);
uint32_t ec2a__act_region(const struct ec2a__store *store, const struct ec2a__act *act);
uint32_t ec2a__act_who(const struct ec2a__store *store, const struct ec2a__act *act, int member);
uint32_t ec2a__act_what(const struct ec2a__store *store, const struct ec2a__act *act, int member);

/* The same as text, NULL where absent; valid until the next ec2a__store_add(). */
const char *ec2a__act_text(const struct ec2a__store *store, uint32_t id);

/* The eventID as logged, or NULL; room is used where it must be written out. */
const char *ec2a__act_event_id(const struct ec2a__store *store, const struct ec2a__act *act,
			       char room[EC2A__EVENT_ID_TEXT]);

/* By event id, as text. */
int ec2a__act_compare_id(const struct ec2a__store *store, const struct ec2a__act *a, const struct ec2a__act *b);

/* The canonical order: time, event id, digest. 0 only for records with the same content. */
int ec2a__act_compare(const struct ec2a__store *store, const struct ec2a__act *a, const struct ec2a__act *b);

/* Whole seconds, as CloudTrail has them; EC2A__NO_TIME stays. All windows are of whole seconds. */
int64_t ec2a__act_second(const struct ec2a__act *act);

static inline int ec2a__act_is_masked(const struct ec2a__act *act)
{
	return (act->flags & EC2A__ACT_MASKED) != 0;
}

static inline int ec2a__act_is_line(const struct ec2a__act *act)
{
	return (act->flags & EC2A__ACT_HOST) != 0;
}

static inline int ec2a__act_is_row(const struct ec2a__act *act)
{
	return (act->flags & EC2A__ACT_ROW) != 0;
}

/* Only successful calls join. */
static inline int ec2a__act_is_granted(const struct ec2a__act *act)
{
	return act->outcome == EC2A_OUTCOME_GRANTED;
}

#endif

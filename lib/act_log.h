/* SPDX-License-Identifier: MIT */
#ifndef EC2A_ACT_LOG_H
#define EC2A_ACT_LOG_H

#include "act_store.h"

/*
 * Acts of host log lines (EC2A__ACT_HOST). Such an act has no eventID, no reasons and no values of ruling 2: event[]
 * holds what makes the line that line, `why` an ec2a__log, `values` by what its year is known (ec2a__year). Its time is
 * of whole seconds, since another file may log the same line without a fraction.
 */
enum ec2a__log {
	EC2A__LOG_HOST,
	EC2A__LOG_PID,
	EC2A__LOG_PORT,
	EC2A__LOG_AUTH_METHOD,
	EC2A__LOG_KEY_TYPE,
	EC2A__LOG_CERTIFICATE_ID,
	EC2A__LOG_REQUEST,
	EC2A__LOG_COMMAND,
	EC2A__LOG_HINT,     /* the instance that the stream or folder is called after */
	EC2A__LOG_FILE,
	EC2A__LOG_LINE_LOW, /* numbers: 32 bits each */
	EC2A__LOG_LINE_HIGH,
	EC2A__LOG_FAILURES, /* a number: failed logins before, from that address */
	EC2A__LOG_WHEN,     /* an ec2a__when; 0 where the line has its year */
	EC2A__LOG_SIZE
};

/* A time without a year, all numbers. */
enum ec2a__when {
	EC2A__WHEN_DAY, /* month * 32 + day */
	EC2A__WHEN_CLOCK, /* seconds since midnight */
	EC2A__WHEN_ZONE,  /* minutes east of UTC, and a day */
	EC2A__WHEN_FILE,  /* ec2a__year of the file's time */
	EC2A__WHEN_FILE_LOW, /* that time, 32 bits each */
	EC2A__WHEN_FILE_HIGH,
	EC2A__WHEN_SIZE
};

/* The log of a line, its year, and what makes it that line. 0 or EC2A_E_NOMEM. */
int ec2a__log_keep(struct ec2a__store *store, const ec2a_event *event, struct ec2a__act *act);

/* The ec2a__call of a line with such a role and name; 0: no line has them. */
int ec2a__log_call(int role, const char *name);

/* Find the year of an act that has none, with the reference and what that is (ec2a__year); where that is EC2A__YEAR_OPEN
 * the file's time is taken, if there is one. 0, also where no year was found, or EC2A_E_NOMEM. */
int ec2a__log_place(const struct ec2a__store *store, struct ec2a__act *act, int known_by, int64_t reference_us);

/* The same for all that a store holds. */
int ec2a__log_place_all(struct ec2a__store *store, int known_by, int64_t reference_us);

/* Whether the numbers of an act that was read from a file can be. */
int ec2a__log_is_sane(const struct ec2a__store *store, const struct ec2a__act *act);

/* A member of the log: 0 for acts of records. */
uint32_t ec2a__act_log(const struct ec2a__store *store, const struct ec2a__act *act, int member);
uint64_t ec2a__act_line(const struct ec2a__store *store, const struct ec2a__act *act);

/* When a line was written, for joins of lines with each other: seconds; of those whose year nobody knows, in a time of
 * their own that is far from all others. EC2A__NO_TIME: there is none. */
int64_t ec2a__log_second(const struct ec2a__store *store, const struct ec2a__act *act);

/* Of two acts of one line, which is shown: the one with more failures before it, since they are counted within a file;
 * then the smaller file and line. */
int ec2a__log_is_better(const struct ec2a__store *store, const struct ec2a__act *a, const struct ec2a__act *b);

#endif

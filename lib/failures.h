/* SPDX-License-Identifier: MIT */
#ifndef EC2A_FAILURES_H
#define EC2A_FAILURES_H

#include <stddef.h>
#include <stdint.h>

/*
 * Logins that failed, as a set of the lines that tell of them: a log may be cut anywhere, its lines may be read in any
 * order and more than once, and two files of a host may tell by turns, so numbers cannot be added up. Over the limit
 * those go first that are near nothing: neither in the ten minutes before a login nor in the last ones of an input. Which
 * ones stay is the same whatever was read first.
 */
enum ec2a__failure_kind {
	EC2A__FAILURE_PLAIN = 1,
	EC2A__FAILURE_KEY,      /* of a key: no failure where the same process logs in */
	EC2A__FAILURE_PAM,      /* PAM's line; sshd's of the same process may tell of the same try */
	EC2A__FAILURE_KEYBOARD  /* ... which is this one */
};

struct ec2a__failure {
	uint64_t where; /* host and address */
	uint64_t line;  /* which line of that second it is */
	int64_t second; /* of lines without a year: far from all others (ec2a__failure_yearless()) */
	uint32_t process; /* 0: none */
	uint32_t tries;
	uint16_t kind;
	uint16_t near; /* 1: a login, or the end of an input, is not ten minutes behind it */
};

#define EC2A__FAILURE_TRIES 1000000u /* is as much as ever more */
#define EC2A__FAILURE_BEFORE 600     /* seconds; a failure of the login's own second may have come behind it */
#define EC2A__FAILURES_MOST 64       /* the newest lines of one address that are counted */
#define EC2A__FAILURES_HELD 262144   /* of all, where nobody set EC2A_OPT_HELD_FAILURES: its default */

struct ec2a__failures {
	struct ec2a__failure *items; /* sorted up to n_sorted */
	size_t n, cap, n_sorted;
	size_t limit;       /* 0: EC2A__FAILURES_HELD */
	uint64_t dropped;   /* over the limit */
	int64_t dropped_to; /* the newest second of these; nothing where there are none */
};

uint64_t ec2a__failure_where(const char *host, size_t host_size, const char *address, size_t address_size);
int64_t ec2a__failure_yearless(int month, int day, int64_t clock_seconds);

/* By where, second, line, and all else but what it is near: 0 only for the same one. */
int ec2a__failure_compare(const struct ec2a__failure *a, const struct ec2a__failure *b);

/* How many tries these lines tell of, EC2A__FAILURE_TRIES at most. */
uint32_t ec2a__failures_count(const struct ec2a__failure *items, size_t n);

void ec2a__failures_free(struct ec2a__failures *failures);

/* One more; that it is there already is found later. 0 or EC2A_E_NOMEM. */
int ec2a__failures_put(struct ec2a__failures *failures, const struct ec2a__failure *failure);

/* Those that are there already change nothing. 1: it may be new; 0: it is not; EC2A_E_NOMEM. */
int ec2a__failures_add(struct ec2a__failures *failures, const struct ec2a__failure *failure);

/* How many others dropped. */
void ec2a__failures_add_dropped(struct ec2a__failures *failures, uint64_t dropped, int64_t dropped_to);

/* Whether all that stood in the ten minutes before this second is held, as far as the limit goes. */
int ec2a__failures_has_all(const struct ec2a__failures *failures, int64_t second);

/* Sorted, each once, and no more than are held. */
void ec2a__failures_settle(struct ec2a__failures *failures);

/* Those of one address that are older than `second`, but not by more than ten minutes; of settled ones. */
struct ec2a__failure *ec2a__failures_before(struct ec2a__failures *failures, uint64_t where, int64_t second, size_t *ret_n);

/* What is older than `before` goes, and what is near nothing and older than `before_far`. Of lines without a year the last
 * day counts that was theirs by `now`. All in seconds. */
void ec2a__failures_let_go(struct ec2a__failures *failures, int64_t before, int64_t before_far, int64_t now);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef EC2A_FAILURES_H
#define EC2A_FAILURES_H

#include <stddef.h>
#include <stdint.h>

/*
 * Logins that failed, as a set of the lines that tell of them: a log may be cut anywhere, and its lines may be read in any
 * order and more than once, so numbers cannot be added up. What one input alone shows is all the parser needs; kept for
 * others are the last ten minutes of each input, and what stands before a login.
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
	uint32_t kind;
};

#define EC2A__FAILURE_TRIES 1000000u /* is as much as ever more */
#define EC2A__FAILURE_BEFORE 600     /* seconds; a failure of the login's own second may have come behind it */
#define EC2A__FAILURES_MOST 64       /* the newest lines of one address that are counted */
#define EC2A__FAILURES_HELD 262144   /* of all; over it the oldest ones go */

struct ec2a__failures {
	struct ec2a__failure *items; /* sorted up to n_sorted */
	size_t n, cap, n_sorted;
};

uint64_t ec2a__failure_where(const char *host, size_t host_size, const char *address, size_t address_size);
int64_t ec2a__failure_yearless(int month, int day, int64_t clock_seconds);

/* By where, second, line, and all else: 0 only for the same one. */
int ec2a__failure_compare(const struct ec2a__failure *a, const struct ec2a__failure *b);

/* How many tries these lines tell of, EC2A__FAILURE_TRIES at most. */
uint32_t ec2a__failures_count(const struct ec2a__failure *items, size_t n);

void ec2a__failures_free(struct ec2a__failures *failures);

/* Those that are there already change nothing. 1: it may be new; 0: it is not; EC2A_E_NOMEM. */
int ec2a__failures_add(struct ec2a__failures *failures, const struct ec2a__failure *failure);

/* Sorted, each once, and no more than are held. */
void ec2a__failures_settle(struct ec2a__failures *failures);

/* Those of one address that are older than `second`, but not by more than ten minutes; of settled ones. */
const struct ec2a__failure *ec2a__failures_before(const struct ec2a__failures *failures, uint64_t where, int64_t second,
						  size_t *ret_n);

/* What is older goes, but for lines without a year, of which that is not known. */
void ec2a__failures_let_go(struct ec2a__failures *failures, int64_t before);

#endif

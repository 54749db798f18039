/* SPDX-License-Identifier: MIT */
#ifndef EC2A_RATE_H
#define EC2A_RATE_H

#include <stdatomic.h>
#include <stdint.h>

/*
 * Turns at a service that allows so many requests a second, shared by all threads that ask it. Turns are a gap apart,
 * never in a burst: whoever takes one is told how long to wait for it. Where the service refuses all the same,
 * as somebody else asks it too, the gap grows, and shrinks again with every answer.
 */
struct ec2a__rate {
	atomic_int_least64_t next_ms; /* the first turn that nobody has */
	atomic_int_least64_t gap_ms;
	int64_t least_ms;             /* the gap while nobody refuses */
	char *name;
	struct ec2a__rate *after;     /* the next one of the list */
};

#define EC2A__RATE_SLOWEST 16 /* the gap grows to so many times its least */
#define EC2A__RATE_STEP_MS 50 /* how soon a wait sees that it is not wanted any more */

void ec2a__rate_init(struct ec2a__rate *rate, int64_t gap_ms);

/* Take the next turn: in how many milliseconds from now_ms on it is. */
int64_t ec2a__rate_take(struct ec2a__rate *rate, int64_t now_ms);

/* The service refused, or answered. */
void ec2a__rate_refused(struct ec2a__rate *rate, int64_t now_ms);
void ec2a__rate_answered(struct ec2a__rate *rate);

/* Take a turn and wait for it: 0, or EC2A_E_CANCELLED once that is not 0, which may be NULL. */
int ec2a__rate_wait(struct ec2a__rate *rate, const atomic_int *cancelled);

/* A clock that nobody sets; milliseconds from anywhere. */
int64_t ec2a__rate_now(void);

/* One for each name, for as long as the list lives. All zero is an empty list; any thread. */
struct ec2a__rates {
	_Atomic(struct ec2a__rate *) first;
};

/* NULL: out of memory. */
struct ec2a__rate *ec2a__rates_get(struct ec2a__rates *rates, const char *name, int64_t gap_ms);
void ec2a__rates_free(struct ec2a__rates *rates);

#endif

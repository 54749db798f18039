/* SPDX-License-Identifier: MIT */
#ifndef EC2A_ENDS_H
#define EC2A_ENDS_H

#include "act_log.h"

/*
 * Lines that may end a login of which nothing is known: "Connection closed by ADDRESS port N" is the end of a login, or
 * of a stranger's knock, and only its login tells which. Strangers knock ten thousand times a minute, so these lines wait
 * beside what is held, at most so many, and go where the joins see them once a login of that host has the same address
 * and port, or the same process. So below the limit it does not matter which of both was read first.
 *
 * A log is read from its begin, so an end whose login is known comes behind it and never waits. One that waits lost its
 * login to the cut before its file, and the nearer to the file's begin it stands the likelier that is: where there are too
 * many, those with the larger line numbers go.
 */
struct ec2a__ends {
	struct ec2a__store waiting;
	uint64_t *logins; /* where the logins that are held can end: hashes, open addressing; 0: free */
	size_t n_slots, n_logins;
	struct ec2a__hash_key seed;
	uint64_t dropped;
};

void ec2a__ends_init(struct ec2a__ends *ends);
void ec2a__ends_free(struct ec2a__ends *ends);

/* Whether a line is an end of which no login is known. */
int ec2a__ends_waits(const struct ec2a__ends *ends, int role, const ec2a_event *event);

/* Room for one more end. 0 or EC2A_E_NOMEM. */
int ec2a__ends_make_room(struct ec2a__ends *ends, size_t limit);

/* Room for one more login, 0 or EC2A_E_NOMEM, and that; an act that is none changes nothing. */
int ec2a__ends_reserve(struct ec2a__ends *ends);
void ec2a__ends_add_login(struct ec2a__ends *ends, const struct ec2a__store *store, const struct ec2a__act *act);

/* The logins of a store become those that are known. 0, or EC2A_E_NOMEM and nothing changed. */
int ec2a__ends_set_logins(struct ec2a__ends *ends, const struct ec2a__store *store);

/* What waits and has a login by now goes into the store. 0, or EC2A_E_NOMEM and nothing changed. */
int ec2a__ends_claim(struct ec2a__ends *ends, struct ec2a__store *store);

/* What waits elsewhere, and the logins of that store. 0; or EC2A_E_NOMEM, and again it does no harm. */
int ec2a__ends_absorb(struct ec2a__ends *ends, const struct ec2a__ends *other, const struct ec2a__store *store, size_t limit);

/* What is older than a second is dropped, once that is a good part of all. 0 or EC2A_E_NOMEM. */
int ec2a__ends_let_go(struct ec2a__ends *ends, int64_t before);

#endif

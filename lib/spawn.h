/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SPAWN_H
#define EC2A_SPAWN_H

#include "buf.h"

/* Run a program and read what it prints. No shell; it has no terminal, nothing on its standard input, nowhere to write
 * errors, none of our descriptors, and SIGPIPE and SIGXFSZ as usual even where we ignore them. When its time is over, what
 * it printed is too much or the run is cancelled, it is killed with all that it started. */
struct ec2a__spawn {
	char *const *words; /* ended by NULL; the first is a path, or found by PATH */
	int seconds;
	int (*cancelled)(void *user);
	void *user;
};

/* 0: it ended, and *ret_status is its exit status, or 128 and the signal that ended it. Else EC2A_E_NOT_FOUND (it
 * cannot be started), EC2A_E_LIMIT (too much for the buffer), EC2A_E_TRUNCATED (out of time), EC2A_E_CANCELLED,
 * EC2A_E_NOMEM, EC2A_E_IO. */
int ec2a__spawn_read(const struct ec2a__spawn *spawn, struct ec2a__buf *out, int *ret_status);

#endif

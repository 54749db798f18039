/* SPDX-License-Identifier: MIT */
#ifndef EC2A_HOSTLOG_TRIES_H
#define EC2A_HOSTLOG_TRIES_H

#include "failures.h"
#include "hostlog.h"

/*
 * Which logins failed lately, by host and address. A fixed table: whoever tries ten thousand times a minute, from as many
 * addresses, costs no memory. What does not fit is forgotten, the address that was quiet longest first, and of each
 * address its oldest lines, so a number means "at least".
 */
#define EC2A__TRIES_ADDRESSES 256
#define EC2A__TRIES_TEXT 64 /* of a host's name and an address each; longer ones are not counted */

struct ec2a__tries_of {
	size_t n;
	struct ec2a__failure lines[EC2A__FAILURES_MOST];
	uint8_t let_in[EC2A__FAILURES_MOST]; /* the process of that line logged in later: no failure of any key */
};

struct ec2a__tries {
	uint64_t where[EC2A__TRIES_ADDRESSES]; /* host and address of each; beside one another, as all are looked at often */
	int64_t last[EC2A__TRIES_ADDRESSES];   /* second of its newest line */
	struct ec2a__tries_of of[EC2A__TRIES_ADDRESSES];
	size_t n;
	int64_t newest; /* second of the newest line of all */
};

/* When a line was written, in seconds, as failures have it: 1, or 0 where it has no time. */
int ec2a__tries_second(const struct ec2a__host_settings *settings, const struct ec2a__host_line *line, int64_t *ret_second);

/* A line that tells of tries. Lines are taken in the order in which they stand. It goes to failures, as another file may
 * have the login: 0 or EC2A_E_NOMEM. */
int ec2a__tries_add(struct ec2a__tries *tries, const struct ec2a__host_line *line, const struct ec2a__host_said *said,
		    int64_t second, struct ec2a__failures *failures);

/* How many there were in the ten minutes before a login, without the keys that its own connection tried. The lines of
 * these minutes are near one then: 0 or EC2A_E_NOMEM. */
int ec2a__tries_before(struct ec2a__tries *tries, const struct ec2a__host_line *line, const struct ec2a__host_said *said,
		       int64_t second, struct ec2a__failures *failures, uint32_t *ret_count);

/* At the end of an input: what stands in its last ten minutes is near what follows. 0 or EC2A_E_NOMEM, then call it again. */
int ec2a__tries_end(const struct ec2a__tries *tries, struct ec2a__failures *failures);

#endif

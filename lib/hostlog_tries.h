/* SPDX-License-Identifier: MIT */
#ifndef EC2A_HOSTLOG_TRIES_H
#define EC2A_HOSTLOG_TRIES_H

#include "hostlog.h"

/*
 * How many logins failed lately, by host and address. A fixed table: whoever tries ten thousand times a minute, from
 * as many addresses, costs no memory. What does not fit is forgotten, the address that was quiet longest first, so a
 * number means "at least".
 */
#define EC2A__TRIES_ADDRESSES 256
#define EC2A__TRIES_MINUTES 10
#define EC2A__TRIES_TEXT 64 /* of a host's name and an address each; longer ones are not counted */

/*
 * Keys that fail are no failed login where the same connection goes on to log in: a client tries all that it has. And
 * PAM's own line and sshd's are one try where sshd writes both. So a few connections of each address are known apart.
 */
#define EC2A__TRIES_CONNECTIONS 4

struct ec2a__tries_connection {
	int64_t minute;   /* the latest one */
	uint32_t process; /* 0: a free place */
	uint32_t keys;    /* that failed, not yet counted */
	uint32_t by_pam;  /* counted by PAM's line, and sshd's may come */
};

struct ec2a__tries_of {
	char host[EC2A__TRIES_TEXT], address[EC2A__TRIES_TEXT]; /* filled with NUL */
	int64_t minute; /* the latest one; counts[minute % EC2A__TRIES_MINUTES] is its */
	uint32_t counts[EC2A__TRIES_MINUTES];
	struct ec2a__tries_connection connections[EC2A__TRIES_CONNECTIONS];
};

struct ec2a__tries {
	struct ec2a__tries_of of[EC2A__TRIES_ADDRESSES];
	size_t n;
};

/* A line that tells of tries. Lines are taken in the order in which they stand. */
void ec2a__tries_add(struct ec2a__tries *tries, const struct ec2a__host_line *line, const struct ec2a__host_said *said);

/* How many there were in the ten minutes before a login, without the keys that its own connection tried. */
uint32_t ec2a__tries_before(struct ec2a__tries *tries, const struct ec2a__host_line *line,
			    const struct ec2a__host_said *said);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SIGV4_PARTS_H
#define EC2A_SIGV4_PARTS_H

#include "crypto.h"
#include "sigv4.h"

/* What the files of sigv4 share. */

#define EC2A__SIGV4_BYTES (1024 * 1024) /* of a canonical request; AWS takes far less */
#define EC2A__SIGV4_DATE  17            /* "20130524T000000Z" and its NUL */
#define EC2A__SIGV4_HEX   (2 * EC2A__SHA256 + 1)

/* The path as it is part of a canonical request, from a path that is not encoded. Appended. */
int ec2a__sigv4_path(const char *path, int encode_once, struct ec2a__buf *out);

/* NAME=VALUE&... encoded, sorted by name, then by value, as bytes. Appended. */
int ec2a__sigv4_query(const struct ec2a__pair *query, size_t count, struct ec2a__buf *out);

/* "name:value\n" of each header, sorted, names in small letters, blanks of the values trimmed, values of equal names
 * joined by ','; and "name;name" of them. Both appended. */
int ec2a__sigv4_headers(const struct ec2a__pair *headers, size_t count, struct ec2a__buf *lines, struct ec2a__buf *names);

/* "20130524T000000Z"; EC2A_E_ARG for a time outside of the years 1970 to 9999. */
int ec2a__sigv4_date(int64_t seconds, char out[EC2A__SIGV4_DATE]);

/* What a request is signed with beside the ask: made once, for all parts. */
struct ec2a__sigv4_work {
	char date[EC2A__SIGV4_DATE];
	char content[EC2A__SIGV4_HEX]; /* hash of the body */
	struct ec2a__buf canonical;
	struct ec2a__buf names;  /* of the signed headers */
	struct ec2a__buf scope;  /* DATE/REGION/SERVICE/aws4_request */
};

int ec2a__sigv4_begin(const struct ec2a__sigv4_ask *ask, const struct ec2a__keys *keys, struct ec2a__sigv4_work *work);
void ec2a__sigv4_end(struct ec2a__sigv4_work *work);

#endif

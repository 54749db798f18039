/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SIGV4_H
#define EC2A_SIGV4_H

#include "buf.h"
#include "http.h"

/* AWS Signature Version 4: pure functions of a request, keys and a time.
 * Source: "Create a signed AWS API request", IAM User Guide. */

struct ec2a__keys {
	const char *access_key;
	const char *secret_key;
	const char *session_token; /* NULL: a long-term key */
};

struct ec2a__sigv4_ask {
	const char *method;
	const char *host; /* with ":port" where it is not the scheme's own */
	const char *path; /* not encoded; "" is "/" */
	const struct ec2a__pair *query; /* not encoded, in any order */
	size_t query_count;
	const struct ec2a__pair *headers; /* all that are to be signed besides host, x-amz-date, x-amz-security-token */
	size_t header_count;
	const void *body;
	size_t body_size;
	const char *service;
	const char *region;
	int64_t time; /* seconds since 1970 */
	int encode_once; /* S3: the path is encoded once and kept as it is; others twice and normalised */
	int tell_payload; /* S3: x-amz-content-sha256 is a header too */
};

/* What must be sent besides the ask's own headers, each "" where it has none; wipe it with ec2a__sigv4_wipe(). */
struct ec2a__sigv4 {
	struct ec2a__buf authorization;
	struct ec2a__buf security_token;
	char date[17];             /* x-amz-date: 20130524T000000Z */
	char content_sha256[65];   /* x-amz-content-sha256 */
};

int ec2a__sigv4_sign(const struct ec2a__sigv4_ask *ask, const struct ec2a__keys *keys, struct ec2a__sigv4 *ret_signed);
void ec2a__sigv4_wipe(struct ec2a__sigv4 *done);

/* The parts, for tests with published vectors, each appended. */
int ec2a__sigv4_canonical(const struct ec2a__sigv4_ask *ask, const struct ec2a__keys *keys, struct ec2a__buf *out);
int ec2a__sigv4_string_to_sign(const struct ec2a__sigv4_ask *ask, const struct ec2a__keys *keys, struct ec2a__buf *out);

/* RFC 3986: all but letters, digits and -._~ becomes %XX; '/' stays where keep_slash. */
int ec2a__uri_encode(const char *text, int keep_slash, struct ec2a__buf *out);
/* PATH?NAME=VALUE&..., encoded as it was signed. */
int ec2a__sigv4_target(const struct ec2a__sigv4_ask *ask, struct ec2a__buf *out);

#endif

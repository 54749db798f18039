/* SPDX-License-Identifier: MIT */
#ifndef EC2A_LOOKUP_QUERY_H
#define EC2A_LOOKUP_QUERY_H

#include "buf.h"

#include <stddef.h>
#include <stdint.h>

/*
 * CloudTrail's LookupEvents on the wire: what is asked, and what of an answer must be known to ask on. The records in
 * it are the parser's business, which is given the answer's own bytes.
 * Source: LookupEvents, CloudTrail API Reference.
 */
#define EC2A__LOOKUP_PAGE 50                          /* events, the most that it gives */
#define EC2A__LOOKUP_PAGE_BYTES ((size_t)64 << 20)    /* 50 events of 256 KiB, every byte escaped, are 26 MiB */
#define EC2A__LOOKUP_TOKEN_BYTES ((size_t)64 << 10)
#define EC2A__LOOKUP_VALUE_BYTES ((size_t)2000)       /* of an attribute, as the service has it */
#define EC2A__LOOKUP_GAP_MS 500                       /* two requests a second, for an account and a region */
#define EC2A__LOOKUP_DAYS 90                          /* that it keeps */

/* The attribute: one, or none (NULL). Times are whole seconds since 1970, both are included. */
struct ec2a__lookup_query {
	const char *key;
	const char *value;
	int64_t from_s; /* INT64_MIN: as far back as there is */
	int64_t to_s;   /* INT64_MAX: up to now */
};

struct ec2a__lookup_page {
	size_t events;
	int64_t newest_s, oldest_s; /* INT64_MIN, INT64_MAX: no event with a time */
	int more;                   /* it told a NextToken */
};

/* Whether LookupEvents knows such an attribute. */
int ec2a__lookup_knows(const char *key);

/* Append a request's body; token NULL: the first page. The same query must come with each of its tokens. */
int ec2a__lookup_ask(const struct ec2a__lookup_query *query, const char *token, struct ec2a__buf *out);

/*
 * Read an answer, and make one line of it. The token goes into its buffer, in place of what it held. 0;
 * EC2A_E_FORMAT with *ret_why, a constant sentence, where it is no such answer; EC2A_E_NOMEM, EC2A_E_LIMIT.
 */
int ec2a__lookup_read(struct ec2a__buf *answer, unsigned max_depth, struct ec2a__lookup_page *ret_page,
		      struct ec2a__buf *token, const char **ret_why);

/* The names of records that sessions and coverage are made of, each once; NULL past the end. lookup_names.c. */
const char *ec2a__lookup_name(size_t index);
size_t ec2a__lookup_name_count(void);

#endif

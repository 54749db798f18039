/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SOURCE_LOOKUP_H
#define EC2A_SOURCE_LOOKUP_H

#include "aws.h"
#include "lookup_query.h"
#include "rate.h"
#include "source.h"

/* What the queries of one source have in common. */
struct ec2a__lookup {
	char *region;      /* NULL until it is known: the environment's or the profile's */
	char *key, *value; /* the only query's attribute; NULL: one for each name of interest */
	int64_t since_us, until_us;
	int64_t now_s;     /* when it was listed */
	int step;          /* of listing: what comes next */
	size_t next;       /* the name that is listed next */
	struct ec2a__aws *aws;
	struct ec2a__rate *rate;
	char account[16];  /* as the newest record tells it; "" where there is none */
};

#define EC2A__LOOKUP_BAD_ANSWERS 3  /* answers that are none, one after another, end a query */
#define EC2A__LOOKUP_RESTARTS 3     /* tokens refused without a step forward end it, too */
#define EC2A__LOOKUP_IDLE_PAGES 1000 /* and pages without an event, one after another */

/* source_lookup_read.c: one query. */
int ec2a__lookup_open(ec2a_input *input);
int ec2a__lookup_next(ec2a_input *input, void *buffer, size_t size, size_t *ret_size);
void ec2a__lookup_close(ec2a_input *input);
int ec2a__lookup_continue(ec2a_input *input, const void *page, size_t size);
const char *ec2a__lookup_covered(const ec2a_input *input); /* thousandths as text; NULL before it was opened */

/* How deep an answer's JSON may be: the records in it are text. */
unsigned ec2a__lookup_depth(const ec2a_config *config);

#endif

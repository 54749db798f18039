/* SPDX-License-Identifier: MIT */
#ifndef EC2A_S3_LIST_H
#define EC2A_S3_LIST_H

#include "http.h"
#include "s3_page.h"

/* One listing: all objects whose keys begin with a prefix, page after page. */

/* Ask for a page: 0 and the whole XML of it in body, or an error of which error tells in a sentence. */
typedef int (*ec2a__s3_ask_fn)(void *user, const struct ec2a__pair *query, size_t query_count, struct ec2a__buf *body,
			       struct ec2a__buf *error);

struct ec2a__s3_list {
	ec2a__s3_ask_fn ask;
	void *user;
	char *prefix;
	int folders; /* what stands behind the next '/' of a key is one entry */
	struct ec2a__s3_page page;
	size_t next;
	struct ec2a__buf token; /* that the next page is asked for with */
	int begun, ended;
	int idle;    /* pages without an entry, one behind the other */
	struct ec2a__buf error; /* the sentence of the last failure */
};

/* 0 or EC2A_E_NOMEM; what was made is to be freed in any case. */
int ec2a__s3_list_init(struct ec2a__s3_list *list, const char *prefix, int folders, ec2a__s3_ask_fn ask, void *user);
void ec2a__s3_list_free(struct ec2a__s3_list *list);

/* From the begin again, in this way. */
void ec2a__s3_list_restart(struct ec2a__s3_list *list, int folders);

/* The next entry, valid until the next call: 1; 0 at the end; EC2A_E_NOMEM: call again; any other error ends it. */
int ec2a__s3_list_next(struct ec2a__s3_list *list, const struct ec2a__s3_entry **ret_entry);

#endif

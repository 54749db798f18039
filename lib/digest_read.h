/* SPDX-License-Identifier: MIT */
#ifndef EC2A_DIGEST_READ_H
#define EC2A_DIGEST_READ_H

#include "digest_store.h"
#include "inflate.h"

/* What a thread reads objects with. All zero has nothing yet. */
struct ec2a__digest_tools {
	char *raw, *plain;
	struct ec2a__inflate *inflate;
};
void ec2a__digest_tools_free(struct ec2a__digest_tools *tools);

/* What came of reading one. */
enum ec2a__read_state {
	EC2A__READ_NOT = 0,  /* it was not read */
	EC2A__READ_WHOLE,    /* one gzip member, or plain bytes where the name does not say gzip */
	EC2A__READ_BROKEN,   /* no gzip, a broken one, or one that ends in the middle */
	EC2A__READ_FOLLOWED, /* whole, and there are bytes behind its end */
	EC2A__READ_LIMIT,    /* larger than the configuration allows */
	EC2A__READ_GONE,     /* it is not there any more */
	EC2A__READ_FAILED    /* reading failed */
};

struct ec2a__digest_take {
	struct ec2a__depot *store;
	const char *path;
	uint64_t max_bytes, max_ratio;
	struct ec2a__depot_meta *meta; /* may be NULL */
	struct ec2a__depot_mark *mark; /* may be NULL */
	struct ec2a__buf *plain;       /* keeps the inflated bytes; may be NULL */
	int (*more)(void *user, size_t size); /* told of inflated bytes; below 0 ends it */
	void *user;
};

/* Inflate and sum up. 0, then state and, of a whole one, hash are written; EC2A_E_NOMEM, EC2A_E_CANCELLED. */
int ec2a__digest_take(struct ec2a__digest_tools *tools, const struct ec2a__digest_take *what, int *ret_state,
		      unsigned char hash[EC2A__SHA256]);

#endif

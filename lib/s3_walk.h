/* SPDX-License-Identifier: MIT */
#ifndef EC2A_S3_WALK_H
#define EC2A_S3_WALK_H

#include "s3_layout.h"
#include "s3_list.h"

/* All objects below a prefix that the filters leave in, folder by folder of a trail's layout where there is one. */
struct ec2a__s3_walk;

/* As ec2a__s3_layout_init(); most: so many entries may be listed together. */
int ec2a__s3_walk_new(const char *prefix, const char *accounts, const char *regions, int64_t since_us, int64_t until_us,
		      uint64_t most, ec2a__s3_ask_fn ask, void *user, struct ec2a__s3_walk **ret_walk);
void ec2a__s3_walk_set_digests(struct ec2a__s3_walk *walk); /* before the first of them: digests are wanted, too */
void ec2a__s3_walk_free(struct ec2a__s3_walk *walk);

/* Whether an object of this key would be met if it were there. */
int ec2a__s3_walk_wants(const struct ec2a__s3_walk *walk, const char *key);

#define EC2A__S3_WALK_PASSED 2 /* an object that holds no records: the entry tells which */

/* The next object, valid until the next call: 1 or EC2A__S3_WALK_PASSED; 0 at the end; EC2A_E_NOMEM: call again; another
 * error is one of a folder, and the next call goes on behind it, or of all (EC2A_E_LIMIT). */
int ec2a__s3_walk_next(struct ec2a__s3_walk *walk, const struct ec2a__s3_entry **ret_entry);

/* After an error: the prefix, or the key, that it is of; and a sentence. */
const char *ec2a__s3_walk_fault_key(const struct ec2a__s3_walk *walk);
const char *ec2a__s3_walk_fault(const struct ec2a__s3_walk *walk);

#endif

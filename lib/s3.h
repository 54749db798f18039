/* SPDX-License-Identifier: MIT */
#ifndef EC2A_S3_H
#define EC2A_S3_H

#include "aws.h"

#include <stdatomic.h>

/* One bucket: where it is, how it is written in URLs, and what is sent with every request. Any thread. */
struct ec2a__s3;

/* stop as in struct ec2a__aws_call; NULL: nothing but the run stops it. EC2A_E_ARG for what is no bucket's name; the
 * endpoint's errors; EC2A_E_NOMEM. */
int ec2a__s3_new(ec2a_config *config, struct ec2a__aws *aws, const char *bucket, struct ec2a__s3 **ret_s3);
void ec2a__s3_free(struct ec2a__s3 *s3); /* NULL is fine; all that uses it is gone */
void ec2a__s3_set_stop(struct ec2a__s3 *s3, const atomic_int *stop);

struct ec2a__aws *ec2a__s3_aws(const struct ec2a__s3 *s3);
const atomic_int *ec2a__s3_stop(const struct ec2a__s3 *s3);
const char *ec2a__s3_bucket(const struct ec2a__s3 *s3);

/* 1, or 0 where a name can be no bucket's. */
int ec2a__s3_is_bucket(const char *name, size_t size);

/* "s3://BUCKET[/PREFIX]" cut in two: 1, or 0 when it is none. The prefix is what follows the first '/', or "". */
int ec2a__s3_url(const char *url, size_t *ret_bucket_size, const char **ret_prefix);

/* Where its requests go. Another one takes its place when S3 says that the bucket is elsewhere; the old one stays
 * valid as long as the bucket. */
struct ec2a__s3_home {
	char *region;
	char *base;
	int in_path; /* the bucket stands in the path */
	struct ec2a__s3_home *before;
};
/* Made when it is asked for first: the keys' own configuration may name the region. 0, or an error of it. */
int ec2a__s3_home(struct ec2a__s3 *s3, const struct ec2a__s3_home **ret_home);

/* S3 says that the bucket is in another region than where it was asked for: 1 when that is new, 0, or EC2A_E_NOMEM. */
int ec2a__s3_moved_to(struct ec2a__s3 *s3, const struct ec2a__s3_home *from, const char *region);

/* A GET in the making; not to be copied. */
#define EC2A__S3_HEADERS 4
struct ec2a__s3_get {
	struct ec2a__aws_call call;
	struct ec2a__buf path;
	struct ec2a__pair headers[EC2A__S3_HEADERS];
	const struct ec2a__s3_home *home;
};

/* Of an object, or of the bucket itself (key ""). Free it in any case. */
int ec2a__s3_get_init(struct ec2a__s3_get *get, struct ec2a__s3 *s3, const char *key);
void ec2a__s3_get_header(struct ec2a__s3_get *get, const char *name, const char *value); /* kept as a pointer */
void ec2a__s3_get_free(struct ec2a__s3_get *get);

/* What S3 says of a request that it did not carry out. */
struct ec2a__s3_trouble {
	int code;              /* an ec2a_error */
	struct ec2a__buf text; /* "AccessDenied: Access Denied", visible characters only */
	struct ec2a__buf name; /* "AccessDenied" */
	int moved;             /* the bucket is elsewhere, and s3 knows it now: make the request again */
};
void ec2a__s3_trouble_init(struct ec2a__s3_trouble *trouble);
void ec2a__s3_trouble_free(struct ec2a__s3_trouble *trouble);

/* From a reply of any other status than 2xx. 0 or EC2A_E_NOMEM. */
int ec2a__s3_trouble_read(struct ec2a__s3_trouble *trouble, struct ec2a__s3 *s3, const struct ec2a__s3_home *home,
			  int status, const struct ec2a__answer *answer, const char *body, size_t size);

/* An ec2a__s3_ask_fn (s3_list.h); user is the struct ec2a__s3. */
int ec2a__s3_ask(void *user, const struct ec2a__pair *query, size_t query_count, struct ec2a__buf *body,
		 struct ec2a__buf *error);

#endif

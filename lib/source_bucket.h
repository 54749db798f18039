/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SOURCE_BUCKET_H
#define EC2A_SOURCE_BUCKET_H

#include "buf.h"

#include <ec2access/ec2access.h>
#include <stdatomic.h>

/* A bucket for those who list all of it first, and then open objects by their keys, in an order of their own. Listing:
 * one thread; the rest: any. */
struct ec2a__bucket;

/* As ec2a_source_s3(); once *stop is not 0, nobody wants what comes: EC2A_E_CANCELLED. */
int ec2a__bucket_new(ec2a_config *config, const char *url, const char *accounts, const char *regions,
		     const atomic_int *stop, struct ec2a__bucket **ret_bucket);
void ec2a__bucket_free(struct ec2a__bucket *bucket); /* NULL is fine; its objects are closed */
const char *ec2a__bucket_name(const struct ec2a__bucket *bucket);

/* Begin to list what the filters and the time (as of ec2a_source_s3()) leave in, digests among it; once. 0 or
 * EC2A_E_NOMEM. */
int ec2a__bucket_list(struct ec2a__bucket *bucket, int64_t since_us, int64_t until_us);
/* The next key, valid until the next call: 1; 0 at the end; EC2A_E_NOMEM; another error is one of a folder, and the
 * next call goes on behind it. */
int ec2a__bucket_next(struct ec2a__bucket *bucket, const char **ret_key);
/* Seconds since 1970, by AWS's clock once it has answered. */
int64_t ec2a__bucket_now(const struct ec2a__bucket *bucket);
/* After an error: what could not be listed, and a sentence. */
const char *ec2a__bucket_fault_key(const struct ec2a__bucket *bucket);
const char *ec2a__bucket_fault(const struct ec2a__bucket *bucket);

/* One object. One thread at a time. */
struct ec2a__bucket_object;

/* Send the request, and do not wait for what comes. */
int ec2a__bucket_open(struct ec2a__bucket *bucket, const char *key, struct ec2a__bucket_object **ret_object);
void ec2a__bucket_close(struct ec2a__bucket_object *object);
/* Wait for the first bytes, which the next read hands out: then headers are known. As the read. */
int ec2a__bucket_wait(struct ec2a__bucket_object *object);
/* As ec2a_read_fn. EC2A_E_NOT_FOUND, EC2A_E_DENIED, EC2A_E_LIMIT, EC2A_E_IO, EC2A_E_CANCELLED, EC2A_E_NOMEM. */
int ec2a__bucket_read(struct ec2a__bucket_object *object, void *buffer, size_t size, size_t *ret_size);
const char *ec2a__bucket_header(const struct ec2a__bucket_object *object, const char *name); /* NULL: it has none */
const char *ec2a__bucket_error(const struct ec2a__bucket_object *object); /* a sentence, after a failure */

/* The public keys of a region's digests (source_keys.h), with the same credentials. */
int ec2a__bucket_public_keys(struct ec2a__bucket *bucket, const char *region, struct ec2a__buf *answer,
			     struct ec2a__buf *error);

#endif

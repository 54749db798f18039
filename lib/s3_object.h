/* SPDX-License-Identifier: MIT */
#ifndef EC2A_S3_OBJECT_H
#define EC2A_S3_OBJECT_H

#include "s3.h"

/* One object, read from its begin to its end. Where the connection breaks, reading goes on behind the last byte that
 * came, as long as it is the same object: its ETag is asked for, so nothing is lost and nothing comes twice. One thread
 * at a time. */
struct ec2a__s3_object;

/* most: bytes that it may have; more is EC2A_E_LIMIT. 0 or EC2A_E_NOMEM. The bucket must outlive it. */
int ec2a__s3_object_new(struct ec2a__s3 *s3, const char *key, uint64_t most, struct ec2a__s3_object **ret_object);
void ec2a__s3_object_free(struct ec2a__s3_object *object); /* NULL is fine; breaks off what is under way */

/* Send the request, and do not wait. What fails, the next read tells; EC2A_E_NOMEM is not kept. */
int ec2a__s3_object_start(struct ec2a__s3_object *object);

/* As ec2a_read_fn. EC2A_E_NOT_FOUND, EC2A_E_DENIED, EC2A_E_LIMIT, EC2A_E_IO, EC2A_E_CANCELLED, and EC2A_E_NOMEM: call
 * again. */
int ec2a__s3_object_read(struct ec2a__s3_object *object, void *buffer, size_t size, size_t *ret_size);

/* A header of the first answer, after the first read; NULL when there was none. */
const char *ec2a__s3_object_header(const struct ec2a__s3_object *object, const char *name);

/* What was wrong: a sentence of visible characters. */
const char *ec2a__s3_object_error(const struct ec2a__s3_object *object);

#endif

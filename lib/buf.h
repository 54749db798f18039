/* SPDX-License-Identifier: MIT */
#ifndef EC2A_BUF_H
#define EC2A_BUF_H

#include <stddef.h>

/* Growable bytes, always followed by a NUL once something was added. The
 * maximum is part of making one: nothing that an input feeds grows without an end. */
struct ec2a__buf {
	char *data;
	size_t len;
	size_t cap;
	size_t max;
	int secret; /* wiped wherever memory is given back */
};

void ec2a__buf_init(struct ec2a__buf *buf, size_t max);
void ec2a__buf_init_secret(struct ec2a__buf *buf, size_t max);
void ec2a__buf_free(struct ec2a__buf *buf);
void ec2a__buf_clear(struct ec2a__buf *buf); /* keeps the memory */

/* 0, EC2A_E_NOMEM, or EC2A_E_LIMIT over the maximum; on failure nothing was added. */
int ec2a__buf_add(struct ec2a__buf *buf, const void *data, size_t size);
int ec2a__buf_adds(struct ec2a__buf *buf, const char *text);
int ec2a__buf_addc(struct ec2a__buf *buf, char c);
int ec2a__buf_addu(struct ec2a__buf *buf, unsigned long long number);
int ec2a__buf_reserve(struct ec2a__buf *buf, size_t more);

/* Keep the first bytes only; for those who add in several steps and take them back on failure. */
void ec2a__buf_truncate(struct ec2a__buf *buf, size_t len);

/* Drop the first bytes. */
void ec2a__buf_consume(struct ec2a__buf *buf, size_t size);

/* Hand the memory over, to be freed by ec2a__free(); the buffer is empty then. NULL: out of memory. */
char *ec2a__buf_steal(struct ec2a__buf *buf);

#endif

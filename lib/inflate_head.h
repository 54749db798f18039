/* SPDX-License-Identifier: MIT */
#ifndef EC2A_INFLATE_HEAD_H
#define EC2A_INFLATE_HEAD_H

#include "inflate_engine.h"

/* The head of a gzip member (RFC 1952), byte by byte. All zero is a new one. */
struct ec2a__gzip_head {
	int step;
	unsigned flags;
	unsigned count; /* bytes of this step so far */
	unsigned extra; /* bytes of the extra field, or the checksum that is told */
	uint32_t checksum;
	uint32_t time;  /* seconds since 1970, of what was packed; 0: not told */
};

/* 1 go on, 0 the head is at its end, EC2A_E_FORMAT. */
int ec2a__gzip_head_take(struct ec2a__gzip_head *head, const struct ec2a__engine *engine, unsigned char byte);

#endif

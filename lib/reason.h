/* SPDX-License-Identifier: MIT */
#ifndef EC2A_REASON_H
#define EC2A_REASON_H

#include "buf.h"

#include <stdint.h>

/* Why something was decided: a code with at most three texts, which becomes a
 * sentence on output. The codes and sentences stand in reason_table.h. */
#define EC2A__REASON_ARGS 3

enum ec2a__reason_code {
	EC2A__R_NONE = 0,
#define EC2A__REASON(code, sentence) EC2A__R_##code,
#include "reason_table.h"
#undef EC2A__REASON
	EC2A__R_COUNT
};

struct ec2a__reason {
	uint16_t code;
	const char *args[EC2A__REASON_ARGS]; /* NULL where the sentence has no such place */
};

/* A code's name ("LATE"), which stays when codes are numbered anew, and back: 0 where this version has none. */
const char *ec2a__reason_name(int code);
int ec2a__reason_code(const char *name, size_t size);

/* Append the sentence; %1, %2, %3 are the texts, made visible and cut after 200 bytes. Results as ec2a__buf_add(). */
int ec2a__reason_add(struct ec2a__buf *buf, const struct ec2a__reason *reason);

#endif

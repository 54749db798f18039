/* SPDX-License-Identifier: MIT */
#ifndef EC2A_ISSUED_H
#define EC2A_ISSUED_H

#include "hash.h"

#include <stddef.h>
#include <stdint.h>

#define EC2A__ROW_ID 16

/* A row that was told while the input went on, and what it said. */
struct ec2a__issued_row {
	unsigned char id[EC2A__ROW_ID];
	unsigned char root[16];   /* what its opening record is known by: ec2a__act_key() */
	unsigned char digest[16]; /* of its line, revision aside */
	uint64_t made_of;         /* of the acts and facts that it was made of: equal ones need not be built again */
	uint32_t revision;        /* 0: not told yet */
	uint32_t run;             /* the last run in which the row was there, and is told as it is */
	uint16_t kept;            /* flags that were told and may rest on rows that were let go: 1 << ec2a_flag */
	uint8_t withdrawn;
};

/* Such rows by id, in the order in which they were first told. */
struct ec2a__issued {
	struct ec2a__issued_row *rows;
	size_t n_rows, cap_rows;
	uint32_t *slots; /* open addressing: an index + 1, or 0 */
	size_t n_slots;
	struct ec2a__hash_key seed;
};

void ec2a__issued_init(struct ec2a__issued *told);
void ec2a__issued_free(struct ec2a__issued *told);

/* NULL: it was never told. Valid until the next row is added. */
struct ec2a__issued_row *ec2a__issued_find(const struct ec2a__issued *told, const unsigned char *id);

/* The row, made where it is missing; NULL: out of memory. */
struct ec2a__issued_row *ec2a__issued_get(struct ec2a__issued *told, const unsigned char *id);

#endif

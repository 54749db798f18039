/* SPDX-License-Identifier: MIT */
#ifndef EC2A_BYTES_H
#define EC2A_BYTES_H

#include "buf.h"
#include "crypto.h"

#include <ec2access/ec2access.h>
#include <stdint.h>

/*
 * Saved state: numbers little-endian, texts by size, and at the end the SHA-256
 * of all before. A writer or a reader keeps its first failure, so that long
 * lists of fields need no check after each.
 */
struct ec2a__writer {
	struct ec2a__buf buf; /* not handed over yet */
	struct ec2a__sha256 *sum;
	ec2a_write_fn write;
	void *user;
	int r;
};

int ec2a__writer_begin(struct ec2a__writer *writer, ec2a_write_fn write, void *user);
void ec2a__write(struct ec2a__writer *writer, const void *data, size_t size);
void ec2a__write_number(struct ec2a__writer *writer, uint64_t number, size_t size);
int ec2a__writer_end(struct ec2a__writer *writer); /* the sum, and what failed first; frees what it holds */

struct ec2a__reader {
	struct ec2a__buf buf;
	size_t used; /* of buf */
	struct ec2a__sha256 *sum;
	ec2a_read_fn read;
	void *user;
	int r;
};

int ec2a__reader_begin(struct ec2a__reader *reader, ec2a_read_fn read, void *user);

/* So many bytes, valid until the next call; NULL: they are not there, or what failed before. */
const void *ec2a__read(struct ec2a__reader *reader, size_t size);
uint64_t ec2a__read_number(struct ec2a__reader *reader, size_t size);
int ec2a__reader_end(struct ec2a__reader *reader); /* the sum must follow, and nothing else */
void ec2a__reader_free(struct ec2a__reader *reader);

/* What was read cannot be. */
void ec2a__reader_refuse(struct ec2a__reader *reader);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef STATE_BYTES_H
#define STATE_BYTES_H

#include "checksum.h"

#include <stddef.h>
#include <stdint.h>

#define STATE_BUFFER 65536
#define STATE_TEXT_MAX 65536

/* A file of numbers and texts, the smaller byte first, that ends with a checksum of all before. */
struct state_writer {
	int fd, error; /* errno of the first failure; 0: none */
	struct checksum sum;
	uint64_t size;
	size_t used;
	unsigned char buffer[STATE_BUFFER];
};

void state_write_begin(struct state_writer *writer, int fd);
void state_write(struct state_writer *writer, const void *data, size_t size);
void state_write_number(struct state_writer *writer, uint64_t number, int width);
void state_write_text(struct state_writer *writer, const char *text);
void state_write_end(struct state_writer *writer); /* the checksum; all is written then, or error says why not */

struct state_reader {
	int fd, error;
	int bad;       /* it ended too early, or says what cannot be */
	uint64_t left; /* behind the buffer */
	size_t at, end;
	unsigned char buffer[STATE_BUFFER];
};

/* From the begin of a file that was found whole; size is without the checksum. */
void state_read_begin(struct state_reader *reader, int fd, uint64_t size);
void state_read(struct state_reader *reader, void *data, size_t size);
uint64_t state_read_number(struct state_reader *reader, int width);
char *state_read_text(struct state_reader *reader); /* free() it; "" where it is bad */

/* 1: the file ends with the right checksum, and *ret_size is what stands before it; 0: not; -1: errno says why. */
int state_is_whole(int fd, uint64_t *ret_size);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef EC2A_LINES_H
#define EC2A_LINES_H

#include "buf.h"

#include <stdint.h>

/* Cuts a stream into lines; it holds one of them at a time, however the bytes come. */
struct ec2a__line {
	const char *data; /* valid until the next call with the reader */
	size_t size;      /* without the line end, LF or CRLF */
	uint64_t byte;    /* where it begins in the input */
	uint64_t number;  /* from 1, empty ones too */
};

struct ec2a__lines {
	struct ec2a__buf bytes;
	size_t max;       /* bytes of a line */
	size_t at;        /* where the next line begins in bytes */
	size_t searched;  /* of it, without finding its end */
	uint64_t byte;    /* where it begins in the input */
	uint64_t number;  /* of lines that came before it */
	int dropping;     /* the rest of a line over the maximum is passed over */
	int finished;
};

/* Takes over what was buffered already, of which so many bytes were read in another way. */
void ec2a__lines_init(struct ec2a__lines *lines, size_t max, struct ec2a__buf *bytes, size_t read);
void ec2a__lines_free(struct ec2a__lines *lines);

/* Copies; 0 or EC2A_E_NOMEM, then nothing was taken. */
int ec2a__lines_feed(struct ec2a__lines *lines, const void *data, size_t size);
void ec2a__lines_finish(struct ec2a__lines *lines);

/* 1: a line, which is not empty; 0: no more until fed, or the end; EC2A_E_LIMIT: a line over the maximum, of which the
 * beginning is given: go on. */
int ec2a__lines_next(struct ec2a__lines *lines, struct ec2a__line *ret_line);

#endif

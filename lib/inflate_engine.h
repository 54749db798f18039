/* SPDX-License-Identifier: MIT */
#ifndef EC2A_INFLATE_ENGINE_H
#define EC2A_INFLATE_ENGINE_H

#include <stddef.h>
#include <stdint.h>

/* What an engine works on in one call; it moves in and out on by what it used and made. */
struct ec2a__deflated {
	const unsigned char *in;
	size_t in_size;
	unsigned char *out;
	size_t out_size;
	/* With the end: bytes behind it that an earlier call took; they stand in front of in. */
	unsigned char behind[8];
	unsigned n_behind;
};

/* A library that inflates bare deflate data; head, trailer and members of gzip are inflate.c's. */
struct ec2a__engine {
	void *(*make)(void); /* NULL: out of memory */
	void (*unmake)(void *state);
	void (*restart)(void *state);
	/* 1 go on, 0 the end of the data, EC2A_E_FORMAT (may come only when the bytes before the break were given),
	 * EC2A_E_NOMEM (call again). in_size and out_size are less than 2^31, and out_size is not 0. */
	int (*run)(void *state, struct ec2a__deflated *data);
	/* Gzip's checksum of what has the first one, and of data behind it. */
	uint32_t (*checksum)(uint32_t first, const void *data, size_t size);
};

/* NULL where it was not built in. */
const struct ec2a__engine *ec2a__engine_isal(void);
const struct ec2a__engine *ec2a__engine_zlib(void);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef CHECKSUM_H
#define CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* SipHash-2-4 of bytes that come in pieces. With a key that nobody else knows, nobody can make two files look alike. */
struct checksum {
	uint64_t v[4];
	uint64_t part; /* bytes that do not make a word yet */
	uint64_t size;
};

void checksum_begin(struct checksum *sum, const uint64_t key[2]);
void checksum_add(struct checksum *sum, const void *data, size_t size);
uint64_t checksum_end(struct checksum *sum);

/* Of bytes that are all there. */
uint64_t checksum_of(const uint64_t key[2], const void *data, size_t size);

#endif

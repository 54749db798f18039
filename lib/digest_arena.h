/* SPDX-License-Identifier: MIT */
#ifndef EC2A_DIGEST_ARENA_H
#define EC2A_DIGEST_ARENA_H

#include <stddef.h>

/* Texts that stay where they are until all go. All zero is empty. */
struct ec2a__arena {
	struct ec2a__arena_chunk *chunk;
	const char *last; /* many texts in a row are one and the same */
};

/* A copy, ended by a NUL; NULL: out of memory. */
const char *ec2a__arena_add(struct ec2a__arena *arena, const char *text, size_t size);
void ec2a__arena_free(struct ec2a__arena *arena);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef EC2A_ARENA_H
#define EC2A_ARENA_H

#include <stddef.h>

/* Memory in large pieces, which stays where it is until all goes. All zero is empty. */
struct ec2a__arena {
	struct ec2a__arena_chunk *chunk;
	const char *last; /* many texts in a row are one and the same */
};

/* Room for any object; it holds nothing yet. NULL: out of memory. */
void *ec2a__arena_room(struct ec2a__arena *arena, size_t size);

/* A copy of a text, ended by a NUL; NULL: out of memory. */
const char *ec2a__arena_add(struct ec2a__arena *arena, const char *text, size_t size);
void ec2a__arena_free(struct ec2a__arena *arena);

#endif

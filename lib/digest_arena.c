/* SPDX-License-Identifier: MIT */
#include "digest_arena.h"

#include "mem.h"

#include <string.h>

#define CHUNK ((size_t)64 * 1024)

struct ec2a__arena_chunk {
	struct ec2a__arena_chunk *before;
	size_t used, size;
	char data[];
};

static struct ec2a__arena_chunk *chunk_new(struct ec2a__arena *arena, size_t size)
{
	struct ec2a__arena_chunk *chunk;

	if (size > (size_t)-1 - sizeof(*chunk))
		return NULL;
	chunk = ec2a__malloc(sizeof(*chunk) + size);
	if (!chunk)
		return NULL;
	*chunk = (struct ec2a__arena_chunk){ .before = arena->chunk, .size = size };
	arena->chunk = chunk;
	return chunk;
}

const char *ec2a__arena_add(struct ec2a__arena *arena, const char *text, size_t size)
{
	struct ec2a__arena_chunk *chunk = arena->chunk;
	char *copy;

	if (arena->last && strlen(arena->last) == size && memcmp(arena->last, text, size) == 0)
		return arena->last;
	if (!chunk || chunk->size - chunk->used <= size)
		chunk = chunk_new(arena, size < CHUNK ? CHUNK : size + 1);
	if (!chunk)
		return NULL;
	copy = chunk->data + chunk->used;
	if (size)
		memcpy(copy, text, size);
	copy[size] = '\0';
	chunk->used += size + 1;
	arena->last = copy;
	return copy;
}

void ec2a__arena_free(struct ec2a__arena *arena)
{
	while (arena->chunk) {
		struct ec2a__arena_chunk *before = arena->chunk->before;

		ec2a__free(arena->chunk);
		arena->chunk = before;
	}
	*arena = (struct ec2a__arena){ 0 };
}

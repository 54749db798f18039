/* SPDX-License-Identifier: MIT */
#include "arena.h"

#include "mem.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#define FIRST ((size_t)2 * 1024)
#define LARGEST ((size_t)64 * 1024)

struct ec2a__arena_chunk {
	struct ec2a__arena_chunk *before;
	size_t used, size;
	alignas(max_align_t) char data[];
};

/* As large as what is there already, as far as that goes: little costs little. */
static struct ec2a__arena_chunk *chunk_new(struct ec2a__arena *arena, size_t least)
{
	size_t size = arena->chunk ? arena->chunk->size * 2 : FIRST;
	struct ec2a__arena_chunk *chunk;

	if (size > LARGEST)
		size = LARGEST;
	if (size < least)
		size = least;
	if (size > SIZE_MAX - sizeof(*chunk))
		return NULL;
	chunk = ec2a__malloc(sizeof(*chunk) + size);
	if (!chunk)
		return NULL;
	*chunk = (struct ec2a__arena_chunk){ .before = arena->chunk, .size = size };
	arena->chunk = chunk;
	return chunk;
}

static void *take(struct ec2a__arena *arena, size_t size, size_t alignment)
{
	struct ec2a__arena_chunk *chunk = arena->chunk;
	size_t at = chunk ? (chunk->used + alignment - 1) / alignment * alignment : 0;

	if (!chunk || at > chunk->size || chunk->size - at < size) {
		chunk = chunk_new(arena, size);
		at = 0;
	}
	if (!chunk)
		return NULL;
	chunk->used = at + size;
	return chunk->data + at;
}

void *ec2a__arena_room(struct ec2a__arena *arena, size_t size)
{
	return take(arena, size, alignof(max_align_t));
}

const char *ec2a__arena_add(struct ec2a__arena *arena, const char *text, size_t size)
{
	char *copy;

	if (arena->last && strlen(arena->last) == size && memcmp(arena->last, text, size) == 0)
		return arena->last;
	if (size == SIZE_MAX)
		return NULL;
	copy = take(arena, size + 1, 1);
	if (!copy)
		return NULL;
	if (size)
		memcpy(copy, text, size);
	copy[size] = '\0';
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

/* SPDX-License-Identifier: MIT */
#include "intern.h"

#include "mem.h"

#include <ec2access/ec2access.h>

#include <string.h>

#define FIRST_SLOTS 256

void ec2a__intern_init(struct ec2a__intern *intern)
{
	memset(intern, 0, sizeof(*intern));
	ec2a__hash_seed(&intern->key, intern);
}

void ec2a__intern_free(struct ec2a__intern *intern)
{
	ec2a__free(intern->words);
	ec2a__free(intern->slots);
	intern->words = NULL;
	intern->slots = NULL;
	intern->len = intern->cap = intern->n_slots = intern->used = 0;
}

/* The slot that holds these bytes, or the free one where they belong. */
static size_t find_slot(const struct ec2a__intern *in, const void *data, size_t size)
{
	size_t at = (size_t)ec2a__hash(&in->key, data, size) & (in->n_slots - 1);
	uint32_t id;

	for (; (id = in->slots[at]) != 0; at = (at + 1) & (in->n_slots - 1))
		if (in->words[id] == size && memcmp(in->words + id + 1, data, size) == 0)
			break;
	return at;
}

static int grow_slots(struct ec2a__intern *in)
{
	struct ec2a__intern bigger = *in;
	size_t i;

	bigger.n_slots = in->n_slots ? in->n_slots * 2 : FIRST_SLOTS;
	bigger.slots = ec2a__calloc(bigger.n_slots, sizeof(*bigger.slots));
	if (!bigger.slots)
		return EC2A_E_NOMEM;
	for (i = 0; i < in->n_slots; i++)
		if (in->slots[i]) {
			const uint32_t *entry = in->words + in->slots[i];

			bigger.slots[find_slot(&bigger, entry + 1, entry[0])] = in->slots[i];
		}
	ec2a__free(in->slots);
	*in = bigger;
	return 0;
}

/* Word 0 is never used: id 0 is "absent". */
static int grow_words(struct ec2a__intern *in, size_t more)
{
	size_t cap = in->cap ? in->cap : 1024;
	uint32_t *words;

	if (more > UINT32_MAX || in->len > UINT32_MAX - more - 1)
		return EC2A_E_NOMEM;
	while (cap < in->len + 1 + more)
		cap += cap / 2;
	if (cap == in->cap)
		return 0;
	words = ec2a__realloc_array(in->words, cap, sizeof(*words));
	if (!words)
		return EC2A_E_NOMEM;
	in->words = words;
	in->cap = cap;
	if (in->len == 0)
		in->words[in->len++] = 0;
	return 0;
}

int ec2a__intern_bytes(struct ec2a__intern *in, const void *data, size_t size, uint32_t *ret_id)
{
	size_t slot, words = 1 + size / 4 + 1;
	int r;

	if (size > UINT32_MAX)
		return EC2A_E_NOMEM;
	if (in->used * 3 >= in->n_slots * 2 && (r = grow_slots(in)) < 0)
		return r;
	slot = find_slot(in, data, size);
	if (!in->slots[slot]) {
		if ((r = grow_words(in, words)) < 0)
			return r;
		in->words[in->len] = (uint32_t)size;
		in->words[in->len + words - 1] = 0; /* the NUL, and padding */
		memcpy(in->words + in->len + 1, data, size);
		in->slots[slot] = (uint32_t)in->len;
		in->len += words;
		in->used++;
	}
	*ret_id = in->slots[slot];
	return 0;
}

int ec2a__intern_text(struct ec2a__intern *in, const char *text, uint32_t *ret_id)
{
	if (!text) {
		*ret_id = 0;
		return 0;
	}
	return ec2a__intern_bytes(in, text, strlen(text), ret_id);
}

uint32_t ec2a__intern_find(const struct ec2a__intern *in, const char *text)
{
	return in->n_slots && text ? in->slots[find_slot(in, text, strlen(text))] : 0;
}

const char *ec2a__intern_get(const struct ec2a__intern *in, uint32_t id)
{
	return id ? (const char *)(in->words + id + 1) : NULL;
}

const uint32_t *ec2a__intern_tuple(const struct ec2a__intern *in, uint32_t id, size_t *ret_count)
{
	if (ret_count)
		*ret_count = id ? in->words[id] / sizeof(uint32_t) : 0;
	return id ? in->words + id + 1 : NULL;
}

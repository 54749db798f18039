/* SPDX-License-Identifier: MIT */
#include "record_beat_known.h"

#include "mem.h"

#include <string.h>

#define SLOTS 8192    /* a power of two; 3 MB, of which only those are touched that are used */
#define BYTES_MAX 320 /* of all texts; there are about 240 */

struct slot {
	uint16_t sizes[EC2A__BEAT_TEXTS];
	uint8_t n_facts;
	uint8_t used; /* since another beat wanted the slot */
	struct ec2a__node *facts[EC2A__BEAT_FACTS];
	char bytes[BYTES_MAX];
};

struct ec2a__known_beats {
	struct slot slots[SLOTS];
	struct ec2a__beat_shape shapes[EC2A__BEAT_SHAPES];
};

struct ec2a__known_beats *ec2a__known_beats_new(void)
{
	return ec2a__calloc(1, sizeof(struct ec2a__known_beats));
}

void ec2a__known_beats_free(struct ec2a__known_beats *known)
{
	ec2a__free(known);
}

struct ec2a__beat_shape *ec2a__known_beats_shapes(struct ec2a__known_beats *known)
{
	return known->shapes;
}

/* By the ends of the texts, which tell one instance from another. Whoever chooses ids that share a slot gets the long
 * way, as without slots. */
static struct slot *slot_of(struct ec2a__known_beats *known, const struct ec2a__span texts[EC2A__BEAT_TEXTS])
{
	uint64_t hash = 0, word;

	for (size_t i = 0; i < EC2A__BEAT_TEXTS; i++) {
		if (texts[i].size < sizeof word)
			continue;
		memcpy(&word, texts[i].text + texts[i].size - sizeof word, sizeof word);
		hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 32;
	}
	return &known->slots[hash % SLOTS];
}

static int says_the_same(const struct slot *slot, const struct ec2a__span texts[EC2A__BEAT_TEXTS])
{
	const char *bytes = slot->bytes;

	for (size_t i = 0; i < EC2A__BEAT_TEXTS; i++) {
		if (texts[i].size != slot->sizes[i] ||
		    (texts[i].size && memcmp(texts[i].text, bytes, texts[i].size) != 0))
			return 0;
		bytes += slot->sizes[i];
	}
	return 1;
}

int ec2a__known_beats_find(struct ec2a__known_beats *known, const struct ec2a__span texts[EC2A__BEAT_TEXTS],
			   struct ec2a__node *const **ret_facts, size_t *ret_count)
{
	struct slot *slot = slot_of(known, texts);

	if (!slot->n_facts || !says_the_same(slot, texts))
		return 0;
	slot->used = 1;
	*ret_facts = slot->facts;
	*ret_count = slot->n_facts;
	return 1;
}

void ec2a__known_beats_keep(struct ec2a__known_beats *known, const struct ec2a__span texts[EC2A__BEAT_TEXTS],
			    struct ec2a__node *const *facts, size_t count)
{
	struct slot *slot = slot_of(known, texts);
	char *bytes = slot->bytes;
	size_t size = 0;

	for (size_t i = 0; i < EC2A__BEAT_TEXTS; i++)
		size += texts[i].size;
	if (!count || size > BYTES_MAX)
		return;
	/* Where more instances than slots beat in turn, those that have one keep it. */
	if (slot->used) {
		slot->used = 0;
		return;
	}
	for (size_t i = 0; i < EC2A__BEAT_TEXTS; i++) {
		if (texts[i].size)
			memcpy(bytes, texts[i].text, texts[i].size);
		bytes += texts[i].size;
		slot->sizes[i] = (uint16_t)texts[i].size;
	}
	memcpy(slot->facts, facts, count * sizeof *facts);
	slot->n_facts = (uint8_t)count;
	slot->used = 1;
}

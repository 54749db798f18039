/* SPDX-License-Identifier: MIT */
#include "remember.h"

#include "mem.h"

#include <ec2access/ec2access.h>
#include <string.h>

#define FIRST_SLOTS 64

void ec2a__remember_init(struct ec2a__remember *remember, size_t limit)
{
	memset(remember, 0, sizeof(*remember));
	remember->limit = limit > 1 ? limit / 2 : 1;
	ec2a__hash_seed(&remember->seed, remember);
}

static void table_free(struct ec2a__remember_table *table)
{
	ec2a__free(table->keys);
	ec2a__free(table->used);
	memset(table, 0, sizeof(*table));
}

void ec2a__remember_free(struct ec2a__remember *remember)
{
	table_free(&remember->young);
	table_free(&remember->old);
}

/* The slot of a key, or the free one where it belongs. */
static size_t find_slot(const struct ec2a__remember *remember, const struct ec2a__remember_table *table,
			const unsigned char *key)
{
	size_t at = (size_t)ec2a__hash(&remember->seed, key, EC2A__REMEMBER_KEY) & (table->n_slots - 1);

	while (table->used[at] && memcmp(table->keys[at], key, EC2A__REMEMBER_KEY) != 0)
		at = (at + 1) & (table->n_slots - 1);
	return at;
}

static int table_has(const struct ec2a__remember *remember, const struct ec2a__remember_table *table,
		     const unsigned char *key)
{
	return table->n_slots && table->used[find_slot(remember, table, key)];
}

static void put(const struct ec2a__remember *remember, struct ec2a__remember_table *table, const unsigned char *key)
{
	size_t at = find_slot(remember, table, key);

	if (table->used[at])
		return;
	memcpy(table->keys[at], key, EC2A__REMEMBER_KEY);
	table->used[at] = 1;
	table->count++;
}

/* A third of the slots at least stays free. */
static int grow(const struct ec2a__remember *remember, struct ec2a__remember_table *table, size_t count)
{
	struct ec2a__remember_table bigger = { .n_slots = table->n_slots ? table->n_slots : FIRST_SLOTS };

	while (bigger.n_slots < count + count / 2)
		bigger.n_slots *= 2;
	if (bigger.n_slots == table->n_slots)
		return 0;
	bigger.keys = ec2a__calloc(bigger.n_slots, sizeof(*bigger.keys));
	bigger.used = ec2a__calloc(bigger.n_slots, 1);
	if (!bigger.keys || !bigger.used) {
		table_free(&bigger);
		return EC2A_E_NOMEM;
	}
	for (size_t i = 0; i < table->n_slots; i++)
		if (table->used[i])
			put(remember, &bigger, table->keys[i]);
	table_free(table);
	*table = bigger;
	return 0;
}

/* Both generations have equal room, so that turning them over needs none. */
int ec2a__remember_reserve(struct ec2a__remember *remember, size_t more)
{
	size_t left = remember->limit - remember->young.count;
	size_t count = more < left ? remember->young.count + more : remember->limit;

	if (grow(remember, &remember->young, count) < 0)
		return EC2A_E_NOMEM;
	return grow(remember, &remember->old, count);
}

static void turn_over(struct ec2a__remember *remember)
{
	struct ec2a__remember_table old = remember->old;

	remember->forgotten += old.count;
	remember->old = remember->young;
	memset(old.used, 0, old.n_slots);
	old.count = 0;
	remember->young = old;
}

void ec2a__remember_add(struct ec2a__remember *remember, const unsigned char *key)
{
	if (table_has(remember, &remember->young, key))
		return;
	if (remember->young.count >= remember->limit)
		turn_over(remember);
	put(remember, &remember->young, key);
}

int ec2a__remember_has(const struct ec2a__remember *remember, const unsigned char *key)
{
	return table_has(remember, &remember->young, key) || table_has(remember, &remember->old, key);
}

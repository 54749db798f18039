/* SPDX-License-Identifier: MIT */
#include "issued.h"

#include "mem.h"

#include <string.h>

#define FIRST_SLOTS 64

void ec2a__issued_init(struct ec2a__issued *told)
{
	memset(told, 0, sizeof(*told));
	ec2a__hash_seed(&told->seed, told);
}

void ec2a__issued_free(struct ec2a__issued *told)
{
	ec2a__free(told->rows);
	ec2a__free(told->slots);
	memset(told, 0, sizeof(*told));
}

/* The slot of an id, or the free one where it belongs. */
static size_t find_slot(const struct ec2a__issued *told, const unsigned char *id)
{
	size_t at = (size_t)ec2a__hash(&told->seed, id, EC2A__ROW_ID) & (told->n_slots - 1);

	while (told->slots[at] && memcmp(told->rows[told->slots[at] - 1].id, id, EC2A__ROW_ID) != 0)
		at = (at + 1) & (told->n_slots - 1);
	return at;
}

struct ec2a__issued_row *ec2a__issued_find(const struct ec2a__issued *told, const unsigned char *id)
{
	uint32_t place = told->n_slots ? told->slots[find_slot(told, id)] : 0;

	return place ? &told->rows[place - 1] : NULL;
}

static int grow_rows(struct ec2a__issued *told)
{
	size_t cap = told->cap_rows ? told->cap_rows * 2 : FIRST_SLOTS / 2;
	struct ec2a__issued_row *rows;

	if (told->n_rows < told->cap_rows)
		return 1;
	rows = ec2a__realloc_array(told->rows, cap, sizeof(*rows));
	if (!rows)
		return 0;
	told->rows = rows;
	told->cap_rows = cap;
	return 1;
}

/* Half of the slots stay free. */
static int grow_slots(struct ec2a__issued *told)
{
	struct ec2a__issued bigger = *told;

	if (told->n_rows * 2 < told->n_slots)
		return 1;
	bigger.n_slots = told->n_slots ? told->n_slots * 2 : FIRST_SLOTS;
	bigger.slots = ec2a__calloc(bigger.n_slots, sizeof(*bigger.slots));
	if (!bigger.slots)
		return 0;
	for (size_t i = 0; i < told->n_rows; i++)
		bigger.slots[find_slot(&bigger, told->rows[i].id)] = (uint32_t)i + 1;
	ec2a__free(told->slots);
	*told = bigger;
	return 1;
}

struct ec2a__issued_row *ec2a__issued_get(struct ec2a__issued *told, const unsigned char *id)
{
	struct ec2a__issued_row *row = ec2a__issued_find(told, id);

	if (row)
		return row;
	if (told->n_rows == UINT32_MAX - 1 || !grow_rows(told) || !grow_slots(told))
		return NULL;
	row = &told->rows[told->n_rows];
	memset(row, 0, sizeof(*row));
	memcpy(row->id, id, EC2A__ROW_ID);
	told->slots[find_slot(told, id)] = (uint32_t)++told->n_rows;
	return row;
}

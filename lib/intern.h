/* SPDX-License-Identifier: MIT */
#ifndef EC2A_INTERN_H
#define EC2A_INTERN_H

#include "hash.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Each text once. An id is a place in one array of words (length, bytes, NUL,
 * padding), so an id costs four bytes and the text is found without a table of
 * pointers. 0 stands for "absent". Small tuples of ids are kept here as well.
 * Ids depend on the order of insertion: they may be compared for equality,
 * never printed and never used to order results.
 */
struct ec2a__intern {
	uint32_t *words;
	size_t len, cap;
	uint32_t *slots; /* open addressing; 0 is free */
	size_t n_slots, used;
	struct ec2a__hash_key key;
};

void ec2a__intern_init(struct ec2a__intern *intern);
void ec2a__intern_free(struct ec2a__intern *intern);

/* The id of a text (NULL: 0) or of bytes. 0 or EC2A_E_NOMEM. */
int ec2a__intern_text(struct ec2a__intern *intern, const char *text, uint32_t *ret_id);
int ec2a__intern_bytes(struct ec2a__intern *intern, const void *data, size_t size, uint32_t *ret_id);

/* The id of a text that is already there, else 0. */
uint32_t ec2a__intern_find(const struct ec2a__intern *intern, const char *text);

/* The text, NULL for 0; valid until the next insertion. */
const char *ec2a__intern_get(const struct ec2a__intern *intern, uint32_t id);

/* A tuple of ids and how many it has; NULL and 0 for 0. */
const uint32_t *ec2a__intern_tuple(const struct ec2a__intern *intern, uint32_t id, size_t *ret_count);

#endif

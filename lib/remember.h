/* SPDX-License-Identifier: MIT */
#ifndef EC2A_REMEMBER_H
#define EC2A_REMEMBER_H

#include "hash.h"

#include <stddef.h>
#include <stdint.h>

#define EC2A__REMEMBER_KEY 16

/*
 * Keys of what was let go, so many and no more. Two generations: the young one
 * fills, then becomes the old one, and what was the old one is forgotten. So at
 * least the last half of the limit is always known, and no key has a date.
 */
struct ec2a__remember_table {
	unsigned char (*keys)[EC2A__REMEMBER_KEY]; /* open addressing */
	unsigned char *used;
	size_t n_slots, count;
};

struct ec2a__remember {
	struct ec2a__remember_table young, old;
	size_t limit; /* keys in one generation */
	struct ec2a__hash_key seed;
	uint64_t forgotten;
};

void ec2a__remember_init(struct ec2a__remember *remember, size_t limit);
void ec2a__remember_free(struct ec2a__remember *remember);

/* Room for so many more: 0 or EC2A_E_NOMEM. Adding what there is room for cannot fail. */
int ec2a__remember_reserve(struct ec2a__remember *remember, size_t more);
void ec2a__remember_add(struct ec2a__remember *remember, const unsigned char *key);

int ec2a__remember_has(const struct ec2a__remember *remember, const unsigned char *key);

#endif

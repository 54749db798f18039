/* SPDX-License-Identifier: MIT */
#ifndef EC2A_HASH_H
#define EC2A_HASH_H

#include <stddef.h>
#include <stdint.h>

/* A keyed hash (SipHash-1-3) for tables whose keys an attacker may choose. Nothing that is printed may depend on it. */
struct ec2a__hash_key {
	uint64_t k[2];
};

/* A key that cannot be guessed from the input: made of an address and the clock. */
void ec2a__hash_seed(struct ec2a__hash_key *key, const void *salt);

uint64_t ec2a__hash(const struct ec2a__hash_key *key, const void *data, size_t size);

#endif

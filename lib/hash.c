/* SPDX-License-Identifier: MIT */
#include "hash.h"

#include <string.h>
#include <time.h>

struct state {
	uint64_t a, b, c, d;
};

static inline uint64_t rotate(uint64_t x, unsigned by)
{
	return x << by | x >> (64 - by);
}

static inline void mix(struct state *s)
{
	s->a += s->b;
	s->b = rotate(s->b, 13) ^ s->a;
	s->a = rotate(s->a, 32);
	s->c += s->d;
	s->d = rotate(s->d, 16) ^ s->c;
	s->a += s->d;
	s->d = rotate(s->d, 21) ^ s->a;
	s->c += s->b;
	s->b = rotate(s->b, 17) ^ s->c;
	s->c = rotate(s->c, 32);
}

static inline void absorb(struct state *s, uint64_t word)
{
	s->d ^= word;
	mix(s);
	s->a ^= word;
}

uint64_t ec2a__hash(const struct ec2a__hash_key *key, const void *data, size_t size)
{
	const unsigned char *bytes = data;
	struct state s = { key->k[0] ^ UINT64_C(0x736f6d6570736575), key->k[1] ^ UINT64_C(0x646f72616e646f6d),
			   key->k[0] ^ UINT64_C(0x6c7967656e657261), key->k[1] ^ UINT64_C(0x7465646279746573) };
	uint64_t word, last = (uint64_t)size << 56;
	size_t i;

	for (i = 0; i + 8 <= size; i += 8) {
		memcpy(&word, bytes + i, 8);
		absorb(&s, word);
	}
	for (unsigned shift = 0; i < size; i++, shift += 8)
		last |= (uint64_t)bytes[i] << shift;
	absorb(&s, last);
	s.c ^= 0xff;
	mix(&s);
	mix(&s);
	mix(&s);
	return s.a ^ s.b ^ s.c ^ s.d;
}

void ec2a__hash_seed(struct ec2a__hash_key *key, const void *salt)
{
	struct ec2a__hash_key weak = { { UINT64_C(0x9e3779b97f4a7c15), UINT64_C(0xc2b2ae3d27d4eb4f) } };
	struct timespec now = { 0, 0 };

	(void)timespec_get(&now, TIME_UTC);
	key->k[0] = (uint64_t)(uintptr_t)salt ^ rotate((uint64_t)now.tv_nsec, 40);
	key->k[1] = (uint64_t)(uintptr_t)&now ^ rotate((uint64_t)now.tv_nsec, 17) ^ (uint64_t)now.tv_sec;
	weak.k[0] = ec2a__hash(&weak, key, sizeof(*key));
	key->k[1] = ec2a__hash(&weak, key, sizeof(*key));
	key->k[0] = weak.k[0];
}

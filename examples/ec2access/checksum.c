/* SPDX-License-Identifier: MIT */
#include "checksum.h"

static uint64_t turn(uint64_t word, int by)
{
	return word << by | word >> (64 - by);
}

static void rounds(uint64_t v[4], int n)
{
	while (n--) {
		v[0] += v[1];
		v[1] = turn(v[1], 13) ^ v[0];
		v[0] = turn(v[0], 32);
		v[2] += v[3];
		v[3] = turn(v[3], 16) ^ v[2];
		v[0] += v[3];
		v[3] = turn(v[3], 21) ^ v[0];
		v[2] += v[1];
		v[1] = turn(v[1], 17) ^ v[2];
		v[2] = turn(v[2], 32);
	}
}

static void take_word(struct checksum *sum, uint64_t word)
{
	sum->v[3] ^= word;
	rounds(sum->v, 2);
	sum->v[0] ^= word;
}

void checksum_begin(struct checksum *sum, const uint64_t key[2])
{
	sum->v[0] = key[0] ^ UINT64_C(0x736f6d6570736575);
	sum->v[1] = key[1] ^ UINT64_C(0x646f72616e646f6d);
	sum->v[2] = key[0] ^ UINT64_C(0x6c7967656e657261);
	sum->v[3] = key[1] ^ UINT64_C(0x7465646279746573);
	sum->part = 0;
	sum->size = 0;
}

void checksum_add(struct checksum *sum, const void *data, size_t size)
{
	const unsigned char *bytes = data;
	size_t i = 0;

	for (; sum->size % 8 == 0 && size - i >= 8; i += 8) {
		uint64_t word = 0;

		for (int k = 0; k < 8; k++)
			word |= (uint64_t)bytes[i + (size_t)k] << 8 * k;
		take_word(sum, word);
		sum->size += 8;
	}
	for (; i < size; i++) {
		sum->part |= (uint64_t)bytes[i] << (sum->size % 8 * 8);
		if (++sum->size % 8 == 0) {
			take_word(sum, sum->part);
			sum->part = 0;
		}
	}
}

uint64_t checksum_end(struct checksum *sum)
{
	take_word(sum, sum->part | sum->size << 56);
	sum->v[2] ^= 0xff;
	rounds(sum->v, 4);
	return sum->v[0] ^ sum->v[1] ^ sum->v[2] ^ sum->v[3];
}

uint64_t checksum_of(const uint64_t key[2], const void *data, size_t size)
{
	struct checksum sum;

	checksum_begin(&sum, key);
	checksum_add(&sum, data, size);
	return checksum_end(&sum);
}

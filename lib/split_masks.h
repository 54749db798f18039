/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SPLIT_MASKS_H
#define EC2A_SPLIT_MASKS_H

#include "split_find.h"
#include "split_whole.h"

#include <string.h>

/* Which of 64 bytes are what; bit 0 is the first byte. */
struct masks {
	uint64_t quotes;
	uint64_t backslashes;
	uint64_t brackets; /* all four */
	uint64_t marks;    /* these, colon, comma */
	uint64_t newlines;
};

/* Where no instruction does it at once. */
static inline uint64_t prefix_xor_by_shifts(uint64_t bits)
{
	bits ^= bits << 1;
	bits ^= bits << 2;
	bits ^= bits << 4;
	bits ^= bits << 8;
	bits ^= bits << 16;
	return bits ^ bits << 32;
}

#endif

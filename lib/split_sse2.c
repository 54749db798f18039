/* SPDX-License-Identifier: MIT */
/* What every x86-64 machine has. */
#include "split_masks.h"

#if EC2A__HAS_X86
#include <emmintrin.h>

static inline uint64_t bits_of(__m128i bytes)
{
	return (uint64_t)(unsigned)_mm_movemask_epi8(bytes);
}

static inline __m128i equal(__m128i bytes, char c)
{
	return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c));
}

static inline void masks_of(const char *bytes, struct masks *masks)
{
	memset(masks, 0, sizeof(*masks));
	for (unsigned i = 0; i < 64; i += 16) {
		__m128i part = _mm_loadu_si128((const __m128i *)(const void *)(bytes + i));
		__m128i folded = _mm_or_si128(part, _mm_set1_epi8(0x20));

		masks->quotes |= bits_of(equal(part, '"')) << i;
		masks->backslashes |= bits_of(equal(part, '\\')) << i;
		masks->brackets |= bits_of(_mm_or_si128(equal(folded, '{'), equal(folded, '}'))) << i;
		masks->marks |= bits_of(_mm_or_si128(equal(part, ':'), equal(part, ','))) << i;
		masks->newlines |= bits_of(equal(part, '\n')) << i;
	}
	masks->marks |= masks->brackets;
}

static inline uint64_t prefix_xor(uint64_t bits)
{
	return prefix_xor_by_shifts(bits);
}

#define WHOLE ec2a__whole_sse2
#include "split_walk.h"
#endif

/* SPDX-License-Identifier: MIT */
#include "split_masks.h"

#if EC2A__HAS_X86
#include <immintrin.h>

/* For the functions of this file only: the rest must run on any x86-64 machine. */
#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx2,bmi,bmi2,popcnt,pclmul"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx2,bmi,bmi2,popcnt,pclmul")
#endif

static inline uint64_t equal(__m512i bytes, char c)
{
	return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(c));
}

static inline void masks_of(const char *bytes, struct masks *masks)
{
	__m512i all = _mm512_loadu_si512((const void *)bytes);
	__m512i folded = _mm512_or_si512(all, _mm512_set1_epi8(0x20));

	masks->quotes = equal(all, '"');
	masks->backslashes = equal(all, '\\');
	masks->brackets = equal(folded, '{') | equal(folded, '}');
	masks->marks = masks->brackets | equal(all, ':') | equal(all, ',');
	masks->newlines = equal(all, '\n');
}

/* A product without carries by all ones. */
static inline uint64_t prefix_xor(uint64_t bits)
{
	__m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), _mm_set1_epi8(-1), 0);

	return (uint64_t)_mm_cvtsi128_si64(product);
}

#define WHOLE ec2a__whole_avx512
#include "split_walk.h"

#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif

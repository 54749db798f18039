/* SPDX-License-Identifier: MIT */
#include "split_masks.h"

#if EC2A__HAS_X86
#include <immintrin.h>

/* For the functions of this file only: the rest must run on any x86-64 machine. */
#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,popcnt,pclmul"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,bmi,bmi2,popcnt,pclmul")
#endif

static inline uint64_t bits_of(__m256i low, __m256i high)
{
	return (uint64_t)(unsigned)_mm256_movemask_epi8(low) | (uint64_t)(unsigned)_mm256_movemask_epi8(high) << 32;
}

static inline __m256i equal(__m256i bytes, char c)
{
	return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(c));
}

static inline __m256i are_brackets(__m256i bytes)
{
	__m256i folded = _mm256_or_si256(bytes, _mm256_set1_epi8(0x20));

	return _mm256_or_si256(equal(folded, '{'), equal(folded, '}'));
}

static inline __m256i are_separators(__m256i bytes)
{
	return _mm256_or_si256(equal(bytes, ':'), equal(bytes, ','));
}

static inline void masks_of(const char *bytes, struct masks *masks)
{
	__m256i low = _mm256_loadu_si256((const __m256i *)(const void *)bytes);
	__m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(bytes + 32));

	masks->quotes = bits_of(equal(low, '"'), equal(high, '"'));
	masks->backslashes = bits_of(equal(low, '\\'), equal(high, '\\'));
	masks->brackets = bits_of(are_brackets(low), are_brackets(high));
	masks->marks = masks->brackets | bits_of(are_separators(low), are_separators(high));
	masks->newlines = bits_of(equal(low, '\n'), equal(high, '\n'));
}

/* A product without carries by all ones. */
static inline uint64_t prefix_xor(uint64_t bits)
{
	__m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), _mm_set1_epi8(-1), 0);

	return (uint64_t)_mm_cvtsi128_si64(product);
}

#define WHOLE ec2a__whole_avx2
#include "split_walk.h"

#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif

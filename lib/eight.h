/* SPDX-License-Identifier: MIT */
#ifndef EC2A_EIGHT_H
#define EC2A_EIGHT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Eight bytes of a text at a time, as one number; which one is the machine's matter. Short texts are looked at so
 * sooner than a function of the C library is called. */
#define EC2A__ONES UINT64_C(0x0101010101010101)
#define EC2A__HIGH UINT64_C(0x8080808080808080)

static inline uint64_t ec2a__eight(const char *text)
{
	uint64_t word;

	memcpy(&word, text, sizeof word);
	return word;
}

/* Not 0 where a byte of the word is zero; the bits may be wrong behind the first such one. */
static inline uint64_t ec2a__zero_byte(uint64_t word)
{
	return (word - EC2A__ONES) & ~word & EC2A__HIGH;
}

#ifdef __SSE2__
/* Of 16 bytes at least: the last ones, and all before, some of them twice. */
static inline int ec2a__long_has_escape(const char *text, size_t size)
{
	const __m128i escape = _mm_set1_epi8('\\');
	__m128i found = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)(text + size - 16)), escape);

	for (size_t i = 0; i + 16 < size; i += 16)
		found = _mm_or_si128(found, _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)(text + i)), escape));
	return _mm_movemask_epi8(found) != 0;
}
#endif

/* Whether a backslash is in a text of any size. */
static inline int ec2a__has_escape(const char *text, size_t size)
{
	uint64_t found = 0;

#ifdef __SSE2__
	if (size >= 16)
		return ec2a__long_has_escape(text, size);
#endif
	if (size < 8) {
		for (size_t i = 0; i < size; i++)
			found |= text[i] == '\\';
		return found != 0;
	}
	found = ec2a__zero_byte(ec2a__eight(text + size - 8) ^ EC2A__ONES * '\\');
	for (size_t i = 0; i + 8 < size; i += 8)
		found |= ec2a__zero_byte(ec2a__eight(text + i) ^ EC2A__ONES * '\\');
	return found != 0;
}

#endif

/* SPDX-License-Identifier: MIT */
#ifndef EC2A_JSON_FIND_H
#define EC2A_JSON_FIND_H

#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Whether a byte ends a run of a string's plain text: '"', '\\', a control character. */
static inline int ec2a__json_is_special(char c)
{
	return c == '"' || c == '\\' || (unsigned char)c < 0x20;
}

/* The next such byte at or after pos, or end. Nothing behind end is read. Keys and values of a record are short, so
 * steps longer than 16 bytes gain nothing. */
static inline const char *ec2a__json_find_special(const char *pos, const char *end)
{
#ifdef __SSE2__
	const __m128i quote = _mm_set1_epi8('"'), escape = _mm_set1_epi8('\\'), control = _mm_set1_epi8(0x1f);

	for (; end - pos >= 16; pos += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)pos);
		__m128i hit = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, escape));
		int bits = _mm_movemask_epi8(_mm_or_si128(hit, _mm_cmpeq_epi8(_mm_min_epu8(bytes, control), bytes)));

		if (bits)
			return pos + __builtin_ctz((unsigned)bits);
	}
#endif
	while (pos < end && !ec2a__json_is_special(*pos))
		pos++;
	return pos;
}

#endif

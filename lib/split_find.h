/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SPLIT_FIND_H
#define EC2A_SPLIT_FIND_H

#include "ascii.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Finding the next byte that matters, eight at a time. Portable; no input is read past its end. */

#define EC2A__ONES UINT64_C(0x0101010101010101)
#define EC2A__HIGH UINT64_C(0x8080808080808080)

/* High bit set in each byte of the word that equals c (bytes after the first such one may be wrong). */
static inline uint64_t ec2a__find_eq(uint64_t word, unsigned char c)
{
	uint64_t x = word ^ (EC2A__ONES * c);

	return (x - EC2A__ONES) & ~x & EC2A__HIGH;
}

/* The next '"', '\\' or newline at or after pos, or end. */
static inline size_t ec2a__find_quote(const char *data, size_t pos, size_t end)
{
	for (; end - pos >= 8; pos += 8) {
		uint64_t word, hit;

		memcpy(&word, data + pos, 8);
		hit = ec2a__find_eq(word, '"') | ec2a__find_eq(word, '\\') | ec2a__find_eq(word, '\n');
		if (!hit)
			continue;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		return pos + (size_t)__builtin_ctzll(hit) / 8;
#else
		break; /* the loop below finds which one */
#endif
	}
	while (pos < end && data[pos] != '"' && data[pos] != '\\' && data[pos] != '\n')
		pos++;
	return pos;
}

/* Whether a byte is a quote or one of the four brackets. Brackets differ from
 * each other in bits 1, 2 and 5 only: [ 5b, ] 5d, { 7b, } 7d. */
static inline int ec2a__is_mark(char c)
{
	unsigned char folded = (unsigned char)c | 0x20;

	return c == '"' || folded == '{' || folded == '}';
}

/* The next quote or bracket at or after pos, or end. What lies between is short (commas, colons, numbers). */
static inline size_t ec2a__find_mark(const char *data, size_t pos, size_t end)
{
	while (pos < end && !ec2a__is_mark(data[pos]))
		pos++;
	return pos;
}

#endif

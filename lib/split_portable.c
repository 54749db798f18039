/* SPDX-License-Identifier: MIT */
/* Eight bytes at a time in plain C, for machines that have nothing wider. */
#include "split_masks.h"

/* High bit clear in each byte that equals c, which is ASCII, of a word whose high bits are all clear. */
static inline uint64_t differs(uint64_t word, unsigned char c)
{
	return (word ^ (EC2A__ONES * c)) + ~EC2A__HIGH;
}

/* Bit r of byte c becomes bit c of byte r: first single bits change places, then squares of four, of sixteen. */
static inline uint64_t transposed(uint64_t bits)
{
	uint64_t swap = (bits ^ bits >> 7) & UINT64_C(0x00aa00aa00aa00aa);

	bits ^= swap ^ swap << 7;
	swap = (bits ^ bits >> 14) & UINT64_C(0x0000cccc0000cccc);
	bits ^= swap ^ swap << 14;
	swap = (bits ^ bits >> 28) & UINT64_C(0x00000000f0f0f0f0);
	return bits ^ swap ^ swap << 28;
}

static inline uint64_t first_byte_lowest(uint64_t word)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return __builtin_bswap64(word);
#else
	return word;
#endif
}

/* Of each word its byte's high bits go into one bit of all bytes; that is set right for all words at once. */
static inline void masks_of(const char *bytes, struct masks *masks)
{
	uint64_t quotes = 0, backslashes = 0, brackets = 0, separators = 0, newlines = 0;

	for (unsigned i = 0; i < 8; i++) {
		uint64_t word, ascii, low, folded;

		memcpy(&word, bytes + 8 * i, 8);
		word = first_byte_lowest(word);
		low = word & ~EC2A__HIGH;
		ascii = ~word & EC2A__HIGH;
		folded = low | EC2A__ONES * 0x20;
		quotes |= (~differs(low, '"') & ascii) >> (7 - i);
		backslashes |= (~differs(low, '\\') & ascii) >> (7 - i);
		brackets |= (~(differs(folded, '{') & differs(folded, '}')) & ascii) >> (7 - i);
		separators |= (~(differs(low, ':') & differs(low, ',')) & ascii) >> (7 - i);
		newlines |= (~differs(low, '\n') & ascii) >> (7 - i);
	}
	masks->quotes = transposed(quotes);
	masks->backslashes = transposed(backslashes);
	masks->brackets = transposed(brackets);
	masks->marks = masks->brackets | transposed(separators);
	masks->newlines = transposed(newlines);
}

static inline uint64_t prefix_xor(uint64_t bits)
{
	return prefix_xor_by_shifts(bits);
}

#define WHOLE ec2a__whole_portable
#include "split_walk.h"

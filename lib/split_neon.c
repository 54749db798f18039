/* SPDX-License-Identifier: MIT */
#include "split_masks.h"

#if EC2A__HAS_NEON
#include <arm_neon.h>

/* Four times sixteen bytes, each all ones or zero, to 64 bits: adding neighbours three times puts the bits of eight
 * bytes side by side. */
static inline uint64_t bits_of(const uint8x16_t bytes[4])
{
	static const uint8_t places[16] = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128 };
	const uint8x16_t place = vld1q_u8(places);
	uint8x16_t low = vpaddq_u8(vandq_u8(bytes[0], place), vandq_u8(bytes[1], place));
	uint8x16_t high = vpaddq_u8(vandq_u8(bytes[2], place), vandq_u8(bytes[3], place));

	low = vpaddq_u8(low, high);
	return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(low, low)), 0);
}

static inline uint8x16_t equal(uint8x16_t bytes, uint8_t c)
{
	return vceqq_u8(bytes, vdupq_n_u8(c));
}

static inline void masks_of(const char *bytes, struct masks *masks)
{
	uint8x16_t quotes[4], backslashes[4], brackets[4], separators[4], newlines[4];

	for (unsigned i = 0; i < 4; i++) {
		uint8x16_t part = vld1q_u8((const uint8_t *)bytes + 16 * i);
		uint8x16_t folded = vorrq_u8(part, vdupq_n_u8(0x20));

		quotes[i] = equal(part, '"');
		backslashes[i] = equal(part, '\\');
		brackets[i] = vorrq_u8(equal(folded, '{'), equal(folded, '}'));
		separators[i] = vorrq_u8(equal(part, ':'), equal(part, ','));
		newlines[i] = equal(part, '\n');
	}
	masks->quotes = bits_of(quotes);
	masks->backslashes = bits_of(backslashes);
	masks->brackets = bits_of(brackets);
	masks->marks = masks->brackets | bits_of(separators);
	masks->newlines = bits_of(newlines);
}

static inline uint64_t prefix_xor(uint64_t bits)
{
	return prefix_xor_by_shifts(bits);
}

#define WHOLE ec2a__whole_neon
#include "split_walk.h"
#endif

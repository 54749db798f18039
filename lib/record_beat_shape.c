/* SPDX-License-Identifier: MIT */
#include "record_beat_shape.h"

#include "ascii.h"
#include "json_find.h"

#include <string.h>

#define LONG_USED 16

/* Equal; or plain text in a string. */
static inline int byte_fits(const struct ec2a__beat_shape *shape, const char *object, size_t at)
{
	return object[at] == shape->text[at] || (shape->inside[at] && !ec2a__json_is_special(object[at]));
}

static int fits(const struct ec2a__beat_shape *shape, const char *object)
{
	size_t at = 0, size = shape->size;

#ifdef __SSE2__
	const __m128i quote = _mm_set1_epi8('"'), escape = _mm_set1_epi8('\\'), control = _mm_set1_epi8(0x1f);

	for (; size - at >= 16; at += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(object + at));
		__m128i kept = _mm_loadu_si128((const __m128i *)(const void *)(shape->text + at));
		__m128i inside = _mm_loadu_si128((const __m128i *)(const void *)(shape->inside + at));
		__m128i special = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, escape)),
					       _mm_cmpeq_epi8(_mm_min_epu8(bytes, control), bytes));
		__m128i good = _mm_or_si128(_mm_cmpeq_epi8(bytes, kept), _mm_andnot_si128(special, inside));

		if (_mm_movemask_epi8(good) != 0xffff)
			return 0;
	}
#endif
	while (at < size && byte_fits(shape, object, at))
		at++;
	return at == size;
}

int ec2a__beat_shape_find(struct ec2a__beat_shape *shapes, const char *object, size_t size,
			  struct ec2a__span texts[EC2A__SHAPE_TEXTS])
{
	struct ec2a__beat_shape *shape = &shapes[size % EC2A__BEAT_SHAPES];

	if (!size || shape->size != size || !fits(shape, object))
		return 0;
	shape->used = LONG_USED;
	for (size_t i = 0; i < EC2A__SHAPE_TEXTS; i++)
		texts[i] = (struct ec2a__span){ shape->sizes[i] ? object + shape->at[i] : NULL, shape->sizes[i] };
	return 1;
}

/* Keys must be equal to the byte; of values that are strings, what stands between the quotes need not. */
static void mark_inside(struct ec2a__beat_shape *shape)
{
	const char *end = shape->text + shape->size, *first = memchr(shape->text, '"', shape->size), *last, *behind;

	memset(shape->inside, 0, shape->size);
	for (; first; first = memchr(behind, '"', (size_t)(end - behind))) {
		last = memchr(first + 1, '"', (size_t)(end - first - 1));
		if (!last)
			return;
		behind = last + 1;
		while (behind < end && ec2a__is_space(*behind))
			behind++;
		if (behind < end && *behind != ':')
			memset(shape->inside + (first + 1 - shape->text), 0xff, (size_t)(last - first - 1));
	}
}

void ec2a__beat_shape_keep(struct ec2a__beat_shape *shapes, const char *object, size_t size,
			   const struct ec2a__span texts[EC2A__SHAPE_TEXTS])
{
	struct ec2a__beat_shape *shape = &shapes[size % EC2A__BEAT_SHAPES];

	if (size > EC2A__BEAT_SIZE_MAX)
		return;
	if (shape->used) {
		shape->used--;
		return;
	}
	shape->size = (uint32_t)size;
	shape->used = 1;
	memcpy(shape->text, object, size);
	for (size_t i = 0; i < EC2A__SHAPE_TEXTS; i++) {
		shape->at[i] = texts[i].size ? (uint32_t)(texts[i].text - object) : 0;
		shape->sizes[i] = (uint32_t)texts[i].size;
	}
	mark_inside(shape);
}

/* SPDX-License-Identifier: MIT */
/*
 * The check of json_walk.c without tokens, faults or deep nesting: it says yes to nearly every record there is, and
 * json_walk.c says what is wrong with the others.
 */
#include "json_check.h"
#include "json_find.h"
#include "json_walk.h"

#define LEVELS 63 /* a bit of a word each */

static const char *skip_space(const char *pos, const char *end)
{
	while (pos < end && (*pos == ' ' || *pos == '\n' || *pos == '\r' || *pos == '\t'))
		pos++;
	return pos;
}

/* Behind the string that begins at pos; NULL where none does. So do the next two. */
static inline const char *take_string(const char *pos, const char *end)
{
	uint32_t code;
	size_t n;

	if (pos == end || *pos != '"')
		return NULL;
	for (pos++;; pos += n) {
		pos = ec2a__json_find_special(pos, end);
		if (pos == end)
			return NULL;
		if (*pos == '"')
			return pos + 1;
		n = *pos == '\\' ? ec2a__json_escape(pos, (size_t)(end - pos), &code) : 0;
		if (!n)
			return NULL;
	}
}

static inline const char *take_key(const char *pos, const char *end)
{
	pos = take_string(skip_space(pos, end), end);
	if (!pos)
		return NULL;
	pos = skip_space(pos, end);
	return pos < end && *pos == ':' ? pos + 1 : NULL;
}

static inline const char *take_scalar(const char *pos, const char *end)
{
	size_t n;

	if (*pos == '"')
		return take_string(pos, end);
	n = ec2a__json_scalar(pos, (size_t)(end - pos));
	return n ? pos + n : NULL;
}

int ec2a__json_is_strict(const char *text, size_t size, unsigned max_depth)
{
	const char *end = text + size, *pos = text;
	unsigned depth = 0, levels = max_depth < LEVELS ? max_depth : LEVELS;
	uint64_t arrays = 0; /* bit 0: whether the innermost bracket is an array's */

	for (;;) {
		pos = skip_space(pos, end);
		if (pos == end)
			return 0;
		if (*pos == '{' || *pos == '[') {
			if (depth++ == levels)
				return 0;
			arrays = arrays << 1 | (*pos == '[');
			pos = skip_space(pos + 1, end);
			if (pos == end || *pos != (arrays & 1 ? ']' : '}')) {
				pos = arrays & 1 ? pos : take_key(pos, end);
				if (!pos)
					return 0;
				continue;
			}
		} else {
			pos = take_scalar(pos, end);
			if (!pos)
				return 0;
		}
		/* Behind a value, or at the bracket that closes an empty container. */
		for (;; pos++, depth--, arrays >>= 1) {
			pos = skip_space(pos, end);
			if (!depth)
				return pos == end;
			if (pos == end || *pos != (arrays & 1 ? ']' : '}'))
				break;
		}
		if (pos == end || *pos != ',')
			return 0;
		pos = arrays & 1 ? pos + 1 : take_key(pos + 1, end);
		if (!pos)
			return 0;
	}
}

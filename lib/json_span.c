/* SPDX-License-Identifier: MIT */
#include "json_span.h"

#include "ascii.h"
#include "eight.h"
#include "json_check.h"
#include "json_find.h"

#include <ec2access/ec2access.h>
#include <string.h>

static const struct ec2a__span none = { NULL, 0 };

struct ec2a__span ec2a__span_of(const char *text, size_t size)
{
	while (size && ec2a__is_space(text[0])) {
		text++;
		size--;
	}
	while (size && ec2a__is_space(text[size - 1]))
		size--;
	return size ? (struct ec2a__span){ text, size } : none;
}

int ec2a__span_is(struct ec2a__span span, const char *literal)
{
	size_t size = strlen(literal);

	return span.size == size && memcmp(span.text, literal, size) == 0;
}

struct ec2a__span_walk ec2a__span_walk(struct ec2a__span container)
{
	struct ec2a__span_walk walk = { NULL, NULL, ec2a__span_is_object(container) };

	if (walk.object || ec2a__span_is_array(container)) {
		walk.pos = container.text + 1;
		walk.end = container.text + container.size - 1;
	}
	return walk;
}

/* Behind the string that begins at pos, or end. */
static const char *skip_string(const char *pos, const char *end)
{
	for (pos = ec2a__json_find_special(pos + 1, end); pos < end && *pos != '"';
	     pos = ec2a__json_find_special(pos + 1, end))
		if (*pos == '\\' && end - pos > 1)
			pos++;
	return pos < end ? pos + 1 : end;
}

static const char *skip_brackets(const char *pos, const char *end)
{
	size_t depth = 0;

	while (pos < end) {
		char c = *pos;

		if (c == '"') {
			pos = skip_string(pos, end);
			continue;
		}
		pos++;
		if (c == '{' || c == '[')
			depth++;
		else if ((c == '}' || c == ']') && --depth == 0)
			break;
	}
	return pos;
}

static const char *skip_value(const char *pos, const char *end)
{
	if (*pos == '"')
		return skip_string(pos, end);
	if (*pos == '{' || *pos == '[')
		return skip_brackets(pos, end);
	while (pos < end && *pos != ',' && !ec2a__is_space(*pos))
		pos++;
	return pos;
}

/* Pass over white space and one mark (a comma, a colon). */
static const char *skip_mark(const char *pos, const char *end, char mark)
{
	while (pos < end && (ec2a__is_space(*pos) || *pos == mark))
		pos++;
	return pos;
}

int ec2a__span_next(struct ec2a__span_walk *walk, struct ec2a__span *ret_key, struct ec2a__span *ret_value)
{
	const char *start = skip_mark(walk->pos, walk->end, ',');
	struct ec2a__span key = none;

	if (walk->object && start < walk->end) {
		const char *after = skip_value(start, walk->end);

		key = ec2a__span_inside((struct ec2a__span){ start, (size_t)(after - start) });
		start = skip_mark(after, walk->end, ':');
	}
	walk->pos = walk->end;
	if (start == walk->end)
		return 0;
	walk->pos = skip_value(start, walk->end);
	if (ret_key)
		*ret_key = key;
	*ret_value = (struct ec2a__span){ start, (size_t)(walk->pos - start) };
	return 1;
}

/* An escape makes a text longer by one byte at least. */
static inline int is_name(struct ec2a__span text, const char *want, size_t size)
{
	if (text.size <= size)
		return text.size == size && (!size || memcmp(text.text, want, size) == 0);
	return ec2a__has_escape(text.text, text.size) && ec2a__json_string_is(text.text, text.size, want);
}

struct ec2a__span ec2a__span_get(struct ec2a__span object, const char *key)
{
	struct ec2a__span_walk walk = ec2a__span_walk(object);
	struct ec2a__span name, value;
	size_t size = strlen(key);

	if (!walk.object)
		return none;
	while (ec2a__span_next(&walk, &name, &value))
		if (name.text && is_name(name, key, size))
			return value;
	return none;
}

struct ec2a__span ec2a__span_first(struct ec2a__span array)
{
	struct ec2a__span_walk walk = ec2a__span_walk(array);
	struct ec2a__span value;

	if (ec2a__span_is_array(array) && ec2a__span_next(&walk, NULL, &value))
		return value;
	return none;
}

int ec2a__span_text(struct ec2a__span string, struct ec2a__buf *out)
{
	struct ec2a__span inside = ec2a__span_inside(string);
	int r;

	if (!inside.text)
		return 0;
	ec2a__buf_clear(out);
	r = ec2a__json_unescape(inside.text, inside.size, out);
	return r < 0 ? r : 1;
}

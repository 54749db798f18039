/* SPDX-License-Identifier: MIT */
#ifndef EC2A_JSON_SPAN_H
#define EC2A_JSON_SPAN_H

#include "buf.h"

#include <stddef.h>

/* A JSON value as the bytes it stands in: nested values of a record are read
 * without a tree and without an allocation. The text is one that went through
 * ec2a__json_check(); of any other nothing sensible comes out, but nothing bad happens. */
struct ec2a__span {
	const char *text; /* NULL: no such value. No white space around it */
	size_t size;
};

/* Goes through the members of an object or the elements of an array. */
struct ec2a__span_walk {
	const char *pos, *end;
	int object;
};

/* The value in a text, white space around it taken off. */
struct ec2a__span ec2a__span_of(const char *text, size_t size);

static inline int ec2a__span_stands_in(struct ec2a__span span, char first, char last)
{
	return span.size >= 2 && span.text[0] == first && span.text[span.size - 1] == last;
}

static inline int ec2a__span_is_object(struct ec2a__span span)
{
	return ec2a__span_stands_in(span, '{', '}');
}

static inline int ec2a__span_is_array(struct ec2a__span span)
{
	return ec2a__span_stands_in(span, '[', ']');
}

static inline int ec2a__span_is_string(struct ec2a__span span)
{
	return ec2a__span_stands_in(span, '"', '"');
}

int ec2a__span_is(struct ec2a__span span, const char *literal); /* true, false, null */

/* What stands between a string's quotes, escapes as they are; none for other values. */
static inline struct ec2a__span ec2a__span_inside(struct ec2a__span string)
{
	if (!ec2a__span_is_string(string))
		return (struct ec2a__span){ NULL, 0 };
	return (struct ec2a__span){ string.text + 1, string.size - 2 };
}

struct ec2a__span_walk ec2a__span_walk(struct ec2a__span container);
/* 1 and the next value, with its key (without quotes; none in an array); 0 at the end. */
int ec2a__span_next(struct ec2a__span_walk *walk, struct ec2a__span *ret_key, struct ec2a__span *ret_value);

/* The first member of this name, or none. */
struct ec2a__span ec2a__span_get(struct ec2a__span object, const char *key);
/* The first element, or none. */
struct ec2a__span ec2a__span_first(struct ec2a__span array);

/* A string's text, escapes undone and repaired, in place of what the buffer held: 1; 0 for other values; or an error. */
int ec2a__span_text(struct ec2a__span string, struct ec2a__buf *out);

#endif

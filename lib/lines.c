/* SPDX-License-Identifier: MIT */
#include "lines.h"

#include <ec2access/ec2access.h>
#include <string.h>

void ec2a__lines_init(struct ec2a__lines *lines, size_t max, struct ec2a__buf *bytes, size_t read)
{
	*lines = (struct ec2a__lines){ .max = max, .at = read, .byte = read };
	lines->bytes = *bytes;
	ec2a__buf_init(bytes, 0);
}

void ec2a__lines_free(struct ec2a__lines *lines)
{
	ec2a__buf_free(&lines->bytes);
}

int ec2a__lines_feed(struct ec2a__lines *lines, const void *data, size_t size)
{
	ec2a__buf_consume(&lines->bytes, lines->at);
	lines->at = 0;
	return size && ec2a__buf_add(&lines->bytes, data, size) < 0 ? EC2A_E_NOMEM : 0;
}

void ec2a__lines_finish(struct ec2a__lines *lines)
{
	lines->finished = 1;
}

static void move_on(struct ec2a__lines *lines, size_t size)
{
	lines->at += size;
	lines->byte += size;
	lines->searched = 0;
}

/* The rest of a line over the maximum: 1 when its end was met. */
static int drop_line(struct ec2a__lines *lines)
{
	size_t size = lines->bytes.len - lines->at;
	const char *rest = lines->bytes.data + lines->at;
	const char *end = size ? memchr(rest, '\n', size) : NULL;

	move_on(lines, end ? (size_t)(end - rest) + 1 : size);
	lines->dropping = !end;
	return end != NULL;
}

/* The line's bytes without its end: 1; 0 where the end is not there yet; EC2A_E_LIMIT. */
static int cut_line(struct ec2a__lines *lines, size_t *ret_size, size_t *ret_whole)
{
	size_t left = lines->bytes.len - lines->at;
	const char *line = lines->bytes.data + lines->at;
	const char *end = left > lines->searched ? memchr(line + lines->searched, '\n', left - lines->searched) : NULL;
	size_t size = end ? (size_t)(end - line) : left;

	lines->searched = left;
	if (size > lines->max && (size > lines->max + 1 || line[lines->max] != '\r'))
		return EC2A_E_LIMIT;
	if (!end && (!lines->finished || !left))
		return 0;
	*ret_whole = size + (end != NULL);
	*ret_size = size && line[size - 1] == '\r' ? size - 1 : size;
	return 1;
}

int ec2a__lines_next(struct ec2a__lines *lines, struct ec2a__line *ret_line)
{
	for (;;) {
		size_t size = lines->max, whole = lines->max;
		int r;

		if (!lines->bytes.len || (lines->dropping && !drop_line(lines)))
			return 0;
		r = cut_line(lines, &size, &whole);
		if (r == 0)
			return 0;
		lines->number++;
		*ret_line = (struct ec2a__line){ lines->bytes.data + lines->at, size, lines->byte, lines->number };
		lines->dropping = r < 0;
		move_on(lines, whole);
		if (r < 0 || size)
			return r;
	}
}

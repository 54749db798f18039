/* SPDX-License-Identifier: MIT */
/* What a growing file's lines are, and where the last of them ends. */
#include "lines.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define CHUNK 16384
#define FIRST_LINES 8 /* among which one of a log must be */
#define FIRST_LINE_MAX ((uint64_t)1 << 20)

int64_t lines_read(int fd, uint64_t at, char *buffer, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t got = pread(fd, buffer + done, size - done, (off_t)(at + done));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (int64_t)done;
}

/* ---- objects in lines ------------------------------------------------------------- */

struct balance {
	int depth, in_string, escaped;
	int closed; /* an object ended, and only blanks came since */
};

static void balance_add(struct balance *balance, char c)
{
	if (c == '\n') { /* no string goes over a line's end */
		balance->in_string = balance->escaped = 0;
	} else if (balance->in_string) {
		if (balance->escaped)
			balance->escaped = 0;
		else if (c == '\\')
			balance->escaped = 1;
		else if (c == '"')
			balance->in_string = 0;
	} else if (c == '{' || c == '[') {
		balance->depth++;
		balance->closed = 0;
	} else if (c == '}' || c == ']') {
		balance->depth -= balance->depth > 0;
		balance->closed = balance->depth == 0;
	} else {
		balance->in_string = c == '"';
		balance->closed = balance->closed && strchr(" \t\r", c);
	}
}

/* The first line is one whole object. */
static int first_is_object(int fd)
{
	struct balance balance = {0};
	char buffer[CHUNK];

	for (uint64_t at = 0; at < FIRST_LINE_MAX; at += CHUNK) {
		int64_t got = lines_read(fd, at, buffer, CHUNK);

		for (int64_t i = 0; i < got; i++) {
			if (buffer[i] == '\n')
				return balance.closed;
			balance_add(&balance, buffer[i]);
		}
		if (got < CHUNK)
			return 0;
	}
	return 0;
}

/* ---- logs ---------------------------------------------------------------------------- */

/* '0' stands for a digit, '_' for a digit or a blank, 'a' for a letter, the rest for itself. */
static int has_shape(const char *data, size_t size, const char *shape)
{
	size_t i = 0;

	for (; shape[i] && i < size; i++) {
		int digit = data[i] >= '0' && data[i] <= '9';
		int letter = (data[i] | 0x20) >= 'a' && (data[i] | 0x20) <= 'z';

		if (shape[i] == '0' ? !digit : shape[i] == '_' ? !digit && data[i] != ' ' :
		    shape[i] == 'a' ? !letter : data[i] != shape[i])
			return 0;
	}
	return !shape[i];
}

/* Behind the beginning of a log, as the library knows one: a line with a time of RFC 3164, or of RFC 3339 as a word of its
 * own (a table may have such a cell), or what journalctl says between lines. */
static int is_line(const char *line, size_t size)
{
	static const char *const notes[] = {"-- Boot ", "-- Reboot --", "-- No entries --", "-- Logs begin ",
					    "-- Journal begins "};
	size_t i = 0;

	if (has_shape(line, size, "aaa _0 00:00:00 "))
		return 1;
	for (size_t k = 0; k < sizeof(notes) / sizeof(notes[0]); k++)
		if (size >= strlen(notes[k]) && memcmp(line, notes[k], strlen(notes[k])) == 0)
			return 1;
	if (!has_shape(line, size, "0000-00-00T00:00:00"))
		return 0;
	while (i < size && line[i] && strchr("0123456789-T:.+Z", line[i]))
		i++;
	return i < size && line[i] == ' ';
}

/* Rotation may have left the end of a message at the begin, and journalctl a note. */
static int some_are(const char *head, size_t size)
{
	for (int lines = 0; lines < FIRST_LINES && size; lines++) {
		const char *end = memchr(head, '\n', size);
		size_t line = end ? (size_t)(end - head) : size;

		if (line && (head[0] == '{' || head[0] == '['))
			return 0;
		if (is_line(head, line))
			return 1;
		size -= end ? line + 1 : size;
		head += line + (end != NULL);
	}
	return 0;
}

int lines_are(int fd, const char *head, size_t size)
{
	if (size && head[0] == '{')
		return first_is_object(fd);
	return some_are(head, size);
}

/* ---- the last line -------------------------------------------------------------------- */

/* Where the last line begins that satisfies: of JSON one that begins with an object, else one behind a line's end. */
static int64_t last_begin(int fd, uint64_t from, uint64_t size, int json)
{
	char buffer[CHUNK + 1];

	for (uint64_t end = size; end > from;) {
		uint64_t begin = end - from > CHUNK ? end - CHUNK : from;
		uint64_t first = begin > from ? begin - 1 : begin; /* one more, to see the line's end before it */
		size_t wanted = (size_t)(end - first);

		if (lines_read(fd, first, buffer, wanted) != (int64_t)wanted)
			return -1;
		for (size_t i = wanted; i-- > 0;) {
			int behind_end = first + i == from || (i > 0 && buffer[i - 1] == '\n');

			if (json ? buffer[i] == '{' && behind_end : buffer[i] == '\n')
				return (int64_t)(first + i + !json);
		}
		end = begin;
	}
	return (int64_t)from;
}

int64_t lines_end(int fd, uint64_t from, uint64_t size)
{
	struct balance balance = {0};
	char buffer[CHUNK];
	int64_t safe;

	if (lines_read(fd, 0, buffer, 1) < 0)
		return -1;
	safe = last_begin(fd, from, size, size && buffer[0] == '{');
	if (safe < 0 || buffer[0] != '{')
		return safe;
	for (uint64_t at = (uint64_t)safe; at < size;) {
		size_t wanted = size - at < CHUNK ? (size_t)(size - at) : CHUNK;

		if (lines_read(fd, at, buffer, wanted) != (int64_t)wanted)
			return -1;
		for (size_t i = 0; i < wanted; i++) {
			balance_add(&balance, buffer[i]);
			if (balance.depth == 0 && buffer[i] == '\n')
				safe = (int64_t)(at + i + 1);
		}
		at += wanted;
	}
	return balance.closed ? (int64_t)size : safe;
}

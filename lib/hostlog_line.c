/* SPDX-License-Identifier: MIT */
/* The envelope of a host log line: RFC 3164, RFC 3339 as rsyslog and journalctl -o short-iso write it. */
#include "hostlog.h"

#include "ascii.h"

#define LOOK_LINES 8   /* of the beginning, in which a whole line must stand */
#define LOOK_BYTES 4096

/* RFC 3339 with its zone, or a local time without one. */
static int read_iso(struct ec2a__text word, int64_t zone_us, struct ec2a__host_line *line)
{
	size_t clock = ec2a__text_find(word, "T");

	/* Nothing but this form: ec2a__time_parse() also takes a date and time in two words. */
	if (clock == EC2A__NOWHERE || !ec2a__time_parse(word.data, word.size, &line->time_us))
		return 0;
	word = ec2a__text_part(word, clock, word.size);
	if (!memchr(word.data, 'Z', word.size) && !memchr(word.data, '+', word.size) &&
	    !memchr(word.data, '-', word.size))
		line->time_us -= zone_us;
	line->has_time = 1;
	return 1;
}

static int read_time(struct ec2a__text *rest, int64_t zone_us, struct ec2a__host_line *line)
{
	size_t size = ec2a__time_yearless(rest->data, rest->size, zone_us, &line->yearless);

	line->when = ec2a__text_part(*rest, 0, size);
	if (size && size < rest->size && rest->data[size] == ' ') {
		line->year_open = 1;
		*rest = ec2a__text_part(*rest, size + 1, rest->size);
		return 1;
	}
	if (!rest->size || !ec2a__is_digit(rest->data[0]))
		return 0;
	line->when = ec2a__text_word(rest);
	return read_iso(line->when, zone_us, line);
}

/* "sshd[2301]: ", "sudo: ": 1, or 0 where none stands there. */
static int read_tag(struct ec2a__text *rest, struct ec2a__host_line *line)
{
	struct ec2a__text text = *rest;
	size_t n = 0, pid;

	while (n < text.size && !strchr("[: ", text.data[n]))
		n++;
	line->program = ec2a__text_part(text, 0, n);
	if (n < text.size && text.data[n] == '[') {
		pid = ++n;
		while (n < text.size && ec2a__is_digit(text.data[n]))
			n++;
		if (n == text.size || text.data[n] != ']' || n == pid)
			return 0;
		line->pid = ec2a__text_part(text, pid, n++);
	}
	if (!line->program.size || n >= text.size || text.data[n] != ':')
		return 0;
	*rest = ec2a__text_part(text, n + 1, text.size);
	ec2a__text_take(rest, " ");
	return 1;
}

int ec2a__host_line_read(const char *text, size_t size, int64_t zone_us, struct ec2a__host_line *ret_line)
{
	struct ec2a__host_line line = { .has_time = 0 };
	struct ec2a__text rest = { text, size };

	if (!read_time(&rest, zone_us, &line))
		return 0;
	/* journalctl --no-hostname: the tag is the first word. */
	if (!read_tag(&rest, &line)) {
		line.pid = (struct ec2a__text){ NULL, 0 };
		line.host = ec2a__text_word(&rest);
		if (!line.host.size || !read_tag(&rest, &line))
			return 0;
	}
	line.message = rest;
	*ret_line = line;
	return 1;
}

int ec2a__host_line_is_note(const char *text, size_t size)
{
	static const char *const beginnings[] = { "-- Boot ", "-- Reboot --", "-- No entries --", "-- Logs begin ",
						  "-- Journal begins " };
	struct ec2a__text line = { text, size };

	for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++)
		if (ec2a__text_take(&line, beginnings[i]))
			return 1;
	return 0;
}

static int is_line(struct ec2a__text line)
{
	struct ec2a__host_line ignored;

	return ec2a__host_line_read(line.data, line.size, 0, &ignored) || ec2a__host_line_is_note(line.data, line.size);
}

int ec2a__host_looks(const char *text, size_t size, int at_end)
{
	struct ec2a__text rest = { text, size < LOOK_BYTES ? size : LOOK_BYTES };
	int whole = at_end || size >= LOOK_BYTES;

	for (int lines = 0; lines < LOOK_LINES;) {
		const char *end = rest.size ? memchr(rest.data, '\n', rest.size) : NULL;
		size_t line = end ? (size_t)(end - rest.data) : rest.size;
		struct ec2a__text blank = rest;

		while (ec2a__text_take(&blank, " ") || ec2a__text_take(&blank, "\t"))
			;
		if (!blank.size)
			return whole ? 0 : -1;
		if (blank.data[0] == '{' || blank.data[0] == '[')
			return 0;
		if (!end && !whole)
			return -1;
		if (is_line(ec2a__text_part(rest, 0, line)))
			return 1;
		if (!end)
			return 0;
		lines += line > 0;
		rest = ec2a__text_part(rest, line + 1, rest.size);
	}
	return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * An entry of journald as JSON. A value is a string; an array of numbers, where it is not UTF-8; null, where it is too
 * large; an array of such values, where the entry has the field twice: the first counts.
 */
#include "hostlog.h"

#include "ascii.h"
#include "json_check.h"
#include "json_span.h"
#include "record_parts.h"

#define MICROSECONDS_DIGITS 17 /* of the year 5138; more would be no time, and overflow */

void ec2a__host_journal_init(struct ec2a__host_journal *journal)
{
	ec2a__buf_init(&journal->host, SIZE_MAX);
	ec2a__buf_init(&journal->program, SIZE_MAX);
	ec2a__buf_init(&journal->pid, SIZE_MAX);
	ec2a__buf_init(&journal->message, SIZE_MAX);
	ec2a__buf_init(&journal->when, SIZE_MAX);
}

void ec2a__host_journal_free(struct ec2a__host_journal *journal)
{
	ec2a__buf_free(&journal->host);
	ec2a__buf_free(&journal->program);
	ec2a__buf_free(&journal->pid);
	ec2a__buf_free(&journal->message);
	ec2a__buf_free(&journal->when);
}

int ec2a__host_journal_is(const char *object, const struct ec2a__member *members, size_t n_members)
{
	return ec2a__record_member(object, members, n_members, "__REALTIME_TIMESTAMP").text &&
	       (ec2a__record_member(object, members, n_members, "MESSAGE").text ||
		ec2a__record_member(object, members, n_members, "__CURSOR").text);
}

int ec2a__host_journal_matters(const char *object, const struct ec2a__member *members, size_t n_members)
{
	struct ec2a__span value = ec2a__record_member(object, members, n_members, "SYSLOG_IDENTIFIER");
	struct ec2a__span program = ec2a__span_inside(value);

	/* What is no plain string is looked at closely. */
	return !program.text || memchr(program.text, '\\', program.size) ||
	       ec2a__host_program_matters((struct ec2a__text){ program.text, program.size });
}

/* A byte's number, or -1. */
static int byte_of(struct ec2a__span value)
{
	int number = 0;

	if (!value.size || value.size > 3)
		return -1;
	for (size_t i = 0; i < value.size; i++) {
		if (!ec2a__is_digit(value.text[i]))
			return -1;
		number = number * 10 + (value.text[i] - '0');
	}
	return number < 256 ? number : -1;
}

/* 1; 0 where it is no array of bytes; or an error. */
static int read_bytes(struct ec2a__span array, struct ec2a__buf *out)
{
	struct ec2a__span_walk walk = ec2a__span_walk(array);
	struct ec2a__span value;

	ec2a__buf_clear(out);
	while (ec2a__span_next(&walk, NULL, &value)) {
		int byte = byte_of(value);

		if (byte < 0)
			return 0;
		if (ec2a__buf_addc(out, (char)byte) < 0)
			return EC2A_E_NOMEM;
	}
	return 1;
}

/* Absent where it is null or something else. 0 or EC2A_E_NOMEM. */
static int read_value(struct ec2a__span value, struct ec2a__buf *buf, struct ec2a__text *ret_text)
{
	int r = 0;

	if (ec2a__span_is_array(value)) {
		struct ec2a__span first = ec2a__span_first(value);

		if (byte_of(first) < 0)
			value = first;
	}
	if (ec2a__span_is_string(value))
		r = ec2a__span_text(value, buf);
	else if (ec2a__span_is_array(value))
		r = read_bytes(value, buf);
	if (r == 1)
		*ret_text = (struct ec2a__text){ buf->len ? buf->data : "", buf->len };
	return r < 0 ? EC2A_E_NOMEM : 0;
}

struct entry {
	const char *object;
	const struct ec2a__member *members;
	size_t n_members;
};

/* The first of two fields that is there. */
static int read_field(const struct entry *entry, const char *key, const char *or_key, struct ec2a__buf *buf,
		      struct ec2a__text *ret_text)
{
	int r = read_value(ec2a__record_member(entry->object, entry->members, entry->n_members, key), buf, ret_text);

	if (r == 0 && or_key && !ret_text->data)
		r = read_value(ec2a__record_member(entry->object, entry->members, entry->n_members, or_key), buf, ret_text);
	return r;
}

static int read_microseconds(struct ec2a__text text, int64_t *ret_us)
{
	int64_t us = 0;

	if (!ec2a__host_is_number(text) || text.size > MICROSECONDS_DIGITS)
		return 0;
	for (size_t i = 0; i < text.size; i++)
		us = us * 10 + (text.data[i] - '0');
	*ret_us = us;
	return 1;
}

/* Anybody can write under the identifier "sshd"; journald itself says which program did. The Instance Connect agent
 * writes by logger. */
static void doubt_program(const struct entry *entry, struct ec2a__text *program)
{
	struct ec2a__span command = ec2a__span_inside(ec2a__record_member(entry->object, entry->members,
									  entry->n_members, "_COMM"));
	struct ec2a__text name = { command.text, command.size };
	struct ec2a__text ssh = name;

	if (!name.data)
		return;
	if (program->size >= 4 && memcmp(program->data, "sshd", 4) == 0 && !ec2a__text_take(&ssh, "sshd"))
		*program = name;
	else if (ec2a__text_is(*program, "sudo") && !ec2a__text_is(name, "sudo"))
		*program = name;
}

int ec2a__host_journal_read(const char *object, const struct ec2a__member *members, size_t n_members,
			    struct ec2a__host_journal *journal, struct ec2a__host_line *ret_line)
{
	struct entry entry = { object, members, n_members };
	struct ec2a__host_line line = { .has_time = 0 };
	int r;

	/* journalctl, too, shows the time at which the program wrote, not that at which journald read. */
	if ((r = read_field(&entry, "_SOURCE_REALTIME_TIMESTAMP", "__REALTIME_TIMESTAMP", &journal->when, &line.when)) < 0 ||
	    (r = read_field(&entry, "_HOSTNAME", NULL, &journal->host, &line.host)) < 0 ||
	    (r = read_field(&entry, "SYSLOG_IDENTIFIER", "_COMM", &journal->program, &line.program)) < 0 ||
	    (r = read_field(&entry, "_PID", "SYSLOG_PID", &journal->pid, &line.pid)) < 0 ||
	    (r = read_field(&entry, "MESSAGE", NULL, &journal->message, &line.message)) < 0)
		return r;
	line.has_time = read_microseconds(line.when, &line.time_us);
	doubt_program(&entry, &line.program);
	*ret_line = line;
	return 0;
}

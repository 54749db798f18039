/* SPDX-License-Identifier: MIT */
/* What a host log line says, as an event. */
#include "hostlog.h"

#include "buf.h"

int ec2a__host_class(int kind)
{
	switch (kind) {
	case EC2A__HOST_OTHER:
		return EC2A_CLASS_OTHER;
	case EC2A__HOST_KEY_ASKED:
	case EC2A__HOST_FAILED:
	case EC2A__HOST_REFUSED:
		return EC2A_CLASS_CONTEXT;
	default:
		return EC2A_CLASS_ACCESS;
	}
}

static int set(struct ec2a_event *event, int field, struct ec2a__text text)
{
	return text.data ? ec2a__event_set(event, field, text.data, text.size) : 0;
}

static int set_number(struct ec2a_event *event, int field, uint64_t number)
{
	struct ec2a__buf buf;
	int r;

	ec2a__buf_init(&buf, 32);
	r = ec2a__buf_addu(&buf, number);
	if (r == 0)
		r = ec2a__event_set(event, field, buf.data, buf.len);
	ec2a__buf_free(&buf);
	return r;
}

/* The one name of a program that has had several. */
static struct ec2a__text source_of(struct ec2a__text program)
{
	if (ec2a__text_is(program, "sshd-session") || ec2a__text_is(program, "sshd-auth"))
		program.size = sizeof "sshd" - 1;
	return program;
}

static void place_year(const struct ec2a__host_settings *settings, struct ec2a_event *event)
{
	struct ec2a__host_about *about = event->host;

	if (settings->year != EC2A__YEAR_OPEN)
		event->has_time = ec2a__time_place_year(&about->yearless, settings->reference_us, &event->time_us);
	about->year = event->has_time ? settings->year : EC2A__YEAR_OPEN;
	about->file_time = settings->file_time;
	about->file_time_us = settings->file_time_us;
}

static int set_time(const struct ec2a__host_settings *settings, const struct ec2a__host_line *line,
		    struct ec2a_event *event)
{
	char text[EC2A__TIME_TEXT];

	event->has_time = line->has_time;
	event->time_us = line->time_us;
	if (line->year_open) {
		event->host->yearless = line->yearless;
		place_year(settings, event);
	}
	if (!event->has_time)
		return set(event, EC2A_FIELD_EVENT_TIME, line->when);
	return set(event, EC2A_FIELD_EVENT_TIME, ec2a__text_of(ec2a__time_format(event->time_us, text)));
}

/* What tells lines of one time apart (ruling 2): a NUL stands in none of these but by somebody's hand. */
static int make_digest(const struct ec2a__host_line *line, struct ec2a_event *event)
{
	const struct ec2a__text parts[] = { line->host, line->program, line->pid, line->message };
	struct ec2a__buf buf;
	int r = 0;

	ec2a__buf_init(&buf, SIZE_MAX);
	for (size_t i = 0; r == 0 && i < sizeof parts / sizeof parts[0]; i++) {
		if (parts[i].size)
			r = ec2a__buf_add(&buf, parts[i].data, parts[i].size);
		if (r == 0)
			r = ec2a__buf_addc(&buf, '\0');
	}
	if (r == 0)
		r = ec2a__sha256(buf.data, buf.len, event->digest);
	ec2a__buf_free(&buf);
	return r;
}

static int fill(const struct ec2a__host_settings *settings, const struct ec2a__host_line *line,
		const struct ec2a__host_said *said, struct ec2a_event *event)
{
	int r;

	if ((r = set_time(settings, line, event)) < 0 || (r = set(event, EC2A_FIELD_HOST, line->host)) < 0 ||
	    (r = set(event, EC2A_FIELD_PROCESS_ID, line->pid)) < 0 ||
	    (r = set(event, EC2A_FIELD_EVENT_SOURCE, source_of(line->program))) < 0 ||
	    (r = set(event, EC2A_FIELD_EVENT_NAME, said->name)) < 0 ||
	    (r = set_number(event, EC2A_FIELD_LINE, event->host->line)) < 0)
		return r;
	if (settings->file && (r = set(event, EC2A_FIELD_FILE, ec2a__text_of(settings->file))) < 0)
		return r;
	if ((r = set(event, EC2A_FIELD_INSTANCE_ID, settings->instance)) < 0)
		return r;
	for (int field = 1; field < EC2A__FIELDS; field++)
		if ((r = set(event, field, said->fields[field])) < 0)
			return r;
	return event->class == EC2A_CLASS_ACCESS ? make_digest(line, event) : 0;
}

int ec2a__host_event(const struct ec2a__host_settings *settings, const void *raw, size_t raw_size, uint64_t number,
		     const struct ec2a__host_line *line, const struct ec2a__host_said *said, ec2a_event **ret_event)
{
	struct ec2a_event *event = ec2a__event_new(raw, raw_size);
	int r = event ? ec2a__event_set_host(event) : EC2A_E_NOMEM;

	if (r == 0) {
		event->class = ec2a__host_class(said->kind);
		event->host->kind = said->kind;
		event->host->line = number;
		r = fill(settings, line, said, event);
	}
	if (r < 0) {
		ec2a_event_unref(event);
		return EC2A_E_NOMEM;
	}
	*ret_event = event;
	return 0;
}

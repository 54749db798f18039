/* SPDX-License-Identifier: MIT */
#ifndef EC2A_HOSTLOG_KIT_H
#define EC2A_HOSTLOG_KIT_H

#include "test.h"

#include <ec2access/ec2access.h>

/* Host logs through the parser, and what came out as text. */

struct kit_text {
	char data[65536];
	size_t size;
};

static inline void kit_put(struct kit_text *out, const char *text)
{
	size_t size = strlen(text);

	if (out->size + size < sizeof out->data) {
		memcpy(out->data + out->size, text, size + 1);
		out->size += size;
	}
}

/* "access Accepted publickey source_ip=... ": without what the envelope tells. */
static inline void kit_put_said(struct kit_text *out, const ec2a_event *event)
{
	const char *name = ec2a_event_str(event, EC2A_FIELD_EVENT_NAME);

	kit_put(out, ec2a_enum_name(EC2A_ENUM_CLASS, ec2a_event_class(event)));
	if (name) {
		kit_put(out, " ");
		kit_put(out, name);
	}
	for (int field = EC2A_FIELD_EVENT_TIME + 1; field < EC2A_FIELD_FILE; field++) {
		const char *text = ec2a_event_str(event, field);

		if (!text || field == EC2A_FIELD_HOST || field == EC2A_FIELD_PROCESS_ID)
			continue;
		kit_put(out, " ");
		kit_put(out, ec2a_enum_name(EC2A_ENUM_FIELD, field));
		kit_put(out, "=");
		kit_put(out, text);
	}
}

/* "1 2026-02-03T08:15:09Z host sshd[2301] " and that. */
static inline void kit_put_line(struct kit_text *out, const ec2a_event *event)
{
	static const int fields[] = { EC2A_FIELD_LINE, EC2A_FIELD_EVENT_TIME, EC2A_FIELD_HOST, EC2A_FIELD_EVENT_SOURCE,
				      EC2A_FIELD_PROCESS_ID };

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		const char *text = ec2a_event_str(event, fields[i]);

		kit_put(out, text ? text : "-");
		kit_put(out, " ");
	}
	kit_put_said(out, event);
	kit_put(out, "\n");
}

typedef void (*kit_put_fn)(struct kit_text *out, const ec2a_event *event);

static inline void kit_drain(ec2a_parser *parser, kit_put_fn put, struct kit_text *out)
{
	ec2a_event *event;
	char fault[512];
	int r;

	while ((r = ec2a_parser_next(parser, &event)) != 0) {
		if (r == 1) {
			put(out, event);
			ec2a_event_unref(event);
			continue;
		}
		snprintf(fault, sizeof fault, "%s %d %d: %s\n", ec2a_enum_name(EC2A_ENUM_ERROR, r),
			 (int)ec2a_parser_error_record(parser), (int)ec2a_parser_error_byte(parser),
			 ec2a_parser_error(parser));
		kit_put(out, fault);
		if (r == EC2A_E_ARG || r == EC2A_E_NOMEM)
			return;
	}
}

/* The first bytes, then steps of so many. */
static inline void kit_read(ec2a_config *config, const char *data, size_t size, size_t first, size_t step,
			    kit_put_fn put, struct kit_text *out)
{
	ec2a_parser *parser = NULL;
	char counts[128];

	out->size = 0;
	out->data[0] = '\0';
	CU_ASSERT_FATAL(ec2a_parser_new(config, &parser) == 0);
	for (size_t pos = 0, n = first; pos < size; pos += n, n = step) {
		/* exactly as large as it is, so that a sanitizer sees a read past the end */
		char *copy;

		n = size - pos < n ? size - pos : n;
		copy = malloc(n ? n : 1);
		memcpy(copy, data + pos, n);
		CU_ASSERT(ec2a_parser_feed(parser, copy, n) == 0);
		free(copy);
		kit_drain(parser, put, out);
	}
	CU_ASSERT(ec2a_parser_finish(parser) == 0);
	kit_drain(parser, put, out);
	if (put == kit_put_line) {
		snprintf(counts, sizeof counts, "files %d %d %d records %d lines %d = %d + %d",
			 (int)ec2a_parser_count(parser, EC2A_COUNT_FILES_READ),
			 (int)ec2a_parser_count(parser, EC2A_COUNT_FILES_SKIPPED),
			 (int)ec2a_parser_count(parser, EC2A_COUNT_FILES_FAILED),
			 (int)ec2a_parser_count(parser, EC2A_COUNT_RECORDS_TOTAL),
			 (int)ec2a_parser_count(parser, EC2A_COUNT_LINES_TOTAL),
			 (int)ec2a_parser_count(parser, EC2A_COUNT_LINES_ACCESS),
			 (int)ec2a_parser_count(parser, EC2A_COUNT_LINES_OTHER));
		kit_put(out, counts);
	}
	ec2a_parser_free(parser);
}

static inline ec2a_config *kit_config(int events)
{
	ec2a_config *config = NULL;

	CU_ASSERT_FATAL(ec2a_config_new(&config) == 0);
	CU_ASSERT(ec2a_config_set_int(config, EC2A_OPT_EVENTS, events) == 0);
	return config;
}

/* What one line says, whatever it is. */
static inline const char *kit_said(const char *line)
{
	static struct kit_text out;
	ec2a_config *config = kit_config(EC2A_EVENTS_ALL);

	kit_read(config, line, strlen(line), strlen(line), 1, kit_put_said, &out);
	ec2a_config_unref(config);
	return out.data;
}

#endif

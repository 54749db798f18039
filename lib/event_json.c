/* SPDX-License-Identifier: MIT */
#include "event_build.h"

#include "json_tree.h"
#include "mem.h"
#include "names.h"
#include "utf8.h"

#include <string.h>

/* The deepest that EC2A_OPT_JSON_DEPTH can be set to: what was read once can be read again. */
#define DEPTH_MAX 512

/* Absent is null, and so is empty. */
static int add_member(struct ec2a__buf *buf, const char *key, const char *text)
{
	int r = ec2a__utf8_add_json(buf, key, strlen(key));

	if (r == 0)
		r = ec2a__buf_addc(buf, ':');
	if (r == 0)
		r = text && *text ? ec2a__utf8_add_json(buf, text, strlen(text)) : ec2a__buf_adds(buf, "null");
	return r;
}

int ec2a__event_add_json(struct ec2a__buf *buf, const ec2a_event *event)
{
	int r = ec2a__buf_addc(buf, '{');

	for (int field = 1; r == 0 && field < EC2A__FIELDS; field++) {
		r = add_member(buf, ec2a__name(EC2A_ENUM_FIELD, field), event->str[field]);
		if (r == 0)
			r = ec2a__buf_addc(buf, ',');
	}
	if (r == 0)
		r = add_member(buf, "class", ec2a__name(EC2A_ENUM_CLASS, event->class));
	return r == 0 ? ec2a__buf_addc(buf, '}') : r;
}

/* The buffer's text for the caller; the buffer is done with. */
static int hand_out(struct ec2a__buf *buf, int r, char **ret_text)
{
	char *text = NULL;

	if (r >= 0)
		text = buf->len ? ec2a__buf_steal(buf) : ec2a__strdup("");
	ec2a__buf_free(buf);
	if (!text)
		return r < 0 && r != EC2A_E_LIMIT ? r : EC2A_E_NOMEM;
	*ret_text = text;
	return r;
}

int ec2a_event_to_json(const ec2a_event *event, char **ret_json)
{
	struct ec2a__buf buf;

	if (!event || !ret_json)
		return EC2A_E_ARG;
	ec2a__buf_init(&buf, SIZE_MAX);
	return hand_out(&buf, ec2a__event_add_json(&buf, event), ret_json);
}

int ec2a_event_pointer(const ec2a_event *event, const char *pointer, char **ret_text)
{
	const struct ec2a__json *node = NULL;
	struct ec2a__json *root;
	struct ec2a__json_fault fault;
	struct ec2a__buf buf;
	int r;

	if (!event || !pointer || !ret_text)
		return EC2A_E_ARG;
	if (event->no_parameters)
		return EC2A_E_RECORD;
	r = ec2a__json_parse(event->raw, event->raw_size, DEPTH_MAX, &root, &fault);
	if (r < 0)
		return r == EC2A_E_NOMEM ? r : EC2A_E_RECORD;
	ec2a__buf_init(&buf, SIZE_MAX);
	r = ec2a__json_pointer(root, pointer, &node);
	if (r == 1) {
		r = ec2a__json_add_text(node, &buf);
		r = hand_out(&buf, r < 0 ? r : 1, ret_text);
	}
	ec2a__json_free(root);
	return r;
}

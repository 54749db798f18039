/* SPDX-License-Identifier: MIT */
#include "who.h"

#include <string.h>

static const char *str(const ec2a_event *event, int field)
{
	const char *text = ec2a_event_str(event, field);

	return text && *text ? text : NULL;
}

static void add_other(struct text *text, const ec2a_event *event)
{
	static const int fields[] = {EC2A_FIELD_PRINCIPAL_ARN, EC2A_FIELD_INVOKED_BY, EC2A_FIELD_ACCESS_KEY_ID};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		const char *found = str(event, fields[i]), *slash = found ? strrchr(found, '/') : NULL;

		if (found) {
			text_adds(text, slash && slash[1] ? slash + 1 : found);
			return;
		}
	}
}

void who_add(struct text *text, const ec2a_event *event)
{
	const char *name = str(event, EC2A_FIELD_PRINCIPAL_NAME), *session = str(event, EC2A_FIELD_SESSION_NAME);
	const char *type = str(event, EC2A_FIELD_PRINCIPAL_TYPE);

	if (type && strcmp(type, "Root") == 0) {
		text_adds(text, "root user");
		return;
	}
	if (name)
		text_adds(text, name);
	if (name && session)
		text_adds(text, "/");
	if (session)
		text_adds(text, session);
	if (!name && !session)
		add_other(text, event);
	if (!text->len && str(event, EC2A_FIELD_LINE) && str(event, EC2A_FIELD_OS_USER)) {
		text_adds(text, "as ");
		text_adds(text, str(event, EC2A_FIELD_OS_USER));
	}
}

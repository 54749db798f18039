/* SPDX-License-Identifier: MIT */
#ifndef EC2A_EVENT_FILL_H
#define EC2A_EVENT_FILL_H

#include "event_build.h"
#include "test.h"

/* An event for the tests of what comes after reading: fields by hand, as record.c would set them. */
struct ec2a_test_field {
	int field; /* 0 ends the list */
	const char *text;
};

#define SSM "ssm.amazonaws.com"
#define GUICONNECT "ssm-guiconnect.amazonaws.com"
#define EIC "ec2-instance-connect.amazonaws.com"

static inline ec2a_event *ec2a_test_event(const char *source, const char *name, const struct ec2a_test_field *fields)
{
	struct ec2a_event *event = ec2a__event_new("{}", 2);
	int r = 0;

	if (!event)
		abort();
	event->class = EC2A_CLASS_ACCESS;
	r |= ec2a__event_set(event, EC2A_FIELD_EVENT_SOURCE, source, strlen(source));
	r |= ec2a__event_set(event, EC2A_FIELD_EVENT_NAME, name, strlen(name));
	for (; fields && fields->field; fields++)
		r |= ec2a__event_set(event, fields->field, fields->text, strlen(fields->text));
	if (r)
		abort();
	return event;
}

#define FIELDS(...) ((const struct ec2a_test_field[]){ __VA_ARGS__, { 0, NULL } })

#endif

/* SPDX-License-Identifier: MIT */
#include "gather.h"

#include "run.h"

#include <stdint.h>
#include <stdlib.h>

int gather(ec2a_event *event, void *user)
{
	struct gathered *events = user;

	if (events->n == events->cap) {
		size_t cap = events->cap ? events->cap * 2 : 256;
		ec2a_event **items = NULL;

		if (cap <= SIZE_MAX / sizeof(ec2a_event *))
			items = realloc(events->items, cap * sizeof(ec2a_event *));
		if (!items)
			return EC2A_E_NOMEM;
		events->items = items;
		events->cap = cap;
	}
	events->items[events->n++] = ec2a_event_ref(event);
	return 0;
}

void gather_settle(struct gathered *events)
{
	size_t kept = 0;

	run_need(ec2a_events_settle(events->items, events->n, &kept));
	while (events->n > kept)
		ec2a_event_unref(events->items[--events->n]);
}

void gather_free(struct gathered *events)
{
	while (events->n)
		ec2a_event_unref(events->items[--events->n]);
	free(events->items);
}

ec2a_access *gather_classify(ec2a_config *config, const ec2a_event *event)
{
	ec2a_access *access = NULL;

	if (ec2a_event_class(event) == EC2A_CLASS_ACCESS)
		run_need(ec2a_classify(config, event, &access));
	return access;
}

const char *gather_verdict(const ec2a_access *access, int field, int enumeration)
{
	int value = access ? ec2a_access_int(access, field) : 0;

	return value ? ec2a_enum_name(enumeration, value) : NULL;
}

/* SPDX-License-Identifier: MIT */
#include "gather.h"

#include "calendar.h"
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

struct timed {
	ec2a_event *event;
	int64_t us; /* INT64_MIN: nobody knows */
	size_t place;
};

static int compare(const void *left, const void *right)
{
	const struct timed *a = left, *b = right;
	int order = (a->us > b->us) - (a->us < b->us);

	return order ? order : (a->place > b->place) - (a->place < b->place);
}

/* Lines of a log without years stand where their year puts them. */
static void order(struct gathered *events, const ec2a_correlator *correlator)
{
	struct timed *timed = need_memory(NULL, events->n, sizeof(struct timed));

	for (size_t i = 0; i < events->n; i++) {
		timed[i] = (struct timed){events->items[i], INT64_MIN, i};
		if (ec2a_correlator_event_time(correlator, events->items[i], &timed[i].us) != 1)
			timed[i].us = INT64_MIN;
	}
	if (events->n)
		qsort(timed, events->n, sizeof(struct timed), compare);
	for (size_t i = 0; i < events->n; i++)
		events->items[i] = timed[i].event;
	free(timed);
}

void gather_settle(struct gathered *events, const ec2a_correlator *correlator)
{
	size_t kept = 0;

	run_need(ec2a_events_settle(events->items, events->n, &kept));
	while (events->n > kept)
		ec2a_event_unref(events->items[--events->n]);
	order(events, correlator);
}

const char *gather_time(const ec2a_correlator *correlator, const ec2a_event *event, struct text *room)
{
	int64_t us;

	if (!ec2a_event_str(event, EC2A_FIELD_LINE) || ec2a_correlator_event_time(correlator, event, &us) != 1)
		return ec2a_event_str(event, EC2A_FIELD_EVENT_TIME);
	calendar_add_iso(room, us);
	return text_str(room);
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

/* SPDX-License-Identifier: MIT */
#ifndef GATHER_H
#define GATHER_H

#include "text.h"

#include <ec2access/ec2access.h>
#include <stddef.h>

/* Events kept from a scan, and what they show by themselves. */
struct gathered {
	ec2a_event **items;
	size_t n, cap;
};

/* An ec2a_event_fn; user is a struct gathered. */
int gather(ec2a_event *event, void *user);

/* Copies go, the rest stands in order of the correlator's time, then event id. */
void gather_settle(struct gathered *events, const ec2a_correlator *correlator);

/* A record's time as logged; a line's, which has no year or counts microseconds, as 2019-04-03T19:27:31Z, made in room.
 * NULL where there is none. */
const char *gather_time(const ec2a_correlator *correlator, const ec2a_event *event, struct text *room);

void gather_free(struct gathered *events);

/* What the classifier says of one event; NULL where it is no access event. ec2a_access_free() it. */
ec2a_access *gather_classify(ec2a_config *config, const ec2a_event *event);

#endif

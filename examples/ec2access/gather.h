/* SPDX-License-Identifier: MIT */
#ifndef GATHER_H
#define GATHER_H

#include <ec2access/ec2access.h>
#include <stddef.h>

/* Events kept from a scan, and what they show by themselves. */
struct gathered {
	ec2a_event **items;
	size_t n, cap;
};

/* An ec2a_event_fn; user is a struct gathered. */
int gather(ec2a_event *event, void *user);

/* Copies go, the rest stands in order of time, then event id. */
void gather_settle(struct gathered *events);
void gather_free(struct gathered *events);

/* What the classifier says of one event; NULL where it is no access event. ec2a_access_free() it. */
ec2a_access *gather_classify(ec2a_config *config, const ec2a_event *event);

/* The name of a verdict, or NULL where there is none. */
const char *gather_verdict(const ec2a_access *access, int field, int enumeration);

#endif

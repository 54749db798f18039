/* SPDX-License-Identifier: MIT */
#ifndef FILTER_H
#define FILTER_H

#include "options.h"

#include <ec2access/ec2access.h>

/* Whether a row is asked for. Filters choose rows, never evidence: they are asked after everything was joined. */
int filter_wants(const struct options *options, const ec2a_session *session);

/* The row's start, else its first event's time. 1, or 0 when it has neither. */
int filter_time(const ec2a_session *session, int64_t *ret_us);

/* The same of one event, by what it shows itself; access is NULL for one that is no access event. */
int filter_wants_event(const struct options *options, const ec2a_event *event, const ec2a_access *access);

/* Whether the event names one of the instances. */
int filter_event_names(const struct values *instances, const ec2a_event *event);

/* Whether --since and --until let a time through. */
int filter_time_between(const struct options *options, int64_t us);

#endif

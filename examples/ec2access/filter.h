/* SPDX-License-Identifier: MIT */
#ifndef FILTER_H
#define FILTER_H

#include "options.h"

#include <ec2access/ec2access.h>

/* Whether a row is asked for. Filters choose rows, never evidence: they are asked after everything was joined. */
int filter_wants(const struct options *options, const ec2a_session *session);

/* Whether it is a command or a fetched password that nobody asked for; a row that is one stays one. */
int filter_hides_action(const struct options *options, const ec2a_session *session);

/* The row's start, else its first event's time. 1, or 0 when it has neither. */
int filter_time(const ec2a_session *session, int64_t *ret_us);

/* The same of one event. Its method, surface and outcome are those of the session that it belongs to, which may also
 * know its instance; session is NULL where there is none, and access for one that is no access event. Its time is the
 * correlator's. */
int filter_wants_event(const struct options *options, const ec2a_correlator *correlator, const ec2a_event *event,
		       const ec2a_access *access, const ec2a_session *session);

/* Whether that asks for the session: reading all of them is spared where nobody does. */
int filter_needs_session(const struct options *options);

/* Whether the text is one of those; NULL is none. */
int filter_has(const struct values *values, const char *text);

/* Whether the session is one on these instances. */
int filter_session_names(const struct values *instances, const ec2a_session *session);

/* Whether the event names one of the instances. */
int filter_event_names(const struct values *instances, const ec2a_event *event);

/* Whether --since and --until let a time through. */
int filter_time_between(const struct options *options, int64_t us);

#endif

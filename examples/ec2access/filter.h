/* SPDX-License-Identifier: MIT */
#ifndef FILTER_H
#define FILTER_H

#include "options.h"

#include <ec2access/ec2access.h>

/* Whether a row is asked for. Filters choose rows, never evidence: they are asked after everything was joined. */
int filter_wants(const struct options *options, const ec2a_session *session);

/* The row's start, else its first event's time. 1, or 0 when it has neither. */
int filter_time(const ec2a_session *session, int64_t *ret_us);

#endif

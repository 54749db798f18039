/* SPDX-License-Identifier: MIT */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "options.h"

/* What each command does; they return the exit status. */
int sessions_run(const struct options *options);
int events_run(const struct options *options);
int usage_run(const struct options *options);
int timeline_run(const struct options *options);
int explain_run(const struct options *options);
int coverage_run(const struct options *options);
int validate_run(const struct options *options);
int fetch_run(const struct options *options);

#endif

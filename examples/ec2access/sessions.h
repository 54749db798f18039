/* SPDX-License-Identifier: MIT */
#ifndef SESSIONS_H
#define SESSIONS_H

#include "options.h"

/* The command "sessions"; returns the exit status. */
int sessions_run(const struct options *options);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef OPTIONS_VALUE_H
#define OPTIONS_VALUE_H

#include "options.h"

/* One option with its value (NULL where it has none). */
void options_take(struct options *options, int option, const char *name, const char *value);

enum {
	OPTION_SINCE = 1, OPTION_UNTIL, OPTION_INSTANCE, OPTION_PRINCIPAL, OPTION_ACCOUNT, OPTION_REGION, OPTION_METHOD,
	OPTION_SURFACE, OPTION_OUTCOME, OPTION_EVENT_NAME, OPTION_FORMAT, OPTION_OUTPUT, OPTION_THREADS, OPTION_STRICT,
	OPTION_PROGRESS, OPTION_ACTIONS, OPTION_HOST, OPTION_STATS, OPTION_HELP, OPTION_VERSION, OPTION_BY,
	OPTION_PER, OPTION_GAP, OPTION_RULES
};

void values_add(struct values *values, const char *item);

#endif

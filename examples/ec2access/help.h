/* SPDX-License-Identifier: MIT */
#ifndef HELP_H
#define HELP_H

#include "options.h"
#include "text.h"

/* Print on standard output and exit. COMMAND_NONE: all commands. */
_Noreturn void help_print(enum command command);
_Noreturn void help_print_version(void);

/* "sessions, events": the names of these commands. */
void help_add_names(struct text *text, unsigned commands);

#endif

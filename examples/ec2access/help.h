/* SPDX-License-Identifier: MIT */
#ifndef HELP_H
#define HELP_H

/* Print on standard output and exit. */
_Noreturn void help_print(void);
_Noreturn void help_print_version(void);

#endif

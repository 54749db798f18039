/* SPDX-License-Identifier: MIT */
#ifndef HELP_TABLE_H
#define HELP_TABLE_H

#include "options.h"

#include <stddef.h>

/* All that ec2access takes and says about itself. From these rows the arguments are read (options.c), --help is
 * printed (help.c), and the man page and the completions are made (make_docs.c): they cannot differ. Commands and
 * options are in help_table.c, the rest in help_notes.c.
 *
 * A new command: its enumerator in options.h, a row here, a row in main.c.
 * A new option: its enumerator and its case in options_value, a row here.
 * Texts are plain ASCII in whole sentences; lines are broken where they are printed. */

struct help_command {
	enum command command;
	const char *name;
	const char *inputs;  /* what follows the options */
	const char *summary; /* half a line */
	const char *text;    /* what it prints; NULL: the command comes with a later release */
};

enum help_takes { TAKES_NOTHING, TAKES_VALUE, TAKES_MAYBE }; /* maybe: only as --option=VALUE */
enum help_group { GROUP_ROWS, GROUP_HOW, GROUP_AWS };

#define HELP_ON(command) (1u << (command))
#define HELP_ON_ALL      (~0u)

struct help_option {
	int option;           /* OPTION_x of options_value.h */
	enum help_group group;
	unsigned commands;    /* the commands that take it: HELP_ON(x) | HELP_ON(y) */
	const char *name;     /* "--long", or "-x" where there is only the letter */
	char letter;          /* 'x' when -x is the same; 0: none */
	enum help_takes takes;
	const char *argument; /* its value's name; FILE is completed with files */
	const char *const *words; /* all values it takes, then NULL; NULL: any */
	int enumeration;      /* or EC2A_ENUM_x: the names in it; 0: none */
	const char *text;
};

/* What an option means to some commands besides its own text. */
struct help_meaning {
	int option;
	unsigned commands;
	const char *text;
};

/* Notes of one title stand next to each other, and are printed as one. */
struct help_note {
	const char *title; /* of the man page's section; --help prints it before the text */
	unsigned commands; /* whose --help has it; the man page has all, and says which */
	const char *text;
};

struct help_status {
	const char *status, *text;
};

/* Every one is run by tests/check_man.sh, in a folder that has trail/, and must end with status 0. */
struct help_example {
	const char *text;
	const char *command;
	enum command of; /* shown by ec2access COMMAND --help */
};

/* The date in the man page's foot; it is set at each release, as in NEWS. */
#define HELP_DATE "2026-11-21"

extern const struct help_command help_commands[];
extern const struct help_option help_options[];
extern const struct help_meaning help_meanings[];
extern const struct help_note help_notes[];
extern const struct help_status help_statuses[];
extern const struct help_example help_examples[];
extern const size_t help_command_count, help_option_count, help_meaning_count, help_note_count, help_status_count,
	help_example_count;

extern const char help_one_line[]; /* "who got onto ..." */
extern const char help_about[];
extern const char *const help_group_titles[]; /* by enum help_group */

/* NULL where there is none. */
const struct help_command *help_command(enum command command);

/* Whether something is meant for all commands of this release. */
int help_is_for_all(unsigned commands);

/* Whether it takes fewer words to name the commands that are not among these, of which there are some. */
int help_lacks_few(unsigned commands);

/* The i-th name of those commands that this release has, from 0; NULL after the last. */
const char *help_name(unsigned commands, size_t i);

/* The i-th of the values that an option takes, from 0; NULL after the last, and where any text may be given. */
const char *help_option_word(const struct help_option *option, size_t i);

#endif

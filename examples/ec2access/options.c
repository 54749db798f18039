/* SPDX-License-Identifier: MIT */
#include "options.h"

#include "help.h"
#include "options_value.h"
#include "output.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum takes { NOTHING, VALUE, MAYBE };

static const struct spec {
	const char *name;
	char letter;
	enum takes takes;
	int option;
} specs[] = {
	{"--since", 0, VALUE, OPTION_SINCE},
	{"--until", 0, VALUE, OPTION_UNTIL},
	{"--instance", 0, VALUE, OPTION_INSTANCE},
	{"--principal", 0, VALUE, OPTION_PRINCIPAL},
	{"--account", 0, VALUE, OPTION_ACCOUNT},
	{"--region", 0, VALUE, OPTION_REGION},
	{"--method", 0, VALUE, OPTION_METHOD},
	{"--surface", 0, VALUE, OPTION_SURFACE},
	{"--outcome", 0, VALUE, OPTION_OUTCOME},
	{"--event-name", 0, VALUE, OPTION_EVENT_NAME},
	{"--format", 0, VALUE, OPTION_FORMAT},
	{"-o", 'o', VALUE, OPTION_OUTPUT},
	{"-j", 'j', VALUE, OPTION_THREADS},
	{"--strict", 0, NOTHING, OPTION_STRICT},
	{"--progress", 0, MAYBE, OPTION_PROGRESS},
	{"--actions", 0, NOTHING, OPTION_ACTIONS},
	{"--host", 0, VALUE, OPTION_HOST},
	{"--stats", 0, NOTHING, OPTION_STATS},
	{"--help", 'h', NOTHING, OPTION_HELP},
	{"--version", 'V', NOTHING, OPTION_VERSION},
};

static const char *const later_commands[] = {
	"events", "usage", "timeline", "explain", "coverage", "fetch", "validate", "report",
};

_Noreturn void usage_error(const char *before, const char *value, const char *after)
{
	struct text message = {0};

	text_adds(&message, "ec2access: ");
	text_adds(&message, before);
	if (value)
		text_add_visible(&message, value);
	if (after)
		text_adds(&message, after);
	fprintf(stderr, "%s\nTry 'ec2access --help'.\n", text_str(&message));
	exit(EXIT_USAGE);
}

/* The option that an argument begins with, and its value where it is in the same argument. */
static const struct spec *find(const char *argument, const char **ret_value)
{
	*ret_value = NULL;
	for (size_t i = 0; i < sizeof(specs) / sizeof(specs[0]); i++) {
		const struct spec *spec = &specs[i];
		size_t len = strlen(spec->name);

		if (argument[1] != '-') {
			if (argument[1] != spec->letter)
				continue;
			if (argument[2])
				*ret_value = argument + 2;
			return spec;
		}
		if (strncmp(argument, spec->name, len) != 0 || (argument[len] && argument[len] != '='))
			continue;
		if (argument[len])
			*ret_value = argument + len + 1;
		return spec;
	}
	return NULL;
}

/* One option at argv[at]; returns where the next argument stands. */
static int take_option(struct options *options, int argc, char **argv, int at)
{
	const char *value;
	const struct spec *spec = find(argv[at], &value);

	if (!spec)
		usage_error("unknown option ", argv[at], NULL);
	if (spec->takes == NOTHING && value)
		usage_error("this option takes no value: ", argv[at], NULL);
	if (spec->takes == VALUE && !value) {
		if (at + 1 >= argc)
			usage_error("a value is missing after ", argv[at], NULL);
		value = argv[++at];
	}
	options_take(options, spec->option, spec->name, value);
	return at + 1;
}

static void take_command(const char *command)
{
	if (strcmp(command, "sessions") == 0)
		return;
	for (size_t i = 0; i < sizeof(later_commands) / sizeof(later_commands[0]); i++)
		if (strcmp(command, later_commands[i]) == 0)
			usage_error("the command ", command, " comes with a later release; this one has: sessions");
	usage_error("unknown command ", command, "; there is: sessions");
}

static void take_input(struct options *options, const char *input)
{
	if (!*input)
		usage_error("an INPUT is empty", NULL, NULL);
	if (strncmp(input, "s3://", 5) == 0 || strncmp(input, "lookup:", 7) == 0)
		usage_error("inputs like ", input, " come with a later release");
	if (strcmp(input, "-") == 0)
		for (size_t i = 0; i < options->inputs.n; i++)
			if (strcmp(options->inputs.items[i], "-") == 0)
				usage_error("standard input can be named once only", NULL, NULL);
	values_add(&options->inputs, input);
}

static int is_option(const char *argument)
{
	return argument[0] == '-' && argument[1];
}

void options_read(struct options *options, int argc, char **argv)
{
	int at = 1, command = 0, only_inputs = 0;

	/* A later release's command may have options that this one does not know: the command's sentence goes first. */
	if (argc > 1 && !is_option(argv[1])) {
		take_command(argv[1]);
		command = 1;
		at = 2;
	}
	while (at < argc) {
		if (!only_inputs && strcmp(argv[at], "--") == 0) {
			only_inputs = 1;
			at++;
		} else if (!only_inputs && is_option(argv[at])) {
			at = take_option(options, argc, argv, at);
		} else if (!command) {
			take_command(argv[at++]);
			command = 1;
		} else {
			take_input(options, argv[at++]);
		}
	}
	if (!command)
		usage_error("a command is missing; there is: sessions", NULL, NULL);
	if (!options->inputs.n)
		usage_error("no INPUT: name a file, a folder, or - for standard input", NULL, NULL);
	if (options->has_since && options->has_until && options->since_us >= options->until_us)
		usage_error("--since is not before --until", NULL, NULL);
}

void options_free(struct options *options)
{
	free(options->inputs.items);
	free(options->instances.items);
	free(options->principals.items);
	free(options->accounts.items);
	free(options->regions.items);
	free(options->event_names.items);
	free(options->hosts.items);
}

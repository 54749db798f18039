/* SPDX-License-Identifier: MIT */
#include "options.h"

#include "help.h"
#include "help_table.h"
#include "options_net.h"
#include "options_value.h"
#include "output.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
static const struct help_option *find(const char *argument, const char **ret_value)
{
	*ret_value = NULL;
	for (size_t i = 0; i < help_option_count; i++) {
		const struct help_option *spec = &help_options[i];
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
	const struct help_option *spec = find(argv[at], &value);

	if (!spec)
		usage_error("unknown option ", argv[at], NULL);
	if (spec->takes == TAKES_NOTHING && value)
		usage_error("this option takes no value: ", argv[at], NULL);
	if (spec->takes == TAKES_VALUE && !value) {
		if (at + 1 >= argc)
			usage_error("a value is missing after ", argv[at], NULL);
		value = argv[++at];
	}
	options->given |= UINT64_C(1) << spec->option;
	options_take(options, spec->option, spec->name, value);
	return at + 1;
}

static void take_command(struct options *options, const char *name)
{
	struct text after = {0};

	for (size_t i = 0; i < help_command_count; i++) {
		if (strcmp(name, help_commands[i].name) != 0)
			continue;
		if (help_commands[i].text) {
			options->command = help_commands[i].command;
			return;
		}
		text_adds(&after, " comes with a later release; this one has: ");
		help_add_names(&after, HELP_ON_ALL);
		usage_error("the command ", name, text_str(&after));
	}
	text_adds(&after, "; there are: ");
	help_add_names(&after, HELP_ON_ALL);
	usage_error("unknown command ", name, text_str(&after));
}

static _Noreturn void no_command(void)
{
	struct text message = {0};

	text_adds(&message, "a command is missing; there are: ");
	help_add_names(&message, HELP_ON_ALL);
	usage_error(text_str(&message), NULL, NULL);
}

/* Options may stand before the command, so this is known at the end only. */
static void check_given(const struct options *options)
{
	for (size_t i = 0; i < help_option_count; i++) {
		const struct help_option *spec = &help_options[i];
		struct text before = {0}, after = {0};

		if (!(options->given >> spec->option & 1) || spec->commands & HELP_ON(options->command))
			continue;
		text_adds(&before, "the command ");
		text_adds(&before, help_command(options->command)->name);
		text_adds(&before, " takes no ");
		text_adds(&after, "; it is of: ");
		help_add_names(&after, spec->commands);
		usage_error(text_str(&before), spec->name, text_str(&after));
	}
}

static void take_input(struct options *options, const char *input)
{
	if (!*input)
		usage_error("an INPUT is empty", NULL, NULL);
	if (strcmp(input, "-") == 0)
		for (size_t i = 0; i < options->inputs.n; i++)
			if (strcmp(options->inputs.items[i], "-") == 0)
				usage_error("standard input can be named once only", NULL, NULL);
	values_add(&options->inputs, input);
}

/* What stands before the inputs of timeline. */
static void take_instance(struct options *options, const char *instance)
{
	if (strncmp(instance, "i-", 2) != 0 && strncmp(instance, "mi-", 3) != 0 && strncmp(instance, "ecs:", 4) != 0)
		usage_error("not an instance (i-..., mi-..., ecs:...): ", instance, "; it stands before the inputs");
	values_add(&options->instances, instance);
	options->has_instance = 1;
}

/* What is no option. */
static void take_word(struct options *options, const char *word)
{
	if (!options->command)
		take_command(options, word);
	else if (options->command == COMMAND_TIMELINE && !options->has_instance)
		take_instance(options, word);
	else
		take_input(options, word);
}

static int is_given(const struct options *options, int option)
{
	return options->given >> option & 1;
}

static void check_stream(const struct options *options)
{
	int goes_on = options->state || options->follow;

	if (goes_on && is_given(options, OPTION_FORMAT) && options->format != FORMAT_JSONL)
		usage_error("--state and --follow print JSON lines only, as rows come again with a higher revision", NULL,
			    NULL);
	if (goes_on && (options->verified.n || options->proven_only))
		usage_error("--verified is of what is read at once, without --state and --follow", NULL, NULL);
	if (options->final && !options->state)
		usage_error("--final is for --state: without one, everything is printed anyway", NULL, NULL);
	if (!goes_on && (options->lateness_s >= 0 || options->horizon_s >= 0))
		usage_error("--lateness and --horizon are for --state and --follow: else all input is joined at once", NULL,
			    NULL);
}

/* What one argument alone cannot know. */
static void check(const struct options *options)
{
	if (!options->command)
		no_command();
	check_given(options);
	if (options->command == COMMAND_TIMELINE && !options->has_instance)
		usage_error("no INSTANCE before the inputs: i-..., mi-... or ecs:...", NULL, NULL);
	if (!options->inputs.n)
		usage_error(options->command == COMMAND_FETCH ? "no INPUT: name lookup:REGION or s3://BUCKET/PREFIX" :
			    "no INPUT: name a file, a folder, lookup:REGION, or - for standard input", NULL, NULL);
	if (options->has_since && options->has_until && options->since_us >= options->until_us)
		usage_error("--since is not before --until", NULL, NULL);
	if (options->command == COMMAND_EXPLAIN && options->format == FORMAT_CSV)
		usage_error("explain prints text or, with --format jsonl, JSON lines", NULL, NULL);
	check_stream(options);
	if (options->command == COMMAND_SESSIONS && options->keys.n && !options->verified.n && !options->proven_only)
		usage_error("--keys is for --verified: else nothing is proven", NULL, NULL);
	net_check(options);
}

static int is_option(const char *argument)
{
	return argument[0] == '-' && argument[1];
}

void options_read(struct options *options, int argc, char **argv)
{
	int at = 1, only_inputs = 0;

	/* A later release's command may have options that this one does not know: the command's sentence goes first. */
	if (argc > 1 && !is_option(argv[1])) {
		take_command(options, argv[1]);
		at = 2;
	}
	while (at < argc) {
		if (!only_inputs && strcmp(argv[at], "--") == 0) {
			only_inputs = 1;
			at++;
		} else if (!only_inputs && is_option(argv[at])) {
			at = take_option(options, argc, argv, at);
		} else {
			take_word(options, argv[at++]);
		}
	}
	check(options);
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
	free(options->keys.items);
	free(options->verified.items);
}

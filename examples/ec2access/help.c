/* SPDX-License-Identifier: MIT */
/* --help and --version, from the table that the man page is made of, too. */
#include "help.h"

#include "help_table.h"
#include "output.h"
#include "text.h"

#include <ec2access/ec2access.h>
#include <stdlib.h>
#include <string.h>

enum { LAST_COLUMN = 79, TEXT_COLUMN = 23 };

/* Whole words, broken before the last column; the cursor stands at column `at`, further lines begin at `indent`. */
static void add_folded(struct text *out, const char *words, size_t at, size_t indent)
{
	size_t len;
	int first = 1;

	for (; *words; words += len, words += strspn(words, " ")) {
		len = strcspn(words, " ");
		if (!first && at + 1 + len > LAST_COLUMN) {
			text_adds(out, "\n");
			for (at = 0; at < indent; at++)
				text_adds(out, " ");
		} else if (!first) {
			text_adds(out, " ");
			at++;
		}
		text_add(out, words, len);
		at += len;
		first = 0;
	}
	text_adds(out, "\n");
}

/* "  head    text", the text on a line of its own where the head is long. */
static void add_row(struct text *out, const char *head, const char *text)
{
	size_t at = 2 + strlen(head);

	text_adds(out, "  ");
	text_adds(out, head);
	if (at + 2 > TEXT_COLUMN) {
		text_adds(out, "\n");
		at = 0;
	}
	for (; at < TEXT_COLUMN; at++)
		text_adds(out, " ");
	add_folded(out, text, TEXT_COLUMN, TEXT_COLUMN);
}

void help_add_names(struct text *text, unsigned commands)
{
	const char *name;

	for (size_t i = 0; (name = help_name(commands, i)) != NULL; i++) {
		text_adds(text, i ? ", " : "");
		text_adds(text, name);
	}
}

static void add_title(struct text *out, const char *title)
{
	text_adds(out, "\n");
	text_adds(out, title);
	text_adds(out, ":\n");
}

static void add_usage(struct text *out, const struct help_command *command)
{
	text_adds(out, "Usage: ec2access ");
	text_adds(out, command ? command->name : "COMMAND");
	text_adds(out, " [OPTIONS] ");
	text_adds(out, command ? command->inputs : "INPUT ...");
	text_adds(out, "\n\n");
	if (command)
		add_folded(out, command->text, 0, 0);
	/* Some tell themselves what they take. */
	if (!command || !strstr(command->text, "INPUT is"))
		add_folded(out, help_about + (command ? strcspn(help_about, ".") + 2 : 0), 0, 0);
}

static void add_commands(struct text *out)
{
	add_title(out, "Commands (each has a --help of its own)");
	for (size_t i = 0; i < help_command_count; i++)
		if (help_commands[i].text)
			add_row(out, help_commands[i].name, help_commands[i].summary);
}

static void add_option_head(struct text *head, const struct help_option *option)
{
	if (option->name[1] == '-' && option->letter) {
		text_adds(head, "-");
		text_add(head, &option->letter, 1);
		text_adds(head, ", ");
	}
	text_adds(head, option->name);
	if (option->takes == TAKES_MAYBE)
		text_adds(head, "[=");
	else if (option->argument)
		text_adds(head, " ");
	if (option->argument)
		text_adds(head, option->argument);
	if (option->takes == TAKES_MAYBE)
		text_adds(head, "]");
}

/* The names that it takes; what it means to the command, or, for all of them, which ones take it. */
static void add_option_text(struct text *text, const struct help_option *option, enum command command)
{
	const char *word, *before = " Values: ";

	text_adds(text, option->text);
	for (size_t i = 0; option->takes == TAKES_VALUE && (word = help_option_word(option, i)) != NULL; i++) {
		text_adds(text, before);
		text_adds(text, word);
		before = ", ";
	}
	if (*before == ',')
		text_adds(text, ".");
	for (size_t i = 0; command && i < help_meaning_count; i++) {
		if (help_meanings[i].option != option->option || !(help_meanings[i].commands & HELP_ON(command)))
			continue;
		text_adds(text, " ");
		text_adds(text, help_meanings[i].text);
	}
	if (command || help_is_for_all(option->commands))
		return;
	text_adds(text, help_lacks_few(option->commands) ? " (all but " : " (");
	help_add_names(text, help_lacks_few(option->commands) ? ~option->commands : option->commands);
	text_adds(text, ")");
}

static void add_options(struct text *out, enum help_group group, enum command command)
{
	add_title(out, help_group_titles[group]);
	for (size_t i = 0; i < help_option_count; i++) {
		const struct help_option *option = &help_options[i];
		struct text head = {0}, text = {0};

		if (option->group != group || (command && !(option->commands & HELP_ON(command))))
			continue;
		add_option_head(&head, option);
		add_option_text(&text, option, command);
		add_row(out, text_str(&head), text_str(&text));
		text_free(&head);
		text_free(&text);
	}
}

/* Without a command only what all of them share, but for coverage, whose rows have no outcome, and fetch, which has none. */
static int is_shown(const struct help_note *note, enum command command)
{
	if (!command)
		return help_is_for_all(note->commands | HELP_ON(COMMAND_COVERAGE) | HELP_ON(COMMAND_FETCH) |
				       HELP_ON(COMMAND_VALIDATE));
	return (note->commands & HELP_ON(command)) != 0;
}

static void add_notes(struct text *out, enum command command)
{
	for (size_t i = 0; i < help_note_count;) {
		const char *title = help_notes[i].title;
		struct text text = {0};

		for (; i < help_note_count && strcmp(help_notes[i].title, title) == 0; i++) {
			if (!is_shown(&help_notes[i], command))
				continue;
			text_adds(&text, text.len ? " " : "");
			text_adds(&text, help_notes[i].text);
		}
		if (text.len) {
			text_adds(out, "\n");
			text_adds(out, title);
			text_adds(out, ": ");
			add_folded(out, text_str(&text), strlen(title) + 2, 0);
		}
		text_free(&text);
	}
}

static void add_statuses(struct text *out)
{
	add_title(out, "Exit status");
	for (size_t i = 0; i < help_status_count; i++) {
		text_adds(out, "  ");
		text_adds(out, help_statuses[i].status);
		text_adds(out, "  ");
		add_folded(out, help_statuses[i].text, 5, 5);
	}
}

static void add_examples(struct text *out, enum command command)
{
	const char *title = "Examples";

	for (size_t i = 0; i < help_example_count; i++) {
		if (help_examples[i].of != command)
			continue;
		if (title)
			add_title(out, title);
		title = NULL;
		text_adds(out, "  ");
		add_folded(out, help_examples[i].text, 2, 2);
		text_adds(out, "    ");
		text_adds(out, help_examples[i].command);
		text_adds(out, "\n");
	}
}

static _Noreturn void print(const char *first, const char *second, const char *third)
{
	output_begin();
	output_puts(first);
	output_puts(second);
	output_puts(third);
	output_commit();
	exit(EXIT_READ);
}

_Noreturn void help_print(enum command command)
{
	struct text out = {0};

	add_usage(&out, help_command(command));
	if (!command)
		add_commands(&out);
	add_options(&out, GROUP_ROWS, command);
	add_options(&out, GROUP_HOW, command);
	add_options(&out, GROUP_AWS, command);
	add_examples(&out, command);
	add_notes(&out, command);
	add_statuses(&out);
	print(text_str(&out), "", "");
}

_Noreturn void help_print_version(void)
{
	print("ec2access ", ec2a_version(), "\n");
}

/* SPDX-License-Identifier: MIT */
/* The man page, in the macros of man(7). */
#include "docs.h"

#include "help_table.h"

#include <ec2access/ec2access.h>
#include <stdio.h>
#include <string.h>

/* Nothing in it is a request, and what roff would make pretty stays what a shell takes. Returns the bytes written. */
static size_t put(const char *text, size_t len)
{
	static const char *const escapes[128] = {
		['\\'] = "\\e", ['-'] = "\\-", ['\''] = "\\(aq", ['`'] = "\\(ga", ['^'] = "\\(ha", ['~'] = "\\(ti",
		['"'] = "\\(dq",
	};
	size_t written = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char byte = (unsigned char)text[i];
		const char *escape = byte < 128 ? escapes[byte] : NULL;

		if (escape)
			written += strlen(escape);
		else
			written++;
		if (escape)
			fputs(escape, stdout);
		else
			putchar(byte);
	}
	return written;
}

static void puts_all(const char *text)
{
	if (*text == '.') /* no request */
		fputs("\\&", stdout);
	put(text, strlen(text));
}

/* Whole words, in lines of the source that stay short and end with their sentences, as roff wants them. */
static void put_sentences(const char *text)
{
	size_t column = 0, len;

	for (; *text; text += len, text += strspn(text, " ")) {
		len = strcspn(text, " ");
		if (column && column + len > 70) {
			putchar('\n');
			column = 0;
		}
		if (column)
			putchar(' ');
		else if (*text == '.')
			fputs("\\&", stdout);
		column += 1 + put(text, len);
		if (text[len - 1] == '.' && (len < 2 || text[len - 2] != '.') && text[len]) { /* "..." ends none */
			putchar('\n');
			column = 0;
		}
	}
	putchar('\n');
}

static void in_font(char font, const char *text)
{
	printf("\\f%c", font);
	puts_all(text);
	fputs("\\fR", stdout);
}

static void section(const char *title)
{
	fputs(".SH ", stdout);
	for (; *title; title++)
		putchar(*title >= 'a' && *title <= 'z' ? *title - 'a' + 'A' : *title);
	putchar('\n');
}

static void print_synopsis(void)
{
	const char *gap = "";

	section("Synopsis");
	for (size_t i = 0; i < help_command_count; i++) {
		if (!help_commands[i].text)
			continue;
		fputs(gap, stdout);
		in_font('B', "ec2access");
		putchar(' ');
		in_font('B', help_commands[i].name);
		fputs(" [\\fIOPTIONS\\fR] ", stdout);
		in_font('I', help_commands[i].inputs);
		putchar('\n');
		gap = ".br\n";
	}
	fputs(gap, stdout);
	fputs("\\fBec2access\\fR [\\fICOMMAND\\fR] \\fB\\-\\-help\\fR\n.br\n\\fBec2access \\-\\-version\\fR\n", stdout);
}

static void print_commands(void)
{
	section("Commands");
	for (size_t i = 0; i < help_command_count; i++) {
		if (!help_commands[i].text)
			continue;
		puts(".TP");
		in_font('B', help_commands[i].name);
		putchar(' ');
		in_font('I', help_commands[i].inputs);
		putchar('\n');
		put_sentences(help_commands[i].text);
	}
}

static void print_option_head(const struct help_option *option)
{
	if (option->name[1] == '-' && option->letter) {
		char letter[] = {'-', option->letter, '\0'};

		in_font('B', letter);
		fputs(", ", stdout);
	}
	in_font('B', option->name);
	if (option->takes == TAKES_MAYBE)
		fputs("[=", stdout);
	else if (option->argument)
		putchar(' ');
	if (option->argument)
		in_font('I', option->argument);
	puts(option->takes == TAKES_MAYBE ? "]" : "");
}

/* "With sessions, events:", on a line of its own in the source, where it is not for all. */
static void print_with(const char *with, unsigned commands, const char *end)
{
	const char *name, *before = with;

	if (help_is_for_all(commands))
		return;
	if (help_lacks_few(commands)) {
		puts_all(with);
		before = "all but ";
		commands = ~commands;
	}
	for (size_t i = 0; (name = help_name(commands, i)) != NULL; i++) {
		puts_all(before);
		puts_all(name);
		before = ", ";
	}
	puts(end);
}

static void print_meanings(const struct help_option *option)
{
	for (size_t i = 0; i < help_meaning_count; i++) {
		if (help_meanings[i].option != option->option)
			continue;
		print_with("With ", help_meanings[i].commands, ":");
		put_sentences(help_meanings[i].text);
	}
}

static void print_option(const struct help_option *option)
{
	const char *word, *before = "Values:\n";

	puts(".TP");
	print_option_head(option);
	put_sentences(option->text);
	for (size_t i = 0; option->takes == TAKES_VALUE && (word = help_option_word(option, i)) != NULL; i++) {
		puts_all(before);
		puts_all(word);
		before = ",\n";
	}
	if (*before == ',')
		puts(".");
	print_meanings(option);
	print_with("Only with ", option->commands, ".");
}

static void print_options(enum help_group group)
{
	fputs(".SS ", stdout);
	puts_all(help_group_titles[group]);
	putchar('\n');
	for (size_t i = 0; i < help_option_count; i++)
		if (help_options[i].group == group)
			print_option(&help_options[i]);
}

static void print_notes(void)
{
	for (size_t i = 0; i < help_note_count; i++) {
		if (!i || strcmp(help_notes[i - 1].title, help_notes[i].title) != 0)
			section(help_notes[i].title);
		print_with("With ", help_notes[i].commands, ":");
		put_sentences(help_notes[i].text);
	}
}

static void print_examples(void)
{
	section("Examples");
	for (size_t i = 0; i < help_example_count; i++) {
		puts(i ? ".PP" : "");
		put_sentences(help_examples[i].text);
		puts(".PP\n.RS 4\n.nf");
		puts_all(help_examples[i].command);
		puts("\n.fi\n.RE");
	}
}

void docs_man(void)
{
	printf(".\\\" Made from examples/ec2access/help_table.c; do not edit.\n.TH EC2ACCESS 1 %s \"libec2access %s\" "
	       "\"User Commands\"\n", HELP_DATE, EC2A_VERSION);
	section("Name");
	fputs("ec2access \\- ", stdout);
	puts_all(help_one_line);
	putchar('\n');
	print_synopsis();
	section("Description");
	put_sentences(help_about);
	print_commands();
	section("Options");
	print_options(GROUP_ROWS);
	print_options(GROUP_HOW);
	print_options(GROUP_AWS);
	print_notes();
	section("Exit status");
	for (size_t i = 0; i < help_status_count; i++) {
		puts(".TP");
		in_font('B', help_statuses[i].status);
		putchar('\n');
		put_sentences(help_statuses[i].text);
	}
	print_examples();
}

/* SPDX-License-Identifier: MIT */
/* zsh completion, by _arguments. */
#include "docs.h"

#include "help_table.h"

#include <stdio.h>
#include <string.h>

/* Inside '...' of the shell, where _arguments and _describe give a meaning to : [ ] and \ as well. */
static void put(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\'')
			fputs("'\\'", stdout);
		else if (strchr(":[]\\", text[i]))
			putchar('\\');
		putchar(text[i]);
	}
}

/* The first sentence, without its stop. */
static void put_first(const char *text)
{
	const char *end = strstr(text, ". ");
	size_t len = end ? (size_t)(end - text) : strlen(text);

	if (len && text[len - 1] == '.')
		len--;
	put(text, len);
}

static void print_spec(const struct help_option *option, const char *name)
{
	const char *word;
	int is_long = name[1] == '-';

	printf("\t\t\t'*%s", name);
	if (option->takes == TAKES_MAYBE)
		fputs("=-", stdout);
	else if (option->takes == TAKES_VALUE)
		fputs(is_long ? "=" : "+", stdout);
	putchar('[');
	put_first(option->text);
	putchar(']');
	if (option->takes != TAKES_NOTHING) {
		fputs(option->takes == TAKES_MAYBE ? "::" : ":", stdout);
		put(option->argument, strlen(option->argument));
		putchar(':');
		if (strcmp(option->argument, "FILE") == 0)
			fputs("_files", stdout);
		else if (help_option_word(option, 0)) {
			for (size_t i = 0; (word = help_option_word(option, i)) != NULL; i++)
				printf("%c%s", i ? ' ' : '(', word);
			putchar(')');
		} else {
			putchar(' ');
		}
	}
	puts("'");
}

static void print_option(const struct help_option *option)
{
	char letter[] = {'-', option->letter, '\0'};

	print_spec(option, option->name);
	if (option->name[1] == '-' && option->letter)
		print_spec(option, letter);
}

static void print_options(const struct help_command *command)
{
	printf("\t%s)\n\t\toptions=(\n", command->name);
	for (size_t i = 0; i < help_option_count; i++)
		if (help_options[i].commands & HELP_ON(command->command))
			print_option(&help_options[i]);
	puts("\t\t) ;;");
}

void docs_zsh(void)
{
	puts("#compdef ec2access\n"
	     "# Made from examples/ec2access/help_table.c; do not edit.\n"
	     "_ec2access()\n"
	     "{\n"
	     "\tlocal -a commands options\n"
	     "\n"
	     "\tif ((CURRENT == 2)) && [[ $words[2] != -* ]]; then\n"
	     "\t\tcommands=(");
	for (size_t i = 0; i < help_command_count; i++) {
		if (!help_commands[i].text)
			continue;
		printf("\t\t\t'%s:", help_commands[i].name);
		put(help_commands[i].summary, strlen(help_commands[i].summary));
		puts("'");
	}
	puts("\t\t)\n"
	     "\t\t_describe -t commands 'command' commands\n"
	     "\t\treturn\n"
	     "\tfi\n"
	     "\tcase $words[2] in");
	for (size_t i = 0; i < help_command_count; i++)
		if (help_commands[i].text)
			print_options(&help_commands[i]);
	puts("\t*)\n\t\toptions=('--help[Print the help]' '--version[Print the version]') ;;\n"
	     "\tesac\n"
	     "\t_arguments -s $options '1:command: ' '*:input:_files'\n"
	     "}\n"
	     "\n"
	     "_ec2access \"$@\"");
}

/* SPDX-License-Identifier: MIT */
/* bash completion. It needs nothing but bash, and leaves the words that the table names: no quoting is due. */
#include "docs.h"

#include "help_table.h"

#include <stdio.h>
#include <string.h>

static void print_commands(const char *before)
{
	for (size_t i = 0; i < help_command_count; i++) {
		if (!help_commands[i].text)
			continue;
		fputs(before, stdout);
		fputs(help_commands[i].name, stdout);
		before = before[0] == ' ' ? before : " ";
	}
}

static void print_names(const struct help_option *option)
{
	printf(" %s", option->name);
	if (option->name[1] == '-' && option->letter)
		printf(" -%c", option->letter);
}

/* What options each command takes; without a command, those that all take. */
static void print_options(void)
{
	puts("\tcase $command in");
	for (size_t c = 0; c < help_command_count; c++) {
		if (!help_commands[c].text)
			continue;
		printf("\t%s)\n\t\toptions='", help_commands[c].name);
		for (size_t i = 0; i < help_option_count; i++)
			if (help_options[i].commands & HELP_ON(help_commands[c].command))
				print_names(&help_options[i]);
		puts("' ;;");
	}
	fputs("\t*)\n\t\toptions='", stdout);
	for (size_t i = 0; i < help_option_count; i++)
		if (help_options[i].commands == HELP_ON_ALL)
			print_names(&help_options[i]);
	puts("' ;;\n\tesac");
}

/* A value is due after these options. */
static void print_values(void)
{
	puts("\tcase $before in");
	for (size_t i = 0; i < help_option_count; i++) {
		const struct help_option *option = &help_options[i];
		const char *word;

		if (option->takes == TAKES_NOTHING)
			continue;
		printf("\t%s)\n", option->name);
		if (option->takes == TAKES_MAYBE)
			fputs("\t\tif [[ $joined ]]; then ", stdout);
		else
			fputs("\t\t", stdout);
		if (strcmp(option->argument, "FILE") == 0)
			fputs("_ec2access_files", stdout);
		else if (help_option_word(option, 0)) {
			fputs("COMPREPLY=($(compgen -W '", stdout);
			for (size_t w = 0; (word = help_option_word(option, w)) != NULL; w++)
				printf("%s%s", w ? " " : "", word);
			fputs("' -- \"$cur\"))", stdout);
		} else {
			fputs("COMPREPLY=()", stdout);
		}
		puts(option->takes == TAKES_MAYBE ? "; return; fi ;;" : "; return ;;");
	}
	puts("\tesac");
}

void docs_bash(void)
{
	puts("# bash completion for ec2access. Made from examples/ec2access/help_table.c; do not edit.\n"
	     "_ec2access_files()\n"
	     "{\n"
	     "\tlocal IFS=$'\\n'\n"
	     "\tCOMPREPLY=($(compgen -f -- \"$cur\"))\n"
	     "\tcompopt -o filenames 2>/dev/null\n"
	     "}\n"
	     "\n"
	     "_ec2access()\n"
	     "{\n"
	     "\tlocal cur=${COMP_WORDS[COMP_CWORD]} before='' command='' joined='' options i\n"
	     "\n"
	     "\tCOMPREPLY=()\n"
	     "\t((COMP_CWORD < 1)) || before=${COMP_WORDS[COMP_CWORD - 1]}\n"
	     "\t# bash cuts --option=value at the sign.\n"
	     "\tif [[ $cur == '=' ]]; then\n"
	     "\t\tcur='' joined=yes\n"
	     "\telif [[ $before == '=' ]] && ((COMP_CWORD > 1)); then\n"
	     "\t\tbefore=${COMP_WORDS[COMP_CWORD - 2]} joined=yes\n"
	     "\tfi\n"
	     "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	     "\t\tcase ${COMP_WORDS[i]} in");
	fputs("\t\t", stdout);
	for (size_t i = 0, n = 0; i < help_command_count; i++)
		if (help_commands[i].text)
			printf("%s%s", n++ ? " | " : "", help_commands[i].name);
	puts(")\n\t\t\tcommand=${COMP_WORDS[i]}\n\t\t\tbreak ;;\n\t\tesac\n\tdone");
	print_values();
	print_options();
	puts("\tif [[ $cur == -* ]]; then\n"
	     "\t\tCOMPREPLY=($(compgen -W \"$options\" -- \"$cur\"))\n"
	     "\telif [[ ! $command ]]; then");
	fputs("\t\tCOMPREPLY=($(compgen -W '", stdout);
	print_commands("");
	puts("' -- \"$cur\"))\n"
	     "\telse\n"
	     "\t\t_ec2access_files\n"
	     "\tfi\n"
	     "}\n"
	     "\n"
	     "complete -F _ec2access ec2access");
}

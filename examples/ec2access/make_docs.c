/* SPDX-License-Identifier: MIT */
/* Runs while building: prints the man page or a shell's completion, from the table that ec2access reads. */
#include "docs.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*print)(void);
	} kinds[] = {{"man", docs_man}, {"bash", docs_bash}, {"zsh", docs_zsh}};

	for (size_t i = 0; argc == 2 && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(argv[1], kinds[i].name) != 0)
			continue;
		kinds[i].print();
		return fflush(stdout) != 0 || ferror(stdout);
	}
	fputs("Usage: make_docs man|bash|zsh\n", stderr);
	return 2;
}

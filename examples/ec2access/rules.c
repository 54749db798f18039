/* SPDX-License-Identifier: MIT */
#include "rules.h"

#include "options.h"
#include "output.h"
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define READ_MAX ((size_t)2 * 1024 * 1024) /* more than the library takes, so that it is who says so */

/* Ends the program: no file of rules was read, so nothing can be done. */
static _Noreturn void fail(const char *path, const char *what)
{
	struct text message = {0};

	text_add_visible(&message, path);
	text_adds(&message, ": ");
	text_adds(&message, what);
	output_die(text_str(&message));
}

static void read_file(const char *path, struct text *content)
{
	FILE *file = fopen(path, "rb");
	char bytes[4096];
	size_t size;

	if (!file)
		fail(path, strerror(errno));
	while (content->len < READ_MAX && (size = fread(bytes, 1, sizeof(bytes), file)) > 0)
		text_add(content, bytes, size);
	if (ferror(file))
		fail(path, strerror(errno));
	fclose(file);
}

void rules_read(ec2a_config *config, const char *path)
{
	struct text content = {0};
	char *error = NULL;
	int r;

	read_file(path, &content);
	r = ec2a_config_read_rules(config, content.data, content.len, &error);
	if (r < 0)
		fail(path, error ? error : ec2a_strerror(r));
	text_free(&content);
}

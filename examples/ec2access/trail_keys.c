/* SPDX-License-Identifier: MIT */
#include "trail_keys.h"

#include "output.h"
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define READ_MAX ((size_t)17 * 1024 * 1024) /* more than the library takes, so that it is who says so */

static _Noreturn void fail(const char *path, const char *what)
{
	struct text message = {0};

	text_add_visible(&message, path);
	text_adds(&message, ": ");
	text_adds(&message, what);
	output_die(text_str(&message));
}

static void warn(const char *path, const char *what)
{
	struct text message = {0};

	text_add_visible(&message, path);
	fprintf(stderr, "ec2access: %s: %s\n", text_str(&message), what);
	text_free(&message);
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

static void take(ec2a_digest *digest, const char *path)
{
	struct text content = {0};
	size_t bad = 0;
	int r;

	read_file(path, &content);
	r = ec2a_digest_add_keys(digest, NULL, text_str(&content), content.len, &bad);
	if (r == EC2A_E_FORMAT)
		fail(path, "this is no list of public keys as 'aws cloudtrail list-public-keys' prints it");
	if (r < 0)
		fail(path, ec2a_strerror(r));
	if (bad)
		warn(path, "keys are left out that are no RSA key of 2048 to 8192 bits, or do not have the fingerprint that "
			   "stands there");
	text_free(&content);
}

void trail_keys_read(ec2a_digest *digest, const struct options *options)
{
	for (size_t i = 0; i < options->keys.n; i++)
		take(digest, options->keys.items[i]);
}

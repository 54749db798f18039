/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a file of profiles: it must not crash, every section is found by its name, nothing that is told lies
 * behind a NUL of the file, and a file that is read is read the same with a line behind it.
 */
#include "buf.h"
#include "ini.h"
#include "words.h"

#include <ec2access/ec2access.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = { "aws_access_key_id", "credential_process", "region", "s3", "role_arn", "a" };

static int same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static void look_at(const struct ec2a__ini *ini, size_t section, size_t size)
{
	struct ec2a__buf words;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = ec2a__ini_get(ini, section, names[i]), *nested;
		size_t nested_size;
		int n;

		if (!value)
			continue;
		if (strlen(value) > size)
			abort();
		nested = ec2a__ini_nested(value, "endpoint_url", &nested_size);
		if (nested && (nested < value || nested + nested_size > value + strlen(value)))
			abort();
		ec2a__buf_init(&words, size + 1);
		n = ec2a__words(value, &words);
		if (n == EC2A_E_LIMIT || n == EC2A_E_NOMEM || n > (int)size)
			abort();
		ec2a__buf_free(&words);
	}
}

static void compare(const struct ec2a__ini *ini, const uint8_t *data, size_t size)
{
	static const char more[] = "\n[more, which no file has]\na = 1\n";
	struct ec2a__ini_fault fault;
	struct ec2a__ini *other;
	char *text = malloc(size + sizeof(more));

	if (!text)
		abort();
	if (size)
		memcpy(text, data, size);
	memcpy(text + size, more, sizeof(more));
	if (ec2a__ini_read(text, size + sizeof(more) - 1, &other, &fault) < 0)
		abort();
	if (ec2a__ini_sections(other) != ec2a__ini_sections(ini) + 1)
		abort();
	for (size_t i = 0; i < ec2a__ini_sections(ini); i++)
		for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
			if (!same(ec2a__ini_get(ini, i, names[k]), ec2a__ini_get(other, i, names[k])))
				abort();
	ec2a__ini_free(other);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ec2a__ini_fault fault = { 0, NULL };
	struct ec2a__ini *ini;
	size_t lines = 1;
	int r = ec2a__ini_read((const char *)data, size, &ini, &fault);

	for (size_t i = 0; i < size; i++)
		lines += data[i] == '\n';
	if (r == EC2A_E_NOMEM || (r < 0 && (!fault.what || fault.line > lines)))
		abort();
	if (r < 0)
		return 0;
	for (size_t i = 0; i < ec2a__ini_sections(ini); i++) {
		if (ec2a__ini_find(ini, ec2a__ini_section(ini, i)) != i)
			abort();
		look_at(ini, i, size);
	}
	compare(ini, data, size);
	ec2a__ini_free(ini);
	return 0;
}

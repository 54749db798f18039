/* SPDX-License-Identifier: MIT */
#include "json.h"

#include <stdio.h>
#include <string.h>

static void add_string(struct text *json, const char *string)
{
	size_t size;
	uint32_t code;

	text_adds(json, "\"");
	for (; (size = text_next(string, &code)) > 0; string += size) {
		char escape[8];

		if (code == '"' || code == '\\') {
			text_adds(json, "\\");
			text_add(json, string, 1);
		} else if (code < 0x20 || code == 0x7f) {
			snprintf(escape, sizeof(escape), "\\u%04x", (unsigned)code);
			text_adds(json, escape);
		} else if (code == 0xfffd) {
			text_adds(json, "\xef\xbf\xbd");
		} else {
			text_add(json, string, size);
		}
	}
	text_adds(json, "\"");
}

static void add_key(struct text *json, const char *key)
{
	if (json->len && !strchr("{[", json->data[json->len - 1]))
		text_adds(json, ",");
	if (!key)
		return;
	add_string(json, key);
	text_adds(json, ":");
}

void json_open(struct text *json, const char *key, char bracket)
{
	add_key(json, key);
	text_add(json, &bracket, 1);
}

void json_close(struct text *json, char bracket)
{
	text_add(json, &bracket, 1);
}

void json_add(struct text *json, const char *key, const char *value)
{
	add_key(json, key);
	if (value && *value)
		add_string(json, value);
	else
		text_adds(json, "null");
}

void json_addu(struct text *json, const char *key, unsigned long long number)
{
	add_key(json, key);
	text_addu(json, number);
}

void json_raw(struct text *json, const char *key, const char *value)
{
	add_key(json, key);
	text_adds(json, value);
}

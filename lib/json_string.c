/* SPDX-License-Identifier: MIT */
#include "json_check.h"
#include "json_walk.h"
#include "utf8.h"

#include <ec2access/ec2access.h>
#include <string.h>

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* "\uXXXX" at text[0]: 1, or 0. */
static int read_unit(const char *text, size_t size, uint32_t *ret_unit)
{
	uint32_t unit = 0;

	if (size < 6 || text[0] != '\\' || text[1] != 'u')
		return 0;
	for (int i = 2; i < 6; i++) {
		int value = hex_value(text[i]);

		if (value < 0)
			return 0;
		unit = unit << 4 | (uint32_t)value;
	}
	*ret_unit = unit;
	return 1;
}

size_t ec2a__json_escape(const char *text, size_t size, uint32_t *ret_code)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meanings[] = "\"\\/\b\f\n\r\t";
	const char *letter;
	uint32_t high, low;

	if (size < 2 || text[1] == '\0')
		return 0;
	letter = strchr(letters, text[1]);
	if (letter) {
		*ret_code = (uint32_t)meanings[letter - letters];
		return 2;
	}
	if (!read_unit(text, size, &high))
		return 0;
	*ret_code = high;
	if (high < 0xD800 || high > 0xDBFF || !read_unit(text + 6, size - 6, &low) || low < 0xDC00 || low > 0xDFFF)
		return 6;
	*ret_code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
	return 12;
}

int ec2a__json_unescape(const char *string, size_t size, struct ec2a__buf *out)
{
	size_t before = out->len;
	size_t pos = 0;
	int result = 0;

	while (pos < size && result == 0) {
		const char *next = memchr(string + pos, '\\', size - pos);
		size_t plain = next ? (size_t)(next - string) - pos : size - pos;
		uint32_t code;
		size_t n;

		result = ec2a__utf8_add(out, string + pos, plain);
		pos += plain;
		if (result < 0 || pos == size)
			break;
		n = ec2a__json_escape(string + pos, size - pos, &code);
		result = n ? ec2a__utf8_add_char(out, code) : EC2A_E_RECORD;
		pos += n;
	}
	if (result < 0 && out->data) {
		out->len = before;
		out->data[before] = '\0';
	}
	return result < 0 ? result : 0;
}

/* A code point as UTF-8: its length. */
static size_t encode(uint32_t code, char out[4])
{
	static const unsigned char leads[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	for (size_t i = n - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (code & 0x3F));
		code >>= 6;
	}
	out[0] = (char)(leads[n] | code);
	return n;
}

int ec2a__json_string_is(const char *string, size_t size, const char *text)
{
	size_t left = strlen(text);
	size_t pos = 0;

	/* An escape makes a text longer by one byte at least. */
	if (size < left || (size == left && memcmp(string, text, size) != 0))
		return 0;
	if (!memchr(string, '\\', size))
		return size == left;
	while (pos < size) {
		char bytes[4] = { string[pos] };
		size_t used = 1, n = 1;
		uint32_t code;

		if (string[pos] == '\\') {
			used = ec2a__json_escape(string + pos, size - pos, &code);
			if (!used)
				return 0;
			n = encode(code, bytes);
		}
		if (n > left || memcmp(text, bytes, n) != 0)
			return 0;
		text += n;
		left -= n;
		pos += used;
	}
	return left == 0;
}

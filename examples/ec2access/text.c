/* SPDX-License-Identifier: MIT */
#include "text.h"

#include "output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More marks than this on one character are somebody's attempt to paint over the lines above. */
#define MARKS_MAX 4

struct range {
	uint32_t first, last;
};

/* What would hide, reorder or move text on the screen. */
static const struct range hidden[] = {
	{0x00, 0x1f}, {0x7f, 0x9f}, {0xad, 0xad}, {0x34f, 0x34f}, {0x61c, 0x61c}, {0x115f, 0x1160},
	{0x17b4, 0x17b5}, {0x180b, 0x180f}, {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, {0x3164, 0x3164},
	{0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff9, 0xfffb}, {0xe0000, 0xe0fff},
};

/* Marks that take no column of their own. */
static const struct range marks[] = {
	{0x300, 0x36f}, {0x483, 0x489}, {0x591, 0x5bd}, {0x5bf, 0x5c7}, {0x610, 0x61a}, {0x64b, 0x65f},
	{0x670, 0x670}, {0x6d6, 0x6dc}, {0x6df, 0x6e4}, {0x6e7, 0x6e8}, {0x6ea, 0x6ed}, {0x711, 0x711},
	{0x730, 0x74a}, {0x7a6, 0x7b0}, {0x7eb, 0x7f3}, {0x816, 0x82d}, {0x859, 0x85b}, {0x8d3, 0x902},
	{0x93a, 0x93a}, {0x93c, 0x93c}, {0x941, 0x948}, {0x94d, 0x94d}, {0x951, 0x957}, {0x962, 0x963},
	{0x981, 0x981}, {0x9bc, 0x9bc}, {0x9c1, 0x9c4}, {0x9cd, 0x9cd}, {0xe31, 0xe31}, {0xe34, 0xe3a},
	{0xe47, 0xe4e}, {0xeb1, 0xeb1}, {0xeb4, 0xebc}, {0xec8, 0xecd}, {0x135d, 0x135f}, {0x1ab0, 0x1aff},
	{0x1dc0, 0x1dff}, {0x20d0, 0x20f0}, {0x302a, 0x302d}, {0x3099, 0x309a}, {0xa66f, 0xa67d},
	{0xfe20, 0xfe2f}, {0x1d167, 0x1d169}, {0x1d17b, 0x1d182},
};

/* East Asian wide characters, and emoji. */
static const struct range wide[] = {
	{0x1100, 0x115e}, {0x231a, 0x231b}, {0x2329, 0x232a}, {0x23e9, 0x23ec}, {0x23f0, 0x23f0}, {0x23f3, 0x23f3},
	{0x25fd, 0x25fe}, {0x2614, 0x2615}, {0x2648, 0x2653}, {0x267f, 0x267f}, {0x2693, 0x2693}, {0x26a1, 0x26a1},
	{0x26aa, 0x26ab}, {0x26bd, 0x26be}, {0x26c4, 0x26c5}, {0x26ce, 0x26ce}, {0x26d4, 0x26d4}, {0x26ea, 0x26ea},
	{0x26f2, 0x26f3}, {0x26f5, 0x26f5}, {0x26fa, 0x26fa}, {0x26fd, 0x26fd}, {0x2705, 0x2705}, {0x270a, 0x270b},
	{0x2728, 0x2728}, {0x274c, 0x274c}, {0x274e, 0x274e}, {0x2753, 0x2755}, {0x2757, 0x2757}, {0x2795, 0x2797},
	{0x27b0, 0x27b0}, {0x27bf, 0x27bf}, {0x2b1b, 0x2b1c}, {0x2b50, 0x2b50}, {0x2b55, 0x2b55}, {0x2e80, 0x303e},
	{0x3041, 0xa4cf}, {0xa960, 0xa97f}, {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe10, 0xfe19}, {0xfe30, 0xfe6f},
	{0xff01, 0xff60}, {0xffe0, 0xffe6}, {0x16fe0, 0x18dff}, {0x1aff0, 0x1b2ff}, {0x1f004, 0x1f004},
	{0x1f0cf, 0x1f0cf}, {0x1f18e, 0x1f18e}, {0x1f191, 0x1f19a}, {0x1f200, 0x1f320}, {0x1f32d, 0x1f64f},
	{0x1f680, 0x1f6ff}, {0x1f7e0, 0x1f7f0}, {0x1f90c, 0x1f9ff}, {0x1fa70, 0x1faff}, {0x20000, 0x3fffd},
};

#define IN(ranges, code) in_ranges(ranges, sizeof(ranges) / sizeof((ranges)[0]), code)

static int in_ranges(const struct range *ranges, size_t n, uint32_t code)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (code > ranges[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && code >= ranges[low].first;
}

void *need_memory(void *memory, size_t count, size_t size)
{
	void *grown = NULL;

	if (!size || count <= SIZE_MAX / size)
		grown = realloc(memory, count && size ? count * size : 1);
	if (!grown)
		output_die("out of memory");
	return grown;
}

void text_free(struct text *text)
{
	free(text->data);
	memset(text, 0, sizeof(*text));
}

void text_clear(struct text *text)
{
	text->len = 0;
	if (text->data)
		text->data[0] = '\0';
}

void text_add(struct text *text, const char *data, size_t size)
{
	if (text->len + size + 1 > text->cap) {
		text->cap = (text->len + size + 1) * 2;
		text->data = need_memory(text->data, text->cap, 1);
	}
	if (size)
		memcpy(text->data + text->len, data, size);
	text->len += size;
	text->data[text->len] = '\0';
}

void text_adds(struct text *text, const char *string)
{
	text_add(text, string, strlen(string));
}

void text_addu(struct text *text, unsigned long long number)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%llu", number);
	text_adds(text, digits);
}

const char *text_str(const struct text *text)
{
	return text->data ? text->data : "";
}

size_t text_next(const char *string, uint32_t *ret_code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *bytes = (const unsigned char *)string;
	size_t size = bytes[0] < 0x80 ? 1 : bytes[0] >= 0xf0 ? 4 : bytes[0] >= 0xe0 ? 3 : 2;
	uint32_t code = size == 1 ? bytes[0] : bytes[0] & (0x7fU >> size);

	for (size_t i = 1; i < size; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			code = UINT32_MAX;
		if (code == UINT32_MAX)
			break;
		code = code << 6 | (bytes[i] & 0x3f);
	}
	if (bytes[0] >= 0xf8 || (bytes[0] & 0xc0) == 0x80 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ||
	    (size > 1 && code < least[size])) {
		*ret_code = 0xfffd;
		return 1;
	}
	*ret_code = code;
	return bytes[0] ? size : 0;
}

void text_add_visible(struct text *text, const char *string)
{
	size_t size, n_marks = 0;
	uint32_t code;

	for (; (size = text_next(string, &code)) > 0; string += size) {
		char escape[16];

		n_marks = IN(marks, code) ? n_marks + 1 : 0;
		if (!IN(hidden, code) && n_marks <= MARKS_MAX) {
			if (code == 0xfffd)
				text_adds(text, "\xef\xbf\xbd");
			else
				text_add(text, string, size);
			continue;
		}
		snprintf(escape, sizeof(escape), code < 0x100 ? "\\x%02x" : "\\u{%04x}", (unsigned)code);
		text_adds(text, escape);
	}
}

static size_t width_of(uint32_t code)
{
	if (IN(marks, code))
		return 0;
	return IN(wide, code) ? 2 : 1;
}

size_t text_width(const char *string)
{
	size_t width = 0, size;
	uint32_t code;

	for (; (size = text_next(string, &code)) > 0; string += size)
		width += width_of(code);
	return width;
}

size_t text_add_cut(struct text *text, const char *string, size_t width)
{
	const char *at = string;
	size_t taken = 0, size;
	uint32_t code;

	if (text_width(string) <= width) {
		text_adds(text, string);
		return text_width(string);
	}
	if (!width)
		return 0;
	for (; (size = text_next(at, &code)) > 0 && taken + width_of(code) <= width - 1; at += size)
		taken += width_of(code);
	text_add(text, string, (size_t)(at - string));
	text_adds(text, "\xe2\x80\xa6");
	return taken + 1;
}

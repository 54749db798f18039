/* SPDX-License-Identifier: MIT */
#include "ascii.h"
#include "mask.h"

#include <stddef.h>
#include <string.h>

#define ID_DIGITS_MIN 8 /* "i-" and 8 hex digits of old, 17 today */
#define ID_DIGITS_MAX 17

/* Four numbers of one to three digits up to the end; their size is not looked at. */
static int is_v4(const char *text)
{
	size_t digits;

	for (int part = 0; part < 4; part++) {
		if (part > 0 && *text++ != '.')
			return 0;
		for (digits = 0; digits < 3 && ec2a__is_digit(*text); digits++)
			text++;
		if (!digits)
			return 0;
	}
	return *text == '\0';
}

/* Groups of one to four hex digits, the last two perhaps as v4; eight of them, or fewer around one "::". */
static int is_v6(const char *text)
{
	int groups = 0, gap = 0;
	size_t digits;

	if (text[0] == ':') {
		if (text[1] != ':')
			return 0;
		text += 2;
		gap = 1;
	}
	while (*text && groups < 8) {
		for (digits = 0; digits < 4 && ec2a__is_hex(text[digits]); digits++)
			;
		if (ec2a__is_digit(*text) && is_v4(text)) {
			groups += 2;
			text += strlen(text);
			break;
		}
		if (!digits)
			return 0;
		groups++;
		text += digits;
		if (!*text)
			break;
		if (*text++ != ':')
			return 0;
		if (*text == ':' && !gap) {
			gap = 1;
			text++;
		} else if (!*text) {
			return 0;
		}
	}
	return !*text && (gap ? groups < 8 : groups == 8);
}

int ec2a__is_address(const char *text, int masked)
{
	if (!text || (masked && strstr(text, "..")))
		return 0;
	return is_v4(text) || is_v6(text);
}

/* The number that begins here; a text of is_v4(). */
static unsigned number(const char *text)
{
	unsigned value = 0;

	while (ec2a__is_digit(*text))
		value = value * 10 + (unsigned)(*text++ - '0');
	return value;
}

int ec2a__is_private_address(const char *text)
{
	unsigned first, second;

	if (!text)
		return 0;
	if (!is_v4(text)) /* four digits in the first group: "fc::" is 00fc */
		return is_v6(text) && ec2a__lower(text[0]) == 'f' &&
		       (ec2a__lower(text[1]) == 'c' || ec2a__lower(text[1]) == 'd') && strcspn(text, ":") == 4;
	first = number(text);
	second = number(strchr(text, '.') + 1);
	return first == 10 || (first == 172 && second >= 16 && second <= 31) || (first == 192 && second == 168) ||
	       (first == 100 && second >= 64 && second <= 127);
}

int ec2a__is_instance_name(const char *name, const char *prefix, int masked)
{
	size_t skip = strlen(prefix), digits = 0;

	if (!name || strncmp(name, prefix, skip) != 0)
		return 0;
	for (name += skip; ec2a__is_hex(*name); name++)
		digits++;
	if (masked && strncmp(name, "..", 2) == 0)
		return 1;
	return *name == '\0' && digits >= ID_DIGITS_MIN && digits <= ID_DIGITS_MAX;
}

/* ---- by value ---------------------------------------------------------------- */

/* 0 where a number is over 255 or has a leading zero, which some read as octal. */
static int v4_bytes(const char *text, unsigned char out[4])
{
	unsigned value;

	for (int part = 0; part < 4; part++, text++) {
		if (text[0] == '0' && ec2a__is_digit(text[1]))
			return 0;
		for (value = 0; ec2a__is_digit(*text); text++)
			value = value * 10 + (unsigned)(*text - '0');
		if (value > 255)
			return 0;
		out[part] = (unsigned char)value;
	}
	return 1;
}

/* A text that is_v6() took: eight groups at most, and a gap where there are fewer. */
static int v6_bytes(const char *text, unsigned char out[16])
{
	unsigned char bytes[16] = { 0 };
	size_t n = 0, gap = 16;
	unsigned value;

	while (*text) {
		if (*text == ':') {
			gap = text[1] == ':' ? n : gap;
			text += text[1] == ':' ? 2 : 1;
		} else if (n <= 12 && is_v4(text)) {
			if (!v4_bytes(text, bytes + n))
				return 0;
			n += 4;
			break;
		} else {
			for (value = 0; ec2a__is_hex(*text); text++)
				value = value << 4 | (unsigned)ec2a__hex_value(*text);
			bytes[n++] = (unsigned char)(value >> 8);
			bytes[n++] = (unsigned char)value;
		}
	}
	gap = gap < n ? gap : n;
	memset(out, 0, 16);
	memcpy(out, bytes, gap);
	memcpy(out + 16 - (n - gap), bytes + gap, n - gap);
	return 1;
}

/* An IPv4 address is the IPv6 address that stands for it, ::ffff:a.b.c.d. */
int ec2a__address_value(const char *text, unsigned char out[16])
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (is_v4(text)) {
		memcpy(out, mapped, sizeof(mapped));
		return v4_bytes(text, out + sizeof(mapped));
	}
	return is_v6(text) && v6_bytes(text, out);
}

int ec2a__is_same_address(const char *a, const char *b)
{
	unsigned char x[16], y[16];

	if (strcmp(a, b) == 0)
		return 1;
	return ec2a__address_value(a, x) && ec2a__address_value(b, y) && memcmp(x, y, sizeof(x)) == 0;
}

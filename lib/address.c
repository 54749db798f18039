/* SPDX-License-Identifier: MIT */
#include "ascii.h"
#include "mask.h"

#include <stddef.h>
#include <string.h>

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

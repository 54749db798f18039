/* SPDX-License-Identifier: MIT */
#include "ascii.h"
#include "sigv4.h"

#include <string.h>

static int is_unreserved(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || ec2a__is_digit(c) || c == '-' || c == '.' ||
	       c == '_' || c == '~';
}

int ec2a__uri_encode(const char *text, int keep_slash, struct ec2a__buf *out)
{
	size_t before = out->len;
	int r = ec2a__buf_reserve(out, strlen(text));

	for (; r == 0 && *text; text++) {
		char triple[3] = { '%', "0123456789ABCDEF"[(unsigned char)*text >> 4],
				   "0123456789ABCDEF"[(unsigned char)*text & 15] };

		if (is_unreserved(*text) || (keep_slash && *text == '/'))
			r = ec2a__buf_addc(out, *text);
		else
			r = ec2a__buf_add(out, triple, sizeof(triple));
	}
	if (r < 0)
		ec2a__buf_truncate(out, before);
	return r;
}

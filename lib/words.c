/* SPDX-License-Identifier: MIT */
#include "words.h"

#include "ascii.h"

#include <ec2access/ec2access.h>

/* What stands behind an opening quote, the closing one included: where it ends, or NULL. */
static const char *add_quoted(const char *pos, char quote, struct ec2a__buf *out, int *r)
{
	for (; *pos && *pos != quote && *r == 0; pos++) {
		/* In '...' a backslash is one; in "..." it is, but in front of these two. */
		if (*pos == '\\' && quote == '"' && (pos[1] == '"' || pos[1] == '\\'))
			pos++;
		*r = ec2a__buf_addc(out, *pos);
	}
	return *pos == quote ? pos + 1 : NULL;
}

/* One word, at whose first character pos is. */
static const char *add_word(const char *pos, struct ec2a__buf *out, int *r)
{
	while (pos && *pos && !ec2a__is_space(*pos) && *r == 0) {
		char c = *pos++;

		if (c == '\'' || c == '"') {
			pos = add_quoted(pos, c, out, r);
			continue;
		}
		if (c == '\\') {
			if (!*pos)
				return NULL;
			c = *pos++;
		}
		*r = ec2a__buf_addc(out, c);
	}
	if (*r == 0)
		*r = ec2a__buf_addc(out, '\0');
	return pos;
}

int ec2a__words(const char *line, struct ec2a__buf *out)
{
	int count = 0, r = 0;

	for (;;) {
		while (ec2a__is_space(*line))
			line++;
		if (!*line)
			return count;
		line = add_word(line, out, &r);
		if (r < 0)
			return r;
		if (!line)
			return EC2A_E_FORMAT;
		count++;
	}
}

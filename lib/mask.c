/* SPDX-License-Identifier: MIT */
#include "ascii.h"
#include "mask.h"

#include <stddef.h>
#include <string.h>

/*
 * A mask hides the rest of its segment and no separator: "cm..." may be "cm-x"
 * written short, but is not compared as that. Published samples mask both sides
 * at the same depth, so nothing is lost, and "...:assumed-role/cm..." does not
 * agree with every session of that role. Ids whose form is known are another
 * matter: too short, an id hides its whole rest (a UUID's further groups too).
 */

static size_t span_of(const char *text, int (*is)(char c))
{
	size_t n = 0;

	while (is(text[n]))
		n++;
	return n;
}

static const unsigned char is_hex[256] = {
	['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1, ['8'] = 1, ['9'] = 1,
	['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1,
	['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1, ['F'] = 1,
};

int ec2a__uuid_is_whole(const char *text)
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	size_t i = 0;

	if (!text)
		return 0;
	while (shape[i] == 'x' ? is_hex[(unsigned char)text[i]] : shape[i] && text[i] == '-')
		i++;
	return !shape[i] && !text[i];
}

static int account_is_short(const char *text)
{
	size_t digits = span_of(text, ec2a__is_digit);

	return digits && digits < 12 && !text[digits];
}

static int instance_is_short(const char *text)
{
	size_t digits;

	if (*text == 'm')
		text++;
	if (strncmp(text, "i-", 2) != 0)
		return 0;
	digits = span_of(text + 2, ec2a__is_hex);
	return digits < 17 && digits != 8 && !text[2 + digits];
}

static int is_uuid_char(char c)
{
	return ec2a__is_hex(c) || c == '-';
}

static int uuid_is_short(const char *text)
{
	size_t n = span_of(text, is_uuid_char);

	/* Dots may stand between ("f832760f-..."), or after. */
	while (text[n] == '.')
		n += 1 + span_of(text + n + 1, is_uuid_char);
	return n < 36 && !text[n];
}

/* One side of a comparison. */
struct side {
	const char *at;
	const char *account; /* end of an ARN's account that is too short, else NULL */
	int masked;
	int short_id;        /* the whole value is an id too short for its kind */
	int hides;           /* something was hidden */
};

static int is_separator(char c)
{
	return c == ':' || c == '/' || c == '-';
}

/* "arn:aws:sts::1234:assumed-role/...": where the account ends, if it is too short to be one. */
static const char *short_account(const char *text)
{
	size_t digits;
	int colons = 0;

	if (strncmp(text, "arn:", 4) != 0)
		return NULL;
	for (; *text && colons < 4; text++)
		colons += *text == ':';
	digits = span_of(text, ec2a__is_digit);
	return digits && digits < 12 && (!text[digits] || text[digits] == ':') ? text + digits : NULL;
}

static void side_init(struct side *side, int kind, const char *text, int masked)
{
	side->at = text;
	side->masked = masked;
	side->hides = 0;
	side->account = masked ? short_account(text) : NULL;
	side->short_id = 0;
	if (!masked)
		return;
	if (kind == EC2A__MASK_ACCOUNT)
		side->short_id = account_is_short(text);
	else if (kind == EC2A__MASK_INSTANCE)
		side->short_id = instance_is_short(text);
	else if (kind == EC2A__MASK_UUID)
		side->short_id = uuid_is_short(text);
}

/* Whether the rest of the segment is hidden from here on. */
static int at_mask(const struct side *side)
{
	if (!side->masked)
		return 0;
	return (side->at[0] == '.' && side->at[1] == '.') || side->at == side->account ||
	       (side->short_id && !*side->at);
}

static void skip_segment(struct side *side)
{
	while (*side->at && !is_separator(*side->at))
		side->at++;
}

/* What is left of a value whose other side was an id too short. */
static void skip_rest(struct side *side, const struct side *other)
{
	if (other->short_id && !*other->at)
		side->at += strlen(side->at);
}

static int compare(struct side *a, struct side *b)
{
	int a_hides, b_hides;

	for (;;) {
		a_hides = at_mask(a);
		b_hides = at_mask(b);
		if (a_hides || b_hides) {
			a->hides |= a_hides;
			b->hides |= b_hides;
			skip_segment(a);
			skip_segment(b);
			skip_rest(a, b);
			skip_rest(b, a);
		}
		if (*a->at != *b->at)
			return EC2A__DISAGREE;
		if (!*a->at)
			return a->hides || b->hides ? EC2A__AGREE_MASKED : EC2A__AGREE;
		a->at++;
		b->at++;
	}
}

/* An empty text is no key either: two records without a session id are not of one session. */
static int is_absent(const char *text)
{
	return !text || !*text;
}

int ec2a__mask_compare(int kind, const char *a, int a_masked, const char *b, int b_masked)
{
	struct side sides[2];

	if (is_absent(a) && is_absent(b))
		return EC2A__ABSENT;
	if (is_absent(a) || is_absent(b))
		return EC2A__DISAGREE;
	side_init(&sides[0], kind, a, a_masked);
	side_init(&sides[1], kind, b, b_masked);
	return compare(&sides[0], &sides[1]);
}

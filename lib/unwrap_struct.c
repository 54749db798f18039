/* SPDX-License-Identifier: MIT */
/*
 * The printed text of a struct: {type=AssumedRole, principalid=AROA...:x, sessioncontext={attributes={...}}}.
 *
 * It has no quotes, so it is read by what may stand where. A value ends at the
 * next ", " or "}". A name that a caller may choose has neither a space nor a
 * brace, but it can have a comma and an equals sign; so where ", " is not
 * followed by "key=" the value is left out, and where a key comes twice, or the
 * braces do not come out even, all of it is. Nothing is guessed.
 */
#include "unwrap_row.h"

#include "ascii.h"
#include "utf8.h"

#include <ec2access/ec2access.h>
#include <string.h>

#define LEVELS 8
#define KEYS 64 /* a bit for each key of a level; the identity's structs have fewer */

struct level {
	size_t keys[KEYS]; /* where each key stands in the text */
	size_t n_keys;
	int members;       /* written so far */
};

struct printed {
	const char *text;
	size_t size, pos;
	const char *arn_key;
	struct ec2a__buf *out;
	struct level levels[LEVELS];
	size_t depth;
};

static int at(const struct printed *in, const char *mark)
{
	size_t n = strlen(mark);

	return in->size - in->pos >= n && memcmp(in->text + in->pos, mark, n) == 0;
}

/* The length of the key with a "=" behind it that stands at pos, or 0. */
static size_t key_at(const struct printed *in, size_t pos)
{
	size_t n = 0;

	while (pos + n < in->size && ((in->text[pos + n] >= 'a' && in->text[pos + n] <= 'z') ||
				      ec2a__is_digit(in->text[pos + n]) || in->text[pos + n] == '_'))
		n++;
	return pos + n < in->size && in->text[pos + n] == '=' ? n : 0;
}

/* Whether the level has the key already; it has it now. Too many keys are as bad as one that comes twice. */
static int comes_again(struct printed *in, size_t key, size_t size)
{
	struct level *level = &in->levels[in->depth - 1];

	for (size_t i = 0; i < level->n_keys; i++)
		if (memcmp(in->text + level->keys[i], in->text + key, size) == 0 &&
		    in->text[level->keys[i] + size] == '=')
			return 1;
	if (level->n_keys == KEYS)
		return 1;
	level->keys[level->n_keys++] = key;
	return 0;
}

static int open_level(struct printed *in)
{
	if (in->depth == LEVELS)
		return 0;
	in->levels[in->depth].n_keys = 0;
	in->levels[in->depth].members = 0;
	in->depth++;
	in->pos++;
	return 1;
}

static int write_key(struct printed *in, const char *key)
{
	int r = in->levels[in->depth - 1].members++ ? ec2a__buf_addc(in->out, ',') : 0;

	if (r == 0)
		r = ec2a__utf8_add_json(in->out, key, strlen(key));
	return r < 0 ? r : ec2a__buf_addc(in->out, ':');
}

/* Over a map or a struct that nobody knows. */
static int skip_braces(struct printed *in)
{
	size_t depth = 0;

	for (; in->pos < in->size; in->pos++) {
		depth += in->text[in->pos] == '{';
		if (in->text[in->pos] == '}' && --depth == 0) {
			in->pos++;
			return 1;
		}
	}
	return 0;
}

/* To the end of a value: 1 and its size; 0 where a ", " in it tells nothing. */
static int take_text(struct printed *in, size_t *ret_size)
{
	size_t start = in->pos;
	int sure = 1;

	*ret_size = 0;
	for (; in->pos < in->size && in->text[in->pos] != '}'; in->pos++) {
		if (in->text[in->pos] == '{')
			sure = 0;
		if (!at(in, ", "))
			continue;
		if (key_at(in, in->pos + 2))
			break;
		sure = 0;
	}
	*ret_size = in->pos - start;
	return sure;
}

/* What stands behind "key=": 1, 0 where the text is none of these, or an error. */
static int take_value(struct printed *in, const char *key)
{
	const char *text;
	size_t size;
	int r;

	if (at(in, "{")) {
		/* Of webIdFederationData, where any key can stand in it. */
		int map = key && strcmp(key, "attributes") == 0 && !at(in, "{mfaauthenticated=") && !at(in, "{creationdate=");

		if (!key || map)
			return skip_braces(in);
		r = write_key(in, key);
		if (r == 0)
			r = ec2a__buf_addc(in->out, '{');
		return r < 0 ? r : open_level(in);
	}
	text = in->text + in->pos;
	if (!take_text(in, &size) || !key || (size == 4 && memcmp(text, "null", 4) == 0))
		return 1;
	r = write_key(in, key);
	if (r == 0)
		r = ec2a__utf8_add_json(in->out, text, size);
	return r < 0 ? r : 1;
}

static int take_member(struct printed *in)
{
	size_t key = in->pos, size = key_at(in, key);

	if (!size || comes_again(in, key, size))
		return 0;
	in->pos += size + 1;
	return take_value(in, ec2a__row_key(in->text + key, size, in->arn_key));
}

/* One struct: 1, 0, or an error. */
static int take_struct(struct printed *in)
{
	int r = ec2a__buf_addc(in->out, '{');

	if (r < 0 || !at(in, "{") || !open_level(in))
		return r;
	r = 1;
	while (r == 1 && in->depth) {
		if (at(in, "}")) {
			in->pos++;
			in->depth--;
			r = ec2a__buf_addc(in->out, '}') < 0 ? EC2A_E_NOMEM : 1;
			continue;
		}
		if (in->levels[in->depth - 1].n_keys) {
			if (!at(in, ", "))
				return 0;
			in->pos += 2;
		}
		r = take_member(in);
	}
	return r;
}

static int take_array(struct printed *in)
{
	int r = ec2a__buf_addc(in->out, '[');

	in->pos++;
	while (r >= 0 && !at(in, "]")) {
		r = take_struct(in);
		if (r <= 0)
			return r;
		if (at(in, ", ")) {
			in->pos += 2;
			r = ec2a__buf_addc(in->out, ',');
		} else if (!at(in, "]")) {
			return 0;
		}
	}
	in->pos++;
	return r < 0 ? r : ec2a__buf_addc(in->out, ']') < 0 ? EC2A_E_NOMEM : 1;
}

int ec2a__row_struct(const char *text, size_t size, const char *arn_key, struct ec2a__buf *out)
{
	struct printed in = { .text = text, .size = size, .arn_key = arn_key, .out = out };
	size_t before = out->len;
	int r = size && text[0] == '[' ? take_array(&in) : take_struct(&in);

	if (r == 1 && in.pos == in.size)
		return 1;
	if (out->data)
		ec2a__buf_truncate(out, before);
	return r < 0 ? r : 0;
}

/* SPDX-License-Identifier: MIT */
#include "json_walk.h"

#include "json_find.h"

#include <ec2access/ec2access.h>
#include <string.h>

enum due {
	DUE_VALUE = 0,
	DUE_VALUE_OR_CLOSE, /* behind '[' */
	DUE_KEY,            /* behind ',' in an object */
	DUE_KEY_OR_CLOSE,   /* behind '{' */
	DUE_NEXT,           /* behind a value: ',' or the closing bracket */
	DUE_END             /* behind the whole value */
};

void ec2a__json_walk_init(struct ec2a__json_walk *walk, const char *text, size_t size, unsigned max_depth,
			  struct ec2a__json_fault *fault)
{
	walk->text = text;
	walk->size = size;
	walk->pos = 0;
	walk->depth = 0;
	walk->max_depth = max_depth < EC2A__WALK_LEVELS ? max_depth : EC2A__WALK_LEVELS;
	walk->due = DUE_VALUE;
	walk->fault = fault;
}

static int refuse(struct ec2a__json_walk *walk, int code, size_t byte, const char *what)
{
	walk->fault->byte = byte;
	walk->fault->what = what;
	return code;
}

static int malformed(struct ec2a__json_walk *walk, const char *what)
{
	return refuse(walk, EC2A_E_RECORD, walk->pos, walk->pos < walk->size ? what : "the text ends too early");
}

static int skip_space(struct ec2a__json_walk *walk)
{
	const char *text = walk->text;
	size_t pos = walk->pos;

	while (pos < walk->size && (text[pos] == ' ' || text[pos] == '\n' || text[pos] == '\r' || text[pos] == '\t'))
		pos++;
	walk->pos = pos;
	return pos < walk->size;
}

static int in_array(const struct ec2a__json_walk *walk)
{
	size_t level = walk->depth - 1;

	return walk->kinds[level / 8] >> level % 8 & 1;
}

static int value_done(struct ec2a__json_walk *walk, int kind)
{
	walk->due = walk->depth ? DUE_NEXT : DUE_END;
	return kind;
}

static int open_bracket(struct ec2a__json_walk *walk, int array)
{
	size_t level = walk->depth;
	unsigned bit = 1u << level % 8;

	if (level >= walk->max_depth)
		return refuse(walk, EC2A_E_LIMIT, walk->pos, "nested deeper than the limit");
	if (array)
		walk->kinds[level / 8] |= (unsigned char)bit;
	else
		walk->kinds[level / 8] &= (unsigned char)(0xff ^ bit);
	walk->depth++;
	walk->pos++;
	walk->due = array ? DUE_VALUE_OR_CLOSE : DUE_KEY_OR_CLOSE;
	return array ? EC2A__TOKEN_OPEN_ARRAY : EC2A__TOKEN_OPEN_OBJECT;
}

static int close_bracket(struct ec2a__json_walk *walk)
{
	int array = in_array(walk);

	if (array != (walk->text[walk->pos] == ']'))
		return malformed(walk, "brackets do not match");
	walk->depth--;
	walk->pos++;
	return value_done(walk, array ? EC2A__TOKEN_CLOSE_ARRAY : EC2A__TOKEN_CLOSE_OBJECT);
}

/* The string whose opening quote stands at pos: 0 or an error. */
static int read_string(struct ec2a__json_walk *walk, struct ec2a__json_token *token)
{
	const char *end = walk->text + walk->size;
	uint32_t code;
	size_t step;

	token->start = ++walk->pos;
	for (;; walk->pos += step) {
		walk->pos = (size_t)(ec2a__json_find_special(walk->text + walk->pos, end) - walk->text);
		if (walk->pos == walk->size)
			return malformed(walk, NULL);
		if (walk->text[walk->pos] == '"')
			break;
		if (walk->text[walk->pos] != '\\')
			return malformed(walk, "a control character in a string");
		step = ec2a__json_escape(walk->text + walk->pos, walk->size - walk->pos, &code);
		if (!step)
			return malformed(walk, "not an escape that JSON has");
	}
	token->size = walk->pos++ - token->start;
	return 0;
}

static size_t digits(const char *text, size_t size)
{
	size_t n = 0;

	while (n < size && text[n] >= '0' && text[n] <= '9')
		n++;
	return n;
}

/* The length of the number that text begins with, 0 when it is none. */
static size_t number_length(const char *text, size_t size)
{
	size_t pos = size && text[0] == '-';
	size_t n = digits(text + pos, size - pos);

	if (!n || (n > 1 && text[pos] == '0'))
		return 0;
	pos += n;
	if (pos < size && text[pos] == '.') {
		n = digits(text + pos + 1, size - pos - 1);
		if (!n)
			return 0;
		pos += n + 1;
	}
	if (pos < size && (text[pos] == 'e' || text[pos] == 'E')) {
		pos++;
		pos += pos < size && (text[pos] == '+' || text[pos] == '-');
		n = digits(text + pos, size - pos);
		if (!n)
			return 0;
		pos += n;
	}
	return pos;
}

static size_t word_length(const char *text, size_t size)
{
	if (size >= 4 && (memcmp(text, "true", 4) == 0 || memcmp(text, "null", 4) == 0))
		return 4;
	return size >= 5 && memcmp(text, "false", 5) == 0 ? 5 : 0;
}

size_t ec2a__json_scalar(const char *text, size_t size)
{
	size_t n = word_length(text, size);

	return n ? n : number_length(text, size);
}

static int read_scalar(struct ec2a__json_walk *walk, struct ec2a__json_token *token)
{
	size_t n = ec2a__json_scalar(walk->text + walk->pos, walk->size - walk->pos);

	if (!n)
		return malformed(walk, "not a value that JSON has");
	token->start = walk->pos;
	token->size = n;
	walk->pos += n;
	return value_done(walk, EC2A__TOKEN_SCALAR);
}

static int read_value(struct ec2a__json_walk *walk, struct ec2a__json_token *token)
{
	int result;

	switch (walk->text[walk->pos]) {
	case '{':
		return open_bracket(walk, 0);
	case '[':
		return open_bracket(walk, 1);
	case '"':
		result = read_string(walk, token);
		return result < 0 ? result : value_done(walk, EC2A__TOKEN_STRING);
	case ']':
		if (walk->due == DUE_VALUE_OR_CLOSE)
			return close_bracket(walk);
		return malformed(walk, "a value is missing");
	default:
		return read_scalar(walk, token);
	}
}

static int read_key(struct ec2a__json_walk *walk, struct ec2a__json_token *token)
{
	int result;

	if (walk->text[walk->pos] == '}' && walk->due == DUE_KEY_OR_CLOSE)
		return close_bracket(walk);
	if (walk->text[walk->pos] != '"')
		return malformed(walk, "a key is missing");
	result = read_string(walk, token);
	if (result < 0)
		return result;
	if (!skip_space(walk) || walk->text[walk->pos] != ':')
		return malformed(walk, "a colon is missing");
	walk->pos++;
	walk->due = DUE_VALUE;
	return EC2A__TOKEN_KEY;
}

/* The comma behind a value, if one stands there: 1, 0, or an error. */
static int read_comma(struct ec2a__json_walk *walk)
{
	char c = walk->text[walk->pos];

	if (c == '}' || c == ']')
		return 0;
	if (c != ',')
		return malformed(walk, "a comma is missing");
	walk->pos++;
	walk->due = in_array(walk) ? DUE_VALUE : DUE_KEY;
	return 1;
}

int ec2a__json_walk_next(struct ec2a__json_walk *walk, struct ec2a__json_token *ret_token)
{
	int more = skip_space(walk);

	if (walk->due == DUE_END)
		return more ? malformed(walk, "text behind the value") : EC2A__TOKEN_END;
	if (more && walk->due == DUE_NEXT) {
		int comma = read_comma(walk);

		if (comma <= 0)
			return comma < 0 ? comma : close_bracket(walk);
		more = skip_space(walk);
	}
	if (!more)
		return malformed(walk, NULL);
	if (walk->due == DUE_KEY || walk->due == DUE_KEY_OR_CLOSE)
		return read_key(walk, ret_token);
	return read_value(walk, ret_token);
}

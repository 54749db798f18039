/* SPDX-License-Identifier: MIT */
#include "json_python.h"

#include "ascii.h"
#include "json_walk.h"
#include "utf8.h"

#include <ec2access/ec2access.h>
#include <string.h>

struct python {
	const char *text;
	size_t size, pos;
	struct ec2a__buf *out;
	struct ec2a__buf scratch; /* a string's meaning */
	int comma;                /* one came by, and is written before the next value */
	struct ec2a__json_fault *fault;
};

static int refuse(struct python *in, const char *what)
{
	in->fault->byte = in->pos;
	in->fault->what = what;
	return EC2A_E_RECORD;
}

static int is_quote(char c)
{
	return c == '\'' || c == '"';
}

static int is_word(char c)
{
	char lower = ec2a__lower(c);

	return (lower >= 'a' && lower <= 'z') || ec2a__is_digit(c) || c == '_' || c == '.';
}

static void skip_space(struct python *in)
{
	while (in->pos < in->size && ec2a__is_space(in->text[in->pos]))
		in->pos++;
}

/* ---- strings ------------------------------------------------------------ */

/* \xNN, \uNNNN, \UNNNNNNNN: the escape's length, or 0. */
static size_t number_escape(const char *text, size_t size, uint32_t *ret_code)
{
	size_t digits = text[1] == 'x' ? 2 : text[1] == 'u' ? 4 : text[1] == 'U' ? 8 : 0;
	uint32_t code = 0;

	if (!digits || size < digits + 2)
		return 0;
	for (size_t i = 2; i < digits + 2; i++) {
		if (!ec2a__is_hex(text[i]))
			return 0;
		code = code << 4 | (uint32_t)ec2a__hex_value(text[i]);
	}
	*ret_code = code;
	return digits + 2;
}

/* The escape at text[0]: its length, or 0. JSON's come first: they have pairs of surrogates, and \/. */
static size_t escape(const char *text, size_t size, uint32_t *ret_code)
{
	size_t n = ec2a__json_escape(text, size, ret_code);

	if (n || size < 2)
		return n;
	if (text[1] == '\'') {
		*ret_code = '\'';
		return 2;
	}
	return number_escape(text, size, ret_code);
}

/* One literal, the meaning of which is appended to the scratch buffer. */
static int read_literal(struct python *in)
{
	char quote = in->text[in->pos++];
	size_t start = in->pos;
	uint32_t code;
	int r = 0;

	while (r == 0 && in->pos < in->size && in->text[in->pos] != quote) {
		size_t n = 1;

		if (in->text[in->pos] == '\\') {
			r = ec2a__utf8_add(&in->scratch, in->text + start, in->pos - start);
			n = escape(in->text + in->pos, in->size - in->pos, &code);
			if (!n)
				return refuse(in, "not an escape that Python prints");
			if (r == 0)
				r = ec2a__utf8_add_char(&in->scratch, code);
			start = in->pos + n;
		}
		in->pos += n;
	}
	if (r == 0)
		r = ec2a__utf8_add(&in->scratch, in->text + start, in->pos - start);
	if (r < 0)
		return r;
	if (in->pos >= in->size)
		return refuse(in, "a string does not end");
	in->pos++;
	return 0;
}

/* Where a string begins, its quote being behind u or b, or not: 1 and the place. */
static int at_string(const struct python *in, size_t *ret_quote)
{
	size_t pos = in->pos;

	if (pos + 1 < in->size && (in->text[pos] == 'u' || in->text[pos] == 'b') && is_quote(in->text[pos + 1]))
		pos++;
	*ret_quote = pos;
	return pos < in->size && is_quote(in->text[pos]);
}

/* Literals side by side are one string: so pprint() breaks long ones. */
static int read_string(struct python *in)
{
	size_t quote;
	int r = 0;

	ec2a__buf_clear(&in->scratch);
	while (r == 0 && at_string(in, &quote)) {
		in->pos = quote;
		r = read_literal(in);
		skip_space(in);
	}
	return r < 0 ? r : ec2a__utf8_add_json(in->out, in->scratch.len ? in->scratch.data : "", in->scratch.len);
}

/* ---- words -------------------------------------------------------------- */

/* Behind the string in a call, of which nothing is kept. */
static void skip_literal(struct python *in)
{
	char quote = in->text[in->pos++];

	while (in->pos < in->size && in->text[in->pos] != quote)
		in->pos += in->text[in->pos] == '\\' && in->size - in->pos > 1 ? 2 : 1;
	in->pos += in->pos < in->size;
}

/* The parentheses of a call, whatever stands in them. */
static int skip_call(struct python *in)
{
	size_t depth = 0;

	while (in->pos < in->size) {
		char c = in->text[in->pos];

		if (is_quote(c)) {
			skip_literal(in);
			continue;
		}
		in->pos++;
		depth += c == '(';
		if (c == ')' && --depth == 0)
			return 0;
	}
	return refuse(in, "a parenthesis does not end");
}

/* Numbers are taken as they stand: the reader of the record refuses what is none. A space stays between words. */
static int read_word(struct python *in)
{
	static const char *const words[][2] = {
		{ "None", "null" }, { "True", "true" }, { "False", "false" },
		{ "null", "null" }, { "true", "true" }, { "false", "false" },
	};
	const char *word = in->text + in->pos;
	size_t n = 0;

	if (ec2a__buf_addc(in->out, ' ') < 0)
		return EC2A_E_NOMEM;
	while (in->pos + n < in->size && (is_word(word[n]) || word[n] == '-' || word[n] == '+'))
		n++;
	if (n && (ec2a__is_digit(word[0]) || word[0] == '-')) {
		in->pos += n;
		return ec2a__buf_add(in->out, word, n);
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (n == strlen(words[i][0]) && memcmp(word, words[i][0], n) == 0) {
			in->pos += n;
			return ec2a__buf_adds(in->out, words[i][1]);
		}
	}
	if (!n || in->pos + n == in->size || word[n] != '(')
		return refuse(in, "not a value that Python prints");
	in->pos += n;
	return skip_call(in) < 0 ? EC2A_E_RECORD : ec2a__buf_adds(in->out, "null");
}

/* ---- the rest ----------------------------------------------------------- */

static int write_comma(struct python *in)
{
	int comma = in->comma;

	in->comma = 0;
	return comma ? ec2a__buf_addc(in->out, ',') : 0;
}

/* One token. A comma is kept back until it is known that something follows it. */
static int read_token(struct python *in)
{
	char c = in->text[in->pos];
	size_t quote;
	int r;

	if (c == '}' || c == ']' || c == ')') {
		in->comma = 0;
		in->pos++;
		return ec2a__buf_addc(in->out, c == ')' ? ']' : c);
	}
	r = write_comma(in);
	if (r < 0)
		return r;
	if (at_string(in, &quote))
		return read_string(in);
	switch (c) {
	case ',':
		in->comma = 1;
		in->pos++;
		return 0;
	case '{':
	case '[':
	case '(':
	case ':':
		in->pos++;
		return ec2a__buf_addc(in->out, c == '(' ? '[' : c);
	default:
		return read_word(in);
	}
}

int ec2a__json_python(const char *text, size_t size, struct ec2a__buf *out, struct ec2a__json_fault *fault)
{
	struct python in = { .text = text, .size = size, .out = out, .fault = fault };
	size_t before = out->len;
	int r = 0;

	ec2a__buf_init(&in.scratch, size < SIZE_MAX / 4 ? size * 3 + 1 : SIZE_MAX); /* U+FFFD has three bytes */
	for (skip_space(&in); r == 0 && in.pos < in.size; skip_space(&in))
		r = read_token(&in);
	ec2a__buf_free(&in.scratch);
	if (r < 0 && out->data)
		ec2a__buf_truncate(out, before);
	return r;
}

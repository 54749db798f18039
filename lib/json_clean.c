/* SPDX-License-Identifier: MIT */
#include "json_check.h"

#include "json_walk.h"
#include "mem.h"
#include "utf8.h"

#include <ec2access/ec2access.h>
#include <string.h>

/*
 * The value is written as it is read. When an object closes, its members are
 * known by their places in the output, and those whose key was there before are
 * cut out. Objects inside were cleaned before, so equal keys have equal bytes.
 */
struct clean {
	struct ec2a__json_walk walk;
	struct ec2a__buf *out;
	struct ec2a__buf scratch;
	struct ec2a__json_span *spans; /* members of all open objects, the innermost last */
	size_t n_spans, cap_spans;
	size_t *firsts; /* for each open bracket: its first span */
	int after_value; /* the next value or key needs a comma */
};

static int add_string(struct clean *clean, const char *string, size_t size)
{
	int result;

	if (ec2a__utf8_plain(string, size) == size) {
		result = ec2a__buf_addc(clean->out, '"');
		if (result == 0)
			result = ec2a__buf_add(clean->out, string, size);
		return result < 0 ? result : ec2a__buf_addc(clean->out, '"');
	}
	ec2a__buf_clear(&clean->scratch);
	result = ec2a__json_unescape(string, size, &clean->scratch);
	return result < 0 ? result : ec2a__utf8_add_json(clean->out, clean->scratch.data, clean->scratch.len);
}

static int add_comma(struct clean *clean)
{
	int due = clean->after_value;

	clean->after_value = 0;
	return due ? ec2a__buf_addc(clean->out, ',') : 0;
}

static int add_key(struct clean *clean, const char *string, size_t size)
{
	struct ec2a__json_span *span;
	int result;

	if (clean->n_spans == clean->cap_spans) {
		size_t cap = clean->cap_spans ? clean->cap_spans * 2 : 64;

		span = ec2a__realloc_array(clean->spans, cap, sizeof(*span));
		if (!span)
			return EC2A_E_NOMEM;
		clean->spans = span;
		clean->cap_spans = cap;
	}
	span = &clean->spans[clean->n_spans++];
	span->key = clean->out->len;
	span->dropped = 0;
	result = add_string(clean, string, size);
	span->key_size = clean->out->len - span->key;
	return result < 0 ? result : ec2a__buf_addc(clean->out, ':');
}

/* Cut the marked members out of the end of the output. */
static void cut_doubles(struct ec2a__buf *out, const struct ec2a__json_span *spans, size_t count)
{
	size_t to = spans[0].end; /* the first member always stays */

	for (size_t i = 1; i < count; i++) {
		size_t size = spans[i].end - spans[i].key;

		if (spans[i].dropped)
			continue;
		out->data[to++] = ',';
		memmove(out->data + to, out->data + spans[i].key, size);
		to += size;
	}
	out->len = to;
	out->data[to] = '\0';
}

static int close_object(struct clean *clean)
{
	size_t first = clean->firsts[clean->walk.depth];
	struct ec2a__json_span *spans = clean->spans ? clean->spans + first : NULL; /* no member yet: none made */
	size_t count = clean->n_spans - first;
	int found = 0;

	if (count > 1) {
		for (size_t i = 0; i + 1 < count; i++)
			spans[i].end = spans[i + 1].key - 1; /* the comma */
		spans[count - 1].end = clean->out->len;
		found = ec2a__json_mark_doubles(clean->out->data, spans, count);
	}
	if (found < 0)
		return found;
	if (found)
		cut_doubles(clean->out, spans, count);
	clean->n_spans = first;
	return ec2a__buf_addc(clean->out, '}');
}

static int open_bracket(struct clean *clean, char bracket)
{
	clean->firsts[clean->walk.depth - 1] = clean->n_spans;
	return ec2a__buf_addc(clean->out, bracket);
}

static int add_token(struct clean *clean, int kind, const struct ec2a__json_token *token)
{
	const char *text = clean->walk.text + token->start;

	switch (kind) {
	case EC2A__TOKEN_OPEN_OBJECT:
		return open_bracket(clean, '{');
	case EC2A__TOKEN_OPEN_ARRAY:
		return open_bracket(clean, '[');
	case EC2A__TOKEN_CLOSE_OBJECT:
		return close_object(clean);
	case EC2A__TOKEN_CLOSE_ARRAY:
		return ec2a__buf_addc(clean->out, ']');
	case EC2A__TOKEN_KEY:
		return add_key(clean, text, token->size);
	case EC2A__TOKEN_STRING:
		return add_string(clean, text, token->size);
	default:
		return ec2a__buf_add(clean->out, text, token->size);
	}
}

static int run(struct clean *clean)
{
	struct ec2a__json_token token = { 0, 0 };
	int kind, result = 0;

	while (result == 0 && (kind = ec2a__json_walk_next(&clean->walk, &token)) != EC2A__TOKEN_END) {
		int closes = kind == EC2A__TOKEN_CLOSE_OBJECT || kind == EC2A__TOKEN_CLOSE_ARRAY;

		if (kind < 0)
			return kind;
		if (!closes)
			result = add_comma(clean);
		if (result == 0)
			result = add_token(clean, kind, &token);
		clean->after_value = closes || kind == EC2A__TOKEN_STRING || kind == EC2A__TOKEN_SCALAR;
	}
	return result;
}

int ec2a__json_clean(const char *text, size_t size, unsigned max_depth, struct ec2a__buf *out,
		     struct ec2a__json_fault *fault)
{
	struct ec2a__json_fault met = { 0, NULL };
	struct clean clean;
	size_t before = out->len;
	int result;

	memset(&clean, 0, sizeof(clean));
	ec2a__json_walk_init(&clean.walk, text, size, max_depth, &met);
	clean.out = out;
	ec2a__buf_init(&clean.scratch, size < SIZE_MAX / 3 ? size * 3 : SIZE_MAX / 2); /* U+FFFD has three bytes */
	clean.firsts = ec2a__realloc_array(NULL, clean.walk.max_depth + 1, sizeof(*clean.firsts));
	result = clean.firsts ? run(&clean) : EC2A_E_NOMEM;
	if (result < 0) {
		if (out->data) {
			out->len = before;
			out->data[before] = '\0';
		}
		if (!met.what) { /* not the text's fault: the output's maximum, or memory */
			met.byte = clean.walk.pos;
			met.what = ec2a_strerror(result);
		}
		*fault = met;
	}
	ec2a__free(clean.firsts);
	ec2a__free(clean.spans);
	ec2a__buf_free(&clean.scratch);
	return result;
}

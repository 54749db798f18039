/* SPDX-License-Identifier: MIT */
/*
 * ec2a__json_check() against json-c, which is strict here and sees the text after bytes that are not UTF-8
 * became U+FFFD; ec2a__json_clean(), whose output json-c must take whole and in one meaning; and
 * ec2a__json_canonical(), which must say what json-c's tree says wherever it says something.
 *
 * Where the two are known to differ:
 *  - json-c ends at a NUL byte: texts with one must be refused by us, and are not compared;
 *  - what json-c 0.16 takes although RFC 8259 does not stands in known_leniency().
 */
#include "buf.h"
#include "json_check.h"
#include "json_tree.h"
#include "utf8.h"

#include <ec2access/ec2access.h>
#include <json.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH 32

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fail(const char *what, const void *text, size_t size)
{
	fprintf(stderr, "fuzz_json: %s: %.*s\n", what, (int)size, (const char *)text);
	abort();
}

/* 1: taken whole, 0: refused, -1: too deep. */
static int oracle(const char *text, size_t size)
{
	struct json_tokener *tokener = json_tokener_new_ex(DEPTH);
	struct json_object *value;
	enum json_tokener_error error;

	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	/* The NUL behind the text tells json-c that it ends: else a number at its end could go on. */
	value = json_tokener_parse_ex(tokener, text, (int)size + 1);
	error = json_tokener_get_error(tokener);
	json_object_put(value);
	json_tokener_free(tokener);
	if (error == json_tokener_error_depth)
		return -1;
	return error == json_tokener_success;
}

/* A second opinion on numbers, in another manner than the library's: a table of states. Whether the whole run of
 * number characters is a number by RFC 8259. */
static int is_number(const char *text, size_t size)
{
	enum { NONE, MINUS, ZERO, INT, POINT, FRACTION, E, SIGN, EXPONENT, BAD };
	/*                               -      0         1-9       .      e    +    */
	static const int table[][6] = { { MINUS, ZERO, INT, BAD, BAD, BAD },
					{ BAD, ZERO, INT, BAD, BAD, BAD },
					{ BAD, BAD, BAD, POINT, E, BAD },
					{ BAD, INT, INT, POINT, E, BAD },
					{ BAD, FRACTION, FRACTION, BAD, BAD, BAD },
					{ BAD, FRACTION, FRACTION, BAD, E, BAD },
					{ SIGN, EXPONENT, EXPONENT, BAD, BAD, SIGN },
					{ BAD, EXPONENT, EXPONENT, BAD, BAD, BAD },
					{ BAD, EXPONENT, EXPONENT, BAD, BAD, BAD } };
	static const char classes[] = "-0123456789.eE+";
	static const int class_of[] = { 0, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 4, 4, 5 };
	int state = NONE;

	for (size_t i = 0; i < size && state != BAD; i++) {
		const char *found = text[i] ? strchr(classes, text[i]) : NULL;

		if (!found)
			break;
		state = table[state][class_of[found - classes]];
	}
	return state == ZERO || state == INT || state == FRACTION || state == EXPONENT;
}

/* Whether json-c may take a text that we refuse at this place. */
static int known_leniency(const char *text, size_t size, const struct ec2a__json_fault *fault)
{
	size_t left = size - fault->byte;
	char c = left ? text[fault->byte] : '\0';

	/* Control characters inside strings. */
	if (strcmp(fault->what, "a control character in a string") == 0)
		return 1;
	/* No numbers at all. */
	if ((left >= 3 && memcmp(text + fault->byte, "NaN", 3) == 0) ||
	    (left >= 8 && memcmp(text + fault->byte, "Infinity", 8) == 0))
		return 1;
	/* Numbers in other spellings: 00, 1., 1e, -Infinity. */
	return (c == '-' || (c >= '0' && c <= '9')) && !is_number(text + fault->byte, left);
}

static void check_clean(const uint8_t *data, size_t size, int verdict)
{
	struct ec2a__json_fault fault;
	struct ec2a__buf out, again;

	ec2a__buf_init(&out, size * 6 + 16);
	ec2a__buf_init(&again, size * 6 + 16);
	if (ec2a__json_clean((const char *)data, size, DEPTH, &out, &fault) != verdict)
		fail("clean and check differ", data, size);
	if (verdict == 0) {
		if (!ec2a__utf8_is_valid(out.data, out.len) || ec2a__json_check(out.data, out.len, DEPTH, &fault) < 0)
			fail("cleaned text is not JSON", out.data, out.len);
		if (ec2a__json_clean(out.data, out.len, DEPTH, &again, &fault) < 0 || again.len != out.len ||
		    memcmp(again.data, out.data, out.len) != 0)
			fail("cleaning again changes something", out.data, out.len);
	}
	ec2a__buf_free(&out);
	ec2a__buf_free(&again);
}

static void check_canonical(const uint8_t *data, size_t size)
{
	struct ec2a__buf quick, slow;
	struct ec2a__json_fault fault;
	struct ec2a__json *root;
	size_t quick_values = 0, slow_values = 0;

	ec2a__buf_init(&quick, size * 6 + 16);
	ec2a__buf_init(&slow, size * 6 + 16);
	if (ec2a__json_canonical((const char *)data, size, &quick, &quick_values) > 0) {
		if (ec2a__json_parse((const char *)data, size, DEPTH, &root, &fault) < 0)
			fail("the tree cannot be made", data, size);
		if (ec2a__json_values(root, &slow_values) < 0 || ec2a__json_add_canonical(root, &slow) < 0 ||
		    slow_values != quick_values || slow.len != quick.len || memcmp(slow.data, quick.data, slow.len) != 0)
			fail("canonical forms differ", data, size);
		ec2a__json_free(root);
	} else if (quick.len) {
		fail("half a canonical form", data, size);
	}
	ec2a__buf_free(&quick);
	ec2a__buf_free(&slow);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ec2a__json_fault fault = { 0, NULL };
	struct ec2a__buf text;
	int verdict = ec2a__json_check((const char *)data, size, DEPTH, &fault);
	int other;

	if (verdict < 0 && (fault.byte > size || !fault.what))
		fail("no place or no sentence", data, size);
	check_clean(data, size, verdict);
	if (verdict == 0)
		check_canonical(data, size);
	if (memchr(data, 0, size)) {
		if (verdict == 0)
			fail("a NUL byte was taken", data, size);
		return 0;
	}
	ec2a__buf_init(&text, size * 3 + 1);
	if (ec2a__buf_adds(&text, "") == 0 && ec2a__utf8_add(&text, (const char *)data, size) == 0 && text.len < INT_MAX) {
		other = oracle(text.data, text.len);
		if (verdict == 0 && other != 1)
			fail("only json-c refuses", text.data, text.len);
		if (verdict < 0 && other == 1 && !known_leniency((const char *)data, size, &fault))
			fail("only json-c takes", text.data, text.len);
	}
	ec2a__buf_free(&text);
	return 0;
}

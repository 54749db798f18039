/* SPDX-License-Identifier: MIT */
#ifndef EC2A_JSON_CHECK_H
#define EC2A_JSON_CHECK_H

#include "buf.h"

#include <stddef.h>

/* Where and why a JSON text is refused. */
struct ec2a__json_fault {
	size_t byte;      /* offset in the text */
	const char *what; /* constant sentence */
};

/* Strict JSON (RFC 8259) of one value with white space around it, except that
 * bytes inside strings need not be UTF-8. No recursion. 0, EC2A_E_RECORD
 * (malformed), EC2A_E_LIMIT (deeper than max_depth); the fault is written when below 0. */
int ec2a__json_check(const char *text, size_t size, unsigned max_depth, struct ec2a__json_fault *fault);

/* json_strict.c. 1: ec2a__json_check() would say 0. 0: it has to be asked. */
int ec2a__json_is_strict(const char *text, size_t size, unsigned max_depth);

/* The same check, and the value is appended to out in a form that any JSON
 * reader understands alike: of keys that stand twice in an object (compared
 * after their escapes are undone) the first stays; bytes that are not UTF-8,
 * U+0000 and lone surrogates become U+FFFD, in keys too; white space goes.
 * Numbers keep their spelling. Also EC2A_E_NOMEM. */
int ec2a__json_clean(const char *text, size_t size, unsigned max_depth, struct ec2a__buf *out,
		     struct ec2a__json_fault *fault);

/* json_canonical.c. Append a text that went through ec2a__json_check() as compact JSON in UTF-8 with the keys of every
 * object sorted by bytes, and count its values that are neither null nor empty; what ec2a__json_add_canonical() and
 * ec2a__json_values() of its tree say. 1; 0: ask the tree; or EC2A_E_NOMEM, EC2A_E_LIMIT. */
int ec2a__json_canonical(const char *text, size_t size, struct ec2a__buf *out, size_t *ret_values);

/* Append the text of a JSON string, given without its quotes: escapes undone,
 * repaired as by ec2a__utf8_add(). 0, EC2A_E_RECORD for a bad escape, EC2A_E_NOMEM, EC2A_E_LIMIT. */
int ec2a__json_unescape(const char *string, size_t size, struct ec2a__buf *out);

/* Whether a JSON string, given without its quotes, means this text. */
int ec2a__json_string_is(const char *string, size_t size, const char *text);

#endif

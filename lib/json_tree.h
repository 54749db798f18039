/* SPDX-License-Identifier: MIT */
#ifndef EC2A_JSON_TREE_H
#define EC2A_JSON_TREE_H

#include "buf.h"
#include "json_check.h"

#include <stddef.h>

/* A JSON tree of one record: json-c behind a few typed getters. Made from text
 * that went through ec2a__json_clean(). All getters take NULL and give NULL or
 * 0 then, so that paths can be chained. */
struct ec2a__json; /* a node; the root owns the tree */

enum ec2a__json_type {
	EC2A__JSON_NONE = 0, /* no such node */
	EC2A__JSON_NULL,
	EC2A__JSON_BOOL,
	EC2A__JSON_NUMBER,
	EC2A__JSON_STRING,
	EC2A__JSON_ARRAY,
	EC2A__JSON_OBJECT
};

/* Strict check, clean and parse (json_build.c). 0, EC2A_E_RECORD, EC2A_E_LIMIT, EC2A_E_NOMEM. */
int ec2a__json_parse(const char *text, size_t size, unsigned max_depth, struct ec2a__json **ret_root,
		     struct ec2a__json_fault *fault);
void ec2a__json_free(struct ec2a__json *root);

int ec2a__json_type(const struct ec2a__json *node);
const struct ec2a__json *ec2a__json_get(const struct ec2a__json *object, const char *key);
/* Keys in their order; *key is borrowed. NULL past the end. For objects and arrays (then *key is NULL). */
const struct ec2a__json *ec2a__json_at(const struct ec2a__json *container, size_t index, const char **ret_key);
size_t ec2a__json_count(const struct ec2a__json *container);
const char *ec2a__json_str(const struct ec2a__json *node); /* strings only, else NULL */
int ec2a__json_bool(const struct ec2a__json *node, int *ret_value); /* booleans and "true", "false": 1, else 0 */

/* Append: a string's text, else JSON (compact; "22", "true", "null", "[...]"). */
int ec2a__json_add_text(const struct ec2a__json *node, struct ec2a__buf *out);
/* Append compact JSON with keys sorted by bytes at every depth. No recursion deeper than the parse limit. */
int ec2a__json_add_canonical(const struct ec2a__json *node, struct ec2a__buf *out);
/* How many values are neither null nor empty (strings, numbers, booleans at every depth). 0 or EC2A_E_NOMEM. */
int ec2a__json_values(const struct ec2a__json *node, size_t *ret_count);
/*
 * How json_build.c makes a tree. A node by itself, of a literal's, number's (ended by a NUL) or string's text;
 * NULL: out of memory. Put it into an object, or with a NULL key into an array: 0, or EC2A_E_NOMEM, then it is
 * still the caller's. The key must outlive the tree: a text given to the root, an object or an array, does.
 */
struct ec2a__json *ec2a__json_new(int type, const char *text, size_t size);
int ec2a__json_put(struct ec2a__json *container, const char *key, struct ec2a__json *node);
void ec2a__json_own(struct ec2a__json *container, char *text);

/* json_pointer.c. RFC 6901: 1, 0 nothing there, EC2A_E_ARG not a pointer, EC2A_E_NOMEM. */
int ec2a__json_pointer(const struct ec2a__json *root, const char *pointer, const struct ec2a__json **ret_node);

#endif

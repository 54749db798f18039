/* SPDX-License-Identifier: MIT */
#ifndef EC2A_JSON_WALK_H
#define EC2A_JSON_WALK_H

#include "json_check.h"

#include <stddef.h>
#include <stdint.h>

/* Strict JSON, token by token, without recursion: under json_check and json_clean. */
enum ec2a__json_token_kind {
	EC2A__TOKEN_END = 0, /* the text is whole */
	EC2A__TOKEN_OPEN_OBJECT,
	EC2A__TOKEN_CLOSE_OBJECT,
	EC2A__TOKEN_OPEN_ARRAY,
	EC2A__TOKEN_CLOSE_ARRAY,
	EC2A__TOKEN_KEY,    /* its colon was read too */
	EC2A__TOKEN_STRING,
	EC2A__TOKEN_SCALAR  /* number, true, false, null */
};

struct ec2a__json_token {
	size_t start, size; /* strings and keys without their quotes */
};

#define EC2A__WALK_LEVELS 4096 /* a larger limit on the depth counts as this one */

struct ec2a__json_walk {
	const char *text;
	size_t size, pos;
	size_t depth, max_depth;
	int due; /* what may come next, see json_walk.c */
	struct ec2a__json_fault *fault;
	unsigned char kinds[EC2A__WALK_LEVELS / 8]; /* a bit for each open bracket: 1 is an array */
};

void ec2a__json_walk_init(struct ec2a__json_walk *walk, const char *text, size_t size, unsigned max_depth,
			  struct ec2a__json_fault *fault);

/* The kind of the next token, or EC2A_E_RECORD, EC2A_E_LIMIT with the fault written. */
int ec2a__json_walk_next(struct ec2a__json_walk *walk, struct ec2a__json_token *ret_token);

/* The length of the number or word that text begins with; 0 where it is none. */
size_t ec2a__json_scalar(const char *text, size_t size);

/* Undo the escape at text[0], which is a backslash: its length, 2, 6 or 12, or
 * 0 when it is none. A lone surrogate is given as it is. */
size_t ec2a__json_escape(const char *text, size_t size, uint32_t *ret_code);

/* Drop the members of one object whose key was there before (json_keys.c). A
 * member lies in text from key (its opening quote) to end; keys are equal when their bytes are. */
struct ec2a__json_span {
	size_t key, key_size, end;
	int dropped;
};

/* Marks the later ones of equal keys: how many, or EC2A_E_NOMEM. */
int ec2a__json_mark_doubles(const char *text, struct ec2a__json_span *spans, size_t count);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * From clean text to a tree. Keys and strings are unescaped where they stand,
 * which never makes them longer, and end with a NUL there: keys stay in that
 * text, which the root takes over.
 */
#include "json_tree.h"

#include "json_walk.h"
#include "mem.h"

#include <ec2access/ec2access.h>
#include <limits.h>
#include <string.h>

struct build {
	struct ec2a__json_walk walk;
	char *text;
	struct ec2a__buf scratch;
	struct ec2a__json **open; /* the containers, outermost first */
	const char *key;          /* of the value that comes */
	struct ec2a__json *root;
};

/* Ends what the token holds with a NUL: it overwrites a quote, or a byte that was read and put back. */
static int unescape(struct build *build, struct ec2a__json_token *token)
{
	char *at = build->text + token->start;
	int r;

	if (memchr(at, '\\', token->size)) {
		ec2a__buf_clear(&build->scratch);
		r = ec2a__json_unescape(at, token->size, &build->scratch);
		if (r < 0)
			return r;
		token->size = build->scratch.len;
		memcpy(at, build->scratch.data, token->size);
	}
	at[token->size] = '\0';
	return 0;
}

static int put(struct build *build, size_t level, struct ec2a__json *node)
{
	const char *key = build->key;
	int r;

	if (!node)
		return EC2A_E_NOMEM;
	build->key = NULL;
	if (level == 0) {
		build->root = node;
		return 0;
	}
	r = ec2a__json_put(build->open[level - 1], key, node);
	if (r < 0)
		ec2a__json_free(node);
	return r;
}

static int add_container(struct build *build, int type)
{
	size_t level = build->walk.depth - 1;
	struct ec2a__json *node = ec2a__json_new(type, NULL, 0);

	build->open[level] = node;
	return put(build, level, node);
}

static int add_scalar(struct build *build, const struct ec2a__json_token *token)
{
	char *at = build->text + token->start, behind = at[token->size];
	int type = *at == 'n' ? EC2A__JSON_NULL : *at == 't' || *at == 'f' ? EC2A__JSON_BOOL : EC2A__JSON_NUMBER;
	struct ec2a__json *node;

	at[token->size] = '\0';
	node = ec2a__json_new(type, at, token->size);
	at[token->size] = behind;
	return put(build, build->walk.depth, node);
}

static int add_token(struct build *build, int kind, struct ec2a__json_token *token)
{
	int r;

	switch (kind) {
	case EC2A__TOKEN_OPEN_OBJECT:
		return add_container(build, EC2A__JSON_OBJECT);
	case EC2A__TOKEN_OPEN_ARRAY:
		return add_container(build, EC2A__JSON_ARRAY);
	case EC2A__TOKEN_KEY:
		r = unescape(build, token);
		build->key = build->text + token->start;
		return r;
	case EC2A__TOKEN_STRING:
		r = unescape(build, token);
		if (r < 0)
			return r;
		return put(build, build->walk.depth,
			   ec2a__json_new(EC2A__JSON_STRING, build->text + token->start, token->size));
	case EC2A__TOKEN_SCALAR:
		return add_scalar(build, token);
	default: /* a bracket closes */
		return 0;
	}
}

static int run(struct build *build)
{
	struct ec2a__json_token token = { 0, 0 };
	int kind, r = 0;

	while (r == 0 && (kind = ec2a__json_walk_next(&build->walk, &token)) != EC2A__TOKEN_END)
		r = kind < 0 ? kind : add_token(build, kind, &token);
	return r;
}

static int build_tree(struct ec2a__buf *clean, unsigned max_depth, struct ec2a__json **ret_root)
{
	struct ec2a__json_fault fault = { 0, NULL };
	struct build build;
	int r = EC2A_E_NOMEM, type;

	memset(&build, 0, sizeof(build));
	ec2a__json_walk_init(&build.walk, clean->data, clean->len, max_depth, &fault);
	build.text = clean->data;
	ec2a__buf_init(&build.scratch, clean->len);
	build.open = ec2a__calloc(build.walk.max_depth + 1, sizeof(struct ec2a__json *));
	if (build.open)
		r = run(&build);
	ec2a__free(build.open);
	ec2a__buf_free(&build.scratch);
	if (r < 0) {
		ec2a__json_free(build.root);
		return r;
	}
	type = ec2a__json_type(build.root);
	if (type == EC2A__JSON_OBJECT || type == EC2A__JSON_ARRAY) {
		ec2a__json_own(build.root, clean->data);
		ec2a__buf_init(clean, 0);
	}
	*ret_root = build.root;
	return 0;
}

int ec2a__json_parse(const char *text, size_t size, unsigned max_depth, struct ec2a__json **ret_root,
		     struct ec2a__json_fault *fault)
{
	struct ec2a__buf clean;
	int r;

	/* Repairing can make three bytes of one. */
	ec2a__buf_init(&clean, size < INT_MAX / 4 ? size * 3 + 1 : INT_MAX - 1);
	r = ec2a__json_clean(text, size, max_depth, &clean, fault);
	if (r == 0)
		r = build_tree(&clean, max_depth, ret_root);
	ec2a__buf_free(&clean);
	return r;
}

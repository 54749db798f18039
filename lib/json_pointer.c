/* SPDX-License-Identifier: MIT */
/* JSON Pointer, RFC 6901. */
#include "json_tree.h"

#include <ec2access/ec2access.h>
#include <string.h>

/* Begins with '/' or is empty, and every '~' is "~0" or "~1". */
static int is_pointer(const char *pointer)
{
	if (*pointer != '\0' && *pointer != '/')
		return 0;
	for (; *pointer; pointer++)
		if (*pointer == '~' && pointer[1] != '0' && pointer[1] != '1')
			return 0;
	return 1;
}

/* The token that begins at pos, up to the next '/' or the end, unescaped. */
static int read_token(const char *pos, size_t size, struct ec2a__buf *out)
{
	int r = ec2a__buf_reserve(out, size);

	ec2a__buf_clear(out);
	for (size_t i = 0; r == 0 && i < size; i++) {
		if (pos[i] == '~')
			r = ec2a__buf_addc(out, pos[++i] == '0' ? '~' : '/');
		else
			r = ec2a__buf_addc(out, pos[i]);
	}
	return r;
}

/* An array's index: digits without a leading zero. "-", the place behind the last element, holds nothing. */
static const struct ec2a__json *element(const struct ec2a__json *array, const char *token, size_t size)
{
	size_t index = 0;

	if (size == 0 || size > 9 || (token[0] == '0' && size > 1))
		return NULL;
	for (size_t i = 0; i < size; i++) {
		if (token[i] < '0' || token[i] > '9')
			return NULL;
		index = index * 10 + (size_t)(token[i] - '0');
	}
	return ec2a__json_at(array, index, NULL);
}

int ec2a__json_pointer(const struct ec2a__json *root, const char *pointer, const struct ec2a__json **ret_node)
{
	struct ec2a__buf token;
	int r = 0;

	if (!is_pointer(pointer))
		return EC2A_E_ARG;
	ec2a__buf_init(&token, strlen(pointer) + 1);
	while (r == 0 && root && *pointer) {
		size_t size = strcspn(++pointer, "/");

		r = read_token(pointer, size, &token);
		pointer += size;
		if (r < 0)
			break;
		if (ec2a__json_type(root) == EC2A__JSON_ARRAY)
			root = element(root, token.len ? token.data : "", token.len);
		else
			root = ec2a__json_get(root, token.len ? token.data : "");
	}
	ec2a__buf_free(&token);
	if (r < 0)
		return r;
	if (!root)
		return 0;
	*ret_node = root;
	return 1;
}

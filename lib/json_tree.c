/* SPDX-License-Identifier: MIT */
/*
 * json-c behind a few getters. The tree is made by json_build.c, not by json-c's
 * own reader: when memory runs out, that one goes on without the value.
 */
#include "json_tree.h"

#include "mem.h"
#include "utf8.h"

#include <ec2access/ec2access.h>
#include <json.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* json-c has NULL for null; the getters need to tell null from nothing. */
struct ec2a__json {
	char unused;
};
static const struct ec2a__json null_node = { 0 };

static const struct ec2a__json *wrap(const struct json_object *object)
{
	return object ? (const struct ec2a__json *)(const void *)object : &null_node;
}

/* json-c's getters are not const where they cache; a tree belongs to one thread. */
static struct json_object *open_node(const struct ec2a__json *node)
{
	return node == &null_node ? NULL : (struct json_object *)(uintptr_t)node;
}

/* ---- making, for json_build.c ------------------------------------------- */

static struct ec2a__json *made(struct json_object *object)
{
	return (struct ec2a__json *)(void *)object;
}

struct ec2a__json *ec2a__json_new(int type, const char *text, size_t size)
{
	switch (type) {
	case EC2A__JSON_NULL:
		return (struct ec2a__json *)(uintptr_t)&null_node;
	case EC2A__JSON_BOOL:
		return made(json_object_new_boolean(*text == 't'));
	case EC2A__JSON_NUMBER: /* the spelling is all that is ever asked for */
		return made(json_object_new_double_s(0, text));
	case EC2A__JSON_STRING:
		return made(json_object_new_string_len(text, (int)size));
	case EC2A__JSON_ARRAY:
		return made(json_object_new_array_ext(4));
	default:
		return made(json_object_new_object());
	}
}

/* The key is not copied: json-c loses its copy when the object's table cannot grow. */
int ec2a__json_put(struct ec2a__json *container, const char *key, struct ec2a__json *node)
{
	struct json_object *value = open_node(node);
	int r;

	if (key)
		r = json_object_object_add_ex(open_node(container), key, value,
					      JSON_C_OBJECT_KEY_IS_CONSTANT | JSON_C_OBJECT_ADD_KEY_IS_NEW);
	else
		r = json_object_array_add(open_node(container), value);
	return r < 0 ? EC2A_E_NOMEM : 0;
}

static void free_text(struct json_object *object, void *text)
{
	(void)object;
	ec2a__free(text);
}

void ec2a__json_own(struct ec2a__json *container, char *text)
{
	json_object_set_userdata(open_node(container), text, free_text);
}

void ec2a__json_free(struct ec2a__json *root)
{
	json_object_put(root ? open_node(root) : NULL);
}

int ec2a__json_type(const struct ec2a__json *node)
{
	if (!node)
		return EC2A__JSON_NONE;
	switch (json_object_get_type(open_node(node))) {
	case json_type_null:
		return EC2A__JSON_NULL;
	case json_type_boolean:
		return EC2A__JSON_BOOL;
	case json_type_double:
	case json_type_int:
		return EC2A__JSON_NUMBER;
	case json_type_string:
		return EC2A__JSON_STRING;
	case json_type_array:
		return EC2A__JSON_ARRAY;
	case json_type_object:
		return EC2A__JSON_OBJECT;
	}
	return EC2A__JSON_NONE;
}

const struct ec2a__json *ec2a__json_get(const struct ec2a__json *object, const char *key)
{
	struct json_object *value;

	if (ec2a__json_type(object) != EC2A__JSON_OBJECT)
		return NULL;
	return json_object_object_get_ex(open_node(object), key, &value) ? wrap(value) : NULL;
}

const struct ec2a__json *ec2a__json_at(const struct ec2a__json *container, size_t index, const char **ret_key)
{
	struct lh_entry *entry;

	if (ret_key)
		*ret_key = NULL;
	if (index >= ec2a__json_count(container))
		return NULL;
	if (ec2a__json_type(container) == EC2A__JSON_ARRAY)
		return wrap(json_object_array_get_idx(open_node(container), index));
	entry = lh_table_head(json_object_get_object(open_node(container)));
	while (index--)
		entry = lh_entry_next(entry);
	if (ret_key)
		*ret_key = (const char *)lh_entry_k(entry);
	return wrap((const struct json_object *)lh_entry_v(entry));
}

size_t ec2a__json_count(const struct ec2a__json *container)
{
	switch (ec2a__json_type(container)) {
	case EC2A__JSON_ARRAY:
		return json_object_array_length(open_node(container));
	case EC2A__JSON_OBJECT:
		return (size_t)json_object_object_length(open_node(container));
	default:
		return 0;
	}
}

const char *ec2a__json_str(const struct ec2a__json *node)
{
	return ec2a__json_type(node) == EC2A__JSON_STRING ? json_object_get_string(open_node(node)) : NULL;
}

int ec2a__json_bool(const struct ec2a__json *node, int *ret_value)
{
	const char *text = ec2a__json_str(node);

	if (ec2a__json_type(node) == EC2A__JSON_BOOL)
		*ret_value = json_object_get_boolean(open_node(node));
	else if (text && strcmp(text, "true") == 0)
		*ret_value = 1;
	else if (text && strcmp(text, "false") == 0)
		*ret_value = 0;
	else
		return 0;
	return 1;
}

/* ---- walking a tree without recursion ----------------------------------- */

/* A container on the way down; its children in the order they are to be seen in. */
struct frame {
	const struct ec2a__json *node;
	struct child {
		const char *key;
		const struct ec2a__json *value;
	} *children;
	size_t count, next;
};

struct walk {
	struct frame *frames;
	size_t depth, room;
	int sorted;
};

static int compare_keys(const void *a, const void *b)
{
	return strcmp(((const struct child *)a)->key, ((const struct child *)b)->key);
}

static int list_children(struct frame *frame, int sorted)
{
	struct json_object *object = open_node(frame->node);
	size_t i = 0;

	frame->count = ec2a__json_count(frame->node);
	frame->children = ec2a__calloc(frame->count, sizeof *frame->children);
	if (!frame->children)
		return EC2A_E_NOMEM;
	if (json_object_is_type(object, json_type_array)) {
		for (; i < frame->count; i++)
			frame->children[i].value = wrap(json_object_array_get_idx(object, i));
		return 0;
	}
	for (struct lh_entry *entry = lh_table_head(json_object_get_object(object)); entry && i < frame->count;
	     entry = lh_entry_next(entry), i++)
		frame->children[i] = (struct child){ (const char *)lh_entry_k(entry),
						     wrap((const struct json_object *)lh_entry_v(entry)) };
	if (sorted && frame->count > 1)
		qsort(frame->children, frame->count, sizeof *frame->children, compare_keys);
	return 0;
}

static int walk_down(struct walk *walk, const struct ec2a__json *container)
{
	struct frame frame = { container, NULL, 0, 0 };
	int r;

	if (walk->depth == walk->room) {
		size_t room = walk->room ? walk->room * 2 : 16;
		struct frame *frames = ec2a__realloc_array(walk->frames, room, sizeof *frames);

		if (!frames)
			return EC2A_E_NOMEM;
		walk->frames = frames;
		walk->room = room;
	}
	r = list_children(&frame, walk->sorted);
	if (r == 0)
		walk->frames[walk->depth++] = frame;
	return r;
}

static void walk_up(struct walk *walk)
{
	ec2a__free(walk->frames[--walk->depth].children);
}

static void walk_free(struct walk *walk)
{
	while (walk->depth)
		walk_up(walk);
	ec2a__free(walk->frames);
}

static int is_container(const struct ec2a__json *node)
{
	int type = ec2a__json_type(node);

	return type == EC2A__JSON_ARRAY || type == EC2A__JSON_OBJECT;
}

/* ---- writing ------------------------------------------------------------ */

static int add_scalar(const struct ec2a__json *node, struct ec2a__buf *out)
{
	struct json_object *object = open_node(node);

	switch (ec2a__json_type(node)) {
	case EC2A__JSON_STRING:
		return ec2a__utf8_add_json(out, json_object_get_string(object),
					   (size_t)json_object_get_string_len(object));
	case EC2A__JSON_NULL:
		return ec2a__buf_adds(out, "null");
	case EC2A__JSON_BOOL:
		return ec2a__buf_adds(out, json_object_get_boolean(object) ? "true" : "false");
	default: /* numbers in the spelling they came in; asking json-c to print one takes memory */
		return ec2a__buf_adds(out, json_object_get_userdata(object));
	}
}

/* One step: the next child of the innermost container, or its end. */
static int add_step(struct walk *walk, struct ec2a__buf *out)
{
	struct frame *frame = &walk->frames[walk->depth - 1];
	int object = ec2a__json_type(frame->node) == EC2A__JSON_OBJECT;
	const struct child *child;
	int r = 0;

	if (frame->next == frame->count) {
		walk_up(walk);
		return ec2a__buf_addc(out, object ? '}' : ']');
	}
	child = &frame->children[frame->next];
	if (frame->next++ > 0)
		r = ec2a__buf_addc(out, ',');
	if (r == 0 && object)
		r = ec2a__utf8_add_json(out, child->key, strlen(child->key));
	if (r == 0 && object)
		r = ec2a__buf_addc(out, ':');
	if (r < 0)
		return r;
	if (!is_container(child->value))
		return add_scalar(child->value, out);
	r = ec2a__buf_addc(out, ec2a__json_type(child->value) == EC2A__JSON_OBJECT ? '{' : '[');
	return r < 0 ? r : walk_down(walk, child->value);
}

static int add_json(const struct ec2a__json *node, int sorted, struct ec2a__buf *out)
{
	struct walk walk = { .sorted = sorted };
	size_t before = out->len;
	int r;

	if (!node)
		return 0;
	if (!is_container(node))
		return add_scalar(node, out);
	r = ec2a__buf_addc(out, ec2a__json_type(node) == EC2A__JSON_OBJECT ? '{' : '[');
	if (r == 0)
		r = walk_down(&walk, node);
	while (r == 0 && walk.depth)
		r = add_step(&walk, out);
	walk_free(&walk);
	if (r < 0)
		ec2a__buf_truncate(out, before);
	return r;
}

int ec2a__json_add_text(const struct ec2a__json *node, struct ec2a__buf *out)
{
	if (ec2a__json_type(node) == EC2A__JSON_STRING)
		return ec2a__buf_add(out, json_object_get_string(open_node(node)),
				     (size_t)json_object_get_string_len(open_node(node)));
	return add_json(node, 0, out);
}

int ec2a__json_add_canonical(const struct ec2a__json *node, struct ec2a__buf *out)
{
	return add_json(node, 1, out);
}

/* ---- counting ----------------------------------------------------------- */

static size_t counts(const struct ec2a__json *node)
{
	switch (ec2a__json_type(node)) {
	case EC2A__JSON_STRING:
		return json_object_get_string_len(open_node(node)) > 0;
	case EC2A__JSON_BOOL:
	case EC2A__JSON_NUMBER:
		return 1;
	default:
		return 0;
	}
}

int ec2a__json_values(const struct ec2a__json *node, size_t *ret_count)
{
	struct walk walk = { 0 };
	size_t count = counts(node);
	int r = is_container(node) ? walk_down(&walk, node) : 0;

	while (r == 0 && walk.depth) {
		struct frame *frame = &walk.frames[walk.depth - 1];
		const struct ec2a__json *child;

		if (frame->next == frame->count) {
			walk_up(&walk);
			continue;
		}
		child = frame->children[frame->next++].value;
		count += counts(child);
		if (is_container(child))
			r = walk_down(&walk, child);
	}
	walk_free(&walk);
	if (r == 0)
		*ret_count = count;
	return r;
}

/* SPDX-License-Identifier: MIT */
/* The pool of texts (make_fleet.py), and filling them in. */
#include "fleet.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void fail(const char *what, const char *name)
{
	fprintf(stderr, "%s: %s\n", name, what);
	exit(3);
}

void *fleet_alloc(size_t count, size_t size)
{
	void *memory = calloc(count ? count : 1, size);

	if (!memory)
		fail("out of memory", "fleet");
	return memory;
}

uint64_t fleet_draw(uint64_t *chance)
{
	uint64_t z = *chance += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* ---- the pool ------------------------------------------------------------------- */

static struct fleet_kind *kind_of(struct fleet_pool *pool, char *name)
{
	for (size_t i = 0; i < pool->n_kinds; i++)
		if (strcmp(pool->kinds[i].name, name) == 0)
			return &pool->kinds[i];
	pool->kinds = realloc(pool->kinds, (pool->n_kinds + 1) * sizeof *pool->kinds);
	if (!pool->kinds)
		fail("out of memory", "fleet");
	pool->kinds[pool->n_kinds] = (struct fleet_kind){ name, NULL, 0 };
	return &pool->kinds[pool->n_kinds++];
}

static void pool_add(struct fleet_pool *pool, char *name, char *text)
{
	struct fleet_kind *kind = kind_of(pool, name);

	kind->texts = realloc(kind->texts, (kind->n_texts + 1) * sizeof *kind->texts);
	if (!kind->texts)
		fail("out of memory", "fleet");
	kind->texts[kind->n_texts++] = text;
}

static char *read_all(const char *path)
{
	FILE *file = fopen(path, "rb");
	long size;
	char *data;

	if (!file || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0)
		fail("cannot be read", path);
	rewind(file);
	data = fleet_alloc((size_t)size + 1, 1);
	if (fread(data, 1, (size_t)size, file) != (size_t)size)
		fail("cannot be read", path);
	fclose(file);
	return data;
}

void fleet_pool_read(struct fleet_pool *pool, const char *path)
{
	*pool = (struct fleet_pool){ read_all(path), NULL, 0 };
	for (char *line = pool->data, *end, *tab; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = 0;
		tab = strchr(line, '\t');
		if (!tab)
			fail("a line without a tab", path);
		*tab = 0;
		pool_add(pool, line, tab + 1);
	}
}

void fleet_pool_free(struct fleet_pool *pool)
{
	for (size_t i = 0; i < pool->n_kinds; i++)
		free(pool->kinds[i].texts);
	free(pool->kinds);
	free(pool->data);
}

const struct fleet_kind *fleet_kind(const struct fleet_pool *pool, const char *name)
{
	for (size_t i = 0; i < pool->n_kinds; i++)
		if (strcmp(pool->kinds[i].name, name) == 0)
			return &pool->kinds[i];
	fail("not in the pool", name);
}

/* ---- filling in -------------------------------------------------------------------- */

static void put(struct fleet_text *out, const char *data, size_t size)
{
	if (size > out->room - out->size)
		fail("a file is larger than was thought", "fleet");
	memcpy(out->data + out->size, data, size);
	out->size += size;
}

/* Not by printf: ten million of them would take longer than reading them does. */
void fleet_uuid(uint64_t *chance, char text[37])
{
	static const char digits[] = "0123456789abcdef";
	uint64_t bits = 0;

	for (int i = 0; i < 36; i++) {
		if (i == 0 || i == 18)
			bits = fleet_draw(chance);
		text[i] = i == 8 || i == 13 || i == 18 || i == 23 ? '-' : digits[bits & 15];
		bits >>= 4;
	}
	text[14] = '4';
	text[19] = 'a';
	text[36] = 0;
}

static void put_mark(struct fleet_text *out, char mark, const struct fleet_marks *marks)
{
	const char *value = marks->of[mark & 127];
	char made[40];

	if (mark == 'u') {
		fleet_uuid(marks->chance, made);
		value = made;
	} else if (mark == 'i' || mark == 'o') {
		snprintf(made, sizeof made, "%u", (unsigned)(fleet_draw(marks->chance) % 30000 + 2000));
		value = made;
	}
	if (!value)
		fail("a mark that nothing is known for", (char[]){ mark, 0 });
	put(out, value, strlen(value));
}

void fleet_put(struct fleet_text *out, const char *text, const struct fleet_marks *marks)
{
	const char *mark;

	for (; (mark = strchr(text, '~')) != NULL; text = mark + 2) {
		put(out, text, (size_t)(mark - text));
		put_mark(out, mark[1], marks);
	}
	put(out, text, strlen(text));
}

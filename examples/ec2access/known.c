/* SPDX-License-Identifier: MIT */
#include "known.h"

#include "checksum.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A file system that is not mounted today may be so tomorrow. */
#define FORGOTTEN_AFTER_S ((int64_t)30 * 24 * 3600)

void known_free(struct known_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->items[i].path);
	free(list->items);
	free(list->table);
	list->items = NULL;
	list->table = NULL;
	list->n = list->cap = list->table_size = list->table_used = 0;
}

static size_t begin_of(const struct known_list *list, const char *path)
{
	return (size_t)checksum_of(list->key, path, strlen(path)) & (list->table_size - 1);
}

size_t known_find(const struct known_list *list, const char *path)
{
	size_t at;

	if (!list->table_size)
		return KNOWN_NONE;
	for (at = begin_of(list, path); list->table[at]; at = (at + 1) & (list->table_size - 1)) {
		const struct known *item = &list->items[list->table[at] - 1];

		if (!item->displaced && strcmp(item->path, path) == 0)
			return list->table[at] - 1;
	}
	return KNOWN_NONE;
}

/* Places are never given up: an item that moved away is passed over, as its path says. */
static void put(struct known_list *list, size_t number)
{
	size_t at = begin_of(list, list->items[number].path);

	while (list->table[at])
		at = (at + 1) & (list->table_size - 1);
	list->table[at] = (uint32_t)number + 1;
	list->table_used++;
}

static void make_table(struct known_list *list)
{
	size_t size = 64;

	while (size < list->n * 4)
		size *= 2;
	free(list->table);
	list->table = need_memory(NULL, size, sizeof(uint32_t));
	memset(list->table, 0, size * sizeof(uint32_t));
	list->table_size = size;
	list->table_used = 0;
	for (size_t i = 0; i < list->n; i++)
		if (!list->items[i].displaced)
			put(list, i);
}

static void enter(struct known_list *list, size_t number)
{
	if ((list->table_used + 1) * 2 > list->table_size)
		make_table(list);
	else
		put(list, number);
}

size_t known_add(struct known_list *list, const struct known *item)
{
	if (list->n == list->cap) {
		list->cap = list->cap ? list->cap * 2 : 64;
		list->items = need_memory(list->items, list->cap, sizeof(struct known));
	}
	list->items[list->n++] = *item;
	enter(list, list->n - 1);
	return list->n - 1;
}

void known_set(struct known_list *list, size_t number, const struct known *item)
{
	struct known *old = &list->items[number];
	int moved = old->displaced || strcmp(old->path, item->path) != 0;

	free(old->path);
	*old = *item;
	if (moved)
		enter(list, number);
}

/* Gone is only what the system says is not there, or whose path another file has. */
static int is_gone(const struct known *item)
{
	struct stat st;

	return item->displaced || (lstat(item->path, &st) != 0 && (errno == ENOENT || errno == ENOTDIR));
}

int known_forget(struct known_list *list, int64_t now_s)
{
	size_t kept = 0;
	int changed = 0;

	for (size_t i = 0; i < list->n; i++) {
		struct known *item = &list->items[i];
		int gone = !item->met && is_gone(item);

		if (gone && item->gone_s && now_s - item->gone_s > FORGOTTEN_AFTER_S) {
			free(item->path);
			changed = 1;
			continue;
		}
		if (!gone != !item->gone_s)
			changed = 1;
		if (!gone || !item->gone_s)
			item->gone_s = gone ? now_s : 0;
		list->items[kept++] = *item;
	}
	if (kept != list->n) {
		list->n = kept;
		make_table(list);
	}
	return changed;
}

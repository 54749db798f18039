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
	free(list->paths.numbers);
	free(list->inodes.numbers);
	free(list->heads.numbers);
	memset(list, 0, sizeof(*list));
}

/* ---- tables -------------------------------------------------------------------------- */

static uint64_t hash_of_path(const struct known_list *list, const char *path)
{
	return checksum_of(list->key, path, strlen(path));
}

static uint64_t hash_of_numbers(const struct known_list *list, uint64_t a, uint64_t b)
{
	const uint64_t both[] = {a, b};

	return checksum_of(list->key, both, sizeof(both));
}

/* Places are never given up. */
static void put(struct known_table *table, uint64_t hash, size_t number)
{
	size_t at = (size_t)hash & (table->size - 1);

	while (table->numbers[at])
		at = (at + 1) & (table->size - 1);
	table->numbers[at] = (uint32_t)number + 1;
	table->used++;
}

/* The at-th number of those that may have this hash. */
static size_t next(const struct known_table *table, uint64_t hash, size_t *at)
{
	size_t place;

	if (!table->size)
		return KNOWN_NONE;
	place = ((size_t)hash + (*at)++) & (table->size - 1);
	return table->numbers[place] ? table->numbers[place] - 1 : KNOWN_NONE;
}

static void clear(struct known_table *table, size_t n)
{
	size_t size = 64;

	while (size < n * 4)
		size *= 2;
	free(table->numbers);
	table->numbers = need_memory(NULL, size, sizeof(uint32_t));
	memset(table->numbers, 0, size * sizeof(uint32_t));
	table->size = size;
	table->used = 0;
}

static void put_item(struct known_list *list, size_t number)
{
	const struct known *item = &list->items[number];

	if (!item->displaced)
		put(&list->paths, hash_of_path(list, item->path), number);
	if (item->kind != KNOWN_LINES || !item->offset)
		return;
	put(&list->inodes, hash_of_numbers(list, item->device, item->inode), number);
	put(&list->heads, hash_of_numbers(list, item->head_size, item->head), number);
	list->head_sizes[item->head_size] = 1;
}

static int is_full(const struct known_table *table)
{
	return (table->used + 1) * 2 > table->size;
}

static void make_tables(struct known_list *list)
{
	clear(&list->paths, list->n);
	clear(&list->inodes, list->n);
	clear(&list->heads, list->n);
	memset(list->head_sizes, 0, sizeof(list->head_sizes));
	for (size_t i = 0; i < list->n; i++)
		put_item(list, i);
}

static void enter(struct known_list *list, size_t number)
{
	if (is_full(&list->paths) || is_full(&list->inodes) || is_full(&list->heads))
		make_tables(list);
	else
		put_item(list, number);
}

size_t known_find(const struct known_list *list, const char *path)
{
	uint64_t hash = hash_of_path(list, path);
	size_t at = 0, number;

	while ((number = next(&list->paths, hash, &at)) != KNOWN_NONE) {
		const struct known *item = &list->items[number];

		if (!item->displaced && strcmp(item->path, path) == 0)
			return number;
	}
	return KNOWN_NONE;
}

size_t known_next_of_file(const struct known_list *list, uint64_t device, uint64_t inode, size_t *at)
{
	return next(&list->inodes, hash_of_numbers(list, device, inode), at);
}

uint64_t known_hash_of_head(const struct known_list *list, uint32_t head_size, uint64_t head)
{
	return hash_of_numbers(list, head_size, head);
}

size_t known_next_of_head(const struct known_list *list, uint64_t hash, size_t *at)
{
	return next(&list->heads, hash, at);
}

/* ---- items ----------------------------------------------------------------------------- */

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
	int same = !old->displaced && strcmp(old->path, item->path) == 0 && old->kind == item->kind &&
		   !old->offset == !item->offset && old->device == item->device && old->inode == item->inode &&
		   old->head_size == item->head_size && old->head == item->head;

	free(old->path);
	*old = *item;
	if (!same)
		enter(list, number);
}

/* Gone is only what the system says is not there, or whose path another file has. */
static int is_gone(const struct known *item)
{
	struct stat st;

	if (item->kind == KNOWN_OBJECT)
		return item->absent;
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
		make_tables(list);
	}
	return changed;
}

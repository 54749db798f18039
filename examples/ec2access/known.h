/* SPDX-License-Identifier: MIT */
#ifndef KNOWN_H
#define KNOWN_H

#include <stddef.h>
#include <stdint.h>

/* The files that were read already, so that nothing is read twice and what grew is read on. */
enum known_kind {
	KNOWN_WHOLE = 1, /* read as a whole: known by path, size and time of its last change */
	KNOWN_LINES = 2  /* text or JSON in lines, to which more are appended: known by what it is, wherever it went */
};

#define KNOWN_HEAD 4096 /* bytes at the begin, and before the offset, that tell files apart */

struct known {
	char *path;
	uint64_t device, inode;
	int64_t size, mtime_ns;
	enum known_kind kind;
	int failed;         /* is read again; what was wrong with it was told */
	int displaced;      /* another file has its path by now */
	uint64_t offset;    /* lines: what stands before it was read */
	uint32_t head_size; /* lines: so many bytes of the begin are in head */
	uint64_t head, tail;
	int64_t gone_s;     /* when it was first not there any more; 0: it is there */
	int met;            /* in this run; not saved */
};

struct known_list {
	struct known *items;
	size_t n, cap;
	uint32_t *table; /* by path: numbers from 1; 0: free */
	size_t table_size, table_used;
	uint64_t key[2]; /* of all checksums here */
};

#define KNOWN_NONE SIZE_MAX

void known_free(struct known_list *list);

/* The number of the file that has this path, or KNOWN_NONE. */
size_t known_find(const struct known_list *list, const char *path);

/* Takes the item over; the number is what known_find() gives from then on. */
size_t known_add(struct known_list *list, const struct known *item);

/* What is known of an item by now; takes it over. Its path may be another one. */
void known_set(struct known_list *list, size_t number, const struct known *item);

/* What has not been there for a month is forgotten; only after all inputs were listed. 1: the list changed. */
int known_forget(struct known_list *list, int64_t now_s);

#endif

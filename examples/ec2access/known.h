/* SPDX-License-Identifier: MIT */
#ifndef KNOWN_H
#define KNOWN_H

#include <stddef.h>
#include <stdint.h>

/* The files that were read already, so that nothing is read twice and what grew is read on. */
enum known_kind {
	KNOWN_WHOLE = 1, /* read as a whole: known by path, size and time of its last change */
	KNOWN_LINES = 2, /* text or JSON in lines, to which more are appended: known by what it is, wherever it went */
	KNOWN_OBJECT = 3 /* of a bucket: known by name, size and ETag, of which head is the checksum */
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
	uint64_t read_to;   /* lines: offset, or where half a line ended that was read for its age, and is read again with its rest */
	uint64_t lines;     /* lines: so many ended there; of JSON so many that are not blank */
	uint32_t head_size; /* lines: so many bytes of the begin are in head */
	uint64_t head, tail;
	int64_t gone_s;     /* when it was first not there any more; 0: it is there */
	int met;            /* in this run; not saved */
	unsigned here;      /* the last round in which its path was found to lead to it; not saved */
	int absent;         /* of an object: its place was listed, and it was not there; not saved */
};

/* Numbers of items from 1, by some hash of them; 0: free. What changed since it was put in stays in, too: whoever finds
 * a number looks whether the item is still what is sought. */
struct known_table {
	uint32_t *numbers;
	size_t size, used;
};

struct known_list {
	struct known *items;
	size_t n, cap;
	struct known_table paths;  /* those that are not displaced */
	struct known_table inodes; /* lines: by device and inode */
	struct known_table heads;  /* lines: by head and its size */
	uint8_t head_sizes[KNOWN_HEAD + 1]; /* 1: an item may have such a head_size */
	uint64_t key[2]; /* of all checksums here */
	unsigned round;  /* from 1: of looking at what there is; within one nothing is looked for twice */
};

#define KNOWN_NONE SIZE_MAX

void known_free(struct known_list *list);

/* The number of the file that has this path, or KNOWN_NONE. */
size_t known_find(const struct known_list *list, const char *path);

/* The items of lines that may have this file, or begin so: *at is 0 at first, and each call gives the next number, in no
 * order; KNOWN_NONE: no more. What it gives need not be it. */
size_t known_next_of_file(const struct known_list *list, uint64_t device, uint64_t inode, size_t *at);
size_t known_next_of_head(const struct known_list *list, uint64_t hash, size_t *at);
uint64_t known_hash_of_head(const struct known_list *list, uint32_t head_size, uint64_t head); /* the hash of the latter */

/* Takes the item over; the number is what known_find() gives from then on. */
size_t known_add(struct known_list *list, const struct known *item);

/* What is known of an item by now; takes it over. Its path may be another one. */
void known_set(struct known_list *list, size_t number, const struct known *item);

/* What has not been there for a month is forgotten; only after all inputs were listed. 1: the list changed. */
int known_forget(struct known_list *list, int64_t now_s);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef FOLDER_H
#define FOLDER_H

#include <stddef.h>
#include <stdint.h>

/*
 * A folder that copies are put into, by keys such as "AWSLogs/111122223333/CloudTrail/...". Keys come from outside and
 * are hostile: nothing is ever written, made or looked at anywhere else than below the folder, and no symbolic link is
 * followed there. A file appears under its name when it is complete and on the disk.
 */
struct folder {
	const char *path; /* as given */
	int fd;
	int folds_case;   /* the file system takes "a" and "A" for one */
	int file;         /* the file that is being written, -1: none */
	uint64_t size;    /* of it */
	const char *why;  /* the sentence of the last failure */
};

/* Make the folder where it is not there, take it for this process alone, and throw away what one that was killed left.
 * Ends the program where that cannot be. */
void folder_open(struct folder *root, const char *path);
void folder_close(struct folder *root);

/* 1: such a file is there, and its size; 0: none is; -1: such a key cannot be, or something else has its name. */
int folder_look(struct folder *root, const char *key, uint64_t *ret_size);

/* Write a new file, piece by piece, and give it its name; what had that name before is replaced. 0, or -1. */
int folder_begin(struct folder *root);
int folder_write(struct folder *root, const void *data, size_t size);
int folder_end(struct folder *root, const char *key);
void folder_abandon(struct folder *root);

/* All at once. */
int folder_put(struct folder *root, const char *key, const void *data, size_t size);

/* All of a file below the folder, as its path for others to read; free() it. */
char *folder_path(const struct folder *root, const char *key);

/* The names in a folder below, sorted by bytes; n is 0 where there is none. */
struct names {
	char **items;
	size_t n, cap;
};
void folder_list(struct folder *root, const char *key, struct names *names);
void names_free(struct names *names);

#endif

/* SPDX-License-Identifier: MIT */
/* What the small programs beside this file share: the list of files, and reading one. For C11 and C++17. */
#ifndef EC2A_BENCH_FILES_H
#define EC2A_BENCH_FILES_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct files {
	char **path;
	size_t count;
};

static inline void die(const char *what)
{
	perror(what);
	exit(3);
}

/* A list names one file a line. */
static inline struct files files_of(const char *list)
{
	struct files files = { NULL, 0 };
	FILE *file = fopen(list, "r");
	char *line = NULL;
	size_t room = 0;
	ssize_t size;

	if (!file)
		die(list);
	while ((size = getline(&line, &room, file)) > 0) {
		if (line[size - 1] == '\n')
			line[--size] = 0;
		files.path = (char **)realloc(files.path, (files.count + 1) * sizeof *files.path);
		if (!files.path || !(files.path[files.count++] = strdup(line)))
			die("memory");
	}
	free(line);
	fclose(file);
	return files;
}

static inline int open_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		die(path);
	return fd;
}

struct bytes {
	unsigned char *data;
	size_t size, room;
};

/* A whole file into memory that is used again; pad bytes of room behind it. */
static inline void read_whole(const char *path, struct bytes *bytes, size_t pad)
{
	int fd = open_file(path);
	struct stat status;
	ssize_t got;

	if (fstat(fd, &status) < 0)
		die(path);
	if (bytes->room < (size_t)status.st_size + pad) {
		free(bytes->data);
		bytes->room = (size_t)status.st_size + pad;
		bytes->data = (unsigned char *)malloc(bytes->room);
		if (!bytes->data)
			die("memory");
	}
	bytes->size = 0;
	while (bytes->size < (size_t)status.st_size &&
	       (got = read(fd, bytes->data + bytes->size, (size_t)status.st_size - bytes->size)) > 0)
		bytes->size += (size_t)got;
	close(fd);
}

#endif

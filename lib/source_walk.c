/* SPDX-License-Identifier: MIT */
#include "source_walk.h"

#include "source.h"

#include "mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A tree of trails is about ten folders deep. Links to folders are not followed, so that a loop cannot be. */
#define DEPTH_MAX 128
#define PATH_BYTES_MAX ((size_t)1024 * 1024)

/* A name of a folder ends with '/': so the order of names is that of whole paths. */
struct entry {
	char *name;
	const char *passed; /* why it is passed over, or NULL */
};

/* One open folder. */
struct level {
	struct entry *entries;
	size_t n, cap, next;
	size_t path_len; /* bytes of the path in front of the names */
};

struct ec2a__walk {
	struct ec2a__buf path;
	struct level levels[DEPTH_MAX];
	size_t depth;
	int begun;
	const char *fault;
};

struct ec2a__walk *ec2a__walk_new(const char *root)
{
	struct ec2a__walk *walk = ec2a__calloc(1, sizeof(*walk));

	if (!walk)
		return NULL;
	ec2a__buf_init(&walk->path, PATH_BYTES_MAX);
	if (ec2a__buf_adds(&walk->path, root) < 0) {
		ec2a__walk_free(walk);
		return NULL;
	}
	return walk;
}

static void level_free(struct level *level)
{
	for (size_t i = 0; i < level->n; i++)
		ec2a__free(level->entries[i].name);
	ec2a__free(level->entries);
	memset(level, 0, sizeof(*level));
}

void ec2a__walk_free(struct ec2a__walk *walk)
{
	if (!walk)
		return;
	while (walk->depth)
		level_free(&walk->levels[--walk->depth]);
	ec2a__buf_free(&walk->path);
	ec2a__free(walk);
}

const char *ec2a__walk_path(const struct ec2a__walk *walk)
{
	return walk->path.data;
}

const char *ec2a__walk_fault(const struct ec2a__walk *walk)
{
	return walk->fault;
}

static int fail(struct ec2a__walk *walk, int number)
{
	walk->fault = ec2a__errno_text(number);
	return ec2a__errno_code(number);
}

static int level_add(struct level *level, const char *name, int is_folder, const char *passed)
{
	size_t len = strlen(name);
	char *copy;

	if (level->n == level->cap) {
		size_t cap = level->cap ? level->cap * 2 : 32;
		struct entry *entries = ec2a__realloc_array(level->entries, cap, sizeof(*entries));

		if (!entries)
			return EC2A_E_NOMEM;
		level->entries = entries;
		level->cap = cap;
	}
	copy = ec2a__malloc(len + 2);
	if (!copy)
		return EC2A_E_NOMEM;
	memcpy(copy, name, len);
	memcpy(copy + len, is_folder ? "/" : "", is_folder ? 2 : 1);
	level->entries[level->n++] = (struct entry){copy, passed};
	return 0;
}

/* Whether it is a folder, and why it is passed over, or NULL. What cannot be looked at, such as a link that leads
 * nowhere, counts as a file: opening it tells the user. */
static int look_at(int folder, const char *name, const char **ret_passed)
{
	struct stat st;
	int is_link;

	*ret_passed = NULL;
	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return 0;
	if (S_ISDIR(st.st_mode))
		return 1;
	is_link = S_ISLNK(st.st_mode);
	if (is_link && fstatat(folder, name, &st, 0) != 0)
		return 0;
	if (S_ISDIR(st.st_mode))
		*ret_passed = "a link to a folder, not followed";
	else if (!S_ISREG(st.st_mode))
		*ret_passed = "not a regular file";
	return 0;
}

/* The same; most file systems tell it with the name. */
static int is_folder(int folder, const struct dirent *entry, const char **ret_passed)
{
	*ret_passed = NULL;
#ifdef DT_REG
	if (entry->d_type == DT_REG || entry->d_type == DT_DIR)
		return entry->d_type == DT_DIR;
#endif
	return look_at(folder, entry->d_name, ret_passed);
}

static int level_read(struct level *level, DIR *folder, int *ret_errno)
{
	const struct dirent *entry;

	for (errno = 0; (entry = readdir(folder)) != NULL; errno = 0) {
		const char *passed;
		int kind;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		kind = is_folder(dirfd(folder), entry, &passed);
		if (level_add(level, entry->d_name, kind, passed) < 0)
			return EC2A_E_NOMEM;
	}
	*ret_errno = errno;
	return errno == ENOMEM ? EC2A_E_NOMEM : 0;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

/* Below the root no link is followed; with the '/' at the end the system would follow it all the same. */
static int open_folder(struct ec2a__walk *walk)
{
	char *last = &walk->path.data[walk->path.len - 1];
	int fd;

	if (!walk->depth)
		return open(walk->path.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*last = '\0';
	fd = open(walk->path.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	*last = '/';
	return fd;
}

/* Go into the folder that the path names. */
static int enter(struct ec2a__walk *walk)
{
	struct level *level = &walk->levels[walk->depth];
	int number = 0, fd;
	DIR *folder;

	if (walk->depth == DEPTH_MAX) {
		walk->fault = "The folders are too deep";
		return EC2A_E_IO;
	}
	fd = open_folder(walk);
	if (fd < 0)
		return fail(walk, errno);
	folder = fdopendir(fd);
	if (!folder) {
		number = errno;
		close(fd);
		return fail(walk, number);
	}
	if (level_read(level, folder, &number) < 0) {
		closedir(folder);
		level_free(level);
		return EC2A_E_NOMEM;
	}
	closedir(folder);
	if (level->n)
		qsort(level->entries, level->n, sizeof(level->entries[0]), by_bytes);
	level->path_len = walk->path.len;
	walk->depth++;
	return number ? fail(walk, number) : 0;
}

/* The root itself: a file is its own only input, whatever kind of file it is. */
static int begin(struct ec2a__walk *walk)
{
	struct stat st;
	int r;

	if (stat(walk->path.data, &st) != 0) {
		r = fail(walk, errno);
		walk->begun = r != EC2A_E_NOMEM;
		return r;
	}
	if (!S_ISDIR(st.st_mode)) {
		walk->begun = 1;
		return 1;
	}
	if (walk->path.data[walk->path.len - 1] != '/' && ec2a__buf_addc(&walk->path, '/') < 0)
		return EC2A_E_NOMEM;
	r = enter(walk);
	if (r != EC2A_E_NOMEM)
		walk->begun = 1;
	return r;
}

/* The next name of the innermost folder. 1 a file, EC2A__WALK_PASSED, 0 go on, or an error. */
static int step(struct ec2a__walk *walk)
{
	struct level *level = &walk->levels[walk->depth - 1];
	int r;

	if (level->next == level->n) {
		level_free(level);
		walk->depth--;
		return 0;
	}
	walk->path.len = level->path_len;
	walk->path.data[walk->path.len] = '\0';
	r = ec2a__buf_adds(&walk->path, level->entries[level->next].name);
	if (r == EC2A_E_LIMIT) {
		level->next++;
		return fail(walk, ENAMETOOLONG);
	}
	if (r < 0)
		return r;
	if (walk->path.data[walk->path.len - 1] != '/') {
		walk->fault = level->entries[level->next++].passed;
		return walk->fault ? EC2A__WALK_PASSED : 1;
	}
	r = enter(walk);
	if (r != EC2A_E_NOMEM)
		level->next++;
	/* Only the root is "not found"; a folder that went away meanwhile could not be listed. */
	return r == EC2A_E_NOT_FOUND ? EC2A_E_IO : r;
}

int ec2a__walk_next(struct ec2a__walk *walk)
{
	int r;

	if (!walk->begun) {
		r = begin(walk);
		if (r != 0)
			return r;
	}
	while (walk->depth) {
		r = step(walk);
		if (r != 0)
			return r;
	}
	return 0;
}

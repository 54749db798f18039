/* SPDX-License-Identifier: MIT */
#include "folder.h"

#include "output.h"
#include "text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEMPORARY ".ec2access-fetch.part"
#define PART_MAX 255  /* bytes of one name, as nearly all file systems have it */
#define KEY_MAX 1024  /* bytes of a key in S3 */

static int fail(struct folder *root, const char *why)
{
	root->why = why;
	return -1;
}

static _Noreturn void die(const char *what, const char *path)
{
	struct text message = {0};
	int number = errno;

	text_adds(&message, what);
	text_add_visible(&message, path);
	text_adds(&message, ": ");
	text_adds(&message, number == EWOULDBLOCK ? "another fetch writes there" : strerror(number));
	output_die(text_str(&message));
}

/* A file under one name that is found under the other, too. */
static int folds_case(int fd)
{
	struct stat st;
	int file = openat(fd, TEMPORARY, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600), folds;

	if (file < 0)
		return -1;
	folds = fstatat(fd, ".EC2ACCESS-FETCH.PART", &st, AT_SYMLINK_NOFOLLOW) == 0;
	close(file);
	return unlinkat(fd, TEMPORARY, 0) == 0 ? folds : -1;
}

void folder_open(struct folder *root, const char *path)
{
	root->path = path;
	root->file = -1;
	if (mkdir(path, 0777) != 0 && errno != EEXIST)
		die("cannot make ", path);
	root->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (root->fd < 0)
		die("cannot write into ", path);
	if (flock(root->fd, LOCK_EX | LOCK_NB) != 0)
		die("cannot write into ", path);
	if (unlinkat(root->fd, TEMPORARY, 0) != 0 && errno != ENOENT)
		die("cannot write into ", path);
	root->folds_case = folds_case(root->fd);
	if (root->folds_case < 0)
		die("cannot write into ", path);
}

void folder_close(struct folder *root)
{
	folder_abandon(root);
	close(root->fd);
}

/* The next part of a key; "" at its end. Keys that no folder should have give -1. */
static int next_part(struct folder *root, const char **key, char part[PART_MAX + 1])
{
	size_t size = strcspn(*key, "/");

	if (!size)
		return fail(root, "a key with an empty part cannot be a file");
	if (size > PART_MAX)
		return fail(root, "a part of this key is too long for a file's name");
	memcpy(part, *key, size);
	part[size] = '\0';
	if (strcmp(part, ".") == 0 || strcmp(part, "..") == 0)
		return fail(root, "a key with the part . or .. is not taken");
	*key += size;
	return 0;
}

static int is_there(int folder, const char *name)
{
	const struct dirent *entry;
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), found = 0;
	DIR *listing = fd < 0 ? NULL : fdopendir(fd);

	if (!listing && fd >= 0)
		close(fd);
	while (listing && !found && (entry = readdir(listing)) != NULL)
		found = strcmp(entry->d_name, name) == 0;
	if (listing)
		closedir(listing);
	return found;
}

/* Whether a name is there, but another one was asked for. */
static int is_other_case(const struct folder *root, int folder, const char *name)
{
	struct stat st;

	return root->folds_case && fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && !is_there(folder, name);
}

static int enter(struct folder *root, int folder, const char *name, int make)
{
	int next;

	if (is_other_case(root, folder, name))
		return fail(root, "it differs from another key by upper and lower case alone");
	if (make && mkdirat(folder, name, 0777) != 0 && errno != EEXIST)
		return fail(root, strerror(errno));
	next = openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (next < 0 && (errno == ENOTDIR || errno == ELOOP))
		return fail(root, "a file or a link has the name of a folder in this key");
	return next < 0 ? fail(root, strerror(errno)) : next;
}

/* The folder that a key's last part is in, open, and that part. */
static int find(struct folder *root, const char *key, int make, char part[PART_MAX + 1])
{
	int folder = dup(root->fd), next;

	if (folder < 0)
		return fail(root, strerror(errno));
	if (strlen(key) > KEY_MAX)
		next = fail(root, "this key is too long");
	else
		next = next_part(root, &key, part);
	while (next == 0 && *key == '/') {
		key++;
		next = enter(root, folder, part, make);
		if (next < 0)
			break;
		close(folder);
		folder = next;
		next = next_part(root, &key, part);
	}
	if (next == 0)
		return folder;
	next = errno;
	close(folder);
	errno = next;
	return -1;
}

int folder_look(struct folder *root, const char *key, uint64_t *ret_size)
{
	char part[PART_MAX + 1];
	struct stat st;
	int folder, r = 1;

	errno = 0;
	folder = find(root, key, 0, part);
	if (folder < 0)
		return errno == ENOENT ? 0 : -1;
	if (fstatat(folder, part, &st, AT_SYMLINK_NOFOLLOW) != 0)
		r = errno == ENOENT ? 0 : fail(root, strerror(errno));
	else if (is_other_case(root, folder, part))
		r = fail(root, "it differs from another key by upper and lower case alone");
	else if (!S_ISREG(st.st_mode))
		r = fail(root, "something else than a file has its name");
	if (r == 1)
		*ret_size = (uint64_t)st.st_size;
	close(folder);
	return r;
}

int folder_begin(struct folder *root)
{
	root->size = 0;
	root->file = openat(root->fd, TEMPORARY, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
	return root->file < 0 ? fail(root, strerror(errno)) : 0;
}

int folder_write(struct folder *root, const void *data, size_t size)
{
	const char *at = data;

	while (size) {
		ssize_t done = write(root->file, at, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return fail(root, strerror(errno));
		at += done;
		size -= (size_t)done;
		root->size += (uint64_t)done;
	}
	return 0;
}

void folder_abandon(struct folder *root)
{
	if (root->file < 0)
		return;
	close(root->file);
	root->file = -1;
	unlinkat(root->fd, TEMPORARY, 0);
}

/* Give it its name in the folder, and bring both to the disk. */
static int settle(struct folder *root, int folder, const char *part)
{
	struct stat st;

	if (is_other_case(root, folder, part))
		return fail(root, "it differs from another key by upper and lower case alone");
	if (fstatat(folder, part, &st, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISREG(st.st_mode))
		return fail(root, "something else than a file has its name");
	if (fsync(root->file) != 0 || renameat(root->fd, TEMPORARY, folder, part) != 0)
		return fail(root, strerror(errno));
	close(root->file);
	root->file = -1;
	return fsync(folder) == 0 ? 0 : fail(root, strerror(errno));
}

int folder_end(struct folder *root, const char *key)
{
	char part[PART_MAX + 1];
	int folder = find(root, key, 1, part), r = -1;

	if (folder >= 0) {
		r = settle(root, folder, part);
		close(folder);
	}
	folder_abandon(root);
	return r;
}

int folder_put(struct folder *root, const char *key, const void *data, size_t size)
{
	int r = folder_begin(root);

	if (r == 0)
		r = folder_write(root, data, size);
	if (r == 0)
		return folder_end(root, key);
	folder_abandon(root);
	return r;
}

char *folder_path(const struct folder *root, const char *key)
{
	struct text path = {0};

	text_adds(&path, root->path);
	if (path.data[path.len - 1] != '/')
		text_adds(&path, "/");
	text_adds(&path, key);
	return path.data;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void folder_list(struct folder *root, const char *key, struct names *names)
{
	char part[PART_MAX + 1];
	const struct dirent *entry;
	int folder = find(root, key, 0, part), fd = -1;
	DIR *listing;

	memset(names, 0, sizeof(*names));
	if (folder >= 0)
		fd = openat(folder, part, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (folder >= 0)
		close(folder);
	listing = fd < 0 ? NULL : fdopendir(fd);
	while (listing && (entry = readdir(listing)) != NULL) {
		struct text copy = {0};

		if (entry->d_name[0] == '.')
			continue;
		if (names->n == names->cap) {
			names->cap = names->cap ? names->cap * 2 : 16;
			names->items = need_memory(names->items, names->cap, sizeof(char *));
		}
		text_adds(&copy, entry->d_name);
		names->items[names->n++] = copy.data;
	}
	if (listing)
		closedir(listing);
	if (names->n)
		qsort(names->items, names->n, sizeof(char *), by_bytes);
}

void names_free(struct names *names)
{
	while (names->n)
		free(names->items[--names->n]);
	free(names->items);
	memset(names, 0, sizeof(*names));
}

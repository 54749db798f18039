/* SPDX-License-Identifier: MIT */
/* Linux's inotify. It tells of one folder, not of those below, and of what happens after it was asked only. */
#include "watch.h"

#include "options.h"
#include "output.h"
#include "text.h"

#ifdef __linux__

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <unistd.h>

#define ASKED (IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_MODIFY | IN_MOVED_FROM | IN_DELETE_SELF | IN_MOVE_SELF | \
	       IN_ONLYDIR)

struct watch {
	int fd;
	char **folders; /* by the system's number of their watch; NULL: none */
	size_t cap;
	int *found;     /* these numbers in the order in which they were found; the first ones are the INPUTs */
	size_t n, n_inputs, listed; /* below listed: their folders were looked for */
	char buffer[65536] __attribute__((aligned(__alignof__(struct inotify_event))));
	size_t at, end;
	struct text path;
};

static _Noreturn void die(const char *path, int number)
{
	struct text message = {0};

	text_adds(&message, "cannot follow ");
	text_add_visible(&message, path);
	text_adds(&message, ": ");
	if (number == ENOSPC)
		text_adds(&message, "too many folders; a larger fs.inotify.max_user_watches lets more be watched");
	else
		text_adds(&message, strerror(number));
	output_die(text_str(&message));
}

/* Takes the path over. A folder that is gone again is no matter. */
static void add_folder(struct watch *watch, char *path, int must)
{
	int number = inotify_add_watch(watch->fd, path, ASKED);

	if (number < 0 && !must && (errno == ENOENT || errno == ENOTDIR || errno == EACCES)) {
		free(path);
		return;
	}
	if (number < 0)
		die(path, errno);
	if ((size_t)number >= watch->cap) {
		size_t cap = (size_t)number * 2 + 16;

		watch->folders = need_memory(watch->folders, cap, sizeof(char *));
		memset(watch->folders + watch->cap, 0, (cap - watch->cap) * sizeof(char *));
		watch->cap = cap;
	}
	if (watch->folders[number]) { /* told of and found, or mounted twice */
		free(path);
		return;
	}
	watch->folders[number] = path;
	watch->found = need_memory(watch->found, watch->n + 1, sizeof(int));
	watch->found[watch->n++] = number;
}

static char *join(const char *folder, const char *name)
{
	struct text path = {0};

	text_adds(&path, folder);
	if (folder[1])
		text_adds(&path, "/");
	text_adds(&path, name);
	return path.data;
}

static void add_folders_of(struct watch *watch, const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)) != NULL) {
		char *path;
		struct stat st;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		path = join(folder, entry->d_name);
		if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
			add_folder(watch, path, 0);
		else
			free(path);
	}
	if (dir)
		closedir(dir);
}

/* Watched first, listed then: a folder that is made in between is told of or found, or both. */
static void add_all_below(struct watch *watch)
{
	for (; watch->listed < watch->n; watch->listed++)
		if (watch->folders[watch->found[watch->listed]])
			add_folders_of(watch, watch->folders[watch->found[watch->listed]]);
	/* Only the numbers of the inputs are needed later. */
	watch->n = watch->listed = watch->n_inputs;
}

struct watch *watch_open(const char *const *folders, size_t n)
{
	struct watch *watch = need_memory(NULL, 1, sizeof(*watch));

	memset(watch, 0, sizeof(*watch));
	watch->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (watch->fd < 0)
		output_die("cannot follow: the system gives no inotify");
	for (size_t i = 0; i < n; i++) {
		struct stat st;
		char *real;

		if (stat(folders[i], &st) != 0)
			die(folders[i], errno);
		if (!S_ISDIR(st.st_mode))
			usage_error("--follow takes folders; this is none: ", folders[i], NULL);
		real = realpath(folders[i], NULL);
		if (!real)
			die(folders[i], errno);
		add_folder(watch, real, 1);
	}
	watch->n_inputs = watch->n;
	add_all_below(watch);
	return watch;
}

void watch_wait(struct watch *watch, int milliseconds, const sigset_t *mask)
{
	struct timespec timeout = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
	fd_set set;

	FD_ZERO(&set);
	FD_SET(watch->fd, &set);
	pselect(watch->fd + 1, &set, NULL, NULL, &timeout, mask);
}

static int is_input(const struct watch *watch, int number)
{
	for (size_t i = 0; i < watch->n_inputs; i++)
		if (watch->found[i] == number)
			return 1;
	return 0;
}

/* The system has given the watch up. */
static void drop(struct watch *watch, int number)
{
	if (number < 0 || (size_t)number >= watch->cap)
		return;
	free(watch->folders[number]);
	watch->folders[number] = NULL;
}

/* A link is whole as soon as it is there. */
static int is_link(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && (S_ISLNK(st.st_mode) || st.st_nlink > 1);
}

static const struct inotify_event *next_event(struct watch *watch)
{
	const struct inotify_event *event;

	if (watch->at == watch->end) {
		ssize_t got = read(watch->fd, watch->buffer, sizeof(watch->buffer));

		watch->at = 0;
		watch->end = got > 0 ? (size_t)got : 0;
		if (!watch->end)
			return NULL;
	}
	event = (const void *)(watch->buffer + watch->at);
	watch->at += sizeof(*event) + event->len;
	return event;
}

static enum watch_what what_of(struct watch *watch, const struct inotify_event *event)
{
	const char *folder = event->wd >= 0 && (size_t)event->wd < watch->cap ? watch->folders[event->wd] : NULL;
	int is_folder = (event->mask & IN_ISDIR) != 0;

	if (event->mask & IN_Q_OVERFLOW || (event->mask & IN_MOVED_FROM && is_folder))
		return WATCH_LOST;
	if (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF))
		return is_input(watch, event->wd) ? WATCH_LOST : WATCH_NOTHING;
	if (event->mask & IN_IGNORED)
		drop(watch, event->wd);
	if (!folder || !event->len || event->mask & IN_IGNORED)
		return WATCH_NOTHING;
	text_free(&watch->path);
	watch->path.data = join(folder, event->name);
	if (is_folder && event->mask & (IN_CREATE | IN_MOVED_TO)) {
		add_folder(watch, join(folder, event->name), 0);
		add_all_below(watch);
		return WATCH_FOLDER;
	}
	if (is_folder || event->mask & IN_MOVED_FROM)
		return WATCH_NOTHING;
	if (event->mask & IN_CREATE && is_link(watch->path.data))
		return WATCH_CLOSED;
	return event->mask & (IN_CLOSE_WRITE | IN_MOVED_TO) ? WATCH_CLOSED : WATCH_OPEN;
}

enum watch_what watch_next(struct watch *watch, const char **ret_path)
{
	const struct inotify_event *event;

	while ((event = next_event(watch)) != NULL) {
		enum watch_what what = what_of(watch, event);

		*ret_path = watch->path.data;
		if (what != WATCH_NOTHING)
			return what;
	}
	return WATCH_NOTHING;
}

void watch_close(struct watch *watch)
{
	for (size_t i = 0; i < watch->cap; i++)
		free(watch->folders[i]);
	free(watch->folders);
	free(watch->found);
	text_free(&watch->path);
	close(watch->fd);
	free(watch);
}

#else

struct watch *watch_open(const char *const *folders, size_t n)
{
	(void)n;
	usage_error("--follow needs Linux's inotify; run 'ec2access sessions --state FILE ", folders[0],
		    "' from time to time instead");
}

void watch_wait(struct watch *watch, int milliseconds, const sigset_t *mask)
{
	(void)watch;
	(void)milliseconds;
	(void)mask;
}

enum watch_what watch_next(struct watch *watch, const char **ret_path)
{
	(void)watch;
	(void)ret_path;
	return WATCH_NOTHING;
}

void watch_close(struct watch *watch)
{
	(void)watch;
}

#endif

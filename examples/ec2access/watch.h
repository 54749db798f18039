/* SPDX-License-Identifier: MIT */
#ifndef WATCH_H
#define WATCH_H

#include <signal.h>

/* What happens in folders and all folders below them. */
struct watch;

enum watch_what {
	WATCH_NOTHING,
	WATCH_CLOSED, /* a file was written and closed, or moved here */
	WATCH_OPEN,   /* a file is being written */
	WATCH_FOLDER, /* a new folder; what is in it was not told */
	WATCH_LOST    /* too much happened, or folders moved: open another watch, then look at everything */
};

/* Ends the program where that is not to be had. Watch before listing: then nothing falls between. */
struct watch *watch_open(const char *const *folders, size_t n);

/* Until something happens, a signal that is not in the mask comes, or so many milliseconds have passed. */
void watch_wait(struct watch *watch, int milliseconds, const sigset_t *mask);

/* What happened next, and to which path, until the next call with the watch. */
enum watch_what watch_next(struct watch *watch, const char **ret_path);

void watch_close(struct watch *watch);

#endif

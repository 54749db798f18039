/* SPDX-License-Identifier: MIT */
/* Folders into which more arrives. */
#include "stream.h"

#include "interrupt.h"
#include "text.h"
#include "watch.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LOOK_MS 5000   /* how often it is asked whether a quiet folder's sessions are due */
#define GATHER_NS 200000000L /* what comes at once is read at once */
#define LATENESS_S 900 /* unless told */

/* Paths of which something was told, each as often as that was. */
struct told {
	char **closed, **open;
	size_t n_closed, n_open;
};

static void keep(char ***paths, size_t *n, const char *path)
{
	struct text copy = {0};

	text_adds(&copy, path);
	*paths = need_memory(*paths, *n + 1, sizeof(char *));
	(*paths)[(*n)++] = copy.data;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* -1: interrupted. Gives the paths back in any case. */
static int take_files(struct stream *stream, char **paths, size_t n, enum piece_when when)
{
	int r = 0;

	if (n)
		qsort(paths, n, sizeof(char *), by_bytes);
	for (size_t i = 0; i < n && r == 0; i++)
		if (i + 1 == n || strcmp(paths[i], paths[i + 1]) != 0)
			r = stream_take_file(stream, paths[i], when);
	for (size_t i = 0; i < n; i++)
		free(paths[i]);
	free(paths);
	return r;
}

static struct watch *watch_inputs(const struct stream *stream)
{
	return watch_open(stream->options->inputs.items, stream->options->inputs.n);
}

/* What was told since. -1: interrupted. */
static int take_told(struct stream *stream, struct watch **watch)
{
	struct told told = {0};
	enum watch_what what;
	const char *path;
	int r = 0, lost = 0, closed, open;

	stream->state.files.round++;
	while ((what = watch_next(*watch, &path)) != WATCH_NOTHING && !lost) {
		if (what == WATCH_CLOSED)
			keep(&told.closed, &told.n_closed, path);
		else if (what == WATCH_OPEN)
			keep(&told.open, &told.n_open, path);
		else if (what == WATCH_FOLDER && r == 0)
			r = stream_take_folder(stream, path);
		lost = what == WATCH_LOST;
	}
	stream->state.files.round++; /* what was told by now may have moved since that began */
	open = take_files(stream, told.open, told.n_open, PIECE_OPEN);
	closed = take_files(stream, told.closed, told.n_closed, PIECE_NOW);
	if (lost) {
		watch_close(*watch);
		*watch = watch_inputs(stream);
		return stream_read(stream);
	}
	return r < 0 || open < 0 || closed < 0 ? -1 : stream_read_batch(stream);
}

static int64_t now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* Nothing came for so long that nothing late is left to come: the clock goes on where the records stopped. */
static void settle_quiet(struct stream *stream, int64_t quiet_s)
{
	int64_t lateness = stream->options->lateness_s < 0 ? LATENESS_S : stream->options->lateness_s;

	if (quiet_s >= lateness)
		stream_settle(stream, quiet_s * 1000000);
}

static void block_signals(sigset_t *ret_before)
{
	sigset_t ours;

	sigemptyset(&ours);
	sigaddset(&ours, SIGINT);
	sigaddset(&ours, SIGTERM);
	sigaddset(&ours, SIGHUP);
	sigprocmask(SIG_BLOCK, &ours, ret_before);
}

/* Signals come while waiting only, or between the question and the wait one would be lost. */
static void wait_for_more(struct watch *watch, int milliseconds)
{
	sigset_t before;

	block_signals(&before);
	if (!interrupt_came())
		watch_wait(watch, milliseconds, &before);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

void follow_run(struct stream *stream)
{
	struct watch *watch = watch_inputs(stream);
	const struct timespec gather = {.tv_nsec = GATHER_NS};
	int64_t arrived;
	int r;

	interrupt_hold();
	r = stream_read(stream);
	if (r == 0)
		stream_settle(stream, 0);
	arrived = now_s();
	while (r == 0 && !interrupt_came()) {
		wait_for_more(watch, LOOK_MS);
		if (!interrupt_came())
			nanosleep(&gather, NULL);
		r = interrupt_came() ? -1 : take_told(stream, &watch);
		if (r == 0 && stream->dirty) {
			arrived = now_s();
			stream_settle(stream, 0);
		}
		if (r == 0)
			settle_quiet(stream, now_s() - arrived);
	}
	watch_close(watch);
}

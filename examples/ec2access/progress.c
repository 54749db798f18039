/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define BAR_WIDTH 24
#define MB 1000000.0

static struct {
	enum progress kind;
	double begun, printed;
	uint64_t done, known, bytes;
	const ec2a_scan *scan;
	int covered; /* thousandths of the time asked for, -1: not known */
	int shown;
} state;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void print_json(int last)
{
	char covered[32] = "";

	if (state.covered >= 0)
		snprintf(covered, sizeof(covered), ",\"covered\":%d.%03d", state.covered / 1000, state.covered % 1000);
	/* In one piece: whoever reads it takes lines. */
	fprintf(stderr, "{\"files_done\":%" PRIu64 ",\"files_known\":%" PRIu64 ",\"bytes\":%" PRIu64 "%s,\"done\":%s}\n",
		state.done, state.known, state.bytes, covered, last ? "true" : "false");
}

static void print_bar(double seconds)
{
	char bar[BAR_WIDTH + 1];
	uint64_t full = state.known ? state.done * BAR_WIDTH / state.known : 0;

	/* Queries take as long as the time they cover; there are few of them. */
	if (state.covered >= 0)
		full = (uint64_t)state.covered * BAR_WIDTH / 1000;

	for (uint64_t i = 0; i < BAR_WIDTH; i++)
		bar[i] = i < full ? '#' : '.';
	bar[BAR_WIDTH] = '\0';
	fprintf(stderr, "\r[%s] ", bar);
	if (state.covered >= 0)
		fprintf(stderr, "%d%% of the time, ", state.covered / 10);
	fprintf(stderr, "%" PRIu64 "/%" PRIu64 " files, %.0f MB, %.0f MB/s\033[K", state.done, state.known,
		(double)state.bytes / MB, seconds > 0 ? (double)state.bytes / MB / seconds : 0);
	state.shown = 1;
}

static void on_progress(uint64_t files_done, uint64_t files_known, uint64_t bytes_done, void *user)
{
	double time = now();

	(void)user;
	state.covered = state.scan ? ec2a_scan_covered(state.scan) : -1;
	state.done = files_done;
	state.known = files_known;
	state.bytes = bytes_done;
	if (time - state.printed < (state.kind == PROGRESS_JSON ? 1.0 : 0.1))
		return;
	state.printed = time;
	if (state.kind == PROGRESS_JSON)
		print_json(0);
	else
		print_bar(time - state.begun);
}

/* Whether anybody is to be told. */
static int begin(enum progress kind)
{
	if (kind == PROGRESS_NONE || (kind == PROGRESS_BAR && !isatty(STDERR_FILENO)))
		return 0;
	state.kind = kind;
	state.begun = state.printed = now();
	state.covered = -1;
	return 1;
}

void progress_watch_digest(ec2a_digest *digest, enum progress kind)
{
	if (begin(kind) && ec2a_digest_set_progress(digest, on_progress, NULL) < 0)
		state.kind = PROGRESS_NONE;
}

void progress_watch(ec2a_scan *scan, enum progress kind)
{
	state.scan = scan;
	if (begin(kind) && ec2a_scan_set_progress(scan, on_progress, NULL) < 0)
		state.kind = PROGRESS_NONE;
}

void progress_end(int complete)
{
	if (state.shown)
		fputs("\r\033[K", stderr);
	if (state.kind == PROGRESS_JSON)
		print_json(complete);
	state.kind = PROGRESS_NONE;
	state.shown = 0;
}

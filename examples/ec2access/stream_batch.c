/* SPDX-License-Identifier: MIT */
/* Pieces of files are read by one scan; afterwards they are known. */
#include "stream.h"

#include "checksum.h"
#include "interrupt.h"
#include "progress.h"
#include "run.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define DAY_S 86400

/* A piece while it is read; opened when its turn comes. */
struct reader {
	const char *path;
	uint64_t at, to, device, inode;
	uint64_t lines; /* of it, as struct known has them */
	int json, whole; /* it ends behind a line, or a whole object */
	int begun;       /* something but blanks came in the line at hand */
	int fd;
	int other; /* it is not what was found any more: it is looked at again */
};

static void close_reader(struct reader *reader)
{
	if (reader->fd >= 0)
		close(reader->fd);
	reader->fd = -1;
}

/* 1, 0: there is nothing to read any more, or an error. */
static int open_reader(struct reader *reader)
{
	struct stat st;

	reader->fd = open(reader->path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (reader->fd < 0 && errno != ENOENT)
		return EC2A_E_IO;
	if (reader->fd < 0 || fstat(reader->fd, &st) != 0 || (uint64_t)st.st_dev != reader->device ||
	    (uint64_t)st.st_ino != reader->inode || lseek(reader->fd, (off_t)reader->at, SEEK_SET) < 0) {
		reader->other = 1;
		return 0;
	}
	return 1;
}

/* A value of JSON is told by its number among values, and blank lines hold none. */
static void count_lines(struct reader *reader, const char *data, size_t size)
{
	const char *end = data + size;

	while (data < end) {
		const char *line_end = memchr(data, '\n', (size_t)(end - data));

		for (; reader->json && !reader->begun && data < (line_end ? line_end : end); data++)
			reader->begun = !strchr(" \t\r", *data) || !*data;
		reader->lines += line_end && (!reader->json || reader->begun);
		reader->begun = reader->begun && !line_end;
		data = line_end ? line_end + 1 : end;
	}
}

static int read_piece(void *user, void *buffer, size_t size, size_t *ret_size)
{
	struct reader *reader = user;
	ssize_t got;
	int r;

	*ret_size = 0;
	if (reader->other)
		return 0;
	if (reader->fd < 0 && (r = open_reader(reader)) != 1)
		return r;
	if (reader->to - reader->at < size)
		size = (size_t)(reader->to - reader->at);
	do
		got = size ? read(reader->fd, buffer, size) : 0;
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return EC2A_E_IO;
	reader->at += (uint64_t)got;
	count_lines(reader, buffer, (size_t)got);
	if (size && !got && reader->to != UINT64_MAX)
		reader->other = 1; /* emptied meanwhile */
	*ret_size = (size_t)got;
	return 0;
}

/* What a reader did not take, as the file broke off for it, is passed over all the same. Errors were told before. */
static void end_reader(struct reader *reader)
{
	char buffer[16384];
	size_t got = 1;

	while (reader->fd >= 0 && reader->to != UINT64_MAX && got && read_piece(reader, buffer, sizeof(buffer), &got) == 0)
		;
	reader->lines += reader->json && reader->begun && reader->whole; /* an object whose line end comes later */
	close_reader(reader);
}

static int by_path(const void *left, const void *right)
{
	const struct piece *a = left, *b = right;
	int order = strcmp(a->now.path, b->now.path);

	if (order == 0 && a->now.size != b->now.size)
		return a->now.size < b->now.size ? -1 : 1;
	return order;
}

/* In order of path; of one that was found twice, the later look. */
static void sort_pieces(struct stream *stream)
{
	size_t kept = 0;

	if (stream->n_pieces)
		qsort(stream->pieces, stream->n_pieces, sizeof(struct piece), by_path);
	for (size_t i = 0; i < stream->n_pieces; i++) {
		if (kept && strcmp(stream->pieces[kept - 1].now.path, stream->pieces[i].now.path) == 0)
			piece_free(&stream->pieces[--kept]);
		stream->pieces[kept++] = stream->pieces[i];
	}
	stream->n_pieces = kept;
}

static struct reader *add_pieces(struct stream *stream, ec2a_scan *scan)
{
	struct reader *readers = need_memory(NULL, stream->n_pieces + 1, sizeof(*readers));

	for (size_t i = 0; i < stream->n_pieces; i++) {
		struct piece *piece = &stream->pieces[i];
		ec2a_source *source;

		readers[i] = (struct reader){.fd = -1};
		if (piece->input) {
			run_need(ec2a_source_input(piece->input, &source));
			run_need(ec2a_scan_add(scan, source));
			piece->input = NULL;
			continue;
		}
		readers[i] = (struct reader){.path = piece->now.path, .at = piece->from, .to = piece->to, .fd = -1,
					     .json = piece->json, .whole = piece->to == piece->now.offset,
					     .device = piece->now.device, .inode = piece->now.inode};
		run_need(ec2a_source_callbacks(stream->config, piece->now.path, read_piece, &readers[i], NULL, &source));
		run_need(ec2a_source_set_offset(source, piece->from, piece->now.lines));
		run_need(ec2a_scan_add(scan, source));
	}
	for (size_t i = 0; i < stream->n_sources; i++)
		run_need(ec2a_scan_add(scan, stream->sources[i]));
	stream->n_sources = 0;
	return readers;
}

/* What is of tomorrow a forger made, or a wrong clock: as the newest it would bring the watermark to this day, although
 * what is read may be of last year. */
static void see_time(struct state *state, int64_t us)
{
	if (us > ((int64_t)time(NULL) + DAY_S) * 1000000)
		return;
	if (!state->has_newest || us > state->newest_us)
		state->newest_us = us;
	state->has_newest = 1;
}

static void see_coverage(struct state *state, const ec2a_coverage *coverage)
{
	uint64_t places = ec2a_coverage_count(coverage, EC2A_COVERAGE_PLACES);
	int64_t us;

	for (size_t i = 0; i < places; i++)
		if (ec2a_coverage_int(coverage, i, EC2A_COVERAGE_LAST, &us) == 1)
			see_time(state, us);
}

/* ---- problems ------------------------------------------------------------------------ */

static struct piece *piece_of(const struct stream *stream, const char *path)
{
	size_t low = 0, high = stream->n_pieces;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(stream->pieces[middle].now.path, path);

		if (order == 0)
			return &stream->pieces[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* Host lines have their time here only. Where no year is known of anything, nothing would ever come out. */
static int on_event(ec2a_event *event, void *user)
{
	struct stream *stream = user;
	const char *path = ec2a_event_str(event, EC2A_FIELD_FILE);
	const struct piece *piece = path ? piece_of(stream, path) : NULL;
	int64_t us;

	if (ec2a_event_time_us(event, &us) == 1)
		see_time(&stream->state, us);
	else if (piece && ec2a_event_time_near(event, piece->now.mtime_ns / 1000, &us) == 1 &&
		 (!stream->has_guess || us > stream->guess_us)) {
		stream->guess_us = us;
		stream->has_guess = 1;
	}
	return 0;
}

/* It ended in the middle, or could not be read: later there may be more. */
static int is_failure(int code)
{
	return code == EC2A_E_IO || code == EC2A_E_DENIED || code == EC2A_E_FORMAT || code == EC2A_E_TRUNCATED || code == EC2A_E_NOT_FOUND;
}

static void tell(struct stream *stream, const ec2a_scan *scan, size_t problem)
{
	struct piece *piece = piece_of(stream, ec2a_scan_problem_name(scan, problem));
	int code = ec2a_scan_problem_code(scan, problem);

	if (piece && is_failure(code) && (piece->now.kind != KNOWN_LINES || code == EC2A_E_IO))
		piece->now.failed = 1;
	if (piece && piece->again)
		return;
	stream->problems |= code < 0;
	fprintf(stderr, "ec2access: %s\n", ec2a_scan_problem(scan, problem));
}

void stream_refuse(struct stream *stream, const char *path, int number)
{
	struct known item = {.kind = KNOWN_WHOLE, .failed = 1, .met = 1};
	struct known_list *files = &stream->state.files;
	size_t known = known_find(files, path);
	struct text copy = {0};

	if (number == ENOENT) /* gone while we looked */
		return;
	if (known != KNOWN_NONE && files->items[known].failed) {
		files->items[known].met = 1;
		stream->failing++;
		return;
	}
	text_add_visible(&copy, path);
	fprintf(stderr, "ec2access: %s: %s\n", text_str(&copy), strerror(number));
	text_free(&copy);
	stream->problems = stream->dirty = 1;
	if (known != KNOWN_NONE) {
		files->items[known].failed = 1;
		return;
	}
	text_adds(&copy, path);
	item.path = copy.data;
	known_add(files, &item);
}

/* ---- afterwards ------------------------------------------------------------------------ */

/* A log that could not be read to the end is read again from where it was. */
static void read_again(struct stream *stream, struct piece *piece)
{
	struct known_list *files = &stream->state.files;

	if (piece->number != KNOWN_NONE) {
		files->items[piece->number].failed = 1;
		piece_free(piece);
		return;
	}
	piece->now.offset = piece->now.read_to = piece->now.lines = 0;
	piece->now.head_size = 0;
	piece->now.head = piece->now.tail = checksum_of(files->key, "", 0);
	known_add(files, &piece->now);
}

static void remember(struct stream *stream, const struct reader *readers)
{
	for (size_t i = 0; i < stream->n_pieces; i++) {
		struct piece *piece = &stream->pieces[i];

		stream->failing += piece->now.failed && piece->again;
		piece->now.lines += readers[i].lines;
		if (readers[i].other)
			piece_free(piece);
		else if (piece->now.failed && piece->now.kind == KNOWN_LINES)
			read_again(stream, piece);
		else if (piece->number == KNOWN_NONE)
			known_add(&stream->state.files, &piece->now);
		else
			known_set(&stream->state.files, piece->number, &piece->now);
	}
	stream->n_pieces = 0;
	stream->bytes = 0;
	stream->dirty = 1;
}

static void forget_pieces(struct stream *stream)
{
	for (size_t i = 0; i < stream->n_pieces; i++)
		piece_free(&stream->pieces[i]);
	stream->n_pieces = 0;
	stream->bytes = 0;
}

int stream_read_batch(struct stream *stream)
{
	struct reader *readers;
	ec2a_scan *scan;
	int r;

	if (!stream->n_pieces && !stream->n_sources)
		return 0;
	sort_pieces(stream);
	run_need(ec2a_scan_new(stream->config, &scan));
	run_need(ec2a_scan_set_threads(scan, stream->options->threads));
	run_need(ec2a_scan_set_events(scan, on_event, stream));
	readers = add_pieces(stream, scan);
	progress_watch(scan, stream->options->progress);
	interrupt_watch(scan);
	r = ec2a_scan_run(scan, stream->state.correlator);
	progress_end(r >= 0 && !interrupt_came());
	interrupt_check();
	interrupt_forget();
	for (size_t i = 0; i < stream->n_pieces; i++)
		if (r == EC2A_E_CANCELLED)
			close_reader(&readers[i]);
		else
			end_reader(&readers[i]);
	if (r != EC2A_E_CANCELLED) {
		run_need(r);
		for (size_t i = 0; i < ec2a_scan_problem_count(scan); i++)
			tell(stream, scan, i);
		summary_count(stream->state.counts, scan);
		see_coverage(&stream->state, ec2a_scan_coverage(scan));
		remember(stream, readers);
	}
	forget_pieces(stream);
	ec2a_scan_free(scan);
	free(readers);
	return r == EC2A_E_CANCELLED ? -1 : 0;
}

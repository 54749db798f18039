/* SPDX-License-Identifier: MIT */
/* The file of --state. */
#include "state.h"

#include "output.h"
#include "path.h"
#include "run.h"
#include "state_bytes.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char magic[16] = "ec2access state"; /* with its NUL */
#define VERSION 2
#define CHUNK_MAX 65536

enum { FLAG_NEWEST = 1, FLAG_OUTPUT = 2, FLAG_CLOSED = 4 };
enum { FILE_FAILED = 1, FILE_DISPLACED = 2 };

static _Noreturn void die(const struct state *state, const char *what)
{
	struct text message = {0};

	text_adds(&message, "the state ");
	text_add_visible(&message, state->path);
	text_adds(&message, " ");
	text_adds(&message, what);
	output_die(text_str(&message));
}

static _Noreturn void die_of(const struct state *state, const char *what, int number)
{
	struct text message = {0};

	text_adds(&message, what);
	text_adds(&message, ": ");
	text_adds(&message, strerror(number));
	die(state, text_str(&message));
}

/* ---- saving ------------------------------------------------------------------------- */

static void write_file(struct state_writer *out, const struct known *item)
{
	state_write_text(out, item->path);
	state_write_number(out, (uint64_t)item->kind, 1);
	state_write_number(out, (item->failed ? FILE_FAILED : 0) | (item->displaced ? FILE_DISPLACED : 0), 1);
	state_write_number(out, item->device, 8);
	state_write_number(out, item->inode, 8);
	state_write_number(out, (uint64_t)item->size, 8);
	state_write_number(out, (uint64_t)item->mtime_ns, 8);
	state_write_number(out, item->offset, 8);
	state_write_number(out, item->read_to, 8);
	state_write_number(out, item->lines, 8);
	state_write_number(out, item->head_size, 4);
	state_write_number(out, item->head, 8);
	state_write_number(out, item->tail, 8);
	state_write_number(out, (uint64_t)item->gone_s, 8);
}

/* The correlator's bytes in chunks, as nobody knows how many they will be. */
static int write_chunk(void *user, const void *data, size_t size)
{
	struct state_writer *out = user;
	const char *bytes = data;

	while (size) {
		size_t part = size < CHUNK_MAX ? size : CHUNK_MAX;

		state_write_number(out, part, 4);
		state_write(out, bytes, part);
		bytes += part;
		size -= part;
	}
	return out->error ? EC2A_E_IO : 0;
}

static void write_all(const struct state *state, struct state_writer *out)
{
	int r = 0;

	state_write(out, magic, sizeof(magic));
	state_write_number(out, VERSION, 4);
	state_write_number(out, (state->has_newest ? FLAG_NEWEST : 0) | (state->output ? FLAG_OUTPUT : 0) |
			   (state->closed ? FLAG_CLOSED : 0), 4);
	for (int i = 0; i < 2; i++)
		state_write_number(out, state->files.key[i], 8);
	state_write_number(out, (uint64_t)state->newest_us, 8);
	for (int i = 0; i < SUMMARY_COUNTERS; i++)
		state_write_number(out, state->counts[i], 8);
	state_write_text(out, state->output ? state->output : "");
	state_write_number(out, state->output_size, 8);
	state_write_number(out, state->files.n, 8);
	for (size_t i = 0; i < state->files.n; i++)
		write_file(out, &state->files.items[i]);
	if (!state->closed)
		r = ec2a_correlator_save(state->correlator, write_chunk, out);
	if (r < 0 && !out->error)
		run_need(r);
	state_write_number(out, 0, 4);
	state_write_end(out);
}

static int sync_folder(const char *path)
{
	char *folder = path_folder(path);
	int fd = open(folder, O_RDONLY | O_CLOEXEC);
	int r = fd < 0 || (fsync(fd) != 0 && errno != EINVAL) ? -1 : 0;

	if (fd >= 0)
		close(fd);
	free(folder);
	return r;
}

void state_save(struct state *state)
{
	struct state_writer *out;
	struct text temporary = {0};
	int fd;

	if (!state->path)
		return;
	out = need_memory(NULL, 1, sizeof(*out));
	text_adds(&temporary, state->path);
	text_adds(&temporary, ".tmp");
	fd = open(text_str(&temporary), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		die_of(state, "cannot be saved", errno);
	state_write_begin(out, fd);
	write_all(state, out);
	if (out->error)
		die_of(state, "cannot be saved", out->error);
	if (fsync(fd) != 0 || close(fd) != 0 || rename(text_str(&temporary), state->path) != 0 ||
	    sync_folder(state->path) != 0)
		die_of(state, "cannot be saved", errno);
	state->size = out->size;
	free(out);
	text_free(&temporary);
}

/* ---- opening -------------------------------------------------------------------------- */

static void read_file(struct state_reader *in, struct known *item)
{
	unsigned flags;

	memset(item, 0, sizeof(*item));
	item->path = state_read_text(in);
	item->kind = (enum known_kind)state_read_number(in, 1);
	flags = (unsigned)state_read_number(in, 1);
	item->failed = (flags & FILE_FAILED) != 0;
	item->displaced = (flags & FILE_DISPLACED) != 0;
	item->device = state_read_number(in, 8);
	item->inode = state_read_number(in, 8);
	item->size = (int64_t)state_read_number(in, 8);
	item->mtime_ns = (int64_t)state_read_number(in, 8);
	item->offset = state_read_number(in, 8);
	item->read_to = state_read_number(in, 8);
	item->lines = state_read_number(in, 8);
	item->head_size = (uint32_t)state_read_number(in, 4);
	item->head = state_read_number(in, 8);
	item->tail = state_read_number(in, 8);
	item->gone_s = (int64_t)state_read_number(in, 8);
	if (item->kind < KNOWN_WHOLE || item->kind > KNOWN_OBJECT || item->head_size > KNOWN_HEAD)
		in->bad = 1;
}

struct chunks {
	struct state_reader *in;
	size_t left; /* of the chunk at hand */
	int ended;
};

static int read_chunk(void *user, void *buffer, size_t size, size_t *ret_size)
{
	struct chunks *chunks = user;

	if (!chunks->left && !chunks->ended) {
		chunks->left = (size_t)state_read_number(chunks->in, 4);
		chunks->ended = !chunks->left;
	}
	if (chunks->left < size)
		size = chunks->left;
	state_read(chunks->in, buffer, size);
	chunks->left -= size;
	*ret_size = size;
	return chunks->in->error ? EC2A_E_IO : chunks->in->bad ? EC2A_E_FORMAT : 0;
}

static void read_all(struct state *state, struct state_reader *in, ec2a_config *config)
{
	struct chunks chunks = {.in = in};
	unsigned flags = (unsigned)state_read_number(in, 4);
	uint64_t n;
	int r = 0;

	for (int i = 0; i < 2; i++)
		state->files.key[i] = state_read_number(in, 8);
	state->has_newest = (flags & FLAG_NEWEST) != 0;
	state->closed = (flags & FLAG_CLOSED) != 0;
	state->newest_us = (int64_t)state_read_number(in, 8);
	for (int i = 0; i < SUMMARY_COUNTERS; i++)
		state->counts[i] = state_read_number(in, 8);
	state->output = state_read_text(in);
	if (!(flags & FLAG_OUTPUT)) {
		free(state->output);
		state->output = NULL;
	}
	state->output_size = state_read_number(in, 8);
	n = state_read_number(in, 8);
	for (uint64_t i = 0; i < n && !in->bad; i++) {
		struct known item;

		read_file(in, &item);
		known_add(&state->files, &item);
	}
	if (!state->closed && !in->bad)
		r = ec2a_correlator_restore(config, read_chunk, &chunks, &state->correlator);
	if (in->error)
		die_of(state, "cannot be read", in->error);
	if (in->bad || r == EC2A_E_FORMAT)
		die(state, "is damaged, or of another release");
	run_need(r);
}

static void read_old(struct state *state, int fd, ec2a_config *config)
{
	struct state_reader *in = need_memory(NULL, 1, sizeof(*in));
	char begin[sizeof(magic)];
	uint64_t size;
	int whole = state_is_whole(fd, &size);

	if (whole < 0)
		die_of(state, "cannot be read", errno);
	if (!whole)
		die(state, "is damaged, or no state at all; nothing was read. Take a copy of it from before, or begin anew "
			   "with another file");
	state_read_begin(in, fd, size);
	state_read(in, begin, sizeof(begin));
	if (in->bad || memcmp(begin, magic, sizeof(magic)) != 0)
		die(state, "is no state of ec2access");
	if (state_read_number(in, 4) != VERSION)
		die(state, "is of another release; begin anew with another file");
	read_all(state, in, config);
	state->size = size;
	free(in);
}

/* Other files' contents are told apart by checksums that nobody else can make. */
static void make_key(struct state *state)
{
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, state->files.key, sizeof(state->files.key)) != sizeof(state->files.key))
		output_die("cannot read /dev/urandom");
	close(fd);
}

static void take_lock(struct state *state)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct text path = {0};

	text_adds(&path, state->path);
	text_adds(&path, ".lock"); /* the state itself is another file each time */
	state->lock = open(text_str(&path), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (state->lock < 0)
		die_of(state, "cannot be locked", errno);
	if (fcntl(state->lock, F_SETLK, &whole) != 0) {
		if (errno == EACCES || errno == EAGAIN)
			die(state, "is in use by another ec2access");
		die_of(state, "cannot be locked", errno);
	}
	text_free(&path);
}

void state_open(struct state *state, const char *path, ec2a_config *config)
{
	int fd;

	memset(state, 0, sizeof(*state));
	state->lock = -1;
	if (path) {
		state->path = path_real(path);
		if (!state->path) {
			int number = errno;
			struct text copy = {0};

			text_adds(&copy, path);
			state->path = copy.data;
			die_of(state, "cannot be opened", number);
		}
		take_lock(state);
		fd = open(state->path, O_RDONLY | O_CLOEXEC);
		if (fd >= 0) {
			read_old(state, fd, config);
			close(fd);
			return;
		}
		if (errno != ENOENT)
			die_of(state, "cannot be opened", errno);
	}
	make_key(state);
	run_need(ec2a_correlator_new(config, &state->correlator));
}

void state_free(struct state *state)
{
	known_free(&state->files);
	ec2a_correlator_free(state->correlator);
	free(state->output);
	free(state->path);
	if (state->lock >= 0)
		close(state->lock);
}

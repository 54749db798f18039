/* SPDX-License-Identifier: MIT */
/* Which files there are, and what of them is new. */
#include "stream.h"

#include "interrupt.h"
#include "options_net.h"
#include "place.h"
#include "run.h"
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* What is lost when the program is killed is reading it again; the larger the state, the rarer it is saved. */
#define BATCH_BYTES ((uint64_t)64 << 20)
#define BATCH_PER_STATE 4

static int is_full(const struct stream *stream)
{
	uint64_t most = stream->state.size * BATCH_PER_STATE;

	return stream->n_pieces >= stream->files_at_once || stream->bytes >= (most > BATCH_BYTES ? most : BATCH_BYTES);
}

static uint64_t size_of(const struct piece *piece)
{
	return piece->to == UINT64_MAX ? (uint64_t)piece->now.size : piece->to - piece->from;
}

int stream_take_piece(struct stream *stream, const struct piece *piece)
{
	if (stream->n_pieces == stream->cap_pieces) {
		stream->cap_pieces = stream->cap_pieces ? stream->cap_pieces * 2 : 64;
		stream->pieces = need_memory(stream->pieces, stream->cap_pieces, sizeof(struct piece));
	}
	stream->pieces[stream->n_pieces++] = *piece;
	stream->bytes += size_of(piece);
	if (!is_full(stream))
		return 0;
	if (stream_read_batch(stream) < 0)
		return -1;
	state_save(&stream->state);
	return 0;
}

int stream_take_file(struct stream *stream, const char *path, enum piece_when when)
{
	struct piece piece;
	int r = piece_find(&stream->state.files, path, when, &piece);

	if (r < 0)
		stream_refuse(stream, path, errno);
	return r == 1 ? stream_take_piece(stream, &piece) : 0;
}

static enum piece_when when_of(const struct stream *stream)
{
	return stream->options->final && !stream->options->follow ? PIECE_ALL : PIECE_NOW;
}

void stream_tell_source(struct stream *stream, const ec2a_source *source)
{
	fprintf(stderr, "ec2access: %s\n", ec2a_source_error(source));
	stream->problems = 1;
}

int stream_take_folder(struct stream *stream, const char *path)
{
	ec2a_source *source;
	ec2a_input *input;
	int r, result = 0;

	run_need(ec2a_source_path(stream->config, path, &source));
	while (result == 0 && (r = ec2a_source_next(source, &input)) != 0) {
		if (r < 0)
			stream_tell_source(stream, source);
		if (r == EC2A_E_IO)
			continue;
		if (r < 0)
			break;
		result = interrupt_came() ? -1 : stream_take_file(stream, ec2a_input_name(input), when_of(stream));
		ec2a_input_free(input);
		interrupt_check();
	}
	ec2a_source_free(source);
	return result;
}

/* A pipe, or what is not there: the scan tells. */
static void take_source(struct stream *stream, const char *input)
{
	stream->sources = need_memory(stream->sources, stream->n_sources + 1, sizeof(*stream->sources));
	stream->sources[stream->n_sources++] = place_source(stream->options, stream->config, input);
}

static int take_input(struct stream *stream, const char *input)
{
	struct stat st;
	char *real;
	int r;

	stream->given++;
	if (net_is_input(input))
		return stream_take_far(stream, input);
	if (strcmp(input, "-") == 0 || stat(input, &st) != 0 || (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))) {
		stream->missing += strcmp(input, "-") != 0 && stat(input, &st) != 0;
		take_source(stream, input);
		return 0;
	}
	real = realpath(input, NULL);
	if (!real) {
		stream_refuse(stream, input, errno);
		return 0;
	}
	r = S_ISDIR(st.st_mode) ? stream_take_folder(stream, real) : stream_take_file(stream, real, when_of(stream));
	free(real);
	return r;
}

int stream_read(struct stream *stream)
{
	for (size_t i = 0; i < stream->state.files.n; i++)
		stream->state.files.items[i].met = stream->state.files.items[i].absent = 0;
	stream->state.files.round++;
	for (size_t i = 0; i < stream->options->inputs.n; i++)
		if (take_input(stream, stream->options->inputs.items[i]) < 0)
			return -1;
	if (stream_read_batch(stream) < 0)
		return -1;
	if (known_forget(&stream->state.files, time(NULL)))
		stream->dirty = 1;
	return 0;
}

/* SPDX-License-Identifier: MIT */
#ifndef STREAM_H
#define STREAM_H

#include "options.h"
#include "piece.h"
#include "state.h"

/* Sessions of an input that goes on: --state, --follow. */
struct stream {
	const struct options *options;
	ec2a_config *config;
	struct state state;
	int dirty;               /* something is to be saved */
	struct piece *pieces;    /* found, not read yet */
	size_t n_pieces, cap_pieces;
	uint64_t bytes;          /* of them */
	size_t files_at_once;
	ec2a_source **sources;   /* what cannot be remembered: pipes, standard input */
	size_t n_sources;
	int given, missing;      /* INPUTs, and those that are not there */
	int has_guess;           /* no record and no line had a time yet, but lines without their year */
	int64_t guess_us;        /* the newest of them, as seen from the time of their file */
	int problems;            /* told in this run */
	uint64_t failing;        /* inputs that still cannot be read, as was told in a run before */
	int own_output;          /* rows go to the file that the state knows the size of */
};

/* stream.c: the whole command; returns the exit status. */
int stream_run(const struct options *options);

/* Say that all there is was read, and that nothing came for so long since; print what is decided by it, and save. */
void stream_settle(struct stream *stream, int64_t quiet_us);

/* stream_read.c: find what is new in all INPUTs, and read it. -1: interrupted. */
int stream_read(struct stream *stream);

/* The same of one file or one folder that the system tells of. */
int stream_take_file(struct stream *stream, const char *path, enum piece_when when);
int stream_take_folder(struct stream *stream, const char *path);

/* To be read with others; takes it over. -1: interrupted. */
int stream_take_piece(struct stream *stream, const struct piece *piece);

void stream_tell_source(struct stream *stream, const ec2a_source *source);

/* stream_far.c: of all objects of a place in AWS. */
int stream_take_far(struct stream *stream, const char *place);

/* stream_batch.c: read what was found, and remember it. 0; -1: interrupted, and nothing is remembered of it. */
int stream_read_batch(struct stream *stream);

/* A problem of a file that could not even be looked at: told once. */
void stream_refuse(struct stream *stream, const char *path, int number);

/* follow.c: until a signal comes. */
void follow_run(struct stream *stream);

#endif

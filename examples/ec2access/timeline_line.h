/* SPDX-License-Identifier: MIT */
#ifndef TIMELINE_LINE_H
#define TIMELINE_LINE_H

#include "options.h"
#include "text.h"

/* What comes first within one second. */
enum rank { RANK_EVENT, RANK_START, RANK_RESUME, RANK_END };

/* One thing that happened; texts are borrowed, NULL where unknown. */
struct line {
	int has_time;
	int64_t us;
	enum rank rank;
	const char *what;    /* start, seen, attempt, action, resume, end, event */
	const char *name;    /* a session's method, an event's name */
	const char *outcome; /* of an end: its reason */
	const char *arn, *ip, *session, *event;
	struct text who;
};

struct lines {
	const struct options *options;
	struct line *items;
	size_t n, cap;
};

/* Takes line.who over; lines outside of --since and --until are dropped. */
void lines_add(struct lines *lines, struct line line);

/* In order of time, in the format that the options say. */
void lines_print(struct lines *lines);
void lines_free(struct lines *lines);

#endif

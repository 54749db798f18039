/* SPDX-License-Identifier: MIT */
#ifndef FETCH_SPAN_H
#define FETCH_SPAN_H

#include "text.h"

#include <stddef.h>
#include <stdint.h>

#define SPAN_SECOND INT64_C(1000000)

/* A piece of time that was asked for, in whole seconds, as microseconds since 1970: from_us on (INT64_MIN: as far back as
 * there is), before to_us. As a folder's name: "20260823T000000Z_20261121T155959Z". */
struct span {
	int64_t from_us, to_us;
};

void span_add(const struct span *span, struct text *text);
int span_read(const char *name, struct span *span); /* 0; -1: no such name */
int span_overlaps(const struct span *a, const struct span *b);

/* A word as part of a path: what is more than letters, digits and -_= is %XX there. */
void span_add_word(struct text *text, const char *word);

/* Those that are on the disk, in any order. */
struct spans {
	struct span *items;
	size_t n;
};

void spans_add(struct spans *spans, const struct span *span);

/* The next part of a time that none of them has: 1, or 0 where there is none. */
int spans_gap(const struct spans *spans, int64_t from_us, int64_t to_us, struct span *ret_gap);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef LINES_H
#define LINES_H

#include <stddef.h>
#include <stdint.h>

/* Whether a file is one that grows by lines: a log whose lines begin with their time (one of the first eight, at least), or JSON, an object a line. What
 * is packed, a CSV (whose rows mean nothing without the header), or laid out over many lines, is none. */
int lines_are(int fd, const char *head, size_t size);

/* Where the last whole line ends, between from (where a line begins) and size. Of JSON the last object may lack its
 * line end. -1: reading failed, errno says why. */
int64_t lines_end(int fd, uint64_t from, uint64_t size);

/* Read all that there is, up to size: how much it was, or -1. */
int64_t lines_read(int fd, uint64_t at, char *buffer, size_t size);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef WHEN_H
#define WHEN_H

#include <stdint.h>

/* A time as --since and --until take it: RFC 3339, a date (its first instant, UTC), or 7d, 36h, 90m before now.
 * 0, or -1 when the text is no such time. */
int when_parse(const char *text, int64_t now_us, int64_t *ret_us);

#endif

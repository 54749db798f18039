/* SPDX-License-Identifier: MIT */
#include "fetch_span.h"

#include "calendar.h"
#include "when.h"

#include <string.h>

#define OLDEST "oldest" /* where a span has no beginning */

/* "20260823T000000Z" */
static void add_stamp(struct text *text, int64_t us)
{
	struct text iso = {0};

	if (us == INT64_MIN) {
		text_adds(text, OLDEST);
		return;
	}
	calendar_add_iso(&iso, us);
	for (const char *at = text_str(&iso); *at; at++)
		if (*at != '-' && *at != ':')
			text_add(text, at, 1);
	text_free(&iso);
}

/* And back; -1 where it is none. */
static int read_stamp(const char *stamp, size_t size, int64_t *ret_us)
{
	static const char shape[] = "dddd-dd-ddTdd:dd:ddZ";
	char iso[sizeof(shape)];
	size_t used = 0;

	if (size == strlen(OLDEST) && memcmp(stamp, OLDEST, size) == 0) {
		*ret_us = INT64_MIN;
		return 0;
	}
	if (size != 16)
		return -1;
	for (size_t i = 0; i < sizeof(shape) - 1; i++)
		iso[i] = shape[i] == '-' || shape[i] == ':' ? shape[i] : stamp[used++];
	iso[sizeof(shape) - 1] = '\0';
	return when_parse(iso, 0, ret_us);
}

void span_add(const struct span *span, struct text *text)
{
	add_stamp(text, span->from_us);
	text_adds(text, "_");
	add_stamp(text, span->to_us);
}

int span_read(const char *name, struct span *span)
{
	const char *between = strchr(name, '_');

	if (!between || read_stamp(name, (size_t)(between - name), &span->from_us) < 0 ||
	    read_stamp(between + 1, strlen(between + 1), &span->to_us) < 0)
		return -1;
	return span->from_us < span->to_us ? 0 : -1;
}

int span_overlaps(const struct span *a, const struct span *b)
{
	return a->from_us < b->to_us && b->from_us < a->to_us;
}

void span_add_word(struct text *text, const char *word)
{
	static const char digits[] = "0123456789ABCDEF";
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=";

	for (; *word; word++) {
		unsigned char byte = (unsigned char)*word;
		char code[3] = {'%', digits[byte >> 4], digits[byte & 15]};

		if (strchr(plain, *word))
			text_add(text, word, 1);
		else
			text_add(text, code, 3);
	}
}

void spans_add(struct spans *spans, const struct span *span)
{
	spans->items = need_memory(spans->items, spans->n + 1, sizeof(struct span));
	spans->items[spans->n++] = *span;
}

int spans_gap(const struct spans *spans, int64_t from_us, int64_t to_us, struct span *ret_gap)
{
	struct span gap = {from_us, to_us};
	int moved = 1;

	while (moved) {
		moved = 0;
		for (size_t i = 0; i < spans->n; i++) {
			const struct span *span = &spans->items[i];

			if (span->from_us <= gap.from_us && span->to_us > gap.from_us) {
				gap.from_us = span->to_us;
				moved = 1;
			}
		}
	}
	for (size_t i = 0; i < spans->n; i++)
		if (spans->items[i].from_us > gap.from_us && spans->items[i].from_us < gap.to_us)
			gap.to_us = spans->items[i].from_us;
	*ret_gap = gap;
	return gap.from_us < gap.to_us;
}

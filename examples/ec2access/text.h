/* SPDX-License-Identifier: MIT */
#ifndef TEXT_H
#define TEXT_H

#include <stddef.h>
#include <stdint.h>

/* Growable text. Running out of memory ends the program with status 3. */
struct text {
	char *data; /* ends with a NUL; NULL while nothing was added */
	size_t len, cap;
};

void text_free(struct text *text);
void text_clear(struct text *text);
void text_add(struct text *text, const char *data, size_t size);
void text_adds(struct text *text, const char *string);
void text_addu(struct text *text, unsigned long long number);
void text_add_count(struct text *text, uint64_t count, const char *what); /* "1 record", "2 records" */
const char *text_str(const struct text *text); /* "" while nothing was added */

/* realloc() that ends the program when there is no memory. */
void *need_memory(void *memory, size_t count, size_t size);

/* Append for people: control characters, bidirectional and invisible ones as \xNN or \u{NNNN}, bad UTF-8 as
 * U+FFFD. */
void text_add_visible(struct text *text, const char *string);

/* How many columns of a terminal a visible text takes. */
size_t text_width(const char *string);

/* Append a visible text cut to a width, with an ellipsis where something is cut. Returns the width it took. */
size_t text_add_cut(struct text *text, const char *string, size_t width);

/* The first character: its length in bytes (at least 1 unless at the end), and its code. */
size_t text_next(const char *string, uint32_t *ret_code);

#endif

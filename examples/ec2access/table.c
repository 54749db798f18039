/* SPDX-License-Identifier: MIT */
/* Rows for people: one line a row where the columns fit, else two. */
#include "format.h"

#include "cells.h"
#include "output.h"
#include "table_fit.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static const char *const heads[CELLS] = {
	[CELL_START] = "START (UTC)", [CELL_END] = "END", [CELL_INSTANCE] = "INSTANCE", [CELL_METHOD] = "METHOD",
	[CELL_WHO] = "WHO", [CELL_FROM] = "FROM", [CELL_SURFACE] = "SURFACE", [CELL_OUTCOME] = "OUTCOME",
	[CELL_CONFIDENCE] = "CONFIDENCE", [CELL_FLAGS] = "FLAGS", [CELL_DETAIL] = "DETAIL",
};

/* Sparing: the head, and what was refused. */
struct colours {
	const char *head, *refused, *off;
};

static struct colours choose_colours(void)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (!output_is_terminal() || (no_color && *no_color) || !term || strcmp(term, "dumb") == 0)
		return (struct colours){"", "", ""};
	return (struct colours){"\033[1m", "\033[31m", "\033[0m"};
}

/* Columns that are there only when there is something in them. */
static int is_optional(int cell)
{
	return cell == CELL_FLAGS || cell == CELL_DETAIL;
}

static void measure(ec2a_session *const *rows, size_t n, struct fit *fit)
{
	struct text text = {0};
	size_t least[CELLS];

	for (int c = 0; c < CELLS; c++) {
		least[c] = text_width(heads[c]);
		fit->natural[c] = is_optional(c) ? 0 : least[c];
	}
	for (size_t i = 0; i < n; i++)
		for (int c = 0; c < CELLS; c++) {
			size_t width;

			text_clear(&text);
			cell_add(&text, rows[i], (enum cell)c);
			width = text_width(text_str(&text));
			if (width && width < least[c])
				width = least[c];
			if (width > fit->natural[c])
				fit->natural[c] = width;
		}
	text_free(&text);
}

/* One cell with the gap in front of it; the last one is not filled up. */
static void put_cell(struct text *line, const char *text, size_t width, int is_first, int is_last)
{
	size_t taken;

	if (!is_first)
		text_adds(line, "  ");
	taken = text_add_cut(line, text, width);
	for (; !is_last && taken < width; taken++)
		text_adds(line, " ");
}

/* A row, or the head where session is NULL. */
static void put_line(const struct fit *fit, const ec2a_session *session, const struct colours *colours)
{
	struct text line = {0}, cell = {0};

	for (size_t i = 0; i < fit->n; i++) {
		enum cell c = fit->cells[i];
		int coloured = session && c == CELL_OUTCOME && cell_is_refused(session) && *colours->refused;

		text_clear(&cell);
		if (session)
			cell_add(&cell, session, c);
		else
			text_adds(&cell, heads[c]);
		if (coloured)
			text_adds(&line, colours->refused);
		put_cell(&line, text_str(&cell), fit->widths[c], i == 0, i + 1 == fit->n);
		if (coloured)
			text_adds(&line, colours->off);
	}
	while (line.len && line.data[line.len - 1] == ' ')
		line.data[--line.len] = '\0';
	output_puts(session ? "" : colours->head);
	output_puts(text_str(&line));
	output_puts(session ? "" : colours->off);
	output_puts("\n");
	text_free(&cell);
	text_free(&line);
}

/* Words on lines no longer than the width; a longer word is cut. What follows the first line is indented. */
static void put_wrapped(const char *words, size_t width, const char *indent, const char *next_indent)
{
	struct text line = {0};
	size_t left = 0;

	while (*words) {
		size_t len = strcspn(words, " ");
		struct text word = {0};

		text_add(&word, words, len);
		if (!line.len || text_width(text_str(&word)) + 1 > left) {
			if (line.len) {
				text_adds(&line, "\n");
				indent = next_indent;
			}
			text_adds(&line, indent);
			left = width - text_width(indent);
		} else {
			text_adds(&line, " ");
			left--;
		}
		left -= text_add_cut(&line, text_str(&word), left);
		text_free(&word);
		words += len + strspn(words + len, " ");
	}
	output_puts(text_str(&line));
	output_puts("\n");
	text_free(&line);
}

static void put_second_line(const ec2a_session *session, size_t width)
{
	struct text rest = {0};

	cell_add_rest(&rest, session);
	put_wrapped(text_str(&rest), width, "  ", "  ");
	text_free(&rest);
}

void table_print_words(const char *words)
{
	put_wrapped(words, fit_screen_width(), "", "");
}

void table_print(ec2a_session *const *rows, size_t n, const struct summary *summary)
{
	struct colours colours = choose_colours();
	struct text text = {0};
	struct fit fit = {.width = fit_screen_width()};

	measure(rows, n, &fit);
	fit_choose(&fit);
	if (n)
		put_line(&fit, NULL, &colours);
	for (size_t i = 0; i < n; i++) {
		put_line(&fit, rows[i], &colours);
		if (fit.two_lines)
			put_second_line(rows[i], fit.width);
	}
	if (n)
		output_puts("\n");
	summary_add(&text, rows, n, summary);
	put_wrapped(text_str(&text), fit.width, "", "");
	text_free(&text);
	if (summary->coverage)
		put_wrapped(summary->coverage, fit.width, "", "");
}

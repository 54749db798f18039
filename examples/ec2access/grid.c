/* SPDX-License-Identifier: MIT */
#include "grid.h"

#include "output.h"
#include "table_fit.h"

#include <ec2access/ec2access.h>
#include <stdlib.h>
#include <string.h>

#define GAP 2
#define LEAST 3 /* a column is not cut below this; so many fit on the narrowest screen */

void grid_add(struct grid *grid, const char *cell)
{
	struct text text = {0};

	if (grid->n_cells == grid->cap) {
		grid->cap = grid->cap ? grid->cap * 2 : 256;
		grid->cells = need_memory(grid->cells, grid->cap, sizeof(struct text));
	}
	text_add_visible(&text, cell && *cell ? cell : "-");
	grid->cells[grid->n_cells++] = text;
}

void grid_add_outcome(struct grid *grid, const char *outcome)
{
	static const int refused[] = {EC2A_OUTCOME_DENIED, EC2A_OUTCOME_FAILED};
	struct text text = {0};

	for (size_t i = 0; outcome && i < sizeof(refused) / sizeof(refused[0]); i++)
		if (strcmp(outcome, ec2a_enum_name(EC2A_ENUM_OUTCOME, refused[i])) == 0)
			text_adds(&text, "! ");
	text_adds(&text, outcome ? outcome : "");
	grid_add(grid, text_str(&text));
	text_free(&text);
}

static void measure(const struct grid *grid, size_t *widths)
{
	for (size_t c = 0; c < grid->n_columns; c++)
		widths[c] = text_width(grid->heads[c]);
	for (size_t i = 0; i < grid->n_cells; i++) {
		size_t width = text_width(text_str(&grid->cells[i])), c = i % grid->n_columns;

		if (width > widths[c])
			widths[c] = width;
	}
}

static size_t total(const size_t *widths, size_t n)
{
	size_t sum = n ? GAP * (n - 1) : 0;

	for (size_t c = 0; c < n; c++)
		sum += widths[c];
	return sum;
}

/* The widest column gives way, until all fit or none may become narrower. */
static void fit(size_t *widths, size_t n, size_t screen)
{
	for (;;) {
		size_t widest = 0;

		for (size_t c = 1; c < n; c++)
			if (widths[c] > widths[widest])
				widest = c;
		if (total(widths, n) <= screen || widths[widest] <= LEAST)
			return;
		widths[widest]--;
	}
}

/* n cells, or the heads. */
static void put_line(const struct grid *grid, const struct text *cells, const size_t *widths, size_t n)
{
	struct text line = {0};

	for (size_t c = 0; c < n; c++) {
		const char *cell = cells ? text_str(&cells[c]) : grid->heads[c];
		size_t taken = text_add_cut(&line, cell, widths[c]);

		for (; taken < widths[c] + GAP; taken++)
			text_adds(&line, " ");
	}
	while (line.len && line.data[line.len - 1] == ' ')
		line.data[--line.len] = '\0';
	output_puts(text_str(&line));
	output_puts("\n");
	text_free(&line);
}

/* What has no column of its own: without those that are empty. */
static void put_rest(const struct grid *grid, const struct text *cells, size_t screen)
{
	struct text rest = {0}, line = {0};

	for (size_t c = grid->n_first; c < grid->n_columns; c++) {
		if (cells[c].len == 1 && cells[c].data[0] == '-')
			continue;
		text_adds(&rest, "  ");
		text_adds(&rest, text_str(&cells[c]));
	}
	text_add_cut(&line, text_str(&rest), screen);
	output_puts(text_str(&line));
	output_puts("\n");
	text_free(&rest);
	text_free(&line);
}

void grid_print(const struct grid *grid)
{
	size_t widths[GRID_COLUMNS], screen = fit_screen_width(), n = grid->n_columns;

	if (!grid->n_cells)
		return;
	measure(grid, widths);
	if (total(widths, n) > screen && grid->n_first < n)
		n = grid->n_first;
	fit(widths, n, screen);
	put_line(grid, NULL, widths, n);
	for (size_t i = 0; i < grid->n_cells; i += grid->n_columns) {
		put_line(grid, &grid->cells[i], widths, n);
		if (n < grid->n_columns)
			put_rest(grid, &grid->cells[i], screen);
	}
}

void grid_free(struct grid *grid)
{
	for (size_t i = 0; i < grid->n_cells; i++)
		text_free(&grid->cells[i]);
	free(grid->cells);
}

/* SPDX-License-Identifier: MIT */
#ifndef GRID_H
#define GRID_H

#include "text.h"

#include <stddef.h>

#define GRID_COLUMNS 8

/* A table of texts for people: columns as wide as what is in them. Where the screen is narrower, what stands behind
 * the first few columns goes to a second line. */
struct grid {
	const char *heads[GRID_COLUMNS];
	size_t n_first; /* columns of the first line then */
	size_t n_columns;
	struct text *cells; /* row after row, made visible */
	size_t n_cells, cap;
};

/* Cells come from left to right, row by row. NULL or "": "-". */
void grid_add(struct grid *grid, const char *cell);

/* The name of an outcome: refused calls are marked, as in the table of sessions. */
void grid_add_outcome(struct grid *grid, const char *outcome);

/* Head, rows; nothing where there is no row. */
void grid_print(const struct grid *grid);
void grid_free(struct grid *grid);

#endif

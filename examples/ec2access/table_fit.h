/* SPDX-License-Identifier: MIT */
#ifndef TABLE_FIT_H
#define TABLE_FIT_H

#include "cells.h"

#include <stddef.h>

/* Which columns a table has, and how wide they are. */
struct fit {
	size_t width;           /* of the screen */
	size_t natural[CELLS];  /* what each column would like; 0: nothing in it */
	size_t widths[CELLS];
	enum cell cells[CELLS]; /* the chosen ones, from left to right */
	size_t n;
	int two_lines;          /* each row has a second line with what has no column */
};

/* COLUMNS, else what the terminal says, else 80. */
size_t fit_screen_width(void);

/* From width and natural, all the rest. */
void fit_choose(struct fit *fit);

#endif

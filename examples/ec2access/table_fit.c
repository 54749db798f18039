/* SPDX-License-Identifier: MIT */
#include "table_fit.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define GAP 2
#define WIDTH_LEAST 40
#define WIDTH_MOST 1000

/* From the most to the least that a line may tell; the last one has a second line for the rest. */
static const struct set {
	enum cell cells[CELLS];
	size_t n;
} sets[] = {
	{{CELL_START, CELL_END, CELL_INSTANCE, CELL_METHOD, CELL_WHO, CELL_FROM, CELL_SURFACE, CELL_OUTCOME,
	  CELL_CONFIDENCE, CELL_FLAGS, CELL_DETAIL}, 11},
	{{CELL_START, CELL_END, CELL_INSTANCE, CELL_METHOD, CELL_WHO, CELL_FROM, CELL_SURFACE, CELL_OUTCOME,
	  CELL_CONFIDENCE, CELL_FLAGS}, 10},
	{{CELL_START, CELL_END, CELL_INSTANCE, CELL_METHOD, CELL_WHO, CELL_FROM, CELL_SURFACE, CELL_OUTCOME,
	  CELL_CONFIDENCE}, 9},
	{{CELL_START, CELL_INSTANCE, CELL_METHOD, CELL_WHO, CELL_FROM, CELL_SURFACE, CELL_OUTCOME, CELL_CONFIDENCE}, 8},
	{{CELL_START, CELL_INSTANCE, CELL_METHOD, CELL_OUTCOME}, 4},
};

#define N_SETS (sizeof(sets) / sizeof(sets[0]))

/* How narrow a column may become; long names are cut before a column is given up. */
static size_t least(const struct fit *fit, enum cell cell)
{
	size_t width = fit->natural[cell];

	if (cell == CELL_WHO || cell == CELL_INSTANCE)
		return width < 20 ? width : 20;
	if (cell == CELL_DETAIL || cell == CELL_FLAGS)
		return width < 14 ? width : 14;
	if (cell == CELL_FROM)
		return width < 16 ? width : 16;
	return width;
}

static void take_set(struct fit *fit, const struct set *set)
{
	fit->n = 0;
	for (size_t i = 0; i < set->n; i++)
		if (fit->natural[set->cells[i]])
			fit->cells[fit->n++] = set->cells[i];
}

/* All columns as narrow as they may be. The width that they take together. */
static size_t make_narrow(struct fit *fit)
{
	size_t total = fit->n ? (fit->n - 1) * GAP : 0;

	for (size_t i = 0; i < fit->n; i++) {
		fit->widths[fit->cells[i]] = least(fit, fit->cells[i]);
		total += fit->widths[fit->cells[i]];
	}
	return total;
}

/* What is left over goes to the cut columns, from the left. */
static void widen(struct fit *fit, size_t spare)
{
	for (size_t i = 0; i < fit->n; i++) {
		enum cell c = fit->cells[i];
		size_t more = fit->natural[c] - fit->widths[c];

		if (more > spare)
			more = spare;
		fit->widths[c] += more;
		spare -= more;
	}
}

/* Four columns that do not fit either: the method gives way, then the instance; on the narrowest screens more. */
static void squeeze(struct fit *fit, size_t over)
{
	static const struct {
		enum cell cell;
		size_t least;
	} order[] = {
		{CELL_METHOD, 14}, {CELL_INSTANCE, 6}, {CELL_OUTCOME, 6},
		{CELL_METHOD, 4}, {CELL_INSTANCE, 4}, {CELL_OUTCOME, 4}, {CELL_START, 10},
	};

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		size_t *width = &fit->widths[order[i].cell];
		size_t least_width = order[i].least;
		size_t less = *width > least_width ? *width - least_width : 0;

		if (less > over)
			less = over;
		*width -= less;
		over -= less;
	}
}

void fit_choose(struct fit *fit)
{
	for (size_t i = 0; i < N_SETS; i++) {
		size_t total;

		take_set(fit, &sets[i]);
		total = make_narrow(fit);
		if (total <= fit->width) {
			widen(fit, fit->width - total);
			fit->two_lines = i + 1 == N_SETS;
			return;
		}
		if (i + 1 == N_SETS)
			squeeze(fit, total - fit->width);
	}
	fit->two_lines = 1;
}

static size_t columns_variable(void)
{
	const char *text = getenv("COLUMNS");
	size_t number = 0;

	for (; text && *text >= '0' && *text <= '9' && number <= WIDTH_MOST; text++)
		number = number * 10 + (size_t)(*text - '0');
	return text && *text ? 0 : number;
}

size_t fit_screen_width(void)
{
	size_t width = columns_variable();
	struct winsize size;

	if (!width && isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		width = size.ws_col;
	if (!width)
		width = 80;
	if (width < WIDTH_LEAST)
		return WIDTH_LEAST;
	return width > WIDTH_MOST ? WIDTH_MOST : width;
}

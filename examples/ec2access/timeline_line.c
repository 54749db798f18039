/* SPDX-License-Identifier: MIT */
#include "timeline_line.h"

#include "calendar.h"
#include "filter.h"
#include "format.h"
#include "grid.h"
#include "json.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

#define KEYS 9

static const char *const keys[KEYS] = {
	"time", "what", "name", "outcome", "who", "arn", "source_ip", "session_id", "event_id",
};

void lines_add(struct lines *lines, struct line line)
{
	const struct options *options = lines->options;

	if (line.has_time ? !filter_time_between(options, line.us) : options->has_since || options->has_until) {
		text_free(&line.who);
		return;
	}
	if (lines->n == lines->cap) {
		lines->cap = lines->cap ? lines->cap * 2 : 64;
		lines->items = need_memory(lines->items, lines->cap, sizeof(struct line));
	}
	lines->items[lines->n++] = line;
}

static int compare_texts(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

/* By what is printed, so that only equal lines may change places. */
static int compare(const void *left, const void *right)
{
	const struct line *a = left, *b = right;
	int order = a->has_time - b->has_time;

	if (!order && a->has_time)
		order = (a->us > b->us) - (a->us < b->us);
	if (!order)
		order = (a->rank > b->rank) - (a->rank < b->rank);
	if (!order)
		order = compare_texts(a->session, b->session);
	if (!order)
		order = compare_texts(a->event, b->event);
	if (!order)
		order = compare_texts(a->name, b->name);
	if (!order)
		order = compare_texts(a->arn, b->arn);
	return order ? order : compare_texts(a->ip, b->ip);
}

static void print_json(const char *const *values)
{
	struct text json = {0};

	json_open(&json, NULL, '{');
	for (size_t i = 0; i < KEYS; i++)
		json_add(&json, keys[i], values[i]);
	json_close(&json, '}');
	output_puts(text_str(&json));
	output_puts("\n");
	text_free(&json);
}

/* In a table eight digits of a session's id are enough to see what belongs together. */
static void add_row(struct grid *grid, const struct line *line)
{
	struct text text = {0};

	if (line->has_time)
		calendar_add_short(&text, line->us);
	grid_add(grid, text_str(&text));
	grid_add(grid, line->what);
	grid_add(grid, line->name);
	grid_add(grid, text_str(&line->who));
	grid_add(grid, line->ip);
	grid_add_outcome(grid, line->outcome);
	text_clear(&text);
	if (line->session)
		text_add(&text, line->session, strlen(line->session) < 8 ? strlen(line->session) : 8);
	grid_add(grid, text_str(&text));
	text_free(&text);
}

static void print_line(const struct line *line, enum format format, struct grid *grid)
{
	struct text time = {0};
	const char *values[KEYS];

	if (format == FORMAT_TABLE) {
		add_row(grid, line);
		return;
	}
	if (line->has_time)
		calendar_add_iso(&time, line->us);
	values[0] = line->has_time ? text_str(&time) : NULL;
	values[1] = line->what;
	values[2] = line->name;
	values[3] = line->outcome;
	values[4] = line->who.len && strcmp(line->who.data, "-") != 0 ? line->who.data : NULL;
	values[5] = line->arn;
	values[6] = line->ip;
	values[7] = line->session;
	values[8] = line->event;
	if (format == FORMAT_CSV)
		csv_print_cells(values, KEYS);
	else
		print_json(values);
	text_free(&time);
}

void lines_print(struct lines *lines)
{
	struct grid grid = {.heads = {"TIME (UTC)", "WHAT", "NAME", "WHO", "FROM", "OUTCOME", "SESSION"}, .n_columns = 7,
			    .n_first = 4};
	enum format format = lines->options->format;

	if (lines->n)
		qsort(lines->items, lines->n, sizeof(struct line), compare);
	if (format == FORMAT_CSV)
		csv_print_cells(keys, KEYS);
	for (size_t i = 0; i < lines->n; i++)
		print_line(&lines->items[i], format, &grid);
	if (format == FORMAT_TABLE)
		grid_print(&grid);
	grid_free(&grid);
}

void lines_free(struct lines *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		text_free(&lines->items[i].who);
	free(lines->items);
}

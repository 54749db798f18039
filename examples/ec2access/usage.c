/* SPDX-License-Identifier: MIT */
/* How often: the counts that people ask Athena for, one row a group. */
#include "commands.h"

#include "calendar.h"
#include "evidence.h"
#include "filter.h"
#include "format.h"
#include "gather.h"
#include "grid.h"
#include "interrupt.h"
#include "json.h"
#include "output.h"
#include "run.h"
#include "summary.h"

#include <stdlib.h>
#include <string.h>

#define COLUMNS 4

/* A group; texts are the events', NULL where they have none. */
struct group {
	int has_time;
	int64_t time_us;
	const char *target, *arn;
	uint64_t count;
};

struct groups {
	struct group *items;
	size_t n, cap;
};

/* Empty is absent. */
static const char *str(const ec2a_event *event, int field)
{
	const char *text = ec2a_event_str(event, field);

	return text && *text ? text : NULL;
}

/* Absent goes last, as null does in SQL. */
static int compare_texts(const char *a, const char *b)
{
	if (!a || !b)
		return (a == NULL) - (b == NULL);
	return strcmp(a, b);
}

static int compare_times(const struct group *a, const struct group *b)
{
	if (!a->has_time || !b->has_time)
		return b->has_time - a->has_time;
	return (a->time_us > b->time_us) - (a->time_us < b->time_us);
}

static int by_key(const void *left, const void *right)
{
	const struct group *a = left, *b = right;
	int order = compare_times(a, b);

	if (!order)
		order = compare_texts(a->target, b->target);
	return order ? order : compare_texts(a->arn, b->arn);
}

/* Within one time and target, who came most often first. */
static int by_output(const void *left, const void *right)
{
	const struct group *a = left, *b = right;
	int order = compare_times(a, b);

	if (!order)
		order = compare_texts(a->target, b->target);
	if (!order)
		order = (a->count < b->count) - (a->count > b->count);
	return order ? order : compare_texts(a->arn, b->arn);
}

/* Seed 003's three calls, unless others are named, or a method: most have none of these. */
static int is_counted(const struct options *options, const ec2a_event *event)
{
	static const char *const names[] = {"StartSession", "TerminateSession", "ResumeSession"};
	const char *name = ec2a_event_str(event, EC2A_FIELD_EVENT_NAME);
	const char *source = ec2a_event_str(event, EC2A_FIELD_EVENT_SOURCE);

	if (options->event_names.n || options->methods)
		return 1; /* the filter looks at them */
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (name && source && strcmp(name, names[i]) == 0 && strcmp(source, "ssm.amazonaws.com") == 0)
			return 1;
	return 0;
}

static void count(struct groups *groups, const struct options *options, const ec2a_correlator *correlator,
		  const ec2a_event *event)
{
	struct group group = {.count = 1};
	int64_t us;

	if (options->per && ec2a_correlator_event_time(correlator, event, &us) == 1) {
		group.has_time = 1;
		group.time_us = calendar_floor(us, options->per);
	}
	if (options->by & BY_INSTANCE)
		group.target = str(event, EC2A_FIELD_RESOURCE_TARGET);
	if (options->by & BY_PRINCIPAL)
		group.arn = str(event, EC2A_FIELD_PRINCIPAL_ARN);
	if (groups->n == groups->cap) {
		groups->cap = groups->cap ? groups->cap * 2 : 256;
		groups->items = need_memory(groups->items, groups->cap, sizeof(struct group));
	}
	groups->items[groups->n++] = group;
}

static void merge(struct groups *groups)
{
	size_t kept = 0;

	if (groups->n)
		qsort(groups->items, groups->n, sizeof(struct group), by_key);
	for (size_t i = 0; i < groups->n; i++) {
		if (kept && by_key(&groups->items[kept - 1], &groups->items[i]) == 0)
			groups->items[kept - 1].count++;
		else
			groups->items[kept++] = groups->items[i];
	}
	groups->n = kept;
	if (kept)
		qsort(groups->items, kept, sizeof(struct group), by_output);
}

/* The columns that were asked for: names into heads, and the values of a group (NULL: none wanted) into cells. */
static size_t fill(const struct options *options, const struct group *group, const char **heads, const char **cells,
		   struct text *time, struct text *number)
{
	size_t n = 0;

	text_clear(time);
	text_clear(number);
	if (group && group->has_time)
		calendar_add(time, group->time_us);
	if (group)
		text_addu(number, group->count);
	if (options->per) {
		heads[n] = "eventtime";
		cells[n++] = time->len ? text_str(time) : NULL;
	}
	if (options->by & BY_INSTANCE) {
		heads[n] = "resource_target";
		cells[n++] = group ? group->target : NULL;
	}
	if (options->by & BY_PRINCIPAL) {
		heads[n] = "arn";
		cells[n++] = group ? group->arn : NULL;
	}
	heads[n] = "cnt";
	cells[n++] = text_str(number);
	return n;
}

static void print_json(const char *const *heads, const char *const *cells, size_t n)
{
	struct text json = {0};

	json_open(&json, NULL, '{');
	for (size_t c = 0; c + 1 < n; c++)
		json_add(&json, heads[c], cells[c]);
	json_raw(&json, heads[n - 1], cells[n - 1]);
	json_close(&json, '}');
	output_puts(text_str(&json));
	output_puts("\n");
	text_free(&json);
}

static void print_groups(const struct run *run, const struct options *options, const struct groups *groups)
{
	const char *heads[COLUMNS], *cells[COLUMNS];
	struct text time = {0}, number = {0};
	struct grid grid = {.n_columns = fill(options, NULL, heads, cells, &time, &number), .n_first = 1};

	output_begin();
	memcpy(grid.heads, heads, sizeof(heads));
	if (options->format == FORMAT_CSV)
		csv_print_cells(heads, grid.n_columns);
	for (size_t i = 0; i < groups->n; i++) {
		size_t n = fill(options, &groups->items[i], heads, cells, &time, &number);

		if (options->format == FORMAT_CSV)
			csv_print_cells(cells, n);
		else if (options->format == FORMAT_JSONL)
			print_json(heads, cells, n);
		for (size_t c = 0; options->format == FORMAT_TABLE && c < n; c++)
			grid_add(&grid, cells[c]);
	}
	if (options->format == FORMAT_TABLE)
		grid_print(&grid);
	if (options->format == FORMAT_TABLE && !groups->n)
		summary_print_none("No such event matches", run->scan);
	output_commit();
	grid_free(&grid);
	text_free(&time);
	text_free(&number);
}

static int is_wanted(const struct run *run, const struct options *options, const ec2a_event *event,
		     const ec2a_access *access, const struct evidence *evidence)
{
	const struct evidence_owner *owner = evidence_find(evidence, event);

	return access && is_counted(options, event) && !evidence_leaves_out(owner, event) &&
	       filter_wants_event(options, run->correlator, event, access, owner ? owner->session : NULL);
}

static void count_all(const struct run *run, const struct options *options, const struct gathered *events)
{
	struct evidence evidence = {0};
	struct groups groups = {0};

	if (filter_needs_session(options) || ec2a_scan_count(run->scan, EC2A_COUNT_LINES_TOTAL))
		evidence_read(&evidence, run->correlator);
	for (size_t i = 0; i < events->n; i++) {
		ec2a_access *access = gather_classify(run->config, events->items[i]);

		interrupt_check();
		if (is_wanted(run, options, events->items[i], access, &evidence))
			count(&groups, options, run->correlator, events->items[i]);
		ec2a_access_free(access);
	}
	merge(&groups);
	print_groups(run, options, &groups);
	free(groups.items);
	evidence_free(&evidence);
}

int usage_run(const struct options *options)
{
	struct options counted = *options;
	struct gathered events = {0};
	struct run run;

	if (!counted.by && !counted.per)
		counted.by = BY_INSTANCE | BY_PRINCIPAL;
	run_read(&run, options, EC2A_EVENTS_ACCESS, gather, &events);
	gather_settle(&events, run.correlator);
	if (run.status != EXIT_NOTHING)
		count_all(&run, &counted, &events);
	gather_free(&events);
	return run_end(&run);
}

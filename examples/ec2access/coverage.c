/* SPDX-License-Identifier: MIT */
/* What the records cover, and what is missing: of each account and region, its gaps, and what was done to trails. */
#include "coverage.h"

#include "calendar.h"
#include "commands.h"
#include "format.h"
#include "grid.h"
#include "interrupt.h"
#include "output.h"
#include "run.h"

#include <string.h>

static int64_t gap_hours(const struct run *run)
{
	return run->options->gap_hours ? run->options->gap_hours : COVERAGE_GAP_HOURS;
}

typedef void (*time_fn)(struct text *text, int64_t us);

/* A number of the place, as text; "" where there is none. */
static const char *number(struct text *text, const ec2a_coverage *coverage, size_t place, int field, time_fn time)
{
	int64_t value;

	text_clear(text);
	if (ec2a_coverage_int(coverage, place, field, &value) != 1)
		return "";
	if (time)
		time(text, value);
	else
		text_addu(text, (unsigned long long)value);
	return text_str(text);
}

static const char *flag(const ec2a_coverage *coverage, size_t place, int field, const char *yes, const char *no)
{
	int64_t value = 0;

	return ec2a_coverage_int(coverage, place, field, &value) == 1 && value ? yes : no;
}

static int is_of(const ec2a_coverage *coverage, size_t change, size_t place)
{
	static const int fields[2][2] = {{EC2A_CHANGE_ACCOUNT_ID, EC2A_COVERAGE_ACCOUNT_ID},
					 {EC2A_CHANGE_REGION, EC2A_COVERAGE_REGION}};

	for (size_t i = 0; i < 2; i++) {
		const char *a = ec2a_coverage_change_str(coverage, change, fields[i][0]);
		const char *b = ec2a_coverage_str(coverage, place, fields[i][1]);

		if (strcmp(a ? a : "", b ? b : "") != 0)
			return 0;
	}
	return 1;
}

/* ---- CSV -------------------------------------------------------------------- */

/* "2024-01-01T00:00:00Z/2024-01-03T00:00:00Z ..." */
static void add_intervals(struct text *text, const ec2a_coverage *coverage, size_t place, int64_t hours)
{
	int64_t from, to = INT64_MIN;

	while (ec2a_coverage_gap(coverage, place, hours, to, &from, &to) == 1) {
		if (text->len)
			text_adds(text, " ");
		calendar_add_iso(text, from);
		text_adds(text, "/");
		calendar_add_iso(text, to);
	}
}

static void add_change_ids(struct text *text, const ec2a_coverage *coverage, size_t place)
{
	for (size_t i = 0; i < ec2a_coverage_count(coverage, EC2A_COVERAGE_CHANGES); i++) {
		const char *id = ec2a_coverage_change_str(coverage, i, EC2A_CHANGE_EVENT_ID);

		if (!id || !is_of(coverage, i, place))
			continue;
		if (text->len)
			text_adds(text, " ");
		text_adds(text, id);
	}
}

static void print_csv(const struct run *run, const ec2a_coverage *coverage, size_t place)
{
	struct text first = {0}, last = {0}, records = {0}, without = {0}, gaps = {0}, changes = {0}, outside = {0};
	const char *cells[11];

	add_intervals(&gaps, coverage, place, gap_hours(run));
	add_change_ids(&changes, coverage, place);
	cells[0] = ec2a_coverage_str(coverage, place, EC2A_COVERAGE_ACCOUNT_ID);
	cells[1] = ec2a_coverage_str(coverage, place, EC2A_COVERAGE_REGION);
	cells[2] = number(&first, coverage, place, EC2A_COVERAGE_FIRST, calendar_add_iso);
	cells[3] = number(&last, coverage, place, EC2A_COVERAGE_LAST, calendar_add_iso);
	cells[4] = number(&records, coverage, place, EC2A_COVERAGE_RECORDS, NULL);
	cells[5] = number(&without, coverage, place, EC2A_COVERAGE_WITHOUT_TIME, NULL);
	cells[6] = flag(coverage, place, EC2A_COVERAGE_READ_ONLY, "true", "false");
	cells[7] = flag(coverage, place, EC2A_COVERAGE_CHANNELS, "true", "false");
	cells[8] = text_str(&gaps);
	cells[9] = text_str(&changes);
	cells[10] = number(&outside, coverage, place, EC2A_COVERAGE_OUTSIDE, NULL);
	csv_print_cells(cells, 11);
	text_free(&first);
	text_free(&last);
	text_free(&records);
	text_free(&without);
	text_free(&gaps);
	text_free(&changes);
	text_free(&outside);
}

static void print_csv_header(void)
{
	static const char *const heads[] = {"account_id", "region",    "first",    "last", "records",
					    "without_time", "read_only", "channels", "gaps", "trail_changes", "outside"};

	csv_print_cells(heads, 11);
}

/* ---- table -------------------------------------------------------------------- */

struct tables {
	struct grid places, gaps, changes;
};

static void add_gap_rows(struct tables *tables, const ec2a_coverage *coverage, size_t place, int64_t hours,
			 uint64_t *ret_count)
{
	int64_t from, to = INT64_MIN;
	struct text text = {0};

	for (*ret_count = 0; ec2a_coverage_gap(coverage, place, hours, to, &from, &to) == 1; ++*ret_count) {
		grid_add(&tables->gaps, ec2a_coverage_str(coverage, place, EC2A_COVERAGE_ACCOUNT_ID));
		grid_add(&tables->gaps, ec2a_coverage_str(coverage, place, EC2A_COVERAGE_REGION));
		text_clear(&text);
		calendar_add_short(&text, from);
		grid_add(&tables->gaps, text_str(&text));
		text_clear(&text);
		calendar_add_short(&text, to);
		grid_add(&tables->gaps, text_str(&text));
		text_clear(&text);
		text_addu(&text, (unsigned long long)((to - from) / 3600 / 1000000));
		grid_add(&tables->gaps, text_str(&text));
	}
	text_free(&text);
}

static void add_change_rows(struct tables *tables, const ec2a_coverage *coverage, size_t place)
{
	static const int fields[] = {EC2A_CHANGE_NAME, EC2A_CHANGE_TRAIL, EC2A_CHANGE_ACCOUNT_ID, EC2A_CHANGE_REGION,
				     EC2A_CHANGE_PRINCIPAL, EC2A_CHANGE_SOURCE_IP};
	struct text text = {0};

	for (size_t i = 0; i < ec2a_coverage_count(coverage, EC2A_COVERAGE_CHANGES); i++) {
		int64_t us;

		if (!is_of(coverage, i, place))
			continue;
		text_clear(&text);
		if (ec2a_coverage_change_int(coverage, i, EC2A_CHANGE_TIME, &us) == 1)
			calendar_add_short(&text, us);
		grid_add(&tables->changes, text_str(&text));
		for (size_t k = 0; k < sizeof(fields) / sizeof(fields[0]); k++)
			grid_add(&tables->changes, ec2a_coverage_change_str(coverage, i, fields[k]));
		grid_add_outcome(&tables->changes, ec2a_coverage_change_str(coverage, i, EC2A_CHANGE_OUTCOME));
	}
	text_free(&text);
}

static void add_place(struct tables *tables, const ec2a_coverage *coverage, size_t place, int64_t hours)
{
	struct grid *grid = &tables->places;
	struct text text = {0};
	uint64_t gaps;
	const char *account = flag(coverage, place, EC2A_COVERAGE_IS_REST, "(all others)", NULL);

	add_gap_rows(tables, coverage, place, hours, &gaps);
	add_change_rows(tables, coverage, place);
	grid_add(grid, account ? account : ec2a_coverage_str(coverage, place, EC2A_COVERAGE_ACCOUNT_ID));
	grid_add(grid, ec2a_coverage_str(coverage, place, EC2A_COVERAGE_REGION));
	grid_add(grid, number(&text, coverage, place, EC2A_COVERAGE_FIRST, calendar_add_short));
	grid_add(grid, number(&text, coverage, place, EC2A_COVERAGE_LAST, calendar_add_short));
	/* These may stand on a second line, away from their heads: each says what it is. */
	number(&text, coverage, place, EC2A_COVERAGE_RECORDS, NULL);
	text_adds(&text, strcmp(text_str(&text), "1") == 0 ? " record" : " records");
	grid_add(grid, text_str(&text));
	grid_add(grid, flag(coverage, place, EC2A_COVERAGE_READ_ONLY, "read-only seen", "no read-only"));
	grid_add(grid, flag(coverage, place, EC2A_COVERAGE_CHANNELS, "channels seen", "no channels"));
	text_clear(&text);
	text_addu(&text, gaps);
	text_adds(&text, gaps == 1 ? " gap" : " gaps");
	grid_add(grid, text_str(&text));
	text_free(&text);
}

static void print_grid(struct grid *grid)
{
	grid_print(grid);
	if (grid->n_cells)
		output_puts("\n");
	grid_free(grid);
}

static void print_tables(const struct run *run, const ec2a_coverage *coverage, struct tables *tables)
{
	struct text line = {0};

	print_grid(&tables->places);
	print_grid(&tables->gaps);
	print_grid(&tables->changes);
	coverage_add_line(&line, run->options, coverage);
	table_print_words(text_str(&line));
	text_free(&line);
}

/* ---- all ------------------------------------------------------------------------ */

static void print_place(const struct run *run, const ec2a_coverage *coverage, size_t place, struct tables *tables)
{
	char *json;

	if (run->options->format == FORMAT_TABLE) {
		add_place(tables, coverage, place, gap_hours(run));
	} else if (run->options->format == FORMAT_CSV) {
		print_csv(run, coverage, place);
	} else {
		run_need(ec2a_coverage_to_json(coverage, place, gap_hours(run), &json));
		output_puts(json);
		output_puts("\n");
		ec2a_free(json);
	}
}

static void print_all(const struct run *run)
{
	const ec2a_coverage *coverage = ec2a_scan_coverage(run->scan);
	struct tables tables = {
		.places = {.heads = {"ACCOUNT", "REGION", "FIRST (UTC)", "LAST (UTC)", "RECORDS", "READ-ONLY", "CHANNELS",
				     "GAPS"}, .n_columns = 8, .n_first = 4},
		.gaps = {.heads = {"ACCOUNT", "REGION", "GAP FROM (UTC)", "TO (UTC)", "HOURS"}, .n_columns = 5, .n_first = 5},
		.changes = {.heads = {"TIME (UTC)", "CHANGE", "TRAIL", "ACCOUNT", "REGION", "WHO", "FROM", "OUTCOME"},
			    .n_columns = 8, .n_first = 3},
	};

	output_begin();
	if (run->options->format == FORMAT_CSV)
		print_csv_header();
	for (size_t i = 0; i < ec2a_coverage_count(coverage, EC2A_COVERAGE_PLACES); i++) {
		interrupt_check();
		if (coverage_wants(run->options, coverage, i))
			print_place(run, coverage, i, &tables);
	}
	if (run->options->format == FORMAT_TABLE)
		print_tables(run, coverage, &tables);
	output_commit();
}

int coverage_run(const struct options *options)
{
	struct run run;

	run_read(&run, options, 0, NULL, NULL);
	if (run.status != EXIT_NOTHING)
		print_all(&run);
	return run_end(&run);
}

/* SPDX-License-Identifier: MIT */
/* The main job: read everything, join it, print the rows that were asked for. */
#include "commands.h"

#include "coverage.h"
#include "filter.h"
#include "format.h"
#include "interrupt.h"
#include "output.h"
#include "run.h"
#include "stream.h"
#include "text.h"

#include <stdlib.h>

struct rows {
	ec2a_session **items;
	size_t n, cap;
};

static void keep(struct rows *rows, ec2a_session *session)
{
	if (rows->n == rows->cap) {
		rows->cap = rows->cap ? rows->cap * 2 : 64;
		rows->items = need_memory(rows->items, rows->cap, sizeof(ec2a_session *));
	}
	rows->items[rows->n++] = session;
}

/* Takes the row over. */
static void print_row(const struct options *options, struct rows *rows, ec2a_session *session)
{
	if (options->format == FORMAT_TABLE) {
		keep(rows, session); /* widths depend on all rows */
		return;
	}
	if (options->format == FORMAT_CSV)
		csv_print_row(session);
	else
		jsonl_print_row(session);
	ec2a_session_unref(session);
}

static void print_rows(const struct run *run)
{
	const struct options *options = run->options;
	struct summary summary = {0};
	struct text coverage = {0};
	struct rows rows = {0};
	ec2a_session *session;
	int r;

	output_begin();
	if (options->format == FORMAT_CSV)
		csv_print_header(options->verified.n || options->proven_only);
	while ((r = ec2a_correlator_next(run->correlator, &session)) == 1) {
		interrupt_check();
		if (filter_wants(options, session)) {
			print_row(options, &rows, session);
		} else {
			summary.hidden++;
			ec2a_session_unref(session);
		}
	}
	run_need(r);
	summary.records = ec2a_scan_count(run->scan, EC2A_COUNT_RECORDS_TOTAL);
	summary.lines = ec2a_scan_count(run->scan, EC2A_COUNT_LINES_TOTAL);
	summary.rejected = ec2a_scan_count(run->scan, EC2A_COUNT_RECORDS_REJECTED);
	if (options->format == FORMAT_TABLE) {
		coverage_add_line(&coverage, options, ec2a_scan_coverage(run->scan));
		summary.coverage = text_str(&coverage);
		table_print(rows.items, rows.n, &summary);
	}
	output_commit();
	for (size_t i = 0; i < rows.n; i++)
		ec2a_session_unref(rows.items[i]);
	free(rows.items);
	text_free(&coverage);
}

int sessions_run(const struct options *options)
{
	struct run run;

	if (options->state || options->follow)
		return stream_run(options);
	run_read(&run, options, 0, NULL, NULL);
	if (run.status != EXIT_NOTHING)
		print_rows(&run);
	return run_end(&run);
}

/* SPDX-License-Identifier: MIT */
/* The main job: read everything, join it, print the rows that were asked for. */
#include "sessions.h"

#include "filter.h"
#include "format.h"
#include "interrupt.h"
#include "output.h"
#include "progress.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct rows {
	ec2a_session **items;
	size_t n, cap;
};

static void need(int result)
{
	if (result < 0)
		output_die(ec2a_strerror(result));
}

static void map_host(ec2a_config *config, const char *pair)
{
	const char *equals = strchr(pair, '=');
	struct text name = {0};

	text_add(&name, pair, (size_t)(equals - pair));
	if (ec2a_config_map_host(config, text_str(&name), equals + 1) < 0)
		usage_error("--host: not NAME=i-...: ", pair, NULL);
	text_free(&name);
}

static ec2a_config *make_config(const struct options *options)
{
	ec2a_config *config;

	need(ec2a_config_new(&config));
	if (options->strict)
		need(ec2a_config_set_int(config, EC2A_OPT_STRICT, 1));
	for (size_t i = 0; i < options->hosts.n; i++)
		map_host(config, options->hosts.items[i]);
	return config;
}

static ec2a_scan *make_scan(const struct options *options, ec2a_config *config)
{
	ec2a_scan *scan;

	need(ec2a_scan_new(config, &scan));
	need(ec2a_scan_set_threads(scan, options->threads));
	for (size_t i = 0; i < options->inputs.n; i++) {
		const char *input = options->inputs.items[i];
		ec2a_source *source;

		if (strcmp(input, "-") == 0)
			need(ec2a_source_fd(config, input, STDIN_FILENO, &source));
		else
			need(ec2a_source_path(config, input, &source));
		need(ec2a_scan_add(scan, source));
	}
	return scan;
}

static void read_all(const struct options *options, ec2a_scan *scan, ec2a_correlator *correlator)
{
	int r;

	progress_watch(scan, options->progress);
	interrupt_watch(scan);
	r = ec2a_scan_run(scan, correlator);
	progress_end();
	interrupt_check();
	need(r);
	need(ec2a_correlator_finish(correlator));
	interrupt_check();
}

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

static void print_rows(const struct options *options, const ec2a_scan *scan, ec2a_correlator *correlator)
{
	struct summary summary = {0};
	struct rows rows = {0};
	ec2a_session *session;
	int r;

	output_begin();
	if (options->format == FORMAT_CSV)
		csv_print_header();
	while ((r = ec2a_correlator_next(correlator, &session)) == 1) {
		interrupt_check();
		if (filter_wants(options, session)) {
			print_row(options, &rows, session);
		} else {
			summary.hidden++;
			ec2a_session_unref(session);
		}
	}
	need(r);
	summary.records = ec2a_scan_count(scan, EC2A_COUNT_RECORDS_TOTAL);
	summary.rejected = ec2a_scan_count(scan, EC2A_COUNT_RECORDS_REJECTED);
	if (options->format == FORMAT_TABLE)
		table_print(rows.items, rows.n, &summary);
	output_commit();
	for (size_t i = 0; i < rows.n; i++)
		ec2a_session_unref(rows.items[i]);
	free(rows.items);
}

static int status(const ec2a_scan *scan)
{
	if (ec2a_scan_count(scan, EC2A_COUNT_FILES_FAILED) && !ec2a_scan_count(scan, EC2A_COUNT_FILES_READ) &&
	    !ec2a_scan_count(scan, EC2A_COUNT_FILES_SKIPPED))
		return EXIT_NOTHING;
	if (ec2a_scan_problem_count(scan) || ec2a_scan_count(scan, EC2A_COUNT_FILES_FAILED) ||
	    ec2a_scan_count(scan, EC2A_COUNT_RECORDS_REJECTED))
		return EXIT_PARTLY;
	return EXIT_READ;
}

int sessions_run(const struct options *options)
{
	ec2a_config *config = make_config(options);
	ec2a_correlator *correlator;
	ec2a_scan *scan;
	int result;

	output_prepare(options->output);
	scan = make_scan(options, config);
	need(ec2a_correlator_new(config, &correlator));
	read_all(options, scan, correlator);
	for (size_t i = 0; i < ec2a_scan_problem_count(scan); i++)
		fprintf(stderr, "ec2access: %s\n", ec2a_scan_problem(scan, i));
	result = status(scan);
	if (result != EXIT_NOTHING)
		print_rows(options, scan, correlator);
	if (options->stats)
		summary_print_stats(scan, correlator);
	interrupt_forget();
	ec2a_correlator_free(correlator);
	ec2a_scan_free(scan);
	ec2a_config_unref(config);
	return result;
}

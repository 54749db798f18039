/* SPDX-License-Identifier: MIT */
#include "summary.h"

#include "cells.h"
#include "filter.h"
#include "format.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static uint64_t count_distinct(const char **names, size_t n)
{
	uint64_t distinct = 0;

	if (n)
		qsort(names, n, sizeof(names[0]), by_bytes);
	for (size_t i = 0; i < n; i++)
		distinct += i == 0 || strcmp(names[i - 1], names[i]) != 0;
	return distinct;
}

/* Each instance once, however many rows it has. */
static uint64_t count_instances(ec2a_session *const *rows, size_t n)
{
	size_t most = 0, n_names = 0;
	const char **names;
	uint64_t distinct;

	for (size_t i = 0; i < n; i++)
		most += 1 + ec2a_session_instance_count(rows[i]);
	names = need_memory(NULL, most, sizeof(*names));
	for (size_t i = 0; i < n; i++) {
		const char *name = ec2a_session_str(rows[i], EC2A_SESSION_INSTANCE_ID);

		if (name)
			names[n_names++] = name;
		for (size_t k = 0; k < ec2a_session_instance_count(rows[i]); k++)
			names[n_names++] = ec2a_session_instance(rows[i], k);
	}
	distinct = count_distinct(names, n_names);
	free(names);
	return distinct;
}

static void add_kinds(struct text *text, ec2a_session *const *rows, size_t n)
{
	uint64_t counts[4] = {0};

	for (size_t i = 0; i < n; i++) {
		int64_t kind = 0;

		if (ec2a_session_int(rows[i], EC2A_SESSION_KIND, &kind) == 1 && kind > 0 && kind < 4)
			counts[kind]++;
	}
	text_add_count(text, counts[EC2A_KIND_SESSION], "session");
	if (counts[EC2A_KIND_ATTEMPT]) {
		text_adds(text, ", ");
		text_add_count(text, counts[EC2A_KIND_ATTEMPT], "attempt");
	}
	if (counts[EC2A_KIND_ACTION]) {
		text_adds(text, ", ");
		text_add_count(text, counts[EC2A_KIND_ACTION], "action");
	}
}

/* From the first row's time to the latest start or end. */
static void add_span(struct text *text, ec2a_session *const *rows, size_t n)
{
	const ec2a_session *last = rows[0];
	int64_t latest = 0, us = 0;

	for (size_t i = 0; i < n; i++)
		if (filter_time(rows[i], &us) && (i == 0 || us > latest)) {
			latest = us;
			last = rows[i];
		}
	text_adds(text, "; ");
	cell_add_time(text, rows[0]);
	if (last != rows[0]) {
		text_adds(text, " to ");
		cell_add_time(text, last);
	}
	text_adds(text, " UTC");
}

/* "; 7 records read, 0 rejected.", or where there were only logs "; 12 lines of host logs read." */
static void add_read(struct text *text, uint64_t records, uint64_t rejected, uint64_t lines)
{
	text_adds(text, "; ");
	if (!records && lines) {
		text_add_count(text, lines, "line");
		text_adds(text, " of host logs read.");
		return;
	}
	text_add_count(text, records, "record");
	text_adds(text, " read, ");
	text_addu(text, rejected);
	text_adds(text, " rejected.");
}

void summary_add(struct text *text, ec2a_session *const *rows, size_t n, const struct summary *summary)
{
	uint64_t instances = count_instances(rows, n);

	if (!n)
		text_adds(text, "No sessions");
	else
		add_kinds(text, rows, n);
	if (instances) {
		text_adds(text, " on ");
		text_add_count(text, instances, "instance");
	}
	if (n)
		add_span(text, rows, n);
	if (summary->hidden) {
		text_adds(text, "; ");
		text_add_count(text, summary->hidden, "row");
		text_adds(text, " not shown");
	}
	add_read(text, summary->records, summary->rejected, summary->lines);
}

void summary_print_none(const char *what, const ec2a_scan *scan)
{
	struct text text = {0};

	text_adds(&text, what);
	add_read(&text, ec2a_scan_count(scan, EC2A_COUNT_RECORDS_TOTAL),
		 ec2a_scan_count(scan, EC2A_COUNT_RECORDS_REJECTED), ec2a_scan_count(scan, EC2A_COUNT_LINES_TOTAL));
	table_print_words(text_str(&text));
	text_free(&text);
}

void summary_count(uint64_t counts[SUMMARY_COUNTERS], const ec2a_scan *scan)
{
	for (int i = 1; i < SUMMARY_COUNTERS; i++)
		counts[i] += ec2a_scan_count(scan, i);
}

void summary_print_stats(const uint64_t counts[SUMMARY_COUNTERS], const ec2a_correlator *correlator)
{
	/* The scan counts what was read; the correlator knows what became of it: further copies are duplicates, and an
	 * approval is access where it belongs to a session, else context. So context is the rest. */
	uint64_t access = ec2a_correlator_count(correlator, EC2A_COUNT_RECORDS_ACCESS);
	uint64_t duplicates = ec2a_correlator_count(correlator, EC2A_COUNT_RECORDS_DUPLICATES);
	uint64_t context = counts[EC2A_COUNT_RECORDS_ACCESS] +
			   counts[EC2A_COUNT_RECORDS_CONTEXT] - access - duplicates;

	/* Likewise, which lines made, proved or ended a row. */
	uint64_t lines = counts[EC2A_COUNT_LINES_TOTAL];
	uint64_t shown = ec2a_correlator_count(correlator, EC2A_COUNT_LINES_ACCESS);

	fprintf(stderr, "{\"files\":{\"read\":%" PRIu64 ",\"skipped\":%" PRIu64 ",\"failed\":%" PRIu64 "},",
		counts[EC2A_COUNT_FILES_READ], counts[EC2A_COUNT_FILES_SKIPPED],
		counts[EC2A_COUNT_FILES_FAILED]);
	fprintf(stderr, "\"records\":{\"total\":%" PRIu64 ",\"access\":%" PRIu64 ",\"context\":%" PRIu64
		",\"other\":%" PRIu64 ",\"duplicates\":%" PRIu64 ",\"rejected\":%" PRIu64 "},",
		counts[EC2A_COUNT_RECORDS_TOTAL], access, context,
		counts[EC2A_COUNT_RECORDS_OTHER], duplicates,
		counts[EC2A_COUNT_RECORDS_REJECTED]);
	fprintf(stderr, "\"lines\":{\"total\":%" PRIu64 ",\"access\":%" PRIu64 ",\"other\":%" PRIu64 "},",
		lines, shown, lines - shown);
	fprintf(stderr, "\"sessions\":%" PRIu64 "}\n", ec2a_correlator_count(correlator, EC2A_COUNT_SESSIONS));
}

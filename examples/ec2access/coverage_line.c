/* SPDX-License-Identifier: MIT */
/* What the records cover, in one sentence: the basis on which a table says that nobody got on. */
#include "coverage.h"

#include "calendar.h"
#include "filter.h"

#include <string.h>

struct total {
	size_t places, with_gaps, silent; /* silent: without a record of a known time */
	size_t place; /* the only one, where there is one */
	uint64_t gaps;
	int64_t first, last, without_time, outside;
	int timed, read_only, channels;
};

static int is_among(const struct values *values, const char *text)
{
	return !values->n || filter_has(values, text);
}

int coverage_wants(const struct options *options, const ec2a_coverage *coverage, size_t place)
{
	return is_among(&options->accounts, ec2a_coverage_str(coverage, place, EC2A_COVERAGE_ACCOUNT_ID)) &&
	       is_among(&options->regions, ec2a_coverage_str(coverage, place, EC2A_COVERAGE_REGION));
}

static int64_t number(const ec2a_coverage *coverage, size_t place, int field)
{
	int64_t value = 0;

	return ec2a_coverage_int(coverage, place, field, &value) == 1 ? value : 0;
}

static void add_place(struct total *total, const ec2a_coverage *coverage, size_t place, int64_t hours)
{
	int64_t first, last, from, to = INT64_MIN;
	uint64_t gaps = 0;

	total->places++;
	total->place = place;
	total->without_time += number(coverage, place, EC2A_COVERAGE_WITHOUT_TIME);
	total->outside += number(coverage, place, EC2A_COVERAGE_OUTSIDE);
	total->read_only |= number(coverage, place, EC2A_COVERAGE_READ_ONLY) != 0;
	total->channels |= number(coverage, place, EC2A_COVERAGE_CHANNELS) != 0;
	while (ec2a_coverage_gap(coverage, place, hours, to, &from, &to) == 1)
		gaps++;
	total->gaps += gaps;
	total->with_gaps += gaps != 0;
	if (ec2a_coverage_int(coverage, place, EC2A_COVERAGE_FIRST, &first) != 1 ||
	    ec2a_coverage_int(coverage, place, EC2A_COVERAGE_LAST, &last) != 1) {
		total->silent++;
		return;
	}
	if (!total->timed || first < total->first)
		total->first = first;
	if (!total->timed || last > total->last)
		total->last = last;
	total->timed = 1;
}

/* "2023-09-04 05:50": to the minute. */
static void add_minute(struct text *text, int64_t us)
{
	struct text whole = {0};

	calendar_add_short(&whole, us);
	text_add(text, text_str(&whole), strlen("2023-09-04 05:50"));
	text_free(&whole);
}

static void add_name(struct text *text, const char *name, const char *unknown)
{
	if (name)
		text_add_visible(text, name);
	else
		text_adds(text, unknown);
}

static void add_where(struct text *text, const struct total *total, const ec2a_coverage *coverage)
{
	if (total->places > 1) {
		text_addu(text, total->places);
		text_adds(text, " pairs of account and region");
		return;
	}
	add_name(text, ec2a_coverage_str(coverage, total->place, EC2A_COVERAGE_ACCOUNT_ID), "an unknown account");
	text_adds(text, " ");
	add_name(text, ec2a_coverage_str(coverage, total->place, EC2A_COVERAGE_REGION), "(region unknown)");
}

static void add_gaps(struct text *text, const struct total *total, int64_t hours)
{
	text_adds(text, total->gaps ? " with " : " without gaps");
	if (total->gaps)
		text_add_count(text, total->gaps, "gap");
	text_adds(text, " of ");
	text_addu(text, (unsigned long long)hours);
	text_adds(text, " h or more");
	if (total->places > 1 && total->gaps) {
		text_adds(text, " in ");
		text_addu(text, total->with_gaps);
		text_adds(text, " of them");
	}
}

/* "; no read-only events, channel records or host logs" */
static void add_missing(struct text *text, const struct total *total, const ec2a_coverage *coverage)
{
	const char *missing[3];
	size_t n = 0;

	if (!total->read_only)
		missing[n++] = "read-only events";
	if (!total->channels)
		missing[n++] = "channel records";
	if (!ec2a_coverage_count(coverage, EC2A_COVERAGE_HOST_LINES))
		missing[n++] = "host logs";
	for (size_t i = 0; i < n; i++) {
		text_adds(text, i == 0 ? "; no " : i + 1 == n ? " or " : ", ");
		text_adds(text, missing[i]);
	}
}

static void add_changes(struct text *text, const struct options *options, const ec2a_coverage *coverage)
{
	uint64_t done = 0, refused = 0;

	for (size_t i = 0; i < ec2a_coverage_count(coverage, EC2A_COVERAGE_CHANGES); i++) {
		int64_t outcome = 0;

		if (!is_among(&options->accounts, ec2a_coverage_change_str(coverage, i, EC2A_CHANGE_ACCOUNT_ID)) ||
		    !is_among(&options->regions, ec2a_coverage_change_str(coverage, i, EC2A_CHANGE_REGION)))
			continue;
		if (ec2a_coverage_change_int(coverage, i, EC2A_CHANGE_OUTCOME, &outcome) == 1 &&
		    outcome == EC2A_OUTCOME_GRANTED)
			done++;
		else
			refused++;
	}
	if (done) {
		text_adds(text, "; trail changed ");
		text_add_count(text, done, "time");
	}
	if (refused) {
		text_adds(text, "; ");
		text_add_count(text, refused, "refused change");
		text_adds(text, " of a trail");
	}
	if (ec2a_coverage_count(coverage, EC2A_COVERAGE_CHANGES_CUT))
		text_adds(text, " (and more after these)");
}

/* Other commands' times choose rows, not what is covered. */
static int is_windowed(const struct options *options)
{
	return options->command == COMMAND_COVERAGE && (options->has_since || options->has_until);
}

/* "Asked for 2023-09-01 00:00 to 2023-09-10 00:00 UTC. " */
static void add_window(struct text *text, const struct options *options)
{
	if (!is_windowed(options))
		return;
	text_adds(text, options->has_since ? "Asked for " : "Asked for all until ");
	if (options->has_since)
		add_minute(text, options->since_us);
	text_adds(text, !options->has_until ? " UTC and later" : options->has_since ? " to " : "");
	if (options->has_until) {
		add_minute(text, options->until_us);
		text_adds(text, " UTC");
	}
	text_adds(text, ". ");
}

static void add_nothing(struct text *text, const struct options *options)
{
	text_adds(text, "Covers nothing: no record ");
	if (options->accounts.n || options->regions.n)
		text_adds(text, "of that account and region ");
	text_adds(text, is_windowed(options) ? "in that time" : "with a time that can be read");
}

static void add_covered(struct text *text, const struct total *total, const struct options *options,
			const ec2a_coverage *coverage, int64_t hours)
{
	text_adds(text, "Covers ");
	add_where(text, total, coverage);
	text_adds(text, ", ");
	add_minute(text, total->first);
	text_adds(text, " to ");
	add_minute(text, total->last);
	text_adds(text, " UTC,");
	add_gaps(text, total, hours);
	if (total->silent) {
		text_adds(text, "; ");
		text_addu(text, total->silent);
		text_adds(text, " of them without any record then");
	}
	add_missing(text, total, coverage);
	add_changes(text, options, coverage);
}

/* What stands in no hour. */
static void add_rest(struct text *text, const struct total *total, const ec2a_coverage *coverage)
{
	uint64_t lines = ec2a_coverage_count(coverage, EC2A_COVERAGE_HOST_LINES);

	if (lines) {
		text_adds(text, "; ");
		text_add_count(text, lines, "line");
		text_adds(text, " of host logs");
	}
	if (total->without_time) {
		text_adds(text, "; ");
		text_add_count(text, (uint64_t)total->without_time, "record");
		text_adds(text, " without a time from 2010 to 2069");
	}
	if (total->outside) {
		text_adds(text, "; ");
		text_add_count(text, (uint64_t)total->outside, "record");
		text_adds(text, " of other times");
	}
	text_adds(text, ".");
}

void coverage_add_line(struct text *text, const struct options *options, const ec2a_coverage *coverage)
{
	int64_t hours = options->gap_hours ? options->gap_hours : COVERAGE_GAP_HOURS;
	struct total total = {0};

	for (size_t i = 0; i < ec2a_coverage_count(coverage, EC2A_COVERAGE_PLACES); i++)
		if (coverage_wants(options, coverage, i))
			add_place(&total, coverage, i, hours);
	add_window(text, options);
	if (total.timed)
		add_covered(text, &total, options, coverage, hours);
	else
		add_nothing(text, options);
	add_rest(text, &total, coverage);
}

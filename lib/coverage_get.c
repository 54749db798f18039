/* SPDX-License-Identifier: MIT */
/* The getters of coverage, and its line of JSON. */
#include "coverage.h"

#include "names.h"

#include <string.h>

/* ---- places --------------------------------------------------------------- */

static int has_rest(const ec2a_coverage *coverage)
{
	return !ec2a__covered_is_empty(&coverage->rest);
}

const struct ec2a__covered *ec2a__coverage_place(const ec2a_coverage *coverage, size_t index)
{
	if (index < coverage->n_places)
		return coverage->places[index];
	return index == coverage->n_places && has_rest(coverage) ? &coverage->rest : NULL;
}

uint64_t ec2a_coverage_count(const ec2a_coverage *coverage, int total)
{
	switch (coverage ? total : 0) {
	case EC2A_COVERAGE_HOST_LINES:
		return coverage->host_lines;
	case EC2A_COVERAGE_PLACES:
		return coverage->n_places + (size_t)has_rest(coverage);
	case EC2A_COVERAGE_CHANGES:
		return coverage->n_changes;
	case EC2A_COVERAGE_CHANGES_CUT:
		return (uint64_t)coverage->changes_cut;
	default:
		return 0;
	}
}

const char *ec2a_coverage_str(const ec2a_coverage *coverage, size_t place, int field)
{
	const struct ec2a__covered *at = coverage ? ec2a__coverage_place(coverage, place) : NULL;
	const char *text;

	if (!at || (field != EC2A_COVERAGE_ACCOUNT_ID && field != EC2A_COVERAGE_REGION))
		return NULL;
	text = field == EC2A_COVERAGE_ACCOUNT_ID ? at->account : at->region;
	return text && *text ? text : NULL;
}

static int get_window(const ec2a_coverage *coverage, int field, int64_t *ret_value)
{
	int64_t end = field == EC2A_COVERAGE_SINCE ? coverage->since : coverage->until;

	if (end == (field == EC2A_COVERAGE_SINCE ? INT64_MIN : INT64_MAX))
		return 0;
	*ret_value = end;
	return 1;
}

int ec2a_coverage_int(const ec2a_coverage *coverage, size_t place, int field, int64_t *ret_value)
{
	const struct ec2a__covered *at = coverage ? ec2a__coverage_place(coverage, place) : NULL;

	if (!at || !ret_value)
		return EC2A_E_ARG;
	switch (field) {
	case EC2A_COVERAGE_FIRST:
	case EC2A_COVERAGE_LAST:
		if (at->first > at->last)
			return 0;
		*ret_value = field == EC2A_COVERAGE_FIRST ? at->first : at->last;
		return 1;
	case EC2A_COVERAGE_RECORDS:
		*ret_value = (int64_t)at->records;
		return 1;
	case EC2A_COVERAGE_WITHOUT_TIME:
		*ret_value = (int64_t)at->without_time;
		return 1;
	case EC2A_COVERAGE_OUTSIDE:
		*ret_value = (int64_t)at->outside;
		return 1;
	case EC2A_COVERAGE_SINCE:
	case EC2A_COVERAGE_UNTIL:
		return get_window(coverage, field, ret_value);
	case EC2A_COVERAGE_READ_ONLY:
		*ret_value = at->read_only;
		return 1;
	case EC2A_COVERAGE_CHANNELS:
		*ret_value = at->channels;
		return 1;
	case EC2A_COVERAGE_IS_REST:
		*ret_value = at == &coverage->rest;
		return 1;
	default:
		return EC2A_E_ARG;
	}
}

/* The hours of a place, and those in which its window begins and ends: they count as seen. -1: no such end. */
struct seen {
	const struct ec2a__hours *hours;
	int64_t begin, end;
};

static struct seen seen_of(const ec2a_coverage *coverage, const struct ec2a__covered *place)
{
	struct seen seen = { &place->hours, -1, -1 };

	/* The hour before the first whole one, and the one after the last. */
	if (coverage->since < coverage->until) {
		seen.begin = coverage->since > INT64_MIN ? ec2a__hour_of(coverage->since - 1) : -1;
		seen.end = ec2a__hour_of(coverage->until);
	}
	return seen;
}

static int64_t next_seen(const struct seen *seen, int64_t hour)
{
	int64_t next = ec2a__hours_next(seen->hours, hour);

	if (seen->begin >= hour && (next < 0 || seen->begin < next))
		next = seen->begin;
	if (seen->end >= hour && (next < 0 || seen->end < next))
		next = seen->end;
	return next;
}

static int64_t next_empty(const struct seen *seen, int64_t hour)
{
	int64_t next = ec2a__hours_next_empty(seen->hours, hour);

	while (next >= 0 && (next == seen->begin || next == seen->end))
		next = ec2a__hours_next_empty(seen->hours, next + 1);
	return next;
}

/* Seen hours and empty ones by turns, until an empty stretch is long enough. */
static int find_gap(const struct seen *seen, int64_t hour, int64_t hours, int64_t *ret_from, int64_t *ret_to)
{
	for (;;) {
		int64_t from, to;

		hour = next_seen(seen, hour);
		if (hour < 0)
			return 0;
		from = next_empty(seen, hour);
		to = from < 0 ? -1 : next_seen(seen, from);
		if (to < 0)
			return 0;
		if (to - from >= hours) {
			*ret_from = ec2a__hour_start(from);
			*ret_to = ec2a__hour_start(to);
			return 1;
		}
		hour = to;
	}
}

int ec2a_coverage_gap(const ec2a_coverage *coverage, size_t place, int64_t hours, int64_t after_us, int64_t *ret_from,
		      int64_t *ret_to)
{
	const struct ec2a__covered *at = coverage ? ec2a__coverage_place(coverage, place) : NULL;
	int64_t hour = 0;
	struct seen seen;

	if (!at || hours < 1 || !ret_from || !ret_to)
		return EC2A_E_ARG;
	if (after_us >= EC2A__HOURS_TO * EC2A__SECOND)
		return 0;
	if (after_us >= EC2A__HOURS_FROM * EC2A__SECOND)
		hour = ec2a__hour_of(after_us);
	seen = seen_of(coverage, at);
	return find_gap(&seen, hour, hours, ret_from, ret_to);
}

/* ---- changes -------------------------------------------------------------- */

/* As classify.c tells refused calls apart (CONTRACT, ruling 17). */
static int outcome_of(const struct ec2a__change *change)
{
	const char *error = change->texts[EC2A_CHANGE_ERROR_CODE];

	if (!error)
		return EC2A_OUTCOME_GRANTED;
	if (strstr(error, "AccessDenied") || strstr(error, "UnauthorizedOperation"))
		return EC2A_OUTCOME_DENIED;
	return EC2A_OUTCOME_FAILED;
}

const char *ec2a_coverage_change_str(const ec2a_coverage *coverage, size_t change, int field)
{
	const struct ec2a__change *at;

	if (!coverage || change >= coverage->n_changes)
		return NULL;
	at = coverage->changes[change];
	if (field == EC2A_CHANGE_TIME)
		return at->time_us == EC2A__NO_TIME ? NULL : at->time_text;
	if (field == EC2A_CHANGE_OUTCOME)
		return ec2a__name(EC2A_ENUM_OUTCOME, outcome_of(at));
	return field > 0 && field < EC2A__CHANGE_TEXTS ? at->texts[field] : NULL;
}

int ec2a_coverage_change_int(const ec2a_coverage *coverage, size_t change, int field, int64_t *ret_value)
{
	const struct ec2a__change *at;

	if (!coverage || change >= coverage->n_changes || !ret_value)
		return EC2A_E_ARG;
	at = coverage->changes[change];
	if (field == EC2A_CHANGE_OUTCOME) {
		*ret_value = outcome_of(at);
		return 1;
	}
	if (field != EC2A_CHANGE_TIME)
		return EC2A_E_ARG;
	if (at->time_us == EC2A__NO_TIME)
		return 0;
	*ret_value = at->time_us;
	return 1;
}

/* SPDX-License-Identifier: MIT */
/* A place of a coverage as one line of JSON. */
#include "coverage.h"

#include "mem.h"
#include "utf8.h"

#include <string.h>

/* The next key, with a comma unless it is the first in its braces. */
static int add_name(struct ec2a__buf *out, const char *name)
{
	char last = out->data[out->len - 1];
	int r = last == '{' ? 0 : ec2a__buf_addc(out, ',');

	if (r == 0)
		r = ec2a__buf_addc(out, '"');
	if (r == 0)
		r = ec2a__buf_adds(out, name);
	return r ? r : ec2a__buf_adds(out, "\":");
}

static int add_text(struct ec2a__buf *out, const char *name, const char *text)
{
	int r = add_name(out, name);

	if (r == 0)
		r = text ? ec2a__utf8_add_json(out, text, strlen(text)) : ec2a__buf_adds(out, "null");
	return r;
}

static int add_time(struct ec2a__buf *out, const char *name, int known, int64_t time_us)
{
	char text[EC2A__TIME_TEXT];

	return add_text(out, name, known ? ec2a__time_format(time_us, text) : NULL);
}

static int add_number(struct ec2a__buf *out, const char *name, uint64_t number)
{
	int r = add_name(out, name);

	return r ? r : ec2a__buf_addu(out, number);
}

static int add_flag(struct ec2a__buf *out, const char *name, int flag)
{
	int r = add_name(out, name);

	return r ? r : ec2a__buf_adds(out, flag ? "true" : "false");
}

static int add_gap(struct ec2a__buf *out, int64_t from, int64_t to)
{
	int r = ec2a__buf_adds(out, out->data[out->len - 1] == '[' ? "{" : ",{");

	if (r == 0)
		r = add_time(out, "from", 1, from);
	if (r == 0)
		r = add_time(out, "to", 1, to);
	if (r == 0)
		r = add_number(out, "hours", (uint64_t)((to - from) / EC2A__HOUR));
	return r ? r : ec2a__buf_addc(out, '}');
}

static int add_gaps(struct ec2a__buf *out, const ec2a_coverage *coverage, size_t place, int64_t hours)
{
	int64_t from, to = INT64_MIN;
	int r = add_name(out, "gaps");

	if (r == 0)
		r = ec2a__buf_addc(out, '[');
	while (r == 0 && ec2a_coverage_gap(coverage, place, hours, to, &from, &to) == 1)
		r = add_gap(out, from, to);
	return r ? r : ec2a__buf_addc(out, ']');
}

static int add_change(struct ec2a__buf *out, const ec2a_coverage *coverage, size_t change)
{
	static const struct {
		const char *name;
		int field;
	} rows[] = {
		{ "id", EC2A_CHANGE_EVENT_ID },       { "time", EC2A_CHANGE_TIME },
		{ "name", EC2A_CHANGE_NAME },         { "trail", EC2A_CHANGE_TRAIL },
		{ "principal", EC2A_CHANGE_PRINCIPAL }, { "source_ip", EC2A_CHANGE_SOURCE_IP },
		{ "outcome", EC2A_CHANGE_OUTCOME },   { "error_code", EC2A_CHANGE_ERROR_CODE },
	};
	int r = ec2a__buf_adds(out, out->data[out->len - 1] == '[' ? "{" : ",{");

	for (size_t i = 0; r == 0 && i < sizeof rows / sizeof rows[0]; i++)
		r = add_text(out, rows[i].name, ec2a_coverage_change_str(coverage, change, rows[i].field));
	return r ? r : ec2a__buf_addc(out, '}');
}

static int same(const char *text, const char *other)
{
	return strcmp(text ? text : "", other ? other : "") == 0;
}

static int is_of(const ec2a_coverage *coverage, size_t change, size_t place)
{
	return same(ec2a_coverage_change_str(coverage, change, EC2A_CHANGE_ACCOUNT_ID),
		    ec2a_coverage_str(coverage, place, EC2A_COVERAGE_ACCOUNT_ID)) &&
	       same(ec2a_coverage_change_str(coverage, change, EC2A_CHANGE_REGION),
		    ec2a_coverage_str(coverage, place, EC2A_COVERAGE_REGION));
}

/* Those of the rest belong to no place by name: larger than the largest one. */
static int is_of_rest(const ec2a_coverage *coverage, size_t change)
{
	const struct ec2a__covered *largest = coverage->places[coverage->n_places - 1];
	const char *account = ec2a_coverage_change_str(coverage, change, EC2A_CHANGE_ACCOUNT_ID);
	const char *region = ec2a_coverage_change_str(coverage, change, EC2A_CHANGE_REGION);
	int order = strcmp(account ? account : "", largest->account);

	return order > 0 || (order == 0 && strcmp(region ? region : "", largest->region) > 0);
}

static int add_changes(struct ec2a__buf *out, const ec2a_coverage *coverage, size_t place)
{
	int rest = place == coverage->n_places;
	int r = add_name(out, "trail_changes");

	if (r == 0)
		r = ec2a__buf_addc(out, '[');
	for (size_t i = 0; r == 0 && i < coverage->n_changes; i++)
		if (rest ? is_of_rest(coverage, i) : is_of(coverage, i, place))
			r = add_change(out, coverage, i);
	return r ? r : ec2a__buf_addc(out, ']');
}

static int add_head(struct ec2a__buf *out, const ec2a_coverage *coverage, size_t index)
{
	const struct ec2a__covered *place = ec2a__coverage_place(coverage, index);
	int timed = place->first <= place->last;
	int r = add_text(out, "account_id", ec2a_coverage_str(coverage, index, EC2A_COVERAGE_ACCOUNT_ID));

	if (r == 0)
		r = add_text(out, "region", ec2a_coverage_str(coverage, index, EC2A_COVERAGE_REGION));
	if (r == 0)
		r = add_time(out, "first", timed, place->first);
	if (r == 0)
		r = add_time(out, "last", timed, place->last);
	if (r == 0)
		r = add_number(out, "records", place->records);
	if (r == 0)
		r = add_number(out, "without_time", place->without_time);
	if (r == 0)
		r = add_flag(out, "read_only", place->read_only);
	if (r == 0)
		r = add_flag(out, "channels", place->channels);
	return r ? r : add_flag(out, "host_logs", coverage->host_lines > 0);
}

static int add_all(struct ec2a__buf *out, const ec2a_coverage *coverage, size_t place, int64_t hours)
{
	int r = ec2a__buf_addc(out, '{');

	if (r == 0)
		r = add_head(out, coverage, place);
	if (r == 0)
		r = add_gaps(out, coverage, place, hours);
	if (r == 0)
		r = add_changes(out, coverage, place);
	if (r == 0)
		r = add_flag(out, "trail_changes_cut", coverage->changes_cut);
	if (r == 0)
		r = add_flag(out, "rest", place == coverage->n_places);
	if (r == 0)
		r = add_time(out, "since", coverage->since != INT64_MIN, coverage->since);
	if (r == 0)
		r = add_time(out, "until", coverage->until != INT64_MAX, coverage->until);
	if (r == 0)
		r = add_number(out, "outside", ec2a__coverage_place(coverage, place)->outside);
	return r ? r : ec2a__buf_addc(out, '}');
}

int ec2a_coverage_to_json(const ec2a_coverage *coverage, size_t place, int64_t hours, char **ret_json)
{
	struct ec2a__buf out;
	int r;

	if (!coverage || !ec2a__coverage_place(coverage, place) || hours < 1 || !ret_json)
		return EC2A_E_ARG;
	ec2a__buf_init(&out, SIZE_MAX / 4);
	r = add_all(&out, coverage, place, hours);
	if (r == 0) {
		*ret_json = ec2a__buf_steal(&out);
		r = *ret_json ? 0 : EC2A_E_NOMEM;
	}
	ec2a__buf_free(&out);
	return r ? EC2A_E_NOMEM : 0;
}

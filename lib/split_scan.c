/* SPDX-License-Identifier: MIT */
#include "split_find.h"
#include "split_state.h"

void ec2a__scan_begin(struct ec2a__scan *scan, const char *data, size_t pos)
{
	scan->start = pos;
	scan->pos = pos;
	scan->depth = 0;
	scan->deep_at = EC2A__SCAN_NOWHERE;
	scan->what = NULL;
	scan->in_string = 0;
	scan->escaped = 0;
	scan->python = 0;
	scan->text = EC2A__TEXT_EMPTY;
	scan->found = 0;
	scan->step = EC2A__STEP_KEY;
	scan->token_end = 0;
	scan->n_members = 0;
	scan->watch = 0;
	scan->has_source = 0;
	scan->has_name = 0;
	if (data[pos] == '{' || data[pos] == '[') {
		scan->kind = EC2A__SCAN_BRACKETS;
	} else if (data[pos] == '"') {
		scan->kind = EC2A__SCAN_STRING;
		scan->in_string = '"';
		scan->pos++;
	} else {
		scan->kind = EC2A__SCAN_SCALAR;
	}
	if (data[pos] != '{')
		scan->index = 0;
}

void ec2a__scan_begin_rest(struct ec2a__scan *scan, size_t pos)
{
	ec2a__scan_begin(scan, "{", 0);
	scan->start = pos;
	scan->pos = pos;
	scan->depth = 1;
	scan->kinds[0] &= 0xfe;
	scan->key_len = 0;
	scan->step = EC2A__STEP_IN_VALUE;
	ec2a__scan_skip(scan);
	scan->watch = 1;
}

void ec2a__scan_skip(struct ec2a__scan *scan)
{
	scan->lines = scan->watch;
	scan->index = 0;
	scan->containers = 0;
	scan->n_members = 0;
}

static int broken(struct ec2a__scan *scan, size_t pos, const char *what)
{
	scan->pos = pos;
	scan->what = what;
	return EC2A__SCAN_BROKEN;
}

static int in_array(const struct ec2a__scan *scan)
{
	size_t level = scan->depth - 1;

	return level >= EC2A__SCAN_LEVELS || (scan->kinds[level / 8] >> level % 8 & 1);
}

/*
 * Whether a bracket stands in column 0 where JSON cannot have one. Most likely
 * the line before it broke off and this is the next record. Each run of white
 * space is walked back over once at most, so this stays linear.
 */
static int misplaced(const struct ec2a__scan *scan, const char *data, size_t pos)
{
	if (!scan->lines || pos == scan->start || data[pos - 1] != '\n')
		return 0;
	if (scan->watch) /* what stands before is gone */
		return 1;
	while (ec2a__is_space(data[pos - 1]))
		pos--; /* the value's own first bracket ends this */
	return data[pos - 1] != ':' && data[pos - 1] != '[' && !(data[pos - 1] == ',' && in_array(scan));
}

int ec2a__scan_open(struct ec2a__scan *scan, const char *data, size_t pos)
{
	size_t level = scan->depth;

	if (misplaced(scan, data, pos))
		return broken(scan, pos, "a new line begins before the record ends");
	if (level < EC2A__SCAN_LEVELS) {
		unsigned bit = 1u << level % 8;
		unsigned kinds = scan->kinds[level / 8];

		scan->kinds[level / 8] = (unsigned char)(data[pos] == '[' ? kinds | bit : kinds & ~bit);
	}
	scan->depth = level + 1;
	if (scan->depth > scan->max_depth && scan->deep_at == EC2A__SCAN_NOWHERE)
		scan->deep_at = scan->base + pos;
	scan->pos = pos + 1;
	return EC2A__SCAN_MORE;
}

int ec2a__scan_close(struct ec2a__scan *scan, const char *data, size_t pos)
{
	if (scan->depth <= EC2A__SCAN_LEVELS && in_array(scan) != (data[pos] == ']'))
		return broken(scan, pos, EC2A__WHAT_BRACKETS);
	scan->depth--;
	scan->pos = pos + 1;
	scan->token_end = pos + 1;
	return scan->depth ? EC2A__SCAN_MORE : EC2A__SCAN_END;
}

/* To the end of the string that the scan is in. */
static int run_string(struct ec2a__scan *scan, const char *data, size_t end)
{
	size_t pos = scan->pos;

	while (pos < end) {
		if (!scan->escaped)
			pos = ec2a__find_quote(data, pos, end);
		if (pos == end)
			break;
		if (data[pos] == '\n' && scan->lines)
			return broken(scan, pos, "the line ends inside a string");
		if (!scan->escaped && data[pos] == '"') {
			scan->in_string = 0;
			scan->pos = pos + 1;
			ec2a__scan_string_ended(scan, pos);
			return scan->depth ? EC2A__SCAN_MORE : EC2A__SCAN_END;
		}
		scan->escaped = !scan->escaped && data[pos] == '\\';
		pos++;
	}
	scan->pos = pos;
	return EC2A__SCAN_MORE;
}

static int run_any_string(struct ec2a__scan *scan, const char *data, size_t end)
{
	int is_key = scan->watch && scan->depth == 1 && scan->step == EC2A__STEP_IN_KEY;
	size_t from = scan->pos;
	int result = run_string(scan, data, end);

	if (is_key)
		ec2a__scan_watch_string(scan, data, from);
	return result;
}

/* Where members are not noted only quotes and brackets count. */
static int run_deep(struct ec2a__scan *scan, const char *data, size_t end)
{
	size_t pos = ec2a__find_mark(data, scan->pos, end);

	scan->pos = pos;
	if (pos == end)
		return EC2A__SCAN_MORE;
	if (data[pos] == '{' || data[pos] == '[')
		return ec2a__scan_open(scan, data, pos);
	if (data[pos] != '"')
		return ec2a__scan_close(scan, data, pos);
	scan->in_string = '"';
	scan->pos = pos + 1;
	return EC2A__SCAN_MORE;
}

/* A number or a word; whether it is a good one is for the reader of records to say. */
static int run_scalar(struct ec2a__scan *scan, const char *data, size_t end)
{
	size_t pos = scan->pos;

	while (pos < end && data[pos] != ',' && data[pos] != ':' && !ec2a__is_mark(data[pos]) &&
	       !ec2a__is_space(data[pos]))
		pos++;
	scan->pos = pos;
	return pos < end ? EC2A__SCAN_END : EC2A__SCAN_MORE;
}

int ec2a__scan_run(struct ec2a__scan *scan, const char *data, size_t end)
{
	int result = EC2A__SCAN_MORE;

	if (scan->kind == EC2A__SCAN_SCALAR)
		return run_scalar(scan, data, end);
	while (result == EC2A__SCAN_MORE && scan->pos < end) {
		if (scan->in_string == '\'')
			result = ec2a__scan_python_string(scan, data, end);
		else if (scan->in_string)
			result = run_any_string(scan, data, end);
		else if (scan->depth == 1 && scan->index)
			result = ec2a__scan_members(scan, data, end);
		else if (scan->python)
			result = ec2a__scan_python_deep(scan, data, end);
		else if (scan->depth == 1 && scan->watch)
			result = ec2a__scan_watched(scan, data, end);
		else
			result = run_deep(scan, data, end);
	}
	return result;
}

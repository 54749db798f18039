/* SPDX-License-Identifier: MIT */
#include "json_check.h"
#include "split_find.h"
#include "split_state.h"

#include <ec2access/ec2access.h>

/*
 * Values in a row. Here a bad line costs that line only: when a value turns out
 * broken, reading goes back to the next line that begins with '{' or '[', which
 * is still in the buffer. What lies between belongs to the same fault.
 *
 * Going back reads bytes again, and lines such as {"a":[ repeated would make
 * that quadratic. So bytes read again are counted, and while they are more than
 * four times the input so far and four times the limit, a value must end on the
 * line that it begins on; that costs no byte twice. All of this depends on the
 * bytes only, never on how they were cut.
 */
#define EC2A__REREAD 4

#define WHAT_NOT_JSON "this is not JSON"

static int tell(struct ec2a__split_fault *fault, int code, uint64_t byte, uint64_t start, const char *what)
{
	fault->byte = byte;
	fault->start = start;
	fault->what = what;
	fault->place = EC2A__TOP;
	return code;
}

/* Not JSON at all: nothing more comes. */
static int not_ours(struct ec2a__split *split, uint64_t byte, const char *what, struct ec2a__split_fault *fault)
{
	split->phase = EC2A__AT_END;
	return tell(fault, EC2A_E_FORMAT, byte, byte, what);
}

/* A first value that is no object and no array. It may be JSON of somebody else. */
static int begin_scalar(struct ec2a__split *split, struct ec2a__split_fault *fault)
{
	char c = split->in.data[split->scan.pos];

	if (!split->scalars || !(c == '"' || c == '-' || (c >= '0' && c <= '9') || c == 't' || c == 'f' || c == 'n'))
		return not_ours(split, ec2a__split_here(split), WHAT_NOT_JSON, fault);
	ec2a__split_begin(split, EC2A__TOP);
	split->phase = EC2A__AT_SCALAR;
	return EC2A__AGAIN;
}

int ec2a__split_at_scalar(struct ec2a__split *split, struct ec2a__split_fault *fault)
{
	struct ec2a__scan *scan = &split->scan;
	struct ec2a__json_fault why;
	size_t end = split->in.len - scan->start > split->limit ? scan->start + split->limit + 1 : split->in.len;
	int result = ec2a__scan_run(scan, split->in.data, end);

	if (result == EC2A__SCAN_MORE && scan->pos - scan->start <= split->limit && !split->finished)
		return 0;
	if (scan->pos - scan->start > split->limit ||
	    ec2a__json_check(split->in.data + scan->start, scan->pos - scan->start, 1, &why) < 0)
		return not_ours(split, split->unit_at, WHAT_NOT_JSON, fault);
	split->phase = EC2A__AT_NOTHING;
	return EC2A__AGAIN;
}

int ec2a__split_at_nothing(struct ec2a__split *split, struct ec2a__split_fault *fault)
{
	if (ec2a__split_skip_space(split))
		return not_ours(split, split->unit_at, WHAT_NOT_JSON, fault);
	return 0;
}

int ec2a__split_at_start(struct ec2a__split *split, struct ec2a__split_fault *fault)
{
	static const char mark[] = "\xef\xbb\xbf";
	const char *data = split->in.data;
	size_t size = split->in.len < 3 ? split->in.len : 3;

	if (size < 3 && !split->finished)
		return 0; /* a byte order mark cannot be told from two bytes; nothing is lost by waiting */
	if (size >= 2 && (memcmp(data, "\xff\xfe", 2) == 0 || memcmp(data, "\xfe\xff", 2) == 0))
		return not_ours(split, 0, "this is UTF-16 text; convert it to UTF-8", fault);
	if (size == 3 && memcmp(data, mark, 3) == 0)
		split->scan.pos = 3;
	split->phase = EC2A__AT_TOP;
	return EC2A__AGAIN;
}

int ec2a__split_at_top(struct ec2a__split *split, struct ec2a__split_fault *fault)
{
	uint64_t here;
	char c;

	if (!ec2a__split_skip_space(split)) {
		if (split->finished)
			split->phase = EC2A__AT_END;
		return 0;
	}
	here = ec2a__split_here(split);
	c = split->in.data[split->scan.pos];
	if (c != '{' && c != '[') {
		if (!split->values)
			return begin_scalar(split, fault);
		split->phase = EC2A__AT_JUNK;
		return tell(fault, EC2A_E_RECORD, here, here, "text between records");
	}
	split->values++;
	if (c == '[') {
		split->scan.pos++;
		ec2a__split_open_array(split, EC2A__IN_ARRAY);
		return EC2A__AGAIN;
	}
	ec2a__split_begin(split, EC2A__TOP);
	split->one_line = split->reread / EC2A__REREAD > here + split->limit;
	return EC2A__AGAIN;
}

/* The next line that begins with '{' or '[': its index, or len when there is none (yet). */
static size_t find_line(const char *data, size_t pos, size_t len)
{
	const char *line;

	while (pos < len && (line = memchr(data + pos, '\n', len - pos))) {
		pos = (size_t)(line - data) + 1;
		if (pos < len && (data[pos] == '{' || data[pos] == '['))
			return pos;
	}
	return len;
}

int ec2a__split_at_junk(struct ec2a__split *split)
{
	const char *data = split->in.data;
	size_t len = split->in.len;
	size_t pos = find_line(data, split->scan.pos, len);
	uint64_t here = split->scan.base + pos;

	if (pos == len) { /* keep a last newline: the byte behind it decides */
		split->scan.pos = len && len > split->scan.pos && data[len - 1] == '\n' ? len - 1 : len;
		return 0;
	}
	if (split->seen > here)
		split->reread += split->seen - here;
	split->scan.pos = pos;
	split->phase = EC2A__AT_TOP;
	return EC2A__AGAIN;
}

/* Back to behind the first byte of the unit, from where the next line is looked for. */
static void go_back(struct ec2a__split *split)
{
	if (!split->skipping) {
		split->seen = ec2a__split_here(split);
		split->scan.pos = split->scan.start + 1;
	} else if (split->scan.pos && split->in.data[split->scan.pos - 1] == '\n') {
		split->scan.pos--; /* the line that broke it is looked at, too */
	}
	split->phase = EC2A__AT_JUNK;
}

int ec2a__split_line_broken(struct ec2a__split *split, int code, struct ec2a__split_fault *fault)
{
	uint64_t here = ec2a__split_here(split);

	go_back(split);
	if (code == EC2A_E_LIMIT)
		return tell(fault, code, split->unit_at + split->limit, split->unit_at, EC2A__WHAT_LARGE);
	return tell(fault, code, here, split->unit_at, split->scan.what);
}

/* Over the limit: bytes of a unit of many lines are all there up to here, those of a long line are gone. */
int ec2a__split_line_limit(struct ec2a__split *split, struct ec2a__split_fault *fault)
{
	return ec2a__split_line_broken(split, EC2A_E_LIMIT, fault);
}

/* The input ends inside a unit: if it swallowed other lines, only the first one is bad. */
int ec2a__split_line_cut(struct ec2a__split *split, struct ec2a__split_fault *fault)
{
	size_t from = split->scan.start + 1;

	if (split->skipping || find_line(split->in.data, from, split->in.len) == split->in.len)
		return ec2a__split_truncated(split, EC2A__WHAT_CUT, split->unit_at, EC2A__TOP, fault);
	split->scan.what = "the record does not end";
	return ec2a__split_line_broken(split, EC2A_E_RECORD, fault);
}

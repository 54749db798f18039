/* SPDX-License-Identifier: MIT */
#include "split_find.h"
#include "split_state.h"

/*
 * Python's text of a dictionary, as print(event) writes what boto3 gives. To
 * cut it, only its quotes must be known besides JSON's; parentheses hold no
 * brackets that do not balance. What the text means is json_python.c's matter.
 *
 * A string in ' ends on its line, as Python has it, with one exception: where
 * somebody laid out the JSON in it by hand, '{ newline ... }'. Such a string
 * ends at the latest where a bracket stands in column 0.
 */

static int broken(struct ec2a__scan *scan, size_t pos, const char *what)
{
	scan->pos = pos;
	scan->what = what;
	return EC2A__SCAN_BROKEN;
}

/* What the string is, now that c has come by. */
static int text_with(int text, char c)
{
	switch (text) {
	case EC2A__TEXT_EMPTY:
		return c == '{' || c == '[' ? EC2A__TEXT_BRACKET : EC2A__TEXT_OTHER;
	case EC2A__TEXT_BRACKET:
		return c == '\n' ? EC2A__TEXT_LINES : ec2a__is_space(c) ? EC2A__TEXT_BRACKET : EC2A__TEXT_OTHER;
	default:
		return text;
	}
}

/* Whether a line begins at pos that cannot belong to the string. */
static int new_line(const struct ec2a__scan *scan, const char *data, size_t pos)
{
	if (!scan->lines)
		return 0;
	if (data[pos] == '\n')
		return scan->text != EC2A__TEXT_LINES;
	return scan->text == EC2A__TEXT_LINES && data[pos - 1] == '\n' && (data[pos] == '{' || data[pos] == '[');
}

int ec2a__scan_python_string(struct ec2a__scan *scan, const char *data, size_t end)
{
	for (size_t pos = scan->pos; pos < end; pos++) {
		char c = data[pos];

		if (c == '\'' && !scan->escaped) {
			scan->in_string = 0;
			scan->pos = pos + 1;
			ec2a__scan_string_ended(scan, pos);
			return EC2A__SCAN_MORE;
		}
		scan->text = text_with(scan->text, c);
		if (new_line(scan, data, pos))
			return broken(scan, pos, "the line ends inside a string");
		scan->escaped = !scan->escaped && c == '\\';
	}
	scan->pos = end;
	return EC2A__SCAN_MORE;
}

int ec2a__scan_python_deep(struct ec2a__scan *scan, const char *data, size_t end)
{
	size_t pos = scan->pos;

	while (pos < end && data[pos] != '\'' && !ec2a__is_mark(data[pos]))
		pos++;
	scan->pos = pos;
	if (pos == end)
		return EC2A__SCAN_MORE;
	if (data[pos] == '{' || data[pos] == '[')
		return ec2a__scan_open(scan, data, pos);
	if (data[pos] != '"' && data[pos] != '\'')
		return ec2a__scan_close(scan, data, pos);
	scan->in_string = data[pos];
	scan->text = EC2A__TEXT_EMPTY;
	scan->pos = pos + 1;
	return EC2A__SCAN_MORE;
}

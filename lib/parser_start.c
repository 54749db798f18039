/* SPDX-License-Identifier: MIT */
/*
 * Which reader an input gets, by how it begins: a table whose first line is
 * the header of the console's CSV, a table that is another's, or JSON, which
 * is what everything else is taken for. Until that is known both readers take
 * the bytes; an input that begins with a brace or a bracket is known at once.
 */
#include "parser_state.h"

#include <string.h>

static const char mark[] = "\xef\xbb\xbf";

static void give_to(ec2a_parser *parser, int reader)
{
	parser->reader = reader;
	if (reader == EC2A__READER_CSV)
		return;
	ec2a__csv_free(&parser->csv);
	ec2a__csv_init(&parser->csv, 0);
}

static void choose(ec2a_parser *parser, int at_end)
{
	const char *text = parser->csv.bytes.data;
	size_t size = parser->csv.bytes.len, before = 0, line;
	size_t same = size < 3 ? size : 3;
	int looks;

	if (same && memcmp(text, mark, same) == 0)
		before = same;
	if (before && before < 3 && !at_end)
		return;
	looks = ec2a__csv_looks(size ? text + before : "", size - before, at_end, &parser->row, &line);
	if (looks < 0)
		return;
	if (!looks) {
		give_to(parser, EC2A__READER_JSON);
	} else if (!ec2a__csv_columns(&parser->row, &parser->columns)) {
		give_to(parser, EC2A__READER_NONE);
	} else {
		give_to(parser, EC2A__READER_CSV);
		ec2a__csv_skip(&parser->csv, before + line);
	}
	if (parser->reader != EC2A__READER_JSON) {
		ec2a__split_free(parser->split);
		parser->split = NULL;
	}
}

static int feed_both(ec2a_parser *parser, const void *data, size_t size)
{
	size_t before = parser->csv.bytes.len;
	int r = ec2a__csv_feed(&parser->csv, data, size);

	if (r == 0)
		r = ec2a__split_feed(parser->split, data, size);
	if (r < 0) {
		ec2a__buf_truncate(&parser->csv.bytes, before);
		return r;
	}
	choose(parser, 0);
	return 0;
}

int ec2a__parser_take(ec2a_parser *parser, const void *data, size_t size)
{
	const char *text = data;

	if (parser->reader == EC2A__READER_UNKNOWN && !parser->csv.bytes.len && size &&
	    (*text == '{' || *text == '['))
		give_to(parser, EC2A__READER_JSON);
	switch (parser->reader) {
	case EC2A__READER_UNKNOWN:
		return feed_both(parser, data, size);
	case EC2A__READER_CSV:
		return ec2a__csv_feed(&parser->csv, data, size);
	case EC2A__READER_JSON:
		return ec2a__split_feed(parser->split, data, size);
	default: /* a table of another's: nothing in it is read */
		return 0;
	}
}

void ec2a__parser_end(ec2a_parser *parser)
{
	if (parser->reader == EC2A__READER_UNKNOWN)
		choose(parser, 1);
	if (parser->reader == EC2A__READER_JSON)
		ec2a__split_finish(parser->split);
	else
		ec2a__csv_finish(&parser->csv);
}

int ec2a__parser_cut(ec2a_parser *parser, struct ec2a__split_fault *ret_fault)
{
	switch (parser->reader) {
	case EC2A__READER_CSV:
		return ec2a__csv_next(&parser->csv, &parser->row, ret_fault);
	case EC2A__READER_JSON:
		return ec2a__split_next(parser->split, &parser->unit, ret_fault);
	default:
		return 0;
	}
}

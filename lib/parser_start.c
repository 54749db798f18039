/* SPDX-License-Identifier: MIT */
/*
 * Which reader an input gets, by how it begins: a table whose first line has
 * the headings of the console's CSV, a table that is another's, lines of a host
 * log, or JSON, which is what everything else is taken for. Until that is known
 * both readers take the bytes; an input that begins with a brace or a bracket is
 * known at once.
 */
#include "parser_state.h"
#include "settings.h"

#include <string.h>

static const char mark[] = "\xef\xbb\xbf";

static void give_to(ec2a_parser *parser, int reader)
{
	parser->reader = reader;
	if (reader != EC2A__READER_JSON) {
		ec2a__split_free(parser->split);
		parser->split = NULL;
	}
	if (reader == EC2A__READER_CSV)
		return;
	ec2a__csv_free(&parser->csv);
	ec2a__csv_init(&parser->csv, 0);
}

/* Whether the line is the console's header, as it is or as a spreadsheet saved it; then rows are cut as it is. */
static int is_console(ec2a_parser *parser, const struct ec2a__csv_head *head)
{
	static const char usual[] = EC2A__CSV_DELIMITERS;
	const char named[] = { head->delimiter, '\0' };

	for (const char *delimiter = head->delimiter ? named : usual; *delimiter; delimiter++) {
		parser->row = (struct ec2a__csv_row){ .data = head->text, .size = head->size };
		if (!ec2a__csv_cut(&parser->row, *delimiter) || !ec2a__csv_columns(&parser->row, &parser->columns))
			continue;
		parser->csv.delimiter = *delimiter;
		parser->csv.line_end = head->line_end;
		return 1;
	}
	return 0;
}

/* As ec2a__csv_is_table(), with the reader chosen where it is one. */
static int choose_table(ec2a_parser *parser, const char *text, size_t size, size_t before, int at_end)
{
	struct ec2a__host_line line;
	struct ec2a__csv_head head;
	int r = ec2a__csv_head(text, size, at_end, &head);

	/* A line of a log may have commas in it, too. */
	if (r > 0 && ec2a__host_line_read(head.text, head.size, 0, &line))
		return 0;
	if (r > 0 && is_console(parser, &head)) {
		give_to(parser, EC2A__READER_CSV);
		ec2a__csv_skip(&parser->csv, before + head.behind);
		return 1;
	}
	if (r > 0)
		r = ec2a__csv_is_table(text, size, at_end, &head);
	if (r > 0)
		give_to(parser, EC2A__READER_NONE);
	return r;
}

/* A log, behind so many bytes of a mark; or JSON. */
static void give_to_lines(ec2a_parser *parser, int is_log, size_t before)
{
	if (is_log)
		ec2a__lines_init(&parser->lines, (size_t)ec2a__config_int(parser->config, EC2A_OPT_RECORD_BYTES),
				 &parser->csv.bytes, before);
	give_to(parser, is_log ? EC2A__READER_LOG : EC2A__READER_JSON);
}

static void choose(ec2a_parser *parser, int at_end)
{
	const char *text = parser->csv.bytes.data;
	size_t size = parser->csv.bytes.len, before = 0;
	size_t same = size < 3 ? size : 3;
	int looks, log;

	if (same && memcmp(text, mark, same) == 0)
		before = same;
	if (before && before < 3 && !at_end)
		return;
	text = size ? text + before : "";
	size -= before;
	looks = choose_table(parser, text, size, before, at_end);
	log = looks ? looks : ec2a__host_looks(text, size, at_end);
	if (looks == 0 && log >= 0)
		give_to_lines(parser, log, before);
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
	case EC2A__READER_LOG:
		return ec2a__lines_feed(&parser->lines, data, size);
	case EC2A__READER_JSON:
		return ec2a__split_feed(parser->split, data, size);
	default: /* a table of another's: nothing in it is read */
		return 0;
	}
}

int ec2a__parser_room(ec2a_parser *parser, size_t size, char **ret_room)
{
	int r;

	/* A unit that memory failed for stands in the splitter's buffer, which would move. */
	if (parser->finished || parser->reader != EC2A__READER_JSON || parser->has_unit)
		return 0;
	r = ec2a__split_room(parser->split, size, ret_room);
	return r < 0 ? r : 1;
}

void ec2a__parser_filled(ec2a_parser *parser, size_t size)
{
	ec2a__split_filled(parser->split, size);
}

void ec2a__parser_end(ec2a_parser *parser)
{
	if (parser->reader == EC2A__READER_UNKNOWN)
		choose(parser, 1);
	if (parser->reader == EC2A__READER_JSON)
		ec2a__split_finish(parser->split);
	else if (parser->reader == EC2A__READER_LOG)
		ec2a__lines_finish(&parser->lines);
	else
		ec2a__csv_finish(&parser->csv);
}

int ec2a__parser_cut(ec2a_parser *parser, struct ec2a__split_fault *ret_fault)
{
	switch (parser->reader) {
	case EC2A__READER_CSV:
		return ec2a__csv_next(&parser->csv, &parser->row, ret_fault);
	case EC2A__READER_LOG:
		return ec2a__lines_next(&parser->lines, &parser->line);
	case EC2A__READER_JSON:
		return ec2a__split_next(parser->split, &parser->unit, ret_fault);
	default:
		return 0;
	}
}

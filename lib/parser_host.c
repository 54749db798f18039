/* SPDX-License-Identifier: MIT */
/* Host log lines: read, counted, and handed out where they are asked for. */
#include "coverage.h"
#include "facts_map.h"
#include "hostlog.h"
#include "json_check.h"
#include "mem.h"
#include "parser_state.h"
#include "settings.h"

#define MEMBERS 128 /* of an entry of journald among lines; it has about 30 */

void ec2a__parser_host_init(ec2a_parser *parser)
{
	int64_t year = ec2a__config_int(parser->config, EC2A_OPT_LOG_YEAR);
	struct ec2a__host_settings *host = &parser->host;

	host->zone_us = ec2a__config_int(parser->config, EC2A_OPT_LOG_ZONE) * 60 * EC2A__SECOND;
	host->year = year ? EC2A__YEAR_OPTION : EC2A__YEAR_OPEN;
	host->reference_us = year ? ec2a__time_year_reference((int)year, host->zone_us) : 0;
	host->file_time = EC2A__YEAR_OPEN;
}

int ec2a_parser_set_name(ec2a_parser *parser, const char *name)
{
	char *copy;

	if (!parser || !name)
		return EC2A_E_ARG;
	copy = ec2a__strdup(name);
	if (!copy)
		return EC2A_E_NOMEM;
	ec2a__free(parser->name);
	parser->name = copy;
	parser->host.file = copy;
	parser->host.instance = (struct ec2a__text){ NULL, 0 };
	ec2a__host_instance_of_path(ec2a__text_of(copy), &parser->host.instance);
	return 0;
}

int ec2a_parser_set_offset(ec2a_parser *parser, uint64_t bytes, uint64_t lines)
{
	if (!parser)
		return EC2A_E_ARG;
	parser->bytes_before = bytes;
	parser->lines_before = lines;
	return 0;
}

int ec2a_parser_set_reference(ec2a_parser *parser, int64_t reference_us)
{
	if (!parser)
		return EC2A_E_ARG;
	if (parser->host.year == EC2A__YEAR_OPTION)
		return 0;
	parser->host.year = EC2A__YEAR_CALLER;
	parser->host.reference_us = reference_us;
	return 0;
}

void ec2a__parser_set_file_time(ec2a_parser *parser, int known_by, int64_t time_us)
{
	parser->host.file_time = known_by;
	parser->host.file_time_us = time_us;
}

/* ---- counting ----------------------------------------------------------------- */

static void count_line(ec2a_parser *parser, int class)
{
	parser->counts[EC2A_COUNT_LINES_TOTAL]++;
	parser->counts[class == EC2A_CLASS_ACCESS ? EC2A_COUNT_LINES_ACCESS : EC2A_COUNT_LINES_OTHER]++;
	ec2a__coverage_see_line(parser->coverage);
}

int ec2a__parser_line_fault(ec2a_parser *parser, int code)
{
	count_line(parser, EC2A_CLASS_OTHER);
	parser->units = parser->line.number;
	parser->error = "a line is over the limit of a record's size";
	parser->error_record = parser->line.number;
	parser->error_byte = parser->line.byte;
	return code;
}

/* ---- one line ------------------------------------------------------------------- */

static int is_wanted(const ec2a_parser *parser, int class)
{
	return ec2a__config_int(parser->config, EC2A_OPT_EVENTS) >=
	       (class == EC2A_CLASS_ACCESS ? EC2A_EVENTS_ACCESS :
		class == EC2A_CLASS_CONTEXT ? EC2A_EVENTS_CONTEXT : EC2A_EVENTS_ALL);
}

/* Nothing where there were none. 0 or EC2A_E_NOMEM. */
static int tell_failures(ec2a_parser *parser, const struct ec2a__host_line *line, struct ec2a__host_said *said,
			 int64_t second, char digits[12])
{
	char *out = digits + 12;
	uint32_t count;
	int r;

	if (!parser->tries)
		return 0;
	r = ec2a__tries_before(parser->tries, line, said, second, ec2a__facts_failures(parser->facts), &count);
	if (r < 0 || !count)
		return r;
	for (; count; count /= 10)
		*--out = (char)('0' + count % 10);
	said->fields[EC2A_FIELD_FAILURES] = (struct ec2a__text){ out, (size_t)(digits + 12 - out) };
	return 0;
}

int ec2a__parser_end_host(ec2a_parser *parser)
{
	return parser->tries ? ec2a__tries_end(parser->tries, ec2a__facts_failures(parser->facts)) : 0;
}

/* A line that tells of a login that failed; the same one again does no harm. 0 or EC2A_E_NOMEM. */
static int note_failure(ec2a_parser *parser, const struct ec2a__host_line *line, const struct ec2a__host_said *said,
			int64_t second)
{
	struct ec2a__failures *failures = ec2a__facts_failures(parser->facts);

	if (!parser->tries) {
		parser->tries = ec2a__calloc(1, sizeof(*parser->tries));
		if (!parser->tries)
			return EC2A_E_NOMEM;
		parser->tries->newest = INT64_MIN;
	}
	failures->limit = (size_t)ec2a__config_int(parser->config, EC2A_OPT_HELD_FAILURES);
	return ec2a__tries_add(parser->tries, line, said, second, failures);
}

/* A line whose envelope was read; its bytes and number. 0 or EC2A_E_NOMEM. */
static int take_said(ec2a_parser *parser, const struct ec2a__host_settings *settings,
		     const struct ec2a__host_line *line, const void *raw, size_t raw_size, uint64_t number)
{
	struct ec2a__host_said said;
	char digits[12];
	ec2a_event *event;
	int64_t second;
	int class, r, timed = ec2a__tries_second(settings, line, &second);

	ec2a__host_say(line, &said);
	class = ec2a__host_class(said.kind);
	if (said.kind == EC2A__HOST_LOGIN && timed && (r = tell_failures(parser, line, &said, second, digits)) < 0)
		return r;
	if (said.tries && timed && (r = note_failure(parser, line, &said, second)) < 0)
		return r;
	if (is_wanted(parser, class)) {
		r = ec2a__parser_reserve(parser);
		if (r == 0)
			r = ec2a__host_event(settings, raw, raw_size, parser->lines_before + number, line, &said, &event);
		if (r < 0)
			return r;
		ec2a__parser_put(parser, event);
	}
	count_line(parser, class);
	return 0;
}

/* What is on an object, when it is an entry of journald: 1; 0 where it is none; EC2A_E_NOMEM, or what is wrong with
 * it. Nearly all entries go by their program, without being checked. */
static int take_entry(ec2a_parser *parser, const char *object, size_t size, const struct ec2a__member *members,
		      size_t n_members, uint64_t number, struct ec2a__json_fault *fault)
{
	unsigned depth = (unsigned)ec2a__config_int(parser->config, EC2A_OPT_JSON_DEPTH);
	struct ec2a__host_journal journal;
	struct ec2a__host_line line;
	int r;

	if (!ec2a__host_journal_is(object, members, n_members))
		return 0;
	if (!parser->reads_all && !ec2a__host_journal_matters(object, members, n_members)) {
		count_line(parser, EC2A_CLASS_OTHER);
		return 1;
	}
	r = ec2a__json_check(object, size, depth, fault);
	if (r < 0)
		return r;
	ec2a__host_journal_init(&journal);
	r = ec2a__host_journal_read(object, members, n_members, &journal, &line);
	if (r == 0)
		r = take_said(parser, &parser->host, &line, object, size, number);
	ec2a__host_journal_free(&journal);
	return r < 0 ? r : 1;
}

/* An entry that is no JSON costs itself, and is told. 0 or EC2A_E_NOMEM. */
static int refuse_entry(ec2a_parser *parser, int code, uint64_t number, uint64_t byte, const char *what)
{
	int r = ec2a__parser_reserve(parser);

	if (r < 0)
		return r;
	ec2a__parser_put_fault(parser, code, number, byte, what);
	count_line(parser, EC2A_CLASS_OTHER);
	return 0;
}

/* A line that CloudWatch Logs wrapped; other people's messages are none. As ec2a__parser_take_entry(). */
static int take_stream(ec2a_parser *parser)
{
	const struct ec2a__unit *unit = &parser->unit;
	struct ec2a__host_settings settings = parser->host;
	struct ec2a__host_line line;
	struct ec2a__buf text;
	int r;

	/* Repairing can make three bytes of one. */
	ec2a__buf_init(&text, unit->size * 3 + 1);
	r = ec2a__host_stream_read(unit->data, unit->members, unit->n_members, &text);
	if (r == 1)
		r = ec2a__host_line_read(text.data, text.len, settings.zone_us, &line);
	if (r == 1 && !parser->reads_all && !ec2a__host_program_matters(line.program)) {
		count_line(parser, EC2A_CLASS_OTHER);
	} else if (r == 1) {
		ec2a__host_stream_settings(unit->data, unit->members, unit->n_members, &settings);
		r = take_said(parser, &settings, &line, text.data, text.len, parser->units);
		r = r < 0 ? r : 1;
	}
	ec2a__buf_free(&text);
	return r;
}

int ec2a__parser_take_entry(ec2a_parser *parser)
{
	const struct ec2a__unit *unit = &parser->unit;
	struct ec2a__json_fault fault = { 0, "" };
	int r;

	if (unit->python || !unit->members)
		return 0;
	if (unit->place == EC2A__IN_LOG_EVENTS)
		return take_stream(parser);
	if (unit->place != EC2A__TOP && unit->place != EC2A__IN_ARRAY)
		return 0;
	r = take_entry(parser, unit->data, unit->size, unit->members, unit->n_members, parser->units, &fault);
	if (r == EC2A_E_RECORD || r == EC2A_E_LIMIT) {
		r = refuse_entry(parser, r, parser->units, unit->byte + fault.byte, fault.what);
		return r < 0 ? r : 1;
	}
	return r;
}

/* An entry of journald among the lines of a log. As ec2a__parser_take_entry(). */
static int take_entry_line(ec2a_parser *parser, const struct ec2a__line *line)
{
	struct ec2a__member members[MEMBERS];
	struct ec2a__json_fault fault = { 0, "" };
	size_t n_members;
	int r;

	if (line->data[0] != '{' || ec2a__split_members(line->data, line->size, members, MEMBERS, &n_members) != 1)
		return 0;
	r = take_entry(parser, line->data, line->size, members, n_members, line->number, &fault);
	if (r == EC2A_E_RECORD || r == EC2A_E_LIMIT) {
		r = refuse_entry(parser, r, line->number, line->byte + fault.byte, fault.what);
		return r < 0 ? r : 1;
	}
	return r;
}

int ec2a__parser_take_line(ec2a_parser *parser)
{
	const struct ec2a__line *text = &parser->line;
	struct ec2a__host_line line;
	int r = take_entry_line(parser, text);

	if (r)
		return r < 0 ? r : 0;
	if (!ec2a__host_line_read(text->data, text->size, parser->host.zone_us, &line) ||
	    (!parser->reads_all && !ec2a__host_program_matters(line.program))) {
		count_line(parser, EC2A_CLASS_OTHER);
		return 0;
	}
	return take_said(parser, &parser->host, &line, text->data, text->size, text->number);
}

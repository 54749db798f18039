/* SPDX-License-Identifier: MIT */
/*
 * Bytes to events: the splitter finds units, unwrap.c takes the records out of
 * them, record.c reads those that matter. Here is the accounting: nothing is
 * lost silently, and nothing is counted twice when memory ran out in between.
 */
#include "event_build.h"
#include "mem.h"
#include "parser_state.h"
#include "record.h"
#include "record_beat.h"
#include "record_see.h"
#include "settings.h"
#include "unwrap.h"

#include <string.h>

#define BEATS_KNOWN_FROM 256 /* context records, of all inputs: with fewer the memory is not worth its making */

int ec2a_parser_new(ec2a_config *config, ec2a_parser **ret_parser)
{
	ec2a_parser *parser;

	if (!ret_parser)
		return EC2A_E_ARG;
	parser = ec2a__calloc(1, sizeof *parser);
	if (!parser)
		return EC2A_E_NOMEM;
	parser->config = ec2a__config_use(config);
	parser->error = "";
	ec2a__parser_host_init(parser);
	ec2a__csv_init(&parser->csv, (size_t)ec2a__config_int(config, EC2A_OPT_RECORD_BYTES));
	parser->split = ec2a__split_new((size_t)ec2a__config_int(config, EC2A_OPT_RECORD_BYTES),
					(unsigned)ec2a__config_int(config, EC2A_OPT_JSON_DEPTH));
	if (parser->split) {
		ec2a__split_take_scalar(parser->split);
		ec2a__split_set_cpu(parser->split, ec2a__config_cpu(config));
	}
	if (!parser->split || ec2a_facts_new(&parser->facts) < 0 || ec2a__coverage_new(config, &parser->coverage) < 0) {
		ec2a_parser_free(parser);
		return EC2A_E_NOMEM;
	}
	*ret_parser = parser;
	return 0;
}

void ec2a_parser_free(ec2a_parser *parser)
{
	if (!parser)
		return;
	for (size_t i = parser->out_next; i < parser->n_out; i++)
		ec2a_event_unref(parser->out[i].event);
	ec2a__free(parser->out);
	ec2a__split_free(parser->split);
	ec2a__csv_free(&parser->csv);
	ec2a__lines_free(&parser->lines);
	ec2a__free(parser->tries);
	ec2a__free(parser->name);
	ec2a__known_beats_free(parser->known);
	ec2a_facts_free(parser->facts);
	ec2a_coverage_free(parser->coverage);
	ec2a_config_unref(parser->config);
	ec2a__free(parser);
}

/* ---- what comes out ----------------------------------------------------- */

/* Room for one more; what was handed out before makes room first. */
int ec2a__parser_reserve(ec2a_parser *parser)
{
	size_t cap = parser->cap_out ? parser->cap_out * 2 : 4;
	struct ec2a__outcome *out;

	if (parser->out_next == parser->n_out)
		parser->out_next = parser->n_out = 0;
	if (parser->n_out < parser->cap_out)
		return 0;
	out = ec2a__realloc_array(parser->out, cap, sizeof *out);
	if (!out)
		return EC2A_E_NOMEM;
	parser->out = out;
	parser->cap_out = cap;
	return 0;
}

void ec2a__parser_put(ec2a_parser *parser, ec2a_event *event)
{
	parser->out[parser->n_out++] = (struct ec2a__outcome){ .event = event };
}

void ec2a__parser_put_fault(ec2a_parser *parser, int code, uint64_t record, uint64_t byte, const char *what)
{
	parser->out[parser->n_out++] = (struct ec2a__outcome){ NULL, code, record, byte, what ? what : "" };
}

static int hand_out(ec2a_parser *parser, ec2a_event **ret_event)
{
	struct ec2a__outcome *out = &parser->out[parser->out_next++];

	if (out->event) {
		*ret_event = out->event;
		return 1;
	}
	parser->error = out->what;
	parser->error_record = out->record;
	parser->error_byte = out->byte;
	return out->code;
}

/* ---- one record --------------------------------------------------------- */

static void count_record(ec2a_parser *parser, int class)
{
	static const int counters[] = { [EC2A_CLASS_ACCESS] = EC2A_COUNT_RECORDS_ACCESS,
					[EC2A_CLASS_CONTEXT] = EC2A_COUNT_RECORDS_CONTEXT,
					[EC2A_CLASS_OTHER] = EC2A_COUNT_RECORDS_OTHER };

	parser->counts[EC2A_COUNT_RECORDS_TOTAL]++;
	parser->counts[counters[class]]++;
	parser->contexts += class == EC2A_CLASS_CONTEXT;
	parser->taken++;
}

static void reject(ec2a_parser *parser)
{
	parser->counts[EC2A_COUNT_RECORDS_TOTAL]++;
	parser->counts[EC2A_COUNT_RECORDS_REJECTED]++;
}

/* What a record tells about instances. Coverage comes behind it, because that counts. 0 or EC2A_E_NOMEM. */
static int learn(ec2a_parser *parser, const ec2a_event *event)
{
	return event->class == EC2A_CLASS_OTHER ? 0 : ec2a_facts_learn(parser->facts, event);
}

/* A record that was read, and with which result it was learned: keep it where it is asked for. 0 or EC2A_E_NOMEM. */
static int keep_event(ec2a_parser *parser, ec2a_event *event, int r)
{
	int class = event->class;

	if (r < 0) {
		ec2a_event_unref(event);
		return EC2A_E_NOMEM;
	}
	if (ec2a__parser_wants(parser, event))
		ec2a__parser_put(parser, event);
	else
		ec2a_event_unref(event);
	count_record(parser, class);
	return 0;
}

/* The byte of a fault in a record; of one out of an envelope, where that holds its content. */
static uint64_t fault_byte(const ec2a_parser *parser, const char *object, size_t byte)
{
	const struct ec2a__unit *unit = &parser->unit;

	return unit->byte + (object == unit->data ? byte : 0);
}

static int read_record(ec2a_parser *parser, const struct ec2a__record_view *record)
{
	struct ec2a__json_fault fault = { 0, "" };
	ec2a_event *event;
	int r = ec2a__parser_reserve(parser);

	if (r < 0)
		return r;
	r = ec2a__record_read(parser->config, record, &event, &fault);
	if (r == EC2A_E_NOMEM)
		return r;
	if (r == 0) {
		r = learn(parser, event);
		if (r == 0)
			r = ec2a__record_see(parser->coverage, record, event->class);
		return keep_event(parser, event, r);
	}
	ec2a__parser_put_fault(parser, r, parser->units, fault_byte(parser, record->object, fault.byte), fault.what);
	reject(parser);
	parser->taken++;
	return 0;
}

/* One that stays in this library: 1, 0 where an event has to be made of it, or EC2A_E_NOMEM. */
static int learn_beat(ec2a_parser *parser, const struct ec2a__record_view *record)
{
	int r;

	if (ec2a__config_int(parser->config, EC2A_OPT_EVENTS) >= EC2A_EVENTS_CONTEXT)
		return 0;
	if (!parser->known && parser->contexts >= BEATS_KNOWN_FROM)
		parser->known = ec2a__known_beats_new();
	r = ec2a__record_beat(parser->facts, parser->known, record,
			      (unsigned)ec2a__config_int(parser->config, EC2A_OPT_JSON_DEPTH));
	if (r == 1 && ec2a__record_see(parser->coverage, record, EC2A_CLASS_CONTEXT) < 0)
		return EC2A_E_NOMEM;
	if (r == 1)
		count_record(parser, EC2A_CLASS_CONTEXT);
	return r;
}

/* One that is asked for, or of a kind that counts. By itself, so that the others pay nothing for its frame. */
static __attribute__((noinline)) int take_relevant(ec2a_parser *parser, const struct ec2a__record_view *record,
						   const struct ec2a__record_kind *kind)
{
	int r = kind && ec2a__record_is_beat(kind) ? learn_beat(parser, record) : 0;

	return r == 0 ? read_record(parser, record) : r < 0 ? r : 0;
}

/* An ec2a__record_fn. Nearly all records end here without being copied or checked. */
static int take_record(void *user, const struct ec2a__record_view *record)
{
	const struct ec2a__record_kind *kind = NULL;
	ec2a_parser *parser = user;

	if (parser->seen++ < parser->taken) /* taken before memory ran out in this unit */
		return 0;
	if (parser->reads_all || (kind = ec2a__record_kind_of(record)) != NULL)
		return take_relevant(parser, record, kind);
	if (ec2a__record_see(parser->coverage, record, EC2A_CLASS_OTHER) < 0)
		return EC2A_E_NOMEM;
	count_record(parser, EC2A_CLASS_OTHER);
	return 0;
}

/* ---- one unit ----------------------------------------------------------- */

static int unit_fault(ec2a_parser *parser, int code, size_t byte, const char *what)
{
	int r = ec2a__parser_reserve(parser);

	if (r < 0)
		return r;
	ec2a__parser_put_fault(parser, code, parser->units, parser->unit.byte + byte, what);
	reject(parser);
	return 0;
}

/* Not ours, as it seems; but an object in Records counts as a record whatever it holds, unless it is a notice. */
static int take_foreign(ec2a_parser *parser)
{
	const struct ec2a__unit *unit = &parser->unit;
	struct ec2a__record_view record;

	if (unit->place == EC2A__IN_RECORDS && !(unit->size && unit->data[0] == '{'))
		return unit_fault(parser, EC2A_E_RECORD, 0, "an element of Records is not an object");
	ec2a__record_view(&record, unit->data, unit->size, unit->members, unit->n_members);
	if (unit->place == EC2A__IN_RECORDS && !unit->python && !ec2a__record_is_notice(&record))
		return take_record(parser, &record);
	parser->foreign++;
	return 0;
}

/* A row of the console's CSV is one record. 0 or EC2A_E_NOMEM. */
static int take_row(ec2a_parser *parser)
{
	ec2a_event *event;
	const char *what;
	int class = ec2a__csv_class(&parser->columns, &parser->row, &what), r = ec2a__parser_reserve(parser);

	if (r < 0)
		return r;
	if (class < 0) {
		ec2a__parser_put_fault(parser, class, parser->units, parser->row.byte, what);
		reject(parser);
		return 0;
	}
	if (!parser->reads_all && class == EC2A_CLASS_OTHER) {
		r = ec2a__csv_see(parser->coverage, &parser->columns, &parser->row, class);
		if (r == 0)
			count_record(parser, class);
		return r;
	}
	r = ec2a__csv_record(parser->config, &parser->columns, &parser->row, &event);
	if (r < 0)
		return r;
	r = learn(parser, event);
	if (r == 0)
		r = ec2a__csv_see(parser->coverage, &parser->columns, &parser->row, class);
	return keep_event(parser, event, r);
}

/* 0, or EC2A_E_NOMEM: then the unit is kept. */
static int take_unit(ec2a_parser *parser)
{
	struct ec2a__json_fault fault = { 0, "" };
	int r;

	if (parser->reader == EC2A__READER_CSV || parser->reader == EC2A__READER_LOG) {
		r = parser->reader == EC2A__READER_CSV ? take_row(parser) : ec2a__parser_take_line(parser);
		if (r == 0)
			parser->has_unit = 0;
		parser->taken = 0;
		return r;
	}
	parser->seen = 0;
	r = ec2a__unwrap(parser->config, &parser->unit, take_record, parser, &fault);
	if (r == 0)
		r = ec2a__parser_take_entry(parser);
	if (r == 0)
		r = take_foreign(parser);
	else if (r < 0 && r != EC2A_E_NOMEM)
		r = unit_fault(parser, r, fault.byte, fault.what);
	if (r < 0)
		return r;
	parser->has_unit = 0;
	parser->taken = 0;
	return 0;
}

/* ---- what the splitter refuses ------------------------------------------ */

/* A fault costs a record, unless the input only ended between two of them. In Records, and in an input that
 * gives a record, what is broken was one; else that is not known until the end. */
static int take_fault(ec2a_parser *parser, int code, const struct ec2a__split_fault *fault)
{
	int costs = code != EC2A_E_TRUNCATED || fault->start < fault->byte;

	if (parser->reader == EC2A__READER_LOG)
		return ec2a__parser_line_fault(parser, code);
	if (code == EC2A_E_FORMAT && fault->place == EC2A__TOP) {
		parser->not_json = 1;
		costs = 0;
	}
	if (costs && fault->place == EC2A__IN_RECORDS)
		reject(parser);
	else if (costs)
		parser->broken++;
	if (code == EC2A_E_FORMAT || code == EC2A_E_TRUNCATED)
		parser->broke_off = 1;
	if (costs)
		parser->units++;
	parser->error = fault->what;
	parser->error_record = costs ? parser->units : parser->units + 1;
	parser->error_byte = fault->byte;
	if (parser->broke_off) /* the caller need not ask again */
		ec2a__parser_close(parser);
	return code;
}

/* ---- the calls ---------------------------------------------------------- */

int ec2a_parser_feed(ec2a_parser *parser, const void *data, size_t size)
{
	int r;

	if (!parser || (!data && size))
		return EC2A_E_ARG;
	if (parser->finished)
		return EC2A_E_STATE;
	/* A unit that memory failed for stands in the splitter's buffer, which is about to move. */
	r = parser->has_unit ? take_unit(parser) : 0;
	return r < 0 ? r : ec2a__parser_take(parser, data, size);
}

int ec2a_parser_finish(ec2a_parser *parser)
{
	if (!parser)
		return EC2A_E_ARG;
	parser->finished = 1;
	ec2a__parser_end(parser);
	if (parser->broke_off && parser->out_next == parser->n_out && !parser->has_unit)
		ec2a__parser_close(parser);
	return 0;
}

int ec2a_parser_next(ec2a_parser *parser, ec2a_event **ret_event)
{
	if (!parser || !ret_event)
		return EC2A_E_ARG;
	parser->reads_all = ec2a__config_int(parser->config, EC2A_OPT_STRICT) ||
			    ec2a__config_int(parser->config, EC2A_OPT_EVENTS) >= EC2A_EVENTS_ALL;
	for (;;) {
		struct ec2a__split_fault fault = { 0 };
		int r = 0;

		if (parser->out_next < parser->n_out)
			return hand_out(parser, ret_event);
		if (parser->has_unit)
			r = take_unit(parser);
		if (r < 0)
			return r;
		if (parser->out_next < parser->n_out)
			continue;
		r = ec2a__parser_cut(parser, &fault);
		if (r == EC2A_E_NOMEM)
			return r;
		if (r < 0)
			return take_fault(parser, r, &fault);
		if (r == 0 && parser->finished && (r = ec2a__parser_end_host(parser)) < 0)
			return r;
		if (r == 0) {
			ec2a__parser_close(parser);
			return 0;
		}
		parser->units++;
		parser->has_unit = 1;
	}
}

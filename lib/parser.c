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
#include "record_see.h"
#include "settings.h"
#include "unwrap.h"

#include <string.h>

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
	ec2a__csv_init(&parser->csv, (size_t)ec2a__config_int(config, EC2A_OPT_RECORD_BYTES));
	parser->split = ec2a__split_new((size_t)ec2a__config_int(config, EC2A_OPT_RECORD_BYTES),
					(unsigned)ec2a__config_int(config, EC2A_OPT_JSON_DEPTH));
	if (parser->split)
		ec2a__split_take_scalar(parser->split);
	if (!parser->split || ec2a_facts_new(&parser->facts) < 0 || ec2a_coverage_new(&parser->coverage) < 0) {
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
	ec2a_facts_free(parser->facts);
	ec2a_coverage_free(parser->coverage);
	ec2a_config_unref(parser->config);
	ec2a__free(parser);
}

/* ---- what comes out ----------------------------------------------------- */

/* Room for one more; what was handed out before makes room first. */
static int reserve_out(ec2a_parser *parser)
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

static void put_fault(ec2a_parser *parser, int code, uint64_t record, uint64_t byte, const char *what)
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

static int is_approval(const ec2a_event *event)
{
	const struct ec2a__record_kind *kind = ec2a__record_kind(ec2a_event_str(event, EC2A_FIELD_EVENT_SOURCE),
								 ec2a_event_str(event, EC2A_FIELD_EVENT_NAME));

	return kind && kind->role == EC2A_ROLE_APPROVAL;
}

/* Approvals are context for the counters, but a session's evidence: who asks for access gets them. */
static int is_wanted(const ec2a_parser *parser, const ec2a_event *event)
{
	int64_t wanted = ec2a__config_int(parser->config, EC2A_OPT_EVENTS);

	switch (event->class) {
	case EC2A_CLASS_ACCESS:
		return 1;
	case EC2A_CLASS_CONTEXT:
		return wanted >= EC2A_EVENTS_CONTEXT || is_approval(event);
	default:
		return wanted >= EC2A_EVENTS_ALL;
	}
}

static void count_record(ec2a_parser *parser, int class)
{
	static const int counters[] = { [EC2A_CLASS_ACCESS] = EC2A_COUNT_RECORDS_ACCESS,
					[EC2A_CLASS_CONTEXT] = EC2A_COUNT_RECORDS_CONTEXT,
					[EC2A_CLASS_OTHER] = EC2A_COUNT_RECORDS_OTHER };

	parser->counts[EC2A_COUNT_RECORDS_TOTAL]++;
	parser->counts[counters[class]]++;
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
	if (is_wanted(parser, event))
		parser->out[parser->n_out++] = (struct ec2a__outcome){ .event = event };
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

static int read_record(ec2a_parser *parser, const char *object, size_t size, const struct ec2a__member *members,
		       size_t n_members)
{
	struct ec2a__json_fault fault = { 0, "" };
	ec2a_event *event;
	int r = reserve_out(parser);

	if (r < 0)
		return r;
	r = ec2a__record_read(parser->config, object, size, members, n_members, &event, &fault);
	if (r == EC2A_E_NOMEM)
		return r;
	if (r == 0) {
		r = learn(parser, event);
		if (r == 0)
			r = ec2a__record_see(parser->coverage, object, members, n_members, event->class);
		return keep_event(parser, event, r);
	}
	put_fault(parser, r, parser->units, fault_byte(parser, object, fault.byte), fault.what);
	reject(parser);
	parser->taken++;
	return 0;
}

/* An ec2a__record_fn. Nearly all records end here without being copied or checked. */
static int take_record(void *user, const char *object, size_t size, const struct ec2a__member *members,
		       size_t n_members)
{
	ec2a_parser *parser = user;
	int r;

	if (parser->seen++ < parser->taken) /* taken before memory ran out in this unit */
		return 0;
	if (parser->reads_all || ec2a__record_class(object, members, n_members) != EC2A_CLASS_OTHER)
		return read_record(parser, object, size, members, n_members);
	r = ec2a__record_see(parser->coverage, object, members, n_members, EC2A_CLASS_OTHER);
	if (r == 0)
		count_record(parser, EC2A_CLASS_OTHER);
	return r;
}

/* ---- one unit ----------------------------------------------------------- */

static int unit_fault(ec2a_parser *parser, int code, size_t byte, const char *what)
{
	int r = reserve_out(parser);

	if (r < 0)
		return r;
	put_fault(parser, code, parser->units, parser->unit.byte + byte, what);
	reject(parser);
	return 0;
}

/* Not ours, as it seems; but an object in Records counts as a record whatever it holds, unless it is a notice. */
static int take_foreign(ec2a_parser *parser)
{
	const struct ec2a__unit *unit = &parser->unit;
	int object = unit->size && unit->data[0] == '{';

	if (unit->place == EC2A__IN_RECORDS && !object)
		return unit_fault(parser, EC2A_E_RECORD, 0, "an element of Records is not an object");
	if (unit->place == EC2A__IN_RECORDS && !unit->python &&
	    !ec2a__record_is_notice(unit->data, unit->members, unit->n_members))
		return take_record(parser, unit->data, unit->size, unit->members, unit->n_members);
	parser->foreign++;
	return 0;
}

/* A row of the console's CSV is one record. 0 or EC2A_E_NOMEM. */
static int take_row(ec2a_parser *parser)
{
	ec2a_event *event;
	const char *what;
	int class = ec2a__csv_class(&parser->columns, &parser->row, &what), r = reserve_out(parser);

	if (r < 0)
		return r;
	if (class < 0) {
		put_fault(parser, class, parser->units, parser->row.byte, what);
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

	if (parser->reader == EC2A__READER_CSV) {
		r = take_row(parser);
		if (r == 0)
			parser->has_unit = 0;
		parser->taken = 0;
		return r;
	}
	parser->seen = 0;
	r = ec2a__unwrap(parser->config, &parser->unit, take_record, parser, &fault);
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
		if (r == 0) {
			ec2a__parser_close(parser);
			return 0;
		}
		parser->units++;
		parser->has_unit = 1;
	}
}

const ec2a_facts *ec2a_parser_facts(const ec2a_parser *parser)
{
	return parser->facts;
}

const char *ec2a_parser_error(const ec2a_parser *parser)
{
	return parser->error;
}

uint64_t ec2a_parser_error_record(const ec2a_parser *parser)
{
	return parser->error_record;
}

uint64_t ec2a_parser_error_byte(const ec2a_parser *parser)
{
	return parser->error_byte;
}

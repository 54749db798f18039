/* SPDX-License-Identifier: MIT */
#ifndef EC2A_PARSER_STATE_H
#define EC2A_PARSER_STATE_H

#include "csv.h"
#include "hostlog_tries.h"
#include "lines.h"
#include "record_beat_known.h"
#include "record_csv.h"
#include "split.h"

#include <ec2access/ec2access.h>

#define EC2A__PARSER_COUNTERS (EC2A_COUNT_SESSIONS + 1)

/* An event to be handed out, or a refused record to be told of. */
struct ec2a__outcome {
	ec2a_event *event;
	int code;
	uint64_t record, byte;
	const char *what;
};

/* What an input is cut by; its first bytes choose. */
enum ec2a__reader {
	EC2A__READER_UNKNOWN = 0, /* too little was fed to tell */
	EC2A__READER_JSON,
	EC2A__READER_CSV,         /* the console's */
	EC2A__READER_LOG,         /* a host's, of lines */
	EC2A__READER_NONE         /* a CSV of another's: no records (ruling 15) */
};

struct ec2a_parser {
	ec2a_config *config;
	int reader;                /* ec2a__reader */
	struct ec2a__split *split; /* NULL once the input is known to be something else */
	struct ec2a__csv csv;
	struct ec2a__csv_columns columns;
	struct ec2a__lines lines;
	struct ec2a__host_settings host;
	struct ec2a__tries *tries; /* NULL until a login fails */
	char *name;                /* of the input, or NULL */
	ec2a_facts *facts;
	struct ec2a__known_beats *known; /* or NULL: none yet */
	uint64_t contexts;      /* context records, of inputs before as well */
	ec2a_coverage *coverage;

	struct ec2a__unit unit; /* being taken apart, valid while has_unit */
	struct ec2a__csv_row row; /* the same, of CSV */
	struct ec2a__line line; /* ... of a host log */
	int has_unit;
	uint64_t taken;         /* records of the unit that were counted already */
	uint64_t seen;          /* ... and that came by in this try */
	uint64_t units;         /* records of this input so far, whatever they hold */
	uint64_t bytes_before, lines_before; /* of the input, before what is fed */

	struct ec2a__outcome *out;
	size_t out_next, n_out, cap_out;

	int reads_all;          /* irrelevant records too */
	int finished, closed;
	int not_json, broke_off;

	/* What is known only at the end: these count as records if the input gave any. */
	uint64_t foreign;       /* whole, but none of ours */
	uint64_t broken;
	uint64_t counts[EC2A__PARSER_COUNTERS];

	const char *error;      /* constant text */
	uint64_t error_record, error_byte;
};

/* parser_start.c: feed, finish and next of the reader that the input's beginning chose. Results as those of split.h. */
int ec2a__parser_take(ec2a_parser *parser, const void *data, size_t size);
/* As ec2a__split_room(), with 1 and the room, or 0 where bytes must be fed: the reader is not known, or not JSON's, or a unit waits. */
int ec2a__parser_room(ec2a_parser *parser, size_t size, char **ret_room);
void ec2a__parser_filled(ec2a_parser *parser, size_t size);
void ec2a__parser_end(ec2a_parser *parser);
int ec2a__parser_cut(ec2a_parser *parser, struct ec2a__split_fault *ret_fault);

/* Whether a second "Records" was passed over: 1 and the byte. */
int ec2a__parser_second_records(const ec2a_parser *parser, uint64_t *ret_byte);

/* parser.c: room for one more outcome, 0 or EC2A_E_NOMEM; then it can be put there. */
int ec2a__parser_reserve(ec2a_parser *parser);
void ec2a__parser_put(ec2a_parser *parser, ec2a_event *event);
void ec2a__parser_put_fault(ec2a_parser *parser, int code, uint64_t record, uint64_t byte, const char *what);

/* parser_host.c */
void ec2a__parser_host_init(ec2a_parser *parser);
int ec2a__parser_take_line(ec2a_parser *parser);  /* the line at hand; 0 or EC2A_E_NOMEM */
int ec2a__parser_take_entry(ec2a_parser *parser); /* the unit, if it is journald's: 1, 0 or EC2A_E_NOMEM */
int ec2a__parser_end_host(ec2a_parser *parser);   /* when all lines were taken: 0, or EC2A_E_NOMEM: call it again */
int ec2a__parser_line_fault(ec2a_parser *parser, int code); /* a line over the limit: code */

/* For scan, before the input is read: the time in its gzip header, or its own (EC2A__YEAR_GZIP, EC2A__YEAR_FILE). It
 * is handed on with lines that have no year, for whoever finds nothing better. */
void ec2a__parser_set_file_time(ec2a_parser *parser, int known_by, int64_t time_us);

/* parser_want.c: whether the configuration asks for such a record. */
int ec2a__parser_wants(const ec2a_parser *parser, const ec2a_event *event);

/*
 * parser_again.c: for another input, as if it were new, but for facts and coverage, which it adds to: both merge in
 * any order. 0, or EC2A_E_NOMEM: then call it again before anything else.
 */
int ec2a__parser_again(ec2a_parser **parser);

/* parser_count.c: at the end of the input, say what it was. May be called at any time, and again. */
void ec2a__parser_close(ec2a_parser *parser);

#endif

/* SPDX-License-Identifier: MIT */
/* What an input was, once all of it is known (CONTRACT 5, rulings 14, 15, 28). */
#include "parser_state.h"

static int kind_of_input(const ec2a_parser *parser)
{
	if (parser->counts[EC2A_COUNT_RECORDS_TOTAL] || parser->counts[EC2A_COUNT_LINES_TOTAL])
		return EC2A_COUNT_FILES_READ;
	if (parser->not_json)
		return EC2A_COUNT_FILES_FAILED;
	if (parser->reader == EC2A__READER_CSV)
		return EC2A_COUNT_FILES_READ;
	if (parser->reader == EC2A__READER_NONE)
		return EC2A_COUNT_FILES_SKIPPED;
	/* {"Records":[]} is an empty trail file; one with notices only is none. */
	if (ec2a__split_container(parser->split) == EC2A__IN_RECORDS && !parser->foreign)
		return EC2A_COUNT_FILES_READ;
	if (!parser->foreign && (parser->broken || parser->broke_off))
		return EC2A_COUNT_FILES_FAILED;
	return EC2A_COUNT_FILES_SKIPPED;
}

void ec2a__parser_close(ec2a_parser *parser)
{
	int kind;

	if (!parser->finished || parser->closed)
		return;
	parser->closed = 1;
	kind = kind_of_input(parser);
	parser->counts[kind] = 1;
	if (!parser->counts[EC2A_COUNT_RECORDS_TOTAL]) {
		/* Among entries of journald what is broken was one. */
		if (parser->counts[EC2A_COUNT_LINES_TOTAL]) {
			parser->counts[EC2A_COUNT_LINES_TOTAL] += parser->broken;
			parser->counts[EC2A_COUNT_LINES_OTHER] += parser->broken;
		}
		return;
	}
	/* Where there are records, what stands among them is counted with them. */
	parser->counts[EC2A_COUNT_RECORDS_TOTAL] += parser->foreign + parser->broken;
	parser->counts[EC2A_COUNT_RECORDS_OTHER] += parser->foreign;
	parser->counts[EC2A_COUNT_RECORDS_REJECTED] += parser->broken;
}

int ec2a__parser_second_records(const ec2a_parser *parser, uint64_t *ret_byte)
{
	return parser->split ? ec2a__split_second(parser->split, ret_byte) : 0;
}

uint64_t ec2a_parser_count(const ec2a_parser *parser, int counter)
{
	return counter > 0 && counter < EC2A__PARSER_COUNTERS ? parser->counts[counter] : 0;
}

const ec2a_coverage *ec2a_parser_coverage(const ec2a_parser *parser)
{
	return parser->coverage;
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
	return parser->error_record ? parser->lines_before + parser->error_record : 0;
}

uint64_t ec2a_parser_error_byte(const ec2a_parser *parser)
{
	return parser->bytes_before + parser->error_byte;
}

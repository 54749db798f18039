/* SPDX-License-Identifier: MIT */
#ifndef EC2A_RECORD_CSV_H
#define EC2A_RECORD_CSV_H

#include "csv.h"
#include "timestamp.h"

#include <ec2access/ec2access.h>

/*
 * The CSV of the CloudTrail console ("Download events"), header of 2021 and
 * later. A row has no parameters: neither session id nor target nor document.
 */

enum ec2a__heading {
	EC2A__HEADING_USER,
	EC2A__HEADING_KEY,
	EC2A__HEADING_TIME,
	EC2A__HEADING_SOURCE,
	EC2A__HEADING_NAME,
	EC2A__HEADING_REGION,
	EC2A__HEADING_ADDRESS,
	EC2A__HEADING_AGENT,
	EC2A__HEADING_ERROR,
	EC2A__HEADING_RESOURCES,
	EC2A__HEADING_REQUEST_ID,
	EC2A__HEADING_EVENT_ID,
	EC2A__HEADING_READ_ONLY,
	EC2A__HEADING_TYPE,
	EC2A__HEADING_ACCOUNT,
	EC2A__HEADING_CATEGORY,
	EC2A__HEADINGS
};

struct ec2a__csv_columns {
	size_t n_columns; /* without empty headings at the end */
	size_t column[EC2A__HEADINGS]; /* counted from 1; 0: the table has none */
};

/* 1, or 0 where the header is not the console's: columns may stand in any order, and others between them; event time,
 * source, name and id must be there. */
int ec2a__csv_columns(const struct ec2a__csv_row *header, struct ec2a__csv_columns *ret_columns);

/* record_csv_time.c. A row's time as CloudTrail writes it, in out: NULL, or why it cannot be told. The console writes
 * that; a spreadsheet that opened and saved the table has a spelling of its own. */
const char *ec2a__csv_time(struct ec2a__csv_cell cell, char out[EC2A__TIME_TEXT]);

/* The class of a row, an ec2a_class; or EC2A_E_RECORD with what is wrong. */
int ec2a__csv_class(const struct ec2a__csv_columns *columns, const struct ec2a__csv_row *row, const char **ret_what);

/* One row to one event, for a row that has a class. 0 or EC2A_E_NOMEM. */
int ec2a__csv_record(const ec2a_config *config, const struct ec2a__csv_columns *columns,
		     const struct ec2a__csv_row *row, ec2a_event **ret_event);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef EC2A_RECORD_CSV_H
#define EC2A_RECORD_CSV_H

#include "csv.h"

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
	size_t n_columns;
	size_t column[EC2A__HEADINGS]; /* counted from 1; 0: the table has none */
};

/* The cell without blanks and tabs at its ends. */
struct ec2a__csv_cell ec2a__csv_trimmed(struct ec2a__csv_cell cell);

/* 1, or 0 where the header is not the console's: columns may stand in any order, and others between them; event time,
 * source, name and id must be there. */
int ec2a__csv_columns(const struct ec2a__csv_row *header, struct ec2a__csv_columns *ret_columns);

/* The class of a row, an ec2a_class; or EC2A_E_RECORD with what is wrong. */
int ec2a__csv_class(const struct ec2a__csv_columns *columns, const struct ec2a__csv_row *row, const char **ret_what);

/* One row to one event, for a row that has a class. 0 or EC2A_E_NOMEM. */
int ec2a__csv_record(const ec2a_config *config, const struct ec2a__csv_columns *columns,
		     const struct ec2a__csv_row *row, ec2a_event **ret_event);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef EC2A_RECORD_SEE_H
#define EC2A_RECORD_SEE_H

#include "coverage.h"
#include "record_csv.h"
#include "record_view.h"

/* Count a record of this class in a coverage. 0, or EC2A_E_NOMEM: then it was not counted. */
int ec2a__record_see(ec2a_coverage *coverage, const struct ec2a__record_view *record, int class);

/* record_csv_see.c. The same for a row that has this class. */
int ec2a__csv_see(ec2a_coverage *coverage, const struct ec2a__csv_columns *columns, const struct ec2a__csv_row *row,
		  int class);

/* record_kind.c. The name of a record that changes a trail ("StopLogging", ...), or NULL. */
const char *ec2a__record_trail_change(const struct ec2a__record_view *record);

/* record_kind.c. CreateDataChannel, OpenDataChannel. */
int ec2a__record_is_channel(const struct ec2a__record_view *record);

#endif

/* SPDX-License-Identifier: MIT */
/* What a row of the console's CSV tells of coverage: the cells that matter, as the record that they were. */
#include "record_csv.h"

#include "ascii.h"
#include "record_see.h"
#include "utf8.h"

#include <string.h>

#define MEMBERS 16

/* "," is in front of each but the first. The user name is all that a row tells of who it was. */
static const struct {
	int heading;
	const char *before, *after;
} cells[] = {
	{ EC2A__HEADING_TIME, "{\"eventTime\":", "" },
	{ EC2A__HEADING_REGION, ",\"awsRegion\":", "" },
	{ EC2A__HEADING_ACCOUNT, ",\"recipientAccountId\":", "" },
	{ EC2A__HEADING_READ_ONLY, ",\"readOnly\":", "" },
	{ EC2A__HEADING_SOURCE, ",\"eventSource\":", "" },
	{ EC2A__HEADING_NAME, ",\"eventName\":", "" },
	{ EC2A__HEADING_EVENT_ID, ",\"eventID\":", "" },
	{ EC2A__HEADING_ADDRESS, ",\"sourceIPAddress\":", "" },
	{ EC2A__HEADING_ERROR, ",\"errorCode\":", "" },
	{ EC2A__HEADING_USER, ",\"userIdentity\":{\"principalId\":", "}" },
};

static int add_cell(const struct ec2a__csv_columns *columns, const struct ec2a__csv_row *row, int heading,
		    struct ec2a__buf *text, struct ec2a__buf *out)
{
	struct ec2a__csv_cell cell = { "", 0, 0 };
	char time[EC2A__TIME_TEXT];
	int r;

	if (columns->column[heading])
		cell = ec2a__csv_trimmed(row->cells[columns->column[heading] - 1]);
	if (heading == EC2A__HEADING_TIME && !ec2a__csv_time(cell, time))
		cell = (struct ec2a__csv_cell){ time, strlen(time), 0 };
	r = ec2a__csv_text(&cell, text);
	if (r == 0 && heading == EC2A__HEADING_READ_ONLY) /* TRUE, when a spreadsheet saved it */
		for (size_t i = 0; i < text->len; i++)
			text->data[i] = ec2a__lower(text->data[i]);
	return r ? r : ec2a__utf8_add_json(out, text->len ? text->data : "", text->len);
}

static int make_record(const struct ec2a__csv_columns *columns, const struct ec2a__csv_row *row,
		       struct ec2a__buf *text, struct ec2a__buf *out)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof cells / sizeof cells[0]; i++) {
		r = ec2a__buf_adds(out, cells[i].before);
		if (r == 0)
			r = add_cell(columns, row, cells[i].heading, text, out);
		if (r == 0)
			r = ec2a__buf_adds(out, cells[i].after);
	}
	return r ? r : ec2a__buf_addc(out, '}');
}

int ec2a__csv_see(ec2a_coverage *coverage, const struct ec2a__csv_columns *columns, const struct ec2a__csv_row *row,
		  int class)
{
	struct ec2a__member members[MEMBERS];
	struct ec2a__record_view record;
	struct ec2a__buf text, out;
	size_t n_members = 0;
	int r;

	ec2a__buf_init(&text, SIZE_MAX);
	ec2a__buf_init(&out, SIZE_MAX);
	r = make_record(columns, row, &text, &out);
	if (r == 0 && ec2a__split_members(out.data, out.len, members, MEMBERS, &n_members) != 1)
		n_members = 0;
	if (r == 0) {
		ec2a__record_view(&record, out.data, out.len, members, n_members);
		r = ec2a__record_see(coverage, &record, class);
	}
	ec2a__buf_free(&text);
	ec2a__buf_free(&out);
	return r ? EC2A_E_NOMEM : 0;
}

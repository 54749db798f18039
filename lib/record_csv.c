/* SPDX-License-Identifier: MIT */
/* One row of the console's CSV to one event (CONTRACT, ruling 3). */
#include "record_csv.h"

#include "ascii.h"
#include "json_check.h"
#include "mask.h"
#include "record_parts.h"
#include "settings.h"
#include "utf8.h"

#include <string.h>

/* Longest service or call that the table of records can know. */
#define NAME_MAX_BYTES 63

static const struct {
	const char *name;
	int field;  /* where the text goes; 0: nowhere, or by a rule of its own */
	int is_name; /* white space around it goes */
} headings[EC2A__HEADINGS] = {
	[EC2A__HEADING_USER] = { "User name", 0, 0 },
	[EC2A__HEADING_KEY] = { "AWS access key", EC2A_FIELD_ACCESS_KEY_ID, 0 },
	[EC2A__HEADING_TIME] = { "Event time", EC2A_FIELD_EVENT_TIME, 1 },
	[EC2A__HEADING_SOURCE] = { "Event source", EC2A_FIELD_EVENT_SOURCE, 1 },
	[EC2A__HEADING_NAME] = { "Event name", EC2A_FIELD_EVENT_NAME, 1 },
	[EC2A__HEADING_REGION] = { "AWS region", EC2A_FIELD_REGION, 0 },
	[EC2A__HEADING_ADDRESS] = { "Source IP address", EC2A_FIELD_SOURCE_IP, 0 },
	[EC2A__HEADING_AGENT] = { "User agent", EC2A_FIELD_USER_AGENT, 0 },
	[EC2A__HEADING_ERROR] = { "Error code", EC2A_FIELD_ERROR_CODE, 0 },
	[EC2A__HEADING_RESOURCES] = { "Resources", 0, 0 },
	[EC2A__HEADING_REQUEST_ID] = { "Request ID", EC2A_FIELD_REQUEST_ID, 0 },
	[EC2A__HEADING_EVENT_ID] = { "Event ID", EC2A_FIELD_EVENT_ID, 0 },
	[EC2A__HEADING_READ_ONLY] = { "Read-only", 0, 0 },
	[EC2A__HEADING_TYPE] = { "Event type", 0, 0 },
	[EC2A__HEADING_ACCOUNT] = { "Recipient Account Id", EC2A_FIELD_ACCOUNT_ID, 0 },
	[EC2A__HEADING_CATEGORY] = { "Event category", 0, 0 },
};

/* A row being read. */
struct reading {
	const struct ec2a__csv_columns *columns;
	const struct ec2a__csv_row *row;
	const struct ec2a__record_kind *kind;
	struct ec2a_event *event;
	unsigned max_depth;
	struct ec2a__buf text;      /* of the cell read last */
	struct ec2a__buf name;      /* of a resource */
	struct ec2a__buf canonical; /* what duplicates are told apart by */
};

/* ---- header ------------------------------------------------------------------- */

static int is_heading(struct ec2a__csv_cell cell, const char *name)
{
	cell = ec2a__csv_trimmed(cell);
	if (strlen(name) != cell.size)
		return 0;
	for (size_t i = 0; i < cell.size; i++)
		if (ec2a__lower(cell.text[i]) != ec2a__lower(name[i]))
			return 0;
	return 1;
}

int ec2a__csv_columns(const struct ec2a__csv_row *header, struct ec2a__csv_columns *ret_columns)
{
	struct ec2a__csv_columns columns = { .n_columns = header->n_cells };

	if (header->n_cells > EC2A__CSV_CELLS)
		return 0;
	while (columns.n_columns && !ec2a__csv_trimmed(header->cells[columns.n_columns - 1]).size)
		columns.n_columns--;
	for (size_t i = 0; i < header->n_cells; i++)
		for (int h = 0; h < EC2A__HEADINGS; h++)
			if (!columns.column[h] && is_heading(header->cells[i], headings[h].name))
				columns.column[h] = i + 1;
	if (!columns.column[EC2A__HEADING_TIME] || !columns.column[EC2A__HEADING_SOURCE] ||
	    !columns.column[EC2A__HEADING_NAME] || !columns.column[EC2A__HEADING_EVENT_ID])
		return 0;
	*ret_columns = columns;
	return 1;
}

/* ---- class ---------------------------------------------------------------------- */

static struct ec2a__csv_cell cell_of(const struct ec2a__csv_columns *columns, const struct ec2a__csv_row *row,
				     int heading)
{
	size_t column = columns->column[heading];

	return column ? row->cells[column - 1] : (struct ec2a__csv_cell){ "", 0, 0 };
}

/* A name short enough to be one that is known, without its quotes; "" for others. */
static const char *known_name(struct ec2a__csv_cell cell, char room[NAME_MAX_BYTES + 1])
{
	size_t size = 0;

	cell = ec2a__csv_trimmed(cell);
	if (cell.size <= NAME_MAX_BYTES)
		for (; size < cell.size; size++)
			room[size] = cell.text[size];
	room[size] = '\0';
	return room;
}

static const struct ec2a__record_kind *kind_of(const struct ec2a__csv_columns *columns,
					       const struct ec2a__csv_row *row)
{
	char source[NAME_MAX_BYTES + 1], name[NAME_MAX_BYTES + 1];

	return ec2a__record_kind(known_name(cell_of(columns, row, EC2A__HEADING_SOURCE), source),
				 known_name(cell_of(columns, row, EC2A__HEADING_NAME), name));
}

/* Spreadsheets add empty cells at the end of rows. */
static int has_more_cells(const struct ec2a__csv_columns *columns, const struct ec2a__csv_row *row)
{
	for (size_t i = columns->n_columns; i < row->n_cells && i < EC2A__CSV_CELLS; i++)
		if (ec2a__csv_trimmed(row->cells[i]).size)
			return 1;
	return row->n_cells > EC2A__CSV_CELLS;
}

int ec2a__csv_class(const struct ec2a__csv_columns *columns, const struct ec2a__csv_row *row, const char **ret_what)
{
	const struct ec2a__record_kind *kind;
	char time[EC2A__TIME_TEXT];

	*ret_what = "a row has fewer cells than the header";
	if (row->n_cells < columns->n_columns)
		return EC2A_E_RECORD;
	*ret_what = "a row has more cells than the header";
	if (has_more_cells(columns, row))
		return EC2A_E_RECORD;
	*ret_what = "a row names no event source or no event name";
	if (!ec2a__csv_trimmed(cell_of(columns, row, EC2A__HEADING_SOURCE)).size ||
	    !ec2a__csv_trimmed(cell_of(columns, row, EC2A__HEADING_NAME)).size)
		return EC2A_E_RECORD;
	*ret_what = ec2a__csv_time(cell_of(columns, row, EC2A__HEADING_TIME), time);
	if (*ret_what)
		return EC2A_E_RECORD;
	kind = kind_of(columns, row);
	return kind ? kind->class : EC2A_CLASS_OTHER;
}

/* ---- cells to fields --------------------------------------------------------------- */

/* 1 and the text in reading->text, 0 where the cell is empty or says nothing, or EC2A_E_NOMEM. */
static int read_cell(struct reading *reading, int heading)
{
	struct ec2a__csv_cell cell = cell_of(reading->columns, reading->row, heading);
	struct ec2a__buf *text = &reading->text;
	char time[EC2A__TIME_TEXT];
	int r;

	if (headings[heading].is_name)
		cell = ec2a__csv_trimmed(cell);
	r = ec2a__csv_text(&cell, text);
	if (r < 0 || !text->len)
		return r < 0 ? EC2A_E_NOMEM : 0;
	if (heading == EC2A__HEADING_TIME && !ec2a__csv_time(cell, time)) {
		ec2a__buf_clear(text);
		return ec2a__buf_adds(text, time) < 0 ? EC2A_E_NOMEM : 1;
	}
	if (heading == EC2A__HEADING_ACCOUNT && ec2a__record_is_float(text->data, text->len))
		return 0; /* a spreadsheet's 5.28758E+11 (ruling 1) */
	if (heading == EC2A__HEADING_RESOURCES && strcmp(text->data, "[]") == 0)
		return 0;
	if (heading == EC2A__HEADING_READ_ONLY) /* FALSE, when a spreadsheet saved it */
		for (size_t i = 0; i < text->len; i++)
			text->data[i] = ec2a__lower(text->data[i]);
	return 1;
}

static int count_value(struct reading *reading, int heading)
{
	const char *name = headings[heading].name;
	int r;

	reading->event->values++;
	if ((r = ec2a__utf8_add_json(&reading->canonical, name, strlen(name))) < 0 ||
	    (r = ec2a__buf_addc(&reading->canonical, ':')) < 0 ||
	    (r = ec2a__utf8_add_json(&reading->canonical, reading->text.data, reading->text.len)) < 0)
		return r;
	return ec2a__buf_addc(&reading->canonical, '\n');
}

/* "i-" and the digits of an instance; somebody may be called "i-smith". */
static int is_instance(const char *text, size_t size)
{
	size_t digits = 0;

	if (size < 2 || strncmp(text, "i-", 2) != 0)
		return 0;
	while (2 + digits < size && strchr("0123456789abcdef", text[2 + digits]) && text[2 + digits])
		digits++;
	return 2 + digits == size && (digits == 8 || digits == 17);
}

/* The name of a role session is that of its session, of an instance's role an instance; root has none (ruling 23). */
static int set_user(struct reading *reading)
{
	const struct ec2a__buf *text = &reading->text;

	if (is_instance(text->data, text->len))
		return ec2a__event_set(reading->event, EC2A_FIELD_SESSION_NAME, text->data, text->len);
	if (strcmp(text->data, "root") == 0) {
		reading->event->csv_root = 1;
		return 0;
	}
	return ec2a__event_set(reading->event, EC2A_FIELD_PRINCIPAL_NAME, text->data, text->len);
}

static int read_cells(struct reading *reading)
{
	for (int heading = 0; heading < EC2A__HEADINGS; heading++) {
		int r = read_cell(reading, heading);

		if (r == 0)
			continue;
		if (r > 0 && headings[heading].field)
			r = ec2a__event_set(reading->event, headings[heading].field, reading->text.data,
					    reading->text.len);
		else if (r > 0 && heading == EC2A__HEADING_USER)
			r = set_user(reading);
		if (r < 0 || (r = count_value(reading, heading)) < 0)
			return r;
	}
	return 0;
}

/* ---- resources ----------------------------------------------------------------------- */

static int add_resource(struct reading *reading, struct ec2a__span resource)
{
	struct ec2a__span type = ec2a__span_inside(ec2a__span_get(resource, "resourceType"));
	struct ec2a__buf *name = &reading->name;
	int r = ec2a__span_text(ec2a__span_get(resource, "resourceName"), name);

	if (r <= 0 || !name->len)
		return r < 0 ? r : 0;
	if (!reading->event->str[EC2A_FIELD_RESOURCE_ARN] && strncmp(name->data, "arn:", 4) == 0)
		r = ec2a__event_set(reading->event, EC2A_FIELD_RESOURCE_ARN, name->data, name->len);
	else if (type.text && ec2a__json_string_is(type.text, type.size, "AWS::EC2::Instance") &&
		 is_instance(name->data, name->len))
		r = ec2a__event_add_instance(reading->event, name->data);
	return r < 0 ? r : 0;
}

/* [{"resourceType":"AWS::EC2::Instance","resourceName":"i-..."}]; what is no JSON names nothing. */
static int read_resources(struct reading *reading)
{
	struct ec2a_event *event = reading->event;
	struct ec2a__json_fault fault;
	struct ec2a__span_walk walk;
	struct ec2a__span resource;
	int r = read_cell(reading, EC2A__HEADING_RESOURCES);

	if (r <= 0 || ec2a__json_check(reading->text.data, reading->text.len, reading->max_depth, &fault) < 0)
		return r < 0 ? r : 0;
	resource = ec2a__span_of(reading->text.data, reading->text.len);
	walk = ec2a__span_walk(resource);
	for (r = ec2a__span_is_array(resource) ? 0 : 1; r == 0 && ec2a__span_next(&walk, NULL, &resource);)
		if (ec2a__span_is_object(resource))
			r = add_resource(reading, resource);
	if (r < 0)
		return r;
	ec2a__record_sort_instances(event);
	if (event->n_instances == 1)
		r = ec2a__event_set(event, EC2A_FIELD_INSTANCE_ID, event->instances[0], strlen(event->instances[0]));
	else
		r = 0;
	if (event->class == EC2A_CLASS_ACCESS && strcmp(reading->kind->name, "SendCommand") != 0 &&
	    strcmp(reading->kind->name, "StartAutomationExecution") != 0)
		ec2a__record_drop_instances(event);
	return r;
}

/* ---- the event --------------------------------------------------------------------------- */

static int fill(struct reading *reading)
{
	struct ec2a_event *event = reading->event;
	const char *time;
	int r = read_cells(reading);

	if (r < 0)
		return r;
	time = event->str[EC2A_FIELD_EVENT_TIME];
	event->has_time = time && ec2a__time_parse(time, strlen(time), &event->time_us);
	event->masked = !ec2a__uuid_is_whole(event->str[EC2A_FIELD_EVENT_ID]);
	if (reading->kind && (r = read_resources(reading)) == 0)
		r = ec2a__record_tell_agent(event);
	if (reading->kind && r == 0)
		r = ec2a__record_resource(&reading->text, event);
	return r < 0 ? r : ec2a__sha256(reading->canonical.data, reading->canonical.len, event->digest);
}

int ec2a__csv_record(const ec2a_config *config, const struct ec2a__csv_columns *columns,
		     const struct ec2a__csv_row *row, ec2a_event **ret_event)
{
	struct reading reading = { .columns = columns, .row = row, .kind = kind_of(columns, row) };
	int r;

	reading.max_depth = (unsigned)ec2a__config_int(config, EC2A_OPT_JSON_DEPTH);
	reading.event = ec2a__event_new(row->data, row->size);
	if (!reading.event)
		return EC2A_E_NOMEM;
	reading.event->class = reading.kind ? reading.kind->class : EC2A_CLASS_OTHER;
	reading.event->no_parameters = 1;
	ec2a__buf_init(&reading.text, SIZE_MAX);
	ec2a__buf_init(&reading.name, SIZE_MAX);
	ec2a__buf_init(&reading.canonical, SIZE_MAX);
	r = fill(&reading);
	ec2a__buf_free(&reading.text);
	ec2a__buf_free(&reading.name);
	ec2a__buf_free(&reading.canonical);
	if (r < 0) {
		ec2a_event_unref(reading.event);
		return EC2A_E_NOMEM;
	}
	*ret_event = reading.event;
	return 0;
}

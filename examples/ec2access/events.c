/* SPDX-License-Identifier: MIT */
/* Access events one by one, in order of time. */
#include "commands.h"

#include "calendar.h"
#include "filter.h"
#include "format.h"
#include "gather.h"
#include "grid.h"
#include "interrupt.h"
#include "json.h"
#include "output.h"
#include "run.h"
#include "who.h"

#include <string.h>

static void print_csv(const ec2a_event *event)
{
	static const int fields[] = {EC2A_FIELD_EVENT_TIME, EC2A_FIELD_EVENT_NAME, EC2A_FIELD_RESOURCE_TARGET,
				     EC2A_FIELD_PRINCIPAL_ARN, EC2A_FIELD_SOURCE_IP};
	const char *cells[5];

	ec2a_event_strs(event, fields, 5, cells);
	csv_print_cells(cells, 5);
}

/* The event's own object, and the verdicts behind its last key. */
static void print_json(const ec2a_event *event, const ec2a_access *access)
{
	struct text json = {0};
	char *own;

	run_need(ec2a_event_to_json(event, &own));
	text_add(&json, own, strlen(own) - 1);
	ec2a_free(own);
	json_add(&json, "method", gather_verdict(access, EC2A_ACCESS_METHOD, EC2A_ENUM_METHOD));
	json_add(&json, "surface", gather_verdict(access, EC2A_ACCESS_SURFACE, EC2A_ENUM_SURFACE));
	json_add(&json, "outcome", gather_verdict(access, EC2A_ACCESS_OUTCOME, EC2A_ENUM_OUTCOME));
	json_add(&json, "role", gather_verdict(access, EC2A_ACCESS_ROLE, EC2A_ENUM_ROLE));
	json_close(&json, '}');
	output_puts(text_str(&json));
	output_puts("\n");
	text_free(&json);
}

/* The shortest that names what the event is about. */
static const char *about(const ec2a_event *event)
{
	static const int fields[] = {EC2A_FIELD_INSTANCE_ID, EC2A_FIELD_TARGET, EC2A_FIELD_SSM_SESSION_ID,
				     EC2A_FIELD_PRIVATE_IP, EC2A_FIELD_RESOURCE_TARGET};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		const char *text = ec2a_event_str(event, fields[i]);

		if (text && *text)
			return text;
	}
	return ec2a_event_instance_count(event) ? ec2a_event_instance(event, 0) : NULL;
}

static void add_row(struct grid *grid, const ec2a_event *event, const ec2a_access *access)
{
	struct text text = {0};
	int64_t us;

	if (ec2a_event_time_us(event, &us) == 1)
		calendar_add_short(&text, us);
	grid_add(grid, text_str(&text));
	grid_add(grid, ec2a_event_str(event, EC2A_FIELD_EVENT_NAME));
	grid_add(grid, about(event));
	text_clear(&text);
	who_add(&text, event);
	grid_add(grid, text_str(&text));
	grid_add(grid, ec2a_event_str(event, EC2A_FIELD_SOURCE_IP));
	grid_add(grid, gather_verdict(access, EC2A_ACCESS_METHOD, EC2A_ENUM_METHOD));
	grid_add(grid, gather_verdict(access, EC2A_ACCESS_OUTCOME, EC2A_ENUM_OUTCOME));
	text_free(&text);
}

static void print_event(const struct run *run, const ec2a_event *event, struct grid *grid)
{
	ec2a_access *access = gather_classify(run->config, event);

	if (access && filter_wants_event(run->options, event, access)) {
		if (run->options->format == FORMAT_CSV)
			print_csv(event);
		else if (run->options->format == FORMAT_JSONL)
			print_json(event, access);
		else
			add_row(grid, event, access);
	}
	ec2a_access_free(access);
}

static void print_events(const struct run *run, const struct gathered *events)
{
	static const char *const heads[] = {"eventtime", "eventname", "resource_target", "arn", "sourceipaddress"};
	struct grid grid = {.heads = {"TIME (UTC)", "EVENT", "ABOUT", "WHO", "FROM", "METHOD", "OUTCOME"}, .n_columns = 7,
			    .n_first = 3};

	output_begin();
	if (run->options->format == FORMAT_CSV)
		csv_print_cells(heads, 5);
	for (size_t i = 0; i < events->n; i++) {
		interrupt_check();
		print_event(run, events->items[i], &grid);
	}
	if (run->options->format == FORMAT_TABLE) {
		grid_print(&grid);
		if (!grid.n_cells)
			output_puts("No access events.\n");
	}
	output_commit();
	grid_free(&grid);
}

int events_run(const struct options *options)
{
	struct gathered events = {0};
	struct run run;

	run_read(&run, options, EC2A_EVENTS_ACCESS, gather, &events);
	gather_settle(&events);
	if (run.status != EXIT_NOTHING)
		print_events(&run, &events);
	gather_free(&events);
	return run_end(&run);
}

/* SPDX-License-Identifier: MIT */
/* Access events one by one, in order of time. */
#include "commands.h"

#include "calendar.h"
#include "evidence.h"
#include "filter.h"
#include "format.h"
#include "gather.h"
#include "grid.h"
#include "interrupt.h"
#include "json.h"
#include "output.h"
#include "run.h"
#include "summary.h"
#include "who.h"

#include <string.h>

static void print_csv(const struct run *run, const ec2a_event *event)
{
	static const int fields[] = {EC2A_FIELD_EVENT_TIME, EC2A_FIELD_EVENT_NAME, EC2A_FIELD_RESOURCE_TARGET,
				     EC2A_FIELD_PRINCIPAL_ARN, EC2A_FIELD_SOURCE_IP};
	const char *cells[5];
	struct text time = {0};

	ec2a_event_strs(event, fields, 5, cells);
	cells[0] = gather_time(run->correlator, event, &time);
	csv_print_cells(cells, 5);
	text_free(&time);
}

/* What is judged of a record: with the session that it belongs to, where there is one. */
struct judged {
	const struct run *run;
	const ec2a_event *event;
	ec2a_access *access;
	const struct evidence_owner *owner;
};

static const char *method(const struct judged *judged)
{
	return evidence_verdict(judged->owner, EC2A_SESSION_METHOD, judged->access, EC2A_ACCESS_METHOD, EC2A_ENUM_METHOD);
}

static const char *outcome(const struct judged *judged)
{
	return evidence_verdict(judged->owner, EC2A_SESSION_OUTCOME, judged->access, EC2A_ACCESS_OUTCOME,
				EC2A_ENUM_OUTCOME);
}

/* The event's own object, and the verdicts behind its last key. */
static void print_json(const struct judged *judged)
{
	const struct evidence_owner *owner = judged->owner;
	struct text json = {0}, time = {0};
	char *own;
	int64_t us;

	if (ec2a_correlator_event_time(judged->run->correlator, judged->event, &us) == 1)
		calendar_add_iso(&time, us);
	run_need(ec2a_event_to_json(judged->event, &own));
	text_add(&json, own, strlen(own) - 1);
	ec2a_free(own);
	json_add(&json, "time", time.len ? text_str(&time) : NULL);
	text_free(&time);
	json_add(&json, "session_id", owner ? ec2a_session_str(owner->session, EC2A_SESSION_ID) : NULL);
	json_add(&json, "method", method(judged));
	json_add(&json, "surface", evidence_verdict(owner, EC2A_SESSION_SURFACE, judged->access, EC2A_ACCESS_SURFACE,
						    EC2A_ENUM_SURFACE));
	json_add(&json, "outcome", outcome(judged));
	json_add(&json, "role", owner ? owner->role : evidence_verdict(NULL, 0, judged->access, EC2A_ACCESS_ROLE,
								       EC2A_ENUM_ROLE));
	json_close(&json, '}');
	output_puts(text_str(&json));
	output_puts("\n");
	text_free(&json);
}

/* The shortest that names what the event is about; of a line, its session's instance, or the host. */
static const char *about(const struct judged *judged)
{
	const ec2a_event *event = judged->event;
	const ec2a_session *session = judged->owner ? judged->owner->session : NULL;
	const char *host = ec2a_event_str(event, EC2A_FIELD_HOST);
	static const int fields[] = {EC2A_FIELD_INSTANCE_ID, EC2A_FIELD_TARGET, EC2A_FIELD_SSM_SESSION_ID,
				     EC2A_FIELD_PRIVATE_IP, EC2A_FIELD_RESOURCE_TARGET};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		const char *text = ec2a_event_str(event, fields[i]);

		if (text && *text)
			return text;
	}
	if (host)
		return session && ec2a_session_str(session, EC2A_SESSION_INSTANCE_ID) ?
			       ec2a_session_str(session, EC2A_SESSION_INSTANCE_ID) : host;
	return ec2a_event_instance_count(event) ? ec2a_event_instance(event, 0) : NULL;
}

static void add_row(struct grid *grid, const struct judged *judged)
{
	const ec2a_event *event = judged->event;
	struct text text = {0};
	int64_t us;

	if (ec2a_correlator_event_time(judged->run->correlator, event, &us) == 1)
		calendar_add_short(&text, us);
	grid_add(grid, text_str(&text));
	grid_add(grid, ec2a_event_str(event, EC2A_FIELD_EVENT_NAME));
	grid_add(grid, about(judged));
	text_clear(&text);
	who_add(&text, event);
	grid_add(grid, text_str(&text));
	grid_add(grid, ec2a_event_str(event, EC2A_FIELD_SOURCE_IP));
	grid_add(grid, method(judged));
	grid_add_outcome(grid, outcome(judged));
	text_free(&text);
}

static void print_event(const struct run *run, const ec2a_event *event, const struct evidence *evidence,
			struct grid *grid)
{
	struct judged judged = {run, event, gather_classify(run->config, event), evidence_find(evidence, event)};
	const ec2a_session *session = judged.owner ? judged.owner->session : NULL;

	if (judged.access && !evidence_leaves_out(judged.owner, event) &&
	    filter_wants_event(run->options, run->correlator, event, judged.access, session)) {
		if (run->options->format == FORMAT_CSV)
			print_csv(run, event);
		else if (run->options->format == FORMAT_JSONL)
			print_json(&judged);
		else
			add_row(grid, &judged);
	}
	ec2a_access_free(judged.access);
}

static void print_events(const struct run *run, const struct gathered *events)
{
	static const char *const heads[] = {"eventtime", "eventname", "resource_target", "arn", "sourceipaddress"};
	struct grid grid = {.heads = {"TIME (UTC)", "EVENT", "ABOUT", "WHO", "FROM", "METHOD", "OUTCOME"}, .n_columns = 7,
			    .n_first = 3};
	struct evidence evidence = {0};

	/* The five columns of CSV are the record's own; of lines only a row tells whether they count. */
	if (run->options->format != FORMAT_CSV || filter_needs_session(run->options) ||
	    ec2a_scan_count(run->scan, EC2A_COUNT_LINES_TOTAL))
		evidence_read(&evidence, run->correlator);
	output_begin();
	if (run->options->format == FORMAT_CSV)
		csv_print_cells(heads, 5);
	for (size_t i = 0; i < events->n; i++) {
		interrupt_check();
		print_event(run, events->items[i], &evidence, &grid);
	}
	if (run->options->format == FORMAT_TABLE) {
		grid_print(&grid);
		if (!grid.n_cells)
			summary_print_none("No access event matches", run->scan);
	}
	output_commit();
	grid_free(&grid);
	evidence_free(&evidence);
}

int events_run(const struct options *options)
{
	struct gathered events = {0};
	struct run run;

	run_read(&run, options, EC2A_EVENTS_ACCESS, gather, &events);
	gather_settle(&events, run.correlator);
	if (run.status != EXIT_NOTHING)
		print_events(&run, &events);
	gather_free(&events);
	return run_end(&run);
}

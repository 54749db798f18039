/* SPDX-License-Identifier: MIT */
/* For each access event: every rule that fired, and the session that the event ended up in. */
#include "commands.h"

#include "calendar.h"
#include "evidence.h"
#include "filter.h"
#include "gather.h"
#include "interrupt.h"
#include "json.h"
#include "output.h"
#include "run.h"
#include "summary.h"

static void put(const char *label, const char *value)
{
	struct text text = {0};

	text_adds(&text, label);
	text_add_visible(&text, value ? value : "-");
	output_puts(text_str(&text));
	output_puts("\n");
	text_free(&text);
}

/* A session's reasons are told with its first event. */
static void print_session(const struct evidence_owner *owner, int is_told)
{
	static const int fields[] = {EC2A_SESSION_KIND, EC2A_SESSION_METHOD, EC2A_SESSION_OUTCOME,
				     EC2A_SESSION_CONFIDENCE};
	struct text text = {0};

	if (!owner) {
		put("  session  ", "none: this event makes no row and belongs to none");
		return;
	}
	text_adds(&text, ec2a_session_str(owner->session, EC2A_SESSION_ID));
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		const char *field = ec2a_session_str(owner->session, fields[i]);

		text_adds(&text, i ? ", " : ": ");
		text_adds(&text, field ? field : "-");
	}
	text_adds(&text, is_told ? " (explained above)" : "");
	put("  session  ", text_str(&text));
	put("  as       ", owner->role);
	for (size_t i = 0; !is_told && i < ec2a_session_reason_count(owner->session); i++)
		put("           ", ec2a_session_reason(owner->session, i));
	text_free(&text);
}

/* A record's event id; "FILE line N" of a line. */
static void print_place(const ec2a_event *event)
{
	const char *file = ec2a_event_str(event, EC2A_FIELD_FILE), *line = ec2a_event_str(event, EC2A_FIELD_LINE);
	struct text text = {0};

	if (!line) {
		put("  event    ", ec2a_event_str(event, EC2A_FIELD_EVENT_ID));
		return;
	}
	text_adds(&text, file ? file : "-");
	text_adds(&text, " line ");
	text_adds(&text, line);
	put("  event    ", text_str(&text));
	text_free(&text);
}

static void print_text(const struct run *run, const ec2a_event *event, const ec2a_access *access,
		       const struct evidence_owner *owner, int is_told)
{
	struct text head = {0};
	int64_t us;

	if (ec2a_correlator_event_time(run->correlator, event, &us) == 1)
		calendar_add_short(&head, us);
	else
		text_adds(&head, "(no time)");
	text_adds(&head, "  ");
	text_adds(&head, ec2a_event_str(event, EC2A_FIELD_EVENT_NAME));
	text_adds(&head, "  ");
	text_adds(&head, ec2a_event_str(event, EC2A_FIELD_EVENT_SOURCE));
	put("", text_str(&head));
	print_place(event);
	for (size_t i = 0; i < ec2a_access_reason_count(access); i++)
		put(i ? "           " : "  rules    ", ec2a_access_reason(access, i));
	print_session(owner, is_told);
	output_puts("\n");
	text_free(&head);
}

static void add_session(struct text *json, const struct evidence_owner *owner)
{
	static const struct {
		const char *key;
		int field;
	} rows[] = {{"id", EC2A_SESSION_ID}, {"kind", EC2A_SESSION_KIND}, {"method", EC2A_SESSION_METHOD},
		    {"outcome", EC2A_SESSION_OUTCOME}, {"confidence", EC2A_SESSION_CONFIDENCE}};

	if (!owner) {
		json_add(json, "session", NULL);
		return;
	}
	json_open(json, "session", '{');
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		json_add(json, rows[i].key, ec2a_session_str(owner->session, rows[i].field));
	json_add(json, "role", owner->role);
	json_open(json, "reasons", '[');
	for (size_t i = 0; i < ec2a_session_reason_count(owner->session); i++)
		json_add(json, NULL, ec2a_session_reason(owner->session, i));
	json_close(json, ']');
	json_close(json, '}');
}

static void print_json(const struct run *run, const ec2a_event *event, const ec2a_access *access,
		       const struct evidence_owner *owner)
{
	struct text json = {0}, time = {0};

	json_open(&json, NULL, '{');
	json_add(&json, "event_id", ec2a_event_str(event, EC2A_FIELD_EVENT_ID));
	json_add(&json, "event_time", gather_time(run->correlator, event, &time));
	text_free(&time);
	json_add(&json, "event_source", ec2a_event_str(event, EC2A_FIELD_EVENT_SOURCE));
	json_add(&json, "event_name", ec2a_event_str(event, EC2A_FIELD_EVENT_NAME));
	if (ec2a_event_str(event, EC2A_FIELD_LINE)) {
		json_add(&json, "file", ec2a_event_str(event, EC2A_FIELD_FILE));
		json_add(&json, "line", ec2a_event_str(event, EC2A_FIELD_LINE));
	}
	json_open(&json, "reasons", '[');
	for (size_t i = 0; i < ec2a_access_reason_count(access); i++)
		json_add(&json, NULL, ec2a_access_reason(access, i));
	json_close(&json, ']');
	add_session(&json, owner);
	json_close(&json, '}');
	output_puts(text_str(&json));
	output_puts("\n");
	text_free(&json);
}

/* Whether it was asked for, and so was explained. */
static int explain_event(const struct run *run, const ec2a_event *event, struct evidence *evidence)
{
	ec2a_access *access = gather_classify(run->config, event);
	const struct evidence_owner *owner = evidence_find(evidence, event);
	int wanted = access && !evidence_leaves_out(owner, event) &&
		     filter_wants_event(run->options, run->correlator, event, access, owner ? owner->session : NULL);

	if (wanted) {
		if (run->options->format == FORMAT_JSONL)
			print_json(run, event, access, owner);
		else
			print_text(run, event, access, owner, owner && evidence_tell(evidence, owner));
	}
	ec2a_access_free(access);
	return wanted;
}

static void explain_all(const struct run *run, const struct gathered *events)
{
	struct evidence evidence = {0};
	size_t explained = 0;

	evidence_read(&evidence, run->correlator);
	output_begin();
	for (size_t i = 0; i < events->n; i++) {
		interrupt_check();
		explained += (size_t)explain_event(run, events->items[i], &evidence);
	}
	if (!explained && run->options->format == FORMAT_TABLE)
		summary_print_none("No access event matches", run->scan);
	output_commit();
	evidence_free(&evidence);
}

int explain_run(const struct options *options)
{
	struct gathered events = {0};
	struct run run;

	run_read(&run, options, EC2A_EVENTS_ACCESS, gather, &events);
	gather_settle(&events, run.correlator);
	if (run.status != EXIT_NOTHING)
		explain_all(&run, &events);
	gather_free(&events);
	return run_end(&run);
}

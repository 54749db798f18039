/* SPDX-License-Identifier: MIT */
/* One instance's story: sessions on it and what was done to it, one line for each thing that happened. */
#include "commands.h"

#include "cells.h"
#include "evidence.h"
#include "filter.h"
#include "gather.h"
#include "output.h"
#include "run.h"
#include "summary.h"
#include "timeline_line.h"
#include "who.h"

#include <stdlib.h>
#include <string.h>

struct keeper {
	const struct options *options;
	struct gathered events;
};

static int is_name(const ec2a_event *event, const char *name)
{
	const char *text = ec2a_event_str(event, EC2A_FIELD_EVENT_NAME);

	return text && strcmp(text, name) == 0;
}

/* What was done to the instance; not the agent's UpdateInstanceInformation, which comes every five minutes. */
static int is_life(const ec2a_event *event)
{
	const char *source = ec2a_event_str(event, EC2A_FIELD_EVENT_SOURCE);

	return ec2a_event_class(event) == EC2A_CLASS_CONTEXT && source && strcmp(source, "ec2.amazonaws.com") == 0;
}

/* A login, logout or command that a host logged. */
static int is_host_line(const ec2a_event *event)
{
	return ec2a_event_class(event) == EC2A_CLASS_ACCESS && ec2a_event_str(event, EC2A_FIELD_LINE);
}

/* Of a session's other records only those that give it a line. */
static int keep(ec2a_event *event, void *user)
{
	struct keeper *keeper = user;

	if (is_life(event) ? filter_event_names(&keeper->options->instances, event) :
			     is_name(event, "ResumeSession") || is_name(event, "TerminateSession") ||
			     is_name(event, "CancelConnection") || is_host_line(event))
		return gather(event, &keeper->events);
	return 0;
}

/* ---- lines of sessions ---------------------------------------------------- */

static struct line session_line(const ec2a_session *session, enum rank rank, const char *what)
{
	struct line line = {
		.rank = rank,
		.what = what,
		.name = ec2a_session_str(session, EC2A_SESSION_METHOD),
		.session = ec2a_session_str(session, EC2A_SESSION_ID),
	};

	return line;
}

/* Only a host's log saw it: a user of that host, nobody of AWS. */
static void add_person(struct line *line, const ec2a_session *session)
{
	const char *user = ec2a_session_str(session, EC2A_SESSION_OS_USER);

	cell_add(&line->who, session, CELL_WHO);
	if (strcmp(text_str(&line->who), "-") == 0 && user) {
		text_clear(&line->who);
		text_adds(&line->who, "as ");
		text_add_visible(&line->who, user);
	}
}

static void open_line(struct lines *lines, const ec2a_session *session)
{
	static const char *const kinds[] = {[EC2A_KIND_ATTEMPT] = "attempt", [EC2A_KIND_ACTION] = "action"};
	struct line line = session_line(session, RANK_START, "start");
	int64_t kind = 0;

	if (ec2a_session_int(session, EC2A_SESSION_KIND, &kind) == 1 &&
	    (kind == EC2A_KIND_ATTEMPT || kind == EC2A_KIND_ACTION))
		line.what = kinds[kind];
	line.has_time = ec2a_session_int(session, EC2A_SESSION_START, &line.us) == 1;
	if (!line.has_time) {
		line.has_time = filter_time(session, &line.us);
		line.what = "seen"; /* the start was not */
	}
	line.outcome = ec2a_session_str(session, EC2A_SESSION_OUTCOME);
	line.arn = ec2a_session_str(session, EC2A_SESSION_PRINCIPAL_ARN);
	line.ip = ec2a_session_str(session, EC2A_SESSION_SOURCE_IP);
	line.event = ec2a_session_event_str(session, 0, EC2A_EVIDENCE_ID);
	add_person(&line, session);
	lines_add(lines, line);
}

/* A session's own records tell who resumed or ended it. */
static void add_caller(struct line *line, const struct gathered *events, size_t at)
{
	const ec2a_event *event = events->items[at];

	line->arn = ec2a_event_str(event, EC2A_FIELD_PRINCIPAL_ARN);
	line->ip = ec2a_event_str(event, EC2A_FIELD_SOURCE_IP);
	who_add(&line->who, event);
}

/* The place of an event by time, then id: they are in that order. events->n where there is none. */
static size_t find(const struct gathered *events, int64_t us, const char *id)
{
	size_t low = 0, high = events->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *text = ec2a_event_str(events->items[middle], EC2A_FIELD_EVENT_ID);
		int64_t time = INT64_MIN;

		if (ec2a_event_time_us(events->items[middle], &time) != 1 || time < us ||
		    (time == us && strcmp(text ? text : "", id) < 0))
			low = middle + 1;
		else
			high = middle;
	}
	if (low < events->n) {
		const char *text = ec2a_event_str(events->items[low], EC2A_FIELD_EVENT_ID);

		if (text && strcmp(text, id) == 0)
			return low;
	}
	return events->n;
}

static void later_line(struct lines *lines, struct line line, const struct gathered *events)
{
	size_t at = line.event ? find(events, line.us, line.event) : events->n;

	if (at < events->n)
		add_caller(&line, events, at);
	lines_add(lines, line);
}

static void later_lines(struct lines *lines, const ec2a_session *session, const struct gathered *events)
{
	int64_t end = 0, role = 0, us = 0;
	int ends = ec2a_session_int(session, EC2A_SESSION_END, &end) == 1;
	struct line last = session_line(session, RANK_END, "end");

	last.outcome = ec2a_session_str(session, EC2A_SESSION_END_REASON);
	last.has_time = ends;
	last.us = end;
	for (size_t i = 0; i < ec2a_session_event_count(session); i++) {
		struct line line = session_line(session, RANK_RESUME, "resume");

		if (ec2a_session_event_int(session, i, EC2A_EVIDENCE_ROLE, &role) != 1 ||
		    ec2a_session_event_int(session, i, EC2A_EVIDENCE_TIME, &us) != 1)
			continue;
		line.event = ec2a_session_event_str(session, i, EC2A_EVIDENCE_ID);
		line.has_time = 1;
		line.us = us;
		if (role == EC2A_ROLE_RESUME)
			later_line(lines, line, events);
		else if (ends && !last.event && us == end && (role == EC2A_ROLE_END || role == EC2A_ROLE_LOGOUT))
			last.event = line.event;
	}
	/* A logout is of who had logged in. */
	if (ends && !last.event) {
		add_person(&last, session);
		last.arn = ec2a_session_str(session, EC2A_SESSION_PRINCIPAL_ARN);
		last.ip = ec2a_session_str(session, EC2A_SESSION_SOURCE_IP);
	}
	if (ends)
		later_line(lines, last, events);
}

/* What the host saw of a session, but for the two lines that are its start and its end. */
static void host_line(struct lines *lines, const struct options *options, const struct evidence *evidence,
		      const ec2a_event *event)
{
	const struct evidence_owner *owner = is_host_line(event) ? evidence_find(evidence, event) : NULL;
	const char *command = ec2a_event_str(event, EC2A_FIELD_COMMAND);
	int64_t method = 0, end = 0, reason = 0;
	struct line line;

	if (!owner || !filter_wants(options, owner->session))
		return;
	if (strcmp(owner->role, "login") == 0 &&
	    ec2a_session_int(owner->session, EC2A_SESSION_METHOD, &method) == 1 && method == EC2A_METHOD_SSH)
		return;
	if (strcmp(owner->role, "logout") == 0 &&
	    ec2a_session_int(owner->session, EC2A_SESSION_END_REASON, &reason) == 1 && reason == EC2A_END_LOGOUT &&
	    ec2a_session_int(owner->session, EC2A_SESSION_END, &end) == 1 && end == owner->time_us)
		return;
	line = session_line(owner->session, RANK_RESUME, owner->role);
	line.name = command ? command : owner->name;
	line.has_time = 1;
	line.us = owner->time_us;
	line.ip = ec2a_event_str(event, EC2A_FIELD_SOURCE_IP);
	who_add(&line.who, event);
	lines_add(lines, line);
}

/* ---- all of it ------------------------------------------------------------- */

static void life_line(struct lines *lines, const struct run *run, const ec2a_event *event)
{
	const struct options *options = run->options;
	const char *error = ec2a_event_str(event, EC2A_FIELD_ERROR_CODE);
	int outcome = EC2A_OUTCOME_GRANTED;
	struct options loose = *options;
	struct line line = {.rank = RANK_EVENT, .what = "event"};

	if (error && *error)
		outcome = strstr(error, "AccessDenied") || strstr(error, "UnauthorizedOperation") ?
			  EC2A_OUTCOME_DENIED : EC2A_OUTCOME_FAILED;
	loose.outcomes = 0;
	loose.has_since = loose.has_until = 0;
	if (!is_life(event) || !filter_wants_event(&loose, run->correlator, event, NULL, NULL) ||
	    (options->outcomes && !(options->outcomes >> outcome & 1)))
		return;
	line.has_time = ec2a_event_time_us(event, &line.us) == 1;
	line.name = ec2a_event_str(event, EC2A_FIELD_EVENT_NAME);
	line.outcome = ec2a_enum_name(EC2A_ENUM_OUTCOME, outcome);
	line.arn = ec2a_event_str(event, EC2A_FIELD_PRINCIPAL_ARN);
	line.ip = ec2a_event_str(event, EC2A_FIELD_SOURCE_IP);
	line.event = ec2a_event_str(event, EC2A_FIELD_EVENT_ID);
	who_add(&line.who, event);
	lines_add(lines, line);
}

static void print_lines(const struct run *run, const struct gathered *events)
{
	struct options loose = *run->options;
	struct evidence evidence = {0};
	struct lines lines = {.options = run->options};

	/* Times choose lines here, and what a command did to the instance belongs to its story. */
	loose.has_since = loose.has_until = 0;
	loose.actions = 1;
	evidence_read(&evidence, run->correlator);
	for (size_t i = 0; i < evidence.n_sessions; i++) {
		if (!filter_wants(&loose, evidence.sessions[i]))
			continue;
		open_line(&lines, evidence.sessions[i]);
		later_lines(&lines, evidence.sessions[i], events);
	}
	for (size_t i = 0; i < events->n; i++) {
		life_line(&lines, run, events->items[i]);
		host_line(&lines, &loose, &evidence, events->items[i]);
	}
	output_begin();
	lines_print(&lines);
	if (!lines.n && run->options->format == FORMAT_TABLE)
		summary_print_none("Nothing is known of this instance, or the options hide it", run->scan);
	output_commit();
	lines_free(&lines);
	evidence_free(&evidence);
}

int timeline_run(const struct options *options)
{
	struct keeper keeper = {.options = options};
	struct run run;

	run_read(&run, options, EC2A_EVENTS_CONTEXT, keep, &keeper);
	gather_settle(&keeper.events, run.correlator);
	if (run.status != EXIT_NOTHING)
		print_lines(&run, &keeper.events);
	gather_free(&keeper.events);
	return run_end(&run);
}

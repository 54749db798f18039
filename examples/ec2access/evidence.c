/* SPDX-License-Identifier: MIT */
#include "evidence.h"

#include "run.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static int compare_texts(const char *a, const char *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

/* Whole ids are enough; masked and missing ones are told apart by time and name. Lines are known by where they stand. */
static int compare(const void *left, const void *right)
{
	const struct evidence_owner *a = left, *b = right;
	int order = (a->line > b->line) - (a->line < b->line);

	if (order || a->line)
		return order ? order : compare_texts(a->file, b->file);
	order = compare_texts(a->id, b->id);

	if (!order)
		order = (a->time_us > b->time_us) - (a->time_us < b->time_us);
	return order ? order : compare_texts(a->name, b->name);
}

static int by_place(const void *left, const void *right)
{
	const struct evidence_owner *a = left, *b = right;
	int order = compare(a, b);

	return order ? order : (a->number > b->number) - (a->number < b->number);
}

static void add_owner(struct evidence *evidence, size_t number, size_t index)
{
	ec2a_session *session = evidence->sessions[number];
	struct evidence_owner owner = {
		.id = ec2a_session_event_str(session, index, EC2A_EVIDENCE_ID),
		.name = ec2a_session_event_str(session, index, EC2A_EVIDENCE_NAME),
		.role = ec2a_session_event_str(session, index, EC2A_EVIDENCE_ROLE),
		.session = session,
		.number = number,
	};

	if (ec2a_session_event_int(session, index, EC2A_EVIDENCE_TIME, &owner.time_us) != 1)
		owner.time_us = 0;
	owner.file = ec2a_session_event_str(session, index, EC2A_EVIDENCE_FILE);
	if (ec2a_session_event_int(session, index, EC2A_EVIDENCE_LINE, &owner.line) != 1)
		owner.line = 0;
	if (evidence->n_owners == evidence->cap_owners) {
		evidence->cap_owners = evidence->cap_owners ? evidence->cap_owners * 2 : 256;
		evidence->owners = need_memory(evidence->owners, evidence->cap_owners, sizeof(struct evidence_owner));
	}
	evidence->owners[evidence->n_owners++] = owner;
}

void evidence_read(struct evidence *evidence, ec2a_correlator *correlator)
{
	ec2a_session *session;
	int r;

	while ((r = ec2a_correlator_next(correlator, &session)) == 1) {
		if (evidence->n_sessions == evidence->cap_sessions) {
			evidence->cap_sessions = evidence->cap_sessions ? evidence->cap_sessions * 2 : 64;
			evidence->sessions =
				need_memory(evidence->sessions, evidence->cap_sessions, sizeof(ec2a_session *));
		}
		evidence->sessions[evidence->n_sessions++] = session;
	}
	run_need(r);
	for (size_t i = 0; i < evidence->n_sessions; i++)
		for (size_t k = 0; k < ec2a_session_event_count(evidence->sessions[i]); k++)
			add_owner(evidence, i, k);
	if (evidence->n_owners)
		qsort(evidence->owners, evidence->n_owners, sizeof(struct evidence_owner), by_place);
	evidence->told = need_memory(NULL, evidence->n_sessions, 1);
	memset(evidence->told, 0, evidence->n_sessions);
}

void evidence_free(struct evidence *evidence)
{
	for (size_t i = 0; i < evidence->n_sessions; i++)
		ec2a_session_unref(evidence->sessions[i]);
	free(evidence->sessions);
	free(evidence->owners);
	free(evidence->told);
}

const struct evidence_owner *evidence_find(const struct evidence *evidence, const ec2a_event *event)
{
	const char *id = ec2a_event_str(event, EC2A_FIELD_EVENT_ID), *line = ec2a_event_str(event, EC2A_FIELD_LINE);
	struct evidence_owner key = {.id = id && *id ? id : NULL, .name = ec2a_event_str(event, EC2A_FIELD_EVENT_NAME)};

	if (ec2a_event_time_us(event, &key.time_us) != 1)
		key.time_us = 0;
	key.file = ec2a_event_str(event, EC2A_FIELD_FILE);
	key.line = line ? strtoll(line, NULL, 10) : 0;
	if (!evidence->n_owners)
		return NULL;
	return bsearch(&key, evidence->owners, evidence->n_owners, sizeof(struct evidence_owner), compare);
}

int evidence_leaves_out(const struct evidence_owner *owner, const ec2a_event *event)
{
	return !owner && ec2a_event_str(event, EC2A_FIELD_LINE);
}

const char *evidence_verdict(const struct evidence_owner *owner, int session_field, const ec2a_access *access,
			     int access_field, int enumeration)
{
	int value;

	if (owner)
		return ec2a_session_str(owner->session, session_field);
	value = access ? ec2a_access_int(access, access_field) : 0;
	return value ? ec2a_enum_name(enumeration, value) : NULL;
}

int evidence_tell(struct evidence *evidence, const struct evidence_owner *owner)
{
	int told = evidence->told[owner->number];

	evidence->told[owner->number] = 1;
	return told;
}

/* SPDX-License-Identifier: MIT */
#include "cells.h"

#include <string.h>

static const char *str(const ec2a_session *session, int field)
{
	const char *text = ec2a_session_str(session, field);

	return text && *text ? text : NULL;
}

/* Plain names need no quotes; anything else could pass for the words around it. */
static int is_plain(const char *value)
{
	for (; *value; value++) {
		char c = *value;

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      strchr(".@_-/+=:", c)))
			return 0;
	}
	return 1;
}

/* Text that whoever made the call could choose. */
static void add_free(struct text *text, const char *value)
{
	struct text escaped = {0};

	if (is_plain(value)) {
		text_add_visible(text, value);
		return;
	}
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			text_adds(&escaped, "\\");
		text_add(&escaped, value, 1);
	}
	text_adds(text, "\"");
	text_add_visible(text, text_str(&escaped));
	text_adds(text, "\"");
	text_free(&escaped);
}

/* "2023-09-04T05:56:04Z" without what every row repeats. */
static void add_time(struct text *text, const char *time)
{
	const char *t = strchr(time, 'T');
	size_t len = strlen(time);

	if (!t || time[len - 1] != 'Z') {
		text_add_visible(text, time);
		return;
	}
	text_add(text, time, (size_t)(t - time));
	text_adds(text, " ");
	text_add(text, t + 1, len - 2 - (size_t)(t - time));
}

void cell_add_time(struct text *text, const ec2a_session *session)
{
	const char *time = str(session, EC2A_SESSION_START);

	if (!time)
		time = ec2a_session_event_str(session, 0, EC2A_EVIDENCE_TIME);
	add_time(text, time ? time : "-");
}

static void add_start(struct text *text, const ec2a_session *session)
{
	if (!str(session, EC2A_SESSION_START))
		text_adds(text, "<=");
	cell_add_time(text, session);
}

/* The time alone when it is of the same day. */
static void add_end(struct text *text, const ec2a_session *session)
{
	const char *start = str(session, EC2A_SESSION_START), *end = str(session, EC2A_SESSION_END);
	struct text full = {0};

	if (!end)
		return;
	add_time(&full, end);
	if (start && full.len == 19 && strncmp(start, end, 10) == 0)
		text_adds(text, full.data + 11);
	else
		text_adds(text, text_str(&full));
	text_free(&full);
}

static void add_instance(struct text *text, const ec2a_session *session)
{
	static const int fields[] = {EC2A_SESSION_INSTANCE_ID, EC2A_SESSION_TARGET, EC2A_SESSION_PRIVATE_IP};
	size_t n = ec2a_session_instance_count(session);

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (str(session, fields[i])) {
			add_free(text, str(session, fields[i]));
			return;
		}
	if (n) {
		text_addu(text, n);
		text_adds(text, " instances");
	}
}

/* The last part of an ARN says more than nothing. */
static void add_arn_end(struct text *text, const ec2a_session *session)
{
	const char *arn = str(session, EC2A_SESSION_PRINCIPAL_ARN), *slash;

	if (!arn)
		arn = str(session, EC2A_SESSION_PRINCIPAL_ACCESS_KEY_ID);
	if (!arn)
		return;
	slash = strrchr(arn, '/');
	add_free(text, slash && slash[1] ? slash + 1 : arn);
}

static void add_who(struct text *text, const ec2a_session *session)
{
	const char *name = str(session, EC2A_SESSION_PRINCIPAL_NAME);
	const char *session_name = str(session, EC2A_SESSION_PRINCIPAL_SESSION_NAME);
	int64_t identity = 0;

	/* A user may be called "root"; none has a space in the name. */
	if (ec2a_session_int(session, EC2A_SESSION_PRINCIPAL_IDENTITY, &identity) == 1 &&
	    identity == EC2A_IDENTITY_ROOT) {
		text_adds(text, "root user");
		return;
	}
	if (name)
		add_free(text, name);
	if (name && session_name)
		text_adds(text, "/");
	if (session_name)
		add_free(text, session_name);
	if (!name && !session_name)
		add_arn_end(text, session);
}

int cell_is_refused(const ec2a_session *session)
{
	int64_t outcome = 0;

	return ec2a_session_int(session, EC2A_SESSION_OUTCOME, &outcome) == 1 &&
	       (outcome == EC2A_OUTCOME_DENIED || outcome == EC2A_OUTCOME_FAILED);
}

static void add_outcome(struct text *text, const ec2a_session *session)
{
	const char *outcome = str(session, EC2A_SESSION_OUTCOME);

	if (cell_is_refused(session))
		text_adds(text, "! ");
	text_adds(text, outcome ? outcome : "");
}

/* One piece of a list: its words, then the text. */
static void add_piece(struct text *text, const char *words, const char *value)
{
	if (!value)
		return;
	if (text->len)
		text_adds(text, ", ");
	text_adds(text, words);
	text_add_visible(text, value);
}

static void add_free_piece(struct text *text, const char *words, const char *value)
{
	if (!value)
		return;
	add_piece(text, words, "");
	add_free(text, value);
}

/* Where the way leads on, and as whom. */
static void add_detail(struct text *text, const ec2a_session *session)
{
	const char *host = str(session, EC2A_SESSION_REMOTE_HOST), *port = str(session, EC2A_SESSION_REMOTE_PORT);

	add_free_piece(text, "as ", str(session, EC2A_SESSION_OS_USER));
	if (host) {
		add_free_piece(text, "to ", host);
		if (port) {
			text_adds(text, ":");
			add_free(text, port);
		}
	} else {
		add_free_piece(text, "port ", port);
	}
	add_free_piece(text, "reason given: ", str(session, EC2A_SESSION_REASON_GIVEN));
}

/* What flags are called where there is little room, by ec2a_flag; doc/flags.md has the same list. */
static const char *short_flag(int flag)
{
	static const char *const words[] = {
		[EC2A_FLAG_ROOT] = "root",
		[EC2A_FLAG_NO_MFA] = "no-mfa",
		[EC2A_FLAG_LONG_TERM_KEY] = "akia",
		[EC2A_FLAG_INSTANCE_CREDENTIALS_ELSEWHERE] = "elsewhere",
		[EC2A_FLAG_FROM_INSTANCE] = "from-i",
		[EC2A_FLAG_REMOTE_FORWARD] = "forward",
		[EC2A_FLAG_FIRST_SEEN_PRINCIPAL] = "new-who",
		[EC2A_FLAG_FIRST_SEEN_ADDRESS] = "new-from",
		[EC2A_FLAG_AFTER_DENIED] = "denied",
		[EC2A_FLAG_AFTER_FAILED_LOGINS] = "failed",
		[EC2A_FLAG_KEY_REUSED] = "key",
		[EC2A_FLAG_ROOT_OS_USER] = "as-root",
	};
	int known = flag > 0 && flag < (int)(sizeof(words) / sizeof(words[0]));

	return known ? words[flag] : ec2a_enum_name(EC2A_ENUM_FLAG, flag);
}

static void add_flags(struct text *text, const ec2a_session *session)
{
	for (size_t i = 0; i < ec2a_session_flag_count(session); i++) {
		text_adds(text, i ? " " : "");
		text_adds(text, short_flag(ec2a_session_flag(session, i)));
	}
}

void cell_add(struct text *text, const ec2a_session *session, enum cell cell)
{
	size_t before = text->len;

	if (cell == CELL_START)
		add_start(text, session);
	else if (cell == CELL_END)
		add_end(text, session);
	else if (cell == CELL_INSTANCE)
		add_instance(text, session);
	else if (cell == CELL_METHOD)
		text_add_visible(text, str(session, EC2A_SESSION_METHOD) ? str(session, EC2A_SESSION_METHOD) : "");
	else if (cell == CELL_WHO)
		add_who(text, session);
	else if (cell == CELL_FROM)
		add_free(text, str(session, EC2A_SESSION_SOURCE_IP) ? str(session, EC2A_SESSION_SOURCE_IP) : "");
	else if (cell == CELL_SURFACE)
		text_add_visible(text, str(session, EC2A_SESSION_SURFACE) ? str(session, EC2A_SESSION_SURFACE) : "");
	else if (cell == CELL_OUTCOME)
		add_outcome(text, session);
	else if (cell == CELL_CONFIDENCE)
		text_add_visible(text, str(session, EC2A_SESSION_CONFIDENCE) ? str(session, EC2A_SESSION_CONFIDENCE) : "");
	else if (cell == CELL_FLAGS)
		add_flags(text, session);
	else if (cell == CELL_DETAIL)
		add_detail(text, session);
	if (text->len == before && cell != CELL_DETAIL && cell != CELL_FLAGS)
		text_adds(text, "-");
}

/* "alice from 203.0.113.7, console, as ec2-user, until 06:01:22 (terminated), joined: inferred, flags: no-mfa" */
void cell_add_rest(struct text *text, const ec2a_session *session)
{
	const char *end_reason = str(session, EC2A_SESSION_END_REASON);
	const char *confidence = str(session, EC2A_SESSION_CONFIDENCE);
	struct text piece = {0};
	int64_t verified;

	cell_add(text, session, CELL_WHO);
	if (str(session, EC2A_SESSION_SOURCE_IP)) {
		text_adds(text, " from ");
		add_free(text, str(session, EC2A_SESSION_SOURCE_IP));
	}
	add_piece(text, "", str(session, EC2A_SESSION_SURFACE));
	if (str(session, EC2A_SESSION_END)) {
		add_end(&piece, session);
		add_piece(text, "until ", text_str(&piece));
		if (end_reason) {
			text_adds(text, " (");
			text_add_visible(text, end_reason);
			text_adds(text, ")");
		}
		text_clear(&piece);
	}
	if (confidence && strcmp(confidence, "exact") != 0)
		add_piece(text, "joined: ", confidence);
	add_detail(&piece, session);
	if (piece.len)
		add_piece(text, "", text_str(&piece));
	text_clear(&piece);
	add_flags(&piece, session);
	if (piece.len)
		add_piece(text, "flags: ", text_str(&piece));
	if (ec2a_session_int(session, EC2A_SESSION_VERIFIED, &verified) == 1)
		add_piece(text, "", verified > 0 ? "files proven" : verified == 0 ? "! files not proven" : "files unknown");
	text_free(&piece);
}

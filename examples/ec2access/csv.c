/* SPDX-License-Identifier: MIT */
#include "format.h"

#include "output.h"

#include <inttypes.h>
#include <stdio.h>

#include <string.h>

/* The scalar keys of the JSON line, in its order. They are written out here so that a newer library never moves a
 * column. */
static const struct column {
	int field;
	const char *name;
} columns[] = {
	{EC2A_SESSION_ID, "id"},
	{EC2A_SESSION_KIND, "kind"},
	{EC2A_SESSION_METHOD, "method"},
	{EC2A_SESSION_SURFACE, "surface"},
	{EC2A_SESSION_OS, "os"},
	{EC2A_SESSION_OS_CONFIDENCE, "os_confidence"},
	{EC2A_SESSION_OUTCOME, "outcome"},
	{EC2A_SESSION_CONFIDENCE, "confidence"},
	{EC2A_SESSION_INSTANCE_ID, "instance_id"},
	{EC2A_SESSION_TARGET, "target"},
	{EC2A_SESSION_ACCOUNT_ID, "account_id"},
	{EC2A_SESSION_REGION, "region"},
	{EC2A_SESSION_PRINCIPAL_IDENTITY, "principal_identity"},
	{EC2A_SESSION_PRINCIPAL_ARN, "principal_arn"},
	{EC2A_SESSION_PRINCIPAL_NAME, "principal_name"},
	{EC2A_SESSION_PRINCIPAL_SESSION_NAME, "principal_session_name"},
	{EC2A_SESSION_PRINCIPAL_ACCESS_KEY_ID, "principal_access_key_id"},
	{EC2A_SESSION_PRINCIPAL_LONG_TERM_KEY, "principal_long_term_key"},
	{EC2A_SESSION_PRINCIPAL_MFA, "principal_mfa"},
	{EC2A_SESSION_PRINCIPAL_SOURCE_IDENTITY, "principal_source_identity"},
	{EC2A_SESSION_SOURCE_IP, "source_ip"},
	{EC2A_SESSION_USER_AGENT, "user_agent"},
	{EC2A_SESSION_OS_USER, "os_user"},
	{EC2A_SESSION_PUBLIC_KEY_FINGERPRINT, "public_key_fingerprint"},
	{EC2A_SESSION_DOCUMENT, "document"},
	{EC2A_SESSION_REASON_GIVEN, "reason_given"},
	{EC2A_SESSION_REMOTE_HOST, "remote_host"},
	{EC2A_SESSION_REMOTE_PORT, "remote_port"},
	{EC2A_SESSION_PRIVATE_IP, "private_ip"},
	{EC2A_SESSION_ENDPOINT_ID, "endpoint_id"},
	{EC2A_SESSION_SSM_SESSION_ID, "ssm_session_id"},
	{EC2A_SESSION_CONNECTION_ID, "connection_id"},
	{EC2A_SESSION_START, "start"},
	{EC2A_SESSION_END, "end"},
	{EC2A_SESSION_END_REASON, "end_reason"},
	{EC2A_SESSION_RESUMED, "resumed"},
};

#define N_COLUMNS (sizeof(columns) / sizeof(columns[0]))

static void put_quoted(const char *text)
{
	const char *quote;

	for (; (quote = strchr(text, '"')) != NULL; text = quote + 1) {
		output_write(text, (size_t)(quote - text));
		output_puts("\"\"");
	}
	output_puts(text);
}

/* A spreadsheet takes a cell that begins with one of these for a formula. */
static int is_formula(const char *text)
{
	return *text && strchr("=+-@\t\r", *text) != NULL;
}

static void put_cell(const char *text)
{
	output_puts("\"");
	if (text && is_formula(text))
		output_puts("'");
	if (text)
		put_quoted(text);
	output_puts("\"");
}

void csv_print_cells(const char *const *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		output_puts(i ? "," : "");
		put_cell(cells[i]);
	}
	output_puts("\n");
}

void csv_print_header(int verified)
{
	for (size_t i = 0; i < N_COLUMNS; i++) {
		put_cell(columns[i].name);
		output_puts(",");
	}
	output_puts(verified ? "\"events\",\"flags\",\"verified\"\n" : "\"events\",\"flags\"\n");
}

/* An event id, or a file name, as one word: blanks, control characters and the percent sign as %XX. */
static void put_word(const char *text)
{
	char part[4];

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		snprintf(part, sizeof(part), c <= ' ' || c == '%' || c == 0x7f ? "%%%02X" : "%c", c);
		put_quoted(part);
	}
}

static void put_events(const ec2a_session *session)
{
	const char *gap = "";

	output_puts("\"");
	for (size_t i = 0; i < ec2a_session_event_count(session); i++) {
		const char *id = ec2a_session_event_str(session, i, EC2A_EVIDENCE_ID);
		const char *file = ec2a_session_event_str(session, i, EC2A_EVIDENCE_FILE);
		char place[24] = "";
		int64_t line;

		if (ec2a_session_event_int(session, i, EC2A_EVIDENCE_LINE, &line) == 1) {
			snprintf(place, sizeof(place), ":%" PRId64, line);
			id = file ? file : "";
		}
		if (!id)
			continue;
		if (!*gap && is_formula(id))
			output_puts("'");
		output_puts(gap);
		put_word(id);
		output_puts(place);
		gap = " ";
	}
	output_puts("\",");
}

static void put_flags(const ec2a_session *session)
{
	output_puts("\"");
	for (size_t i = 0; i < ec2a_session_flag_count(session); i++) {
		output_puts(i ? " " : "");
		put_quoted(ec2a_enum_name(EC2A_ENUM_FLAG, ec2a_session_flag(session, i)));
	}
	output_puts("\"");
}

/* A column only where it was asked for; nobody knows: an empty cell. */
static void put_verified(const ec2a_session *session)
{
	int64_t verified;

	if (ec2a_session_int(session, EC2A_SESSION_VERIFIED, &verified) == 1)
		output_puts(verified > 0 ? ",\"true\"" : verified == 0 ? ",\"false\"" : ",\"\"");
	output_puts("\n");
}

void csv_print_row(const ec2a_session *session)
{
	for (size_t i = 0; i < N_COLUMNS; i++) {
		put_cell(ec2a_session_str(session, columns[i].field));
		output_puts(",");
	}
	put_events(session);
	put_flags(session);
	put_verified(session);
}

/* SPDX-License-Identifier: MIT */
/* Which JSON path gives which field, as data, and how damaged values are mended. */
#include "record_parts.h"

#include "ascii.h"
#include "timestamp.h"

#include <string.h>

enum place {
	RECORD,
	IDENTITY,
	REQUEST,
	RESPONSE,
	PARAMETERS, /* values are arrays of strings */
	VIEW        /* and an ec2a__record_key: that member of the record */
};

enum mend {
	TEXT,
	NAME,    /* white space around it goes */
	TIME,    /* spaces after colons go */
	ARN,     /* and here, where the text begins with "arn:" */
	ACCOUNT, /* also a number; none in float form */
	PORT,    /* "22", ["22"] or 22 */
	BOOL     /* also in a string */
};

#define STEPS 3
struct row {
	int field;
	int place;
	int mend;
	const char *path[STEPS];
};

static const struct row first_rows[] = {
	{ EC2A_FIELD_EVENT_ID, VIEW + EC2A__KEY_EVENT_ID, TEXT, { NULL } },
	{ EC2A_FIELD_EVENT_NAME, VIEW + EC2A__KEY_NAME, NAME, { NULL } },
	{ EC2A_FIELD_EVENT_SOURCE, VIEW + EC2A__KEY_SOURCE, NAME, { NULL } },
	{ EC2A_FIELD_EVENT_TIME, VIEW + EC2A__KEY_TIME, TIME, { NULL } },
	{ EC2A_FIELD_REGION, VIEW + EC2A__KEY_REGION, TEXT, { NULL } },
	{ EC2A_FIELD_SOURCE_IP, VIEW + EC2A__KEY_SOURCE_IP, TEXT, { NULL } },
	{ EC2A_FIELD_USER_AGENT, VIEW + EC2A__KEY_USER_AGENT, TEXT, { NULL } },
	{ EC2A_FIELD_ERROR_CODE, VIEW + EC2A__KEY_ERROR_CODE, TEXT, { NULL } },
};

/* Of several rows for one field the first counts that gives a text with something in it. */
static const struct row rest_rows[] = {
	{ EC2A_FIELD_ERROR_MESSAGE, RECORD, TEXT, { "errorMessage" } },
	{ EC2A_FIELD_REQUEST_ID, RECORD, TEXT, { "requestID" } },
	{ EC2A_FIELD_SHARED_EVENT_ID, RECORD, TEXT, { "sharedEventID" } },
	{ EC2A_FIELD_REPLACES_EVENT_ID, RECORD, TEXT, { "addendum", "originalEventID" } },
	{ EC2A_FIELD_FROM_CONSOLE, RECORD, BOOL, { "sessionCredentialFromConsole" } },
	{ EC2A_FIELD_RESOURCE_ARN, RECORD, ARN, { "resources", "0", "ARN" } },

	{ EC2A_FIELD_PRINCIPAL_TYPE, IDENTITY, TEXT, { "type" } },
	{ EC2A_FIELD_PRINCIPAL_ARN, IDENTITY, ARN, { "arn" } },
	{ EC2A_FIELD_PRINCIPAL_ID, IDENTITY, TEXT, { "principalId" } },
	{ EC2A_FIELD_PRINCIPAL_ACCOUNT, IDENTITY, ACCOUNT, { "accountId" } },
	{ EC2A_FIELD_ACCESS_KEY_ID, IDENTITY, TEXT, { "accessKeyId" } },
	{ EC2A_FIELD_SOURCE_IDENTITY, IDENTITY, TEXT, { "sessionContext", "sourceIdentity" } },
	{ EC2A_FIELD_INVOKED_BY, IDENTITY, TEXT, { "invokedBy" } },
	{ EC2A_FIELD_MFA, IDENTITY, BOOL, { "sessionContext", "attributes", "mfaAuthenticated" } },
	{ EC2A_FIELD_ACCOUNT_ID, RECORD, ACCOUNT, { "recipientAccountId" } },
	{ EC2A_FIELD_ACCOUNT_ID, IDENTITY, ACCOUNT, { "accountId" } },

	{ EC2A_FIELD_TARGET, REQUEST, TEXT, { "target" } },
	{ EC2A_FIELD_TARGET, REQUEST, TEXT, { "instanceId" } },
	{ EC2A_FIELD_TARGET, REQUEST, TEXT, { "InstanceId" } },
	{ EC2A_FIELD_DOCUMENT, REQUEST, ARN, { "documentName" } },
	{ EC2A_FIELD_REASON, REQUEST, TEXT, { "reason" } },
	{ EC2A_FIELD_REASON, REQUEST, TEXT, { "Reason" } },
	{ EC2A_FIELD_SSM_SESSION_ID, RESPONSE, TEXT, { "sessionId" } },
	{ EC2A_FIELD_SSM_SESSION_ID, RESPONSE, TEXT, { "session", "sessionId" } },
	{ EC2A_FIELD_SSM_SESSION_ID, REQUEST, TEXT, { "sessionId" } },
	{ EC2A_FIELD_OS_USER, REQUEST, TEXT, { "instanceOSUser" } },
	{ EC2A_FIELD_OS_USER, REQUEST, TEXT, { "osUser" } },
	{ EC2A_FIELD_PUBLIC_KEY, REQUEST, TEXT, { "sSHPublicKey" } },
	{ EC2A_FIELD_PUBLIC_KEY, REQUEST, TEXT, { "SSHKey", "publicKey" } },
	{ EC2A_FIELD_PUBLIC_KEY, REQUEST, TEXT, { "SSHKey.publicKey" } },
	{ EC2A_FIELD_REMOTE_HOST, PARAMETERS, TEXT, { "host" } },
	{ EC2A_FIELD_REMOTE_PORT, REQUEST, PORT, { "remotePort" } },
	{ EC2A_FIELD_REMOTE_PORT, PARAMETERS, PORT, { "portNumber" } },
	{ EC2A_FIELD_PRIVATE_IP, REQUEST, TEXT, { "privateIpAddress" } },
	{ EC2A_FIELD_ENDPOINT_ID, REQUEST, TEXT, { "instanceConnectEndpointId" } },
	{ EC2A_FIELD_ACCESS_REQUEST_ID, RESPONSE, TEXT, { "accessRequestId" } },
	{ EC2A_FIELD_ACCESS_REQUEST_ID, RESPONSE, TEXT, { "AccessRequestId" } },
	{ EC2A_FIELD_ACCESS_REQUEST_ID, REQUEST, TEXT, { "accessRequestId" } },
	{ EC2A_FIELD_ACCESS_REQUEST_ID, REQUEST, TEXT, { "AccessRequestId" } },
};

/* ---- mending ------------------------------------------------------------ */

static size_t skip_digits(const char *text, size_t size, size_t i)
{
	while (i < size && ec2a__is_digit(text[i]))
		i++;
	return i;
}

/* Digits with a fraction, an exponent, or both: all of the text. A mask ("1234...") is none. */
int ec2a__record_is_float(const char *text, size_t size)
{
	size_t whole = skip_digits(text, size, 0), i = whole, j;

	if (whole == 0)
		return 0;
	if (i < size && (text[i] == '.' || text[i] == ',')) { /* a comma where a country writes one */
		j = skip_digits(text, size, i + 1);
		if (j == i + 1)
			return 0;
		i = j;
	}
	if (i < size && (text[i] == 'e' || text[i] == 'E')) {
		i++;
		if (i < size && (text[i] == '+' || text[i] == '-'))
			i++;
		j = skip_digits(text, size, i);
		if (j == i)
			return 0;
		i = j;
	}
	return i == size && i > whole;
}

static int only_digits(const char *text, size_t size)
{
	return size > 0 && skip_digits(text, size, 0) == size;
}

static void drop_spaces_after_colons(struct ec2a__buf *buf)
{
	size_t to = 0;
	int after_colon = 0;

	for (size_t i = 0; i < buf->len; i++) {
		if (after_colon && ec2a__is_space(buf->data[i]))
			continue;
		after_colon = buf->data[i] == ':';
		buf->data[to++] = buf->data[i];
	}
	ec2a__buf_truncate(buf, to);
}

static void trim(struct ec2a__buf *buf)
{
	size_t start = 0, end = buf->len;

	while (end > 0 && ec2a__is_space(buf->data[end - 1]))
		end--;
	while (start < end && ec2a__is_space(buf->data[start]))
		start++;
	ec2a__buf_truncate(buf, end);
	ec2a__buf_consume(buf, start);
}

/* A text as its row wants it: 1, or 0 where it counts as absent. */
static int mend_text(int mend, struct ec2a__buf *text)
{
	switch (mend) {
	case NAME:
		trim(text);
		return 1;
	case TIME:
		drop_spaces_after_colons(text);
		return 1;
	case ARN:
		if (text->len >= 4 && memcmp(text->data, "arn:", 4) == 0)
			drop_spaces_after_colons(text);
		return 1;
	case ACCOUNT:
		return !ec2a__record_is_float(text->len ? text->data : "", text->len);
	case PORT:
		trim(text);
		return only_digits(text->len ? text->data : "", text->len);
	case BOOL:
		return text->len && (strcmp(text->data, "true") == 0 || strcmp(text->data, "false") == 0);
	default:
		return 1;
	}
}

/* A number or literal taken as text: 1, 0 where the row takes none, or an error. */
static int literal_text(int mend, struct ec2a__span value, struct ec2a__buf *out)
{
	int r;

	if (mend == BOOL ? !ec2a__span_is(value, "true") && !ec2a__span_is(value, "false") :
	    (mend != PORT && mend != ACCOUNT) || !only_digits(value.text, value.size))
		return 0;
	ec2a__buf_clear(out);
	r = ec2a__buf_add(out, value.text, value.size);
	return r < 0 ? r : 1;
}

/* ---- reading ------------------------------------------------------------ */

static struct ec2a__span step(struct ec2a__span value, const char *name)
{
	if (ec2a__span_is_array(value))
		return strcmp(name, "0") == 0 ? ec2a__span_first(value) : (struct ec2a__span){ NULL, 0 };
	return ec2a__span_get(value, name);
}

static struct ec2a__span get(const struct ec2a__record_parts *parts, int place, const char *key)
{
	switch (place) {
	case IDENTITY:
		return ec2a__part_get(&parts->identity, key);
	case REQUEST:
		return ec2a__part_get(&parts->request, key);
	case RESPONSE:
		return ec2a__part_get(&parts->response, key);
	case PARAMETERS:
		return ec2a__part_get(&parts->parameters, key);
	default:
		return ec2a__record_get(parts->record, key);
	}
}

static struct ec2a__span find(const struct ec2a__record_parts *parts, const struct row *row)
{
	struct ec2a__span value;

	if (row->place >= VIEW)
		return parts->record->values[row->place - VIEW];
	value = get(parts, row->place, row->path[0]);
	for (size_t i = 1; i < STEPS && row->path[i] && value.text; i++)
		value = step(value, row->path[i]);
	if ((row->place == PARAMETERS || row->mend == PORT) && ec2a__span_is_array(value))
		value = ec2a__span_first(value);
	return value;
}

/* A command's parameters are its own: "host" and "portNumber" there lead nowhere. */
static int is_session_document(const struct ec2a__record_parts *parts)
{
	return parts->kind && strcmp(parts->kind->name, "SendCommand") != 0 &&
	       strcmp(parts->kind->name, "StartAutomationExecution") != 0;
}

static int read_row(struct ec2a__record_parts *parts, const struct row *row, struct ec2a_event *event)
{
	const char *had = event->str[row->field];
	struct ec2a__span value;
	int r;

	if ((had && *had) || (row->place == PARAMETERS && !is_session_document(parts)))
		return 0;
	value = find(parts, row);
	if (!value.text)
		return 0;
	if (ec2a__span_is_string(value))
		r = ec2a__span_text(value, &parts->scratch);
	else
		r = literal_text(row->mend, value, &parts->scratch);
	if (r <= 0) /* a bad escape, in a record of class "other": nobody checked those */
		return r == EC2A_E_RECORD ? 0 : r;
	if (!mend_text(row->mend, &parts->scratch) || (had && !parts->scratch.len))
		return 0;
	return ec2a__event_set(event, row->field, parts->scratch.data, parts->scratch.len);
}

static int read_rows(struct ec2a__record_parts *parts, const struct row *rows, size_t count, struct ec2a_event *event)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++)
		r = read_row(parts, &rows[i], event);
	return r;
}

int ec2a__record_fields_first(struct ec2a__record_parts *parts, struct ec2a_event *event)
{
	int r = read_rows(parts, first_rows, sizeof first_rows / sizeof first_rows[0], event);
	const char *time = event->str[EC2A_FIELD_EVENT_TIME];

	event->has_time = time && ec2a__time_parse(time, strlen(time), &event->time_us);
	return r;
}

int ec2a__record_fields_rest(struct ec2a__record_parts *parts, struct ec2a_event *event)
{
	return read_rows(parts, rest_rows, sizeof rest_rows / sizeof rest_rows[0], event);
}

int ec2a__record_text(struct ec2a__record_parts *parts, struct ec2a__span value, const char **ret_text)
{
	int r = ec2a__span_text(value, &parts->scratch);

	if (r == 1)
		*ret_text = parts->scratch.len ? parts->scratch.data : "";
	return r;
}

int ec2a__record_arn(struct ec2a__record_parts *parts, struct ec2a__span value, const char **ret_text)
{
	int r = ec2a__span_text(value, &parts->scratch);

	if (r == 1 && mend_text(ARN, &parts->scratch))
		*ret_text = parts->scratch.len ? parts->scratch.data : "";
	return r;
}

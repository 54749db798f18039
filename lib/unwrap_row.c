/* SPDX-License-Identifier: MIT */
/* A row of Athena or Lake back to the record that it was made of. */
#include "unwrap_row.h"

#include "json_check.h"
#include "json_span.h"
#include "json_walk.h"
#include "record.h"
#include "timestamp.h"

#include <ec2access/ec2access.h>
#include <string.h>

enum form {
	AS_IS,
	TIME,      /* Presto's spelling of a timestamp */
	PARAMETERS, /* JSON in a string */
	NAMES,     /* a struct: an object with lower-case keys, its JSON, or its printed text */
	IDENTITY   /* the same; one that cannot be read is there all the same */
};

static const struct column {
	const char *name, *key;
	int form;
} columns[] = {
	{ "eventversion", "eventVersion", AS_IS },
	{ "useridentity", "userIdentity", IDENTITY },
	{ "eventtime", "eventTime", TIME },
	{ "eventsource", "eventSource", AS_IS },
	{ "eventname", "eventName", AS_IS },
	{ "awsregion", "awsRegion", AS_IS },
	{ "sourceipaddress", "sourceIPAddress", AS_IS },
	{ "useragent", "userAgent", AS_IS },
	{ "errorcode", "errorCode", AS_IS },
	{ "errormessage", "errorMessage", AS_IS },
	{ "requestparameters", "requestParameters", PARAMETERS },
	{ "responseelements", "responseElements", PARAMETERS },
	{ "additionaleventdata", "additionalEventData", PARAMETERS },
	{ "requestid", "requestID", AS_IS },
	{ "eventid", "eventID", AS_IS },
	{ "apiversion", "apiVersion", AS_IS },
	{ "managementevent", "managementEvent", AS_IS },
	{ "readonly", "readOnly", AS_IS },
	{ "resources", "resources", NAMES },
	{ "eventtype", "eventType", AS_IS },
	{ "recipientaccountid", "recipientAccountId", AS_IS },
	{ "serviceeventdetails", "serviceEventDetails", PARAMETERS },
	{ "sharedeventid", "sharedEventID", AS_IS },
	{ "vpcendpointid", "vpcEndpointId", AS_IS },
	{ "vpcendpointaccountid", "vpcEndpointAccountId", AS_IS },
	{ "eventcategory", "eventCategory", AS_IS },
	{ "addendum", "addendum", NAMES },
	{ "sessioncredentialfromconsole", "sessionCredentialFromConsole", AS_IS },
	{ "edgedevicedetails", "edgeDeviceDetails", PARAMETERS },
	{ "tlsdetails", "tlsDetails", NAMES },
};

struct row {
	struct ec2a__buf *out;
	struct ec2a__buf text; /* the meaning of a string */
};

/* The first member of this name in whatever case, or none. */
static struct ec2a__span find_any_case(const char *object, const struct ec2a__member *members, size_t n_members,
				       const char *lower)
{
	for (size_t i = 0; i < n_members; i++)
		if (ec2a__row_is_name(object + members[i].key, members[i].key_len, lower))
			return ec2a__span_of(object + members[i].val, members[i].val_len);
	return (struct ec2a__span){ NULL, 0 };
}

int ec2a__row_is(const char *object, const struct ec2a__member *members, size_t n_members)
{
	struct ec2a__record_view record;

	if (!find_any_case(object, members, n_members, "eventsource").text ||
	    !find_any_case(object, members, n_members, "eventname").text)
		return 0;
	ec2a__record_view(&record, object, 0, members, n_members);
	return !ec2a__record_is_notice(&record);
}

int ec2a__row_is_text(const struct ec2a__record_view *record)
{
	struct ec2a__span identity = record->values[EC2A__KEY_IDENTITY];

	if (identity.text)
		return ec2a__span_is_string(identity) && identity.text[1] == '{';
	return find_any_case(record->object, record->members, record->n_members, "useridentity").text != NULL;
}

static int add_span(struct ec2a__buf *out, struct ec2a__span value)
{
	return ec2a__buf_add(out, value.text, value.size);
}

static int add_quoted(struct ec2a__buf *out, const char *text, size_t size)
{
	int r = ec2a__buf_addc(out, '"');

	if (r == 0)
		r = ec2a__buf_add(out, text, size);
	return r < 0 ? r : ec2a__buf_addc(out, '"');
}

/* ---- structs ------------------------------------------------------------ */

static int add_token(struct ec2a__buf *out, const char *text, int kind, const struct ec2a__json_token *token,
		     const char *arn_key)
{
	static const char *const brackets[] = { [EC2A__TOKEN_OPEN_OBJECT] = "{", [EC2A__TOKEN_CLOSE_OBJECT] = "}",
						[EC2A__TOKEN_OPEN_ARRAY] = "[", [EC2A__TOKEN_CLOSE_ARRAY] = "]" };
	const char *key;
	int r;

	switch (kind) {
	case EC2A__TOKEN_KEY:
		key = ec2a__row_key(text + token->start, token->size, arn_key);
		r = key ? add_quoted(out, key, strlen(key)) : add_quoted(out, text + token->start, token->size);
		return r < 0 ? r : ec2a__buf_addc(out, ':');
	case EC2A__TOKEN_STRING:
		return add_quoted(out, text + token->start, token->size);
	case EC2A__TOKEN_SCALAR:
		return ec2a__buf_add(out, text + token->start, token->size);
	default:
		return ec2a__buf_adds(out, brackets[kind]);
	}
}

/* JSON with the keys that CloudTrail has: 1, 0 where it is no JSON (then nothing was added), or an error. */
static int add_renamed(struct ec2a__buf *out, struct ec2a__span value, const char *arn_key)
{
	struct ec2a__json_fault fault;
	struct ec2a__json_token token = { 0, 0 };
	struct ec2a__json_walk walk;
	size_t before = out->len;
	int kind = EC2A__TOKEN_END, comma = 0, r = 0;

	ec2a__json_walk_init(&walk, value.text, value.size, EC2A__WALK_LEVELS, &fault);
	while (r == 0 && (kind = ec2a__json_walk_next(&walk, &token)) > EC2A__TOKEN_END) {
		int closes = kind == EC2A__TOKEN_CLOSE_OBJECT || kind == EC2A__TOKEN_CLOSE_ARRAY;

		if (comma && !closes)
			r = ec2a__buf_addc(out, ',');
		if (r == 0)
			r = add_token(out, value.text, kind, &token, arn_key);
		comma = closes || kind == EC2A__TOKEN_STRING || kind == EC2A__TOKEN_SCALAR;
	}
	if (r < 0 || kind == EC2A__TOKEN_END)
		return r < 0 ? r : 1;
	ec2a__buf_truncate(out, before);
	return 0;
}

static int begins_bracket(struct ec2a__span value)
{
	return value.size && (value.text[0] == '{' || value.text[0] == '[');
}

static int add_struct(struct row *row, struct ec2a__span value, int form)
{
	const char *arn_key = form == IDENTITY ? "arn" : "ARN";
	struct ec2a__span inside = value;
	int r;

	if (ec2a__span_is_string(value)) {
		r = ec2a__span_text(value, &row->text);
		if (r < 0) /* a bad escape is the record reader's matter */
			return r == EC2A_E_RECORD ? add_span(row->out, value) : r;
		inside = ec2a__span_of(row->text.data, row->text.len);
	}
	if (!inside.size || ec2a__span_is(inside, "null"))
		return ec2a__buf_adds(row->out, "null");
	if (!begins_bracket(inside))
		return add_span(row->out, value);
	r = add_renamed(row->out, inside, arn_key);
	if (r == 0 && !ec2a__span_is_string(value))
		return add_span(row->out, value);
	if (r == 0)
		r = ec2a__row_struct(inside.text, inside.size, arn_key, row->out);
	if (r == 0)
		r = ec2a__buf_adds(row->out, form == IDENTITY ? "{}" : "null");
	return r < 0 ? r : 0;
}

/* ---- the other columns -------------------------------------------------- */

/* An object in a string is an object again; anything else stays. */
static int add_parameters(struct row *row, struct ec2a__span value)
{
	struct ec2a__json_fault fault;
	struct ec2a__span inside;
	int r = ec2a__span_text(value, &row->text);

	if (r == 0 || r == EC2A_E_RECORD)
		return add_span(row->out, value);
	if (r < 0)
		return r;
	inside = ec2a__span_of(row->text.data, row->text.len);
	if (!inside.size || ec2a__span_is(inside, "null"))
		return ec2a__buf_adds(row->out, "null");
	if (!begins_bracket(inside) || ec2a__json_check(inside.text, inside.size, EC2A__WALK_LEVELS, &fault) < 0)
		return add_span(row->out, value);
	return add_span(row->out, inside);
}

/* "2019-04-03 00:00:00.000 UTC" as CloudTrail writes it, where nothing is lost by that. */
static int add_time(struct row *row, struct ec2a__span value)
{
	struct ec2a__span text = ec2a__span_inside(value);
	char iso[EC2A__TIME_TEXT];
	int64_t us;

	if (!text.size || !ec2a__time_parse(text.text, text.size, &us) || us % EC2A__SECOND)
		return add_span(row->out, value);
	ec2a__time_format(us, iso);
	return add_quoted(row->out, iso, strlen(iso));
}

static int add_value(struct row *row, struct ec2a__span value, int form)
{
	switch (form) {
	case TIME:
		return add_time(row, value);
	case PARAMETERS:
		return add_parameters(row, value);
	case NAMES:
	case IDENTITY:
		return add_struct(row, value, form);
	default:
		return add_span(row->out, value);
	}
}

static const struct column *find_column(const char *key, size_t size)
{
	for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
		if (ec2a__row_is_name(key, size, columns[i].name))
			return &columns[i];
	return NULL;
}

static int add_member(struct row *row, const char *object, const struct ec2a__member *member)
{
	const char *key = object + member->key;
	const struct column *column = find_column(key, member->key_len);
	struct ec2a__span value = ec2a__span_of(object + member->val, member->val_len);
	int r;

	r = column ? add_quoted(row->out, column->key, strlen(column->key)) :
		     add_quoted(row->out, key, member->key_len);
	if (r == 0)
		r = ec2a__buf_addc(row->out, ':');
	return r < 0 ? r : add_value(row, value, column ? column->form : AS_IS);
}

int ec2a__row_record(const char *object, const struct ec2a__member *members, size_t n_members,
		     struct ec2a__buf *out)
{
	struct row row = { .out = out };
	int r = ec2a__buf_addc(out, '{');

	ec2a__buf_init(&row.text, SIZE_MAX / 2);
	for (size_t i = 0; r == 0 && i < n_members; i++) {
		if (i)
			r = ec2a__buf_addc(out, ',');
		if (r == 0)
			r = add_member(&row, object, &members[i]);
	}
	ec2a__buf_free(&row.text);
	return r < 0 ? r : ec2a__buf_addc(out, '}');
}

/* SPDX-License-Identifier: MIT */
/*
 * Records out of their envelopes. An envelope is a row below: the member that
 * holds the content, and what must stand beside it. What is no JSON yet, or no
 * record yet, is made one first: Python's text (json_python.c), rows of a table
 * (unwrap_row.c) and of a query's answer (unwrap_fields.c), packed bytes
 * (unwrap_packed.c).
 *
 * Content goes through a splitter of its own, so that it is held to the same
 * limits and may be all that an input may be. Envelopes in envelopes make a
 * stack of splitters, as deep as the configuration allows.
 */
#include "unwrap.h"

#include "json_python.h"
#include "json_span.h"
#include "record.h"
#include "record_view.h"
#include "settings.h"
#include "unwrap_fields.h"
#include "unwrap_packed.h"
#include "unwrap_row.h"

#include <string.h>

#define DEEPEST 16 /* what EC2A_OPT_CONTAINER_DEPTH can be set to */

/* What the content can be, and how it is read. */
enum {
	OBJECT = 1,
	STRING = 2,
	ARRAY = 4,
	TEXT = STRING | 8, /* a string that is no JSON, or no whole one, is none of ours, instead of a fault */
	PACKED = 16        /* the string, or the member "data" of the object, is base64 */
};

struct envelope {
	const char *key;    /* of the content */
	const char *beside; /* another key that must be there, or NULL */
	int forms;
};

static const struct envelope envelopes[] = {
	{ "CloudTrailEvent", NULL, OBJECT | STRING }, /* Event history: LookupEvents, AWS CLI */
	{ "detail", "detail-type", OBJECT | TEXT },   /* EventBridge */
	{ "Detail", "DetailType", OBJECT | TEXT },    /* ... what PutEvents is given */
	/* The objects where AWS has strings: what tools such as jq's fromjson leave. */
	{ "message", "timestamp", OBJECT | TEXT },    /* CloudWatch Logs: subscriptions, get-log-events */
	{ "Message", "Type", OBJECT | TEXT },         /* SNS */
	{ "Sns", "EventSource", OBJECT },             /* ... as Lambda is given it */
	{ "Body", NULL, OBJECT | TEXT },              /* SQS: receive-message */
	{ "body", "messageId", OBJECT | TEXT },       /* ... as Lambda is given it */
	{ "eventjson", NULL, OBJECT | STRING },       /* Lake: the column that holds the whole record */
	{ "eventJson", NULL, OBJECT | STRING },       /* ... as its queries spell it */
	{ "awslogs", NULL, OBJECT | PACKED },         /* CloudWatch Logs, as Lambda is given them */
	{ "kinesis", "eventSource", OBJECT | PACKED }, /* Kinesis, as Lambda is given it */
	{ "Data", "PartitionKey", STRING | PACKED },  /* ... get-records */
	{ "records", NULL, ARRAY },                   /* Firehose, as Lambda is given it */
	{ "data", "recordId", STRING | PACKED },      /* ... an element of that */
};

/* The record in a string of its own: ["{...}","{...}"]. */
static const struct envelope in_a_string = { NULL, NULL, TEXT };

/* Arrays that the splitter opens where they stand in a value by itself, but not in an element. */
static const char *const containers[] = { "Records", "Events", "logEvents", "events", "Messages",
					  "Entries", "results", "QueryResultRows" };

struct layer {
	struct ec2a__split *split;
	int any_text;
	int made; /* out of a row: it is the record now */
};

struct unwrapping {
	const ec2a_config *config;
	ec2a__record_fn take;
	void *user;
	struct ec2a__json_fault *fault;
	struct layer layers[DEEPEST];
	unsigned depth, max_depth;
	uint64_t left; /* bytes that packed content may still become: of all that is in one another, together */
	int made;      /* the layer's, whose unit is looked at */
	int given;
};

static int is_object(const struct ec2a__unit *unit)
{
	return unit->size && unit->data[0] == '{';
}

static int is_record_string(const struct ec2a__unit *unit)
{
	return unit->size > 2 && unit->data[0] == '"' && unit->data[1] == '{';
}

static struct ec2a__span find_member(const struct ec2a__unit *unit, const char *key)
{
	return ec2a__record_member(unit->data, unit->members, unit->n_members, key);
}

static int has_form(const struct envelope *envelope, struct ec2a__span content)
{
	return ((envelope->forms & OBJECT) && ec2a__span_is_object(content)) ||
	       ((envelope->forms & STRING) && ec2a__span_is_string(content)) ||
	       ((envelope->forms & ARRAY) && ec2a__span_is_array(content));
}

/* The envelope that the unit is, with its content; or NULL. */
static const struct envelope *find_content(const struct ec2a__unit *unit, struct ec2a__span *ret_content)
{
	for (size_t i = 0; i < sizeof envelopes / sizeof envelopes[0]; i++) {
		const struct envelope *envelope = &envelopes[i];
		struct ec2a__span content = find_member(unit, envelope->key);

		if (!has_form(envelope, content))
			continue;
		if (envelope->beside && !find_member(unit, envelope->beside).text)
			continue;
		*ret_content = content;
		return envelope;
	}
	return NULL;
}

/* An element that is a whole trail file, or what a log group or queue gave, and not one record of it. */
static int has_container(const struct ec2a__unit *unit)
{
	if (unit->place == EC2A__TOP || !is_object(unit))
		return 0;
	for (size_t i = 0; i < sizeof containers / sizeof containers[0]; i++)
		if (ec2a__span_is_array(find_member(unit, containers[i])))
			return 1;
	return 0;
}

/* Other people's log messages begin with brackets too ("[INFO] ..."); one that breaks costs a record only where it may
 * have been one. */
static int names_a_record(const char *text)
{
	return strstr(text, "eventSource") || strstr(text, "eventName");
}

/* A splitter over the text, as one more layer. It may be somewhat larger than the record in the file was. */
static int open_layer(struct unwrapping *work, const char *text, size_t size, int any_text)
{
	size_t limit = (size_t)ec2a__config_int(work->config, EC2A_OPT_RECORD_BYTES);
	struct ec2a__split *split;
	int r;

	split = ec2a__split_new(limit, (unsigned)ec2a__config_int(work->config, EC2A_OPT_JSON_DEPTH));
	if (!split)
		return EC2A_E_NOMEM;
	ec2a__split_set_cpu(split, ec2a__config_cpu(work->config));
	r = ec2a__split_feed(split, text, size);
	if (r < 0) {
		ec2a__split_free(split);
		return r;
	}
	ec2a__split_finish(split);
	work->layers[work->depth++] = (struct layer){ split, any_text, 0 };
	return 0;
}

/* Bytes that go through base64, and gzip where they were packed so; what is neither is none of ours. */
static int open_packed(struct unwrapping *work, struct ec2a__span content)
{
	struct ec2a__buf text;
	int r;

	if (ec2a__span_is_object(content))
		content = ec2a__span_get(content, "data");
	ec2a__buf_init(&text, SIZE_MAX); /* the limits are unpacking's */
	r = ec2a__unpack(work->config, ec2a__span_inside(content), &work->left, &text, work->fault);
	if (r == 1)
		r = open_layer(work, text.data, text.len, !names_a_record(text.data));
	ec2a__buf_free(&text);
	return r;
}

static int open_content(struct unwrapping *work, const struct envelope *envelope, struct ec2a__span content)
{
	int any_text = (envelope->forms & TEXT) == TEXT;
	struct ec2a__buf text;
	int r;

	if (envelope->forms & PACKED)
		return open_packed(work, content);
	if (!ec2a__span_is_string(content))
		return open_layer(work, content.text, content.size, 0);
	/* Repairing can make three bytes of one. */
	ec2a__buf_init(&text, content.size < SIZE_MAX / 4 ? content.size * 3 + 1 : SIZE_MAX);
	r = ec2a__span_text(content, &text);
	if (r == 1)
		r = open_layer(work, text.data, text.len, any_text && !names_a_record(text.len ? text.data : ""));
	if (r == EC2A_E_RECORD)
		work->fault->what = "a bad escape in a string that should hold a record";
	ec2a__buf_free(&text);
	return r;
}

/* Whether a text that cannot be read would have held a record, as far as its keys tell. */
static int names_record(const struct ec2a__unit *unit)
{
	return find_member(unit, "CloudTrailEvent").text ||
	       (find_member(unit, "eventSource").text && find_member(unit, "eventName").text);
}

/* What becomes JSON, or a record, first. */
static int open_made(struct unwrapping *work, const struct ec2a__unit *unit)
{
	struct ec2a__buf text;
	int r;

	/* An escape of a control character has six bytes; keys of an identity get quotes. */
	ec2a__buf_init(&text, unit->size < SIZE_MAX / 8 ? unit->size * 8 + 64 : SIZE_MAX);
	if (unit->python)
		r = ec2a__json_python(unit->data, unit->size, &text, work->fault);
	else if (!is_object(unit))
		r = ec2a__fields_object(ec2a__span_of(unit->data, unit->size), &text);
	else
		r = ec2a__row_record(unit->data, unit->members, unit->n_members, &text);
	if (r == 0) {
		r = open_layer(work, text.data, text.len, 0);
		if (r == 0)
			work->layers[work->depth - 1].made = is_object(unit) && !unit->python;
	} else if (r == EC2A_E_RECORD && !names_record(unit)) {
		r = 0;
	}
	ec2a__buf_free(&text);
	return r;
}

static void close_layer(struct unwrapping *work)
{
	ec2a__split_free(work->layers[--work->depth].split);
}

/* Whether the unit is a record itself, as nearly all are; made: out of a row. */
static int is_record(const struct ec2a__unit *unit, int made, struct ec2a__record_view *record)
{
	if (!is_object(unit) || unit->python)
		return 0;
	ec2a__record_view(record, unit->data, unit->size, unit->members, unit->n_members);
	return ec2a__record_is(record) && (made || !ec2a__row_is_text(record));
}

/* What is to be made a record first: Python's text, a row of a table, and an array that is a query's row. */
static int is_made(const struct unwrapping *work, const struct ec2a__unit *unit)
{
	if (!is_object(unit))
		return !unit->python && ec2a__fields_is(unit->data, unit->size,
							(unsigned)ec2a__config_int(work->config, EC2A_OPT_JSON_DEPTH));
	return unit->python || ec2a__row_is(unit->data, unit->members, unit->n_members);
}

/* One unit, at any depth, that is no record itself. 0 or an error. */
static int open_envelope(struct unwrapping *work, const struct ec2a__unit *unit)
{
	const struct envelope *envelope = NULL;
	struct ec2a__span content;
	int made;

	if (is_object(unit) && !unit->python) {
		envelope = find_content(unit, &content);
	} else if (!unit->python && is_record_string(unit)) {
		envelope = &in_a_string;
		content = ec2a__span_of(unit->data, unit->size);
	}
	made = !envelope && is_made(work, unit);
	if (!envelope && !made && !has_container(unit))
		return 0;
	if (work->depth == work->max_depth) {
		work->fault->what = "more envelopes inside one another than the limit";
		return EC2A_E_LIMIT;
	}
	if (envelope)
		return open_content(work, envelope, content);
	return made ? open_made(work, unit) : open_layer(work, unit->data, unit->size, 0);
}

static int open_unit(struct unwrapping *work, const struct ec2a__unit *unit)
{
	struct ec2a__record_view record;
	int r;

	if (!is_record(unit, work->made, &record))
		return open_envelope(work, unit);
	r = work->take(work->user, &record);
	work->given |= r == 0;
	return r;
}

/* The next unit of the innermost content, or its end. */
static int next_unit(struct unwrapping *work)
{
	struct layer *layer = &work->layers[work->depth - 1];
	struct ec2a__split_fault fault = { 0 };
	struct ec2a__unit unit;
	int r = ec2a__split_next(layer->split, &unit, &fault);

	work->made = layer->made;
	if (r == 1)
		return open_unit(work, &unit);
	if (r == 0 || (layer->any_text && r != EC2A_E_NOMEM && r != EC2A_E_LIMIT)) {
		close_layer(work);
		return 0;
	}
	if (r == EC2A_E_NOMEM)
		return r;
	work->fault->what = fault.what;
	return r == EC2A_E_LIMIT ? r : EC2A_E_RECORD;
}

/* Where the content stands in the unit; inside a string places cannot be told. */
static size_t content_byte(const struct ec2a__unit *unit)
{
	struct ec2a__record_view record;
	struct ec2a__span content;

	if (is_record(unit, 1, &record) || !is_object(unit) || unit->python || !find_content(unit, &content))
		return 0;
	return (size_t)(content.text - unit->data);
}

/* By itself, so that a record pays nothing for its frame. */
static __attribute__((noinline)) int open_all(const ec2a_config *config, const struct ec2a__unit *unit,
					      ec2a__record_fn take, void *user, struct ec2a__json_fault *fault)
{
	struct unwrapping work = { .config = config, .take = take, .user = user, .fault = fault };
	int r;

	work.max_depth = (unsigned)ec2a__config_int(config, EC2A_OPT_CONTAINER_DEPTH);
	if (work.max_depth > DEEPEST)
		work.max_depth = DEEPEST;
	work.left = ec2a__unpack_most(config);
	r = open_envelope(&work, unit);
	while (r == 0 && work.depth)
		r = next_unit(&work);
	while (work.depth)
		close_layer(&work);
	if (r < 0)
		fault->byte = content_byte(unit);
	return r < 0 ? r : work.given;
}

int ec2a__unwrap(const ec2a_config *config, const struct ec2a__unit *unit, ec2a__record_fn take, void *user,
		 struct ec2a__json_fault *fault)
{
	struct ec2a__record_view record;
	int r;

	if (!is_record(unit, 0, &record))
		return open_all(config, unit, take, user, fault);
	r = take(user, &record);
	if (r < 0)
		fault->byte = 0;
	return r < 0 ? r : 1;
}

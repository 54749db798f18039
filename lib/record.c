/* SPDX-License-Identifier: MIT */
/* One CloudTrail record to one event. */
#include "record.h"

#include "json_tree.h"
#include "mask.h"
#include "mem.h"
#include "record_parts.h"
#include "settings.h"

#include <string.h>

/* ---- the parts ---------------------------------------------------------- */

/* requestParameters and responseElements: an object; or its JSON in a string, which some pipelines make of it;
 * null, absent, "" and anything else are none. 0 or EC2A_E_NOMEM. */
static int open_part(struct ec2a__span value, unsigned max_depth, struct ec2a__buf *text,
		     struct ec2a__record_part *part)
{
	struct ec2a__json_fault fault;
	int r;

	ec2a__part_open(part, value);
	if (!ec2a__span_is_string(value))
		return 0;
	r = ec2a__span_text(value, text);
	if (r <= 0 || !text->len)
		return r < 0 ? r : 0;
	value = ec2a__span_of(text->data, text->len);
	if (ec2a__span_is_object(value) && ec2a__json_check(value.text, value.size, max_depth, &fault) == 0)
		ec2a__part_open(part, value);
	return 0;
}

static int open_parts(struct ec2a__record_parts *parts, unsigned max_depth)
{
	int r = open_part(parts->record->values[EC2A__KEY_REQUEST], max_depth, &parts->request_text, &parts->request);

	if (r == 0)
		r = open_part(parts->record->values[EC2A__KEY_RESPONSE], max_depth, &parts->response_text,
			      &parts->response);
	ec2a__part_open(&parts->identity, parts->record->values[EC2A__KEY_IDENTITY]);
	if (r == 0) /* it may be "HIDDEN_DUE_TO_SECURITY_REASONS" */
		ec2a__part_open(&parts->parameters, ec2a__part_get(&parts->request, "parameters"));
	return r;
}

static void close_parts(struct ec2a__record_parts *parts)
{
	ec2a__buf_free(&parts->request_text);
	ec2a__buf_free(&parts->response_text);
	ec2a__buf_free(&parts->scratch);
}

/* ---- what duplicates are told apart by (CONTRACT, ruling 2) ------------- */

/* Account ids that count as null once they were read (ruling 1). */
static int is_float(struct ec2a__span value, struct ec2a__buf *text)
{
	int r = ec2a__span_is_string(value) ? ec2a__span_text(value, text) : 0;

	if (r < 0 || !value.text)
		return r;
	return r ? text->len && ec2a__record_is_float(text->data, text->len) :
		   ec2a__record_is_float(value.text, value.size);
}

static int count_floats(struct ec2a__record_parts *parts)
{
	struct ec2a__span caller = ec2a__part_get(&parts->identity, "accountId");
	int recipient_is = is_float(parts->record->values[EC2A__KEY_ACCOUNT], &parts->scratch);
	int caller_is = is_float(caller, &parts->scratch);

	return recipient_is < 0 ? recipient_is : caller_is < 0 ? caller_is : recipient_is + caller_is;
}

static int add_tree(const char *object, size_t size, unsigned max_depth, struct ec2a__buf *out, size_t *ret_values,
		    struct ec2a__json_fault *fault)
{
	struct ec2a__json *root;
	int r = ec2a__json_parse(object, size, max_depth, &root, fault);

	if (r < 0)
		return r;
	r = ec2a__json_values(root, ret_values);
	if (r == 0)
		r = ec2a__json_add_canonical(root, out);
	ec2a__json_free(root);
	return r;
}

static int weigh(struct ec2a__record_parts *parts, unsigned max_depth, struct ec2a_event *event,
		 struct ec2a__json_fault *fault)
{
	const char *object = parts->record->object;
	size_t size = parts->record->size, values = 0;
	struct ec2a__buf buf;
	int floats, r;

	/* A byte that is repaired becomes three, a control character six at most, and those were escapes before. */
	ec2a__buf_init(&buf, size < SIZE_MAX / 6 ? size * 6 : SIZE_MAX);
	r = ec2a__json_canonical(object, size, &buf, &values);
	if (r == 0)
		r = add_tree(object, size, max_depth, &buf, &values, fault);
	floats = r < 0 ? r : count_floats(parts);
	r = floats < 0 ? floats : ec2a__sha256(buf.data, buf.len, event->digest);
	if (r == 0)
		event->values = (uint32_t)(values - (size_t)floats);
	ec2a__buf_free(&buf);
	return r;
}

/* ---- the event ---------------------------------------------------------- */

static int read_fingerprint(struct ec2a__record_parts *parts, struct ec2a_event *event)
{
	const char *key = event->str[EC2A_FIELD_PUBLIC_KEY];
	int r;

	if (!key)
		return 0;
	ec2a__buf_clear(&parts->scratch);
	r = ec2a__key_fingerprint(key, strlen(key), &parts->scratch);
	if (r <= 0)
		return r;
	return ec2a__event_set(event, EC2A_FIELD_PUBLIC_KEY_FINGERPRINT, parts->scratch.data, parts->scratch.len);
}

static int read_rest(struct ec2a__record_parts *parts, unsigned max_depth, struct ec2a_event *event)
{
	struct ec2a__span identity = parts->record->values[EC2A__KEY_IDENTITY];
	int r = open_parts(parts, max_depth);

	event->no_identity = !identity.text || ec2a__span_is(identity, "null");
	if (r == 0)
		r = ec2a__record_fields_rest(parts, event);
	if (r == 0)
		r = ec2a__record_principal(parts, event);
	if (r == 0)
		r = ec2a__record_instance(parts, event);
	if (r == 0)
		r = ec2a__record_resource(&parts->scratch, event);
	if (r == 0)
		r = ec2a__record_owner(parts, event);
	if (r == 0)
		r = read_fingerprint(parts, event);
	return r == 0 ? ec2a__record_told(parts, event) : r;
}

static int fill(struct ec2a__record_parts *parts, unsigned max_depth, struct ec2a_event *event,
		struct ec2a__json_fault *fault)
{
	int r = ec2a__record_fields_first(parts, event);

	event->masked = !ec2a__uuid_is_whole(event->str[EC2A_FIELD_EVENT_ID]);
	if (r < 0 || !parts->kind)
		return r;
	r = read_rest(parts, max_depth, event);
	if (r == 0 && (event->class == EC2A_CLASS_ACCESS || parts->kind->role == EC2A_ROLE_APPROVAL))
		r = weigh(parts, max_depth, event, fault);
	return r;
}

int ec2a__record_read(const ec2a_config *config, const struct ec2a__record_view *record, ec2a_event **ret_event,
		      struct ec2a__json_fault *fault)
{
	struct ec2a__record_parts parts;
	size_t size = record->size;
	unsigned max_depth = (unsigned)ec2a__config_int(config, EC2A_OPT_JSON_DEPTH);
	struct ec2a_event *event;
	int r;

	parts.record = record;
	parts.kind = ec2a__record_kind_of(record);
	if (parts.kind || ec2a__config_int(config, EC2A_OPT_STRICT)) {
		r = ec2a__json_check(record->object, size, max_depth, fault);
		if (r < 0)
			return r;
	}
	event = ec2a__event_new(record->object, size);
	if (!event)
		return EC2A_E_NOMEM;
	event->class = parts.kind ? parts.kind->class : EC2A_CLASS_OTHER;
	ec2a__buf_init(&parts.request_text, SIZE_MAX);
	ec2a__buf_init(&parts.response_text, SIZE_MAX);
	/* Texts repaired take three bytes for one at most. */
	ec2a__buf_init(&parts.scratch, size < SIZE_MAX / 4 ? size * 3 + 64 : SIZE_MAX);
	r = fill(&parts, max_depth, event, fault);
	close_parts(&parts);
	if (r < 0)
		ec2a_event_unref(event);
	else
		*ret_event = event;
	return r;
}

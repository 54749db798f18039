/* SPDX-License-Identifier: MIT */
/* Which instances a record names (CONTRACT, rulings 6, 10, 22), and which connection (ruling 9). */
#include "record_parts.h"

#include "ascii.h"
#include "mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_name(const struct ec2a__record_parts *parts, const char *name)
{
	return strcmp(parts->kind->name, name) == 0;
}

/* ---- lists of instances ------------------------------------------------- */

static int add_text(struct ec2a__record_parts *parts, struct ec2a__span value, struct ec2a_event *event)
{
	const char *text;
	int r = ec2a__record_text(parts, value, &text);

	if (r == 1 && *text)
		return ec2a__event_add_instance(event, text);
	return r < 0 ? r : 0;
}

/* An array of ids, or one id by itself. */
static int add_list(struct ec2a__record_parts *parts, struct ec2a__span list, struct ec2a_event *event)
{
	struct ec2a__span_walk walk = ec2a__span_walk(list);
	struct ec2a__span value;
	int r = ec2a__span_is_string(list) ? add_text(parts, list, event) : 0;

	if (!ec2a__span_is_array(list))
		return r;
	while (r == 0 && ec2a__span_next(&walk, NULL, &value))
		r = add_text(parts, value, event);
	return r;
}

static int equal_without_case(const char *a, const char *b)
{
	while (*a && ec2a__lower(*a) == ec2a__lower(*b)) {
		a++;
		b++;
	}
	return ec2a__lower(*a) == ec2a__lower(*b);
}

static struct ec2a__span get_either(struct ec2a__span object, const char *a, const char *b)
{
	struct ec2a__span value = ec2a__span_get(object, a);

	return value.text ? value : ec2a__span_get(object, b);
}

/* "targets":[{"key":"InstanceIds","values":["i-..."]}] */
static int add_targets(struct ec2a__record_parts *parts, struct ec2a_event *event)
{
	struct ec2a__span targets = ec2a__part_get_either(&parts->request, "targets", "Targets"), target;
	struct ec2a__span_walk walk = ec2a__span_walk(targets);
	int r = 0;

	if (!ec2a__span_is_array(targets))
		return 0;
	while (r == 0 && ec2a__span_next(&walk, NULL, &target)) {
		const char *key;

		r = ec2a__record_text(parts, get_either(target, "key", "Key"), &key);
		if (r == 1 && equal_without_case(key, "InstanceIds"))
			r = add_list(parts, get_either(target, "values", "Values"), event);
		else if (r == 1)
			r = 0;
	}
	return r;
}

/* {"instancesSet":{"items":[{"instanceId":"i-..."}]}} of requests and responses */
static int add_set(struct ec2a__record_parts *parts, const struct ec2a__record_part *from, struct ec2a_event *event)
{
	struct ec2a__span set = ec2a__part_get(from, "instancesSet");
	struct ec2a__span items = get_either(set, "items", "item"), item;
	struct ec2a__span_walk walk = ec2a__span_walk(items);
	int r = 0;

	if (!ec2a__span_is_array(items))
		return 0;
	while (r == 0 && ec2a__span_next(&walk, NULL, &item))
		r = add_text(parts, ec2a__span_get(item, "instanceId"), event);
	return r;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* In order of bytes, each once: the same whatever way a command lists them. */
void ec2a__record_sort_instances(struct ec2a_event *event)
{
	size_t kept = 0;

	if (event->n_instances < 2)
		return;
	qsort(event->instances, event->n_instances, sizeof *event->instances, compare);
	for (size_t i = 0; i < event->n_instances; i++) {
		if (kept && strcmp(event->instances[kept - 1], event->instances[i]) == 0)
			ec2a__free(event->instances[i]);
		else
			event->instances[kept++] = event->instances[i];
	}
	event->n_instances = kept;
}

void ec2a__record_drop_instances(struct ec2a_event *event)
{
	while (event->n_instances)
		ec2a__free(event->instances[--event->n_instances]);
	ec2a__free(event->instances);
	event->instances = NULL;
}

/* ---- what is done to instances ------------------------------------------ */

/* Context calls to EC2: starting, stopping, volumes, images, screenshots. */
static int is_life(const struct ec2a__record_parts *parts)
{
	return parts->kind->class == EC2A_CLASS_CONTEXT && strcmp(parts->kind->source, "ec2.amazonaws.com") == 0;
}

/* {"instanceId":"i-..."}, {"InstanceSpecification":{"InstanceId":"i-..."}} */
static int add_named(struct ec2a__record_parts *parts, const struct ec2a__record_part *from, struct ec2a_event *event)
{
	struct ec2a__span specification =
		ec2a__part_get_either(from, "InstanceSpecification", "instanceSpecification");
	int r = add_text(parts, ec2a__part_get_either(from, "instanceId", "InstanceId"), event);

	return r == 0 ? add_text(parts, get_either(specification, "InstanceId", "instanceId"), event) : r;
}

/* Newer calls wrap their parameters ("GetConsoleScreenshotRequest"); DetachVolume may tell the instance in its
 * response alone. */
static int add_life(struct ec2a__record_parts *parts, struct ec2a_event *event)
{
	struct ec2a__record_part wrapped;
	char wrapper[64];
	int r = add_set(parts, &parts->request, event);

	if (r == 0 && event->n_instances == 0)
		r = add_set(parts, &parts->response, event);
	snprintf(wrapper, sizeof wrapper, "%sRequest", parts->kind->name);
	ec2a__part_open(&wrapped, ec2a__part_get(&parts->request, wrapper));
	if (r == 0)
		r = add_named(parts, &parts->request, event);
	if (r == 0)
		r = add_named(parts, &wrapped, event);
	return r == 0 ? add_named(parts, &parts->response, event) : r;
}

static int list_instances(struct ec2a__record_parts *parts, struct ec2a_event *event)
{
	int automation = is_name(parts, "StartAutomationExecution");
	int r = add_list(parts, ec2a__part_get(&parts->request, "instanceIds"), event);

	if (r == 0)
		r = add_targets(parts, event);
	if (r == 0 && automation)
		r = add_list(parts, ec2a__part_get(&parts->parameters, "InstanceId"), event);
	if (r == 0 && automation)
		r = add_list(parts, ec2a__part_get(&parts->parameters, "InstanceIds"), event);
	if (r == 0 && is_life(parts))
		r = add_life(parts, event);
	ec2a__record_sort_instances(event);
	return r;
}

/* ---- the instance of a refused call ------------------------------------- */

static int is_word(char c)
{
	return (c >= '0' && c <= '9') || (ec2a__lower(c) >= 'a' && ec2a__lower(c) <= 'z') || c == '-' || c == '_';
}

/* How long the id is that begins here: "i-" and 8 or 17 hex digits; 0 when it is none. */
static size_t id_size(const char *text)
{
	size_t digits = 0;

	if (text[0] != 'i' || text[1] != '-')
		return 0;
	while (ec2a__is_hex(text[2 + digits]))
		digits++;
	return (digits == 8 || digits == 17) && !is_word(text[2 + digits]) ? 2 + digits : 0;
}

/* The resource's ARN goes first: such messages also begin with the caller's, whose session name can be an
 * instance ("...assumed-role/web/i-..."). So a bare id counts only where it stands behind neither '/' nor ':'. */
static struct ec2a__span id_in_message(const char *message)
{
	static const char resource[] = ":instance/";
	const char *pos;

	for (pos = message; (pos = strstr(pos, resource)) != NULL;) {
		pos += sizeof resource - 1;
		if (id_size(pos))
			return (struct ec2a__span){ pos, id_size(pos) };
	}
	for (pos = message; (pos = strstr(pos, "i-")) != NULL; pos++) {
		char before = ' ';

		if (pos > message)
			before = pos[-1];
		if (!is_word(before) && before != '/' && before != ':' && id_size(pos))
			return (struct ec2a__span){ pos, id_size(pos) };
	}
	return (struct ec2a__span){ NULL, 0 };
}

static int from_message(struct ec2a__record_parts *parts, struct ec2a_event *event, int lists)
{
	const char *error = event->str[EC2A_FIELD_ERROR_CODE], *message = event->str[EC2A_FIELD_ERROR_MESSAGE];
	struct ec2a__span id;
	int r;

	if (!error || !*error || !message)
		return 0;
	id = id_in_message(message);
	if (!id.size)
		return 0;
	r = ec2a__event_set(event, EC2A_FIELD_INSTANCE_ID, id.text, id.size);
	if (r < 0 || !lists)
		return r;
	ec2a__buf_clear(&parts->scratch);
	r = ec2a__buf_add(&parts->scratch, id.text, id.size);
	return r < 0 ? r : ec2a__event_add_instance(event, parts->scratch.data);
}

static int is_instance(const char *text)
{
	return strncmp(text, "i-", 2) == 0 && text[2];
}

static int read_instance(struct ec2a__record_parts *parts, struct ec2a_event *event)
{
	int command = is_name(parts, "SendCommand") || is_name(parts, "StartAutomationExecution");
	int lists = command || is_life(parts);
	const char *target;
	int r = 0;

	if (command)
		ec2a__event_unset(event, EC2A_FIELD_TARGET);
	target = event->str[EC2A_FIELD_TARGET];
	if (target && *target) {
		if (is_instance(target))
			r = ec2a__event_set(event, EC2A_FIELD_INSTANCE_ID, target, strlen(target));
		return r == 0 && lists ? ec2a__event_add_instance(event, target) : r;
	}
	if (command || parts->kind->class == EC2A_CLASS_CONTEXT)
		r = list_instances(parts, event);
	if (r == 0 && event->n_instances == 1 && is_instance(event->instances[0]))
		r = ec2a__event_set(event, EC2A_FIELD_INSTANCE_ID, event->instances[0], strlen(event->instances[0]));
	if (r == 0 && event->n_instances == 0 && !parts->request.object.text)
		r = from_message(parts, event, lists);
	if (!lists)
		ec2a__record_drop_instances(event);
	return r;
}

/* ---- connections of Fleet Manager --------------------------------------- */

static struct ec2a__span connection_arn(const struct ec2a__record_part *from)
{
	return ec2a__part_get_either(from, "ConnectionArn", "connectionArn");
}

/* "arn:aws:ssm-guiconnect:...:connection/UUID", or "UUID_KEY". */
static int read_connection(struct ec2a__record_parts *parts, struct ec2a_event *event)
{
	struct ec2a__span arn = connection_arn(&parts->response);
	const char *text, *start;
	int r;

	if (!arn.text)
		arn = connection_arn(&parts->request);
	r = ec2a__record_text(parts, arn, &text);
	start = r == 1 ? strstr(text, "connection/") : NULL;
	if (start) {
		start += strlen("connection/");
		return *start ? ec2a__event_set(event, EC2A_FIELD_CONNECTION_ID, start, strcspn(start, "/")) : 0;
	}
	if (r >= 0)
		r = ec2a__record_text(parts, ec2a__part_get_either(&parts->request, "ConnectionToken", "connectionToken"), &text);
	if (r <= 0 || !strcspn(text, "_"))
		return r < 0 ? r : 0;
	return ec2a__event_set(event, EC2A_FIELD_CONNECTION_ID, text, strcspn(text, "_"));
}

int ec2a__record_instance(struct ec2a__record_parts *parts, struct ec2a_event *event)
{
	int r = read_instance(parts, event);

	return r == 0 ? read_connection(parts, event) : r;
}

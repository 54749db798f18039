/* SPDX-License-Identifier: MIT */
#include "event_build.h"

#include "mem.h"
#include "utf8.h"

#include <string.h>

struct ec2a_event *ec2a__event_new(const void *raw, size_t raw_size)
{
	struct ec2a_event *event = ec2a__calloc(1, sizeof *event);

	if (!event)
		return NULL;
	atomic_init(&event->refs, 1);
	event->raw = ec2a__malloc(raw_size + 1);
	if (!event->raw) {
		ec2a__free(event);
		return NULL;
	}
	if (raw_size)
		memcpy(event->raw, raw, raw_size);
	event->raw[raw_size] = '\0';
	event->raw_size = raw_size;
	return event;
}

/* A copy that is valid UTF-8 without U+0000. */
static char *repaired_copy(const char *text, size_t size)
{
	struct ec2a__buf buf;
	char *copy = NULL;

	if (!memchr(text, '\0', size) && ec2a__utf8_is_valid(text, size))
		return ec2a__strndup(text, size);
	if (size > SIZE_MAX / 3 - 1)
		return NULL;
	ec2a__buf_init(&buf, size * 3 + 1);
	if (ec2a__utf8_add(&buf, text, size) == 0)
		copy = ec2a__buf_steal(&buf);
	ec2a__buf_free(&buf);
	return copy;
}

int ec2a__event_set(struct ec2a_event *event, int field, const char *text, size_t size)
{
	char *copy = repaired_copy(size ? text : "", size);

	if (!copy)
		return EC2A_E_NOMEM;
	ec2a__free(event->str[field]);
	event->str[field] = copy;
	return 0;
}

void ec2a__event_unset(struct ec2a_event *event, int field)
{
	ec2a__free(event->str[field]);
	event->str[field] = NULL;
}

int ec2a__event_set_host(struct ec2a_event *event)
{
	event->host = ec2a__calloc(1, sizeof *event->host);
	return event->host ? 0 : EC2A_E_NOMEM;
}

/* Room for one more where an array grows by doubling: it is full when its length is a power of two. */
static void *room_for_one(void *array, size_t length, size_t size)
{
	if (length & (length - 1))
		return array;
	return ec2a__realloc_array(array, length ? length * 2 : 1, size);
}

int ec2a__event_add_instance(struct ec2a_event *event, const char *instance)
{
	char **instances = room_for_one(event->instances, event->n_instances, sizeof *instances);
	char *copy;

	if (!instances)
		return EC2A_E_NOMEM;
	event->instances = instances;
	copy = ec2a__strdup(instance);
	if (!copy)
		return EC2A_E_NOMEM;
	instances[event->n_instances++] = copy;
	return 0;
}

int ec2a__event_tell(struct ec2a_event *event, const char *instance, int kind, const char *value)
{
	struct ec2a__told *list = room_for_one(event->told, event->n_told, sizeof *list);
	struct ec2a__told told = { NULL, kind, NULL };

	if (!list)
		return EC2A_E_NOMEM;
	event->told = list;
	told.instance = ec2a__strdup(instance);
	told.value = value ? ec2a__strdup(value) : NULL;
	if (!told.instance || (value && !told.value)) {
		ec2a__free(told.instance);
		ec2a__free(told.value);
		return EC2A_E_NOMEM;
	}
	list[event->n_told++] = told;
	return 0;
}

ec2a_event *ec2a_event_ref(ec2a_event *event)
{
	if (event)
		atomic_fetch_add_explicit(&event->refs, 1, memory_order_relaxed);
	return event;
}

void ec2a_event_unref(ec2a_event *event)
{
	/* Acquire and release: whoever frees it sees everybody's last use. */
	if (!event || atomic_fetch_sub_explicit(&event->refs, 1, memory_order_acq_rel) != 1)
		return;
	for (size_t i = 0; i < EC2A__FIELDS; i++)
		ec2a__free(event->str[i]);
	for (size_t i = 0; i < event->n_instances; i++)
		ec2a__free(event->instances[i]);
	for (size_t i = 0; i < event->n_told; i++) {
		ec2a__free(event->told[i].instance);
		ec2a__free(event->told[i].value);
	}
	ec2a__free(event->instances);
	ec2a__free(event->told);
	ec2a__free(event->owner);
	ec2a__free(event->host);
	ec2a__free(event->raw);
	ec2a__free(event);
}

int ec2a_event_class(const ec2a_event *event)
{
	return event->class;
}

int ec2a_event_time_us(const ec2a_event *event, int64_t *ret_time_us)
{
	if (!event->has_time)
		return 0;
	*ret_time_us = event->time_us;
	return 1;
}

int ec2a_event_time_near(const ec2a_event *event, int64_t reference_us, int64_t *ret_time_us)
{
	int64_t time_us;

	if (!event || !ret_time_us)
		return 0;
	if (!event->host || event->host->year != EC2A__YEAR_OPEN)
		return ec2a_event_time_us(event, ret_time_us);
	if (!ec2a__time_place_year(&event->host->yearless, reference_us, &time_us))
		return 0;
	*ret_time_us = time_us;
	return 1;
}

const char *ec2a_event_str(const ec2a_event *event, int field)
{
	return field > 0 && field < EC2A__FIELDS ? event->str[field] : NULL;
}

void ec2a_event_strs(const ec2a_event *event, const int *fields, size_t count, const char **ret_texts)
{
	for (size_t i = 0; i < count; i++)
		ret_texts[i] = ec2a_event_str(event, fields[i]);
}

size_t ec2a_event_instance_count(const ec2a_event *event)
{
	return event->n_instances;
}

const char *ec2a_event_instance(const ec2a_event *event, size_t index)
{
	return index < event->n_instances ? event->instances[index] : NULL;
}

const void *ec2a_event_raw(const ec2a_event *event, size_t *ret_size)
{
	if (ret_size)
		*ret_size = event->raw_size;
	return event->raw;
}

/* SPDX-License-Identifier: MIT */
/* The same options as filter.c, asked of one event. */
#include "filter.h"

#include <string.h>

static int has(const struct values *values, const char *text)
{
	for (size_t i = 0; text && i < values->n; i++)
		if (strcmp(values->items[i], text) == 0)
			return 1;
	return 0;
}

static int wants_text(const struct values *values, const ec2a_event *event, int field)
{
	return !values->n || has(values, ec2a_event_str(event, field));
}

static int wants_verdict(uint64_t mask, const ec2a_access *access, int field)
{
	int number = access ? ec2a_access_int(access, field) : 0;

	return !mask || (number > 0 && number < 64 && (mask >> number & 1));
}

int filter_time_between(const struct options *options, int64_t us)
{
	return (!options->has_since || us >= options->since_us) && (!options->has_until || us < options->until_us);
}

static int wants_time(const struct options *options, const ec2a_event *event)
{
	int64_t us;

	if (ec2a_event_time_us(event, &us) != 1)
		return !options->has_since && !options->has_until;
	return filter_time_between(options, us);
}

int filter_event_names(const struct values *instances, const ec2a_event *event)
{
	if (has(instances, ec2a_event_str(event, EC2A_FIELD_INSTANCE_ID)) ||
	    has(instances, ec2a_event_str(event, EC2A_FIELD_TARGET)))
		return 1;
	for (size_t i = 0; i < ec2a_event_instance_count(event); i++)
		if (has(instances, ec2a_event_instance(event, i)))
			return 1;
	return 0;
}

static int wants_principal(const struct values *values, const ec2a_event *event)
{
	return !values->n || has(values, ec2a_event_str(event, EC2A_FIELD_PRINCIPAL_ARN)) ||
	       has(values, ec2a_event_str(event, EC2A_FIELD_PRINCIPAL_NAME)) ||
	       has(values, ec2a_event_str(event, EC2A_FIELD_ACCESS_KEY_ID)) ||
	       has(values, ec2a_event_str(event, EC2A_FIELD_SESSION_NAME));
}

int filter_wants_event(const struct options *options, const ec2a_event *event, const ec2a_access *access)
{
	return wants_time(options, event) &&
	       (!options->instances.n || filter_event_names(&options->instances, event)) &&
	       wants_principal(&options->principals, event) &&
	       wants_text(&options->accounts, event, EC2A_FIELD_ACCOUNT_ID) &&
	       wants_text(&options->regions, event, EC2A_FIELD_REGION) &&
	       wants_text(&options->event_names, event, EC2A_FIELD_EVENT_NAME) &&
	       wants_verdict(options->methods, access, EC2A_ACCESS_METHOD) &&
	       wants_verdict(options->surfaces, access, EC2A_ACCESS_SURFACE) &&
	       wants_verdict(options->outcomes, access, EC2A_ACCESS_OUTCOME);
}

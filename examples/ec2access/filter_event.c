/* SPDX-License-Identifier: MIT */
/* The same options as filter.c, asked of one event. */
#include "filter.h"

static int wants_text(const struct values *values, const ec2a_event *event, int field)
{
	return !values->n || filter_has(values, ec2a_event_str(event, field));
}

static int wants_verdict(uint64_t mask, const ec2a_session *session, int session_field, const ec2a_access *access,
			 int access_field)
{
	int64_t number = 0;

	if (!mask)
		return 1;
	if (session && ec2a_session_int(session, session_field, &number) != 1)
		return 0;
	if (!session && access)
		number = ec2a_access_int(access, access_field);
	return number > 0 && number < 64 && (mask >> number & 1);
}

int filter_time_between(const struct options *options, int64_t us)
{
	return (!options->has_since || us >= options->since_us) && (!options->has_until || us < options->until_us);
}

static int wants_time(const struct options *options, const ec2a_correlator *correlator, const ec2a_event *event)
{
	int64_t us;

	if (ec2a_correlator_event_time(correlator, event, &us) != 1)
		return !options->has_since && !options->has_until;
	return filter_time_between(options, us);
}

int filter_event_names(const struct values *instances, const ec2a_event *event)
{
	if (filter_has(instances, ec2a_event_str(event, EC2A_FIELD_INSTANCE_ID)) ||
	    filter_has(instances, ec2a_event_str(event, EC2A_FIELD_TARGET)))
		return 1;
	for (size_t i = 0; i < ec2a_event_instance_count(event); i++)
		if (filter_has(instances, ec2a_event_instance(event, i)))
			return 1;
	return 0;
}

static int wants_principal(const struct values *values, const ec2a_event *event)
{
	return !values->n || filter_has(values, ec2a_event_str(event, EC2A_FIELD_PRINCIPAL_ARN)) ||
	       filter_has(values, ec2a_event_str(event, EC2A_FIELD_PRINCIPAL_NAME)) ||
	       filter_has(values, ec2a_event_str(event, EC2A_FIELD_ACCESS_KEY_ID)) ||
	       filter_has(values, ec2a_event_str(event, EC2A_FIELD_SESSION_NAME));
}

static int wants_instance(const struct values *instances, const ec2a_event *event, const ec2a_session *session)
{
	return !instances->n || filter_event_names(instances, event) ||
	       (session && filter_session_names(instances, session));
}

int filter_needs_session(const struct options *options)
{
	return options->instances.n || options->methods || options->surfaces || options->outcomes;
}

int filter_wants_event(const struct options *options, const ec2a_correlator *correlator, const ec2a_event *event,
		       const ec2a_access *access, const ec2a_session *session)
{
	return wants_time(options, correlator, event) && wants_instance(&options->instances, event, session) &&
	       wants_principal(&options->principals, event) &&
	       wants_text(&options->accounts, event, EC2A_FIELD_ACCOUNT_ID) &&
	       wants_text(&options->regions, event, EC2A_FIELD_REGION) &&
	       wants_text(&options->event_names, event, EC2A_FIELD_EVENT_NAME) &&
	       wants_verdict(options->methods, session, EC2A_SESSION_METHOD, access, EC2A_ACCESS_METHOD) &&
	       wants_verdict(options->surfaces, session, EC2A_SESSION_SURFACE, access, EC2A_ACCESS_SURFACE) &&
	       wants_verdict(options->outcomes, session, EC2A_SESSION_OUTCOME, access, EC2A_ACCESS_OUTCOME);
}

/* SPDX-License-Identifier: MIT */
#include "filter.h"

#include <string.h>

int filter_has(const struct values *values, const char *text)
{
	for (size_t i = 0; text && i < values->n; i++)
		if (strcmp(values->items[i], text) == 0)
			return 1;
	return 0;
}

static int wants_text(const struct values *values, const ec2a_session *session, int field)
{
	return !values->n || filter_has(values, ec2a_session_str(session, field));
}

static int wants_name(uint64_t mask, const ec2a_session *session, int field)
{
	int64_t number;

	if (!mask)
		return 1;
	return ec2a_session_int(session, field, &number) == 1 && number > 0 && number < 64 && (mask >> number & 1);
}

int filter_time(const ec2a_session *session, int64_t *ret_us)
{
	if (ec2a_session_int(session, EC2A_SESSION_START, ret_us) == 1)
		return 1;
	return ec2a_session_event_int(session, 0, EC2A_EVIDENCE_TIME, ret_us) == 1;
}

static int wants_time(const struct options *options, const ec2a_session *session)
{
	int64_t us;

	if (!options->has_since && !options->has_until)
		return 1;
	if (!filter_time(session, &us))
		return 0;
	return (!options->has_since || us >= options->since_us) && (!options->has_until || us < options->until_us);
}

int filter_session_names(const struct values *instances, const ec2a_session *session)
{
	if (filter_has(instances, ec2a_session_str(session, EC2A_SESSION_INSTANCE_ID)) ||
	    filter_has(instances, ec2a_session_str(session, EC2A_SESSION_TARGET)))
		return 1;
	for (size_t i = 0; i < ec2a_session_instance_count(session); i++)
		if (filter_has(instances, ec2a_session_instance(session, i)))
			return 1;
	return 0;
}

static int wants_principal(const struct values *values, const ec2a_session *session)
{
	return !values->n || filter_has(values, ec2a_session_str(session, EC2A_SESSION_PRINCIPAL_ARN)) ||
	       filter_has(values, ec2a_session_str(session, EC2A_SESSION_PRINCIPAL_NAME)) ||
	       filter_has(values, ec2a_session_str(session, EC2A_SESSION_PRINCIPAL_ACCESS_KEY_ID)) ||
	       filter_has(values, ec2a_session_str(session, EC2A_SESSION_PRINCIPAL_SESSION_NAME));
}

static int wants_event(const struct values *values, const ec2a_session *session)
{
	if (!values->n)
		return 1;
	for (size_t i = 0; i < ec2a_session_event_count(session); i++)
		if (filter_has(values, ec2a_session_event_str(session, i, EC2A_EVIDENCE_NAME)))
			return 1;
	return 0;
}

/* Commands and fetched passwords are not sessions: shown when asked for, also by naming the method. */
static int wants_action(const struct options *options, const ec2a_session *session)
{
	int64_t method = 0;

	if (options->actions || ec2a_session_int(session, EC2A_SESSION_METHOD, &method) != 1)
		return 1;
	if (method != EC2A_METHOD_RUN_COMMAND && method != EC2A_METHOD_PASSWORD_RETRIEVAL)
		return 1;
	return options->methods >> method & 1;
}

int filter_hides_action(const struct options *options, const ec2a_session *session)
{
	return !wants_action(options, session);
}

int filter_wants(const struct options *options, const ec2a_session *session)
{
	return wants_action(options, session) && wants_time(options, session) &&
	       (!options->instances.n || filter_session_names(&options->instances, session)) &&
	       wants_principal(&options->principals, session) &&
	       wants_text(&options->accounts, session, EC2A_SESSION_ACCOUNT_ID) &&
	       wants_text(&options->regions, session, EC2A_SESSION_REGION) &&
	       wants_name(options->methods, session, EC2A_SESSION_METHOD) &&
	       wants_name(options->surfaces, session, EC2A_SESSION_SURFACE) &&
	       wants_name(options->outcomes, session, EC2A_SESSION_OUTCOME) &&
	       wants_event(&options->event_names, session);
}

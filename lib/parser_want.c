/* SPDX-License-Identifier: MIT */
/* Which records are handed out as events. */
#include "event_build.h"
#include "parser_state.h"
#include "record.h"
#include "settings.h"

static int is_approval(const ec2a_event *event)
{
	const struct ec2a__record_kind *kind = ec2a__record_kind(ec2a_event_str(event, EC2A_FIELD_EVENT_SOURCE),
								 ec2a_event_str(event, EC2A_FIELD_EVENT_NAME));

	return kind && kind->role == EC2A_ROLE_APPROVAL;
}

/* Approvals are context for the counters, but a session's evidence: who asks for access gets them. */
int ec2a__parser_wants(const ec2a_parser *parser, const ec2a_event *event)
{
	int64_t wanted = ec2a__config_int(parser->config, EC2A_OPT_EVENTS);

	switch (event->class) {
	case EC2A_CLASS_ACCESS:
		return 1;
	case EC2A_CLASS_CONTEXT:
		return wanted >= EC2A_EVENTS_CONTEXT || is_approval(event);
	default:
		return wanted >= EC2A_EVENTS_ALL;
	}
}

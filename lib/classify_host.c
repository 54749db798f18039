/* SPDX-License-Identifier: MIT */
/* One line of a host's log: what it shows by itself. */
#include "verdict.h"

#include "event_build.h"

static int role_of(int kind)
{
	switch (kind) {
	case EC2A__HOST_LOGIN:
	case EC2A__HOST_OPENED:
		return EC2A_ROLE_LOGIN;
	case EC2A__HOST_LOGOUT:
	case EC2A__HOST_CLOSED:
		return EC2A_ROLE_LOGOUT;
	case EC2A__HOST_KEY_OFFER:
		return EC2A_ROLE_KEY_OFFER;
	case EC2A__HOST_SUDO:
		return EC2A_ROLE_SUDO;
	default:
		return 0;
	}
}

static void say(struct ec2a__verdict *verdict, int code, const char *first, const char *second)
{
	verdict->reasons[verdict->n_reasons++] = (struct ec2a__reason){ (uint16_t)code, { first, second } };
}

/* Ruling 13: an Accepted line without an address makes no row. */
static int is_login(const ec2a_event *event)
{
	return event->host->kind == EC2A__HOST_OPENED ||
	       (event->host->kind == EC2A__HOST_LOGIN && ec2a_event_str(event, EC2A_FIELD_SOURCE_IP));
}

int ec2a__classify_line(const ec2a_event *event, struct ec2a__verdict *ret_verdict)
{
	const char *name = ec2a_event_str(event, EC2A_FIELD_EVENT_NAME);
	int role = role_of(event->host->kind);

	if (!role)
		return 0;
	*ret_verdict = (struct ec2a__verdict){ .role = role, .surface = EC2A_SURFACE_HOST,
					       .identity = EC2A_IDENTITY_UNKNOWN, .outcome = EC2A_OUTCOME_GRANTED };
	if (!is_login(event)) {
		say(ret_verdict, EC2A__R_METHOD_LINE_PART, name, NULL);
		return 1;
	}
	ret_verdict->method = EC2A_METHOD_SSH;
	ret_verdict->kind = EC2A_KIND_SESSION;
	ret_verdict->os = EC2A_OS_UNIX;
	ret_verdict->os_confidence = EC2A_OS_CONFIDENCE_STRONG;
	ret_verdict->outcome = EC2A_OUTCOME_ATTACHED;
	say(ret_verdict, EC2A__R_METHOD_LINE, name, ec2a_event_str(event, EC2A_FIELD_HOST));
	say(ret_verdict, EC2A__R_SURFACE_HOST, NULL, NULL);
	say(ret_verdict, EC2A__R_OS_HOST, name, NULL);
	say(ret_verdict, EC2A__R_IDENTITY_HOST, NULL, NULL);
	return 1;
}

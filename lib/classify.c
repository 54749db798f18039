/* SPDX-License-Identifier: MIT */
/* One record: which way onto an instance it is, and what it shows by itself. Allocates nothing. */
#include "verdict.h"

#include "document.h"
#include "event_build.h"
#include "identity.h"
#include "names.h"
#include "record.h"
#include "settings.h"
#include "surface.h"

#include <string.h>

/* What Fleet Manager writes into its StartSession; published samples lost the identity beside it. */
#define FLEET_DOCUMENT "AWS-StartPortForwardingSession"
#define FLEET_REASON "Used for SSM Fleet Manager Remote Desktop"
#define RDP_PORT 3389
#define SSH_PORT 22

enum when { ALWAYS, DOCUMENT, ANY_DOCUMENT, NO_DOCUMENT, NO_PARAMETERS, ECS_TARGET, GUICONNECT, REFUSED };
enum os_evidence { NOTHING, UNIX, WINDOWS, PORT, PORT_22 };

/* So that the table can say PART where there is neither method nor row. */
#define EC2A_METHOD_PART 0
#define EC2A_KIND_PART 0

struct rule {
	const char *source;
	const char *name;
	const char *argument;
	int when;
	int method;
	int kind;
	int os;
};

static const struct rule rules[] = {
#define EC2A__RULE(source, name, when, argument, method, kind, os) \
	{ source, name, argument, when, EC2A_METHOD_##method, EC2A_KIND_##kind, os },
#include "classify_table.h"
#undef EC2A__RULE
};

#define N_RULES (sizeof rules / sizeof rules[0])

/* A tunnel to one of these may end at a database and not at an instance (ruling 31). */
static const unsigned database_ports[] = { 1433, 1521, 3306, 5432, 5439, 6379, 27017 };

static const char *get(const ec2a_event *event, int field)
{
	const char *text = ec2a_event_str(event, field);

	return text && *text ? text : NULL; /* for every rule here "" is as good as absent */
}

static void say(struct ec2a__verdict *verdict, int code, const char *first, const char *second)
{
	if (verdict->n_reasons < EC2A__VERDICT_REASONS)
		verdict->reasons[verdict->n_reasons++] = (struct ec2a__reason){ (uint16_t)code, { first, second } };
}

/* 0 where there is no port, or none that can be one. */
static unsigned port_of(const ec2a_event *event)
{
	const char *text = get(event, EC2A_FIELD_REMOTE_PORT);
	unsigned port = 0;

	for (; text && *text; text++) {
		if (*text < '0' || *text > '9' || port > 65535)
			return 0;
		port = port * 10 + (unsigned)(*text - '0');
	}
	return port > 65535 ? 0 : port;
}

/* ---- outcome --------------------------------------------------------------- */

static int outcome_of(const char *error)
{
	if (!error)
		return EC2A_OUTCOME_GRANTED;
	if (strstr(error, "AccessDenied") || strstr(error, "UnauthorizedOperation"))
		return EC2A_OUTCOME_DENIED;
	return EC2A_OUTCOME_FAILED;
}

static void say_outcome(struct ec2a__verdict *verdict, const char *error)
{
	static const int codes[] = {
		[EC2A_OUTCOME_GRANTED] = EC2A__R_OUTCOME_GRANTED,
		[EC2A_OUTCOME_DENIED] = EC2A__R_OUTCOME_DENIED,
		[EC2A_OUTCOME_FAILED] = EC2A__R_OUTCOME_FAILED,
	};

	say(verdict, codes[verdict->outcome], error, NULL);
}

/* ---- Fleet Manager ------------------------------------------------------------ */

/* Never by the reason alone when there is an identity: a caller can type any reason. */
static int is_fleet_sample(const ec2a_event *event)
{
	const char *reason = get(event, EC2A_FIELD_REASON);

	return event->no_identity && reason && strcmp(reason, FLEET_REASON) == 0 && port_of(event) == RDP_PORT &&
	       ec2a__document_is(get(event, EC2A_FIELD_DOCUMENT), FLEET_DOCUMENT);
}

/* AWS writes invokedBy and sourceIPAddress, the caller cannot. */
static int is_by_guiconnect(const ec2a_event *event, struct ec2a__verdict *verdict)
{
	const char *invoker = get(event, EC2A_FIELD_INVOKED_BY);
	const char *address = get(event, EC2A_FIELD_SOURCE_IP);

	if (ec2a__service_is(invoker, "ssm-guiconnect"))
		say(verdict, EC2A__R_METHOD_BY_INVOKER, invoker, NULL);
	else if (ec2a__service_is(address, "ssm-guiconnect"))
		say(verdict, EC2A__R_METHOD_BY_SOURCE_IP, address, NULL);
	else if (is_fleet_sample(event))
		say(verdict, EC2A__R_METHOD_BY_SAMPLE, get(event, EC2A_FIELD_REASON),
		    get(event, EC2A_FIELD_REMOTE_PORT));
	else
		return 0;
	return 1;
}

/* ---- method --------------------------------------------------------------------- */

static int holds(const struct rule *rule, const ec2a_event *event, const struct ec2a__verdict *verdict)
{
	const char *document = get(event, EC2A_FIELD_DOCUMENT);
	const char *target = get(event, EC2A_FIELD_TARGET);

	switch (rule->when) {
	case DOCUMENT:
		return ec2a__document_is(document, rule->argument);
	case ANY_DOCUMENT:
		return document != NULL;
	case NO_DOCUMENT:
		return !document;
	case NO_PARAMETERS:
		return !document && !target;
	case ECS_TARGET:
		return target && strncmp(target, "ecs:", 4) == 0;
	case GUICONNECT:
		return verdict->by_guiconnect && verdict->outcome == EC2A_OUTCOME_GRANTED;
	case REFUSED:
		return verdict->outcome != EC2A_OUTCOME_GRANTED;
	default:
		return 1;
	}
}

/* NULL: the record tables know a call that has no row here, such as the approvals. */
static const struct rule *rule_of(const struct ec2a__record_kind *kind, const ec2a_event *event,
				  const struct ec2a__verdict *verdict)
{
	for (size_t i = 0; i < N_RULES; i++)
		if (strcmp(rules[i].name, kind->name) == 0 && strcmp(rules[i].source, kind->source) == 0 &&
		    holds(&rules[i], event, verdict))
			return &rules[i];
	return NULL;
}

/* The condition of the row is why; a row without a condition is the call itself. */
static void say_why(const ec2a_event *event, const struct rule *rule, struct ec2a__verdict *verdict)
{
	static const struct {
		int code;
		int field;
	} whys[] = {
		[ALWAYS] = { EC2A__R_METHOD_CALL, EC2A_FIELD_EVENT_NAME },
		[DOCUMENT] = { EC2A__R_METHOD_DOCUMENT, EC2A_FIELD_DOCUMENT },
		[ANY_DOCUMENT] = { EC2A__R_METHOD_OTHER_DOCUMENT, EC2A_FIELD_DOCUMENT },
		[NO_DOCUMENT] = { EC2A__R_METHOD_NO_DOCUMENT, EC2A_FIELD_EVENT_NAME },
		[NO_PARAMETERS] = { EC2A__R_METHOD_NO_PARAMETERS, EC2A_FIELD_EVENT_NAME },
		[ECS_TARGET] = { EC2A__R_METHOD_ECS_TARGET, EC2A_FIELD_TARGET },
		[GUICONNECT] = { EC2A__R_METHOD_GUICONNECT, EC2A_FIELD_EVENT_NAME },
		[REFUSED] = { EC2A__R_METHOD_REFUSED_PART, EC2A_FIELD_EVENT_NAME },
	};
	int code = rule->method ? whys[rule->when].code : EC2A__R_METHOD_PART;

	if (code == EC2A__R_METHOD_NO_PARAMETERS && event->no_parameters)
		code = EC2A__R_METHOD_CSV;

	say(verdict, code, get(event, whys[rule->when].field), NULL);
}

static void say_method(const ec2a_config *config, const ec2a_event *event, const struct rule *rule,
		       struct ec2a__verdict *verdict)
{
	const char *document = get(event, EC2A_FIELD_DOCUMENT);
	int mapped = 0;

	if (rule->method == EC2A_METHOD_SESSION_MANAGER_DOCUMENT)
		mapped = ec2a__config_document(config, ec2a__document_name(document));
	verdict->method = mapped ? mapped : rule->method;
	if (mapped)
		say(verdict, EC2A__R_METHOD_DOCUMENT_MAPPED, document, ec2a__name(EC2A_ENUM_METHOD, mapped));
	else
		say_why(event, rule, verdict);
}

/* The push to such a port stays by itself; the tunnel says why it may be no access to an instance. */
static void warn_of_database(const ec2a_event *event, struct ec2a__verdict *verdict)
{
	unsigned port = verdict->method == EC2A_METHOD_ENDPOINT_TUNNEL ? port_of(event) : 0;

	for (size_t i = 0; port && i < sizeof database_ports / sizeof database_ports[0]; i++)
		if (port == database_ports[i])
			say(verdict, EC2A__R_METHOD_DATABASE_PORT, get(event, EC2A_FIELD_REMOTE_PORT), NULL);
}

static void find_method(const ec2a_config *config, const ec2a_event *event, const struct rule *rule,
			struct ec2a__verdict *verdict)
{
	if (!rule) {
		say(verdict, EC2A__R_METHOD_APPROVAL, get(event, EC2A_FIELD_EVENT_NAME), NULL);
		return;
	}
	say_method(config, event, rule, verdict);
	verdict->kind = rule->kind;
	if (verdict->method && verdict->outcome != EC2A_OUTCOME_GRANTED)
		verdict->kind = EC2A_KIND_ATTEMPT;
	warn_of_database(event, verdict);
}

/* ---- os ----------------------------------------------------------------------------- */

static void set_os(struct ec2a__verdict *verdict, int os, int confidence)
{
	verdict->os = os;
	verdict->os_confidence = confidence;
}

/* A port says something of the instance only where the forward ends there. */
static void os_by_port(const ec2a_event *event, const struct rule *rule, struct ec2a__verdict *verdict)
{
	const char *text = get(event, EC2A_FIELD_REMOTE_PORT);
	const char *host = get(event, EC2A_FIELD_REMOTE_HOST);
	unsigned port = port_of(event);

	if (!text && rule->os == PORT_22) {
		set_os(verdict, EC2A_OS_UNIX, EC2A_OS_CONFIDENCE_WEAK);
		say(verdict, EC2A__R_OS_SSH_DOCUMENT, get(event, EC2A_FIELD_DOCUMENT), NULL);
	} else if (port != RDP_PORT && port != SSH_PORT) {
		return;
	} else if ((host && rule->os != PORT_22) || verdict->method == EC2A_METHOD_SESSION_MANAGER_REMOTE_FORWARD) {
		say(verdict, EC2A__R_OS_PORT_ELSEWHERE, text, host);
	} else if (port == RDP_PORT) {
		set_os(verdict, EC2A_OS_WINDOWS, EC2A_OS_CONFIDENCE_WEAK);
		say(verdict, EC2A__R_OS_RDP_PORT, text, NULL);
	} else {
		set_os(verdict, EC2A_OS_UNIX, EC2A_OS_CONFIDENCE_WEAK);
		say(verdict, EC2A__R_OS_SSH_PORT, text, NULL);
	}
}

/* A refused call proves nothing of the instance: made-up ids were seen (ruling 7). */
static void find_os(const ec2a_event *event, const struct rule *rule, struct ec2a__verdict *verdict)
{
	const char *name = get(event, EC2A_FIELD_EVENT_NAME);
	int is_password;

	set_os(verdict, EC2A_OS_UNKNOWN, 0);
	if (!rule || verdict->outcome != EC2A_OUTCOME_GRANTED)
		return;
	if (rule->os == UNIX) {
		set_os(verdict, EC2A_OS_UNIX, EC2A_OS_CONFIDENCE_STRONG);
		say(verdict, EC2A__R_OS_PUSH, name, NULL);
	} else if (rule->os == WINDOWS) {
		set_os(verdict, EC2A_OS_WINDOWS, EC2A_OS_CONFIDENCE_STRONG);
		is_password = verdict->method == EC2A_METHOD_PASSWORD_RETRIEVAL;
		say(verdict, is_password ? EC2A__R_OS_PASSWORD : EC2A__R_OS_FLEET, name, NULL);
	} else if (rule->os == PORT || rule->os == PORT_22) {
		os_by_port(event, rule, verdict);
	}
}

/* ---- all of it ------------------------------------------------------------------------ */

int ec2a__classify(const ec2a_config *config, const ec2a_event *event, struct ec2a__verdict *ret_verdict)
{
	const char *source = ec2a_event_str(event, EC2A_FIELD_EVENT_SOURCE);
	const char *name = ec2a_event_str(event, EC2A_FIELD_EVENT_NAME);
	const char *error = get(event, EC2A_FIELD_ERROR_CODE);
	const struct ec2a__record_kind *kind = source && name ? ec2a__record_kind(source, name) : NULL;
	const struct rule *rule;
	struct ec2a__reason surface, identity;

	if (event->host)
		return ec2a__classify_line(event, ret_verdict);
	if (!kind || (kind->class != EC2A_CLASS_ACCESS && kind->role != EC2A_ROLE_APPROVAL))
		return 0;
	*ret_verdict = (struct ec2a__verdict){ .role = kind->role, .outcome = outcome_of(error) };
	ret_verdict->by_guiconnect = is_by_guiconnect(event, ret_verdict);
	rule = rule_of(kind, event, ret_verdict);
	find_method(config, event, rule, ret_verdict);
	ret_verdict->identity = ec2a__identity(event, &identity);
	ret_verdict->surface = ec2a__surface(event, ret_verdict->identity, &surface);
	ret_verdict->reasons[ret_verdict->n_reasons++] = surface;
	find_os(event, rule, ret_verdict);
	ret_verdict->reasons[ret_verdict->n_reasons++] = identity;
	say_outcome(ret_verdict, error);
	return 1;
}

/* SPDX-License-Identifier: MIT */
/* Who called: the names that userIdentity hides in several places, and whether mfa means something (CONTRACT,
 * rulings 4, 23, 33). */
#include "record_parts.h"

#include <string.h>

#define SSO_ROLE "AWSReservedSSO_"

static const char *field(const struct ec2a_event *event, int number)
{
	return event->str[number] ? event->str[number] : "";
}

static int is_type(const struct ec2a_event *event, const char *type)
{
	return strcmp(field(event, EC2A_FIELD_PRINCIPAL_TYPE), type) == 0;
}

static int is_role_session(const struct ec2a_event *event)
{
	if (*field(event, EC2A_FIELD_PRINCIPAL_TYPE))
		return is_type(event, "AssumedRole");
	return strstr(field(event, EC2A_FIELD_PRINCIPAL_ARN), ":assumed-role/") != NULL;
}

/* The part of an ARN's resource, "kind/first/second": 1 the first, 2 the last one behind the first. */
static struct ec2a__span arn_part(const char *arn, int which)
{
	struct ec2a__span none = { NULL, 0 };
	const char *first = strchr(arn, '/'), *last = strrchr(arn, '/');

	if (strncmp(arn, "arn:", 4) != 0 || !first)
		return none;
	first++;
	if (which == 1)
		return (struct ec2a__span){ first, strcspn(first, "/") };
	if (last < first)
		return none;
	return (struct ec2a__span){ last + 1, strlen(last + 1) };
}

/* What follows the last '/' of an ARN: a user's name without its path. */
static struct ec2a__span arn_end(const char *arn)
{
	const char *last = strrchr(arn, '/');

	if (strncmp(arn, "arn:", 4) != 0 || !last)
		return (struct ec2a__span){ NULL, 0 };
	return (struct ec2a__span){ last + 1, strlen(last + 1) };
}

static struct ec2a__span after_colon(const char *principal_id)
{
	const char *colon = strchr(principal_id, ':');

	if (!colon)
		return (struct ec2a__span){ NULL, 0 };
	return (struct ec2a__span){ colon + 1, strlen(colon + 1) };
}

/* A role session's name holds no colon; Default Host Management's principalId does, in its role's name:
 * "111122223333:aws:ec2-instance:i-...". */
static struct ec2a__span after_last_colon(const char *principal_id)
{
	const char *colon = strrchr(principal_id, ':');

	return after_colon(colon ? colon : principal_id);
}

static int set(struct ec2a_event *event, int number, struct ec2a__span text)
{
	return text.size ? ec2a__event_set(event, number, text.text, text.size) : 0;
}

/* A name that stands in userIdentity itself. */
static int set_from(struct ec2a__record_parts *parts, struct ec2a_event *event, struct ec2a__span value)
{
	const char *text;
	int r = ec2a__record_text(parts, value, &text);

	if (r == 1 && *text)
		return ec2a__event_set(event, EC2A_FIELD_PRINCIPAL_NAME, text, parts->scratch.len);
	return r < 0 ? r : 0;
}

static struct ec2a__span issuer_name(const struct ec2a__record_parts *parts)
{
	struct ec2a__span context = ec2a__part_get(&parts->identity, "sessionContext");

	return ec2a__span_get(ec2a__span_get(context, "sessionIssuer"), "userName");
}

/* The name by its place in userIdentity, else by the ARN. Root, services and other accounts have none. */
static int read_name(struct ec2a__record_parts *parts, struct ec2a_event *event)
{
	const char *arn = field(event, EC2A_FIELD_PRINCIPAL_ARN);
	struct ec2a__span value = ec2a__part_get(&parts->identity, "userName"), else_value = arn_end(arn);
	int r;

	if (is_type(event, "Root") || is_type(event, "AWSService") || is_type(event, "AWSAccount"))
		return 0;
	if (is_role_session(event)) {
		value = issuer_name(parts);
		else_value = arn_part(arn, 1);
	} else if (is_type(event, "FederatedUser") && !else_value.size) {
		else_value = after_colon(field(event, EC2A_FIELD_PRINCIPAL_ID));
	}
	r = set_from(parts, event, value);
	if (r == 0 && !event->str[EC2A_FIELD_PRINCIPAL_NAME])
		r = set(event, EC2A_FIELD_PRINCIPAL_NAME, else_value);
	return r;
}

static int read_session_name(struct ec2a_event *event)
{
	struct ec2a__span name = after_last_colon(field(event, EC2A_FIELD_PRINCIPAL_ID));

	if (!is_role_session(event))
		return 0;
	if (!name.size)
		name = arn_part(field(event, EC2A_FIELD_PRINCIPAL_ARN), 2);
	return set(event, EC2A_FIELD_SESSION_NAME, name);
}

/* Identities that came in by another door: their mfaAuthenticated is "false" whatever the person did there. */
static int mfa_tells(const struct ec2a__record_parts *parts, const struct ec2a_event *event)
{
	static const char *const silent[] = { "FederatedUser", "SAMLUser", "WebIdentityUser", "IdentityCenterUser",
					      "AWSService" };
	struct ec2a__span context = ec2a__part_get(&parts->identity, "sessionContext");
	struct ec2a__span provider =
		ec2a__span_get(ec2a__span_get(context, "webIdFederationData"), "federatedProvider");

	for (size_t i = 0; i < sizeof silent / sizeof silent[0]; i++)
		if (is_type(event, silent[i]))
			return 0;
	if (ec2a__span_inside(provider).size)
		return 0;
	return !is_role_session(event) ||
	       strncmp(field(event, EC2A_FIELD_PRINCIPAL_NAME), SSO_ROLE, sizeof SSO_ROLE - 1) != 0;
}

int ec2a__record_principal(struct ec2a__record_parts *parts, struct ec2a_event *event)
{
	int r = read_name(parts, event);

	if (r == 0)
		r = read_session_name(event);
	if (r == 0 && !mfa_tells(parts, event))
		ec2a__event_unset(event, EC2A_FIELD_MFA);
	return r;
}

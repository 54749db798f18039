/* SPDX-License-Identifier: MIT */
#include "identity.h"

#include "event_build.h"
#include "mask.h"

#include <string.h>

#define SSO_ROLE "AWSReservedSSO_" /* IAM keeps this beginning for the roles of Identity Center (AWS 1.3) */

/* userIdentity.type as CloudTrail writes it. "Directory" and "Unknown" tell nothing that the table
 * of identities has a word for. [CloudTrail user guide, userIdentity element] */
static const struct {
	const char *type;
	int identity;
} types[] = {
	{ "Root", EC2A_IDENTITY_ROOT },
	{ "IAMUser", EC2A_IDENTITY_IAM_USER },
	{ "AssumedRole", EC2A_IDENTITY_ASSUMED_ROLE },
	{ "Role", EC2A_IDENTITY_ASSUMED_ROLE },
	{ "FederatedUser", EC2A_IDENTITY_FEDERATED_USER },
	{ "IdentityCenterUser", EC2A_IDENTITY_IDENTITY_CENTER_USER },
	{ "SAMLUser", EC2A_IDENTITY_SAML_USER },
	{ "WebIdentityUser", EC2A_IDENTITY_WEB_IDENTITY_USER },
	{ "AWSAccount", EC2A_IDENTITY_AWS_ACCOUNT },
	{ "AWSService", EC2A_IDENTITY_AWS_SERVICE },
};

static int because(struct ec2a__reason *why, int code, const char *value, int identity)
{
	*why = (struct ec2a__reason){ (uint16_t)code, { value } };
	return identity;
}

/* Role sessions look alike; the names of role and session tell the kinds apart. */
static int role_session(const ec2a_event *event, const char *type, struct ec2a__reason *why)
{
	const char *role = ec2a_event_str(event, EC2A_FIELD_PRINCIPAL_NAME);
	const char *session = ec2a_event_str(event, EC2A_FIELD_SESSION_NAME);

	if (role && strncmp(role, SSO_ROLE, sizeof SSO_ROLE - 1) == 0)
		return because(why, EC2A__R_IDENTITY_SSO_ROLE, role, EC2A_IDENTITY_IDENTITY_CENTER_USER);
	if (ec2a__is_instance_name(session, "i-", event->masked))
		return because(why, EC2A__R_IDENTITY_INSTANCE, session, EC2A_IDENTITY_INSTANCE_ROLE);
	if (ec2a__is_instance_name(session, "mi-", event->masked))
		return because(why, EC2A__R_IDENTITY_NODE, session, EC2A_IDENTITY_HYBRID_NODE);
	return because(why, EC2A__R_IDENTITY_TYPE, type, EC2A_IDENTITY_ASSUMED_ROLE);
}

/* The console's CSV has no userIdentity.type (ruling 3). */
static int row_identity(const ec2a_event *event, struct ec2a__reason *why)
{
	const char *key = ec2a_event_str(event, EC2A_FIELD_ACCESS_KEY_ID);
	const char *session = ec2a_event_str(event, EC2A_FIELD_SESSION_NAME);

	if (event->csv_root)
		return because(why, EC2A__R_IDENTITY_CSV_ROOT, NULL, EC2A_IDENTITY_ROOT);
	if (session)
		return because(why, EC2A__R_IDENTITY_CSV_INSTANCE, session, EC2A_IDENTITY_INSTANCE_ROLE);
	if (key && strncmp(key, "AKIA", 4) == 0)
		return because(why, EC2A__R_IDENTITY_CSV_KEY, NULL, EC2A_IDENTITY_IAM_USER);
	return because(why, EC2A__R_IDENTITY_CSV, NULL, EC2A_IDENTITY_UNKNOWN);
}

int ec2a__identity(const ec2a_event *event, struct ec2a__reason *ret_why)
{
	const char *type = ec2a_event_str(event, EC2A_FIELD_PRINCIPAL_TYPE);

	if (event->no_parameters)
		return row_identity(event, ret_why);
	for (size_t i = 0; type && i < sizeof types / sizeof types[0]; i++) {
		if (strcmp(type, types[i].type) != 0)
			continue;
		if (types[i].identity == EC2A_IDENTITY_ASSUMED_ROLE)
			return role_session(event, type, ret_why);
		return because(ret_why, EC2A__R_IDENTITY_TYPE, type, types[i].identity);
	}
	if (type && *type)
		return because(ret_why, EC2A__R_IDENTITY_OTHER_TYPE, type, EC2A_IDENTITY_UNKNOWN);
	return because(ret_why, EC2A__R_IDENTITY_NONE, NULL, EC2A_IDENTITY_UNKNOWN);
}

int ec2a__identity_is_person(int identity)
{
	return identity != EC2A_IDENTITY_AWS_SERVICE && identity != EC2A_IDENTITY_INSTANCE_ROLE &&
	       identity != EC2A_IDENTITY_HYBRID_NODE && identity != EC2A_IDENTITY_UNKNOWN;
}

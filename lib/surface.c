/* SPDX-License-Identifier: MIT */
/* The surface: the first rule that holds, in the order of rules[]. */
#include "surface.h"

#include "identity.h"

#include <string.h>

/* ---- families of user agents ------------------------------------------- */

enum family {
	FAMILY_CONSOLE,  /* a browser, or a page of the console: proof, whoever calls */
	FAMILY_CLI,
	FAMILY_INTERNAL, /* AWS's own machinery: the console's back end, or any service's */
	FAMILY_SDK
};

enum match {
	PREFIX,  /* the user agent begins with the text */
	PRODUCT, /* and there the product ends: at the end, '/', ' ', ',', ';', ']' */
	WORD     /* the text begins the user agent or a later word of it */
};

/*
 * A new family is a row here. The client writes its userAgent, so all of this is weaker than
 * sessionCredentialFromConsole and invokedBy, which AWS writes. What stands in no row and names
 * itself as name/version is an SDK or a tool.
 */
static const struct {
	const char *text;
	int match;
	int family;
} families[] = {
	/* browsers; seen on console StartSession and SendSSHPublicKey [CloudConsoleCartographer; seed 000, 3] */
	{ "Mozilla/", PREFIX, FAMILY_CONSOLE },
	/* the page of a Fleet Manager desktop, on GetConnection [CloudConsoleCartographer] */
	{ "SRPS/Mozilla", PREFIX, FAMILY_CONSOLE },
	/* the console of before 2019 [invictus aws_dataset; event_history.csv of 2020] */
	{ "console.amazonaws.com", PRODUCT, FAMILY_CONSOLE },
	{ "console.ec2.amazonaws.com", PRODUCT, FAMILY_CONSOLE },
	{ "signin.amazonaws.com", PRODUCT, FAMILY_CONSOLE },
	/* front ends of single consoles, which name themselves so [CloudConsoleCartographer; others] */
	{ "EC2ConsoleFrontend", PRODUCT, FAMILY_CONSOLE },
	{ "S3Console", PRODUCT, FAMILY_CONSOLE },
	{ "RDS Console", PRODUCT, FAMILY_CONSOLE },
	{ "AWS CloudWatch Console", PRODUCT, FAMILY_CONSOLE },

	/* AWS CLI 1 and 2 [seed 000, 5; EC2 user guide] */
	{ "aws-cli/", PREFIX, FAMILY_CLI },
	/* mssh [aws-ec2-instance-connect-cli] */
	{ "aws-ec2-instance-connect-cli/", PREFIX, FAMILY_CLI },
	{ "mssh", PRODUCT, FAMILY_CLI },
	/* the CLI's plugin; aws-sdk-go puts its own name in front [session-manager-plugin] */
	{ "session-manager-plugin", WORD, FAMILY_CLI },

	/* calls of AWS for someone: CloudTrail's record contents page; console StartSession [seeds 000, 2; 002] */
	{ "AWS Internal", PRODUCT, FAMILY_INTERNAL },
	/* StartConnection, GetConnection [seed 000, 9]; console StartSession of 2019 [seed 003] */
	{ "aws-internal/", PREFIX, FAMILY_INTERNAL },
	/* Amazon's RPC framework: consoles are built on it, services too [CloudConsoleCartographer] */
	{ "Coral/", PREFIX, FAMILY_INTERNAL },
	/* a console back end whose build left its version out; a real Jersey is a tool [invictus aws_dataset] */
	{ "Jersey/${project.version}", PREFIX, FAMILY_INTERNAL },

	/* "stratus-red-team_<uuid>": no version, so the rule of name/version misses it [stratus-red-team] */
	{ "stratus-red-team_", PREFIX, FAMILY_SDK },
	/* the PowerShell tools; not seen with a version in every form [AWS Tools for PowerShell] */
	{ "AWSPowerShell", PREFIX, FAMILY_SDK },
};

#define CLOUDSHELL "exec-env/CloudShell"
#define N_FAMILIES (sizeof families / sizeof families[0])

static int is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static int has_word(const char *agent, const char *text)
{
	for (const char *at = strstr(agent, text); at; at = strstr(at + 1, text))
		if (at == agent || is_one_of(at[-1], " ,;("))
			return 1;
	return 0;
}

static int matches(const char *agent, size_t row)
{
	size_t size = strlen(families[row].text);

	if (families[row].match == WORD)
		return has_word(agent, families[row].text);
	if (strncmp(agent, families[row].text, size) != 0)
		return 0;
	return families[row].match == PREFIX || agent[size] == '\0' || is_one_of(agent[size], "/ ,;]");
}

/* "name/version": a token of RFC 9110, a slash, and something after it. */
static int names_itself(const char *agent)
{
	const char *c;

	while (*agent == '[' || *agent == ' ')
		agent++;
	c = agent;
	while ((*c >= '0' && *c <= '9') || (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
	       is_one_of(*c, "!#$%&'*+-.^_`|~"))
		c++;
	return c > agent && c[0] == '/' && c[1] != '\0' && !is_one_of(c[1], " ,;])/");
}

/* The row of a user agent, or N_FAMILIES. Old records put it in brackets. */
static size_t family_row(const char *agent)
{
	size_t i = 0;

	if (!agent)
		return N_FAMILIES;
	while (*agent == '[' || *agent == ' ')
		agent++;
	while (i < N_FAMILIES && !matches(agent, i))
		i++;
	return i;
}

/* ---- services ------------------------------------------------------------ */

static int ends_service(const char *text)
{
	return strcmp(text, ".amazonaws.com") == 0 || strcmp(text, ".amazonaws.com.cn") == 0;
}

int ec2a__service_is(const char *text, const char *service)
{
	size_t size = strlen(service);

	return text && strncmp(text, service, size) == 0 && (text[size] == '\0' || ends_service(text + size));
}

/* "NAME.amazonaws.com", whatever the name. */
static int is_service(const char *text)
{
	const char *dot;

	for (dot = text ? strchr(text, '.') : NULL; dot; dot = strchr(dot + 1, '.'))
		if (dot > text && ends_service(dot))
			return 1;
	return 0;
}

/* ---- rules ----------------------------------------------------------------- */

/* What the rules read. */
struct sight {
	const char *agent;
	const char *invoked_by;
	const char *source_ip;
	const char *source;
	const char *from_console;
	size_t row; /* of families[] */
	int identity;
};

static int because(struct ec2a__reason *why, int code, const char *value)
{
	*why = (struct ec2a__reason){ (uint16_t)code, { value } };
	return 1;
}

static int by_family(const struct sight *sight, int family, struct ec2a__reason *why)
{
	if (sight->row == N_FAMILIES || families[sight->row].family != family)
		return 0;
	return because(why, families[sight->row].match == WORD ? EC2A__R_SURFACE_AGENT_WORD : EC2A__R_SURFACE_AGENT,
		       families[sight->row].text);
}

static int is_cloudshell(const struct sight *sight, struct ec2a__reason *why)
{
	return sight->agent && strstr(sight->agent, CLOUDSHELL) &&
	       because(why, EC2A__R_SURFACE_CLOUDSHELL, CLOUDSHELL);
}

static int is_console(const struct sight *sight, struct ec2a__reason *why)
{
	if (sight->from_console && strcmp(sight->from_console, "true") == 0)
		return because(why, EC2A__R_SURFACE_CREDENTIAL, sight->from_console);
	if (ec2a__service_is(sight->invoked_by, "ssm-guiconnect") || ec2a__service_is(sight->invoked_by, "signin"))
		return because(why, EC2A__R_SURFACE_INVOKED_CONSOLE, sight->invoked_by);
	if (by_family(sight, FAMILY_CONSOLE, why))
		return 1;
	return ec2a__service_is(sight->source, "ssm-guiconnect") &&
	       because(why, EC2A__R_SURFACE_GUICONNECT, sight->source);
}

static int is_cli(const struct sight *sight, struct ec2a__reason *why)
{
	return by_family(sight, FAMILY_CLI, why);
}

static int is_by_service(const struct sight *sight, struct ec2a__reason *why)
{
	if (sight->invoked_by && *sight->invoked_by) /* "AWS Internal" too; the console's stand in is_console() */
		return because(why, EC2A__R_SURFACE_INVOKED, sight->invoked_by);
	return is_service(sight->source_ip) && because(why, EC2A__R_SURFACE_SOURCE_IP, sight->source_ip);
}

/* AWS called, and no service says that it was the one: for a person that is the console's back end. */
static int is_back_end(const struct sight *sight, struct ec2a__reason *why)
{
	return ec2a__identity_is_person(sight->identity) && by_family(sight, FAMILY_INTERNAL, why) &&
	       because(why, EC2A__R_SURFACE_BACK_END, families[sight->row].text);
}

static int is_sdk(const struct sight *sight, struct ec2a__reason *why)
{
	if (by_family(sight, FAMILY_SDK, why))
		return 1;
	return sight->agent && sight->row == N_FAMILIES && names_itself(sight->agent) &&
	       because(why, EC2A__R_SURFACE_NAMES_ITSELF, sight->agent);
}

static int is_unknown(const struct sight *sight, struct ec2a__reason *why)
{
	return because(why, sight->agent && *sight->agent ? EC2A__R_SURFACE_UNKNOWN : EC2A__R_SURFACE_NO_AGENT,
		       sight->agent);
}

/* CONTRACT 2, to the letter. */
static const struct {
	int (*holds)(const struct sight *sight, struct ec2a__reason *why);
	int surface;
} rules[] = {
	{ is_cloudshell, EC2A_SURFACE_CLOUDSHELL },
	{ is_console, EC2A_SURFACE_CONSOLE },
	{ is_cli, EC2A_SURFACE_CLI },
	{ is_by_service, EC2A_SURFACE_SERVICE },
	{ is_back_end, EC2A_SURFACE_CONSOLE },
	{ is_sdk, EC2A_SURFACE_SDK },
	{ is_unknown, EC2A_SURFACE_UNKNOWN },
};

int ec2a__surface(const ec2a_event *event, int identity, struct ec2a__reason *ret_why)
{
	struct sight sight = {
		.agent = ec2a_event_str(event, EC2A_FIELD_USER_AGENT),
		.invoked_by = ec2a_event_str(event, EC2A_FIELD_INVOKED_BY),
		.source_ip = ec2a_event_str(event, EC2A_FIELD_SOURCE_IP),
		.source = ec2a_event_str(event, EC2A_FIELD_EVENT_SOURCE),
		.from_console = ec2a_event_str(event, EC2A_FIELD_FROM_CONSOLE),
		.identity = identity,
	};
	size_t i = 0;

	sight.row = family_row(sight.agent);
	while (!rules[i].holds(&sight, ret_why)) /* the last one always holds */
		i++;
	return rules[i].surface;
}

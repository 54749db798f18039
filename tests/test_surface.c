/* SPDX-License-Identifier: MIT */
#include "identity.h"
#include "surface.h"

#include "event_fill.h"

static int surface_of(const struct ec2a_test_field *fields, const char *source, int identity, char text[512])
{
	ec2a_event *event = ec2a_test_event(source, "StartSession", fields);
	struct ec2a__reason why = { 0 };
	int surface = ec2a__surface(event, identity, &why);
	struct ec2a__buf buf;

	ec2a__buf_init(&buf, 511);
	CU_ASSERT(ec2a__reason_add(&buf, &why) == 0);
	strcpy(text, buf.data ? buf.data : "");
	ec2a__buf_free(&buf);
	ec2a_event_unref(event);
	return surface;
}

static const struct {
	const char *agent;
	int person, nobody; /* the surface for a person's identity, and for an unknown one */
} agents[] = {
	{ "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", EC2A_SURFACE_CONSOLE, EC2A_SURFACE_CONSOLE },
	{ "[Mozilla/5.0 (X11)]", EC2A_SURFACE_CONSOLE, EC2A_SURFACE_CONSOLE },
	{ "SRPS/Mozilla/5.0 (Macintosh)", EC2A_SURFACE_CONSOLE, EC2A_SURFACE_CONSOLE },
	{ "console.amazonaws.com", EC2A_SURFACE_CONSOLE, EC2A_SURFACE_CONSOLE },
	{ "[console.ec2.amazonaws.com]", EC2A_SURFACE_CONSOLE, EC2A_SURFACE_CONSOLE },
	{ "signin.amazonaws.com", EC2A_SURFACE_CONSOLE, EC2A_SURFACE_CONSOLE },
	{ "signin.amazonaws.com.example.org", EC2A_SURFACE_UNKNOWN, EC2A_SURFACE_UNKNOWN },
	{ "EC2ConsoleFrontend, aws-internal/3 aws-sdk-java/1.12", EC2A_SURFACE_CONSOLE, EC2A_SURFACE_CONSOLE },
	{ "[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12]", EC2A_SURFACE_CONSOLE, EC2A_SURFACE_CONSOLE },
	{ "RDS Console, aws-internal/3", EC2A_SURFACE_CONSOLE, EC2A_SURFACE_CONSOLE },
	{ "AWS CloudWatch Console", EC2A_SURFACE_CONSOLE, EC2A_SURFACE_CONSOLE },
	{ "EC2ConsoleFrontendFake/1", EC2A_SURFACE_SDK, EC2A_SURFACE_SDK },
	{ "aws-cli/2.13.15 Python/3.11.4 Darwin/22.5.0 exe/x86_64 prompt/off command/ssm.start-session",
	  EC2A_SURFACE_CLI, EC2A_SURFACE_CLI },
	{ "aws-cli/1.15.61 Python/2.7.10 Darwin/16.7.0 botocore/1.10.60", EC2A_SURFACE_CLI, EC2A_SURFACE_CLI },
	{ "aws-ec2-instance-connect-cli/1.0.2 Python/3.8 Botocore/1.20", EC2A_SURFACE_CLI, EC2A_SURFACE_CLI },
	{ "mssh", EC2A_SURFACE_CLI, EC2A_SURFACE_CLI },
	{ "mssh/1.0", EC2A_SURFACE_CLI, EC2A_SURFACE_CLI },
	{ "msshd/1.0", EC2A_SURFACE_SDK, EC2A_SURFACE_SDK },
	{ "aws-sdk-go/1.44 (go1.19; linux; amd64) session-manager-plugin/1.2", EC2A_SURFACE_CLI, EC2A_SURFACE_CLI },
	{ "my-session-manager-plugin/1.2", EC2A_SURFACE_SDK, EC2A_SURFACE_SDK },
	{ "aws-cli/2.17.26 md/awscrt#0.21.2 exec-env/CloudShell md/command#ssm.start-session",
	  EC2A_SURFACE_CLOUDSHELL, EC2A_SURFACE_CLOUDSHELL },
	{ "AWS Internal", EC2A_SURFACE_CONSOLE, EC2A_SURFACE_UNKNOWN },
	{ "AWS Internal/3", EC2A_SURFACE_CONSOLE, EC2A_SURFACE_UNKNOWN },
	{ "AWS Internals", EC2A_SURFACE_UNKNOWN, EC2A_SURFACE_UNKNOWN },
	{ "aws-internal/3 aws-sdk-java/1.12.528", EC2A_SURFACE_CONSOLE, EC2A_SURFACE_UNKNOWN },
	{ "Coral/Netty4", EC2A_SURFACE_CONSOLE, EC2A_SURFACE_UNKNOWN },
	{ "Jersey/${project.version} (HttpUrlConnection 1.8)", EC2A_SURFACE_CONSOLE, EC2A_SURFACE_UNKNOWN },
	{ "Jersey/2.35", EC2A_SURFACE_SDK, EC2A_SURFACE_SDK },
	{ "Boto3/1.26.165 Python/3.10.6", EC2A_SURFACE_SDK, EC2A_SURFACE_SDK },
	{ "[Boto3/1.26.165 Python/3.10.6]", EC2A_SURFACE_SDK, EC2A_SURFACE_SDK },
	{ "Go-http-client/1.1", EC2A_SURFACE_SDK, EC2A_SURFACE_SDK },
	{ "APN/1.0 HashiCorp/1.0 Terraform/1.9.4", EC2A_SURFACE_SDK, EC2A_SURFACE_SDK },
	{ "stratus-red-team_ea782787-a65d-4fc4-9fca-000000000000", EC2A_SURFACE_SDK, EC2A_SURFACE_SDK },
	{ "/1.0", EC2A_SURFACE_UNKNOWN, EC2A_SURFACE_UNKNOWN },
	{ "tool/", EC2A_SURFACE_UNKNOWN, EC2A_SURFACE_UNKNOWN },
	{ "http://example.org", EC2A_SURFACE_UNKNOWN, EC2A_SURFACE_UNKNOWN },
	{ "ssm.amazonaws.com", EC2A_SURFACE_UNKNOWN, EC2A_SURFACE_UNKNOWN },
	/* a product ends where its name ends */
	{ "console.amazonaws.com.example.org", EC2A_SURFACE_UNKNOWN, EC2A_SURFACE_UNKNOWN },
	{ "console.ec2.amazonaws.coms", EC2A_SURFACE_UNKNOWN, EC2A_SURFACE_UNKNOWN },
	{ "S3Consoles/1", EC2A_SURFACE_SDK, EC2A_SURFACE_SDK },
	{ "RDS Consoles", EC2A_SURFACE_UNKNOWN, EC2A_SURFACE_UNKNOWN },
	{ "AWS CloudWatch Consoles", EC2A_SURFACE_UNKNOWN, EC2A_SURFACE_UNKNOWN },
	{ "AWSPowerShellCommon", EC2A_SURFACE_SDK, EC2A_SURFACE_SDK },
	/* brackets and spaces in front are not the name's */
	{ "[ aws-cli/2.17.27]", EC2A_SURFACE_CLI, EC2A_SURFACE_CLI },
	{ " [ Boto3/1.26.165]", EC2A_SURFACE_SDK, EC2A_SURFACE_SDK },
	/* a token has letters, digits and some marks; what follows its slash is a version */
	{ "0azAZ9/1", EC2A_SURFACE_SDK, EC2A_SURFACE_SDK },
	{ "t9/1", EC2A_SURFACE_SDK, EC2A_SURFACE_SDK },
	{ "t0/1", EC2A_SURFACE_SDK, EC2A_SURFACE_SDK },
	{ "tz/1", EC2A_SURFACE_SDK, EC2A_SURFACE_SDK },
	{ "ta/1", EC2A_SURFACE_SDK, EC2A_SURFACE_SDK },
	{ "tA/1", EC2A_SURFACE_SDK, EC2A_SURFACE_SDK },
	{ "tZ/1", EC2A_SURFACE_SDK, EC2A_SURFACE_SDK },
	{ "to:ol/1", EC2A_SURFACE_UNKNOWN, EC2A_SURFACE_UNKNOWN },
	{ "to[ol/1", EC2A_SURFACE_UNKNOWN, EC2A_SURFACE_UNKNOWN },
	{ "to{ol/1", EC2A_SURFACE_UNKNOWN, EC2A_SURFACE_UNKNOWN },
	{ "to\xc3\xa9l/1", EC2A_SURFACE_UNKNOWN, EC2A_SURFACE_UNKNOWN },
	{ "tool//1", EC2A_SURFACE_UNKNOWN, EC2A_SURFACE_UNKNOWN },
	{ "tool/ 1", EC2A_SURFACE_UNKNOWN, EC2A_SURFACE_UNKNOWN },
	{ "[tool/]", EC2A_SURFACE_UNKNOWN, EC2A_SURFACE_UNKNOWN },
	{ "...", EC2A_SURFACE_UNKNOWN, EC2A_SURFACE_UNKNOWN },
	{ "", EC2A_SURFACE_UNKNOWN, EC2A_SURFACE_UNKNOWN },
	{ "[", EC2A_SURFACE_UNKNOWN, EC2A_SURFACE_UNKNOWN },
};

static void test_user_agents(void)
{
	char text[512];

	for (size_t i = 0; i < sizeof agents / sizeof agents[0]; i++) {
		const struct ec2a_test_field *fields = FIELDS({ EC2A_FIELD_USER_AGENT, agents[i].agent });
		int person = surface_of(fields, SSM, EC2A_IDENTITY_IAM_USER, text);
		int nobody = surface_of(fields, SSM, EC2A_IDENTITY_UNKNOWN, text);

		if (person != agents[i].person || nobody != agents[i].nobody)
			fprintf(stderr, "userAgent %s\n", agents[i].agent);
		EQ_INT(person, agents[i].person);
		EQ_INT(nobody, agents[i].nobody);
	}
}

static void test_order_of_rules(void)
{
	char text[512];
	int person = EC2A_IDENTITY_ASSUMED_ROLE;

	/* CloudShell carries the console's credential, too */
	EQ_INT(surface_of(FIELDS({ EC2A_FIELD_USER_AGENT, "aws-cli/2 exec-env/CloudShell" },
				 { EC2A_FIELD_FROM_CONSOLE, "true" }), SSM, person, text), EC2A_SURFACE_CLOUDSHELL);
	EQ_TEXT(text, "surface: userAgent has exec-env/CloudShell");
	/* what AWS writes goes before what the client writes */
	EQ_INT(surface_of(FIELDS({ EC2A_FIELD_USER_AGENT, "aws-cli/2" }, { EC2A_FIELD_FROM_CONSOLE, "true" }), SSM,
			  person, text), EC2A_SURFACE_CONSOLE);
	EQ_TEXT(text, "surface: sessionCredentialFromConsole is true");
	EQ_INT(surface_of(FIELDS({ EC2A_FIELD_USER_AGENT, "aws-cli/2" }, { EC2A_FIELD_FROM_CONSOLE, "false" }), SSM,
			  person, text), EC2A_SURFACE_CLI);
	EQ_TEXT(text, "surface: userAgent begins with aws-cli/");
	/* signin and ssm-guiconnect are the console, other services are services */
	EQ_INT(surface_of(FIELDS({ EC2A_FIELD_INVOKED_BY, "signin.amazonaws.com" }), SSM, person, text),
	       EC2A_SURFACE_CONSOLE);
	EQ_INT(surface_of(FIELDS({ EC2A_FIELD_INVOKED_BY, GUICONNECT }, { EC2A_FIELD_SOURCE_IP, GUICONNECT }), SSM,
			  person, text), EC2A_SURFACE_CONSOLE);
	EQ_TEXT(text, "surface: userIdentity.invokedBy is ssm-guiconnect.amazonaws.com, which is the console");
	EQ_INT(surface_of(FIELDS({ EC2A_FIELD_INVOKED_BY, "cloud9.amazonaws.com" },
				 { EC2A_FIELD_USER_AGENT, "AWS Internal" }), SSM, person, text), EC2A_SURFACE_SERVICE);
	EQ_TEXT(text, "surface: userIdentity.invokedBy is the service cloud9.amazonaws.com");
	EQ_INT(surface_of(FIELDS({ EC2A_FIELD_SOURCE_IP, "ecs.amazonaws.com" }), SSM, EC2A_IDENTITY_AWS_SERVICE, text),
	       EC2A_SURFACE_SERVICE);
	EQ_INT(surface_of(FIELDS({ EC2A_FIELD_INVOKED_BY, "AWS Internal" }, { EC2A_FIELD_SOURCE_IP, "AWS Internal" },
				 { EC2A_FIELD_USER_AGENT, "AWS Internal" }), SSM, person, text), EC2A_SURFACE_SERVICE);
	EQ_TEXT(text, "surface: userIdentity.invokedBy is the service AWS Internal");
	EQ_INT(surface_of(FIELDS({ EC2A_FIELD_USER_AGENT, "aws-cli/2" }, { EC2A_FIELD_INVOKED_BY, "x.amazonaws.com" }),
			  SSM, person, text), EC2A_SURFACE_CLI);
	/* Fleet Manager is a page of the console, with or without an identity */
	EQ_INT(surface_of(NULL, GUICONNECT, EC2A_IDENTITY_UNKNOWN, text), EC2A_SURFACE_CONSOLE);
	EQ_INT(surface_of(FIELDS({ EC2A_FIELD_SOURCE_IP, "10.1.2.3" }), SSM, person, text), EC2A_SURFACE_UNKNOWN);
	EQ_TEXT(text, "surface: the record has no userAgent, and no other field tells");
}

static int invoked_by(const char *who)
{
	char text[512];

	return surface_of(FIELDS({ EC2A_FIELD_INVOKED_BY, who }), SSM, EC2A_IDENTITY_ASSUMED_ROLE, text);
}

static int called_from(const char *address)
{
	char text[512];

	return surface_of(FIELDS({ EC2A_FIELD_SOURCE_IP, address }), SSM, EC2A_IDENTITY_ASSUMED_ROLE, text);
}

/* A service is its bare name, or that under one of AWS's two domains; nothing that only begins so. */
static void test_services(void)
{
	EQ_INT(invoked_by("signin"), EC2A_SURFACE_CONSOLE);
	EQ_INT(invoked_by("ssm-guiconnect"), EC2A_SURFACE_CONSOLE);
	EQ_INT(invoked_by("ssm-guiconnect.amazonaws.com.cn"), EC2A_SURFACE_CONSOLE);
	EQ_INT(invoked_by("signin.example.com"), EC2A_SURFACE_SERVICE);
	EQ_INT(invoked_by("signin.amazonaws.com.example.org"), EC2A_SURFACE_SERVICE);
	EQ_INT(invoked_by("signing.amazonaws.com"), EC2A_SURFACE_SERVICE);
	EQ_INT(invoked_by("ssm.amazonaws.com"), EC2A_SURFACE_SERVICE);
	EQ_INT(invoked_by(""), EC2A_SURFACE_UNKNOWN);
	EQ_INT(called_from("ecs.amazonaws.com.cn"), EC2A_SURFACE_SERVICE);
	EQ_INT(called_from("a.b.amazonaws.com"), EC2A_SURFACE_SERVICE);
	EQ_INT(called_from("ecs.amazonaws.com.example.org"), EC2A_SURFACE_UNKNOWN);
	EQ_INT(called_from(".amazonaws.com"), EC2A_SURFACE_UNKNOWN);
	EQ_INT(called_from("AWS Internal"), EC2A_SURFACE_UNKNOWN);
	EQ_INT(called_from(""), EC2A_SURFACE_UNKNOWN);
}

/* An instance, a node or a service behind "AWS Internal" is no person at a console. */
static void test_back_end_needs_person(void)
{
	static const int others[] = { EC2A_IDENTITY_INSTANCE_ROLE, EC2A_IDENTITY_HYBRID_NODE, EC2A_IDENTITY_AWS_SERVICE,
				      EC2A_IDENTITY_UNKNOWN };
	static const int persons[] = { EC2A_IDENTITY_ROOT, EC2A_IDENTITY_IAM_USER, EC2A_IDENTITY_ASSUMED_ROLE,
				       EC2A_IDENTITY_FEDERATED_USER, EC2A_IDENTITY_IDENTITY_CENTER_USER,
				       EC2A_IDENTITY_SAML_USER, EC2A_IDENTITY_WEB_IDENTITY_USER,
				       EC2A_IDENTITY_AWS_ACCOUNT };
	const struct ec2a_test_field *fields = FIELDS({ EC2A_FIELD_USER_AGENT, "AWS Internal" });
	char text[512];

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		EQ_INT(surface_of(fields, SSM, others[i], text), EC2A_SURFACE_UNKNOWN);
	for (size_t i = 0; i < sizeof persons / sizeof persons[0]; i++)
		EQ_INT(surface_of(fields, SSM, persons[i], text), EC2A_SURFACE_CONSOLE);
}

static int identity_of(const char *type, const char *name, const char *session, int masked)
{
	ec2a_event *event = ec2a_test_event(SSM, "StartSession", NULL);
	struct ec2a__reason why;
	int identity;

	event->masked = masked;
	if (type)
		CU_ASSERT(ec2a__event_set(event, EC2A_FIELD_PRINCIPAL_TYPE, type, strlen(type)) == 0);
	if (name)
		CU_ASSERT(ec2a__event_set(event, EC2A_FIELD_PRINCIPAL_NAME, name, strlen(name)) == 0);
	if (session)
		CU_ASSERT(ec2a__event_set(event, EC2A_FIELD_SESSION_NAME, session, strlen(session)) == 0);
	identity = ec2a__identity(event, &why);
	CU_ASSERT(why.code != EC2A__R_NONE);
	ec2a_event_unref(event);
	return identity;
}

static void test_identities(void)
{
	EQ_INT(identity_of("Root", NULL, NULL, 0), EC2A_IDENTITY_ROOT);
	EQ_INT(identity_of("IAMUser", "ann", NULL, 0), EC2A_IDENTITY_IAM_USER);
	EQ_INT(identity_of("AssumedRole", "Admin", "ann", 0), EC2A_IDENTITY_ASSUMED_ROLE);
	EQ_INT(identity_of("Role", "Admin", NULL, 0), EC2A_IDENTITY_ASSUMED_ROLE);
	EQ_INT(identity_of("FederatedUser", "ann", NULL, 0), EC2A_IDENTITY_FEDERATED_USER);
	EQ_INT(identity_of("IdentityCenterUser", NULL, NULL, 0), EC2A_IDENTITY_IDENTITY_CENTER_USER);
	EQ_INT(identity_of("AssumedRole", "AWSReservedSSO_Admin_0123456789abcdef", "ann", 0),
	       EC2A_IDENTITY_IDENTITY_CENTER_USER);
	EQ_INT(identity_of("SAMLUser", "ann", NULL, 0), EC2A_IDENTITY_SAML_USER);
	EQ_INT(identity_of("WebIdentityUser", "ann", NULL, 0), EC2A_IDENTITY_WEB_IDENTITY_USER);
	EQ_INT(identity_of("AWSAccount", NULL, NULL, 0), EC2A_IDENTITY_AWS_ACCOUNT);
	EQ_INT(identity_of("AWSService", NULL, NULL, 0), EC2A_IDENTITY_AWS_SERVICE);
	EQ_INT(identity_of("Directory", NULL, NULL, 0), EC2A_IDENTITY_UNKNOWN);
	EQ_INT(identity_of("Unknown", NULL, NULL, 0), EC2A_IDENTITY_UNKNOWN);
	EQ_INT(identity_of("", NULL, NULL, 0), EC2A_IDENTITY_UNKNOWN);
	EQ_INT(identity_of(NULL, "ann", "i-0123456789abcdef0", 0), EC2A_IDENTITY_UNKNOWN);
}

static void test_instances_among_roles(void)
{
	EQ_INT(identity_of("AssumedRole", "Web", "i-0123456789abcdef0", 0), EC2A_IDENTITY_INSTANCE_ROLE);
	EQ_INT(identity_of("AssumedRole", "Web", "i-01234567", 0), EC2A_IDENTITY_INSTANCE_ROLE);
	EQ_INT(identity_of("AssumedRole", "Web", "i-EFCb4e480CAbc4CF9", 0), EC2A_IDENTITY_INSTANCE_ROLE);
	EQ_INT(identity_of("AssumedRole", "Web", "mi-0123456789abcdef0", 0), EC2A_IDENTITY_HYBRID_NODE);
	EQ_INT(identity_of("AssumedRole", "Web", "i-02...", 1), EC2A_IDENTITY_INSTANCE_ROLE);
	EQ_INT(identity_of("AssumedRole", "Web", "i-...", 1), EC2A_IDENTITY_INSTANCE_ROLE);
	EQ_INT(identity_of("AssumedRole", "Web", "i-02...", 0), EC2A_IDENTITY_ASSUMED_ROLE);
	EQ_INT(identity_of("AssumedRole", "Web", "i-smith", 0), EC2A_IDENTITY_ASSUMED_ROLE);
	EQ_INT(identity_of("AssumedRole", "Web", "i-", 0), EC2A_IDENTITY_ASSUMED_ROLE);
	EQ_INT(identity_of("AssumedRole", "Web", "i-0123456789abcdef01", 0), EC2A_IDENTITY_ASSUMED_ROLE);
	EQ_INT(identity_of("IAMUser", "i-0123456789abcdef0", NULL, 0), EC2A_IDENTITY_IAM_USER);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "user agents", test_user_agents },
		{ "order of rules", test_order_of_rules },
		{ "services", test_services },
		{ "the back end needs a person", test_back_end_needs_person },
		{ "identities", test_identities },
		{ "instances among roles", test_instances_among_roles },
		{ NULL, NULL },
	};

	return ec2a_test_main("surface", tests);
}

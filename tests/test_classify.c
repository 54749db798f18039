/* SPDX-License-Identifier: MIT */
#include "record.h"
#include "verdict.h"

#include "event_fill.h"

#define RDP_REASON "Used for SSM Fleet Manager Remote Desktop"

static struct ec2a__verdict verdict;

/* Classifies; the reasons are gone with the event. */
static int classify(const char *source, const char *name, const struct ec2a_test_field *fields)
{
	ec2a_event *event = ec2a_test_event(source, name, fields);
	int r;

	memset(&verdict, 0x55, sizeof verdict);
	r = ec2a__classify(NULL, event, &verdict);
	ec2a_event_unref(event);
	return r;
}

#define T(field, text) { EC2A_FIELD_##field, text }
#define INSTANCE T(TARGET, "i-0123456789abcdef0")
#define DENIED T(ERROR_CODE, "AccessDenied")
#define FORWARD T(DOCUMENT, "AWS-StartPortForwardingSession")
#define CHANNELS "ssmmessages.amazonaws.com"

/* ---- one row a method ------------------------------------------------------ */

static const struct {
	const char *source, *name;
	struct ec2a_test_field fields[5];
	int method, kind, os, os_confidence;
} cases[] = {
#define METHOD(m) EC2A_METHOD_##m
#define SESSION EC2A_KIND_SESSION
#define ACTION EC2A_KIND_ACTION
#define ATTEMPT EC2A_KIND_ATTEMPT
#define NO_OS EC2A_OS_UNKNOWN, 0
#define OS_STRONG(os) EC2A_OS_##os, EC2A_OS_CONFIDENCE_STRONG
#define OS_WEAK(os) EC2A_OS_##os, EC2A_OS_CONFIDENCE_WEAK
	{ SSM, "StartSession", { INSTANCE }, METHOD(SESSION_MANAGER), SESSION, NO_OS },
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "") }, METHOD(SESSION_MANAGER), SESSION, NO_OS },
	{ SSM, "StartSession", { { 0, NULL } }, METHOD(SESSION_MANAGER), SESSION, NO_OS },
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "SSM-SessionManagerRunShell") }, METHOD(SESSION_MANAGER), SESSION,
	  NO_OS },
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "AWS-StartSSHSession") }, METHOD(SESSION_MANAGER_SSH), SESSION,
	  OS_WEAK(UNIX) },
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "AWS-StartSSHSession"), T(REMOTE_PORT, "22") },
	  METHOD(SESSION_MANAGER_SSH), SESSION, OS_WEAK(UNIX) },
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "AWS-StartSSHSession"), T(REMOTE_PORT, "2222") },
	  METHOD(SESSION_MANAGER_SSH), SESSION, NO_OS },
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "arn:aws:ssm:eu-west-1::document/AWS-StartSSHSession") },
	  METHOD(SESSION_MANAGER_SSH), SESSION, OS_WEAK(UNIX) },
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "AWS-StartPortForwardingSession"), T(REMOTE_PORT, "3389") },
	  METHOD(SESSION_MANAGER_PORT_FORWARD), SESSION, OS_WEAK(WINDOWS) },
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "AWS-StartPortForwardingSession"), T(REMOTE_PORT, "22") },
	  METHOD(SESSION_MANAGER_PORT_FORWARD), SESSION, OS_WEAK(UNIX) },
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "AWS-StartPortForwardingSession") },
	  METHOD(SESSION_MANAGER_PORT_FORWARD), SESSION, NO_OS },
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "AWS-StartPortForwardingSession"), T(REMOTE_PORT, "4294970685") },
	  METHOD(SESSION_MANAGER_PORT_FORWARD), SESSION, NO_OS }, /* 3389 in 32 bits */
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "AWS-StartPortForwardingSession"), T(REMOTE_PORT, "3389x") },
	  METHOD(SESSION_MANAGER_PORT_FORWARD), SESSION, NO_OS },
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "AWS-StartPortForwardingSessionToRemoteHost"),
				 T(REMOTE_HOST, "db.internal"), T(REMOTE_PORT, "3389") },
	  METHOD(SESSION_MANAGER_REMOTE_FORWARD), SESSION, NO_OS }, /* the port of another machine */
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "AWS-StartSSHSession"), T(REMOTE_HOST, "h"), T(REMOTE_PORT, "22") },
	  METHOD(SESSION_MANAGER_SSH), SESSION, OS_WEAK(UNIX) }, /* that document has no such parameter */
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "AWS-StartInteractiveCommand") }, METHOD(SESSION_MANAGER_COMMAND),
	  SESSION, NO_OS },
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "AWS-StartNonInteractiveCommand") },
	  METHOD(SESSION_MANAGER_COMMAND), SESSION, NO_OS },
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "Corp-Shell") }, METHOD(SESSION_MANAGER_DOCUMENT), SESSION, NO_OS },
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "aws-startsshsession") }, METHOD(SESSION_MANAGER_DOCUMENT), SESSION,
	  NO_OS },
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "arn:aws:ssm:eu-west-1:123456789012:document/") },
	  METHOD(SESSION_MANAGER_DOCUMENT), SESSION, NO_OS },
	{ SSM, "StartSession", { T(TARGET, "ecs:cluster_task_runtime"), T(DOCUMENT, "AWS-StartSSHSession") },
	  METHOD(ECS_EXEC), SESSION, NO_OS },
	{ "ecs.amazonaws.com", "ExecuteCommand", { { 0, NULL } }, METHOD(ECS_EXEC), SESSION, NO_OS },
	{ GUICONNECT, "StartConnection", { INSTANCE }, METHOD(FLEET_MANAGER_RDP), SESSION, OS_STRONG(WINDOWS) },
	{ GUICONNECT, "StartConnection", { INSTANCE, DENIED }, METHOD(FLEET_MANAGER_RDP), ATTEMPT, NO_OS },
	{ EIC, "SendSSHPublicKey", { INSTANCE }, METHOD(INSTANCE_CONNECT), SESSION, OS_STRONG(UNIX) },
	{ EIC, "SendSSHPublicKey", { DENIED }, METHOD(INSTANCE_CONNECT), ATTEMPT, NO_OS },
	{ EIC, "OpenTunnel", { T(REMOTE_PORT, "22") }, METHOD(ENDPOINT_TUNNEL), SESSION, OS_WEAK(UNIX) },
	{ EIC, "OpenTunnel", { T(REMOTE_PORT, "3389") }, METHOD(ENDPOINT_TUNNEL), SESSION, OS_WEAK(WINDOWS) },
	{ EIC, "OpenTunnel", { T(REMOTE_PORT, "3389"), DENIED }, METHOD(ENDPOINT_TUNNEL), ATTEMPT, NO_OS },
	{ EIC, "SendSerialConsoleSSHPublicKey", { INSTANCE }, METHOD(SERIAL_CONSOLE), SESSION, NO_OS },
	{ SSM, "SendCommand", { INSTANCE, T(DOCUMENT, "AWS-RunShellScript") }, METHOD(RUN_COMMAND), ACTION, NO_OS },
	{ SSM, "SendCommand", { T(ERROR_CODE, "InvalidInstanceId") }, METHOD(RUN_COMMAND), ATTEMPT, NO_OS },
	{ SSM, "StartAutomationExecution", { { 0, NULL } }, METHOD(RUN_COMMAND), ACTION, NO_OS },
	{ "ec2.amazonaws.com", "GetPasswordData", { INSTANCE }, METHOD(PASSWORD_RETRIEVAL), ACTION, OS_STRONG(WINDOWS) },
	{ "ec2.amazonaws.com", "GetPasswordData", { INSTANCE, T(ERROR_CODE, "Client.UnauthorizedOperation") },
	  METHOD(PASSWORD_RETRIEVAL), ATTEMPT, NO_OS },
	/* a port says something only of the methods that forward one, and of those 22 goes without saying for ssh alone */
	{ SSM, "StartSession", { T(TARGET, "ecs:c_t_r"), FORWARD, T(REMOTE_PORT, "3389") }, METHOD(ECS_EXEC), SESSION, NO_OS },
	{ SSM, "StartSession", { T(REMOTE_PORT, "3389") }, METHOD(SESSION_MANAGER), SESSION, NO_OS },
	{ SSM, "StartSession", { INSTANCE, T(REMOTE_PORT, "3389") }, METHOD(SESSION_MANAGER), SESSION, NO_OS },
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "SSM-SessionManagerRunShell"), T(REMOTE_PORT, "22") },
	  METHOD(SESSION_MANAGER), SESSION, NO_OS },
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "AWS-StartInteractiveCommand"), T(REMOTE_PORT, "22") },
	  METHOD(SESSION_MANAGER_COMMAND), SESSION, NO_OS },
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "AWS-StartNonInteractiveCommand"), T(REMOTE_PORT, "3389") },
	  METHOD(SESSION_MANAGER_COMMAND), SESSION, NO_OS },
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "AWS-StartPortForwardingSessionToRemoteHost") },
	  METHOD(SESSION_MANAGER_REMOTE_FORWARD), SESSION, NO_OS },
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "AWS-StartPortForwardingSessionToRemoteHost"), T(REMOTE_PORT, "22") },
	  METHOD(SESSION_MANAGER_REMOTE_FORWARD), SESSION, NO_OS },
	{ SSM, "StartSession", { INSTANCE, FORWARD, T(REMOTE_PORT, "22"), T(REMOTE_HOST, "db.internal") },
	  METHOD(SESSION_MANAGER_PORT_FORWARD), SESSION, NO_OS },
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "Corp-Forward"), T(REMOTE_PORT, "3389") },
	  METHOD(SESSION_MANAGER_DOCUMENT), SESSION, OS_WEAK(WINDOWS) },
	{ SSM, "StartSession", { INSTANCE, T(DOCUMENT, "Corp-Forward"), T(REMOTE_PORT, "22") },
	  METHOD(SESSION_MANAGER_DOCUMENT), SESSION, OS_WEAK(UNIX) },
	{ EIC, "OpenTunnel", { { 0, NULL } }, METHOD(ENDPOINT_TUNNEL), SESSION, NO_OS },
	{ EIC, "OpenTunnel", { T(REMOTE_PORT, "") }, METHOD(ENDPOINT_TUNNEL), SESSION, NO_OS },
	{ EIC, "OpenTunnel", { T(REMOTE_PORT, "8022") }, METHOD(ENDPOINT_TUNNEL), SESSION, NO_OS },
	{ EIC, "SendSerialConsoleSSHPublicKey", { INSTANCE, T(REMOTE_PORT, "22") }, METHOD(SERIAL_CONSOLE), SESSION, NO_OS },
	{ "ecs.amazonaws.com", "ExecuteCommand", { T(REMOTE_PORT, "22") }, METHOD(ECS_EXEC), SESSION, NO_OS },
	{ SSM, "SendCommand", { T(REMOTE_PORT, "22") }, METHOD(RUN_COMMAND), ACTION, NO_OS },
	{ SSM, "StartAutomationExecution", { T(REMOTE_PORT, "3389") }, METHOD(RUN_COMMAND), ACTION, NO_OS },
	/* companions */
	{ CHANNELS, "CreateDataChannel", { T(REMOTE_PORT, "22") }, 0, 0, NO_OS },
	{ CHANNELS, "OpenDataChannel", { T(REMOTE_PORT, "22") }, 0, 0, NO_OS },
	{ SSM, "CreateDataChannel", { T(REMOTE_PORT, "22") }, 0, 0, NO_OS },
	{ SSM, "OpenDataChannel", { T(REMOTE_PORT, "22") }, 0, 0, NO_OS },
	{ SSM, "TerminateSession", { T(REMOTE_PORT, "3389") }, 0, 0, NO_OS },
	{ SSM, "ResumeSession", { T(REMOTE_PORT, "22") }, 0, 0, NO_OS },
	{ SSM, "TerminateSession", { { 0, NULL } }, 0, 0, NO_OS },
	{ SSM, "TerminateSession", { DENIED }, METHOD(SESSION_MANAGER), ATTEMPT, NO_OS },
	{ SSM, "ResumeSession", { { 0, NULL } }, 0, 0, NO_OS },
	{ SSM, "ResumeSession", { DENIED }, METHOD(SESSION_MANAGER), ATTEMPT, NO_OS },
	{ SSM, "CreateDataChannel", { { 0, NULL } }, 0, 0, NO_OS },
	{ SSM, "CreateDataChannel", { T(ERROR_CODE, "BadRequest") }, 0, 0, NO_OS },
	{ SSM, "OpenDataChannel", { DENIED }, 0, 0, NO_OS },
	{ CHANNELS, "OpenDataChannel", { { 0, NULL } }, 0, 0, NO_OS },
	{ GUICONNECT, "GetConnection", { { 0, NULL } }, 0, 0, OS_STRONG(WINDOWS) },
	{ GUICONNECT, "GetConnection", { DENIED }, METHOD(FLEET_MANAGER_RDP), ATTEMPT, NO_OS },
	{ GUICONNECT, "CancelConnection", { { 0, NULL } }, 0, 0, OS_STRONG(WINDOWS) },
	{ GUICONNECT, "CancelConnection", { DENIED }, METHOD(FLEET_MANAGER_RDP), ATTEMPT, NO_OS },
	{ SSM, "StartAccessRequest", { { 0, NULL } }, 0, 0, NO_OS },
	{ SSM, "GetAccessToken", { DENIED }, 0, 0, NO_OS },
};

static void test_methods(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		EQ_INT(classify(cases[i].source, cases[i].name, cases[i].fields), 1);
		if (verdict.method != cases[i].method || verdict.kind != cases[i].kind || verdict.os != cases[i].os ||
		    verdict.os_confidence != cases[i].os_confidence)
			fprintf(stderr, "case %zu, %s\n", i, cases[i].name);
		EQ_INT(verdict.method, cases[i].method);
		EQ_INT(verdict.kind, cases[i].kind);
		EQ_INT(verdict.os, cases[i].os);
		EQ_INT(verdict.os_confidence, cases[i].os_confidence);
		EQ_INT(verdict.by_guiconnect, 0);
		CU_ASSERT(verdict.n_reasons >= 4 && verdict.n_reasons <= EC2A__VERDICT_REASONS);
	}
}

static void test_other_records(void)
{
	EQ_INT(classify("athena.amazonaws.com", "StartSession", NULL), 0);
	EQ_INT(classify("ssm-incidents.amazonaws.com", "StartSession", NULL), 0);
	EQ_INT(classify(SSM, "DescribeSessions", NULL), 0);
	EQ_INT(classify("ec2.amazonaws.com", "RunInstances", NULL), 0);
	EQ_INT(classify("", "", NULL), 0);
}

/* A row for the readers without a row here would be an access that nobody names. */
static void test_tables_agree(void)
{
	static const struct {
		const char *source, *name;
		int class;
	} rows[] = {
#define RECORD(source, name, class, role) { source, name, EC2A_CLASS_##class },
#undef SSM
#undef GUICONNECT
#undef CHANNELS
#include "record_table.h"
#undef RECORD
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (rows[i].class != EC2A_CLASS_ACCESS)
			continue;
		EQ_INT(classify(rows[i].source, rows[i].name, NULL), 1);
		CU_ASSERT(verdict.reasons[0].code != EC2A__R_METHOD_APPROVAL);
		CU_ASSERT(verdict.role != 0);
	}
}
#define SSM "ssm.amazonaws.com"
#define GUICONNECT "ssm-guiconnect.amazonaws.com"

/* ---- outcome ------------------------------------------------------------------- */

static void test_outcomes(void)
{
	static const struct {
		const char *error;
		int outcome;
	} outcomes[] = {
		{ "AccessDenied", EC2A_OUTCOME_DENIED },
		{ "AccessDeniedException", EC2A_OUTCOME_DENIED },
		{ "Client.UnauthorizedOperation", EC2A_OUTCOME_DENIED },
		{ "TargetNotConnected", EC2A_OUTCOME_FAILED },
		{ "ThrottlingException", EC2A_OUTCOME_FAILED },
		{ "", EC2A_OUTCOME_GRANTED },
	};

	EQ_INT(classify(SSM, "StartSession", FIELDS(INSTANCE)), 1);
	EQ_INT(verdict.outcome, EC2A_OUTCOME_GRANTED);
	for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++) {
		EQ_INT(classify(SSM, "StartSession", FIELDS(INSTANCE, T(ERROR_CODE, outcomes[i].error))), 1);
		EQ_INT(verdict.outcome, outcomes[i].outcome);
		EQ_INT(verdict.kind, outcomes[i].outcome == EC2A_OUTCOME_GRANTED ? SESSION : ATTEMPT);
	}
}

/* ---- Fleet Manager ---------------------------------------------------------------- */

static void test_by_guiconnect(void)
{
	EQ_INT(classify(SSM, "StartSession", FIELDS(INSTANCE, T(INVOKED_BY, GUICONNECT), FORWARD,
						    T(REMOTE_PORT, "3389"))), 1);
	EQ_INT(verdict.by_guiconnect, 1);
	EQ_INT(verdict.method, METHOD(SESSION_MANAGER_PORT_FORWARD));
	EQ_INT(verdict.os, EC2A_OS_WINDOWS);
	EQ_INT(verdict.surface, EC2A_SURFACE_CONSOLE);
	EQ_INT(classify(SSM, "StartSession", FIELDS(INSTANCE, T(SOURCE_IP, GUICONNECT))), 1);
	EQ_INT(verdict.by_guiconnect, 1);
	EQ_INT(verdict.kind, SESSION);
	EQ_INT(verdict.os, EC2A_OS_UNKNOWN); /* no port, nothing to go by */
	EQ_INT(verdict.method, METHOD(SESSION_MANAGER_PORT_FORWARD));
	EQ_INT(classify(SSM, "SendCommand", FIELDS(T(INVOKED_BY, GUICONNECT))), 1);
	EQ_INT(verdict.by_guiconnect, 1);
	EQ_INT(verdict.method, METHOD(RUN_COMMAND));
	EQ_INT(classify(SSM, "TerminateSession", FIELDS(T(INVOKED_BY, GUICONNECT))), 1);
	EQ_INT(verdict.by_guiconnect, 1);
	EQ_INT(verdict.kind, 0);
	/* refused: by requestParameters alone */
	EQ_INT(classify(SSM, "StartSession", FIELDS(T(INVOKED_BY, GUICONNECT), DENIED)), 1);
	EQ_INT(verdict.method, METHOD(SESSION_MANAGER));
	EQ_INT(verdict.kind, ATTEMPT);
	EQ_INT(classify(SSM, "StartSession", FIELDS(T(INVOKED_BY, "cloud9.amazonaws.com"))), 1);
	EQ_INT(verdict.by_guiconnect, 0);
}

static int sample_is_fleet(int no_identity, const char *document, const char *port, const char *reason)
{
	ec2a_event *event = ec2a_test_event(SSM, "StartSession", FIELDS(INSTANCE, T(DOCUMENT, document),
									T(REMOTE_PORT, port), T(REASON, reason)));

	event->no_identity = no_identity;
	EQ_INT(ec2a__classify(NULL, event, &verdict), 1);
	ec2a_event_unref(event);
	return verdict.by_guiconnect;
}

/* Anyone can type the reason; only where the whole identity was cut out does it count, with all the rest. */
static void test_samples_without_identity(void)
{
	EQ_INT(sample_is_fleet(1, "AWS-StartPortForwardingSession", "3389", RDP_REASON), 1);
	EQ_INT(sample_is_fleet(0, "AWS-StartPortForwardingSession", "3389", RDP_REASON), 0);
	EQ_INT(sample_is_fleet(1, "AWS-StartPortForwardingSession", "22", RDP_REASON), 0);
	EQ_INT(sample_is_fleet(1, "AWS-StartSSHSession", "3389", RDP_REASON), 0);
	EQ_INT(sample_is_fleet(1, "AWS-StartPortForwardingSession", "3389", RDP_REASON "."), 0);
}

/* ---- documents of the user ---------------------------------------------------------- */

static void test_mapped_documents(void)
{
	ec2a_config *config = NULL;
	ec2a_event *event = ec2a_test_event(SSM, "StartSession", FIELDS(INSTANCE, T(DOCUMENT, "arn:x/Corp-Shell")));
	ec2a_access *access = NULL;

	CU_ASSERT_FATAL(ec2a_config_new(&config) == 0);
	EQ_INT(ec2a_config_map_document(config, "Corp-Shell", METHOD(SESSION_MANAGER)), 0);
	EQ_INT(ec2a_classify(config, event, &access), 1);
	EQ_INT(ec2a_access_int(access, EC2A_ACCESS_METHOD), METHOD(SESSION_MANAGER));
	EQ_TEXT(ec2a_access_reason(access, 0),
		"method: StartSession has documentName arn:x/Corp-Shell, which the configuration maps to session-manager");
	EQ_INT(ec2a_config_map_document(config, "Other", METHOD(SESSION_MANAGER)), EC2A_E_STATE); /* frozen */
	ec2a_access_free(access);
	ec2a_event_unref(event);
	ec2a_config_unref(config);
}

/* ---- reasons, the public face ---------------------------------------------------------- */

static void test_access(void)
{
	static const char *const want[] = {
		"method: eventName is OpenTunnel",
		"method: remotePort 5432 is a database's; the tunnel may not lead to an instance",
		"surface: userAgent begins with aws-cli/",
		"identity: role session name i-0123456789abcdef0 is an instance's",
		"outcome: the record has no errorCode, so the call succeeded",
	};
	ec2a_event *event = ec2a_test_event(EIC, "OpenTunnel", FIELDS(T(REMOTE_PORT, "5432"),
				T(USER_AGENT, "aws-cli/2.1"), T(PRINCIPAL_TYPE, "AssumedRole"),
				T(SESSION_NAME, "i-0123456789abcdef0")));
	ec2a_access *access = NULL;

	EQ_INT(ec2a_classify(NULL, event, &access), 1);
	ec2a_event_unref(event); /* the access lives on */
	EQ_INT(ec2a_access_reason_count(access), 5);
	for (size_t i = 0; i < 5; i++)
		EQ_TEXT(ec2a_access_reason(access, i), want[i]);
	EQ_TEXT(ec2a_access_reason(access, 5), NULL);
	EQ_INT(ec2a_access_int(access, EC2A_ACCESS_METHOD), METHOD(ENDPOINT_TUNNEL));
	EQ_INT(ec2a_access_int(access, EC2A_ACCESS_SURFACE), EC2A_SURFACE_CLI);
	EQ_INT(ec2a_access_int(access, EC2A_ACCESS_OS), EC2A_OS_UNKNOWN);
	EQ_INT(ec2a_access_int(access, EC2A_ACCESS_OS_CONFIDENCE), 0);
	EQ_INT(ec2a_access_int(access, EC2A_ACCESS_IDENTITY), EC2A_IDENTITY_INSTANCE_ROLE);
	EQ_INT(ec2a_access_int(access, EC2A_ACCESS_OUTCOME), EC2A_OUTCOME_GRANTED);
	EQ_INT(ec2a_access_int(access, EC2A_ACCESS_KIND), SESSION);
	EQ_INT(ec2a_access_int(access, EC2A_ACCESS_ROLE), EC2A_ROLE_TUNNEL);
	EQ_INT(ec2a_access_int(access, 99), 0);
	ec2a_access_free(access);
	ec2a_access_free(NULL);
}

static void test_access_arguments(void)
{
	ec2a_event *event = ec2a_test_event("athena.amazonaws.com", "StartSession", NULL);
	ec2a_access *access = NULL;

	EQ_INT(ec2a_classify(NULL, NULL, &access), EC2A_E_ARG);
	EQ_INT(ec2a_classify(NULL, event, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_classify(NULL, event, &access), 0);
	CU_ASSERT_PTR_NULL(access);
	ec2a_event_unref(event);
	EQ_TEXT(ec2a__document_name("a/b/c"), "c");
	EQ_TEXT(ec2a__document_name("c"), "c");
	EQ_TEXT(ec2a__document_name(NULL), NULL);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "methods", test_methods },
		{ "other records", test_other_records },
		{ "tables agree", test_tables_agree },
		{ "outcomes", test_outcomes },
		{ "made by ssm-guiconnect", test_by_guiconnect },
		{ "samples without identity", test_samples_without_identity },
		{ "mapped documents", test_mapped_documents },
		{ "access", test_access },
		{ "access, arguments", test_access_arguments },
		{ NULL, NULL },
	};

	return ec2a_test_main("classify", tests);
}

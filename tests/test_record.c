/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "event_build.h"
#include "record.h"

#include <ec2access/ec2access.h>

/* Fields that no case is about, so that they can be left out. */
#define BY_SSM(name, rest) "{\"eventSource\":\"ssm.amazonaws.com\",\"eventName\":\"" name "\"," rest "}"
#define WHOLE "\"eventID\":\"00000000-0000-0000-0000-000000000001\","

static ec2a_event *read_event(const char *text)
{
	struct ec2a__member members[64];
	struct ec2a__json_fault fault = { 0, "" };
	struct ec2a__record_view record;
	ec2a_event *event = NULL;
	size_t n = 0;
	int found = ec2a__split_members(text, strlen(text), members, 64, &n);

	ec2a__record_view(&record, text, strlen(text), members, n);
	if (!found || ec2a__record_read(NULL, &record, &event, &fault) < 0) {
		fprintf(stderr, "%.80s: byte %zu: %s\n", text, fault.byte, fault.what);
		CU_FAIL_FATAL("a record was refused");
	}
	return event;
}

static void is_field(const char *text, int field, const char *want)
{
	ec2a_event *event = read_event(text);

	CU_ASSERT(ec2a_test_text(ec2a_event_str(event, field), want, text, field));
	ec2a_event_unref(event);
}

/* "kind instance value;" of every fact told. */
static void is_told(const char *text, const char *want)
{
	ec2a_event *event = read_event(text);
	char got[1024] = "";
	size_t len = 0;

	for (size_t i = 0; i < event->n_told && len < sizeof got; i++)
		len += (size_t)snprintf(got + len, sizeof got - len, "%d %s %s;", event->told[i].kind,
					event->told[i].instance, event->told[i].value ? event->told[i].value : "-");
	EQ_TEXT(got, want);
	ec2a_event_unref(event);
}

static int class_of(const char *source, const char *name)
{
	struct ec2a__member members[8];
	struct ec2a__record_view record;
	char text[256];
	size_t n = 0;

	snprintf(text, sizeof text, "{\"eventSource\":\"%s\",\"eventName\":\"%s\"}", source, name);
	CU_ASSERT_EQUAL(ec2a__split_members(text, strlen(text), members, 8, &n), 1);
	ec2a__record_view(&record, text, strlen(text), members, n);
	CU_ASSERT(ec2a__record_is(&record));
	return ec2a__record_class(&record);
}

static void kinds(void)
{
	static const struct {
		const char *source, *name;
		int class, role;
	} rows[] = {
#define RECORD(source, name, class, role) { source, name, EC2A_CLASS_##class, role },
#include "record_table.h"
#undef RECORD
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct ec2a__record_kind *kind = ec2a__record_kind(rows[i].source, rows[i].name);

		EQ_INT(class_of(rows[i].source, rows[i].name), rows[i].class);
		CU_ASSERT_PTR_NOT_NULL_FATAL(kind);
		EQ_INT(kind->role, rows[i].role);
	}
	EQ_INT(class_of("athena.amazonaws.com", "StartSession"), EC2A_CLASS_OTHER);
	EQ_INT(class_of("ssmmessages.amazonaws.com", "OpenControlChannel"), EC2A_CLASS_OTHER);
	EQ_INT(class_of("ssmmessages.amazonaws.com", "OpenDataChannel"), EC2A_CLASS_ACCESS);
	EQ_INT(class_of("ec2.amazonaws.com", "DescribeInstances"), EC2A_CLASS_OTHER);
	EQ_INT(class_of("ssm.amazonaws.com", "startsession"), EC2A_CLASS_OTHER);
	EQ_INT(class_of("ssm.amazonaws.com", " StartSession \\n\\u0020"), EC2A_CLASS_ACCESS);
	EQ_INT(class_of("ssm\\u002eamazonaws.com", "\\u0053tartSession"), EC2A_CLASS_ACCESS);
	CU_ASSERT_PTR_NULL(ec2a__record_kind(NULL, "StartSession"));
}

static void damage(void)
{
	is_field(BY_SSM("StartSession \\n", "\"x\":1"), EC2A_FIELD_EVENT_NAME, "StartSession");
	is_field(BY_SSM("StartSession", "\"eventTime\":\"2023-09-04T05: 56: 04Z\""), EC2A_FIELD_EVENT_TIME,
		 "2023-09-04T05:56:04Z");
	is_field(BY_SSM("StartSession", "\"userIdentity\":{\"arn\":\"arn:aws:sts: : 1234...:assumed-role/cm...\"}"),
		 EC2A_FIELD_PRINCIPAL_ARN, "arn:aws:sts::1234...:assumed-role/cm...");
	is_field(BY_SSM("StartSession", "\"userIdentity\":{\"arn\":\"a: b\"}"), EC2A_FIELD_PRINCIPAL_ARN, "a: b");
	is_field(BY_SSM("x", "\"requestParameters\":{\"osUser\":\"u\"}"), EC2A_FIELD_OS_USER, NULL); /* class other */
	is_field(BY_SSM("StartSession", "\"requestParameters\":{\"osUser\":\"u\"}"), EC2A_FIELD_OS_USER, "u");
	is_field(BY_SSM("StartSession", "\"requestParameters\":{\"SSHKey\":{\"publicKey\":\"k\"}}"), EC2A_FIELD_PUBLIC_KEY, "k");
	is_field(BY_SSM("StartSession", "\"requestParameters\":{\"SSHKey.publicKey\":\"k\"}"), EC2A_FIELD_PUBLIC_KEY, "k");
	is_field(BY_SSM("StartSession", "\"requestParameters\":\"{\\\"target\\\":\\\"i-1\\\"}\""), EC2A_FIELD_TARGET, "i-1");
	is_field(BY_SSM("StartSession", "\"requestParameters\":\"\""), EC2A_FIELD_TARGET, NULL);
	is_field(BY_SSM("StartSession", "\"requestParameters\":\"{\""), EC2A_FIELD_TARGET, NULL);
	is_field(BY_SSM("StartSession", "\"requestParameters\":null"), EC2A_FIELD_TARGET, NULL);
	is_field(BY_SSM("StartSession", "\"userAgent\":\"\""), EC2A_FIELD_USER_AGENT, "");
	is_field(BY_SSM("StartSession", "\"userAgent\":7"), EC2A_FIELD_USER_AGENT, NULL);
	is_field(BY_SSM("StartSession", "\"userAgent\":\"a\",\"userAgent\":\"b\""), EC2A_FIELD_USER_AGENT, "a");
	is_field(BY_SSM("StartSession", "\"userAgent\":\"a\xff\\u0000\\ud800\""), EC2A_FIELD_USER_AGENT,
		 "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	is_field(BY_SSM("StartSession", "\"sessionCredentialFromConsole\":true"), EC2A_FIELD_FROM_CONSOLE, "true");
	is_field(BY_SSM("StartSession", "\"sessionCredentialFromConsole\":\"true\""), EC2A_FIELD_FROM_CONSOLE, "true");
	is_field(BY_SSM("StartSession", "\"resources\":[{\"ARN\":\"arn:aws: x\"}]"), EC2A_FIELD_RESOURCE_ARN, "arn:aws:x");
}

#define PORT(value) BY_SSM("StartSession", "\"requestParameters\":{\"parameters\":{\"portNumber\":" value "}}")

static void ports(void)
{
	is_field(PORT("\"22\""), EC2A_FIELD_REMOTE_PORT, "22");
	is_field(PORT("[\"22\"]"), EC2A_FIELD_REMOTE_PORT, "22");
	is_field(PORT("22"), EC2A_FIELD_REMOTE_PORT, "22");
	is_field(PORT("[22]"), EC2A_FIELD_REMOTE_PORT, "22");
	is_field(PORT("[]"), EC2A_FIELD_REMOTE_PORT, NULL);
	is_field(PORT("\"ssh\""), EC2A_FIELD_REMOTE_PORT, NULL);
	is_field(BY_SSM("StartSession", "\"requestParameters\":{\"parameters\":\"HIDDEN_DUE_TO_SECURITY_REASONS\"}"),
		 EC2A_FIELD_REMOTE_PORT, NULL);
	is_field(BY_SSM("StartSession", "\"requestParameters\":{\"parameters\":{\"host\":[\"db\"]}}"),
		 EC2A_FIELD_REMOTE_HOST, "db");
}

static void accounts(void)
{
	is_field(BY_SSM("StartSession", "\"recipientAccountId\":\"012345678901\",\"userIdentity\":{\"accountId\":\"2\"}"),
		 EC2A_FIELD_ACCOUNT_ID, "012345678901");
	is_field(BY_SSM("StartSession", "\"userIdentity\":{\"accountId\":\"2\"}"), EC2A_FIELD_ACCOUNT_ID, "2");
	is_field(BY_SSM("StartSession", "\"recipientAccountId\":\"5.28758E+11\""), EC2A_FIELD_ACCOUNT_ID, NULL);
	is_field(BY_SSM("StartSession", "\"recipientAccountId\":5.28758E+11,\"userIdentity\":{\"accountId\":\"2\"}"),
		 EC2A_FIELD_ACCOUNT_ID, "2");
	is_field(BY_SSM("StartSession", "\"recipientAccountId\":123456789012"), EC2A_FIELD_ACCOUNT_ID, "123456789012");
	is_field(BY_SSM("StartSession", "\"recipientAccountId\":\"1234...\""), EC2A_FIELD_ACCOUNT_ID, "1234...");
}

#define WHO(type, rest) BY_SSM("StartSession", "\"userIdentity\":{\"type\":\"" type "\"," rest "}")
#define ROLE "\"arn\":\"arn:aws:sts::1:assumed-role/web/i-0123\""
#define MFA "\"sessionContext\":{\"attributes\":{\"mfaAuthenticated\":\"false\"}}"

#define DHMC "\"principalId\":\"1:aws:ec2-instance:i-0123456789abcdef0\"," \
	"\"arn\":\"arn:aws:sts::1:assumed-role/aws:ec2-instance/i-0123456789abcdef0\""

static void principals(void)
{
	is_field(WHO("AssumedRole", ROLE), EC2A_FIELD_PRINCIPAL_NAME, "web");
	is_field(WHO("AssumedRole", ROLE), EC2A_FIELD_SESSION_NAME, "i-0123");
	is_field(WHO("AssumedRole", ROLE ",\"principalId\":\"AROA:bob\""), EC2A_FIELD_SESSION_NAME, "bob");
	is_field(WHO("AssumedRole", ROLE ",\"sessionContext\":{\"sessionIssuer\":{\"userName\":\"r\"}}"),
		 EC2A_FIELD_PRINCIPAL_NAME, "r");
	is_field(WHO("AssumedRole", DHMC), EC2A_FIELD_SESSION_NAME, "i-0123456789abcdef0");
	is_field(WHO("AssumedRole", DHMC), EC2A_FIELD_PRINCIPAL_NAME, "aws:ec2-instance");
	is_field(WHO("AssumedRole", "\"arn\":\"arn:aws:sts::1:assumed-role/web\",\"principalId\":\"AROA\""),
		 EC2A_FIELD_SESSION_NAME, NULL);
	is_field(WHO("IAMUser", "\"arn\":\"arn:aws:iam::1:user/team/ann\",\"userName\":\"\""), EC2A_FIELD_PRINCIPAL_NAME,
		 "ann");
	is_field(WHO("IAMUser", "\"principalId\":\"AROA:User\""), EC2A_FIELD_SESSION_NAME, NULL);
	is_field(WHO("Root", "\"arn\":\"arn:aws:iam::1:root\",\"userName\":\"x\""), EC2A_FIELD_PRINCIPAL_NAME, NULL);
	is_field(WHO("FederatedUser", "\"arn\":\"arn:aws:sts::1:federated-user/Bob\",\"principalId\":\"1:Bob\""),
		 EC2A_FIELD_PRINCIPAL_NAME, "Bob");
	is_field(WHO("FederatedUser", "\"principalId\":\"1:Bob\""), EC2A_FIELD_SESSION_NAME, NULL);
	is_field(WHO("IAMUser", MFA), EC2A_FIELD_MFA, "false");
	is_field(WHO("IAMUser", "\"sessionContext\":{\"attributes\":{\"mfaAuthenticated\":true}}"), EC2A_FIELD_MFA, "true");
	is_field(WHO("IAMUser", "\"x\":1"), EC2A_FIELD_MFA, NULL);
	is_field(WHO("FederatedUser", MFA), EC2A_FIELD_MFA, NULL);
	is_field(WHO("AWSService", MFA), EC2A_FIELD_MFA, NULL);
	is_field(WHO("AssumedRole", "\"sessionContext\":{\"webIdFederationData\":{\"federatedProvider\":\"p\"},"
				    "\"attributes\":{\"mfaAuthenticated\":\"false\"}}"), EC2A_FIELD_MFA, NULL);
	is_field(WHO("AssumedRole", "\"sessionContext\":{\"webIdFederationData\":{},"
				    "\"attributes\":{\"mfaAuthenticated\":\"false\"}}"), EC2A_FIELD_MFA, "false");
	is_field(WHO("AssumedRole", "\"sessionContext\":{\"sessionIssuer\":{\"userName\":\"AWSReservedSSO_a_1\"},"
				    "\"attributes\":{\"mfaAuthenticated\":\"false\"}}"), EC2A_FIELD_MFA, NULL);
}

#define REFUSED(message) BY_SSM("StartSession", "\"errorCode\":\"AccessDenied\",\"errorMessage\":\"" message "\"")

static void instances(void)
{
	is_field(BY_SSM("StartSession", "\"requestParameters\":{\"target\":\"mi-01\"}"), EC2A_FIELD_INSTANCE_ID, NULL);
	is_field(BY_SSM("StartSession", "\"requestParameters\":{\"InstanceId\":\"i-x\"}"), EC2A_FIELD_INSTANCE_ID, "i-x");
	is_field(REFUSED("User: arn:aws:sts::1:assumed-role/web/i-01234567 may not, on resource: "
			 "arn:aws:ec2:r:1:instance/i-0123456789abcdef0 because"), EC2A_FIELD_INSTANCE_ID,
		 "i-0123456789abcdef0");
	is_field(REFUSED("User: arn:aws:sts::1:assumed-role/web/i-01234567 may not"), EC2A_FIELD_INSTANCE_ID, NULL);
	is_field(REFUSED("Instances [i-01234567] not in a valid state"), EC2A_FIELD_INSTANCE_ID, "i-01234567");
	is_field(REFUSED("instance mi-01234567, i-0123456, i-012345678"), EC2A_FIELD_INSTANCE_ID, NULL);
	is_field(BY_SSM("StartSession", "\"errorMessage\":\"i-01234567\""), EC2A_FIELD_INSTANCE_ID, NULL);
	is_field(BY_SSM("SendCommand", "\"requestParameters\":{\"instanceIds\":[\"i-2\",\"i-2\"]}"), EC2A_FIELD_INSTANCE_ID,
		 "i-2");
	is_field(BY_SSM("StartAutomationExecution", "\"requestParameters\":{\"parameters\":{\"InstanceId\":[\"i-3\"]}}"),
		 EC2A_FIELD_INSTANCE_ID, "i-3");
	is_field(BY_SSM("SendCommand", "\"requestParameters\":{\"parameters\":{\"InstanceId\":[\"i-3\"]}}"),
		 EC2A_FIELD_INSTANCE_ID, NULL);
}

/* What a message says counts only where no parameters are; a command's parameters are no session document's. */
static void elsewhere(void)
{
	is_field(BY_SSM("StartSession", "\"requestParameters\":{\"target\":\"i-\"}"), EC2A_FIELD_INSTANCE_ID, NULL);
	is_field(BY_SSM("SendCommand", "\"errorCode\":\"AccessDenied\",\"errorMessage\":\"instance/i-01234567 "
			":instance/i-01234567\",\"requestParameters\":{\"targets\":[]}"), EC2A_FIELD_INSTANCE_ID, NULL);
	is_field(BY_SSM("SendCommand", "\"requestParameters\":{\"parameters\":{\"host\":[\"h\"]}}"),
		 EC2A_FIELD_REMOTE_HOST, NULL);
	is_field(BY_SSM("SendCommand", "\"requestParameters\":{\"parameters\":{\"portNumber\":[\"22\"]}}"),
		 EC2A_FIELD_REMOTE_PORT, NULL);
}

static void commands(void)
{
	ec2a_event *event = read_event(BY_SSM("SendCommand", "\"requestParameters\":{\"instanceIds\":[\"i-9\",\"i-1\"],"
			"\"targets\":[{\"key\":\"INSTANCEIDS\",\"values\":[\"i-5\",\"i-1\"]},{\"key\":\"tag:x\",\"values\":[\"y\"]}]}"));

	EQ_INT(ec2a_event_instance_count(event), 3);
	EQ_TEXT(ec2a_event_instance(event, 0), "i-1");
	EQ_TEXT(ec2a_event_instance(event, 1), "i-5");
	EQ_TEXT(ec2a_event_instance(event, 2), "i-9");
	EQ_TEXT(ec2a_event_instance(event, 3), NULL);
	EQ_TEXT(ec2a_event_str(event, EC2A_FIELD_INSTANCE_ID), NULL);
	ec2a_event_unref(event);
}

static void ids(void)
{
	is_field(BY_SSM("StartSession", "\"responseElements\":{\"sessionId\":\"a-1\"}"), EC2A_FIELD_SSM_SESSION_ID, "a-1");
	is_field(BY_SSM("ResumeSession", "\"requestParameters\":{\"sessionId\":\"a-2\"},\"responseElements\":null"),
		 EC2A_FIELD_SSM_SESSION_ID, "a-2");
	is_field("{\"eventSource\":\"ecs.amazonaws.com\",\"eventName\":\"ExecuteCommand\",\"responseElements\":"
		 "{\"session\":{\"sessionId\":\"ecs-1\"}}}", EC2A_FIELD_SSM_SESSION_ID, "ecs-1");
	is_field("{\"eventSource\":\"ssm-guiconnect.amazonaws.com\",\"eventName\":\"StartConnection\",\"responseElements\":"
		 "{\"ConnectionArn\":\"arn:aws:ssm-guiconnect:r:1:connection/d4e4\"}}", EC2A_FIELD_CONNECTION_ID, "d4e4");
	is_field("{\"eventSource\":\"ssm-guiconnect.amazonaws.com\",\"eventName\":\"GetConnection\",\"requestParameters\":"
		 "{\"ConnectionToken\":\"d4e4_e9b6\"}}", EC2A_FIELD_CONNECTION_ID, "d4e4");
	is_field(BY_SSM("StartSession", "\"requestParameters\":{\"sSHPublicKey\":\"ssh-ed25519 "
		     "AAAAC3NzaC1lZDI1NTE5AAAAIOtAlK45MAEWZ7MUY2QEmi3M6W+peGL3VCrc0qH54xRu\\n\"}"),
		 EC2A_FIELD_PUBLIC_KEY_FINGERPRINT, "SHA256:xq6092IJhV+0W2wifL9mSmJHQoMb2h2KFNrpk4YEAW8");
	is_field(BY_SSM("StartSession", "\"requestParameters\":{\"sSHPublicKey\":\"ssh-rsa EXAMPLE\"}"),
		 EC2A_FIELD_PUBLIC_KEY_FINGERPRINT, NULL);
}

#define CHANNEL_FROM(address, more) BY_SSM("CreateDataChannel", WHOLE "\"sourceIPAddress\":\"" address "\"," \
	"\"userIdentity\":{\"type\":\"AssumedRole\"," DHMC "}" more)

static void told(void)
{
	is_told(BY_SSM("UpdateInstanceInformation", WHOLE "\"requestParameters\":{\"instanceId\":\"i-01234567\","
		    "\"iPAddress\":\"10.0.1.10\",\"computerName\":\"Web1.Example\",\"platformType\":\"MacOS\"}"),
		"1 i-01234567 10.0.1.10;2 i-01234567 web1;3 i-01234567 macos;");
	is_told(BY_SSM("UpdateInstanceInformation", WHOLE "\"errorCode\":\"x\",\"requestParameters\":{\"instanceId\":"
		    "\"i-01234567\",\"platformType\":\"Linux\"}"), "");
	is_told(BY_SSM("UpdateInstanceInformation", WHOLE "\"requestParameters\":{\"instanceId\":\"mi-1\","
		    "\"platformType\":\"Linux\"}"), "");
	is_told(BY_SSM("UpdateInstanceInformation", "\"requestParameters\":{\"instanceId\":\"i-02...\","
		    "\"platformType\":\"Linux\"}"), "");
	is_told("{\"eventSource\":\"ec2.amazonaws.com\",\"eventName\":\"RunInstances\"," WHOLE "\"responseElements\":"
		"{\"instancesSet\":{\"items\":[{\"instanceId\":\"i-1\",\"privateDnsName\":\"ip-10-0-0-1.ec2.internal\","
		"\"platform\":\"windows\",\"networkInterfaceSet\":{\"items\":[{\"privateIpAddress\":\"10.0.0.1\","
		"\"privateIpAddressesSet\":{\"item\":[{\"privateIpAddress\":\"10.0.0.2\"}]},\"ipv6AddressesSet\":"
		"{\"items\":[{\"ipv6Address\":\"2001:db8::1\"}]}}]}},{\"instanceId\":\"i-2\"}]}}}",
		"1 i-1 10.0.0.1;1 i-1 10.0.0.2;1 i-1 2001:db8::1;2 i-1 ip-10-0-0-1;3 i-1 windows;");
	is_told("{\"eventSource\":\"ec2.amazonaws.com\",\"eventName\":\"TerminateInstances\"," WHOLE
		"\"requestParameters\":{\"instancesSet\":{\"items\":[{\"instanceId\":\"i-1\"},{\"instanceId\":\"i-2\"}]}}}",
		"100 i-1 -;100 i-2 -;");
	is_told(BY_SSM("CreateDataChannel", WHOLE "\"userAgent\":\"aws-sdk-go/1 (go1; windows; amd64) amazon-ssm-agent/\","
		    "\"userIdentity\":{\"type\":\"AssumedRole\"," ROLE "}"), "3 i-0123 windows;");
	is_told(BY_SSM("UpdateInstanceInformation", WHOLE "\"requestParameters\":{\"instanceId\":\"mi-01234567\","
		    "\"iPAddress\":\"10.0.1.10\",\"platformType\":\"Linux\"}"), "3 mi-01234567 linux;");
	is_told(CHANNEL_FROM("10.0.1.10", ""), "1 i-0123456789abcdef0 10.0.1.10;");
	is_told(CHANNEL_FROM("100.64.0.1", ""), "1 i-0123456789abcdef0 100.64.0.1;");
	is_told(CHANNEL_FROM("172.31.0.1", ""), "1 i-0123456789abcdef0 172.31.0.1;");
	is_told(CHANNEL_FROM("fd00::1", ""), "1 i-0123456789abcdef0 fd00::1;");
	is_told(CHANNEL_FROM("172.32.0.1", ""), "");
	is_told(CHANNEL_FROM("100.128.0.1", ""), "");
	is_told(CHANNEL_FROM("203.0.113.9", ""), "");
	is_told(CHANNEL_FROM("203.0.113.9", ",\"vpcEndpointId\":\"vpce-1\""), "1 i-0123456789abcdef0 203.0.113.9;");
	is_told(CHANNEL_FROM("10.0.1.10", ",\"errorCode\":\"x\""), "");
}

/* A part may have more members than are listed, keys with escapes, and one twice. */
static void many_members(void)
{
	char text[2048];
	size_t n;

	for (int before = 0; before < 40; before++) {
		n = (size_t)snprintf(text, sizeof text, "{\"eventSource\":\"ssm.amazonaws.com\","
				     "\"eventName\":\"StartSession\",\"requestParameters\":{\"a\":0");
		for (int i = 0; i < before; i++)
			n += (size_t)snprintf(text + n, sizeof text - n, ",\"target%d\":\"i-%d\"", i, i);
		snprintf(text + n, sizeof text - n, ",\"t\\u0061rget\":\"i-0123456789abcdef0\",\"reason\":\"first\","
			 "\"reason\":\"second\",\"target\":\"i-1\"}}");
		is_field(text, EC2A_FIELD_TARGET, "i-0123456789abcdef0");
		is_field(text, EC2A_FIELD_REASON, "first");
		is_field(text, EC2A_FIELD_OS_USER, NULL);
	}
}

static void weight(void)
{
	ec2a_event *a = read_event(BY_SSM("StartSession", "\"recipientAccountId\":\"1\",\"x\":[1,\"\",null,true,\"t\"]"));
	ec2a_event *b = read_event("{ \"x\":[1,\"\",null,true,\"t\"],\"recipientAccountId\":\"1\","
				   "\"eventName\":\"StartSession\",\"eventSource\":\"ssm.amazonaws.com\"}");
	ec2a_event *c = read_event(BY_SSM("StartSession", "\"recipientAccountId\":\"1.5E+11\",\"x\":[1,\"\",null,true,\"t\"]"));
	char digest[2 * EC2A__SHA256 + 1];

	EQ_INT(a->values, 6);
	EQ_INT(b->values, 6);
	EQ_INT(c->values, 5);
	CU_ASSERT_EQUAL(memcmp(a->digest, b->digest, EC2A__SHA256), 0);
	CU_ASSERT_NOT_EQUAL(memcmp(a->digest, c->digest, EC2A__SHA256), 0);
	/* sha256sum of the record with sorted keys, compact */
	EQ_TEXT(ec2a__hex(a->digest, EC2A__SHA256, digest), "d45e814144f68c360fd981e560cea835446b0c6bf08368a2270b647304b280a6");
	EQ_INT(a->no_identity, 1);
	EQ_INT(a->masked, 1);
	ec2a_event_unref(a);
	ec2a_event_unref(b);
	ec2a_event_unref(c);
}

#define EC2(name, rest) "{\"eventSource\":\"ec2.amazonaws.com\",\"eventName\":\"" name "\"," rest "}"
#define ITEMS(a, b) "\"instancesSet\":{\"items\":[{\"instanceId\":\"" a "\"},{\"instanceId\":\"" b "\"}]}"

/* "a b" of the instances, then the only one. */
static void names(const char *text, const char *want, const char *only)
{
	ec2a_event *event = read_event(text);
	char got[256] = "";
	size_t len = 0;

	for (size_t i = 0; i < ec2a_event_instance_count(event) && len < sizeof got; i++)
		len += (size_t)snprintf(got + len, sizeof got - len, "%s%s", i ? " " : "", ec2a_event_instance(event, i));
	CU_ASSERT(ec2a_test_text(got, want, text, 0));
	CU_ASSERT(ec2a_test_text(ec2a_event_str(event, EC2A_FIELD_INSTANCE_ID), only, text, 1));
	ec2a_event_unref(event);
}

static void life(void)
{
	names(EC2("RunInstances", "\"requestParameters\":{\"instancesSet\":{\"items\":[{\"imageId\":\"ami-1\"}]}},"
		  "\"responseElements\":{" ITEMS("i-2", "i-1") "}"), "i-1 i-2", NULL);
	names(EC2("StopInstances", "\"requestParameters\":{" ITEMS("i-1", "i-1") "}"), "i-1", "i-1");
	names(EC2("StartInstances", "\"responseElements\":{" ITEMS("i-1", "i-2") "}"), "i-1 i-2", NULL);
	names(EC2("RebootInstances", "\"requestParameters\":{" ITEMS("i-1", "i-2") "}"), "i-1 i-2", NULL);
	names(EC2("TerminateInstances", "\"requestParameters\":{" ITEMS("i-1", "i-2") "}"), "i-1 i-2", NULL);
	names(EC2("ModifyInstanceAttribute", "\"requestParameters\":{\"instanceId\":\"i-1\"}"), "i-1", "i-1");
	names(EC2("GetConsoleOutput", "\"requestParameters\":{\"instanceId\":\"i-1\"}"), "i-1", "i-1");
	names(EC2("GetConsoleScreenshot", "\"requestParameters\":{\"GetConsoleScreenshotRequest\":{\"InstanceId\":\"i-1\"}}"),
	      "i-1", "i-1");
	names(EC2("CreateImage", "\"requestParameters\":{\"instanceId\":\"i-1\"}"), "i-1", "i-1");
	names(EC2("AttachVolume", "\"requestParameters\":{\"volumeId\":\"v\",\"instanceId\":\"i-1\"}"), "i-1", "i-1");
	names(EC2("DetachVolume", "\"requestParameters\":{\"volumeId\":\"v\"},\"responseElements\":{\"instanceId\":\"i-1\"}"),
	      "i-1", "i-1");
	names(EC2("CreateSnapshots", "\"requestParameters\":{\"CreateSnapshotsRequest\":{\"InstanceSpecification\":"
		  "{\"InstanceId\":\"i-1\"}}}"), "i-1", "i-1");
	names(EC2("CreateSnapshots", "\"requestParameters\":{\"instanceSpecification\":{\"instanceId\":\"i-1\"}}"), "i-1", "i-1");
	names(EC2("CreateSnapshot", "\"requestParameters\":{\"volumeId\":\"v\"}"), "", NULL);
	names(EC2("StopInstances", "\"errorCode\":\"Client.UnauthorizedOperation\",\"errorMessage\":"
		  "\"not on arn:aws:ec2:r:1:instance/i-0123456789abcdef0\""), "i-0123456789abcdef0", "i-0123456789abcdef0");
	names(BY_SSM("StartSession", "\"requestParameters\":{\"target\":\"i-1\"}"), "", "i-1");
	names(BY_SSM("UpdateInstanceInformation", "\"requestParameters\":{\"instanceId\":\"i-1\"}"), "", "i-1");
}

#define IN(region) "\"awsRegion\":\"" region "\",\"recipientAccountId\":\"12\","

static void is_about(const char *text, const char *want)
{
	is_field(text, EC2A_FIELD_RESOURCE_TARGET, want);
}

static void resource_target(void)
{
	is_about(BY_SSM("StartSession", IN("eu-west-1") "\"requestParameters\":{\"target\":\"i-1\"},"
			"\"resources\":[{\"ARN\":\"arn:x\"},{\"ARN\":\"arn:y\"}]"), "arn:x");
	is_about(BY_SSM("StartSession", IN("eu-west-1") "\"requestParameters\":{\"target\":\"i-1\"},"
			"\"responseElements\":{\"sessionId\":\"a-1\"},\"resources\":[]"), "arn:aws:ec2:eu-west-1:12:instance/i-1");
	is_about(BY_SSM("StartSession", IN("cn-north-1") "\"requestParameters\":{\"target\":\"i-1\"}"),
		 "arn:aws-cn:ec2:cn-north-1:12:instance/i-1");
	is_about(BY_SSM("StartSession", IN("us-gov-west-1") "\"requestParameters\":{\"target\":\"mi-1\"}"),
		 "arn:aws-us-gov:ssm:us-gov-west-1:12:managed-instance/mi-1");
	is_about(BY_SSM("TerminateSession", IN("us-east-1") "\"requestParameters\":{\"sessionId\":\"a-1\"}"),
		 "arn:aws:ssm:us-east-1:12:session/a-1");
	is_about(BY_SSM("StartSession", IN("us-east-1") "\"requestParameters\":{\"target\":\"ecs:a_b_c\"}"), NULL);
	is_about(BY_SSM("StartSession", IN("us-east-1") "\"requestParameters\":{\"target\":\"ecs:a_b_c\"},"
			"\"responseElements\":{\"sessionId\":\"e-1\"}"), "arn:aws:ssm:us-east-1:12:session/e-1");
	is_about(BY_SSM("StartSession", "\"awsRegion\":\"eu-west-1\",\"requestParameters\":{\"target\":\"i-1\"}"), NULL);
	is_about(BY_SSM("StartSession", "\"recipientAccountId\":\"12\",\"requestParameters\":{\"target\":\"i-1\"}"), NULL);
	is_about(BY_SSM("SendCommand", IN("eu-west-1") "\"requestParameters\":{\"instanceIds\":[\"i-1\",\"i-2\"]}"), NULL);
	is_about(BY_SSM("ListCommands", IN("eu-west-1") "\"resources\":[{\"ARN\":\"arn:x\"}]"), NULL); /* class other */
}

static const struct ec2a_test tests[] = {
	{ "kinds", kinds },
	{ "damage", damage },
	{ "ports", ports },
	{ "accounts", accounts },
	{ "principals", principals },
	{ "instances", instances },
	{ "commands", commands },
	{ "what stands elsewhere", elsewhere },
	{ "ids and keys", ids },
	{ "what is told of instances", told },
	{ "what is done to instances", life },
	{ "resource target", resource_target },
	{ "many members", many_members },
	{ "values and digest", weight },
	{ NULL, NULL },
};

int main(void)
{
	return ec2a_test_main("record", tests);
}

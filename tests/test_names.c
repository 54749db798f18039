/* SPDX-License-Identifier: MIT */
#include "names.h"
#include "test.h"

#include <ec2access/ec2access.h>
#include <limits.h>

/* The last enumerator of each; a new one changes this line and no other. */
static const struct {
	int enumeration, last;
	const char *first_name, *last_name;
} enumerations[] = {
	{ EC2A_ENUM_METHOD, EC2A_METHOD_PASSWORD_RETRIEVAL, "session-manager", "password-retrieval" },
	{ EC2A_ENUM_SURFACE, EC2A_SURFACE_UNKNOWN, "cloudshell", "unknown" },
	{ EC2A_ENUM_OS, EC2A_OS_UNKNOWN, "linux", "unknown" },
	{ EC2A_ENUM_OS_CONFIDENCE, EC2A_OS_CONFIDENCE_WEAK, "strong", "weak" },
	{ EC2A_ENUM_IDENTITY, EC2A_IDENTITY_UNKNOWN, "root", "unknown" },
	{ EC2A_ENUM_OUTCOME, EC2A_OUTCOME_FAILED, "attached", "failed" },
	{ EC2A_ENUM_CONFIDENCE, EC2A_CONFIDENCE_INFERRED, "exact", "inferred" },
	{ EC2A_ENUM_KIND, EC2A_KIND_ACTION, "session", "action" },
	{ EC2A_ENUM_ROLE, EC2A_ROLE_SUDO, "open", "sudo" },
	{ EC2A_ENUM_END_REASON, EC2A_END_LOGOUT, "terminated", "logout" },
	{ EC2A_ENUM_CLASS, EC2A_CLASS_OTHER, "access", "other" },
	{ EC2A_ENUM_FIELD, EC2A_FIELD_FAILURES, "event_id", "failures" },
	{ EC2A_ENUM_SESSION_FIELD, EC2A_SESSION_RESUMED, "id", "resumed" },
	{ EC2A_ENUM_FLAG, EC2A_FLAG_ROOT_OS_USER, "root", "root-os-user" },
	{ EC2A_ENUM_FINDING_OBJECT, EC2A_FINDING_TIME, "digest", "time" },
	{ EC2A_ENUM_VERDICT, EC2A_VERDICT_UNCOVERED, "valid", "uncovered" },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void check_both_ways(int enumeration, int value)
{
	const char *name = ec2a_enum_name(enumeration, value);
	int back = 12345;

	CU_ASSERT_PTR_NOT_NULL_FATAL(name);
	CU_ASSERT(*name != '\0');
	EQ_INT(ec2a_enum_value(enumeration, name, &back), 0);
	EQ_INT(back, value); /* so no two have one name */
	EQ_TEXT(ec2a__name(enumeration, value), name);
}

static void test_dense(void)
{
	for (size_t i = 0; i < COUNT(enumerations); i++) {
		int e = enumerations[i].enumeration;

		for (int value = 1; value <= enumerations[i].last; value++)
			check_both_ways(e, value);
		CU_ASSERT_PTR_NULL(ec2a_enum_name(e, 0));
		CU_ASSERT_PTR_NULL(ec2a_enum_name(e, -1));
		CU_ASSERT_PTR_NULL(ec2a_enum_name(e, enumerations[i].last + 1));
		CU_ASSERT_PTR_NULL(ec2a_enum_name(e, INT_MAX));
		CU_ASSERT_PTR_NULL(ec2a_enum_name(e, INT_MIN));
		EQ_TEXT(ec2a_enum_name(e, 1), enumerations[i].first_name);
		EQ_TEXT(ec2a_enum_name(e, enumerations[i].last), enumerations[i].last_name);
	}
	/* errors, and no enumeration after the last */
	EQ_INT(COUNT(enumerations) + 1, EC2A_ENUM_VERDICT);
}

static const int codes[] = {
	EC2A_E_ARG, EC2A_E_NOMEM, EC2A_E_STATE, EC2A_E_UNSUPPORTED, EC2A_E_RECORD, EC2A_E_LIMIT,
	EC2A_E_FORMAT, EC2A_E_TRUNCATED, EC2A_E_IO, EC2A_E_NOT_FOUND, EC2A_E_CANCELLED,
	EC2A_E_DENIED,
};

static void test_errors(void)
{
	size_t named = 0;

	for (size_t i = 0; i < COUNT(codes); i++) {
		check_both_ways(EC2A_ENUM_ERROR, codes[i]);
		CU_ASSERT(strcmp(ec2a_strerror(codes[i]), "unknown error") != 0);
		for (size_t j = 0; j < i; j++)
			CU_ASSERT(strcmp(ec2a_strerror(codes[i]), ec2a_strerror(codes[j])) != 0);
	}
	for (int code = -1000; code <= 1000; code++)
		named += ec2a_enum_name(EC2A_ENUM_ERROR, code) != NULL;
	EQ_INT(named, COUNT(codes));
	EQ_TEXT(ec2a_enum_name(EC2A_ENUM_ERROR, EC2A_E_ARG), "EC2A_E_ARG");
	EQ_TEXT(ec2a_enum_name(EC2A_ENUM_ERROR, EC2A_E_CANCELLED), "EC2A_E_CANCELLED");
	CU_ASSERT_PTR_NULL(ec2a_enum_name(EC2A_ENUM_ERROR, INT_MIN));
	CU_ASSERT_PTR_NULL(ec2a_enum_name(EC2A_ENUM_ERROR, 1));
}

static void test_strerror(void)
{
	EQ_TEXT(ec2a_strerror(0), "success");
	EQ_TEXT(ec2a_strerror(1), "success");
	EQ_TEXT(ec2a_strerror(EC2A_E_NOMEM), "out of memory");
	EQ_TEXT(ec2a_strerror(-5), "unknown error");
	EQ_TEXT(ec2a_strerror(INT_MIN), "unknown error");
	CU_ASSERT_PTR_NOT_NULL(ec2a_strerror(INT_MAX));
}

static void test_refused(void)
{
	int value = 77;

	EQ_INT(ec2a_enum_value(EC2A_ENUM_METHOD, "no-such", &value), EC2A_E_NOT_FOUND);
	EQ_INT(ec2a_enum_value(EC2A_ENUM_METHOD, "", &value), EC2A_E_NOT_FOUND);
	EQ_INT(ec2a_enum_value(EC2A_ENUM_METHOD, "SSH", &value), EC2A_E_NOT_FOUND);
	EQ_INT(ec2a_enum_value(EC2A_ENUM_METHOD, "ssh ", &value), EC2A_E_NOT_FOUND);
	EQ_INT(ec2a_enum_value(EC2A_ENUM_METHOD, NULL, &value), EC2A_E_ARG);
	EQ_INT(ec2a_enum_value(EC2A_ENUM_METHOD, "ssh", NULL), EC2A_E_ARG);
	EQ_INT(ec2a_enum_value(0, "ssh", &value), EC2A_E_ARG);
	EQ_INT(ec2a_enum_value(-1, "ssh", &value), EC2A_E_ARG);
	EQ_INT(ec2a_enum_value(INT_MAX, "ssh", &value), EC2A_E_ARG);
	EQ_INT(ec2a_enum_value(EC2A_ENUM_VERDICT + 1, "ssh", &value), EC2A_E_ARG);
	EQ_INT(value, 77);
	CU_ASSERT_PTR_NULL(ec2a_enum_name(0, 1));
	CU_ASSERT_PTR_NULL(ec2a_enum_name(EC2A_ENUM_VERDICT + 1, 1));
	CU_ASSERT_PTR_NULL(ec2a_enum_name(INT_MIN, 1));
	EQ_TEXT(ec2a__name(EC2A_ENUM_METHOD, 999), "unknown");
}

/* The keys of the JSON line in its order, those of "principal" with that word in front. */
static void test_session_keys(void)
{
	static const char *const keys[] = {
		"id", "kind", "method", "surface", "os", "os_confidence", "outcome", "confidence", "instance_id",
		"target", "account_id", "region", "principal_identity", "principal_arn", "principal_name",
		"principal_session_name", "principal_access_key_id", "principal_long_term_key", "principal_mfa",
		"principal_source_identity", "source_ip", "user_agent", "os_user", "public_key_fingerprint",
		"document", "reason_given", "remote_host", "remote_port", "private_ip", "endpoint_id",
		"ssm_session_id", "connection_id", "start", "end", "end_reason", "resumed",
	};

	EQ_INT(COUNT(keys), EC2A_SESSION_RESUMED);
	for (size_t i = 0; i < COUNT(keys); i++)
		EQ_TEXT(ec2a_enum_name(EC2A_ENUM_SESSION_FIELD, (int)i + 1), keys[i]);
}

static void test_version(void)
{
	int major = 0, minor = 0, patch = 0;

	EQ_TEXT(ec2a_version(), EC2A_VERSION);
	EQ_INT(ec2a_version_number(), EC2A_VERSION_NUMBER);
	EQ_INT(sscanf(ec2a_version(), "%d.%d.%d", &major, &minor, &patch), 3);
	EQ_INT(ec2a_version_number(), major * 1000000 + minor * 1000 + patch);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "every enumerator both ways", test_dense },
		{ "errors", test_errors },
		{ "strerror", test_strerror },
		{ "unknown names and numbers", test_refused },
		{ "keys of a session", test_session_keys },
		{ "version", test_version },
		{ NULL, NULL },
	};

	return ec2a_test_main("names", tests);
}

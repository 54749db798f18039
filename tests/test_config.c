/* SPDX-License-Identifier: MIT */
#include "settings.h"
#include "test.h"

#include <pthread.h>

static ec2a_config *make(void)
{
	ec2a_config *config = NULL;

	EQ_INT(ec2a_config_new(&config), 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(config);
	return config;
}

static const struct {
	int option;
	int64_t value, min, max;
} options[] = {
	{ EC2A_OPT_RECORD_BYTES, 1048576, 1024, 268435456 },
	{ EC2A_OPT_JSON_DEPTH, 64, 4, 512 },
	{ EC2A_OPT_INFLATED_BYTES, INT64_C(4294967296), 1024, INT64_MAX },
	{ EC2A_OPT_INFLATE_RATIO, 200, 1, 1000000 },
	{ EC2A_OPT_STRICT, 0, 0, 1 },
	{ EC2A_OPT_EVENTS, EC2A_EVENTS_ACCESS, EC2A_EVENTS_ACCESS, EC2A_EVENTS_ALL },
	{ EC2A_OPT_CONTAINER_DEPTH, 8, 1, 16 },
	{ EC2A_OPT_LATENESS, 900, 0, 604800 },
	{ EC2A_OPT_HORIZON, 86400, 60, 31536000 },
	{ EC2A_OPT_SETTLE_STEP, 60, 0, 86400 },
	{ EC2A_OPT_HELD_RECORDS, 4000000, 16, 1000000000 },
	{ EC2A_OPT_SESSION_EVENTS, 10000, 4, 1000000 },
	{ EC2A_OPT_REMEMBERED, 1000000, 2, 1000000000 },
	{ EC2A_OPT_LOG_YEAR, 0, 0, 9980 },
	{ EC2A_OPT_LOG_ZONE, 0, -1439, 1439 },
	{ EC2A_OPT_SKEW, 0, 0, 3600 },
	{ EC2A_OPT_CONNECTIONS, 16, 1, 256 },
	{ EC2A_OPT_REQUEST_SECONDS, 60, 1, 3600 },
	{ EC2A_OPT_PATH_STYLE, 0, 0, 1 },
	{ EC2A_OPT_REQUESTER_PAYS, 0, 0, 1 },
	{ EC2A_OPT_CREDENTIAL_PROCESS, 0, 0, 1 },
	{ EC2A_OPT_LISTED_OBJECTS, 100000000, 1, INT64_C(1000000000000) },
	{ EC2A_OPT_OBJECT_BYTES, INT64_C(5368709120), 1024, INT64_C(1125899906842624) },
	{ EC2A_OPT_HELD_ENDS, 32768, 16, 1000000000 },
	{ EC2A_OPT_HELD_FACTS, 2000000, 16, 1000000000 },
	{ EC2A_OPT_HELD_FAILURES, 262144, 16, 1000000000 },
};

#define N_OPTIONS (sizeof(options) / sizeof(options[0]))

static int64_t value_of(const ec2a_config *config, int option)
{
	int64_t value = -77;

	EQ_INT(ec2a_config_get_int(config, option, &value), 0);
	EQ_INT(ec2a__config_int(config, option), value);
	return value;
}

static void test_cpu(void)
{
	ec2a_config *config = make();
	const char *text = "(not written)", *name;
	int64_t number;

	EQ_INT(ec2a_config_get_str(NULL, EC2A_OPT_CPU, &text), 0);
	EQ_TEXT(text, "auto");
	for (size_t i = 0; (name = ec2a_cpu_name(i)) != NULL; i++) {
		EQ_INT(ec2a_config_set_str(config, EC2A_OPT_CPU, name), 0);
		EQ_INT(ec2a_config_get_str(config, EC2A_OPT_CPU, &text), 0);
		EQ_TEXT(text, name);
	}
	EQ_INT(ec2a_config_set_str(config, EC2A_OPT_CPU, "AVX2"), EC2A_E_ARG);
	EQ_INT(ec2a_config_set_str(config, EC2A_OPT_CPU, ""), EC2A_E_ARG);
	EQ_INT(ec2a_config_set_str(config, EC2A_OPT_CPU, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_config_set_str(NULL, EC2A_OPT_CPU, "auto"), EC2A_E_ARG);
	EQ_INT(ec2a_config_set_str(config, EC2A_OPT_STRICT, "auto"), EC2A_E_UNSUPPORTED);
	EQ_INT(ec2a_config_get_str(config, EC2A_OPT_STRICT, &text), EC2A_E_UNSUPPORTED);
	EQ_INT(ec2a_config_get_str(config, EC2A_OPT_CPU, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_config_set_int(config, EC2A_OPT_CPU, 0), EC2A_E_UNSUPPORTED);
	EQ_INT(ec2a_config_get_int(config, EC2A_OPT_CPU, &number), EC2A_E_UNSUPPORTED);
	/* No machine has both. */
	EQ_INT(ec2a_config_set_str(config, EC2A_OPT_CPU, "neon") == EC2A_E_UNSUPPORTED ||
		       ec2a_config_set_str(config, EC2A_OPT_CPU, "avx2") == EC2A_E_UNSUPPORTED, 1);
	ec2a_config_unref(ec2a__config_use(config));
	EQ_INT(ec2a_config_set_str(config, EC2A_OPT_CPU, "auto"), EC2A_E_STATE);
	ec2a_config_unref(config);
}

static void test_defaults(void)
{
	ec2a_config *config = make();

	for (size_t i = 0; i < N_OPTIONS; i++) {
		EQ_INT(value_of(config, options[i].option), options[i].value);
		EQ_INT(value_of(NULL, options[i].option), options[i].value);
	}
	EQ_INT(ec2a__config_document(NULL, "Corp-Shell"), 0);
	EQ_INT(ec2a__config_document(config, "Corp-Shell"), 0);
	EQ_TEXT(ec2a__config_host(NULL, "web"), NULL);
	EQ_TEXT(ec2a__config_host(config, "web"), NULL);
	ec2a__config_log(NULL, 0, "nobody listens");
	ec2a__config_log(config, 0, "nobody listens");
	ec2a_config_unref(config);
	ec2a_config_unref(NULL);
	CU_ASSERT_PTR_NULL(ec2a_config_ref(NULL));
	CU_ASSERT_PTR_NULL(ec2a__config_use(NULL));
	EQ_INT(ec2a_config_new(NULL), EC2A_E_ARG);
}

static void test_ranges(void)
{
	ec2a_config *config = make();

	for (size_t i = 0; i < N_OPTIONS; i++) {
		int option = options[i].option;

		EQ_INT(ec2a_config_set_int(config, option, options[i].min), 0);
		EQ_INT(value_of(config, option), options[i].min);
		EQ_INT(ec2a_config_set_int(config, option, options[i].min - 1), EC2A_E_ARG);
		EQ_INT(ec2a_config_set_int(config, option, INT64_MIN), EC2A_E_ARG);
		if (options[i].max < INT64_MAX)
			EQ_INT(ec2a_config_set_int(config, option, options[i].max + 1), EC2A_E_ARG);
		EQ_INT(value_of(config, option), options[i].min);
		EQ_INT(ec2a_config_set_int(config, option, options[i].max), 0);
		EQ_INT(value_of(config, option), options[i].max);
	}
	ec2a_config_unref(config);
}

static void test_unknown_options(void)
{
	static const int unknown[] = { 0, -1, EC2A_OPT_CPU, EC2A_OPT_AWS_PROFILE, EC2A_OPT_CA_FILE, EC2A_OPT_HELD_FAILURES + 1, 1000000, INT32_MIN };
	ec2a_config *config = make();
	int64_t value = 77;

	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		EQ_INT(ec2a_config_set_int(config, unknown[i], 1), EC2A_E_UNSUPPORTED);
		EQ_INT(ec2a_config_get_int(config, unknown[i], &value), EC2A_E_UNSUPPORTED);
	}
	EQ_INT(value, 77);
	EQ_INT(ec2a_config_set_int(NULL, EC2A_OPT_STRICT, 1), EC2A_E_ARG);
	EQ_INT(ec2a_config_get_int(config, EC2A_OPT_STRICT, NULL), EC2A_E_ARG);
	ec2a_config_unref(config);
}

static void test_documents(void)
{
	ec2a_config *config = make();

	EQ_INT(ec2a_config_map_document(config, "Corp-Shell", EC2A_METHOD_SESSION_MANAGER), 0);
	EQ_INT(ec2a_config_map_document(config, "Corp-Ssh", EC2A_METHOD_SESSION_MANAGER_SSH), 0);
	EQ_INT(ec2a_config_map_document(config, "Alpha", EC2A_METHOD_SESSION_MANAGER_DOCUMENT), 0);
	EQ_INT(ec2a__config_document(config, "Corp-Shell"), EC2A_METHOD_SESSION_MANAGER);
	EQ_INT(ec2a__config_document(config, "Corp-Ssh"), EC2A_METHOD_SESSION_MANAGER_SSH);
	EQ_INT(ec2a__config_document(config, "Alpha"), EC2A_METHOD_SESSION_MANAGER_DOCUMENT);
	EQ_INT(ec2a__config_document(config, "arn:aws:ssm:eu-west-1:111122223333:document/Corp-Ssh"),
	       EC2A_METHOD_SESSION_MANAGER_SSH);
	EQ_INT(ec2a__config_document(config, "corp-ssh"), 0);
	EQ_INT(ec2a__config_document(config, "Corp"), 0);
	EQ_INT(ec2a__config_document(config, ""), 0);
	EQ_INT(ec2a__config_document(config, NULL), 0);
	/* twice: the last counts */
	EQ_INT(ec2a_config_map_document(config, "Corp-Shell", EC2A_METHOD_SESSION_MANAGER_COMMAND), 0);
	EQ_INT(ec2a__config_document(config, "Corp-Shell"), EC2A_METHOD_SESSION_MANAGER_COMMAND);
	ec2a_config_unref(config);
}

static void test_documents_refused(void)
{
	static const char *const bad[] = {
		"", "arn:aws:ssm:eu-west-1:111122223333:document/", "SSM-SessionManagerRunShell", "AWS-StartSSHSession",
		"AWS-StartPortForwardingSession", "AWS-StartPortForwardingSessionToRemoteHost",
		"AWS-StartInteractiveCommand", "AWS-StartNonInteractiveCommand", "AWS-RunShellScript", "AWS-",
		"arn:aws:ssm:eu-west-1::document/AWS-StartSSHSession",
	};
	ec2a_config *config = make();

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		EQ_INT(ec2a_config_map_document(config, bad[i], EC2A_METHOD_SESSION_MANAGER), EC2A_E_ARG);
		EQ_INT(ec2a__config_document(config, bad[i]), 0);
	}
	EQ_INT(ec2a_config_map_document(config, NULL, EC2A_METHOD_SESSION_MANAGER), EC2A_E_ARG);
	EQ_INT(ec2a_config_map_document(NULL, "Corp", EC2A_METHOD_SESSION_MANAGER), EC2A_E_ARG);
	EQ_INT(ec2a_config_map_document(config, "Corp", 0), EC2A_E_ARG);
	EQ_INT(ec2a_config_map_document(config, "Corp", -1), EC2A_E_ARG);
	EQ_INT(ec2a_config_map_document(config, "Corp", EC2A_METHOD_FLEET_MANAGER_RDP), EC2A_E_ARG);
	EQ_INT(ec2a__config_document(config, "Corp"), 0);
	ec2a_config_unref(config);
}

static void test_hosts(void)
{
	ec2a_config *config = make();
	char name[] = "Web-1";

	EQ_INT(ec2a_config_map_host(config, name, "i-00000aaa"), 0);
	name[0] = 'x'; /* it was copied */
	EQ_INT(ec2a_config_map_host(config, "10.0.0.7", "i-00000bbb"), 0);
	EQ_INT(ec2a_config_map_host(config, "db", "i-00000ccc"), 0);
	EQ_TEXT(ec2a__config_host(config, "web-1"), "i-00000aaa");
	EQ_TEXT(ec2a__config_host(config, "WEB-1"), "i-00000aaa");
	EQ_TEXT(ec2a__config_host(config, "10.0.0.7"), "i-00000bbb");
	EQ_TEXT(ec2a__config_host(config, "DB"), "i-00000ccc");
	EQ_TEXT(ec2a__config_host(config, "web-10"), NULL);
	EQ_TEXT(ec2a__config_host(config, "web"), NULL);
	EQ_TEXT(ec2a__config_host(config, ""), NULL);
	EQ_TEXT(ec2a__config_host(config, NULL), NULL);
	EQ_INT(ec2a_config_map_host(config, "WEB-1", "i-00000ddd"), 0);
	EQ_TEXT(ec2a__config_host(config, "web-1"), "i-00000ddd");

	EQ_INT(ec2a_config_map_host(config, "", "i-00000aaa"), EC2A_E_ARG);
	EQ_INT(ec2a_config_map_host(config, NULL, "i-00000aaa"), EC2A_E_ARG);
	EQ_INT(ec2a_config_map_host(config, "x", NULL), EC2A_E_ARG);
	EQ_INT(ec2a_config_map_host(config, "x", "mi-00000aaa"), EC2A_E_ARG);
	EQ_INT(ec2a_config_map_host(config, "x", ""), EC2A_E_ARG);
	EQ_INT(ec2a_config_map_host(config, "x", "i-"), EC2A_E_ARG);
	EQ_INT(ec2a_config_map_host(config, "x", "i-0123456"), EC2A_E_ARG);
	EQ_INT(ec2a_config_map_host(config, "x", "i-012345678"), EC2A_E_ARG);
	EQ_INT(ec2a_config_map_host(config, "x", "i-0123456789abcdef01"), EC2A_E_ARG);
	EQ_INT(ec2a_config_map_host(config, "x", "i-0123456g"), EC2A_E_ARG);
	EQ_INT(ec2a_config_map_host(config, "x", "i-0123ABCD"), EC2A_E_ARG);
	EQ_INT(ec2a_config_map_host(config, "x", "i-01234567\n"), EC2A_E_ARG);
	EQ_INT(ec2a_config_map_host(config, "long", "i-0123456789abcdef0"), 0);
	EQ_INT(ec2a_config_map_host(NULL, "x", "i-00000aaa"), EC2A_E_ARG);
	ec2a_config_unref(config);
}

/* Whatever the order they come in, all are found. */
static void test_many(void)
{
	ec2a_config *config = make();
	char host[32], instance[32];

	for (int i = 0; i < 257; i++) {
		snprintf(host, sizeof(host), "Host-%d", i * 100 % 257);
		snprintf(instance, sizeof(instance), "i-%08d", i * 100 % 257);
		EQ_INT(ec2a_config_map_host(config, host, instance), 0);
	}
	for (int i = 0; i < 257; i++) {
		snprintf(host, sizeof(host), "hOST-%d", i);
		snprintf(instance, sizeof(instance), "i-%08d", i);
		EQ_TEXT(ec2a__config_host(config, host), instance);
	}
	ec2a_config_unref(config);
}

static int logged, freed;

static void log_it(int code, const char *message, void *user)
{
	EQ_INT(code, EC2A_E_IO);
	EQ_TEXT(message, "told");
	logged += *(const int *)user;
}

static void count_free(void *user)
{
	freed += *(const int *)user;
}

static void test_log(void)
{
	ec2a_config *config = make();
	int one = 1, ten = 10;

	logged = freed = 0;
	EQ_INT(ec2a_config_set_log(NULL, log_it, NULL, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_config_set_log(config, log_it, &one, count_free), 0);
	ec2a__config_log(config, EC2A_E_IO, "told");
	EQ_INT(logged, 1);
	EQ_INT(ec2a_config_set_log(config, log_it, &ten, count_free), 0);
	EQ_INT(freed, 1);
	ec2a__config_log(config, EC2A_E_IO, "told");
	EQ_INT(logged, 11);
	ec2a_config_unref(ec2a__config_use(config));
	/* refused: the callback that was not taken is not freed either */
	EQ_INT(ec2a_config_set_log(config, NULL, &one, count_free), EC2A_E_STATE);
	EQ_INT(freed, 1);
	ec2a_config_unref(config);
	EQ_INT(freed, 11);
}

static void test_frozen(void)
{
	ec2a_config *config = make();

	EQ_INT(ec2a_config_map_host(config, "web", "i-00000aaa"), 0);
	EQ_INT(ec2a_config_set_int(config, EC2A_OPT_STRICT, 1), 0);
	CU_ASSERT_PTR_EQUAL(ec2a__config_use(config), config);
	EQ_INT(ec2a_config_set_int(config, EC2A_OPT_STRICT, 0), EC2A_E_STATE);
	EQ_INT(ec2a_config_map_document(config, "Corp", EC2A_METHOD_SESSION_MANAGER), EC2A_E_STATE);
	EQ_INT(ec2a_config_map_host(config, "web", "i-00000bbb"), EC2A_E_STATE);
	EQ_INT(value_of(config, EC2A_OPT_STRICT), 1);
	EQ_TEXT(ec2a__config_host(config, "web"), "i-00000aaa");
	ec2a_config_unref(config);
	/* It stays frozen, and there, for whoever holds the other reference. */
	EQ_INT(ec2a_config_set_int(config, EC2A_OPT_STRICT, 0), EC2A_E_STATE);
	ec2a_config_unref(config);
}

static void *use_often(void *user)
{
	ec2a_config *config = user;

	for (int i = 0; i < 10000; i++) {
		ec2a_config *mine = ec2a__config_use(config);

		ec2a_config_unref(ec2a_config_ref(mine));
		ec2a_config_unref(mine);
	}
	ec2a_config_unref(config);
	return NULL;
}

static void test_threads(void)
{
	ec2a_config *config = make();
	pthread_t threads[4];
	int one = 1;

	freed = 0;
	EQ_INT(ec2a_config_set_log(config, NULL, &one, count_free), 0);
	for (int i = 0; i < 4; i++)
		CU_ASSERT_FATAL(pthread_create(&threads[i], NULL, use_often, ec2a_config_ref(config)) == 0);
	ec2a_config_unref(config);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	EQ_INT(freed, 1);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "defaults", test_defaults },
		{ "ranges", test_ranges },
		{ "unknown options", test_unknown_options },
		{ "documents", test_documents },
		{ "documents: refused", test_documents_refused },
		{ "cpu", test_cpu },
		{ "hosts", test_hosts },
		{ "many hosts", test_many },
		{ "log callback", test_log },
		{ "frozen", test_frozen },
		{ "shared by threads", test_threads },
		{ NULL, NULL },
	};

	return ec2a_test_main("config", tests);
}

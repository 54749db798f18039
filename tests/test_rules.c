/* SPDX-License-Identifier: MIT */
/* The rules file: what is taken, and every way to be wrong, with its line. */
#include "settings.h"

#include "test.h"

static ec2a_config *make(void)
{
	ec2a_config *config = NULL;

	CU_ASSERT_FATAL(ec2a_config_new(&config) == 0);
	return config;
}

static int read_text(ec2a_config *config, const char *json, char **ret_error)
{
	return ec2a_config_read_rules(config, json, strlen(json), ret_error);
}

static void test_taken(void)
{
	ec2a_config *config = make();
	char *error = NULL;

	EQ_INT(ec2a_config_map_document(config, "Corp-Shell", EC2A_METHOD_SESSION_MANAGER_COMMAND), 0);
	EQ_INT(ec2a_config_map_document(config, "Older", EC2A_METHOD_SESSION_MANAGER_SSH), 0);
	EQ_INT(ec2a_config_map_host(config, "BASTION-1", "i-0aaaaaaa"), 0);
	EQ_INT(read_text(config,
			 "{\"documents\": {\"Corp-Shell\": \"session-manager\", \"Corp.\\u0053sh\": \"session-manager-ssh\"},\n"
			 " \"hosts\": {\"bastion-1\": \"i-0123456789abcdef0\", \"10.0.1.10\": \"i-01234567\", \"fe80::1\": \"i-01234567\"}}\n",
			 &error), 0);
	CU_ASSERT_PTR_NULL(error);
	EQ_INT(ec2a__config_document(config, "Corp-Shell"), EC2A_METHOD_SESSION_MANAGER);
	EQ_INT(ec2a__config_document(config, "Corp.Ssh"), EC2A_METHOD_SESSION_MANAGER_SSH);
	EQ_INT(ec2a__config_document(config, "Older"), EC2A_METHOD_SESSION_MANAGER_SSH);
	EQ_TEXT(ec2a__config_host(config, "Bastion-1"), "i-0123456789abcdef0");
	EQ_TEXT(ec2a__config_host(config, "10.0.1.10"), "i-01234567");
	EQ_TEXT(ec2a__config_host(config, "fe80::1"), "i-01234567");
	/* What is said later goes before. */
	EQ_INT(ec2a_config_map_host(config, "bastion-1", "i-0bbbbbbb"), 0);
	EQ_TEXT(ec2a__config_host(config, "bastion-1"), "i-0bbbbbbb");
	EQ_INT(read_text(config, " {} ", NULL), 0);
	EQ_INT(read_text(config, "{\"hosts\":{},\"documents\":{}}", NULL), 0);
	EQ_INT(read_text(config, "\xEF\xBB\xBF{\"hosts\":{}}", NULL), 0);
	EQ_TEXT(ec2a__config_host(config, "bastion-1"), "i-0bbbbbbb");
	ec2a_config_unref(config);
}

/* Each is refused with this sentence, and changes nothing. */
static void test_refused(void)
{
	static const struct {
		const char *json, *error;
	} rows[] = {
		{ "", "rules: line 1: the file is empty" },
		{ "\xEF\xBB\xBF", "rules: line 1: the file is empty" },
		{ "\xEF\xBB\xBF\n{\"host\": {}}", "rules: line 2: an unknown key: \"host\"" },
		{ "\n \n", "rules: line 1: the file is empty" },
		{ "[]", "rules: line 1: the file is not one object" },
		{ "\n\n7", "rules: line 3: the file is not one object" },
		{ "{}\n{}", NULL },
		{ "{\"hosts\": {},\n \"host\": {}}", "rules: line 2: an unknown key: \"host\"" },
		{ "{\"\": {}}", "rules: line 1: an unknown key: \"\"" },
		{ "{\"ho\\u0073ts\": {},\n\n\"hosts\": {}}", "rules: line 3: a key that stands here twice: \"hosts\"" },
		{ "{\"hosts\":\n[]}", "rules: line 2: \"hosts\" is not an object" },
		{ "{\"documents\":\nnull}", "rules: line 2: \"documents\" is not an object" },
		{ "{\"hosts\": {\"good\": \"i-01234567\",\n\"web\": 7}}",
		  "rules: line 2: a host's instance is not a string: \"web\"" },
		{ "{\"documents\": {\"Corp\":\n{}}}", "rules: line 1: a document's method is not a string: \"Corp\"" },
		{ "{\"documents\": {\"good\": \"session-manager\",\n\n\"Corp\": \"instance-connect\"}}",
		  "rules: line 3: not one of the session-manager methods: \"instance-connect\"" },
		{ "{\"documents\": {\"Corp\": \"\"}}", "rules: line 1: not one of the session-manager methods: \"\"" },
		{ "{\"documents\": {\"Corp\": \"Session-Manager\"}}",
		  "rules: line 1: not one of the session-manager methods: \"Session-Manager\"" },
		{ "{\"documents\": {\"AWS-StartSSHSession\": \"session-manager\"}}",
		  "rules: line 1: a document of AWS, whose meaning is fixed: \"AWS-StartSSHSession\"" },
		{ "{\"documents\": {\"SSM-SessionManagerRunShell\": \"session-manager-ssh\"}}",
		  "rules: line 1: a document of AWS, whose meaning is fixed: \"SSM-SessionManagerRunShell\"" },
		{ "{\"documents\": {\"Corp\": \"session-manager\",\n\"Co\\u0072p\": \"session-manager\"}}",
		  "rules: line 2: a document that stands here twice: \"Corp\"" },
		{ "{\"documents\": {\"ab\": \"session-manager\"}}",
		  "rules: line 1: not a document's name (3 to 128 letters, digits, _ - .): \"ab\"" },
		{ "{\"documents\": {\"arn:aws:ssm:::document/Corp\": \"session-manager\"}}",
		  "rules: line 1: not a document's name (3 to 128 letters, digits, _ - .): \"arn:aws:ssm:::document/Corp\"" },
		{ "{\"hosts\": {\"web\": \"i-01234567\",\n\"WEB\": \"i-01234567\"}}",
		  "rules: line 2: a host that stands here twice: \"WEB\"" },
		{ "{\"hosts\": {\"\": \"i-01234567\"}}", "rules: line 1: not a host name or address: \"\"" },
		{ "{\"hosts\": {\"a b\": \"i-01234567\"}}", "rules: line 1: not a host name or address: \"a b\"" },
		{ "{\"hosts\": {\"\\u001b[1m\\n\": \"i-01234567\"}}",
		  "rules: line 1: not a host name or address: \"\\x1b[1m\\x0a\"" },
		{ "{\"hosts\": {\"web\": \"mi-01234567\"}}",
		  "rules: line 1: not an instance id (i- and 8 or 17 hex digits): \"mi-01234567\"" },
		{ "{\"hosts\": {\"web\": \"i-0123456\"}}",
		  "rules: line 1: not an instance id (i- and 8 or 17 hex digits): \"i-0123456\"" },
		{ "{\"hosts\": {\"web\": \"i-0123456789ABCDEF0\"}}",
		  "rules: line 1: not an instance id (i- and 8 or 17 hex digits): \"i-0123456789ABCDEF0\"" },
		{ "{\"hosts\": {\"web\": \"i-0123456g\"}}",
		  "rules: line 1: not an instance id (i- and 8 or 17 hex digits): \"i-0123456g\"" },
		{ "{\"hosts\": {\"web\": \"i-01234567\"},\n}", NULL },
		{ "{\"hosts\":\n {\"web\"\n: tru}}", NULL },
		{ "{\"hosts\": [[[[[[[[[[]]]]]]]]]]}", NULL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		ec2a_config *config = make();
		char *error = NULL;

		EQ_INT(ec2a_config_map_host(config, "web", "i-01d01d01"), 0);
		EQ_INT(read_text(config, rows[i].json, &error), EC2A_E_FORMAT);
		CU_ASSERT_PTR_NOT_NULL_FATAL(error);
		if (rows[i].error)
			EQ_TEXT(error, rows[i].error);
		EQ_INT(strncmp(error, "rules: line ", 12), 0);
		ec2a_free(error);
		EQ_INT(read_text(config, rows[i].json, NULL), EC2A_E_FORMAT);
		EQ_TEXT(ec2a__config_host(config, "web"), "i-01d01d01");
		EQ_TEXT(ec2a__config_host(config, "good"), NULL);
		EQ_INT(ec2a__config_document(config, "good"), 0);
		ec2a_config_unref(config);
	}
}

static void test_line_of_broken_json(void)
{
	ec2a_config *config = make();
	char *error = NULL;

	EQ_INT(read_text(config, "{\"hosts\":\n {\"web\"\n: tru}}", &error), EC2A_E_FORMAT);
	EQ_INT(strncmp(error, "rules: line 3: ", 15), 0);
	ec2a_free(error);
	ec2a_config_unref(config);
}

static void test_limits(void)
{
	enum { ROOM = 1024 * 1024 + 2 };
	ec2a_config *config = make();
	char *text = malloc(ROOM), *error = NULL;
	size_t n;

	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	memset(text, ' ', ROOM);
	text[0] = '{';
	text[1024 * 1024 - 1] = '}';
	EQ_INT(ec2a_config_read_rules(config, text, 1024 * 1024, &error), 0);
	EQ_INT(ec2a_config_read_rules(config, text, 1024 * 1024 + 1, &error), EC2A_E_FORMAT);
	EQ_TEXT(error, "rules: line 1: the file is larger than 1 MiB");
	ec2a_free(error);
	for (int more = 0; more < 2; more++) {
		n = (size_t)snprintf(text, ROOM, "{\"hosts\":{");
		for (int i = 0; i < 10000 + more; i++)
			n += (size_t)snprintf(text + n, ROOM - n, "%s\n\"h%d\":\"i-01234567\"", i ? "," : "", i);
		n += (size_t)snprintf(text + n, ROOM - n, "}}");
		EQ_INT(ec2a_config_read_rules(config, text, n, &error), more ? EC2A_E_FORMAT : 0);
	}
	EQ_TEXT(error, "rules: line 10002: more than 10000 hosts");
	EQ_TEXT(ec2a__config_host(config, "H9999"), "i-01234567");
	ec2a_free(error);
	free(text);
	ec2a_config_unref(config);
}

static void test_arguments(void)
{
	ec2a_config *config = make();

	EQ_INT(ec2a_config_read_rules(NULL, "{}", 2, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_config_read_rules(config, NULL, 2, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_config_read_rules(config, NULL, 0, NULL), EC2A_E_FORMAT);
	ec2a_config_unref(ec2a__config_use(config));
	EQ_INT(ec2a_config_read_rules(config, "{}", 2, NULL), EC2A_E_STATE);
	ec2a_config_unref(config);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "taken", test_taken },
		{ "refused", test_refused },
		{ "line of broken JSON", test_line_of_broken_json },
		{ "limits", test_limits },
		{ "arguments", test_arguments },
		{ NULL, NULL },
	};

	return ec2a_test_main("rules", tests);
}

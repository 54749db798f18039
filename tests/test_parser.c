/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "event_build.h"

#include <dirent.h>
#include <ec2access/ec2access.h>
#include <sys/stat.h>

#define START(id)                                                                                              \
	"{\"eventVersion\":\"1.08\",\"eventID\":\"" id "\",\"eventTime\":\"2023-09-04T05:56:04Z\","              \
	"\"eventSource\":\"ssm.amazonaws.com\",\"eventName\":\"StartSession\",\"userIdentity\":{\"type\":\"Root\"}," \
	"\"requestParameters\":{\"target\":\"i-0123456789abcdef0\"}}"
#define OTHER                                                                                                  \
	"{\"eventID\":\"00000000-0000-0000-0000-00000000000f\",\"eventSource\":\"s3.amazonaws.com\","            \
	"\"eventName\":\"GetObject\",\"eventTime\":\"2023-09-04T05:56:05Z\"}"
#define UPDATE                                                                                                 \
	"{\"eventID\":\"00000000-0000-0000-0000-0000000000aa\",\"eventSource\":\"ssm.amazonaws.com\","           \
	"\"eventName\":\"UpdateInstanceInformation\",\"eventTime\":\"2023-09-04T05:56:05Z\","                    \
	"\"requestParameters\":{\"instanceId\":\"i-0123456789abcdef0\",\"iPAddress\":\"10.0.1.10\","              \
	"\"platformType\":\"Linux\"}}"
#define ID1 "00000000-0000-0000-0000-000000000001"
#define ID2 "00000000-0000-0000-0000-000000000002"

/* What came out, as text: a line an event or fault, then the counters. */
struct result {
	char text[65536];
	size_t len;
};

static void note(struct result *result, const char *text)
{
	size_t n = strlen(text);

	if (result->len + n < sizeof result->text) {
		memcpy(result->text + result->len, text, n + 1);
		result->len += n;
	}
}

static void note_counts(struct result *result, const ec2a_parser *parser)
{
	char line[256];

	snprintf(line, sizeof line, "files %d %d %d records %d = %d %d %d + %d",
		 (int)ec2a_parser_count(parser, EC2A_COUNT_FILES_READ),
		 (int)ec2a_parser_count(parser, EC2A_COUNT_FILES_SKIPPED),
		 (int)ec2a_parser_count(parser, EC2A_COUNT_FILES_FAILED),
		 (int)ec2a_parser_count(parser, EC2A_COUNT_RECORDS_TOTAL),
		 (int)ec2a_parser_count(parser, EC2A_COUNT_RECORDS_ACCESS),
		 (int)ec2a_parser_count(parser, EC2A_COUNT_RECORDS_CONTEXT),
		 (int)ec2a_parser_count(parser, EC2A_COUNT_RECORDS_OTHER),
		 (int)ec2a_parser_count(parser, EC2A_COUNT_RECORDS_REJECTED));
	note(result, line);
}

static void drain(ec2a_parser *parser, struct result *result)
{
	ec2a_event *event;
	char line[512];
	int r;

	while ((r = ec2a_parser_next(parser, &event)) != 0) {
		if (r == 1) {
			const char *id = ec2a_event_str(event, EC2A_FIELD_EVENT_ID);

			snprintf(line, sizeof line, "%s %.8s..%s\n", ec2a_event_str(event, EC2A_FIELD_EVENT_NAME),
				 id ? id : "", id && strlen(id) > 4 ? id + strlen(id) - 4 : "");
			ec2a_event_unref(event);
		} else {
			snprintf(line, sizeof line, "%s record %d byte %d: %s\n", ec2a_enum_name(EC2A_ENUM_ERROR, r),
				 (int)ec2a_parser_error_record(parser), (int)ec2a_parser_error_byte(parser),
				 ec2a_parser_error(parser));
		}
		note(result, line);
		if (r == EC2A_E_ARG || r == EC2A_E_NOMEM)
			break;
	}
}

/* Feed in pieces: the first of them, then steps of so many bytes. */
static void run(ec2a_config *config, const char *data, size_t size, size_t first, size_t step, struct result *result)
{
	ec2a_parser *parser = NULL;
	size_t pos = 0;

	result->len = 0;
	result->text[0] = '\0';
	CU_ASSERT_EQUAL_FATAL(ec2a_parser_new(config, &parser), 0);
	while (pos < size) {
		size_t n = pos == 0 ? first : step;
		char *copy;

		if (n > size - pos)
			n = size - pos;
		copy = malloc(n ? n : 1);
		memcpy(copy, data + pos, n);
		CU_ASSERT_EQUAL(ec2a_parser_feed(parser, copy, n), 0);
		free(copy);
		pos += n;
		drain(parser, result);
		if (pos == 0)
			break;
	}
	CU_ASSERT_EQUAL(ec2a_parser_finish(parser), 0);
	drain(parser, result);
	note_counts(result, parser);
	ec2a_parser_free(parser);
}

static void check(const char *data, const char *want)
{
	static struct result whole, cut;
	size_t size = strlen(data);

	run(NULL, data, size, size ? size : 1, size ? size : 1, &whole);
	EQ_TEXT(whole.text, want);
	run(NULL, data, size, 1, 1, &cut);
	EQ_TEXT(cut.text, want);
	for (size_t at = 1; at < size; at++) {
		run(NULL, data, size, at, size, &cut);
		if (strcmp(cut.text, want) != 0) {
			fprintf(stderr, "cut at %zu of %.60s\n", at, data);
			EQ_TEXT(cut.text, want);
			break;
		}
	}
}

#define TWO "StartSession 00000000..0001\nStartSession 00000000..0002\n"

static void forms(void)
{
	check("{\"Records\":[" START(ID1) "," OTHER "," UPDATE "," START(ID2) "]}",
	      TWO "files 1 0 0 records 4 = 2 1 1 + 0");
	check("{\"x\":{\"Records\":[1]},\"Records\" : [ " START(ID1) " ] , \"y\":1}\n",
	      "StartSession 00000000..0001\nfiles 1 0 0 records 1 = 1 0 0 + 0");
	check("[" START(ID1) ",\n" START(ID2) "]", TWO "files 1 0 0 records 2 = 2 0 0 + 0");
	check(START(ID1) "\n" OTHER "\n" START(ID2) "\n", TWO "files 1 0 0 records 3 = 2 0 1 + 0");
	check("{\n  \"eventID\" : \"" ID1 "\",\n  \"eventSource\" : \"ssm.amazonaws.com\",\n"
	      "  \"eventName\" : \"StartSession\"\n}\n",
	      "StartSession 00000000..0001\nfiles 1 0 0 records 1 = 1 0 0 + 0");
}

#define IN_STRING(id)                                                                                          \
	"\"{\\\"eventID\\\":\\\"" id "\\\",\\\"eventSource\\\":\\\"ssm.amazonaws.com\\\","                         \
	"\\\"eventName\\\":\\\"StartSession\\\"}\""

static void history(void)
{
	check("{\"Events\":[{\"EventId\":\"x\",\"CloudTrailEvent\":" IN_STRING(ID1) "},{\"CloudTrailEvent\":" START(ID2)
	      "}],\"NextToken\":\"t\"}",
	      TWO "files 1 0 0 records 2 = 2 0 0 + 0");
	check("{\"EventId\":\"x\",\"CloudTrailEvent\":" IN_STRING(ID1) "}\n{\"CloudTrailEvent\":" IN_STRING(ID2) "}\n",
	      TWO "files 1 0 0 records 2 = 2 0 0 + 0");
	/* An entry without a record is none of ours; a broken one is a rejected record. */
	check("{\"Events\":[{\"EventId\":\"x\"},{\"CloudTrailEvent\":" IN_STRING(ID1) "},"
	      "{\"CloudTrailEvent\":\"{\\\"eventSource\\\":\"}]}",
	      "StartSession 00000000..0001\nEC2A_E_RECORD record 3 byte 192: the input ends inside a record\n"
	      "files 1 0 0 records 3 = 1 0 1 + 1");
	check("{\"Events\":[]}", "files 0 1 0 records 0 = 0 0 0 + 0");
}

static void envelopes(void)
{
	check("{\"version\":\"0\",\"detail-type\":\"AWS API Call via CloudTrail\",\"detail\":" START(ID1) "}",
	      "StartSession 00000000..0001\nfiles 1 0 0 records 1 = 1 0 0 + 0");
	check("{\"messageType\":\"DATA_MESSAGE\",\"logEvents\":[{\"id\":\"1\",\"timestamp\":1,\"message\":" IN_STRING(ID1)
	      "},{\"id\":\"2\",\"timestamp\":2,\"message\":\"START RequestId\"}]}",
	      "StartSession 00000000..0001\nfiles 1 0 0 records 2 = 1 0 1 + 0");
	/* EventBridge inside CloudWatch Logs */
	check("{\"timestamp\":1,\"message\":\"{\\\"detail-type\\\":\\\"x\\\",\\\"detail\\\":{\\\"eventSource\\\":"
	      "\\\"ssm.amazonaws.com\\\",\\\"eventName\\\":\\\"StartSession\\\"}}\"}",
	      "StartSession ..\nfiles 1 0 0 records 1 = 1 0 0 + 0");
}

static void not_ours(void)
{
	check("", "files 0 1 0 records 0 = 0 0 0 + 0");
	check(" \n", "files 0 1 0 records 0 = 0 0 0 + 0");
	check("[]", "files 0 1 0 records 0 = 0 0 0 + 0");
	check("{}", "files 0 1 0 records 0 = 0 0 0 + 0");
	check("[1,\"x\",null]", "files 0 1 0 records 0 = 0 0 0 + 0");
	check("{\"Records\":[]}", "files 1 0 0 records 0 = 0 0 0 + 0");
	check("{\"awsAccountId\":\"1\",\"digestStartTime\":\"2023-09-04T05:56:04Z\",\"logFiles\":[]}",
	      "files 0 1 0 records 0 = 0 0 0 + 0");
	check("{\"Records\":[{\"eventSource\":\"aws:s3\",\"eventName\":\"ObjectCreated:Put\",\"s3\":{}}]}",
	      "files 0 1 0 records 0 = 0 0 0 + 0");
	check("{\"Records\":[{\"eventType\":\"AwsCloudTrailInsight\",\"eventID\":\"x\"}]}",
	      "files 0 1 0 records 0 = 0 0 0 + 0");
	check("Subject,Text\n1,2\n", "EC2A_E_FORMAT record 1 byte 0: this is not JSON\nfiles 0 0 1 records 0 = 0 0 0 + 0");
	/* Among records they count, so that the sum is right. */
	check(START(ID1) "\n{\"x\":1}\n", "StartSession 00000000..0001\nfiles 1 0 0 records 2 = 1 0 1 + 0");
	check("{\"Records\":[{\"x\":1}]}", "files 1 0 0 records 1 = 0 0 1 + 0");
}

static void broken(void)
{
	check("{\"Records\":[" OTHER ",5," OTHER "]}",
	      "EC2A_E_RECORD record 2 byte 155: an element of Records is not an object\n"
	      "files 1 0 0 records 3 = 0 0 2 + 1");
	/* A bad record that matters is refused, one that does not is passed over. */
	check("[{\"eventSource\":\"ssm.amazonaws.com\",\"eventName\":\"StartSession\",\"x\":tru}," OTHER "]",
	      "EC2A_E_RECORD record 1 byte 67: not a value that JSON has\n"
	      "files 1 0 0 records 2 = 0 0 1 + 1");
	check("[{\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"x\",\"x\":tru}," OTHER "]",
	      "files 1 0 0 records 2 = 0 0 2 + 0");
	check(OTHER "\n{\"eventSource\":\n" OTHER "\n",
	      "EC2A_E_RECORD record 2 byte 302: the record does not end\nfiles 1 0 0 records 3 = 0 0 2 + 1");
	check("{\"Records\":[" OTHER ",{\"eventID\":", "EC2A_E_TRUNCATED record 2 byte 166: the input ends inside a record\n"
	      "files 1 0 0 records 2 = 0 0 1 + 1");
	check("{\"Records\":[" OTHER, "EC2A_E_TRUNCATED record 2 byte 154: the input ends inside an array\n"
	      "files 1 0 0 records 1 = 0 0 1 + 0");
	check("{\"eventID\":", "EC2A_E_TRUNCATED record 1 byte 11: the input ends inside a record\n"
	      "files 0 0 1 records 0 = 0 0 0 + 0");
}

static void repaired(void)
{
	/* escapes in keys and names, white space around a name, duplicate keys */
	check("{\"event\\u0053ource\":\"ssm.amazonaws.com\",\"eventName\":\"Start\\u0053ession\\n \",\"eventName\":\"x\"}",
	      "StartSession ..\nfiles 1 0 0 records 1 = 1 0 0 + 0");
	check("{\"eventSource\":\"ssm.amazonaws.com\",\"eventName\":\"StartSession\",\"userAgent\":\"\xff\\u0000\\ud800\"}",
	      "StartSession ..\nfiles 1 0 0 records 1 = 1 0 0 + 0");
	/* somebody else's StartSession */
	check("{\"eventSource\":\"athena.amazonaws.com\",\"eventName\":\"StartSession\"}",
	      "files 1 0 0 records 1 = 0 0 1 + 0");
}

static void options(void)
{
	static struct result result;
	static const char bad[] = "{\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"x\",\"x\":tru}";
	static const char deep[] = "[" OTHER ",{\"a\":[[[1]]]},{\"a\":[[[[1]]]]}]";
	static const char nested[] = "{\"CloudTrailEvent\":{\"CloudTrailEvent\":{}}}";
	static const char mix[] = OTHER "\n" UPDATE "\n" START(ID1);
	ec2a_config *config;

	CU_ASSERT_EQUAL_FATAL(ec2a_config_new(&config), 0);
	CU_ASSERT_EQUAL(ec2a_config_set_int(config, EC2A_OPT_STRICT, 1), 0);
	run(config, bad, strlen(bad), 7, 7, &result);
	CU_ASSERT_PTR_NOT_NULL(strstr(result.text, "files 1 0 0 records 1 = 0 0 0 + 1"));
	ec2a_config_unref(config);

	CU_ASSERT_EQUAL_FATAL(ec2a_config_new(&config), 0);
	CU_ASSERT_EQUAL(ec2a_config_set_int(config, EC2A_OPT_EVENTS, EC2A_EVENTS_ALL), 0);
	run(config, mix, strlen(mix), 9, 9, &result);
	EQ_TEXT(result.text, "GetObject 00000000..000f\nUpdateInstanceInformation 00000000..00aa\n"
			     "StartSession 00000000..0001\nfiles 1 0 0 records 3 = 1 1 1 + 0");
	ec2a_config_unref(config);

	CU_ASSERT_EQUAL_FATAL(ec2a_config_new(&config), 0);
	CU_ASSERT_EQUAL(ec2a_config_set_int(config, EC2A_OPT_JSON_DEPTH, 4), 0);
	CU_ASSERT_EQUAL(ec2a_config_set_int(config, EC2A_OPT_RECORD_BYTES, 1024), 0);
	run(config, deep, strlen(deep), 999, 9, &result);
	CU_ASSERT_PTR_NOT_NULL(strstr(result.text, "EC2A_E_LIMIT record 3"));
	CU_ASSERT_PTR_NOT_NULL(strstr(result.text, "files 1 0 0 records 3 = 0 0 2 + 1"));
	ec2a_config_unref(config);

	/* One envelope in another is one too many. */
	CU_ASSERT_EQUAL_FATAL(ec2a_config_new(&config), 0);
	CU_ASSERT_EQUAL(ec2a_config_set_int(config, EC2A_OPT_CONTAINER_DEPTH, 1), 0);
	run(config, nested, strlen(nested), 999, 9, &result);
	CU_ASSERT_PTR_NOT_NULL(strstr(result.text, "EC2A_E_LIMIT record 1 byte 19: more envelopes"));
	ec2a_config_unref(config);
}

static void facts_learned(void)
{
	ec2a_parser *parser;
	ec2a_event *event;

	CU_ASSERT_EQUAL_FATAL(ec2a_parser_new(NULL, &parser), 0);
	CU_ASSERT_EQUAL(ec2a_parser_feed(parser, UPDATE, strlen(UPDATE)), 0);
	CU_ASSERT_EQUAL(ec2a_parser_finish(parser), 0);
	CU_ASSERT_EQUAL(ec2a_parser_next(parser, &event), 0);
	EQ_INT(ec2a_facts_count(ec2a_parser_facts(parser)), 2);
	CU_ASSERT_EQUAL(ec2a_parser_feed(parser, "", 0), EC2A_E_STATE);
	CU_ASSERT_EQUAL(ec2a_parser_next(parser, NULL), EC2A_E_ARG);
	EQ_TEXT(ec2a_parser_error(parser), "");
	ec2a_parser_free(parser);
	ec2a_parser_free(NULL);
}

/* ---- real records ------------------------------------------------------- */

static unsigned long long all_counts[EC2A_COUNT_SESSIONS + 1];

static void run_file(const char *path)
{
	static struct result whole, cut;
	FILE *file = fopen(path, "rb");
	char *data = malloc(1 << 20);
	int read = 0, skipped = 0, failed = 0, total = 0, access = 0, context = 0, other = 0, rejected = 0;
	size_t size;

	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	size = fread(data, 1, 1 << 20, file);
	fclose(file);
	run(NULL, data, size, size, size, &whole);
	run(NULL, data, size, 4093, 4093, &cut);
	EQ_TEXT(cut.text, whole.text);
	sscanf(strstr(whole.text, "files "), "files %d %d %d records %d = %d %d %d + %d", &read, &skipped, &failed, &total,
	       &access, &context, &other, &rejected);
	EQ_INT(read + skipped + failed, 1);
	EQ_INT(total, access + context + other + rejected);
	EQ_INT(rejected, strstr(path, "bad_cloudtrail") != NULL);
	EQ_INT(failed, strstr(path, "README") || strstr(path, ".gz"));
	all_counts[EC2A_COUNT_RECORDS_TOTAL] += (unsigned long long)total;
	all_counts[EC2A_COUNT_RECORDS_ACCESS] += (unsigned long long)access;
	all_counts[EC2A_COUNT_RECORDS_CONTEXT] += (unsigned long long)context;
	free(data);
}

static void run_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)) != NULL) {
		char path[4096];
		struct stat status;

		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		if (entry->d_name[0] != '.' && stat(path, &status) == 0 && S_ISREG(status.st_mode))
			run_file(path);
	}
	if (dir)
		closedir(dir);
}

static void real_records(void)
{
	const char *top = getenv("top_srcdir"), *data = getenv("EC2ACCESS_TEST_DATA");
	char folder[2048], path[3072];
	struct dirent *entry;
	DIR *dir;

	snprintf(folder, sizeof folder, "%s/../shared/data", top ? top : ".");
	if (data)
		snprintf(folder, sizeof folder, "%s", data);
	dir = opendir(folder);
	if (!dir) {
		printf("skipped: no real records in %s ", folder);
		return;
	}
	while ((entry = readdir(dir)) != NULL) {
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		if (entry->d_name[0] != '.')
			run_folder(path);
	}
	closedir(dir);
	printf("(%llu records, %llu access, %llu context) ", all_counts[EC2A_COUNT_RECORDS_TOTAL],
	       all_counts[EC2A_COUNT_RECORDS_ACCESS], all_counts[EC2A_COUNT_RECORDS_CONTEXT]);
	CU_ASSERT(all_counts[EC2A_COUNT_RECORDS_ACCESS] > 90);
}

static const struct ec2a_test tests[] = {
	{ "trail files, arrays, lines, printed records", forms },
	{ "event history", history },
	{ "envelopes", envelopes },
	{ "what is not ours", not_ours },
	{ "broken input", broken },
	{ "repaired input", repaired },
	{ "options", options },
	{ "facts", facts_learned },
	{ "real records", real_records },
	{ NULL, NULL },
};

int main(void)
{
	return ec2a_test_main("parser", tests);
}

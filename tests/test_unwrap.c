/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "unwrap.h"

#define RECORD "{\"eventSource\":\"ssm.amazonaws.com\",\"eventName\":\"StartSession\"}"
#define QUOTED "\"{\\\"eventSource\\\":\\\"ssm.amazonaws.com\\\",\\\"eventName\\\":\\\"StartSession\\\"}\""

static char taken[4096];
static const ec2a_config *config;

static int take(void *user, const struct ec2a__record_view *record)
{
	CU_ASSERT(record->n_members == 2 && record->members != NULL);
	strncat(taken, record->object, record->size);
	return *(int *)user;
}

static void unwraps(const char *text, int want_r, const char *want)
{
	struct ec2a__json_fault fault = { 0, NULL };
	struct ec2a__split_fault split_fault;
	struct ec2a__split *split = ec2a__split_new(1 << 20, 64);
	struct ec2a__unit unit;
	int answer = 0, r;

	taken[0] = '\0';
	CU_ASSERT_PTR_NOT_NULL_FATAL(split);
	CU_ASSERT_EQUAL(ec2a__split_feed(split, text, strlen(text)), 0);
	ec2a__split_finish(split);
	CU_ASSERT_EQUAL_FATAL(ec2a__split_next(split, &unit, &split_fault), 1);
	r = ec2a__unwrap(config, &unit, take, &answer, &fault);
	EQ_INT(r, want_r);
	EQ_TEXT(taken, want);
	CU_ASSERT(r >= 0 || fault.what != NULL);
	/* What take answers ends it. */
	answer = EC2A_E_NOMEM;
	if (want_r == 1)
		EQ_INT(ec2a__unwrap(config, &unit, take, &answer, &fault), EC2A_E_NOMEM);
	ec2a__split_free(split);
}

static void records(void)
{
	unwraps(RECORD, 1, RECORD);
	unwraps("{\"EventId\":\"x\",\"CloudTrailEvent\":" QUOTED "}", 1, RECORD);
	unwraps("{\"EventId\":\"x\",\"CloudTrailEvent\":" RECORD "}", 1, RECORD);
	unwraps("{\"detail-type\":\"x\",\"detail\":" RECORD "}", 1, RECORD);
	unwraps("{\"detail-type\":\"x\",\"detail\":" QUOTED "}", 1, RECORD);
	unwraps("{\"DetailType\":\"x\",\"Detail\":" QUOTED "}", 1, RECORD);
	unwraps("{\"timestamp\":1,\"message\":" QUOTED "}", 1, RECORD);
	unwraps("{\"CloudTrailEvent\":{\"Records\":[" RECORD "," RECORD "]}}", 1, RECORD RECORD);
}

/* Elements of arrays; the splitter gives the first. */
static void elements(void)
{
	unwraps("[" QUOTED "]", 1, RECORD);
	unwraps("{\"results\":[[{\"field\":\"@timestamp\",\"value\":\"x\"},{\"field\":\"@message\",\"value\":" QUOTED "}]]}",
		1, RECORD);
	unwraps("{\"QueryResultRows\":[[{\"eventSource\":\"ssm.amazonaws.com\"},{\"eventName\":\"StartSession\"}]]}", 1, RECORD);
	unwraps("{\"QueryResultRows\":[[{\"eventJson\":" QUOTED "}]]}", 1, RECORD);
	unwraps("[[{\"EVENTSOURCE\":\"ssm.amazonaws.com\"},{\"EVENTNAME\":\"StartSession\"}]]", 1, RECORD);
	unwraps("[{\"EVENTSOURCE\":\"ssm.amazonaws.com\",\"EventName\":\"StartSession\"}]", 1, RECORD);
	unwraps("[[{\"Entries\":" QUOTED "}]]", 0, "");
	unwraps("[[{\"field\":\"eventName\",\"value\":\"StartSession\"}]]", 0, "");
	unwraps("[[{\"field\":\"@message\",\"value\":\"START RequestId\"}]]", 0, "");
	unwraps("[[{\"a\":1},{\"b\":2}]]", 0, "");
	unwraps("[[{\"a\":1},{\"b\" 2}]]", 0, "");
	unwraps("[[1,[2]]]", 0, "");
	unwraps("[\"{text}\"]", 0, "");
	unwraps("[\"{\\\"eventName\\\":\"]", EC2A_E_RECORD, "");
}

#define BASE64 "eyJldmVudFNvdXJjZSI6InNzbS5hbWF6b25hd3MuY29tIiwiZXZlbnROYW1lIjoiU3RhcnRTZXNzaW9uIn0="
#define GZIP \
	"H4sIAAAAAAAC/6tWSi1LzSsJzi8tSk5VslIqLs7VS8xNrMrPSywv1kvOz1XSgajwS8wFyQeXJBaVBKcWF2fm5ynVAgDjkPExPgAAAA=="

static void packed(void)
{
	unwraps("{\"awslogs\":{\"data\":\"" BASE64 "\"}}", 1, RECORD);
	unwraps("{\"awslogs\":{\"data\":\"" GZIP "\"}}", 1, RECORD);
	unwraps("{\"Records\":[{\"eventSource\":\"aws:kinesis\",\"eventName\":\"aws:kinesis:record\",\"kinesis\":{\"data\":\"" GZIP
		"\"}}]}", 1, RECORD);
	unwraps("{\"Records\":[{\"Data\":\"" BASE64 "\",\"PartitionKey\":\"1\"}]}", 1, RECORD);
	unwraps("{\"records\":[{\"recordId\":\"1\",\"data\":\"" GZIP "\"}]}", 1, RECORD);
	unwraps("{\"awslogs\":{\"data\":\"no base64\"}}", 0, "");
	unwraps("{\"awslogs\":{\"data\":\"dGV4dA==\"}}", 0, "");
	unwraps("{\"awslogs\":{\"data\":\"\"}}", 0, "");
	unwraps("{\"awslogs\":{\"data\":7}}", 0, "");
	unwraps("{\"awslogs\":{\"data\":\"H4sIAAAAAAACA6tWSi1LzSsJzi8t\"}}", EC2A_E_RECORD, "");
	unwraps("{\"awslogs\":{\"data\":\"H4sIAAAAAAACA///////////////\"}}", EC2A_E_RECORD, "");
}

/* A log group's delivery, in which there are two or three of 7 KB each. */
#define TWO \
	"H4sIAAAAAAACA9WPywqCUBRF/+VMDcy8BQkNjg8qJehh0cMG17qZlJmcqz3Ef+9Ck36hNVoL9mTXcM0TrxI3SWDtapBpJkjy7A6W" \
	"0QLlxBMBFtQR8AepLUVgqThyyZVFMGI0xi8OambwmGU4wSe2V8vLVrugWw6vHgsXCTu0N0HhsJKlbomObph61QtLeVpTxyiK0PbP" \
	"i6Uxjc27F2TsdSJB/So+HEWnO0/fomsz/EUf5dj33nLob2KVgwiaBprW3z/YNx9tpIJ2kwEAAA=="
#define THREE \
	"H4sIAAAAAAACA+2PzQqCQBRG3+VuC9ScgoQWV5NKCfqx6McWY00mZSV31Ep89wba9AZtOqtz4Nt8FVxusVuIqySwthXIJBUkeXoH" \
	"y2iCcuKxAAuqEHhJakshWCoOXHJlIQwZjfCDgw3TL6cpjvGB+nJx3jTO2M8HF5cF85jt9bWfOSxnST9HRzNMregEuTyuqGVkWWB7" \
	"p/nCmETm3fVT9jySoG4R7Q+i1Z4lL9G2GX6jDW/YdV9y4K0jlb0Q6hrq5v/Bzx/s6jex5Yv2VQIAAA=="

/* What packed content becomes is bounded together, however deep it stands: at 16 times a record, which is 1 KiB here. */
static void packed_in_packed(void)
{
	ec2a_config *small;

	CU_ASSERT_EQUAL_FATAL(ec2a_config_new(&small), 0);
	CU_ASSERT_EQUAL(ec2a_config_set_int(small, EC2A_OPT_RECORD_BYTES, 1024), 0);
	config = small;
	unwraps("{\"awslogs\":{\"data\":\"" TWO "\"}}", 1, RECORD RECORD);
	unwraps("{\"awslogs\":{\"data\":\"" THREE "\"}}", EC2A_E_LIMIT, RECORD RECORD);
	config = NULL;
	unwraps("{\"awslogs\":{\"data\":\"" THREE "\"}}", 1, RECORD RECORD RECORD);
	ec2a_config_unref(small);
}

static void not_ours(void)
{
	unwraps("{}", 0, "");
	unwraps("{\"EventId\":\"x\",\"CloudTrailEvent\":null}", 0, "");
	unwraps("{\"EventId\":\"x\",\"CloudTrailEvent\":{}}", 0, "");
	unwraps("{\"detail\":" RECORD "}", 0, "");
	unwraps("{\"timestamp\":1,\"message\":\"plain text\"}", 0, "");
	unwraps("{\"timestamp\":1,\"message\":\"{\\\"level\\\":1}\"}", 0, "");
	unwraps("{\"eventSource\":\"aws:s3\",\"eventName\":\"ObjectCreated:Put\"}", 0, "");
	unwraps("{\"eventSource\":\"x\",\"eventName\":\"y\",\"eventCategory\":\"Insight\"}", 0, "");
	unwraps("{\"eventSource\":\"x\",\"eventName\":\"y\",\"eventType\":\"AwsApiCall\","
		"\"eventCategory\":\"Insight\"}", 0, "");
	unwraps("{\"eventSource\":\"x\",\"eventName\":\"y\",\"eventType\":\"AwsApiCall\","
		"\"eventCategory\":\"\\u0049nsight\"}", 0, "");
	unwraps("{\"eventSource\":\"x\",\"eventName\":\"y\",\"eventType\":\"AwsCloudTrailInsight\","
		"\"eventCategory\":\"Management\"}", 0, "");
	unwraps("{\"eventSource\":\"aws:s3\",\"eventName\":\"y\",\"eventType\":\"AwsApiCall\"}", 0, "");
}

static void faults(void)
{
	char text[2048] = "", inner[1024];

	unwraps("{\"CloudTrailEvent\":\"{\"}", EC2A_E_RECORD, "");
	unwraps("{\"CloudTrailEvent\":\"text\"}", EC2A_E_RECORD, "");
	unwraps("{\"CloudTrailEvent\":\"\\x\"}", EC2A_E_RECORD, "");
	/* The default is eight envelopes. */
	strcpy(text, RECORD);
	for (int i = 1; i <= 9; i++) {
		snprintf(inner, sizeof inner, "%.1000s", text);
		snprintf(text, sizeof text, "{\"CloudTrailEvent\":%s}", inner);
		if (i >= 8)
			unwraps(text, i == 8 ? 1 : EC2A_E_LIMIT, i == 8 ? RECORD : "");
	}
}

static const struct ec2a_test tests[] = {
	{ "records", records },
	{ "elements", elements },
	{ "packed", packed },
	{ "packed in packed", packed_in_packed },
	{ "not ours", not_ours },
	{ "faults", faults },
	{ NULL, NULL },
};

int main(void)
{
	return ec2a_test_main("unwrap", tests);
}

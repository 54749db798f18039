/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "unwrap.h"

#define RECORD "{\"eventSource\":\"ssm.amazonaws.com\",\"eventName\":\"StartSession\"}"
#define QUOTED "\"{\\\"eventSource\\\":\\\"ssm.amazonaws.com\\\",\\\"eventName\\\":\\\"StartSession\\\"}\""

static char taken[4096];

static int take(void *user, const char *object, size_t size, const struct ec2a__member *members, size_t n_members)
{
	CU_ASSERT(n_members == 2 && members != NULL);
	strncat(taken, object, size);
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
	r = ec2a__unwrap(NULL, &unit, take, &answer, &fault);
	EQ_INT(r, want_r);
	EQ_TEXT(taken, want);
	CU_ASSERT(r >= 0 || fault.what != NULL);
	/* What take answers ends it. */
	answer = EC2A_E_NOMEM;
	if (want_r == 1)
		EQ_INT(ec2a__unwrap(NULL, &unit, take, &answer, &fault), EC2A_E_NOMEM);
	ec2a__split_free(split);
}

static void records(void)
{
	unwraps(RECORD, 1, RECORD);
	unwraps("{\"EventId\":\"x\",\"CloudTrailEvent\":" QUOTED "}", 1, RECORD);
	unwraps("{\"EventId\":\"x\",\"CloudTrailEvent\":" RECORD "}", 1, RECORD);
	unwraps("{\"detail-type\":\"x\",\"detail\":" RECORD "}", 1, RECORD);
	unwraps("{\"timestamp\":1,\"message\":" QUOTED "}", 1, RECORD);
	unwraps("{\"CloudTrailEvent\":{\"Records\":[" RECORD "," RECORD "]}}", 1, RECORD RECORD);
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
	{ "not ours", not_ours },
	{ "faults", faults },
	{ NULL, NULL },
};

int main(void)
{
	return ec2a_test_main("unwrap", tests);
}

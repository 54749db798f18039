/* SPDX-License-Identifier: MIT */
/* Signed calls and their repetition, over a transport of the test's own. */
#include "aws_state.h"
#include "net_kit.h"
#include "timestamp.h"

#include <time.h>

static struct kit kit;

static struct ec2a__aws *make(ec2a_config *config)
{
	struct ec2a__aws *aws = NULL;

	CU_ASSERT_FATAL(ec2a__aws_new(config, &aws) == 0);
	aws->wait_ms = 0; /* back-off without waiting */
	return aws;
}

static const struct ec2a__pair call_query[] = { { "b", "2 +" }, { "a", "1" } };
static const struct ec2a__pair call_headers[] = { { "Content-Type", "application/x-amz-json-1.1" } };

static struct ec2a__aws_call a_call(void)
{
	struct ec2a__aws_call call = { "cloudtrail", "eu-west-1", "POST", "https://example.com:443", "/",
				       call_query, 2, call_headers, 1, "{}", 2, 0, 0, NULL };

	return call;
}

/* Make a call of which nothing but its end matters. */
static int whole(struct ec2a__aws *aws, const struct ec2a__aws_call *call, int *ret_status, char *code, size_t size)
{
	struct ec2a__aws_reply reply;
	int r;

	ec2a__buf_init(&reply.body, 4096);
	r = ec2a__aws_whole(aws, call, &reply);
	*ret_status = reply.status;
	if (code)
		snprintf(code, size, "%s", reply.code.len ? reply.code.data : "");
	if (r < 0) {
		CU_ASSERT(reply.error.len > 0);
		CU_ASSERT_PTR_NULL(strstr(reply.error.data, KIT_SECRET));
		CU_ASSERT_PTR_NULL(strstr(reply.error.data, KIT_TOKEN));
		CU_ASSERT_PTR_NULL(strstr(reply.error.data, "Signature"));
		CU_ASSERT_PTR_NULL(strchr(reply.error.data, '\n'));
		CU_ASSERT_PTR_NULL(reply.answer);
	}
	ec2a__aws_reply_free(&reply);
	return r;
}

/* The value of a header that was sent; "" when there was none. */
static const char *sent(size_t at, const char *name)
{
	static char value[1024];
	char find[64];
	const char *line;

	snprintf(find, sizeof(find), "%s: ", name);
	line = strstr(kit.headers[at], find);
	value[0] = '\0';
	if (line)
		snprintf(value, sizeof(value), "%.*s", (int)strcspn(line + strlen(find), "\n"), line + strlen(find));
	return value;
}

/* "20130524T000000Z" */
static int64_t sent_time(size_t at)
{
	int year, month, day, hour, minute, second;

	if (sscanf(sent(at, "X-Amz-Date"), "%4d%2d%2dT%2d%2d%2dZ", &year, &month, &day, &hour, &minute, &second) != 6)
		return -1;
	return ec2a__time_days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
}

static int64_t apart(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

/* What is sent is what was signed. */
static void test_signed(void)
{
	struct ec2a__keys keys = { KIT_ACCESS, KIT_SECRET, KIT_TOKEN };
	struct ec2a__aws_call call = a_call();
	struct ec2a__sigv4_ask ask = { "POST", "example.com", "/", call_query, 2, call_headers, 1, "{}", 2,
				       "cloudtrail", "eu-west-1", 0, 0, 0 };
	struct ec2a__sigv4 done;
	struct ec2a__aws *aws;
	ec2a_config *config;
	int status = 0;

	kit_begin(&kit);
	kit_add(&kit, 200, NULL, "ok");
	config = kit_config(&kit);
	aws = make(config);
	EQ_INT(whole(aws, &call, &status, NULL, 0), 0);
	EQ_INT(status, 200);
	EQ_INT(kit.asked, 1);
	EQ_TEXT(kit.method[0], "POST");
	EQ_TEXT(kit.url[0], "https://example.com:443/?a=1&b=2%20%2B");
	EQ_TEXT(kit.body[0], "{}");
	EQ_INT(kit.seconds, 60);
	EQ_TEXT(sent(0, "Content-Type"), "application/x-amz-json-1.1");
	EQ_TEXT(sent(0, "X-Amz-Security-Token"), KIT_TOKEN);
	CU_ASSERT(apart(sent_time(0), (int64_t)time(NULL)) < 600);
	ask.time = sent_time(0);
	EQ_INT(ec2a__sigv4_sign(&ask, &keys, &done), 0);
	EQ_TEXT(sent(0, "Authorization"), done.authorization.data);
	ec2a__sigv4_wipe(&done);
	ec2a__aws_unref(aws);
	ec2a_config_unref(config);
	kit_end(&kit);
}

/* S3 is told the hash of the body, and its paths are encoded once. */
static void test_s3(void)
{
	struct ec2a__aws_call call = { "s3", "eu-west-1", "GET", "http://localhost:9000", "/bucket/a b/../\xc3\xa4", NULL, 0,
				       NULL, 0, NULL, 0, 0, 7, NULL };
	struct ec2a__aws *aws;
	ec2a_config *config;
	int status = 0;

	kit_begin(&kit);
	kit_add(&kit, 404, NULL, "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code></Error>");
	config = kit_config(&kit);
	EQ_INT(ec2a_config_set_aws_keys(config, KIT_ACCESS, KIT_SECRET, ""), 0);
	aws = make(config);
	EQ_INT(whole(aws, &call, &status, NULL, 0), 0);
	EQ_INT(status, 404);
	EQ_INT(kit.asked, 1);
	EQ_INT(kit.seconds, 7);
	EQ_TEXT(kit.url[0], "http://localhost:9000/bucket/a%20b/../%C3%A4");
	EQ_TEXT(sent(0, "X-Amz-Content-SHA256"), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	EQ_TEXT(sent(0, "X-Amz-Security-Token"), "");
	CU_ASSERT_PTR_NOT_NULL(strstr(sent(0, "Authorization"), "SignedHeaders=host;x-amz-content-sha256;x-amz-date,"));
	ec2a__aws_unref(aws);
	ec2a_config_unref(config);
	kit_end(&kit);
}

/* ---- trying again ------------------------------------------------------------- */

#define THROTTLED "{\"__type\":\"com.amazonaws.cloudtrail#ThrottlingException\",\"message\":\"Rate exceeded\"}"

/* The answers that were added, then what comes of them: requests, result, status, code. */
static void check_run(size_t asked, int want, int want_status, const char *want_code)
{
	struct ec2a__aws_call call = a_call();
	ec2a_config *config = kit_config(&kit);
	struct ec2a__aws *aws = make(config);
	char code[64];
	int status = 0;

	EQ_INT(whole(aws, &call, &status, code, sizeof(code)), want);
	EQ_INT(status, want_status);
	EQ_TEXT(code, want_code);
	EQ_INT(kit.asked, asked);
	ec2a__aws_unref(aws);
	ec2a_config_unref(config);
	kit_end(&kit);
}

static void fails_then(int open, int end, size_t times)
{
	kit_begin(&kit);
	for (size_t i = 0; i < times; i++) {
		kit_add(&kit, 200, NULL, "half");
		kit.answers[i].open = open;
		kit.answers[i].end = end;
	}
	kit_add(&kit, 200, NULL, "ok");
}

static void test_again(void)
{
	static const int statuses[] = { 408, 429, 500, 502, 503, 504 };
	static const char *const bodies[] = { THROTTLED, "<Error><Code>SlowDown</Code></Error>",
					      "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>",
					      "{\"__type\":\"TooManyRequestsException\"}" };

	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		kit_begin(&kit);
		kit_add(&kit, statuses[i], NULL, "");
		kit_add(&kit, statuses[i], NULL, "<html>");
		kit_add(&kit, 200, NULL, "ok");
		check_run(3, 0, 200, "");
	}
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		kit_begin(&kit);
		kit_add(&kit, 400, NULL, bodies[i]);
		kit_add(&kit, 200, NULL, "ok");
		check_run(2, 0, 200, "");
	}
	fails_then(EC2A_E_IO, 0, 3);
	check_run(4, 0, 200, "");
	fails_then(0, EC2A_E_TRUNCATED, 3);
	check_run(4, 0, 200, "");
	fails_then(0, -12345, 1); /* no code of ours counts as EC2A_E_IO */
	check_run(2, 0, 200, "");
}

static void test_not_again(void)
{
	static const int statuses[] = { 301, 400, 403, 404, 412, 501 };

	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		kit_begin(&kit);
		kit_add(&kit, statuses[i], NULL, "{\"__type\":\"x#InvalidTimeRangeException\"}");
		check_run(1, 0, statuses[i], "InvalidTimeRangeException");
	}
	fails_then(EC2A_E_NOMEM, 0, 1);
	check_run(1, EC2A_E_NOMEM, 0, "");
	fails_then(EC2A_E_LIMIT, 0, 1);
	check_run(1, EC2A_E_LIMIT, 0, "");
}

/* It does not go on for ever, and then tells what it was told last. */
static void test_tries(void)
{
	kit_begin(&kit);
	kit_add(&kit, 400, NULL, THROTTLED);
	check_run(8, 0, 400, "ThrottlingException");
	kit_begin(&kit);
	kit_add(&kit, 503, NULL, "");
	check_run(8, 0, 503, "");
	fails_then(EC2A_E_IO, 0, 8);
	check_run(4, EC2A_E_IO, 0, "");
	fails_then(0, EC2A_E_TRUNCATED, 8);
	check_run(4, EC2A_E_TRUNCATED, 200, "");
}

/* The keys are asked for once more; where they are the same, the service's word stands. */
static void test_expired(void)
{
	kit_begin(&kit);
	kit_add(&kit, 400, "x-amzn-ErrorType: ExpiredTokenException:http://internal.amazon.com/\n", "{}");
	check_run(2, 0, 400, "ExpiredTokenException");
	kit_begin(&kit);
	kit_add(&kit, 400, NULL, "<Error><Code>ExpiredToken</Code></Error>");
	kit_add(&kit, 200, NULL, "ok");
	check_run(2, 0, 200, "");
}

static void check_skew(const char *code, const char *date, size_t asked, int64_t want_off)
{
	struct ec2a__aws_call call = a_call();
	struct ec2a__aws *aws;
	ec2a_config *config;
	char headers[128], body[128];
	int status = 0;

	kit_begin(&kit);
	snprintf(headers, sizeof(headers), "Date: %s\n", date);
	snprintf(body, sizeof(body), "<Error><Code>%s</Code></Error>", code);
	kit_add(&kit, 403, headers, body);
	config = kit_config(&kit);
	aws = make(config);
	EQ_INT(whole(aws, &call, &status, NULL, 0), 0);
	EQ_INT(kit.asked, asked);
	if (asked == 2)
		CU_ASSERT(apart(sent_time(1), want_off) < 600);
	/* What was learned holds for the next call, which is tried once then. */
	EQ_INT(whole(aws, &call, &status, NULL, 0), 0);
	EQ_INT(kit.asked, asked + 1);
	ec2a__aws_unref(aws);
	ec2a_config_unref(config);
	kit_end(&kit);
}

static void test_skew(void)
{
	static const char *const codes[] = { "RequestTimeTooSkewed", "SignatureDoesNotMatch", "InvalidSignatureException" };
	char now[64];
	time_t seconds = time(NULL);
	struct tm tm;

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		check_skew(codes[i], "Thu, 01 Feb 2001 03:04:05 GMT", 2, 980996645);
	check_skew("AccessDenied", "Thu, 01 Feb 2001 03:04:05 GMT", 1, 0);
	check_skew("RequestTimeTooSkewed", "yesterday", 1, 0);
	/* The wrong secret, and clocks that agree: nothing to set right. */
	strftime(now, sizeof(now), "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&seconds, &tm));
	check_skew("SignatureDoesNotMatch", now, 1, 0);
}

/* A clock that is another one each time is set right once. */
static void test_skew_once(void)
{
	kit_begin(&kit);
	for (int i = 0; i < 8; i++)
		kit_add(&kit, 403, i % 2 ? "Date: Thu, 01 Feb 2001 03:04:05 GMT\n" : "Date: Sat, 01 Feb 2031 03:04:05 GMT\n",
			"<Error><Code>RequestTimeTooSkewed</Code></Error>");
	check_run(2, 0, 403, "RequestTimeTooSkewed");
}

static void test_dates(void)
{
	static const char *const bad[] = { "", "Thu, 01 Jan 1970 00:00:00 +0000", "Thursday, 01-Jan-70 00:00:00 GMT",
					   "Thu, 01 Foo 1970 00:00:00 GMT", "Thu, 01 anF 1970 00:00:00 GMT",
					   "Thu, 0x Jan 1970 00:00:00 GMT", "Thu, 01 Jan 1970 24:00:00 GMT",
					   "Thu, 01 Jan 1970 00:00:00 GMT ", "Thu, 00 Jan 1970 00:00:00 GMT" };
	int64_t seconds = -7;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		EQ_INT(ec2a__http_date(bad[i], &seconds), 0);
	EQ_INT(seconds, -7);
	EQ_INT(ec2a__http_date("Sun, 06 Nov 1994 08:49:37 GMT", &seconds), 1);
	EQ_INT(seconds, 784111777);
}

/* ---- cancelling ------------------------------------------------------------------ */

static struct ec2a__aws *to_cancel;
static atomic_int to_stop;

static void cancel_now(void *user)
{
	(void)user;
	ec2a__aws_cancel(to_cancel);
}

static void stop_now(void *user)
{
	(void)user;
	atomic_store(&to_stop, 1);
}

/* The wait for another try ends at once: nobody could wait for this one. */
static void check_cancel(void (*meanwhile)(void *user))
{
	struct ec2a__aws_call call = a_call();
	ec2a_config *config;
	int status;

	kit_begin(&kit);
	kit_add(&kit, 503, "Retry-After: 100000000000000000000\n", "");
	kit.meanwhile = meanwhile;
	config = kit_config(&kit);
	to_cancel = make(config);
	to_cancel->wait_ms = to_cancel->longest_ms = INT64_C(1000000000);
	atomic_store(&to_stop, 0);
	call.stop = &to_stop;
	EQ_INT(whole(to_cancel, &call, &status, NULL, 0), EC2A_E_CANCELLED);
	EQ_INT(kit.asked, 1);
	if (meanwhile == cancel_now) {
		EQ_INT(whole(to_cancel, &call, &status, NULL, 0), EC2A_E_CANCELLED);
		EQ_INT(ec2a__aws_wait(to_cancel, 1000000000), EC2A_E_CANCELLED);
		EQ_INT(kit.asked, 1);
	}
	ec2a__aws_unref(to_cancel);
	ec2a_config_unref(config);
	kit_end(&kit);
}

static void test_cancel(void)
{
	check_cancel(cancel_now);
	check_cancel(stop_now);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "signed", test_signed },
		{ "S3", test_s3 },
		{ "tried again", test_again },
		{ "not tried again", test_not_again },
		{ "an end of trying", test_tries },
		{ "expired keys", test_expired },
		{ "clocks apart", test_skew },
		{ "another clock each time", test_skew_once },
		{ "dates", test_dates },
		{ "cancelling", test_cancel },
		{ NULL, NULL },
	};

	return ec2a_test_main("aws", tests);
}

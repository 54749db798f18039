/* SPDX-License-Identifier: MIT */
/* Event history as a source, over a transport that answers what a list says. */
#include "aws_state.h"
#include "lookup_query.h"
#include "source_lookup.h"
#include "test.h"

#include <ec2access/ec2access.h>
#include <time.h>

#define REGION "eu-central-1"
#define REQUESTS 2000

struct reply {
	int status;
	const char *body;
	int times; /* 0: once */
};

/* What is answered, and what was asked. */
static struct {
	const struct reply *replies;
	int used;
	int asked;
	char *bodies[REQUESTS];
	char url[256];
} service;

struct call {
	const char *body;
	size_t used;
};

static int answer_open(void *user, const char *method, const char *url, const char *const *headers, size_t header_count,
		       const void *body, size_t body_size, int seconds, void **ret_call, int *ret_status)
{
	const struct reply *reply = service.replies;
	struct call *call = calloc(1, sizeof(*call));
	int target = 0;

	(void)user;
	(void)seconds;
	EQ_TEXT(method, "POST");
	for (size_t i = 0; i < header_count; i++)
		target |= strcmp(headers[2 * i], "X-Amz-Target") == 0 &&
			  strcmp(headers[2 * i + 1],
				 "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents") == 0;
	CU_ASSERT(target);
	snprintf(service.url, sizeof(service.url), "%s", url);
	CU_ASSERT_FATAL(service.asked < REQUESTS && call && reply->body);
	service.bodies[service.asked] = calloc(1, body_size + 1);
	memcpy(service.bodies[service.asked++], body, body_size);
	call->body = reply->body;
	*ret_call = call;
	*ret_status = reply->status;
	if (++service.used >= reply->times) {
		service.replies++;
		service.used = 0;
	}
	return 0;
}

static const char *answer_header(void *user, const char *name)
{
	(void)user;
	(void)name;
	return NULL;
}

static int answer_read(void *user, void *buffer, size_t size, size_t *ret_size)
{
	struct call *call = user;
	size_t left = strlen(call->body) - call->used;

	if (size > left)
		size = left;
	if (size > 7) /* an answer comes in pieces */
		size = 7;
	memcpy(buffer, call->body + call->used, size);
	call->used += size;
	*ret_size = size;
	return 0;
}

static void answer_close(void *user)
{
	free(user);
}

/* A configuration whose requests are answered from the list, and need no time. */
static struct ec2a__aws *begin(const struct reply *replies, ec2a_config **ret_config)
{
	struct ec2a__aws *aws = NULL;

	memset(&service, 0, sizeof(service));
	service.replies = replies;
	EQ_INT(ec2a_config_new(ret_config), 0);
	EQ_INT(ec2a_config_set_aws_keys(*ret_config, "AKIAEXAMPLE", "secret", NULL), 0);
	EQ_INT(ec2a_config_set_transport(*ret_config, answer_open, answer_header, answer_read, answer_close, NULL, NULL),
	       0);
	CU_ASSERT_FATAL(ec2a__config_aws(*ret_config, &aws) == 0);
	aws->wait_ms = 0;
	CU_ASSERT_PTR_NOT_NULL(ec2a__rates_get(ec2a__aws_rates(aws), REGION, 0));
	return aws;
}

static void end(struct ec2a__aws *aws, ec2a_config *config)
{
	for (int i = 0; i < service.asked; i++)
		free(service.bodies[i]);
	ec2a__aws_unref(aws);
	ec2a_config_unref(config);
}

/* All bytes of an input, and how it ended. */
static int read_all(ec2a_input *input, char *text, size_t room)
{
	size_t len = 0, size;
	int r;

	do {
		r = ec2a_input_read(input, text + len, room - 1 - len < 11 ? room - 1 - len : 11, &size);
		len += size;
	} while (r == 1);
	text[len] = '\0';
	return r;
}

/* One query of one attribute, answered by the list. */
static int query(const struct reply *replies, char *text, size_t room, char *error)
{
	ec2a_source *source = NULL;
	ec2a_input *input = NULL;
	ec2a_config *config;
	struct ec2a__aws *aws = begin(replies, &config);
	int r;

	EQ_INT(ec2a_source_lookup(config, REGION, "EventName", "StartSession", INT64_MIN, INT64_MAX, &source), 0);
	EQ_INT(ec2a_source_next(source, &input), 1);
	EQ_TEXT(ec2a_input_name(input), "lookup:" REGION "/EventName=StartSession");
	r = read_all(input, text, room);
	snprintf(error, 256, "%s", ec2a_input_error(input));
	ec2a_input_free(input);
	ec2a_source_free(source);
	ec2a__aws_unref(aws);
	ec2a_config_unref(config);
	return r;
}

static void forget_requests(void)
{
	for (int i = 0; i < service.asked; i++)
		free(service.bodies[i]);
	service.asked = 0;
}

#define ASKED "{\"LookupAttributes\":[{\"AttributeKey\":\"EventName\",\"AttributeValue\":\"StartSession\"}],"

static void test_pages(void)
{
	static const struct reply replies[] = {
		{ 200, "{\"Events\":[{\"EventTime\":300},\n{\"EventTime\":200}],\"NextToken\":\"t1\"}", 0 },
		{ 200, "{\"Events\":[],\"NextToken\":\"t2\"}", 0 },
		{ 200, "{\"Events\":[{\"EventTime\":100}]}", 0 },
		{ 0, NULL, 0 },
	};
	char text[1024], error[256];

	EQ_INT(query(replies, text, sizeof(text), error), 0);
	EQ_TEXT(text, "{\"Events\":[{\"EventTime\":300}, {\"EventTime\":200}],\"NextToken\":\"t1\"}\n"
		      "{\"Events\":[],\"NextToken\":\"t2\"}\n{\"Events\":[{\"EventTime\":100}]}\n");
	EQ_INT(service.asked, 3);
	EQ_TEXT(service.url, "https://cloudtrail." REGION ".amazonaws.com/");
	EQ_TEXT(service.bodies[0], ASKED "\"MaxResults\":50}");
	EQ_TEXT(service.bodies[1], ASKED "\"MaxResults\":50,\"NextToken\":\"t1\"}");
	EQ_TEXT(service.bodies[2], ASKED "\"MaxResults\":50,\"NextToken\":\"t2\"}");
	forget_requests();
}

#define PAGE_1 "{\"Events\":[{\"EventTime\":300},{\"EventTime\":200}],\"NextToken\":\"t1\"}"
#define LAST_PAGE "{\"Events\":[{\"EventTime\":100}]}"
#define OLD_TOKEN "{\"__type\":\"com.amazonaws.cloudtrail.v20131101#InvalidNextTokenException\",\"message\":\"no\"}"
#define THROTTLED "{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}"

/* What is no answer is asked for again, and nothing of it is told. */
static void test_no_answer(void)
{
	static const struct reply mended[] = {
		{ 200, PAGE_1, 0 }, { 200, "{\"Events\":[{\"Ev", 0 }, { 200, "<html>", 0 }, { 200, LAST_PAGE, 0 }, { 0, NULL, 0 },
	};
	static const struct reply broken[] = {
		{ 200, PAGE_1, 0 }, { 200, "[]", EC2A__LOOKUP_BAD_ANSWERS }, { 0, NULL, 0 },
	};
	char text[1024], error[256];

	EQ_INT(query(mended, text, sizeof(text), error), 0);
	EQ_TEXT(text, PAGE_1 "\n" LAST_PAGE "\n");
	EQ_INT(service.asked, 4);
	EQ_TEXT(service.bodies[3], service.bodies[1]);
	forget_requests();
	EQ_INT(query(broken, text, sizeof(text), error), EC2A_E_FORMAT);
	EQ_TEXT(text, PAGE_1 "\n");
	EQ_TEXT(error, "LookupEvents answered what cannot be read: it has no list of Events");
	forget_requests();
}

/* A token that is not known any more: from the oldest time seen. */
static void test_old_token(void)
{
	static const struct reply once[] = {
		{ 200, PAGE_1, 0 }, { 400, OLD_TOKEN, 0 }, { 200, "{\"Events\":[{\"EventTime\":200},{\"EventTime\":100}]}", 0 },
		{ 0, NULL, 0 },
	};
	static const struct reply always[] = {
		{ 200, PAGE_1, 0 }, { 400, OLD_TOKEN, 100 }, { 0, NULL, 0 },
	};
	char text[1024], error[256];

	EQ_INT(query(once, text, sizeof(text), error), 0);
	EQ_TEXT(text, PAGE_1 "\n{\"Events\":[{\"EventTime\":200},{\"EventTime\":100}]}\n");
	EQ_INT(service.asked, 3);
	EQ_TEXT(service.bodies[2], ASKED "\"EndTime\":200,\"MaxResults\":50}");
	forget_requests();
	EQ_INT(query(always, text, sizeof(text), error), EC2A_E_IO);
	EQ_TEXT(text, PAGE_1 "\n");
	CU_ASSERT(service.asked < 10);
	forget_requests();
}

static void test_circles(void)
{
	static const struct reply one[] = {
		{ 200, PAGE_1, 100 }, { 0, NULL, 0 },
	};
	static const struct reply idle[] = {
		{ 200, "{\"Events\":[],\"NextToken\":\"a\"}", 0 }, { 200, "{\"Events\":[],\"NextToken\":\"b\"}", 0 },
		{ 200, "{\"Events\":[],\"NextToken\":\"c\"}", 0 }, { 200, "{\"Events\":[],\"NextToken\":\"a\"}", 0 },
		{ 200, "{\"Events\":[],\"NextToken\":\"b\"}", 0 }, { 200, "{\"Events\":[],\"NextToken\":\"c\"}", 0 },
		{ 200, "{\"Events\":[],\"NextToken\":\"a\"}", 0 }, { 200, "{\"Events\":[],\"NextToken\":\"b\"}", 0 },
		{ 0, NULL, 0 },
	};
	char text[4096], error[256];

	EQ_INT(query(one, text, sizeof(text), error), EC2A_E_FORMAT);
	EQ_TEXT(error, "LookupEvents told a NextToken that it told before");
	EQ_INT(service.asked, 2);
	EQ_TEXT(text, PAGE_1 "\n");
	forget_requests();
	EQ_INT(query(idle, text, sizeof(text), error), EC2A_E_FORMAT);
	forget_requests();
}

static struct reply idle_pages[EC2A__LOOKUP_IDLE_PAGES + 2];
static char idle_texts[EC2A__LOOKUP_IDLE_PAGES + 1][48];

/* Tokens that are always new are no way on, either. */
static void test_idle(void)
{
	static char text[EC2A__LOOKUP_IDLE_PAGES * 48];
	char error[256];

	for (int i = 0; i <= EC2A__LOOKUP_IDLE_PAGES; i++) {
		snprintf(idle_texts[i], sizeof(idle_texts[i]), "{\"Events\":[],\"NextToken\":\"%d\"}", i);
		idle_pages[i] = (struct reply){ 200, idle_texts[i], 0 };
	}
	EQ_INT(query(idle_pages, text, sizeof(text), error), EC2A_E_LIMIT);
	EQ_INT(service.asked, EC2A__LOOKUP_IDLE_PAGES);
	forget_requests();
}

static void test_throttled(void)
{
	static const struct reply some[] = {
		{ 400, THROTTLED, 3 }, { 200, LAST_PAGE, 0 }, { 0, NULL, 0 },
	};
	static const struct reply always[] = {
		{ 400, THROTTLED, 1000 }, { 0, NULL, 0 },
	};
	char text[1024], error[256];

	EQ_INT(query(some, text, sizeof(text), error), 0);
	EQ_TEXT(text, LAST_PAGE "\n");
	EQ_INT(service.asked, 4);
	forget_requests();
	EQ_INT(query(always, text, sizeof(text), error), EC2A_E_IO);
	EQ_TEXT(error, "LookupEvents in " REGION ": ThrottlingException: asked too often for too long: other programs of "
		       "this account ask as well");
	forget_requests();
}

/* Refused before anything else: told once, by the source. */
static void refused(const char *body, int code, const char *want)
{
	const struct reply replies[] = { { 400, body, 100 }, { 0, NULL, 0 } };
	ec2a_source *source = NULL;
	ec2a_input *input = NULL;
	ec2a_config *config;
	struct ec2a__aws *aws = begin(replies, &config);

	EQ_INT(ec2a_source_lookup(config, REGION, NULL, NULL, INT64_MIN, INT64_MAX, &source), 0);
	EQ_INT(ec2a_source_next(source, &input), code);
	EQ_TEXT(ec2a_source_error(source), want);
	EQ_INT(ec2a_source_next(source, &input), 0);
	ec2a_source_free(source);
	end(aws, config);
}

static void test_refused(void)
{
	refused("{\"__type\":\"AccessDeniedException\",\"message\":\"x\"}", EC2A_E_DENIED,
		"lookup:" REGION ": cannot be asked: LookupEvents in " REGION
		": AccessDeniedException: the permission cloudtrail:LookupEvents is needed");
	refused("{\"__type\":\"ExpiredTokenException\",\"message\":\"x\"}", EC2A_E_DENIED,
		"lookup:" REGION ": cannot be asked: LookupEvents in " REGION
		": ExpiredTokenException: the credentials have expired, and their source gives no newer ones");
	refused("{\"__type\":\"Evil\\u001b[2J\",\"message\":\"x\"}", EC2A_E_IO,
		"lookup:" REGION ": cannot be asked: LookupEvents in " REGION ": Evil: refused, with HTTP status 400");
}

static void test_list(void)
{
	static const struct reply replies[] = {
		{ 200, "{\"Events\":[{\"CloudTrailEvent\":\"{\\\"recipientAccountId\\\":\\\"111122223333\\\"}\"}]}", 0 },
		{ 0, NULL, 0 },
	};
	ec2a_source *source = NULL;
	ec2a_input *input = NULL;
	ec2a_config *config;
	struct ec2a__aws *aws = begin(replies, &config);
	size_t n = 0;

	EQ_INT(ec2a_source_lookup(config, REGION, NULL, NULL, INT64_MIN, INT64_MAX, &source), 0);
	while (ec2a_source_next(source, &input) == 1) {
		n++;
		EQ_TEXT(ec2a_input_detail(input, "account"), "111122223333");
		EQ_TEXT(ec2a_input_detail(input, "region"), REGION);
		CU_ASSERT_PTR_NULL(ec2a_input_detail(input, "covered"));
		ec2a_input_free(input);
	}
	EQ_INT(n, ec2a__lookup_name_count());
	EQ_INT(service.asked, 1);
	EQ_TEXT(service.bodies[0], "{\"MaxResults\":1}");
	ec2a_source_free(source);
	end(aws, config);
}

static void test_continue(void)
{
	static const struct reply replies[] = { { 200, LAST_PAGE, 0 }, { 0, NULL, 0 } };
	char text[1024];
	ec2a_source *source = NULL;
	ec2a_input *input = NULL;
	ec2a_config *config;
	struct ec2a__aws *aws = begin(replies, &config);

	EQ_INT(ec2a_source_lookup(config, REGION, "EventName", "StartSession", 50000000, 400000000, &source), 0);
	EQ_INT(ec2a_source_next(source, &input), EC2A_E_NOT_FOUND); /* 1970 */
	ec2a_source_free(source);
	EQ_INT(ec2a_source_lookup(config, REGION, "EventName", "StartSession", INT64_MIN, INT64_MAX, &source), 0);
	EQ_INT(ec2a_source_next(source, &input), 1);
	EQ_INT(ec2a_input_continue(input, PAGE_1, strlen(PAGE_1)), 1);
	EQ_INT(ec2a_input_continue(input, PAGE_1, strlen(PAGE_1)), EC2A_E_STATE);
	EQ_INT(read_all(input, text, sizeof(text)), 0);
	EQ_TEXT(text, LAST_PAGE "\n");
	EQ_TEXT(ec2a_input_detail(input, "covered"), "1000");
	EQ_TEXT(service.bodies[0], ASKED "\"MaxResults\":50,\"NextToken\":\"t1\"}");
	ec2a_input_free(input);
	ec2a_source_free(source);
	EQ_INT(ec2a_source_lookup(config, REGION, "EventName", "StartSession", INT64_MIN, INT64_MAX, &source), 0);
	EQ_INT(ec2a_source_next(source, &input), 1);
	EQ_INT(ec2a_input_continue(input, LAST_PAGE, strlen(LAST_PAGE)), 0);
	EQ_INT(read_all(input, text, sizeof(text)), 0);
	EQ_TEXT(text, "");
	EQ_INT(service.asked, 1);
	ec2a_input_free(input);
	ec2a_source_free(source);
	EQ_INT(ec2a_source_lookup(config, REGION, "EventName", "StartSession", INT64_MIN, INT64_MAX, &source), 0);
	EQ_INT(ec2a_source_next(source, &input), 1);
	EQ_INT(ec2a_input_continue(input, "x", 1), EC2A_E_FORMAT);
	EQ_TEXT(ec2a_input_error(input), "not a page of LookupEvents: it is no JSON");
	ec2a_input_free(input);
	ec2a_source_free(source);
	end(aws, config);
}

/* It keeps 90 days: a scan tells that there is nothing before, and counts no file for that. */
static void test_old_times(void)
{
	static const struct reply replies[] = { { 200, LAST_PAGE, 0 }, { 0, NULL, 0 } };
	int64_t day = INT64_C(86400000000), now = (int64_t)time(NULL) * 1000000;
	ec2a_correlator *correlator = NULL;
	ec2a_source *source = NULL;
	ec2a_config *config;
	struct ec2a__aws *aws = begin(replies, &config);
	ec2a_scan *scan = NULL;

	EQ_INT(ec2a_source_lookup(config, REGION, "ReadOnly", "false", now - 100 * day, INT64_MAX, &source), 0);
	EQ_INT(ec2a_scan_new(config, &scan), 0);
	EQ_INT(ec2a_scan_add(scan, source), 0);
	EQ_INT(ec2a_scan_covered(scan), 0);
	EQ_INT(ec2a_correlator_new(config, &correlator), 0);
	EQ_INT(ec2a_scan_run(scan, correlator), 0);
	EQ_INT(ec2a_scan_problem_count(scan), 1);
	EQ_INT(ec2a_scan_problem_code(scan, 0), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(ec2a_scan_problem(scan, 0),
				      "lookup:" REGION ": LookupEvents keeps 90 days: nothing is told of the time before"));
	EQ_INT(ec2a_scan_count(scan, EC2A_COUNT_FILES_FAILED), 0);
	EQ_INT(ec2a_scan_count(scan, EC2A_COUNT_FILES_READ) + ec2a_scan_count(scan, EC2A_COUNT_FILES_SKIPPED), 1);
	EQ_INT(ec2a_scan_covered(scan), 1000);
	EQ_INT(service.asked, 1);
	EQ_TEXT(service.bodies[0],
		"{\"LookupAttributes\":[{\"AttributeKey\":\"ReadOnly\",\"AttributeValue\":\"false\"}],\"MaxResults\":50}");
	ec2a_scan_free(scan);
	ec2a_correlator_free(correlator);
	end(aws, config);
}

static void test_arguments(void)
{
	ec2a_source *source = NULL;
	ec2a_input *input = NULL;
	ec2a_config *config;
	static const struct reply none[] = { { 0, NULL, 0 } };
	struct ec2a__aws *aws = begin(none, &config);

	EQ_INT(ec2a_source_lookup(config, REGION, NULL, NULL, 0, 1, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_source_lookup(config, REGION, NULL, NULL, 1, 1, &source), EC2A_E_ARG);
	EQ_INT(ec2a_source_lookup(config, REGION, "EventName", NULL, 0, 1, &source), EC2A_E_ARG);
	EQ_INT(ec2a_source_lookup(config, REGION, NULL, "StartSession", 0, 1, &source), EC2A_E_ARG);
	EQ_INT(ec2a_source_lookup(config, REGION, "eventname", "StartSession", 0, 1, &source), EC2A_E_ARG);
	EQ_INT(ec2a_source_lookup(config, REGION, "EventName", "", 0, 1, &source), EC2A_E_ARG);
	EQ_INT(ec2a_source_public_keys(config, "", &source), EC2A_E_ARG);
	EQ_INT(ec2a_source_public_keys(config, NULL, &source), EC2A_E_ARG);
	EQ_INT(ec2a_source_lookup(config, "eu/../x", NULL, NULL, INT64_MIN, INT64_MAX, &source), 0);
	EQ_INT(ec2a_source_next(source, &input), EC2A_E_ARG);
	EQ_TEXT(ec2a_source_error(source), "lookup:eu/../x: cannot be asked: that is no region's name");
	EQ_INT(ec2a_source_next(source, &input), 0);
	ec2a_source_free(source);
	EQ_INT(ec2a_source_lookup(config, REGION, NULL, NULL, INT64_MIN, INT64_MAX, &source), 0);
	ec2a_source_cancel(source);
	EQ_INT(ec2a_source_next(source, &input), EC2A_E_CANCELLED);
	ec2a_source_free(source);
	end(aws, config);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "pages, one after the other", test_pages },
		{ "answers that are none", test_no_answer },
		{ "tokens that are not known any more", test_old_token },
		{ "tokens in a circle", test_circles },
		{ "pages without an event", test_idle },
		{ "throttled", test_throttled },
		{ "refused", test_refused },
		{ "the queries of a region", test_list },
		{ "going on behind a page", test_continue },
		{ "longer ago than is kept", test_old_times },
		{ "arguments", test_arguments },
		{ NULL, NULL },
	};

	return ec2a_test_main("lookup", tests);
}

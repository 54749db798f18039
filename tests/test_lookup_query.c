/* SPDX-License-Identifier: MIT */
#include "lookup_query.h"

#include "mem.h"
#include "test.h"

#include <ec2access/ec2access.h>
#include <stdint.h>

static void ask_is(const struct ec2a__lookup_query *query, const char *token, const char *want)
{
	struct ec2a__buf out;

	ec2a__buf_init(&out, 4096);
	EQ_INT(ec2a__lookup_ask(query, token, &out), 0);
	EQ_TEXT(out.data, want);
	ec2a__buf_free(&out);
}

static void test_ask(void)
{
	struct ec2a__lookup_query query = { NULL, NULL, INT64_MIN, INT64_MAX };

	ask_is(&query, NULL, "{\"MaxResults\":50}");
	query.from_s = 1700000000;
	ask_is(&query, NULL, "{\"StartTime\":1700000000,\"MaxResults\":50}");
	query.from_s = -5;
	query.to_s = 1700003600;
	ask_is(&query, NULL, "{\"StartTime\":0,\"EndTime\":1700003600,\"MaxResults\":50}");
	query.key = "EventName";
	query.value = "Start\"Session\\\n";
	ask_is(&query, "to\"ken",
	       "{\"LookupAttributes\":[{\"AttributeKey\":\"EventName\",\"AttributeValue\":\"Start\\\"Session\\\\\\n\"}],"
	       "\"StartTime\":0,\"EndTime\":1700003600,\"MaxResults\":50,\"NextToken\":\"to\\\"ken\"}");
}

/* What a page says, or why it says nothing. */
static int read_page(const char *text, struct ec2a__lookup_page *page, char token[64], const char **why)
{
	struct ec2a__buf answer, next;
	int r;

	*why = "";
	ec2a__buf_init(&answer, 4096);
	ec2a__buf_init(&next, 32);
	EQ_INT(ec2a__buf_adds(&answer, text), 0);
	r = ec2a__lookup_read(&answer, 16, page, &next, why);
	snprintf(token, 64, "%s", next.len ? next.data : "");
	if (r == 0)
		CU_ASSERT_PTR_NULL(strchr(answer.data, '\n'));
	ec2a__buf_free(&answer);
	ec2a__buf_free(&next);
	return r;
}

static void test_page(void)
{
	struct ec2a__lookup_page page;
	char token[64];
	const char *why;

	EQ_INT(read_page("{\"Events\":[{\"EventTime\":1.7E9},\n{\"EventTime\":1700000123.75},{\"EventTime\":\"x\"}],\r\n"
			 "\"NextToken\":\"a\\u0062c\"}", &page, token, &why), 0);
	EQ_INT(page.events, 3);
	EQ_INT(page.newest_s, 1700000123);
	EQ_INT(page.oldest_s, 1700000000);
	EQ_INT(page.more, 1);
	EQ_TEXT(token, "abc");
	EQ_INT(read_page("{\"Events\":[]}", &page, token, &why), 0);
	EQ_INT(page.events, 0);
	EQ_INT(page.more, 0);
	CU_ASSERT(page.oldest_s == INT64_MAX && page.newest_s == INT64_MIN);
	EQ_INT(read_page("{\"NextToken\":null}", &page, token, &why), 0);
	EQ_INT(page.more, 0);
	/* An event's own text is no token, whatever stands in it. */
	EQ_INT(read_page("{\"Events\":[{\"CloudTrailEvent\":\"{\\\"NextToken\\\":\\\"no\\\"}\",\"NextToken\":\"no\"}]}",
			 &page, token, &why), 0);
	EQ_INT(page.more, 0);
}

static void test_times(void)
{
	static const struct {
		const char *text;
		int64_t want;
	} cases[] = {
		{ "0", 0 }, { "1700000000", 1700000000 }, { "1.700000000E9", 1700000000 }, { "17e+8", 1700000000 },
		{ "1700000000999e-3", 1700000000 }, { "1700000000.99999999999999999999999999", 1700000000 },
		{ "\"2023-11-14T22:13:20Z\"", 1700000000 }, { "\"2023-11-14T23:13:20+01:00\"", 1700000000 },
		{ "-1", INT64_MAX }, { "1e99999999999", INT64_MAX }, { "253402300800", INT64_MAX }, { "1e-99", 0 },
		{ "99999999999999999999999", INT64_MAX }, { "null", INT64_MAX }, { "\"soon\"", INT64_MAX },
	};
	struct ec2a__lookup_page page;
	char text[128], token[64];
	const char *why;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), "{\"Events\":[{\"EventTime\":%s}]}", cases[i].text);
		EQ_INT(read_page(text, &page, token, &why), 0);
		EQ_INT(page.oldest_s, cases[i].want);
	}
}

static void test_no_page(void)
{
	static const char *const cases[] = {
		"", "x", "[]", "{\"Events\":[", "{\"Events\":{}}", "{\"Events\":\"[]\"}", "{\"Events\":[],\"NextToken\":7}",
		"{\"Events\":[],\"NextToken\":\"longer than the buffer for tokens may be\"}", "{\"Events\":[]}{}", "null",
		"{\"Events\":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}",
	};
	struct ec2a__lookup_page page = { 7, 7, 7, 7 };
	char token[64];
	const char *why;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		EQ_INT(read_page(cases[i], &page, token, &why), EC2A_E_FORMAT);
		CU_ASSERT(*why != '\0');
		EQ_INT(page.events, 7); /* written on success only */
	}
}

static void test_names(void)
{
	size_t count = ec2a__lookup_name_count(), found = 0;
	static const char *const needed[] = { "StartSession", "GetPasswordData", "OpenDataChannel", "GetConnection",
					      "UpdateInstanceInformation", "GetAccessToken", "StopLogging" };

	CU_ASSERT(count > 30);
	CU_ASSERT_PTR_NULL(ec2a__lookup_name(count));
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < i; k++)
			CU_ASSERT(strcmp(ec2a__lookup_name(i), ec2a__lookup_name(k)) != 0);
		for (size_t k = 0; k < sizeof(needed) / sizeof(needed[0]); k++)
			found += strcmp(ec2a__lookup_name(i), needed[k]) == 0;
	}
	EQ_INT(found, sizeof(needed) / sizeof(needed[0]));
	CU_ASSERT(ec2a__lookup_knows("ReadOnly") && !ec2a__lookup_knows("readonly") && !ec2a__lookup_knows(""));
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "what is asked", test_ask },
		{ "what a page says", test_page },
		{ "times of events", test_times },
		{ "what is no page", test_no_page },
		{ "the names that are asked for", test_names },
		{ NULL, NULL },
	};

	return ec2a_test_main("lookup_query", tests);
}

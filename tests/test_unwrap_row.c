/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "unwrap_row.h"

#include <ec2access/ec2access.h>

/* A row of "eventsource", "eventname" and these members gives a record with those. */
static void becomes(const char *members, const char *want)
{
	struct ec2a__member index[16];
	struct ec2a__buf out;
	char row[2048], full[2048];
	size_t n;

	snprintf(row, sizeof row, "{\"eventsource\": \"s\", \"eventname\": \"n\", %s}", members);
	snprintf(full, sizeof full, "{\"eventSource\":\"s\",\"eventName\":\"n\",%s}", want);
	CU_ASSERT_EQUAL_FATAL(ec2a__split_members(row, strlen(row), index, 16, &n), 1);
	CU_ASSERT_EQUAL(ec2a__row_is(row, index, n), 1);
	ec2a__buf_init(&out, 4096);
	EQ_INT(ec2a__row_record(row, index, n, &out), 0);
	EQ_TEXT(out.data, full);
	ec2a__buf_free(&out);
}

static void columns(void)
{
	becomes("\"eventid\": null, \"other\": [1, {\"a\": 2}]", "\"eventID\":null,\"other\":[1, {\"a\": 2}]");
	becomes("\"eventtime\": \"2019-04-03 00:00:00.000 UTC\"", "\"eventTime\":\"2019-04-03T00:00:00Z\"");
	becomes("\"eventtime\": \"2025-01-13 19:58:59.000000000\"", "\"eventTime\":\"2025-01-13T19:58:59Z\"");
	becomes("\"eventtime\": \"2025-01-13 19:58:59.5\"", "\"eventTime\":\"2025-01-13 19:58:59.5\"");
	becomes("\"eventtime\": \"noon\"", "\"eventTime\":\"noon\"");
	becomes("\"requestparameters\": \"{\\\"target\\\": \\\"i-1\\\"}\"", "\"requestParameters\":{\"target\": \"i-1\"}");
	becomes("\"requestparameters\": {\"target\": 1}", "\"requestParameters\":{\"target\": 1}");
	becomes("\"requestparameters\": \"\", \"responseelements\": \"null\"",
		"\"requestParameters\":null,\"responseElements\":null");
	becomes("\"requestparameters\": \"{broken\", \"responseelements\": \"\\x\"",
		"\"requestParameters\":\"{broken\",\"responseElements\":\"\\x\"");
}

static void structs(void)
{
	becomes("\"useridentity\": {\"accountid\": \"1\", \"arn\": \"a\", \"sessioncontext\": {\"X\": [1, null]}}",
		"\"userIdentity\":{\"accountId\":\"1\",\"arn\":\"a\",\"sessionContext\":{\"X\":[1,null]}}");
	becomes("\"useridentity\": \"{\\\"accountid\\\":\\\"1\\\"}\"", "\"userIdentity\":{\"accountId\":\"1\"}");
	becomes("\"resources\": [{\"arn\": \"a\"}]", "\"resources\":[{\"ARN\":\"a\"}]");
	becomes("\"resources\": \"[{arn=a, accountid=1, type=t}, {arn=b}]\"",
		"\"resources\":[{\"ARN\":\"a\",\"accountId\":\"1\",\"type\":\"t\"},{\"ARN\":\"b\"}]");
	becomes("\"useridentity\": \"\"", "\"userIdentity\":null");
	becomes("\"useridentity\": \"text\"", "\"userIdentity\":\"text\"");
	becomes("\"useridentity\": {\"a\" 1}", "\"userIdentity\":{\"a\" 1}");
	becomes("\"useridentity\": \"{neither\"", "\"userIdentity\":{}");
	becomes("\"resources\": \"[neither\"", "\"resources\":null");
}

static void prints(const char *text, const char *want)
{
	struct ec2a__buf out;

	ec2a__buf_init(&out, 4096);
	EQ_INT(ec2a__row_struct(text, strlen(text), "arn", &out), want != NULL);
	EQ_TEXT(out.data ? out.data : "", want ? want : "");
	ec2a__buf_free(&out);
}

static void printed(void)
{
	prints("{}", "{}");
	prints("{type=Root}", "{\"type\":\"Root\"}");
	prints("{type=, username=null, arn=a}", "{\"type\":\"\",\"arn\":\"a\"}");
	prints("{sessioncontext={attributes={mfaauthenticated=true, creationdate=c}, sessionissuer={type=Role}}, arn=a}",
	       "{\"sessionContext\":{\"attributes\":{\"mfaAuthenticated\":\"true\",\"creationDate\":\"c\"},"
	       "\"sessionIssuer\":{\"type\":\"Role\"}},\"arn\":\"a\"}");
	prints("{principalid=A:x=1,y=2, arn=a}", "{\"principalId\":\"A:x=1,y=2\",\"arn\":\"a\"}");
	prints("{webidfederationdata={federatedprovider=f, attributes={a.b:c=d, arn=e}}, arn=a}",
	       "{\"webIdFederationData\":{\"federatedProvider\":\"f\"},\"arn\":\"a\"}");
	prints("{newthing=x, another={a={b=c}}, arn=a}", "{\"arn\":\"a\"}");
	/* What cannot be told is absent. */
	prints("{username=a, b, arn=c}", "{\"arn\":\"c\"}");
	prints("{username=a{b, arn=c}", "{\"arn\":\"c\"}");
	prints("{username=a}b, arn=c}", NULL);
	prints("{arn=a, arn=b}", NULL);
	prints("{arn=a", NULL);
	prints("{arn=a}}", NULL);
	prints("{arn=a,type=b}", "{\"arn\":\"a,type=b\"}");
	prints("{arn}", NULL);
	prints("{{{{", NULL);
	prints("{a={", NULL);
	prints("", NULL);
	prints("[", NULL);
	prints("[]", "[]");
	prints("[{arn=a}x]", NULL);
	prints("{onbehalfof={onbehalfof={onbehalfof={onbehalfof={onbehalfof={onbehalfof={onbehalfof={onbehalfof={}}}}}}}}}", NULL);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "columns", columns }, { "structs", structs }, { "printed structs", printed }, { NULL, NULL },
	};

	return ec2a_test_main("unwrap_row", tests);
}

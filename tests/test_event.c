/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "event_build.h"

#include <ec2access/ec2access.h>

static const char raw[] = "{\"a\":{\"b\":[\"22\",5]},\"a\":1,\"t\":\"x\"}";

static void life(void)
{
	ec2a_event *event = ec2a__event_new(raw, strlen(raw));
	int fields[] = { EC2A_FIELD_EVENT_ID, 0, EC2A_FIELD_REGION, 4711 };
	const char *texts[4];
	int64_t time = 7;
	size_t size = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(event);
	CU_ASSERT_EQUAL(ec2a__event_set(event, EC2A_FIELD_EVENT_ID, "x", 1), 0);
	CU_ASSERT_EQUAL(ec2a__event_set(event, EC2A_FIELD_EVENT_ID, "a\0\xff", 3), 0);
	CU_ASSERT_EQUAL(ec2a__event_set(event, EC2A_FIELD_REGION, NULL, 0), 0);
	ec2a_event_strs(event, fields, 4, texts);
	EQ_TEXT(texts[0], "a\xef\xbf\xbd\xef\xbf\xbd");
	EQ_TEXT(texts[1], NULL);
	EQ_TEXT(texts[2], "");
	EQ_TEXT(texts[3], NULL);
	EQ_INT(ec2a_event_time_us(event, &time), 0);
	EQ_INT(time, 7);
	CU_ASSERT_EQUAL(memcmp(ec2a_event_raw(event, &size), raw, strlen(raw)), 0);
	EQ_INT(size, strlen(raw));
	for (int i = 0; i < 9; i++)
		CU_ASSERT_EQUAL(ec2a__event_add_instance(event, "i-1"), 0);
	EQ_INT(ec2a_event_instance_count(event), 9);
	EQ_TEXT(ec2a_event_instance(event, 8), "i-1");
	EQ_TEXT(ec2a_event_instance(event, 9), NULL);
	CU_ASSERT_EQUAL(ec2a__event_tell(event, "i-1", EC2A_FACT_OS, "linux"), 0);
	CU_ASSERT_EQUAL(ec2a__event_tell(event, "i-1", EC2A__TOLD_END, NULL), 0);
	EQ_INT(event->n_told, 2);
	CU_ASSERT_PTR_EQUAL(ec2a_event_ref(event), event);
	ec2a_event_unref(event);
	EQ_TEXT(ec2a_event_str(event, EC2A_FIELD_REGION), "");
	ec2a_event_unref(event);
	ec2a_event_unref(NULL);
	CU_ASSERT_PTR_NULL(ec2a_event_ref(NULL));
}

static void point(const ec2a_event *event, const char *pointer, int want_r, const char *want)
{
	char *text = NULL;

	EQ_INT(ec2a_event_pointer(event, pointer, &text), want_r);
	EQ_TEXT(text, want);
	ec2a_free(text);
}

static void json(void)
{
	ec2a_event *event = ec2a__event_new(raw, strlen(raw));
	char *text = NULL;

	CU_ASSERT_PTR_NOT_NULL_FATAL(event);
	event->class = EC2A_CLASS_ACCESS;
	CU_ASSERT_EQUAL(ec2a__event_set(event, EC2A_FIELD_EVENT_NAME, "Start\"\n", 7), 0);
	CU_ASSERT_EQUAL(ec2a__event_set(event, EC2A_FIELD_EVENT_ID, "1", 1), 0);
	CU_ASSERT_EQUAL(ec2a__event_set(event, EC2A_FIELD_USER_AGENT, "", 0), 0);
	CU_ASSERT_EQUAL(ec2a_event_to_json(event, &text), 0);
	CU_ASSERT_PTR_EQUAL(strstr(text, "{\"event_id\":\"1\",\"event_name\":\"Start\\\"\\n\",\"event_source\":null,"), text);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, ",\"user_agent\":null,")); /* set, but empty */
	CU_ASSERT_PTR_NOT_NULL(strstr(text, ",\"class\":\"access\"}"));
	for (int field = 1; ec2a_enum_name(EC2A_ENUM_FIELD, field); field++)
		CU_ASSERT_PTR_NOT_NULL(strstr(text, ec2a_enum_name(EC2A_ENUM_FIELD, field)));
	ec2a_free(text);
	point(event, "/a/b/0", 1, "22");
	point(event, "/a/b/1", 1, "5");
	point(event, "/a", 1, "{\"b\":[\"22\",5]}");
	point(event, "/t", 1, "x");
	point(event, "/t/u", 0, NULL);
	point(event, "a", EC2A_E_ARG, NULL);
	point(event, NULL, EC2A_E_ARG, NULL);
	EQ_INT(ec2a_event_to_json(NULL, &text), EC2A_E_ARG);
	ec2a_event_unref(event);
	event = ec2a__event_new("{\"a\":tru}", 9);
	point(event, "/a", EC2A_E_RECORD, NULL);
	ec2a_event_unref(event);
}

static const struct ec2a_test tests[] = {
	{ "life", life },
	{ "json and pointers", json },
	{ NULL, NULL },
};

int main(void)
{
	return ec2a_test_main("event", tests);
}

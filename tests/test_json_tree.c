/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "json_span.h"
#include "json_tree.h"

#include <ec2access/ec2access.h>

static struct ec2a__json *parse(const char *text)
{
	struct ec2a__json_fault fault = { 0, "" };
	struct ec2a__json *root = NULL;

	CU_ASSERT_EQUAL_FATAL(ec2a__json_parse(text, strlen(text), 64, &root, &fault), 0);
	return root;
}

static void getters(void)
{
	struct ec2a__json *root = parse("{\"s\":\"x\",\"n\":1.50,\"b\":true,\"t\":\"false\",\"z\":null,\"a\":[1,null],\"o\":{}}");
	const char *key = "";
	int value = -1;

	EQ_INT(ec2a__json_type(root), EC2A__JSON_OBJECT);
	EQ_INT(ec2a__json_count(root), 7);
	EQ_TEXT(ec2a__json_str(ec2a__json_get(root, "s")), "x");
	EQ_TEXT(ec2a__json_str(ec2a__json_get(root, "n")), NULL);
	EQ_INT(ec2a__json_type(ec2a__json_get(root, "n")), EC2A__JSON_NUMBER);
	EQ_INT(ec2a__json_bool(ec2a__json_get(root, "b"), &value), 1);
	EQ_INT(value, 1);
	EQ_INT(ec2a__json_bool(ec2a__json_get(root, "t"), &value), 1);
	EQ_INT(value, 0);
	EQ_INT(ec2a__json_bool(ec2a__json_get(root, "s"), &value), 0);
	/* null is a value, absent is none */
	EQ_INT(ec2a__json_type(ec2a__json_get(root, "z")), EC2A__JSON_NULL);
	EQ_INT(ec2a__json_type(ec2a__json_get(root, "y")), EC2A__JSON_NONE);
	EQ_INT(ec2a__json_type(ec2a__json_at(ec2a__json_get(root, "a"), 1, NULL)), EC2A__JSON_NULL);
	CU_ASSERT_PTR_NULL(ec2a__json_at(ec2a__json_get(root, "a"), 2, NULL));
	CU_ASSERT_PTR_NOT_NULL(ec2a__json_at(root, 1, &key));
	EQ_TEXT(key, "n");
	CU_ASSERT_PTR_NULL(ec2a__json_get(ec2a__json_get(ec2a__json_get(root, "s"), "x"), "y"));
	ec2a__json_free(root);
	ec2a__json_free(NULL);
	root = parse("null");
	EQ_INT(ec2a__json_type(root), EC2A__JSON_NULL);
	ec2a__json_free(root);
	root = parse(" 12 ");
	EQ_INT(ec2a__json_type(root), EC2A__JSON_NUMBER);
	ec2a__json_free(root);
}

static void is_canonical(const char *text, int quick, const char *want, size_t want_values)
{
	struct ec2a__json *root = parse(text);
	struct ec2a__buf buf;
	size_t values = 0;

	ec2a__buf_init(&buf, 1 << 20);
	CU_ASSERT_EQUAL(ec2a__json_add_canonical(root, &buf), 0);
	EQ_TEXT(buf.data, want);
	CU_ASSERT_EQUAL(ec2a__json_values(root, &values), 0);
	EQ_INT(values, want_values);
	/* Without a tree: the same, or nothing. */
	ec2a__buf_clear(&buf);
	values = 0;
	EQ_INT(ec2a__json_canonical(text, strlen(text), &buf, &values), quick);
	if (quick) {
		EQ_TEXT(buf.data, want);
		EQ_INT(values, want_values);
	}
	ec2a__buf_free(&buf);
	ec2a__json_free(root);
}

static void canonical(void)
{
	is_canonical("{ \"b\" : [ 1.50, 2e3, -7, {\"d\":1,\"c\":null} ], \"a\":\"\" }", 1,
		     "{\"a\":\"\",\"b\":[1.50,2e3,-7,{\"c\":null,\"d\":1}]}", 4);
	is_canonical("[]", 1, "[]", 0);
	is_canonical("{}", 1, "{}", 0);
	is_canonical("\"\\u00e9/\\n\"", 1, "\"\xc3\xa9/\\n\"", 1);
	is_canonical("{\"a\":1,\"a\":2,\"\\u0061\":3}", 0, "{\"a\":1}", 1);
	is_canonical("{\"a\":1,\"b\":0,\"a\":2}", 0, "{\"a\":1,\"b\":0}", 2);
	is_canonical("{\"B\":1,\"a\":2,\"\xc3\xa9\":3}", 0, "{\"B\":1,\"a\":2,\"\xc3\xa9\":3}", 3);
	is_canonical("{\"ab\":{\"z\":[],\"y\":[{\"n\":\"\\\"\",\"m\":true}]},\"a\":false,\"abc\":[]}", 1,
		     "{\"a\":false,\"ab\":{\"y\":[{\"m\":true,\"n\":\"\\\"\"}],\"z\":[]},\"abc\":[]}", 3);
}

static void refused(void)
{
	struct ec2a__json_fault fault = { 0, "" };
	struct ec2a__json *root;
	char deep[200] = "";

	CU_ASSERT_EQUAL(ec2a__json_parse("{\"a\":tru}", 9, 64, &root, &fault), EC2A_E_RECORD);
	EQ_INT(fault.byte, 5);
	memset(deep, '[', 65);
	memset(deep + 65, ']', 65);
	CU_ASSERT_EQUAL(ec2a__json_parse(deep, 130, 64, &root, &fault), EC2A_E_LIMIT);
	CU_ASSERT_EQUAL(ec2a__json_parse(deep + 1, 128, 64, &root, &fault), 0);
	ec2a__json_free(root);
}

static void points(const struct ec2a__json *root, const char *pointer, int want_r, const char *want)
{
	const struct ec2a__json *node = NULL;
	struct ec2a__buf buf;
	int r = ec2a__json_pointer(root, pointer, &node);

	EQ_INT(r, want_r);
	if (r != 1)
		return;
	ec2a__buf_init(&buf, 1 << 20);
	CU_ASSERT_EQUAL(ec2a__json_add_text(node, &buf), 0);
	EQ_TEXT(buf.data, want);
	ec2a__buf_free(&buf);
}

static void pointer(void)
{
	struct ec2a__json *root = parse("{\"a/b\":{\"m~n\":[10,\"x\",null]},\"\":true,\"o\":{\"b\":1,\"a\":2}}");

	points(root, "/a~1b/m~0n/0", 1, "10");
	points(root, "/a~1b/m~0n/1", 1, "x");
	points(root, "/a~1b/m~0n/2", 1, "null");
	points(root, "/a~1b/m~0n/3", 0, NULL);
	points(root, "/a~1b/m~0n/-", 0, NULL);
	points(root, "/a~1b/m~0n/01", 0, NULL);
	points(root, "/a~1b/m~0n/99999999999999999999", 0, NULL);
	points(root, "/", 1, "true");
	points(root, "/o", 1, "{\"b\":1,\"a\":2}");
	points(root, "/o/b/c", 0, NULL);
	points(root, "o", EC2A_E_ARG, NULL);
	points(root, "/x/~2", EC2A_E_ARG, NULL);
	points(root, "/o~", EC2A_E_ARG, NULL);
	ec2a__json_free(root);
}

static void spans(void)
{
	static const char text[] = " { \"a\" : [ 1 , {\"x\":\"]\\\"}\"} ] , \"\\u0062\":\"v\", \"a\":2, \"n\":null } ";
	struct ec2a__span root = ec2a__span_of(text, strlen(text)), key, value;
	struct ec2a__span_walk walk = ec2a__span_walk(root);
	int n = 0;

	while (ec2a__span_next(&walk, &key, &value))
		n++;
	EQ_INT(n, 4);
	CU_ASSERT(ec2a__span_is_array(ec2a__span_get(root, "a")));
	CU_ASSERT(ec2a__span_is(ec2a__span_first(ec2a__span_get(root, "a")), "1"));
	CU_ASSERT(ec2a__span_is(ec2a__span_get(root, "b"), "\"v\""));
	CU_ASSERT(ec2a__span_is(ec2a__span_get(root, "n"), "null"));
	CU_ASSERT_PTR_NULL(ec2a__span_get(root, "z").text);
	CU_ASSERT_PTR_NULL(ec2a__span_get(value, "z").text);
	CU_ASSERT_PTR_NULL(ec2a__span_first(ec2a__span_of("[ ]", 3)).text);
	/* What is no JSON gives nothing, at worst. */
	walk = ec2a__span_walk(ec2a__span_of("{\"a\":\"}", 7));
	while (ec2a__span_next(&walk, &key, &value))
		n++;
	CU_ASSERT(n < 10);
}

static const struct ec2a_test tests[] = {
	{ "getters", getters }, { "canonical form and values", canonical }, { "refused", refused },
	{ "pointers", pointer }, { "spans", spans },
	{ NULL, NULL },
};

int main(void)
{
	return ec2a_test_main("json_tree", tests);
}

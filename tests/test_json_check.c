/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "json_check.h"
#include "json_walk.h"

#include <ec2access/ec2access.h>
#include <stdint.h>

static int check(const char *text, size_t *ret_byte)
{
	struct ec2a__json_fault fault = { 0, "" };
	size_t size = strlen(text);
	char *copy = malloc(size + !size); /* no NUL behind it: a sanitizer sees reads too far */
	int result;

	memcpy(copy, text, size);
	result = ec2a__json_check(copy, size, 4, &fault);
	free(copy);
	if (ret_byte)
		*ret_byte = fault.byte;
	if (result < 0)
		CU_ASSERT(fault.what[0] != '\0' && fault.byte <= size);
	return result;
}

static void test_good(void)
{
	static const char *const texts[] = {
		"0", "-0", "10", "1.5", "1e5", "1E+05", "-0.0e-0", "\"\"", "true", "false", "null", "[]", "{}",
		" [ 1 , 2 ] ", "{ \"a\" : { } , \"a\" : [ ] }", "\t\r\n1\n", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uDFFF\"",
		"\"\xff\x7f\"", "[[[[]]]]", "[\"a\",null,{\"b\":[true]}]",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (check(texts[i], NULL) != 0)
			EQ_TEXT("refused", texts[i]);
	}
}

static void test_bad(void)
{
	static const char *const texts[] = {
		"", " ", "01", "-", "-a", "1.", ".5", "+1", "1e", "1e+", "0x1", "1 2", "NaN", "Infinity", "-Infinity",
		"tru", "True", "nullx", "\"", "\"\\", "\"\\\"", "\"\\x41\"", "\"\\u12g4\"", "\"\\u123\"", "\"a\nb\"",
		"\"\t\"", "'a'", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1,,2]", "[1 2]", "[1}", "{", "}", "{]",
		"{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{\"a\" 1}", "{a:1}", "{1:1}",
		"{\"a\":1 \"b\":2}", "{\"a\":}", "[:]", "{\"a\"::1}", "1\v", "\f1", "\xef\xbb\xbf" "1", "[1]\xff",
		"\xc2\xa0" "1", "// x\n1", "[1]]", "{}{}", "\"\\U0041\"", "[1.e1]", "--1", "[0 ", "{\"\\q\":1}",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (check(texts[i], NULL) != EC2A_E_RECORD)
			EQ_TEXT("not refused", texts[i]);
	}
}

static void test_nul(void)
{
	struct ec2a__json_fault fault;

	EQ_INT(ec2a__json_check("1\0", 2, 4, &fault), EC2A_E_RECORD);
	EQ_INT(ec2a__json_check("\"\0\"", 3, 4, &fault), EC2A_E_RECORD);
	EQ_INT(ec2a__json_check("\"\\\0\"", 4, 4, &fault), EC2A_E_RECORD);
	EQ_INT(ec2a__json_check(NULL, 0, 4, &fault), EC2A_E_RECORD);
}

static void test_place_and_depth(void)
{
	size_t byte;
	struct ec2a__json_fault fault;

	EQ_INT(check("[[[[[]]]]]", &byte), EC2A_E_LIMIT);
	EQ_INT(byte, 4);
	EQ_INT(check("{\"a\":[{\"b\":[{}]}]}", &byte), EC2A_E_LIMIT);
	EQ_INT(byte, 12);
	EQ_INT(check("[1, x]", &byte), EC2A_E_RECORD);
	EQ_INT(byte, 4);
	EQ_INT(check("{\"a\":1", &byte), EC2A_E_RECORD);
	EQ_INT(byte, 6);
	EQ_INT(ec2a__json_check("[]", 2, 0, &fault), EC2A_E_LIMIT);
	EQ_INT(ec2a__json_check("1", 1, 0, &fault), 0);
}

static void cleans_to(const char *text, const char *want)
{
	struct ec2a__json_fault fault = { 0, NULL };
	struct ec2a__buf out;

	ec2a__buf_init(&out, 100000);
	CU_ASSERT_EQUAL(ec2a__buf_adds(&out, "x"), 0);
	EQ_INT(ec2a__json_clean(text, strlen(text), 8, &out, &fault), 0);
	EQ_TEXT(out.data + 1, want);
	if (out.data && ec2a__json_check(out.data + 1, out.len - 1, 8, &fault) != 0)
		EQ_TEXT(fault.what, "whole");
	ec2a__buf_free(&out);
}

static void test_clean(void)
{
	cleans_to(" { \"a\" : [ 1 , -1.50E+3 , { } ] , \"b\" : \"x y\" } ", "{\"a\":[1,-1.50E+3,{}],\"b\":\"x y\"}");
	cleans_to("\"\xff\"", "\"\xef\xbf\xbd\"");
	cleans_to("\"\\u0000\\ud800x\\udc00\"", "\"\xef\xbf\xbd\xef\xbf\xbdx\xef\xbf\xbd\"");
	cleans_to("\"\\ud83d\\ude00\\u00e9\"", "\"\xf0\x9f\x98\x80\xc3\xa9\"");
	cleans_to("\"\\\"\\\\\\n\"", "\"\\\"\\\\\\n\"");
	cleans_to("\"\"", "\"\"");
	cleans_to("{\"\":\"\"}", "{\"\":\"\"}");
	cleans_to("[[],[],{}]", "[[],[],{}]");
}

static void test_doubles(void)
{
	cleans_to("{\"a\":1,\"a\":2}", "{\"a\":1}");
	cleans_to("{\"a\":1,\"\\u0061\":{\"b\":2},\"c\":3,\"a\":4}", "{\"a\":1,\"c\":3}");
	cleans_to("{\"a\":{\"b\":1,\"b\":2,\"c\":[{\"d\":1,\"d\":2}]},\"b\":3,\"a\":[]}",
		  "{\"a\":{\"b\":1,\"c\":[{\"d\":1}]},\"b\":3}");
	cleans_to("[{\"a\":1},{\"a\":2}]", "[{\"a\":1},{\"a\":2}]");
	cleans_to("{\"a\\/b\":1,\"a/b\":2}", "{\"a/b\":1}");
	cleans_to("{\"a/b\":1,\"a\\/b\":2}", "{\"a/b\":1}");
	cleans_to("{\"\\u0000\":1,\"\xff\":2,\"\\ud800\":3,\"\\ufffd\":4}", "{\"\xef\xbf\xbd\":1}");
	cleans_to("{\"\xc3\xa9\":1,\"\\u00E9\":2}", "{\"\xc3\xa9\":1}");
	cleans_to("{\"\x7f\":1,\"\\u007f\":2,\"\\u001f\":1,\"\\u001F\":2}", "{\"\x7f\":1,\"\\u001f\":1}");
}

/* Many keys, so that they are sorted: 0, 1, ... 99 twice; the first of each stays, in its place. */
static void test_many_keys(void)
{
	char text[4000] = "{", want[4000] = "{", one[40];

	for (int i = 0; i < 200; i++) {
		snprintf(one, sizeof(one), "%s\"%d\":%d", i ? "," : "", i * 37 % 100, i);
		strcat(text, one);
		if (i < 100)
			strcat(want, one);
	}
	strcat(text, "}");
	strcat(want, "}");
	cleans_to(text, want);
}

/* 100,000 keys, all different and all the same: no quadratic cost. */
static void test_hostile_keys(void)
{
	size_t n = 100000, size;
	char *text = malloc(n * 20);
	struct ec2a__json_fault fault;
	struct ec2a__buf out;

	for (int same = 0; same < 2; same++) {
		size = 0;
		for (size_t i = 0; i < n; i++)
			size += (size_t)sprintf(text + size, "%c\"%07zu\":1", i ? ',' : '{', same ? 0 : i);
		text[size++] = '}';
		ec2a__buf_init(&out, n * 20);
		EQ_INT(ec2a__json_clean(text, size, 8, &out, &fault), 0);
		EQ_INT(out.len, same ? 13 : size);
		ec2a__buf_free(&out);
	}
	free(text);
}

static void test_clean_fails(void)
{
	struct ec2a__json_fault fault = { 0, NULL };
	struct ec2a__buf out;

	ec2a__buf_init(&out, 8);
	CU_ASSERT_EQUAL(ec2a__buf_adds(&out, "ab"), 0);
	EQ_INT(ec2a__json_clean("{\"\":[}", 6, 8, &out, &fault), EC2A_E_RECORD);
	EQ_INT(fault.byte, 5);
	EQ_TEXT(out.data, "ab");
	EQ_INT(ec2a__json_clean("[[]]", 4, 1, &out, &fault), EC2A_E_LIMIT);
	EQ_TEXT(fault.what, "nested deeper than the limit");
	EQ_TEXT(out.data, "ab");
	EQ_INT(ec2a__json_clean("[1,2,3]", 7, 1, &out, &fault), EC2A_E_LIMIT);
	EQ_TEXT(out.data, "ab");
	EQ_INT(ec2a__json_clean("[1,23]", 6, 1, &out, &fault), 0);
	EQ_TEXT(out.data, "ab[1,23]");
	ec2a__buf_free(&out);
}

static void test_unescape(void)
{
	struct ec2a__buf out;

	ec2a__buf_init(&out, 12);
	EQ_INT(ec2a__json_unescape("a\\n\\u0041\\/", 11, &out), 0);
	EQ_TEXT(out.data, "a\nA/");
	EQ_INT(ec2a__json_unescape("x\\q", 3, &out), EC2A_E_RECORD);
	EQ_INT(ec2a__json_unescape("x\\", 2, &out), EC2A_E_RECORD);
	EQ_INT(ec2a__json_unescape("x\\u00", 5, &out), EC2A_E_RECORD);
	EQ_TEXT(out.data, "a\nA/");
	EQ_INT(ec2a__json_unescape("123456789", 9, &out), EC2A_E_LIMIT);
	EQ_TEXT(out.data, "a\nA/");
	EQ_INT(ec2a__json_unescape("\\ud83d\\ude00", 12, &out), 0);
	EQ_TEXT(out.data, "a\nA/\xf0\x9f\x98\x80");
	ec2a__buf_free(&out);
}

static void test_string_is(void)
{
	CU_ASSERT(ec2a__json_string_is("Records", 7, "Records"));
	CU_ASSERT(ec2a__json_string_is("\\u0052ecor\\u0064s", 17, "Records"));
	CU_ASSERT(ec2a__json_string_is("", 0, ""));
	CU_ASSERT(ec2a__json_string_is("\\ud83d\\ude00\\u00e9\\u20ac", 24, "\xf0\x9f\x98\x80\xc3\xa9\xe2\x82\xac"));
	CU_ASSERT(!ec2a__json_string_is("Record", 6, "Records"));
	CU_ASSERT(!ec2a__json_string_is("Recordss", 8, "Records"));
	CU_ASSERT(!ec2a__json_string_is("records", 7, "Records"));
	CU_ASSERT(!ec2a__json_string_is("Records\\", 8, "Records"));
	CU_ASSERT(!ec2a__json_string_is("Records\0", 8, "Records"));
	CU_ASSERT(!ec2a__json_string_is("\\u0000", 6, ""));
	CU_ASSERT(!ec2a__json_string_is("a\\n", 3, "a\\n")); /* the bytes are the text's, the meaning is not */
	CU_ASSERT(ec2a__json_string_is("a\\\\n", 4, "a\\n"));
}

static int walk(const char *text, size_t size, unsigned max_depth)
{
	struct ec2a__json_fault fault = { 0, "" };
	struct ec2a__json_walk walk;
	struct ec2a__json_token token;
	int kind;

	ec2a__json_walk_init(&walk, text, size, max_depth, &fault);
	do
		kind = ec2a__json_walk_next(&walk, &token);
	while (kind > 0);
	return kind == 0;
}

/* The quick check says yes to the same texts as the walk: values put together at random, most of them with an error. */
static void test_quick(void)
{
	static const char *const parts[] = {
		"{", "}", "[", "]", "\"a\":", "\"key that is long enough\":", ",", ":", " ", "\n", "\"x\"", "1", "-0.5e9", "true",
		"null", "false", "\"a text of more than sixteen bytes\"", "\"\\u0041 and \\n, \\\" in it all\"", "\"\\q\"",
		"\"a control character \x01 in it\"", "[]", "{}", "\"a\":{\"b\":[1,2,{}]}", "01", "\"", "\xff", "\"\xff\"",
		"[[1],[2]]", "{\"a\":1,\"b\":[]}",
	};
	uint64_t seed = 7;
	size_t good = 0;

	for (int i = 0; i < 300000; i++) {
		char text[512] = "";
		unsigned count = 1, depth;
		char *copy;
		size_t size;
		int yes;

		for (unsigned k = 0; k < count; k++) {
			seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			count = k ? count : 1 + (unsigned)(seed >> 60) % 9;
			strcat(text, parts[(seed >> 33) % (sizeof parts / sizeof parts[0])]);
		}
		size = strlen(text);
		depth = (unsigned)(seed >> 20) % 6;
		copy = malloc(size + !size); /* no NUL behind it, as above */
		memcpy(copy, text, size);
		yes = ec2a__json_is_strict(copy, size, depth);
		if (yes != walk(copy, size, depth)) {
			fprintf(stderr, "depth %u: %s\n", depth, text);
			CU_FAIL_FATAL("the quick check and the walk differ");
		}
		good += (size_t)yes;
		free(copy);
	}
	CU_ASSERT(good > 10000);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "good texts", test_good },
		{ "bad texts", test_bad },
		{ "NUL bytes", test_nul },
		{ "place and depth", test_place_and_depth },
		{ "clean", test_clean },
		{ "keys that stand twice", test_doubles },
		{ "many keys", test_many_keys },
		{ "hostile keys", test_hostile_keys },
		{ "clean fails", test_clean_fails },
		{ "unescape", test_unescape },
		{ "string is", test_string_is },
		{ "quick check", test_quick },
		{ NULL, NULL },
	};

	return ec2a_test_main("json_check", tests);
}

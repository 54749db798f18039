/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "json_python.h"

#include <ec2access/ec2access.h>

static void reads(const char *text, const char *want)
{
	struct ec2a__json_fault fault = { 0, NULL };
	struct ec2a__buf out;

	ec2a__buf_init(&out, 4096);
	EQ_INT(ec2a__json_python(text, strlen(text), &out, &fault), 0);
	EQ_TEXT(out.data ? out.data : "", want);
	ec2a__buf_free(&out);
}

static void refuses(const char *text, size_t byte)
{
	struct ec2a__json_fault fault = { 0, NULL };
	struct ec2a__buf out;

	ec2a__buf_init(&out, 4096);
	CU_ASSERT(ec2a__buf_adds(&out, "before") == 0);
	EQ_INT(ec2a__json_python(text, strlen(text), &out, &fault), EC2A_E_RECORD);
	EQ_INT(fault.byte, byte);
	CU_ASSERT(fault.what != NULL);
	EQ_TEXT(out.data, "before");
	ec2a__buf_free(&out);
}

static void values(void)
{
	reads("{'a': None, 'b': True, 'c': False}", "{\"a\": null,\"b\": true,\"c\": false}");
	reads("{'a': 1, 'b': -2.5e+16, 'c': [1, (2, 3)]}", "{\"a\": 1,\"b\": -2.5e+16,\"c\":[ 1,[ 2, 3]]}");
	reads("{\"a\": null, \"b\": true}", "{\"a\": null,\"b\": true}");
	reads("", "");
	reads("{'a': [1,], }", "{\"a\":[ 1]}");
	/* Two values side by side are not one. */
	reads("[1 2]", "[ 1 2]");
	reads("[1,,2]", "[ 1,, 2]");
}

static void calls(void)
{
	reads("{'t': datetime.datetime(2023, 9, 4, tzinfo=tzlocal()), 'u': 1}", "{\"t\": null,\"u\": 1}");
	reads("{'t': d(tz='a)\\'(', b=\"(\")}", "{\"t\": null}");
	refuses("{'t': datetime}", 6);
	refuses("{'t': f(", 8);
	refuses("{'t': f('", 9);
	refuses("{'t': <object>}", 6);
	refuses("{'t': nan}", 6);
}

static void strings(void)
{
	reads("'it\\'s \"so\"'", "\"it's \\\"so\\\"\"");
	reads("\"it's \\\"so\\\"\"", "\"it's \\\"so\\\"\"");
	reads("u'a' b'c'", "\"ac\"");
	reads("{'k': '{\"a\":'\n  '\"b\"}'}", "{\"k\":\"{\\\"a\\\":\\\"b\\\"}\"}");
	reads("'\\\\ \\n\\t \\xe9 \\u20ac \\U0001f600'", "\"\\\\ \\n\\t \xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"");
	reads("'\\ud83d\\ude00 \\ud83d \\x00'", "\"\xf0\x9f\x98\x80 \xef\xbf\xbd \xef\xbf\xbd\"");
	reads("'a\nb\xff'", "\"a\\nb\xef\xbf\xbd\"");
	reads("''", "\"\"");
	refuses("'a", 2);
	refuses("'a\\", 2);
	refuses("'\\x4'", 1);
	refuses("'\\q'", 1);
	refuses("'\\U0001f60'", 1);
}

static void no_room(void)
{
	struct ec2a__json_fault fault = { 0, NULL };
	struct ec2a__buf out;

	ec2a__buf_init(&out, 4);
	EQ_INT(ec2a__json_python("['abc']", 7, &out, &fault), EC2A_E_LIMIT);
	ec2a__buf_free(&out);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "values", values }, { "calls", calls }, { "strings", strings }, { "no room", no_room }, { NULL, NULL },
	};

	return ec2a_test_main("json_python", tests);
}

/* SPDX-License-Identifier: MIT */
#include "split_told.h"

/* What comes out, the same for every cut in two places and byte by byte. */
static struct told run_cut_by(int cpu, const char *text, size_t size, struct limits limits)
{
	struct told whole, other;

	told_cpu = cpu;
	whole = run(text, size, limits, 0, 0, 0);
	other = run(text, size, limits, 0, 0, 1);
	EQ_TEXT(other.text.data, whole.text.data);
	ec2a__buf_free(&other.text);
	for (size_t a = 1; a < size && size <= 100; a++) {
		for (size_t b = a; b < size; b++) {
			other = run(text, size, limits, a, b, 0);
			if (strcmp(other.text.data, whole.text.data) != 0)
				EQ_TEXT(other.text.data, whole.text.data);
			ec2a__buf_free(&other.text);
		}
	}
	return whole;
}

/* And the same with all instructions that this machine has. */
static struct told run_cut(const char *text, size_t size, struct limits limits)
{
	struct told bytes = run_cut_by(EC2A__CPU_BYTES, text, size, limits);

	for (int cpu = EC2A__CPU_AUTO; cpu < EC2A__CPU_BYTES; cpu++) {
		struct told other;

		if (!ec2a__cpu_runs(cpu))
			continue;
		other = run_cut_by(cpu, text, size, limits);
		EQ_TEXT(other.text.data, bytes.text.data);
		ec2a__buf_free(&other.text);
	}
	return bytes;
}

static void is_with(const char *text, struct limits limits, const char *want)
{
	struct told told = run_cut(text, strlen(text), limits);

	EQ_TEXT(told.text.data, want);
	ec2a__buf_free(&told.text);
}

static void is(const char *text, const char *want)
{
	is_with(text, plenty, want);
}

static void test_containers(void)
{
	is("{\"Records\":[{\"a\":1},{\"b\":\"x\"}]}", "u 3 12 {\"a\":1} a=1\nu 3 20 {\"b\":\"x\"} b=\"x\"\n");
	is("{\"Records\":[]}", "");
	is("{\"x\":[1,{\"Records\":[2]}],\"Records\":[ 3 ] , \"y\":\"]}\", \"Events\":[4]}\n", "u 3 37 3\n");
	is("{\"Events\":[{}],\"NextToken\":\"t\"}", "u 4 11 {}\n");
	is("{\"logEvents\":[{}]}", "u 5 14 {}\n");
	is("{\"events\":[{}],\"nextForwardToken\":\"t\"}", "u 5 11 {}\n");
	is("{\"\\u0052ecords\":[{}]}", "u 3 17 {}\n");
	is("{\"Records\":1,\"Records\":[{}]}", "u 3 24 {}\n");
	is("{\"Messages\":[{}]}", "u 6 13 {}\n");
	is("{\"Source\":1,\"Entries\":[{}]}", "u 4 23 {}\n");
	is("{\"results\":[[{}]],\"status\":1}", "u 7 12 [{}]\n");
	is("{\"QueryResultRows\":[[{}]]}", "u 7 20 [{}]\n");
	is("{\"records\":[{}]}", "u 1 0 {\"records\":[{}]} records=[{}]\n");
	is("{\"eventSource\":1,\"eventName\":2,\"Records\":[]}",
	   "u 1 0 {\"eventSource\":1,\"eventName\":2,\"Records\":[]} eventSource=1 eventName=2 Records=[]\n");
	is("{\"Records\":[1]}{\"Events\":[2]}", "u 3 12 1\nu 4 26 2\n");
	is("[{\"a\" : [1, 2] , \"b\":null}, -1e5,\"s\\\"]\",[ ],true]",
	   "u 2 1 {\"a\" : [1, 2] , \"b\":null} a=[1, 2] b=null\nu 2 28 -1e5\nu 2 33 \"s\\\"]\"\nu 2 40 [ ]\n"
	   "u 2 44 true\n");
	is("[]", "");
	is("[1,]", "u 2 1 1\n");
	is("{\"Records\":[{},]}", "u 3 12 {}\n");
}

static void test_container_seen(void)
{
	struct ec2a__split *split = ec2a__split_new(1024, 8);
	struct told told = { .last = 0 };

	ec2a__buf_init(&told.text, 1024);
	CU_ASSERT_EQUAL(ec2a__split_container(split), 0);
	CU_ASSERT_EQUAL(ec2a__split_feed(split, "{\"Events\":[]}", 13), 0);
	take_all(split, &told);
	CU_ASSERT_EQUAL(ec2a__split_container(split), EC2A__IN_EVENTS);
	ec2a__split_free(split);
	ec2a__split_free(NULL);
	ec2a__buf_free(&told.text);
}

static void test_rows(void)
{
	is("", "");
	is(" \r\n\t", "");
	is("\xef\xbb\xbf", "");
	is("\xef\xbb\xbf{}", "u 1 3 {}\n");
	is("{\"a\":1}\n{\"b\":2}{}\r\n {\"c\":{\"d\":[]}}\n",
	   "u 1 0 {\"a\":1} a=1\nu 1 8 {\"b\":2} b=2\nu 1 15 {}\nu 1 20 {\"c\":{\"d\":[]}} c={\"d\":[]}\n");
	is("{\n  \"a\": [\n    {\n    }\n  ]\n}\n{\n}", "u 1 0 {\n  \"a\": [\n    {\n    }\n  ]\n} a=[\n    {\n    }\n  ]\n"
					      "u 1 29 {\n}\n");
	/* json.dumps(indent=0) */
	is("{\n\"a\": [\n{\n\"b\": 1\n},\n{}\n]\n}\n{\"c\":2}",
	   "u 1 0 {\n\"a\": [\n{\n\"b\": 1\n},\n{}\n]\n} a=[\n{\n\"b\": 1\n},\n{}\n]\nu 1 28 {\"c\":2} c=2\n");
	is("{\"a\":\n{}}\n{}", "u 1 0 {\"a\":\n{}} a={}\nu 1 10 {}\n");
}

static void test_not_ours(void)
{
	is("hello {}", "f -12 0 0 1 this is not JSON\n");
	is(" 42", "f -12 1 1 1 this is not JSON\n");
	is("\"a\"", "f -12 0 0 1 this is not JSON\n");
	is("}", "f -12 0 0 1 this is not JSON\n");
	is("\xef\xbb", "f -12 0 0 1 this is not JSON\n");
	is("\xff\xfe{", "f -12 0 0 1 this is UTF-16 text; convert it to UTF-8\n");
	is("\xfe\xff", "f -12 0 0 1 this is UTF-16 text; convert it to UTF-8\n");
}

static void test_broken_arrays(void)
{
	is("[{} {}]", "u 2 1 {}\nf -12 4 4 2 a comma is missing between records\n");
	is("[{},,{}]", "u 2 1 {}\nf -12 4 4 2 a record is missing before this sign\n");
	is("[,{}]", "f -12 1 1 2 a record is missing before this sign\n");
	is("[{\"a\":[1}},{}]", "f -12 8 1 2 brackets do not match\n");
	is("[{}}", "u 2 1 {}\nf -12 3 3 2 brackets do not match\n");
	is("[{},{\"a\"", "u 2 1 {}\nf -13 8 4 2 the input ends inside a record\n");
	is("[{},", "u 2 1 {}\nf -13 4 4 2 the input ends inside an array\n");
	is("[{}", "u 2 1 {}\nf -13 3 3 2 the input ends inside an array\n");
	is("[12", "f -13 3 1 2 the input ends inside a record\n");
	is("{\"Records\":[{}", "u 3 12 {}\nf -13 14 14 3 the input ends inside an array\n");
	is("{\"Records\":[{}],\"x", "u 3 12 {}\nf -13 18 18 3 the input ends before the last bracket\n");
	is("{\"Records\":[{}],\"x\":[}{}", "u 3 12 {}\nf -12 21 21 3 brackets do not match\n");
	/* broken inside, but the brackets balance: a unit; a raw newline in a string ends nothing here */
	is("[{\"a\" 1,,},{\"a\n{\":2}]", "u 2 1 {\"a\" 1,,}\nu 2 11 {\"a\n{\":2} a\n{=2\n");
	/* an array that is one value in a row costs itself */
	is("{}\n[{} {}]\n{\"a\":1}", "u 1 0 {}\nu 2 4 {}\nf -10 7 7 2 a comma is missing between records\n"
				   "u 1 11 {\"a\":1} a=1\n");
	is("{}\n[{}\n{\"a\":1}", "u 1 0 {}\nu 2 4 {}\nf -10 7 7 2 a comma is missing between records\n"
				"u 1 7 {\"a\":1} a=1\n");
}

static void test_broken_lines(void)
{
	is("{}\n{\"a\":[}\n{}", "u 1 0 {}\nf -10 9 3 1 brackets do not match\nu 1 11 {}\n");
	is("{\"a\":\"x\n{}", "f -10 7 0 1 the line ends inside a string\nu 1 8 {}\n");
	is("{\"a\":\"x\ny\"}\n{}", "f -10 7 0 1 the line ends inside a string\nu 1 12 {}\n");
	is("{\"a\":\"x\\\n{}", "f -10 8 0 1 the line ends inside a string\nu 1 9 {}\n");
	is("{\"a\"\n{}", "f -10 5 0 1 a new line begins before the record ends\nu 1 5 {}\n");
	is("{\"a\":[\n{}\n{\"b\":1}",
	   "f -10 10 0 1 a new line begins before the record ends\nu 1 7 {}\nu 1 10 {\"b\":1} b=1\n");
	is("{\"a\":1,\n{}", "f -10 8 0 1 a new line begins before the record ends\nu 1 8 {}\n");
	is("{}\n{\"a\":\n{}", "u 1 0 {}\nf -10 11 3 1 the record does not end\nu 1 9 {}\n");
	is("{}\n{\"a\":", "u 1 0 {}\nf -13 8 3 1 the input ends inside a record\n");
	is("{},\n{}\n,x\n y\n[1]", "u 1 0 {}\nf -10 2 2 1 text between records\nu 1 4 {}\n"
				   "f -10 7 7 1 text between records\nu 2 14 1\n");
	is("{}x\n", "u 1 0 {}\nf -10 2 2 1 text between records\n");
}

/* Three records, one a line, the middle one cut after every byte. */
static void middle_cut(const char *middle, const char *third)
{
	char text[400], first_want[] = "u 1 0 {\"n\":1} n=1\n", third_want[200];
	size_t size = strlen(middle);

	for (size_t cut = 1; cut < size; cut++) {
		struct told told;

		snprintf(text, sizeof(text), "{\"n\":1}\n%.*s\n%s\n", (int)cut, middle, third);
		snprintf(third_want, sizeof(third_want), "u 1 %zu %s", 8 + cut + 1, third);
		told = run(text, strlen(text), plenty, 0, 0, 0);
		CU_ASSERT(strncmp(told.text.data, first_want, strlen(first_want)) == 0);
		CU_ASSERT(strstr(told.text.data, third_want) != NULL);
		EQ_INT(told.faults, 1);
		EQ_INT(told.units, 2);
		ec2a__buf_free(&told.text);
		told = run_cut(text, strlen(text), plenty);
		ec2a__buf_free(&told.text);
	}
}

static void test_middle_cut(void)
{
	middle_cut("{\"a\":{\"b\":[1,{\"c\":\"x\\\"y\\\\\"},[]]},\"d\":null}", "{\"n\":3}");
	middle_cut("{\"a\":[{\"b\":2},{\"c\":[[{}]]}],\"e\":\"{\"}", "{\"n\":[{\"m\":{}}]}");
}

static void test_size_limit(void)
{
	static const struct limits ten = { 10, 64 };

	is_with("[{\"a\":1234},{\"a\":12345},{\"a\":123456789},1]", ten,
		"u 2 1 {\"a\":1234} a=1234\nf -11 22 12 2 the record is larger than the limit\n"
		"f -11 34 24 2 the record is larger than the limit\nu 2 40 1\n");
	is_with("[1234567890,12345678901,\"123456789\"]", ten,
		"u 2 1 1234567890\nf -11 22 12 2 the record is larger than the limit\n"
		"f -11 34 24 2 the record is larger than the limit\n");
	is_with("{\"a\":1234}\n{\"a\":123456}\n{\"b\":1}", ten,
		"u 1 0 {\"a\":1234} a=1234\nf -11 21 11 1 the record is larger than the limit\nu 1 24 {\"b\":1} b=1\n");
	is_with("{\"a\":123456\n{\"b\":1}", ten, "f -11 10 0 1 the record is larger than the limit\nu 1 12 {\"b\":1} b=1\n");
	is_with("{\"a\":123456]\n{\"b\":1}", ten, "f -11 10 0 1 the record is larger than the limit\nu 1 13 {\"b\":1} b=1\n");
	is_with("{\n \"a\":123456,\n \"b\":2\n}\n{\"b\":1}", ten,
		"f -11 10 0 1 the record is larger than the limit\nu 1 24 {\"b\":1} b=1\n");
}

static void test_long_lines(void)
{
	static const struct limits ten = { 10, 64 };

	/* what is passed over may be as long as it likes */
	is_with("[{\"a\":\"]]]]]]]]]]]]]]]]]]]]\\\"\"},{\"b\":[1}]", ten,
		"f -11 11 1 2 the record is larger than the limit\nf -12 39 32 2 brackets do not match\n");
	is_with("{\"Events\":[1],\"x\":\"0123456789012345678901234567890\"}{}", (struct limits){ 12, 64 },
		"u 4 11 1\nu 1 52 {}\n");
}

/* A container may have more in front of its array than a record may have bytes. */
static void test_long_before(void)
{
	static const struct limits ten = { 10, 64 };

	is_with("{\"x\":\"0123456789\",\"Records\":[1,2]}", ten, "u 3 29 1\nu 3 31 2\n");
	is_with("{\"x\":\"0123456789\",\"R\\u0065cords\" : [ 1]}{}", ten, "u 3 37 1\nu 1 40 {}\n");
	is_with("{\"x\":\"0123456789\",\"\\u0051\\u0075\\u0065\\u0072\\u0079\\u0052\\u0065\\u0073\\u0075\\u006c\\u0074\\u0052\\u006f\\u0077\\u0073\":[1]}",
		ten, "u 7 112 1\n");
	is_with("{\"xxxxx\":1,\"Events\":[1]}", ten, "u 4 21 1\n"); /* the limit in a value ... */
	is_with("{\"x\":12,\"Events\":[1]}", ten, "u 4 18 1\n"); /* ... in the key ... */
	is_with("{\"Events\"  :  [1]}", ten, "u 4 15 1\n"); /* ... behind it */
	is_with("{\n\"x\": \"0123456789\",\n\"Records\": [\n{\"a\":1},\n2]\n}\n{}", ten,
		"u 3 34 {\"a\":1} a=1\nu 3 43 2\nu 1 48 {}\n");
	is_with("{\"x\":{\"Records\":[1]},\"y\":\"Records\"}{}", ten,
		"f -11 10 0 1 the record is larger than the limit\nu 1 35 {}\n");
	is_with("{\"eventSource\":1,\"x\":2,\"eventName\":3,\"Records\":[1]}", ten,
		"f -11 10 0 1 the record is larger than the limit\n");
	is_with("{\"x\":\"0123456789\n{\"b\":1}", ten,
		"f -11 10 0 1 the record is larger than the limit\nu 1 17 {\"b\":1} b=1\n");
}

static struct told run_scalar(const char *text, int each)
{
	struct ec2a__split *split = ec2a__split_new(10, 64);
	struct told told = { .last = 0 };
	size_t size = strlen(text);

	ec2a__buf_init(&told.text, SIZE_MAX / 2);
	CU_ASSERT_EQUAL(ec2a__buf_adds(&told.text, ""), 0);
	ec2a__split_take_scalar(split);
	for (size_t i = 0; i < size; i += each ? 1 : size) {
		CU_ASSERT_EQUAL(ec2a__split_feed(split, text + i, each ? 1 : size), 0);
		take_all(split, &told);
	}
	ec2a__split_finish(split);
	take_all(split, &told);
	ec2a__split_free(split);
	return told;
}

/* One string, number or word is JSON that is none of ours, if nothing follows. */
static void test_scalars(void)
{
	static const char *const good[] = { "42", " \"hi\" \n", "true", "null\n\n", "-1e5", "false", "\"\\\"\"", NULL };
	static const char *const bad[] = { "42 1", "hello", "truer", "nul", "\"hi", "\"hi\"x", "4x", "-", "true{}",
					   "1\n2\n", "\"a\nb\"", "\"0123456789\"", NULL };

	for (int each = 0; each < 2; each++) {
		for (size_t i = 0; good[i]; i++) {
			struct told told = run_scalar(good[i], each);

			EQ_TEXT(told.text.data, "");
			ec2a__buf_free(&told.text);
		}
		for (size_t i = 0; bad[i]; i++) {
			struct told told = run_scalar(bad[i], each);

			EQ_TEXT(told.text.data, "f -12 0 0 1 this is not JSON\n");
			ec2a__buf_free(&told.text);
		}
	}
}

static void test_depth_limit(void)
{
	static const struct limits two = { 1000, 2 };

	is_with("[{\"a\":{}},{\"a\":[{}]},{}]", two,
		"u 2 1 {\"a\":{}} a={}\nf -11 16 10 2 nested deeper than the limit\nu 2 21 {}\n");
	is_with("{\"a\":[{}]}\n{}", two, "f -11 6 0 1 nested deeper than the limit\nu 1 11 {}\n");
	is_with("{\"a\":[[[\n{}\n{\"b\":1}", two,
		"f -10 12 0 1 a new line begins before the record ends\nu 1 9 {}\nu 1 12 {\"b\":1} b=1\n");
}

/* Far deeper than levels are remembered. */
static void test_very_deep(void)
{
	size_t n = 100000;
	char *text = malloc(2 * n + 10);
	struct told told;

	text[0] = '[';
	memset(text + 1, '[', n);
	memset(text + 1 + n, ']', n);
	strcpy(text + 1 + 2 * n, ",{}]");
	told = run_cut(text, strlen(text), (struct limits){ 1000, 64 });
	EQ_TEXT(told.text.data, "f -11 65 1 2 nested deeper than the limit\nu 2 200002 {}\n");
	ec2a__buf_free(&told.text);
	free(text);
}

/* Lines that each could swallow all that follow: linear all the same. */
static void test_hostile_lines(void)
{
	static const char line[] = "{\"a\":[\n";
	size_t n = 300000, size = n * (sizeof(line) - 1);
	char *text = malloc(size + 10);
	struct told told;

	for (size_t i = 0; i < n; i++)
		memcpy(text + i * (sizeof(line) - 1), line, sizeof(line));
	strcpy(text + size, "{\"b\":1}\n");
	told = run(text, size + 8, plenty, 0, 0, 0);
	CU_ASSERT(told.faults > 100);
	EQ_INT(told.units, 1);
	ec2a__buf_free(&told.text);
	free(text);
}

static void test_members(void)
{
	static const char text[] = " {\"a\":[1,{}], \"b\" : \"x\" ,\"c\":{}} ";
	struct ec2a__member members[2];
	size_t count = 9;

	EQ_INT(ec2a__split_members(text, strlen(text), members, 2, &count), 1);
	EQ_INT(count, 2);
	CU_ASSERT(memcmp(text + members[0].val, "[1,{}]", members[0].val_len) == 0);
	EQ_INT(members[0].val_len, 6);
	CU_ASSERT(memcmp(text + members[1].key, "b", members[1].key_len) == 0);
	CU_ASSERT(memcmp(text + members[1].val, "\"x\"", members[1].val_len) == 0);
	EQ_INT(members[1].val_len, 3);
	EQ_INT(ec2a__split_members("[1]", 3, members, 2, &count), 0);
	EQ_INT(ec2a__split_members("  ", 2, members, 2, &count), 0);
	EQ_INT(ec2a__split_members("{\"a\":1", 6, members, 2, &count), 0);
	EQ_INT(ec2a__split_members("{}", 2, NULL, 0, &count), 1);
	EQ_INT(count, 0);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "containers", test_containers },
		{ "which container", test_container_seen },
		{ "values in a row", test_rows },
		{ "not JSON", test_not_ours },
		{ "broken arrays", test_broken_arrays },
		{ "broken lines", test_broken_lines },
		{ "middle line cut everywhere", test_middle_cut },
		{ "size limit", test_size_limit },
		{ "what is passed over", test_long_lines },
		{ "much before an array", test_long_before },
		{ "one scalar", test_scalars },
		{ "depth limit", test_depth_limit },
		{ "very deep", test_very_deep },
		{ "hostile lines", test_hostile_lines },
		{ "members in memory", test_members },
		{ NULL, NULL },
	};

	return ec2a_test_main("split", tests);
}

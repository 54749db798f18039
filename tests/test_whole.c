/* SPDX-License-Identifier: MIT */
/*
 * The short ways through an object, one for each kind of instructions, against
 * the scanner that goes by single bytes: many small texts, made by a generator
 * with a fixed seed and then spoiled, must be cut alike. And that the short ways
 * are taken, and read nothing behind the end: the bytes end where a page ends
 * behind which nothing may be read.
 */
#include "split_told.h"

#include "split_whole.h"

#include <sys/mman.h>
#include <unistd.h>

#define TEXTS 10000

static uint64_t state;

static unsigned below(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state >> 33) % n;
}

static void put(struct ec2a__buf *out, const char *text)
{
	CU_ASSERT_EQUAL(ec2a__buf_adds(out, text), 0);
}

static void put_one_of(struct ec2a__buf *out, const char *const *texts, unsigned n)
{
	put(out, texts[below(n)]);
}
#define PUT_ONE_OF(out, texts) put_one_of((out), (texts), sizeof(texts) / sizeof((texts)[0]))

static void put_space(struct ec2a__buf *out)
{
	static const char *const spaces[] = { " ", "  ", "\t", "\r\n ", "\n", "\n  " };

	if (below(8) == 0)
		PUT_ONE_OF(out, spaces);
}

/* Strings whose quotes, backslashes and brackets fall on every place of a block. */
static void put_string(struct ec2a__buf *out)
{
	static const char *const parts[] = { "a", "{", "}", "[", "]", ":", ",", "\\\"", "\\\\", "\\\\\\\"", "\\n", " ", "'",
					     "i-0123456789abcdef0", "\\u0041", "\xc3\xa4", "arn:aws:iam::123456789012:role/" };

	put(out, "\"");
	for (unsigned n = below(8); n; n--)
		PUT_ONE_OF(out, parts);
	put(out, "\"");
}

static void put_key(struct ec2a__buf *out)
{
	static const char *const keys[] = { "\"eventSource\"", "\"eventName\"", "\"Records\"", "\"a\"", "\"R\\u0065cords\"",
					    "\"requestParameters\"" };

	if (below(4) == 0)
		put_string(out);
	else
		PUT_ONE_OF(out, keys);
}

static void put_scalar(struct ec2a__buf *out)
{
	static const char *const words[] = { "null", "true", "false", "0", "-1.5e3", "12345678901234567890", "datetime(1)",
					     "'{\"'" };

	if (below(3))
		put_string(out);
	else
		PUT_ONE_OF(out, words);
}

/* Brackets that fit, of a random shape, without recursion: what is open is remembered. */
static void put_object(struct ec2a__buf *out)
{
	char open[12];
	unsigned depth = 1, left = 1 + below(24), first = 1;

	open[0] = '}';
	put(out, "{");
	while (depth) {
		unsigned kind = below(8);

		put_space(out);
		if (!left || kind == 0) {
			CU_ASSERT_EQUAL(ec2a__buf_addc(out, open[--depth]), 0);
			first = 0;
			continue;
		}
		left--;
		if (!first)
			put(out, ",");
		put_space(out);
		if (open[depth - 1] == '}') {
			put_key(out);
			put_space(out);
			put(out, ":");
			put_space(out);
		}
		first = kind == 1 || kind == 2;
		if (first && depth < sizeof(open)) {
			put(out, kind == 1 ? "{" : "[");
			open[depth++] = kind == 1 ? '}' : ']';
		} else {
			first = 0;
			put_scalar(out);
		}
	}
}

static void put_text(struct ec2a__buf *out)
{
	static const char *const before[] = { "", "[", "{\"Records\":[", "{\"Events\": [ " };
	static const char *const behind[] = { "", "]", "]}", "]}" };
	unsigned form = below(4);

	put(out, before[form]);
	for (unsigned n = 1 + below(4); n; n--) {
		put_object(out);
		if (n > 1)
			put(out, form ? "," : "\n");
	}
	put(out, behind[form]);
	if (below(4) == 0)
		put(out, "\n");
}

static void insert(struct ec2a__buf *text, size_t at, char byte)
{
	CU_ASSERT_EQUAL(ec2a__buf_addc(text, ' '), 0);
	memmove(text->data + at + 1, text->data + at, text->len - at - 1);
	text->data[at] = byte;
}

/* A byte more, another one, one less, or a newline before the next brace, up to three times. */
static void spoil(struct ec2a__buf *text)
{
	static const char bytes[] = "{}[]\":,\\\n 'd1\"\"\\\t\x80";

	for (unsigned n = below(4); n && text->len > 1; n--) {
		size_t at = below((unsigned)text->len);
		char byte = bytes[below(sizeof(bytes) - 1)];

		switch (below(4)) {
		case 0:
			text->data[at] = byte;
			break;
		case 1:
			memmove(text->data + at, text->data + at + 1, text->len - at);
			text->len--;
			break;
		case 2:
			insert(text, at, byte);
			break;
		default:
			insert(text, at + strcspn(text->data + at, "{"), '\n');
		}
	}
}

static int same_as_bytes(const struct ec2a__buf *text, struct limits limits, size_t a, size_t b, int each)
{
	struct told want, got;
	int same = 1;

	told_cpu = EC2A__CPU_BYTES;
	want = run(text->data, text->len, limits, 0, 0, 0);
	for (told_cpu = 0; told_cpu < EC2A__CPU_BYTES; told_cpu++) {
		if (!ec2a__cpu_runs(told_cpu))
			continue;
		got = run(text->data, text->len, limits, a, b, each);
		if (got.text.len != want.text.len || memcmp(got.text.data, want.text.data, got.text.len) != 0) {
			fprintf(stderr, "%s: %.*s\n", ec2a__cpu_text(told_cpu), (int)text->len, text->data);
			EQ_TEXT(got.text.data, want.text.data);
			same = 0;
		}
		ec2a__buf_free(&got.text);
	}
	ec2a__buf_free(&want.text);
	return same;
}

static void test_random(void)
{
	int good = 1;

	state = UINT64_C(0x9e3779b97f4a7c15);
	for (unsigned i = 0; i < TEXTS && good; i++) {
		struct limits limits = { below(4) ? 1 << 20 : 20 + below(400), below(4) ? 64 : 1 + below(6) };
		struct ec2a__buf text;
		size_t a, b;

		ec2a__buf_init(&text, SIZE_MAX / 2);
		for (unsigned n = below(66); n; n--)
			put(&text, " ");
		put_text(&text);
		spoil(&text);
		a = below((unsigned)text.len + 1);
		b = a + below((unsigned)(text.len - a) + 1);
		good = same_as_bytes(&text, limits, 0, 0, 0) && same_as_bytes(&text, limits, a, b, 0) &&
		       same_as_bytes(&text, limits, a, b, i % 8 == 0);
		ec2a__buf_free(&text);
	}
	CU_ASSERT(good);
}

/* Two pages, the second not to be read. */
static char *page_end(size_t *ret_page)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CU_ASSERT_FATAL(pages != MAP_FAILED);
	CU_ASSERT_FATAL(mprotect(pages + page, page, PROT_NONE) == 0);
	*ret_page = page;
	return pages + page;
}

static const char record[] =
	"{\"eventVersion\":\"1.08\", \"userIdentity\" : {\"type\":\"AssumedRole\",\"arn\":\"arn:aws:sts::123456789012:"
	"assumed-role/R/\\\"a\\\\\",\"sessionContext\":{\"attributes\":{\"mfaAuthenticated\":\"false\"}}},\"eventName\":"
	"\"StartSession\",\"resources\":[{\"ARN\":\"x\"},[]],\"readOnly\":false,\n\"n\": -1 ,\"requestParameters\":null }";

static void settle(struct ec2a__scan *scan, struct ec2a__member *members, size_t cap, const char *data)
{
	memset(scan, 0, sizeof(*scan));
	scan->max_depth = 64;
	scan->index = 1;
	scan->fixed = 1;
	scan->members = members;
	scan->cap_members = cap;
	ec2a__scan_begin(scan, data, 0);
}

static void try_record(ec2a__whole_fn *whole, char *end)
{
	static struct ec2a__scan scan, slow;
	struct ec2a__member members[16], want[16];
	const size_t size = sizeof(record) - 1;

	for (size_t part = 1; part <= size; part++) {
		char *data = end - part;

		memcpy(data, record, part);
		settle(&scan, members, 16, data);
		EQ_INT(whole(&scan, data, part), part < size ? EC2A__WHOLE_MORE : EC2A__WHOLE_END);
		EQ_INT(scan.pos, part < size ? 0 : size);
	}
	settle(&slow, want, 16, end - size);
	EQ_INT(ec2a__scan_run(&slow, end - size, size), EC2A__SCAN_END);
	EQ_INT(scan.n_members, 7);
	EQ_INT(slow.n_members, 7);
	CU_ASSERT(memcmp(members, want, 7 * sizeof(want[0])) == 0);
	settle(&scan, members, 6, end - size);
	EQ_INT(whole(&scan, end - size, size), EC2A__WHOLE_UNDECIDED);
}

static void test_to_the_end(void)
{
	size_t page;
	char *end = page_end(&page);

	for (int cpu = EC2A__CPU_AUTO + 1; cpu < EC2A__CPU_BYTES; cpu++)
		if (ec2a__cpu_runs(cpu))
			try_record(ec2a__whole_for(cpu), end);
	CU_ASSERT_PTR_NULL(ec2a__whole_for(EC2A__CPU_BYTES));
	munmap(end - page, 2 * page);
}

/* The deepest that is taken without the scanner, and one more. */
static void test_deep(void)
{
	static const size_t depths[] = { 1, 2, 5, 63, 64, 65, 100 };
	static struct ec2a__scan scan;
	struct ec2a__member members[4];

	for (size_t i = 0; i < sizeof(depths) / sizeof(depths[0]); i++) {
		size_t inner = depths[i] - 1, size = 0;
		char text[300] = "{\"a\":";

		memset(text + 5, '[', inner);
		memset(text + 5 + inner, ']', inner);
		size = 5 + 2 * inner;
		memcpy(text + size, "1}", 3);
		size += 2;
		for (int cpu = EC2A__CPU_AUTO + 1; cpu < EC2A__CPU_BYTES; cpu++) {
			if (!ec2a__cpu_runs(cpu))
				continue;
			settle(&scan, members, 4, text);
			EQ_INT(ec2a__whole_for(cpu)(&scan, text, size),
			       depths[i] <= 64 ? EC2A__WHOLE_END : EC2A__WHOLE_UNDECIDED);
			settle(&scan, members, 4, text);
			scan.max_depth = 5;
			EQ_INT(ec2a__whole_for(cpu)(&scan, text, size),
			       depths[i] <= 5 ? EC2A__WHOLE_END : EC2A__WHOLE_UNDECIDED);
		}
	}
}

/* What stops the scanner soon must stop these, too, or hostile lines would be read again and again; and some more. */
static void test_left_to_the_scanner(void)
{
	static const char *const starts[] = { "{\"a\":[}", "{\"a\":\"x\n", "{\"a\":[\n{", "{\"Records\":[", "{\\", "{'a'}", "{\"a\" \"b\":1}", NULL };
	static struct ec2a__scan scan;
	struct ec2a__member members[4];
	char text[400];

	for (size_t i = 0; starts[i]; i++) {
		memset(text, ' ', sizeof(text));
		memcpy(text, starts[i], strlen(starts[i]));
		for (int cpu = EC2A__CPU_AUTO + 1; cpu < EC2A__CPU_BYTES; cpu++) {
			if (!ec2a__cpu_runs(cpu))
				continue;
			settle(&scan, members, 4, text);
			scan.lines = scan.containers = 1;
			EQ_INT(ec2a__whole_for(cpu)(&scan, text, sizeof(text)), EC2A__WHOLE_UNDECIDED);
		}
	}
}

/* A line that begins inside an object, at each place of a block; in an array it is nothing. */
static void test_line_begins(void)
{
	static struct ec2a__scan scan;
	struct ec2a__member members[4];
	char text[200];

	for (int spaces = 0; spaces < 130; spaces++) {
		int size = snprintf(text, sizeof(text), "{\"a\":1,\"b\":%*s\n{}}", spaces, "");

		for (int cpu = EC2A__CPU_AUTO + 1; cpu < EC2A__CPU_BYTES; cpu++) {
			if (!ec2a__cpu_runs(cpu))
				continue;
			settle(&scan, members, 4, text);
			EQ_INT(ec2a__whole_for(cpu)(&scan, text, (size_t)size), EC2A__WHOLE_END);
			settle(&scan, members, 4, text);
			scan.lines = 1;
			EQ_INT(ec2a__whole_for(cpu)(&scan, text, (size_t)size), EC2A__WHOLE_UNDECIDED);
		}
	}
}

static void test_names(void)
{
	const char *name;
	size_t n = 0;

	for (; (name = ec2a_cpu_name(n)) != NULL; n++) {
		EQ_TEXT(ec2a__cpu_text(ec2a__cpu_of(name)), name);
		CU_ASSERT(ec2a__cpu_runs(ec2a__cpu_of(name)));
	}
	CU_ASSERT_FATAL(n >= 2);
	EQ_TEXT(ec2a_cpu_name(n - 2), "portable");
	EQ_TEXT(ec2a_cpu_name(n - 1), "bytes");
	EQ_INT(ec2a__cpu_chosen(EC2A__CPU_AUTO), ec2a__cpu_of(ec2a_cpu_name(0)));
	CU_ASSERT_PTR_NULL(ec2a_cpu_name(SIZE_MAX));
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "random texts", test_random },
		{ "to the end and no further", test_to_the_end },
		{ "depth", test_deep },
		{ "left to the scanner", test_left_to_the_scanner },
		{ "a line begins", test_line_begins },
		{ "names", test_names },
		{ NULL, NULL },
	};

	return ec2a_test_main("whole", tests);
}

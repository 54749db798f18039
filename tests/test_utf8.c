/* SPDX-License-Identifier: MIT */
#include "test.h"
#include "utf8.h"

#include <ec2access/ec2access.h>

#define FFFD "\xEF\xBF\xBD"
#define BYTES(text) (text), sizeof(text) - 1

typedef int (*add_fn)(struct ec2a__buf *buf, const char *text, size_t size);

static int writes(add_fn add, const char *text, size_t size, const char *want)
{
	struct ec2a__buf buf;
	int ok;

	ec2a__buf_init(&buf, 10000);
	ok = add(&buf, text, size) == 0 && ec2a_test_text(buf.data, want, __FILE__, __LINE__) &&
	     buf.len == strlen(want);
	ec2a__buf_free(&buf);
	return ok;
}

#define WRITES(add, text, want) CU_ASSERT(writes((add), BYTES(text), (want)))

/* length, bad bytes */
static void check_next(const char *text, size_t size, size_t length, size_t want_bad)
{
	size_t bad = 99;

	EQ_INT(ec2a__utf8_next(text, size, &bad), length);
	EQ_INT(bad, want_bad);
}

static void test_next_good(void)
{
	check_next(BYTES("a"), 1, 0);
	check_next(BYTES("\x7F"), 1, 0);
	check_next("\0x", 2, 1, 0);
	check_next(BYTES("\xC2\x80"), 2, 0);
	check_next(BYTES("\xDF\xBF z"), 2, 0);
	check_next(BYTES("\xE0\xA0\x80"), 3, 0);
	check_next(BYTES("\xED\x9F\xBF"), 3, 0);
	check_next(BYTES("\xEE\x80\x80"), 3, 0);
	check_next(BYTES("\xF0\x90\x80\x80"), 4, 0);
	check_next(BYTES("\xF4\x8F\xBF\xBF"), 4, 0);
	check_next("", 0, 0, 0);
}

static void test_next_bad(void)
{
	check_next(BYTES("\x80"), 0, 1);
	check_next(BYTES("\xC0\x80"), 0, 1);             /* overlong */
	check_next(BYTES("\xC1\xBF"), 0, 1);
	check_next(BYTES("\xE0\x9F\xBF"), 0, 1);
	check_next(BYTES("\xF0\x8F\xBF\xBF"), 0, 1);
	check_next(BYTES("\xED\xA0\x80"), 0, 1);         /* surrogate */
	check_next(BYTES("\xF4\x90\x80\x80"), 0, 1);     /* over U+10FFFF */
	check_next(BYTES("\xF5\x80\x80\x80"), 0, 1);
	check_next(BYTES("\xFF"), 0, 1);
	check_next(BYTES("\xC3"), 0, 1);                 /* cut off */
	check_next(BYTES("\xE2\x82"), 0, 2);
	check_next(BYTES("\xF0\x9F\x98"), 0, 3);
	check_next(BYTES("\xF0\x9F\x98z"), 0, 3);
	check_next(BYTES("\xE2\x82z"), 0, 2);
	check_next(BYTES("\xE2z"), 0, 1);
}

static void test_valid(void)
{
	CU_ASSERT(ec2a__utf8_is_valid(BYTES("")));
	CU_ASSERT(ec2a__utf8_is_valid(BYTES("plain \"text\" \\ \n \x7F")));
	CU_ASSERT(ec2a__utf8_is_valid(BYTES("gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80")));
	CU_ASSERT(ec2a__utf8_is_valid("a\0b", 3));
	CU_ASSERT_FALSE(ec2a__utf8_is_valid(BYTES("gr\xFC")));
	CU_ASSERT_FALSE(ec2a__utf8_is_valid(BYTES("\xED\xA0\x80")));
	CU_ASSERT_FALSE(ec2a__utf8_is_valid(BYTES("x\xE2\x82")));
}

static void test_repair(void)
{
	WRITES(ec2a__utf8_add, "", "");
	WRITES(ec2a__utf8_add, "gr\xC3\xBC\n", "gr\xC3\xBC\n");
	WRITES(ec2a__utf8_add, "a\0b", "a" FFFD "b");
	WRITES(ec2a__utf8_add, "\xFF\xFE", FFFD FFFD);
	/* The example of Unicode 3.9, table 3-8 and 3-11. */
	WRITES(ec2a__utf8_add, "\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41",
	       FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD "A");
	WRITES(ec2a__utf8_add, "\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", FFFD FFFD FFFD FFFD "A");
	WRITES(ec2a__utf8_add, "\xED\xA0\x80", FFFD FFFD FFFD);
}

static void test_add_char(void)
{
	static const struct {
		uint32_t code;
		const char *want;
	} cases[] = {
		{ 'a', "a" }, { 0x7F, "\x7F" }, { 0x80, "\xC2\x80" }, { 0x7FF, "\xDF\xBF" },
		{ 0x800, "\xE0\xA0\x80" }, { 0xD7FF, "\xED\x9F\xBF" }, { 0xE000, "\xEE\x80\x80" },
		{ 0xFFFF, "\xEF\xBF\xBF" }, { 0x10000, "\xF0\x90\x80\x80" }, { 0x10FFFF, "\xF4\x8F\xBF\xBF" },
		{ 0, FFFD }, { 0xD800, FFFD }, { 0xDFFF, FFFD }, { 0x110000, FFFD }, { 0xFFFFFFFF, FFFD },
	};
	struct ec2a__buf buf;

	ec2a__buf_init(&buf, 100);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ec2a__buf_clear(&buf);
		EQ_INT(ec2a__utf8_add_char(&buf, cases[i].code), 0);
		EQ_TEXT(buf.data, cases[i].want);
		CU_ASSERT(ec2a__utf8_is_valid(buf.data, buf.len));
	}
	ec2a__buf_free(&buf);
}

static void test_visible(void)
{
	WRITES(ec2a__utf8_add_visible, "plain \"text\" \\", "plain \"text\" \\");
	WRITES(ec2a__utf8_add_visible, "a\nb\x1B[31m\x7F", "a\\x0ab\\x1b[31m\\x7f");
	WRITES(ec2a__utf8_add_visible, "a\0b", "a\\x00b");
	WRITES(ec2a__utf8_add_visible, "\xC2\x9B", "\\u{009b}");             /* C1 CSI */
	WRITES(ec2a__utf8_add_visible, "\xE2\x80\xA8", "\\u{2028}");         /* line separator */
	WRITES(ec2a__utf8_add_visible, "\xE2\x80\xA9", "\\u{2029}");         /* paragraph separator */
	WRITES(ec2a__utf8_add_visible, "\xE2\x80\xAEtxt", "\\u{202e}txt");   /* right-to-left override */
	WRITES(ec2a__utf8_add_visible, "\xE2\x81\xA9", "\\u{2069}");
	WRITES(ec2a__utf8_add_visible, "\xD8\x9C", "\\u{061c}");
	WRITES(ec2a__utf8_add_visible, "gr\xC3\xBC", "gr\xC3\xBC");
	WRITES(ec2a__utf8_add_visible, "\xFF\xE2\x82z", "\\xff\\xe2\\x82z");
}

static void test_json(void)
{
	WRITES(ec2a__utf8_add_json, "", "\"\"");
	WRITES(ec2a__utf8_add_json, "a\"b\\c/", "\"a\\\"b\\\\c/\"");
	WRITES(ec2a__utf8_add_json, "\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"");
	WRITES(ec2a__utf8_add_json, "\x01\x1F\x7F", "\"\\u0001\\u001f\x7F\"");
	WRITES(ec2a__utf8_add_json, "a\0b\xFF", "\"a" FFFD "b" FFFD "\"");
	WRITES(ec2a__utf8_add_json, "gr\xC3\xBC \xF0\x9F\x98\x80", "\"gr\xC3\xBC \xF0\x9F\x98\x80\"");
}

/* At every maximum that is too small nothing is added. */
static void check_all_or_nothing(add_fn add, const char *text, size_t size)
{
	struct ec2a__buf buf;
	int r = -1;

	for (size_t max = 2; r != 0 && max < 1000; max++) {
		ec2a__buf_init(&buf, max);
		EQ_INT(ec2a__buf_adds(&buf, "ab"), 0);
		r = add(&buf, text, size);
		if (r != 0) {
			EQ_INT(r, EC2A_E_LIMIT);
			EQ_TEXT(buf.data, "ab");
			EQ_INT(buf.len, 2);
		}
		ec2a__buf_free(&buf);
	}
	EQ_INT(r, 0);
}

static void test_all_or_nothing(void)
{
	static const char text[] = "x\n\xFF\xE2\x80\xA8\"";

	check_all_or_nothing(ec2a__utf8_add, BYTES(text));
	check_all_or_nothing(ec2a__utf8_add_visible, BYTES(text));
	check_all_or_nothing(ec2a__utf8_add_json, BYTES(text));
}

/* Whatever two bytes come after one that asks for more, what is written is valid. */
static void test_all_pairs(void)
{
	struct ec2a__buf buf;
	char text[4] = { 0 };
	int bad = 0;

	ec2a__buf_init(&buf, 1000);
	for (int lead = 0x7F; lead < 256; lead++) {
		for (int i = 0; i < 65536; i += 7) {
			text[0] = (char)lead;
			text[1] = (char)(i & 255);
			text[2] = (char)(i >> 8);
			ec2a__buf_clear(&buf);
			bad += ec2a__utf8_add(&buf, text, 3) != 0 || !ec2a__utf8_is_valid(buf.data, buf.len);
		}
	}
	EQ_INT(bad, 0);
	ec2a__buf_free(&buf);
}

/* Wherever the first byte stands that is not plain, the run ends there. */
static void test_plain(void)
{
	static const char others[] = { '"', '\\', '\0', '\n', 0x1f, 0x7f, (char)0x80, (char)0xff };
	char text[24];

	for (size_t size = 0; size <= sizeof text; size++) {
		memset(text, '~', sizeof text);
		CU_ASSERT_EQUAL(ec2a__utf8_plain(text, size), size);
		for (size_t at = 0; at < size; at++) {
			for (size_t i = 0; i < sizeof others; i++) {
				memset(text, ' ', sizeof text);
				text[at] = others[i];
				CU_ASSERT_EQUAL(ec2a__utf8_plain(text, size), at);
			}
		}
	}
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "next: characters", test_next_good },
		{ "next: bad bytes", test_next_bad },
		{ "is_valid", test_valid },
		{ "add: repair", test_repair },
		{ "add_char", test_add_char },
		{ "add_visible", test_visible },
		{ "add_json", test_json },
		{ "a failure adds nothing", test_all_or_nothing },
		{ "repaired text is valid", test_all_pairs },
		{ "a run of plain text", test_plain },
		{ NULL, NULL },
	};

	return ec2a_test_main("utf8", tests);
}

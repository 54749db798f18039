/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "buf.h"
#include "ini.h"
#include "words.h"

#include <ec2access/ec2access.h>

/* What botocore makes of the same bytes is compared in check_creds.py; here, what it refuses, limits and edges. */

static struct ec2a__ini *read_text(const char *text)
{
	struct ec2a__ini_fault fault = { 0, NULL };
	struct ec2a__ini *ini = NULL;

	EQ_INT(ec2a__ini_read(text, strlen(text), &ini, &fault), 0);
	return ini;
}

static void is_refused(const char *text, size_t size, int code, int line)
{
	struct ec2a__ini_fault fault = { 0, NULL };
	struct ec2a__ini *ini;

	EQ_INT(ec2a__ini_read(text, size, &ini, &fault), code);
	EQ_INT(fault.line, line);
	CU_ASSERT_PTR_NOT_NULL(fault.what);
}

#define REFUSED(text, line) is_refused(text, sizeof(text) - 1, EC2A_E_FORMAT, line)

static const char *get(const struct ec2a__ini *ini, const char *section, const char *name)
{
	return ec2a__ini_get(ini, ec2a__ini_find(ini, section), name);
}

static void test_values(void)
{
	struct ec2a__ini *ini = read_text("# first\n"
					  "; second\n"
					  "[default]\n"
					  "aws_access_key_id = AKIDEXAMPLE\r\n"
					  "aws_secret_access_key=a=b:c # no comment\n"
					  "  \n"
					  "Region\t:\teu-west-1  \n"
					  "empty =\n"
					  "[profile two words] behind\n"
					  "output = json");

	EQ_INT(ec2a__ini_sections(ini), 2);
	EQ_TEXT(ec2a__ini_section(ini, 0), "default");
	EQ_TEXT(get(ini, "default", "aws_access_key_id"), "AKIDEXAMPLE");
	EQ_TEXT(get(ini, "default", "aws_secret_access_key"), "a=b:c # no comment");
	EQ_TEXT(get(ini, "default", "region"), "eu-west-1");
	EQ_TEXT(get(ini, "default", "empty"), "");
	EQ_TEXT(get(ini, "default", "output"), NULL);
	EQ_TEXT(get(ini, "profile two words", "output"), "json");
	EQ_TEXT(get(ini, "nobody", "output"), NULL);
	EQ_TEXT(ec2a__ini_get(NULL, 0, "output"), NULL);
	EQ_INT(ec2a__ini_sections(NULL), 0);
	CU_ASSERT(ec2a__ini_find(NULL, "default") == EC2A__INI_NONE);
	ec2a__ini_free(ini);
	ec2a__ini_free(NULL);
}

static void test_more_lines(void)
{
	struct ec2a__ini *ini = read_text("[default]\n"
					  "s3 =\n"
					  "  max_concurrent_requests = 20\n"
					  "# in between\n"
					  "\n"
					  "    addressing_style=path\n"
					  "aws_access_key_id = A\n"
					  "    B\n"
					  "  region = x\n" /* deeper than the name above: goes on */
					  "[other]\n"
					  "   indented = 1\n"
					  "   same = 2\n"
					  "    deeper = 3\n");
	const char *nested;
	size_t size = 0;

	EQ_TEXT(get(ini, "default", "s3"), "\nmax_concurrent_requests = 20\naddressing_style=path");
	EQ_TEXT(get(ini, "default", "max_concurrent_requests"), NULL);
	EQ_TEXT(get(ini, "default", "aws_access_key_id"), "A\nB\nregion = x");
	EQ_TEXT(get(ini, "default", "region"), NULL);
	EQ_TEXT(get(ini, "other", "indented"), "1");
	EQ_TEXT(get(ini, "other", "same"), "2\ndeeper = 3");
	nested = ec2a__ini_nested(get(ini, "default", "s3"), "addressing_style", &size);
	CU_ASSERT(nested && size == 4 && memcmp(nested, "path", 4) == 0);
	nested = ec2a__ini_nested(get(ini, "default", "s3"), "max_concurrent_requests", &size);
	CU_ASSERT(nested && size == 2 && memcmp(nested, "20", 2) == 0);
	CU_ASSERT_PTR_NULL(ec2a__ini_nested(get(ini, "default", "s3"), "max", &size));
	CU_ASSERT_PTR_NULL(ec2a__ini_nested("addressing_style = path", "addressing_style", &size));
	ec2a__ini_free(ini);
}

static void test_edges(void)
{
	struct ec2a__ini *ini = read_text("");

	EQ_INT(ec2a__ini_sections(ini), 0);
	ec2a__ini_free(ini);
	ini = read_text("\xEF\xBB\xBF[a]\r\nb=1\r\n\r\n[c]");
	EQ_TEXT(get(ini, "a", "b"), "1");
	EQ_INT(ec2a__ini_sections(ini), 2);
	ec2a__ini_free(ini);
	ini = read_text("[a]b]\nx = [no section\n");
	EQ_TEXT(get(ini, "a]b", "x"), "[no section");
	ec2a__ini_free(ini);
}

static void test_refused(void)
{
	REFUSED("name = value\n", 1);
	REFUSED("\n\n  name = value\n", 3);
	REFUSED("[a]\nneither\n", 2);
	REFUSED("[a]\n= value\n", 2);
	REFUSED("[]\n", 1);
	REFUSED("[a\n", 1);
	REFUSED("[a]\nx = 1\ny = 2\nX : 3\n", 4);
	REFUSED("[a]\nx = 1\n[b]\n\n[a]\ny = 1\n", 5);
	REFUSED("[a]\nx = 1\0\n", 2);
	REFUSED("\0", 1);
}

static void test_limits(void)
{
	struct ec2a__ini *ini;
	struct ec2a__ini_fault fault;
	struct ec2a__buf text;
	char line[64];

	ec2a__buf_init(&text, SIZE_MAX);
	ec2a__buf_adds(&text, "[a]\n");
	for (int i = 0; i <= EC2A__INI_NAMES; i++) {
		if (i == EC2A__INI_NAMES) {
			EQ_INT(ec2a__ini_read(text.data, text.len, &ini, &fault), 0);
			ec2a__ini_free(ini);
		}
		ec2a__buf_add(&text, line, (size_t)snprintf(line, sizeof line, "n%d = %d\n", i, i));
	}
	is_refused(text.data, text.len, EC2A_E_LIMIT, EC2A__INI_NAMES + 2);
	ec2a__buf_clear(&text);
	for (int i = 0; i <= EC2A__INI_SECTIONS; i++) {
		if (i == EC2A__INI_SECTIONS) {
			EQ_INT(ec2a__ini_read(text.data, text.len, &ini, &fault), 0);
			EQ_TEXT(get(ini, "s65535", "x"), NULL);
			EQ_INT(ec2a__ini_find(ini, "s4711"), 4711);
			ec2a__ini_free(ini);
		}
		ec2a__buf_add(&text, line, (size_t)snprintf(line, sizeof line, "[s%d]\n", i));
	}
	is_refused(text.data, text.len, EC2A_E_LIMIT, EC2A__INI_SECTIONS + 1);
	ec2a__buf_clear(&text);
	while (text.len <= EC2A__INI_BYTES)
		ec2a__buf_adds(&text, "# filling, of which there is more than anybody needs\n");
	is_refused(text.data, text.len, EC2A_E_LIMIT, 0);
	EQ_INT(ec2a__ini_read(text.data, EC2A__INI_BYTES, &ini, &fault), 0);
	ec2a__ini_free(ini);
	ec2a__buf_free(&text);
}

/* The words, each in < >. */
static void words_are(const char *line, int want, const char *want_words)
{
	struct ec2a__buf words, shown;
	const char *word;
	int n;

	ec2a__buf_init(&words, 1000);
	ec2a__buf_init(&shown, 1000);
	n = ec2a__words(line, &words);
	EQ_INT(n, want);
	word = words.data;
	for (int i = 0; i < n; i++) {
		ec2a__buf_addc(&shown, '<');
		ec2a__buf_adds(&shown, word);
		ec2a__buf_addc(&shown, '>');
		word += strlen(word) + 1;
	}
	if (want >= 0)
		EQ_TEXT(shown.data ? shown.data : "", want_words);
	ec2a__buf_free(&words);
	ec2a__buf_free(&shown);
}

static void test_words(void)
{
	struct ec2a__buf words;

	words_are("", 0, "");
	words_are(" \t\r\n ", 0, "");
	words_are("one", 1, "<one>");
	words_are("  one\ttwo\n three ", 3, "<one><two><three>");
	words_are("'a b' \"c d\"", 2, "<a b><c d>");
	words_are("a'b c'd\"e f\"g", 1, "<ab cde fg>");
	words_are("'' \"\" x", 3, "<><><x>");
	words_are("a\\ b \\\\ \\' \\\"", 4, "<a b><\\><'><\">");
	words_are("'a\\b' \"a\\b\" \"\\\" \\\\\"", 3, "<a\\b><a\\b><\" \\>");
	words_are("$HOME `id` $(id) * ; | & > # ~", 10, "<$HOME><`id`><$(id)><*><;><|><&><>><#><~>");
	words_are("'a", EC2A_E_FORMAT, NULL);
	words_are("\"a\\\"", EC2A_E_FORMAT, NULL);
	words_are("a\\", EC2A_E_FORMAT, NULL);
	ec2a__buf_init(&words, 4);
	EQ_INT(ec2a__words("four", &words), EC2A_E_LIMIT);
	ec2a__buf_free(&words);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "values", test_values },
		{ "values of several lines", test_more_lines },
		{ "edges", test_edges },
		{ "refused, with the line", test_refused },
		{ "limits", test_limits },
		{ "words", test_words },
		{ NULL, NULL },
	};

	return ec2a_test_main("ini", tests);
}

/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "buf.h"
#include "xml.h"

#include <ec2access/ec2access.h>

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

/* What came out: "path=text" a leaf, "path" another element, a line each, and at last the result. */
static void drain(struct ec2a__xml *xml, struct ec2a__buf *out, int *r)
{
	struct ec2a__xml_end end;

	while ((*r = ec2a__xml_next(xml, &end)) == 1) {
		EQ_INT(end.size, strlen(end.text));
		CU_ASSERT(end.leaf || !end.size);
		ec2a__buf_adds(out, end.path);
		if (end.leaf)
			ec2a__buf_addc(out, '=');
		ec2a__buf_adds(out, end.text);
		ec2a__buf_addc(out, '\n');
	}
}

static int read_steps(const char *text, size_t size, size_t step, uint64_t max, size_t max_text, struct ec2a__buf *out)
{
	struct ec2a__xml *xml;
	int r = 0;

	ec2a__buf_clear(out);
	if (ec2a__xml_new(max, max_text, &xml) < 0)
		return EC2A_E_NOMEM;
	for (size_t at = 0; at < size && r == 0; at += step) {
		size_t n = size - at < step ? size - at : step;

		r = ec2a__xml_feed(xml, text + at, n, 0);
		if (r == 0)
			drain(xml, out, &r);
	}
	if (r == 0)
		r = ec2a__xml_feed(xml, NULL, 0, 1);
	if (r == 0)
		drain(xml, out, &r);
	CU_ASSERT((r < 0) == (ec2a__xml_error(xml) != NULL));
	if (r < 0) {
		struct ec2a__xml_end end;

		/* It stays failed. */
		EQ_INT(ec2a__xml_next(xml, &end), r);
		EQ_INT(ec2a__xml_feed(xml, "<a/>", 4, 0), r);
	}
	ec2a__xml_free(xml);
	return r;
}

/* However it is cut, the same comes out. */
static void is(const char *text, int want, const char *want_out)
{
	struct ec2a__buf out;

	ec2a__buf_init(&out, SIZE_MAX);
	for (size_t step = 1; step <= strlen(text) + 1; step = step < 9 ? step + 1 : step * 2) {
		EQ_INT(read_steps(text, strlen(text), step, 100000, 1000, &out), want);
		if (want_out)
			EQ_TEXT(out.data ? out.data : "", want_out);
	}
	ec2a__buf_free(&out);
}

static void test_elements(void)
{
	is(HEAD "<a/>", 0, "a=\n");
	is("<a></a>", 0, "a=\n");
	is("<a>x</a>\n<!-- behind -->\n", 0, "a=x\n");
	is("<a>\n  <b>1</b>\n  <c><d>2</d>between<e/></c>behind\n</a>", 0, "a/b=1\na/c/d=2\na/c/e=\na/c\na\n");
	is("<a xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><b x='1' y='&lt;'>v</b></a>", 0, "a/b=v\na\n");
	is("<a>one<!-- no -->two<?and not?>three</a>", 0, "a=onetwothree\n");
}

static void test_text(void)
{
	is("<a>&lt;&amp;&gt;&quot;&apos;&#65;&#x20AC;</a>", 0, "a=<&>\"'A\xE2\x82\xAC\n");
	is("<a><![CDATA[<b>&amp;]]></a>", 0, "a=<b>&amp;\n");
	is("<a>\r\n x \r</a>", 0, "a=\n x \n\n");
	is("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE4</a>", 0, "a=\xC3\xA4\n");
	is("<a>\xE4</a>", EC2A_E_FORMAT, NULL);
	is("<a>&#0;</a>", EC2A_E_FORMAT, "");
	is("<?xml version='1.0' encoding='x-none'?><a>b</a>", EC2A_E_FORMAT, "");
}

static void test_broken(void)
{
	is("", EC2A_E_TRUNCATED, "");
	is(HEAD, EC2A_E_TRUNCATED, "");
	is("<a><b>1</b>", EC2A_E_TRUNCATED, "a/b=1\n");
	is("<a><b>1</b", EC2A_E_TRUNCATED, "");
	is("<a><![CDATA[x", EC2A_E_TRUNCATED, "");
	is("<a><b></a></b>", EC2A_E_FORMAT, "");
	is("<a/><b/>", EC2A_E_FORMAT, "a=\n");
	is("<a/>x", EC2A_E_FORMAT, "a=\n");
	is("{\"no\": \"xml\"}", EC2A_E_FORMAT, "");
	is("<a>&unknown;</a>", EC2A_E_FORMAT, NULL);
	is("<a b='1' b='2'/>", EC2A_E_FORMAT, "");
}

static void test_doctype(void)
{
	is("<!DOCTYPE a><a/>", EC2A_E_FORMAT, "");
	is("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", EC2A_E_FORMAT, "");
	is("<!DOCTYPE a [<!ENTITY e \"x\"><!ENTITY f \"&e;&e;&e;\">]><a>&f;</a>", EC2A_E_FORMAT, "");
	is(HEAD "<!-- first --><!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>", EC2A_E_FORMAT, "");
}

static void add_times(struct ec2a__buf *text, const char *what, int times)
{
	for (int i = 0; i < times; i++)
		ec2a__buf_adds(text, what);
}

static int read_all(struct ec2a__buf *text, uint64_t max, size_t max_text)
{
	struct ec2a__buf out;
	int r;

	ec2a__buf_init(&out, SIZE_MAX);
	r = read_steps(text->data, text->len, 4096, max, max_text, &out);
	ec2a__buf_free(&out);
	ec2a__buf_free(text);
	return r;
}

static void test_limits(void)
{
	struct ec2a__buf text;

	ec2a__buf_init(&text, SIZE_MAX);
	add_times(&text, "<a>", EC2A__XML_DEPTH);
	add_times(&text, "</a>", EC2A__XML_DEPTH);
	EQ_INT(read_all(&text, 100000, 10), 0);
	add_times(&text, "<a>", EC2A__XML_DEPTH + 1);
	EQ_INT(read_all(&text, 100000, 10), EC2A_E_LIMIT);
	add_times(&text, "<a>0123456789</a>", 1);
	EQ_INT(read_all(&text, 100000, 10), 0);
	add_times(&text, "<a>0123456789a</a>", 1);
	EQ_INT(read_all(&text, 100000, 10), EC2A_E_LIMIT);
	add_times(&text, "<a>12345</a>", 1);
	EQ_INT(read_all(&text, 12, 10), 0);
	add_times(&text, "<a>12345</a>", 1);
	EQ_INT(read_all(&text, 11, 10), EC2A_E_LIMIT);
	ec2a__buf_adds(&text, "<");
	add_times(&text, "n", EC2A__XML_PATH + 1);
	ec2a__buf_adds(&text, "/>");
	EQ_INT(read_all(&text, 100000, 10), EC2A_E_LIMIT);
	/* One tag that never ends stays below the limit of the document. */
	ec2a__buf_adds(&text, "<a b='");
	add_times(&text, "0123456789", 20000);
	EQ_INT(read_all(&text, 100000, 10), EC2A_E_LIMIT);
}

static void test_order_of_calls(void)
{
	struct ec2a__xml *xml;
	struct ec2a__xml_end end;

	EQ_INT(ec2a__xml_new(1000, 100, &xml), 0);
	EQ_INT(ec2a__xml_next(xml, &end), 0);
	EQ_INT(ec2a__xml_feed(xml, "<a><b>1</b><c>2</c></a>", 23, 1), 0);
	EQ_INT(ec2a__xml_feed(xml, " ", 1, 0), EC2A_E_STATE);
	EQ_INT(ec2a__xml_next(xml, &end), 1);
	EQ_TEXT(end.path, "a/b");
	EQ_INT(ec2a__xml_feed(xml, " ", 1, 0), EC2A_E_STATE);
	/* Given up in the middle. */
	ec2a__xml_free(xml);
	ec2a__xml_free(NULL);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "elements", test_elements },
		{ "text", test_text },
		{ "broken", test_broken },
		{ "document types", test_doctype },
		{ "limits", test_limits },
		{ "order of calls", test_order_of_calls },
		{ NULL, NULL },
	};

	return ec2a_test_main("xml", tests);
}

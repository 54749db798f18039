/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "csv.h"
#include "mem.h"
#include "record_csv.h"

#include <ec2access/ec2access.h>

/* What came out: "byte:cell|cell" a row, "!CODE start-noticed" a fault, a line each. */
struct out {
	char text[8192];
	size_t len;
};

static void put(struct out *out, const char *text, size_t size)
{
	if (out->len + size < sizeof out->text) {
		memcpy(out->text + out->len, text, size);
		out->len += size;
		out->text[out->len] = '\0';
	}
}

static void put_row(struct out *out, const struct ec2a__csv_row *row)
{
	struct ec2a__buf text;
	char number[32];

	ec2a__buf_init(&text, SIZE_MAX);
	put(out, number, (size_t)snprintf(number, sizeof number, "%d:", (int)row->byte));
	for (size_t i = 0; i < row->n_cells && i < EC2A__CSV_CELLS; i++) {
		CU_ASSERT(ec2a__csv_text(&row->cells[i], &text) == 0);
		put(out, "|", i > 0);
		put(out, text.data ? text.data : "", text.len);
	}
	put(out, "\n", 1);
	ec2a__buf_free(&text);
}

static void drain(struct ec2a__csv *csv, struct out *out)
{
	struct ec2a__csv_row row;
	struct ec2a__split_fault fault;
	char line[64];
	int r;

	while ((r = ec2a__csv_next(csv, &row, &fault)) != 0) {
		if (r == 1)
			put_row(out, &row);
		else
			put(out, line, (size_t)snprintf(line, sizeof line, "!%s %d-%d\n", ec2a_enum_name(EC2A_ENUM_ERROR, r),
							(int)fault.start, (int)fault.byte));
	}
}

static void read_in_steps(const char *text, size_t size, size_t step, size_t limit, struct out *out)
{
	struct ec2a__csv csv;

	out->len = 0;
	out->text[0] = '\0';
	ec2a__csv_init(&csv, limit);
	for (size_t pos = 0; pos < size; pos += step) {
		/* exactly as large as it is, so that a sanitizer sees a read past the end */
		size_t n = size - pos < step ? size - pos : step;
		char *copy = malloc(n);

		memcpy(copy, text + pos, n);
		CU_ASSERT(ec2a__csv_feed(&csv, copy, n) == 0);
		free(copy);
		drain(&csv, out);
	}
	ec2a__csv_finish(&csv);
	drain(&csv, out);
	ec2a__csv_free(&csv);
}

static void expect_limit(const char *text, size_t limit, const char *want)
{
	static struct out whole, cut;
	size_t size = strlen(text);

	read_in_steps(text, size, size ? size : 1, limit, &whole);
	EQ_TEXT(whole.text, want);
	for (size_t step = 1; step < size; step++) {
		read_in_steps(text, size, step, limit, &cut);
		CU_ASSERT(strcmp(cut.text, whole.text) == 0);
	}
}

static void expect(const char *text, const char *want)
{
	expect_limit(text, 1000, want);
}

static void rows(void)
{
	expect("", "");
	expect("a,b,c\n", "0:a|b|c\n");
	expect("a,b,c", "0:a|b|c\n");
	expect("a,,\r\n,b,\r\n", "0:a||\n5:|b|\n");
	expect("\n\r\n,,,\na\n", "7:a\n");
	expect("a b, c \n", "0:a b| c \n");
	expect("a\rb,c\n", "0:a\rb|c\n");
	expect("a,b\r\r\n\"c\"\r\r\nd\n", "0:a|b\n6:c\n12:d\n");
	expect("a\"b,c\"\n", "0:a\"b|c\"\n");
}

static void quotes(void)
{
	expect("\"a\",\"b,c\"\r\n\"\"\n", "0:a|b,c\n11:\n");
	expect("\"a\"\"b\",\"\"\"\"\n", "0:a\"b|\"\n");
	expect("\"a\nb\r\n\nc\",d\ne\n", "0:a\nb\r\n\nc|d\n12:e\n");
	expect("\"a\"", "0:a\n");
	expect("\"a\"\r", "0:a\n");
}

static void blanks(void)
{
	expect("a, \"b,c\" ,d\n", "0:a|b,c|d\n");
	expect("  \"a\"  \r\n", "0:a\n");
	expect("\"a\" b\nc\n", "!EC2A_E_RECORD 0-5\n6:c\n");
	expect(" , \n\t\nb\n", "6:b\n");
}

/* ---- a row's time --------------------------------------------------------- */

static void is_time(const char *text, const char *want)
{
	char out[EC2A__TIME_TEXT] = "";
	const char *why = ec2a__csv_time((struct ec2a__csv_cell){ text, strlen(text), 0 }, out);

	if (want) {
		CU_ASSERT_PTR_NULL(why);
		EQ_TEXT(out, want);
	} else {
		CU_ASSERT_PTR_NOT_NULL(why);
	}
}

static void times(void)
{
	is_time("2023-09-04T05:56:04Z", "2023-09-04T05:56:04Z");
	is_time(" 2023-09-04 05:56:04 ", "2023-09-04T05:56:04Z");
	is_time("2023-09-04T05:56:04.5Z", "2023-09-04T05:56:04.5Z");
	is_time("2023-09-04T14:56:04+09:00", "2023-09-04T05:56:04Z");
	is_time("2023/9/4 5:56", "2023-09-04T05:56:00Z");
	is_time("2023/9/4 5:56:04", "2023-09-04T05:56:04Z");
	is_time("2023-9-4  5:56", "2023-09-04T05:56:00Z");
	is_time("2023.09.04 05:56:04", "2023-09-04T05:56:04Z");
	is_time("2023/9/4 12:00 AM", "2023-09-04T00:00:00Z");
	is_time("2023/9/4 12:00:01pm", "2023-09-04T12:00:01Z");
	is_time("2023/9/4  5:56:04 PM", "2023-09-04T17:56:04Z");
	/* day and month cannot be told apart, whatever the numbers are: the next row's may not tell */
	is_time("9/4/2023 5:56", NULL);
	is_time("9/4/2023  5:56:04 AM", NULL);
	is_time("13/4/2023 5:56", NULL);
	is_time("04.09.2023 05:56", NULL);
	is_time("4-9-23 05:56", NULL);
	/* no time */
	is_time("", NULL);
	is_time("45173.2472685", NULL);
	is_time("2023/9/4", NULL);
	is_time("2023/9-4 5:56", NULL);
	is_time("2023/13/4 5:56", NULL);
	is_time("2023/2/29 5:56", NULL);
	is_time("2023/9/4 25:56", NULL);
	is_time("2023/9/4 13:56 PM", NULL);
	is_time("2023/9/4 0:56 AM", NULL);
	is_time("2023/9/4 5:56:04 XM", NULL);
	is_time("2023/9/4 5:56:04 AMx", NULL);
	is_time("2023/9/4 5:6", NULL);
	is_time("2023-09-04T05:56:04.000000000000000000000000000000000000001Z", NULL);
}

static void bad_rows(void)
{
	/* one line each; the rest is read on */
	expect("\"a\"b,c\nd,e\n", "!EC2A_E_RECORD 0-6\n7:d|e\n");
	expect("\"a\"\rb\nd,e\n", "!EC2A_E_RECORD 0-5\n6:d|e\n");
	expect("a,\"b\nc,d\n\"e\"f\n", "!EC2A_E_RECORD 0-10\n5:c|d\n!EC2A_E_RECORD 9-13\n");
	/* a quote that never ends */
	expect("a,\"b\nc,d\ne,f\n", "!EC2A_E_RECORD 0-13\n5:c|d\n9:e|f\n");
	expect("a,\"b", "!EC2A_E_TRUNCATED 0-4\n");
}

static void truncated(void)
{
	expect("x\na,\"b", "0:x\n!EC2A_E_TRUNCATED 2-6\n");
	expect("\"", "!EC2A_E_TRUNCATED 0-1\n");
}

static void limits(void)
{
	expect_limit("12345\n123456\n1,3\n", 5, "0:12345\n!EC2A_E_LIMIT 6-12\n13:1|3\n");
	expect_limit("12345\r\n123456\r\n1\n", 5, "0:12345\n!EC2A_E_LIMIT 7-13\n15:1\n");
	expect_limit("12345\r", 5, "0:12345\n");
	expect_limit("12345\r6\n1\n", 5, "!EC2A_E_LIMIT 0-7\n8:1\n");
	expect_limit("1234567890123\n1", 5, "!EC2A_E_LIMIT 0-6\n14:1\n");
	expect_limit("\"1\n3\n5\n7\n9\n", 5, "!EC2A_E_LIMIT 0-6\n3:3\n5:5\n7:7\n9:9\n");
}

/* Each of these lines opens a quote that the lines below keep open: without a bound every line would read all of them. */
static void hostile(void)
{
	static const char line[] = "x\",\"\"\",\n";
	size_t n = 200000, size = n * (sizeof line - 1), faults = 0;
	char *text = malloc(size);
	struct ec2a__csv csv;
	struct ec2a__csv_row row;
	struct ec2a__split_fault fault;
	int r;

	for (size_t i = 0; i < n; i++)
		memcpy(text + i * (sizeof line - 1), line, sizeof line - 1);
	ec2a__csv_init(&csv, SIZE_MAX / 4);
	CU_ASSERT(ec2a__csv_feed(&csv, text, size) == 0);
	ec2a__csv_finish(&csv);
	while ((r = ec2a__csv_next(&csv, &row, &fault)) != 0)
		faults += r < 0;
	EQ_INT(faults, n);
	ec2a__csv_free(&csv);
	free(text);
}

static void many_cells(void)
{
	char text[1024];
	struct ec2a__csv csv;
	struct ec2a__csv_row row;
	struct ec2a__split_fault fault;

	memset(text, ',', sizeof text);
	text[0] = 'a';
	text[sizeof text - 1] = '\n';
	ec2a__csv_init(&csv, 4096);
	CU_ASSERT(ec2a__csv_feed(&csv, text, sizeof text) == 0);
	EQ_INT(ec2a__csv_next(&csv, &row, &fault), 1);
	EQ_INT(row.n_cells, sizeof text - 1);
	ec2a__csv_free(&csv);
}

static int looks(const char *text, int at_end)
{
	struct ec2a__csv_head head;
	int r = ec2a__csv_head(text, strlen(text), at_end, &head);

	return r > 0 ? ec2a__csv_is_table(text, strlen(text), at_end, &head) : r;
}

static void beginnings(void)
{
	char longest[EC2A__CSV_HEADER_MAX + 8];

	EQ_INT(looks("a,b,c\n", 0), 1);
	EQ_INT(looks("a,b,c\r\nx", 0), 1);
	EQ_INT(looks("\"a\",\" b \",c\n", 0), 1);
	EQ_INT(looks("a;b;c\n", 0), 1);
	EQ_INT(looks("a\tb\tc\r\n", 0), 1);
	EQ_INT(looks("a,b,c\rd,e,f\r", 0), 1);
	EQ_INT(looks("a,b,c\r", 0), -1);
	EQ_INT(looks("a,b,c\r\r\nd", 0), 1);
	EQ_INT(looks("a,b,c\r", 1), 1);
	EQ_INT(looks("a,b,c,,\n", 0), 1);
	EQ_INT(looks("\n \r\n\ta,b,c\n1,2,3\n", 0), 1);
	EQ_INT(looks("sep=;\na\n", 0), 1);
	EQ_INT(looks("sep=;\n{\"a\":1}\n", 0), 0);
	EQ_INT(looks("\n", 0), -1);
	EQ_INT(looks("\n", 1), 0);
	/* blanks around headings: the next line tells a table from prose */
	EQ_INT(looks("a, b, c\n", 0), -1);
	EQ_INT(looks("a, b, c\n", 1), 0);
	EQ_INT(looks("a, b, c\n1, 2, 3\n", 0), 1);
	EQ_INT(looks("a, b, c\n1, 2\n", 0), 0);
	EQ_INT(looks("a, b, c\n{\"a\":1}\n", 0), 0);
	EQ_INT(looks("\"a\" , \"b\", \"c, d\" \n", 0), 1);
	EQ_INT(looks("a,b,c", 0), -1);
	EQ_INT(looks("a,b,c", 1), 1);
	EQ_INT(looks("", 0), -1);
	EQ_INT(looks("", 1), 0);
	EQ_INT(looks("a,b\n", 0), 0);
	EQ_INT(looks("a,b,\n", 0), 0);
	EQ_INT(looks("a,,c\n", 0), 0);
	EQ_INT(looks("1,2,3\n", 0), 0);
	EQ_INT(looks("this is, as it seems, prose\nthat goes on\n", 0), 0);
	EQ_INT(looks("a,b,{c\n", 0), 0);
	EQ_INT(looks("{\"a\",b,c\n", 0), 0);
	EQ_INT(looks(" {\"a\":\n", 0), 0);
	EQ_INT(looks("a,\"b,c\n", 0), 0);
	EQ_INT(looks("a,\"b\"x,c\n", 0), 0);
	EQ_INT(looks("a\tb,b,c\n", 0), 0);
	memset(longest, 'a', sizeof longest);
	memcpy(longest, "a,b,", 4);
	longest[sizeof longest - 1] = '\0';
	EQ_INT(looks(longest, 0), 0);
}

/* ---- the parser with rows -------------------------------------------------- */

#define HEADER                                                                                          \
	"User name,AWS access key,Event time,Event source,Event name,AWS region,Source IP address,"     \
	"User agent,Error code,Resources,Request ID,Event ID,Read-only,Event type,Recipient Account Id,Event category\n"
#define ID "00000000-0000-4000-8000-000000000001"
#define ROW(user, name, resources, read_only)                                                        \
	user ",ASIAEXAMPLE000000001,2024-08-18T11:24:37Z,ssm.amazonaws.com," name                       \
	     ",eu-central-1,203.0.113.10,aws-cli/2.17.27,," resources ",req," ID "," read_only           \
	     ",AwsApiCall,111122223333,Management\n"

static ec2a_event *first_event(const char *text)
{
	ec2a_parser *parser = NULL;
	ec2a_event *event = NULL;

	CU_ASSERT(ec2a_parser_new(NULL, &parser) == 0);
	CU_ASSERT(ec2a_parser_feed(parser, text, strlen(text)) == 0);
	CU_ASSERT(ec2a_parser_finish(parser) == 0);
	EQ_INT(ec2a_parser_next(parser, &event), 1);
	ec2a_parser_free(parser);
	return event;
}

static void fields(void)
{
	static const char row[] = ROW("alice", "StartSession", "[]", "FALSE");
	ec2a_event *event = first_event(HEADER ROW("alice", "StartSession", "[]", "FALSE"));
	char *text = NULL;
	size_t size;

	EQ_TEXT(ec2a_event_str(event, EC2A_FIELD_EVENT_NAME), "StartSession");
	EQ_TEXT(ec2a_event_str(event, EC2A_FIELD_EVENT_TIME), "2024-08-18T11:24:37Z");
	EQ_TEXT(ec2a_event_str(event, EC2A_FIELD_PRINCIPAL_NAME), "alice");
	EQ_TEXT(ec2a_event_str(event, EC2A_FIELD_SESSION_NAME), NULL);
	EQ_TEXT(ec2a_event_str(event, EC2A_FIELD_ACCOUNT_ID), "111122223333");
	EQ_TEXT(ec2a_event_str(event, EC2A_FIELD_REQUEST_ID), "req");
	EQ_TEXT(ec2a_event_str(event, EC2A_FIELD_ERROR_CODE), NULL);
	EQ_TEXT(ec2a_event_str(event, EC2A_FIELD_TARGET), NULL);
	EQ_INT(ec2a_event_pointer(event, "/eventName", &text), EC2A_E_RECORD);
	CU_ASSERT(memcmp(ec2a_event_raw(event, &size), row, sizeof row - 2) == 0);
	EQ_INT(size, sizeof row - 2);
	ec2a_event_unref(event);
	event = first_event(HEADER ROW("i-0aaaaaaaaaaaaaaa1", "CreateDataChannel", "[]", "false"));
	EQ_TEXT(ec2a_event_str(event, EC2A_FIELD_SESSION_NAME), "i-0aaaaaaaaaaaaaaa1");
	EQ_TEXT(ec2a_event_str(event, EC2A_FIELD_PRINCIPAL_NAME), NULL);
	ec2a_event_unref(event);
}

#define INSTANCE(id) "{\"\"resourceType\"\":\"\"AWS::EC2::Instance\"\",\"\"resourceName\"\":\"\"" id "\"\"}"

static void resources(void)
{
	ec2a_event *event = first_event(HEADER ROW("a", "SendCommand", "\"[" INSTANCE("i-0bbbbbbbbbbbbbbb2") ","
						   INSTANCE("i-0aaaaaaaaaaaaaaa1") "]\"", "false"));

	EQ_INT(ec2a_event_instance_count(event), 2);
	EQ_TEXT(ec2a_event_instance(event, 0), "i-0aaaaaaaaaaaaaaa1");
	EQ_TEXT(ec2a_event_str(event, EC2A_FIELD_INSTANCE_ID), NULL);
	ec2a_event_unref(event);
	event = first_event(HEADER ROW("a", "StartSession", "\"[{},1,{\"\"resourceType\"\":null,\"\"resourceName\"\":\"\"arn:aws:x\"\"}," INSTANCE(
		"i-0aaaaaaaaaaaaaaa1") "]\"", "false"));
	EQ_INT(ec2a_event_instance_count(event), 0);
	EQ_TEXT(ec2a_event_str(event, EC2A_FIELD_INSTANCE_ID), "i-0aaaaaaaaaaaaaaa1");
	EQ_TEXT(ec2a_event_str(event, EC2A_FIELD_RESOURCE_ARN), "arn:aws:x");
	ec2a_event_unref(event);
	event = first_event(HEADER ROW("a", "StartSession", "\"[" INSTANCE("i-0aaaaaaaaaaaaaaa1") "\"", "false"));
	EQ_TEXT(ec2a_event_str(event, EC2A_FIELD_INSTANCE_ID), NULL); /* broken JSON names nothing */
	ec2a_event_unref(event);
}

/* A spreadsheet's time counts in the coverage as the console's does. */
static void covered(void)
{
	static const char row[] = "a,,2024/1/1  12:00,ec2.amazonaws.com,DescribeRegions,r,,,,,,x,TRUE,,1,\n";
	ec2a_parser *parser = NULL;
	ec2a_event *event = NULL;
	int64_t first = 0;

	CU_ASSERT(ec2a_parser_new(NULL, &parser) == 0);
	CU_ASSERT(ec2a_parser_feed(parser, HEADER, sizeof HEADER - 1) == 0);
	CU_ASSERT(ec2a_parser_feed(parser, row, sizeof row - 1) == 0);
	CU_ASSERT(ec2a_parser_finish(parser) == 0);
	EQ_INT(ec2a_parser_next(parser, &event), 0);
	EQ_INT(ec2a_coverage_int(ec2a_parser_coverage(parser), 0, EC2A_COVERAGE_FIRST, &first), 1);
	EQ_INT(first, INT64_C(1704110400000000));
	ec2a_parser_free(parser);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "rows", rows },           { "quotes", quotes },         { "bad rows", bad_rows },
		{ "blanks", blanks },       { "times", times },
		{ "truncated", truncated }, { "limits", limits },         { "hostile quotes", hostile },
		{ "many cells", many_cells }, { "beginnings", beginnings }, { "fields of a row", fields },
		{ "resources", resources }, { "coverage", covered },     { NULL, NULL },
	};

	return ec2a_test_main("csv", tests);
}

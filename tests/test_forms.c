/* SPDX-License-Identifier: MIT */
/*
 * "The same records in every form that carries the whole record give the same sessions, byte for byte": the records
 * of examples/trail and of the cases, written in each form and read again; and seed 000's page, as it stands.
 */
#include "case_files.h"
#include "form_writers.h"
#include "test.h"

#include <ec2access/ec2access.h>

static void drain(ec2a_parser *parser, ec2a_correlator *correlator, unsigned *problems)
{
	ec2a_event *event;
	int r;

	while ((r = ec2a_parser_next(parser, &event)) != 0) {
		if (r == EC2A_E_NOMEM || r == EC2A_E_ARG)
			abort();
		if (r != 1) {
			(*problems)++;
			continue;
		}
		CU_ASSERT(ec2a_correlator_add(correlator, event) == 0);
		ec2a_event_unref(event);
	}
}

/* The rows of one text, with how many records were refused in front; fed in pieces. */
static char *rows_of(const char *text, size_t size, size_t step)
{
	struct form_text rows = { NULL, 0, 0 };
	ec2a_correlator *correlator;
	ec2a_session *session;
	ec2a_parser *parser;
	unsigned problems = 0;
	char line[64], *json;

	if (ec2a_parser_new(NULL, &parser) < 0 || ec2a_correlator_new(NULL, &correlator) < 0)
		abort();
	for (size_t at = 0; at < size; at += step) {
		if (ec2a_parser_feed(parser, text + at, size - at < step ? size - at : step) < 0)
			abort();
		drain(parser, correlator, &problems);
	}
	CU_ASSERT(ec2a_parser_finish(parser) == 0);
	drain(parser, correlator, &problems);
	if (ec2a_correlator_add_facts(correlator, ec2a_parser_facts(parser)) < 0)
		abort();
	ec2a_parser_free(parser);
	snprintf(line, sizeof line, "%u refused\n", problems);
	put(&rows, line);
	CU_ASSERT(ec2a_correlator_finish(correlator) == 0);
	while (ec2a_correlator_next(correlator, &session) == 1) {
		if (ec2a_session_to_json(session, &json) < 0)
			abort();
		put(&rows, json);
		put(&rows, "\n");
		ec2a_free(json);
		ec2a_session_unref(session);
	}
	ec2a_correlator_free(correlator);
	return rows.data;
}

static void same(const char *want, char *got, const char *what, const char *form)
{
	if (strcmp(want, got) != 0) {
		fprintf(stderr, "%s, %s:\n-- want\n%s-- got\n%s", what, form, want, got);
		CU_FAIL("another form, other rows");
	}
	free(got);
}

/* ---- the records of this tree -------------------------------------------------- */

/* Adds the elements of {"Records": [...]}: 1, 0 where the text is something else. */
static int add_records(struct json_object *records, const char *text)
{
	struct json_object *root = json_tokener_parse(text), *array = NULL;
	size_t i;
	int is = root && json_object_is_type(root, json_type_object) &&
		 json_object_object_get_ex(root, "Records", &array) && json_object_is_type(array, json_type_array);

	for (i = 0; is && i < json_object_array_length(array); i++)
		if (json_object_is_type(json_object_array_get_idx(array, i), json_type_object))
			json_object_array_add(records, json_object_get(json_object_array_get_idx(array, i)));
	json_object_put(root);
	return is;
}

static size_t every_form(struct json_object *records, const char *what, size_t step)
{
	size_t i, size, n = sizeof forms / sizeof forms[0];
	char *text = write_form(&forms[0], records, &size), *want = rows_of(text, size, size);

	free(text);
	for (i = 1; i < n && json_object_array_length(records); i++) {
		text = write_form(&forms[i], records, &size);
		same(want, rows_of(text, size, size), what, forms[i].name);
		if (step)
			same(want, rows_of(text, size, step), what, forms[i].name);
		free(text);
	}
	size = strlen(want);
	free(want);
	return size;
}

static void add_folder(struct json_object *records, const char *folder)
{
	ec2a_source *source;
	ec2a_input *input;

	if (ec2a_source_path(NULL, folder, &source) < 0)
		abort();
	while (ec2a_source_next(source, &input) == 1) {
		struct form_text text = { NULL, 0, 0 };
		char buffer[4096];
		size_t got;

		while (ec2a_input_read(input, buffer, sizeof buffer, &got) >= 0 && got)
			put_n(&text, buffer, got);
		if (text.data)
			add_records(records, text.data);
		free(text.data);
		ec2a_input_free(input);
	}
	ec2a_source_free(source);
}

static void trail(void)
{
	struct json_object *records = json_object_new_array();
	char folder[1100];

	snprintf(folder, sizeof folder, "%.1000s/../../examples/trail", data_dir);
	add_folder(records, folder);
	CU_ASSERT(json_object_array_length(records) > 30);
	CU_ASSERT(every_form(records, "examples/trail", 1) > 1000);
	json_object_put(records);
}

/* Cases about what JSON itself can be (fix-, bad-, limit-) cannot be written again by json-c. */
static int is_about_records(const char *name)
{
	static const char *const kinds[] = { "join-", "method-", "outcome-", "ruling-", "seed-", "surface-", "damage-" };

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strncmp(name, kinds[i], strlen(kinds[i])) == 0)
			return 1;
	return 0;
}

static void cases(void)
{
	DIR *folder = opendir(data_dir);
	struct dirent *entry;
	size_t ran = 0;

	while (folder && (entry = readdir(folder)) != NULL) {
		struct json_object *records;
		char dir[2048], *text;

		if (!is_about_records(entry->d_name))
			continue;
		snprintf(dir, sizeof dir, "%s/%s", data_dir, entry->d_name);
		text = case_read(dir, "input.json", NULL);
		records = json_object_new_array();
		if (text && add_records(records, text)) {
			every_form(records, entry->d_name, 0);
			ran++;
		}
		json_object_put(records);
		free(text);
	}
	if (folder)
		closedir(folder);
	CU_ASSERT(ran > 100);
}

/* ---- seed 000 ------------------------------------------------------------------- */

/* Adds the dictionaries of one case, as the page has them: from a line "{" to a line "}". */
static void add_blocks(struct form_text *out, const char *page, int number)
{
	const char *line = page, *end, *block = NULL;
	int heading = 0;

	for (; *line; line = *end ? end + 1 : end) {
		end = line + strcspn(line, "\n");
		if (!block && *line >= '1' && *line <= '9' && (line[1] == '.' || line[2] == '.'))
			heading = atoi(line);
		if (end - line == 1 && *line == '{')
			block = line;
		if (block && end - line == 1 && *line == '}') {
			if (heading == number) {
				put_n(out, block, (size_t)(end - block));
				put(out, "\n");
			}
			block = NULL;
		}
	}
}

static char *read_page(void)
{
	const char *set = getenv("EC2ACCESS_TEST_DATA");
	char dir[2200];

	snprintf(dir, sizeof dir, "%.2000s/../seeds", set ? set : "../shared/data");
	return case_read(dir, "000_71673cee229c84b6.txt", NULL);
}

static void seed_page(void)
{
	char *page = read_page(), dir[2048];

	if (!page)
		fprintf(stderr, "skipped: no seed page beside EC2ACCESS_TEST_DATA\n");
	for (int number = 2; page && number <= 10; number++) {
		struct form_text blocks = { NULL, 0, 0 };
		char *text, *want;
		size_t size = 0;

		add_blocks(&blocks, page, number);
		CU_ASSERT_PTR_NOT_NULL_FATAL(blocks.data);
		snprintf(dir, sizeof dir, "%.1000s/seed-%02d", data_dir, number);
		text = case_read(dir, "input.json", &size);
		CU_ASSERT_PTR_NOT_NULL_FATAL(text);
		want = rows_of(text, size, size);
		CU_ASSERT(strstr(want, "\"method\"") != NULL);
		same(want, rows_of(blocks.data, blocks.size, blocks.size), dir, "seed page");
		same(want, rows_of(blocks.data, blocks.size, 1), dir, "seed page, byte by byte");
		free(blocks.data);
		free(text);
		free(want);
	}
	/* The page itself is prose, and stays so. */
	if (page) {
		char *rows = rows_of(page, strlen(page), 4096);

		EQ_TEXT(rows, "1 refused\n");
		free(rows);
	}
	free(page);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "examples/trail in every form", trail },
		{ "the cases in every form", cases },
		{ "seed 000's page", seed_page },
		{ NULL, NULL },
	};

	find_data();
	return ec2a_test_main("forms", tests);
}

/* SPDX-License-Identifier: MIT */
/*
 * Runs every folder of tests/data: a new case needs no C. Public API only.
 *
 * Each case is run in many ways that must not matter: one thread and four, the
 * inputs and their records in another order, each input twice, fed whole and byte by byte (and,
 * with EC2ACCESS_TEST_LONG=1, cut at every point). All must give the same bytes.
 *
 * Two services for check_cases.sh:
 *   test_cases prepare CASE_DIR OUT_DIR   writes the inputs as they are read
 *   test_cases compare EXPECTED GOT       compares rows (JSON lines); status 1 when they differ
 *   test_cases lines PATTERNS GOT         compares text lines, "*" standing for any text
 */
#include "case_match.h"
#include "test.h"

#include <ec2access/ec2access.h>

static void complain(const char *what, const char *detail)
{
	fprintf(stderr, "case %s: %s: %s\n", case_name, what, detail ? detail : "");
	CU_FAIL("case failed");
}

/* ---- running -------------------------------------------------------------- */

static void append(char **text, const char *more)
{
	size_t old = *text ? strlen(*text) : 0, size = strlen(more);

	*text = realloc(*text, old + size + 2);
	if (!*text)
		abort();
	memcpy(*text + old, more, size);
	memcpy(*text + old + size, "\n", 2);
}

/* Finishes the correlator: its rows as JSON lines. */
static char *rows_of(ec2a_correlator *correlator)
{
	char *text = NULL, *json;
	ec2a_session *session;
	int r;

	CU_ASSERT(ec2a_correlator_finish(correlator) == 0);
	while ((r = ec2a_correlator_next(correlator, &session)) == 1) {
		if (ec2a_session_to_json(session, &json) == 0) {
			append(&text, json);
			ec2a_free(json);
		} else {
			CU_FAIL("ec2a_session_to_json");
		}
		ec2a_session_unref(session);
	}
	CU_ASSERT(r == 0);
	return text ? text : calloc(1, 1);
}

/* The problems of a scan, as the program prints them. */
static char *problems_of(const ec2a_scan *scan)
{
	size_t i, n = ec2a_scan_problem_count(scan);
	char *text = NULL, line[2048];

	for (i = 0; i < n; i++) {
		snprintf(line, sizeof line, "ec2access: %s", ec2a_scan_problem(scan, i));
		append(&text, line);
	}
	return text ? text : calloc(1, 1);
}

static void add_number(struct json_object *object, const char *key, uint64_t value)
{
	json_object_object_add(object, key, json_object_new_int64((int64_t)value));
}

/* The counters of CONTRACT 5, shaped as --stats prints them; checks that they add up. */
static struct json_object *stats_of(const ec2a_scan *scan, const ec2a_correlator *correlator)
{
	struct json_object *stats = json_object_new_object();
	struct json_object *files = json_object_new_object(), *records = json_object_new_object();
	struct json_object *lines = json_object_new_object();
	uint64_t all_lines = ec2a_scan_count(scan, EC2A_COUNT_LINES_TOTAL);
	uint64_t shown = ec2a_correlator_count(correlator, EC2A_COUNT_LINES_ACCESS);
	uint64_t total = ec2a_scan_count(scan, EC2A_COUNT_RECORDS_TOTAL);
	uint64_t access = ec2a_correlator_count(correlator, EC2A_COUNT_RECORDS_ACCESS);
	uint64_t other = ec2a_scan_count(scan, EC2A_COUNT_RECORDS_OTHER);
	uint64_t duplicates = ec2a_correlator_count(correlator, EC2A_COUNT_RECORDS_DUPLICATES);
	uint64_t context = ec2a_scan_count(scan, EC2A_COUNT_RECORDS_ACCESS) +
			   ec2a_scan_count(scan, EC2A_COUNT_RECORDS_CONTEXT) - access - duplicates;
	uint64_t rejected = ec2a_scan_count(scan, EC2A_COUNT_RECORDS_REJECTED);

	EQ_INT(access + context + other + duplicates + rejected, total);
	add_number(files, "read", ec2a_scan_count(scan, EC2A_COUNT_FILES_READ));
	add_number(files, "skipped", ec2a_scan_count(scan, EC2A_COUNT_FILES_SKIPPED));
	add_number(files, "failed", ec2a_scan_count(scan, EC2A_COUNT_FILES_FAILED));
	add_number(records, "total", total);
	add_number(records, "access", access);
	add_number(records, "context", context);
	add_number(records, "other", other);
	add_number(records, "duplicates", duplicates);
	add_number(records, "rejected", rejected);
	json_object_object_add(stats, "files", files);
	json_object_object_add(stats, "records", records);
	EQ_INT(ec2a_scan_count(scan, EC2A_COUNT_LINES_ACCESS) + ec2a_scan_count(scan, EC2A_COUNT_LINES_OTHER), all_lines);
	CU_ASSERT(shown <= ec2a_scan_count(scan, EC2A_COUNT_LINES_ACCESS));
	add_number(lines, "total", all_lines);
	add_number(lines, "access", shown);
	add_number(lines, "other", all_lines - shown);
	json_object_object_add(stats, "lines", lines);
	add_number(stats, "sessions", ec2a_correlator_count(correlator, EC2A_COUNT_SESSIONS));
	return stats;
}

enum { SCAN_ONE = 0, SCAN_FOUR = 1, SCAN_BACKWARDS = 2, SCAN_TWICE = 4 };

static void add_sources(ec2a_scan *scan, const struct case_files *files, int how)
{
	size_t i, n = files->n_inputs * (how & SCAN_TWICE ? 2 : 1);

	for (i = 0; i < n; i++) {
		size_t index = (how & SCAN_BACKWARDS ? n - 1 - i : i) % files->n_inputs;
		const struct case_blob *blob = &files->inputs[index];
		ec2a_source *source = NULL;

		if (ec2a_source_memory(NULL, blob->name, blob->data, blob->size, &source) != 0 ||
		    ec2a_scan_add(scan, source) != 0)
			abort();
	}
}

static void check_first(const char *dir, const ec2a_scan *scan, const ec2a_correlator *correlator)
{
	char *err = case_read(dir, "expected.err", NULL), *stats = case_read(dir, "expected.stats", NULL);

	if (err) {
		char *problems = problems_of(scan);

		if (!lines_match(err, problems))
			complain("problems", "differ from expected.err");
		free(problems);
	}
	struct json_object *want = stats ? json_tokener_parse(stats) : json_object_new_object();
	struct json_object *got = stats_of(scan, correlator);

	if (!matches(want, got, "stats"))
		complain("counters", "differ from expected.stats");
	json_object_put(want);
	json_object_put(got);
	free(stats);
	free(err);
}

/* One scan of the case: its rows. */
static char *scan_case(const struct case_files *files, int how)
{
	ec2a_scan *scan = NULL;
	ec2a_correlator *correlator = NULL;
	char *rows;

	if (ec2a_scan_new(NULL, &scan) != 0 || ec2a_correlator_new(NULL, &correlator) != 0)
		abort();
	CU_ASSERT(ec2a_scan_set_threads(scan, how & SCAN_FOUR ? 4 : 1) == 0);
	add_sources(scan, files, how);
	CU_ASSERT(ec2a_scan_run(scan, correlator) == 0);
	rows = rows_of(correlator);
	if (how == SCAN_ONE)
		check_first(files->dir, scan, correlator);
	ec2a_correlator_free(correlator);
	ec2a_scan_free(scan);
	return rows;
}

/* The parser's events so far, into the correlator. */
static void drain(ec2a_parser *parser, ec2a_correlator *correlator)
{
	ec2a_event *event;
	int r;

	while ((r = ec2a_parser_next(parser, &event)) != 0) {
		if (r == EC2A_E_NOMEM || r == EC2A_E_ARG)
			abort();
		if (r == 1) {
			CU_ASSERT(ec2a_correlator_add(correlator, event) == 0);
			ec2a_event_unref(event);
		} else if (r == EC2A_E_FORMAT) {
			break;
		}
	}
}

/* Feeds one input in pieces: [0, cut), then pieces of step bytes. */
static void feed_input(const struct case_blob *blob, size_t cut, size_t step, ec2a_correlator *correlator)
{
	ec2a_parser *parser = NULL;
	size_t at = 0, size;

	if (ec2a_parser_new(NULL, &parser) != 0 || ec2a_parser_set_name(parser, blob->name) != 0)
		abort();
	while (at < blob->size) {
		size = at == 0 && cut ? cut : step;
		if (size > blob->size - at)
			size = blob->size - at;
		CU_ASSERT(ec2a_parser_feed(parser, blob->data + at, size) == 0);
		drain(parser, correlator);
		at += size;
	}
	CU_ASSERT(ec2a_parser_finish(parser) == 0);
	drain(parser, correlator);
	CU_ASSERT(ec2a_correlator_add_facts(correlator, ec2a_parser_facts(parser)) == 0);
	ec2a_parser_free(parser);
}

/* The rows when input number which is cut at cut and every input is fed in pieces of step. */
static char *feed_case(const struct case_files *plain, size_t which, size_t cut, size_t step)
{
	ec2a_correlator *correlator = NULL;
	char *rows;
	size_t i;

	if (ec2a_correlator_new(NULL, &correlator) != 0)
		abort();
	for (i = 0; i < plain->n_inputs; i++)
		feed_input(&plain->inputs[i], i == which ? cut : 0, step, correlator);
	rows = rows_of(correlator);
	ec2a_correlator_free(correlator);
	return rows;
}

static void same_rows(const char *want, char *got, const char *how)
{
	if (strcmp(want, got) != 0) {
		fprintf(stderr, "-- first\n%s-- %s\n%s", want, how, got);
		complain("other rows", how);
	}
	free(got);
}

/* Everything a source yields, inflated: what a parser is fed with. */
static void read_source(ec2a_source *source, struct case_files *plain)
{
	ec2a_input *input;
	char buffer[4096];
	size_t got;

	while (ec2a_source_next(source, &input) == 1) {
		const char *name = ec2a_input_name(input);
		size_t length = strlen(name);
		struct case_blob *blob = case_add(plain, length > 60 ? name + length - 60 : name, NULL, 0);

		do {
			if (ec2a_input_read(input, buffer, sizeof buffer, &got) < 0 && !got)
				break;
			blob->data = realloc(blob->data, blob->size + got + 1);
			if (!blob->data)
				abort();
			memcpy(blob->data + blob->size, buffer, got);
			blob->size += got;
			blob->data[blob->size] = '\0';
		} while (got);
		ec2a_input_free(input);
	}
	ec2a_source_free(source);
}

static void load_plain(const struct case_files *files, struct case_files *plain)
{
	ec2a_source *source;
	size_t i;

	memset(plain, 0, sizeof *plain);
	for (i = 0; i < files->n_inputs; i++) {
		if (ec2a_source_memory(NULL, files->inputs[i].name, files->inputs[i].data, files->inputs[i].size,
				       &source) != 0)
			abort();
		read_source(source, plain);
	}
}

/* A case whose inputs stand elsewhere in the source tree. */
static void load_paths(struct case_files *files, char *paths)
{
	ec2a_source *source;
	char *path, full[2200];

	while ((path = next_line(&paths)) != NULL) {
		snprintf(full, sizeof full, "%s/../../%s", data_dir, path);
		if (ec2a_source_path(NULL, full, &source) != 0)
			abort();
		read_source(source, files);
	}
}

static void every_cut(const struct case_files *plain, const char *rows)
{
	size_t i, cut;

	for (i = 0; i < plain->n_inputs; i++)
		for (cut = 1; plain->inputs[i].size < 16384 && cut < plain->inputs[i].size; cut++)
			same_rows(rows, feed_case(plain, i, cut, SIZE_MAX), "cut in two");
}

/* The records of every file in reverse, where nothing is wrong with them. */
static void other_order(struct case_files *files, const char *rows)
{
	char *err = case_read(files->dir, "expected.err", NULL);
	size_t i, turned = 0;

	for (i = 0; i < files->n_inputs && !(err && *err); i++)
		turned += (size_t)case_reverse(&files->inputs[i]);
	if (turned)
		same_rows(rows, scan_case(files, SCAN_BACKWARDS), "records in reverse");
	free(err);
}

static void run_case(const char *dir, char *want)
{
	struct case_files files, plain;
	char *paths = case_read(dir, "inputs", NULL), *once = case_read(dir, "once", NULL), *rows;
	const char *deep = getenv("EC2ACCESS_TEST_LONG");

	case_load(&files, dir);
	if (paths)
		load_paths(&files, paths);
	rows = scan_case(&files, SCAN_ONE);
	load_plain(&files, &plain);
	same_rows(rows, scan_case(&files, SCAN_FOUR), "four threads");
	same_rows(rows, scan_case(&files, SCAN_BACKWARDS), "inputs in reverse");
	if (!once)
		same_rows(rows, scan_case(&files, SCAN_TWICE | SCAN_FOUR | SCAN_BACKWARDS), "each input twice");
	same_rows(rows, feed_case(&plain, 0, 0, SIZE_MAX), "fed whole");
	same_rows(rows, feed_case(&plain, 0, 0, 1), "byte by byte");
	if (deep && strcmp(deep, "1") == 0)
		every_cut(&plain, rows);
	other_order(&files, rows);
	if (!rows_match(want, rows)) /* the last one: it cuts rows into lines */
		complain("rows", "differ from expected.jsonl");
	case_free(&files);
	case_free(&plain);
	free(rows);
	free(paths);
	free(once);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void test_all(void)
{
	DIR *folder = opendir(data_dir);
	char *names[1024], dir[2048];
	struct dirent *entry;
	size_t i, n = 0, ran = 0;

	while (folder && n < 1024 && (entry = readdir(folder)) != NULL)
		if (entry->d_name[0] != '.')
			names[n++] = strdup(entry->d_name);
	if (folder)
		closedir(folder);
	qsort(names, n, sizeof *names, by_name);
	for (i = 0; i < n; i++) {
		char *want, *args;

		snprintf(dir, sizeof dir, "%s/%s", data_dir, names[i]);
		case_name = names[i];
		want = case_read(dir, "expected.jsonl", NULL);
		args = case_read(dir, "args", NULL);
		if (want && !args && (!getenv("EC2A_TEST_CASE") || strcmp(getenv("EC2A_TEST_CASE"), names[i]) == 0)) {
			run_case(dir, want);
			ran++;
		}
		free(want);
		free(args);
		free(names[i]);
	}
	fprintf(stderr, "%zu cases\n", ran);
	CU_ASSERT(ran > 0);
}

/* The services for check_cases.sh. */
static int serve(const char *what, const char *first, const char *second)
{
	char *want, *got;
	int result = 2;

	if (strcmp(what, "prepare") == 0)
		return prepare(first, second);
	case_name = first;
	want = case_read(".", first, NULL);
	got = case_read(".", second, NULL);
	if (want && got)
		result = (strcmp(what, "compare") == 0 ? rows_match(want, got) : lines_match(want, got)) ? 0 : 1;
	free(want);
	free(got);
	return result;
}

int main(int argc, char **argv)
{
	static const struct ec2a_test tests[] = { { "every folder of tests/data", test_all }, { NULL, NULL } };

	if (argc == 4)
		return serve(argv[1], argv[2], argv[3]);
	find_data();
	return ec2a_test_main("cases", tests);
}

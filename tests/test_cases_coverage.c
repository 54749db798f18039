/* SPDX-License-Identifier: MIT */
/*
 * Every folder of tests/data with expected-coverage.jsonl: a place a line, in order, partial objects, gaps as of 24
 * hours. What must not matter: threads, the order of inputs and of their records, cuts, and who merges.
 */
#include "case_match.h"
#include "test.h"

#include <ec2access/ec2access.h>

#define GAP_HOURS 24
#define TEXT_MAX 65536

static void complain(const char *what)
{
	fprintf(stderr, "case %s: %s\n", case_name, what);
	CU_FAIL("case failed");
}

/* All places as JSON lines. */
static char *places_of(const ec2a_coverage *coverage)
{
	char *text = calloc(1, TEXT_MAX), *json;
	size_t at = 0;

	for (size_t i = 0; text && i < ec2a_coverage_count(coverage, EC2A_COVERAGE_PLACES); i++) {
		json = NULL;
		CU_ASSERT_FATAL(ec2a_coverage_to_json(coverage, i, GAP_HOURS, &json) == 0);
		at += (size_t)snprintf(text + at, TEXT_MAX - at, "%s\n", json);
		ec2a_free(json);
		CU_ASSERT_FATAL(at < TEXT_MAX);
	}
	return text;
}

static char *scan_places(const struct case_files *files, int threads, int backwards)
{
	ec2a_correlator *correlator = NULL;
	ec2a_source *source = NULL;
	ec2a_scan *scan = NULL;
	char *text;

	CU_ASSERT_FATAL(ec2a_scan_new(NULL, &scan) == 0 && ec2a_correlator_new(NULL, &correlator) == 0);
	CU_ASSERT(ec2a_scan_set_threads(scan, threads) == 0);
	for (size_t i = 0; i < files->n_inputs; i++) {
		const struct case_blob *blob = &files->inputs[backwards ? files->n_inputs - 1 - i : i];

		CU_ASSERT_FATAL(ec2a_source_memory(NULL, blob->name, blob->data, blob->size, &source) == 0);
		CU_ASSERT_FATAL(ec2a_scan_add(scan, source) == 0);
	}
	CU_ASSERT(ec2a_scan_run(scan, correlator) == 0);
	text = places_of(ec2a_scan_coverage(scan));
	ec2a_correlator_free(correlator);
	ec2a_scan_free(scan);
	return text;
}

static void drain(ec2a_parser *parser)
{
	ec2a_event *event;
	int r;

	while ((r = ec2a_parser_next(parser, &event)) != 0) {
		if (r == 1)
			ec2a_event_unref(event);
		else if (r == EC2A_E_FORMAT)
			break;
	}
}

/* A parser for each input, fed byte by byte; what they cover is merged by hand. */
static char *feed_places(const struct case_files *files)
{
	ec2a_coverage *all = NULL;
	char *text;

	CU_ASSERT_FATAL(ec2a_coverage_new(&all) == 0);
	for (size_t i = 0; i < files->n_inputs; i++) {
		ec2a_parser *parser = NULL;

		CU_ASSERT_FATAL(ec2a_parser_new(NULL, &parser) == 0);
		for (size_t at = 0; at < files->inputs[i].size; at++) {
			CU_ASSERT(ec2a_parser_feed(parser, files->inputs[i].data + at, 1) == 0);
			drain(parser);
		}
		CU_ASSERT(ec2a_parser_finish(parser) == 0);
		drain(parser);
		CU_ASSERT(ec2a_coverage_merge(all, ec2a_parser_coverage(parser)) == 0);
		ec2a_parser_free(parser);
	}
	text = places_of(all);
	ec2a_coverage_free(all);
	return text;
}

static void same(const char *want, char *got, const char *how)
{
	if (strcmp(want, got) != 0)
		complain(how);
	free(got);
}

static void run_case(const char *dir, char *want)
{
	struct case_files files;
	char *places;

	case_load(&files, dir);
	CU_ASSERT(files.n_inputs > 0);
	places = scan_places(&files, 1, 0);
	same(places, scan_places(&files, 4, 0), "four threads");
	same(places, scan_places(&files, 1, 1), "inputs in reverse");
	same(places, feed_places(&files), "byte by byte");
	for (size_t i = 0; i < files.n_inputs; i++)
		case_reverse(&files.inputs[i]);
	same(places, scan_places(&files, 1, 0), "records in reverse");
	if (!rows_match(want, places)) /* the last one: it cuts rows into lines */
		complain("differs from expected-coverage.jsonl");
	case_free(&files);
	free(places);
}

static void test_all(void)
{
	DIR *folder = opendir(data_dir);
	const struct dirent *entry;
	char dir[1000], name[256];
	size_t ran = 0;

	while (folder && (entry = readdir(folder)) != NULL) {
		const char *only = getenv("EC2A_TEST_CASE");
		char *want;

		snprintf(name, sizeof name, "%s", entry->d_name);
		snprintf(dir, sizeof dir, "%.700s/%s", data_dir, name);
		case_name = name;
		want = name[0] == '.' ? NULL : case_read(dir, "expected-coverage.jsonl", NULL);
		if (want && (!only || strcmp(only, name) == 0)) {
			run_case(dir, want);
			ran++;
		}
		free(want);
	}
	if (folder)
		closedir(folder);
	fprintf(stderr, "%zu cases\n", ran);
	CU_ASSERT(ran > 0 || getenv("EC2A_TEST_CASE"));
}

int main(void)
{
	static const struct ec2a_test tests[] = { { "coverage of every folder of tests/data", test_all }, { NULL, NULL } };

	find_data();
	return ec2a_test_main("cases, coverage", tests);
}

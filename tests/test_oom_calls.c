/* SPDX-License-Identifier: MIT */
/*
 * Each allocation failing in turn in the calls beside the way from bytes to rows: rules from a file, what the
 * records cover, which of several copies counts, and the events that a scan hands out.
 */
#include "oom.h"

#include "case_files.h"

#define LONG_TEXT 2000 /* more than a text of a change may have */
#define WEEK 168

static char *covered;        /* records of several places, with changes of trails */
static size_t covered_size;
static char *copies;         /* records of one event id, and one that an addendum replaces */
static size_t copies_size;

/* ---- rules ---------------------------------------------------------------------- */

static void note_rules(ec2a_config *config, const char *json)
{
	char *error = NULL;
	int r;

	AGAIN(r, ec2a_config_read_rules(config, json, strlen(json), &error));
	oom_note("%d %s\n", r, error ? error : "-");
	ec2a_free(error);
}

/* Asked by what the classifier makes of it: no allocation of its own. */
static void note_method(ec2a_config *config)
{
	static const char json[] = "{\"eventSource\":\"ssm.amazonaws.com\",\"eventName\":\"StartSession\","
				   "\"requestParameters\":{\"target\":\"i-0123456789abcdef0\","
				   "\"documentName\":\"Corp-Shell\"}}";
	ec2a_parser *parser = NULL;
	ec2a_event *event = NULL;
	ec2a_access *access = NULL;
	int r;

	AGAIN(r, ec2a_parser_new(config, &parser));
	CU_ASSERT_FATAL(r == 0);
	AGAIN(r, ec2a_parser_feed(parser, json, sizeof json - 1));
	EQ_INT(r, 0);
	AGAIN(r, ec2a_parser_finish(parser));
	EQ_INT(r, 0);
	AGAIN(r, ec2a_parser_next(parser, &event));
	CU_ASSERT_FATAL(r == 1);
	AGAIN(r, ec2a_classify(config, event, &access));
	EQ_INT(r, 1);
	oom_note("method %d\n", ec2a_access_int(access, EC2A_ACCESS_METHOD));
	ec2a_access_free(access);
	ec2a_event_unref(event);
	ec2a_parser_free(parser);
}

static void work_rules(void *user)
{
	static const char *const texts[] = {
		"{\"documents\": {\"Corp-Shell\": \"session-manager-ssh\", \"Corp\\u002dTwo\": \"session-manager\"}}",
		"{\"hosts\": {\"web-1\": \"i-0123456789abcdef0\",\n\"10.0.1.10\": \"i-01234567\"}}",
		"{\"documents\": {\"Corp-Shell\": \"session-manager-command\"}}", /* goes before */
		"{\"hosts\": {\"web-2\": \"i-01234567\",\n\"a b\": \"i-01234567\"}}",
		"{\"hosts\": {\"web-2\": \"i-0\\u001b123\"}}",
		"{\"hosts\":\n[}",
		"",
	};
	ec2a_config *config = NULL;
	int r;

	(void)user;
	AGAIN(r, ec2a_config_new(&config));
	CU_ASSERT_FATAL(r == 0);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		note_rules(config, texts[i]);
	note_method(config);
	ec2a_config_unref(config);
}

/* ---- coverage ------------------------------------------------------------------- */

static void note_place(const ec2a_coverage *coverage, size_t place)
{
	char *json = NULL;
	int64_t value, from, to = INT64_MIN;
	int r;

	AGAIN(r, ec2a_coverage_to_json(coverage, place, WEEK, &json));
	EQ_INT(r, 0);
	oom_note("%s\n", json ? json : "-");
	ec2a_free(json);
	for (int field = EC2A_COVERAGE_ACCOUNT_ID; field <= EC2A_COVERAGE_IS_REST; field++) {
		const char *text = ec2a_coverage_str(coverage, place, field);

		value = 0;
		r = ec2a_coverage_int(coverage, place, field, &value);
		oom_note("%s %d %lld,", text ? text : "-", r, (long long)value);
	}
	while (ec2a_coverage_gap(coverage, place, 1, to, &from, &to) == 1)
		oom_note(" %lld-%lld", (long long)from, (long long)to);
	oom_note("\n");
}

static void note_coverage(const ec2a_coverage *coverage)
{
	for (int total = EC2A_COVERAGE_HOST_LINES; total <= EC2A_COVERAGE_CHANGES_CUT; total++)
		oom_note("%llu ", (unsigned long long)ec2a_coverage_count(coverage, total));
	for (size_t i = 0; i < ec2a_coverage_count(coverage, EC2A_COVERAGE_PLACES); i++)
		note_place(coverage, i);
	for (size_t i = 0; i < ec2a_coverage_count(coverage, EC2A_COVERAGE_CHANGES); i++)
		for (int field = EC2A_CHANGE_TIME; field <= EC2A_CHANGE_OUTCOME; field++) {
			const char *text = ec2a_coverage_change_str(coverage, i, field);

			oom_note("%s,", text ? text : "-");
		}
	oom_note("\n");
}

static ec2a_parser *read_covered(const char *data, size_t size)
{
	ec2a_parser *parser = NULL;
	ec2a_event *event;
	int r;

	AGAIN(r, ec2a_parser_new(NULL, &parser));
	CU_ASSERT_FATAL(r == 0);
	AGAIN(r, ec2a_parser_feed(parser, data, size));
	EQ_INT(r, 0);
	AGAIN(r, ec2a_parser_finish(parser));
	EQ_INT(r, 0);
	for (;;) {
		event = NULL;
		AGAIN(r, ec2a_parser_next(parser, &event));
		if (r != 1)
			break;
		ec2a_event_unref(event);
	}
	EQ_INT(r, 0);
	return parser;
}

static void work_coverage(void *user)
{
	ec2a_parser *first = read_covered(covered, covered_size), *second = read_covered(copies, copies_size);
	ec2a_coverage *all = NULL;
	int r;

	(void)user;
	note_coverage(ec2a_parser_coverage(first));
	AGAIN(r, ec2a_coverage_new(&all));
	CU_ASSERT_FATAL(r == 0);
	AGAIN(r, ec2a_coverage_merge(all, ec2a_parser_coverage(second)));
	EQ_INT(r, 0);
	AGAIN(r, ec2a_coverage_merge(all, ec2a_parser_coverage(first)));
	EQ_INT(r, 0);
	ec2a_parser_free(first);
	ec2a_parser_free(second);
	note_coverage(all);
	ec2a_coverage_free(all);
}

/* ---- which of several copies counts ------------------------------------------------ */

#define EVENTS_MAX 64

static void work_settle(void *user)
{
	ec2a_parser *parser = NULL;
	ec2a_event *events[EVENTS_MAX], *before[EVENTS_MAX];
	size_t n = 0, kept = 0;
	int r;

	(void)user;
	AGAIN(r, ec2a_parser_new(NULL, &parser));
	CU_ASSERT_FATAL(r == 0);
	AGAIN(r, ec2a_parser_feed(parser, copies, copies_size));
	EQ_INT(r, 0);
	AGAIN(r, ec2a_parser_finish(parser));
	EQ_INT(r, 0);
	do {
		AGAIN(r, ec2a_parser_next(parser, &events[n]));
	} while (r == 1 && ++n < EVENTS_MAX);
	EQ_INT(r, 0);
	memcpy(before, events, sizeof before);
	r = ec2a_events_settle(events, n, &kept);
	if (r == EC2A_E_NOMEM) {
		oom_met("ec2a_events_settle()", __FILE__, __LINE__);
		EQ_INT(memcmp(before, events, n * sizeof *events), 0); /* the order is as it was */
		r = ec2a_events_settle(events, n, &kept);
	}
	EQ_INT(r, 0);
	CU_ASSERT(n > kept && kept > 0);
	oom_note("%zu of %zu\n", kept, n);
	for (size_t i = 0; i < n; i++) {
		size_t size;
		const void *raw = ec2a_event_raw(events[i], &size);

		/* Copies that do not count are equal: any order of them will do. */
		if (i < kept)
			oom_note_bytes("event", raw, size);
		ec2a_event_unref(events[i]);
	}
	ec2a_parser_free(parser);
}

/* ---- the events of a scan ------------------------------------------------------------ */

struct told {
	ec2a_event *events[EVENTS_MAX];
	size_t count;
};

static int keep(ec2a_event *event, void *user)
{
	struct told *told = user;

	if (told->count < EVENTS_MAX)
		told->events[told->count++] = ec2a_event_ref(event);
	return 0;
}

static int scan_once(void)
{
	struct told told = { .count = 0 };
	ec2a_correlator *correlator = NULL;
	ec2a_source *source = NULL;
	ec2a_scan *scan = NULL;
	int r, result;

	oom_mark();
	AGAIN(r, ec2a_scan_new(NULL, &scan));
	CU_ASSERT_FATAL(r == 0);
	AGAIN(r, ec2a_correlator_new(NULL, &correlator));
	CU_ASSERT_FATAL(r == 0);
	EQ_INT(ec2a_scan_set_threads(scan, 1), 0);
	EQ_INT(ec2a_scan_set_events(scan, keep, &told), 0);
	AGAIN(r, ec2a_source_memory(NULL, "copies", copies, copies_size, &source));
	EQ_INT(r, 0);
	AGAIN(r, ec2a_scan_add(scan, source));
	EQ_INT(r, 0);
	result = ec2a_scan_run(scan, correlator);
	if (result == EC2A_E_NOMEM)
		oom_met("ec2a_scan_run()", __FILE__, __LINE__);
	note_coverage(ec2a_scan_coverage(scan)); /* safe to ask after every result */
	ec2a_correlator_free(correlator);
	ec2a_scan_free(scan);
	for (size_t i = 0; i < told.count; i++) { /* events outlive the scan */
		size_t size;
		const void *raw = ec2a_event_raw(told.events[i], &size);

		oom_note_bytes("event", raw, size);
		ec2a_event_unref(told.events[i]);
	}
	return result;
}

static void work_events(void *user)
{
	int r = scan_once();

	(void)user;
	if (r == EC2A_E_NOMEM) {
		oom_forget(); /* incomplete, as it was told */
		r = scan_once();
	}
	EQ_INT(r, 0);
}

/* ---- what is run --------------------------------------------------------------------- */

static void test_rules(void)
{
	oom_torture("rules", work_rules, NULL, 1);
}

static void test_coverage(void)
{
	oom_torture("coverage", work_coverage, NULL, 1);
}

static void test_settle(void)
{
	oom_torture("settle", work_settle, NULL, 1);
}

static void test_events(void)
{
#ifdef EC2A_OOM_SANITIZED
	oom_own_only(1);
#endif
	oom_torture("events of a scan", work_events, NULL, 1);
	oom_own_only(0);
}

/* Three places, gaps between their records, a change of each trail, one told twice and better the second time. */
static void make_covered(void)
{
	static char trail[LONG_TEXT + 1], data[16 * (LONG_TEXT + 500)];
	size_t at = 0;

	memset(trail, 't', LONG_TEXT);
	for (int i = 0; i < 12; i++)
		at += (size_t)snprintf(data + at, sizeof data - at,
				       "{\"eventSource\":\"cloudtrail.amazonaws.com\",\"eventName\":\"%s\",\"eventTime\":"
				       "\"2024-0%d-0%dT00:00:00Z\",\"eventID\":\"00000000-0000-4000-8000-00000000000%x\","
				       "\"recipientAccountId\":\"11112222333%d\",\"awsRegion\":\"eu-west-1\","
				       "\"readOnly\":false,%s\"requestParameters\":{\"name\":\"%s\"}}\n",
				       i % 2 ? "StopLogging" : "UpdateTrail", 1 + i % 4, 1 + i / 4, i % 9, i % 3,
				       i > 8 ? "\"sourceIPAddress\":\"192.0.2.1\"," : "", i == 5 ? trail : "main");
	CU_ASSERT_FATAL(at < sizeof data);
	covered = data;
	covered_size = at;
}

/* All inputs of a case, values in a row. */
static void add_copies(const char *name)
{
	struct case_files files;
	char dir[1000];

	snprintf(dir, sizeof dir, "%.900s/%.90s", data_dir, name);
	case_load(&files, dir);
	for (size_t i = 0; i < files.n_inputs; i++) {
		copies = realloc(copies, copies_size + files.inputs[i].size);
		if (!copies)
			abort();
		memcpy(copies + copies_size, files.inputs[i].data, files.inputs[i].size);
		copies_size += files.inputs[i].size;
	}
	case_free(&files);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "records to cover", make_covered }, { "rules", test_rules },        { "coverage", test_coverage },
		{ "settle", test_settle },            { "events of a scan", test_events }, { NULL, NULL },
	};
	int status;

	if (!oom_possible()) {
		puts("SKIP: the linker does not take --wrap");
		return 77;
	}
	find_data();
	if (!data_dir[0]) {
		puts("SKIP: tests/data was not found");
		return 77;
	}
	add_copies("ruling-02-duplicates");
	add_copies("ruling-02-more-values");
	add_copies("ruling-02-addendum");
	status = ec2a_test_main("out of memory: other calls", tests);
	free(copies);
	return status;
}

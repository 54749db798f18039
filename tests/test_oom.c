/* SPDX-License-Identifier: MIT */
/*
 * Each allocation failing in turn, from bytes to rows: EC2A_E_NOMEM, the same
 * call works afterwards, and the result has the same bytes. A few small cases
 * of tests/data; all of them and examples/trail with EC2ACCESS_TEST_LONG=1.
 */
#include "oom.h"

#include "case_files.h"
#include "facts_map.h"
#include "settings.h"

#define FEED 700 /* smaller than a record, so that one comes in pieces */

/* What is read, and how. */
struct sample {
	const char *name;
	const char *data;
	size_t size;
	size_t chunk;
	int events; /* ec2a_events */
	ec2a_config *config;
};

/* ---- configuration ----------------------------------------------------------- */

static void free_user(void *user)
{
	++*(int *)user;
}

static void on_log(int code, const char *message, void *user)
{
	(void)code, (void)message, (void)user;
}

static ec2a_config *make_config(int *freed)
{
	static const char *const hosts[] = { "web-1", "10.0.0.7", "db", "web-1", "a", "b", "c", "d", "e", "f" };
	ec2a_config *config = NULL;
	char name[32];
	int r;

	AGAIN(r, ec2a_config_new(&config));
	CU_ASSERT_FATAL(r == 0);
	AGAIN(r, ec2a_config_set_log(config, on_log, freed, free_user));
	EQ_INT(r, 0);
	for (int i = 0; i < 10; i++) {
		snprintf(name, sizeof name, "Corp-%d", i % 8);
		AGAIN(r, ec2a_config_map_document(config, name, EC2A_METHOD_SESSION_MANAGER + i % 3));
		EQ_INT(r, 0);
		snprintf(name, sizeof name, "i-%08d", i);
		AGAIN(r, ec2a_config_map_host(config, hosts[i], name));
		EQ_INT(r, 0);
	}
	return config;
}

static void work_config(void *user)
{
	int freed = 0;
	ec2a_config *config = make_config(&freed);
	char name[32];

	(void)user;
	for (int i = 0; i < 9; i++) {
		snprintf(name, sizeof name, "Corp-%d", i);
		oom_note("%s %d\n", name, ec2a__config_document(config, name));
	}
	oom_note("web-1 %s\n", ec2a__config_host(config, "web-1"));
	oom_note("f %s\n", ec2a__config_host(config, "f"));
	ec2a_config_unref(config);
	oom_note("freed %d\n", freed);
}

/* ---- one record ---------------------------------------------------------------- */

static void note_text(const char *what, int r, char *text)
{
	oom_note("%s %d %s\n", what, r, text ? text : "-");
	ec2a_free(text);
}

static void note_event(const ec2a_event *event)
{
	static const char *const pointers[] = { "", "/userIdentity", "/eventName", "/resources/0/ARN", "/no~1such/0" };
	char *text = NULL;
	size_t size = 0;
	const void *raw = ec2a_event_raw(event, &size);
	int r;

	oom_note_bytes("event", raw, size);
	AGAIN(r, ec2a_event_to_json(event, &text));
	note_text("json", r, text);
	for (size_t i = 0; i < sizeof pointers / sizeof pointers[0]; i++) {
		text = NULL;
		AGAIN(r, ec2a_event_pointer(event, pointers[i], &text));
		note_text(pointers[i], r, text);
	}
}

static void note_access(ec2a_config *config, const ec2a_event *event)
{
	ec2a_access *access = NULL;
	int r;

	AGAIN(r, ec2a_classify(config, event, &access));
	oom_note("classify %d", r);
	for (int field = EC2A_ACCESS_METHOD; r == 1 && field <= EC2A_ACCESS_ROLE; field++)
		oom_note(" %d", ec2a_access_int(access, field));
	oom_note("\n");
	for (size_t i = 0; r == 1 && i < ec2a_access_reason_count(access); i++)
		oom_note("%s\n", ec2a_access_reason(access, i));
	ec2a_access_free(access);
}

/* ---- facts --------------------------------------------------------------------- */

static void note_facts(const ec2a_facts *facts)
{
	ec2a_facts *copy = NULL, *loaded = NULL;
	void *bytes = NULL, *again = NULL;
	size_t size = 0, again_size = 0;
	int r;

	AGAIN(r, ec2a_facts_save(facts, &bytes, &size));
	EQ_INT(r, 0);
	oom_note_bytes("facts", bytes, size);
	AGAIN(r, ec2a_facts_load(bytes, size, &loaded));
	oom_note("load %d\n", r);
	AGAIN(r, ec2a_facts_new(&copy));
	EQ_INT(r, 0);
	AGAIN(r, ec2a_facts_merge(copy, loaded));
	AGAIN(r, ec2a_facts_merge(copy, facts));
	AGAIN(r, ec2a_facts_save(copy, &again, &again_size));
	EQ_INT(r, 0);
	oom_note_bytes("facts", again, again_size);
	ec2a_free(bytes);
	ec2a_free(again);
	ec2a_facts_free(copy);
	ec2a_facts_free(loaded);
}

static ec2a_facts *many_facts(const char *region, int count)
{
	ec2a_facts *facts = NULL;
	char text[32];

	CU_ASSERT_FATAL(ec2a_facts_new(&facts) == 0);
	for (int i = 0; i < count; i++) {
		struct ec2a__node_key key = { 0, EC2A_FACT_ADDRESS, "111122223333", region, text, text };

		snprintf(text, sizeof text, "i-%d", i);
		EQ_INT(ec2a__facts_add(facts, &key, i, i), 0);
	}
	return facts;
}

/* What somebody held before facts were handed over stays, also where there is no memory for both. */
static void test_taken(void)
{
	enum { HELD = 20, MORE = 40 };
	unsigned long fired = 1, n = 0;
	char text[32];

	while (fired) {
		ec2a_facts *facts = many_facts("eu-west-1", HELD), *more = many_facts("us-east-1", MORE);
		int r;

		oom_arm(++n, 0);
		r = ec2a__facts_take(facts, more);
		oom_disarm();
		fired = oom_fired();
		EQ_INT(r, fired ? EC2A_E_NOMEM : 0);
		for (int i = 0; i < HELD; i++) {
			snprintf(text, sizeof text, "i-%d", i);
			CU_ASSERT(ec2a__facts_knows(facts, "111122223333", "eu-west-1", text));
		}
		CU_ASSERT(fired || ec2a_facts_count(facts) == HELD + MORE);
		ec2a_facts_free(facts);
		ec2a_facts_free(more);
	}
	CU_ASSERT(n > 1);
}

/* ---- rows ---------------------------------------------------------------------- */

static void note_sessions(ec2a_correlator *correlator)
{
	ec2a_session *session = NULL;
	char *json;
	int r;

	AGAIN(r, ec2a_correlator_finish(correlator));
	EQ_INT(r, 0);
	for (;;) {
		AGAIN(r, ec2a_correlator_next(correlator, &session));
		if (r != 1)
			break;
		json = NULL;
		AGAIN(r, ec2a_session_to_json(session, &json));
		note_text("session", r, json);
		for (int field = EC2A_SESSION_ID; field <= EC2A_SESSION_RESUMED; field++)
			oom_note("%s,", ec2a_session_str(session, field) ? ec2a_session_str(session, field) : "");
		for (size_t i = 0; i < ec2a_session_reason_count(session); i++)
			oom_note("%s\n", ec2a_session_reason(session, i));
		ec2a_session_unref(session);
	}
	EQ_INT(r, 0);
	for (int counter = EC2A_COUNT_FILES_READ; counter <= EC2A_COUNT_SESSIONS; counter++)
		oom_note("%llu ", (unsigned long long)ec2a_correlator_count(correlator, counter));
	oom_note("\n");
}

/* ---- the parser ---------------------------------------------------------------- */

struct reader {
	ec2a_config *config;
	ec2a_parser *parser;
	ec2a_correlator *correlator;
	ec2a_facts *facts;
};

static void take_all(struct reader *reader)
{
	ec2a_event *event;
	int r;

	for (;;) {
		event = NULL;
		AGAIN(r, ec2a_parser_next(reader->parser, &event));
		if (r == 0)
			return;
		if (r < 0) {
			oom_note("refused %d record %llu byte %llu: %s\n", r,
				 (unsigned long long)ec2a_parser_error_record(reader->parser),
				 (unsigned long long)ec2a_parser_error_byte(reader->parser),
				 ec2a_parser_error(reader->parser));
			if (r == EC2A_E_FORMAT || r == EC2A_E_NOMEM)
				return;
			continue;
		}
		note_event(event);
		note_access(reader->config, event);
		AGAIN(r, ec2a_facts_learn(reader->facts, event));
		EQ_INT(r, 0);
		AGAIN(r, ec2a_correlator_add(reader->correlator, event));
		EQ_INT(r, 0);
		ec2a_event_unref(event);
	}
}

static void read_all(struct reader *reader, const struct sample *sample)
{
	size_t at, size;
	int r = 0;

	for (at = 0; r == 0 && at < sample->size; at += size) {
		size = sample->size - at < sample->chunk ? sample->size - at : sample->chunk;
		AGAIN(r, ec2a_parser_feed(reader->parser, sample->data + at, size));
		oom_note("feed %d\n", r);
		take_all(reader);
	}
	AGAIN(r, ec2a_parser_finish(reader->parser));
	EQ_INT(r, 0);
	take_all(reader);
	for (int counter = EC2A_COUNT_FILES_READ; counter <= EC2A_COUNT_SESSIONS; counter++)
		oom_note("%llu ", (unsigned long long)ec2a_parser_count(reader->parser, counter));
	oom_note("\n");
}

/* Bytes to rows, every call on the way. */
static void work_sample(void *user)
{
	const struct sample *sample = user;
	struct reader reader = { 0 };
	int r;

	AGAIN(r, ec2a_config_new(&reader.config));
	EQ_INT(r, 0);
	EQ_INT(ec2a_config_set_int(reader.config, EC2A_OPT_EVENTS, sample->events), 0);
	AGAIN(r, ec2a_parser_new(reader.config, &reader.parser));
	EQ_INT(r, 0);
	AGAIN(r, ec2a_parser_set_name(reader.parser, sample->name));
	EQ_INT(r, 0);
	AGAIN(r, ec2a_correlator_new(reader.config, &reader.correlator));
	EQ_INT(r, 0);
	AGAIN(r, ec2a_facts_new(&reader.facts));
	EQ_INT(r, 0);
	read_all(&reader, sample);
	note_facts(reader.facts);
	note_facts(ec2a_parser_facts(reader.parser));
	AGAIN(r, ec2a_correlator_add_facts(reader.correlator, ec2a_parser_facts(reader.parser)));
	EQ_INT(r, 0);
	ec2a_parser_free(reader.parser);
	note_sessions(reader.correlator);
	ec2a_correlator_free(reader.correlator);
	ec2a_facts_free(reader.facts);
	ec2a_config_unref(reader.config);
}

/* ---- what is run --------------------------------------------------------------- */

static int is_long(void)
{
	const char *set = getenv("EC2ACCESS_TEST_LONG");

	return set && *set && strcmp(set, "0") != 0;
}

/* The plain bytes of an input: events come out of these; gzip is test_oom_source.c's. */
static void torture_case(const char *name, int events)
{
	struct case_files files;
	char dir[2048];

	snprintf(dir, sizeof dir, "%s/%s", data_dir, name);
	case_load(&files, dir);
	CU_ASSERT(files.n_inputs > 0);
	for (size_t i = 0; i < files.n_inputs; i++) {
		struct sample sample = { name, files.inputs[i].data, files.inputs[i].size, FEED, events, NULL };

		/* A record of a megabyte is for the limits, not for this. */
		if (sample.size > 100000)
			sample.chunk = sample.size;
		oom_torture(name, work_sample, &sample, is_long() || sample.size < 3000);
	}
	case_free(&files);
}

static void test_config(void)
{
	oom_torture("configuration", work_config, NULL, 1);
}

/* Lines of every kind, among them one whose beginning alone is kept, and entries of journald. */
static void test_host_log(void)
{
	static const char lines[] =
		"Feb  3 08:15:09 h sshd[1]: Accepted publickey for a from 192.0.2.1 port 5 ssh2: RSA-CERT SHA256:abc ID b "
		"(serial 7) CA RSA SHA256:abd\n"
		"2026-02-03T08:15:09Z h\xff sudo: a : TTY=x ; PWD=/ ; USER=root ; COMMAND=/bin/sh\n"
		"{\"__REALTIME_TIMESTAMP\":\"1\",\"SYSLOG_IDENTIFIER\":\"sshd\",\"_PID\":\"1\",\"MESSAGE\":\"Accepted p for a "
		"from b port 5\"}\n"
		"{\"__REALTIME_TIMESTAMP\":\"1\",\"SYSLOG_IDENTIFIER\":\"sshd\",\"MESSAGE\":\"\\x\"}\n"
		"Feb  3 08:15:09 h k: x\n";
	struct sample sample = { "host log", lines, sizeof lines - 1, 60, EC2A_EVENTS_ALL, NULL };

	oom_torture("host log", work_sample, &sample, 1);
	sample.data = strstr(lines, "{"); /* journald's alone */
	sample.size = sizeof lines - 1 - (size_t)(sample.data - lines);
	oom_torture("journal", work_sample, &sample, 1);
}

static void test_samples(void)
{
	static const char *const names[] = {
		"seed-05", "form-history", "form-history-objects", "bad-record-in-lines", "bad-record-in-array",
		"form-awslogs", "form-lake-columns", "form-csv-semicolons",
		"bad-array-broken", "bad-element-not-object", "bad-last-cut", "fix-escaped-keys", "fix-surrogate",
		"read-empty-records", "skip-digest", "bad-not-json", "ruling-02-shared-event", "ruling-02-owner-order",
		"ruling-08-fingerprint",
		"join-push-tunnel-no-address", "join-session-masked-m2", "ruling-24-run-instances",
	};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		torture_case(names[i], EC2A_EVENTS_CONTEXT);
	torture_case("form-lines", EC2A_EVENTS_ALL);
	torture_case("form-one-pretty", EC2A_EVENTS_ACCESS);
}

static void test_all_samples(void)
{
	DIR *folder = is_long() ? opendir(data_dir) : NULL;
	const struct dirent *entry;
	char path[2048];
	struct case_files files;

	while (folder && (entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] == '.' || strcmp(entry->d_name, "make") == 0)
			continue;
		snprintf(path, sizeof path, "%s/%.200s", data_dir, entry->d_name);
		case_load(&files, path);
		if (files.n_inputs) {
			char name[256];

			snprintf(name, sizeof name, "%.200s", entry->d_name);
			torture_case(name, EC2A_EVENTS_CONTEXT);
		}
		case_free(&files);
	}
	if (folder)
		closedir(folder);
}

/* Each file of the trail by itself. */
static void test_trail(void)
{
	static char data[1 << 16];
	char path[1100];
	ec2a_source *source = NULL;
	ec2a_input *input;
	size_t size, got;

	if (!is_long())
		return;
	snprintf(path, sizeof path, "%.1000s/../../examples/trail", data_dir);
	EQ_INT(ec2a_source_path(NULL, path, &source), 0);
	while (ec2a_source_next(source, &input) == 1) {
		struct sample sample = { ec2a_input_name(input), data, 0, FEED, EC2A_EVENTS_CONTEXT, NULL };

		for (size = 0; ec2a_input_read(input, data + size, sizeof data - size, &got) == 1; size += got)
			;
		sample.size = size;
		CU_ASSERT(size > 0 && size < sizeof data);
		oom_torture(sample.name, work_sample, &sample, 1);
		ec2a_input_free(input);
	}
	ec2a_source_free(source);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "configuration", test_config },
		{ "bytes to rows", test_samples },
		{ "host log", test_host_log },
		{ "facts that are handed over", test_taken },
		{ "bytes to rows, all samples (long)", test_all_samples },
		{ "bytes to rows, examples/trail (long)", test_trail },
		{ NULL, NULL },
	};

	if (!oom_possible()) {
		puts("SKIP: the linker does not take --wrap");
		return 77;
	}
	find_data();
	if (!data_dir[0]) {
		puts("SKIP: tests/data was not found");
		return 77;
	}
	if (!oom_everywhere())
		puts("allocations of other libraries do not fail here");
	return ec2a_test_main("out of memory", tests);
}

/* SPDX-License-Identifier: MIT */
/* Each allocation failing in turn in what makes one trail of several machines' parts. */
#include "oom.h"

#include "case_files.h"

#define PARTS 16

struct saved {
	char *key;
	void *bytes;
	size_t size;
};


/* ---- the work ------------------------------------------------------------------------ */

static void read_input(ec2a_correlator *correlator, const struct case_blob *blob)
{
	ec2a_parser *parser = NULL;
	ec2a_event *event = NULL;
	char *key = NULL;
	int r;

	AGAIN(r, ec2a_parser_new(NULL, &parser));
	CU_ASSERT_FATAL(r == 0);
	AGAIN(r, ec2a_parser_set_name(parser, blob->name));
	EQ_INT(r, 0);
	AGAIN(r, ec2a_parser_feed(parser, blob->data, blob->size));
	EQ_INT(r, 0);
	AGAIN(r, ec2a_parser_finish(parser));
	EQ_INT(r, 0);
	for (;;) {
		AGAIN(r, ec2a_parser_next(parser, &event));
		if (r != 1)
			break;
		AGAIN(r, ec2a_event_partition_key(event, &key));
		EQ_INT(r, 0);
		oom_note("%s\n", key);
		ec2a_free(key);
		AGAIN(r, ec2a_correlator_add(correlator, event));
		EQ_INT(r, 0);
		ec2a_event_unref(event);
	}
	AGAIN(r, ec2a_correlator_add_facts(correlator, ec2a_parser_facts(parser)));
	EQ_INT(r, 0);
	ec2a_parser_free(parser);
}

static ec2a_correlator *new_correlator(void)
{
	ec2a_correlator *correlator = NULL;
	int r;

	AGAIN(r, ec2a_correlator_new(NULL, &correlator));
	CU_ASSERT_FATAL(r == 0);
	return correlator;
}

static void *keep(const void *bytes, size_t size)
{
	void *copy;

	oom_pause();
	copy = case_alloc(size);
	memcpy(copy, bytes, size);
	oom_resume();
	return copy;
}

static int cut(ec2a_correlator *correlator, struct saved *saved)
{
	ec2a_parts *parts = NULL;
	const char *key;
	const void *bytes;
	size_t size;
	int r, n = 0;

	AGAIN(r, ec2a_parts_new(correlator, &parts));
	CU_ASSERT_FATAL(r == 0);
	for (;;) {
		AGAIN(r, ec2a_parts_next(parts, &key, &bytes, &size));
		if (r != 1 || n == PARTS)
			break;
		oom_note("part %s\n", key);
		oom_note_bytes("bytes", bytes, size);
		saved[n++] = (struct saved){ keep(key, strlen(key) + 1), keep(bytes, size), size };
	}
	EQ_INT(r, 0);
	ec2a_parts_free(parts);
	return n;
}

static void note_ties(ec2a_correlator *common, const struct saved *saved)
{
	uint64_t *ties = NULL;
	size_t count = 0;
	int r;

	AGAIN(r, ec2a_correlator_ties(common, saved->bytes, saved->size, &ties, &count));
	EQ_INT(r, 0);
	for (size_t i = 0; i < count; i++)
		oom_note("tie %llx\n", (unsigned long long)ties[i]);
	ec2a_free(ties);
}

static int take_marks(ec2a_correlator *correlator, struct saved *marks)
{
	const void *mark;
	size_t size;
	int r, n = 0;

	AGAIN(r, ec2a_correlator_finish(correlator));
	EQ_INT(r, 0);
	for (;;) {
		AGAIN(r, ec2a_correlator_next_mark(correlator, &mark, &size));
		if (r != 1 || n == PARTS)
			break;
		oom_note_bytes("mark", mark, size);
		marks[n++] = (struct saved){ NULL, keep(mark, size), size };
	}
	return n;
}

static void note_rows(ec2a_correlator *correlator)
{
	ec2a_session *session = NULL;
	char *json = NULL;
	int r;

	AGAIN(r, ec2a_correlator_finish(correlator));
	EQ_INT(r, 0);
	for (;;) {
		AGAIN(r, ec2a_correlator_next(correlator, &session));
		if (r != 1)
			break;
		AGAIN(r, ec2a_session_to_json(session, &json));
		EQ_INT(r, 0);
		oom_note("%s\n", json);
		ec2a_free(json);
		ec2a_session_unref(session);
	}
}

static void drop(struct saved *saved, int n)
{
	oom_pause();
	for (int i = 0; i < n; i++) {
		free(saved[i].key);
		free(saved[i].bytes);
	}
	oom_resume();
}

static void work(void *user)
{
	const struct case_files *files = user;
	ec2a_correlator *machine = new_correlator(), *one = new_correlator(), *two = new_correlator();
	struct saved saved[PARTS], marks[PARTS];
	int r, n, n_marks;

	for (size_t i = 0; i < files->n_inputs; i++)
		read_input(machine, &files->inputs[i]);
	n = cut(machine, saved);
	for (int i = 0; i < n; i++) {
		AGAIN(r, ec2a_correlator_absorb(one, saved[i].bytes, saved[i].size));
		EQ_INT(r, 0);
		AGAIN(r, ec2a_correlator_absorb(two, saved[i].bytes, saved[i].size));
		EQ_INT(r, 0);
		note_ties(two, &saved[i]);
	}
	n_marks = take_marks(one, marks);
	for (int i = 0; i < 2 * n_marks; i++) {
		AGAIN(r, ec2a_correlator_add_mark(two, marks[i % n_marks].bytes, marks[i % n_marks].size));
		EQ_INT(r, 0);
	}
	note_rows(two);
	drop(saved, n);
	drop(marks, n_marks);
	ec2a_correlator_free(machine);
	ec2a_correlator_free(one);
	ec2a_correlator_free(two);
}

/* ---- what is run ----------------------------------------------------------------------- */

static void test_samples(void)
{
	static const char *const names[] = { "flag-key-reused", "flag-after-denied-1s", "ruling-02-shared-event",
					     "host-fingerprint", "join-session-masked-m2" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct case_files files;
		char dir[2048];

		snprintf(dir, sizeof dir, "%s/%s", data_dir, names[i]);
		case_load(&files, dir);
		CU_ASSERT(files.n_inputs > 0);
		oom_torture(names[i], work, &files, i == 0);
		case_free(&files);
	}
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "parts, ties, marks", test_samples },
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
	return ec2a_test_main("out of memory, parts", tests);
}

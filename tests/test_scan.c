/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "scan_problem.h"

#include <ec2access/ec2access.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

/* One StartSession by alice; n makes id, session and time. */
static size_t put_record(char *text, size_t room, int n)
{
	return (size_t)snprintf(text, room,
		"{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"IAMUser\",\"principalId\":\"AIDA\","
		"\"arn\":\"arn:aws:iam::111122223333:user/alice\",\"accountId\":\"111122223333\",\"userName\":\"alice\"},"
		"\"eventTime\":\"2026-01-02T03:%02d:%02dZ\",\"eventSource\":\"ssm.amazonaws.com\","
		"\"eventName\":\"StartSession\",\"awsRegion\":\"us-east-1\",\"sourceIPAddress\":\"203.0.113.7\","
		"\"userAgent\":\"aws-cli/2.15.0\",\"requestParameters\":{\"target\":\"i-0123456789abcdef0\"},"
		"\"responseElements\":{\"sessionId\":\"alice-%08d\"},\"requestID\":\"r\","
		"\"eventID\":\"00000000-0000-4000-8000-%012d\",\"recipientAccountId\":\"111122223333\"}",
		n / 60 % 60, n % 60, n, n);
}

/* A trail file with records from first to last; the caller frees it. */
static char *make_trail(int first, int last, size_t *ret_size)
{
	size_t room = (size_t)(last - first + 1) * 1000 + 64, len;
	char *text = malloc(room);

	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	len = (size_t)snprintf(text, room, "{\"Records\":[");
	for (int i = first; i <= last; i++) {
		len += put_record(text + len, room - len, i);
		len += (size_t)snprintf(text + len, room - len, i < last ? "," : "]}");
	}
	*ret_size = len;
	return text;
}

static ec2a_scan *new_scan(int threads, ec2a_correlator **ret_correlator)
{
	ec2a_scan *scan = NULL;

	EQ_INT(ec2a_scan_new(NULL, &scan), 0);
	EQ_INT(ec2a_scan_set_threads(scan, threads), 0);
	EQ_INT(ec2a_correlator_new(NULL, ret_correlator), 0);
	return scan;
}

static void add_memory(ec2a_scan *scan, const char *name, const void *data, size_t size)
{
	ec2a_source *source = NULL;

	EQ_INT(ec2a_source_memory(NULL, name, data, size, &source), 0);
	EQ_INT(ec2a_scan_add(scan, source), 0);
}

static void add_text(ec2a_scan *scan, const char *name, const char *text)
{
	add_memory(scan, name, text, strlen(text));
}

/* All rows as one text; the caller frees it. */
static char *rows_of(ec2a_correlator *correlator)
{
	ec2a_session *session;
	char *all = calloc(1, 1), *json;

	EQ_INT(ec2a_correlator_finish(correlator), 0);
	while (all && ec2a_correlator_next(correlator, &session) == 1) {
		EQ_INT(ec2a_session_to_json(session, &json), 0);
		all = realloc(all, strlen(all) + strlen(json) + 2);
		CU_ASSERT_PTR_NOT_NULL_FATAL(all);
		strcat(strcat(all, json), "\n");
		ec2a_free(json);
		ec2a_session_unref(session);
	}
	return all;
}

static char *run_many(int threads, int backwards)
{
	ec2a_correlator *correlator = NULL;
	ec2a_scan *scan = new_scan(threads, &correlator);
	char *trails[20], *rows;
	size_t sizes[20];

	for (int i = 0; i < 20; i++)
		trails[i] = make_trail(i * 10, i * 10 + 12, &sizes[i]); /* the last three stand in the next file, too */
	for (int i = 0; i < 20; i++) {
		int k = backwards ? 19 - i : i;

		add_memory(scan, "trail", trails[k], sizes[k]);
	}
	EQ_INT(ec2a_scan_run(scan, correlator), 0);
	EQ_INT(ec2a_scan_count(scan, EC2A_COUNT_FILES_READ), 20);
	EQ_INT(ec2a_scan_count(scan, EC2A_COUNT_RECORDS_TOTAL), 260);
	EQ_INT(ec2a_scan_count(scan, EC2A_COUNT_RECORDS_ACCESS), 260);
	EQ_INT(ec2a_scan_problem_count(scan), 0);
	rows = rows_of(correlator);
	EQ_INT(ec2a_correlator_count(correlator, EC2A_COUNT_RECORDS_DUPLICATES), 57);
	EQ_INT(ec2a_correlator_count(correlator, EC2A_COUNT_RECORDS_ACCESS), 203);
	ec2a_correlator_free(correlator);
	ec2a_scan_free(scan);
	for (int i = 0; i < 20; i++)
		free(trails[i]);
	return rows;
}

static void test_threads(void)
{
	char *one = run_many(1, 0), *four = run_many(4, 1);

	CU_ASSERT(strlen(one) > 1000);
	EQ_TEXT(four, one);
	free(one);
	free(four);
}

struct told {
	int inside, calls, end_at, code;
	ec2a_event *kept;
};

static int tell(ec2a_event *event, void *user)
{
	struct told *told = user;

	CU_ASSERT_EQUAL(told->inside++, 0); /* one at a time */
	if (!told->kept)
		told->kept = ec2a_event_ref(event);
	told->calls++;
	told->inside--;
	return told->end_at && told->calls >= told->end_at ? told->code : 7;
}

static int run_told(struct told *told, int events, const char *more)
{
	ec2a_config *config = NULL;
	ec2a_correlator *correlator = NULL;
	ec2a_scan *scan = NULL;
	char *trails[8];
	size_t sizes[8];
	int r;

	EQ_INT(ec2a_config_new(&config), 0);
	EQ_INT(ec2a_config_set_int(config, EC2A_OPT_EVENTS, events), 0);
	EQ_INT(ec2a_scan_new(config, &scan), 0);
	EQ_INT(ec2a_correlator_new(config, &correlator), 0);
	EQ_INT(ec2a_scan_set_threads(scan, 4), 0);
	EQ_INT(ec2a_scan_set_events(NULL, tell, told), EC2A_E_ARG);
	EQ_INT(ec2a_scan_set_events(scan, tell, told), 0);
	for (int i = 0; i < 8; i++) {
		trails[i] = make_trail(i * 10, i * 10 + 9, &sizes[i]);
		add_memory(scan, "trail", trails[i], sizes[i]);
	}
	add_text(scan, "more", more);
	r = ec2a_scan_run(scan, correlator);
	EQ_INT(ec2a_scan_set_events(scan, tell, told), EC2A_E_STATE);
	ec2a_correlator_free(correlator);
	ec2a_scan_free(scan);
	ec2a_config_unref(config);
	for (int i = 0; i < 8; i++)
		free(trails[i]);
	return r;
}

static void test_events(void)
{
	static const char more[] = "{\"eventSource\":\"ec2.amazonaws.com\",\"eventName\":\"StopInstances\"}\n"
				   "{\"eventSource\":\"ec2.amazonaws.com\",\"eventName\":\"DescribeInstances\"}\n";
	struct told told = {0};

	EQ_INT(run_told(&told, EC2A_EVENTS_ACCESS, more), 0);
	EQ_INT(told.calls, 80);
	EQ_TEXT(ec2a_event_str(told.kept, EC2A_FIELD_EVENT_NAME), "StartSession"); /* outlives the scan */
	ec2a_event_unref(told.kept);
	told = (struct told){0};
	EQ_INT(run_told(&told, EC2A_EVENTS_CONTEXT, more), 0);
	EQ_INT(told.calls, 81);
	ec2a_event_unref(told.kept);
	told = (struct told){0};
	EQ_INT(run_told(&told, EC2A_EVENTS_ALL, more), 0);
	EQ_INT(told.calls, 82);
	ec2a_event_unref(told.kept);
	told = (struct told){.end_at = 5, .code = -1234};
	EQ_INT(run_told(&told, EC2A_EVENTS_ACCESS, more), -1234);
	EQ_INT(told.calls, 5); /* no call after the one that ended it */
	ec2a_event_unref(told.kept);
}

static void test_problems(void)
{
	ec2a_correlator *correlator = NULL;
	ec2a_scan *scan = new_scan(2, &correlator);
	char text[4000];
	size_t len;
	ec2a_source *source = NULL;

	/* A good one, a broken access record, a good one. */
	len = put_record(text, sizeof(text), 1);
	len += (size_t)snprintf(text + len, sizeof(text) - len,
				"\n{\"eventSource\":\"ssm.amazonaws.com\",\"eventName\":\"StartSession\",\"x\":tru}\n");
	put_record(text + len, sizeof(text) - len, 2);
	add_text(scan, "b\x1b", text);
	EQ_INT(ec2a_source_path(NULL, "/a/missing", &source), 0);
	EQ_INT(ec2a_scan_add(scan, source), 0);
	add_text(scan, "empty", "");
	EQ_INT(ec2a_scan_run(scan, correlator), 0);
	EQ_INT(ec2a_scan_problem_count(scan), 2);
	EQ_TEXT(ec2a_scan_problem(scan, 0), "/a/missing: cannot be opened: No such file or directory");
	EQ_INT(ec2a_scan_problem_code(scan, 0), EC2A_E_NOT_FOUND);
	CU_ASSERT_FATAL(ec2a_scan_problem(scan, 1) != NULL);
	CU_ASSERT(strncmp(ec2a_scan_problem(scan, 1), "b\\x1", 4) == 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(ec2a_scan_problem(scan, 1), ": record 2, byte "));
	EQ_INT(ec2a_scan_problem_code(scan, 1), EC2A_E_RECORD);
	EQ_TEXT(ec2a_scan_problem_name(scan, 0), "/a/missing");
	EQ_TEXT(ec2a_scan_problem_name(scan, 1), "b\x1b");
	CU_ASSERT_PTR_NULL(ec2a_scan_problem_name(scan, 2));
	CU_ASSERT_PTR_NULL(ec2a_scan_problem(scan, 2));
	EQ_INT(ec2a_scan_problem_code(scan, 2), 0);
	EQ_INT(ec2a_scan_count(scan, EC2A_COUNT_FILES_READ), 1);
	EQ_INT(ec2a_scan_count(scan, EC2A_COUNT_FILES_SKIPPED), 1);
	EQ_INT(ec2a_scan_count(scan, EC2A_COUNT_FILES_FAILED), 1);
	EQ_INT(ec2a_scan_count(scan, EC2A_COUNT_RECORDS_REJECTED), 1);
	EQ_INT(ec2a_scan_count(scan, EC2A_COUNT_RECORDS_TOTAL), 3);
	ec2a_correlator_free(correlator);
	ec2a_scan_free(scan);
}

/* Hands out a record and the beginning of another, then breaks. */
struct breaking {
	const char *data;
	size_t left;
};

static int read_breaking(void *user, void *buffer, size_t size, size_t *ret_size)
{
	struct breaking *breaking = user;

	if (!breaking->left)
		return EC2A_E_IO;
	*ret_size = size < breaking->left ? size : breaking->left;
	memcpy(buffer, breaking->data, *ret_size);
	breaking->data += *ret_size;
	breaking->left -= *ret_size;
	return 0;
}

/* The problem that has these words; "" when none has. */
static const char *problem_with(const ec2a_scan *scan, const char *words)
{
	for (size_t i = 0; i < ec2a_scan_problem_count(scan); i++)
		if (strstr(ec2a_scan_problem(scan, i), words))
			return ec2a_scan_problem(scan, i);
	return "";
}

/* Bytes that end by an error: 0 of them is a failed input, some records before the break are kept. */
static void run_breaking(size_t keep, int read, int failed, int rejected)
{
	ec2a_correlator *correlator = NULL;
	ec2a_scan *scan = new_scan(1, &correlator);
	ec2a_source *source = NULL;
	const char *problem;
	size_t size;
	char *trail = make_trail(1, 2, &size);
	struct breaking breaking = {trail, size - keep};

	if (keep > size)
		breaking.left = 0;
	EQ_INT(ec2a_source_callbacks(NULL, "cut", read_breaking, &breaking, NULL, &source), 0);
	EQ_INT(ec2a_scan_add(scan, source), 0);
	EQ_INT(ec2a_scan_run(scan, correlator), 0);
	EQ_INT(ec2a_scan_count(scan, EC2A_COUNT_FILES_READ), read);
	EQ_INT(ec2a_scan_count(scan, EC2A_COUNT_FILES_FAILED), failed);
	EQ_INT(ec2a_scan_count(scan, EC2A_COUNT_FILES_SKIPPED), 0);
	EQ_INT(ec2a_scan_count(scan, EC2A_COUNT_RECORDS_REJECTED), rejected);
	problem = problem_with(scan, "reading failed");
	CU_ASSERT(strncmp(problem, read ? "cut: record 2, byte " : "cut: reading failed", 19) == 0);
	EQ_INT(ec2a_scan_problem_count(scan), 1); /* the record that was cut is counted, and not told again */
	ec2a_correlator_free(correlator);
	ec2a_scan_free(scan);
	free(trail);
}

static void test_breaking(void)
{
	run_breaking(40, 1, 0, 1);
	run_breaking(1000000, 0, 1, 0);
}

static void test_many_problems(void)
{
	struct ec2a__problems one = {0}, all = {0};

	for (uint64_t i = 0; i < 1234; i++)
		EQ_INT(ec2a__problems_add_record(&one, "n", i + 1, 5000 - i, EC2A_E_RECORD, "bad"), 0);
	EQ_INT(ec2a__problems_add(&one, "n", 1235, 5001, EC2A_E_FORMAT, "the end"), 0); /* always told */
	EQ_INT(ec2a__problems_close(&one, "n"), 0);
	EQ_INT(ec2a__problems_add_line(&all, "z", EC2A_E_IO, "z: last"), 0);
	EQ_INT(ec2a__problems_move(&one, &all), 0);
	EQ_INT(ec2a__problems_add_line(&all, "a", EC2A_E_IO, "a: first"), 0);
	ec2a__problems_sort(&all);
	EQ_INT(all.n, 1004);
	EQ_TEXT(all.items[0].line, "a: first");
	EQ_TEXT(all.items[1].line, "n: record 1000, byte 4001: bad");
	EQ_TEXT(all.items[1000].line, "n: record 1, byte 5000: bad");
	EQ_TEXT(all.items[1001].line, "n: record 1235, byte 5001: the end");
	EQ_TEXT(all.items[1002].line, "n: and 234 more problems in this input");
	EQ_TEXT(all.items[1003].line, "z: last");
	ec2a__problems_free(&one);
	ec2a__problems_free(&all);
}

static void *cancel_soon(void *user)
{
	usleep(50000);
	ec2a_scan_cancel(user);
	return NULL;
}

static void test_cancel(void)
{
	ec2a_correlator *correlator = NULL;
	ec2a_scan *scan = new_scan(2, &correlator);
	ec2a_source *source = NULL;
	pthread_t thread;
	int fds[2];

	CU_ASSERT(pipe(fds) == 0); /* nobody ever writes */
	EQ_INT(ec2a_source_fd(NULL, "-", fds[0], &source), 0);
	EQ_INT(ec2a_scan_add(scan, source), 0);
	CU_ASSERT(pthread_create(&thread, NULL, cancel_soon, scan) == 0);
	EQ_INT(ec2a_scan_run(scan, correlator), EC2A_E_CANCELLED);
	pthread_join(thread, NULL);
	EQ_INT(ec2a_scan_problem_count(scan), 0);
	EQ_INT(ec2a_scan_run(scan, correlator), EC2A_E_STATE);
	EQ_INT(ec2a_scan_set_threads(scan, 1), EC2A_E_STATE);
	ec2a_correlator_free(correlator);
	ec2a_scan_free(scan);
	close(fds[0]);
	close(fds[1]);
}

static int read_badly(void *user, void *buffer, size_t size, size_t *ret_size)
{
	(void)buffer;
	(void)size;
	(void)ret_size;
	return *(const int *)user;
}

/* One source that ends by itself is a failed input; the next is read. */
static void run_one_bad(int code, int cancel, int want, const char *words)
{
	ec2a_correlator *correlator = NULL;
	ec2a_scan *scan = new_scan(1, &correlator);
	ec2a_source *source = NULL;

	EQ_INT(ec2a_source_callbacks(NULL, "bad", read_badly, &code, NULL, &source), 0);
	if (cancel)
		ec2a_source_cancel(source);
	EQ_INT(ec2a_scan_add(scan, source), 0);
	add_text(scan, "good", "{\"Records\":[]}");
	EQ_INT(ec2a_scan_run(scan, correlator), 0);
	EQ_INT(ec2a_scan_count(scan, EC2A_COUNT_FILES_READ), 1);
	EQ_INT(ec2a_scan_count(scan, EC2A_COUNT_FILES_FAILED), 1);
	EQ_INT(ec2a_scan_problem_count(scan), 1);
	EQ_TEXT(ec2a_scan_problem(scan, 0), words);
	EQ_INT(ec2a_scan_problem_code(scan, 0), want);
	ec2a_correlator_free(correlator);
	ec2a_scan_free(scan);
}

static void test_one_bad(void)
{
	run_one_bad(EC2A_E_CANCELLED, 0, EC2A_E_CANCELLED, "bad: cancelled");
	run_one_bad(0, 1, EC2A_E_CANCELLED, "bad: cancelled");
	run_one_bad(-999, 0, EC2A_E_IO, "bad: reading failed: reading failed");
}

static void test_remarks(void)
{
	char folder[] = "/tmp/test_scan.XXXXXX", path[64], command[64];
	ec2a_correlator *correlator = NULL;
	ec2a_scan *scan = new_scan(1, &correlator);
	ec2a_source *source = NULL;

	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/pipe", folder);
	CU_ASSERT(mkfifo(path, 0600) == 0);
	snprintf(path, sizeof(path), "%s/loop", folder);
	CU_ASSERT(symlink(".", path) == 0);
	snprintf(path, sizeof(path), "%s/null", folder);
	CU_ASSERT(symlink("/dev/null", path) == 0);
	EQ_INT(ec2a_source_path(NULL, folder, &source), 0);
	EQ_INT(ec2a_scan_add(scan, source), 0);
	add_text(scan, "twice", "{\"Records\":[],\"Records\":[{}],\"Records\":[]}");
	EQ_INT(ec2a_scan_run(scan, correlator), 0);
	EQ_INT(ec2a_scan_count(scan, EC2A_COUNT_FILES_READ), 1);
	EQ_INT(ec2a_scan_count(scan, EC2A_COUNT_FILES_SKIPPED), 3);
	EQ_INT(ec2a_scan_problem_count(scan), 4);
	CU_ASSERT(*problem_with(scan, "/loop: a link to a folder, not followed") != '\0');
	CU_ASSERT(*problem_with(scan, "/pipe: not a regular file") != '\0');
	CU_ASSERT(*problem_with(scan, "/null: not a regular file") != '\0');
	EQ_TEXT(problem_with(scan, "twice"),
		"twice: byte 24: a second Records array is passed over, as the first key counts");
	for (size_t i = 0; i < 4; i++)
		EQ_INT(ec2a_scan_problem_code(scan, i), 0);
	ec2a_correlator_free(correlator);
	ec2a_scan_free(scan);
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	CU_ASSERT(system(command) == 0);
}

/* A finished correlator takes nothing; the scan can be run with another. */
static void test_finished(void)
{
	ec2a_correlator *correlator = NULL, *other = NULL;
	ec2a_scan *scan = new_scan(1, &correlator);

	EQ_INT(ec2a_correlator_finish(correlator), 0);
	EQ_INT(ec2a_scan_run(scan, correlator), EC2A_E_STATE);
	EQ_INT(ec2a_correlator_new(NULL, &other), 0);
	EQ_INT(ec2a_scan_run(scan, other), 0);
	ec2a_correlator_free(correlator);
	ec2a_correlator_free(other);
	ec2a_scan_free(scan);
}

/* A named pipe that nobody writes to is waited for, and left when the scan is cancelled. */
static void test_pipe(void)
{
	char folder[] = "/tmp/test_scan.XXXXXX", path[64];
	ec2a_correlator *correlator = NULL;
	ec2a_scan *scan = new_scan(1, &correlator);
	ec2a_source *source = NULL;
	pthread_t thread;

	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/pipe", folder);
	CU_ASSERT(mkfifo(path, 0600) == 0);
	EQ_INT(ec2a_source_path(NULL, path, &source), 0);
	EQ_INT(ec2a_scan_add(scan, source), 0);
	CU_ASSERT(pthread_create(&thread, NULL, cancel_soon, scan) == 0);
	alarm(20); /* a wait without end ends the test */
	EQ_INT(ec2a_scan_run(scan, correlator), EC2A_E_CANCELLED);
	alarm(0);
	pthread_join(thread, NULL);
	ec2a_correlator_free(correlator);
	ec2a_scan_free(scan);
	unlink(path);
	rmdir(folder);
}

static void *write_late(void *user)
{
	FILE *file;

	usleep(150000);
	file = fopen(user, "w");
	if (file) {
		fputs("{\"Records\":[", file);
		fflush(file);
		usleep(150000);
		fputs("]}", file);
		fclose(file);
	}
	return NULL;
}

static void test_pipe_late(void)
{
	char folder[] = "/tmp/test_scan.XXXXXX", path[64];
	ec2a_correlator *correlator = NULL;
	ec2a_scan *scan = new_scan(1, &correlator);
	ec2a_source *source = NULL;
	pthread_t thread;

	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/pipe", folder);
	CU_ASSERT(mkfifo(path, 0600) == 0);
	EQ_INT(ec2a_source_path(NULL, path, &source), 0);
	EQ_INT(ec2a_scan_add(scan, source), 0);
	CU_ASSERT(pthread_create(&thread, NULL, write_late, path) == 0);
	EQ_INT(ec2a_scan_run(scan, correlator), 0);
	pthread_join(thread, NULL);
	EQ_INT(ec2a_scan_count(scan, EC2A_COUNT_FILES_READ), 1);
	EQ_INT(ec2a_scan_problem_count(scan), 0);
	ec2a_correlator_free(correlator);
	ec2a_scan_free(scan);
	unlink(path);
	rmdir(folder);
}

static void on_progress(uint64_t files_done, uint64_t files_known, uint64_t bytes_done, void *user)
{
	uint64_t *last = user;

	last[0] = files_done;
	last[1] = files_known;
	last[2] = bytes_done;
	last[3]++;
}

static void test_progress(void)
{
	ec2a_correlator *correlator = NULL;
	ec2a_scan *scan = new_scan(0, &correlator);
	uint64_t last[4] = {0};
	size_t size;
	char *trail = make_trail(1, 3, &size);

	add_memory(scan, "one", trail, size);
	add_memory(scan, "two", trail, size);
	EQ_INT(ec2a_scan_set_progress(scan, on_progress, last), 0);
	EQ_INT(ec2a_scan_run(scan, correlator), 0);
	EQ_INT(last[0], 2);
	EQ_INT(last[1], 2);
	EQ_INT(last[2], 2 * size);
	CU_ASSERT(last[3] >= 1);
	ec2a_correlator_free(correlator);
	ec2a_scan_free(scan);
	free(trail);
}

static int see_line(ec2a_event *event, void *user)
{
	snprintf(user, 16, "%s", ec2a_event_str(event, EC2A_FIELD_LINE));
	return 0;
}

/* A file that is read on from the middle: what it tells counts from the file's begin. */
static void test_offset(void)
{
	static const char log[] = "2026-01-02T03:04:05Z web sshd[1]: Connection closed by 192.0.2.1 port 22\n";
	static const char values[] = "{\"Records\":[{\"eventID\":\"1\"}, 5]}";
	ec2a_source *source[2];
	ec2a_correlator *c;
	ec2a_scan *scan;
	char line[16] = "";

	if (ec2a_source_memory(NULL, "log", log, sizeof(log) - 1, &source[0]) < 0 ||
	    ec2a_source_memory(NULL, "values", values, sizeof(values) - 1, &source[1]) < 0 ||
	    ec2a_correlator_new(NULL, &c) < 0 || ec2a_scan_new(NULL, &scan) < 0)
		abort();
	EQ_INT(ec2a_source_set_offset(NULL, 1, 1), EC2A_E_ARG);
	EQ_INT(ec2a_parser_set_offset(NULL, 1, 1), EC2A_E_ARG);
	EQ_INT(ec2a_source_set_offset(source[0], 1000, 41), 0);
	EQ_INT(ec2a_source_set_offset(source[1], 1000, 41), 0);
	EQ_INT(ec2a_scan_set_events(scan, see_line, line), 0);
	EQ_INT(ec2a_scan_add(scan, source[0]), 0);
	EQ_INT(ec2a_scan_add(scan, source[1]), 0);
	EQ_INT(ec2a_scan_run(scan, c), 0);
	CU_ASSERT_STRING_EQUAL(line, "42");
	EQ_INT(ec2a_scan_problem_count(scan), 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(ec2a_scan_problem(scan, 0), "values: record 43, byte 1029:"));
	ec2a_scan_free(scan);
	ec2a_correlator_free(c);
}

static void test_arguments(void)
{
	ec2a_scan *scan = NULL;

	EQ_INT(ec2a_scan_new(NULL, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_scan_new(NULL, &scan), 0);
	EQ_INT(ec2a_scan_add(scan, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_scan_set_threads(scan, 1025), EC2A_E_ARG);
	EQ_INT(ec2a_scan_set_threads(scan, -1), EC2A_E_ARG);
	EQ_INT(ec2a_scan_run(scan, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_scan_count(scan, 0), 0);
	EQ_INT(ec2a_scan_count(scan, 99), 0);
	ec2a_scan_free(scan);
	ec2a_scan_free(NULL);
	ec2a_scan_cancel(NULL);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{"threads", test_threads}, {"problems", test_problems}, {"breaking inputs", test_breaking},
		{"many problems", test_many_problems}, {"cancel", test_cancel}, {"progress", test_progress},
		{"events to the caller", test_events}, {"arguments", test_arguments},
		{"one source ends", test_one_bad}, {"remarks", test_remarks}, {"finished", test_finished}, {"offset", test_offset},
		{"pipe", test_pipe}, {"pipe, late", test_pipe_late}, {NULL, NULL},
	};

	return ec2a_test_main("scan", tests);
}

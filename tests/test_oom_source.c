/* SPDX-License-Identifier: MIT */
/*
 * Each allocation failing in turn where bytes come from, and in a scan. A
 * source's call works when it is made again. A scan may end with EC2A_E_NOMEM:
 * then it frees all that it has, its correlator can be used, and a new scan
 * gives all.
 */
#include "oom.h"

#include "case_files.h"

#include <fcntl.h>
#include <unistd.h>

static char folder[] = "/tmp/ec2access-oom.XXXXXX";
static char broken_gzip[] = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03garbage that is no deflate";

/* ---- every kind of source ---------------------------------------------------------- */

static void note_input(ec2a_input *input, size_t room)
{
	static unsigned char buffer[70000];
	size_t size;
	int r;

	oom_note("input %s\n", ec2a_input_name(input));
	do {
		AGAIN(r, ec2a_input_read(input, buffer, room, &size));
		oom_note("%d ", r);
		if (size)
			oom_note_bytes("read", buffer, size);
	} while (r == 1);
	/* The words may have had no memory, the code stays. */
	oom_note("\n");
	AGAIN(r, ec2a_input_read(input, buffer, room, &size));
	oom_note("again %d\n", r);
}

static void note_source(ec2a_source *source, size_t room)
{
	ec2a_input *input;
	int r;

	for (;;) {
		input = NULL;
		AGAIN(r, ec2a_source_next(source, &input));
		oom_note("next %d\n", r);
		if (r == 0 || r == EC2A_E_NOT_FOUND || r == EC2A_E_NOMEM)
			break;
		if (r != 1)
			continue;
		note_input(input, room);
		ec2a_input_free(input);
	}
	ec2a_source_free(source);
}

static void work_path(void *user)
{
	ec2a_source *source = NULL;
	int r;

	AGAIN(r, ec2a_source_path(NULL, user, &source));
	EQ_INT(r, 0);
	note_source(source, 4000);
}

struct blob {
	const char *data;
	size_t size, at;
	int freed;
};

static void work_memory(void *user)
{
	const struct blob *blob = user;
	ec2a_source *source = NULL;
	int r;

	AGAIN(r, ec2a_source_memory(NULL, "memory", blob->data, blob->size, &source));
	EQ_INT(r, 0);
	note_source(source, 333);
}

static void work_fd(void *user)
{
	ec2a_source *source = NULL;
	int r, fd;

	oom_pause();
	fd = open(user, O_RDONLY);
	oom_resume();
	AGAIN(r, ec2a_source_fd(NULL, "fd", fd, &source));
	EQ_INT(r, 0);
	note_source(source, 4000);
	close(fd);
}

static int read_blob(void *user, void *buffer, size_t size, size_t *ret_size)
{
	struct blob *blob = user;

	*ret_size = blob->size - blob->at < 100 ? blob->size - blob->at : 100;
	if (*ret_size > size)
		*ret_size = size;
	memcpy(buffer, blob->data + blob->at, *ret_size);
	blob->at += *ret_size;
	return 0;
}

static void free_blob(void *user)
{
	((struct blob *)user)->freed++;
}

static void work_callbacks(void *user)
{
	struct blob blob = *(const struct blob *)user;
	ec2a_source *source = NULL;
	int r;

	AGAIN(r, ec2a_source_callbacks(NULL, "callbacks", read_blob, &blob, free_blob, &source));
	EQ_INT(r, 0);
	note_source(source, 4000);
	EQ_INT(blob.freed, 1);
}

/* ---- scans ------------------------------------------------------------------------- */

struct scanning {
	int threads;
	const struct blob *trail;
};

static void add_sources(ec2a_scan *scan, const struct blob *trail)
{
	ec2a_source *source = NULL;
	int r;

	for (int i = 0; i < 4; i++) {
		if (i == 0)
			AGAIN(r, ec2a_source_path(NULL, folder, &source));
		else if (i == 1)
			AGAIN(r, ec2a_source_memory(NULL, "trail", trail->data, trail->size, &source));
		else if (i == 2)
			AGAIN(r, ec2a_source_path(NULL, "/no/such/folder", &source));
		else
			AGAIN(r, ec2a_source_memory(NULL, "bad.gz", broken_gzip, sizeof broken_gzip, &source));
		EQ_INT(r, 0);
		AGAIN(r, ec2a_scan_add(scan, source));
		EQ_INT(r, 0);
	}
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
	EQ_INT(r, 0);
}

/* All that a scan tells; safe to ask after every result. */
static void note_scan(const ec2a_scan *scan)
{
	for (int counter = EC2A_COUNT_FILES_READ; counter <= EC2A_COUNT_SESSIONS; counter++)
		oom_note("%llu ", (unsigned long long)ec2a_scan_count(scan, counter));
	for (size_t i = 0; i < ec2a_scan_problem_count(scan); i++)
		oom_note("\n%d %s", ec2a_scan_problem_code(scan, i), ec2a_scan_problem(scan, i));
	oom_note("\n");
}

static int scan_once(const struct scanning *scanning)
{
	ec2a_correlator *correlator = NULL;
	ec2a_scan *scan = NULL;
	int r;

	oom_mark();
	AGAIN(r, ec2a_scan_new(NULL, &scan));
	EQ_INT(r, 0);
	EQ_INT(ec2a_scan_set_threads(scan, scanning->threads), 0);
	AGAIN(r, ec2a_correlator_new(NULL, &correlator));
	EQ_INT(r, 0);
	add_sources(scan, scanning->trail);
	r = ec2a_scan_run(scan, correlator);
	if (r == EC2A_E_NOMEM)
		oom_met("ec2a_scan_run()", __FILE__, __LINE__);
	note_scan(scan);
	note_rows(correlator);
	ec2a_correlator_free(correlator);
	ec2a_scan_free(scan);
	return r;
}

static void work_scan(void *user)
{
	int r = scan_once(user);

	if (r == EC2A_E_NOMEM) {
		oom_forget(); /* incomplete, as it was told */
		r = scan_once(user);
	}
	EQ_INT(r, 0);
}

/* ---- what is run ------------------------------------------------------------------- */

static struct blob trail, packed;

static void put_file(const char *name, const char *data, size_t size)
{
	char path[200];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "wb");
	CU_ASSERT_FATAL(file != NULL);
	CU_ASSERT(fwrite(data, 1, size, file) == size);
	fclose(file);
}

static void make_folder(void)
{
	char path[200];

	CU_ASSERT_FATAL(mkdtemp(folder) != NULL);
	snprintf(path, sizeof path, "%s/sub", folder);
	CU_ASSERT(mkdir(path, 0700) == 0);
	put_file("a.json", trail.data, trail.size);
	put_file("sub/b.json.gz", packed.data, packed.size);
	put_file("sub/c.json", "{\"Records\":[{\"eventName\":\"StartSession\"", 38);
	put_file("sub/d.txt", "not JSON", 8);
}

static void remove_folder(void)
{
	static const char *const names[] = { "a.json", "sub/b.json.gz", "sub/c.json", "sub/d.txt", "sub", "" };
	char path[200];

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		CU_ASSERT(remove(path) == 0);
	}
}

static void test_sources(void)
{
	struct blob broken = { broken_gzip, sizeof broken_gzip, 0, 0 };
	char path[200];

	snprintf(path, sizeof path, "%s/sub/b.json.gz", folder);
	oom_torture("folder", work_path, folder, 1);
	oom_torture("no folder", work_path, (char[]){ "/no/such/folder" }, 1);
	oom_torture("descriptor", work_fd, path, 1);
	oom_torture("memory", work_memory, &trail, 1);
	oom_torture("memory, gzip", work_memory, &packed, 1);
	oom_torture("memory, broken gzip", work_memory, &broken, 1);
	oom_torture("callbacks", work_callbacks, &packed, 1);
}

static void test_scan(void)
{
	struct scanning one = { 1, &trail }, two = { 2, &trail };

#ifdef EC2A_OOM_SANITIZED
	oom_own_only(1);
#endif
	oom_torture("scan, one thread", work_scan, &one, 1);
	oom_torture("scan, two threads", work_scan, &two, 1);
	oom_own_only(0);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "folder", make_folder },
		{ "sources", test_sources },
		{ "scan", test_scan },
		{ "the folder goes", remove_folder },
		{ NULL, NULL },
	};
	char *data;
	int status;

	if (!oom_possible()) {
		puts("SKIP: the linker does not take --wrap");
		return 77;
	}
	find_data();
	data = data_dir[0] ? case_read(data_dir, "seed-04/input.json", &trail.size) : NULL;
	if (!data) {
		puts("SKIP: tests/data was not found");
		return 77;
	}
	trail.data = data;
	packed.data = case_pack(trail.data, trail.size, &packed.size);
	status = ec2a_test_main("out of memory: sources and scan", tests);
	free((char *)(uintptr_t)packed.data);
	free(data);
	return status;
}

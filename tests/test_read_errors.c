/* SPDX-License-Identifier: MIT */
/*
 * Reading that goes wrong: each read failing in turn with each error, reads of
 * every size, cancelling at each of them, each call of the system failing in
 * turn, and files that change between listing and opening.
 */
#include "test.h"

#include "case_files.h"

#include <ec2access/ec2access.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

static struct case_blob trail, packed;

/* ---- calls of the system that fail ---------------------------------------------------- */

static unsigned long call, fail_call; /* the fail_call-th from now on fails; 0: none */
static int fail_errno, fail_hit, reads_only;

static int fails(int is_read)
{
	if (!fail_call || (reads_only && !is_read) || ++call != fail_call)
		return 0;
	fail_hit = 1;
	errno = fail_errno;
	return 1;
}

#ifdef EC2A_OOM_WRAP
#ifdef __GLIBC__ /* off_t has 64 bits here, so these are the names that the library was linked with */
#define WRAP(name) __wrap_##name##64
#define REAL(name) __real_##name##64
#else
#define WRAP(name) __wrap_##name
#define REAL(name) __real_##name
#endif

ssize_t __real_read(int fd, void *buffer, size_t size);
ssize_t __wrap_read(int fd, void *buffer, size_t size);
int REAL(open)(const char *path, int flags, ...);
int WRAP(open)(const char *path, int flags, ...);
int REAL(stat)(const char *path, struct stat *st);
int WRAP(stat)(const char *path, struct stat *st);
int REAL(fstat)(int fd, struct stat *st);
int WRAP(fstat)(int fd, struct stat *st);
int REAL(fstatat)(int folder, const char *path, struct stat *st, int flags);
int WRAP(fstatat)(int folder, const char *path, struct stat *st, int flags);
struct dirent *REAL(readdir)(DIR *folder);
struct dirent *WRAP(readdir)(DIR *folder);
DIR *__real_fdopendir(int fd);
DIR *__wrap_fdopendir(int fd);

ssize_t __wrap_read(int fd, void *buffer, size_t size)
{
	return fails(1) ? -1 : __real_read(fd, buffer, size);
}

int WRAP(open)(const char *path, int flags, ...)
{
	va_list arguments;
	int mode = 0;

	va_start(arguments, flags);
	if (flags & O_CREAT)
		mode = va_arg(arguments, int);
	va_end(arguments);
	return fails(0) ? -1 : REAL(open)(path, flags, mode);
}

int WRAP(stat)(const char *path, struct stat *st)
{
	return fails(0) ? -1 : REAL(stat)(path, st);
}

int WRAP(fstat)(int fd, struct stat *st)
{
	return fails(0) ? -1 : REAL(fstat)(fd, st);
}

int WRAP(fstatat)(int folder, const char *path, struct stat *st, int flags)
{
	return fails(0) ? -1 : REAL(fstatat)(folder, path, st, flags);
}

struct dirent *WRAP(readdir)(DIR *folder)
{
	return fails(0) ? NULL : REAL(readdir)(folder);
}

DIR *__wrap_fdopendir(int fd)
{
	return fails(0) ? NULL : __real_fdopendir(fd);
}
#endif

/* ---- a caller's own read function ------------------------------------------------------ */

struct feeder {
	const char *data;
	size_t size, at, step;
	int reads, fail_at, code; /* the fail_at-th read gives the code, once */
	int cancel_at;
	ec2a_source *source;
	ec2a_scan *scan;
};

static int feed(void *user, void *buffer, size_t size, size_t *ret_size)
{
	struct feeder *feeder = user;
	size_t n = feeder->size - feeder->at;

	feeder->reads++;
	if (feeder->reads == feeder->fail_at)
		return feeder->code;
	if (feeder->reads == feeder->cancel_at) {
		ec2a_source_cancel(feeder->source);
		ec2a_scan_cancel(feeder->scan);
	}
	n = n < size ? n : size;
	n = n < feeder->step ? n : feeder->step;
	memcpy(buffer, feeder->data + feeder->at, n);
	feeder->at += n;
	*ret_size = n;
	return 0;
}

static ec2a_input *open_feeder(struct feeder *feeder, ec2a_source **ret_source)
{
	ec2a_input *input = NULL;

	EQ_INT(ec2a_source_callbacks(NULL, "feeder", feed, feeder, NULL, ret_source), 0);
	EQ_INT(ec2a_source_next(*ret_source, &input), 1);
	CU_ASSERT_FATAL(input != NULL);
	return input;
}

/* Reads to the end; 0 or the error that it ended with. What came must be the beginning of the trail. */
static int read_input(ec2a_input *input, size_t room, size_t *ret_size)
{
	static char all[1 << 17];
	size_t got = 0, size;
	int r;

	do {
		size_t fits = sizeof all - got < room ? sizeof all - got : room;

		r = ec2a_input_read(input, all + got, fits, &size);
		got += size;
		CU_ASSERT(r != 1 || size > 0);
		CU_ASSERT(r != 0 || size == 0);
	} while (r == 1);
	CU_ASSERT(got <= trail.size && memcmp(all, trail.data, got) == 0);
	*ret_size = got;
	return r;
}

/* ---- callbacks --------------------------------------------------------------------------- */

static void fail_one_read(const struct case_blob *blob, int n, int code)
{
	struct feeder feeder = { .data = blob->data, .size = blob->size, .step = 500, .fail_at = n, .code = code };
	ec2a_source *source = NULL;
	ec2a_input *input = open_feeder(&feeder, &source);
	size_t size, more = 0;
	int r = read_input(input, 700, &size);

	if (feeder.reads < n) {
		EQ_INT(r, 0);
		EQ_INT(size, trail.size);
	} else if (code == EC2A_E_NOMEM) {
		EQ_INT(r, EC2A_E_NOMEM);
		r = ec2a_input_read(input, (char[1]){ 0 }, 1, &more); /* goes on where it was */
		EQ_INT(r, size + more == trail.size && !more ? 0 : 1);
	} else {
		EQ_INT(r, code > 0 ? EC2A_E_IO : code);
		CU_ASSERT(strlen(ec2a_input_error(input)) > 5);
		EQ_INT(ec2a_input_read(input, (char[1]){ 0 }, 1, &more), r); /* told again, nothing is read any more */
		EQ_INT(feeder.reads, n);
	}
	ec2a_input_free(input);
	ec2a_source_free(source);
}

static void test_each_read(void)
{
	int reads = (int)(trail.size / 500) + 3;

	for (int code = EC2A_E_ARG; code >= EC2A_E_CANCELLED; code--)
		for (int n = 1; ec2a_enum_name(EC2A_ENUM_ERROR, code) && n <= reads; n++) {
			fail_one_read(&trail, n, code);
			fail_one_read(&packed, n, code);
		}
	for (int n = 1; n <= reads; n++)
		fail_one_read(&trail, n, 1);
}

/* The same bytes, however few a read gives, and however few are asked for. */
static void test_each_size(void)
{
	const struct case_blob *blobs[] = { &trail, &packed };

	for (size_t i = 0; i < 2; i++)
		for (size_t step = 1; step <= blobs[i]->size + 1; step += step < 64 ? 1 : 61) {
			struct feeder feeder = { .data = blobs[i]->data, .size = blobs[i]->size, .step = step };
			ec2a_source *source = NULL;
			ec2a_input *input = open_feeder(&feeder, &source);
			size_t size;

			EQ_INT(read_input(input, 1 + blobs[i]->size % step, &size), 0);
			EQ_INT(size, trail.size);
			ec2a_input_free(input);
			ec2a_source_free(source);
		}
}

static void test_each_cancel(void)
{
	for (int n = 1;; n++) {
		struct feeder feeder = { .data = packed.data, .size = packed.size, .step = 50, .cancel_at = n };
		ec2a_input *input = open_feeder(&feeder, &feeder.source), *none = NULL;
		size_t size;
		int r = read_input(input, 100, &size);

		EQ_INT(r, feeder.reads < n ? 0 : EC2A_E_CANCELLED);
		if (r < 0) {
			EQ_INT(ec2a_source_next(feeder.source, &none), EC2A_E_CANCELLED);
			EQ_TEXT(ec2a_input_error(input), "cancelled");
		}
		ec2a_source_free(feeder.source);
		ec2a_input_free(input);
		if (feeder.reads < n)
			return;
	}
}

/* ---- scans ------------------------------------------------------------------------------- */

struct totals {
	uint64_t files, failed, records, rejected;
	size_t problems;
};

/* A scan of one source: its result. The correlator must give its rows after every one. */
static int scan_source(ec2a_source *source, struct feeder *feeder, struct totals *totals)
{
	ec2a_correlator *correlator = NULL;
	ec2a_session *session;
	ec2a_scan *scan = NULL;
	int r;

	EQ_INT(ec2a_scan_new(NULL, &scan), 0);
	EQ_INT(ec2a_correlator_new(NULL, &correlator), 0);
	EQ_INT(ec2a_scan_set_threads(scan, 1), 0);
	EQ_INT(ec2a_scan_add(scan, source), 0);
	if (feeder)
		feeder->scan = scan;
	r = ec2a_scan_run(scan, correlator);
	totals->failed = ec2a_scan_count(scan, EC2A_COUNT_FILES_FAILED);
	totals->files = ec2a_scan_count(scan, EC2A_COUNT_FILES_READ) + totals->failed +
			ec2a_scan_count(scan, EC2A_COUNT_FILES_SKIPPED);
	totals->records = ec2a_scan_count(scan, EC2A_COUNT_RECORDS_TOTAL);
	totals->rejected = ec2a_scan_count(scan, EC2A_COUNT_RECORDS_REJECTED);
	totals->problems = ec2a_scan_problem_count(scan);
	for (size_t i = 0; i < totals->problems; i++)
		CU_ASSERT(strlen(ec2a_scan_problem(scan, i)) > 10 && ec2a_scan_problem_code(scan, i) < 0);
	EQ_INT(ec2a_correlator_finish(correlator), 0);
	while (ec2a_correlator_next(correlator, &session) == 1)
		ec2a_session_unref(session);
	ec2a_correlator_free(correlator);
	ec2a_scan_free(scan);
	return r;
}

/* One input, whose n-th read fails or cancels the scan. */
static int scan_feeder(struct feeder *feeder, struct totals *totals)
{
	ec2a_source *source = NULL;

	EQ_INT(ec2a_source_callbacks(NULL, "feeder", feed, feeder, NULL, &source), 0);
	return scan_source(source, feeder, totals);
}

/* What broke off is told, whatever its callback called it, and the scan is whole otherwise. */
static void test_scan_reads(void)
{
	for (int code = EC2A_E_ARG; code >= EC2A_E_CANCELLED; code--)
		for (int n = 1; ec2a_enum_name(EC2A_ENUM_ERROR, code) && n <= 4; n++) {
			struct feeder feeder = { .data = trail.data, .size = trail.size, .step = 900, .fail_at = n,
						 .code = code };
			struct totals totals;
			int r = scan_feeder(&feeder, &totals);

			EQ_INT(r, code == EC2A_E_NOMEM ? EC2A_E_NOMEM : 0);
			if (r < 0)
				continue;
			if (totals.files != 1)
				fprintf(stderr, "read %d gives %s:\n", n, ec2a_enum_name(EC2A_ENUM_ERROR, code));
			EQ_INT(totals.files, 1);
			EQ_INT(totals.failed, totals.records == 0);
			CU_ASSERT(totals.problems > 0);
		}
}

static void test_scan_cancel(void)
{
	for (int n = 1; n <= 4; n++) {
		struct feeder feeder = { .data = trail.data, .size = trail.size, .step = 900, .cancel_at = n };
		struct totals totals;

		EQ_INT(scan_feeder(&feeder, &totals), EC2A_E_CANCELLED);
		EQ_INT(totals.problems, 0);
	}
}

/* ---- a folder ------------------------------------------------------------------------------ */

static char folder[] = "/tmp/ec2access-read.XXXXXX";

static const char *in_folder(const char *name)
{
	static char path[200];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void put_file(const char *name, const struct case_blob *blob)
{
	FILE *file = fopen(in_folder(name), "wb");

	CU_ASSERT_FATAL(file != NULL);
	CU_ASSERT(fwrite(blob->data, 1, blob->size, file) == blob->size);
	fclose(file);
}

static void make_folder(void)
{
	CU_ASSERT_FATAL(mkdtemp(folder) != NULL);
	CU_ASSERT(mkdir(in_folder("sub"), 0700) == 0);
	put_file("a", &trail);
	put_file("sub/b", &packed);
	put_file("z", &trail);
}

static void remove_folder(void)
{
	static const char *const names[] = { "a", "sub/b", "sub", "z", "" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		CU_ASSERT(remove(in_folder(names[i])) == 0);
}

static int open_descriptors(void)
{
	int n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) != -1;
	return n;
}

/* Everything below the folder: how many inputs came whole, and how many errors were told. A call that had no memory
 * is made again. */
static void read_folder(int *ret_whole, int *ret_told)
{
	ec2a_source *source = NULL;
	ec2a_input *input;
	size_t size;
	int r, got;

	*ret_whole = *ret_told = 0;
	EQ_INT(ec2a_source_path(NULL, folder, &source), 0);
	while ((r = ec2a_source_next(source, &input)) != 0 && r != EC2A_E_NOT_FOUND) {
		if (r != 1) {
			CU_ASSERT(strstr(ec2a_source_error(source), folder) != NULL || r == EC2A_E_NOMEM);
			*ret_told += r != EC2A_E_NOMEM;
			continue;
		}
		do
			got = read_input(input, 3000, &size);
		while (got == EC2A_E_NOMEM);
		*ret_whole += got == 0 && size == trail.size;
		*ret_told += got < 0;
		ec2a_input_free(input);
	}
	*ret_told += r == EC2A_E_NOT_FOUND;
	ec2a_source_free(source);
}

/* The n-th call fails: 0 when there were fewer. */
static int fail_one_call(unsigned long n, int number, int once_is_nothing)
{
	int whole, told, before = open_descriptors(), hit;

	fail_errno = number;
	fail_hit = 0;
	call = 0;
	fail_call = n;
	read_folder(&whole, &told);
	fail_call = 0;
	hit = fail_hit;
	EQ_INT(open_descriptors(), before);
	/* Nothing is lost silently; and what only had to be asked again is not lost at all. */
	if (told == 0 || once_is_nothing)
		EQ_INT(whole, 3);
	if (once_is_nothing)
		EQ_INT(told, 0);
	if (told == 0 ? whole != 3 : told > 1)
		fprintf(stderr, "call %lu, %d: whole %d, told %d\n", n, number, whole, told);
	CU_ASSERT(told <= 1);
	return hit;
}

static void test_each_call(void)
{
	static const int numbers[] = { EIO, EACCES, EMFILE, ENOENT, ENOMEM };

	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		for (unsigned long n = 1; fail_one_call(n, numbers[i], 0); n++)
			;
	reads_only = 1;
	for (unsigned long n = 1; fail_one_call(n, EINTR, 1); n++)
		;
	for (unsigned long n = 1; fail_one_call(n, EAGAIN, 1); n++)
		;
	reads_only = 0;
}

/* ---- files that change between listing and opening --------------------------------------------- */

static void becomes_nothing(const char *path)
{
	CU_ASSERT(unlink(path) == 0);
}

static void becomes_folder(const char *path)
{
	CU_ASSERT(unlink(path) == 0 && mkdir(path, 0700) == 0);
}

static void becomes_pipe(const char *path)
{
	CU_ASSERT(unlink(path) == 0 && mkfifo(path, 0600) == 0);
}

static void becomes_loop(const char *path)
{
	CU_ASSERT(unlink(path) == 0 && symlink(path, path) == 0);
}

static void becomes_empty(const char *path)
{
	CU_ASSERT(truncate(path, 0) == 0);
}

static void becomes_secret(const char *path)
{
	CU_ASSERT(chmod(path, 0) == 0);
}

static void change_and_read(void (*change)(const char *path), int want)
{
	ec2a_source *source = NULL;
	ec2a_input *input = NULL;
	size_t size;

	put_file("sub/b", &packed);
	EQ_INT(ec2a_source_path(NULL, in_folder("sub"), &source), 0);
	EQ_INT(ec2a_source_next(source, &input), 1);
	change(in_folder("sub/b"));
	EQ_INT(read_input(input, 1000, &size), want);
	EQ_INT(size, 0);
	CU_ASSERT(want == 0 || strstr(ec2a_input_error(input), "cannot be opened: ") != NULL);
	ec2a_input_free(input);
	remove(in_folder("sub/b"));
	EQ_INT(ec2a_source_next(source, &input), 0);
	ec2a_source_free(source);
	put_file("sub/b", &packed);
}

static void test_changes(void)
{
	change_and_read(becomes_nothing, EC2A_E_NOT_FOUND);
	change_and_read(becomes_folder, EC2A_E_IO);
	change_and_read(becomes_pipe, EC2A_E_IO);
	change_and_read(becomes_loop, EC2A_E_IO);
	change_and_read(becomes_empty, 0);
	if (geteuid() != 0)
		change_and_read(becomes_secret, EC2A_E_IO);
	else
		puts("root may read everything: files without permission are left out");
}

/* A folder that may not be listed is told; the files beside it are read. */
static void test_secret_folder(void)
{
	ec2a_source *source = NULL;
	struct totals totals;

	if (geteuid() == 0)
		return;
	CU_ASSERT(chmod(in_folder("sub"), 0) == 0);
	EQ_INT(ec2a_source_path(NULL, folder, &source), 0);
	EQ_INT(scan_source(source, NULL, &totals), 0);
	CU_ASSERT(chmod(in_folder("sub"), 0700) == 0);
	EQ_INT(totals.files, 3);
	EQ_INT(totals.failed, 1);
	EQ_INT(totals.problems, 1);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "each read of a callback fails", test_each_read },
		{ "reads of each size", test_each_size },
		{ "cancelled at each read", test_each_cancel },
		{ "each read of a scan fails", test_scan_reads },
		{ "a scan cancelled at each read", test_scan_cancel },
		{ "a folder", make_folder },
		{ "each call of the system fails", test_each_call },
		{ "files that change", test_changes },
		{ "a folder without permission", test_secret_folder },
		{ "the folder goes", remove_folder },
		{ NULL, NULL },
	};
	int status;

	find_data();
	trail.data = data_dir[0] ? case_read(data_dir, "seed-04/input.json", &trail.size) : NULL;
	if (!trail.data) {
		puts("SKIP: tests/data was not found");
		return 77;
	}
	packed.data = case_pack(trail.data, trail.size, &packed.size);
	status = ec2a_test_main("reading goes wrong", tests);
	free(packed.data);
	free(trail.data);
	return status;
}

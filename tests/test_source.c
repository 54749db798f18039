/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <ec2access/ec2access.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static char folder[64];

static void path_in(char *path, size_t size, const char *name)
{
	snprintf(path, size, "%s/%s", folder, name);
}

static void write_file(const char *name, const void *data, size_t size)
{
	char path[512];
	FILE *file;

	path_in(path, sizeof(path), name);
	file = fopen(path, "wb");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	CU_ASSERT(fwrite(data, 1, size, file) == size);
	fclose(file);
}

static void make_folder(const char *name)
{
	char path[512];

	path_in(path, sizeof(path), name);
	CU_ASSERT(mkdir(path, 0700) == 0);
}

static void begin(void)
{
	strcpy(folder, "/tmp/test_source.XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
}

static void end(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	CU_ASSERT(system(command) == 0);
}

/* One gzip member. */
static size_t pack(const void *data, size_t size, unsigned char *packed, size_t room)
{
	z_stream z;
	size_t made;

	memset(&z, 0, sizeof(z));
	CU_ASSERT(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
	z.next_in = (unsigned char *)(uintptr_t)data;
	z.avail_in = (unsigned)size;
	z.next_out = packed;
	z.avail_out = (unsigned)room;
	CU_ASSERT(deflate(&z, Z_FINISH) == Z_STREAM_END);
	made = room - z.avail_out;
	deflateEnd(&z);
	return made;
}

/* All bytes of the only input of a source, read in steps. Returns the last result. The source goes. */
static int read_all(ec2a_source *source, size_t step, char *text, size_t room, size_t *ret_len, char *error)
{
	ec2a_input *input = NULL;
	size_t len = 0, got;
	int r;

	error[0] = '\0';
	EQ_INT(ec2a_source_next(source, &input), 1);
	ec2a_source_free(source); /* the input lives on */
	do {
		r = ec2a_input_read(input, text + len, room - 1 - len < step ? room - 1 - len : step, &got);
		len += got;
	} while (r == 1);
	text[len] = '\0';
	*ret_len = len;
	snprintf(error, 128, "%s", ec2a_input_error(input));
	EQ_INT(ec2a_input_read(input, text, 1, &got), r); /* told again */
	EQ_INT(got, 0);
	ec2a_input_free(input);
	return r;
}

static void test_memory(void)
{
	ec2a_source *source = NULL;
	ec2a_input *input = NULL;
	char text[64], error[128];
	size_t len;

	EQ_INT(ec2a_source_memory(NULL, "m", "hello", 5, &source), 0);
	EQ_INT(read_all(source, 2, text, sizeof(text), &len, error), 0);
	EQ_TEXT(text, "hello");
	EQ_INT(ec2a_source_memory(NULL, "m", NULL, 0, &source), 0);
	EQ_INT(read_all(source, 2, text, sizeof(text), &len, error), 0);
	EQ_INT(len, 0);
	EQ_INT(ec2a_source_memory(NULL, "one", "\x1f", 1, &source), 0); /* half of gzip's magic is no gzip */
	EQ_INT(ec2a_source_next(source, &input), 1);
	EQ_TEXT(ec2a_input_name(input), "one");
	EQ_INT(ec2a_input_read(input, text, sizeof(text), &len), 1);
	EQ_INT(len, 1);
	ec2a_input_free(input);
	EQ_INT(ec2a_source_next(source, &input), 0);
	ec2a_source_free(source);
}

/* Copies must be the same to the byte: gzip stays gzip. */
static void test_stored(void)
{
	unsigned char packed[256], got[256];
	size_t size = pack("hello hello hello", 17, packed, sizeof(packed)), len = 0, n = 0;
	ec2a_source *source = NULL;
	ec2a_input *input = NULL;
	int r;

	EQ_INT(ec2a_source_memory(NULL, "m", packed, size, &source), 0);
	EQ_INT(ec2a_source_next(source, &input), 1);
	ec2a_source_free(source);
	CU_ASSERT_PTR_NULL(ec2a_input_detail(input, "etag"));
	CU_ASSERT_PTR_NULL(ec2a_input_detail(input, NULL));
	EQ_INT(ec2a_input_continue(input, "{}", 2), EC2A_E_UNSUPPORTED);
	EQ_INT(ec2a_input_continue(NULL, "{}", 2), EC2A_E_ARG);
	EQ_INT(ec2a_input_read_stored(NULL, got, 1, &n), EC2A_E_ARG);
	while ((r = ec2a_input_read_stored(input, got + len, 7, &n)) == 1)
		len += n;
	EQ_INT(r, 0);
	EQ_INT(n, 0);
	EQ_INT(len, size);
	CU_ASSERT(memcmp(got, packed, size) == 0);
	EQ_INT(ec2a_input_read_stored(input, got, 7, &n), 0);
	ec2a_input_free(input);

	EQ_INT(ec2a_source_memory(NULL, "m", packed, size, &source), 0);
	EQ_INT(ec2a_source_next(source, &input), 1);
	ec2a_source_free(source);
	EQ_INT(ec2a_input_read(input, got, 5, &n), 1);
	EQ_INT(ec2a_input_read_stored(input, got, 7, &n), EC2A_E_STATE);
	ec2a_input_free(input);
}

static void test_pack(void)
{
	static const char *const texts[] = { "", "x", "{\"Events\":[]}\n" };
	char got[64], error[128];
	void *packed = NULL;
	size_t size = 0, len;
	ec2a_source *source;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		EQ_INT(ec2a_gzip(texts[i], strlen(texts[i]), &packed, &size), 0);
		EQ_INT(ec2a_source_memory(NULL, "m", packed, size, &source), 0);
		EQ_INT(read_all(source, 7, got, sizeof(got), &len, error), 0);
		EQ_TEXT(got, texts[i]);
		ec2a_free(packed);
	}
	EQ_INT(ec2a_gzip(NULL, 0, &packed, &size), 0);
	ec2a_free(packed);
	EQ_INT(ec2a_gzip(NULL, 1, &packed, &size), EC2A_E_ARG);
	EQ_INT(ec2a_gzip("x", 1, NULL, &size), EC2A_E_ARG);
}

static void test_arguments(void)
{
	ec2a_source *source = NULL;

	EQ_INT(ec2a_source_memory(NULL, NULL, "x", 1, &source), EC2A_E_ARG);
	EQ_INT(ec2a_source_memory(NULL, "n", NULL, 1, &source), EC2A_E_ARG);
	EQ_INT(ec2a_source_path(NULL, "", &source), EC2A_E_ARG);
	EQ_INT(ec2a_source_fd(NULL, "n", -1, &source), EC2A_E_ARG);
	EQ_INT(ec2a_source_callbacks(NULL, "n", NULL, NULL, NULL, &source), EC2A_E_ARG);
	EQ_INT(ec2a_source_next(NULL, NULL), EC2A_E_ARG);
	CU_ASSERT_PTR_NULL(source);
	ec2a_source_free(NULL);
	ec2a_input_free(NULL);
	ec2a_source_cancel(NULL);
}

static void test_gzip(void)
{
	unsigned char packed[512];
	ec2a_source *source = NULL;
	char text[64], error[128];
	size_t size, len;

	size = pack("hello ", 6, packed, sizeof(packed));
	size += pack("world", 5, packed + size, sizeof(packed) - size);
	for (size_t step = 1; step < 20; step++) {
		EQ_INT(ec2a_source_memory(NULL, "m", packed, size, &source), 0);
		EQ_INT(read_all(source, step, text, sizeof(text), &len, error), 0);
		EQ_TEXT(text, "hello world");
	}
	EQ_INT(ec2a_source_memory(NULL, "m", packed, size - 9, &source), 0);
	EQ_INT(read_all(source, 3, text, sizeof(text), &len, error), EC2A_E_TRUNCATED);
	CU_ASSERT(len >= 6 && memcmp(text, "hello world", len) == 0); /* what came before the break */
	EQ_TEXT(error, "the gzip data ends in the middle");
	packed[size - 6] ^= 1; /* the checksum */
	EQ_INT(ec2a_source_memory(NULL, "m", packed, size, &source), 0);
	EQ_INT(read_all(source, 64, text, sizeof(text), &len, error), EC2A_E_FORMAT);
	EQ_TEXT(text, "hello world");
	EQ_TEXT(error, "the gzip data is broken");
}

static void test_limit(void)
{
	static char zeros[5000], text[8000];
	unsigned char packed[512];
	ec2a_config *config = NULL;
	ec2a_source *source = NULL;
	char error[128];
	size_t size, len;

	EQ_INT(ec2a_config_new(&config), 0);
	EQ_INT(ec2a_config_set_int(config, EC2A_OPT_INFLATED_BYTES, 1024), 0);
	size = pack(zeros, sizeof(zeros), packed, sizeof(packed));
	EQ_INT(ec2a_source_memory(config, "m", packed, size, &source), 0);
	EQ_INT(read_all(source, 100, text, sizeof(text), &len, error), EC2A_E_LIMIT);
	CU_ASSERT(len <= 1024);
	/* The limit is for what is inflated: plain bytes are no bomb. */
	EQ_INT(ec2a_source_memory(config, "m", zeros, sizeof(zeros), &source), 0);
	EQ_INT(read_all(source, 100, text, sizeof(text), &len, error), 0);
	EQ_INT(len, sizeof(zeros));
	EQ_INT(ec2a_config_set_int(config, EC2A_OPT_INFLATED_BYTES, 2048), EC2A_E_STATE);
	ec2a_config_unref(config);
}

static void make_tree(void)
{
	char from[512], to[512];

	make_folder("a");
	make_folder("a/empty");
	write_file("a/x", "1", 1);
	write_file("a-b", "2", 1);
	write_file("a.gz", "3", 1);
	write_file("b\nc", "4", 1);
	path_in(to, sizeof(to), "a/loop");
	CU_ASSERT(symlink("..", to) == 0);
	path_in(from, sizeof(from), "a/x");
	path_in(to, sizeof(to), "z-link");
	CU_ASSERT(symlink(from, to) == 0);
	path_in(to, sizeof(to), "dangling");
	CU_ASSERT(symlink("nowhere", to) == 0);
	path_in(to, sizeof(to), "pipe");
	CU_ASSERT(mkfifo(to, 0600) == 0);
}

static void test_walk(void)
{
	/* In order of path bytes: '-' and '.' come before the '/' of a folder. */
	static const char *const want[] = {"a-b", "a.gz", "a/x", "b\nc", "dangling", "z-link"};
	ec2a_source *source = NULL;
	ec2a_input *input = NULL;
	char path[512], byte;
	size_t size;

	begin();
	make_tree();
	EQ_INT(ec2a_source_path(NULL, folder, &source), 0);
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		EQ_INT(ec2a_source_next(source, &input), 1);
		path_in(path, sizeof(path), want[i]);
		EQ_TEXT(ec2a_input_name(input), path);
		if (i == 4) {
			EQ_INT(ec2a_input_read(input, &byte, 1, &size), EC2A_E_NOT_FOUND);
			EQ_TEXT(ec2a_input_error(input), "cannot be opened: No such file or directory");
		} else {
			EQ_INT(ec2a_input_read(input, &byte, 1, &size), 1);
		}
		ec2a_input_free(input);
	}
	EQ_INT(ec2a_source_next(source, &input), 0);
	EQ_INT(ec2a_source_next(source, &input), 0);
	ec2a_source_free(source);
	end();
}

static void test_walk_deep(void)
{
	ec2a_source *source = NULL;
	ec2a_input *input = NULL;
	char path[2048];
	size_t len;

	begin();
	len = (size_t)snprintf(path, sizeof(path), "%s", folder);
	for (int i = 0; i < 140; i++) {
		len += (size_t)snprintf(path + len, sizeof(path) - len, "/d");
		CU_ASSERT(mkdir(path, 0700) == 0);
	}
	write_file("last", "x", 1);
	EQ_INT(ec2a_source_path(NULL, folder, &source), 0);
	EQ_INT(ec2a_source_next(source, &input), EC2A_E_IO);
	CU_ASSERT_PTR_NOT_NULL(strstr(ec2a_source_error(source), "cannot be listed: The folders are too deep"));
	EQ_INT(ec2a_source_next(source, &input), 1); /* and on with the rest */
	ec2a_input_free(input);
	EQ_INT(ec2a_source_next(source, &input), 0);
	ec2a_source_free(source);
	end();
}

static void test_path_missing(void)
{
	ec2a_source *source = NULL;
	ec2a_input *input = NULL;

	EQ_INT(ec2a_source_path(NULL, "/no/such\x1b", &source), 0);
	EQ_INT(ec2a_source_next(source, &input), EC2A_E_NOT_FOUND);
	CU_ASSERT_PTR_NULL(strchr(ec2a_source_error(source), '\x1b'));
	CU_ASSERT_PTR_NOT_NULL(strstr(ec2a_source_error(source), ": cannot be opened: No such file or directory"));
	EQ_INT(ec2a_source_next(source, &input), 0);
	ec2a_source_free(source);
}

static void test_path_file(void)
{
	static char text[600000], back[600002];
	ec2a_source *source = NULL;
	char path[512], error[128];
	size_t len;

	begin();
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + i % 23);
	write_file("big", text, sizeof(text));
	path_in(path, sizeof(path), "big");
	EQ_INT(ec2a_source_path(NULL, path, &source), 0);
	EQ_INT(read_all(source, 100000, back, sizeof(back), &len, error), 0);
	EQ_INT(len, sizeof(text));
	CU_ASSERT(memcmp(text, back, len) == 0);
	end();
}

static void test_fd(void)
{
	ec2a_source *source = NULL;
	char text[64], error[128];
	size_t len;
	int fds[2];

	CU_ASSERT(pipe(fds) == 0);
	CU_ASSERT(write(fds[1], "abc", 3) == 3);
	close(fds[1]);
	EQ_INT(ec2a_source_fd(NULL, "-", fds[0], &source), 0);
	EQ_INT(read_all(source, 2, text, sizeof(text), &len, error), 0);
	EQ_TEXT(text, "abc");
	CU_ASSERT(fcntl(fds[0], F_GETFD) >= 0); /* stays open */
	close(fds[0]);
	EQ_INT(ec2a_source_fd(NULL, "-", fds[0], &source), 0);
	EQ_INT(read_all(source, 2, text, sizeof(text), &len, error), EC2A_E_IO);
	EQ_TEXT(error, "reading failed: Bad file descriptor");
}

static int n_freed;

static void count_free(void *user)
{
	(void)user;
	n_freed++;
}

/* Hands out one byte at a time, then breaks. */
static int read_slowly(void *user, void *buffer, size_t size, size_t *ret_size)
{
	int *left = user;

	(void)size;
	if (*left == 0)
		return EC2A_E_IO;
	--*left;
	memcpy(buffer, "z", 1);
	*ret_size = 1;
	return 0;
}

static void test_callbacks(void)
{
	ec2a_source *source = NULL;
	char text[64], error[128];
	size_t len;
	int left = 5;

	n_freed = 0;
	EQ_INT(ec2a_source_callbacks(NULL, "c", read_slowly, &left, count_free, &source), 0);
	EQ_INT(read_all(source, 64, text, sizeof(text), &len, error), EC2A_E_IO);
	EQ_TEXT(text, "zzzzz");
	CU_ASSERT(strncmp(error, "reading failed: ", 16) == 0);
	EQ_INT(n_freed, 1);
}

/* One byte at a time: the magic of gzip comes in two reads. */
struct dripping {
	const unsigned char *data;
	size_t left;
};

static int read_dripping(void *user, void *buffer, size_t size, size_t *ret_size)
{
	struct dripping *dripping = user;

	(void)size;
	if (!dripping->left)
		return 0;
	memcpy(buffer, dripping->data++, 1);
	dripping->left--;
	*ret_size = 1;
	return 0;
}

static void test_dripping(void)
{
	unsigned char packed[512];
	struct dripping dripping = {packed, pack("drop by drop", 12, packed, sizeof(packed))};
	ec2a_source *source = NULL;
	char text[64], error[128];
	size_t len;

	EQ_INT(ec2a_source_callbacks(NULL, "c", read_dripping, &dripping, NULL, &source), 0);
	EQ_INT(read_all(source, 64, text, sizeof(text), &len, error), 0);
	EQ_TEXT(text, "drop by drop");
}

static void test_cancel(void)
{
	ec2a_source *source = NULL;
	ec2a_input *input = NULL;
	char byte;
	size_t size;

	EQ_INT(ec2a_source_memory(NULL, "m", "abc", 3, &source), 0);
	EQ_INT(ec2a_source_next(source, &input), 1);
	ec2a_source_cancel(source);
	EQ_INT(ec2a_input_read(input, &byte, 1, &size), EC2A_E_CANCELLED);
	EQ_TEXT(ec2a_input_error(input), "cancelled");
	ec2a_input_free(input);
	EQ_INT(ec2a_source_next(source, &input), EC2A_E_CANCELLED);
	ec2a_source_free(source);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{"memory", test_memory}, {"stored", test_stored}, {"pack", test_pack}, {"arguments", test_arguments}, {"gzip", test_gzip}, {"limit", test_limit},
		{"walk", test_walk}, {"walk, deep", test_walk_deep}, {"path, missing", test_path_missing},
		{"path, file", test_path_file}, {"descriptor", test_fd}, {"callbacks", test_callbacks},
		{"dripping", test_dripping}, {"cancel", test_cancel}, {NULL, NULL},
	};

	return ec2a_test_main("source", tests);
}

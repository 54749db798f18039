/* SPDX-License-Identifier: MIT */
/*
 * The limit for gzip: open, read, inflate with the checksum, and nothing else. One program a library, chosen by
 * -DENGINE_ISAL, -DENGINE_LIBDEFLATE or -DENGINE_ZLIB. Usage: inflate LIST [THREADS]
 */
#include "files.h"

#include <pthread.h>
#include <stdatomic.h>

#define CHUNK ((size_t)256 * 1024)

struct reader {
	unsigned char in[CHUNK], out[CHUNK];
	struct bytes whole, inflated;
	unsigned long long total;
};

#if defined(ENGINE_ISAL)
#include <isa-l/igzip_lib.h>

static void inflate_file(struct reader *reader, const char *path)
{
	static _Thread_local struct inflate_state state;
	int fd = open_file(path);
	ssize_t got;

	isal_inflate_init(&state);
	state.crc_flag = ISAL_GZIP;
	while ((got = read(fd, reader->in, CHUNK)) > 0) {
		state.next_in = reader->in;
		state.avail_in = (uint32_t)got;
		do {
			state.next_out = reader->out;
			state.avail_out = CHUNK;
			if (isal_inflate(&state) != ISAL_DECOMP_OK)
				die(path);
			reader->total += CHUNK - state.avail_out;
		} while (state.block_state != ISAL_BLOCK_FINISH && (state.avail_in || state.avail_out == 0));
	}
	if (state.block_state != ISAL_BLOCK_FINISH)
		die(path);
	close(fd);
}
#elif defined(ENGINE_ZLIB)
#include <zlib.h>

static void inflate_file(struct reader *reader, const char *path)
{
	z_stream stream;
	int fd = open_file(path), result = Z_OK;
	ssize_t got;

	memset(&stream, 0, sizeof stream);
	if (inflateInit2(&stream, 31) != Z_OK)
		die("zlib");
	while ((got = read(fd, reader->in, CHUNK)) > 0) {
		stream.next_in = reader->in;
		stream.avail_in = (unsigned)got;
		do {
			stream.next_out = reader->out;
			stream.avail_out = CHUNK;
			result = inflate(&stream, Z_NO_FLUSH);
			reader->total += CHUNK - stream.avail_out;
		} while (result == Z_OK && (stream.avail_in || stream.avail_out == 0));
	}
	if (result != Z_STREAM_END)
		die(path);
	inflateEnd(&stream);
	close(fd);
}
#else
#include <libdeflate.h>

/* It knows whole files only; the last four bytes of a file tell the size of what is in it. */
static void inflate_file(struct reader *reader, const char *path)
{
	static _Thread_local struct libdeflate_decompressor *library;
	const unsigned char *end;
	size_t size = 0;

	if (!library && !(library = libdeflate_alloc_decompressor()))
		die("memory");
	read_whole(path, &reader->whole, 0);
	if (reader->whole.size < 18)
		die(path);
	end = reader->whole.data + reader->whole.size;
	size = end[-4] | (size_t)end[-3] << 8 | (size_t)end[-2] << 16 | (size_t)end[-1] << 24;
	if (reader->inflated.room < size) {
		free(reader->inflated.data);
		reader->inflated.room = size;
		if (!(reader->inflated.data = malloc(size)))
			die("memory");
	}
	if (libdeflate_gzip_decompress(library, reader->whole.data, reader->whole.size, reader->inflated.data,
				       reader->inflated.room, &size) != LIBDEFLATE_SUCCESS)
		die(path);
	reader->total += size;
}
#endif

static struct files files;
static atomic_size_t next_file;
static _Atomic unsigned long long total;

static void *run(void *unused)
{
	struct reader *reader = calloc(1, sizeof *reader);
	size_t file;

	(void)unused;
	if (!reader)
		die("memory");
	while ((file = atomic_fetch_add(&next_file, 1)) < files.count)
		inflate_file(reader, files.path[file]);
	atomic_fetch_add(&total, reader->total);
	free(reader->whole.data);
	free(reader->inflated.data);
	free(reader);
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t threads[64];
	int n = argc > 2 ? atoi(argv[2]) : 1;

	if (argc < 2 || n < 1 || n > 64)
		return 2;
	files = files_of(argv[1]);
	for (int i = 1; i < n; i++)
		if (pthread_create(&threads[i], NULL, run, NULL))
			die("thread");
	run(NULL);
	for (int i = 1; i < n; i++)
		pthread_join(threads[i], NULL);
	printf("{\"bytes\":%llu}\n", total);
	return 0;
}

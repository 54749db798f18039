/* SPDX-License-Identifier: MIT */
/*
 * The limits for plain files. "read": open and read, nothing else. "copy": one memcpy of all the bytes, from memory
 * to memory, timed inside, in pieces of one file. Usage: memory read|copy LIST
 */
#include "files.h"

#include <time.h>

#define CHUNK ((size_t)256 * 1024)
#define COPIED ((size_t)64 * 1024 * 1024)

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static unsigned long long read_all(const struct files *files)
{
	static char chunk[CHUNK];
	unsigned long long total = 0;

	for (size_t i = 0; i < files->count; i++) {
		int fd = open_file(files->path[i]);
		ssize_t got;

		while ((got = read(fd, chunk, CHUNK)) > 0)
			total += (unsigned long long)got;
		close(fd);
	}
	return total;
}

static double copy_all(unsigned long long total)
{
	char *from = malloc(COPIED), *to = malloc(COPIED);
	double begin;

	if (!from || !to)
		die("memory");
	memset(from, 1, COPIED);
	memset(to, 2, COPIED);
	begin = now();
	for (unsigned long long left = total; left;) {
		size_t size = left < COPIED ? (size_t)left : COPIED;

		memcpy(to, from, size);
		/* Without a look at the result the compiler may leave the copy out. */
		__asm__ volatile("" : : "r"(to) : "memory");
		left -= size;
	}
	begin = now() - begin;
	free(from);
	free(to);
	return begin;
}

int main(int argc, char **argv)
{
	struct files files;
	unsigned long long total;

	if (argc != 3)
		return 2;
	files = files_of(argv[2]);
	total = read_all(&files);
	if (strcmp(argv[1], "copy") == 0)
		printf("{\"bytes\":%llu,\"seconds\":%.6f}\n", total, copy_all(total));
	else
		printf("{\"bytes\":%llu}\n", total);
	return 0;
}

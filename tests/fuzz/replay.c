/* SPDX-License-Identifier: MIT */
/*
 * Runs a libFuzzer target over its corpus without libFuzzer, in every make check. Each file goes whole, then
 * cut short at a few places: a corpus of good inputs thus also tries truncated ones.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef EC2A_FUZZ_TARGET
#error "EC2A_FUZZ_TARGET must name the folder in tests/fuzz/corpus"
#endif

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An allocation of exactly the size, so that a sanitizer sees a read past the end. */
static void run_exact(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy) {
		fprintf(stderr, "replay: out of memory\n");
		exit(2);
	}
	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static int replay_file(const char *path)
{
	enum { LARGEST = 16 << 20 };
	uint8_t *data = malloc(LARGEST);
	FILE *file = fopen(path, "rb");
	size_t size;

	if (!data || !file) {
		fprintf(stderr, "replay: cannot read %s\n", path);
		free(data);
		if (file)
			fclose(file);
		return -1;
	}
	size = fread(data, 1, LARGEST, file);
	fclose(file);
	run_exact(data, size);
	for (size_t part = 1; part < 8; part++)
		run_exact(data, size * part / 8);
	free(data);
	return 0;
}

/* How many files, or -1. */
static int replay_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int files = 0;

	if (!dir) {
		fprintf(stderr, "replay: cannot open %s\n", folder);
		return -1;
	}
	while (files >= 0 && (entry = readdir(dir)) != NULL) {
		char path[4096];
		int length;

		if (entry->d_name[0] == '.')
			continue;
		length = snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (length < 0 || (size_t)length >= sizeof(path) || replay_file(path) < 0)
			files = -1;
		else
			files++;
	}
	closedir(dir);
	return files;
}

int main(int argc, char **argv)
{
	const char *top = getenv("top_srcdir");
	char folder[4096];
	int files = 0;

	/* The empty input is in no corpus: git and tarballs are no place for empty files. */
	run_exact((const uint8_t *)"", 0);
	if (argc > 1) {
		for (int i = 1; i < argc; i++)
			if (replay_file(argv[i]) < 0)
				return 1;
		return 0;
	}
	snprintf(folder, sizeof(folder), "%s/tests/fuzz/corpus/%s", top ? top : ".", EC2A_FUZZ_TARGET);
	files = replay_folder(folder);
	if (files <= 0) {
		fprintf(stderr, "replay: no corpus in %s\n", folder);
		return 1;
	}
	printf("%d files of %s replayed\n", files, folder);
	return 0;
}

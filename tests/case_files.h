/* SPDX-License-Identifier: MIT */
#ifndef EC2A_CASE_FILES_H
#define EC2A_CASE_FILES_H

/*
 * The files of one case, tests/data/<case>/:
 *
 *   input.json, input2.json ...  what is read
 *   inputs           instead: paths relative to the source's top, one a line (folders are walked)
 *   gzip             empty: every input is packed; else "FILE [BYTES]" a line: a gzip member made of FILE, of
 *                    which only the first BYTES bytes are kept; all members make input.json.gz
 *   expand           "TOKEN COUNT": TOKEN in the inputs stands for COUNT times "x"
 *   args             options of the program, one a line; such a case is run by check_cases.sh alone
 *   once             why giving the inputs twice does not give the same rows
 *   expected.jsonl   one row a line, partial objects; "reasons" holds all of the topics it names; expected.err, expected.status, expected.stats; why.txt
 *   expected-coverage.jsonl   one place a line (test_cases_coverage.c)
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#define CASE_INPUTS 16

struct case_blob {
	char name[64];
	char *data; /* ends with a NUL that size does not count */
	size_t size;
};

struct case_files {
	char dir[1024];
	struct case_blob inputs[CASE_INPUTS];
	size_t n_inputs;
};

static inline void *case_alloc(size_t size)
{
	void *memory = malloc(size ? size : 1);

	if (!memory)
		abort();
	return memory;
}

/* The whole file dir/name, or NULL when there is none. */
static inline char *case_read(const char *dir, const char *name, size_t *ret_size)
{
	char path[4400];
	char *data = NULL;
	size_t size = 0, room = 0, got;
	FILE *file;

	snprintf(path, sizeof path, "%s%s%s", *name == '/' ? "" : dir, *name == '/' ? "" : "/", name);
	file = fopen(path, "rb");
	if (!file)
		return NULL;
	do {
		if (room - size < 65536) {
			room = room ? room * 2 : 131072;
			data = realloc(data, room);
			if (!data)
				abort();
		}
		got = fread(data + size, 1, room - size - 1, file);
		size += got;
	} while (got);
	fclose(file);
	data[size] = '\0';
	if (ret_size)
		*ret_size = size;
	return data;
}

/* One gzip member. */
static inline char *case_pack(const char *data, size_t size, size_t *ret_size)
{
	z_stream z;
	size_t room = size + size / 100 + 1024;
	char *out = case_alloc(room + 1);

	memset(&z, 0, sizeof z);
	if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	z.next_in = (unsigned char *)(uintptr_t)data;
	z.avail_in = (unsigned)size;
	z.next_out = (unsigned char *)out;
	z.avail_out = (unsigned)room;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		abort();
	*ret_size = z.total_out;
	out[*ret_size] = '\0';
	deflateEnd(&z);
	return out;
}

static inline struct case_blob *case_add(struct case_files *files, const char *name, char *data, size_t size)
{
	struct case_blob *blob = &files->inputs[files->n_inputs++];

	if (files->n_inputs > CASE_INPUTS)
		abort();
	snprintf(blob->name, sizeof blob->name, "%s", name);
	blob->data = data;
	blob->size = size;
	return blob;
}

/* The file "expand": TOKEN becomes a long run of "x". */
static inline void case_expand(const struct case_files *files, struct case_blob *blob)
{
	char token[64], *rule = case_read(files->dir, "expand", NULL), *at, *grown;
	size_t count = 0, before, after;

	if (rule && sscanf(rule, "%63s %zu", token, &count) == 2 && (at = strstr(blob->data, token)) != NULL) {
		before = (size_t)(at - blob->data);
		after = blob->size - before - strlen(token);
		grown = case_alloc(before + count + after + 1);
		memcpy(grown, blob->data, before);
		memset(grown + before, 'x', count);
		memcpy(grown + before + count, at + strlen(token), after + 1);
		free(blob->data);
		blob->data = grown;
		blob->size = before + count + after;
	}
	free(rule);
}

/* The lines of the file "gzip". */
static inline void case_members(struct case_files *files, char *lines)
{
	struct case_blob *blob = case_add(files, "input.json.gz", case_alloc(1 << 20), 0);
	char *line, *save = NULL;

	for (line = strtok_r(lines, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char name[64];
		size_t keep = SIZE_MAX, size = 0, packed_size;
		char *part, *packed;

		sscanf(line, "%63s %zu", name, &keep);
		part = case_read(files->dir, name, &size);
		if (!part)
			abort();
		packed = case_pack(part, size, &packed_size);
		if (keep < packed_size)
			packed_size = keep;
		memcpy(blob->data + blob->size, packed, packed_size);
		blob->size += packed_size;
		free(packed);
		free(part);
	}
}

/* Reads the inputs of a case; none for a case with the file "inputs". */
static inline void case_load(struct case_files *files, const char *dir)
{
	size_t size, index;
	char *gzip;

	memset(files, 0, sizeof *files);
	if (strlen(dir) >= sizeof files->dir)
		abort();
	memcpy(files->dir, dir, strlen(dir) + 1);
	gzip = case_read(dir, "gzip", &size);
	if (gzip && size) {
		case_members(files, gzip);
	} else {
		for (index = 1; index <= CASE_INPUTS; index++) {
			char name[64] = "input.json", *data;

			if (index > 1)
				snprintf(name, sizeof name, "input%zu.json", index);
			data = case_read(dir, name, &size);
			if (!data)
				break;
			case_expand(files, case_add(files, name, data, size));
		}
	}
	if (gzip && !files->inputs[0].name[0])
		abort();
	for (index = 0; gzip && index < files->n_inputs; index++) {
		struct case_blob *blob = &files->inputs[index];
		char *plain = blob->data;

		if (strstr(blob->name, ".gz"))
			continue;
		blob->data = case_pack(plain, blob->size, &size);
		blob->size = size;
		memcpy(blob->name + strlen(blob->name), ".gz", 4);
		free(plain);
	}
	free(gzip);
}

static inline void case_free(struct case_files *files)
{
	while (files->n_inputs)
		free(files->inputs[--files->n_inputs].data);
}

/*
 * Turns {"Records": [ with one record a line, as the cases are written, around: the last record first.
 * 0 when the blob has another shape; it is left alone then.
 */
static inline int case_reverse(struct case_blob *blob)
{
	static const char head[] = "{\"Records\": [\n", tail[] = "\n]}\n";
	size_t first = sizeof head - 1, end, at, begin, out;
	char *turned;

	if (blob->size < first + sizeof tail || memcmp(blob->data, head, first) != 0 || blob->data[first] != '{' ||
	    strcmp(blob->data + blob->size - sizeof tail + 1, tail) != 0)
		return 0;
	end = at = blob->size - (sizeof tail - 1);
	turned = case_alloc(blob->size + 1);
	memcpy(turned, head, first);
	out = first;
	while (at > first) {
		for (begin = at; begin > first && blob->data[begin - 1] != '\n'; begin--)
			;
		if (at != end)
			memcpy(turned + out, ",\n", 2);
		out += at != end ? 2 : 0;
		memcpy(turned + out, blob->data + begin, at - begin);
		out += at - begin;
		at = begin > first ? begin - 2 : first;
	}
	memcpy(turned + out, tail, sizeof tail);
	free(blob->data);
	blob->data = turned;
	return 1;
}

/* Whether text is pattern, where "*" in the pattern stands for any text. */
static inline int case_like(const char *pattern, const char *text)
{
	const char *star = NULL, *again = NULL;

	while (*text) {
		if (*pattern == '*') {
			star = ++pattern;
			again = text;
		} else if (*pattern == *text) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star;
			text = ++again;
		} else {
			return 0;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

static char data_dir[1024]; /* tests/data */

static inline void find_data(void)
{
	const char *bases[] = { getenv("EC2A_TEST_SRCDIR"), getenv("srcdir"), "." };
	const char *below[] = { "data", "tests/data", "../data" };
	char path[1100];
	struct stat st;
	size_t i, k;

	for (i = 0; i < 3; i++)
		for (k = 0; bases[i] && k < 3 && !data_dir[0]; k++) {
			snprintf(path, sizeof path, "%.900s/%s/demo", bases[i], below[k]);
			if (stat(path, &st) == 0)
				snprintf(data_dir, sizeof data_dir, "%.900s/%s", bases[i], below[k]);
		}
}

/* prepare: the inputs as files, for the program. */
static inline int prepare(const char *dir, const char *out)
{
	struct case_files files;
	char path[2048];
	size_t i;

	case_load(&files, dir);
	for (i = 0; i < files.n_inputs; i++) {
		FILE *file;

		snprintf(path, sizeof path, "%s/%s", out, files.inputs[i].name);
		file = fopen(path, "wb");
		if (!file || fwrite(files.inputs[i].data, 1, files.inputs[i].size, file) != files.inputs[i].size ||
		    fclose(file) != 0)
			return 2;
	}
	case_free(&files);
	return 0;
}

#endif

/* SPDX-License-Identifier: MIT */
/* Counting the calls that are access, as "source name" pairs of a file: the question that every peer answers. */
#ifndef EC2A_BENCH_COUNT_H
#define EC2A_BENCH_COUNT_H

#include "files.h"

#define MAX_PAIRS 64
#define MAX_NAME 96

struct pair {
	char source[MAX_NAME], name[MAX_NAME];
	size_t source_size, name_size;
	unsigned long count;
};

struct counts {
	struct pair pairs[MAX_PAIRS];
	size_t n_pairs;
	unsigned char first[MAX_NAME], next[MAX_PAIRS]; /* by the size of the name, from 1: most names end there */
	unsigned long records;
};

static inline void counts_of(const char *path, struct counts *counts)
{
	FILE *file = fopen(path, "r");

	memset(counts, 0, sizeof *counts);
	if (!file)
		die(path);
	while (counts->n_pairs < MAX_PAIRS) {
		struct pair *pair = &counts->pairs[counts->n_pairs];

		if (fscanf(file, "%95s %95s", pair->source, pair->name) != 2)
			break;
		pair->source_size = strlen(pair->source);
		pair->name_size = strlen(pair->name);
		counts->next[counts->n_pairs] = counts->first[pair->name_size];
		counts->first[pair->name_size] = (unsigned char)++counts->n_pairs;
	}
	fclose(file);
}

static inline void count_one(struct counts *counts, const char *source, size_t source_size, const char *name,
			     size_t name_size)
{
	counts->records++;
	if (name_size >= MAX_NAME)
		return;
	for (unsigned at = counts->first[name_size]; at; at = counts->next[at - 1]) {
		struct pair *pair = &counts->pairs[at - 1];

		if (memcmp(pair->name, name, name_size) == 0 && pair->source_size == source_size &&
		    memcmp(pair->source, source, source_size) == 0) {
			pair->count++;
			return;
		}
	}
}

static inline void print_counts(const struct counts *counts)
{
	const char *comma = "";

	printf("{\"records\":%lu,\"names\":{", counts->records);
	for (size_t i = 0; i < counts->n_pairs; i++)
		if (counts->pairs[i].count) {
			printf("%s\"%s %s\":%lu", comma, counts->pairs[i].source, counts->pairs[i].name,
			       counts->pairs[i].count);
			comma = ",";
		}
	printf("}}\n");
}

#endif

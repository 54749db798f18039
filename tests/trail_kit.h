/* SPDX-License-Identifier: MIT */
#ifndef EC2A_TRAIL_KIT_H
#define EC2A_TRAIL_KIT_H

/* The events and facts of a folder of tests/data. */
#include "case_files.h"
#include "test.h"

#include <ec2access/ec2access.h>

enum { MOST = 4096 };

struct trail {
	ec2a_event *events[MOST];
	int n;
	ec2a_facts *facts;
	int64_t first, last; /* seconds */
};

static inline void trail_take(struct trail *trail, ec2a_event *event)
{
	int64_t us;

	if (ec2a_event_time_us(event, &us) == 1) {
		trail->first = !trail->n || us / 1000000 < trail->first ? us / 1000000 : trail->first;
		trail->last = !trail->n || us / 1000000 > trail->last ? us / 1000000 : trail->last;
	}
	if (trail->n < MOST)
		trail->events[trail->n++] = event;
	else
		ec2a_event_unref(event);
}

static inline void trail_parse(struct trail *trail, ec2a_input *input)
{
	static char data[1 << 16];
	ec2a_parser *parser;
	ec2a_event *event;
	size_t got;
	int r, end = 0;

	if (ec2a_parser_new(NULL, &parser) < 0)
		abort();
	while (!end) {
		end = ec2a_input_read(input, data, sizeof(data), &got) < 0 || !got;
		if ((got ? ec2a_parser_feed(parser, data, got) : ec2a_parser_finish(parser)) < 0)
			break;
		while ((r = ec2a_parser_next(parser, &event)) != 0 && r != EC2A_E_FORMAT)
			if (r == 1)
				trail_take(trail, event);
	}
	if (ec2a_facts_merge(trail->facts, ec2a_parser_facts(parser)) < 0)
		abort();
	ec2a_parser_free(parser);
}

static inline void trail_read(struct trail *trail, ec2a_source *source)
{
	ec2a_input *input;
	int r;

	while ((r = ec2a_source_next(source, &input)) != 0)
		if (r == 1) {
			trail_parse(trail, input);
			ec2a_input_free(input);
		}
	ec2a_source_free(source);
}

static inline void trail_load(struct trail *trail, const char *dir)
{
	struct case_files files;
	ec2a_source *source;

	memset(trail, 0, sizeof(*trail));
	case_load(&files, dir);
	if (ec2a_facts_new(&trail->facts) < 0)
		abort();
	for (size_t i = 0; i < files.n_inputs; i++) {
		if (ec2a_source_memory(NULL, files.inputs[i].name, files.inputs[i].data, files.inputs[i].size, &source) < 0)
			abort();
		trail_read(trail, source);
	}
	case_free(&files);
}

static inline void trail_free(struct trail *trail)
{
	for (int i = 0; i < trail->n; i++)
		ec2a_event_unref(trail->events[i]);
	ec2a_facts_free(trail->facts);
}

static inline int trail_compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Each folder of tests/data, or the one that EC2A_TEST_CASE names. */
static inline void trail_each_case(void (*run)(const char *dir, const char *name))
{
	const char *only = getenv("EC2A_TEST_CASE");
	DIR *folder = opendir(data_dir);
	const struct dirent *entry;
	char *names[1024], path[2048];
	int n = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
	while (n < 1024 && (entry = readdir(folder)) != NULL)
		if (entry->d_name[0] != '.' && strcmp(entry->d_name, "make") != 0 &&
		    (!only || strcmp(only, entry->d_name) == 0))
			names[n++] = strdup(entry->d_name);
	closedir(folder);
	qsort(names, (size_t)n, sizeof(names[0]), trail_compare_names);
	CU_ASSERT(only || n > 300);
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%.200s", data_dir, names[i]);
		run(path, names[i]);
		free(names[i]);
	}
}

#endif

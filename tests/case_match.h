/* SPDX-License-Identifier: MIT */
#ifndef EC2A_CASE_MATCH_H
#define EC2A_CASE_MATCH_H

/* Expected values against those that came out. */
#include "case_files.h"

#include <json-c/json.h>

static const char *case_name; /* for messages */

static inline int matches(struct json_object *want, struct json_object *got, const char *path);

/* Whether two reasons, "topic: sentence", are of one topic. */
static inline int same_topic(const char *a, const char *b)
{
	size_t size = strcspn(a, ":");

	return strncmp(a, b, size) == 0 && b[size] == ':';
}

/* Every reason of the topics that are wanted, in order, "*" standing for any text; "topic" alone wants none of it. */
static inline int matches_reasons(struct json_object *want, struct json_object *got, const char *path)
{
	size_t n_want = json_object_array_length(want), n_got = json_object_array_length(got), next = 0, i, k;
	int same = 1;

	for (i = 0; i < n_got; i++) {
		const char *text = json_object_get_string(json_object_array_get_idx(got, i));

		for (k = 0; k < n_want; k++)
			if (same_topic(json_object_get_string(json_object_array_get_idx(want, k)), text))
				break;
		if (k == n_want)
			continue;
		if (next == n_want || !case_like(json_object_get_string(json_object_array_get_idx(want, next)), text))
			same = 0;
		else
			next++;
	}
	for (; next < n_want; next++)
		same &= !strchr(json_object_get_string(json_object_array_get_idx(want, next)), ':');
	if (!same)
		fprintf(stderr, "case %s: %s: got %s\n", case_name, path, json_object_to_json_string(got));
	return same;
}

static inline int matches_object(struct json_object *want, struct json_object *got, const char *path)
{
	int same = 1;

	json_object_object_foreach(want, key, value) {
		struct json_object *there = NULL;
		char below[256];

		snprintf(below, sizeof below, "%s/%s", path, key);
		if (!json_object_object_get_ex(got, key, &there)) {
			fprintf(stderr, "case %s: %s: no such key\n", case_name, below);
			same = 0;
		} else if (strcmp(key, "reasons") == 0 && json_object_get_type(there) == json_type_array) {
			same &= matches_reasons(value, there, below);
		} else if (!matches(value, there, below)) {
			same = 0;
		}
	}
	return same;
}

static inline int matches_array(struct json_object *want, struct json_object *got, const char *path)
{
	size_t i, n = json_object_array_length(want);
	int same = json_object_array_length(got) == n;

	for (i = 0; same && i < n; i++) {
		char below[256];

		snprintf(below, sizeof below, "%s/%zu", path, i);
		same = matches(json_object_array_get_idx(want, i), json_object_array_get_idx(got, i), below);
	}
	if (!same)
		fprintf(stderr, "case %s: %s: got %s\n", case_name, path, json_object_to_json_string(got));
	return same;
}

/* Every key that is wanted must be there and equal; keys that are not wanted may be anything. */
static inline int matches(struct json_object *want, struct json_object *got, const char *path)
{
	if (json_object_get_type(want) == json_type_object && json_object_get_type(got) == json_type_object)
		return matches_object(want, got, path);
	if (json_object_get_type(want) == json_type_array && json_object_get_type(got) == json_type_array)
		return matches_array(want, got, path);
	if (json_object_equal(want, got))
		return 1;
	fprintf(stderr, "case %s: %s: want %s, ", case_name, path, json_object_to_json_string(want));
	fprintf(stderr, "got %s\n", json_object_to_json_string(got));
	return 0;
}

/* The next line of a text, cut out in place; NULL at the end. */
static inline char *next_line(char **rest)
{
	char *line = *rest, *end = line ? strchr(line, '\n') : NULL;

	if (!line || !*line)
		return NULL;
	if (end)
		*end = '\0';
	*rest = end ? end + 1 : NULL;
	return line;
}

/* Rows as JSON lines against expected ones; both texts are cut up. */
static inline int rows_match(char *want, char *got)
{
	unsigned number = 0;
	int same = 1;

	for (;;) {
		char *want_line = next_line(&want), *got_line = next_line(&got), path[32];
		struct json_object *a, *b;

		if (!want_line && !got_line)
			return same;
		snprintf(path, sizeof path, "row %u", ++number);
		if (!want_line || !got_line) {
			fprintf(stderr, "case %s: %s: %s %s\n", case_name, path, want_line ? "missing" : "too much",
				want_line ? want_line : got_line);
			same = 0;
			continue;
		}
		a = json_tokener_parse(want_line);
		b = json_tokener_parse(got_line);
		if (!a || !b || !matches(a, b, path))
			same = 0;
		json_object_put(a);
		json_object_put(b);
	}
}

static inline int lines_match(char *want, char *got)
{
	int same = 1;

	for (;;) {
		char *pattern = next_line(&want), *line = next_line(&got);

		if (!pattern && !line)
			return same;
		if (pattern && line && case_like(pattern, line))
			continue;
		fprintf(stderr, "case %s: want line \"%s\"\n        got line \"%s\"\n", case_name,
			pattern ? pattern : "", line ? line : "");
		same = 0;
	}
}

#endif

/* SPDX-License-Identifier: MIT */
/* The parts of a canonical request. */
#include "ascii.h"
#include "mem.h"
#include "sigv4_parts.h"

#include <stdlib.h>
#include <string.h>

/* RFC 3986, 5.2.4, and slashes in a row are one. */
static int normalise(const char *path, struct ec2a__buf *out)
{
	size_t begin = out->len;
	int r = ec2a__buf_addc(out, '/');

	while (r == 0 && *path) {
		size_t size = strcspn(path, "/");
		int last = !path[size];

		if (size == 2 && path[0] == '.' && path[1] == '.') {
			size_t keep = out->len - 1; /* the slash at the end */

			while (keep > begin && out->data[keep - 1] != '/')
				keep--;
			ec2a__buf_truncate(out, keep > begin ? keep : begin + 1);
		} else if (size && !(size == 1 && path[0] == '.')) {
			r = ec2a__buf_add(out, path, size);
			if (r == 0 && !last)
				r = ec2a__buf_addc(out, '/');
		}
		path += size + !last;
	}
	return r;
}

/* Of a text that may be NULL: nothing was added to a buffer. */
static const char *text_of(const struct ec2a__buf *buf)
{
	return buf->data ? buf->data : "";
}

int ec2a__sigv4_path(const char *path, int encode_once, struct ec2a__buf *out)
{
	struct ec2a__buf plain, once;
	int r;

	if (encode_once) {
		r = *path == '/' ? 0 : ec2a__buf_addc(out, '/');
		return r < 0 ? r : ec2a__uri_encode(path, 1, out);
	}
	ec2a__buf_init(&plain, EC2A__SIGV4_BYTES);
	ec2a__buf_init(&once, EC2A__SIGV4_BYTES);
	r = normalise(path, &plain);
	if (r == 0)
		r = ec2a__uri_encode(text_of(&plain), 1, &once);
	if (r == 0)
		r = ec2a__uri_encode(text_of(&once), 1, out);
	ec2a__buf_free(&plain);
	ec2a__buf_free(&once);
	return r;
}

/* A name and a value inside a buffer that is complete: offsets, as the buffer moved while it grew. */
struct spot {
	const char *name;
	const char *value;
	size_t order; /* as they came */
};

static int compare_spots(const void *a, const void *b)
{
	const struct spot *one = a, *two = b;
	int order = strcmp(one->name, two->name);

	return order ? order : strcmp(one->value, two->value);
}

static int compare_names(const void *a, const void *b)
{
	const struct spot *one = a, *two = b;
	int order = strcmp(one->name, two->name);

	return order ? order : one->order < two->order ? -1 : 1;
}

/* Encode all names and values, each ended by a NUL, and note where they stand. */
static int encode_pairs(const struct ec2a__pair *query, size_t count, struct ec2a__buf *text, struct spot *spots)
{
	const char *at;
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++) {
		r = ec2a__uri_encode(query[i].name, 0, text);
		if (r == 0)
			r = ec2a__buf_addc(text, '\0');
		if (r == 0)
			r = ec2a__uri_encode(query[i].value ? query[i].value : "", 0, text);
		if (r == 0)
			r = ec2a__buf_addc(text, '\0');
	}
	if (r < 0 || !count)
		return r;
	at = text->data;
	for (size_t i = 0; i < count; i++) {
		spots[i].name = at;
		at += strlen(at) + 1;
		spots[i].value = at;
		at += strlen(at) + 1;
	}
	return 0;
}

int ec2a__sigv4_query(const struct ec2a__pair *query, size_t count, struct ec2a__buf *out)
{
	struct spot *spots = ec2a__calloc(count, sizeof(*spots));
	struct ec2a__buf text;
	int r;

	if (!spots)
		return EC2A_E_NOMEM;
	ec2a__buf_init(&text, EC2A__SIGV4_BYTES);
	r = encode_pairs(query, count, &text, spots);
	if (r == 0 && count > 1)
		qsort(spots, count, sizeof(*spots), compare_spots);
	for (size_t i = 0; r == 0 && i < count; i++) {
		if (i)
			r = ec2a__buf_addc(out, '&');
		if (r == 0)
			r = ec2a__buf_adds(out, spots[i].name);
		if (r == 0)
			r = ec2a__buf_addc(out, '=');
		if (r == 0)
			r = ec2a__buf_adds(out, spots[i].value);
	}
	ec2a__buf_free(&text);
	ec2a__free(spots);
	return r;
}

static int add_lower(const char *name, struct ec2a__buf *out)
{
	int r = 0;

	for (; r == 0 && *name; name++)
		r = ec2a__buf_addc(out, ec2a__lower(*name));
	return r;
}

/* Blanks at both ends are dropped, several in a row are one. */
static int add_trimmed(const char *value, struct ec2a__buf *out)
{
	int r = 0, blank = 0, begun = 0;

	for (; r == 0 && *value; value++) {
		if (*value == ' ' || *value == '\t') {
			blank = begun;
			continue;
		}
		if (blank)
			r = ec2a__buf_addc(out, ' ');
		if (r == 0)
			r = ec2a__buf_addc(out, *value);
		blank = 0;
		begun = 1;
	}
	return r;
}

static int add_sorted(const struct spot *spots, size_t count, struct ec2a__buf *lines, struct ec2a__buf *names)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++) {
		int again = i && strcmp(spots[i].name, spots[i - 1].name) == 0;

		if (i)
			r = ec2a__buf_addc(lines, again ? ',' : '\n');
		if (r == 0 && !again) {
			if (i)
				r = ec2a__buf_addc(names, ';');
			if (r == 0)
				r = ec2a__buf_adds(names, spots[i].name);
			if (r == 0)
				r = ec2a__buf_adds(lines, spots[i].name);
			if (r == 0)
				r = ec2a__buf_addc(lines, ':');
		}
		if (r == 0)
			r = add_trimmed(spots[i].value, lines);
	}
	return r < 0 || !count ? r : ec2a__buf_addc(lines, '\n');
}

int ec2a__sigv4_headers(const struct ec2a__pair *headers, size_t count, struct ec2a__buf *lines, struct ec2a__buf *names)
{
	struct spot *spots = ec2a__calloc(count, sizeof(*spots));
	struct ec2a__buf lower;
	const char *at;
	int r = 0;

	if (!spots)
		return EC2A_E_NOMEM;
	ec2a__buf_init(&lower, EC2A__SIGV4_BYTES);
	for (size_t i = 0; r == 0 && i < count; i++) {
		r = add_lower(headers[i].name, &lower);
		if (r == 0)
			r = ec2a__buf_addc(&lower, '\0');
	}
	at = lower.data;
	for (size_t i = 0; r == 0 && i < count; i++) {
		spots[i] = (struct spot){ at, headers[i].value, i };
		at += strlen(at) + 1;
	}
	if (r == 0 && count > 1)
		qsort(spots, count, sizeof(*spots), compare_names);
	if (r == 0)
		r = add_sorted(spots, count, lines, names);
	ec2a__buf_free(&lower);
	ec2a__free(spots);
	return r;
}

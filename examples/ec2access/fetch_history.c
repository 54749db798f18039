/* SPDX-License-Identifier: MIT */
/*
 * Event history into a folder: AWSLogs/ACCOUNT/CloudTrail-LookupEvents/REGION/EventName=NAME/FROM_TO/000001.json.gz,
 * a file a page, as it was answered. All that is needed to go on stands in the names and in the last page, so there is
 * nothing beside them that could disagree with them.
 */
#include "fetch.h"

#include "fetch_span.h"
#include "interrupt.h"
#include "place.h"
#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define LATE (INT64_C(3600) * SPAN_SECOND) /* how late a record may come: what was asked for sooner is asked for again */

/* One query, and what of its time is on the disk. */
struct query {
	const char *region;
	char *attribute;    /* "KEY=VALUE" */
	struct text folder; /* of all its runs */
	struct spans kept;
};

static void page_key(const struct query *query, const struct span *span, unsigned page, struct text *key)
{
	char name[32];

	text_clear(key);
	text_adds(key, text_str(&query->folder));
	text_adds(key, "/");
	span_add(span, key);
	if (page) {
		snprintf(name, sizeof(name), "/%06u.json.gz", page);
		text_adds(key, name);
	}
}

static int keep_page(struct fetch *fetch, const char *key, const char *page, size_t size)
{
	void *packed;
	size_t packed_size;
	int r;

	run_need(ec2a_gzip(page, size, &packed, &packed_size));
	r = fetch_put(fetch, key, packed, packed_size);
	ec2a_free(packed);
	return r;
}

static int covered_of(const ec2a_input *input)
{
	const char *text = ec2a_input_detail(input, "covered");

	return text ? atoi(text) : -1;
}

/* Every line is a page. */
static int keep_pages(struct fetch *fetch, const struct query *query, const struct span *span, ec2a_input *input,
		      unsigned page)
{
	static char room[256 * 1024];
	struct text line = {0}, key = {0};
	size_t size = 0, at = 0;
	int r, kept = 0;

	while (kept == 0 && (r = ec2a_input_read_stored(input, room, sizeof(room), &size)) == 1) {
		for (at = 0; at < size && kept == 0;) {
			const char *end = memchr(room + at, '\n', size - at);
			size_t take = end ? (size_t)(end - room) + 1 - at : size - at;

			text_add(&line, room + at, take);
			at += take;
			if (!end)
				continue;
			page_key(query, span, ++page, &key);
			kept = keep_page(fetch, text_str(&key), line.data, line.len);
			text_clear(&line);
		}
		fetch_progress(fetch, ec2a_input_name(input), covered_of(input));
	}
	if (kept == 0 && r < 0) {
		fetch_interrupted(fetch);
		fetch_problem(fetch, ec2a_input_name(input), ec2a_input_error(input));
		kept = -1;
	}
	text_free(&line);
	text_free(&key);
	return kept;
}

/* The query's input for this time. NULL: told. */
static ec2a_input *ask(struct fetch *fetch, const struct query *query, const struct span *span, ec2a_source **ret_source)
{
	const char *equals = strchr(query->attribute, '=');
	struct text key = {0};
	ec2a_input *input = NULL;

	text_add(&key, query->attribute, (size_t)(equals - query->attribute));
	run_need(ec2a_source_lookup(fetch->config, query->region, text_str(&key), equals + 1, span->from_us, span->to_us,
				    ret_source));
	text_free(&key);
	if (!fetch_next(fetch, *ret_source, &input))
		input = NULL;
	return input;
}

static void done_with(ec2a_source *source, ec2a_input *input)
{
	interrupt_watch_source(NULL);
	ec2a_input_free(input);
	ec2a_source_free(source);
}

static int bring(struct fetch *fetch, const struct query *query, const struct span *span)
{
	ec2a_source *source;
	ec2a_input *input = ask(fetch, query, span, &source);
	int r = input ? keep_pages(fetch, query, span, input, 0) : -1;

	done_with(source, input);
	return r;
}

static int read_page(struct fetch *fetch, const char *key, struct text *page)
{
	char *path = folder_path(&fetch->folder, key);
	ec2a_source *source;
	ec2a_input *input;
	int r = -1;

	run_need(ec2a_source_path(fetch->config, path, &source));
	if (fetch_next(fetch, source, &input)) {
		r = fetch_all(fetch, input, FETCH_INFLATED, page);
		ec2a_input_free(input);
	}
	interrupt_watch_source(NULL);
	ec2a_source_free(source);
	free(path);
	return r;
}

/* A run that is on the disk, up to its last page: what comes behind it. */
static int finish(struct fetch *fetch, const struct query *query, const struct span *span, unsigned pages)
{
	struct text key = {0}, page = {0};
	ec2a_source *source;
	ec2a_input *input;
	int r;

	page_key(query, span, pages, &key);
	r = read_page(fetch, text_str(&key), &page);
	if (r == 0) {
		input = ask(fetch, query, span, &source);
		r = input ? ec2a_input_continue(input, page.data, page.len) : -1;
		if (input && r < 0)
			fetch_problem(fetch, text_str(&key), ec2a_input_error(input));
		if (r == 1)
			r = keep_pages(fetch, query, span, input, pages);
		done_with(source, input);
	}
	text_free(&key);
	text_free(&page);
	return r;
}

static unsigned count_pages(struct fetch *fetch, const char *folder)
{
	struct names names;
	unsigned pages = 0, number;

	folder_list(&fetch->folder, folder, &names);
	for (size_t i = 0; i < names.n; i++) {
		number = (unsigned)strtoul(names.items[i], NULL, 10);
		if (number > pages)
			pages = number;
	}
	names_free(&names);
	return pages;
}

/* Where what a run asked for may be believed to be all: records come late. */
static int64_t sure_end(struct fetch *fetch, const char *first_page, int64_t to_us)
{
	int64_t now = (int64_t)time(NULL) * SPAN_SECOND, asked = now;
	char *path = folder_path(&fetch->folder, first_page);
	struct stat st;

	if (stat(path, &st) == 0)
		asked = (int64_t)st.st_mtime * SPAN_SECOND;
	free(path);
	/* While the hour is not over, asking again would find as little. */
	return now - asked < LATE || asked - LATE > to_us ? to_us : asked - LATE;
}

static int take_run(struct fetch *fetch, struct query *query, const struct span *wanted, const char *name)
{
	struct text key = {0};
	struct span span;
	unsigned pages;
	int r = 0;

	if (span_read(name, &span) < 0 || !span_overlaps(&span, wanted))
		return 0;
	page_key(query, &span, 0, &key);
	pages = count_pages(fetch, text_str(&key));
	if (pages)
		r = finish(fetch, query, &span, pages);
	if (pages && r == 0) {
		fetch->there += pages;
		page_key(query, &span, 1, &key);
		span.to_us = sure_end(fetch, text_str(&key), span.to_us);
		spans_add(&query->kept, &span);
	}
	text_free(&key);
	return r;
}

static void fetch_query(struct fetch *fetch, const char *account, const char *region, const char *attribute,
			const struct span *wanted)
{
	struct query query = {.region = region};
	struct names names;
	struct span gap;
	struct text copy = {0};
	int64_t from = wanted->from_us;
	int r = 0;

	text_adds(&copy, attribute);
	query.attribute = copy.data;
	text_adds(&query.folder, "AWSLogs/");
	span_add_word(&query.folder, account);
	text_adds(&query.folder, "/CloudTrail-LookupEvents/");
	span_add_word(&query.folder, region);
	text_adds(&query.folder, "/");
	span_add_word(&query.folder, attribute);
	folder_list(&fetch->folder, text_str(&query.folder), &names);
	for (size_t i = 0; i < names.n && r == 0; i++)
		r = take_run(fetch, &query, wanted, names.items[i]);
	while (r == 0 && spans_gap(&query.kept, from, wanted->to_us, &gap)) {
		r = bring(fetch, &query, &gap);
		from = gap.to_us;
	}
	names_free(&names);
	free(query.kept.items);
	text_free(&query.folder);
	text_free(&copy);
}

/* The time to ask for, in whole seconds; an open end is now, so that it can be told later what was asked for. */
static struct span wanted_span(const struct fetch *fetch)
{
	int64_t now = (int64_t)time(NULL) * SPAN_SECOND;
	struct span wanted = {fetch->since_us, fetch->until_us < now ? fetch->until_us : now};

	if (wanted.from_us != INT64_MIN)
		wanted.from_us -= wanted.from_us % SPAN_SECOND;
	wanted.to_us -= wanted.to_us % SPAN_SECOND;
	return wanted;
}

void fetch_history(struct fetch *fetch, const char *named)
{
	struct span wanted = wanted_span(fetch);
	const char *account, *region, *name;
	struct text account_text = {0}, region_text = {0};
	struct values attributes = {0};
	ec2a_source *source;
	ec2a_input *input;

	if (wanted.from_us >= wanted.to_us)
		return;
	/* One question tells the account and the names that there are. */
	run_need(ec2a_source_lookup(fetch->config, named, NULL, NULL, fetch->since_us, fetch->until_us, &source));
	while (fetch_next(fetch, source, &input)) {
		struct text copy = {0};

		account = ec2a_input_detail(input, "account");
		region = ec2a_input_detail(input, "region");
		name = strchr(ec2a_input_name(input), '/');
		if (!attributes.n && *ec2a_source_error(source))
			fetch_remark(ec2a_source_error(source));
		if (!attributes.n) {
			text_adds(&account_text, account ? account : "unknown");
			text_adds(&region_text, region);
		}
		text_adds(&copy, name + 1);
		attributes.items = need_memory(attributes.items, attributes.n + 1, sizeof(attributes.items[0]));
		attributes.items[attributes.n++] = copy.data;
		ec2a_input_free(input);
	}
	if (attributes.n && fetch->options->attribute)
		fetch_query(fetch, text_str(&account_text), text_str(&region_text), fetch->options->attribute, &wanted);
	for (size_t i = 0; i < attributes.n && !fetch->options->attribute; i++)
		fetch_query(fetch, text_str(&account_text), text_str(&region_text), attributes.items[i], &wanted);
	for (size_t i = 0; i < attributes.n; i++)
		free((void *)(uintptr_t)attributes.items[i]);
	free(attributes.items);
	/* To the end: while it is there, all queries take their turns together. */
	ec2a_source_free(source);
	text_free(&account_text);
	text_free(&region_text);
}

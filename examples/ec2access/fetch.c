/* SPDX-License-Identifier: MIT */
/* Bring records from AWS into a folder, so that they can be read again without asking. */
#include "fetch.h"

#include "commands.h"
#include "interrupt.h"
#include "place.h"
#include "output.h"
#include "run.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ROOM ((size_t)64 * 1024)
#define ALL_MAX ((size_t)256 << 20) /* of what is held in memory: a page, a digest, a list of keys */

static int shown; /* a bar stands on the terminal */

static void clear_progress(void)
{
	if (shown)
		fputs("\r\033[K", stderr);
	shown = 0;
}

void fetch_progress(const struct fetch *fetch, const char *name, int covered)
{
	static int64_t last;
	int64_t now = (int64_t)time(NULL);
	struct text line = {0};

	if (fetch->options->progress == PROGRESS_NONE || now == last ||
	    (fetch->options->progress == PROGRESS_BAR && !isatty(STDERR_FILENO)))
		return;
	last = now;
	if (fetch->options->progress == PROGRESS_JSON) {
		fprintf(stderr, "{\"files\":%" PRIu64 ",\"there\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"covered\":%.3f}\n",
			fetch->brought, fetch->there, fetch->bytes, covered < 0 ? 0.0 : covered / 1000.0);
		return;
	}
	text_add_visible(&line, name);
	fprintf(stderr, "\r%.60s", text_str(&line));
	if (covered >= 0)
		fprintf(stderr, " %d%%", covered / 10);
	fprintf(stderr, ", %" PRIu64 " files, %.1f MB\033[K", fetch->brought, (double)fetch->bytes / 1e6);
	shown = 1;
	text_free(&line);
}

void fetch_problem(struct fetch *fetch, const char *name, const char *why)
{
	struct text line = {0};

	clear_progress();
	text_adds(&line, "ec2access: ");
	text_add_visible(&line, name);
	if (why) {
		text_adds(&line, ": ");
		text_adds(&line, why);
	}
	fprintf(stderr, "%s\n", text_str(&line));
	text_free(&line);
	fetch->problems++;
}

void fetch_remark(const char *text)
{
	clear_progress();
	fprintf(stderr, "ec2access: %s\n", text);
}

void fetch_interrupted(struct fetch *fetch)
{
	if (!interrupt_came())
		return;
	clear_progress();
	folder_close(&fetch->folder);
	interrupt_check();
}

int fetch_next(struct fetch *fetch, ec2a_source *source, ec2a_input **ret_input)
{
	int r;

	interrupt_watch_source(source);
	do {
		r = ec2a_source_next(source, ret_input);
		fetch_interrupted(fetch);
		if (r == EC2A_E_NOMEM)
			run_need(r);
		if (r < 0)
			fetch_problem(fetch, ec2a_source_error(source), NULL);
	} while (r < 0 && r != EC2A_E_CANCELLED);
	return r == 1;
}

int fetch_put(struct fetch *fetch, const char *key, const void *data, size_t size)
{
	fetch_interrupted(fetch);
	if (folder_put(&fetch->folder, key, data, size) < 0) {
		fetch_problem(fetch, key, fetch->folder.why);
		return -1;
	}
	fetch->brought++;
	fetch->bytes += size;
	return 0;
}

int fetch_all(struct fetch *fetch, ec2a_input *input, enum fetch_how how, struct text *text)
{
	static char room[ROOM];
	size_t size;
	int r;

	do {
		r = (how == FETCH_STORED ? ec2a_input_read_stored : ec2a_input_read)(input, room, sizeof(room), &size);
		fetch_interrupted(fetch);
		if (r == EC2A_E_NOMEM)
			run_need(r);
		if (r == 1 && size > ALL_MAX - text->len) {
			fetch_problem(fetch, ec2a_input_name(input), "larger than such a file may be");
			return -1;
		}
		if (r == 1)
			text_add(text, room, size);
	} while (r == 1);
	if (r < 0)
		fetch_problem(fetch, ec2a_input_name(input), ec2a_input_error(input));
	return r;
}

void fetch_public_keys(struct fetch *fetch, const char *region)
{
	struct text bytes = {0}, key = {0};
	ec2a_source *source;
	ec2a_input *input;

	run_need(ec2a_source_public_keys(fetch->config, region, &source));
	if (fetch_next(fetch, source, &input)) {
		text_adds(&key, "public-keys/");
		text_adds(&key, region);
		text_adds(&key, ".json");
		if (fetch_all(fetch, input, FETCH_STORED, &bytes) == 0)
			fetch_put(fetch, text_str(&key), bytes.data, bytes.len);
		ec2a_input_free(input);
	}
	interrupt_watch_source(NULL);
	ec2a_source_free(source);
	text_free(&bytes);
	text_free(&key);
}

static void print_sum(const struct fetch *fetch)
{
	struct text line = {0};

	text_add_count(&line, fetch->brought, "file");
	text_adds(&line, " brought, ");
	text_addu(&line, fetch->bytes);
	text_adds(&line, " bytes; ");
	text_addu(&line, fetch->there);
	text_adds(&line, fetch->there == 1 ? " was there\n" : " were there\n");
	output_puts(text_str(&line));
	text_free(&line);
}

int fetch_run(const struct options *options)
{
	struct fetch fetch = {.options = options};

	fetch.config = run_config(options, 0);
	fetch.since_us = place_since(options);
	fetch.until_us = place_until(options);
	interrupt_watch(NULL);
	folder_open(&fetch.folder, options->into);
	output_prepare(NULL);
	for (size_t i = 0; i < options->inputs.n; i++) {
		const char *input = options->inputs.items[i];

		if (strncmp(input, "lookup:", 7) == 0)
			fetch_history(&fetch, input + 7);
		else
			fetch_objects(&fetch, input);
	}
	clear_progress();
	folder_close(&fetch.folder);
	output_begin();
	print_sum(&fetch);
	output_commit();
	ec2a_config_unref(fetch.config);
	if (!fetch.problems)
		return EXIT_READ;
	return fetch.brought || fetch.there ? EXIT_PARTLY : EXIT_NOTHING;
}

/* SPDX-License-Identifier: MIT */
/*
 * Objects of a bucket into a folder, under their keys, as they are stored. What S3 knows of a digest besides its bytes
 * (it is signed in the metadata) is kept beside it, in NAME.meta.json, and comes first: a digest that is there has it.
 */
#include "fetch.h"

#include "calendar.h"
#include "interrupt.h"
#include "json.h"
#include "place.h"
#include "run.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ROOM  ((size_t)256 * 1024)
#define AHEAD 64 /* inputs that are held, so that those behind the one that is read can be asked for ahead */
#define META  ".meta.json"
#define REGIONS_MAX 100 /* whose keys are asked for: folders of a bucket may be called anything */

/* Inputs whose objects are not on the disk, in the order that they were listed. */
struct wanted {
	ec2a_input *items[AHEAD];
	size_t first, n;
};

/* Behind "s3://BUCKET/". */
static const char *key_of(const ec2a_input *input)
{
	const char *slash = strchr(ec2a_input_name(input) + strlen("s3://"), '/');

	return slash ? slash + 1 : "";
}

static int is_small_same(const char *text, const char *small, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if ((text[i] >= 'A' && text[i] <= 'Z' ? text[i] - 'A' + 'a' : text[i]) != small[i])
			return 0;
	return 1;
}

/* Names of files that fetch writes itself, and that are believed: public keys, the metadata of digests, and what is half
 * written. Whoever may put objects into the bucket must not make them. A file system may not tell capital letters. */
static int is_own_name(const char *key)
{
	static const char *const begins[] = {"public-keys/", ".ec2access-fetch."};
	size_t size = strlen(key), end = strlen(META);

	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (size >= strlen(begins[i]) && is_small_same(key, begins[i], strlen(begins[i])))
			return 1;
	return size >= end && is_small_same(key + size - end, META, end);
}

/* As regions are called; what becomes part of a host's name and a file's must be nothing else. */
static int is_region(const char *name, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if ((name[i] < 'a' || name[i] > 'z') && (i == 0 || ((name[i] < '0' || name[i] > '9') && name[i] != '-')))
			return 0;
	return size >= 2 && size <= 63;
}

/* The region of ".../CloudTrail-Digest/REGION/...", or nothing. */
static int digest_region(const char *key, struct text *region)
{
	static const char folder[] = "CloudTrail-Digest/";
	const char *at = strstr(key, folder), *end;

	if (!at || (at > key && at[-1] != '/'))
		return 0;
	at += sizeof(folder) - 1;
	end = strchr(at, '/');
	if (!end || !is_region(at, (size_t)(end - at)))
		return 0;
	text_clear(region);
	text_add(region, at, (size_t)(end - at));
	return 1;
}

static int is_digest(const char *key)
{
	struct text region = {0};
	int is = digest_region(key, &region);

	text_free(&region);
	return is;
}

/* 1: on the disk, whole; 0: not there; -1: told. */
static int is_kept(struct fetch *fetch, const ec2a_input *input)
{
	const char *key = key_of(input), *size = ec2a_input_detail(input, "size");
	struct text meta = {0};
	uint64_t here = 0, ignored;
	int r = folder_look(&fetch->folder, key, &here);

	if (r < 0)
		fetch_problem(fetch, ec2a_input_name(input), fetch->folder.why);
	if (r == 1 && (!size || strtoull(size, NULL, 10) != here))
		r = 0;
	if (r == 1 && is_digest(key)) {
		text_adds(&meta, key);
		text_adds(&meta, META);
		r = folder_look(&fetch->folder, text_str(&meta), &ignored) == 1;
		text_free(&meta);
	}
	return r;
}

/* ---- one object ------------------------------------------------------------------------- */

static int write_all(struct fetch *fetch, ec2a_input *input)
{
	static char room[ROOM];
	size_t size;
	int r;

	while ((r = ec2a_input_read_stored(input, room, sizeof(room), &size)) == 1) {
		if (folder_write(&fetch->folder, room, size) < 0) {
			fetch_problem(fetch, ec2a_input_name(input), fetch->folder.why);
			return -1;
		}
		fetch_interrupted(fetch);
	}
	fetch_interrupted(fetch);
	if (r == EC2A_E_NOMEM)
		run_need(r);
	if (r < 0)
		fetch_problem(fetch, ec2a_input_name(input), ec2a_input_error(input));
	return r;
}

static void keep_log(struct fetch *fetch, ec2a_input *input)
{
	uint64_t size;

	if (folder_begin(&fetch->folder) < 0) {
		fetch_problem(fetch, ec2a_input_name(input), fetch->folder.why);
		return;
	}
	if (write_all(fetch, input) < 0) {
		folder_abandon(&fetch->folder);
		return;
	}
	size = fetch->folder.size;
	if (folder_end(&fetch->folder, key_of(input)) < 0) {
		fetch_problem(fetch, ec2a_input_name(input), fetch->folder.why);
		return;
	}
	fetch->brought++;
	fetch->bytes += size;
}

static void add_metadata(struct text *json, const ec2a_input *input)
{
	static const char *const names[] = {"signature", "signature-algorithm", "backfill-generation-timestamp"};
	struct text header = {0};

	json_open(json, "metadata", '{');
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value;

		text_clear(&header);
		text_adds(&header, "x-amz-meta-");
		text_adds(&header, names[i]);
		value = ec2a_input_detail(input, text_str(&header));
		if (value)
			json_add(json, names[i], value);
	}
	json_close(json, '}');
	text_free(&header);
}

/* {"bucket", "key", "etag", "size", "last_modified", "metadata": {...}} */
static void add_meta(struct text *json, const ec2a_input *input)
{
	const char *bucket = ec2a_input_name(input) + strlen("s3://"), *modified = ec2a_input_detail(input, "modified");
	const char *size = ec2a_input_detail(input, "size");
	struct text word = {0};

	json_open(json, NULL, '{');
	text_add(&word, bucket, strcspn(bucket, "/"));
	json_add(json, "bucket", text_str(&word));
	json_add(json, "key", key_of(input));
	json_add(json, "etag", ec2a_input_detail(input, "etag"));
	json_raw(json, "size", size ? size : "null");
	text_clear(&word);
	if (modified)
		calendar_add_iso(&word, strtoll(modified, NULL, 10) * 1000000);
	json_add(json, "last_modified", text_str(&word));
	add_metadata(json, input);
	json_close(json, '}');
	text_adds(json, "\n");
	text_free(&word);
}

/* Small enough for the memory: an hour's names and hashes. */
static void keep_digest(struct fetch *fetch, ec2a_input *input)
{
	struct text bytes = {0}, meta = {0}, meta_key = {0};

	text_adds(&meta_key, key_of(input));
	text_adds(&meta_key, META);
	if (fetch_all(fetch, input, FETCH_STORED, &bytes) == 0) {
		add_meta(&meta, input);
		if (fetch_put(fetch, text_str(&meta_key), meta.data, meta.len) == 0)
			fetch_put(fetch, key_of(input), bytes.data, bytes.len);
	}
	text_free(&bytes);
	text_free(&meta);
	text_free(&meta_key);
}

/* ---- all of them -------------------------------------------------------------------------- */

/* Regions whose digests were met: their keys are asked for at the end. */
static void note_region(struct fetch *fetch, struct values *regions, const char *key)
{
	struct text region = {0};

	if (!digest_region(key, &region))
		return;
	for (size_t i = 0; i < regions->n; i++)
		if (strcmp(regions->items[i], text_str(&region)) == 0) {
			text_free(&region);
			return;
		}
	if (regions->n == REGIONS_MAX) {
		fetch_problem(fetch, key, "digests of more regions than there are: its public keys are not asked for");
		text_free(&region);
		return;
	}
	regions->items = need_memory(regions->items, regions->n + 1, sizeof(regions->items[0]));
	regions->items[regions->n++] = region.data;
}

/* Take inputs until as many are wanted as are held: 0 at the end of the listing. */
static int fill(struct fetch *fetch, ec2a_source *source, struct wanted *wanted, struct values *regions)
{
	ec2a_input *input;

	while (wanted->n < AHEAD) {
		int kept;

		if (!fetch_next(fetch, source, &input))
			return 0;
		if (is_own_name(key_of(input))) {
			fetch_problem(fetch, ec2a_input_name(input), "not brought: fetch has files of its own under such names");
			ec2a_input_free(input);
			continue;
		}
		note_region(fetch, regions, key_of(input));
		kept = is_kept(fetch, input);
		if (kept == 0) {
			wanted->items[(wanted->first + wanted->n++) % AHEAD] = input;
			continue;
		}
		fetch->there += kept == 1;
		ec2a_input_free(input);
	}
	return 1;
}

static ec2a_input *take(struct wanted *wanted)
{
	ec2a_input *input = wanted->items[wanted->first];

	wanted->first = (wanted->first + 1) % AHEAD;
	wanted->n--;
	return input;
}

void fetch_objects(struct fetch *fetch, const char *url)
{
	ec2a_source *source = place_source(fetch->options, fetch->config, url);
	struct wanted wanted = {.n = 0};
	struct values regions = {0};
	int more = 1;

	run_need(ec2a_source_s3_digests(source));
	for (;;) {
		ec2a_input *input;

		if (more && wanted.n <= AHEAD / 2)
			more = fill(fetch, source, &wanted, &regions);
		if (!wanted.n)
			break;
		input = take(&wanted);
		fetch_progress(fetch, ec2a_input_name(input), -1);
		if (is_digest(key_of(input)))
			keep_digest(fetch, input);
		else
			keep_log(fetch, input);
		ec2a_input_free(input);
	}
	interrupt_watch_source(NULL);
	ec2a_source_free(source);
	for (size_t i = 0; i < regions.n; i++) {
		fetch_public_keys(fetch, regions.items[i]);
		free((void *)(uintptr_t)regions.items[i]);
	}
	free(regions.items);
}

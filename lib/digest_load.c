/* SPDX-License-Identifier: MIT */
/* Every digest of the range, and those beside it, read and taken apart. */
#include "digest_state.h"

#include "mem.h"
#include "settings.h"

#include <stdlib.h>
#include <string.h>

/* A log file's minute and the hour of its digest may be this far apart, and the next digest may be needed for the
 * signature of the one before. */
#define MARGIN_US (3 * EC2A__HOUR_US)

/* Differences at the ends of time do not overflow. */
static int64_t minus(int64_t us, int64_t span)
{
	return us < INT64_MIN + span ? INT64_MIN : us - span;
}

static int64_t plus(int64_t us, int64_t span)
{
	return us > INT64_MAX - span ? INT64_MAX : us + span;
}

static int is_digest(const struct ec2a__digest_file *file)
{
	return file->kind == EC2A__OBJECT_DIGEST || file->kind == EC2A__OBJECT_BACKFILL;
}

static int compare_text(struct ec2a__text a, struct ec2a__text b)
{
	size_t size = a.size < b.size ? a.size : b.size;
	int order = size ? memcmp(a.data, b.data, size) : 0;

	return order ? order : (a.size > b.size) - (a.size < b.size);
}

/* The place up to the digests' own folder: what lies behind is a date. */
static struct ec2a__text trunk(const struct ec2a__object_name *name)
{
	size_t at = ec2a__text_find_last(name->place, "CloudTrail-Digest/");

	return ec2a__text_part(name->place, 0, at == EC2A__NOWHERE ? name->place.size : at);
}

static int compare_chains(const struct ec2a__digest_entry *a, const struct ec2a__digest_entry *b)
{
	int order = compare_text(a->name.account, b->name.account);

	if (order == 0)
		order = compare_text(a->name.region, b->name.region);
	if (order == 0)
		order = compare_text(a->name.trail, b->name.trail);
	if (order == 0)
		order = compare_text(a->name.home, b->name.home);
	if (order == 0)
		order = compare_text(trunk(&a->name), trunk(&b->name));
	return order ? order : a->name.kind - b->name.kind;
}

int ec2a__digest_is_one_chain(const ec2a_digest *digest, const struct ec2a__digest_entry *a,
			      const struct ec2a__digest_entry *b)
{
	return digest->files[a->file].store == digest->files[b->file].store && compare_chains(a, b) == 0;
}

/* Files are sorted by store and path, which decides the rest. */
static int by_chain(const void *left, const void *right)
{
	const struct ec2a__digest_entry *a = left, *b = right;
	int order = compare_chains(a, b);

	if (order == 0)
		order = (a->name.stamp_us > b->name.stamp_us) - (a->name.stamp_us < b->name.stamp_us);
	return order ? order : (a->file > b->file) - (a->file < b->file);
}

static int make_entries(ec2a_digest *digest)
{
	size_t count = 0, n = 0;
	int r = 0;

	for (size_t i = 0; i < digest->n_files; i++)
		count += is_digest(&digest->files[i]) ? 1 : 0;
	if (!count)
		return 0;
	digest->entries = ec2a__calloc(count, sizeof(*digest->entries));
	if (!digest->entries)
		return EC2A_E_NOMEM;
	for (size_t i = 0; r == 0 && i < digest->n_files; i++) {
		struct ec2a__digest_entry *entry = &digest->entries[n];

		if (!is_digest(&digest->files[i]))
			continue;
		entry->file = i;
		ec2a__object_name_read(ec2a__text_of(ec2a__digest_rel(digest, &digest->files[i])), &entry->name);
		entry->region = ec2a__digest_keep(digest, entry->name.region, &r);
		entry->end_us = entry->name.stamp_us;
		entry->start_us = entry->end_us - EC2A__HOUR_US;
		digest->n_entries = ++n;
	}
	qsort(digest->entries, n, sizeof(digest->entries[0]), by_chain);
	return r;
}

/* Of the digests outside the range the nearest ones matter: between them and those inside some may be missing. */
static int is_wanted(const ec2a_digest *digest, size_t index, size_t first, size_t end)
{
	const struct ec2a__digest_entry *entries = digest->entries;
	int64_t from = minus(digest->since_us, MARGIN_US), to = plus(digest->until_us, MARGIN_US);

	if (entries[index].end_us <= from)
		return index + 1 == end || entries[index + 1].end_us > from;
	if (entries[index].start_us >= to)
		return index == first || entries[index - 1].start_us < to;
	return 1;
}

/* Those that are not wanted go; what is copied down lies behind what is looked at. */
static void choose_entries(ec2a_digest *digest)
{
	struct ec2a__digest_entry *entries = digest->entries;
	size_t n = 0, end;

	for (size_t first = 0; first < digest->n_entries; first = end) {
		for (end = first + 1; end < digest->n_entries; end++)
			if (!ec2a__digest_is_one_chain(digest, &entries[first], &entries[end]))
				break;
		for (size_t i = first; i < end; i++)
			entries[i].in_range = is_wanted(digest, i, first, end);
	}
	for (size_t i = 0; i < digest->n_entries; i++)
		if (entries[i].in_range)
			entries[n++] = entries[i];
	digest->n_entries = n;
}

/* ---- one of them, by any thread ---------------------------------------------------------------- */

/* Whether a path is where a key would lie: it ends with the key, or begins within it. */
static int find_layout(struct ec2a__digest_entry *entry, const char *path, const char *key)
{
	struct ec2a__text a = ec2a__text_of(path), b = ec2a__text_of(key);

	if (ec2a__text_take_end(&a, key) && (!a.size || a.data[a.size - 1] == '/')) {
		entry->lead = a.size;
		return 1;
	}
	if (ec2a__text_take_end(&b, path) && b.size && b.data[b.size - 1] == '/') {
		entry->strip = b.size;
		return 1;
	}
	return 0;
}

/* Where it lies, and whether that is where it says. */
static int place(ec2a_digest *digest, struct ec2a__digest_entry *entry, const struct ec2a__depot_meta *meta)
{
	const struct ec2a__digest_file *file = &digest->files[entry->file];
	const char *bucket = ec2a__digest_doc_text(&entry->doc, entry->doc.bucket);
	const char *key = ec2a__digest_doc_text(&entry->doc, entry->doc.key);
	const char *own = digest->stores[file->store].bucket;

	if (!own && meta->bucket.len)
		own = meta->bucket.data;
	if ((own && strcmp(own, bucket) != 0) || (meta->key.len && strcmp(meta->key.data, key) != 0) ||
	    !find_layout(entry, ec2a__digest_rel(digest, file), key))
		return 0;
	entry->bucket = bucket;
	entry->key = key;
	return 1;
}

/* The bytes of the signature, behind the document's other memory. */
static int take_signature(struct ec2a__digest_entry *entry, const struct ec2a__buf *hex)
{
	struct ec2a__buf bytes;
	int r;

	if (!hex->len)
		return 0;
	ec2a__buf_init(&bytes, EC2A__RSA_BYTES);
	r = ec2a__hex_decode(hex->data, hex->len, &bytes);
	entry->bad_signature = r != 1;
	if (r == 1) {
		entry->signature_size = bytes.len;
		entry->signature = ec2a__buf_steal(&bytes);
		r = entry->signature ? 0 : EC2A_E_NOMEM;
	}
	ec2a__buf_free(&bytes);
	return r == EC2A_E_NOMEM ? r : 0;
}

static int read_doc(ec2a_digest *digest, struct ec2a__digest_entry *entry, const struct ec2a__buf *plain,
		    const struct ec2a__depot_meta *meta)
{
	int r = ec2a__digest_doc_read(plain->data ? plain->data : "", plain->len, &entry->doc, &entry->why);

	if (r == EC2A_E_FORMAT)
		return 0;
	if (r < 0)
		return r;
	if (entry->name.kind == EC2A__OBJECT_BACKFILL && meta->signature.len && !meta->generated.len) {
		entry->why = "the metadata of the backfill digest lacks the time when it was made";
		return 0;
	}
	entry->has_doc = 1;
	return place(digest, entry, meta) ? take_signature(entry, &meta->signature) : 0;
}

static int count_bytes(void *user, size_t size)
{
	ec2a_digest *digest = user;

	atomic_fetch_add(&digest->bytes_done, size);
	return atomic_load(&digest->cancelled) ? EC2A_E_CANCELLED : 0;
}

static int load_one(ec2a_digest *digest, struct ec2a__digest_tools *tools, size_t index, void *user)
{
	struct ec2a__digest_entry *entry = &digest->entries[index];
	struct ec2a__digest_file *file = &digest->files[entry->file];
	uint64_t max = (uint64_t)ec2a__config_int(digest->config, EC2A_OPT_DIGEST_BYTES);
	struct ec2a__depot_meta meta;
	struct ec2a__buf plain;
	struct ec2a__digest_take take = { .store = &digest->stores[file->store], .path = file->path, .max_bytes = max,
					  .max_ratio = (uint64_t)ec2a__config_int(digest->config, EC2A_OPT_INFLATE_RATIO),
					  .meta = &meta, .plain = &plain, .more = count_bytes, .user = digest };
	int r;

	(void)user;
	ec2a__buf_init(&plain, (size_t)max);
	ec2a__depot_meta_init(&meta);
	r = ec2a__digest_take(tools, &take, &entry->state, entry->hash);
	if (r == 0 && entry->state == EC2A__READ_WHOLE)
		r = read_doc(digest, entry, &plain, &meta);
	ec2a__depot_meta_free(&meta);
	ec2a__buf_free(&plain);
	atomic_fetch_add(&digest->files_done, 1);
	return r;
}

int ec2a__digest_load(ec2a_digest *digest)
{
	struct ec2a__digest_work work = { .work = load_one };
	int r = make_entries(digest);

	if (r < 0)
		return r;
	choose_entries(digest);
	work.count = digest->n_entries;
	digest->files_known = digest->n_entries;
	return ec2a__digest_pool(digest, &work);
}

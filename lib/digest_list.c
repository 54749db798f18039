/* SPDX-License-Identifier: MIT */
/* What objects there are, and where the one of a key is. */
#include "digest_state.h"

#include "mem.h"

#include <stdlib.h>
#include <string.h>

static int add_file(void *user, const char *path)
{
	ec2a_digest *digest = user;
	struct ec2a__digest_file *file;
	struct ec2a__object_name name;

	if (ec2a__digest_stops(digest))
		return EC2A_E_CANCELLED;
	if (digest->n_files == digest->cap_files) {
		size_t cap = digest->cap_files ? digest->cap_files * 2 : 256;
		struct ec2a__digest_file *files = ec2a__realloc_array(digest->files, cap, sizeof(*files));

		if (!files)
			return EC2A_E_NOMEM;
		digest->files = files;
		digest->cap_files = cap;
	}
	file = &digest->files[digest->n_files];
	*file = (struct ec2a__digest_file){ .store = digest->listing };
	file->path = ec2a__arena_add(&digest->texts, path, strlen(path));
	if (!file->path)
		return EC2A_E_NOMEM;
	ec2a__object_name_read(ec2a__text_of(ec2a__digest_rel(digest, file)), &name);
	file->kind = (uint8_t)name.kind;
	file->stamp_us = name.stamp_us;
	digest->n_files++;
	return 0;
}

static int add_problem(void *user, const char *path, int code, const char *sentence)
{
	ec2a_digest *digest = user;

	return ec2a__problems_add(&digest->problems, path, 0, EC2A__NO_PLACE, code, sentence);
}

static int add_keys(void *user, const char *region, const char *json, size_t size, const char *path)
{
	ec2a_digest *digest = user;
	size_t bad = 0;
	int r;

	if (digest->keys_given)
		return 0;
	r = ec2a__digest_keys_add(&digest->keys, region, json, size, &bad);
	if (r == EC2A_E_NOMEM)
		return r;
	if (r < 0)
		return add_problem(user, path, r, "this is no list of public keys as ListPublicKeys returns it");
	if (bad)
		return add_problem(user, path, EC2A_E_RECORD,
				   "keys are left out that are no RSA key, or do not have the fingerprint that stands there");
	return 0;
}

/* Paths come in the order of bytes from a folder; whatever the store does, they are searched by it. */
static int is_sorted(const ec2a_digest *digest, size_t first)
{
	for (size_t i = first + 1; i < digest->n_files; i++)
		if (strcmp(digest->files[i - 1].path, digest->files[i].path) >= 0)
			return 0;
	return 1;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct ec2a__digest_file *)a)->path, ((const struct ec2a__digest_file *)b)->path);
}

static struct ec2a__depot_told told_of(ec2a_digest *digest)
{
	return (struct ec2a__depot_told){ add_file, add_keys,	      add_problem,
					  digest,   digest->since_us, digest->until_us };
}

int ec2a__digest_list(ec2a_digest *digest)
{
	const struct ec2a__depot_told told = told_of(digest);

	for (size_t i = 0; i < digest->n_stores; i++) {
		struct ec2a__depot *store = &digest->stores[i];
		size_t first = digest->n_files;
		int r;

		digest->listing = (uint32_t)i;
		r = store->kind->list(store, &told);
		if (r == EC2A_E_NOMEM || r == EC2A_E_CANCELLED)
			return r;
		if (!is_sorted(digest, first))
			qsort(digest->files + first, digest->n_files - first, sizeof(digest->files[0]), by_path);
	}
	return 0;
}

/* Those whose keys were asked for; regions are few. */
struct asked {
	const char *regions[EC2A__REGIONS_MAX];
	size_t n;
	int full; /* that there are more was told */
};

static int ask_for(ec2a_digest *digest, struct ec2a__depot *store, const char *region, struct asked *asked)
{
	const struct ec2a__depot_told told = told_of(digest);

	for (size_t i = 0; i < asked->n; i++)
		if (strcmp(asked->regions[i], region) == 0)
			return 0;
	if (asked->n < EC2A__REGIONS_MAX) {
		asked->regions[asked->n++] = region;
		return store->kind->keys(store, region, &told);
	}
	if (asked->full++)
		return 0;
	return add_problem(digest, store->name, EC2A_E_LIMIT,
			   "there are digests of more than 100 regions: not of all the public keys are asked for");
}

int ec2a__digest_ask_keys(ec2a_digest *digest)
{
	struct asked asked = { .n = 0 };
	int r = 0;

	for (size_t i = 0; r == 0 && i < digest->n_entries && !digest->keys_given; i++) {
		const struct ec2a__digest_entry *entry = &digest->entries[i];
		struct ec2a__depot *store = &digest->stores[digest->files[entry->file].store];

		if (store->kind->keys && entry->has_doc && *entry->region)
			r = ask_for(digest, store, entry->region, &asked);
	}
	return r;
}

int ec2a__digest_tell_troubles(ec2a_digest *digest)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < digest->n_stores; i++) {
		struct ec2a__depot *store = &digest->stores[i];
		const char *path, *sentence;
		int code = store->kind->trouble ? store->kind->trouble(store, &path, &sentence) : 0;

		if (code)
			r = add_problem(digest, path, code, sentence);
	}
	return r;
}

const char *ec2a__digest_rel(const ec2a_digest *digest, const struct ec2a__digest_file *file)
{
	return file->path + strlen(digest->stores[file->store].name);
}

/* The file of a store with that path: an index, or EC2A__NO_FILE. */
static size_t find_path(const ec2a_digest *digest, uint32_t store, const char *path)
{
	size_t low = 0, high = digest->n_files;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct ec2a__digest_file *file = &digest->files[middle];
		int order = file->store < store ? -1 : file->store > store ? 1 : strcmp(file->path, path);

		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return EC2A__NO_FILE;
}

/* What stands in front of keys in this layout; a folder that is called after the bucket becomes the other bucket's. */
static int add_lead(const ec2a_digest *digest, const struct ec2a__digest_entry *entry, const char *bucket,
		    struct ec2a__buf *path)
{
	struct ec2a__text lead = { ec2a__digest_rel(digest, &digest->files[entry->file]), entry->lead };
	struct ec2a__text other = lead;
	int r;

	if (strcmp(bucket, entry->bucket) == 0 || !ec2a__text_take_end(&other, "/") ||
	    !ec2a__text_take_end(&other, entry->bucket) || (other.size && other.data[other.size - 1] != '/'))
		return ec2a__buf_add(path, lead.data, lead.size);
	r = ec2a__buf_add(path, other.data, other.size);
	if (r == 0)
		r = ec2a__buf_adds(path, bucket);
	return r ? r : ec2a__buf_addc(path, '/');
}

/* A copy of a packed file may have been unpacked; then its name lost the ending. */
static size_t find_copy(const ec2a_digest *digest, uint32_t store, struct ec2a__buf *path)
{
	struct ec2a__text bare = { path->data, path->len };
	size_t file = find_path(digest, store, path->data);

	if (file != EC2A__NO_FILE || digest->stores[store].bucket || !ec2a__text_take_end(&bare, ".gz"))
		return file;
	ec2a__buf_truncate(path, bare.size);
	return find_path(digest, store, path->data);
}

int ec2a__digest_find(const ec2a_digest *digest, const struct ec2a__digest_entry *entry, const char *bucket,
		      const char *key, size_t *ret_file)
{
	uint32_t store = digest->files[entry->file].store;
	const char *own = digest->stores[store].bucket;
	struct ec2a__buf path;
	int r;

	*ret_file = EC2A__NO_FILE;
	if (!entry->bucket || (own && strcmp(own, bucket) != 0))
		return 0;
	/* Of a layout that begins within the key, only keys with the same beginning can be there. */
	if (entry->strip && strncmp(key, entry->key, entry->strip) != 0)
		return 0;
	ec2a__buf_init(&path, (size_t)1 << 20);
	r = ec2a__buf_adds(&path, digest->stores[store].name);
	if (r == 0)
		r = add_lead(digest, entry, bucket, &path);
	if (r == 0)
		r = ec2a__buf_adds(&path, key + entry->strip);
	if (r == 0)
		*ret_file = find_copy(digest, store, &path);
	ec2a__buf_free(&path);
	return r == EC2A_E_LIMIT ? 0 : r;
}

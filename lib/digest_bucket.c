/* SPDX-License-Identifier: MIT */
/* A bucket as a store: objects where CloudTrail put them, with the metadata that S3 keeps of each, and public keys from
 * CloudTrail itself. */
#include "digest_store.h"

#include "digest_keys.h"
#include "mem.h"
#include "source_bucket.h"

#include <string.h>

#define PATH_BYTES_MAX ((size_t)64 * 1024)
#define ERROR_BYTES_MAX ((size_t)16 * 1024)

/* Why an object could not be read, of the first one: whoever was refused one is refused many. */
struct trouble {
	int code;
	char *path, *sentence;
};

struct state {
	struct ec2a__bucket *bucket;
	_Atomic(struct trouble *) trouble;
};

struct handle {
	struct state *state;
	const char *path; /* borrowed: paths stay as long as the run */
	struct ec2a__bucket_object *object;
};

/* ---- what went wrong ------------------------------------------------------------------------ */

static void trouble_free(struct trouble *trouble)
{
	if (!trouble)
		return;
	ec2a__free(trouble->path);
	ec2a__free(trouble->sentence);
	ec2a__free(trouble);
}

/* What is gone, or not wanted any more, needs no word of its own. Returns r, or EC2A_E_NOMEM. */
static int note(const struct handle *handle, int r)
{
	struct trouble *trouble, *none = NULL;

	if (r == 0 || r == EC2A_E_NOT_FOUND || r == EC2A_E_NOMEM || r == EC2A_E_CANCELLED ||
	    atomic_load(&handle->state->trouble))
		return r;
	trouble = ec2a__calloc(1, sizeof(*trouble));
	if (!trouble)
		return EC2A_E_NOMEM;
	trouble->code = r;
	trouble->path = ec2a__strdup(handle->path);
	trouble->sentence = ec2a__strdup(ec2a__bucket_error(handle->object));
	if (!trouble->path || !trouble->sentence)
		r = EC2A_E_NOMEM;
	if (r == EC2A_E_NOMEM || !atomic_compare_exchange_strong(&handle->state->trouble, &none, trouble))
		trouble_free(trouble);
	return r;
}

static int bucket_trouble(struct ec2a__depot *store, const char **ret_path, const char **ret_sentence)
{
	const struct trouble *trouble = atomic_load(&((struct state *)store->state)->trouble);

	if (!trouble)
		return 0;
	*ret_path = trouble->path;
	*ret_sentence = trouble->sentence;
	return trouble->code;
}

/* ---- listing ------------------------------------------------------------------------------------ */

/* "s3://BUCKET/KEY" takes the place of what the buffer held. */
static int name_of(const struct ec2a__depot *store, const char *key, struct ec2a__buf *path)
{
	int r;

	ec2a__buf_clear(path);
	r = ec2a__buf_adds(path, store->name);
	return r ? r : ec2a__buf_adds(path, key);
}

static int give(struct ec2a__depot *store, const struct ec2a__depot_told *told, int found, const char *key,
		struct ec2a__buf *path)
{
	const struct state *state = store->state;
	int r = name_of(store, found == 1 ? key : ec2a__bucket_fault_key(state->bucket), path);

	/* No key is as long as that: S3 ends them at 1,024 bytes. */
	if (r == EC2A_E_LIMIT)
		return told->problem(told->user, store->name, r, "the listing names an object that cannot be asked for");
	if (r == 0 && found == 1)
		return told->add(told->user, path->data);
	return r ? r : told->problem(told->user, path->data, found, ec2a__bucket_fault(state->bucket));
}

static int bucket_list(struct ec2a__depot *store, const struct ec2a__depot_told *told)
{
	const struct state *state = store->state;
	struct ec2a__buf path;
	const char *key = "";
	int r = ec2a__bucket_list(state->bucket, told->since_us, told->until_us);

	if (r < 0)
		return r;
	ec2a__buf_init(&path, PATH_BYTES_MAX);
	while ((r = ec2a__bucket_next(state->bucket, &key)) != 0) {
		if (r == 1 && !store->listed_us)
			store->listed_us = ec2a__bucket_now(state->bucket) * 1000000;
		if (r != EC2A_E_NOMEM && r != EC2A_E_CANCELLED)
			r = give(store, told, r, key, &path);
		if (r < 0)
			break;
	}
	ec2a__buf_free(&path);
	return r;
}

/* ---- one object ------------------------------------------------------------------------------------ */

static int take(const struct ec2a__bucket_object *object, const char *header, struct ec2a__buf *out)
{
	const char *text = ec2a__bucket_header(object, header);
	int r = text ? ec2a__buf_adds(out, text) : 0;

	return r == EC2A_E_LIMIT ? 0 : r; /* as if it were not there */
}

/* An object lies where it was listed, whatever stands in it. */
static int read_meta(const struct ec2a__depot *store, const struct handle *handle, struct ec2a__depot_meta *meta)
{
	int r = note(handle, ec2a__bucket_wait(handle->object));

	if (r == 0)
		r = ec2a__buf_adds(&meta->bucket, store->bucket);
	if (r == 0)
		r = ec2a__buf_adds(&meta->key, handle->path + strlen(store->name));
	if (r == 0)
		r = take(handle->object, "x-amz-meta-signature", &meta->signature);
	if (r == 0)
		r = take(handle->object, "x-amz-meta-backfill-generation-timestamp", &meta->generated);
	return r;
}

static void bucket_close(void *handle)
{
	ec2a__bucket_close(((struct handle *)handle)->object);
	ec2a__free(handle);
}

static int bucket_open(struct ec2a__depot *store, const char *path, struct ec2a__depot_meta *meta,
		       struct ec2a__depot_mark *mark, void **ret_handle)
{
	struct handle *handle = ec2a__malloc(sizeof(*handle));
	int r;

	(void)mark; /* nothing of a bucket is known again */
	if (!handle)
		return EC2A_E_NOMEM;
	*handle = (struct handle){ .state = store->state, .path = path };
	r = ec2a__bucket_open(handle->state->bucket, path + strlen(store->name), &handle->object);
	if (r < 0) {
		ec2a__free(handle);
		return r;
	}
	if (meta)
		r = read_meta(store, handle, meta);
	if (r < 0)
		bucket_close(handle);
	else
		*ret_handle = handle;
	return r;
}

static int bucket_read(void *handle, void *buffer, size_t size, size_t *ret_size)
{
	const struct handle *one = handle;

	return note(one, ec2a__bucket_read(one->object, buffer, size, ret_size));
}

/* ---- the store ----------------------------------------------------------------------------------- */

static int bucket_keys(struct ec2a__depot *store, const char *region, const struct ec2a__depot_told *told)
{
	struct ec2a__buf answer, error, name;
	int r;

	ec2a__buf_init(&answer, EC2A__KEYS_JSON_MAX);
	ec2a__buf_init(&error, ERROR_BYTES_MAX);
	ec2a__buf_init(&name, PATH_BYTES_MAX);
	r = ec2a__buf_adds(&name, "public-keys:");
	if (r == 0)
		r = ec2a__buf_adds(&name, region);
	if (r == 0)
		r = ec2a__bucket_public_keys(((struct state *)store->state)->bucket, region, &answer, &error);
	if (r == 0)
		r = told->keys(told->user, region, answer.data, answer.len, name.data);
	else if (r != EC2A_E_NOMEM && r != EC2A_E_CANCELLED)
		r = told->problem(told->user, name.data, r, error.len ? error.data : ec2a_strerror(r));
	ec2a__buf_free(&name);
	ec2a__buf_free(&error);
	ec2a__buf_free(&answer);
	return r;
}

static void bucket_free(void *user)
{
	struct state *state = user;

	if (!state)
		return;
	trouble_free(atomic_load(&state->trouble));
	ec2a__bucket_free(state->bucket);
	ec2a__free(state);
}

static const struct ec2a__depot_kind bucket_kind = {
	.list = bucket_list,
	.keys = bucket_keys,
	.open = bucket_open,
	.read = bucket_read,
	.close = bucket_close,
	.trouble = bucket_trouble,
	.free_state = bucket_free,
};

int ec2a__depot_bucket(const struct ec2a__depot_place *place, struct ec2a__depot *ret_store)
{
	struct state *state = ec2a__calloc(1, sizeof(*state));
	struct ec2a__buf name;
	int r = state ? 0 : EC2A_E_NOMEM;

	*ret_store = (struct ec2a__depot){ .kind = &bucket_kind, .state = state };
	ec2a__buf_init(&name, PATH_BYTES_MAX);
	if (r == 0) {
		atomic_init(&state->trouble, NULL);
		r = ec2a__bucket_new(place->config, place->url, place->accounts, place->regions, place->stop,
				     &state->bucket);
	}
	if (r == 0) {
		ret_store->bucket = ec2a__bucket_name(state->bucket);
		r = ec2a__buf_adds(&name, "s3://");
	}
	if (r == 0)
		r = ec2a__buf_adds(&name, ret_store->bucket);
	if (r == 0)
		r = ec2a__buf_addc(&name, '/');
	if (r == 0)
		ret_store->name = ec2a__buf_steal(&name);
	if (r == 0 && !ret_store->name)
		r = EC2A_E_NOMEM;
	ec2a__buf_free(&name);
	if (r < 0)
		ec2a__depot_free(ret_store);
	return r;
}

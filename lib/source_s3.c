/* SPDX-License-Identifier: MIT */
/*
 * Objects of an S3 bucket. They are listed as they are asked for, and once one
 * was opened, the ones listed behind it are asked for ahead, so that whoever
 * reads them in that order finds their bytes. Nothing has a thread of its own:
 * who waits for one object drives all.
 */
#include "source.h"

#include "mem.h"
#include "s3_object.h"
#include "s3_walk.h"
#include "settings.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

struct s3_state;

/* One object that was listed and whose input is still there. */
struct item {
	struct s3_state *state;
	struct item *before, *behind;
	struct ec2a__s3_object *object;
	char *etag;
	char size[24], time[24]; /* as details */
	int64_t modified;
	int started;
};

struct s3_state {
	struct ec2a__aws *aws;
	struct ec2a__s3 *s3;
	struct ec2a__s3_walk *walk;
	const struct ec2a__s3_entry *entry; /* found, but there was no memory to make an input of it ... */
	struct item *listed;                /* ... or the input is about to be made */
	uint64_t most; /* bytes of an object */
	size_t connections;
	pthread_mutex_t lock; /* of what follows: inputs are read by many threads */
	struct item *last;
	struct item *ahead;   /* the first that was not started */
	size_t started;
	int reading; /* inputs are being read: it is no mere listing */
	int begun;   /* something was listed */
};

/* ---- asking ahead; with the lock ---------------------------------------------------------- */

static void append(struct s3_state *state, struct item *item)
{
	item->before = state->last;
	if (state->last)
		state->last->behind = item;
	state->last = item;
	if (!state->ahead)
		state->ahead = item;
}

static void take_out(struct s3_state *state, struct item *item)
{
	if (item->before)
		item->before->behind = item->behind;
	if (item->behind)
		item->behind->before = item->before;
	if (state->last == item)
		state->last = item->before;
	if (state->ahead == item)
		state->ahead = item->behind;
	state->started -= (size_t)item->started;
	/* Who lists on without reading may want none of what comes. */
	if (!state->started)
		state->reading = 0;
}

static int start(struct s3_state *state, struct item *item)
{
	int r;

	if (item->started)
		return 0;
	r = ec2a__s3_object_start(item->object);
	if (r == EC2A_E_NOMEM)
		return r;
	item->started = 1; /* what failed is told where it is read */
	state->started++;
	return 0;
}

static void go_ahead(struct s3_state *state)
{
	while (state->reading && state->ahead && state->started < state->connections) {
		if (start(state, state->ahead) < 0)
			return; /* it is asked for when its turn comes */
		state->ahead = state->ahead->behind;
	}
}

/* ---- one input ------------------------------------------------------------------------------ */

static int s3_open(ec2a_input *input)
{
	struct item *item = input->item;
	struct s3_state *state = item->state;
	int r;

	pthread_mutex_lock(&state->lock);
	state->reading = 1;
	r = start(state, item);
	if (r == 0 && state->ahead == item)
		state->ahead = item->behind;
	go_ahead(state);
	pthread_mutex_unlock(&state->lock);
	return r;
}

static int s3_read(ec2a_input *input, void *buffer, size_t size, size_t *ret_size)
{
	struct item *item = input->item;
	int r = ec2a__s3_object_read(item->object, buffer, size, ret_size);

	if (r == EC2A_E_NOT_FOUND)
		return ec2a__input_fail(input, r, "cannot be opened", ec2a__s3_object_error(item->object));
	if (r < 0)
		return ec2a__input_fail(input, r, "cannot be read", ec2a__s3_object_error(item->object));
	return 0;
}

static const char *s3_detail(const ec2a_input *input, const char *name)
{
	const struct item *item = input->item;

	if (strcmp(name, "size") == 0)
		return item->size;
	if (strcmp(name, "modified") == 0)
		return item->modified ? item->time : NULL;
	if (strcmp(name, "etag") == 0)
		return *item->etag ? item->etag : NULL;
	return ec2a__s3_object_header(item->object, name);
}

static void item_free(struct item *item)
{
	ec2a__s3_object_free(item->object);
	ec2a__free(item->etag);
	ec2a__free(item);
}

static void s3_drop(ec2a_input *input)
{
	struct item *item = input->item;
	struct s3_state *state = item->state;

	pthread_mutex_lock(&state->lock);
	take_out(state, item);
	go_ahead(state);
	pthread_mutex_unlock(&state->lock);
	item_free(item);
}

/* ---- listing ---------------------------------------------------------------------------------- */

/* "s3://BUCKET/KEY" in new memory. */
static char *name_of(const struct s3_state *state, const char *key)
{
	const char *const parts[] = { "s3://", ec2a__s3_bucket(state->s3), "/", key };
	struct ec2a__buf name;
	char *text = NULL;
	int r = 0;

	ec2a__buf_init(&name, SIZE_MAX);
	for (size_t i = 0; r == 0 && i < sizeof(parts) / sizeof(parts[0]); i++)
		r = ec2a__buf_adds(&name, parts[i]);
	if (r == 0)
		text = ec2a__buf_steal(&name);
	ec2a__buf_free(&name);
	return text;
}

static int fail(ec2a_source *source, int code)
{
	const struct s3_state *state = source->origin->state;
	char *name = name_of(state, ec2a__s3_walk_fault_key(state->walk));
	int r;

	if (!name)
		return EC2A_E_NOMEM;
	r = ec2a__source_fail(source, code, name, "cannot be listed", ec2a__s3_walk_fault(state->walk));
	ec2a__free(name);
	return r;
}

static struct item *item_new(struct s3_state *state, const struct ec2a__s3_entry *entry)
{
	struct item *item = ec2a__calloc(1, sizeof(*item));

	if (!item)
		return NULL;
	item->state = state;
	snprintf(item->size, sizeof item->size, "%llu", (unsigned long long)entry->size);
	item->modified = entry->modified;
	snprintf(item->time, sizeof item->time, "%lld", (long long)entry->modified);
	item->etag = ec2a__strdup(entry->etag);
	if (!item->etag || ec2a__s3_object_new(state->s3, entry->key, state->most, &item->object) < 0) {
		item_free(item);
		return NULL;
	}
	return item;
}

static int s3_list(ec2a_source *source, char **ret_name)
{
	struct s3_state *state = source->origin->state;
	int r = 1;

	state->begun = 1;
	if (!state->entry)
		r = ec2a__s3_walk_next(state->walk, &state->entry);
	if (r != 1)
		state->entry = NULL;
	if (r == EC2A__S3_WALK_PASSED)
		return EC2A__SOURCE_SKIPPED;
	if (r != 1)
		return r == 0 || r == EC2A_E_NOMEM ? r : fail(source, r);
	if (!state->listed)
		state->listed = item_new(state, state->entry);
	if (state->listed)
		*ret_name = name_of(state, state->entry->key);
	if (!state->listed || !*ret_name)
		return EC2A_E_NOMEM;
	state->entry = NULL;
	return 1;
}

static void s3_listed(ec2a_source *source, ec2a_input *input)
{
	struct s3_state *state = source->origin->state;
	struct item *item = state->listed;

	state->listed = NULL;
	input->item = item;
	input->modified = item->modified;
	pthread_mutex_lock(&state->lock);
	append(state, item);
	go_ahead(state);
	pthread_mutex_unlock(&state->lock);
}

/* ---- the source --------------------------------------------------------------------------------- */

static void s3_free(void *user)
{
	struct s3_state *state = user;

	if (state->listed)
		item_free(state->listed);
	ec2a__s3_walk_free(state->walk);
	ec2a__s3_free(state->s3);
	ec2a__aws_unref(state->aws);
	pthread_mutex_destroy(&state->lock);
	ec2a__free(state);
}

static const struct ec2a__source_kind s3_kind = {
	.list = s3_list,
	.listed = s3_listed,
	.open = s3_open,
	.read = s3_read,
	.drop = s3_drop,
	.detail = s3_detail,
	.free_state = s3_free,
};

/* What is wrong with the question is told before anything that is missing for asking it. */
static int check(const char *prefix, const char *accounts, const char *regions, int64_t since_us, int64_t until_us)
{
	struct ec2a__s3_layout layout;
	int r = ec2a__s3_layout_init(&layout, prefix, accounts, regions, since_us, until_us);

	if (r == 0)
		ec2a__s3_layout_free(&layout);
	return r;
}

static int fill(struct s3_state *state, ec2a_config *config, const char *url, const char *accounts, const char *regions,
		int64_t since_us, int64_t until_us)
{
	const char *prefix;
	char *bucket;
	size_t size;
	int r;

	if (!ec2a__s3_url(url, &size, &prefix))
		return EC2A_E_ARG;
	r = check(prefix, accounts, regions, since_us, until_us);
	if (r < 0)
		return r;
	bucket = ec2a__strndup(url + strlen("s3://"), size);
	r = bucket ? ec2a__config_aws(config, &state->aws) : EC2A_E_NOMEM;
	if (r == 0)
		r = ec2a__s3_new(config, state->aws, bucket, &state->s3);
	ec2a__free(bucket);
	if (r == 0)
		r = ec2a__s3_walk_new(prefix, accounts, regions, since_us, until_us,
				      (uint64_t)ec2a__config_int(config, EC2A_OPT_LISTED_OBJECTS), ec2a__s3_ask, state->s3,
				      &state->walk);
	state->most = (uint64_t)ec2a__config_int(config, EC2A_OPT_OBJECT_BYTES);
	state->connections = (size_t)ec2a__config_int(config, EC2A_OPT_CONNECTIONS);
	return r;
}

EC2A_API int ec2a_source_s3(ec2a_config *config, const char *url, const char *accounts, const char *regions,
			    int64_t since_us, int64_t until_us, ec2a_source **ret_source)
{
	struct s3_state *state;
	int r;

	if (!url || !ret_source || since_us > until_us)
		return EC2A_E_ARG;
	state = ec2a__calloc(1, sizeof(*state));
	if (!state)
		return EC2A_E_NOMEM;
	if (pthread_mutex_init(&state->lock, NULL) != 0) {
		ec2a__free(state);
		return EC2A_E_NOMEM;
	}
	r = fill(state, config, url, accounts, regions, since_us, until_us);
	if (r == 0)
		r = ec2a__source_make(config, url, &s3_kind, state, ret_source);
	if (r < 0) {
		s3_free(state);
		return r;
	}
	ec2a__s3_set_stop(state->s3, &(*ret_source)->origin->cancelled);
	return 0;
}

EC2A_API int ec2a_source_s3_digests(ec2a_source *source)
{
	struct s3_state *state;

	if (!source)
		return EC2A_E_ARG;
	if (source->origin->kind != &s3_kind)
		return EC2A_E_UNSUPPORTED;
	state = source->origin->state;
	if (state->begun)
		return EC2A_E_STATE;
	ec2a__s3_walk_set_digests(state->walk);
	return 0;
}

EC2A_API int ec2a_source_s3_wants(const ec2a_source *source, const char *name)
{
	const struct s3_state *state;
	const char *key;
	size_t size;

	if (!source || !name)
		return EC2A_E_ARG;
	if (source->origin->kind != &s3_kind)
		return EC2A_E_UNSUPPORTED;
	state = source->origin->state;
	if (!ec2a__s3_url(name, &size, &key) || size != strlen(ec2a__s3_bucket(state->s3)) ||
	    strncmp(name + strlen("s3://"), ec2a__s3_bucket(state->s3), size) != 0)
		return 0;
	return ec2a__s3_walk_wants(state->walk, key);
}

/* SPDX-License-Identifier: MIT */
#include "source_bucket.h"

#include "mem.h"
#include "s3_object.h"
#include "s3_walk.h"
#include "settings.h"
#include "source_keys.h"

#include <string.h>

#define FIRST_BYTES 4096

struct ec2a__bucket {
	struct ec2a__aws *aws;
	struct ec2a__s3 *s3;
	struct ec2a__s3_walk *walk;
	char *prefix, *accounts, *regions; /* the latter two NULL: all */
	uint64_t most_listed, most_bytes;
	const atomic_int *stop;
};

struct ec2a__bucket_object {
	struct ec2a__s3_object *object;
	size_t used, size; /* of first */
	int is_over;       /* there was no first byte */
	char first[FIRST_BYTES];
};

/* ---- the bucket ------------------------------------------------------------------------ */

static int copy(const char *text, char **ret_copy)
{
	*ret_copy = text ? ec2a__strdup(text) : NULL;
	return text && !*ret_copy ? EC2A_E_NOMEM : 0;
}

static int fill(struct ec2a__bucket *bucket, ec2a_config *config, const char *url, const char *accounts,
		const char *regions)
{
	struct ec2a__s3_layout layout;
	const char *prefix;
	char *name;
	size_t size;
	int r;

	if (!ec2a__s3_url(url, &size, &prefix))
		return EC2A_E_ARG;
	r = ec2a__s3_layout_init(&layout, prefix, accounts, regions, INT64_MIN, INT64_MAX);
	if (r < 0)
		return r;
	ec2a__s3_layout_free(&layout);
	if (copy(prefix, &bucket->prefix) < 0 || copy(accounts, &bucket->accounts) < 0 ||
	    copy(regions, &bucket->regions) < 0)
		return EC2A_E_NOMEM;
	name = ec2a__strndup(url + strlen("s3://"), size);
	r = name ? ec2a__config_aws(config, &bucket->aws) : EC2A_E_NOMEM;
	if (r == 0)
		r = ec2a__s3_new(config, bucket->aws, name, &bucket->s3);
	ec2a__free(name);
	return r;
}

int ec2a__bucket_new(ec2a_config *config, const char *url, const char *accounts, const char *regions,
		     const atomic_int *stop, struct ec2a__bucket **ret_bucket)
{
	struct ec2a__bucket *bucket = ec2a__calloc(1, sizeof(*bucket));
	int r;

	if (!bucket)
		return EC2A_E_NOMEM;
	bucket->stop = stop;
	bucket->most_listed = (uint64_t)ec2a__config_int(config, EC2A_OPT_LISTED_OBJECTS);
	bucket->most_bytes = (uint64_t)ec2a__config_int(config, EC2A_OPT_OBJECT_BYTES);
	r = fill(bucket, config, url, accounts, regions);
	if (r < 0) {
		ec2a__bucket_free(bucket);
		return r;
	}
	ec2a__s3_set_stop(bucket->s3, stop);
	*ret_bucket = bucket;
	return 0;
}

void ec2a__bucket_free(struct ec2a__bucket *bucket)
{
	if (!bucket)
		return;
	ec2a__s3_walk_free(bucket->walk);
	ec2a__s3_free(bucket->s3);
	ec2a__aws_unref(bucket->aws);
	ec2a__free(bucket->prefix);
	ec2a__free(bucket->accounts);
	ec2a__free(bucket->regions);
	ec2a__free(bucket);
}

const char *ec2a__bucket_name(const struct ec2a__bucket *bucket)
{
	return ec2a__s3_bucket(bucket->s3);
}

int ec2a__bucket_list(struct ec2a__bucket *bucket, int64_t since_us, int64_t until_us)
{
	int r = ec2a__s3_walk_new(bucket->prefix, bucket->accounts, bucket->regions, since_us, until_us,
				  bucket->most_listed, ec2a__s3_ask, bucket->s3, &bucket->walk);

	if (r == 0)
		ec2a__s3_walk_set_digests(bucket->walk);
	return r;
}

int ec2a__bucket_next(struct ec2a__bucket *bucket, const char **ret_key)
{
	const struct ec2a__s3_entry *entry;
	int r;

	if (atomic_load(bucket->stop))
		return EC2A_E_CANCELLED;
	r = ec2a__s3_walk_next(bucket->walk, &entry);
	/* What is no log file by its name is told as well: who validates judges of that. */
	if (r <= 0)
		return r;
	*ret_key = entry->key;
	return 1;
}

int64_t ec2a__bucket_now(const struct ec2a__bucket *bucket)
{
	return ec2a__aws_now(bucket->aws);
}

const char *ec2a__bucket_fault_key(const struct ec2a__bucket *bucket)
{
	return ec2a__s3_walk_fault_key(bucket->walk);
}

const char *ec2a__bucket_fault(const struct ec2a__bucket *bucket)
{
	return ec2a__s3_walk_fault(bucket->walk);
}

int ec2a__bucket_public_keys(struct ec2a__bucket *bucket, const char *region, struct ec2a__buf *answer,
			     struct ec2a__buf *error)
{
	return ec2a__public_keys_ask(bucket->aws, region, bucket->stop, answer, error);
}

/* ---- an object ------------------------------------------------------------------------------- */

int ec2a__bucket_open(struct ec2a__bucket *bucket, const char *key, struct ec2a__bucket_object **ret_object)
{
	struct ec2a__bucket_object *object = ec2a__calloc(1, sizeof(*object));
	int r;

	if (!object)
		return EC2A_E_NOMEM;
	r = ec2a__s3_object_new(bucket->s3, key, bucket->most_bytes, &object->object);
	/* What else fails is told where it is read. */
	if (r == 0 && ec2a__s3_object_start(object->object) == EC2A_E_NOMEM)
		r = EC2A_E_NOMEM;
	if (r < 0)
		ec2a__bucket_close(object);
	else
		*ret_object = object;
	return r;
}

void ec2a__bucket_close(struct ec2a__bucket_object *object)
{
	ec2a__s3_object_free(object->object);
	ec2a__free(object);
}

int ec2a__bucket_wait(struct ec2a__bucket_object *object)
{
	int r = ec2a__s3_object_read(object->object, object->first, sizeof(object->first), &object->size);

	object->used = 0;
	object->is_over = r == 0 && !object->size;
	return r;
}

int ec2a__bucket_read(struct ec2a__bucket_object *object, void *buffer, size_t size, size_t *ret_size)
{
	size_t left = object->size - object->used;

	if (!left && !object->is_over)
		return ec2a__s3_object_read(object->object, buffer, size, ret_size);
	if (size > left)
		size = left;
	if (size)
		memcpy(buffer, object->first + object->used, size);
	object->used += size;
	*ret_size = size;
	return 0;
}

const char *ec2a__bucket_header(const struct ec2a__bucket_object *object, const char *name)
{
	return ec2a__s3_object_header(object->object, name);
}

const char *ec2a__bucket_error(const struct ec2a__bucket_object *object)
{
	return ec2a__s3_object_error(object->object);
}

/* SPDX-License-Identifier: MIT */
/* What S3 keeps beside an object, as fetch writes it into a file. */
#include "digest_store.h"

#include "json_tree.h"

#include <string.h>

#define FIELD_MAX ((size_t)8192)
#define DEPTH 8

void ec2a__depot_meta_init(struct ec2a__depot_meta *meta)
{
	ec2a__buf_init(&meta->bucket, FIELD_MAX);
	ec2a__buf_init(&meta->key, FIELD_MAX);
	ec2a__buf_init(&meta->signature, FIELD_MAX);
	ec2a__buf_init(&meta->generated, FIELD_MAX);
}

void ec2a__depot_meta_free(struct ec2a__depot_meta *meta)
{
	ec2a__buf_free(&meta->bucket);
	ec2a__buf_free(&meta->key);
	ec2a__buf_free(&meta->signature);
	ec2a__buf_free(&meta->generated);
}

/* What is no text, or too long for one, is not there. */
static int take(const struct ec2a__json *object, const char *key, struct ec2a__buf *out)
{
	const char *text = ec2a__json_str(ec2a__json_get(object, key));
	int r = text ? ec2a__buf_adds(out, text) : 0;

	return r == EC2A_E_LIMIT ? 0 : r;
}

int ec2a__depot_meta_read(struct ec2a__depot_meta *meta, const char *json, size_t size)
{
	const struct ec2a__json *metadata;
	struct ec2a__json_fault fault;
	struct ec2a__json *root;
	int r = ec2a__json_parse(json, size, DEPTH, &root, &fault);

	if (r < 0)
		return r == EC2A_E_NOMEM ? r : EC2A_E_FORMAT;
	metadata = ec2a__json_get(root, "metadata");
	r = take(root, "bucket", &meta->bucket);
	if (r == 0)
		r = take(root, "key", &meta->key);
	if (r == 0)
		r = take(metadata, "signature", &meta->signature);
	if (r == 0)
		r = take(metadata, "backfill-generation-timestamp", &meta->generated);
	ec2a__json_free(root);
	return r;
}

/* SPDX-License-Identifier: MIT */
/* Which digest lies where, and which one names which as the one before. */
#include "digest_state.h"

#include "mem.h"
#include "order.h"

#include <stdlib.h>
#include <string.h>

static int compare_place(const char *bucket, const char *key, const struct ec2a__digest_entry *entry)
{
	int order = strcmp(key, entry->key);

	return order ? order : strcmp(bucket, entry->bucket);
}

static int by_place(const void *context, uint32_t a, uint32_t b)
{
	const ec2a_digest *digest = context;
	const struct ec2a__digest_entry *entry = &digest->entries[a];

	return compare_place(entry->bucket, entry->key, &digest->entries[b]);
}

static int make_places(ec2a_digest *digest)
{
	digest->places = ec2a__calloc(digest->n_entries + 1, sizeof(*digest->places));
	if (!digest->places)
		return EC2A_E_NOMEM;
	for (size_t i = 0; i < digest->n_entries; i++)
		if (digest->entries[i].bucket)
			digest->places[digest->n_places++] = (uint32_t)i;
	return ec2a__sort(digest->places, digest->n_places, by_place, digest);
}

size_t ec2a__digest_find_place(const ec2a_digest *digest, const char *bucket, const char *key)
{
	size_t low = 0, high = digest->n_places;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_place(bucket, key, &digest->entries[digest->places[middle]]) > 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == digest->n_places || compare_place(bucket, key, &digest->entries[digest->places[low]]) != 0)
		return EC2A__NO_FILE;
	return low;
}

static int by_target(const void *a, const void *b)
{
	const struct ec2a__digest_claim *one = a, *other = b;

	if (one->target != other->target)
		return one->target > other->target ? 1 : -1;
	return (one->claimer > other->claimer) - (one->claimer < other->claimer);
}

/* Whether both are of one tree of copies. */
static int is_one_tree(const ec2a_digest *digest, const struct ec2a__digest_entry *a,
		       const struct ec2a__digest_entry *b)
{
	const struct ec2a__digest_file *one = &digest->files[a->file], *other = &digest->files[b->file];

	return one->store == other->store && a->lead == b->lead && a->strip == b->strip &&
	       memcmp(ec2a__digest_rel(digest, one), ec2a__digest_rel(digest, other), a->lead) == 0;
}

/* The one that a digest names; of copies that of its own tree. */
static size_t find_target(const ec2a_digest *digest, const struct ec2a__digest_entry *claimer)
{
	const char *bucket = ec2a__digest_doc_text(&claimer->doc, claimer->doc.previous_bucket);
	const char *key = ec2a__digest_doc_text(&claimer->doc, claimer->doc.previous_key);
	size_t first = bucket && key ? ec2a__digest_find_place(digest, bucket, key) : EC2A__NO_FILE;

	if (first == EC2A__NO_FILE)
		return first;
	for (size_t at = first; at < digest->n_places; at++) {
		const struct ec2a__digest_entry *target = &digest->entries[digest->places[at]];

		if (compare_place(bucket, key, target) != 0)
			break;
		if (is_one_tree(digest, claimer, target))
			return digest->places[at];
	}
	return digest->places[first];
}

static int make_claims(ec2a_digest *digest)
{
	digest->claims = ec2a__calloc(digest->n_entries + 1, sizeof(*digest->claims));
	if (!digest->claims)
		return EC2A_E_NOMEM;
	for (size_t i = 0; i < digest->n_entries; i++) {
		size_t target = digest->entries[i].bucket ? find_target(digest, &digest->entries[i]) : EC2A__NO_FILE;

		if (target != EC2A__NO_FILE && target != i)
			digest->claims[digest->n_claims++] =
				(struct ec2a__digest_claim){ (uint32_t)target, (uint32_t)i };
	}
	if (digest->n_claims)
		qsort(digest->claims, digest->n_claims, sizeof(digest->claims[0]), by_target);
	return 0;
}

const struct ec2a__digest_claim *ec2a__digest_claims(const ec2a_digest *digest, size_t target, size_t *ret_count)
{
	size_t low = 0, high = digest->n_claims, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (digest->claims[middle].target < target)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < digest->n_claims && digest->claims[end].target == target;)
		end++;
	*ret_count = end - low;
	return digest->claims + low;
}

int ec2a__digest_link(ec2a_digest *digest)
{
	int r = make_places(digest);

	return r ? r : make_claims(digest);
}

/* SPDX-License-Identifier: MIT */
/* Log files that no digest of the range names. Those that are newer than the newest digest wait for the next one; where the
 * log files go on for hours without any digest, or a bucket has none hours later, digests are missing. */
#include "digest_state.h"

#include "mem.h"

#include <string.h>

/* A digest is delivered within about an hour of its end. */
#define DELAY_US (2 * EC2A__HOUR_US)
/* By the clock, an hour more: it may come late once. The last one comes also when logging is stopped. */
#define LATE_US (3 * EC2A__HOUR_US)
/* The minute in a log file's name comes before its delivery, by which digests go. */
#define SLACK_US (INT64_C(5) * 60 * 1000000)

/* An account and region with log files. */
struct place {
	struct ec2a__text account, region;
	int64_t digests_end;    /* of the newest digest; INT64_MIN: there is none at all */
	int64_t first, last;    /* of the log files that no digest names */
	int64_t listed;         /* when their buckets had no more; 0: not known */
	const struct ec2a__digest_file *file; /* one of these */
};

struct places {
	struct place *items;
	size_t n, last;
};

static int is_same(struct ec2a__text a, struct ec2a__text b)
{
	return a.size == b.size && (!a.size || memcmp(a.data, b.data, a.size) == 0);
}

static int is_of(const struct place *place, const struct ec2a__object_name *name)
{
	return is_same(place->account, name->account) && is_same(place->region, name->region);
}

/* The place of a name, made where it is new. Files are in order of their paths, so it is mostly the last one. NULL: out of
 * memory. */
static struct place *find(struct places *places, const struct ec2a__object_name *name)
{
	struct place *items;

	if (places->n && is_of(&places->items[places->last], name))
		return &places->items[places->last];
	for (places->last = 0; places->last < places->n; places->last++)
		if (is_of(&places->items[places->last], name))
			return &places->items[places->last];
	items = ec2a__realloc_array(places->items, places->n + 1, sizeof(*items));
	if (!items)
		return NULL;
	places->items = items;
	items[places->n] = (struct place){ .account = name->account, .region = name->region, .digests_end = INT64_MIN,
					   .first = INT64_MAX, .last = INT64_MIN };
	places->last = places->n++;
	return &items[places->last];
}

static int see_digests(const ec2a_digest *digest, struct places *places)
{
	for (size_t i = 0; i < digest->n_entries; i++) {
		const struct ec2a__digest_entry *entry = &digest->entries[i];
		struct place *place = find(places, &entry->name);

		if (!place)
			return EC2A_E_NOMEM;
		if (entry->name.kind == EC2A__OBJECT_DIGEST && entry->end_us > place->digests_end)
			place->digests_end = entry->end_us;
	}
	return 0;
}

/* Whether it is to be told of. A file without a time may be of any. */
static int is_unnamed(const ec2a_digest *digest, const struct ec2a__digest_file *file)
{
	return file->kind == EC2A__OBJECT_LOG && file->named <= EC2A__NAMED_BY_BAD &&
	       (file->stamp_us == INT64_MIN ||
		(file->stamp_us >= digest->since_us && file->stamp_us < digest->until_us));
}

static void read_name(const ec2a_digest *digest, const struct ec2a__digest_file *file, struct ec2a__object_name *name)
{
	ec2a__object_name_read(ec2a__text_of(ec2a__digest_rel(digest, file)), name);
}

static int see_logs(const ec2a_digest *digest, struct places *places)
{
	for (size_t i = 0; i < digest->n_files; i++) {
		const struct ec2a__digest_file *file = &digest->files[i];
		struct ec2a__object_name name;
		struct place *place;

		if (!is_unnamed(digest, file) || file->stamp_us == INT64_MIN)
			continue;
		read_name(digest, file, &name);
		place = find(places, &name);
		if (!place)
			return EC2A_E_NOMEM;
		if (file->stamp_us < place->first)
			place->first = file->stamp_us;
		if (file->stamp_us > place->last)
			place->last = file->stamp_us;
		if (digest->stores[file->store].listed_us > place->listed)
			place->listed = digest->stores[file->store].listed_us;
		place->file = file;
	}
	return 0;
}

/* Whether the digest behind the newest one should be there; where there is none at all it should. */
static int is_overdue(const struct place *place)
{
	return place->digests_end == INT64_MIN || place->last >= place->digests_end + DELAY_US ||
	       place->listed >= place->digests_end + LATE_US;
}

/* Whether it is so new that its digest is still to come, and no digest was missed meanwhile. */
static int is_pending(const struct place *place, const struct ec2a__digest_file *file)
{
	return !is_overdue(place) && file->stamp_us != INT64_MIN && file->stamp_us >= place->digests_end - SLACK_US;
}

static const char *sentence(int verdict)
{
	if (verdict == EC2A_VERDICT_PENDING)
		return "it is newer than the newest digest; the next one should name it";
	if (verdict == EC2A_VERDICT_UNPROVEN)
		return "only a digest names it that is not what was signed";
	return "no digest names it";
}

/* Its key, where the digests of this folder show what stands in front of keys in it. */
static void name_it(const ec2a_digest *digest, const struct ec2a__digest_file *file, struct ec2a_finding *finding)
{
	const char *path = ec2a__digest_rel(digest, file);

	finding->bucket = digest->stores[file->store].bucket;
	finding->key = finding->bucket ? path : NULL;
	for (size_t i = 0; i < digest->n_places && !finding->bucket; i++) {
		const struct ec2a__digest_entry *entry = &digest->entries[digest->places[i]];
		const struct ec2a__digest_file *other = &digest->files[entry->file];

		if (other->store != file->store || strncmp(path, ec2a__digest_rel(digest, other), entry->lead) != 0)
			continue;
		finding->bucket = entry->bucket;
		finding->key = entry->strip ? NULL : path + entry->lead;
	}
}

static int tell_file(ec2a_digest *digest, struct places *places, struct ec2a__digest_file *file)
{
	struct ec2a_finding finding = { .object = EC2A_FINDING_LOG, .file = file->path };
	struct ec2a__object_name name;
	const struct place *place;
	int r = 0;

	read_name(digest, file, &name);
	place = find(places, &name);
	if (!place)
		return EC2A_E_NOMEM;
	finding.verdict = file->named == EC2A__NAMED_BY_BAD ? EC2A_VERDICT_UNPROVEN :
			  is_pending(place, file)	    ? EC2A_VERDICT_PENDING :
							      EC2A_VERDICT_UNLISTED;
	file->verdict = finding.verdict;
	finding.sentence = sentence(finding.verdict);
	finding.account = ec2a__digest_keep(digest, name.account, &r);
	finding.region = ec2a__digest_keep(digest, name.region, &r);
	name_it(digest, file, &finding);
	finding.has_to = file->stamp_us != INT64_MIN;
	finding.to_us = file->stamp_us;
	digest->counts[EC2A_DIGEST_LOGS]++;
	return r ? r : ec2a__digest_tell(digest, &finding);
}

/* The time of log files for which there is no digest. */
static int tell_place(ec2a_digest *digest, const struct place *place)
{
	struct ec2a_finding finding = { .object = EC2A_FINDING_TIME, .verdict = EC2A_VERDICT_UNCOVERED,
					.has_from = 1, .has_to = 1, .from_us = place->first, .to_us = place->last };
	int r = 0;

	if (!place->file || !place->account.size || place->last <= place->digests_end || !is_overdue(place))
		return 0;
	finding.sentence = place->digests_end == INT64_MIN ?
				   "there are log files of this time, and no digest of this region at all" :
				   "there are log files of this time, and no digest behind it";
	if (place->digests_end != INT64_MIN)
		finding.from_us = place->digests_end;
	finding.account = ec2a__digest_keep(digest, place->account, &r);
	finding.region = ec2a__digest_keep(digest, place->region, &r);
	return r ? r : ec2a__digest_tell(digest, &finding);
}

int ec2a__digest_tell_unnamed(ec2a_digest *digest)
{
	struct places places = { 0 };
	int r = see_digests(digest, &places);

	if (r == 0)
		r = see_logs(digest, &places);
	for (size_t i = 0; r == 0 && i < digest->n_files; i++) {
		struct ec2a__digest_file *file = &digest->files[i];

		if (is_unnamed(digest, file))
			r = tell_file(digest, &places, file);
		else if (file->kind == EC2A__OBJECT_OTHER && file->named == EC2A__NAMED_BY_NONE)
			digest->counts[EC2A_DIGEST_OTHERS]++;
	}
	for (size_t i = 0; r == 0 && i < places.n; i++)
		r = tell_place(digest, &places.items[i]);
	ec2a__free(places.items);
	return r;
}

/* SPDX-License-Identifier: MIT */
/* What is told of digests, one chain after the other: each one's verdict, those that are gone, and time without any. */
#include "digest_state.h"

#include "timestamp.h"

#include <string.h>

/* Digests that are gone are told one by one up to here; the others together. */
#define GONE_MAX 1000

static const char named_gone[] = "the digest behind it names it, and it is not there";
static const char hours_gone[] = "no digest covers this hour, and the ones around it show that there was one";
static const char more_gone[] = "digests of more hours are gone than are told one by one";
static const char began_anew[] = "CloudTrail began a new chain after it: logging or validation was off, or digests "
				 "at the end of the chain before it are gone";
static const char left_out[] = "the digests around it follow each other, and leave it out";
static const char nobodys_word[] = "that no digest is missing, only one says that is not proven";
static const char before_first[] = "this begin was asked for, and the first digest covers less";
static const char behind_last[] = "this end was asked for, and the last digest covers less";

/* Whether what it says of the digest before it counts. */
static int is_trusted(const struct ec2a__digest_entry *entry)
{
	return entry->proven || entry->verdict == EC2A_VERDICT_UNPROVEN;
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int tell_span(ec2a_digest *digest, const struct ec2a__digest_entry *entry, int verdict, const char *why,
		     int64_t from, int64_t to)
{
	int r = 0;
	struct ec2a_finding finding;

	from = later(from, digest->since_us);
	to = sooner(to, digest->until_us);
	if (from >= to)
		return 0;
	finding = ec2a__digest_about(digest, entry, EC2A_FINDING_TIME, verdict, why, &r);
	finding.bucket = finding.key = finding.file = NULL;
	finding.from_us = from;
	finding.to_us = to;
	return r ? r : ec2a__digest_tell(digest, &finding);
}

/* "YYYY/MM/DD/" at the end of a place: where it begins, or its end where none is. */
static size_t find_date(struct ec2a__text place)
{
	static const char shape[] = "0000/00/00/";
	size_t n = sizeof(shape) - 1;

	for (size_t i = 0; i < n && place.size >= n; i++) {
		char c = place.data[place.size - n + i];

		if (shape[i] == '/' ? c != '/' : c < '0' || c > '9')
			return place.size;
	}
	return place.size >= n ? place.size - n : place.size;
}

/* The key of the digest of the same chain that ends then. */
static const char *make_key(ec2a_digest *digest, const struct ec2a__digest_entry *entry, int64_t end_us, int *r)
{
	struct ec2a__text own = ec2a__text_of(entry->key ? entry->key : ec2a__digest_rel(digest, &digest->files[entry->file]));
	char stamp[EC2A__STAMP_TEXT], date[] = "YYYY/MM/DD/";
	struct ec2a__object_name name;
	const char *key = NULL;
	struct ec2a__buf buf;
	size_t at, tail;

	ec2a__object_name_read(own, &name);
	ec2a__stamp_format(end_us, stamp);
	memcpy(date, stamp, 4);
	memcpy(date + 5, stamp + 4, 2);
	memcpy(date + 8, stamp + 6, 2);
	at = find_date(name.place);
	tail = own.size - strlen(".json.gz") - strlen(stamp);
	ec2a__buf_init(&buf, own.size + sizeof(date));
	*r = ec2a__buf_add(&buf, own.data, at);
	if (*r == 0 && at < name.place.size)
		*r = ec2a__buf_adds(&buf, date);
	if (*r == 0)
		*r = ec2a__buf_add(&buf, own.data + name.place.size, tail - name.place.size);
	if (*r == 0)
		*r = ec2a__buf_adds(&buf, stamp);
	if (*r == 0)
		*r = ec2a__buf_adds(&buf, ".json.gz");
	if (*r == 0)
		key = ec2a__digest_keep(digest, (struct ec2a__text){ buf.data, buf.len }, r);
	ec2a__buf_free(&buf);
	return key;
}

/* A digest that is not there. */
static int tell_gone(ec2a_digest *digest, const struct ec2a__digest_entry *behind, const char *bucket, const char *key,
		     const char *why, int64_t from, int64_t to)
{
	int backfill = behind->name.kind == EC2A__OBJECT_BACKFILL, r = 0;
	struct ec2a_finding finding;

	if (to <= digest->since_us || from >= digest->until_us)
		return 0;
	finding = ec2a__digest_about(digest, behind, backfill ? EC2A_FINDING_BACKFILL : EC2A_FINDING_DIGEST,
				     EC2A_VERDICT_MISSING, why, &r);
	finding.named_by = why == named_gone ? finding.key : NULL;
	finding.bucket = bucket;
	finding.key = key;
	finding.file = NULL;
	finding.from_us = from;
	finding.to_us = to;
	return r ? r : ec2a__digest_tell(digest, &finding);
}

/* All digests between two times, the latest first; named: that one is named by the digest behind it. */
static int tell_hole(ec2a_digest *digest, const struct ec2a__digest_entry *behind, const char *named, int64_t from,
		     int64_t to)
{
	int64_t count = (to - from + EC2A__HOUR_US / 2) / EC2A__HOUR_US;
	const char *bucket = behind->bucket, *key = named;
	int told = 0, r = 0;

	if (count < 1)
		count = 1;
	if (named)
		bucket = ec2a__digest_doc_text(&behind->doc, behind->doc.previous_bucket);
	for (int64_t i = 0; r == 0 && i < count; i++) {
		int64_t end = to - i * EC2A__HOUR_US, start = i + 1 < count ? end - EC2A__HOUR_US : from;

		if (end <= digest->since_us)
			break;
		told += start < digest->until_us;
		if (told > GONE_MAX)
			return tell_span(digest, behind, EC2A_VERDICT_UNCOVERED, more_gone, from, end);
		if (!key && told)
			key = make_key(digest, behind, end, &r);
		if (r == 0)
			r = tell_gone(digest, behind, bucket, key, key == named ? named_gone : hours_gone, start, end);
		key = NULL;
	}
	return r;
}

/* Whether the digest before, as this one names it, lies somewhere: 1, 0, or EC2A_E_NOMEM. */
static int has_previous(const ec2a_digest *digest, const struct ec2a__digest_entry *entry, const char *bucket,
			const char *key)
{
	size_t file;
	int r;

	if (ec2a__digest_find_place(digest, bucket, key) != EC2A__NO_FILE)
		return 1;
	r = ec2a__digest_find(digest, entry, bucket, key, &file);
	return r < 0 ? r : file != EC2A__NO_FILE;
}

/* The key of the digest before where this one names it and it is not there; *r below 0: out of memory. */
static const char *missing_previous(const ec2a_digest *digest, const struct ec2a__digest_entry *entry, int *r)
{
	const char *bucket, *key;

	if (!is_trusted(entry))
		return NULL;
	bucket = ec2a__digest_doc_text(&entry->doc, entry->doc.previous_bucket);
	key = ec2a__digest_doc_text(&entry->doc, entry->doc.previous_key);
	if (!bucket || !key)
		return NULL;
	*r = has_previous(digest, entry, bucket, key);
	return *r == 0 ? key : NULL;
}

static int is_starting(const struct ec2a__digest_entry *entry)
{
	return is_trusted(entry) && !entry->doc.previous_key;
}

/* What lies between a digest and the one before it in the folder; older NULL: there is none. */
static int tell_between(ec2a_digest *digest, const struct ec2a__digest_entry *older,
			const struct ec2a__digest_entry *entry)
{
	int64_t from = older ? older->end_us : digest->since_us, to = entry->start_us;
	const char *missing;
	int r = 0;

	missing = missing_previous(digest, entry, &r);
	if (r < 0)
		return r;
	if (missing) {
		/* Nobody knows how many were before the oldest one. */
		if (from == INT64_MIN || from >= to)
			from = to - EC2A__HOUR_US;
		return tell_hole(digest, entry, missing, from, to);
	}
	if (from >= to || from == INT64_MIN)
		return 0;
	if (!older)
		return tell_span(digest, entry, EC2A_VERDICT_UNCOVERED, before_first, from, to);
	/* One of the range is told of itself; one behind it could be laid there to excuse what is gone. */
	if (is_trusted(entry) && !entry->proven && !entry->in_range)
		return tell_span(digest, entry, EC2A_VERDICT_UNCOVERED, nobodys_word, from, to);
	if (is_trusted(entry))
		return tell_span(digest, entry, EC2A_VERDICT_GAP, is_starting(entry) ? began_anew : left_out, from, to);
	return tell_hole(digest, entry, NULL, from, to);
}

/* Late digests do not follow each other hour by hour: only what one names can be known to be gone. */
static int tell_backfill(ec2a_digest *digest, const struct ec2a__digest_entry *entry)
{
	const char *missing;
	struct ec2a__object_name name;
	int r = 0;

	missing = missing_previous(digest, entry, &r);
	if (r < 0 || !missing)
		return r < 0 ? r : 0;
	ec2a__object_name_read(ec2a__text_of(missing), &name);
	if (name.stamp_us == INT64_MIN)
		name.stamp_us = entry->start_us;
	return tell_gone(digest, entry, ec2a__digest_doc_text(&entry->doc, entry->doc.previous_bucket), missing,
			 named_gone, name.stamp_us - EC2A__HOUR_US, name.stamp_us);
}

static int tell_entry(ec2a_digest *digest, const struct ec2a__digest_entry *entry)
{
	int backfill = entry->name.kind == EC2A__OBJECT_BACKFILL, r = 0;
	struct ec2a_finding finding = ec2a__digest_about(digest, entry, backfill ? EC2A_FINDING_BACKFILL : EC2A_FINDING_DIGEST,
							 entry->verdict, entry->why, &r);

	digest->counts[EC2A_DIGEST_DIGESTS]++;
	digest->counts[EC2A_DIGEST_DIGESTS_VALID] += entry->verdict == EC2A_VERDICT_VALID;
	return r ? r : ec2a__digest_tell(digest, &finding);
}

static int tell_chain(ec2a_digest *digest, size_t first, size_t end)
{
	const struct ec2a__digest_entry *entries = digest->entries;
	int backfill = entries[first].name.kind == EC2A__OBJECT_BACKFILL, r = 0;
	const struct ec2a__digest_entry *last = &entries[first];

	for (size_t i = first; r == 0 && i < end; i++) {
		if (entries[i].in_range)
			r = tell_entry(digest, &entries[i]);
		if (r == 0)
			r = backfill ? tell_backfill(digest, &entries[i]) :
				       tell_between(digest, i > first ? last : NULL, &entries[i]);
		/* A short one may lie within a longer one. */
		if (entries[i].end_us >= last->end_us)
			last = &entries[i];
	}
	if (r == 0 && !backfill && digest->until_us != INT64_MAX && last->end_us < digest->until_us)
		r = tell_span(digest, last, EC2A_VERDICT_UNCOVERED, behind_last, last->end_us, digest->until_us);
	return r;
}

int ec2a__digest_tell_chains(ec2a_digest *digest)
{
	size_t end;
	int r = 0;

	for (size_t first = 0; r == 0 && first < digest->n_entries; first = end) {
		for (end = first + 1; end < digest->n_entries; end++)
			if (!ec2a__digest_is_one_chain(digest, &digest->entries[first], &digest->entries[end]))
				break;
		r = tell_chain(digest, first, end);
	}
	return r;
}

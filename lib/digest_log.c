/* SPDX-License-Identifier: MIT */
/* The log files: those that digests name, which are read, and those that none names. */
#include "digest_state.h"

#include "mem.h"
#include "settings.h"

#include <string.h>

/* Whether the log files of an entry are told of, and what its word is worth. */
static int worth(const struct ec2a__digest_entry *entry)
{
	if (!entry->proven && entry->verdict != EC2A_VERDICT_UNPROVEN)
		return EC2A__NAMED_BY_BAD;
	return entry->in_range ? EC2A__NAMED : EC2A__NAMED_OUTSIDE;
}

/* Find the files of one digest's log files; any thread. One that was moved or is altered still tells where they may be. */
static int find_one(ec2a_digest *digest, struct ec2a__digest_tools *tools, size_t index, void *user)
{
	struct ec2a__digest_entry *entry = &digest->entries[index];
	int r = 0;

	(void)tools;
	(void)user;
	for (size_t i = 0; r == 0 && i < entry->doc.n_logs; i++) {
		struct ec2a__digest_log *log = &entry->doc.logs[i];

		r = ec2a__digest_find(digest, entry, ec2a__digest_doc_text(&entry->doc, log->bucket),
				      ec2a__digest_doc_text(&entry->doc, log->key), &log->file);
	}
	return r;
}

static void mark(ec2a_digest *digest)
{
	for (size_t e = 0; e < digest->n_entries; e++) {
		const struct ec2a__digest_entry *entry = &digest->entries[e];
		uint8_t named = (uint8_t)worth(entry);

		for (size_t i = 0; i < entry->doc.n_logs; i++) {
			size_t at = entry->doc.logs[i].file;

			if (at != EC2A__NO_FILE && digest->files[at].named < named)
				digest->files[at].named = named;
		}
	}
}

/* ---- reading, by any thread --------------------------------------------------------------------- */

static int count_bytes(void *user, size_t size)
{
	ec2a_digest *digest = user;

	atomic_fetch_add(&digest->bytes_done, size);
	return atomic_load(&digest->cancelled) ? EC2A_E_CANCELLED : 0;
}

static int read_one(ec2a_digest *digest, struct ec2a__digest_tools *tools, size_t index, void *user)
{
	const size_t *wanted = user;
	struct ec2a__digest_file *file = &digest->files[wanted[index]];
	struct ec2a__digest_take take = {
		.store = &digest->stores[file->store],
		.path = file->path,
		.max_bytes = (uint64_t)ec2a__config_int(digest->config, EC2A_OPT_INFLATED_BYTES),
		.max_ratio = (uint64_t)ec2a__config_int(digest->config, EC2A_OPT_INFLATE_RATIO),
		.more = count_bytes,
		.mark = &file->mark,
		.user = digest,
	};
	int state = EC2A__READ_NOT, r = ec2a__digest_take(tools, &take, &state, file->hash);

	file->state = (uint8_t)state;
	atomic_fetch_add(&digest->files_done, 1);
	return r;
}

static int read_all(ec2a_digest *digest)
{
	struct ec2a__digest_work work = { .work = read_one };
	size_t *wanted = ec2a__calloc(digest->n_files + 1, sizeof(*wanted));
	int r;

	if (!wanted)
		return EC2A_E_NOMEM;
	for (size_t i = 0; i < digest->n_files; i++)
		if (digest->files[i].named == EC2A__NAMED)
			wanted[work.count++] = i;
	work.user = wanted;
	digest->files_known += work.count;
	r = ec2a__digest_pool(digest, &work);
	ec2a__free(wanted);
	return r;
}

/* ---- what is told --------------------------------------------------------------------------------- */

/* The verdict of a file that was read, for one that names it. */
static int judge(const struct ec2a__digest_file *file, const struct ec2a__digest_entry *entry,
		 const struct ec2a__digest_log *log)
{
	switch (file->state) {
	case EC2A__READ_WHOLE:
		break;
	case EC2A__READ_BROKEN:
		return EC2A_VERDICT_BROKEN;
	case EC2A__READ_FOLLOWED:
		return EC2A_VERDICT_APPENDED;
	case EC2A__READ_GONE:
		return EC2A_VERDICT_MISSING;
	default:
		return EC2A_VERDICT_UNREADABLE;
	}
	if (!log->known)
		return EC2A_VERDICT_UNPROVEN;
	if (memcmp(file->hash, log->hash, EC2A__SHA256) != 0)
		return EC2A_VERDICT_ALTERED;
	return entry->proven ? EC2A_VERDICT_VALID : EC2A_VERDICT_UNPROVEN;
}

/* Of two verdicts of one file, by two digests: a proof counts, then an objection. */
static int is_better(int verdict, int than)
{
	if (verdict == EC2A_VERDICT_VALID || !than)
		return verdict != than;
	return than == EC2A_VERDICT_UNPROVEN && verdict != than;
}

static const char *sentence(const struct ec2a__digest_file *file)
{
	switch (file->verdict) {
	case EC2A_VERDICT_VALID:
		return "it has the hash that a proven digest names";
	case EC2A_VERDICT_ALTERED:
		return "it does not have the hash that its digest names";
	case EC2A_VERDICT_MISSING:
		return "it went away while it was checked";
	case EC2A_VERDICT_BROKEN:
		return "its gzip data is broken";
	case EC2A_VERDICT_APPENDED:
		return "there are bytes behind the end of its gzip data, which no hash covers";
	case EC2A_VERDICT_UNPROVEN:
		return "its digest is not proven, or names no SHA-256 of it";
	default:
		return file->state == EC2A__READ_LIMIT ? "it is larger than the limit of an input" : "it cannot be read";
	}
}

static int tell_missing(ec2a_digest *digest, const struct ec2a__digest_entry *entry, const struct ec2a__digest_log *log)
{
	const char *key = ec2a__digest_doc_text(&entry->doc, log->key);
	struct ec2a_finding finding;
	struct ec2a__object_name name;
	int r = 0;

	ec2a__object_name_read(ec2a__text_of(key), &name);
	finding = ec2a__digest_about(digest, entry, EC2A_FINDING_LOG, EC2A_VERDICT_MISSING,
				     "its digest names it, and it is not there", &r);
	finding.named_by = entry->key;
	finding.bucket = ec2a__digest_doc_text(&entry->doc, log->bucket);
	finding.key = key;
	finding.file = NULL;
	finding.has_from = 0;
	finding.to_us = name.stamp_us != INT64_MIN ? name.stamp_us : entry->end_us;
	digest->counts[EC2A_DIGEST_LOGS]++;
	return r ? r : ec2a__digest_tell(digest, &finding);
}

/* The digests' word on each file; what is missing is told at once. */
static int weigh(ec2a_digest *digest)
{
	int r = 0;

	for (size_t e = 0; e < digest->n_entries; e++) {
		const struct ec2a__digest_entry *entry = &digest->entries[e];

		for (size_t i = 0; r == 0 && i < entry->doc.n_logs && worth(entry) == EC2A__NAMED; i++) {
			const struct ec2a__digest_log *log = &entry->doc.logs[i];
			struct ec2a__digest_file *file;
			int verdict;

			if (log->file == EC2A__NO_FILE) {
				r = tell_missing(digest, entry, log);
				continue;
			}
			file = &digest->files[log->file];
			verdict = judge(file, entry, log);
			if (!is_better(verdict, file->verdict))
				continue;
			file->verdict = (uint8_t)verdict;
			file->by = (uint32_t)e;
			file->by_log = (uint32_t)i;
		}
	}
	return r;
}

static int tell_named(ec2a_digest *digest, const struct ec2a__digest_file *file)
{
	const struct ec2a__digest_entry *entry = &digest->entries[file->by];
	int r = 0;
	struct ec2a_finding finding =
		ec2a__digest_about(digest, entry, EC2A_FINDING_LOG, file->verdict, sentence(file), &r);
	const struct ec2a__digest_log *log = &entry->doc.logs[file->by_log];

	finding.named_by = entry->key;
	finding.file = file->path;
	finding.bucket = ec2a__digest_doc_text(&entry->doc, log->bucket);
	finding.key = ec2a__digest_doc_text(&entry->doc, log->key);
	finding.has_from = 0;
	finding.to_us = file->stamp_us != INT64_MIN ? file->stamp_us : entry->end_us;
	digest->counts[EC2A_DIGEST_LOGS]++;
	digest->counts[EC2A_DIGEST_LOGS_VALID] += file->verdict == EC2A_VERDICT_VALID;
	return r ? r : ec2a__digest_tell(digest, &finding);
}

static int tell_all_named(ec2a_digest *digest)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < digest->n_files; i++)
		if (digest->files[i].named == EC2A__NAMED)
			r = tell_named(digest, &digest->files[i]);
	return r;
}

int ec2a__digest_tell_logs(ec2a_digest *digest)
{
	struct ec2a__digest_work find = { .count = digest->n_entries, .work = find_one };
	int r = ec2a__digest_pool(digest, &find);

	if (r == 0) {
		mark(digest);
		r = read_all(digest);
	}
	if (r == 0)
		r = weigh(digest);
	if (r == 0)
		r = tell_all_named(digest);
	return r ? r : ec2a__digest_tell_unnamed(digest);
}

/* SPDX-License-Identifier: MIT */
/* The verdict of each digest: first what its signatures say, for which no other one counts, then what the digests say
 * of each other. */
#include "digest_state.h"

#include <string.h>

/* A digest is what was signed where any signature fits it, wherever that comes from: a wrong one fits nothing. */
static int fits_claim(const struct ec2a__rsa *key, const unsigned char *hash, const struct ec2a__digest_entry *claimer)
{
	const char *hex = ec2a__digest_doc_text(&claimer->doc, claimer->doc.previous_signature);
	struct ec2a__buf bytes;
	int r;

	if (!hex)
		return 0;
	ec2a__buf_init(&bytes, EC2A__RSA_BYTES);
	r = ec2a__hex_decode(hex, strlen(hex), &bytes);
	if (r == 1)
		r = ec2a__rsa_verify(key, hash, bytes.data, bytes.len);
	ec2a__buf_free(&bytes);
	return r == EC2A_E_LIMIT ? 0 : r;
}

/* Which signatures fit: bit 0 that of the metadata, bit 1 one that a later digest names; or EC2A_E_NOMEM. */
static int find_fitting(const ec2a_digest *digest, size_t index, const struct ec2a__rsa *key)
{
	const struct ec2a__digest_entry *entry = &digest->entries[index];
	const struct ec2a__digest_claim *claims;
	unsigned char hash[EC2A__SHA256];
	size_t count;
	int fits = 0, r = ec2a__digest_doc_signed(&entry->doc, entry->hash, hash);

	if (r == 0 && entry->signature)
		r = fits = ec2a__rsa_verify(key, hash, entry->signature, entry->signature_size);
	claims = ec2a__digest_claims(digest, index, &count);
	for (size_t i = 0; r == 0 && i < count; i++) {
		r = fits_claim(key, hash, &digest->entries[claims[i].claimer]);
		if (r == 1)
			fits = 2;
	}
	return r < 0 ? r : fits;
}

static int verify_one(ec2a_digest *digest, struct ec2a__digest_tools *tools, size_t index, void *user)
{
	struct ec2a__digest_entry *entry = &digest->entries[index];
	const struct ec2a__rsa *key;
	int r;

	(void)tools;
	(void)user;
	if (entry->state != EC2A__READ_WHOLE || !entry->has_doc || !entry->bucket)
		return 0;
	key = ec2a__digest_keys_find(&digest->keys, entry->region,
				     ec2a__digest_doc_text(&entry->doc, entry->doc.fingerprint));
	if (!key) {
		entry->verdict = EC2A_VERDICT_NO_KEY;
		return 0;
	}
	r = find_fitting(digest, index, key);
	if (r < 0)
		return r;
	entry->proven = r > 0;
	if (r == 2 && (entry->signature || entry->bad_signature)) {
		entry->verdict = EC2A_VERDICT_ALTERED;
		entry->why = "the signature in its metadata is not the digest's; the digest itself is as it was signed";
	}
	return 0;
}

/* ---- all of them, one after the other ---------------------------------------------------------- */

static void judge(struct ec2a__digest_entry *entry, int verdict, const char *why)
{
	entry->verdict = verdict;
	if (why)
		entry->why = why;
}

static void judge_unread(struct ec2a__digest_entry *entry)
{
	switch (entry->state) {
	case EC2A__READ_FOLLOWED:
		judge(entry, EC2A_VERDICT_APPENDED, "there are bytes behind the end of its gzip data");
		break;
	case EC2A__READ_BROKEN:
		judge(entry, EC2A_VERDICT_BROKEN, "its gzip data is broken");
		break;
	case EC2A__READ_LIMIT:
		judge(entry, EC2A_VERDICT_UNREADABLE, "it is larger than the limit of a digest");
		break;
	default:
		judge(entry, EC2A_VERDICT_UNREADABLE, "it cannot be read");
	}
}

/* Of a digest that no signature fits: is one there that should? */
static void judge_unsigned(const ec2a_digest *digest, struct ec2a__digest_entry *entry, size_t index)
{
	const struct ec2a__digest_claim *claims;
	size_t count;

	if (entry->signature || entry->bad_signature) {
		judge(entry, EC2A_VERDICT_ALTERED, "its signature does not fit it");
		return;
	}
	claims = ec2a__digest_claims(digest, index, &count);
	for (size_t i = 0; i < count; i++) {
		if (!digest->entries[claims[i].claimer].proven)
			continue;
		judge(entry, EC2A_VERDICT_ALTERED, "the signature that the next digest names for it does not fit it");
		return;
	}
	judge(entry, EC2A_VERDICT_UNPROVEN, "its signature is not there: its metadata was not kept, and no proven "
					    "digest behind it names one");
}

/* A proven digest names this one with another hash: this one was signed, too, but another one belongs into its place. */
static int is_disowned(const ec2a_digest *digest, const struct ec2a__digest_entry *entry, size_t index)
{
	const struct ec2a__digest_claim *claims;
	size_t count;

	claims = ec2a__digest_claims(digest, index, &count);
	for (size_t i = 0; i < count; i++) {
		const struct ec2a__digest_entry *claimer = &digest->entries[claims[i].claimer];

		if (claimer->proven && !claimer->disowned && claimer->doc.has_previous_hash &&
		    memcmp(claimer->doc.previous_hash, entry->hash, EC2A__SHA256) != 0)
			return 1;
	}
	return 0;
}

static void judge_one(const ec2a_digest *digest, struct ec2a__digest_entry *entry, size_t index)
{
	entry->disowned = entry->proven && is_disowned(digest, entry, index);
	if (entry->state != EC2A__READ_WHOLE)
		judge_unread(entry);
	else if (!entry->has_doc)
		judge(entry, EC2A_VERDICT_BROKEN, NULL);
	else if (!entry->bucket)
		judge(entry, EC2A_VERDICT_MOVED, "it does not lie where it says itself that it belongs");
	else if (entry->verdict == EC2A_VERDICT_NO_KEY)
		judge(entry, EC2A_VERDICT_NO_KEY, "the public key that it names is not among those that are known for "
						  "its region");
	else if (!entry->proven)
		judge_unsigned(digest, entry, index);
	else if (entry->disowned)
		judge(entry, EC2A_VERDICT_ALTERED, "it is signed, but it is not the one that the next digest names");
	else if (!entry->verdict)
		judge(entry, EC2A_VERDICT_VALID, "it is as it was signed");
}

/* The document's own times where they were signed. Else the name's, so that a forged one covers an hour and no more. */
static void place_in_time(const ec2a_digest *digest, struct ec2a__digest_entry *entry)
{
	if (entry->proven) {
		entry->start_us = entry->doc.start_us;
		entry->end_us = entry->doc.end_us;
	} else if (entry->verdict == EC2A_VERDICT_UNPROVEN && entry->doc.start_us > entry->start_us &&
		   entry->doc.start_us < entry->end_us) {
		entry->start_us = entry->doc.start_us;
	}
	entry->in_range = entry->end_us > digest->since_us && entry->start_us < digest->until_us;
}

int ec2a__digest_verify(ec2a_digest *digest)
{
	struct ec2a__digest_work work = { .count = digest->n_entries, .work = verify_one };
	int r = ec2a__digest_pool(digest, &work);

	/* The newest one first: what does not belong into the chain has no say about the one before. */
	for (size_t i = digest->n_entries; r == 0 && i-- > 0;)
		judge_one(digest, &digest->entries[i], i);
	for (size_t i = 0; r == 0 && i < digest->n_entries; i++)
		place_in_time(digest, &digest->entries[i]);
	return r;
}

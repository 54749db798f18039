/* SPDX-License-Identifier: MIT */
/* What a run found. */
#include "digest_state.h"

#include "mem.h"
#include "names.h"
#include "order.h"

#include <string.h>

const char *ec2a__digest_keep(ec2a_digest *digest, struct ec2a__text text, int *r)
{
	const char *kept;

	if (!text.data || *r < 0)
		return NULL;
	kept = ec2a__arena_add(&digest->texts, text.data, text.size);
	if (!kept)
		*r = EC2A_E_NOMEM;
	return kept;
}

struct ec2a_finding ec2a__digest_about(ec2a_digest *digest, const struct ec2a__digest_entry *entry, int object,
				       int verdict, const char *sentence, int *r)
{
	struct ec2a_finding finding = {
		.object = (uint8_t)object,
		.verdict = (uint8_t)verdict,
		.has_from = 1,
		.has_to = 1,
		.region = entry->region,
		.bucket = entry->bucket,
		.key = entry->key,
		.file = digest->files[entry->file].path,
		.sentence = sentence,
		.from_us = entry->start_us,
		.to_us = entry->end_us,
	};

	finding.account = ec2a__digest_keep(digest, entry->name.account, r);
	finding.trail = ec2a__digest_keep(digest, entry->name.trail, r);
	return finding;
}

static int is_wrong(const struct ec2a_finding *finding)
{
	return finding->verdict != EC2A_VERDICT_VALID && finding->verdict != EC2A_VERDICT_PENDING &&
	       finding->verdict != EC2A_VERDICT_GAP;
}

int ec2a__digest_tell(ec2a_digest *digest, const struct ec2a_finding *finding)
{
	struct ec2a_finding *findings = digest->findings;

	if (digest->n_findings == digest->cap_findings) {
		size_t cap = digest->cap_findings ? digest->cap_findings * 2 : 64;

		/* They are sorted by 32-bit numbers. */
		if (cap > UINT32_MAX)
			return EC2A_E_NOMEM;
		findings = ec2a__realloc_array(findings, cap, sizeof(*findings));
		if (!findings)
			return EC2A_E_NOMEM;
		digest->findings = findings;
		digest->cap_findings = cap;
	}
	findings[digest->n_findings] = *finding;
	findings[digest->n_findings].wrong = (uint8_t)is_wrong(finding);
	digest->counts[EC2A_DIGEST_WRONG] += findings[digest->n_findings].wrong;
	digest->n_findings++;
	return 0;
}

/* ---- their order -------------------------------------------------------------------------------- */

static int compare_texts(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* What has no time comes first. */
static int64_t time_of(const struct ec2a_finding *finding)
{
	return finding->has_to ? finding->to_us : INT64_MIN;
}

static int compare(const void *context, uint32_t left, uint32_t right)
{
	const ec2a_digest *digest = context;
	const struct ec2a_finding *a = &digest->findings[left], *b = &digest->findings[right];
	int order = compare_texts(a->account, b->account);

	if (order == 0)
		order = compare_texts(a->region, b->region);
	if (order == 0)
		order = compare_numbers(time_of(a), time_of(b));
	if (order == 0)
		order = a->object - b->object;
	if (order == 0)
		order = compare_texts(a->trail, b->trail);
	if (order == 0)
		order = compare_texts(a->key, b->key);
	if (order == 0)
		order = compare_texts(a->file, b->file);
	return order ? order : a->verdict - b->verdict;
}

int ec2a__digest_sort(ec2a_digest *digest)
{
	digest->order = ec2a__calloc(digest->n_findings + 1, sizeof(*digest->order));
	if (!digest->order)
		return EC2A_E_NOMEM;
	for (size_t i = 0; i < digest->n_findings; i++)
		digest->order[i] = (uint32_t)i;
	return ec2a__sort(digest->order, digest->n_findings, compare, digest);
}

/* ---- what they tell ----------------------------------------------------------------------------- */

EC2A_API size_t ec2a_digest_finding_count(const ec2a_digest *digest)
{
	return digest && digest->order ? digest->n_findings : 0;
}

EC2A_API const ec2a_finding *ec2a_digest_finding(const ec2a_digest *digest, size_t index)
{
	return index < ec2a_digest_finding_count(digest) ? &digest->findings[digest->order[index]] : NULL;
}

EC2A_API const char *ec2a_finding_str(const ec2a_finding *finding, int field)
{
	if (!finding)
		return NULL;
	switch (field) {
	case EC2A_FINDING_OBJECT:
		return ec2a__name(EC2A_ENUM_FINDING_OBJECT, finding->object);
	case EC2A_FINDING_VERDICT:
		return ec2a__name(EC2A_ENUM_VERDICT, finding->verdict);
	case EC2A_FINDING_SENTENCE:
		return finding->sentence;
	case EC2A_FINDING_BUCKET:
		return finding->bucket;
	case EC2A_FINDING_KEY:
		return finding->key;
	case EC2A_FINDING_FILE:
		return finding->file;
	case EC2A_FINDING_ACCOUNT:
		return finding->account;
	case EC2A_FINDING_REGION:
		return finding->region;
	case EC2A_FINDING_TRAIL:
		return finding->trail;
	case EC2A_FINDING_NAMED_BY:
		return finding->named_by;
	default:
		return NULL;
	}
}

static int give(int known, int64_t value, int64_t *ret_value)
{
	if (known)
		*ret_value = value;
	return known;
}

EC2A_API int ec2a_finding_int(const ec2a_finding *finding, int field, int64_t *ret_value)
{
	if (!finding || !ret_value)
		return EC2A_E_ARG;
	switch (field) {
	case EC2A_FINDING_OBJECT:
		return give(1, finding->object, ret_value);
	case EC2A_FINDING_VERDICT:
		return give(1, finding->verdict, ret_value);
	case EC2A_FINDING_FROM:
		return give(finding->has_from, finding->from_us, ret_value);
	case EC2A_FINDING_TO:
		return give(finding->has_to, finding->to_us, ret_value);
	case EC2A_FINDING_IS_WRONG:
		return give(1, finding->wrong, ret_value);
	default:
		return 0;
	}
}

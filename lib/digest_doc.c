/* SPDX-License-Identifier: MIT */
#include "digest_doc.h"

#include "json_tree.h"
#include "mem.h"
#include "timestamp.h"

#include <ec2access/ec2access.h>
#include <string.h>

#define TEXT_MAX ((size_t)1 << 30) /* places in it are 32 bits */

/* What is under way. */
struct reading {
	const struct ec2a__json *root;
	struct ec2a__digest_doc doc;
	struct ec2a__buf text;
	const char *why;
};

static int refuse(struct reading *reading, const char *why)
{
	reading->why = why;
	return EC2A_E_FORMAT;
}

/* Copy a string; places count from 1. */
static int keep(struct reading *reading, const char *string, uint32_t *ret_place)
{
	size_t place = reading->text.len + 1;
	int r = ec2a__buf_add(&reading->text, string, strlen(string) + 1);

	if (r == 0)
		*ret_place = (uint32_t)place;
	return r == EC2A_E_LIMIT ? refuse(reading, "the digest is too large") : r;
}

static int take_text(struct reading *reading, const char *key, uint32_t *ret_place)
{
	const char *string = ec2a__json_str(ec2a__json_get(reading->root, key));

	if (!string || !*string)
		return refuse(reading, "the digest lacks a text that every digest has");
	return keep(reading, string, ret_place);
}

/* The key must be there where it is needed, but may be null. */
static int take_text_or_null(struct reading *reading, const char *key, int needed, uint32_t *ret_place)
{
	const struct ec2a__json *node = ec2a__json_get(reading->root, key);
	int type = ec2a__json_type(node);

	if (type == EC2A__JSON_STRING)
		return keep(reading, ec2a__json_str(node), ret_place);
	if (type == EC2A__JSON_NULL || (type == EC2A__JSON_NONE && !needed))
		return 0;
	return refuse(reading, "what the digest says of the previous one is no text");
}

static int take_time(struct reading *reading, const char *key, uint32_t *ret_place, int64_t *ret_us)
{
	const char *string = ec2a__json_str(ec2a__json_get(reading->root, key));

	if (!string || ec2a__time_parse(string, strlen(string), ret_us) != 1)
		return refuse(reading, "a time of the digest cannot be read");
	return keep(reading, string, ret_place);
}

/* 64 hexadecimal digits: 1, or 0. */
static int read_hash(const char *hex, unsigned char out[EC2A__SHA256])
{
	struct ec2a__buf bytes;
	int r;

	if (!hex || strlen(hex) != (size_t)2 * EC2A__SHA256)
		return 0;
	ec2a__buf_init(&bytes, EC2A__SHA256);
	r = ec2a__hex_decode(hex, strlen(hex), &bytes);
	if (r == 1)
		memcpy(out, bytes.data, EC2A__SHA256);
	ec2a__buf_free(&bytes);
	return r;
}

/* Where none is told it is what every digest of these years has. */
static int is_sha256(const struct ec2a__json *node)
{
	const char *name = ec2a__json_str(node);

	return ec2a__json_type(node) == EC2A__JSON_NONE || (name && strcmp(name, "SHA-256") == 0);
}

static int take_previous(struct reading *reading)
{
	struct ec2a__digest_doc *doc = &reading->doc;
	const char *hash = ec2a__json_str(ec2a__json_get(reading->root, "previousDigestHashValue"));
	int r = take_text_or_null(reading, "previousDigestS3Bucket", 0, &doc->previous_bucket);

	if (r == 0)
		r = take_text_or_null(reading, "previousDigestS3Object", 0, &doc->previous_key);
	if (r == 0)
		r = take_text_or_null(reading, "previousDigestSignature", 1, &doc->previous_signature);
	if (r == 0 && hash && is_sha256(ec2a__json_get(reading->root, "previousDigestHashAlgorithm")))
		r = doc->has_previous_hash = read_hash(hash, doc->previous_hash);
	return r < 0 ? r : 0;
}

static int take_log(struct reading *reading, const struct ec2a__json *node, struct ec2a__digest_log *log)
{
	const char *bucket = ec2a__json_str(ec2a__json_get(node, "s3Bucket"));
	const char *key = ec2a__json_str(ec2a__json_get(node, "s3Object"));
	int r;

	if (!bucket || !key || !*key)
		return refuse(reading, "a log file in the digest has no name");
	r = keep(reading, bucket, &log->bucket);
	if (r == 0)
		r = keep(reading, key, &log->key);
	if (r == 0 && is_sha256(ec2a__json_get(node, "hashAlgorithm")))
		r = log->known = read_hash(ec2a__json_str(ec2a__json_get(node, "hashValue")), log->hash);
	return r < 0 ? r : 0;
}

static int take_logs(struct reading *reading)
{
	const struct ec2a__json *list = ec2a__json_get(reading->root, "logFiles");
	struct ec2a__digest_doc *doc = &reading->doc;
	size_t count = ec2a__json_count(list);
	int r = 0;

	if (ec2a__json_type(list) != EC2A__JSON_ARRAY)
		return refuse(reading, "the digest has no list of log files");
	if (!count)
		return 0;
	doc->logs = ec2a__calloc(count, sizeof(*doc->logs));
	if (!doc->logs)
		return EC2A_E_NOMEM;
	doc->n_logs = count;
	for (size_t i = 0; r == 0 && i < count; i++)
		r = take_log(reading, ec2a__json_at(list, i, NULL), &doc->logs[i]);
	return r;
}

static int take_all(struct reading *reading)
{
	struct ec2a__digest_doc *doc = &reading->doc;
	const char *algorithm = ec2a__json_str(ec2a__json_get(reading->root, "digestSignatureAlgorithm"));
	int r;

	if (ec2a__json_type(reading->root) != EC2A__JSON_OBJECT)
		return refuse(reading, "the digest is no JSON object");
	if (algorithm && strcmp(algorithm, "SHA256withRSA") != 0)
		return refuse(reading, "the digest is signed by another algorithm than SHA256withRSA");
	r = take_text(reading, "digestS3Bucket", &doc->bucket);
	if (r == 0)
		r = take_text(reading, "digestS3Object", &doc->key);
	if (r == 0)
		r = take_text(reading, "digestPublicKeyFingerprint", &doc->fingerprint);
	if (r == 0)
		r = take_time(reading, "digestStartTime", &doc->start, &doc->start_us);
	if (r == 0)
		r = take_time(reading, "digestEndTime", &doc->end, &doc->end_us);
	if (r == 0)
		r = take_previous(reading);
	if (r == 0 && doc->start_us > doc->end_us)
		r = refuse(reading, "the digest ends before it starts");
	return r ? r : take_logs(reading);
}

int ec2a__digest_doc_read(const char *json, size_t size, struct ec2a__digest_doc *ret_doc, const char **ret_why)
{
	struct reading reading = { 0 };
	struct ec2a__json_fault fault;
	struct ec2a__json *root;
	int r = ec2a__json_parse(json, size, EC2A__DIGEST_DEPTH, &root, &fault);

	if (r == EC2A_E_NOMEM)
		return r;
	if (r < 0) {
		*ret_why = "the digest is no JSON";
		return EC2A_E_FORMAT;
	}
	reading.root = root;
	ec2a__buf_init(&reading.text, TEXT_MAX);
	r = take_all(&reading);
	ec2a__json_free(root);
	if (r == 0) {
		reading.doc.text = ec2a__buf_steal(&reading.text);
		r = reading.doc.text ? 0 : EC2A_E_NOMEM;
	}
	ec2a__buf_free(&reading.text);
	if (r == 0) {
		*ret_doc = reading.doc;
		return 0;
	}
	ec2a__digest_doc_free(&reading.doc);
	if (r == EC2A_E_FORMAT)
		*ret_why = reading.why;
	return r;
}

void ec2a__digest_doc_free(struct ec2a__digest_doc *doc)
{
	ec2a__free(doc->text);
	ec2a__free(doc->logs);
	*doc = (struct ec2a__digest_doc){ 0 };
}

const char *ec2a__digest_doc_text(const struct ec2a__digest_doc *doc, uint32_t at)
{
	return at ? doc->text + at - 1 : NULL;
}

/* END \n BUCKET/KEY \n HASH \n SIGNATURE BEFORE, or "null". */
int ec2a__digest_doc_signed(const struct ec2a__digest_doc *doc, const unsigned char own[EC2A__SHA256],
			    unsigned char out[EC2A__SHA256])
{
	const char *before = ec2a__digest_doc_text(doc, doc->previous_signature);
	char hex[2 * EC2A__SHA256 + 1];
	const char *parts[] = {
		ec2a__digest_doc_text(doc, doc->end), "\n", ec2a__digest_doc_text(doc, doc->bucket), "/",
		ec2a__digest_doc_text(doc, doc->key), "\n", ec2a__hex(own, EC2A__SHA256, hex), "\n",
		before ? before : "null",
	};
	struct ec2a__sha256 *sum = ec2a__sha256_begin();
	int r = 0, end;

	if (!sum)
		return EC2A_E_NOMEM;
	for (size_t i = 0; r == 0 && i < sizeof(parts) / sizeof(parts[0]); i++)
		r = ec2a__sha256_add(sum, parts[i], strlen(parts[i]));
	end = ec2a__sha256_end(sum, out);
	return r ? r : end;
}

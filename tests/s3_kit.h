/* SPDX-License-Identifier: MIT */
#ifndef EC2A_S3_KIT_H
#define EC2A_S3_KIT_H

/* A bucket in memory that answers ListObjectsV2 as S3 does, and remembers what it was asked. */
#include "test.h"

#include "http.h"
#include "s3_walk.h"

#include <stdint.h>
#include <string.h>

struct bucket {
	const char *const *keys; /* in order of bytes; a NULL ends them */
	size_t page;             /* entries in one */
	size_t asked;            /* pages */
	char log[16384];         /* "PREFIX[ /][ >TOKEN]\n" each */
	int plain;               /* keys are not encoded, and it does not say that they are */
	int stuck;               /* the token never changes */
	int hollow;              /* so many pages without an entry come first */
	int fails;               /* with this, below fails_at */
	const char *fails_at;
};

static const char *asked_for(const struct ec2a__pair *query, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(query[i].name, name) == 0)
			return query[i].value;
	return NULL;
}

static void put(struct ec2a__buf *out, int *ret_result, const char *text)
{
	if (*ret_result == 0)
		*ret_result = ec2a__buf_adds(out, text);
}

static void put_name(struct ec2a__buf *out, int *r, const struct bucket *bucket, const char *name, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		char text[8];
		unsigned char c = (unsigned char)name[i];
		int safe = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || strchr("-_./*", c);

		if (bucket->plain && c == '&')
			snprintf(text, sizeof text, "&amp;");
		else if (bucket->plain || safe)
			snprintf(text, sizeof text, "%c", c);
		else if (c == ' ')
			snprintf(text, sizeof text, "+");
		else
			snprintf(text, sizeof text, "%%%02X", c);
		put(out, r, text);
	}
}

/* The entry at a place: bytes of the folder's name, or 0 for an object. */
static size_t folder_at(const char *key, const char *prefix, const char *delimiter)
{
	const char *slash = delimiter ? strchr(key + strlen(prefix), '/') : NULL;

	return slash ? (size_t)(slash - key) + 1 : 0;
}

static void put_entry(struct ec2a__buf *out, int *r, const struct bucket *bucket, const char *key, size_t folder)
{
	put(out, r, folder ? "<CommonPrefixes><Prefix>" : "<Contents><Key>");
	put_name(out, r, bucket, key, folder ? folder : strlen(key));
	put(out, r, folder ? "</Prefix></CommonPrefixes>"
			   : "</Key><LastModified>2023-09-04T05:56:04.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>");
	if (!folder)
		put(out, r, key[strlen(key) - 1] == '/' ? "0</Size></Contents>" : "7</Size></Contents>");
}

static void note_ask(struct bucket *bucket, const char *prefix, const char *delimiter, const char *token)
{
	size_t at = strlen(bucket->log);

	bucket->asked++;
	snprintf(bucket->log + at, sizeof bucket->log - at, "%s%s%s%s\n", prefix, delimiter ? " /" : "", token ? " >" : "",
		 token ? token : "");
}

/* An ec2a__s3_ask_fn. */
static int ask_bucket(void *user, const struct ec2a__pair *query, size_t n, struct ec2a__buf *body, struct ec2a__buf *error)
{
	struct bucket *bucket = user;
	const char *prefix = asked_for(query, n, "prefix"), *delimiter = asked_for(query, n, "delimiter");
	const char *token = asked_for(query, n, "continuation-token");
	size_t i = token && !bucket->stuck ? (size_t)strtoul(token, NULL, 10) : 0, put_count = 0;
	char text[64];
	int r = 0;

	note_ask(bucket, prefix, delimiter, token);
	if (bucket->fails && strncmp(prefix, bucket->fails_at, strlen(bucket->fails_at)) == 0)
		return ec2a__buf_adds(error, "it was asked to fail") < 0 ? EC2A_E_NOMEM : bucket->fails;
	put(body, &r, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"x\"><Prefix>p</Prefix>");
	while (bucket->asked > (size_t)bucket->hollow && bucket->keys[i] && put_count < bucket->page) {
		const char *key = bucket->keys[i++];
		size_t folder;

		if (strncmp(key, prefix, strlen(prefix)) != 0)
			continue;
		folder = folder_at(key, prefix, delimiter);
		put_entry(body, &r, bucket, key, folder);
		put_count++;
		while (folder && bucket->keys[i] && strncmp(bucket->keys[i], key, folder) == 0)
			i++;
	}
	while (bucket->keys[i] && strncmp(bucket->keys[i], prefix, strlen(prefix)) != 0)
		i++;
	if (bucket->stuck || bucket->keys[i]) {
		snprintf(text, sizeof text, "<NextContinuationToken>%d-%d</NextContinuationToken>", (int)i,
			 bucket->hollow ? (int)bucket->asked : 0);
		put(body, &r, text);
	}
	put(body, &r, bucket->plain ? "" : "<EncodingType>url</EncodingType>");
	snprintf(text, sizeof text, "<KeyCount>%d</KeyCount><IsTruncated>%s</IsTruncated>", (int)put_count,
		 bucket->stuck || bucket->keys[i] ? "true" : "false");
	put(body, &r, text);
	put(body, &r, "</ListBucketResult>");
	return r;
}

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as pages of an S3 listing, of which the first line is the prefix that is asked for: it must not crash, come to
 * an end, name only what begins with the prefix, and nothing that the filters leave out.
 */
#include "s3_walk.h"

#include <ec2access/ec2access.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct pages {
	const char *data;
	size_t size;
	int asked;
};

/* The same page again and again, but for a token that counts: a server that never ends. */
static int ask(void *user, const struct ec2a__pair *query, size_t query_count, struct ec2a__buf *body,
	       struct ec2a__buf *error)
{
	struct pages *pages = user;

	(void)query;
	(void)query_count;
	if (++pages->asked > 20)
		return ec2a__buf_adds(error, "enough") < 0 ? EC2A_E_NOMEM : EC2A_E_IO;
	return ec2a__buf_add(body, pages->data, pages->size);
}

static const char other[] = "AWSLogs/222222222222/CloudTrail/eu-west-1/";

static void check(const struct ec2a__s3_entry *entry, const char *prefix)
{
	if (strncmp(entry->key, prefix, strlen(prefix)) != 0 || entry->is_folder || entry->is_bad)
		abort();
	/* A prefix that leads somewhere may ask for anything. */
	if (!strchr(prefix, '/') && strncmp(entry->key, other, strlen(other)) == 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data, *end = size ? memchr(text, '\n', size) : NULL;
	const struct ec2a__s3_entry *entry;
	struct ec2a__s3_walk *walk;
	struct pages pages;
	char prefix[200];
	uint64_t n = 0;
	int r;

	if (!end || (size_t)(end - text) >= sizeof prefix || memchr(text, '\0', (size_t)(end - text)))
		return 0;
	memcpy(prefix, text, (size_t)(end - text));
	prefix[end - text] = '\0';
	pages = (struct pages){end + 1, size - (size_t)(end + 1 - text), 0};
	if (ec2a__s3_walk_new(prefix, "111111111111", "eu-west-1,us-east-1", INT64_C(1693785600000000), INT64_MAX, 5000, ask,
			      &pages, &walk) < 0)
		abort();
	while ((r = ec2a__s3_walk_next(walk, &entry)) != 0) {
		if (r == 1)
			check(entry, prefix);
		if (++n > 20000 || r == EC2A_E_ARG)
			abort();
	}
	ec2a__s3_walk_free(walk);
	return 0;
}

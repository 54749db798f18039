/* SPDX-License-Identifier: MIT */
#include "s3.h"

#include "ascii.h"
#include "mem.h"
#include "settings.h"

#include <string.h>

#define FIRST_REGION "us-east-1" /* it knows where every bucket is */
#define BASE_MAX ((size_t)8 * 1024)
#define PATH_MAX_BYTES ((size_t)16 * 1024)
#define BUCKET_MAX ((size_t)255)
#define HOMES_MAX 4 /* regions that a bucket is looked for in: a server that always knows another one never ends */

struct ec2a__s3 {
	ec2a_config *config;
	struct ec2a__aws *aws;
	char *bucket;
	const atomic_int *stop;
	_Atomic(struct ec2a__s3_home *) home;
};

/* ---- names ------------------------------------------------------------------------ */

int ec2a__s3_is_bucket(const char *name, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		char c = ec2a__lower(name[i]);

		if (!ec2a__is_digit(c) && (c < 'a' || c > 'z') && (i == 0 || (c != '-' && c != '.' && c != '_')))
			return 0;
	}
	return size >= 3 && size <= BUCKET_MAX;
}

int ec2a__s3_url(const char *url, size_t *ret_bucket_size, const char **ret_prefix)
{
	size_t size;

	if (strncmp(url, "s3://", 5) != 0)
		return 0;
	url += 5;
	size = strcspn(url, "/");
	if (!ec2a__s3_is_bucket(url, size))
		return 0;
	*ret_bucket_size = size;
	*ret_prefix = url[size] ? url + size + 1 : "";
	return 1;
}

/* Names with a dot have no certificate below S3's own name, and capital letters are lost in a host's. */
static int fits_host(const char *bucket)
{
	size_t size = strlen(bucket);

	for (size_t i = 0; i < size; i++)
		if (bucket[i] == '.' || bucket[i] == '_' || (bucket[i] >= 'A' && bucket[i] <= 'Z'))
			return 0;
	return size <= 63 && bucket[size - 1] != '-';
}

/* ---- the bucket ---------------------------------------------------------------------- */

int ec2a__s3_new(ec2a_config *config, struct ec2a__aws *aws, const char *bucket, struct ec2a__s3 **ret_s3)
{
	struct ec2a__s3 *s3;

	if (!ec2a__s3_is_bucket(bucket, strlen(bucket)))
		return EC2A_E_ARG;
	s3 = ec2a__calloc(1, sizeof(*s3));
	if (!s3)
		return EC2A_E_NOMEM;
	s3->bucket = ec2a__strdup(bucket);
	if (!s3->bucket) {
		ec2a__free(s3);
		return EC2A_E_NOMEM;
	}
	s3->config = ec2a__config_use(config);
	s3->aws = ec2a__aws_ref(aws);
	atomic_init(&s3->home, NULL);
	*ret_s3 = s3;
	return 0;
}

static void home_free(struct ec2a__s3_home *home)
{
	ec2a__free(home->region);
	ec2a__free(home->base);
	ec2a__free(home);
}

void ec2a__s3_free(struct ec2a__s3 *s3)
{
	struct ec2a__s3_home *home, *before;

	if (!s3)
		return;
	for (home = atomic_load(&s3->home); home; home = before) {
		before = home->before;
		home_free(home);
	}
	ec2a__aws_unref(s3->aws);
	ec2a_config_unref(s3->config);
	ec2a__free(s3->bucket);
	ec2a__free(s3);
}

void ec2a__s3_set_stop(struct ec2a__s3 *s3, const atomic_int *stop)
{
	s3->stop = stop;
}

struct ec2a__aws *ec2a__s3_aws(const struct ec2a__s3 *s3)
{
	return s3->aws;
}

const atomic_int *ec2a__s3_stop(const struct ec2a__s3 *s3)
{
	return s3->stop;
}

const char *ec2a__s3_bucket(const struct ec2a__s3 *s3)
{
	return s3->bucket;
}

/* ---- where it is ------------------------------------------------------------------- */

/* What of "https://s3.REGION.amazonaws.com" follows "https://", or NULL where an endpoint was given. */
static const char *own_host(const char *base, const char *region)
{
	const char *host = strncmp(base, "https://", 8) == 0 ? base + 8 : NULL, *at = host;

	if (!host)
		return NULL;
	if (strncmp(at, "s3.", 3) == 0)
		at += 3;
	else if (strncmp(at, "s3-fips.", 8) == 0)
		at += 8;
	else
		return NULL;
	return strncmp(at, region, strlen(region)) == 0 && at[strlen(region)] == '.' ? host : NULL;
}

static int fill_home(const struct ec2a__s3 *s3, const char *region, struct ec2a__s3_home *home)
{
	struct ec2a__buf base, own;
	const char *host;
	int r;

	ec2a__buf_init(&base, BASE_MAX);
	ec2a__buf_init(&own, BASE_MAX);
	r = ec2a__aws_endpoint(s3->aws, "s3", region, &base);
	host = r == 0 ? own_host(base.data, region) : NULL;
	home->in_path = !host || !fits_host(s3->bucket) || ec2a__config_int(s3->config, EC2A_OPT_PATH_STYLE);
	if (r == 0 && !home->in_path) {
		r = ec2a__buf_adds(&own, "https://");
		r = r < 0 ? r : ec2a__buf_adds(&own, s3->bucket);
		r = r < 0 ? r : ec2a__buf_addc(&own, '.');
		r = r < 0 ? r : ec2a__buf_adds(&own, host);
	}
	if (r == 0) {
		home->base = ec2a__buf_steal(home->in_path ? &base : &own);
		home->region = ec2a__strdup(region);
		r = home->base && home->region ? 0 : EC2A_E_NOMEM;
	}
	ec2a__buf_free(&base);
	ec2a__buf_free(&own);
	return r;
}

/* From now on requests go there. Another thread may have found out the same. */
static int move_to(struct ec2a__s3 *s3, const struct ec2a__s3_home *from, const char *region)
{
	struct ec2a__s3_home *expected = atomic_load(&s3->home), *home;
	int r;

	if (expected != from)
		return 0;
	home = ec2a__calloc(1, sizeof(*home));
	if (!home)
		return EC2A_E_NOMEM;
	home->before = expected;
	r = fill_home(s3, region, home);
	if (r < 0 || !atomic_compare_exchange_strong(&s3->home, &expected, home))
		home_free(home);
	return r;
}

int ec2a__s3_home(struct ec2a__s3 *s3, const struct ec2a__s3_home **ret_home)
{
	struct ec2a__buf region;
	int r = 1;

	if (!atomic_load(&s3->home)) {
		ec2a__buf_init(&region, BASE_MAX);
		r = ec2a__aws_region(s3->aws, &region);
		if (r >= 0)
			r = move_to(s3, NULL, r == 1 && region.len ? region.data : FIRST_REGION);
		ec2a__buf_free(&region);
	}
	if (r < 0)
		return r;
	*ret_home = atomic_load(&s3->home);
	return 0;
}

int ec2a__s3_moved_to(struct ec2a__s3 *s3, const struct ec2a__s3_home *from, const char *region)
{
	const struct ec2a__s3_home *home = from;
	int count = 0;

	/* Going round in a circle ends where a region comes again. */
	for (; home; home = home->before)
		if (++count == HOMES_MAX || strcmp(home->region, region) == 0)
			return 0;
	switch (move_to(s3, from, region)) {
	case EC2A_E_NOMEM:
		return EC2A_E_NOMEM;
	case 0:
		return 1;
	default: /* that is no region's name */
		return 0;
	}
}

/* ---- requests -------------------------------------------------------------------------- */

int ec2a__s3_get_init(struct ec2a__s3_get *get, struct ec2a__s3 *s3, const char *key)
{
	int r;

	memset(get, 0, sizeof(*get));
	ec2a__buf_init(&get->path, PATH_MAX_BYTES);
	r = ec2a__s3_home(s3, &get->home);
	if (r == 0)
		r = ec2a__buf_addc(&get->path, '/');
	if (r == 0 && get->home->in_path)
		r = ec2a__buf_adds(&get->path, s3->bucket);
	if (r == 0 && get->home->in_path && *key)
		r = ec2a__buf_addc(&get->path, '/');
	if (r == 0)
		r = ec2a__buf_adds(&get->path, key);
	if (r < 0)
		return r;
	get->call = (struct ec2a__aws_call){
		.service = "s3", .region = get->home->region, .method = "GET", .base = get->home->base,
		.path = get->path.data, .headers = get->headers, .stop = s3->stop,
	};
	if (ec2a__config_int(s3->config, EC2A_OPT_REQUESTER_PAYS))
		ec2a__s3_get_header(get, "x-amz-request-payer", "requester");
	return 0;
}

void ec2a__s3_get_header(struct ec2a__s3_get *get, const char *name, const char *value)
{
	get->headers[get->call.header_count++] = (struct ec2a__pair){name, value};
}

void ec2a__s3_get_free(struct ec2a__s3_get *get)
{
	ec2a__buf_free(&get->path);
}

/* SPDX-License-Identifier: MIT */
/* The instance metadata service of EC2: a token first (version 2), and without one only where the service has none. */
#include "ascii.h"
#include "creds_state.h"
#include "env.h"
#include "names_aws.h"

#include <stdio.h>
#include <string.h>

#define URL_BYTES   2048
#define SECONDS     1 /* elsewhere than on an instance nobody answers */
#define TTL_SECONDS "21600"
#define ROLES       "/latest/meta-data/iam/security-credentials/"
#define USE_FOR     900 /* seconds, of keys that have expired: see take_keys() */

struct imds {
	struct ec2a__look *look;
	struct ec2a__buf url;   /* "http://169.254.169.254" and the path of a call */
	size_t base;            /* where the path begins */
	struct ec2a__buf token; /* empty: version 1 */
	struct ec2a__reply reply;
};

/* Not having keys is no error here, as most machines are no instances. */
static int pass(struct imds *imds, const char *what, const char *more)
{
	return ec2a__look_note(imds->look, "the instance metadata service: ", what, more, NULL);
}

static const char *setting(struct ec2a__look *look, const char *variable, const char *key)
{
	const char *value = ec2a__env(variable);

	return value ? value : ec2a__profile_get(&look->asked, key);
}

static int build_base(struct imds *imds)
{
	struct ec2a__look *look = imds->look;
	const char *url = setting(look, "AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint");
	const char *mode = setting(look, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
				   "ec2_metadata_service_endpoint_mode");
	int r;

	if (url && *url && !ec2a__is_endpoint(url))
		return ec2a__look_refuse(look, EC2A_E_DENIED, "the endpoint of the instance metadata service is no ",
					 "http[s]://host[:port]", NULL);
	if (!url || !*url)
		url = mode && ec2a__compare_without_case(mode, "ipv6") == 0 ? "http://[fd00:ec2::254]"
									    : "http://169.254.169.254";
	r = ec2a__buf_adds(&imds->url, url);
	if (r == 0 && imds->url.data[imds->url.len - 1] == '/')
		ec2a__buf_truncate(&imds->url, imds->url.len - 1);
	imds->base = imds->url.len;
	return r;
}

/* 1: status 200, with a body that is not empty; 0: nothing of use, which was noted but for the statuses of no token. */
static int fetch(struct imds *imds, const char *method, const char *path, const char *more,
		 const struct ec2a__pair *header)
{
	struct ec2a__http_ask ask = { .method = method, .headers = header, .header_count = header != NULL,
				      .seconds = SECONDS, .direct = 1 };
	int r;

	ec2a__buf_truncate(&imds->url, imds->base);
	r = ec2a__buf_adds(&imds->url, path);
	if (r == 0)
		r = ec2a__buf_adds(&imds->url, more);
	if (r < 0)
		return r;
	ask.url = imds->url.data;
	r = ec2a__look_fetch(imds->look, &ask, 1, &imds->reply);
	if (r == EC2A_E_NOMEM || r == EC2A_E_CANCELLED)
		return r;
	if (r < 0)
		return pass(imds, imds->reply.why.data, "");
	return imds->reply.status == 200 && imds->reply.body.len > 0;
}

static int note_status(struct imds *imds, const char *what)
{
	char status[16];

	snprintf(status, sizeof(status), "%d", imds->reply.status);
	return pass(imds, what, status);
}

static int is_visible(const struct ec2a__buf *text)
{
	for (size_t i = 0; i < text->len; i++)
		if (text->data[i] <= ' ' || text->data[i] >= 127)
			return 0;
	return 1;
}

static int is_true(const char *value)
{
	return value && ec2a__compare_without_case(value, "true") == 0;
}

/* 1: there is a token, or the service is one that knows of none; 0: no service. */
static int fetch_token(struct imds *imds)
{
	static const struct ec2a__pair header = { "x-aws-ec2-metadata-token-ttl-seconds", TTL_SECONDS };
	int r = fetch(imds, "PUT", "/latest/api/token", "", &header);
	int status = imds->reply.status;

	if (r == 1) {
		r = ec2a__buf_add(&imds->token, imds->reply.body.data, imds->reply.body.len);
		if (r == 0 && !is_visible(&imds->token))
			return pass(imds, "its token is none", "");
		return r < 0 ? r : 1;
	}
	if (r < 0 || status == 0)
		return r;
	if (status != 403 && status != 404 && status != 405)
		return note_status(imds, "asked for a token it answers with HTTP status ");
	if (is_true(setting(imds->look, "AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled")))
		return pass(imds, "it gives no token, and asking without one is switched off", "");
	return 1;
}

static int get(struct imds *imds, const char *more)
{
	struct ec2a__pair header = { "x-aws-ec2-metadata-token", imds->token.data };
	int r = fetch(imds, "GET", ROLES, more, imds->token.len ? &header : NULL);

	if (r == 0 && imds->reply.status)
		r = note_status(imds, "asked for keys of a role it answers with HTTP status ");
	return r;
}

/* The first line; as IAM lets a role be called, so that it is one part of a path. */
static int take_role(struct imds *imds, char *role, size_t size)
{
	const char *text = imds->reply.body.data;
	size_t length = strcspn(text, "\r\n");

	if (length == 0 || length >= size)
		return 0;
	for (size_t i = 0; i < length; i++)
		if (text[i] <= ' ' || text[i] >= 127 || strchr("/?#%\\", text[i]))
			return 0;
	memcpy(role, text, length);
	role[length] = '\0';
	return strcmp(role, ".") != 0 && strcmp(role, "..") != 0;
}

static int take_keys(struct imds *imds, struct ec2a__found *ret_found)
{
	static const struct ec2a__found_names names = { NULL, "AccessKeyId", "SecretAccessKey", "Token", "Expiration",
							0, 1 };
	const char *what;
	int r = ec2a__found_read(ret_found, &imds->reply.body, &names, &what);

	if (r == EC2A_E_FORMAT)
		return pass(imds, "its answer: ", what);
	/* When the service cannot renew them, it goes on giving the old keys, which AWS goes on taking. */
	if (r == 1 && ret_found->expires <= imds->look->now)
		ret_found->expires = imds->look->now + USE_FOR;
	return r;
}

static int find(struct imds *imds, struct ec2a__found *ret_found)
{
	char role[128];
	int r = build_base(imds);

	if (r == 0)
		r = fetch_token(imds);
	if (r == 1)
		r = get(imds, "");
	if (r != 1)
		return r;
	if (!take_role(imds, role, sizeof(role)))
		return pass(imds, "it names no role", "");
	r = get(imds, role);
	return r == 1 ? take_keys(imds, ret_found) : r;
}

int ec2a__find_instance(struct ec2a__look *look, struct ec2a__found *ret_found)
{
	struct imds imds = { .look = look };
	int r;

	if (ec2a__env_is_true("AWS_EC2_METADATA_DISABLED"))
		return ec2a__look_note(look, "the instance metadata service: AWS_EC2_METADATA_DISABLED", NULL);
	ec2a__buf_init(&imds.url, URL_BYTES);
	ec2a__buf_init_secret(&imds.token, EC2A__CREDS_TOKEN);
	ec2a__reply_init(&imds.reply);
	r = find(&imds, ret_found);
	if (r == EC2A_E_LIMIT)
		r = pass(&imds, "what it answers is too long", "");
	ec2a__buf_free(&imds.url);
	ec2a__buf_free(&imds.token);
	ec2a__reply_free(&imds.reply);
	return r;
}

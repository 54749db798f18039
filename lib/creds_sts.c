/* SPDX-License-Identifier: MIT */
/* AssumeRole and AssumeRoleWithWebIdentity of STS, which answers in XML. */
#include "creds_state.h"
#include "env.h"
#include "names_aws.h"
#include "xml.h"

#include <stdio.h>
#include <string.h>

#define URL_BYTES 2048
#define TRIES     3

/* What an answer holds: keys, or what is wrong. */
struct answer {
	struct ec2a__buf access_key, secret_key, session_token, expiration;
	struct ec2a__buf code, message;
};

static struct {
	const char *end; /* of the element's path */
	size_t offset;
} const leaves[] = {
	{ "Result/Credentials/AccessKeyId", offsetof(struct answer, access_key) },
	{ "Result/Credentials/SecretAccessKey", offsetof(struct answer, secret_key) },
	{ "Result/Credentials/SessionToken", offsetof(struct answer, session_token) },
	{ "Result/Credentials/Expiration", offsetof(struct answer, expiration) },
	{ "ErrorResponse/Error/Code", offsetof(struct answer, code) },
	{ "ErrorResponse/Error/Message", offsetof(struct answer, message) },
};

#define N_LEAVES (sizeof(leaves) / sizeof(leaves[0]))

static struct ec2a__buf *leaf(struct answer *answer, size_t i)
{
	return (struct ec2a__buf *)(void *)((char *)answer + leaves[i].offset);
}

static int take_leaf(struct answer *answer, const struct ec2a__xml_end *end)
{
	size_t size = strlen(end->path);

	for (size_t i = 0; i < N_LEAVES && end->leaf; i++) {
		size_t want = strlen(leaves[i].end);
		struct ec2a__buf *out = leaf(answer, i);

		if (size < want || strcmp(end->path + size - want, leaves[i].end) != 0 || out->len)
			continue;
		return ec2a__buf_add(out, end->text, end->size);
	}
	return 0;
}

/* 0, EC2A_E_NOMEM, or why it is no answer. */
static int read_answer(const struct ec2a__buf *body, struct answer *answer)
{
	struct ec2a__xml *xml;
	struct ec2a__xml_end end;
	int r = ec2a__xml_new(EC2A__CREDS_ANSWER, EC2A__CREDS_ANSWER, &xml);

	if (r < 0)
		return r;
	r = ec2a__xml_feed(xml, body->data, body->len, 1);
	while (r == 0 && (r = ec2a__xml_next(xml, &end)) == 1)
		r = take_leaf(answer, &end);
	ec2a__xml_free(xml);
	return r;
}

/* ---- asking ------------------------------------------------------------------------ */

static int add_field(struct ec2a__buf *body, const char *name, const char *value)
{
	int r = ec2a__buf_addc(body, '&');

	if (r == 0)
		r = ec2a__buf_adds(body, name);
	if (r == 0)
		r = ec2a__buf_addc(body, '=');
	return r == 0 ? ec2a__uri_encode(value, 0, body) : r;
}

static int build_body(struct ec2a__look *look, const struct ec2a__sts_ask *ask, struct ec2a__buf *body)
{
	char name[48];
	int r = ec2a__buf_adds(body, ask->identity ? "Action=AssumeRoleWithWebIdentity&Version=2011-06-15"
						   : "Action=AssumeRole&Version=2011-06-15");

	/* It will stand in the trail of whoever is looked at: who called is told by it. */
	snprintf(name, sizeof(name), "ec2access-%lld", (long long)look->now);
	if (r == 0)
		r = add_field(body, "RoleArn", ask->role_arn);
	if (r == 0)
		r = add_field(body, "RoleSessionName", ask->session_name ? ask->session_name : name);
	if (r == 0 && ask->external_id)
		r = add_field(body, "ExternalId", ask->external_id);
	if (r == 0 && ask->duration)
		r = add_field(body, "DurationSeconds", ask->duration);
	if (r == 0 && ask->identity)
		r = add_field(body, "WebIdentityToken", ask->identity);
	return r;
}

/* Regions where the one endpoint of the early days is still asked by those who want it so. */
static int was_global(const char *region)
{
	static const char *const regions[] = {
		"ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-central-1",
		"eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1",
		"us-west-2",
	};

	for (size_t i = 0; i < sizeof(regions) / sizeof(regions[0]); i++)
		if (strcmp(regions[i], region) == 0)
			return 1;
	return 0;
}

/* The global endpoint where there is no region, or the old ways are asked for; it is signed as us-east-1. */
static int is_global(struct ec2a__look *look, const char *region)
{
	const char *ways = ec2a__env("AWS_STS_REGIONAL_ENDPOINTS");

	if (!ways)
		ways = ec2a__profile_get(&look->asked, "sts_regional_endpoints");
	return !region || strcmp(region, "aws-global") == 0 ||
	       (ways && strcmp(ways, "legacy") == 0 && was_global(region));
}

static int build_base(struct ec2a__look *look, struct ec2a__buf *url, const char **ret_region)
{
	const char *region = ec2a__look_region(look);
	int global, r;

	if (region && !ec2a__is_region(region))
		return ec2a__look_refuse(look, EC2A_E_DENIED, "the region is no region's name: ", region, NULL);
	global = is_global(look, region);
	*ret_region = global ? "us-east-1" : region;
	r = ec2a__look_endpoint(look, "sts", url);
	if (r != 0)
		return r < 0 ? r : 0;
	r = ec2a__buf_adds(url, "https://sts.");
	if (r == 0 && !global)
		r = ec2a__buf_adds(url, region);
	if (r == 0 && !global)
		r = ec2a__buf_addc(url, '.');
	return r == 0 ? ec2a__buf_adds(url, global ? "amazonaws.com" : ec2a__region_suffix(region)) : r;
}

/* The headers, of which the first is signed. */
static int send(struct ec2a__look *look, struct ec2a__buf *url, const char *region, const struct ec2a__buf *body,
		const struct ec2a__keys *keys, struct ec2a__reply *reply)
{
	struct ec2a__pair headers[4] = { { "content-type", "application/x-www-form-urlencoded; charset=utf-8" } };
	struct ec2a__http_ask ask = { .method = "POST", .headers = headers, .header_count = 1,
				      .body = body->data, .body_size = body->len, .seconds = EC2A__CREDS_SECONDS };
	struct ec2a__sigv4_ask to_sign = { .method = "POST", .host = strstr(url->data, "://") + 3, .path = "/",
					   .headers = headers, .header_count = 1, .body = body->data,
					   .body_size = body->len, .service = "sts", .region = region,
					   .time = look->now };
	struct ec2a__sigv4 done;
	int r = keys ? ec2a__sigv4_sign(&to_sign, keys, &done) : 0;

	if (r == 0)
		r = ec2a__buf_addc(url, '/');
	ask.url = url->data;
	if (!keys)
		return r < 0 ? r : ec2a__look_fetch(look, &ask, TRIES, reply);
	if (r < 0)
		return r;
	headers[ask.header_count++] = (struct ec2a__pair){ "x-amz-date", done.date };
	headers[ask.header_count++] = (struct ec2a__pair){ "authorization", done.authorization.data };
	if (done.security_token.len)
		headers[ask.header_count++] = (struct ec2a__pair){ "x-amz-security-token", done.security_token.data };
	r = ec2a__look_fetch(look, &ask, TRIES, reply);
	ec2a__sigv4_wipe(&done);
	return r;
}

/* ---- what came of it --------------------------------------------------------------- */

static int refuse(struct ec2a__look *look, const struct ec2a__sts_ask *ask, const char *what)
{
	return ec2a__look_refuse(look, EC2A_E_DENIED, "profile \"", ask->profile, "\": STS on the role ", ask->role_arn,
				 ": ", what, NULL);
}

static int tell_error(struct ec2a__look *look, const struct ec2a__sts_ask *ask, const char *secret, int status,
		      struct answer *answer)
{
	struct ec2a__buf what;
	char number[16];
	int r;

	ec2a__buf_init(&what, 4096);
	snprintf(number, sizeof(number), "%d", status);
	if (answer->code.len) {
		r = ec2a__add_foreign(&what, answer->code.data, answer->code.len, secret);
		if (r == 0)
			r = ec2a__buf_adds(&what, ": ");
		if (r == 0 && answer->message.len)
			r = ec2a__add_foreign(&what, answer->message.data, answer->message.len, secret);
	} else {
		r = ec2a__buf_adds(&what, "HTTP status ");
		if (r == 0)
			r = ec2a__buf_adds(&what, number);
	}
	r = r < 0 ? r : refuse(look, ask, what.data);
	ec2a__buf_free(&what);
	return r;
}

static int take_keys(struct ec2a__look *look, const struct ec2a__sts_ask *ask, const char *secret,
		     const struct ec2a__reply *reply, struct answer *answer, struct ec2a__found *ret_found)
{
	const char *what;
	int64_t expires;
	int r = read_answer(&reply->body, answer);

	if (r == EC2A_E_NOMEM)
		return r;
	if (reply->status != 200)
		return tell_error(look, ask, secret, reply->status, answer);
	if (r < 0)
		return refuse(look, ask, "the answer cannot be read");
	if (!answer->access_key.len || !answer->secret_key.len || !answer->session_token.len)
		return refuse(look, ask, "the answer has no keys");
	if (!answer->expiration.len || !ec2a__found_time(answer->expiration.data, answer->expiration.len, &expires))
		return refuse(look, ask, "the answer does not say when the keys expire");
	r = ec2a__found_set(ret_found, answer->access_key.data, answer->secret_key.data, answer->session_token.data,
			    expires, &what);
	return r == EC2A_E_FORMAT ? refuse(look, ask, what) : r;
}

static int ask_for_keys(struct ec2a__look *look, const struct ec2a__sts_ask *ask, const struct ec2a__keys *keys,
			struct ec2a__buf *base, struct ec2a__buf *body, struct ec2a__found *ret_found)
{
	struct ec2a__reply reply;
	struct answer answer;
	const char *region = NULL, *secret = keys ? keys->session_token : ask->identity;
	int r = build_base(look, base, &region);

	if (r == 0)
		r = build_body(look, ask, body);
	if (r == EC2A_E_LIMIT)
		return refuse(look, ask, "what it is asked for is too long");
	if (r < 0)
		return r;
	ec2a__reply_init(&reply);
	for (size_t i = 0; i < N_LEAVES; i++)
		ec2a__buf_init_secret(leaf(&answer, i), EC2A__CREDS_ANSWER);
	r = send(look, base, region, body, keys, &reply);
	if (r == 0)
		r = take_keys(look, ask, secret, &reply, &answer, ret_found);
	else if (r != EC2A_E_NOMEM && r != EC2A_E_CANCELLED)
		r = ec2a__look_refuse(look, r == EC2A_E_UNSUPPORTED ? r : EC2A_E_IO, "profile \"", ask->profile,
				      "\": STS: ", reply.why.len ? reply.why.data : "it cannot be asked", NULL);
	for (size_t i = 0; i < N_LEAVES; i++)
		ec2a__buf_free(leaf(&answer, i));
	ec2a__reply_free(&reply);
	return r;
}

int ec2a__sts_assume(struct ec2a__look *look, const struct ec2a__sts_ask *ask, const struct ec2a__keys *keys,
		     struct ec2a__found *ret_found)
{
	struct ec2a__buf base, body;
	int r;

	ec2a__buf_init(&base, URL_BYTES);
	ec2a__buf_init_secret(&body, 4 * EC2A__CREDS_ANSWER);
	r = ask_for_keys(look, ask, keys, &base, &body, ret_found);
	ec2a__buf_free(&base);
	ec2a__buf_free(&body);
	return r;
}

/* SPDX-License-Identifier: MIT */
/* IAM Identity Center: "aws sso login" left a token in a file; with it a role's keys are had for the asking. */
#include "creds_state.h"
#include "crypto.h"
#include "names_aws.h"

#include <stdio.h>
#include <string.h>

#define URL_BYTES  4096
#define TRIES      3

struct sso {
	struct ec2a__look *look;
	const char *start_url, *region, *role, *account;
	const char *session; /* NULL: all stands in the profile, as it did in the early days */
	struct ec2a__buf token, expires_at;
};

static int refuse(const struct sso *sso, const char *what)
{
	return ec2a__look_refuse(sso->look, EC2A_E_DENIED, "profile \"", sso->look->name, "\": ", what, NULL);
}

static int ask_to_login(const struct sso *sso, const char *what)
{
	return ec2a__look_refuse(sso->look, EC2A_E_DENIED, "profile \"", sso->look->name, "\": ", what,
				 "; run: aws sso login --profile ", sso->look->name, NULL);
}

/* ---- the profile --------------------------------------------------------------------- */

/* A key of the profile or its session; where both have it, they must agree. */
static int get(const struct sso *sso, size_t session, const char *key, const char **ret_value)
{
	const char *own = ec2a__profile_get(&sso->look->profile, key);
	const char *shared = sso->session ? ec2a__ini_get(sso->look->files->config, session, key) : NULL;

	if (own && shared && strcmp(own, shared) != 0)
		return ec2a__look_refuse(sso->look, EC2A_E_DENIED, "profile \"", sso->look->name, "\": ", key,
					 " differs from that of its sso-session", NULL);
	*ret_value = shared ? shared : own;
	if (!*ret_value || !**ret_value)
		return ec2a__look_refuse(sso->look, EC2A_E_DENIED, "profile \"", sso->look->name,
					 "\" is one of IAM Identity Center, but has no ", key, NULL);
	return 0;
}

static int read_profile(struct sso *sso)
{
	size_t session = EC2A__INI_NONE;
	int r = 0;

	sso->session = ec2a__profile_get(&sso->look->profile, "sso_session");
	if (sso->session)
		r = ec2a__profile_section(sso->look->files->config, "sso-session", sso->session, &session);
	if (sso->session && r == 0)
		return ec2a__look_refuse(sso->look, EC2A_E_DENIED, "profile \"", sso->look->name,
					 "\": its sso_session \"", sso->session, "\" is not there", NULL);
	if (r >= 0)
		r = get(sso, session, "sso_role_name", &sso->role);
	if (r == 0)
		r = get(sso, session, "sso_account_id", &sso->account);
	if (r == 0)
		r = get(sso, session, "sso_start_url", &sso->start_url);
	if (r == 0)
		r = get(sso, session, "sso_region", &sso->region);
	if (r == 0 && !ec2a__is_region(sso->region))
		r = refuse(sso, "sso_region is no region's name");
	return r;
}

/* ---- the token ------------------------------------------------------------------------ */

/* "~/.aws/sso/cache/" and the SHA-1 of the session's name or the start URL. */
static int token_path(const struct sso *sso, struct ec2a__buf *path)
{
	const char *name = sso->session ? sso->session : sso->start_url;
	unsigned char sum[EC2A__SHA1];
	char hex[2 * EC2A__SHA1 + 1];
	int r = ec2a__sha1(name, strlen(name), sum);

	if (r == 0)
		r = ec2a__home_path("~/.aws/sso/cache/", path);
	if (r == 0)
		return refuse(sso, "HOME is not set, so that the token of \"aws sso login\" cannot be found");
	if (r == 1)
		r = ec2a__buf_adds(path, ec2a__hex(sum, sizeof(sum), hex));
	return r == 0 ? ec2a__buf_adds(path, ".json") : r;
}

static int take_token(struct sso *sso, const struct ec2a__buf *json)
{
	int64_t expires;
	int r = ec2a__json_text_of(json, "accessToken", &sso->token);

	if (r == 1)
		r = ec2a__json_text_of(json, "expiresAt", &sso->expires_at);
	if (r == EC2A_E_NOMEM)
		return r;
	if (r != 1 || !ec2a__found_time(sso->expires_at.data, sso->expires_at.len, &expires))
		return ask_to_login(sso, "the token of IAM Identity Center cannot be read");
	for (size_t i = 0; i < sso->token.len; i++)
		if (sso->token.data[i] <= ' ' || sso->token.data[i] == 127)
			return ask_to_login(sso, "the token of IAM Identity Center cannot be read");
	if (!sso->token.len)
		return ask_to_login(sso, "the token of IAM Identity Center cannot be read");
	if (expires <= sso->look->now)
		return ask_to_login(sso, "the token of IAM Identity Center has expired");
	return 0;
}

static int read_token(struct sso *sso)
{
	struct ec2a__buf path, json;
	const char *why = "";
	int r;

	ec2a__buf_init(&path, URL_BYTES);
	ec2a__buf_init_secret(&json, EC2A__CREDS_ANSWER);
	r = token_path(sso, &path);
	if (r == 0) {
		r = ec2a__file_read(path.data, EC2A__CREDS_ANSWER, &json, &why);
		if (r == 1)
			r = take_token(sso, &json);
		else if (r != EC2A_E_NOMEM)
			r = ask_to_login(sso, r == 0 ? "there is no token of IAM Identity Center"
						     : "the token of IAM Identity Center cannot be read");
	}
	ec2a__buf_free(&path);
	ec2a__buf_free(&json);
	return r;
}

/* ---- the keys ------------------------------------------------------------------------- */

static int build_url(const struct sso *sso, struct ec2a__buf *url)
{
	int r = ec2a__look_endpoint(sso->look, "sso", url);

	if (r == 1)
		r = 0;
	else if (r == 0 && (r = ec2a__buf_adds(url, "https://portal.sso.")) == 0 &&
		 (r = ec2a__buf_adds(url, sso->region)) == 0 && (r = ec2a__buf_addc(url, '.')) == 0)
		r = ec2a__buf_adds(url, ec2a__region_suffix(sso->region));
	if (r == 0)
		r = ec2a__buf_adds(url, "/federation/credentials?role_name=");
	if (r == 0)
		r = ec2a__uri_encode(sso->role, 0, url);
	if (r == 0)
		r = ec2a__buf_adds(url, "&account_id=");
	if (r == 0)
		r = ec2a__uri_encode(sso->account, 0, url);
	return r == EC2A_E_LIMIT ? refuse(sso, "the names of account and role are too long") : r;
}

static int take_keys(const struct sso *sso, const struct ec2a__reply *reply, struct ec2a__found *ret_found)
{
	static const struct ec2a__found_names names = { "roleCredentials", "accessKeyId", "secretAccessKey",
							"sessionToken", "expiration", 1, 1 };
	char status[16];
	const char *what;
	int r;

	snprintf(status, sizeof(status), "%d", reply->status);
	if (reply->status == 401)
		return ask_to_login(sso, "IAM Identity Center does not take its token any more");
	if (reply->status != 200)
		return ec2a__look_refuse(sso->look, EC2A_E_DENIED, "profile \"", sso->look->name,
					 "\": IAM Identity Center refuses the role ", sso->role, " in account ",
					 sso->account, " (HTTP status ", status, ")", NULL);
	r = ec2a__found_read(ret_found, &reply->body, &names, &what);
	if (r == EC2A_E_FORMAT)
		return ec2a__look_refuse(sso->look, EC2A_E_DENIED, "profile \"", sso->look->name,
					 "\": IAM Identity Center's answer: ", what, NULL);
	return r;
}

static int fetch_keys(const struct sso *sso, struct ec2a__found *ret_found)
{
	struct ec2a__pair headers[] = { { "x-amz-sso_bearer_token", sso->token.data } };
	struct ec2a__http_ask ask = { .method = "GET", .headers = headers, .header_count = 1,
				      .seconds = EC2A__CREDS_SECONDS };
	struct ec2a__reply reply;
	struct ec2a__buf url;
	int r;

	ec2a__buf_init(&url, URL_BYTES);
	ec2a__reply_init(&reply);
	r = build_url(sso, &url);
	if (r == 0) {
		ask.url = url.data;
		r = ec2a__look_fetch(sso->look, &ask, TRIES, &reply);
		if (r == 0)
			r = take_keys(sso, &reply, ret_found);
		else if (r != EC2A_E_NOMEM && r != EC2A_E_CANCELLED)
			r = ec2a__look_refuse(sso->look, r == EC2A_E_UNSUPPORTED ? r : EC2A_E_IO, "profile \"",
					      sso->look->name, "\": IAM Identity Center: ", reply.why.data, NULL);
	}
	ec2a__reply_free(&reply);
	ec2a__buf_free(&url);
	return r;
}

int ec2a__find_sso(struct ec2a__look *look, struct ec2a__found *ret_found)
{
	struct sso sso = { .look = look };
	int r;

	if (!ec2a__profile_get(&look->profile, "sso_role_name") && !ec2a__profile_get(&look->profile, "sso_account_id"))
		return 0;
	ec2a__buf_init_secret(&sso.token, EC2A__CREDS_TOKEN);
	ec2a__buf_init(&sso.expires_at, EC2A__CREDS_ANSWER);
	r = read_profile(&sso);
	if (r == 0)
		r = read_token(&sso);
	if (r == 0)
		r = fetch_keys(&sso, ret_found);
	ec2a__buf_free(&sso.token);
	ec2a__buf_free(&sso.expires_at);
	return r;
}

/* SPDX-License-Identifier: MIT */
/* The endpoint that ECS and EKS give to a container. */
#include "creds_state.h"
#include "env.h"

#include <stdio.h>
#include <string.h>

#define CONTAINER_HOST "http://169.254.170.2"
#define URL_BYTES      4096
#define SECONDS        2
#define TRIES          3

static int refuse(struct ec2a__look *look, const char *what, const char *more)
{
	return ec2a__look_refuse(look, EC2A_E_DENIED, "the container's credentials: ", what, more, NULL);
}

/* 127.0.0.0/8, in the one spelling that everybody reads alike. */
static int is_loopback(const char *host)
{
	int a, b, c, d, used = 0;

	return sscanf(host, "%3d.%3d.%3d.%3d%n", &a, &b, &c, &d, &used) == 4 && !host[used] && a == 127 && b >= 0 &&
	       b <= 255 && c >= 0 && c <= 255 && d >= 0 && d <= 255 && strspn(host, "0123456789.") == strlen(host);
}

/* Without TLS keys may come from this machine and from AWS's own link-local addresses only. */
static int is_allowed(const char *host)
{
	static const char *const hosts[] = { "localhost", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]",
					     "[::1]" };

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		if (strcmp(hosts[i], host) == 0)
			return 1;
	return is_loopback(host);
}

/* What stands in front of the port and the path; 0 where that is none, or somebody's name and password. */
static int take_host(const char *text, char *host, size_t size)
{
	size_t length = strcspn(text, "/?#"), end;

	if (memchr(text, '@', length) || memchr(text, '\\', length))
		return 0;
	end = *text == '[' ? strcspn(text, "]") + 1 : strcspn(text, ":/?#");
	if (end == 0 || end > length || end >= size || (text[end] && !strchr(":/?#", text[end])))
		return 0;
	memcpy(host, text, end);
	host[end] = '\0';
	return 1;
}

static int is_visible(const char *text)
{
	for (; *text; text++)
		if (*text <= ' ' || *text >= 127)
			return 0;
	return 1;
}

static int check_full(struct ec2a__look *look, const char *url)
{
	char host[256];

	if (!is_visible(url) || (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0) ||
	    !take_host(strstr(url, "://") + 3, host, sizeof(host)))
		return refuse(look, "AWS_CONTAINER_CREDENTIALS_FULL_URI is no URL of a host", "");
	if (strncmp(url, "http://", 7) == 0 && !is_allowed(host))
		return refuse(look, "AWS_CONTAINER_CREDENTIALS_FULL_URI: without TLS only this machine, 169.254.170.2, "
			      "169.254.170.23 and [fd00:ec2::23] are asked, not ", host);
	return 0;
}

static int build_url(struct ec2a__look *look, const char *relative, const char *full, struct ec2a__buf *url)
{
	int r;

	if (!relative) {
		r = check_full(look, full);
		return r < 0 ? r : ec2a__buf_adds(url, full);
	}
	/* What does not begin so would become part of the host's name. */
	if (*relative != '/' || !is_visible(relative))
		return refuse(look, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI does not begin with a slash, or has a blank",
			      "");
	r = ec2a__buf_adds(url, CONTAINER_HOST);
	return r == 0 ? ec2a__buf_adds(url, relative) : r;
}

/* The token that is sent along: of the file, which is read each time as it is renewed, else of the environment. */
static int read_token(struct ec2a__look *look, struct ec2a__buf *token)
{
	const char *path = ec2a__env("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"), *why = "";
	const char *text = ec2a__env("AWS_CONTAINER_AUTHORIZATION_TOKEN");
	int r;

	if (path) {
		r = ec2a__file_read(path, EC2A__CREDS_ANSWER, token, &why);
		if (r == EC2A_E_NOMEM)
			return r;
		if (r != 1)
			return refuse(look, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: ", why);
	} else if (text) {
		r = ec2a__buf_adds(token, text);
		if (r < 0)
			return r != EC2A_E_LIMIT ? r :
						   refuse(look, "AWS_CONTAINER_AUTHORIZATION_TOKEN is too long", "");
	}
	/* A line break would begin another header. */
	for (size_t i = 0; i < token->len; i++)
		if ((unsigned char)token->data[i] < ' ' || (unsigned char)token->data[i] >= 127)
			return refuse(look, path ? "the token of AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
						 : "AWS_CONTAINER_AUTHORIZATION_TOKEN",
				      " has a line break, or another character that no header may have");
	return 0;
}

static int take_keys(struct ec2a__look *look, const struct ec2a__reply *reply, struct ec2a__found *ret_found)
{
	static const struct ec2a__found_names names = { NULL, "AccessKeyId", "SecretAccessKey", "Token", "Expiration",
							0, 1 };
	char status[16];
	const char *what;
	int r;

	snprintf(status, sizeof(status), "%d", reply->status);
	if (reply->status != 200)
		return refuse(look, "the endpoint answers with HTTP status ", status);
	r = ec2a__found_read(ret_found, &reply->body, &names, &what);
	return r == EC2A_E_FORMAT ? refuse(look, "the endpoint's answer: ", what) : r;
}

static int fetch(struct ec2a__look *look, const struct ec2a__buf *url, const struct ec2a__buf *token,
		 struct ec2a__found *ret_found)
{
	struct ec2a__pair headers[2] = { { "accept", "application/json" } };
	struct ec2a__http_ask ask = { .method = "GET", .url = url->data, .headers = headers, .header_count = 1,
				      .seconds = SECONDS, .direct = 1 };
	struct ec2a__reply reply;
	int r;

	if (token->len)
		headers[ask.header_count++] = (struct ec2a__pair){ "authorization", token->data };
	ec2a__reply_init(&reply);
	r = ec2a__look_fetch(look, &ask, TRIES, &reply);
	if (r == 0)
		r = take_keys(look, &reply, ret_found);
	else if (r != EC2A_E_NOMEM && r != EC2A_E_CANCELLED)
		r = ec2a__look_refuse(look, r == EC2A_E_UNSUPPORTED ? r : EC2A_E_IO,
				      "the container's credentials: ", reply.why.data, NULL);
	ec2a__reply_free(&reply);
	return r;
}

int ec2a__find_container(struct ec2a__look *look, struct ec2a__found *ret_found)
{
	const char *relative = ec2a__env("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
	const char *full = ec2a__env("AWS_CONTAINER_CREDENTIALS_FULL_URI");
	struct ec2a__buf url, token;
	int r;

	if (!relative && !full)
		return 0;
	ec2a__buf_init(&url, URL_BYTES);
	ec2a__buf_init_secret(&token, EC2A__CREDS_ANSWER);
	r = build_url(look, relative, full, &url);
	if (r == EC2A_E_LIMIT)
		r = refuse(look, "their URL is too long", "");
	if (r == 0)
		r = read_token(look, &token);
	if (r == 0)
		r = fetch(look, &url, &token, ret_found);
	ec2a__buf_free(&url);
	ec2a__buf_free(&token);
	return r;
}

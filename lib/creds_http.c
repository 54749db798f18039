/* SPDX-License-Identifier: MIT */
/* Asking services for keys. */
#include "creds_state.h"
#include "env.h"
#include "names_aws.h"
#include "settings.h"

#include <string.h>

#define PAUSE_MS 1000

void ec2a__reply_init(struct ec2a__reply *reply)
{
	reply->status = 0;
	ec2a__buf_init_secret(&reply->body, EC2A__CREDS_ANSWER);
	ec2a__buf_init(&reply->why, 4096);
}

void ec2a__reply_free(struct ec2a__reply *reply)
{
	ec2a__buf_free(&reply->body);
	ec2a__buf_free(&reply->why);
}

static int fetch(struct ec2a__look *look, const struct ec2a__http_ask *ask, struct ec2a__reply *reply)
{
	struct ec2a__answer *answer;
	int r = ec2a__http_start(look->http, ask, &answer);

	if (r < 0) {
		int told = ec2a__buf_adds(&reply->why, ec2a_strerror(r));

		return told < 0 ? told : r;
	}
	r = ec2a__answer_head(answer, &reply->status);
	if (r == 0)
		r = ec2a__answer_body(answer, &reply->body);
	if (r < 0 && ec2a__buf_adds(&reply->why, ec2a__answer_error(answer)) == EC2A_E_NOMEM)
		r = EC2A_E_NOMEM;
	ec2a__answer_free(answer);
	return r;
}

/* Cut off, or told to come again. */
static int helps(int r, int status)
{
	return r == EC2A_E_IO || r == EC2A_E_TRUNCATED || (r == 0 && (status == 429 || status >= 500));
}

int ec2a__look_fetch(struct ec2a__look *look, struct ec2a__http_ask *ask, int tries, struct ec2a__reply *reply)
{
	int r;

	ask->max_bytes = EC2A__CREDS_ANSWER;
	ask->stop = ec2a__creds_stop(look->creds);
	for (;;) {
		ec2a__buf_clear(&reply->body);
		ec2a__buf_clear(&reply->why);
		reply->status = 0;
		r = ec2a__buf_reserve(&reply->body, 0);
		if (r == 0)
			r = fetch(look, ask, reply);
		if (--tries <= 0 || !helps(r, reply->status) || ec2a__creds_cancelled(look->creds))
			break;
		ec2a__creds_pause(look->creds, PAUSE_MS);
	}
	if (ec2a__creds_cancelled(look->creds))
		return EC2A_E_CANCELLED;
	if (r < 0 && r != EC2A_E_NOMEM && r != EC2A_E_CANCELLED && !reply->why.len &&
	    ec2a__buf_adds(&reply->why, ec2a_strerror(r)) < 0)
		return EC2A_E_NOMEM;
	return r;
}

/* ---- where services are ---------------------------------------------------------- */

static int take_endpoint(struct ec2a__look *look, const char *url, size_t size, const char *where,
			 struct ec2a__buf *out)
{
	size_t before = out->len;
	int r = ec2a__buf_add(out, url, size);

	if (r < 0)
		return r;
	if (!ec2a__is_endpoint(out->data + before)) {
		ec2a__buf_truncate(out, before);
		return ec2a__look_refuse(look, EC2A_E_DENIED, where, " is no http[s]://host[:port]", NULL);
	}
	while (out->data[out->len - 1] == '/')
		ec2a__buf_truncate(out, out->len - 1);
	return 1;
}

/* AWS_ENDPOINT_URL_STS of "sts" */
static const char *of_environment(const char *service, const char **ret_name)
{
	static const char *const services[][2] = { { "sts", "AWS_ENDPOINT_URL_STS" },
						   { "sso", "AWS_ENDPOINT_URL_SSO" } };
	const char *url = NULL;

	for (size_t i = 0; i < 2 && !url; i++)
		if (strcmp(services[i][0], service) == 0) {
			*ret_name = services[i][1];
			url = ec2a__env(*ret_name);
		}
	if (!url) {
		*ret_name = "AWS_ENDPOINT_URL";
		url = ec2a__env(*ret_name);
	}
	return url;
}

/* "services = NAME" of the profile leads to [services NAME], in which "sts =" has "endpoint_url = ..." below it. */
static int of_services(struct ec2a__look *look, const char *service, const char **ret_url, size_t *ret_size)
{
	const char *name = ec2a__profile_get(&look->asked, "services"), *value;
	size_t section;
	int r;

	*ret_url = NULL;
	if (!name)
		return 0;
	r = ec2a__profile_section(look->files->config, "services", name, &section);
	if (r <= 0)
		return r;
	value = ec2a__ini_get(look->files->config, section, service);
	if (value)
		*ret_url = ec2a__ini_nested(value, "endpoint_url", ret_size);
	return 0;
}

int ec2a__look_endpoint(struct ec2a__look *look, const char *service, struct ec2a__buf *out)
{
	const char *name, *url, *ignored;
	size_t size = 0;
	int r;

	ignored = ec2a__profile_get(&look->asked, "ignore_configured_endpoint_urls");
	if (ec2a__env_is_true("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") || (ignored && strcmp(ignored, "true") == 0))
		return 0;
	url = of_environment(service, &name);
	if (url)
		return take_endpoint(look, url, strlen(url), name, out);
	r = of_services(look, service, &url, &size);
	if (r < 0)
		return r;
	if (url)
		return take_endpoint(look, url, size, "endpoint_url of the profile's services", out);
	url = ec2a__profile_get(&look->asked, "endpoint_url");
	return url ? take_endpoint(look, url, strlen(url), "endpoint_url of the profile", out) : 0;
}

const char *ec2a__look_region(struct ec2a__look *look)
{
	const char *region = ec2a__config_str(look->settings, EC2A_OPT_AWS_REGION);

	if (*region)
		return region;
	region = ec2a__env("AWS_REGION");
	if (!region)
		region = ec2a__env("AWS_DEFAULT_REGION");
	return region ? region : ec2a__profile_get(&look->asked, "region");
}

/* SPDX-License-Identifier: MIT */
/* Keys that the configuration names, and those of the environment. */
#include "creds.h"

#include "crypto.h"
#include "env.h"
#include "mem.h"
#include "settings.h"

struct ec2a__creds {
	ec2a_config *config;
};

int ec2a__creds_new(ec2a_config *config, struct ec2a__http *http, struct ec2a__creds **ret_creds)
{
	struct ec2a__creds *creds = ec2a__calloc(1, sizeof(*creds));

	(void)http;
	if (!creds)
		return EC2A_E_NOMEM;
	creds->config = ec2a__config_use(config);
	*ret_creds = creds;
	return 0;
}

void ec2a__creds_free(struct ec2a__creds *creds)
{
	if (!creds)
		return;
	ec2a_config_unref(creds->config);
	ec2a__free(creds);
}

void ec2a__creds_wipe(struct ec2a__creds_copy *copy)
{
	ec2a__wipe_free(copy->access_key);
	ec2a__wipe_free(copy->secret_key);
	ec2a__wipe_free(copy->session_token);
	copy->access_key = copy->secret_key = copy->session_token = NULL;
}

static int copy_keys(const char *access, const char *secret, const char *token, struct ec2a__creds_copy *ret_copy)
{
	struct ec2a__creds_copy copy = { ec2a__strdup(access), ec2a__strdup(secret), NULL };

	if (token)
		copy.session_token = ec2a__strdup(token);
	if (!copy.access_key || !copy.secret_key || (token && !copy.session_token)) {
		ec2a__creds_wipe(&copy);
		return EC2A_E_NOMEM;
	}
	*ret_copy = copy;
	return 0;
}

int ec2a__creds_get(struct ec2a__creds *creds, struct ec2a__creds_copy *ret_copy, struct ec2a__buf *error)
{
	const char *access, *secret, *token;

	if (!ec2a__config_aws_keys(creds->config, &access, &secret, &token)) {
		access = ec2a__env("AWS_ACCESS_KEY_ID");
		secret = ec2a__env("AWS_SECRET_ACCESS_KEY");
		token = ec2a__env("AWS_SESSION_TOKEN");
	}
	if (access && secret)
		return copy_keys(access, secret, token, ret_copy);
	if (error && ec2a__buf_adds(error, "no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY") < 0)
		ec2a__buf_clear(error);
	return EC2A_E_DENIED;
}

void ec2a__creds_expired(struct ec2a__creds *creds, const char *access_key)
{
	(void)creds;
	(void)access_key;
}

int ec2a__creds_region(struct ec2a__creds *creds, struct ec2a__buf *out)
{
	const char *region = ec2a__env("AWS_REGION");
	int r;

	(void)creds;
	if (!region)
		region = ec2a__env("AWS_DEFAULT_REGION");
	if (!region)
		return 0;
	r = ec2a__buf_adds(out, region);
	return r < 0 ? r : 1;
}

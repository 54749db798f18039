/* SPDX-License-Identifier: MIT */
/* Keys that the configuration or the environment holds. */
#include "creds_state.h"
#include "env.h"
#include "settings.h"

#include <string.h>

int ec2a__find_explicit(struct ec2a__look *look, struct ec2a__found *ret_found)
{
	const char *access, *secret, *token, *what;
	int r;

	if (!ec2a__config_aws_keys(look->settings, &access, &secret, &token))
		return 0;
	r = ec2a__found_set(ret_found, access, secret, token, EC2A__CREDS_NEVER, &what);
	return r == EC2A_E_FORMAT ? ec2a__look_refuse(look, EC2A_E_DENIED, "the keys given: ", what, NULL) : r;
}

int ec2a__find_environment(struct ec2a__look *look, struct ec2a__found *ret_found)
{
	const char *access = ec2a__env("AWS_ACCESS_KEY_ID"), *secret = ec2a__env("AWS_SECRET_ACCESS_KEY");
	const char *token = ec2a__env("AWS_SECURITY_TOKEN"), *expires = ec2a__env("AWS_CREDENTIAL_EXPIRATION");
	int64_t when = EC2A__CREDS_NEVER;
	const char *what;
	int r;

	if (!access)
		return 0;
	if (!secret)
		return ec2a__look_refuse(look, EC2A_E_DENIED,
					 "the environment has AWS_ACCESS_KEY_ID, but no AWS_SECRET_ACCESS_KEY", NULL);
	if (!token)
		token = ec2a__env("AWS_SESSION_TOKEN");
	if (expires && !ec2a__found_time(expires, strlen(expires), &when))
		return ec2a__look_refuse(look, EC2A_E_DENIED, "AWS_CREDENTIAL_EXPIRATION is no time", NULL);
	r = ec2a__found_set(ret_found, access, secret, token, when, &what);
	return r == EC2A_E_FORMAT ? ec2a__look_refuse(look, EC2A_E_DENIED, "the environment's keys: ", what, NULL) : r;
}

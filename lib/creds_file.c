/* SPDX-License-Identifier: MIT */
/* Keys that stand in a profile themselves, in either file. */
#include "creds_state.h"

static int find_in(struct ec2a__look *look, const struct ec2a__ini *ini, size_t section, const char *where,
		   struct ec2a__found *ret_found)
{
	const char *access = ec2a__ini_get(ini, section, "aws_access_key_id");
	const char *secret = ec2a__ini_get(ini, section, "aws_secret_access_key");
	const char *token = ec2a__ini_get(ini, section, "aws_security_token");
	const char *what;
	int r;

	if (!access)
		return 0;
	if (!secret)
		return ec2a__look_refuse(look, EC2A_E_DENIED, "profile \"", look->name, "\" in the ", where,
					 ": it has aws_access_key_id, but no aws_secret_access_key", NULL);
	if (!token)
		token = ec2a__ini_get(ini, section, "aws_session_token");
	r = ec2a__found_set(ret_found, access, secret, token, EC2A__CREDS_NEVER, &what);
	if (r == EC2A_E_FORMAT)
		return ec2a__look_refuse(look, EC2A_E_DENIED, "profile \"", look->name, "\" in the ", where, ": ", what,
					 NULL);
	return r;
}

int ec2a__find_credentials_file(struct ec2a__look *look, struct ec2a__found *ret_found)
{
	return find_in(look, look->files->credentials, look->profile.credentials, "credentials file", ret_found);
}

int ec2a__find_config_file(struct ec2a__look *look, struct ec2a__found *ret_found)
{
	return find_in(look, look->files->config, look->profile.config, "config file", ret_found);
}

/* Keys of "aws login" are renewed by a protocol of its own, which the AWS CLI has. */
int ec2a__find_login(struct ec2a__look *look, struct ec2a__found *ret_found)
{
	(void)ret_found;
	if (!ec2a__profile_get(&look->profile, "login_session"))
		return 0;
	return ec2a__look_refuse(look, EC2A_E_DENIED, "profile \"", look->name,
				 "\" has its keys by \"aws login\", which is not read here; \"aws configure "
				 "export-credentials --format env --profile ", look->name, "\" gives them", NULL);
}

/* SPDX-License-Identifier: MIT */
/* A web identity: a file holds a token, for which STS gives a role's keys without a signature. */
#include "ascii.h"
#include "creds_state.h"
#include "env.h"

#include <string.h>

/* The environment goes before the profile; beside a profile that somebody named, it is another identity's. */
static const char *get(struct ec2a__look *look, const char *variable, const char *key)
{
	const char *value = look->without_environment ? NULL : ec2a__env(variable);

	return value ? value : ec2a__profile_get(&look->profile, key);
}

/* What writes the file may end it with a line feed, which is no part of the token. */
static int read_token(struct ec2a__look *look, const char *path, struct ec2a__buf *token)
{
	const char *why = "";
	int r = ec2a__file_read(path, EC2A__CREDS_ANSWER, token, &why);

	if (r == EC2A_E_NOMEM)
		return r;
	if (r != 1)
		return ec2a__look_refuse(look, EC2A_E_DENIED, "the web identity's token ", path, ": ", why, NULL);
	while (token->len && ec2a__is_space(token->data[token->len - 1]))
		ec2a__buf_truncate(token, token->len - 1);
	for (size_t i = 0; i < token->len; i++)
		if (token->data[i] <= ' ' || token->data[i] == 127)
			return ec2a__look_refuse(look, EC2A_E_DENIED, "the web identity's token ", path,
						 ": it is none", NULL);
	if (!token->len)
		return ec2a__look_refuse(look, EC2A_E_DENIED, "the web identity's token ", path, ": it is empty", NULL);
	return 0;
}

int ec2a__find_web_identity(struct ec2a__look *look, struct ec2a__found *ret_found)
{
	const char *path = get(look, "AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file");
	struct ec2a__sts_ask ask = { .profile = look->name };
	struct ec2a__buf token;
	int r;

	if (!path || !*path)
		return 0;
	ask.role_arn = get(look, "AWS_ROLE_ARN", "role_arn");
	ask.session_name = get(look, "AWS_ROLE_SESSION_NAME", "role_session_name");
	if (!ask.role_arn || !*ask.role_arn)
		return ec2a__look_refuse(look, EC2A_E_DENIED,
					 "there is a web identity's token, but no AWS_ROLE_ARN or role_arn", NULL);
	ec2a__buf_init_secret(&token, EC2A__CREDS_ANSWER);
	r = read_token(look, path, &token);
	ask.identity = token.data;
	if (r == 0)
		r = ec2a__sts_assume(look, &ask, NULL, ret_found);
	ec2a__buf_free(&token);
	return r;
}

/* SPDX-License-Identifier: MIT */
/* What a configuration holds for sources of the network beside options: keys, a transport, what sources share. */
#include "config_state.h"
#include "crypto.h"
#include "mem.h"

#include <string.h>

#define KEY_BYTES 16384 /* session tokens are a few KiB */

static int is_key(const char *text)
{
	size_t size = strnlen(text, KEY_BYTES + 1);

	for (size_t i = 0; i < size; i++)
		if ((unsigned char)text[i] <= ' ' || (unsigned char)text[i] >= 127)
			return 0;
	return size >= 1 && size <= KEY_BYTES;
}

static void forget_keys(ec2a_config *config)
{
	ec2a__wipe_free(config->access_key);
	ec2a__wipe_free(config->secret_key);
	ec2a__wipe_free(config->session_token);
	config->access_key = config->secret_key = config->session_token = NULL;
}

EC2A_API int ec2a_config_set_aws_keys(ec2a_config *config, const char *access_key, const char *secret_key,
				      const char *session_token)
{
	char *access, *secret, *token = NULL;

	if (session_token && !*session_token)
		session_token = NULL;
	if (!config || !access_key != !secret_key || (!access_key && session_token))
		return EC2A_E_ARG;
	if (access_key && (!is_key(access_key) || !is_key(secret_key) || (session_token && !is_key(session_token))))
		return EC2A_E_ARG;
	if (ec2a__config_is_frozen(config))
		return EC2A_E_STATE;
	if (!access_key) {
		forget_keys(config);
		return 0;
	}
	access = ec2a__strdup(access_key);
	secret = ec2a__strdup(secret_key);
	if (session_token)
		token = ec2a__strdup(session_token);
	if (!access || !secret || (session_token && !token)) {
		ec2a__wipe_free(access);
		ec2a__wipe_free(secret);
		ec2a__wipe_free(token);
		return EC2A_E_NOMEM;
	}
	forget_keys(config);
	config->access_key = access;
	config->secret_key = secret;
	config->session_token = token;
	return 0;
}

int ec2a__config_aws_keys(const ec2a_config *config, const char **ret_access, const char **ret_secret,
			  const char **ret_token)
{
	if (!config || !config->access_key)
		return 0;
	*ret_access = config->access_key;
	*ret_secret = config->secret_key;
	*ret_token = config->session_token;
	return 1;
}

static void forget_transport(ec2a_config *config)
{
	if (config->free_transport)
		config->free_transport(config->transport.user);
	memset(&config->transport, 0, sizeof(config->transport));
	config->free_transport = NULL;
}

EC2A_API int ec2a_config_set_transport(ec2a_config *config, ec2a_http_open_fn open, ec2a_http_header_fn header,
				       ec2a_http_read_fn read, ec2a_http_close_fn close, void *user,
				       void (*free_user)(void *user))
{
	if (!config || (open && (!header || !read || !close)))
		return EC2A_E_ARG;
	if (ec2a__config_is_frozen(config))
		return EC2A_E_STATE;
	forget_transport(config);
	if (!open)
		return 0;
	config->transport = (struct ec2a__transport){ open, header, read, close, user };
	config->free_transport = free_user;
	return 0;
}

const struct ec2a__transport *ec2a__config_transport(const ec2a_config *config)
{
	return config && config->transport.open ? &config->transport : NULL;
}

void **ec2a__config_lock_shared(ec2a_config *config)
{
	pthread_mutex_lock(&config->shared_lock);
	return &config->shared;
}

void ec2a__config_unlock_shared(ec2a_config *config)
{
	pthread_mutex_unlock(&config->shared_lock);
}

void ec2a__config_free_net(ec2a_config *config)
{
	for (int i = 0; i < EC2A__OPTIONS; i++)
		ec2a__free(config->texts[i]);
	forget_keys(config);
	forget_transport(config);
}

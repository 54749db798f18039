/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SETTINGS_H
#define EC2A_SETTINGS_H

#include <ec2access/ec2access.h>

/* What the library reads of a configuration. (The header is not named
 * config.h because that name is autoconf's.) A NULL configuration stands for the defaults everywhere. */

/* Take a reference and freeze; NULL stays NULL. */
ec2a_config *ec2a__config_use(ec2a_config *config);

/* The value of an option, which must be known. */
int64_t ec2a__config_int(const ec2a_config *config, int option);

/* What was asked for as EC2A_OPT_CPU: an ec2a__cpu that this machine runs. */
int ec2a__config_cpu(const ec2a_config *config);

/* The method of a document that the user mapped, or 0. The name is what follows the last '/'. */
int ec2a__config_document(const ec2a_config *config, const char *name);

/* The instance of a host or address that the user mapped, or NULL. */
const char *ec2a__config_host(const ec2a_config *config, const char *host);

/* All that the other maps, which goes before what was mapped here; all of it, or nothing: 0, EC2A_E_STATE when
 * frozen, EC2A_E_NOMEM. The other is not to be used any more but for giving it back. */
int ec2a__config_take_maps(ec2a_config *config, ec2a_config *other);

/* The value of an option that is text, but for EC2A_OPT_CPU; "" where it is not set. */
const char *ec2a__config_str(const ec2a_config *config, int option);

/* The keys given by ec2a_config_set_aws_keys(), owned by the configuration: 1, or 0 where there are none. */
int ec2a__config_aws_keys(const ec2a_config *config, const char **ret_access, const char **ret_secret,
			  const char **ret_token);

/* The transport given by ec2a_config_set_transport(); NULL: none. */
struct ec2a__transport {
	ec2a_http_open_fn open;
	ec2a_http_header_fn header;
	ec2a_http_read_fn read;
	ec2a_http_close_fn close;
	void *user;
};
const struct ec2a__transport *ec2a__config_transport(const ec2a_config *config);

/* Where the sources of one configuration keep what they share, which it does not own: read and written between
 * these two calls only. */
void **ec2a__config_lock_shared(ec2a_config *config);
void ec2a__config_unlock_shared(ec2a_config *config);

void ec2a__config_log(const ec2a_config *config, int code, const char *message);

#endif

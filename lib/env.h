/* SPDX-License-Identifier: MIT */
#ifndef EC2A_ENV_H
#define EC2A_ENV_H

/* The environment, which AWS's own programs take credentials and endpoints from: the value, or NULL where there is
 * none or an empty one. For sources of the network only; nothing else in the library depends on the environment. */
const char *ec2a__env(const char *name);

/* Whether the value is "true", in any case. */
int ec2a__env_is_true(const char *name);

#endif

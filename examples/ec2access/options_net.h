/* SPDX-License-Identifier: MIT */
#ifndef OPTIONS_NET_H
#define OPTIONS_NET_H

#include "options.h"

#include <ec2access/ec2access.h>

/* Options about AWS itself, for inputs that are read from there. */

/* Whether an INPUT is no file: s3://... or lookup:... */
int net_is_input(const char *input);

/* One of the options; 0 when it is none of them. */
int net_take(struct options *options, int option, const char *name, const char *value);

/* They do nothing for files, so it is bad usage to give them there. */
void net_check(const struct options *options);

/* Bad usage where the library does not take one of them. */
void net_configure(const struct options *options, ec2a_config *config);

#endif

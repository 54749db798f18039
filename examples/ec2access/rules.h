/* SPDX-License-Identifier: MIT */
#ifndef RULES_H
#define RULES_H

#include <ec2access/ec2access.h>

/* Take the rules of a file into the configuration, or end the program with a message. */
void rules_read(ec2a_config *config, const char *path);

#endif

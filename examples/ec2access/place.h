/* SPDX-License-Identifier: MIT */
#ifndef PLACE_H
#define PLACE_H

#include "options.h"

#include <ec2access/ec2access.h>

/* What an INPUT names: a file, a folder, "-", or a place in AWS. */

/* Its source, with what the filters leave in where it lists by them. Ends the program for what is none. */
ec2a_source *place_source(const struct options *options, ec2a_config *config, const char *input);

#endif

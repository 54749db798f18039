/* SPDX-License-Identifier: MIT */
#ifndef PLACE_H
#define PLACE_H

#include "options.h"

#include <ec2access/ec2access.h>

/* What an INPUT names: a file, a folder, "-", or a place in AWS. */

int place_is_history(const char *input); /* lookup:[REGION] */

/* The time to ask for, INT64_MIN and INT64_MAX where it is open: wider than the rows' by a day on both sides, as what
 * belongs to a row may lie outside (CONTRACT, ruling 30). ec2a_source_s3() does that by itself. */
int64_t place_since(const struct options *options);
int64_t place_until(const struct options *options);

/* Its source, with what the filters leave in where it lists by them. Ends the program for what is none. */
ec2a_source *place_source(const struct options *options, ec2a_config *config, const char *input);

/* A folder or a bucket whose digests are checked. */
void place_add_digests(const struct options *options, ec2a_digest *digest, const char *input);

#endif

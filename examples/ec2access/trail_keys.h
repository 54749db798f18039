/* SPDX-License-Identifier: MIT */
#ifndef TRAIL_KEYS_H
#define TRAIL_KEYS_H

#include "options.h"

#include <ec2access/ec2access.h>

/* CloudTrail's public keys of the files that --keys names. Ends the program where they cannot be read. */
void trail_keys_read(ec2a_digest *digest, const struct options *options);

#endif

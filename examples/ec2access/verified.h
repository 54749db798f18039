/* SPDX-License-Identifier: MIT */
#ifndef VERIFIED_H
#define VERIFIED_H

#include "options.h"

#include <ec2access/ec2access.h>

/* Of --verified: the digests, checked. NULL where it was not asked for. Ends the program where nothing can be proven. */
ec2a_digest *verified_check(const struct options *options, ec2a_config *config);

/* Check digests to the end: interrupts, progress, and the folders' problems on standard error. 1 when there are any. */
int verified_run(ec2a_digest *digest, const struct options *options);

#endif

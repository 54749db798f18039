/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SOURCE_KEYS_H
#define EC2A_SOURCE_KEYS_H

#include "aws.h"

#include <stdatomic.h>

#define EC2A__PUBLIC_KEYS_MAX ((size_t)16 << 20) /* of the answer: a key is 500 bytes, and there are some a year */

/* Ask a region for all public keys that there were since CloudTrail began: so for those of any digest, whatever time it
 * is of. The answer's JSON replaces what the buffer held. 0, EC2A_E_FORMAT, or an error of ec2a__cloudtrail_call(): then
 * error has a sentence, or is empty. */
int ec2a__public_keys_ask(struct ec2a__aws *aws, const char *region, const atomic_int *stop, struct ec2a__buf *answer,
			  struct ec2a__buf *error);

#endif

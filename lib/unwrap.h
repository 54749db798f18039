/* SPDX-License-Identifier: MIT */
#ifndef EC2A_UNWRAP_H
#define EC2A_UNWRAP_H

#include "json_check.h"
#include "record_view.h"

#include <ec2access/ec2access.h>

/* Takes one record out of its wrapping, valid during the call. 0 or an error, which ends the unwrapping. */
typedef int (*ec2a__record_fn)(void *user, const struct ec2a__record_view *record);

/*
 * What is inside a unit: the record itself, or the records of an envelope; one small function an envelope.
 * 1                  records were given to take
 * 0                  not ours: a notice, a digest, other JSON
 * EC2A_E_RECORD      an envelope whose content is broken (with the fault)
 * EC2A_E_LIMIT       envelopes too deep, or a record in a string over the limit
 * EC2A_E_NOMEM       nothing lost; call again
 * or what take returned.
 */
int ec2a__unwrap(const ec2a_config *config, const struct ec2a__unit *unit, ec2a__record_fn take, void *user,
		 struct ec2a__json_fault *fault);

#endif

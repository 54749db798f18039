/* SPDX-License-Identifier: MIT */
#ifndef EC2A_RECORD_BEAT_H
#define EC2A_RECORD_BEAT_H

#include "record.h"
#include "record_beat_known.h"

/*
 * UpdateInstanceInformation, which every SSM agent sends every five minutes: half of an account's records can be
 * nothing else. One without an escape or anything else unusual is learned without making an event:
 * 1: learned, and strict JSON. 0: not so simple; nothing was learned. Or EC2A_E_NOMEM.
 * known may be NULL.
 */
int ec2a__record_is_beat(const struct ec2a__record_kind *kind);
int ec2a__record_beat(ec2a_facts *facts, struct ec2a__known_beats *known, const struct ec2a__record_view *record,
		      unsigned max_depth);

#endif

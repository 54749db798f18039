/* SPDX-License-Identifier: MIT */
#ifndef EC2A_RECORD_BEAT_KNOWN_H
#define EC2A_RECORD_BEAT_KNOWN_H

#include "facts_map.h"
#include "record_beat_shape.h"

/*
 * An agent says the same every five minutes. So of the last beats is kept what they said, as it stood in the record,
 * and which facts that were: of another one that says the same only the time is new. What is kept here decides no
 * result, only how soon it is known.
 */
enum { EC2A__BEAT_TEXTS = 9, EC2A__BEAT_FACTS = 4 };

struct ec2a__known_beats;

/* NULL: out of memory; all works without. The facts must outlive it, and all go with the same map. */
struct ec2a__known_beats *ec2a__known_beats_new(void);
void ec2a__known_beats_free(struct ec2a__known_beats *known);

/* What the records looked like. */
struct ec2a__beat_shape *ec2a__known_beats_shapes(struct ec2a__known_beats *known);

/* Which facts, and how many: 1; or 0. */
int ec2a__known_beats_find(struct ec2a__known_beats *known, const struct ec2a__span texts[EC2A__BEAT_TEXTS],
			   struct ec2a__node *const **ret_facts, size_t *ret_count);

void ec2a__known_beats_keep(struct ec2a__known_beats *known, const struct ec2a__span texts[EC2A__BEAT_TEXTS],
			    struct ec2a__node *const *facts, size_t count);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef COVERAGE_H
#define COVERAGE_H

#include "options.h"
#include "text.h"

#include <ec2access/ec2access.h>

#define COVERAGE_GAP_HOURS 24 /* unless --gap says otherwise */

/* Whether --account and --region want this place. */
int coverage_wants(const struct options *options, const ec2a_coverage *coverage, size_t place);

/* "Covers 111122223333 us-east-1 ...", one sentence over all places that are wanted. */
void coverage_add_line(struct text *text, const struct options *options, const ec2a_coverage *coverage);

#endif

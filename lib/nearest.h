/* SPDX-License-Identifier: MIT */
#ifndef EC2A_NEAREST_H
#define EC2A_NEAREST_H

#include "correlate_state.h"

/*
 * The search for joins that no hash can find, because values are masked or
 * missing: among acts in canonical order, the one nearest in time that agrees.
 * Meant for the few masked records of published samples. So that a million
 * hostile ones cost no square, only so many candidates are looked at for each
 * act, the nearest; what that leaves out is counted in joins->capped.
 */
#define EC2A__NEAREST_MAX 256

/* How well a candidate agrees: 0 not at all, else the number of agreeing keys + 1. *ret_how: an ec2a__how. */
typedef int (*ec2a__agree_fn)(const struct ec2a__joins *joins, uint32_t act, uint32_t candidate, int *ret_how);

struct ec2a__nearest {
	const uint32_t *candidates; /* canonical order */
	size_t count;
	int64_t before, after; /* the candidate is at most so many seconds before, or after, the act */
	ec2a__agree_fn agree;
};

/* The best candidate, or EC2A__NONE: nearest in whole seconds, then more keys, then the smaller event id. */
uint32_t ec2a__nearest_find(struct ec2a__joins *joins, const struct ec2a__nearest *search, uint32_t act, int *ret_how);

/* Whether b is at least `before` and at most `after` seconds later than a; never where a time is missing. */
int ec2a__within(const struct ec2a__act *a, const struct ec2a__act *b, int64_t from, int64_t to);

/* ec2a__agree of the callers of two records: by ARN, else by access key. */
int ec2a__same_caller(const struct ec2a__store *store, const struct ec2a__act *a, const struct ec2a__act *b);

/* ec2a__agree of account and region. */
int ec2a__same_place(const struct ec2a__store *store, const struct ec2a__act *a, const struct ec2a__act *b);

/* Whether neither a text of an act nor its account and region hide anything. */
int ec2a__act_is_plain(const struct ec2a__store *store, const struct ec2a__act *act, uint32_t text);

/* ec2a__agree of two ids of texts. */
int ec2a__same_text(const struct ec2a__store *store, int mask_kind, uint32_t a, int a_masked, uint32_t b, int b_masked);

#endif

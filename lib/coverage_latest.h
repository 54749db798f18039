/* SPDX-License-Identifier: MIT */
#ifndef EC2A_COVERAGE_LATEST_H
#define EC2A_COVERAGE_LATEST_H

/* How coverage.c finds the place of a record that is as nearly all are: a few numbers are compared, no text. */
#include "ascii.h"
#include "coverage.h"
#include "eight.h"
#include "utf8.h"

/* Whether the names are of the sizes that nearly all have. */
static inline int ec2a__is_usual_place(const struct ec2a__sighting *key)
{
	return key->account_size == EC2A__ACCOUNT_SIZE && key->region_size >= EC2A__REGION_MIN &&
	       key->region_size <= EC2A__REGION_MAX;
}

/* Whether the bytes mean the same wherever they stand. */
static inline int ec2a__is_plain_place(const struct ec2a__sighting *key)
{
	unsigned other = 0;

	for (size_t i = 0; i < key->account_size; i++)
		other |= !ec2a__is_digit(key->account[i]);
	return !other && ec2a__utf8_plain(key->region, key->region_size) == key->region_size;
}

static inline struct ec2a__latest_place ec2a__latest_key(const char *account, const char *region, size_t region_size)
{
	return (struct ec2a__latest_place){
		.account = { ec2a__eight(account), ec2a__eight(account + EC2A__ACCOUNT_SIZE - 8) },
		.region = { ec2a__eight(region), ec2a__eight(region + region_size - 8) },
		.region_size = region_size,
	};
}

static inline struct ec2a__latest_place *ec2a__latest_of(ec2a_coverage *coverage, const struct ec2a__latest_place *key)
{
	const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15);
	uint64_t hash = ((key->account[0] ^ key->region[0]) * factor + (key->account[1] ^ key->region[1])) * factor;

	return &coverage->latest[hash >> 56 & (EC2A__LATEST_PLACES - 1)];
}

static inline int ec2a__is_latest(const struct ec2a__latest_place *latest, const struct ec2a__latest_place *key)
{
	return latest->place && latest->account[0] == key->account[0] && latest->account[1] == key->account[1] &&
	       latest->region[0] == key->region[0] && latest->region[1] == key->region[1] &&
	       latest->region_size == key->region_size;
}

#endif

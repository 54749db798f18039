/* SPDX-License-Identifier: MIT */
#ifndef EC2A_JOIN_HOST_H
#define EC2A_JOIN_HOST_H

#include "correlate_state.h"

/* What the joins of host log lines have in common. */

/* ---- which instance a host is (join_host.c) --------------------------------------- */

enum ec2a__host_by {
	EC2A__HOST_BY_NOTHING = 0,
	EC2A__HOST_BY_CONFIG,
	EC2A__HOST_BY_ADDRESS, /* its name is an address */
	EC2A__HOST_BY_NAME,    /* an instance called itself so */
	EC2A__HOST_BY_ID,      /* it is called after an instance */
	EC2A__HOST_BY_STREAM   /* its stream or folder is */
};

struct ec2a__host_place {
	const char *instance; /* NULL: unknown; lives as long as facts, configuration and store */
	int by;               /* ec2a__host_by */
	int unsure;           /* another fact contradicts */
};

/* Of a line's host at the time of the line. */
struct ec2a__host_place ec2a__host_place(const struct ec2a__joins *joins, const struct ec2a__act *line);

/* The id of its instance's name: 0 where that is unknown, EC2A__NONE where no record names it. */
uint32_t ec2a__host_instance(const struct ec2a__joins *joins, const struct ec2a__host_place *place);

/* "10.0.1.23" of a host "ip-10-0-1-23" or "10.0.1.23". 1 or 0. */
#define EC2A__HOST_ADDRESS 16
int ec2a__host_address(const char *host, char ret_address[EC2A__HOST_ADDRESS]);

/* A login that shows where it came from, has a time, and belongs to nothing yet. */
int ec2a__host_is_free_login(const struct ec2a__joins *joins, uint32_t number);

/* No join of lines with records looks further than so many seconds, and the skew; ties.c rests on that. */
#define EC2A__HOST_WINDOW 128

/* By how many seconds windows between hosts and CloudTrail are wider. */
int64_t ec2a__host_skew(const struct ec2a__joins *joins);

/* ---- acts by key and time (join_spots.c) --------------------------------------------- */

#define EC2A__SPOT_KEYS 4

struct ec2a__spot {
	uint32_t key[EC2A__SPOT_KEYS];
	int64_t second;
	uint32_t number; /* of the act */
};

struct ec2a__spots {
	struct ec2a__spot *spots; /* sorted by key, second, number once ec2a__spots_sort() was called */
	size_t n, cap;
};

void ec2a__spots_free(struct ec2a__spots *spots);

/* 0 or EC2A_E_NOMEM. */
int ec2a__spots_add(struct ec2a__spots *spots, const uint32_t key[EC2A__SPOT_KEYS], int64_t second, uint32_t number);
int ec2a__spots_sort(struct ec2a__spots *spots);

/* The place of the first one that has this key and is at or after this second, or else would stand there. */
size_t ec2a__spots_from(const struct ec2a__spots *spots, const uint32_t key[EC2A__SPOT_KEYS], int64_t second);

/* Whether a place has this key and lies between two seconds. */
int ec2a__spots_has(const struct ec2a__spots *spots, size_t place, const uint32_t key[EC2A__SPOT_KEYS], int64_t from,
		    int64_t to);

/* The latest one from `from` to `at`, else the first one behind that up to `to`: its place, or EC2A__NO_SPOT. */
#define EC2A__NO_SPOT SIZE_MAX
size_t ec2a__spots_nearest(const struct ec2a__spots *spots, const uint32_t key[EC2A__SPOT_KEYS], int64_t from,
			   int64_t at, int64_t to);

#endif

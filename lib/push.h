/* SPDX-License-Identifier: MIT */
#ifndef EC2A_PUSH_H
#define EC2A_PUSH_H

#include "correlate_state.h"

/* What the two joins of pushes (exact and masked) have in common. */

enum ec2a__side { EC2A__SIDE_NONE = 0, EC2A__SIDE_PUSH, EC2A__SIDE_CANDIDATE };

/* Whether an act is a push or a candidate that nothing took yet. */
int ec2a__push_side(const struct ec2a__joins *joins, uint32_t number);

/* The exact keys of an act, as ids. */
struct ec2a__push_key {
	uint32_t place;
	uint32_t caller;   /* ARN, else access key */
	uint32_t instance; /* a tunnel's as the map knows it; 0: unknown or disputed */
	uint32_t address;  /* 0 where the source is no address */
};

struct ec2a__push_key ec2a__push_key(const struct ec2a__joins *joins, uint32_t number);

/* The instance behind the address of a tunnel: 2 (inferred), 1 or 0 as ec2a_facts_instance_at(). */
int ec2a__tunnel_instance(const struct ec2a__joins *joins, const struct ec2a__act *tunnel, const char **ret_instance);

/* Instances that tunnels lead to get ids, also those that no record names: what is joined by them must not depend on
 * whether a record of somebody else names them. 0 or EC2A_E_NOMEM. */
int ec2a__tunnels_name(const struct ec2a__joins *joins, struct ec2a__store *store);

/* Join them: the StartSession leads its push, the push leads its tunnel. */
void ec2a__push_follow(struct ec2a__joins *joins, uint32_t push, uint32_t candidate);

#endif

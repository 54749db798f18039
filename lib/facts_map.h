/* SPDX-License-Identifier: MIT */
#ifndef EC2A_FACTS_MAP_H
#define EC2A_FACTS_MAP_H

#include "hash.h"

#include <ec2access/ec2access.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The store behind ec2a_facts: one hash table with five types of nodes.
 *
 *   ID ("i-...") ----> INSTANCE (account, region)      when it ended, which systems were seen on it
 *   VALUE (kind, text) ----> GROUP (account, region) ----> FACT (instance)   first, last
 *
 * Arrows are lists of children. Learning the same fact again finds its FACT by one look-up and
 * allocates nothing. Nodes live as long as the map, so texts are shared and never copied twice.
 */
enum ec2a__node_type {
	EC2A__NODE_ID = 1,
	EC2A__NODE_INSTANCE,
	EC2A__NODE_VALUE,
	EC2A__NODE_GROUP,
	EC2A__NODE_FACT
};

/* What tells a node from all others: the texts that its type has no use for are "". */
struct ec2a__node_key {
	int type; /* ec2a__node_type */
	int kind; /* ec2a_fact; 0 for ID and INSTANCE */
	const char *account;
	const char *region;
	const char *instance;
	const char *value;
};

struct ec2a__node {
	struct ec2a__node *chain;    /* next with the same bucket */
	struct ec2a__node *sibling;  /* next child of the same parent */
	struct ec2a__node *child;    /* first child */
	union {
		struct ec2a__node *instance; /* of a FACT: its INSTANCE */
		struct ec2a__owners *owners; /* of a GROUP, sealed and not small; else NULL */
	};
	uint64_t hash;
	struct ec2a__node_key key;
	int64_t first, last; /* FACT: when it was seen, EC2A__NEVER without a time */
	int64_t end;         /* INSTANCE: when it ended, or EC2A__NEVER */
	unsigned systems;    /* INSTANCE, ID: bits 1 << ec2a_os */
};

#define EC2A__FACT_TEXT_MAX 1024 /* bytes; no account, region, id, address or host name is longer */

/* The neutral elements of minimum and maximum: what was never seen at a time merges into anything. */
#define EC2A__NEVER INT64_MAX
#define EC2A__NEVER_LAST INT64_MIN

/* Where account or region is not asked for, so many pairs of both are looked at: more make a hostile list. */
#define EC2A__FACT_PLACES_MAX 256

struct ec2a_facts {
	struct ec2a__node **buckets;
	size_t n_buckets; /* a power of two, or 0 */
	size_t n_nodes;
	size_t n_facts;
	int sealed; /* the groups' owners are sorted; what is added unseals */
	struct ec2a__hash_key seed; /* of this map: nobody can choose keys that collide; no result depends on it */
};

/* NULL: not there. */
struct ec2a__node *ec2a__facts_find(const struct ec2a_facts *facts, const struct ec2a__node_key *key);

/* Whether anything is known of this instance in this account and region; NULL is an absent one. */
int ec2a__facts_knows(const ec2a_facts *facts, const char *account, const char *region, const char *instance);

/* Whether this can be a fact: kind, instance, value, and no text too long. With EC2A__TOLD_END as kind: an end. */
int ec2a__facts_is(const struct ec2a__node_key *key);

/* Account and region may be NULL, which is kept as "". What ec2a__facts_is() denies is passed over.
 * 0 or EC2A_E_NOMEM: then parts may be there, and adding it again completes them. */
int ec2a__facts_add(struct ec2a_facts *facts, const struct ec2a__node_key *key, int64_t first, int64_t last);
int ec2a__facts_add_end(struct ec2a_facts *facts, const struct ec2a__node_key *key, int64_t end);

/* facts_owner.c: make look-ups quick, once all is learned. 0, or EC2A_E_NOMEM: the map works as before. Whoever
 * seals a map is its only user meanwhile. */
int ec2a__facts_seal(struct ec2a_facts *facts);
void ec2a__facts_unseal(struct ec2a_facts *facts);

/* The owner within one GROUP: 0 none; 1, 2 inferred; -1 a tie, which only two networks can make. */
int ec2a__facts_owner(const struct ec2a_facts *facts, const struct ec2a__node *group, int64_t time_us,
		      const struct ec2a__node **ret_fact);

/* Every node, in no order that means anything: start with NULL. */
const struct ec2a__node *ec2a__facts_next(const struct ec2a_facts *facts, const struct ec2a__node *node);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef EC2A_FACTS_MAP_H
#define EC2A_FACTS_MAP_H

#include "arena.h"
#include "failures.h"
#include "hash.h"

#include <ec2access/ec2access.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The store behind ec2a_facts: one hash table with five types of nodes.
 *
 *   ID ("i-...") ----> INSTANCE (account, region)      when it ended, which systems were seen on it
 *   VALUE (kind, text) ----> GROUP (account, region) ----> FACT (instance)   first, last
 *                                       INSTANCE ----> FACT (address) ----> FACT (address) ...
 *
 * Arrows are lists of children; the last line is a chain of children, each of the one before. Learning the same fact
 * again finds its FACT by one look-up and allocates nothing. Nodes live as long as the map, so texts are shared and never copied twice.
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
	struct ec2a__node *child;    /* first child; of a FACT: the next address of its instance */
	union {
		struct ec2a__node *instance; /* of a FACT: its INSTANCE */
		struct ec2a__owners *owners; /* of a GROUP, sealed and not small; else NULL */
	};
	uint64_t hash;
	struct ec2a__node_key key;
	int64_t first, last; /* FACT: when it was seen, EC2A__NEVER without a time */
	int64_t end;         /* INSTANCE: when it ended, or EC2A__NEVER */
	unsigned systems;    /* INSTANCE, ID: bits 1 << ec2a_os; FACT: 1, another instance has this value, too */
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
	struct ec2a__arena nodes; /* they live as long as the map */
	size_t n_facts;
	int sealed; /* the groups' owners are sorted; what is added unseals */
	uint64_t epoch; /* raised by whatever may change an answer */
	struct ec2a__failures failures; /* logins that failed */
	struct ec2a__hash_key seed; /* of this map: nobody can choose keys that collide; no result depends on it */
};

/* NULL: not there. */
struct ec2a__node *ec2a__facts_find(const struct ec2a_facts *facts, const struct ec2a__node_key *key);

/* As long as it is the same, every question has the same answer as before. */
uint64_t ec2a__facts_epoch(const ec2a_facts *facts);

/* Whether anything is known of this instance in this account and region; NULL is an absent one. */
int ec2a__facts_knows(const ec2a_facts *facts, const char *account, const char *region, const char *instance);

/* Whether the instance is known to have, or to have had, this address in an account (NULL: any): 1, or 0; *ret_known is
 * then the address that was first seen last at or before the time, NULL where none was, and *ret_public whether any that it
 * had at any time is a public one. Of an instance with more than EC2A__FACT_PLACES_MAX addresses, which nobody has, nothing is
 * known. */
int ec2a__facts_has_address(const struct ec2a_facts *facts, const char *account, const char *instance,
			    const char *address, int64_t time_us, const char **ret_known, int *ret_public);

/* The one account and region in which anything is known of an instance: 1, and both; 0 where there are none or several,
 * or one of them has no name. */
int ec2a__facts_place(const ec2a_facts *facts, const char *instance, const char **ret_account, const char **ret_region);

/* Whether this can be a fact: kind, instance, value, and no text too long. With EC2A__TOLD_END as kind: an end. */
int ec2a__facts_is(const struct ec2a__node_key *key);

/* Account and region may be NULL, which is kept as "". What ec2a__facts_is() denies is passed over.
 * 0 or EC2A_E_NOMEM: then parts may be there, and adding it again completes them. */
int ec2a__facts_add(struct ec2a_facts *facts, const struct ec2a__node_key *key, int64_t first, int64_t last);
/* The same, and the fact, or NULL. It may be told later that it was seen at other times, too. */
int ec2a__facts_get(struct ec2a_facts *facts, const struct ec2a__node_key *key, int64_t first, int64_t last,
		    struct ec2a__node **ret_fact);
void ec2a__facts_seen(struct ec2a_facts *facts, struct ec2a__node *fact, int64_t first, int64_t last);
int ec2a__facts_add_end(struct ec2a_facts *facts, const struct ec2a__node_key *key, int64_t end);

/* facts.c: what other holds is added, where it is more by handing it over as it is; other is good for being freed only.
 * 0 or EC2A_E_NOMEM: then what was held is still there, and of the other's may be parts. */
int ec2a__facts_take(ec2a_facts *facts, ec2a_facts *other);

/* facts_owner.c: make look-ups quick, once all is learned. 0, or EC2A_E_NOMEM: the map works as before. Whoever
 * seals a map is its only user meanwhile. */
int ec2a__facts_seal(struct ec2a_facts *facts);
void ec2a__facts_unseal(struct ec2a_facts *facts);

/* Over so many facts, those that were seen last stay, three quarters of as many. Ends of instances of which nothing else is
 * known go then, and where there are more of them than of facts. 0, or EC2A_E_NOMEM and nothing changed. */
int ec2a__facts_limit(ec2a_facts *facts, size_t limit, uint64_t *dropped);

/* Where a parser puts logins that failed. */
struct ec2a__failures *ec2a__facts_failures(ec2a_facts *facts);

/* One more, in a map that others ask: 0 or EC2A_E_NOMEM. */
int ec2a__facts_add_failure(ec2a_facts *facts, const struct ec2a__failure *failure);

/* The owner within one GROUP: 0 none; 1, 2 inferred; -1 a tie, which only two networks can make. */
int ec2a__facts_owner(const struct ec2a_facts *facts, const struct ec2a__node *group, int64_t time_us,
		      const struct ec2a__node **ret_fact);

/* Every node, in no order that means anything: start with NULL. */
const struct ec2a__node *ec2a__facts_next(const struct ec2a_facts *facts, const struct ec2a__node *node);

#endif

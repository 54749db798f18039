/* SPDX-License-Identifier: MIT */
#include "facts_map.h"

#include "event_build.h"
#include "mem.h"

#include <string.h>

#define FIRST_BUCKETS 64

/* Field after field, each hash keyed by the one before and its place, so that "a","bc" and "ab","c" differ; most fields
 * of most keys are empty. */
static uint64_t hash_key(const struct ec2a_facts *facts, const struct ec2a__node_key *key)
{
	const char *const texts[] = { key->value, key->instance, key->account, key->region };
	struct ec2a__hash_key seed = facts->seed;

	seed.k[1] ^= (uint64_t)key->type << 8 ^ (uint64_t)key->kind;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if (*texts[i])
			seed.k[0] ^= ec2a__hash(&seed, texts[i], strlen(texts[i])) + i;
	return seed.k[0];
}

static int same_key(const struct ec2a__node_key *a, const struct ec2a__node_key *b)
{
	return a->type == b->type && a->kind == b->kind && strcmp(a->instance, b->instance) == 0 &&
	       strcmp(a->value, b->value) == 0 && strcmp(a->account, b->account) == 0 &&
	       strcmp(a->region, b->region) == 0;
}

static struct ec2a__node *find_hashed(const struct ec2a_facts *facts, const struct ec2a__node_key *key,
				      uint64_t hash)
{
	struct ec2a__node *node = facts->n_buckets ? facts->buckets[hash & (facts->n_buckets - 1)] : NULL;

	while (node && (node->hash != hash || !same_key(&node->key, key)))
		node = node->chain;
	return node;
}

struct ec2a__node *ec2a__facts_find(const struct ec2a_facts *facts, const struct ec2a__node_key *key)
{
	return find_hashed(facts, key, hash_key(facts, key));
}

static void link_node(struct ec2a__node **buckets, size_t n_buckets, struct ec2a__node *node)
{
	struct ec2a__node **bucket = &buckets[node->hash & (n_buckets - 1)];

	node->chain = *bucket;
	*bucket = node;
}

static int grow(struct ec2a_facts *facts)
{
	size_t n_buckets = facts->n_buckets ? facts->n_buckets * 2 : FIRST_BUCKETS;
	struct ec2a__node **buckets = ec2a__calloc(n_buckets, sizeof *buckets);

	if (!buckets)
		return EC2A_E_NOMEM;
	for (size_t i = 0; i < facts->n_buckets; i++)
		for (struct ec2a__node *node = facts->buckets[i], *next; node; node = next) {
			next = node->chain;
			link_node(buckets, n_buckets, node);
		}
	ec2a__free(facts->buckets);
	facts->buckets = buckets;
	facts->n_buckets = n_buckets;
	return 0;
}

static const char *put_text(char **at, const char *text)
{
	char *copy = *at;
	size_t size = strlen(text) + 1;

	memcpy(copy, text, size);
	*at += size;
	return copy;
}

/* A node with texts of its own where own is set, else with those of key, which other nodes hold. */
static struct ec2a__node *new_node(struct ec2a_facts *facts, const struct ec2a__node_key *key, int own)
{
	size_t size = strlen(key->account) + strlen(key->region) + strlen(key->instance) + strlen(key->value) + 4;
	struct ec2a__node *node = ec2a__arena_room(&facts->nodes, sizeof *node + (own ? size : 0));
	char *at;

	if (!node)
		return NULL;
	*node = (struct ec2a__node){ .key = *key, .first = EC2A__NEVER, .last = EC2A__NEVER_LAST, .end = EC2A__NEVER };
	at = (char *)(node + 1);
	if (own) {
		node->key.account = put_text(&at, key->account);
		node->key.region = put_text(&at, key->region);
		node->key.instance = put_text(&at, key->instance);
		node->key.value = put_text(&at, key->value);
	}
	return node;
}

/* The node of a key, made where it is missing, then as a child of parent. NULL: out of memory. */
static struct ec2a__node *get_node(struct ec2a_facts *facts, struct ec2a__node *parent,
				   const struct ec2a__node_key *key, int own)
{
	uint64_t hash = hash_key(facts, key);
	struct ec2a__node *node = find_hashed(facts, key, hash);

	if (node)
		return node;
	if (facts->n_nodes >= facts->n_buckets && grow(facts) < 0)
		return NULL;
	node = new_node(facts, key, own);
	if (!node)
		return NULL;
	node->hash = hash;
	link_node(facts->buckets, facts->n_buckets, node);
	facts->n_nodes++;
	if (parent) {
		node->sibling = parent->child;
		parent->child = node;
	}
	return node;
}

static struct ec2a__node *get_instance(struct ec2a_facts *facts, const struct ec2a__node_key *key,
				       struct ec2a__node **ret_id)
{
	struct ec2a__node_key part = { EC2A__NODE_ID, 0, "", "", key->instance, "" };

	*ret_id = get_node(facts, NULL, &part, 1);
	if (!*ret_id)
		return NULL;
	part.type = EC2A__NODE_INSTANCE;
	part.account = key->account;
	part.region = key->region;
	return get_node(facts, *ret_id, &part, 1);
}

/* Texts come from nodes that exist by now. */
static struct ec2a__node *get_fact(struct ec2a_facts *facts, const struct ec2a__node_key *key,
				   struct ec2a__node *instance)
{
	struct ec2a__node_key part = { EC2A__NODE_VALUE, key->kind, "", "", "", key->value };
	struct ec2a__node *node = get_node(facts, NULL, &part, 1);

	if (!node)
		return NULL;
	part = (struct ec2a__node_key){ EC2A__NODE_GROUP, key->kind, instance->key.account, instance->key.region, "",
					node->key.value };
	node = get_node(facts, node, &part, 0);
	if (!node)
		return NULL;
	part.type = EC2A__NODE_FACT;
	part.instance = instance->key.instance;
	node = get_node(facts, node, &part, 0);
	if (node && node->sibling)
		node->systems = node->sibling->systems = 1;
	return node;
}

static int os_of(const struct ec2a__node_key *key)
{
	int os;

	if (ec2a_enum_value(EC2A_ENUM_OS, key->value, &os) < 0 || os == EC2A_OS_UNKNOWN)
		return 0;
	return os;
}

static int is_short(const char *text)
{
	return !text || strnlen(text, EC2A__FACT_TEXT_MAX + 1) <= EC2A__FACT_TEXT_MAX;
}

int ec2a__facts_is(const struct ec2a__node_key *key)
{
	int has_value = key->value && *key->value;

	if (!key->instance || !*key->instance || !is_short(key->account) || !is_short(key->region) ||
	    !is_short(key->instance) || !is_short(key->value))
		return 0;
	if (key->kind == EC2A__TOLD_END)
		return !has_value;
	if (key->kind == EC2A_FACT_OS)
		return has_value && os_of(key) != 0;
	return has_value && (key->kind == EC2A_FACT_ADDRESS || key->kind == EC2A_FACT_HOSTNAME);
}

/* That an instance still has its address changes no answer, unless another one had it too. */
void ec2a__facts_seen(struct ec2a_facts *facts, struct ec2a__node *fact, int64_t first, int64_t last)
{
	int disputed = fact->systems && fact->key.kind != EC2A_FACT_OS;

	facts->sealed = 0;
	if (first < fact->first) {
		fact->first = first;
		facts->epoch++;
	}
	if (last > fact->last) {
		fact->last = last;
		facts->epoch += (uint64_t)disputed;
	}
}

uint64_t ec2a__facts_epoch(const ec2a_facts *facts)
{
	return facts->epoch;
}

static struct ec2a__node_key whole_key(const struct ec2a__node_key *key, int type)
{
	struct ec2a__node_key whole = *key;

	whole.type = type;
	whole.account = key->account ? key->account : "";
	whole.region = key->region ? key->region : "";
	return whole;
}

int ec2a__facts_get(struct ec2a_facts *facts, const struct ec2a__node_key *key, int64_t first, int64_t last,
		    struct ec2a__node **ret_fact)
{
	struct ec2a__node_key whole = whole_key(key, EC2A__NODE_FACT);
	struct ec2a__node *fact, *instance, *id;

	*ret_fact = NULL;
	if (!ec2a__facts_is(&whole))
		return 0;
	fact = ec2a__facts_find(facts, &whole);
	if (!fact) {
		instance = get_instance(facts, &whole, &id);
		fact = instance ? get_fact(facts, &whole, instance) : NULL;
		if (!fact)
			return EC2A_E_NOMEM;
		fact->instance = instance;
		if (whole.kind == EC2A_FACT_ADDRESS) {
			fact->child = instance->child;
			instance->child = fact;
		}
		facts->n_facts++;
		facts->epoch++;
		if (whole.kind == EC2A_FACT_OS) {
			instance->systems |= 1u << os_of(&whole);
			id->systems |= instance->systems;
		}
	}
	ec2a__facts_seen(facts, fact, first, last);
	*ret_fact = fact;
	return 0;
}

int ec2a__facts_add(struct ec2a_facts *facts, const struct ec2a__node_key *key, int64_t first, int64_t last)
{
	struct ec2a__node *fact;

	return ec2a__facts_get(facts, key, first, last, &fact);
}

int ec2a__facts_add_end(struct ec2a_facts *facts, const struct ec2a__node_key *key, int64_t end)
{
	struct ec2a__node_key whole = whole_key(key, EC2A__NODE_INSTANCE);
	struct ec2a__node *instance, *id;

	whole.kind = EC2A__TOLD_END;
	if (!ec2a__facts_is(&whole))
		return 0;
	facts->sealed = 0;
	instance = get_instance(facts, &whole, &id);
	if (!instance)
		return EC2A_E_NOMEM;
	if (end < instance->end) {
		instance->end = end;
		facts->epoch++;
	}
	return 0;
}

int ec2a__facts_knows(const ec2a_facts *facts, const char *account, const char *region, const char *instance)
{
	const struct ec2a__node_key part = { 0, 0, account, region, instance, "" };
	const struct ec2a__node_key key = whole_key(&part, EC2A__NODE_INSTANCE);

	return facts && instance && ec2a__facts_find(facts, &key) != NULL;
}

const struct ec2a__node *ec2a__facts_next(const struct ec2a_facts *facts, const struct ec2a__node *node)
{
	size_t bucket = 0;

	if (node && node->chain)
		return node->chain;
	if (node)
		bucket = (size_t)(node->hash & (facts->n_buckets - 1)) + 1;
	while (bucket < facts->n_buckets && !facts->buckets[bucket])
		bucket++;
	return bucket < facts->n_buckets ? facts->buckets[bucket] : NULL;
}

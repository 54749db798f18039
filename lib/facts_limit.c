/* SPDX-License-Identifier: MIT */
/* An input that never ends may tell of ever more instances: the facts that were seen last stay. */
#include "facts_map.h"

#include "mem.h"

#include <stdlib.h>
#include <string.h>

#define NODES 6 /* for each fact; it takes five at most, the others are instances of which only the end is known */

/* By when they were last seen, the newest first; what was never seen at a time goes first of all. */
static int compare(const void *left, const void *right)
{
	const struct ec2a__node *a = *(const struct ec2a__node *const *)left;
	const struct ec2a__node *b = *(const struct ec2a__node *const *)right;
	const char *const texts[][2] = { { a->key.account, b->key.account }, { a->key.region, b->key.region },
					 { a->key.instance, b->key.instance }, { a->key.value, b->key.value } };
	int order = 0;

	if (a->last != b->last)
		return a->last > b->last ? -1 : 1;
	for (size_t i = 0; order == 0 && i < sizeof(texts) / sizeof(texts[0]); i++)
		order = strcmp(texts[i][0], texts[i][1]);
	return order ? order : a->key.kind - b->key.kind;
}

static const struct ec2a__node **sorted_facts(const ec2a_facts *facts)
{
	const struct ec2a__node **list = ec2a__realloc_array(NULL, facts->n_nodes, sizeof(*list));
	const struct ec2a__node *node = NULL;
	size_t n = 0;

	while (list && (node = ec2a__facts_next(facts, node)) != NULL)
		if (node->key.type == EC2A__NODE_FACT)
			list[n++] = node;
	if (list)
		qsort(list, n, sizeof(*list), compare);
	return list;
}

/* That an instance ended is told as long as something else is known of it. */
static int add_ends(ec2a_facts *kept, const ec2a_facts *facts)
{
	const struct ec2a__node *node = NULL;
	int r = 0;

	while (r == 0 && (node = ec2a__facts_next(facts, node)) != NULL)
		if (node->key.type == EC2A__NODE_INSTANCE && node->end != EC2A__NEVER &&
		    ec2a__facts_knows(kept, node->key.account, node->key.region, node->key.instance))
			r = ec2a__facts_add_end(kept, &node->key, node->end);
	return r;
}

int ec2a__facts_limit(ec2a_facts *facts, size_t limit, uint64_t *dropped)
{
	size_t stay = facts->n_facts > limit ? limit / 4 * 3 : facts->n_facts;
	const struct ec2a__node **list;
	ec2a_facts *kept, old;
	int r;

	if (facts->n_facts <= limit && facts->n_nodes / NODES <= limit)
		return 0;
	if (ec2a_facts_new(&kept) < 0)
		return EC2A_E_NOMEM;
	list = sorted_facts(facts);
	r = list ? 0 : EC2A_E_NOMEM;
	for (size_t i = 0; r == 0 && i < stay; i++)
		r = ec2a__facts_add(kept, &list[i]->key, list[i]->first, list[i]->last);
	if (r == 0)
		r = add_ends(kept, facts);
	ec2a__free(list);
	if (r == 0) {
		*dropped += facts->n_facts - kept->n_facts;
		kept->epoch = facts->epoch + 1;
		kept->failures = facts->failures;
		memset(&facts->failures, 0, sizeof(facts->failures));
		old = *facts;
		*facts = *kept;
		*kept = old;
	}
	ec2a_facts_free(kept);
	return r;
}

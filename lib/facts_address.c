/* SPDX-License-Identifier: MIT */
/* The addresses of one instance. */
#include "facts_map.h"
#include "mask.h"

#include <string.h>

struct search {
	const char *address;
	int64_t time_us;
	const struct ec2a__node *known; /* seen by then; the latest, then the smallest text: no order of learning shows */
	size_t looked_at;
	int found, public;
};

static void look_at(struct search *search, const struct ec2a__node *fact)
{
	const struct ec2a__node *known = search->known;

	search->found |= ec2a__is_same_address(fact->key.value, search->address);
	search->public |= !ec2a__is_private_address(fact->key.value);
	if (fact->first > search->time_us)
		return;
	if (!known || fact->first > known->first ||
	    (fact->first == known->first && strcmp(fact->key.value, known->key.value) < 0))
		search->known = fact;
}

int ec2a__facts_has_address(const struct ec2a_facts *facts, const char *account, const char *instance,
			    const char *address, int64_t time_us, const char **ret_known, int *ret_public)
{
	struct ec2a__node_key key = { EC2A__NODE_ID, 0, "", "", instance, "" };
	struct search search = { address, time_us, NULL, 0, 0, 0 };
	const struct ec2a__node *place = ec2a__facts_find(facts, &key);

	*ret_known = NULL;
	*ret_public = 0;
	for (place = place ? place->child : NULL; place; place = place->sibling) {
		if (++search.looked_at > EC2A__FACT_PLACES_MAX)
			return 0;
		if (account && strcmp(account, place->key.account) != 0)
			continue;
		for (const struct ec2a__node *fact = place->child; fact; fact = fact->child) {
			if (++search.looked_at > EC2A__FACT_PLACES_MAX)
				return 0;
			look_at(&search, fact);
		}
	}
	if (!search.found && search.known)
		*ret_known = search.known->key.value;
	*ret_public = search.public;
	return search.found;
}

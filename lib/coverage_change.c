/* SPDX-License-Identifier: MIT */
/*
 * The list of what was done to trails: sorted, each change once, the earliest ones where there are too many. Two
 * records of one whole eventID and time are one change, told by the one that tells more.
 */
#include "coverage.h"

#include "mask.h"
#include "mem.h"

#include <string.h>

void ec2a__coverage_free_changes(ec2a_coverage *coverage)
{
	for (size_t i = 0; i < coverage->n_changes; i++)
		ec2a__free(coverage->changes[i]);
	ec2a__free(coverage->changes);
}

/* Absent before everything. */
static int compare_texts(const char *a, const char *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static int compare_all(const struct ec2a__change *a, const struct ec2a__change *b)
{
	int order = 0;

	for (int i = 1; order == 0 && i < EC2A__CHANGE_TEXTS; i++)
		order = compare_texts(a->texts[i], b->texts[i]);
	return order;
}

/* Equal where both are one change. */
static int compare(const struct ec2a__change *a, const struct ec2a__change *b)
{
	const char *id = a->texts[EC2A_CHANGE_EVENT_ID];
	int order = (a->time_us > b->time_us) - (a->time_us < b->time_us);

	if (order == 0)
		order = compare_texts(id, b->texts[EC2A_CHANGE_EVENT_ID]);
	if (order == 0 && !ec2a__uuid_is_whole(id))
		order = compare_all(a, b);
	return order;
}

/* More texts, then the smaller ones. */
static int tells_more(const struct ec2a__change *a, const struct ec2a__change *b)
{
	int more = 0;

	for (int i = 1; i < EC2A__CHANGE_TEXTS; i++)
		more += (a->texts[i] != NULL) - (b->texts[i] != NULL);
	return more ? more > 0 : compare_all(a, b) < 0;
}

/* In one piece of memory. */
static struct ec2a__change *copy(const struct ec2a__change *change)
{
	size_t size = sizeof *change;
	struct ec2a__change *made;
	char *at;

	for (int i = 1; i < EC2A__CHANGE_TEXTS; i++)
		size += change->texts[i] ? strlen(change->texts[i]) + 1 : 0;
	made = ec2a__malloc(size);
	if (!made)
		return NULL;
	*made = *change;
	at = (char *)(made + 1);
	for (int i = 1; i < EC2A__CHANGE_TEXTS; i++) {
		size_t len = change->texts[i] ? strlen(change->texts[i]) + 1 : 0;

		if (!len)
			continue;
		memcpy(at, change->texts[i], len);
		made->texts[i] = at;
		at += len;
	}
	return made;
}

static size_t find(const ec2a_coverage *coverage, const struct ec2a__change *change, int *ret_found)
{
	size_t low = 0, high = coverage->n_changes;

	*ret_found = 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare(coverage->changes[middle], change);

		if (order == 0)
			*ret_found = 1;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int make_room(ec2a_coverage *coverage)
{
	size_t cap = coverage->cap_changes ? coverage->cap_changes * 2 : 4;
	struct ec2a__change **changes;

	if (coverage->n_changes < coverage->cap_changes)
		return 0;
	changes = ec2a__realloc_array(coverage->changes, cap, sizeof(struct ec2a__change *));
	if (!changes)
		return EC2A_E_NOMEM;
	coverage->changes = changes;
	coverage->cap_changes = cap;
	return 0;
}

int ec2a__coverage_add_change(ec2a_coverage *coverage, const struct ec2a__change *change)
{
	struct ec2a__change *made;
	int found;
	size_t at = find(coverage, change, &found);

	if (found && !tells_more(change, coverage->changes[at]))
		return 0;
	if (!found && at == EC2A__CHANGES_MAX) {
		coverage->changes_cut = 1;
		return 0;
	}
	if (make_room(coverage) < 0)
		return EC2A_E_NOMEM;
	made = copy(change);
	if (!made)
		return EC2A_E_NOMEM;
	if (found) {
		ec2a__free(coverage->changes[at]);
		coverage->changes[at] = made;
		return 0;
	}
	if (coverage->n_changes == EC2A__CHANGES_MAX) {
		ec2a__free(coverage->changes[--coverage->n_changes]);
		coverage->changes_cut = 1;
	}
	memmove(coverage->changes + at + 1, coverage->changes + at,
		(coverage->n_changes - at) * sizeof(struct ec2a__change *));
	coverage->changes[at] = made;
	coverage->n_changes++;
	return 0;
}

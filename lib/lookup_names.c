/* SPDX-License-Identifier: MIT */
/* What LookupEvents is asked for: it takes one name at a time, and knows nothing of event sources. */
#include "lookup_query.h"

#include "record_trail.h"

#include <string.h>

static const char *const names[] = {
#define RECORD(source, name, class, role) name,
#include "record_table.h"
#undef RECORD
	EC2A__TRAIL_CHANGES,
};

#define N_NAMES (sizeof(names) / sizeof(names[0]))

/* Two services may have calls of one name. */
static int is_first(size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(names[k], names[i]) == 0)
			return 0;
	return 1;
}

const char *ec2a__lookup_name(size_t index)
{
	for (size_t i = 0; i < N_NAMES; i++)
		if (is_first(i) && index-- == 0)
			return names[i];
	return NULL;
}

size_t ec2a__lookup_name_count(void)
{
	size_t count = 0;

	for (size_t i = 0; i < N_NAMES; i++)
		count += (size_t)is_first(i);
	return count;
}

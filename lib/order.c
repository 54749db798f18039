/* SPDX-License-Identifier: MIT */
#include "order.h"

#include "mem.h"

#include <ec2access/ec2access.h>

#include <string.h>

static void merge(const uint32_t *from, uint32_t *to, size_t left, size_t middle, size_t right,
		  ec2a__compare_fn compare, const void *context)
{
	size_t a = left, b = middle, i;

	for (i = left; i < right; i++)
		if (a < middle && (b >= right || compare(context, from[a], from[b]) <= 0))
			to[i] = from[a++];
		else
			to[i] = from[b++];
}

int ec2a__sort(uint32_t *items, size_t count, ec2a__compare_fn compare, const void *context)
{
	uint32_t *spare, *from = items, *to, *swap;
	size_t width, left;

	if (count < 2)
		return 0;
	spare = to = ec2a__realloc_array(NULL, count, sizeof(*spare));
	if (!spare)
		return EC2A_E_NOMEM;
	for (width = 1; width < count; width *= 2) {
		for (left = 0; left < count; left += 2 * width) {
			size_t middle = left + width < count ? left + width : count;
			size_t right = left + 2 * width < count ? left + 2 * width : count;

			merge(from, to, left, middle, right, compare, context);
		}
		swap = from;
		from = to;
		to = swap;
	}
	if (from != items)
		memcpy(items, from, count * sizeof(*items));
	ec2a__free(spare);
	return 0;
}

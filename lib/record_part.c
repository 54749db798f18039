/* SPDX-License-Identifier: MIT */
#include "record_part.h"

#include "json_check.h"

#include <string.h>

void ec2a__part_open(struct ec2a__record_part *part, struct ec2a__span object)
{
	struct ec2a__span_walk walk;
	size_t n = 0;

	part->object = ec2a__span_is_object(object) ? object : (struct ec2a__span){ NULL, 0 };
	walk = ec2a__span_walk(part->object);
	for (; n < EC2A__PART_MEMBERS && ec2a__span_next(&walk, &part->keys[n], &part->values[n]); n++)
		part->escaped[n] = part->keys[n].size && memchr(part->keys[n].text, '\\', part->keys[n].size);
	part->count = n;
	part->has_more = n == EC2A__PART_MEMBERS;
}

static int is_key(const struct ec2a__record_part *part, size_t i, const char *key, size_t size)
{
	if (part->escaped[i])
		return ec2a__json_string_is(part->keys[i].text, part->keys[i].size, key);
	return part->keys[i].size == size && memcmp(part->keys[i].text, key, size) == 0;
}

struct ec2a__span ec2a__part_get(const struct ec2a__record_part *part, const char *key)
{
	size_t size = strlen(key);

	for (size_t i = 0; i < part->count; i++)
		if (is_key(part, i, key, size))
			return part->values[i];
	return part->has_more ? ec2a__span_get(part->object, key) : (struct ec2a__span){ NULL, 0 };
}

struct ec2a__span ec2a__part_get_either(const struct ec2a__record_part *part, const char *key, const char *other)
{
	struct ec2a__span value = ec2a__part_get(part, key);

	return value.text ? value : ec2a__part_get(part, other);
}

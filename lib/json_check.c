/* SPDX-License-Identifier: MIT */
#include "json_check.h"

#include "json_walk.h"

int ec2a__json_check(const char *text, size_t size, unsigned max_depth, struct ec2a__json_fault *fault)
{
	struct ec2a__json_walk walk;
	struct ec2a__json_token token;
	int kind;

	if (ec2a__json_is_strict(text, size, max_depth))
		return 0;
	ec2a__json_walk_init(&walk, text, size, max_depth, fault);
	do
		kind = ec2a__json_walk_next(&walk, &token);
	while (kind > 0);
	return kind;
}

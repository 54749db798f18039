/* SPDX-License-Identifier: MIT */
#include "env.h"

#include "ascii.h"

#include <stdlib.h>

const char *ec2a__env(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

int ec2a__env_is_true(const char *name)
{
	const char *value = ec2a__env(name);

	return value && ec2a__compare_without_case(value, "true") == 0;
}

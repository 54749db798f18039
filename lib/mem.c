/* SPDX-License-Identifier: MIT */
#include "mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* malloc(0) may return NULL on some systems, which would look like a failure. */
static size_t at_least_one(size_t size)
{
	return size ? size : 1;
}

void *ec2a__malloc(size_t size)
{
	return malloc(at_least_one(size));
}

void *ec2a__calloc(size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		return NULL;
	return calloc(at_least_one(count), at_least_one(size));
}

void *ec2a__realloc_array(void *memory, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		return NULL;
	return realloc(memory, at_least_one(count * size));
}

void ec2a__free(void *memory)
{
	free(memory);
}

char *ec2a__strndup(const char *text, size_t size)
{
	char *copy;

	if (size == SIZE_MAX)
		return NULL;
	copy = ec2a__malloc(size + 1);
	if (!copy)
		return NULL;
	if (size)
		memcpy(copy, text, size);
	copy[size] = '\0';
	return copy;
}

char *ec2a__strdup(const char *text)
{
	return ec2a__strndup(text, strlen(text));
}

/* SPDX-License-Identifier: MIT */
#ifndef EC2A_MEM_H
#define EC2A_MEM_H

#include <stddef.h>

/* The library allocates here and nowhere else, so that a test can make any
 * allocation fail. All return NULL when out of memory or when a size
 * overflows; a size of 0 gives a pointer that can be freed. */
void *ec2a__malloc(size_t size);
void *ec2a__calloc(size_t count, size_t size);
void *ec2a__realloc_array(void *memory, size_t count, size_t size);
void ec2a__free(void *memory);
char *ec2a__strndup(const char *text, size_t size);
char *ec2a__strdup(const char *text);

#endif

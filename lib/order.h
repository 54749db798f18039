/* SPDX-License-Identifier: MIT */
#ifndef EC2A_ORDER_H
#define EC2A_ORDER_H

#include <stddef.h>
#include <stdint.h>

/* Below 0, 0, above 0, as strcmp(). */
typedef int (*ec2a__compare_fn)(const void *context, uint32_t a, uint32_t b);

/* A stable merge sort of numbers that stand for something (qsort() has no context and is not stable).
 * 0 or EC2A_E_NOMEM, then nothing changed. */
int ec2a__sort(uint32_t *items, size_t count, ec2a__compare_fn compare, const void *context);

/*
 * The same, much faster for many items: the key is a number that orders as compare does, but may be equal where that
 * is not. Keys are asked for once, so what they are made of is read once.
 * 0, or EC2A_E_NOMEM: then the order is any.
 */
typedef uint64_t (*ec2a__key_fn)(const void *context, uint32_t item);
int ec2a__sort_by_key(uint32_t *items, size_t count, ec2a__key_fn key, ec2a__compare_fn compare, const void *context);

/* A number with a sign, as such a key. */
static inline uint64_t ec2a__key_of(int64_t number)
{
	return (uint64_t)number ^ UINT64_C(1) << 63;
}

#endif

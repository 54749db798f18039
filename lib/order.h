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

#endif

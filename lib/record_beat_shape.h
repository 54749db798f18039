/* SPDX-License-Identifier: MIT */
#ifndef EC2A_RECORD_BEAT_SHAPE_H
#define EC2A_RECORD_BEAT_SHAPE_H

#include "json_span.h"

#include <stdint.h>

/*
 * Beats are alike to the byte, but for what stands in some strings. Of one that was checked and read its bytes are
 * kept; another one of the same size, which differs inside of values that are strings only, and there has plain text,
 * needs neither: it is strict JSON as well, without an escape, and all members stand where they stood.
 */
enum { EC2A__BEAT_SIZE_MAX = 4096, EC2A__BEAT_SHAPES = 64, EC2A__SHAPE_TEXTS = 6 };

struct ec2a__beat_shape {
	uint32_t size; /* 0: none */
	uint32_t used; /* goes down where others wanted the place */
	uint32_t at[EC2A__SHAPE_TEXTS], sizes[EC2A__SHAPE_TEXTS];
	char text[EC2A__BEAT_SIZE_MAX];
	char inside[EC2A__BEAT_SIZE_MAX]; /* all bits set: in a string that is a value */
};

/* One place for all records of a size; the array has EC2A__BEAT_SHAPES. 1 and where the texts stand, or 0. */
int ec2a__beat_shape_find(struct ec2a__beat_shape *shapes, const char *object, size_t size,
			  struct ec2a__span texts[EC2A__SHAPE_TEXTS]);

/* The object is strict JSON without a backslash. */
void ec2a__beat_shape_keep(struct ec2a__beat_shape *shapes, const char *object, size_t size,
			   const struct ec2a__span texts[EC2A__SHAPE_TEXTS]);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef PIECE_H
#define PIECE_H

#include "known.h"

#include <ec2access/ec2access.h>

/* What of one file is new. */
struct piece {
	size_t number;    /* in the list; KNOWN_NONE: the file is new */
	struct known now; /* what is known of it once this was read; owns its path */
	uint64_t from, to;
	int json;         /* an object a line, no log */
	ec2a_input *input; /* of an object, until it is read; else NULL */
	int again;        /* it failed before, and is as it was: what was wrong was told */
};

enum piece_when {
	PIECE_NOW,    /* what is there counts, but for a last line that is not whole */
	PIECE_OPEN,   /* somebody may be writing: only files that grow by lines, as others may be half there */
	PIECE_ALL     /* also a last line that is not whole: nothing comes any more */
};

/* Look at a file. 1: *ret_piece is to be read; 0: nothing is new; -1: it cannot be looked at, and errno says why. */
int piece_find(struct known_list *list, const char *path, enum piece_when when, struct piece *ret_piece);

void piece_free(struct piece *piece);

#endif

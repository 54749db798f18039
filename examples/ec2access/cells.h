/* SPDX-License-Identifier: MIT */
#ifndef CELLS_H
#define CELLS_H

#include "text.h"

#include <ec2access/ec2access.h>

/* A row's cells as people read them; all text is visible, nothing is cut. */
enum cell {
	CELL_START, CELL_END, CELL_INSTANCE, CELL_METHOD, CELL_WHO, CELL_FROM, CELL_SURFACE, CELL_OUTCOME,
	CELL_CONFIDENCE, CELL_FLAGS, CELL_DETAIL,
	CELLS
};

void cell_add(struct text *text, const ec2a_session *session, enum cell cell);

/* The row's time, "2023-09-04 05:56:04". */
void cell_add_time(struct text *text, const ec2a_session *session);

/* All that has no place on the first of two lines, as half a sentence. */
void cell_add_rest(struct text *text, const ec2a_session *session);

/* Denied and failed rows. */
int cell_is_refused(const ec2a_session *session);

#endif

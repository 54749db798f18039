/* SPDX-License-Identifier: MIT */
#ifndef FLEET_ROWS_H
#define FLEET_ROWS_H

#include <ec2access/ec2access.h>

#include <stddef.h>
#include <stdint.h>

/* Rows as they were told: what counts is the highest revision of each id. */
struct told {
	char *id, *text; /* text: the JSON line but for its revision; NULL: withdrawn */
	int64_t revision;
};

struct fleet_rows {
	struct told *told;
	size_t count, room;
};

void fleet_rows_add(struct fleet_rows *rows, const ec2a_session *session);

/* Leaves what counts, in order: only then can two be compared. */
void fleet_rows_settle(struct fleet_rows *rows);

/* How many rows are not the same in both; the first ones are printed. */
size_t fleet_rows_differ(const struct fleet_rows *stream, const struct fleet_rows *batch);

void fleet_rows_free(struct fleet_rows *rows);

#endif

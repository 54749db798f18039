/* SPDX-License-Identifier: MIT */
#ifndef STATE_H
#define STATE_H

#include "known.h"
#include "summary.h"

#include <ec2access/ec2access.h>

/* All that has to be known to go on after a restart. Without a file it is the same, and ends with the program. */
struct state {
	char *path; /* NULL: it is not kept */
	int lock;
	uint64_t size; /* of the file when it was saved last */
	struct known_list files;
	int has_newest;
	int64_t newest_us; /* latest time of a record */
	uint64_t counts[SUMMARY_COUNTERS];
	char *output; /* the file that rows are added to, and its size; NULL: none so far */
	uint64_t output_size;
	int closed; /* by --final: there is nothing to go on with */
	ec2a_correlator *correlator; /* what was closed has none when it is opened */
};

/* From the file if it is there, else new. Locks it: two programs cannot go on with one state. Ends the program where
 * the file is damaged or cannot be read; it never begins anew by itself. */
void state_open(struct state *state, const char *path, ec2a_config *config);

/* Replaces the file as a whole: whenever the program is killed, the file is the old one or the new one. */
void state_save(struct state *state);

void state_free(struct state *state);

#endif

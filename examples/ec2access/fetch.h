/* SPDX-License-Identifier: MIT */
#ifndef FETCH_H
#define FETCH_H

#include "options.h"
#include "folder.h"
#include "text.h"

#include <ec2access/ec2access.h>

/* What the parts of 'fetch' share. */
struct fetch {
	const struct options *options;
	ec2a_config *config;
	struct folder folder;
	int64_t since_us, until_us; /* wider than asked for by a day on both sides (CONTRACT, ruling 30) */
	uint64_t brought, there;    /* files: new ones, and those that were there */
	uint64_t bytes;             /* of the new ones, as they lie on the disk */
	uint64_t problems;
};

/* One INPUT. */
void fetch_history(struct fetch *fetch, const char *region);
void fetch_objects(struct fetch *fetch, const char *url);
/* The keys that a region's digests are signed with, as AWS tells them: public-keys/REGION.json. */
void fetch_public_keys(struct fetch *fetch, const char *region);

/* "ec2access: NAME: WHY" on standard error; one problem more. WHY may be NULL. */
void fetch_problem(struct fetch *fetch, const char *name, const char *why);

/* What is no problem, but must be known. */
void fetch_remark(const char *text);

/* The next input of a source: 1, or 0 at its end. What could not be listed is told. Ends the program when interrupted. */
int fetch_next(struct fetch *fetch, ec2a_source *source, ec2a_input **ret_input);

/* Put a file below the folder: 0, or -1, which is told. */
int fetch_put(struct fetch *fetch, const char *key, const void *data, size_t size);

/* All bytes of an input, as they are stored or inflated: 0, or -1, which is told. */
enum fetch_how { FETCH_STORED, FETCH_INFLATED };
int fetch_all(struct fetch *fetch, ec2a_input *input, enum fetch_how how, struct text *text);

/* Ends the program, with nothing half written, when it was interrupted. */
void fetch_interrupted(struct fetch *fetch);

/* Told from time to time: which input, and how much of it (thousandths; -1: not known). */
void fetch_progress(const struct fetch *fetch, const char *name, int covered);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef EC2A_MARKS_H
#define EC2A_MARKS_H

#include "buf.h"
#include "intern.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Flags of a row may rest on rows of other correlators (flags.h). What one of them knows is told in marks, each about one
 * thing, named by 16 bytes of a SHA-256:
 *
 *   about  u8 kind  i64 first  id[16]  u32 n  ...
 *
 *   of an instance and a caller   the first row, if any, and n seconds of denied attempts, i64 each
 *   of an instance and an address the first row
 *   of a pushed key               n instances, each u32 size and bytes; no row
 */
#define EC2A__MARK_ABOUT 16

/* Kinds, as flags.h names what rows that are let go leave behind. */
#define EC2A__MARK_PRINCIPAL 'p'
#define EC2A__MARK_ADDRESS   'a'
#define EC2A__MARK_KEY       'k'

struct ec2a__mark {
	unsigned char about[EC2A__MARK_ABOUT];
	unsigned char kind; /* EC2A__MARK_PRINCIPAL ... */
	unsigned char id[16];
	int64_t first; /* second of the first row, or EC2A__MARK_NONE */
	int64_t *denied;     /* sorted, once settled */
	uint32_t *instances; /* ids of texts, sorted by text, once settled */
	size_t n_denied, n_instances;
};

#define EC2A__MARK_NONE INT64_MAX

struct ec2a__marks {
	struct ec2a__mark *marks; /* sorted by `about`, each once, once settled */
	size_t n, cap;
	struct ec2a__intern text;
};

void ec2a__marks_init(struct ec2a__marks *marks);
void ec2a__marks_free(struct ec2a__marks *marks);

/* 0, EC2A_E_FORMAT, EC2A_E_NOMEM; on failure nothing was added. */
int ec2a__marks_add(struct ec2a__marks *marks, const void *bytes, size_t size);

/* One mark of all that are about one thing. 0 or EC2A_E_NOMEM; marks may be added and settled again. */
int ec2a__marks_settle(struct ec2a__marks *marks);

/* NULL: nothing is known of it. */
const struct ec2a__mark *ec2a__marks_find(const struct ec2a__marks *marks, const unsigned char *about);

/* The n-th instance, by name; NULL past the end. */
const char *ec2a__marks_instance(const struct ec2a__marks *marks, const struct ec2a__mark *mark, size_t index);

/* What a correlator tells: pairs of a thing and a row, sorted by the thing, then the row. */
struct ec2a__marked_row {
	unsigned char about[EC2A__MARK_ABOUT];
	unsigned char kind;
	uint32_t row;
};

struct ec2a__marked {
	struct ec2a__marked_row *rows;
	size_t n, cap, next;
	int listed;
	struct ec2a__buf out;
};

void ec2a__marked_free(struct ec2a__marked *marked);

#endif

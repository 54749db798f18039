/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SCAN_PROBLEM_H
#define EC2A_SCAN_PROBLEM_H

#include <stddef.h>
#include <stdint.h>

/* What a user is told about one input. */
struct ec2a__problem {
	const char *name; /* bytes of the input's name, for sorting; one of names */
	uint64_t byte;
	uint64_t record;
	int code;
	char *line;
};

/* A list of them. One input fills its own, which then moves to the scan's. */
struct ec2a__problems {
	struct ec2a__problem *items;
	size_t n, cap;
	char **names;
	size_t n_names, cap_names;
	uint64_t left_out; /* of the input that is being read */
};

#define EC2A__PROBLEMS_A_FILE 1000

void ec2a__problems_free(struct ec2a__problems *problems);

/* Where an input has trouble: record and byte are printed unless record is 0 and byte is EC2A__NO_PLACE. */
#define EC2A__NO_PLACE UINT64_MAX
/* "NAME: record N, byte B: SENTENCE". 0 or EC2A_E_NOMEM. */
int ec2a__problems_add(struct ec2a__problems *problems, const char *name, uint64_t record, uint64_t byte, int code,
		       const char *sentence);

/* The same of one record among many: over the maximum of a file it is only counted. */
int ec2a__problems_add_record(struct ec2a__problems *problems, const char *name, uint64_t record, uint64_t byte,
			      int code, const char *sentence);

/* A line that was made elsewhere, with the name in it. 0 or EC2A_E_NOMEM. */
int ec2a__problems_add_line(struct ec2a__problems *problems, const char *name, int code, const char *line);

/* Add the line that says how many were left out, if any. 0 or EC2A_E_NOMEM. */
int ec2a__problems_close(struct ec2a__problems *problems, const char *name);

/* Move all of one list to another; the first is empty then. EC2A_E_NOMEM: nothing was moved. */
int ec2a__problems_move(struct ec2a__problems *from, struct ec2a__problems *to);

/* By bytes of the name, then byte, record, and line. */
void ec2a__problems_sort(struct ec2a__problems *problems);

#endif

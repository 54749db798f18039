/* SPDX-License-Identifier: MIT */
#ifndef SUMMARY_H
#define SUMMARY_H

#include "text.h"

#include <ec2access/ec2access.h>
#include <stddef.h>
#include <stdint.h>

/* What the last lines of a table tell besides its rows. */
struct summary {
	uint64_t records, rejected, lines;
	uint64_t hidden; /* rows that the options left out */
	const char *coverage; /* the last line of all, or NULL */
};

/* "12 sessions, 2 attempts on 5 instances; ...", as one long line without its end. */
void summary_add(struct text *text, ec2a_session *const *rows, size_t n, const struct summary *summary);

/* "No access event matches; 7 records read, 0 rejected.": what stands in the place of a table without rows. */
void summary_print_none(const char *what, const ec2a_scan *scan);

/* Counters of scans, by #ec2a_counter; several scans are added up. */
#define SUMMARY_COUNTERS 32
void summary_count(uint64_t counts[SUMMARY_COUNTERS], const ec2a_scan *scan);

/* The counters as one JSON line on standard error. */
void summary_print_stats(const uint64_t counts[SUMMARY_COUNTERS], const ec2a_correlator *correlator);

#endif

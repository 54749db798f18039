/* SPDX-License-Identifier: MIT */
#ifndef RUN_H
#define RUN_H

#include "options.h"

#include <ec2access/ec2access.h>

/* What every command does: read all input into a correlator, say what could not be read, and how it ends. */
struct run {
	const struct options *options;
	ec2a_config *config;
	ec2a_scan *scan;
	ec2a_correlator *correlator; /* finished */
	ec2a_digest *digest;         /* of --verified, or NULL */
	int status;                  /* exit_status; EXIT_NOTHING: there is nothing to print */
};

/* A command that wants the events, too, gives a function and an ec2a_events; else NULL and 0. Ends the program
 * where nothing can be done. */
void run_read(struct run *run, const struct options *options, int wanted, ec2a_event_fn fn, void *user);

/* What the options say, for all that is made with it. */
ec2a_config *run_config(const struct options *options, int wanted);

/* The evidence is never written over: ends the program where -o names an input. */
void run_guard_inputs(const struct options *options);

/* After printing: the counters where they are asked for. Returns the exit status. */
int run_end(struct run *run);

/* What limits cost, if they did; but for those of which there were some before, as these counters say. */
#define RUN_DROPPED 2 /* EC2A_COUNT_ENDS_DROPPED, EC2A_COUNT_FAILURES_DROPPED */
void run_tell_dropped(const ec2a_correlator *correlator, const uint64_t told[RUN_DROPPED]);

/* Ends the program, with the library's sentence, when a call of it failed. */
void run_need(int result);

#endif

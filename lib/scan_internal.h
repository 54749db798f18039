/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SCAN_INTERNAL_H
#define EC2A_SCAN_INTERNAL_H

#include "scan_help.h"
#include "scan_problem.h"

#include <ec2access/ec2access.h>
#include <pthread.h>
#include <stdatomic.h>

#define EC2A__SCAN_QUEUE 1024 /* inputs listed ahead, so that progress knows what is to come */
#define EC2A__COUNTERS (EC2A_COUNT_FAILURES_DROPPED + 1)

struct ec2a_scan {
	ec2a_config *config;
	ec2a_source **sources;
	size_t n_sources, cap_sources;
	int threads;
	ec2a_progress_fn progress;
	void *progress_user;
	const ec2a_digest *digest; /* asked of every input; NULL: none */
	int proven_only;
	int ran;
	atomic_int cancelled; /* all that a signal handler touches */
	atomic_int failed;    /* EC2A_E_NOMEM met by any thread, or what the caller's function returned: all end */
	ec2a_correlator *correlator;

	/* Taking inputs: one thread at a time. */
	pthread_mutex_t list_lock;
	ec2a_input *queue[EC2A__SCAN_QUEUE];
	size_t queue_head, queue_len;
	size_t source; /* the one that is being listed */

	/* Giving to the correlator: one thread at a time. */
	pthread_mutex_t take_lock;

	/* Giving to the caller's function: one thread at a time. */
	pthread_mutex_t events_lock;
	ec2a_event_fn events;
	void *events_user;

	/* Counters and problems, and waking the caller of ec2a_scan_run(). */
	pthread_mutex_t sum_lock;
	pthread_cond_t ended;
	int running; /* workers */
	uint64_t counts[EC2A__COUNTERS];
	struct ec2a__problems problems;
	ec2a_coverage *coverage;

	/* Helping each other. */
	pthread_mutex_t help_lock;
	pthread_cond_t help_moved;
	int reading;                /* threads that may still get an input, or have one */
	struct ec2a__relay *asking; /* waits for one of the idle */
	atomic_int idle;

	atomic_uint_least64_t files_done, files_known, bytes_done;
};

/* Whether all threads should come to an end. */
int ec2a__scan_stops(ec2a_scan *scan);

/* The next input of all sources: 1, 0 at the end, or EC2A_E_NOMEM. Locks. */
int ec2a__scan_take(ec2a_scan *scan, ec2a_input **ret_input);

/* A thread's work: input after input until none is left. */
void ec2a__scan_work(ec2a_scan *scan);

/* How many processors this process may use, 1 to 1024. */
int ec2a__scan_processors(void);

#endif

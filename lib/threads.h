/* SPDX-License-Identifier: MIT */
#ifndef EC2A_THREADS_H
#define EC2A_THREADS_H

#include <pthread.h>

/* POSIX threads as the library uses them. */

#define EC2A__TICK_MS 100 /* how long a wait may go without asking whether it was cancelled, or telling of progress */

/* For ec2a__cond_tick(). 0 or EC2A_E_NOMEM. */
int ec2a__cond_init(pthread_cond_t *cond);

/* With the lock: wait until somebody signals, a tick at most, by a clock that nobody sets where the system has one for it. */
void ec2a__cond_tick(pthread_cond_t *cond, pthread_mutex_t *lock);

/* Start up to wanted threads: how many there are. All signals are blocked in them: the program's handlers run in its own. */
int ec2a__threads_start(pthread_t *threads, int wanted, void *(*run)(void *user), void *user);

#endif

/* SPDX-License-Identifier: MIT */
#include "threads.h"

#include <ec2access/ec2access.h>
#include <signal.h>
#include <time.h>

/* macOS cannot be told which clock a condition waits by. */
#ifdef __APPLE__
#define CLOCK CLOCK_REALTIME
#else
#define CLOCK CLOCK_MONOTONIC
#endif

int ec2a__cond_init(pthread_cond_t *cond)
{
	pthread_condattr_t attr;
	int bad;

	if (pthread_condattr_init(&attr) != 0)
		return EC2A_E_NOMEM;
#ifdef __APPLE__
	bad = 0;
#else
	bad = pthread_condattr_setclock(&attr, CLOCK) != 0;
#endif
	bad = bad || pthread_cond_init(cond, &attr) != 0;
	pthread_condattr_destroy(&attr);
	return bad ? EC2A_E_NOMEM : 0;
}

void ec2a__cond_tick(pthread_cond_t *cond, pthread_mutex_t *lock)
{
	struct timespec until;

	clock_gettime(CLOCK, &until);
	until.tv_nsec += EC2A__TICK_MS * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_nsec -= 1000000000L;
		until.tv_sec++;
	}
	pthread_cond_timedwait(cond, lock, &until);
}

int ec2a__threads_start(pthread_t *threads, int wanted, void *(*run)(void *user), void *user)
{
	sigset_t all, before;
	int n = 0;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	while (n < wanted && pthread_create(&threads[n], NULL, run, user) == 0)
		n++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return n;
}

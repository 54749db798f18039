/* SPDX-License-Identifier: MIT */
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE /* sched_getaffinity(): a container or taskset may leave us fewer than the machine has */
#endif

#include "scan_internal.h"

#include <sched.h>
#include <unistd.h>

#define THREADS_MAX 1024

int ec2a__scan_processors(void)
{
	long n = 0;

#ifdef __linux__
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		n = CPU_COUNT(&set);
#endif
	if (n < 1)
		n = sysconf(_SC_NPROCESSORS_ONLN);
	if (n < 1)
		n = 1;
	return n > THREADS_MAX ? THREADS_MAX : (int)n;
}

/* SPDX-License-Identifier: MIT */
#ifndef EC2A_OOM_H
#define EC2A_OOM_H

/*
 * Memory that runs out on demand, and what a test needs around it.
 *
 * oom_torture() runs a piece of work once as it is, and then again and again
 * with its first, second, third ... allocation failing: once by itself, once
 * with all that come after it. The work calls the library through AGAIN(), which
 * makes a call that was told EC2A_E_NOMEM a second time, with memory. What the
 * work writes down with oom_note() must be the same bytes each time.
 */
#include "test.h"

#include <ec2access/ec2access.h>
#include <stddef.h>
#include <stdint.h>

/* 0 where the linker cannot help: then there is nothing to test. */
int oom_possible(void);
/* Whether json-c, zlib and libcrypto meet failing allocations too, or the library's own calls only. */
int oom_everywhere(void);

/* From here on the n-th allocation of the process fails; onward: all after it, too. n 0: none, they are counted. */
void oom_arm(unsigned long n, int onward);
void oom_disarm(void);
/* 1: other libraries get what they ask for. The sanitizers' own code fails when a thread begins without memory. */
void oom_own_only(int only);
void oom_pause(void); /* for what the test itself asks of the system */
void oom_resume(void);
unsigned long oom_count(void); /* allocations since oom_arm() */
unsigned long oom_fired(void); /* of them, those that failed */
long oom_live(void);           /* blocks not freed; always 0 where that cannot be counted */

/* ---- what the work writes down (no memory is asked for) -------------------- */

void oom_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
void oom_mark(void);   /* what follows can be taken back */
void oom_forget(void); /* back to the mark */
void oom_note_bytes(const char *what, const void *data, size_t size); /* size and hash */

/* Told EC2A_E_NOMEM: is there a reason for it? Gives the memory back. */
void oom_met(const char *call, const char *file, int line);
void oom_twice(const char *call, const char *file, int line);

#define AGAIN(r, call) \
	do { \
		(r) = (call); \
		if ((r) == EC2A_E_NOMEM) { \
			oom_met(#call, __FILE__, __LINE__); \
			(r) = (call); \
			if ((r) == EC2A_E_NOMEM) \
				oom_twice(#call, __FILE__, __LINE__); \
		} \
	} while (0)

typedef void (*oom_work)(void *user);

/* name is for messages. onward: 0 only single failures, 1 both. */
void oom_torture(const char *name, oom_work work, void *user, int onward);

#endif

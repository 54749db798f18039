/* SPDX-License-Identifier: MIT */
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include <ec2access/ec2access.h>

/* Ctrl-C, and being asked to end. The first signal stops the scan; a second one does not wait for it. */
void interrupt_watch(ec2a_scan *scan);

/* The same for what checks a trail's digests. */
void interrupt_watch_digest(ec2a_digest *digest);

/* Or only lists a source: that is cancelled. NULL: not any more. */
void interrupt_watch_source(ec2a_source *source);

/* What is watched is going to be freed. */
void interrupt_forget(void);

/* Whether a signal came. */
int interrupt_came(void);

/* From now on the first signal is for the caller alone, who asks interrupt_came(). */
void interrupt_hold(void);

/* If a signal came: leave no partial output, and end by it. */
void interrupt_check(void);

#endif

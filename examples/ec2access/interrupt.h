/* SPDX-License-Identifier: MIT */
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include <ec2access/ec2access.h>

/* Ctrl-C, and being asked to end. The first signal stops the scan; a second one does not wait for it. */
void interrupt_watch(ec2a_scan *scan);

/* The scan is going to be freed. */
void interrupt_forget(void);

/* Whether a signal came. */
int interrupt_came(void);

/* If a signal came: leave no partial output, and end by it. */
void interrupt_check(void);

#endif

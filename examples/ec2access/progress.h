/* SPDX-License-Identifier: MIT */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "options.h"

#include <ec2access/ec2access.h>

/* Tell on standard error how far the scan is. */
void progress_watch(ec2a_scan *scan, enum progress kind);

void progress_watch_digest(ec2a_digest *digest, enum progress kind);

/* The last word: the bar is wiped off, the last JSON line is printed; it says whether all was read. */
void progress_end(int complete);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SPLIT_WHOLE_H
#define EC2A_SPLIT_WHOLE_H

#include "cpu.h"
#include "split_state.h"

/*
 * A short way through an object that is all there: 64 bytes at a time instead
 * of one. It never decides what is broken, too deep or Python's text; where
 * something is out of the ordinary it says so, and the scanner (split_scan.c)
 * looks at the object from its beginning. So it changes the time only.
 *
 * It looks at most at a block more than the scanner would before that stopped:
 * otherwise lines that break early would be read again and again.
 */
enum ec2a__whole_result {
	EC2A__WHOLE_UNDECIDED = 0, /* for the scanner */
	EC2A__WHOLE_END,           /* as EC2A__SCAN_END: pos and members are set */
	EC2A__WHOLE_MORE           /* nothing is wrong with it, but it does not end here */
};

/* The scan was just begun at the '{' at its start; its settings count, and what does not fit in cap_members
 * is UNDECIDED. Nothing at or behind end is read; end lies behind start. */
typedef int ec2a__whole_fn(struct ec2a__scan *scan, const char *data, size_t end);

ec2a__whole_fn ec2a__whole_portable;
#if EC2A__HAS_X86
ec2a__whole_fn ec2a__whole_sse2, ec2a__whole_avx2, ec2a__whole_avx512;
#endif
#if EC2A__HAS_NEON
ec2a__whole_fn ec2a__whole_neon;
#endif

/* split_whole.c: the one for an ec2a__cpu that runs here, AUTO among them; NULL for BYTES. */
ec2a__whole_fn *ec2a__whole_for(int cpu);

#endif

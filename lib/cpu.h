/* SPDX-License-Identifier: MIT */
#ifndef EC2A_CPU_H
#define EC2A_CPU_H

/*
 * The instruction sets that hot loops are written for, fastest first within a
 * machine's kind. The two last need nothing special: PORTABLE is plain C, 64
 * bytes at a time, and BYTES is the loop that goes by single bytes, which the
 * others are tested against.
 */
enum ec2a__cpu {
	EC2A__CPU_AUTO = 0, /* the fastest that this machine has */
	EC2A__CPU_AVX512,
	EC2A__CPU_AVX2,
	EC2A__CPU_SSE2,
	EC2A__CPU_NEON,
	EC2A__CPU_PORTABLE,
	EC2A__CPU_BYTES,
	EC2A__CPUS
};

#if defined(__x86_64__) && defined(__GNUC__)
#define EC2A__HAS_X86 1
#else
#define EC2A__HAS_X86 0
#endif

#if defined(__aarch64__) && defined(__ARM_NEON) && defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define EC2A__HAS_NEON 1
#else
#define EC2A__HAS_NEON 0
#endif

/* The number of a name, "auto" among them, or -1. */
int ec2a__cpu_of(const char *name);

const char *ec2a__cpu_text(int cpu);

/* Whether this machine can run it. */
int ec2a__cpu_runs(int cpu);

/* What AUTO stands for here; others stay as they are. */
int ec2a__cpu_chosen(int cpu);

#endif

/* SPDX-License-Identifier: MIT */
#include "cpu.h"

#include <ec2access/ec2access.h>
#include <string.h>

static int always(void)
{
	return 1;
}

#if !EC2A__HAS_X86 || !EC2A__HAS_NEON
static int never(void)
{
	return 0;
}
#endif

#if EC2A__HAS_X86
/* These builtins also ask whether the system saves the wide registers. */
static int has_avx2(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
	       __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("pclmul");
}

static int has_avx512(void)
{
	return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
}
#define ON_X86(function) function
#else
#define ON_X86(function) never
#endif

#if EC2A__HAS_NEON
#define ON_NEON(function) function
#else
#define ON_NEON(function) never
#endif

static const struct {
	const char *name;
	int (*runs)(void);
} cpus[EC2A__CPUS] = {
	[EC2A__CPU_AUTO] = { "auto", always },
	[EC2A__CPU_AVX512] = { "avx512", ON_X86(has_avx512) },
	[EC2A__CPU_AVX2] = { "avx2", ON_X86(has_avx2) },
	[EC2A__CPU_SSE2] = { "sse2", ON_X86(always) },
	[EC2A__CPU_NEON] = { "neon", ON_NEON(always) },
	[EC2A__CPU_PORTABLE] = { "portable", always },
	[EC2A__CPU_BYTES] = { "bytes", always },
};

int ec2a__cpu_of(const char *name)
{
	for (int cpu = 0; cpu < EC2A__CPUS; cpu++)
		if (strcmp(name, cpus[cpu].name) == 0)
			return cpu;
	return -1;
}

const char *ec2a__cpu_text(int cpu)
{
	return cpus[cpu].name;
}

int ec2a__cpu_runs(int cpu)
{
	return cpus[cpu].runs();
}

int ec2a__cpu_chosen(int cpu)
{
	if (cpu != EC2A__CPU_AUTO)
		return cpu;
	do
		cpu++;
	while (!ec2a__cpu_runs(cpu));
	return cpu;
}

const char *ec2a_cpu_name(size_t index)
{
	for (int cpu = EC2A__CPU_AUTO + 1; cpu < EC2A__CPUS; cpu++)
		if (ec2a__cpu_runs(cpu) && index-- == 0)
			return cpus[cpu].name;
	return NULL;
}

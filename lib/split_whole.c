/* SPDX-License-Identifier: MIT */
#include "split_whole.h"

static ec2a__whole_fn *const kinds[EC2A__CPUS] = {
#if EC2A__HAS_X86
	[EC2A__CPU_AVX512] = ec2a__whole_avx512,
	[EC2A__CPU_AVX2] = ec2a__whole_avx2,
	[EC2A__CPU_SSE2] = ec2a__whole_sse2,
#endif
#if EC2A__HAS_NEON
	[EC2A__CPU_NEON] = ec2a__whole_neon,
#endif
	[EC2A__CPU_PORTABLE] = ec2a__whole_portable,
};

ec2a__whole_fn *ec2a__whole_for(int cpu)
{
	return kinds[ec2a__cpu_chosen(cpu)];
}

/* SPDX-License-Identifier: MIT */
/*
 * The ways through the library that give the same result, forced from outside: EC2ACCESS_CPU names the instructions
 * of every splitter that asks for none, EC2ACCESS_INFLATER the engine (isal, zlib) that is there alone. The linker's
 * --wrap leads the library's own calls here, so that what is tested is the library as it is, which knows no such
 * environment. Where EC2ACCESS_RAN names a file, a line at its end tells what ran:
 *
 *	auto KIND SPLITTERS   that asked for none, and went by these
 *	named KIND SPLITTERS  that asked for these
 *	ran KIND OBJECTS      that went through them
 *	inflated ENGINE CALLS
 */
#include "inflate_engine.h"
#include "split_whole.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

ec2a__whole_fn *__real_ec2a__whole_for(int cpu);
ec2a__whole_fn *__wrap_ec2a__whole_for(int cpu);
const struct ec2a__engine *__real_ec2a__engine_isal(void);
const struct ec2a__engine *__wrap_ec2a__engine_isal(void);
const struct ec2a__engine *__real_ec2a__engine_zlib(void);
const struct ec2a__engine *__wrap_ec2a__engine_zlib(void);

enum inflater {
	ISAL = 0,
	ZLIB,
	INFLATERS
};

static int forced_cpu; /* an ec2a__cpu */
static int no_isal;
static const char *told_to; /* the file */
static atomic_ulong asked[EC2A__CPUS], named[EC2A__CPUS], ran[EC2A__CPUS], inflated[INFLATERS];
static struct ec2a__engine counted[INFLATERS];

static void refuse(const char *name, const char *value)
{
	fprintf(stderr, "%s: not here: %s\n", name, value);
	abort();
}

static const char *setting(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/* ---- instructions ------------------------------------------------------------- */

#define COUNTED(cpu, name) \
	static int run_##name(struct ec2a__scan *scan, const char *data, size_t end) \
	{ \
		atomic_fetch_add_explicit(&ran[cpu], 1, memory_order_relaxed); \
		return ec2a__whole_##name(scan, data, end); \
	}

COUNTED(EC2A__CPU_PORTABLE, portable)
#if EC2A__HAS_X86
COUNTED(EC2A__CPU_AVX512, avx512)
COUNTED(EC2A__CPU_AVX2, avx2)
COUNTED(EC2A__CPU_SSE2, sse2)
#endif
#if EC2A__HAS_NEON
COUNTED(EC2A__CPU_NEON, neon)
#endif

static ec2a__whole_fn *counted_for(int cpu)
{
	ec2a__whole_fn *kind = __real_ec2a__whole_for(cpu);

#if EC2A__HAS_X86
	if (kind == ec2a__whole_avx512)
		return run_avx512;
	if (kind == ec2a__whole_avx2)
		return run_avx2;
	if (kind == ec2a__whole_sse2)
		return run_sse2;
#endif
#if EC2A__HAS_NEON
	if (kind == ec2a__whole_neon)
		return run_neon;
#endif
	return kind == ec2a__whole_portable ? run_portable : kind;
}

ec2a__whole_fn *__wrap_ec2a__whole_for(int cpu)
{
	if (cpu == EC2A__CPU_AUTO) {
		cpu = ec2a__cpu_chosen(forced_cpu);
		atomic_fetch_add_explicit(&asked[cpu], 1, memory_order_relaxed);
	} else {
		atomic_fetch_add_explicit(&named[cpu], 1, memory_order_relaxed);
	}
	return told_to ? counted_for(cpu) : __real_ec2a__whole_for(cpu);
}

/* ---- engines ------------------------------------------------------------------ */

static int run_isal(void *state, struct ec2a__deflated *data)
{
	atomic_fetch_add_explicit(&inflated[ISAL], 1, memory_order_relaxed);
	return __real_ec2a__engine_isal()->run(state, data);
}

static int run_zlib(void *state, struct ec2a__deflated *data)
{
	atomic_fetch_add_explicit(&inflated[ZLIB], 1, memory_order_relaxed);
	return __real_ec2a__engine_zlib()->run(state, data);
}

const struct ec2a__engine *__wrap_ec2a__engine_isal(void)
{
	return no_isal || !__real_ec2a__engine_isal() ? NULL : &counted[ISAL];
}

const struct ec2a__engine *__wrap_ec2a__engine_zlib(void)
{
	return &counted[ZLIB];
}

/* ---- the program's begin and end ---------------------------------------------- */

__attribute__((constructor)) static void begin(void)
{
	const char *cpu = setting("EC2ACCESS_CPU"), *inflater = setting("EC2ACCESS_INFLATER");
	const struct ec2a__engine *isal = __real_ec2a__engine_isal();

	told_to = setting("EC2ACCESS_RAN");
	forced_cpu = cpu ? ec2a__cpu_of(cpu) : EC2A__CPU_AUTO;
	if (cpu && (forced_cpu < 0 || !ec2a__cpu_runs(forced_cpu)))
		forced_cpu = EC2A__CPU_AUTO; /* whoever reads it says so; what ran is told */
	no_isal = inflater && strcmp(inflater, "zlib") == 0;
	if (inflater && !no_isal && (strcmp(inflater, "isal") != 0 || !isal))
		refuse("EC2ACCESS_INFLATER", inflater);
	if (isal)
		counted[ISAL] = *isal;
	counted[ISAL].run = run_isal;
	counted[ZLIB] = *__real_ec2a__engine_zlib();
	counted[ZLIB].run = run_zlib;
}

static void tell(int file, const char *what, const char *kind, unsigned long count)
{
	char line[80];
	int size = snprintf(line, sizeof(line), "%s %s %lu\n", what, kind, count);

	if (count && write(file, line, (size_t)size) != size)
		abort();
}

__attribute__((destructor)) static void end(void)
{
	int file = told_to ? open(told_to, O_WRONLY | O_CREAT | O_APPEND, 0666) : -1;

	if (file < 0)
		return;
	for (int cpu = 0; cpu < EC2A__CPUS; cpu++) {
		tell(file, "auto", ec2a__cpu_text(cpu), atomic_load(&asked[cpu]));
		tell(file, "named", ec2a__cpu_text(cpu), atomic_load(&named[cpu]));
		tell(file, "ran", ec2a__cpu_text(cpu), atomic_load(&ran[cpu]));
	}
	tell(file, "inflated", "isal", atomic_load(&inflated[ISAL]));
	tell(file, "inflated", "zlib", atomic_load(&inflated[ZLIB]));
	close(file);
}

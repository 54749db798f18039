/* SPDX-License-Identifier: MIT */
/*
 * Two ways into every allocation. The linker's --wrap leads the calls of the
 * library's own objects here. Where the C library's allocator (or that of a
 * sanitizer) can be called by another name, malloc() itself is defined here as
 * well, and shared libraries meet it: json-c, zlib, libcrypto, the C library.
 */
#include "oom.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>

static atomic_int armed;
static atomic_ulong counted, fired;
static unsigned long fail_at;
static int fail_onward;
static atomic_long live;
static int own_only;

void oom_arm(unsigned long n, int onward)
{
	fail_at = n;
	fail_onward = onward;
	atomic_store(&counted, 0);
	atomic_store(&fired, 0);
	atomic_store(&armed, 1);
}

void oom_disarm(void)
{
	atomic_store(&armed, 0);
}

void oom_own_only(int only)
{
	own_only = only;
}

static int paused;

void oom_pause(void)
{
	paused = atomic_exchange(&armed, 0);
}

void oom_resume(void)
{
	atomic_store(&armed, paused);
}

unsigned long oom_count(void)
{
	return atomic_load(&counted);
}

unsigned long oom_fired(void)
{
	return atomic_load(&fired);
}

long oom_live(void)
{
	return atomic_load(&live);
}

#ifdef EC2A_OOM_WRAP

int oom_possible(void)
{
	return 1;
}

static int fails(int foreign)
{
	unsigned long n;

	if (!atomic_load(&armed) || (foreign && own_only))
		return 0;
	n = atomic_fetch_add(&counted, 1) + 1;
	if (!fail_at || n < fail_at || (n > fail_at && !fail_onward))
		return 0;
	atomic_fetch_add(&fired, 1);
	errno = ENOMEM;
	return 1;
}

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);

#ifdef EC2A_OOM_BASE
#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_(a, b)
#define BASE(name) PASTE(EC2A_OOM_BASE, name)
#else
#define BASE(name) __real_##name
#endif

void *BASE(malloc)(size_t size);
void *BASE(calloc)(size_t count, size_t size);
void *BASE(realloc)(void *memory, size_t size);

static void *get(size_t size, int foreign)
{
	void *memory = fails(foreign) ? NULL : BASE(malloc)(size);

	if (memory)
		atomic_fetch_add(&live, 1);
	return memory;
}

static void *get_zeroed(size_t count, size_t size, int foreign)
{
	void *memory = fails(foreign) ? NULL : BASE(calloc)(count, size);

	if (memory)
		atomic_fetch_add(&live, 1);
	return memory;
}

static void *get_more(void *memory, size_t size, int foreign)
{
	void *grown = fails(foreign) ? NULL : BASE(realloc)(memory, size);

	if (grown && !memory)
		atomic_fetch_add(&live, 1);
	return grown;
}

void *__wrap_malloc(size_t size)
{
	return get(size, 0);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return get_zeroed(count, size, 0);
}

void *__wrap_realloc(void *memory, size_t size)
{
	return get_more(memory, size, 0);
}

#ifdef EC2A_OOM_BASE

int oom_everywhere(void)
{
	return 1;
}

#define INTERPOSED __attribute__((visibility("default")))

INTERPOSED void *malloc(size_t size);
INTERPOSED void *calloc(size_t count, size_t size);
INTERPOSED void *realloc(void *memory, size_t size);
INTERPOSED void free(void *memory);
void BASE(free)(void *memory);

void *malloc(size_t size)
{
	return get(size, 1);
}

void *calloc(size_t count, size_t size)
{
	return get_zeroed(count, size, 1);
}

void *realloc(void *memory, size_t size)
{
	return get_more(memory, size, 1);
}

void free(void *memory)
{
	if (memory)
		atomic_fetch_sub(&live, 1);
	BASE(free)(memory);
}

#else

int oom_everywhere(void)
{
	return 0;
}

#endif
#else /* no --wrap */

int oom_possible(void)
{
	return 0;
}

int oom_everywhere(void)
{
	return 0;
}

#endif

/* ---- notes ------------------------------------------------------------------- */

#define NOTES ((size_t)8 << 20)

static char notes[2][NOTES]; /* as it should be, and of this run */
static size_t lengths[2], marked;
static int page;

void oom_mark(void)
{
	marked = lengths[page];
}

void oom_forget(void)
{
	lengths[page] = marked;
}

void oom_note(const char *format, ...)
{
	size_t *length = &lengths[page];
	va_list arguments;
	int written;

	va_start(arguments, format);
	written = vsnprintf(notes[page] + *length, NOTES - *length, format, arguments);
	va_end(arguments);
	if (written < 0 || (size_t)written >= NOTES - *length)
		abort(); /* more room, please */
	*length += (size_t)written;
}

void oom_note_bytes(const char *what, const void *data, size_t size)
{
	const unsigned char *bytes = data;
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ bytes[i]) * UINT64_C(1099511628211);
	oom_note("%s %zu %016llx\n", what, size, (unsigned long long)hash);
}

/* ---- torture ------------------------------------------------------------------- */

static unsigned long met; /* EC2A_E_NOMEM in this run */

static void complain(const char *what, const char *call, const char *file, int line)
{
	fprintf(stderr, "%s:%d: %s: %s (allocation %lu%s)\n", file, line, call, what, fail_at,
		fail_onward ? " and all after it" : "");
	CU_FAIL("see above");
}

void oom_met(const char *call, const char *file, int line)
{
	oom_disarm();
	met++;
	if (!oom_fired())
		complain("EC2A_E_NOMEM, but memory was there", call, file, line);
}

void oom_twice(const char *call, const char *file, int line)
{
	complain("does not work when called again", call, file, line);
}

static void show_difference(const char *name)
{
	size_t at = 0, from, i;

	while (at < lengths[0] && at < lengths[1] && notes[0][at] == notes[1][at])
		at++;
	for (from = at; from && notes[0][from - 1] != '\n'; from--)
		;
	fprintf(stderr, "%s: allocation %lu%s failed, and the result differs from byte %zu on:\n", name, fail_at,
		fail_onward ? " and all after it" : "", at);
	for (i = 0; i < 2; i++)
		fprintf(stderr, "  %s: %.300s\n", i ? "got " : "want", notes[i] + (from < lengths[i] ? from : lengths[i]));
}

/* One run; how many blocks it left behind. */
static long run_once(oom_work work, void *user, unsigned long n, int onward)
{
	long before = oom_live();

	lengths[page] = 0;
	notes[page][0] = '\0';
	met = 0;
	oom_arm(n, onward);
	work(user);
	oom_disarm();
	return oom_live() - before;
}

/* A library may keep a block for ever after its first failure; what the same failure leaves twice is a leak. */
static void check_leak(const char *name, oom_work work, void *user, long left)
{
#if defined(EC2A_OOM_BASE) && !defined(EC2A_OOM_SANITIZED) /* there the sanitizer looks */
	if (left > 0)
		left = run_once(work, user, fail_at, fail_onward);
	if (left <= 0)
		return;
	fprintf(stderr, "%s: %ld blocks were not freed (allocation %lu%s)\n", name, left, fail_at,
		fail_onward ? " and all after it" : "");
	CU_FAIL("leak");
#else
	(void)name, (void)work, (void)user, (void)left;
#endif
}

static unsigned long run_all(const char *name, oom_work work, void *user, int onward)
{
	unsigned long n, told = 0, bad = 0;

	page = 1;
	for (n = 1; bad < 5; n++) {
		long left = run_once(work, user, n, onward);

		if (!oom_fired())
			break;
		told += met;
		if (lengths[0] != lengths[1] || memcmp(notes[0], notes[1], lengths[0]) != 0) {
			show_difference(name);
			CU_FAIL("the result differs");
			bad++;
		}
		check_leak(name, work, user, left);
	}
	return told;
}

void oom_torture(const char *name, oom_work work, void *user, int onward)
{
	unsigned long allocations, failures;

	page = 0;
	run_once(work, user, 0, 0); /* what libraries make once for ever is made here */
	run_once(work, user, 0, 0);
	CU_ASSERT(lengths[0] > 0);
	allocations = oom_count();
	CU_ASSERT(allocations > 0);
	failures = run_all(name, work, user, 0);
	/* Most failures must be told; only a few calls can do without what they asked for. */
	CU_ASSERT(failures * 2 > allocations);
	if (onward)
		run_all(name, work, user, 1);
	page = 0;
}

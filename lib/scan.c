/* SPDX-License-Identifier: MIT */
#include "scan_internal.h"

#include "act.h"
#include "coverage.h"
#include "mem.h"
#include "settings.h"
#include "source.h"
#include "threads.h"

static int locks_init(ec2a_scan *scan)
{
	pthread_mutex_t *const locks[] = { &scan->list_lock, &scan->take_lock, &scan->events_lock, &scan->sum_lock,
					   &scan->help_lock };
	size_t n = 0;
	int bad = 0;

	while (!bad && n < sizeof(locks) / sizeof(locks[0])) {
		bad = pthread_mutex_init(locks[n], NULL) != 0;
		n += !bad;
	}
	bad = bad || ec2a__cond_init(&scan->ended) < 0;
	if (!bad && ec2a__cond_init(&scan->help_moved) < 0) {
		pthread_cond_destroy(&scan->ended);
		bad = 1;
	}
	while (bad && n)
		pthread_mutex_destroy(locks[--n]);
	return bad ? EC2A_E_NOMEM : 0;
}

EC2A_API int ec2a_scan_new(ec2a_config *config, ec2a_scan **ret_scan)
{
	ec2a_scan *scan;

	if (!ret_scan)
		return EC2A_E_ARG;
	scan = ec2a__calloc(1, sizeof(*scan));
	if (!scan)
		return EC2A_E_NOMEM;
	if (ec2a__coverage_new(config, &scan->coverage) < 0 || locks_init(scan) < 0) {
		ec2a_coverage_free(scan->coverage);
		ec2a__free(scan);
		return EC2A_E_NOMEM;
	}
	scan->config = ec2a__config_use(config);
	*ret_scan = scan;
	return 0;
}

EC2A_API void ec2a_scan_free(ec2a_scan *scan)
{
	if (!scan)
		return;
	for (; scan->queue_len; scan->queue_len--) {
		ec2a_input_free(scan->queue[scan->queue_head]);
		scan->queue_head = (scan->queue_head + 1) % EC2A__SCAN_QUEUE;
	}
	for (size_t i = 0; i < scan->n_sources; i++)
		ec2a_source_free(scan->sources[i]);
	ec2a__free(scan->sources);
	ec2a__problems_free(&scan->problems);
	ec2a_coverage_free(scan->coverage);
	ec2a_config_unref(scan->config);
	pthread_cond_destroy(&scan->help_moved);
	pthread_cond_destroy(&scan->ended);
	pthread_mutex_destroy(&scan->help_lock);
	pthread_mutex_destroy(&scan->sum_lock);
	pthread_mutex_destroy(&scan->events_lock);
	pthread_mutex_destroy(&scan->take_lock);
	pthread_mutex_destroy(&scan->list_lock);
	ec2a__free(scan);
}

EC2A_API int ec2a_scan_add(ec2a_scan *scan, ec2a_source *source)
{
	if (!scan || !source)
		return EC2A_E_ARG;
	if (scan->ran)
		return EC2A_E_STATE;
	if (scan->n_sources == scan->cap_sources) {
		size_t cap = scan->cap_sources ? scan->cap_sources * 2 : 8;
		ec2a_source **sources = ec2a__realloc_array(scan->sources, cap, sizeof(ec2a_source *));

		if (!sources)
			return EC2A_E_NOMEM;
		scan->sources = sources;
		scan->cap_sources = cap;
	}
	scan->sources[scan->n_sources++] = source;
	return 0;
}

EC2A_API int ec2a_scan_set_threads(ec2a_scan *scan, int threads)
{
	if (!scan || threads < 0 || threads > 1024)
		return EC2A_E_ARG;
	if (scan->ran)
		return EC2A_E_STATE;
	scan->threads = threads;
	return 0;
}

EC2A_API int ec2a_scan_set_progress(ec2a_scan *scan, ec2a_progress_fn progress, void *user)
{
	if (!scan)
		return EC2A_E_ARG;
	if (scan->ran)
		return EC2A_E_STATE;
	scan->progress = progress;
	scan->progress_user = user;
	return 0;
}

EC2A_API int ec2a_scan_set_events(ec2a_scan *scan, ec2a_event_fn events, void *user)
{
	if (!scan)
		return EC2A_E_ARG;
	if (scan->ran)
		return EC2A_E_STATE;
	scan->events = events;
	scan->events_user = user;
	return 0;
}

static void *thread_main(void *user)
{
	ec2a_scan *scan = user;

	ec2a__scan_work(scan);
	pthread_mutex_lock(&scan->sum_lock);
	scan->running--;
	pthread_cond_signal(&scan->ended);
	pthread_mutex_unlock(&scan->sum_lock);
	return NULL;
}

static int start_threads(ec2a_scan *scan, pthread_t *threads, int wanted)
{
	int n;

	pthread_mutex_lock(&scan->sum_lock);
	n = ec2a__threads_start(threads, wanted, thread_main, scan);
	scan->running = n;
	pthread_mutex_unlock(&scan->sum_lock);
	return n;
}

static void tell(ec2a_scan *scan)
{
	if (scan->progress)
		scan->progress(atomic_load(&scan->files_done), atomic_load(&scan->files_known),
			       atomic_load(&scan->bytes_done), scan->progress_user);
}

/* A signal handler only sets the flag; the inputs, one of which may wait for a pipe, are told here. */
static void pass_on_cancelling(ec2a_scan *scan)
{
	if (!ec2a__scan_stops(scan))
		return;
	for (size_t i = 0; i < scan->n_sources; i++)
		ec2a_source_cancel(scan->sources[i]);
	ec2a__help_wake(scan);
}

static void wait_for_threads(ec2a_scan *scan)
{
	int running;

	do {
		pthread_mutex_lock(&scan->sum_lock);
		if (scan->running)
			ec2a__cond_tick(&scan->ended, &scan->sum_lock);
		running = scan->running;
		pthread_mutex_unlock(&scan->sum_lock);
		pass_on_cancelling(scan);
		if (running)
			tell(scan);
	} while (running);
}

/* The year of lines that have none goes by the newest record of any kind (ruling 12). */
static void tell_newest(ec2a_scan *scan)
{
	uint64_t places = ec2a_coverage_count(scan->coverage, EC2A_COVERAGE_PLACES);
	int64_t last;

	for (size_t i = 0; i < places; i++)
		if (ec2a_coverage_int(scan->coverage, i, EC2A_COVERAGE_LAST, &last) == 1)
			ec2a__correlator_see(scan->correlator, last);
}

EC2A_API int ec2a_scan_run(ec2a_scan *scan, ec2a_correlator *correlator)
{
	pthread_t *threads;
	int wanted, n;

	if (!scan || !correlator)
		return EC2A_E_ARG;
	if (scan->ran || ec2a__correlator_is_finished(correlator))
		return EC2A_E_STATE;
	wanted = scan->threads ? scan->threads : ec2a__scan_processors();
	threads = ec2a__calloc((size_t)wanted, sizeof(*threads));
	if (!threads)
		return EC2A_E_NOMEM;
	scan->ran = 1;
	scan->correlator = correlator;
	n = start_threads(scan, threads, wanted);
	if (n == 0)
		ec2a__scan_work(scan); /* a system without threads left still gets its answer */
	wait_for_threads(scan);
	for (int i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	ec2a__free(threads);
	tell_newest(scan);
	tell(scan);
	ec2a__problems_sort(&scan->problems);
	scan->correlator = NULL;
	if (atomic_load(&scan->failed))
		return atomic_load(&scan->failed);
	return atomic_load(&scan->cancelled) ? EC2A_E_CANCELLED : 0;
}

EC2A_API void ec2a_scan_cancel(ec2a_scan *scan)
{
	if (scan)
		atomic_store(&scan->cancelled, 1);
}

EC2A_API uint64_t ec2a_scan_count(const ec2a_scan *scan, int counter)
{
	return counter > 0 && counter < EC2A__COUNTERS ? scan->counts[counter] : 0;
}

EC2A_API const ec2a_coverage *ec2a_scan_coverage(const ec2a_scan *scan)
{
	return scan->coverage;
}

/* Of the sources that know it; the others are told by their files alone. */
EC2A_API int ec2a_scan_covered(const ec2a_scan *scan)
{
	uint64_t parts = 0, covered = 0;

	for (size_t i = 0; i < scan->n_sources; i++) {
		parts += atomic_load(&scan->sources[i]->origin->parts);
		covered += atomic_load(&scan->sources[i]->origin->covered);
	}
	return parts ? (int)(covered / parts) : -1;
}

EC2A_API size_t ec2a_scan_problem_count(const ec2a_scan *scan)
{
	return scan->problems.n;
}

EC2A_API const char *ec2a_scan_problem(const ec2a_scan *scan, size_t index)
{
	return index < scan->problems.n ? scan->problems.items[index].line : NULL;
}

EC2A_API int ec2a_scan_problem_code(const ec2a_scan *scan, size_t index)
{
	return index < scan->problems.n ? scan->problems.items[index].code : 0;
}

EC2A_API const char *ec2a_scan_problem_name(const ec2a_scan *scan, size_t index)
{
	return index < scan->problems.n ? scan->problems.items[index].name : NULL;
}

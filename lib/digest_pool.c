/* SPDX-License-Identifier: MIT */
/* Threads that share a list of work; what they make stands at each one's own place, so their number does not show. */
#include "digest_state.h"

#include "mem.h"
#include "scan_internal.h"
#include "settings.h"
#include "threads.h"

struct pool {
	ec2a_digest *digest;
	const struct ec2a__digest_work *work;
	atomic_size_t next;
	pthread_mutex_t lock;
	pthread_cond_t ended;
	int running;
};

int ec2a__digest_stops(const ec2a_digest *digest)
{
	return atomic_load(&digest->cancelled) || atomic_load(&digest->failed);
}

static void work_on(struct pool *pool)
{
	struct ec2a__digest_tools tools = { 0 };
	size_t index;
	int r = 0;

	while (r == 0 && !ec2a__digest_stops(pool->digest) &&
	       (index = atomic_fetch_add(&pool->next, 1)) < pool->work->count)
		r = pool->work->work(pool->digest, &tools, index, pool->work->user);
	if (r < 0)
		atomic_store(&pool->digest->failed, r);
	ec2a__digest_tools_free(&tools);
}

static void *thread_main(void *user)
{
	struct pool *pool = user;

	work_on(pool);
	pthread_mutex_lock(&pool->lock);
	pool->running--;
	pthread_cond_signal(&pool->ended);
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

static int start(struct pool *pool, pthread_t *threads, int wanted)
{
	int n;

	pthread_mutex_lock(&pool->lock);
	n = ec2a__threads_start(threads, wanted, thread_main, pool);
	pool->running = n;
	pthread_mutex_unlock(&pool->lock);
	return n;
}

static void tell(const ec2a_digest *digest)
{
	if (digest->progress)
		digest->progress(atomic_load(&digest->files_done), digest->files_known, atomic_load(&digest->bytes_done),
				 digest->progress_user);
}

static void wait(struct pool *pool)
{
	int running;

	do {
		pthread_mutex_lock(&pool->lock);
		if (pool->running)
			ec2a__cond_tick(&pool->ended, &pool->lock);
		running = pool->running;
		pthread_mutex_unlock(&pool->lock);
		tell(pool->digest);
	} while (running);
}

static int locks_init(struct pool *pool)
{
	if (pthread_mutex_init(&pool->lock, NULL) != 0)
		return EC2A_E_NOMEM;
	if (ec2a__cond_init(&pool->ended) == 0)
		return 0;
	pthread_mutex_destroy(&pool->lock);
	return EC2A_E_NOMEM;
}

static int result(const ec2a_digest *digest)
{
	int failed = atomic_load(&digest->failed);

	return failed ? failed : atomic_load(&digest->cancelled) ? EC2A_E_CANCELLED : 0;
}

static int wanted_threads(const ec2a_digest *digest, size_t count)
{
	int wanted = digest->threads ? digest->threads : ec2a__scan_processors();
	int connections = (int)ec2a__config_int(digest->config, EC2A_OPT_CONNECTIONS);

	/* Who asks a bucket mostly waits. */
	for (size_t i = 0; !digest->threads && wanted < connections && i < digest->n_stores; i++)
		if (digest->stores[i].bucket)
			wanted = connections;
	return count < (size_t)wanted ? (int)count : wanted;
}

int ec2a__digest_pool(ec2a_digest *digest, const struct ec2a__digest_work *work)
{
	int wanted = wanted_threads(digest, work->count), n;
	struct pool pool = { .digest = digest, .work = work };
	pthread_t *threads;

	if (!work->count)
		return result(digest);
	threads = ec2a__calloc((size_t)wanted, sizeof(*threads));
	if (!threads || locks_init(&pool) < 0) {
		ec2a__free(threads);
		return EC2A_E_NOMEM;
	}
	n = start(&pool, threads, wanted);
	if (n == 0)
		work_on(&pool); /* a system without threads left still gets its answer */
	wait(&pool);
	for (int i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	pthread_cond_destroy(&pool.ended);
	pthread_mutex_destroy(&pool.lock);
	ec2a__free(threads);
	return result(digest);
}

/* SPDX-License-Identifier: MIT */
#include "rate.h"

#include "test.h"

#include <ec2access/ec2access.h>
#include <pthread.h>

/* Turns are a gap apart, whoever asks, and however many at once. */
static void test_turns(void)
{
	struct ec2a__rate rate;

	ec2a__rate_init(&rate, 500);
	EQ_INT(ec2a__rate_take(&rate, 1000), 0);
	EQ_INT(ec2a__rate_take(&rate, 1000), 500);
	EQ_INT(ec2a__rate_take(&rate, 1100), 900);
	EQ_INT(ec2a__rate_take(&rate, 2400), 100);
	/* What nobody used is gone: no burst follows a silence. */
	EQ_INT(ec2a__rate_take(&rate, 60000), 0);
	EQ_INT(ec2a__rate_take(&rate, 60000), 500);
}

static void test_clock_before_zero(void)
{
	struct ec2a__rate rate;

	ec2a__rate_init(&rate, 500);
	EQ_INT(ec2a__rate_take(&rate, -5000), 0);
	EQ_INT(ec2a__rate_take(&rate, -5000), 500);
}

static void test_refused(void)
{
	struct ec2a__rate rate;
	int64_t now = 1000;

	ec2a__rate_init(&rate, 500);
	EQ_INT(ec2a__rate_take(&rate, now), 0);
	ec2a__rate_refused(&rate, now);
	EQ_INT(ec2a__rate_take(&rate, now), 1000);
	EQ_INT(ec2a__rate_take(&rate, now), 2000);
	/* Each refusal doubles the gap, up to the slowest. */
	for (int i = 0; i < 100; i++)
		ec2a__rate_refused(&rate, now);
	EQ_INT(atomic_load(&rate.gap_ms), 500 * EC2A__RATE_SLOWEST);
	/* And answers bring it back, never below. */
	for (int i = 0; i < 1000; i++)
		ec2a__rate_answered(&rate);
	EQ_INT(atomic_load(&rate.gap_ms), 500);
	now = atomic_load(&rate.next_ms);
	EQ_INT(ec2a__rate_take(&rate, now), 0);
	EQ_INT(ec2a__rate_take(&rate, now), 500);
}

#define THREADS 8
#define TURNS 1000

static void *take_turns(void *user)
{
	struct ec2a__rate *rate = user;

	for (int i = 0; i < TURNS; i++)
		ec2a__rate_take(rate, 0);
	return NULL;
}

/* Nobody's turn is somebody else's, too. */
static void test_threads(void)
{
	struct ec2a__rate rate;
	pthread_t threads[THREADS];

	ec2a__rate_init(&rate, 500);
	for (int i = 0; i < THREADS; i++)
		CU_ASSERT_FATAL(pthread_create(&threads[i], NULL, take_turns, &rate) == 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	EQ_INT(ec2a__rate_take(&rate, 0), (int64_t)THREADS * TURNS * 500);
}

static void test_cancelled(void)
{
	struct ec2a__rate rate;
	atomic_int cancelled;

	atomic_init(&cancelled, 0);
	ec2a__rate_init(&rate, 24 * 3600 * 1000);
	EQ_INT(ec2a__rate_wait(&rate, &cancelled), 0);
	/* The next turn is tomorrow: this ends at all because it is cancelled. */
	atomic_store(&cancelled, 1);
	EQ_INT(ec2a__rate_wait(&rate, &cancelled), EC2A_E_CANCELLED);
	ec2a__rate_init(&rate, 1);
	EQ_INT(ec2a__rate_wait(&rate, NULL), 0);
	EQ_INT(ec2a__rate_wait(&rate, NULL), 0);
}

static void test_names(void)
{
	struct ec2a__rates rates = { NULL };
	struct ec2a__rate *here = ec2a__rates_get(&rates, "eu-central-1", 500);
	struct ec2a__rate *there = ec2a__rates_get(&rates, "us-east-1", 500);

	CU_ASSERT_FATAL(here && there && here != there);
	CU_ASSERT(ec2a__rates_get(&rates, "eu-central-1", 500) == here);
	CU_ASSERT(ec2a__rates_get(&rates, "us-east-1", 500) == there);
	ec2a__rates_free(&rates);
	ec2a__rates_free(&rates);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "turns are a gap apart", test_turns },
		{ "a clock that begins below zero", test_clock_before_zero },
		{ "refusals make it slower, answers faster", test_refused },
		{ "threads share the turns", test_threads },
		{ "a wait can be cancelled", test_cancelled },
		{ "one limiter a name", test_names },
		{ NULL, NULL },
	};

	return ec2a_test_main("rate", tests);
}

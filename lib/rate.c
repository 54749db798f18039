/* SPDX-License-Identifier: MIT */
#include "rate.h"

#include "mem.h"

#include <ec2access/ec2access.h>
#include <string.h>
#include <time.h>

void ec2a__rate_init(struct ec2a__rate *rate, int64_t gap_ms)
{
	atomic_init(&rate->next_ms, INT64_MIN);
	atomic_init(&rate->gap_ms, gap_ms);
	rate->least_ms = gap_ms;
	rate->name = NULL;
	rate->after = NULL;
}

int64_t ec2a__rate_take(struct ec2a__rate *rate, int64_t now_ms)
{
	int64_t next = atomic_load(&rate->next_ms), mine;

	do
		mine = next > now_ms ? next : now_ms;
	while (!atomic_compare_exchange_weak(&rate->next_ms, &next, mine + atomic_load(&rate->gap_ms)));
	return mine - now_ms;
}

/* Nobody's turn is taken away; the next ones are further apart, and the first of them is a whole gap away. */
void ec2a__rate_refused(struct ec2a__rate *rate, int64_t now_ms)
{
	int64_t gap = atomic_load(&rate->gap_ms), wanted, next;

	do
		wanted = gap * 2 > rate->least_ms * EC2A__RATE_SLOWEST ? rate->least_ms * EC2A__RATE_SLOWEST : gap * 2;
	while (!atomic_compare_exchange_weak(&rate->gap_ms, &gap, wanted));
	next = atomic_load(&rate->next_ms);
	while (next < now_ms + wanted && !atomic_compare_exchange_weak(&rate->next_ms, &next, now_ms + wanted))
		;
}

void ec2a__rate_answered(struct ec2a__rate *rate)
{
	int64_t gap = atomic_load(&rate->gap_ms), wanted;

	while (gap > rate->least_ms) {
		wanted = gap - gap / 8 - 1;
		if (wanted < rate->least_ms)
			wanted = rate->least_ms;
		if (atomic_compare_exchange_weak(&rate->gap_ms, &gap, wanted))
			break;
	}
}

int64_t ec2a__rate_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int is_set(const atomic_int *cancelled)
{
	return cancelled && atomic_load(cancelled);
}

int ec2a__rate_wait(struct ec2a__rate *rate, const atomic_int *cancelled)
{
	int64_t now = ec2a__rate_now(), end;

	/* A millisecond more: the clock's fraction was cut off, and turns must not come early. */
	for (end = now + ec2a__rate_take(rate, now) + 1; now < end; now = ec2a__rate_now()) {
		int64_t step = end - now < EC2A__RATE_STEP_MS ? end - now : EC2A__RATE_STEP_MS;
		struct timespec pause = { 0, (long)step * 1000000L };

		if (is_set(cancelled))
			return EC2A_E_CANCELLED;
		nanosleep(&pause, NULL);
	}
	return is_set(cancelled) ? EC2A_E_CANCELLED : 0;
}

static struct ec2a__rate *find(struct ec2a__rate *rate, const char *name)
{
	while (rate && strcmp(rate->name, name) != 0)
		rate = rate->after;
	return rate;
}

static struct ec2a__rate *rate_new(const char *name, int64_t gap_ms)
{
	struct ec2a__rate *rate = ec2a__malloc(sizeof(*rate));

	if (!rate)
		return NULL;
	ec2a__rate_init(rate, gap_ms);
	rate->name = ec2a__strdup(name);
	if (rate->name)
		return rate;
	ec2a__free(rate);
	return NULL;
}

/* Nothing is ever taken out of the list while it lives, so it needs no lock. */
struct ec2a__rate *ec2a__rates_get(struct ec2a__rates *rates, const char *name, int64_t gap_ms)
{
	struct ec2a__rate *first = atomic_load(&rates->first), *rate = find(first, name), *made;

	if (rate)
		return rate;
	made = rate_new(name, gap_ms);
	if (!made)
		return NULL;
	do {
		rate = find(first, name);
		made->after = first;
	} while (!rate && !atomic_compare_exchange_weak(&rates->first, &first, made));
	if (!rate)
		return made;
	ec2a__free(made->name);
	ec2a__free(made);
	return rate;
}

void ec2a__rates_free(struct ec2a__rates *rates)
{
	struct ec2a__rate *rate = atomic_load(&rates->first), *after;

	for (; rate; rate = after) {
		after = rate->after;
		ec2a__free(rate->name);
		ec2a__free(rate);
	}
	atomic_store(&rates->first, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "failures.h"

#include "hash.h"
#include "mem.h"
#include "timestamp.h"

#include <ec2access/ec2access.h>
#include <stdlib.h>
#include <string.h>

#define YEARLESS (-30000)
#define YEARLESS_END INT64_C(-900000000000) /* behind that year, and before all that have one */
#define SECONDS_A_DAY 86400
#define FIRST_CAP 64

/* The same in every program, since it is saved. Who makes two lines alike hides one of his failures. */
static const struct ec2a__hash_key fixed = { { UINT64_C(0x6563326163636573), UINT64_C(0x6661696c75726573) } };

uint64_t ec2a__failure_where(const char *host, size_t host_size, const char *address, size_t address_size)
{
	struct ec2a__hash_key chain = fixed;

	chain.k[0] ^= ec2a__hash(&chain, host_size ? host : "", host_size);
	chain.k[0] ^= ec2a__hash(&chain, address_size ? address : "", address_size);
	return chain.k[0];
}

int64_t ec2a__failure_yearless(int month, int day, int64_t clock_seconds)
{
	return ec2a__time_days(YEARLESS, month, day) * 86400 + clock_seconds;
}

#define ORDER(a, b, member) \
	if ((a)->member != (b)->member) \
		return (a)->member < (b)->member ? -1 : 1

int ec2a__failure_compare(const struct ec2a__failure *a, const struct ec2a__failure *b)
{
	ORDER(a, b, where);
	ORDER(a, b, second);
	ORDER(a, b, line);
	ORDER(a, b, process);
	ORDER(a, b, kind);
	ORDER(a, b, tries);
	return 0; /* copies, one of which may be near to more */
}

static int compare(const void *a, const void *b)
{
	return ec2a__failure_compare(a, b);
}

/* ---- counting ---------------------------------------------------------------------- */

static uint32_t sum_of(uint32_t count, uint32_t more)
{
	return EC2A__FAILURE_TRIES - count < more ? EC2A__FAILURE_TRIES : count + more;
}

static uint32_t tries_of(const struct ec2a__failure *items, size_t n, uint32_t kind, uint32_t process)
{
	uint32_t count = 0;

	for (size_t i = 0; i < n; i++)
		if (items[i].kind == kind && items[i].process == process)
			count = sum_of(count, items[i].tries);
	return count;
}

/* PAM's line and sshd's of one process are one try: of these the more. Each process is looked at by its first line. */
static uint32_t weigh(const struct ec2a__failure *items, size_t n, size_t at)
{
	uint32_t pam, keyboard, process = items[at].process;

	if (items[at].kind < EC2A__FAILURE_PAM || !process)
		return items[at].tries;
	for (size_t i = 0; i < at; i++)
		if (items[i].kind >= EC2A__FAILURE_PAM && items[i].process == process)
			return 0;
	pam = tries_of(items, n, EC2A__FAILURE_PAM, process);
	keyboard = tries_of(items, n, EC2A__FAILURE_KEYBOARD, process);
	return pam > keyboard ? pam : keyboard;
}

uint32_t ec2a__failures_count(const struct ec2a__failure *items, size_t n)
{
	uint32_t count = 0;

	for (size_t i = 0; i < n; i++)
		count = sum_of(count, weigh(items, n, i));
	return count;
}

/* ---- the set ------------------------------------------------------------------------- */

void ec2a__failures_free(struct ec2a__failures *failures)
{
	ec2a__free(failures->items);
	memset(failures, 0, sizeof(*failures));
}

void ec2a__failures_add_dropped(struct ec2a__failures *failures, uint64_t dropped, int64_t dropped_to)
{
	if (dropped && (!failures->dropped || dropped_to > failures->dropped_to))
		failures->dropped_to = dropped_to;
	failures->dropped += dropped;
}

int ec2a__failures_has_all(const struct ec2a__failures *failures, int64_t second)
{
	return !failures->dropped || failures->dropped_to < second - EC2A__FAILURE_BEFORE;
}

static size_t limit_of(const struct ec2a__failures *failures)
{
	return failures->limit ? failures->limit : EC2A__FAILURES_HELD;
}

/* What is near goes before what is not, then the newer one; a forged time may be any. */
static uint64_t worth(const struct ec2a__failure *failure)
{
	const int64_t most = INT64_MAX / 2;
	int64_t second = failure->second < -most ? -most : failure->second > most ? most : failure->second;

	return (uint64_t)(second + most) | (failure->near ? UINT64_C(1) << 63 : 0);
}

/* How many are worth more. */
static size_t count_over(const struct ec2a__failures *failures, uint64_t than)
{
	size_t n = 0;

	for (size_t i = 0; i < failures->n; i++)
		n += worth(&failures->items[i]) > than;
	return n;
}

/* What the first one is worth of which fewer than the limit are worth more. Nothing is sorted for it, and no memory needed. */
static uint64_t worth_of_last(const struct ec2a__failures *failures)
{
	uint64_t low = UINT64_MAX, high = 0;

	for (size_t i = 0; i < failures->n; i++) {
		uint64_t one = worth(&failures->items[i]);

		low = one < low ? one : low;
		high = one > high ? one : high;
	}
	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (count_over(failures, middle) < limit_of(failures))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* Of those that are worth as much the smaller ones stay, so the order of reading has no say. */
static void drop(struct ec2a__failures *failures)
{
	uint64_t last = worth_of_last(failures);
	size_t same = limit_of(failures) - count_over(failures, last), kept = 0;

	for (size_t i = 0; i < failures->n; i++) {
		const struct ec2a__failure *one = &failures->items[i];

		if (worth(one) > last || (worth(one) == last && same)) {
			same -= worth(one) == last;
			failures->items[kept++] = *one;
		} else {
			ec2a__failures_add_dropped(failures, 1, one->second);
		}
	}
	failures->n = kept;
}

void ec2a__failures_settle(struct ec2a__failures *failures)
{
	size_t kept = 0;

	if (failures->n_sorted == failures->n && failures->n <= limit_of(failures))
		return;
	qsort(failures->items, failures->n, sizeof(*failures->items), compare);
	for (size_t i = 0; i < failures->n; i++)
		if (!kept || ec2a__failure_compare(&failures->items[kept - 1], &failures->items[i]) != 0)
			failures->items[kept++] = failures->items[i];
		else
			failures->items[kept - 1].near |= failures->items[i].near;
	failures->n = kept;
	if (kept > limit_of(failures))
		drop(failures);
	failures->n_sorted = failures->n;
}

static struct ec2a__failure *find(const struct ec2a__failures *failures, const struct ec2a__failure *failure)
{
	if (!failures->n_sorted)
		return NULL;
	return bsearch(failure, failures->items, failures->n_sorted, sizeof(*failure), compare);
}

int ec2a__failures_add(struct ec2a__failures *failures, const struct ec2a__failure *failure)
{
	struct ec2a__failure *there = find(failures, failure);
	int r;

	if (there) {
		there->near |= failure->near;
		return 0;
	}
	r = ec2a__failures_put(failures, failure);
	return r < 0 ? r : 1;
}

int ec2a__failures_put(struct ec2a__failures *failures, const struct ec2a__failure *failure)
{
	struct ec2a__failure *items;
	size_t cap;

	if (failures->n == failures->cap) {
		ec2a__failures_settle(failures);
		/* half of it free, or it is sorted all the time */
		cap = failures->cap ? failures->cap : FIRST_CAP;
		cap = failures->n > cap / 2 ? cap * 2 : cap;
		if (cap != failures->cap) {
			items = ec2a__realloc_array(failures->items, cap, sizeof(*items));
			if (!items)
				return EC2A_E_NOMEM;
			failures->items = items;
			failures->cap = cap;
		}
	}
	failures->items[failures->n++] = *failure;
	return 0;
}

/* The first one that is not before this place. */
static size_t place_of(const struct ec2a__failures *failures, uint64_t where, int64_t second)
{
	size_t low = 0, high = failures->n_sorted;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct ec2a__failure *at = &failures->items[middle];

		if (at->where < where || (at->where == where && at->second < second))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct ec2a__failure *ec2a__failures_before(struct ec2a__failures *failures, uint64_t where, int64_t second, size_t *ret_n)
{
	size_t from = place_of(failures, where, second - EC2A__FAILURE_BEFORE);

	*ret_n = place_of(failures, where, second) - from;
	return failures->items + from;
}

/* The last time that a line without a year may be of; later than all else where there is none. */
static int64_t placed(int64_t second, int64_t now)
{
	int64_t days = second / SECONDS_A_DAY - (second % SECONDS_A_DAY < 0) - ec2a__time_days(YEARLESS, 1, 1), us;
	struct ec2a__yearless time = { .month = 12 };

	if (days < 0 || days > 365) /* forged: no line gives it */
		return INT64_MIN;
	while (time.month > 1 && ec2a__time_days(YEARLESS, time.month, 1) - ec2a__time_days(YEARLESS, 1, 1) > days)
		time.month--;
	time.day = (int)(days - (ec2a__time_days(YEARLESS, time.month, 1) - ec2a__time_days(YEARLESS, 1, 1))) + 1;
	if (now < INT64_MIN / EC2A__SECOND || now > INT64_MAX / EC2A__SECOND ||
	    !ec2a__time_place_year(&time, now * EC2A__SECOND, &us))
		return INT64_MAX;
	return us / EC2A__SECOND + 2 * SECONDS_A_DAY; /* its clock, and its zone, which is not known any more */
}

void ec2a__failures_let_go(struct ec2a__failures *failures, int64_t before, int64_t before_far, int64_t now)
{
	size_t kept = 0;

	ec2a__failures_settle(failures);
	for (size_t i = 0; i < failures->n; i++) {
		const struct ec2a__failure *one = &failures->items[i];
		int64_t second = one->second < YEARLESS_END ? placed(one->second, now) : one->second;

		if (second >= (one->near ? before : before_far))
			failures->items[kept++] = *one;
	}
	failures->n = failures->n_sorted = kept;
}

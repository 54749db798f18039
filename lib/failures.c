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
	return 0;
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

static int by_age(const void *left, const void *right)
{
	const struct ec2a__failure *a = left, *b = right;

	if (a->second != b->second)
		return a->second > b->second ? -1 : 1;
	return ec2a__failure_compare(a, b);
}

void ec2a__failures_settle(struct ec2a__failures *failures)
{
	size_t kept = 0;

	if (failures->n_sorted == failures->n)
		return;
	qsort(failures->items, failures->n, sizeof(*failures->items), compare);
	for (size_t i = 0; i < failures->n; i++)
		if (!kept || ec2a__failure_compare(&failures->items[kept - 1], &failures->items[i]) != 0)
			failures->items[kept++] = failures->items[i];
	if (kept > EC2A__FAILURES_HELD) {
		qsort(failures->items, kept, sizeof(*failures->items), by_age);
		kept = EC2A__FAILURES_HELD;
		qsort(failures->items, kept, sizeof(*failures->items), compare);
	}
	failures->n = failures->n_sorted = kept;
}

static int has(const struct ec2a__failures *failures, const struct ec2a__failure *failure)
{
	return failures->n_sorted &&
	       bsearch(failure, failures->items, failures->n_sorted, sizeof(*failure), compare) != NULL;
}

int ec2a__failures_add(struct ec2a__failures *failures, const struct ec2a__failure *failure)
{
	struct ec2a__failure *items;
	size_t cap;

	if (has(failures, failure))
		return 0;
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
	return 1;
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

const struct ec2a__failure *ec2a__failures_before(const struct ec2a__failures *failures, uint64_t where, int64_t second,
						  size_t *ret_n)
{
	size_t from = place_of(failures, where, second - EC2A__FAILURE_BEFORE);

	*ret_n = place_of(failures, where, second) - from;
	return failures->items + from;
}

void ec2a__failures_let_go(struct ec2a__failures *failures, int64_t before)
{
	size_t kept = 0;

	ec2a__failures_settle(failures);
	for (size_t i = 0; i < failures->n; i++)
		if (failures->items[i].second >= before || failures->items[i].second < YEARLESS_END)
			failures->items[kept++] = failures->items[i];
	failures->n = failures->n_sorted = kept;
}

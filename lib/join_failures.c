/* SPDX-License-Identifier: MIT */
/* How many logins failed before one that did not: what its own file shows, or what all files together do. */
#include "join_host.h"

#include "facts_map.h"

#include <stdio.h>
#include <string.h>

struct count {
	struct ec2a__store *store;
	struct ec2a__failures *failures;
	struct ec2a__spots logins; /* by host and process */
};

static int is_login(const struct ec2a__act *act)
{
	return ec2a__act_is_line(act) && act->call == EC2A__CALL_LOGIN;
}

/* As failures have it: of a line without a year that which was read, whatever year was found since. */
static int64_t second_of(const struct ec2a__store *store, const struct ec2a__act *act)
{
	uint32_t when = ec2a__act_log(store, act, EC2A__LOG_WHEN);
	const uint32_t *parts;

	if (!when)
		return ec2a__act_second(act);
	parts = ec2a__intern_tuple(&store->text, when, NULL);
	return ec2a__failure_yearless((int)(parts[EC2A__WHEN_DAY] / 32), (int)(parts[EC2A__WHEN_DAY] % 32),
				      parts[EC2A__WHEN_CLOCK]);
}

static int add_login(struct count *count, size_t place)
{
	const struct ec2a__act *act = ec2a__store_act(count->store, place);
	const uint32_t key[EC2A__SPOT_KEYS] = { ec2a__act_log(count->store, act, EC2A__LOG_HOST),
						ec2a__act_log(count->store, act, EC2A__LOG_PID) };
	int64_t second = second_of(count->store, act);

	if (!is_login(act) || !key[1] || second == EC2A__NO_TIME)
		return 0;
	return ec2a__spots_add(&count->logins, key, second, (uint32_t)place);
}

/* Whether the process of a key that failed has logged in by then. */
static int is_let_in(const struct count *count, const struct ec2a__failure *failure, uint32_t host, int64_t by)
{
	uint32_t key[EC2A__SPOT_KEYS] = { host };
	char process[12];

	snprintf(process, sizeof(process), "%u", (unsigned)failure->process);
	key[1] = ec2a__intern_find(&count->store->text, process);
	return failure->process && key[1] &&
	       ec2a__spots_has(&count->logins, ec2a__spots_from(&count->logins, key, failure->second), key,
			       failure->second, by);
}

/* The newest ones count, and are near from now on. 1, or 0 where nothing is known beyond what the login's own file told. */
static int count_before(const struct count *count, const struct ec2a__act *act, uint32_t *ret_count)
{
	const struct ec2a__store *store = count->store;
	uint32_t host = ec2a__act_log(store, act, EC2A__LOG_HOST);
	const char *name = ec2a__act_text(store, host), *address = ec2a__act_text(store, act->ip);
	struct ec2a__failure counted[EC2A__FAILURES_MOST];
	struct ec2a__failure *before;
	int64_t second = second_of(store, act);
	size_t n, kept = 0;

	if (!name || !address || second == EC2A__NO_TIME)
		return 0;
	before = ec2a__failures_before(count->failures, ec2a__failure_where(name, strlen(name), address, strlen(address)),
				       second, &n);
	for (size_t i = n > EC2A__FAILURES_MOST ? n - EC2A__FAILURES_MOST : 0; i < n; i++) {
		before[i].near = 1;
		if (before[i].kind != EC2A__FAILURE_KEY || !is_let_in(count, &before[i], host, second))
			counted[kept++] = before[i];
	}
	*ret_count = ec2a__failures_count(counted, kept);
	if (!ec2a__failures_has_all(count->failures, second) && *ret_count < ec2a__act_log(store, act, EC2A__LOG_FAILURES))
		return 0; /* some of them were dropped since */
	return n > 0;
}

static int note(struct ec2a__store *store, struct ec2a__act *act, uint32_t failures)
{
	uint32_t log[EC2A__LOG_SIZE];

	if (ec2a__act_log(store, act, EC2A__LOG_FAILURES) == failures)
		return 0;
	memcpy(log, ec2a__intern_tuple(&store->text, act->why, NULL), sizeof(log));
	log[EC2A__LOG_FAILURES] = failures;
	return ec2a__intern_bytes(&store->text, log, sizeof(log), &act->why);
}

int ec2a__join_failures(struct ec2a__store *store, ec2a_facts *facts, int64_t known_from)
{
	struct count count = { .store = store, .failures = &facts->failures };
	int r = 0;

	if (!facts->failures.n)
		return 0;
	for (size_t i = 0; r == 0 && i < store->n_acts; i++)
		r = add_login(&count, i);
	if (r == 0)
		r = ec2a__spots_sort(&count.logins);
	for (size_t i = 0; r == 0 && i < store->n_acts; i++) {
		struct ec2a__act *act = ec2a__store_at(store, i);
		uint32_t failures;

		/* Where some of the ten minutes were let go, what was found before stays. */
		if (is_login(act) && (act->time_us == EC2A__NO_TIME || ec2a__act_second(act) >= known_from) &&
		    count_before(&count, act, &failures))
			r = note(store, act, failures);
	}
	ec2a__spots_free(&count.logins);
	return r;
}

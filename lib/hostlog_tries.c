/* SPDX-License-Identifier: MIT */
#include "hostlog_tries.h"

#include "hash.h"

#include <string.h>

static int64_t seconds_of(int64_t us)
{
	return us / EC2A__SECOND - (us % EC2A__SECOND < 0);
}

int ec2a__tries_second(const struct ec2a__host_settings *settings, const struct ec2a__host_line *line, int64_t *ret_second)
{
	const struct ec2a__yearless *time = &line->yearless;
	int64_t us;

	if (line->has_time)
		*ret_second = seconds_of(line->time_us);
	else if (line->year_open && settings->year != EC2A__YEAR_OPEN &&
		 ec2a__time_place_year(time, settings->reference_us, &us))
		*ret_second = seconds_of(us);
	else if (line->year_open)
		*ret_second = ec2a__failure_yearless(time->month, time->day, seconds_of(time->clock_us));
	return line->has_time || line->year_open;
}

/* ---- whose tries they are ------------------------------------------------------------- */

static int copy(struct ec2a__text text, char out[EC2A__TRIES_TEXT])
{
	memset(out, 0, EC2A__TRIES_TEXT);
	if (!text.size || text.size >= EC2A__TRIES_TEXT)
		return 0;
	memcpy(out, text.data, text.size);
	return 1;
}

/* 1 or 0. */
static int make_key(const struct ec2a__host_line *line, const struct ec2a__host_said *said, struct ec2a__tries_of *key)
{
	return copy(line->host, key->host) && copy(said->fields[EC2A_FIELD_SOURCE_IP], key->address);
}

static int is_same(const struct ec2a__tries_of *a, const struct ec2a__tries_of *b)
{
	return memcmp(a->address, b->address, sizeof(a->address)) == 0 && memcmp(a->host, b->host, sizeof(a->host)) == 0;
}

static size_t place_of(const struct ec2a__tries *tries, const struct ec2a__tries_of *key)
{
	size_t at = 0;

	while (at < tries->n && !is_same(&tries->of[at], key))
		at++;
	return at;
}

/* A free place, else that of the address that was quiet longest. */
static struct ec2a__tries_of *make_place(struct ec2a__tries *tries, const struct ec2a__tries_of *key)
{
	size_t oldest = 0;

	if (tries->n < EC2A__TRIES_ADDRESSES) {
		oldest = tries->n++;
	} else {
		for (size_t i = 1; i < tries->n; i++)
			if (tries->of[i].newest < tries->of[oldest].newest)
				oldest = i;
	}
	memcpy(tries->of[oldest].host, key->host, sizeof(key->host));
	memcpy(tries->of[oldest].address, key->address, sizeof(key->address));
	tries->of[oldest].newest = INT64_MIN;
	tries->of[oldest].n = 0;
	return &tries->of[oldest];
}

/* ---- lines ----------------------------------------------------------------------------- */

static uint32_t process_of(const struct ec2a__host_line *line)
{
	uint32_t process = 0;

	for (size_t i = 0; i < line->pid.size; i++)
		process = process * 10 + (uint32_t)(line->pid.data[i] - '0');
	return process;
}

static int is_method(const struct ec2a__host_said *said, const char *begins)
{
	struct ec2a__text method = said->fields[EC2A_FIELD_AUTH_METHOD];

	return ec2a__text_take(&method, begins);
}

static uint32_t kind_of(const struct ec2a__host_said *said)
{
	if (said->kind != EC2A__HOST_FAILED)
		return EC2A__FAILURE_PAM;
	if (is_method(said, "publickey"))
		return EC2A__FAILURE_KEY;
	return is_method(said, "keyboard-interactive") ? EC2A__FAILURE_KEYBOARD : EC2A__FAILURE_PLAIN;
}

/* Lines of one second, process and text are one (ruling 2). */
static uint64_t hash_of(const struct ec2a__host_line *line)
{
	struct ec2a__hash_key chain = { { UINT64_C(0x65633261206c696e), 0 } };

	chain.k[0] ^= ec2a__hash(&chain, line->pid.size ? line->pid.data : "", line->pid.size);
	chain.k[0] ^= ec2a__hash(&chain, line->message.size ? line->message.data : "", line->message.size);
	return chain.k[0];
}

/* Over as many as are counted, the oldest goes. */
static void keep(struct ec2a__tries_of *of, const struct ec2a__failure *failure)
{
	size_t oldest = 0;

	for (size_t i = 0; i < of->n; i++) {
		if (ec2a__failure_compare(&of->lines[i], failure) == 0)
			return;
		if (ec2a__failure_compare(&of->lines[i], &of->lines[oldest]) < 0)
			oldest = i;
	}
	if (of->n < EC2A__FAILURES_MOST)
		oldest = of->n++;
	else if (ec2a__failure_compare(failure, &of->lines[oldest]) < 0)
		return;
	of->lines[oldest] = *failure;
	of->let_in[oldest] = 0;
}

static void see(struct ec2a__tries *tries, int64_t second)
{
	if (second > tries->newest)
		tries->newest = second;
}

void ec2a__tries_add(struct ec2a__tries *tries, const struct ec2a__host_line *line, const struct ec2a__host_said *said,
		     int64_t second)
{
	struct ec2a__failure failure = { .line = hash_of(line), .second = second, .process = process_of(line),
					 .tries = said->tries, .kind = kind_of(said) };
	struct ec2a__tries_of key, *of;
	size_t at;

	if (!make_key(line, said, &key))
		return;
	at = place_of(tries, &key);
	of = at < tries->n ? &tries->of[at] : make_place(tries, &key);
	failure.where = ec2a__failure_where(of->host, strlen(of->host), of->address, strlen(of->address));
	of->newest = second > of->newest ? second : of->newest;
	see(tries, second);
	keep(of, &failure);
}

int ec2a__tries_before(struct ec2a__tries *tries, const struct ec2a__host_line *line, const struct ec2a__host_said *said,
		       int64_t second, struct ec2a__failures *failures, uint32_t *ret_count)
{
	struct ec2a__failure counted[EC2A__FAILURES_MOST];
	uint32_t process = process_of(line);
	struct ec2a__tries_of key, *of;
	size_t at, n = 0;
	int r = 0;

	*ret_count = 0;
	see(tries, second);
	if (!make_key(line, said, &key) || (at = place_of(tries, &key)) == tries->n)
		return 0;
	of = &tries->of[at];
	for (size_t i = 0; r >= 0 && i < of->n; i++) {
		const struct ec2a__failure *failure = &of->lines[i];

		if (process && failure->process == process)
			of->let_in[i] = 1;
		if (failure->second >= second || failure->second < second - EC2A__FAILURE_BEFORE)
			continue;
		if (failure->kind != EC2A__FAILURE_KEY || !of->let_in[i])
			counted[n++] = *failure;
		r = ec2a__failures_add(failures, failure);
	}
	*ret_count = ec2a__failures_count(counted, n);
	return r < 0 ? r : 0;
}

int ec2a__tries_end(const struct ec2a__tries *tries, struct ec2a__failures *failures)
{
	int r = 0;

	for (size_t i = 0; r >= 0 && i < tries->n; i++)
		for (size_t k = 0; r >= 0 && k < tries->of[i].n; k++)
			if (tries->of[i].lines[k].second >= tries->newest - EC2A__FAILURE_BEFORE)
				r = ec2a__failures_add(failures, &tries->of[i].lines[k]);
	return r < 0 ? r : 0;
}

/* SPDX-License-Identifier: MIT */
#include "hostlog_tries.h"

#include "hash.h"

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

static int is_short(struct ec2a__text text)
{
	return text.size && text.size < EC2A__TRIES_TEXT;
}

/* 1 or 0. */
static int find_where(const struct ec2a__host_line *line, const struct ec2a__host_said *said, uint64_t *ret_where)
{
	struct ec2a__text host = line->host, address = said->fields[EC2A_FIELD_SOURCE_IP];

	if (!is_short(host) || !is_short(address))
		return 0;
	*ret_where = ec2a__failure_where(host.data, host.size, address.data, address.size);
	return 1;
}

static size_t place_of(const struct ec2a__tries *tries, uint64_t where)
{
	size_t at = 0;

	while (at < tries->n && tries->where[at] != where)
		at++;
	return at;
}

/* A free place, else that of the address that was quiet longest. */
static size_t make_place(struct ec2a__tries *tries, uint64_t where)
{
	size_t oldest = 0;

	if (tries->n < EC2A__TRIES_ADDRESSES) {
		oldest = tries->n++;
	} else {
		for (size_t i = 1; i < tries->n; i++)
			if (tries->last[i] < tries->last[oldest])
				oldest = i;
	}
	tries->where[oldest] = where;
	tries->last[oldest] = INT64_MIN;
	tries->of[oldest].n = 0;
	return oldest;
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

static uint16_t kind_of(const struct ec2a__host_said *said)
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

int ec2a__tries_add(struct ec2a__tries *tries, const struct ec2a__host_line *line, const struct ec2a__host_said *said,
		    int64_t second, struct ec2a__failures *failures)
{
	struct ec2a__failure failure = { .line = hash_of(line), .second = second, .process = process_of(line),
					 .tries = said->tries, .kind = kind_of(said) };
	size_t at;

	if (!find_where(line, said, &failure.where))
		return 0;
	at = place_of(tries, failure.where);
	if (at == tries->n)
		at = make_place(tries, failure.where);
	tries->last[at] = second > tries->last[at] ? second : tries->last[at];
	see(tries, second);
	keep(&tries->of[at], &failure);
	return ec2a__failures_put(failures, &failure);
}

static int put_near(struct ec2a__failures *failures, const struct ec2a__failure *failure)
{
	struct ec2a__failure near = *failure;

	near.near = 1;
	return ec2a__failures_put(failures, &near);
}

int ec2a__tries_before(struct ec2a__tries *tries, const struct ec2a__host_line *line, const struct ec2a__host_said *said,
		       int64_t second, struct ec2a__failures *failures, uint32_t *ret_count)
{
	struct ec2a__failure counted[EC2A__FAILURES_MOST];
	uint32_t process = process_of(line);
	struct ec2a__tries_of *of;
	uint64_t where;
	size_t at, n = 0;
	int r = 0;

	*ret_count = 0;
	see(tries, second);
	if (!find_where(line, said, &where) || (at = place_of(tries, where)) == tries->n)
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
		r = put_near(failures, failure);
	}
	*ret_count = ec2a__failures_count(counted, n);
	return r;
}

int ec2a__tries_end(const struct ec2a__tries *tries, struct ec2a__failures *failures)
{
	int r = 0;

	for (size_t i = 0; r >= 0 && i < tries->n; i++)
		for (size_t k = 0; r >= 0 && k < tries->of[i].n; k++)
			if (tries->of[i].lines[k].second >= tries->newest - EC2A__FAILURE_BEFORE)
				r = put_near(failures, &tries->of[i].lines[k]);
	return r;
}

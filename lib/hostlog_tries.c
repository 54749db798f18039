/* SPDX-License-Identifier: MIT */
#include "hostlog_tries.h"

#include <string.h>

#define MINUTE (60 * EC2A__SECOND)

/* Of a line without a year, since the beginning of one: a log goes on for longer than ten minutes over New Year's. */
static int64_t minute_of(const struct ec2a__host_line *line)
{
	const struct ec2a__yearless *time = &line->yearless;
	int64_t us = line->time_us;

	if (line->year_open)
		us = ec2a__time_days(2000, time->month, time->day) * 86400 * EC2A__SECOND + time->clock_us;
	return us / MINUTE - (us % MINUTE < 0);
}

static int copy(struct ec2a__text text, char out[EC2A__TRIES_TEXT])
{
	memset(out, 0, EC2A__TRIES_TEXT);
	if (!text.size || text.size >= EC2A__TRIES_TEXT)
		return 0;
	memcpy(out, text.data, text.size);
	return 1;
}

/* Whose tries they are, with a time: 1 or 0. */
static int make_key(const struct ec2a__host_line *line, const struct ec2a__host_said *said, struct ec2a__tries_of *key)
{
	if (!line->has_time && !line->year_open)
		return 0;
	key->minute = minute_of(line);
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
			if (tries->of[i].minute < tries->of[oldest].minute)
				oldest = i;
	}
	tries->of[oldest] = *key;
	memset(tries->of[oldest].counts, 0, sizeof(tries->of[oldest].counts));
	memset(tries->of[oldest].connections, 0, sizeof(tries->of[oldest].connections));
	return &tries->of[oldest];
}

static size_t slot_of(int64_t minute)
{
	return (size_t)((minute % EC2A__TRIES_MINUTES + EC2A__TRIES_MINUTES) % EC2A__TRIES_MINUTES);
}

/* Go on to a minute: what is older than ten is forgotten. A clock that was set back begins anew. */
static void move_to(struct ec2a__tries_of *of, int64_t minute)
{
	if (minute < of->minute || minute - of->minute >= EC2A__TRIES_MINUTES) {
		memset(of->counts, 0, sizeof(of->counts));
		memset(of->connections, 0, sizeof(of->connections));
	}
	else
		for (int64_t m = of->minute + 1; m <= minute; m++)
			of->counts[slot_of(m)] = 0;
	of->minute = minute;
}

/* ---- one connection ---------------------------------------------------------------- */

static uint32_t process_of(const struct ec2a__host_line *line)
{
	uint32_t process = 0;

	for (size_t i = 0; i < line->pid.size; i++)
		process = process * 10 + (uint32_t)(line->pid.data[i] - '0');
	return process;
}

static uint32_t sum_of(uint32_t count, uint32_t more)
{
	return EC2A__MOST_TRIES - count < more ? EC2A__MOST_TRIES : count + more;
}

static void count_more(struct ec2a__tries_of *of, int64_t minute, uint32_t more)
{
	uint32_t *count = &of->counts[slot_of(minute)];

	if (of->minute - minute < EC2A__TRIES_MINUTES)
		*count = sum_of(*count, more);
}

static struct ec2a__tries_connection *find_connection(struct ec2a__tries_of *of, uint32_t process)
{
	for (size_t i = 0; i < EC2A__TRIES_CONNECTIONS; i++)
		if (process && of->connections[i].process == process)
			return &of->connections[i];
	return NULL;
}

/* Its place, else that of the one that was quiet longest: the keys that failed there count from now on. */
static struct ec2a__tries_connection *make_connection(struct ec2a__tries_of *of, uint32_t process)
{
	struct ec2a__tries_connection *connection = find_connection(of, process), *oldest = of->connections;

	if (connection)
		return connection;
	for (size_t i = 1; i < EC2A__TRIES_CONNECTIONS; i++)
		if (of->connections[i].minute < oldest->minute)
			oldest = &of->connections[i];
	count_more(of, oldest->minute, oldest->keys);
	*oldest = (struct ec2a__tries_connection){ .process = process };
	return oldest;
}

/* ---- lines --------------------------------------------------------------------------- */

static int is_method(const struct ec2a__host_said *said, const char *begins)
{
	struct ec2a__text method = said->fields[EC2A_FIELD_AUTH_METHOD];

	return ec2a__text_take(&method, begins);
}

/* Of a key nobody knows yet whether the connection will go on. */
static uint32_t keep_keys(struct ec2a__tries_of *of, uint32_t process, uint32_t tries)
{
	struct ec2a__tries_connection *connection = make_connection(of, process);

	connection->minute = of->minute;
	connection->keys = sum_of(connection->keys, tries);
	return 0;
}

static uint32_t keep_by_pam(struct ec2a__tries_of *of, uint32_t process, uint32_t tries)
{
	struct ec2a__tries_connection *connection = make_connection(of, process);

	connection->minute = of->minute;
	connection->by_pam = sum_of(connection->by_pam, tries);
	return tries;
}

/* What PAM's line told before is not told again. */
static uint32_t without_pam(struct ec2a__tries_of *of, uint32_t process, uint32_t tries)
{
	struct ec2a__tries_connection *connection = find_connection(of, process);
	uint32_t told = connection && connection->by_pam < tries ? connection->by_pam : tries;

	if (!connection)
		return tries;
	connection->by_pam -= told;
	return tries - told;
}

/* How many of a line's tries count by now. */
static uint32_t weigh(struct ec2a__tries_of *of, uint32_t process, const struct ec2a__host_said *said)
{
	if (said->kind != EC2A__HOST_FAILED)
		return keep_by_pam(of, process, said->tries);
	if (process && is_method(said, "publickey"))
		return keep_keys(of, process, said->tries);
	if (is_method(said, "keyboard-interactive"))
		return without_pam(of, process, said->tries);
	return said->tries;
}

void ec2a__tries_add(struct ec2a__tries *tries, const struct ec2a__host_line *line, const struct ec2a__host_said *said)
{
	struct ec2a__tries_of key, *of;
	size_t at;

	if (!make_key(line, said, &key))
		return;
	at = place_of(tries, &key);
	of = at < tries->n ? &tries->of[at] : make_place(tries, &key);
	move_to(of, key.minute);
	count_more(of, of->minute, weigh(of, process_of(line), said));
}

uint32_t ec2a__tries_before(struct ec2a__tries *tries, const struct ec2a__host_line *line,
			    const struct ec2a__host_said *said)
{
	struct ec2a__tries_connection *own;
	struct ec2a__tries_of key, of;
	uint32_t count = 0;
	size_t at;

	if (!make_key(line, said, &key))
		return 0;
	at = place_of(tries, &key);
	if (at == tries->n || tries->of[at].minute > key.minute)
		return 0;
	own = find_connection(&tries->of[at], process_of(line));
	if (own)
		own->keys = 0;
	of = tries->of[at];
	move_to(&of, key.minute);
	for (size_t i = 0; i < EC2A__TRIES_MINUTES; i++)
		count += of.counts[i];
	for (size_t i = 0; i < EC2A__TRIES_CONNECTIONS; i++)
		if (key.minute - of.connections[i].minute < EC2A__TRIES_MINUTES)
			count += of.connections[i].keys;
	return count < EC2A__MOST_TRIES ? count : EC2A__MOST_TRIES;
}

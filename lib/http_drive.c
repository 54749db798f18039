/* SPDX-License-Identifier: MIT */
/* Who drives the requests of a client: whoever waits. The first that waits leads: it works for all requests and waits
 * for the network, without the lock; the others follow, until it has what it wanted, and one of them leads. Only the
 * leader may touch libcurl while it waits; what the others want of it (begin, go on, drop) is noted in the transfers,
 * and the leader is woken. */
#include "http_transfer.h"

#include "mem.h"
#include "threads.h"

#include <time.h>

struct drive {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	void *wire;
	struct ec2a__transfer *first, *last;
	size_t active, paused;
	size_t most; /* at the same time */
	int leads;   /* somebody waits for the network */
	int64_t clock_ms; /* time that was driven: what nobody waits for does not grow old */
	int64_t silence_ms;
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A wait is short; what goes beyond it, the machine did not give us. */
static int64_t passed_since(int64_t before)
{
	int64_t passed = now_ms() - before;

	return passed < 2 * EC2A__TICK_MS ? passed : 2 * EC2A__TICK_MS;
}

static void unlink_transfer(struct drive *drive, struct ec2a__transfer *transfer)
{
	*(transfer->previous ? &transfer->previous->next : &drive->first) = transfer->next;
	*(transfer->next ? &transfer->next->previous : &drive->last) = transfer->previous;
}

static void forget(struct drive *drive, struct ec2a__transfer *transfer)
{
	ec2a__wire_remove(drive->wire, transfer);
	unlink_transfer(drive, transfer);
	ec2a__answer_destroy(transfer->answer);
	ec2a__transfer_free(transfer);
}

/* ---- one turn of the leader, with the lock ------------------------------------- */

/* What nobody wants any more is dropped; what was read goes on. */
static void look_after(struct drive *drive)
{
	struct ec2a__transfer *transfer, *next;

	drive->active = drive->paused = 0;
	for (transfer = drive->first; transfer; transfer = next) {
		next = transfer->next;
		if (transfer->dropped) {
			forget(drive, transfer);
			continue;
		}
		if (transfer->stage != EC2A__STAGE_ACTIVE)
			continue;
		if (transfer->go_on) {
			transfer->go_on = transfer->paused = 0;
			transfer->moved = 1;
			ec2a__wire_go_on(transfer);
		}
		drive->active++;
		drive->paused += transfer->paused != 0;
	}
}

/* After what had arrived was taken: it does not count as silence that we were slow. */
static void check_times(const struct drive *drive, struct ec2a__transfer *transfer)
{
	if (transfer->moved || transfer->paused)
		transfer->moved_ms = drive->clock_ms;
	transfer->moved = 0;
	if (drive->clock_ms - transfer->moved_ms > drive->silence_ms)
		ec2a__transfer_done(transfer, EC2A_E_IO, "the other side was silent for too long");
	else if (transfer->answer->seconds &&
		 drive->clock_ms - transfer->begun_ms > (int64_t)transfer->answer->seconds * 1000)
		ec2a__transfer_done(transfer, EC2A_E_IO, "it took too long");
}

/* Begin what may. Those that wait until they are read do not count where somebody waits for the next one: they may
 * be waiting for the same reader. */
static void admit(struct drive *drive)
{
	struct ec2a__transfer *transfer;

	for (transfer = drive->first; transfer; transfer = transfer->next) {
		size_t counted = drive->active - (transfer->wanted ? drive->paused : 0);
		int r;

		if (transfer->stage != EC2A__STAGE_QUEUED || transfer->dropped || counted >= drive->most)
			continue;
		transfer->begun_ms = transfer->moved_ms = drive->clock_ms;
		transfer->stage = EC2A__STAGE_ACTIVE;
		r = ec2a__wire_add(drive->wire, transfer);
		if (r < 0)
			ec2a__transfer_done(transfer, r, ec2a_strerror(r));
		else
			drive->active++;
	}
}

static void work(struct drive *drive)
{
	struct ec2a__transfer *transfer;
	int r;

	look_after(drive);
	admit(drive);
	r = ec2a__wire_work(drive->wire);
	for (transfer = drive->first; transfer; transfer = transfer->next) {
		if (r < 0 && transfer->stage == EC2A__STAGE_ACTIVE)
			ec2a__transfer_done(transfer, r, ec2a_strerror(r));
		if (transfer->stage == EC2A__STAGE_ACTIVE)
			check_times(drive, transfer);
		if (transfer->stage == EC2A__STAGE_DONE)
			ec2a__wire_remove(drive->wire, transfer);
	}
	pthread_cond_broadcast(&drive->changed);
}

/* Where nobody leads, what does not need waiting is done by whoever comes by; else the leader is told. */
static void nudge(struct drive *drive)
{
	if (drive->leads)
		ec2a__wire_wake(drive->wire);
	else
		work(drive);
}

static int head_is_there(const struct ec2a__transfer *transfer)
{
	return transfer->has_head || transfer->stage == EC2A__STAGE_DONE;
}

static int data_is_there(const struct ec2a__transfer *transfer)
{
	return ec2a__transfer_held(transfer) || transfer->stage == EC2A__STAGE_DONE;
}

/* With the lock, until it is there: 0, or EC2A_E_CANCELLED. */
static int drive_until(struct drive *drive, struct ec2a__transfer *transfer,
		       int (*is_there)(const struct ec2a__transfer *transfer))
{
	int r = 0;

	transfer->wanted = 1;
	while (r == 0 && !is_there(transfer)) {
		int64_t before = now_ms();

		if (ec2a__answer_cancelled(transfer->answer)) {
			r = EC2A_E_CANCELLED;
			continue;
		}
		if (drive->leads) {
			ec2a__cond_tick(&drive->changed, &drive->lock);
			continue;
		}
		work(drive);
		if (is_there(transfer))
			break;
		drive->leads = 1;
		pthread_mutex_unlock(&drive->lock);
		ec2a__wire_wait(drive->wire, EC2A__TICK_MS);
		pthread_mutex_lock(&drive->lock);
		drive->leads = 0;
		drive->clock_ms += passed_since(before);
	}
	transfer->wanted = 0;
	pthread_cond_broadcast(&drive->changed); /* somebody else may lead */
	return r;
}

/* ---- the engine ----------------------------------------------------------------------- */

static int drive_open(struct ec2a__http *http)
{
	struct drive *drive = ec2a__calloc(1, sizeof(*drive));
	int r = drive ? 0 : EC2A_E_NOMEM;

	if (r == 0 && pthread_mutex_init(&drive->lock, NULL) != 0)
		r = EC2A_E_NOMEM;
	if (r < 0) {
		ec2a__free(drive);
		return r;
	}
	r = ec2a__cond_init(&drive->changed) == 0 ? ec2a__wire_new(http, &drive->wire) : EC2A_E_NOMEM;
	if (r < 0) {
		pthread_mutex_destroy(&drive->lock);
		ec2a__free(drive);
		return r;
	}
	drive->most = (size_t)ec2a__config_int(http->config, EC2A_OPT_CONNECTIONS);
	drive->silence_ms = ec2a__config_int(http->config, EC2A_OPT_REQUEST_SECONDS) * 1000;
	http->state = drive;
	return 0;
}

/* Nobody has an answer any more, but some that were dropped may be left. */
static void drive_close(struct ec2a__http *http)
{
	struct drive *drive = http->state;

	while (drive->first)
		forget(drive, drive->first);
	ec2a__wire_free(drive->wire);
	pthread_cond_destroy(&drive->changed);
	pthread_mutex_destroy(&drive->lock);
	ec2a__free(drive);
}

static int drive_start(struct ec2a__answer *answer)
{
	struct drive *drive = answer->http->state;
	struct ec2a__transfer *transfer = ec2a__calloc(1, sizeof(*transfer));

	if (!transfer)
		return EC2A_E_NOMEM;
	transfer->answer = answer;
	ec2a__buf_init(&transfer->head, EC2A__HTTP_HEAD_BYTES);
	ec2a__buf_init(&transfer->data, 16 * EC2A__HTTP_HELD_BYTES);
	answer->state = transfer;
	pthread_mutex_lock(&drive->lock);
	transfer->previous = drive->last;
	*(drive->last ? &drive->last->next : &drive->first) = transfer;
	drive->last = transfer;
	nudge(drive);
	pthread_mutex_unlock(&drive->lock);
	return 0;
}

static int fail(struct ec2a__answer *answer, const struct ec2a__transfer *transfer)
{
	answer->final = transfer->final;
	return ec2a__answer_fail(answer, transfer->result, transfer->text);
}

static int drive_head(struct ec2a__answer *answer)
{
	struct drive *drive = answer->http->state;
	struct ec2a__transfer *transfer = answer->state;
	int r;

	pthread_mutex_lock(&drive->lock);
	r = drive_until(drive, transfer, head_is_there);
	if (r == 0 && transfer->has_head)
		answer->status = transfer->status;
	else if (r == 0)
		r = fail(answer, transfer);
	pthread_mutex_unlock(&drive->lock);
	return r;
}

static int drive_read(struct ec2a__answer *answer, void *buffer, size_t size, size_t *ret_size)
{
	struct drive *drive = answer->http->state;
	struct ec2a__transfer *transfer = answer->state;
	int r;

	pthread_mutex_lock(&drive->lock);
	r = drive_until(drive, transfer, data_is_there);
	if (r == 0) {
		*ret_size = ec2a__transfer_take(transfer, buffer, size);
		if (!*ret_size && transfer->result < 0)
			r = fail(answer, transfer);
		if (transfer->go_on)
			nudge(drive);
	}
	pthread_mutex_unlock(&drive->lock);
	return r;
}

static int drive_ready(struct ec2a__answer *answer)
{
	struct drive *drive = answer->http->state;
	const struct ec2a__transfer *transfer = answer->state;
	int ready;

	pthread_mutex_lock(&drive->lock);
	if (!head_is_there(transfer) || !data_is_there(transfer))
		nudge(drive);
	ready = head_is_there(transfer) && data_is_there(transfer);
	pthread_mutex_unlock(&drive->lock);
	return ready;
}

/* Nothing is added to a head that is there. */
static const char *drive_header(const struct ec2a__answer *answer, const char *name)
{
	return ec2a__transfer_header(answer->state, name);
}

static void drive_drop(struct ec2a__answer *answer)
{
	struct drive *drive = answer->http->state;
	struct ec2a__transfer *transfer = answer->state;

	pthread_mutex_lock(&drive->lock);
	transfer->dropped = 1;
	if (drive->leads && transfer->easy)
		ec2a__wire_wake(drive->wire);
	else
		forget(drive, transfer);
	pthread_mutex_unlock(&drive->lock);
}

const struct ec2a__http_engine *ec2a__http_curl_engine(void)
{
	static const struct ec2a__http_engine engine = {
		.open = drive_open,
		.close = drive_close,
		.start = drive_start,
		.head = drive_head,
		.read = drive_read,
		.ready = drive_ready,
		.header = drive_header,
		.drop = drive_drop,
	};

	return &engine;
}

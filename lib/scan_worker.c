/* SPDX-License-Identifier: MIT */
/* One thread of a scan: inputs in; drafts, facts, counters and problems out. */
#include "scan_internal.h"

#include "act.h"
#include "digest_state.h"
#include "mem.h"
#include "parser_state.h"
#include "source.h"

#include <string.h>

#define BUFFER_SIZE ((size_t)256 * 1024)
#define HEAD_SIZE ((size_t)16 * 1024) /* shows which reader an input gets; only this much is copied */
#define HELP_FROM ((uint64_t)4 << 20)  /* bytes of an input that are read before help is asked for */

struct worker {
	ec2a_scan *scan;
	char *buffer;
	struct ec2a__input_tools tools;
	ec2a_parser *parser; /* NULL before the first input; its facts and coverage are those of all of them */
	/* of the input at hand */
	const char *name;
	struct ec2a__problems problems;
	struct ec2a__relay relay; /* another thread reads it */
	int proof; /* ec2a__proof */
	uint64_t bytes;
	int read_code; /* what ended the reading early, or 0 */
};

/* The first reason counts. */
static void fail(ec2a_scan *scan, int code)
{
	int none = 0;

	atomic_compare_exchange_strong(&scan->failed, &none, code);
}

int ec2a__scan_stops(ec2a_scan *scan)
{
	return atomic_load(&scan->cancelled) || atomic_load(&scan->failed);
}

/* To the caller's function, unless another thread's call has ended the scan. */
static int tell_event(ec2a_scan *scan, ec2a_event *event)
{
	int r = 0;

	if (!scan->events)
		return 0;
	pthread_mutex_lock(&scan->events_lock);
	if (!ec2a__scan_stops(scan))
		r = scan->events(event, scan->events_user);
	if (r < 0)
		fail(scan, r);
	pthread_mutex_unlock(&scan->events_lock);
	return r < 0 ? r : 0;
}

static int take_event(struct worker *worker, ec2a_event *event)
{
	ec2a_scan *scan = worker->scan;
	struct ec2a__draft draft;
	int r = tell_event(scan, event);

	/* The verdict is the costly part and needs no lock. */
	if (r == 0 && ec2a__draft_make(scan->config, event, &draft) == 1) {
		draft.proof = worker->proof;
		pthread_mutex_lock(&scan->take_lock);
		r = ec2a__correlator_take(scan->correlator, &draft);
		pthread_mutex_unlock(&scan->take_lock);
	}
	ec2a_event_unref(event);
	return r;
}

/* How an input ends is told however many of its records were bad. That it was cut off goes without saying where
 * reading it failed: the source tells why. */
static int refused(struct worker *worker, int code)
{
	int ends = code == EC2A_E_FORMAT || code == EC2A_E_TRUNCATED;

	if (code == EC2A_E_TRUNCATED && worker->read_code < 0)
		return 0;
	return (ends ? ec2a__problems_add : ec2a__problems_add_record)(
		&worker->problems, worker->name, ec2a_parser_error_record(worker->parser),
		ec2a_parser_error_byte(worker->parser), code, ec2a_parser_error(worker->parser));
}

/* What is no fault, but worth a word. */
static int remark(struct worker *worker)
{
	uint64_t byte;

	if (!ec2a__parser_second_records(worker->parser, &byte))
		return 0;
	byte += worker->parser->bytes_before;
	return ec2a__problems_add(&worker->problems, worker->name, 0, byte, 0,
				  "a second Records array is passed over, as the first key counts");
}

/* All that the parser has found so far. 0, EC2A_E_FORMAT when it takes nothing more, EC2A_E_NOMEM, EC2A_E_STATE. */
static int drain(struct worker *worker)
{
	for (;;) {
		ec2a_event *event;
		int r, told = 0;

		r = ec2a_parser_next(worker->parser, &event);
		if (r == 0 || r == EC2A_E_NOMEM || r == EC2A_E_ARG)
			return r;
		if (r == 1)
			told = take_event(worker, event);
		else
			told = refused(worker, r);
		if (told < 0)
			return told;
		if (r == EC2A_E_FORMAT || ec2a__scan_stops(worker->scan))
			return r == EC2A_E_FORMAT ? r : 0;
	}
}

/* What digests say of this very file, once it is open; what they said of the name before counts no more. */
static void look_at_proof(struct worker *worker, const ec2a_input *input)
{
	if (!worker->bytes && worker->scan->digest)
		worker->proof = ec2a__digest_proof_fd(worker->scan->digest, input->fd);
}

/* For lines without a year (ruling 12): before the first bytes are taken. */
static void tell_time(struct worker *worker, const ec2a_input *input)
{
	int64_t time_us = 0;
	int known_by = ec2a__input_time(input, &time_us);

	if (!worker->bytes && known_by != EC2A__TIME_NONE)
		ec2a__parser_set_file_time(worker->parser, known_by == EC2A__TIME_GZIP ? EC2A__YEAR_GZIP : EC2A__YEAR_FILE,
					   time_us);
}

/* Read straight to where the parser cuts records, where that is known. Results as ec2a_input_read(), which go to
 * ret_got; 0 or EC2A_E_NOMEM. */
static int read_here(struct worker *worker, ec2a_input *input, size_t *ret_size, int *ret_got)
{
	char *room;
	int r = ec2a__parser_room(worker->parser, BUFFER_SIZE, &room);

	if (r < 0)
		return r;
	if (r == 1) {
		*ret_got = ec2a_input_read(input, room, BUFFER_SIZE, ret_size);
		look_at_proof(worker, input);
		tell_time(worker, input);
		ec2a__parser_filled(worker->parser, *ret_size);
		return 0;
	}
	*ret_got = ec2a_input_read(input, worker->buffer, worker->bytes ? BUFFER_SIZE : HEAD_SIZE, ret_size);
	look_at_proof(worker, input);
	tell_time(worker, input);
	return *ret_size ? ec2a_parser_feed(worker->parser, worker->buffer, *ret_size) : 0;
}

static int read_with_help(struct worker *worker, size_t *ret_size, int *ret_got)
{
	const char *data;

	*ret_got = ec2a__relay_read(worker->scan, &worker->relay, &data, ret_size);
	return *ret_size ? ec2a_parser_feed(worker->parser, data, *ret_size) : 0;
}

static int read_some(struct worker *worker, ec2a_input *input, size_t *ret_size, int *ret_got)
{
	ec2a_scan *scan = worker->scan;

	if (!worker->relay.memory && worker->bytes >= HELP_FROM && atomic_load(&scan->idle) > 0 &&
	    ec2a__input_is_packed(input))
		ec2a__relay_ask(scan, &worker->relay, input);
	if (worker->relay.memory)
		return read_with_help(worker, ret_size, ret_got);
	return read_here(worker, input, ret_size, ret_got);
}

/* Feed the parser to the input's end. 0, EC2A_E_NOMEM or EC2A_E_STATE. */
static int feed_all(struct worker *worker, ec2a_input *input)
{
	int got = 1, r = 0;

	while (got == 1 && r == 0 && !ec2a__scan_stops(worker->scan)) {
		size_t size = 0;

		r = read_some(worker, input, &size, &got);
		if (got == EC2A_E_NOMEM)
			r = got;
		worker->bytes += size;
		atomic_fetch_add_explicit(&worker->scan->bytes_done, size, memory_order_relaxed);
		if (size && r == 0)
			r = drain(worker);
	}
	ec2a__relay_end(worker->scan, &worker->relay);
	/* The parser broke off first: whether what comes behind could be read depends on how far it was. */
	worker->read_code = got < 0 && r != EC2A_E_FORMAT ? got : 0;
	return r == EC2A_E_FORMAT ? 0 : r;
}

/* An input that broke off, or never began: the sentence of the source, with the place. It has none when there was
 * no memory for it. */
static int broken(struct worker *worker, ec2a_input *input, int code)
{
	uint64_t record = input->origin->lines_before + ec2a_parser_count(worker->parser, EC2A_COUNT_RECORDS_TOTAL);
	uint64_t byte = worker->bytes ? input->origin->bytes_before + worker->bytes : EC2A__NO_PLACE;

	if (!*ec2a_input_error(input))
		return EC2A_E_NOMEM;
	return ec2a__problems_add(&worker->problems, worker->name, record, byte, code, ec2a_input_error(input));
}

/* What the input was, and what it gave. One that broke off is failed, unless it gave a record. */
static void count(const struct worker *worker, int read_code, uint64_t counts[EC2A__COUNTERS])
{
	for (int i = 1; i < EC2A__COUNTERS; i++)
		counts[i] = ec2a_parser_count(worker->parser, i);
	if (read_code < 0 && !counts[EC2A_COUNT_RECORDS_TOTAL]) {
		counts[EC2A_COUNT_FILES_READ] = 0;
		counts[EC2A_COUNT_FILES_SKIPPED] = 0;
		counts[EC2A_COUNT_FILES_FAILED] = 1;
	}
}

/* What one input gave. */
static int hand_over(struct worker *worker, int read_code)
{
	ec2a_scan *scan = worker->scan;
	uint64_t counts[EC2A__COUNTERS];
	int r;

	count(worker, read_code, counts);
	r = ec2a__problems_close(&worker->problems, worker->name);
	if (r < 0)
		return r;
	pthread_mutex_lock(&scan->sum_lock);
	r = ec2a__problems_move(&worker->problems, &scan->problems);
	for (int i = 1; i < EC2A__COUNTERS; i++)
		scan->counts[i] += counts[i];
	pthread_mutex_unlock(&scan->sum_lock);
	atomic_fetch_add_explicit(&scan->files_done, 1, memory_order_relaxed);
	return r;
}

/* What all inputs of this thread told together; the parser ends with it. */
static int hand_over_all(struct worker *worker)
{
	ec2a_scan *scan = worker->scan;
	int r;

	if (!worker->parser)
		return 0;
	pthread_mutex_lock(&scan->take_lock);
	r = ec2a__correlator_take_facts(scan->correlator, worker->parser->facts);
	pthread_mutex_unlock(&scan->take_lock);
	if (r < 0)
		return r;
	pthread_mutex_lock(&scan->sum_lock);
	r = ec2a_coverage_merge(scan->coverage, ec2a_parser_coverage(worker->parser));
	pthread_mutex_unlock(&scan->sum_lock);
	return r;
}

static int read_input(struct worker *worker, ec2a_input *input)
{
	int r = worker->parser ? ec2a__parser_again(&worker->parser)
			       : ec2a_parser_new(worker->scan->config, &worker->parser);

	if (r < 0)
		return r;
	worker->name = ec2a_input_name(input);
	r = ec2a_parser_set_name(worker->parser, worker->name);
	if (r == 0)
		r = ec2a_parser_set_offset(worker->parser, input->origin->bytes_before, input->origin->lines_before);
	worker->bytes = 0;
	worker->read_code = 0;
	if (r == 0)
		r = feed_all(worker, input);
	if (r == 0 && !ec2a__scan_stops(worker->scan)) {
		/* Finishing makes the record that was cut off a rejected one. What gave no byte is not an empty file. */
		if (worker->bytes || worker->read_code == 0)
			r = ec2a_parser_finish(worker->parser);
		if (r == 0 && (worker->bytes || worker->read_code == 0))
			r = drain(worker);
		if (r == EC2A_E_FORMAT)
			r = 0;
		if (r == 0 && worker->read_code < 0)
			r = broken(worker, input, worker->read_code);
		if (r == 0)
			r = remark(worker);
		if (r == 0)
			r = hand_over(worker, worker->read_code);
	}
	ec2a__problems_free(&worker->problems);
	return r;
}

/* Whether only proven files are wanted, and this is none. */
static int is_left_out(const ec2a_scan *scan, const ec2a_input *input)
{
	return scan->digest && scan->proven_only &&
	       ec2a__digest_proof_path(scan->digest, ec2a_input_name(input)) != EC2A__PROOF_TRUE;
}

static void skip(ec2a_scan *scan)
{
	pthread_mutex_lock(&scan->sum_lock);
	scan->counts[EC2A_COUNT_FILES_SKIPPED]++;
	pthread_mutex_unlock(&scan->sum_lock);
	atomic_fetch_add_explicit(&scan->files_done, 1, memory_order_relaxed);
}

void ec2a__scan_work(ec2a_scan *scan)
{
	struct worker worker = {.scan = scan};
	int r = 0;

	ec2a__help_begin(scan);
	worker.buffer = ec2a__malloc(BUFFER_SIZE);
	if (!worker.buffer)
		r = EC2A_E_NOMEM;
	while (r == 0 && !ec2a__scan_stops(scan)) {
		ec2a_input *input;

		r = ec2a__scan_take(scan, &input);
		if (r != 1)
			break;
		if (is_left_out(scan, input)) {
			skip(scan);
			ec2a_input_free(input);
			r = 0;
			continue;
		}
		ec2a__input_lend(input, &worker.tools);
		r = read_input(&worker, input);
		ec2a__input_give_back(input, &worker.tools);
		ec2a_input_free(input);
	}
	if (r >= 0)
		r = hand_over_all(&worker);
	if (r < 0)
		fail(scan, r);
	ec2a_parser_free(worker.parser);
	ec2a__free(worker.buffer);
	ec2a__input_tools_free(&worker.tools);
	ec2a__help(scan);
}

/* SPDX-License-Identifier: MIT */
/*
 * A day of a fleet streams through, by the public interface: what arrives in five minutes is parsed and added, the
 * watermark moves on, rows are taken; each hour the state is saved. Timed are the library's calls alone, in seconds
 * of the processor; memory is what it needs beyond the generator.
 * Usage: bench_stream POOL SCALE HOURS HORIZON [check] [restore]
 *   check: compare with a batch over the same records; restore: each hour, go on with what was saved
 */
#include "fleet.h"
#include "fleet_rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHUNK ((size_t)256 * 1024)
#define HOUR (3600 / FLEET_WINDOW)
#define MAX_HOURS 1000

struct bench {
	struct fleet fleet;
	ec2a_config *config;
	ec2a_correlator *correlator, *batch; /* batch: NULL unless checking */
	ec2a_parser *lines;
	struct fleet_rows told;
	int restoring;
	double read, log, advance, longest, next, save, restore;
	uint64_t files, records, n_lines, rows, revisions, withdrawn;
	uint64_t own, peak, state;
	uint64_t hours[MAX_HOURS], states[MAX_HOURS];
	unsigned n_hours;
};

static void check(const char *what, int r)
{
	if (r < 0) {
		fprintf(stderr, "%s: %s\n", what, ec2a_strerror(r));
		exit(3);
	}
}

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "bench_stream: %s\n", what);
	exit(3);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Anonymous memory in bytes; 0 where nobody tells. */
static uint64_t anonymous(void)
{
	FILE *file = fopen("/proc/self/status", "r");
	unsigned long long kilobytes = 0;
	char line[256];

	while (file && fgets(line, sizeof line, file))
		if (sscanf(line, "RssAnon: %llu kB", &kilobytes) == 1)
			break;
	if (file)
		fclose(file);
	return kilobytes * 1024;
}

static uint64_t look(struct bench *bench)
{
	uint64_t seen = anonymous(), ours = seen > bench->own ? seen - bench->own : 0;

	if (ours > bench->peak)
		bench->peak = ours;
	return ours;
}

/* ---- in ------------------------------------------------------------------------------- */

static void drain(struct bench *bench, ec2a_parser *parser)
{
	ec2a_event *event;
	int r;

	while ((r = ec2a_parser_next(parser, &event)) == 1) {
		check("add", ec2a_correlator_add(bench->correlator, event));
		if (bench->batch)
			check("add", ec2a_correlator_add(bench->batch, event));
		ec2a_event_unref(event);
	}
	check("event", r);
}

/* As bytes come out of a file or a socket. */
static void feed(struct bench *bench, ec2a_parser *parser)
{
	const struct fleet_text *text = &bench->fleet.out;

	for (size_t at = 0; at < text->size; at += CHUNK) {
		check("feed", ec2a_parser_feed(parser, text->data + at, text->size - at < CHUNK ? text->size - at : CHUNK));
		drain(bench, parser);
	}
}

static void read_file(struct bench *bench, size_t records)
{
	ec2a_parser *parser;
	double begin = now();

	check("parser", ec2a_parser_new(bench->config, &parser));
	feed(bench, parser);
	check("finish", ec2a_parser_finish(parser));
	drain(bench, parser);
	check("facts", ec2a_correlator_add_facts(bench->correlator, ec2a_parser_facts(parser)));
	if (bench->batch)
		check("facts", ec2a_correlator_add_facts(bench->batch, ec2a_parser_facts(parser)));
	bench->read += now() - begin;
	look(bench);
	if (ec2a_parser_count(parser, EC2A_COUNT_RECORDS_TOTAL) != records)
		fail("a file has not the records that were written");
	ec2a_parser_free(parser);
	bench->files++;
	bench->records += records;
}

static void read_lines(struct bench *bench, uint32_t window)
{
	double begin;

	bench->n_lines += fleet_lines(&bench->fleet, window);
	begin = now();
	feed(bench, bench->lines);
	bench->log += now() - begin;
}

/* ---- out ------------------------------------------------------------------------------- */

static void count_row(struct bench *bench, const ec2a_session *session)
{
	int64_t revision = 0, withdrawn = 0;

	check("revision", ec2a_session_int(session, EC2A_SESSION_REVISION, &revision));
	check("withdrawn", ec2a_session_int(session, EC2A_SESSION_WITHDRAWN, &withdrawn));
	if (withdrawn)
		bench->withdrawn++;
	else if (revision > 1)
		bench->revisions++;
	else
		bench->rows++;
	if (bench->batch)
		fleet_rows_add(&bench->told, session);
}

static void take(struct bench *bench)
{
	ec2a_session *session;
	double begin = now();
	int r;

	while ((r = ec2a_correlator_next(bench->correlator, &session)) == 1) {
		count_row(bench, session);
		ec2a_session_unref(session);
	}
	check("next", r);
	bench->next += now() - begin;
}

static void advance(struct bench *bench, uint32_t window)
{
	int64_t second = FLEET_EPOCH + (int64_t)(window + 1) * FLEET_WINDOW - 1; /* the newest record's */
	double begin = now(), took;

	check("advance", ec2a_correlator_advance(bench->correlator, second * 1000000));
	took = now() - begin;
	bench->advance += took;
	bench->longest = took > bench->longest ? took : bench->longest;
	look(bench);
	take(bench);
	look(bench);
}

/* ---- the state ---------------------------------------------------------------------------- */

static int write_state(void *user, const void *data, size_t size)
{
	return fwrite(data, 1, size, user) == size ? 0 : EC2A_E_IO;
}

static int read_state(void *user, void *buffer, size_t size, size_t *ret_size)
{
	*ret_size = fread(buffer, 1, size, user);
	return *ret_size ? 1 : ferror((FILE *)user) ? EC2A_E_IO : 0;
}

/* Through a file, which is no memory of the process. */
static void keep(struct bench *bench)
{
	FILE *file = tmpfile();
	double begin = now();

	if (!file)
		fail("no temporary file");
	check("save", ec2a_correlator_save(bench->correlator, write_state, file));
	bench->save += now() - begin;
	look(bench);
	bench->state = (uint64_t)ftell(file);
	if (bench->restoring) {
		rewind(file);
		ec2a_correlator_free(bench->correlator);
		begin = now();
		check("restore", ec2a_correlator_restore(bench->config, read_state, file, &bench->correlator));
		bench->restore += now() - begin;
		look(bench);
	}
	fclose(file);
}

static void end_hour(struct bench *bench)
{
	keep(bench);
	if (bench->n_hours < MAX_HOURS) {
		bench->states[bench->n_hours] = bench->state;
		bench->hours[bench->n_hours++] = look(bench);
	}
}

/* ---- all of it -------------------------------------------------------------------------- */

static void stream(struct bench *bench)
{
	size_t records;

	for (uint32_t window = 0; window < bench->fleet.windows + FLEET_LATEST; window++) {
		while ((records = fleet_next_file(&bench->fleet, window)) > 0)
			read_file(bench, records);
		read_lines(bench, window);
		advance(bench, window);
		if (window % HOUR == HOUR - 1 && window < bench->fleet.windows)
			end_hour(bench);
	}
	check("finish", ec2a_parser_finish(bench->lines));
	drain(bench, bench->lines);
	if (ec2a_parser_count(bench->lines, EC2A_COUNT_LINES_TOTAL) != bench->n_lines)
		fail("the log has not the lines that were written");
	check("finish", ec2a_correlator_finish(bench->correlator));
	take(bench);
}

/* What the stream told last against a batch, which was given the same. */
static void compare(struct bench *bench)
{
	struct fleet_rows batch = { NULL, 0, 0 };
	ec2a_session *session;
	int r;

	check("finish", ec2a_correlator_finish(bench->batch));
	while ((r = ec2a_correlator_next(bench->batch, &session)) == 1) {
		fleet_rows_add(&batch, session);
		ec2a_session_unref(session);
	}
	check("next", r);
	fleet_rows_settle(&batch);
	fleet_rows_settle(&bench->told);
	if (batch.count == 0 || fleet_rows_differ(&bench->told, &batch) > 0)
		fail("stream and batch differ");
	fleet_rows_free(&batch);
	fleet_rows_free(&bench->told);
	ec2a_correlator_free(bench->batch);
}

static uint64_t counted(const struct bench *bench, int counter)
{
	return ec2a_correlator_count(bench->correlator, counter);
}

static void print_list(const char *name, const uint64_t *numbers, unsigned count)
{
	printf(",\"%s\":[", name);
	for (unsigned i = 0; i < count; i++)
		printf("%s%" PRIu64, i ? "," : "", numbers[i]);
	printf("]");
}

static void print(const struct bench *bench)
{
	double all = bench->read + bench->log + bench->advance + bench->next + bench->save + bench->restore;

	printf("{\"records\":%" PRIu64 ",\"lines\":%" PRIu64 ",\"files\":%" PRIu64 ",\"access\":%" PRIu64
	       ",\"made\":%" PRIu64 ",\"copies\":%" PRIu64 ",\"duplicates\":%" PRIu64 ",\"acts\":%zu", bench->records,
	       bench->n_lines, bench->files, counted(bench, EC2A_COUNT_RECORDS_ACCESS), bench->fleet.made,
	       bench->fleet.copied, counted(bench, EC2A_COUNT_RECORDS_DUPLICATES), bench->fleet.n_acts);
	printf(",\"rows\":%" PRIu64 ",\"revisions\":%" PRIu64 ",\"withdrawn\":%" PRIu64 ",\"late\":%" PRIu64
	       ",\"forced\":%" PRIu64 ",\"capped\":%" PRIu64 ",\"forgotten\":%" PRIu64, bench->rows, bench->revisions,
	       bench->withdrawn, counted(bench, EC2A_COUNT_LATE), counted(bench, EC2A_COUNT_ROWS_FORCED),
	       counted(bench, EC2A_COUNT_EVENTS_CAPPED), counted(bench, EC2A_COUNT_FORGOTTEN));
	printf(",\"seconds\":%.3f,\"read\":%.3f,\"log\":%.3f,\"advance\":%.3f,\"longest_advance\":%.4f,\"next\":%.3f,"
	       "\"save\":%.3f,\"restore\":%.3f,\"records_a_second\":%.0f", all, bench->read, bench->log, bench->advance,
	       bench->longest, bench->next, bench->save, bench->restore, (double)bench->records / all);
	printf(",\"process_seconds\":%.3f,\"generator_bytes\":%" PRIu64 ",\"peak_bytes\":%" PRIu64
	       ",\"state_bytes\":%" PRIu64, now(), bench->own, bench->peak, bench->state);
	print_list("bytes_by_hour", bench->hours, bench->n_hours);
	print_list("state_by_hour", bench->states, bench->n_hours);
	printf("}\n");
}

int main(int argc, char **argv)
{
	static struct bench bench;
	int checking = 0;

	if (argc < 5 || atof(argv[2]) <= 0 || atoi(argv[3]) <= 0)
		return 2;
	for (int i = 5; i < argc; i++) {
		checking |= strcmp(argv[i], "check") == 0;
		bench.restoring |= strcmp(argv[i], "restore") == 0;
	}
	fleet_init(&bench.fleet, argv[1], atof(argv[2]), (unsigned)atoi(argv[3]));
	bench.own = anonymous();
	check("config", ec2a_config_new(&bench.config));
	check("horizon", ec2a_config_set_int(bench.config, EC2A_OPT_HORIZON, atoi(argv[4])));
	check("correlator", ec2a_correlator_new(bench.config, &bench.correlator));
	check("parser", ec2a_parser_new(bench.config, &bench.lines));
	check("name", ec2a_parser_set_name(bench.lines, "hosts.log"));
	if (checking)
		check("correlator", ec2a_correlator_new(bench.config, &bench.batch));
	stream(&bench);
	if (checking)
		compare(&bench);
	print(&bench);
	ec2a_parser_free(bench.lines);
	ec2a_correlator_free(bench.correlator);
	ec2a_config_unref(bench.config);
	fleet_free(&bench.fleet);
	return 0;
}

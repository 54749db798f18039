/* SPDX-License-Identifier: MIT */
/* Sessions of an input that goes on: each row is printed as it is decided, and a run goes on where the one before
 * stopped. What was printed is on the disk before the state says so. */
#include "stream.h"

#include "filter.h"
#include "format.h"
#include "interrupt.h"
#include "json.h"
#include "options_net.h"
#include "output.h"
#include "path.h"
#include "run.h"
#include "text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* ---- rows --------------------------------------------------------------------------- */

/* A row that was asked for may become one that is not: its reader is told. */
static void print_withdrawal(const ec2a_session *session)
{
	struct text json = {0};

	json_open(&json, NULL, '{');
	json_add(&json, "id", ec2a_session_str(session, EC2A_SESSION_ID));
	json_raw(&json, "revision", ec2a_session_str(session, EC2A_SESSION_REVISION));
	json_raw(&json, "withdrawn", "true");
	json_add(&json, "merged_into", NULL);
	json_close(&json, '}');
	output_puts(text_str(&json));
	output_puts("\n");
	text_free(&json);
}

static void print_row(const struct options *options, const ec2a_session *session)
{
	int64_t revision = 0, withdrawn = 0;

	if (ec2a_session_int(session, EC2A_SESSION_REVISION, &revision) != 1)
		revision = 1;
	if (ec2a_session_int(session, EC2A_SESSION_WITHDRAWN, &withdrawn) == 1 && withdrawn)
		jsonl_print_row(session);
	else if (filter_wants(options, session))
		jsonl_print_row(session);
	else if (revision > 1 && !filter_hides_action(options, session))
		print_withdrawal(session);
}

static void print_rows(struct stream *stream)
{
	ec2a_session *session;
	int r;

	while ((r = ec2a_correlator_next(stream->state.correlator, &session)) == 1) {
		interrupt_check();
		print_row(stream->options, session);
		ec2a_session_unref(session);
		stream->dirty = 1;
	}
	run_need(r);
}

static void save(struct stream *stream)
{
	uint64_t size = output_sync();

	if (stream->own_output)
		stream->state.output_size = size;
	if (stream->dirty)
		state_save(&stream->state);
	stream->dirty = 0;
}

void stream_settle(struct stream *stream, int64_t quiet_us)
{
	int64_t now_us = (int64_t)time(NULL) * 1000000;
	int64_t time_us = (stream->state.has_newest ? stream->state.newest_us : stream->guess_us) + quiet_us;

	if (stream->state.has_newest || stream->has_guess) {
		/* A record of next year, which only a forger or a wrong clock makes, would end all that is held. */
		run_need(ec2a_correlator_advance(stream->state.correlator, time_us < now_us ? time_us : now_us));
		print_rows(stream);
	}
	save(stream);
}

static void finish(struct stream *stream)
{
	run_need(ec2a_correlator_finish(stream->state.correlator));
	print_rows(stream);
	stream->state.closed = 1;
	stream->dirty = 1;
	save(stream);
}

/* ---- the files that are written -------------------------------------------------------- */

/* What is read must not grow by what is written. */
static void guard_place(const struct options *options, const char *option, const char *path)
{
	char *real = path_real(path);

	for (size_t i = 0; real && i < options->inputs.n; i++) {
		const char *input = options->inputs.items[i];
		char *folder = strcmp(input, "-") == 0 ? NULL : realpath(input, NULL);

		if (folder && path_is_below(real, folder))
			usage_error(option, path, " lies in an INPUT; choose another place");
		free(folder);
	}
	free(real);
}

static void guard(const struct options *options)
{
	run_guard_inputs(options);
	for (size_t i = 0; options->follow && i < options->inputs.n; i++)
		if (net_is_input(options->inputs.items[i]))
			usage_error("--follow watches folders; give --state alone again and again for ", options->inputs.items[i],
				    NULL);
	if (options->state)
		guard_place(options, "--state: ", options->state);
	if (options->output && strcmp(options->output, "-") != 0)
		guard_place(options, "-o: ", options->output);
	if (options->state && options->output) {
		char *state = path_real(options->state), *output = path_real(options->output);

		if (state && output && strcmp(state, output) == 0)
			usage_error("--state and -o name one file: ", options->state, NULL);
		free(state);
		free(output);
	}
}

/* A file of which the state knows nothing is begun, and must not hold anything that could be lost or come twice. */
static void begin_output(struct stream *stream, char *real)
{
	struct state *state = &stream->state;
	struct text message = {0};
	struct stat st;

	if (state->path && stat(real, &st) == 0 && st.st_size > 0) {
		text_adds(&message, "cannot write ");
		text_add_visible(&message, real);
		text_adds(&message, ": it is there already, and the state knows nothing of it; remove it, or name another");
		output_die(text_str(&message));
	}
	free(state->output);
	state->output = real;
	state->output_size = 0;
	output_continue(real, 0);
	state_save(state); /* before the first row: a restart must know whose file this is */
}

static void open_output(struct stream *stream)
{
	const char *path = stream->options->output;
	struct stat st;
	char *real;

	if (!path || strcmp(path, "-") == 0)
		return;
	real = path_real(path);
	if (!real || (stat(real, &st) == 0 && !S_ISREG(st.st_mode))) {
		free(real);
		output_prepare(path);
		return;
	}
	stream->own_output = 1;
	if (!stream->state.output || strcmp(stream->state.output, real) != 0) {
		begin_output(stream, real);
		return;
	}
	output_continue(stream->state.output, stream->state.output_size);
	free(real);
}

/* ---- the run ------------------------------------------------------------------------------ */

/* How many files are read before the state is saved. */
static size_t files_at_once(void)
{
	const char *value = getenv("EC2ACCESS_BATCH");
	size_t n = 0, i = 0;

	if (!value || !*value)
		return 4096;
	for (; value[i] >= '0' && value[i] <= '9' && i < 7; i++)
		n = n * 10 + (size_t)(value[i] - '0');
	if (!n || value[i])
		usage_error("EC2ACCESS_BATCH: not a number of files: ", value, NULL);
	return n;
}

static int status(const struct stream *stream)
{
	if (stream->failing)
		fprintf(stderr, "ec2access: %" PRIu64 " of the inputs still cannot be read, as was told before\n",
			stream->failing);
	if (stream->given == stream->missing)
		return EXIT_NOTHING;
	return stream->problems || stream->failing ? EXIT_PARTLY : EXIT_READ;
}

static int run(struct stream *stream)
{
	const struct options *options = stream->options;
	const uint64_t told[RUN_DROPPED] = {
		ec2a_correlator_count(stream->state.correlator, EC2A_COUNT_ENDS_DROPPED),
		ec2a_correlator_count(stream->state.correlator, EC2A_COUNT_FAILURES_DROPPED),
	};
	int result;

	open_output(stream);
	output_begin();
	if (options->follow) {
		follow_run(stream);
		result = EXIT_READ;
	} else {
		stream_read(stream);
		result = status(stream);
		stream_settle(stream, 0);
	}
	/* A wrong path does not close an investigation. */
	if (result != EXIT_NOTHING && (options->final || !options->state))
		finish(stream);
	output_commit();
	run_tell_dropped(stream->state.correlator, told); /* once a state: strangers go on */
	if (options->stats)
		summary_print_stats(stream->state.counts, stream->state.correlator);
	return result;
}

int stream_run(const struct options *options)
{
	struct stream stream = {.options = options, .files_at_once = files_at_once()};
	int result = EXIT_READ;

	guard(options);
	stream.config = run_config(options, 0);
	/* One join a run; where files come one by one, the library's pace is right. */
	if (!options->follow)
		run_need(ec2a_config_set_int(stream.config, EC2A_OPT_SETTLE_STEP, 0));
	interrupt_watch(NULL);
	state_open(&stream.state, options->state, stream.config);
	if (!stream.state.closed)
		result = run(&stream);
	else if (!options->final)
		output_die("this state was closed by --final; begin a new one with another file");
	free(stream.pieces);
	free(stream.sources);
	state_free(&stream.state);
	ec2a_config_unref(stream.config);
	return result;
}

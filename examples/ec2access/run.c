/* SPDX-License-Identifier: MIT */
#include "run.h"

#include "interrupt.h"
#include "options_net.h"
#include "output.h"
#include "place.h"
#include "progress.h"
#include "rules.h"
#include "summary.h"
#include "text.h"
#include "verified.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void run_need(int result)
{
	if (result < 0)
		output_die(ec2a_strerror(result));
}

static void map_host(ec2a_config *config, const char *pair)
{
	const char *equals = strchr(pair, '=');
	struct text name = {0};

	text_add(&name, pair, (size_t)(equals - pair));
	if (ec2a_config_map_host(config, text_str(&name), equals + 1) < 0)
		usage_error("--host: not NAME=i-...: ", pair, NULL);
	text_free(&name);
}

/* For tests and for finding out what a machine is good for: the rows are the same. */
static void take_cpu(ec2a_config *config, const char *name)
{
	struct text after = {0};
	const char *here;

	if (!name || !*name || ec2a_config_set_str(config, EC2A_OPT_CPU, name) == 0)
		return;
	text_adds(&after, "; this machine has: auto");
	for (size_t i = 0; (here = ec2a_cpu_name(i)) != NULL; i++) {
		text_adds(&after, ", ");
		text_adds(&after, here);
	}
	usage_error("EC2ACCESS_CPU: not one of this machine's: ", name, text_str(&after));
}

ec2a_config *run_config(const struct options *options, int wanted)
{
	ec2a_config *config;

	run_need(ec2a_config_new(&config));
	take_cpu(config, getenv("EC2ACCESS_CPU"));
	if (options->strict)
		run_need(ec2a_config_set_int(config, EC2A_OPT_STRICT, 1));
	run_need(ec2a_config_set_int(config, EC2A_OPT_SKEW, options->skew));
	run_need(ec2a_config_set_int(config, EC2A_OPT_LOG_YEAR, options->log_year));
	run_need(ec2a_config_set_int(config, EC2A_OPT_LOG_ZONE, options->log_zone));
	if (wanted)
		run_need(ec2a_config_set_int(config, EC2A_OPT_EVENTS, wanted));
	if (options->command == COMMAND_COVERAGE && options->has_since)
		run_need(ec2a_config_set_int(config, EC2A_OPT_COVERAGE_SINCE, options->since_us));
	if (options->command == COMMAND_COVERAGE && options->has_until)
		run_need(ec2a_config_set_int(config, EC2A_OPT_COVERAGE_UNTIL, options->until_us));
	if (options->lateness_s >= 0)
		run_need(ec2a_config_set_int(config, EC2A_OPT_LATENESS, options->lateness_s));
	if (options->horizon_s >= 0)
		run_need(ec2a_config_set_int(config, EC2A_OPT_HORIZON, options->horizon_s));
	net_configure(options, config);
	if (options->rules)
		rules_read(config, options->rules);
	for (size_t i = 0; i < options->hosts.n; i++)
		map_host(config, options->hosts.items[i]);
	return config;
}

static ec2a_scan *make_scan(const struct options *options, ec2a_config *config)
{
	ec2a_scan *scan;

	run_need(ec2a_scan_new(config, &scan));
	run_need(ec2a_scan_set_threads(scan, options->threads));
	for (size_t i = 0; i < options->inputs.n; i++) {
		ec2a_source *source = place_source(options, config, options->inputs.items[i]);

		run_need(ec2a_scan_add(scan, source));
	}
	return scan;
}

static void read_all(const struct options *options, ec2a_scan *scan, ec2a_correlator *correlator)
{
	int r;

	progress_watch(scan, options->progress);
	interrupt_watch(scan);
	r = ec2a_scan_run(scan, correlator);
	progress_end(r >= 0 && !interrupt_came());
	interrupt_check();
	run_need(r);
	run_need(ec2a_correlator_finish(correlator));
	interrupt_check();
}

/* Remarks are told, too, but nothing is missing for them. */
static int has_problem(const ec2a_scan *scan)
{
	for (size_t i = 0; i < ec2a_scan_problem_count(scan); i++)
		if (ec2a_scan_problem_code(scan, i) < 0)
			return 1;
	return 0;
}

static int status(const ec2a_scan *scan)
{
	if (ec2a_scan_count(scan, EC2A_COUNT_FILES_FAILED) && !ec2a_scan_count(scan, EC2A_COUNT_FILES_READ) &&
	    !ec2a_scan_count(scan, EC2A_COUNT_FILES_SKIPPED))
		return EXIT_NOTHING;
	if (has_problem(scan) || ec2a_scan_count(scan, EC2A_COUNT_FILES_FAILED) ||
	    ec2a_scan_count(scan, EC2A_COUNT_RECORDS_REJECTED))
		return EXIT_PARTLY;
	return EXIT_READ;
}

void run_guard_inputs(const struct options *options)
{
	for (size_t i = 0; i < options->inputs.n; i++)
		if (output_would_replace(options->output, options->inputs.items[i]))
			usage_error("-o names a file that is read as INPUT: ", options->output, "; choose another one");
	if (options->rules && output_would_replace(options->output, options->rules))
		usage_error("-o names the file of --rules: ", options->output, NULL);
}

void run_tell_dropped(const ec2a_correlator *correlator, const uint64_t told[RUN_DROPPED])
{
	static const struct {
		int counter;
		const char *what;
	} rows[RUN_DROPPED] = {
		{ EC2A_COUNT_ENDS_DROPPED, "lines that may end a login were dropped, as too many had no login; a login that was "
					   "read after its end may show none" },
		{ EC2A_COUNT_FAILURES_DROPPED, "lines of logins that failed were dropped, as there were too many; "
					       "after-failed-logins may be missing where these stand in another file than "
					       "the login" },
	};

	for (size_t i = 0; i < RUN_DROPPED; i++) {
		uint64_t dropped = ec2a_correlator_count(correlator, rows[i].counter);

		if (dropped && !(told && told[i]))
			fprintf(stderr, "ec2access: %" PRIu64 " %s\n", dropped, rows[i].what);
	}
}

void run_read(struct run *run, const struct options *options, int wanted, ec2a_event_fn fn, void *user)
{
	run->options = options;
	run->config = run_config(options, wanted);
	run_guard_inputs(options);
	output_prepare(options->output);
	run->scan = make_scan(options, run->config);
	run->digest = verified_check(options, run->config);
	if (run->digest)
		run_need(ec2a_scan_set_digest(run->scan, run->digest, options->proven_only));
	run_need(ec2a_scan_set_events(run->scan, fn, user));
	run_need(ec2a_correlator_new(run->config, &run->correlator));
	read_all(options, run->scan, run->correlator);
	for (size_t i = 0; i < ec2a_scan_problem_count(run->scan); i++)
		fprintf(stderr, "ec2access: %s\n", ec2a_scan_problem(run->scan, i));
	run_tell_dropped(run->correlator, NULL);
	run->status = status(run->scan);
}

int run_end(struct run *run)
{
	uint64_t counts[SUMMARY_COUNTERS] = {0};

	summary_count(counts, run->scan);
	if (run->options->stats)
		summary_print_stats(counts, run->correlator);
	interrupt_forget();
	ec2a_correlator_free(run->correlator);
	ec2a_scan_free(run->scan);
	ec2a_digest_free(run->digest);
	ec2a_config_unref(run->config);
	return run->status;
}

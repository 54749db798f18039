/* SPDX-License-Identifier: MIT */
/* Checking digests, for validate and for --verified. */
#include "verified.h"

#include "interrupt.h"
#include "options_net.h"
#include "output.h"
#include "progress.h"
#include "run.h"
#include "trail_keys.h"

#include <stdio.h>
#include <string.h>

static int print_problems(const ec2a_digest *digest)
{
	int bad = 0;

	for (size_t i = 0; i < ec2a_digest_problem_count(digest); i++) {
		fprintf(stderr, "ec2access: %s\n", ec2a_digest_problem(digest, i));
		bad |= ec2a_digest_problem_code(digest, i) < 0;
	}
	return bad;
}

/* NULL: something can be proven. */
static const char *nothing_to_do(const ec2a_digest *digest)
{
	if (!ec2a_digest_count(digest, EC2A_DIGEST_DIGESTS))
		return "no digest of that time is there: nothing can be proven";
	if (!ec2a_digest_count(digest, EC2A_DIGEST_KEYS))
		return "no public key is there, so nothing can be proven: name what 'aws cloudtrail list-public-keys' "
		       "printed with --keys, or put it into public-keys/REGION.json in the folder";
	return NULL;
}

int verified_run(ec2a_digest *digest, const struct options *options)
{
	int r, bad;

	progress_watch_digest(digest, options->progress);
	interrupt_watch_digest(digest);
	r = ec2a_digest_run(digest);
	progress_end(r >= 0 && !interrupt_came());
	interrupt_check();
	interrupt_forget();
	run_need(r);
	bad = print_problems(digest);
	if (nothing_to_do(digest))
		output_die(nothing_to_do(digest));
	return bad;
}

ec2a_digest *verified_check(const struct options *options, ec2a_config *config)
{
	const struct values *folders = options->verified.n ? &options->verified : &options->inputs;
	ec2a_digest *digest;

	if (!options->verified.n && !options->proven_only)
		return NULL;
	run_need(ec2a_digest_new(config, &digest));
	for (size_t i = 0; i < folders->n; i++) {
		if (net_is_input(folders->items[i]))
			usage_error("--verified checks folders; bring the trail into one with 'ec2access fetch': ",
				    folders->items[i], NULL);
		if (strcmp(folders->items[i], "-") != 0)
			run_need(ec2a_digest_add_folder(digest, folders->items[i]));
	}
	trail_keys_read(digest, options);
	run_need(ec2a_digest_set_threads(digest, options->threads));
	verified_run(digest, options);
	return digest;
}

/* SPDX-License-Identifier: MIT */
#include "place.h"

#include "options_net.h"
#include "run.h"
#include "text.h"

#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define HISTORY "lookup:"
#define DAY_US  INT64_C(86400000000)

int place_is_history(const char *input)
{
	return strncmp(input, HISTORY, strlen(HISTORY)) == 0;
}

int64_t place_since(const struct options *options)
{
	if (!options->has_since || options->since_us < INT64_MIN + DAY_US)
		return INT64_MIN;
	return options->since_us - DAY_US;
}

/* A time to come is as good as none. */
int64_t place_until(const struct options *options)
{
	if (!options->has_until || options->until_us > (int64_t)time(NULL) * 1000000 - DAY_US)
		return INT64_MAX;
	return options->until_us + DAY_US;
}

/* "a,b", or NULL where any will do. */
static const char *list_of(const struct values *values, struct text *room)
{
	for (size_t i = 0; i < values->n; i++) {
		text_adds(room, i ? "," : "");
		text_adds(room, values->items[i]);
	}
	return values->n ? text_str(room) : NULL;
}

/* Of what ec2a_source_s3() or ec2a_digest_add_s3() returned. */
static void need_s3(int r, const char *input)
{
	if (r == EC2A_E_ARG)
		usage_error("not s3://BUCKET/PREFIX, or one of --account (12 digits), --region, --since, --until cannot be: ", input,
			    NULL);
	run_need(r);
}

static ec2a_source *s3_source(const struct options *options, ec2a_config *config, const char *input)
{
	struct text accounts = {0}, regions = {0};
	ec2a_source *source;
	int r = ec2a_source_s3(config, input, list_of(&options->accounts, &accounts), list_of(&options->regions, &regions),
			       options->has_since ? options->since_us : INT64_MIN,
			       options->has_until ? options->until_us : INT64_MAX, &source);

	text_free(&accounts);
	text_free(&regions);
	need_s3(r, input);
	return source;
}

static ec2a_source *history_source(const struct options *options, ec2a_config *config, const char *input)
{
	const char *equals = options->attribute ? strchr(options->attribute, '=') : NULL;
	struct text key = {0};
	ec2a_source *source;
	int r;

	if (equals)
		text_add(&key, options->attribute, (size_t)(equals - options->attribute));
	r = ec2a_source_lookup(config, input + strlen(HISTORY), equals ? text_str(&key) : NULL, equals ? equals + 1 : NULL,
			       place_since(options), place_until(options), &source);
	if (r == EC2A_E_ARG && equals)
		usage_error("--attribute: not one of EventId, EventName, ReadOnly, Username, ResourceType, ResourceName, "
			    "EventSource, AccessKeyId with a value: ", options->attribute, NULL);
	run_need(r);
	text_free(&key);
	return source;
}

ec2a_source *place_source(const struct options *options, ec2a_config *config, const char *input)
{
	ec2a_source *source;

	if (place_is_history(input))
		return history_source(options, config, input);
	if (net_is_input(input))
		return s3_source(options, config, input);
	if (strcmp(input, "-") == 0)
		run_need(ec2a_source_fd(config, input, STDIN_FILENO, &source));
	else
		run_need(ec2a_source_path(config, input, &source));
	return source;
}

void place_add_digests(const struct options *options, ec2a_digest *digest, const char *input)
{
	struct text accounts = {0}, regions = {0};

	if (strcmp(input, "-") == 0)
		usage_error("digests are read from folders and buckets, not from standard input", NULL, NULL);
	if (place_is_history(input))
		usage_error("event history has no digests; validate reads folders and s3://BUCKET/PREFIX: ", input, NULL);
	if (!net_is_input(input)) {
		run_need(ec2a_digest_add_folder(digest, input));
		return;
	}
	need_s3(ec2a_digest_add_s3(digest, input, list_of(&options->accounts, &accounts),
				   list_of(&options->regions, &regions)), input);
	text_free(&accounts);
	text_free(&regions);
}

/* SPDX-License-Identifier: MIT */
#include "place.h"

#include "options_net.h"
#include "run.h"
#include "text.h"

#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* "a,b", or NULL where any will do. */
static const char *list_of(const struct values *values, struct text *room)
{
	for (size_t i = 0; i < values->n; i++) {
		text_adds(room, i ? "," : "");
		text_adds(room, values->items[i]);
	}
	return values->n ? text_str(room) : NULL;
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
	if (r == EC2A_E_ARG)
		usage_error("not s3://BUCKET/PREFIX, or one of --account (12 digits), --region, --since, --until cannot be: ", input,
			    NULL);
	run_need(r);
	return source;
}

ec2a_source *place_source(const struct options *options, ec2a_config *config, const char *input)
{
	ec2a_source *source;

	if (net_is_input(input))
		return s3_source(options, config, input);
	if (strcmp(input, "-") == 0)
		run_need(ec2a_source_fd(config, input, STDIN_FILENO, &source));
	else
		run_need(ec2a_source_path(config, input, &source));
	return source;
}

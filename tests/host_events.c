/* SPDX-License-Identifier: MIT */
/* What the reader makes of a host log on standard input, one event a line. For tests/check_sshd.py, which shows it what a
 * real sshd wrote. The lines that RFC 3164 leaves without a year are of now. */
#include <ec2access/ec2access.h>
#include <stdio.h>
#include <time.h>

static int say(const char *what, int r)
{
	fprintf(stderr, "host_events: %s: %s\n", what, ec2a_enum_name(EC2A_ENUM_ERROR, r));
	return 1;
}

static int drain(ec2a_parser *parser)
{
	ec2a_event *event;
	int r;

	while ((r = ec2a_parser_next(parser, &event)) == 1) {
		char *json;

		r = ec2a_event_to_json(event, &json);
		ec2a_event_unref(event);
		if (r < 0)
			return r;
		puts(json);
		ec2a_free(json);
	}
	return r;
}

static int read_all(ec2a_parser *parser)
{
	char data[4096];
	size_t size;
	int r = 0;

	while (r >= 0 && (size = fread(data, 1, sizeof data, stdin)) > 0) {
		r = ec2a_parser_feed(parser, data, size);
		if (r >= 0)
			r = drain(parser);
	}
	if (r >= 0)
		r = ec2a_parser_finish(parser);
	return r < 0 ? r : drain(parser);
}

int main(void)
{
	ec2a_config *config = NULL;
	ec2a_parser *parser = NULL;
	int r = ec2a_config_new(&config);

	if (r == 0)
		r = ec2a_config_set_int(config, EC2A_OPT_EVENTS, EC2A_EVENTS_ALL);
	if (r == 0)
		r = ec2a_parser_new(config, &parser);
	if (r == 0)
		r = ec2a_parser_set_reference(parser, (int64_t)time(NULL) * 1000000);
	if (r == 0)
		r = read_all(parser);
	ec2a_parser_free(parser);
	ec2a_config_unref(config);
	return r < 0 ? say("standard input", r) : 0;
}

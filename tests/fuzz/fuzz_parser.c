/* SPDX-License-Identifier: MIT */
/*
 * Any bytes into the parser, whole and cut: it must not crash, the accounting must add up, and the cut must not
 * matter. The first byte chooses the step and the options; it is part of the input too.
 */
#include <ec2access/ec2access.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct sums {
	uint64_t counts[EC2A_COUNT_SESSIONS + 1];
	uint64_t events, refused, bytes;
};

static void look_at(const ec2a_event *event)
{
	char *text;

	if (ec2a_event_to_json(event, &text) == 0)
		ec2a_free(text);
	if (ec2a_event_pointer(event, "/requestParameters/parameters/portNumber/0", &text) == 1)
		ec2a_free(text);
}

static void drain(ec2a_parser *parser, struct sums *sums)
{
	ec2a_event *event;
	int r;

	while ((r = ec2a_parser_next(parser, &event)) != 0) {
		if (r == EC2A_E_NOMEM || r == EC2A_E_ARG)
			abort();
		if (r == 1) {
			look_at(event);
			ec2a_event_unref(event);
			sums->events++;
		} else {
			sums->refused++;
			sums->bytes += ec2a_parser_error_byte(parser) + ec2a_parser_error_record(parser);
		}
	}
}

static void run(ec2a_config *config, const uint8_t *data, size_t size, size_t step, struct sums *sums)
{
	ec2a_parser *parser;

	if (ec2a_parser_new(config, &parser) < 0)
		abort();
	for (size_t pos = 0; pos < size; pos += step) {
		if (ec2a_parser_feed(parser, data + pos, size - pos < step ? size - pos : step) < 0)
			abort();
		drain(parser, sums);
	}
	if (ec2a_parser_finish(parser) < 0)
		abort();
	drain(parser, sums);
	for (int i = 1; i <= EC2A_COUNT_SESSIONS; i++)
		sums->counts[i] = ec2a_parser_count(parser, i);
	ec2a_parser_free(parser);
}

static void check(const struct sums *a, const struct sums *b)
{
	const uint64_t *n = a->counts;

	if (n[EC2A_COUNT_FILES_READ] + n[EC2A_COUNT_FILES_SKIPPED] + n[EC2A_COUNT_FILES_FAILED] != 1)
		abort();
	if (n[EC2A_COUNT_RECORDS_TOTAL] != n[EC2A_COUNT_RECORDS_ACCESS] + n[EC2A_COUNT_RECORDS_CONTEXT] +
						   n[EC2A_COUNT_RECORDS_OTHER] + n[EC2A_COUNT_RECORDS_REJECTED])
		abort();
	for (int i = 1; i <= EC2A_COUNT_SESSIONS; i++)
		if (n[i] != b->counts[i])
			abort();
	if (a->events != b->events || a->refused != b->refused || a->bytes != b->bytes)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sums whole = { 0 }, cut = { 0 };
	unsigned choice = size ? data[0] : 0;
	ec2a_config *config;

	if (ec2a_config_new(&config) < 0 || ec2a_config_set_int(config, EC2A_OPT_STRICT, choice & 1) < 0 ||
	    ec2a_config_set_int(config, EC2A_OPT_EVENTS, choice & 2 ? EC2A_EVENTS_ALL : EC2A_EVENTS_ACCESS) < 0 ||
	    ec2a_config_set_int(config, EC2A_OPT_RECORD_BYTES, choice & 4 ? 1024 : 1 << 20) < 0 ||
	    ec2a_config_set_int(config, EC2A_OPT_JSON_DEPTH, choice & 8 ? 4 : 64) < 0)
		abort();
	run(config, data, size, size ? size : 1, &whole);
	run(config, data, size, 1 + choice % 7, &cut);
	check(&whole, &cut);
	ec2a_config_unref(config);
	return 0;
}

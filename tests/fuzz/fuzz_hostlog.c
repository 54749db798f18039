/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a host log, whole and cut: it must not crash, the accounting must add up, every event must be one that
 * can be printed, and the cut must not matter. The input stands behind a good line, unless its first byte is odd.
 */
#include <ec2access/ec2access.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char beginning[] = "Feb  3 08:15:09 ip-10-20-30-40 CRON[2301]: x\n";

struct sums {
	uint64_t counts[EC2A_COUNT_SESSIONS + 1];
	uint64_t events, hash, refused;
};

static void mix(struct sums *sums, const char *text)
{
	for (; *text; text++)
		sums->hash = (sums->hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
}

static void take(const ec2a_event *event, struct sums *sums)
{
	int64_t time_us = 0, near_us = 0;
	char *json;

	if (ec2a_event_to_json(event, &json) < 0)
		abort();
	mix(sums, json);
	ec2a_free(json);
	/* Where there is a time, nothing makes it another. */
	if (ec2a_event_time_us(event, &time_us) == 1 &&
	    (ec2a_event_time_near(event, 0, &near_us) != 1 || near_us != time_us))
		abort();
	sums->events++;
}

static void drain(ec2a_parser *parser, struct sums *sums)
{
	ec2a_event *event;
	int r;

	while ((r = ec2a_parser_next(parser, &event)) != 0) {
		if (r == EC2A_E_NOMEM || r == EC2A_E_ARG)
			abort();
		if (r == 1) {
			take(event, sums);
			ec2a_event_unref(event);
		} else {
			sums->refused++;
			sums->hash += ec2a_parser_error_byte(parser) * 31 + ec2a_parser_error_record(parser);
		}
	}
}

static void feed(ec2a_parser *parser, const void *data, size_t size, size_t step, struct sums *sums)
{
	const char *bytes = data;

	for (size_t pos = 0; pos < size; pos += step) {
		if (ec2a_parser_feed(parser, bytes + pos, size - pos < step ? size - pos : step) < 0)
			abort();
		drain(parser, sums);
	}
}

static void run(ec2a_config *config, const uint8_t *data, size_t size, size_t step, struct sums *sums)
{
	ec2a_parser *parser;

	if (ec2a_parser_new(config, &parser) < 0 || ec2a_parser_set_name(parser, "log") < 0)
		abort();
	if (size && data[0] & 64 && ec2a_parser_set_reference(parser, INT64_C(1770106509000000)) < 0)
		abort();
	if (size && !(data[0] & 1))
		feed(parser, beginning, sizeof beginning - 1, step, sums);
	if (size)
		feed(parser, data + 1, size - 1, step, sums);
	if (ec2a_parser_finish(parser) < 0)
		abort();
	drain(parser, sums);
	for (int i = 1; i <= EC2A_COUNT_SESSIONS; i++)
		sums->counts[i] = ec2a_parser_count(parser, i);
	if (sums->counts[EC2A_COUNT_LINES_TOTAL] !=
		    sums->counts[EC2A_COUNT_LINES_ACCESS] + sums->counts[EC2A_COUNT_LINES_OTHER] ||
	    sums->counts[EC2A_COUNT_FILES_READ] + sums->counts[EC2A_COUNT_FILES_SKIPPED] +
			    sums->counts[EC2A_COUNT_FILES_FAILED] != 1)
		abort();
	ec2a_parser_free(parser);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sums whole = { 0 }, cut = { 0 };
	unsigned choice = size ? data[0] : 0;
	ec2a_config *config;

	if (ec2a_config_new(&config) < 0 ||
	    ec2a_config_set_int(config, EC2A_OPT_EVENTS, choice & 2 ? EC2A_EVENTS_ALL : EC2A_EVENTS_ACCESS) < 0 ||
	    ec2a_config_set_int(config, EC2A_OPT_RECORD_BYTES, choice & 4 ? 1024 : 1 << 20) < 0 ||
	    ec2a_config_set_int(config, EC2A_OPT_LOG_YEAR, choice & 8 ? 2026 : 0) < 0 ||
	    ec2a_config_set_int(config, EC2A_OPT_LOG_ZONE, choice & 16 ? 540 : 0) < 0)
		abort();
	run(config, data, size, size + sizeof beginning, &whole);
	run(config, data, size, 1 + choice % 13, &cut);
	if (memcmp(&whole, &cut, sizeof whole) != 0)
		abort();
	ec2a_config_unref(config);
	return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as rows of the console's CSV, whole and cut, up to the sessions: it must not crash, the accounting must
 * add up, and neither the cut nor a second copy may matter. The input stands behind a good header, unless its first
 * byte is odd.
 */
#include <ec2access/ec2access.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char header[] =
	"User name,AWS access key,Event time,Event source,Event name,AWS region,Source IP address,User agent,"
	"Error code,Resources,Request ID,Event ID,Read-only,Event type,Recipient Account Id,Event category\n";

struct sums {
	uint64_t counts[EC2A_COUNT_SESSIONS + 1];
	uint64_t refused, bytes;
};

static void drain(ec2a_parser *parser, ec2a_correlator *correlator, struct sums *sums)
{
	ec2a_event *event;
	int r;

	while ((r = ec2a_parser_next(parser, &event)) != 0) {
		if (r == EC2A_E_NOMEM || r == EC2A_E_ARG)
			abort();
		if (r == 1) {
			if (ec2a_correlator_add(correlator, event) < 0)
				abort();
			ec2a_event_unref(event);
		} else {
			sums->refused++;
			sums->bytes += ec2a_parser_error_byte(parser) * 31 + ec2a_parser_error_record(parser);
		}
	}
}

static void feed(ec2a_parser *parser, ec2a_correlator *correlator, const void *data, size_t size, size_t step,
		 struct sums *sums)
{
	const char *bytes = data;

	for (size_t pos = 0; pos < size; pos += step) {
		if (ec2a_parser_feed(parser, bytes + pos, size - pos < step ? size - pos : step) < 0)
			abort();
		drain(parser, correlator, sums);
	}
}

static void run(ec2a_config *config, const uint8_t *data, size_t size, size_t step, struct sums *sums)
{
	ec2a_correlator *correlator;
	ec2a_session *session;
	ec2a_parser *parser;

	if (ec2a_parser_new(config, &parser) < 0 || ec2a_correlator_new(config, &correlator) < 0)
		abort();
	if (size && !(data[0] & 1))
		feed(parser, correlator, header, sizeof header - 1, step, sums);
	if (size)
		feed(parser, correlator, data + 1, size - 1, step, sums);
	if (ec2a_parser_finish(parser) < 0)
		abort();
	drain(parser, correlator, sums);
	if (ec2a_correlator_finish(correlator) < 0)
		abort();
	while (ec2a_correlator_next(correlator, &session) == 1)
		ec2a_session_unref(session);
	for (int i = 1; i <= EC2A_COUNT_SESSIONS; i++)
		sums->counts[i] = ec2a_parser_count(parser, i) + 1000003 * ec2a_correlator_count(correlator, i);
	ec2a_correlator_free(correlator);
	ec2a_parser_free(parser);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sums whole = { 0 }, cut = { 0 };
	unsigned choice = size ? data[0] : 0;
	ec2a_config *config;

	if (ec2a_config_new(&config) < 0 ||
	    ec2a_config_set_int(config, EC2A_OPT_EVENTS, choice & 2 ? EC2A_EVENTS_ALL : EC2A_EVENTS_ACCESS) < 0 ||
	    ec2a_config_set_int(config, EC2A_OPT_RECORD_BYTES, choice & 4 ? 1024 : 1 << 20) < 0)
		abort();
	run(config, data, size, size + sizeof header, &whole);
	run(config, data, size, 1 + choice % 13, &cut);
	if (memcmp(&whole, &cut, sizeof whole) != 0)
		abort();
	ec2a_config_unref(config);
	return 0;
}

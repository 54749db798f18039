/* SPDX-License-Identifier: MIT */
/* Host log lines that come out of CloudWatch Logs: get-log-events, filter-log-events, subscriptions. */
#include "hostlog.h"

#include "json_span.h"
#include "record_parts.h"

#define MILLISECONDS_DIGITS 14 /* of the year 5138 */

int ec2a__host_stream_read(const char *object, const struct ec2a__member *members, size_t n_members,
			   struct ec2a__buf *ret_message)
{
	struct ec2a__span message = ec2a__record_member(object, members, n_members, "message");
	int r;

	if (!ec2a__span_is_string(message) || !ec2a__record_member(object, members, n_members, "timestamp").text)
		return 0;
	r = ec2a__span_text(message, ret_message);
	return r == EC2A_E_NOMEM ? r : r == 1 && ret_message->len;
}

/* CloudWatch's own time of the line is within a day of it, unless a host's clock is wrong. */
static void read_year(struct ec2a__span timestamp, struct ec2a__host_settings *settings)
{
	int64_t ms = 0;

	if (settings->year == EC2A__YEAR_OPTION || timestamp.size > MILLISECONDS_DIGITS ||
	    !ec2a__host_is_number((struct ec2a__text){ timestamp.text, timestamp.size }))
		return;
	for (size_t i = 0; i < timestamp.size; i++)
		ms = ms * 10 + (timestamp.text[i] - '0');
	settings->year = EC2A__YEAR_STREAM;
	settings->reference_us = ms * 1000;
}

void ec2a__host_stream_settings(const char *object, const struct ec2a__member *members, size_t n_members,
				struct ec2a__host_settings *settings)
{
	struct ec2a__span stream = ec2a__span_inside(ec2a__record_member(object, members, n_members, "logStreamName"));

	read_year(ec2a__record_member(object, members, n_members, "timestamp"), settings);
	if (stream.text)
		ec2a__host_instance_of_path((struct ec2a__text){ stream.text, stream.size }, &settings->instance);
}

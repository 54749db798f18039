/* SPDX-License-Identifier: MIT */
/* A stream as it comes: standard input in pieces -> parser -> classifier. Each access event is told at once, with the
 * first reason of its verdict; nothing is kept. */
#include <ec2access/ec2access.h>
#include <stdio.h>
#include <unistd.h>

static void tell(const ec2a_event *event)
{
	const char *method, *source_ip = ec2a_event_str(event, EC2A_FIELD_SOURCE_IP);
	ec2a_access *access;

	if (ec2a_classify(NULL, event, &access) != 1)
		return;
	/* No method: the record belongs to another one's session, as TerminateSession does. */
	method = ec2a_enum_name(EC2A_ENUM_METHOD, ec2a_access_int(access, EC2A_ACCESS_METHOD));
	printf("%s %s from %s, %s: %s\n", ec2a_event_str(event, EC2A_FIELD_EVENT_TIME),
	       ec2a_event_str(event, EC2A_FIELD_EVENT_NAME), source_ip ? source_ip : "nowhere",
	       method ? method : "part of a session",
	       ec2a_access_reason_count(access) ? ec2a_access_reason(access, 0) : "");
	ec2a_access_free(access);
}

int main(void)
{
	ec2a_parser *parser;
	ec2a_event *event;
	char buffer[4096];
	ssize_t size = 1;
	int r = ec2a_parser_new(NULL, &parser);

	while (r == 0 && size > 0) {
		if ((size = read(STDIN_FILENO, buffer, sizeof(buffer))) > 0)
			r = ec2a_parser_feed(parser, buffer, (size_t)size);
		else
			r = ec2a_parser_finish(parser); /* what was cut off becomes a refused record */
		while (r == 0 && (r = ec2a_parser_next(parser, &event)) != 0) {
			if (r == 1) {
				tell(event);
				ec2a_event_unref(event);
			} else if (r == EC2A_E_RECORD || r == EC2A_E_LIMIT || r == EC2A_E_TRUNCATED) {
				fprintf(stderr, "%s\n", ec2a_parser_error(parser));
			} else {
				break; /* none of the known forms, or out of memory */
			}
			r = 0;
		}
		fflush(stdout);
	}
	if (r < 0)
		fprintf(stderr, "%s\n", ec2a_strerror(r));
	else
		ec2a_parser_free(parser);
	return r < 0;
}

/* SPDX-License-Identifier: MIT */
/* How many access events a file holds: a source gives bytes (inflated), a parser makes events of them. */
#include <ec2access/ec2access.h>
#include <stdio.h>

/* Every event that the parser has ready. A refused record costs itself; -1 means that nothing more comes. */
static int drain(ec2a_parser *parser, unsigned long *count)
{
	ec2a_event *event;
	int r;

	while ((r = ec2a_parser_next(parser, &event)) != 0) {
		if (r == 1) {
			++*count;
			ec2a_event_unref(event);
		} else if (r == EC2A_E_RECORD || r == EC2A_E_LIMIT || r == EC2A_E_TRUNCATED) {
			fprintf(stderr, "record %llu: %s\n", (unsigned long long)ec2a_parser_error_record(parser),
				ec2a_parser_error(parser));
		} else {
			fprintf(stderr, "%s\n", ec2a_strerror(r));
			return -1;
		}
	}
	return 0;
}

int main(int argc, char **argv)
{
	ec2a_source *source = NULL;
	ec2a_input *input = NULL;
	ec2a_parser *parser = NULL;
	unsigned char buffer[65536];
	unsigned long count = 0;
	size_t size;
	int r;

	if ((r = ec2a_source_path(NULL, argc > 1 ? argv[1] : "trail.json.gz", &source)) < 0 ||
	    (r = ec2a_source_next(source, &input)) < 1 || (r = ec2a_parser_new(NULL, &parser)) < 0)
		fprintf(stderr, "%s\n", r ? ec2a_strerror(r) : "no file");
	while (parser && (r = ec2a_input_read(input, buffer, sizeof(buffer), &size)) == 1)
		if ((r = ec2a_parser_feed(parser, buffer, size)) < 0 || (r = drain(parser, &count)) < 0)
			break;
	if (parser && r == 0 && (r = ec2a_parser_finish(parser)) == 0 && (r = drain(parser, &count)) == 0)
		printf("%lu access events in %llu records\n", count,
		       (unsigned long long)ec2a_parser_count(parser, EC2A_COUNT_RECORDS_TOTAL));
	ec2a_parser_free(parser);
	ec2a_input_free(input);
	ec2a_source_free(source);
	return r < 0 || !parser;
}

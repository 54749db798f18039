/* SPDX-License-Identifier: MIT */
/*
 * Every record as an event, and six of its top-level fields read, through the public interface. Prints what the peers
 * print, so that all counts can be compared. Usage: bench_events LIST
 */
#include <ec2access/ec2access.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK ((size_t)256 * 1024)
#define MAX_PAIRS 64

struct pair {
	char text[96];
	uint64_t count;
};

struct seen {
	struct pair pairs[MAX_PAIRS];
	size_t n_pairs;
	uint64_t records, bytes;
};

static void fail(const char *what, int r)
{
	fprintf(stderr, "%s: %s\n", what, ec2a_strerror(r));
	exit(3);
}

static void count_access(struct seen *seen, const char *source, const char *name)
{
	char text[sizeof seen->pairs[0].text];

	snprintf(text, sizeof text, "%s %s", source ? source : "", name ? name : "");
	for (size_t i = 0; i < seen->n_pairs; i++)
		if (strcmp(seen->pairs[i].text, text) == 0) {
			seen->pairs[i].count++;
			return;
		}
	if (seen->n_pairs < MAX_PAIRS) {
		memcpy(seen->pairs[seen->n_pairs].text, text, sizeof text);
		seen->pairs[seen->n_pairs++].count = 1;
	}
}

static void read_event(struct seen *seen, const ec2a_event *event)
{
	static const int fields[] = { EC2A_FIELD_EVENT_TIME, EC2A_FIELD_EVENT_SOURCE, EC2A_FIELD_EVENT_NAME,
				      EC2A_FIELD_REGION,     EC2A_FIELD_SOURCE_IP,    EC2A_FIELD_USER_AGENT };
	const char *texts[6];

	ec2a_event_strs(event, fields, 6, texts);
	for (size_t i = 0; i < 6; i++)
		seen->bytes += texts[i] ? strlen(texts[i]) : 0;
	seen->records++;
	if (ec2a_event_class(event) == EC2A_CLASS_ACCESS)
		count_access(seen, texts[1], texts[2]);
}

static void drain(struct seen *seen, ec2a_parser *parser)
{
	ec2a_event *event;
	int r;

	while ((r = ec2a_parser_next(parser, &event)) == 1) {
		read_event(seen, event);
		ec2a_event_unref(event);
	}
	if (r < 0)
		fail("event", r);
}

static void read_file(struct seen *seen, ec2a_config *config, const char *path)
{
	static unsigned char chunk[CHUNK];
	ec2a_source *source = NULL;
	ec2a_input *input = NULL;
	ec2a_parser *parser = NULL;
	size_t size;
	int r;

	if ((r = ec2a_source_path(config, path, &source)) < 0 || (r = ec2a_source_next(source, &input)) < 0 ||
	    (r = ec2a_parser_new(config, &parser)) < 0)
		fail(path, r);
	while ((r = ec2a_input_read(input, chunk, CHUNK, &size)) == 1) {
		if ((r = ec2a_parser_feed(parser, chunk, size)) < 0)
			break;
		drain(seen, parser);
	}
	if (r < 0 || (r = ec2a_parser_finish(parser)) < 0)
		fail(path, r);
	drain(seen, parser);
	ec2a_parser_free(parser);
	ec2a_input_free(input);
	ec2a_source_free(source);
}

static void print(const struct seen *seen)
{
	printf("{\"records\":%" PRIu64 ",\"field_bytes\":%" PRIu64 ",\"names\":{", seen->records, seen->bytes);
	for (size_t i = 0; i < seen->n_pairs; i++)
		printf("%s\"%s\":%" PRIu64, i ? "," : "", seen->pairs[i].text, seen->pairs[i].count);
	printf("}}\n");
}

int main(int argc, char **argv)
{
	static struct seen seen;
	ec2a_config *config = NULL;
	FILE *list = argc == 2 ? fopen(argv[1], "r") : NULL;
	char path[4096];
	int r;

	if (!list)
		return 2;
	if ((r = ec2a_config_new(&config)) < 0 || (r = ec2a_config_set_int(config, EC2A_OPT_EVENTS, EC2A_EVENTS_ALL)) < 0)
		fail("config", r);
	while (fgets(path, sizeof path, list)) {
		path[strcspn(path, "\n")] = 0;
		read_file(&seen, config, path);
	}
	fclose(list);
	ec2a_config_unref(config);
	print(&seen);
	return 0;
}

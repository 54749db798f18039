/* SPDX-License-Identifier: MIT */
/*
 * Every folder of tests/data, streamed: its records in random orders, copies among them, watermarks anywhere, and the
 * correlator through its bytes now and then. What is told last is what a batch over the same records says.
 */
#include "stream_kit.h"

#include "case_files.h"

enum { MOST = 4096 };

struct trail {
	ec2a_event *events[MOST];
	int n;
	ec2a_facts *facts;
	int64_t first, last; /* seconds */
};

static void take_event(struct trail *trail, ec2a_event *event)
{
	int64_t us;

	if (ec2a_event_time_us(event, &us) == 1) {
		trail->first = !trail->n || us / 1000000 < trail->first ? us / 1000000 : trail->first;
		trail->last = !trail->n || us / 1000000 > trail->last ? us / 1000000 : trail->last;
	}
	if (trail->n < MOST)
		trail->events[trail->n++] = event;
	else
		ec2a_event_unref(event);
}

static void parse(struct trail *trail, ec2a_input *input)
{
	static char data[1 << 16];
	ec2a_parser *parser;
	ec2a_event *event;
	size_t got;
	int r, end = 0;

	if (ec2a_parser_new(NULL, &parser) < 0)
		abort();
	while (!end) {
		end = ec2a_input_read(input, data, sizeof(data), &got) < 0 || !got;
		if ((got ? ec2a_parser_feed(parser, data, got) : ec2a_parser_finish(parser)) < 0)
			break;
		while ((r = ec2a_parser_next(parser, &event)) != 0 && r != EC2A_E_FORMAT)
			if (r == 1)
				take_event(trail, event);
	}
	if (ec2a_facts_merge(trail->facts, ec2a_parser_facts(parser)) < 0)
		abort();
	ec2a_parser_free(parser);
}

static void read_source(struct trail *trail, ec2a_source *source)
{
	ec2a_input *input;
	int r;

	while ((r = ec2a_source_next(source, &input)) != 0)
		if (r == 1) {
			parse(trail, input);
			ec2a_input_free(input);
		}
	ec2a_source_free(source);
}

static void load(struct trail *trail, const char *dir)
{
	struct case_files files;
	ec2a_source *source;

	memset(trail, 0, sizeof(*trail));
	case_load(&files, dir);
	if (ec2a_facts_new(&trail->facts) < 0)
		abort();
	for (size_t i = 0; i < files.n_inputs; i++) {
		if (ec2a_source_memory(NULL, files.inputs[i].name, files.inputs[i].data, files.inputs[i].size, &source) < 0)
			abort();
		read_source(trail, source);
	}
	case_free(&files);
}

/* Any order, and watermarks anywhere in the trail's time: nothing is let go, as the horizon is a year. */
static int one_stream(const struct trail *trail, char *batch, ec2a_config *config)
{
	static int order[MOST];
	struct lines lines = { NULL, 0, 0, 0 };
	int64_t at = trail->first - BASE - 100, span = trail->last - trail->first + 2000;
	ec2a_correlator *c;
	int same;

	if (ec2a_correlator_new(config, &c) < 0)
		abort();
	for (int i = 0; i < trail->n; i++)
		order[i] = i;
	shuffle(order, trail->n);
	for (int i = 0; i < trail->n; i++) {
		EQ_INT(ec2a_correlator_add(c, trail->events[order[i]]), 0);
		if (dice(trail->n) < 4)
			EQ_INT(ec2a_correlator_add_facts(c, trail->facts), 0);
		if (dice(trail->n < 40 ? 3 : trail->n / 12) == 0)
			advance(c, &lines, at += dice((int)(span < 20000000 ? span : 20000000)) / (dice(8) + 1));
		if (dice(trail->n < 40 ? 6 : trail->n / 6) == 0)
			c = through_a_file(c, config);
	}
	EQ_INT(ec2a_correlator_add_facts(c, trail->facts), 0);
	/* the first call makes a stream of it, also where no dice did */
	advance(c, &lines, at);
	EQ_INT(ec2a_correlator_finish(c), 0);
	take_all(&lines, c);
	same = equals(&lines, batch);
	lines_free(&lines);
	ec2a_correlator_free(c);
	return same;
}

/* Of a line without a year a stream says what it was placed by, the time up to which it had come; a batch, the newest
 * record (ruling 12). The rows differ in that sentence, and on purpose. */
static int has_open_year(const struct trail *trail)
{
	for (int i = 0; i < trail->n; i++)
		if (trail->events[i]->host && trail->events[i]->host->year == EC2A__YEAR_OPEN)
			return 1;
	return 0;
}

static void run_case(const char *dir, const char *name)
{
	static struct trail trail;
	static int order[MOST];
	ec2a_config *config = config_of(dice(3) * 450, 31536000);
	int streams = getenv("EC2ACCESS_TEST_LONG") ? 50 : 3;

	load(&trail, dir);
	for (int i = 0; i < trail.n; i++)
		order[i] = i;
	for (int i = 0; i < streams && trail.n < MOST && !has_open_year(&trail); i++) {
		char *batch = kit_run(trail.events, order, trail.n, trail.facts, config, NULL);
		uint32_t was = seed;

		if (!one_stream(&trail, batch, config)) {
			fprintf(stderr, "case %s, seed %u\n", name, (unsigned)was);
			CU_FAIL("a stream told something else than the batch");
			i = streams;
		}
		free(batch);
	}
	for (int i = 0; i < trail.n; i++)
		ec2a_event_unref(trail.events[i]);
	ec2a_facts_free(trail.facts);
	ec2a_config_unref(config);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void all_cases(void)
{
	const char *only = getenv("EC2A_TEST_CASE");
	DIR *folder = opendir(data_dir);
	const struct dirent *entry;
	char *names[1024], path[2048];
	int n = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
	while (n < 1024 && (entry = readdir(folder)) != NULL)
		if (entry->d_name[0] != '.' && strcmp(entry->d_name, "make") != 0 &&
		    (!only || strcmp(only, entry->d_name) == 0))
			names[n++] = strdup(entry->d_name);
	closedir(folder);
	qsort(names, (size_t)n, sizeof(names[0]), compare_names);
	CU_ASSERT(only || n > 300);
	seed = 1;
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%.200s", data_dir, names[i]);
		run_case(path, names[i]);
		free(names[i]);
	}
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "all cases", all_cases },
		{ NULL, NULL },
	};

	find_data();
	if (!data_dir[0]) {
		puts("SKIP: tests/data was not found");
		return 77;
	}
	return ec2a_test_main("streams of all cases", tests);
}

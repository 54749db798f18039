/* SPDX-License-Identifier: MIT */
/*
 * Every folder of tests/data, streamed: its records in random orders, copies among them, watermarks anywhere, and the
 * correlator through its bytes now and then. What is told last is what a batch over the same records says.
 */
#include "stream_kit.h"
#include "trail_kit.h"

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

	trail_load(&trail, dir);
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
	trail_free(&trail);
	ec2a_config_unref(config);
}

static void all_cases(void)
{
	seed = 1;
	trail_each_case(run_case);
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

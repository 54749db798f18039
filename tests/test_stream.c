/* SPDX-License-Identifier: MIT */
/* Streams against batches: what is told last is what a batch says. */
#include "stream_kit.h"

#define MANY 4000

/* ---- random trails ------------------------------------------------------------------------- */

/* Who has the address that tunnels lead to, at some time. */
static ec2a_facts *any_fact(int at, int span)
{
	ec2a_event *event = ec2a__event_new("{}", 2);
	ec2a_facts *facts;
	const char *texts[] = { "111122223333", "eu-central-1" };

	if (!event || ec2a_facts_new(&facts) < 0 ||
	    ec2a__event_set(event, EC2A_FIELD_ACCOUNT_ID, texts[0], strlen(texts[0])) < 0 ||
	    ec2a__event_set(event, EC2A_FIELD_REGION, texts[1], strlen(texts[1])) < 0)
		abort();
	event->has_time = 1;
	event->time_us = (BASE + at + dice(span)) * 1000000;
	event->class = EC2A_CLASS_CONTEXT;
	if (ec2a__event_tell(event, ONE_OF(I1, I2), EC2A_FACT_ADDRESS, "10.0.0.9") < 0)
		abort();
	if (ec2a_facts_learn(facts, event) < 0)
		abort();
	ec2a_event_unref(event);
	return facts;
}

/* One random trail, in a random order, with watermarks anywhere. */
static int one_trail(uint32_t number)
{
	enum { N = 48 };
	ec2a_event *events[N];
	ec2a_facts *all, *facts[4];
	ec2a_config *config;
	ec2a_correlator *c;
	struct lines lines = { NULL, 0, 0, 0 };
	int order[N], span = 30 + dice(400), same;
	int64_t at = -100;
	char *batch;

	seed = number;
	config = config_of(dice(3) * 30, 31536000);
	for (int i = 0; i < N; i++) {
		/* some are copies of an event that say other things */
		events[i] = random_event(dice(15) ? i + 1 : 1 + dice(N), dice(span), N, "");
		events[i]->has_time = dice(20) != 0;
		order[i] = i;
	}
	if (ec2a_facts_new(&all) < 0)
		abort();
	for (int i = 0; i < 4; i++) {
		facts[i] = any_fact(-50, span);
		if (ec2a_facts_merge(all, facts[i]) < 0)
			abort();
	}
	batch = kit_run(events, order, N, all, config, NULL);
	shuffle(order, N);
	if (ec2a_correlator_new(config, &c) < 0)
		abort();
	for (int i = 0; i < N; i++) {
		EQ_INT(ec2a_correlator_add(c, events[order[i]]), 0);
		if (dice(8) == 0 && !events[order[i]]->masked)
			EQ_INT(ec2a_correlator_add(c, events[order[i]]), 0);
		if (i % 12 == 5)
			EQ_INT(ec2a_correlator_add_facts(c, facts[i / 12]), 0);
		if (dice(3) == 0)
			advance(c, &lines, at += dice(80));
		if (dice(6) == 0)
			c = through_a_file(c, config);
	}
	EQ_INT(ec2a_correlator_finish(c), 0);
	take_all(&lines, c);
	same = equals(&lines, batch);
	if (!same)
		fprintf(stderr, "trail %u\n", (unsigned)number);
	lines_free(&lines);
	ec2a_correlator_free(c);
	free(batch);
	ec2a_config_unref(config);
	ec2a_facts_free(all);
	for (int i = 0; i < 4; i++)
		ec2a_facts_free(facts[i]);
	for (int i = 0; i < N; i++)
		ec2a_event_unref(events[i]);
	return same;
}

static void streams_equal_batches(void)
{
	int trails = getenv("EC2ACCESS_TEST_LONG") ? 20000 : 400;

	for (int i = 1; i <= trails; i++)
		if (!one_trail((uint32_t)i * 2654435761u)) {
			CU_FAIL("a stream told something else than the batch");
			return;
		}
}

/* ---- what is let go ---------------------------------------------------------------------------- */

/* Days of trail in order of time, and a horizon of an hour: nothing is missed, and little is held. */
static void a_long_stream_equals_its_batch(void)
{
	static ec2a_event *events[MANY];
	static int order[MANY];
	ec2a_config *config = config_of(0, 3600);
	struct lines lines = { NULL, 0, 0, 0 };
	ec2a_correlator *c;
	size_t most = 0;
	char *batch;

	seed = 7;
	for (int i = 0; i < MANY; i++) {
		struct rec r = { .n = i + 1, .t = i / 8 * 300 + dice(200) };
		char session[32];

		/* each group of eight has sessions of its own */
		snprintf(session, sizeof(session), "alice-%d", i / 8 * 4 + dice(3));
		r.name = ONE_OF("StartSession", "OpenDataChannel", "CreateDataChannel", "TerminateSession",
				"SendSSHPublicKey", "OpenTunnel");
		r.session = strstr(r.name, "Session") || strstr(r.name, "Channel") ? session : NULL;
		events[i] = kit_event(&r);
		order[i] = i;
	}
	batch = kit_run(events, order, MANY, NULL, config, NULL);
	if (ec2a_correlator_new(config, &c) < 0)
		abort();
	for (int i = 0; i < MANY; i++) {
		EQ_INT(ec2a_correlator_add(c, events[i]), 0);
		if (i % 8 == 7)
			advance(c, &lines, i / 8 * 300 + 200);
		if (i % 80 == 7)
			c = through_a_file(c, config);
		if (c->store.n_acts > most)
			most = c->store.n_acts;
	}
	EQ_INT(ec2a_correlator_finish(c), 0);
	take_all(&lines, c);
	CU_ASSERT(equals(&lines, batch));
	CU_ASSERT(most < 400);
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_RECORDS_ACCESS), MANY);
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_LATE), 0);
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_SESSIONS), lines.n - lines.withdrawals);
	lines_free(&lines);
	free(batch);
	ec2a_correlator_free(c);
	ec2a_config_unref(config);
	for (int i = 0; i < MANY; i++)
		ec2a_event_unref(events[i]);
}

/* All kinds of records, in order of time but for the lateness, and watermarks that jump by minutes or by days: whoever
 * brings a day's trail at once loses nothing of what reaches from one day into the next. */
static int one_month(uint32_t number)
{
	enum { GROUPS = 60, EACH = 10, N = GROUPS * EACH };
	static ec2a_event *events[N];
	static int order[N];
	ec2a_config *config = config_of(0, 3600);
	struct lines lines = { NULL, 0, 0, 0 };
	ec2a_correlator *c;
	int at = 0, same;
	char *batch;

	seed = number;
	for (int i = 0; i < N; i++) {
		char suffix[16];
		int group = i / EACH;

		snprintf(suffix, sizeof(suffix), "%d", group);
		events[i] = random_event(i + 1, group * 1200 + dice(100), N, suffix);
		if (ec2a_event_str(events[i], EC2A_FIELD_REPLACES_EVENT_ID)) {
			char id[40]; /* of its own group */

			snprintf(id, sizeof(id), "00000000-0000-4000-8000-%012d", group * EACH + 1 + dice(EACH));
			kit_set(events[i], EC2A_FIELD_REPLACES_EVENT_ID, id, NULL, NULL);
		}
		order[i] = i;
	}
	batch = kit_run(events, order, N, NULL, config, NULL);
	if (ec2a_correlator_new(config, &c) < 0)
		abort();
	for (int i = 0; i < N; i++) {
		EQ_INT(ec2a_correlator_add(c, events[i]), 0);
		if (dice(10) == 0 && !events[i / EACH * EACH]->masked)
			EQ_INT(ec2a_correlator_add(c, events[i / EACH * EACH]), 0);
		/* the last of a group may be as late as its first second */
		if (dice(12) == 0 && i / EACH * 1200 > at)
			advance(c, &lines, at = i / EACH * 1200);
		if (dice(60) == 0)
			c = through_a_file(c, config);
	}
	EQ_INT(ec2a_correlator_finish(c), 0);
	take_all(&lines, c);
	same = equals(&lines, batch);
	if (!same)
		fprintf(stderr, "month %u\n", (unsigned)number);
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_LATE), 0);
	lines_free(&lines);
	free(batch);
	ec2a_correlator_free(c);
	ec2a_config_unref(config);
	for (int i = 0; i < N; i++)
		ec2a_event_unref(events[i]);
	return same;
}

static void months_equal_their_batches(void)
{
	int months = getenv("EC2ACCESS_TEST_LONG") ? 2000 : 40;

	for (int i = 1; i <= months; i++)
		if (!one_month((uint32_t)i * 2246822519u)) {
			CU_FAIL("a stream told something else than the batch");
			return;
		}
}

static void late_records_stand_alone(void)
{
	ec2a_config *config = config_of(0, 3600);
	struct lines lines = { NULL, 0, 0, 0 };
	ec2a_correlator *c;

	if (ec2a_correlator_new(config, &c) < 0)
		abort();
	GIVE(c, START(1, 0));
	advance(c, &lines, 100);
	EQ_INT(lines.told, 1);
	advance(c, &lines, 3700);
	advance(c, &lines, 3800);
	EQ_INT(c->store.n_acts, 0);
	GIVE(c, START(1, 0)); /* a copy of what was let go */
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_RECORDS_DUPLICATES), 1);
	EQ_INT(c->store.n_acts, 0);
	GIVE(c, END(2, 3850)); /* in time, but its session is gone */
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_LATE), 1);
	advance(c, &lines, 4000);
	EQ_INT(lines.told, 2);
	CU_ASSERT_PTR_NOT_NULL(strstr(last_line(&lines), "came late"));
	GIVE(c, PUSH(3, 300)); /* older than the horizon */
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_LATE), 2);
	advance(c, &lines, 4001);
	EQ_INT(lines.told, 3);
	CU_ASSERT_PTR_NOT_NULL(strstr(last_line(&lines), "came late"));
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_RECORDS_ACCESS), 3);
	ec2a_correlator_free(c);
	lines_free(&lines);
	ec2a_config_unref(config);
}

/* An orphan that finds its session: the first row goes, and says where to. */
static void a_row_that_became_part_of_another_is_withdrawn(void)
{
	ec2a_config *config = config_of(0, 3600);
	struct lines lines = { NULL, 0, 0, 0 };
	ec2a_correlator *c;
	char want[160], opener[33];

	if (ec2a_correlator_new(config, &c) < 0)
		abort();
	GIVE(c, END(2, 10));
	advance(c, &lines, 100);
	EQ_INT(lines.n, 1);
	GIVE(c, START(1, 0));
	advance(c, &lines, 101);
	EQ_INT(lines.n, 2);
	EQ_INT(lines.items[0].withdrawn, 1);
	snprintf(opener, sizeof(opener), "%s", lines.items[1].id);
	snprintf(want, sizeof(want), "{\"id\":\"%s\",\"revision\":2,\"withdrawn\":true,\"merged_into\":\"%s\"}",
		 lines.items[0].id, opener);
	EQ_TEXT(lines.items[0].json, want);
	CU_ASSERT_PTR_NOT_NULL(strstr(lines.items[1].json, "\"end_reason\":\"terminated\""));
	ec2a_correlator_free(c);
	lines_free(&lines);
	ec2a_config_unref(config);
}

static void rows_wait_for_what_may_decide_them(void)
{
	ec2a_config *config = config_of(900, 86400);
	struct lines lines = { NULL, 0, 0, 0 };
	ec2a_correlator *c;

	if (ec2a_correlator_new(config, &c) < 0)
		abort();
	GIVE(c, PUSH(1, 0));
	advance(c, &lines, 964);
	EQ_INT(lines.told, 0);
	advance(c, &lines, 500); /* going back changes nothing */
	advance(c, &lines, 965);
	EQ_INT(lines.told, 1);
	GIVE(c, TUNNEL(2, 30)); /* within the lateness of nobody any more, but the push is held */
	advance(c, &lines, 966);
	EQ_INT(lines.told, 2);
	EQ_INT(lines.n, 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(lines.items[0].json, "instance-connect-endpoint"));
	EQ_INT(ec2a_correlator_advance(c, INT64_MAX), EC2A_E_ARG);
	EQ_INT(ec2a_correlator_finish(c), 0);
	EQ_INT(ec2a_correlator_advance(c, 0), EC2A_E_STATE);
	take_all(&lines, c);
	EQ_INT(lines.told, 2);
	ec2a_correlator_free(c);
	lines_free(&lines);
	ec2a_config_unref(config);
}

/* ---- files ------------------------------------------------------------------------------------------- */

/* A correlator with a bit of everything. */
static void fill(ec2a_correlator *c, struct lines *lines)
{
	ec2a_facts *facts = any_fact(0, 10);

	GIVE(c, START(1, 0, .agent = "aws-cli/2", .reason = "why"));
	GIVE(c, RECORD("SendCommand", 2, 1));
	GIVE(c, PUSH(3, 2, .id = "3...", .masked = 1));
	GIVE(c, CONNECT(4, 3));
	EQ_INT(ec2a_correlator_add_facts(c, facts), 0);
	advance(c, lines, 10000);
	GIVE(c, TUNNEL(5, 20000));
	advance(c, lines, 30000);
	GIVE(c, END(6, 30000));
	ec2a_facts_free(facts);
}

static void damaged_files_are_refused(void)
{
	ec2a_config *config = config_of(0, 3600);
	struct lines lines = { NULL, 0, 0, 0 };
	struct file file = { NULL, 0, 0, 0 }, again = { NULL, 0, 0, 0 };
	ec2a_correlator *c, *restored;
	int64_t watermark;

	if (ec2a_correlator_new(config, &c) < 0)
		abort();
	EQ_INT(ec2a_correlator_watermark(c, &watermark), 0);
	fill(c, &lines);
	EQ_INT(ec2a_correlator_save(c, write_file, &file), 0);
	for (size_t i = 0; i < file.size; i++) {
		EQ_INT(restore(config, file.bytes, i, 0, &restored), EC2A_E_FORMAT);
		CU_ASSERT_PTR_NULL(restored);
		file.bytes[i] ^= (unsigned char)(1 << i % 8);
		EQ_INT(restore(config, file.bytes, file.size, 0, &restored), EC2A_E_FORMAT);
		CU_ASSERT_PTR_NULL(restored);
		file.bytes[i] ^= (unsigned char)(1 << i % 8);
	}
	write_file(&file, "", 1);
	EQ_INT(restore(config, file.bytes, file.size, 0, &restored), EC2A_E_FORMAT);
	file.size--;
	EQ_INT(restore(config, file.bytes, file.size, 1, &restored), 0);
	EQ_INT(ec2a_correlator_watermark(restored, &watermark), 1);
	EQ_INT(watermark, (BASE + 30000) * 1000000);
	for (int i = 1; i <= EC2A_COUNT_FAILURES_DROPPED; i++) /* what a run counts is made again by the next one */
		if (i != EC2A_COUNT_RECORDS_ACCESS && i != EC2A_COUNT_SESSIONS)
			EQ_INT(ec2a_correlator_count(restored, i), ec2a_correlator_count(c, i));
	EQ_INT(ec2a_correlator_save(restored, write_file, &again), 0);
	EQ_INT(again.size, file.size);
	EQ_INT(ec2a_correlator_finish(c), 0);
	EQ_INT(ec2a_correlator_save(c, write_file, &again), EC2A_E_STATE);
	EQ_INT(ec2a_correlator_save(NULL, write_file, &again), EC2A_E_ARG);
	EQ_INT(ec2a_correlator_restore(config, NULL, NULL, &restored), EC2A_E_ARG);
	free(file.bytes);
	free(again.bytes);
	lines_free(&lines);
	ec2a_correlator_free(c);
	ec2a_correlator_free(restored);
	ec2a_config_unref(config);
}

/* ---- limits ---------------------------------------------------------------------------------------- */

static void held_records_are_bounded(void)
{
	ec2a_config *config = config_of(900, 86400);
	struct lines lines = { NULL, 0, 0, 0 };
	ec2a_correlator *c;

	if (ec2a_config_set_int(config, EC2A_OPT_HELD_RECORDS, 100) < 0 ||
	    ec2a_config_set_int(config, EC2A_OPT_REMEMBERED, 60) < 0 || ec2a_correlator_new(config, &c) < 0)
		abort();
	for (int i = 0; i < 1000; i++) {
		GIVE(c, PUSH(i + 1, i, .no_time = i % 2));
		if (i % 20 == 19)
			advance(c, &lines, i);
		CU_ASSERT(c->store.n_acts <= 140);
	}
	EQ_INT(ec2a_correlator_finish(c), 0);
	take_all(&lines, c);
	EQ_INT(lines.n, 1000); /* each was told once, before its time or not */
	EQ_INT(lines.told, 1000);
	CU_ASSERT(ec2a_correlator_count(c, EC2A_COUNT_ROWS_FORCED) >= 880);
	CU_ASSERT(ec2a_correlator_count(c, EC2A_COUNT_FORGOTTEN) >= 800);
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_RECORDS_ACCESS), 1000);
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_SESSIONS), 1000);
	ec2a_correlator_free(c);
	lines_free(&lines);
	ec2a_config_unref(config);
}

static void one_session_s_records_are_bounded(void)
{
	ec2a_config *config = config_of(0, 86400);
	struct lines lines = { NULL, 0, 0, 0 };
	ec2a_correlator *c;

	if (ec2a_config_set_int(config, EC2A_OPT_SESSION_EVENTS, 10) < 0 || ec2a_correlator_new(config, &c) < 0)
		abort();
	GIVE(c, START(1, 0));
	for (int i = 0; i < 100; i++) {
		GIVE(c, OPEN(i + 2, 1 + i));
		if (i % 10 == 9)
			advance(c, &lines, 100 + i);
	}
	GIVE(c, END(500, 300));
	advance(c, &lines, 400);
	advance(c, &lines, 401);
	EQ_INT(lines.n, 1);
	EQ_INT(c->store.n_acts, 11);
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_EVENTS_CAPPED), 91);
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_RECORDS_ACCESS), 102);
	CU_ASSERT_PTR_NOT_NULL(strstr(lines.items[0].json, "\"end_reason\":\"terminated\""));
	ec2a_correlator_free(c);
	lines_free(&lines);
	ec2a_config_unref(config);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "streams equal batches", streams_equal_batches },
		{ "a long stream equals its batch", a_long_stream_equals_its_batch },
		{ "months equal their batches", months_equal_their_batches },
		{ "damaged files are refused", damaged_files_are_refused },
		{ "late records stand alone", late_records_stand_alone },
		{ "a row that became part of another is withdrawn", a_row_that_became_part_of_another_is_withdrawn },
		{ "rows wait for what may decide them", rows_wait_for_what_may_decide_them },
		{ "held records are bounded", held_records_are_bounded },
		{ "one session's records are bounded", one_session_s_records_are_bounded },
		{ NULL, NULL },
	};

	return ec2a_test_main("stream", tests);
}

/* SPDX-License-Identifier: MIT */
/* What a stream holds, and what it knows of what it let go. */
#include "stream_kit.h"

struct stream {
	ec2a_config *config;
	ec2a_correlator *c;
	struct lines lines;
};

static struct stream begin(int64_t lateness, int64_t horizon)
{
	struct stream s = { config_of(lateness, horizon), NULL, { NULL, 0, 0, 0 } };

	if (ec2a_correlator_new(s.config, &s.c) < 0)
		abort();
	return s;
}

static void end(struct stream *s)
{
	lines_free(&s->lines);
	ec2a_correlator_free(s->c);
	ec2a_config_unref(s->config);
}

static uint64_t counted(const struct stream *s, int counter)
{
	return ec2a_correlator_count(s->c, counter);
}

/* Access, duplicates and context are together what was given. */
static void adds_up(const struct stream *s, uint64_t given)
{
	EQ_INT(counted(s, EC2A_COUNT_RECORDS_ACCESS) + counted(s, EC2A_COUNT_RECORDS_DUPLICATES) +
		       counted(s, EC2A_COUNT_RECORDS_CONTEXT),
	       given);
}

/* A day's trail at once, then the next: a session across midnight is one row. */
static void what_came_last_is_joined_before_anything_goes(void)
{
	struct stream s = begin(0, 3600);

	GIVE(s.c, START(1, 0));
	advance(s.c, &s.lines, 1000);
	EQ_INT(s.lines.told, 1);
	GIVE(s.c, END(2, 1100));
	GIVE(s.c, PUSH(3, 90000));
	advance(s.c, &s.lines, 100000);
	EQ_INT(s.lines.n, 2);
	CU_ASSERT_PTR_NOT_NULL(strstr(s.lines.items[0].json, "\"end_reason\":\"terminated\""));
	EQ_INT(s.c->store.n_acts, 3); /* the row was not told as it is yet */
	advance(s.c, &s.lines, 100001);
	EQ_INT(s.c->store.n_acts, 0);
	EQ_INT(s.lines.told, 3);
	EQ_INT(counted(&s, EC2A_COUNT_LATE), 0);
	EQ_INT(counted(&s, EC2A_COUNT_RECORDS_ACCESS), 3);
	end(&s);
}

/* A refused call names a session, but it is no part of it, and says nothing about it when it goes. */
static void an_attempt_that_goes_takes_no_session_with_it(void)
{
	struct stream s = begin(0, 3600);

	GIVE(s.c, START(1, 0));
	GIVE(s.c, RESUME(2, 10, .error = "AccessDenied"));
	GIVE(s.c, OPEN(3, 3000));
	advance(s.c, &s.lines, 3000);
	advance(s.c, &s.lines, 4000);
	EQ_INT(s.c->store.n_acts, 2);
	GIVE(s.c, END(4, 4100));
	advance(s.c, &s.lines, 4100);
	EQ_INT(counted(&s, EC2A_COUNT_LATE), 0);
	EQ_INT(s.lines.n, 2);
	for (size_t i = 0; i < s.lines.n; i++)
		CU_ASSERT_PTR_NULL(strstr(s.lines.items[i].json, "came late"));
	end(&s);
}

/* Two openings with one session id are two rows; what comes later belongs to the first, which is held. */
static void one_of_two_rows_of_a_session_id_goes(void)
{
	struct stream s = begin(0, 3600);

	GIVE(s.c, START(1, 0));
	GIVE(s.c, START(2, 5));
	GIVE(s.c, OPEN(3, 3000));
	advance(s.c, &s.lines, 3000);
	advance(s.c, &s.lines, 4000);
	EQ_INT(s.c->store.n_acts, 2);
	GIVE(s.c, END(4, 4100));
	advance(s.c, &s.lines, 4100);
	EQ_INT(counted(&s, EC2A_COUNT_LATE), 0);
	advance(s.c, &s.lines, 9000);
	EQ_INT(s.c->store.n_acts, 0);
	GIVE(s.c, END(5, 9001)); /* now both are gone */
	EQ_INT(counted(&s, EC2A_COUNT_LATE), 1);
	end(&s);
}

/* Older than the horizon, but its session is held, so it is as if it had come in time. */
static void an_old_record_of_a_held_session_is_part_of_it(void)
{
	struct stream s = begin(0, 3600);

	GIVE(s.c, START(1, 0));
	GIVE(s.c, END(2, 5000));
	advance(s.c, &s.lines, 5000);
	GIVE(s.c, CHANNEL(3, 1));
	advance(s.c, &s.lines, 5001);
	EQ_INT(s.lines.n, 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(s.lines.items[0].json, "CreateDataChannel"));
	CU_ASSERT_PTR_NULL(strstr(s.lines.items[0].json, "came late"));
	end(&s);
}

/* The sessions that a Fleet Manager connection opened are gone with it. */
static void all_ids_of_a_row_are_known_when_it_is_gone(void)
{
	struct stream s = begin(0, 3600);

	GIVE(s.c, CONNECT(1, 0));
	GIVE(s.c, GUI(2, 1, .session = "alice-07"));
	advance(s.c, &s.lines, 100);
	EQ_INT(s.lines.n, 1);
	advance(s.c, &s.lines, 4000);
	EQ_INT(s.c->store.n_acts, 0);
	GIVE(s.c, END(3, 4001, .session = "alice-07"));
	GIVE(s.c, CANCEL(4, 4002));
	EQ_INT(counted(&s, EC2A_COUNT_LATE), 2);
	end(&s);
}

/* ---- records that replace others ----------------------------------------------------------- */

#define ID(n) "00000000-0000-4000-8000-00000000000" #n

/* What was replaced is still known when the store was packed, and when all of it is gone. */
static void what_was_replaced_is_not_forgotten(void)
{
	struct stream s = begin(0, 3600);

	GIVE(s.c, START(1, 2000));
	GIVE(s.c, PUSH(8, 0));
	GIVE(s.c, PUSH(9, 1));
	advance(s.c, &s.lines, 2100);
	GIVE(s.c, START(2, 2000, .replaces = ID(1), .reason = "why"));
	advance(s.c, &s.lines, 2101);
	EQ_INT(s.lines.withdrawals, 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(s.lines.items[2].json, "merged_into")); /* the third that was told */
	advance(s.c, &s.lines, 3700); /* the pushes go */
	EQ_INT(counted(&s, EC2A_COUNT_SESSIONS), 3);
	adds_up(&s, 4);
	GIVE(s.c, START(3, 2000, .replaces = ID(1), .reason = "whyever"));
	GIVE(s.c, START(4, 2000, .replaces = ID(3), .reason = "because"));
	advance(s.c, &s.lines, 3701);
	GIVE(s.c, START(1, 2000));
	advance(s.c, &s.lines, 3702);
	EQ_INT(counted(&s, EC2A_COUNT_SESSIONS), 3);
	EQ_INT(counted(&s, EC2A_COUNT_RECORDS_DUPLICATES), 4);
	adds_up(&s, 7);
	advance(s.c, &s.lines, 5700);
	EQ_INT(s.c->store.n_acts, 0);
	for (int n = 1; n <= 4; n++)
		GIVE(s.c, START(n, 2000));
	EQ_INT(s.c->store.n_acts, 0);
	adds_up(&s, 11);
	end(&s);
}

/* ---- approvals ------------------------------------------------------------------------------ */

/* They make no row, so the limit must see them by themselves. */
static void what_makes_no_row_is_bounded_too(void)
{
	struct stream s = begin(900, 86400);

	end(&s);
	s = (struct stream){ .config = config_of(900, 86400) };
	if (ec2a_config_set_int(s.config, EC2A_OPT_HELD_RECORDS, 100) < 0 || ec2a_correlator_new(s.config, &s.c) < 0)
		abort();
	for (int i = 0; i < 1000; i++) {
		GIVE(s.c, RECORD("GetAccessToken", i + 1, i, .request = "oi-1"));
		if (i % 20 == 19)
			advance(s.c, &s.lines, i);
		CU_ASSERT(s.c->store.n_acts <= 140);
	}
	EQ_INT(s.lines.n, 0);
	EQ_INT(counted(&s, EC2A_COUNT_RECORDS_CONTEXT), 1000);
	GIVE(s.c, RECORD("GetAccessToken", 1, 0, .request = "oi-1")); /* every copy is context, as in a batch */
	EQ_INT(ec2a_correlator_finish(s.c), 0);
	EQ_INT(counted(&s, EC2A_COUNT_RECORDS_CONTEXT), 1001);
	end(&s);
}

/* A million ends of one session are as bounded as its channels; the record that opened it stays in any order. */
static void ends_are_bounded_and_the_opening_stays(void)
{
	struct stream s = { .config = config_of(0, 86400) };

	if (ec2a_config_set_int(s.config, EC2A_OPT_SESSION_EVENTS, 10) < 0 || ec2a_correlator_new(s.config, &s.c) < 0)
		abort();
	for (int i = 0; i < 20; i++)
		GIVE(s.c, OPEN(i + 1, 0));
	GIVE(s.c, START(99, 0)); /* the same second, and a greater id */
	for (int i = 0; i < 50; i++)
		GIVE(s.c, END(i + 100, i + 1));
	advance(s.c, &s.lines, 1000);
	CU_ASSERT(s.c->store.n_acts <= 22);
	advance(s.c, &s.lines, 1001);
	CU_ASSERT(s.c->store.n_acts <= 22);
	EQ_INT(s.lines.n, 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(s.lines.items[0].json, "000000000099"));
	CU_ASSERT_PTR_NOT_NULL(strstr(s.lines.items[0].json, "\"end_reason\":\"terminated\""));
	adds_up(&s, 71);
	end(&s);
}

/* ---- withdrawals ------------------------------------------------------------------------------ */

/* Whoever does not take all rows before the next advance still gets every withdrawal, with where it went. */
static void a_withdrawal_is_not_lost(void)
{
	struct stream s = begin(0, 3600);
	ec2a_session *session;

	GIVE(s.c, END(2, 10));
	advance(s.c, &s.lines, 100);
	GIVE(s.c, START(1, 0));
	EQ_INT(ec2a_correlator_advance(s.c, (BASE + 200) * 1000000), 0);
	EQ_INT(ec2a_correlator_next(s.c, &session), 1); /* the row, and not its withdrawal */
	take(&s.lines, session);
	ec2a_session_unref(session);
	EQ_INT(ec2a_correlator_advance(s.c, (BASE + 90000) * 1000000), 0);
	EQ_INT(ec2a_correlator_advance(s.c, (BASE + 90001) * 1000000), 0);
	take_all(&s.lines, s.c);
	EQ_INT(s.lines.withdrawals, 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(s.lines.items[0].json, "merged_into"));
	advance(s.c, &s.lines, 90002);
	EQ_INT(s.c->store.n_acts, 0);
	end(&s);
}

/* A row that was withdrawn comes back under its id when what took it turns out to be another's. */
static void a_withdrawn_row_comes_back(void)
{
	struct stream s = begin(0, 3600);
	int64_t revision = 0;

	GIVE(s.c, PUSH(8, 0, .arn = BOB, .user = "bob"));
	GIVE(s.c, PUSH(9, 1, .arn = BOB, .user = "bob"));
	GIVE(s.c, TUNNEL(1, 3000));
	advance(s.c, &s.lines, 3100);
	GIVE(s.c, PUSH(2, 2990));
	advance(s.c, &s.lines, 3101); /* the tunnel is the push's */
	EQ_INT(s.lines.withdrawals, 1);
	advance(s.c, &s.lines, 4000); /* bob's go, and the store is packed */
	EQ_INT(s.c->store.n_acts, 2);
	GIVE(s.c, TUNNEL(3, 2990)); /* nearer to the push */
	advance(s.c, &s.lines, 4001);
	for (size_t i = 0; i < s.lines.n; i++)
		if (strstr(s.lines.items[i].json, "endpoint-tunnel")) {
			EQ_INT(s.lines.items[i].withdrawn, 0);
			revision = s.lines.items[i].revision;
		}
	EQ_INT(revision, 3);
	end(&s);
}

/* ---- steps and ends of time ------------------------------------------------------------------ */

static void a_step_holds_runs_back(void)
{
	struct stream s = begin(0, 3600);
	uint32_t run;

	EQ_INT(ec2a_config_set_int(s.config, EC2A_OPT_SETTLE_STEP, 60), EC2A_E_STATE); /* it is in use */
	end(&s);
	s = (struct stream){ .config = config_of(0, 3600) };
	if (ec2a_config_set_int(s.config, EC2A_OPT_SETTLE_STEP, 60) < 0 || ec2a_correlator_new(s.config, &s.c) < 0)
		abort();
	GIVE(s.c, PUSH(1, 0));
	advance(s.c, &s.lines, 100);
	EQ_INT(s.lines.told, 1);
	GIVE(s.c, PUSH(2, 1));
	advance(s.c, &s.lines, 159);
	EQ_INT(s.lines.told, 1);
	advance(s.c, &s.lines, 160);
	EQ_INT(s.lines.told, 2);
	run = s.c->stream.run;
	advance(s.c, &s.lines, 300); /* nothing came: nothing is joined again */
	EQ_INT(s.c->stream.run, run);
	EQ_INT(s.lines.told, 2);
	end(&s);
}

static void times_at_the_ends(void)
{
	struct stream s = begin(604800, 31536000);
	int64_t watermark;

	GIVE(s.c, PUSH(1, 0));
	EQ_INT(ec2a_correlator_advance(s.c, -(INT64_MAX / 4)), 0);
	take_all(&s.lines, s.c);
	EQ_INT(s.lines.told, 0);
	EQ_INT(ec2a_correlator_advance(s.c, -1), 0);
	EQ_INT(ec2a_correlator_watermark(s.c, &watermark), 1);
	EQ_INT(watermark, -1);
	EQ_INT(ec2a_correlator_advance(s.c, INT64_MAX / 4), 0);
	take_all(&s.lines, s.c);
	EQ_INT(s.lines.told, 1);
	EQ_INT(ec2a_correlator_advance(s.c, INT64_MAX / 4), 0);
	EQ_INT(s.c->store.n_acts, 0);
	EQ_INT(ec2a_correlator_advance(s.c, INT64_MIN), EC2A_E_ARG);
	end(&s);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "what came last is joined before anything goes", what_came_last_is_joined_before_anything_goes },
		{ "an attempt that goes takes no session with it", an_attempt_that_goes_takes_no_session_with_it },
		{ "one of two rows of a session id goes", one_of_two_rows_of_a_session_id_goes },
		{ "an old record of a held session is part of it", an_old_record_of_a_held_session_is_part_of_it },
		{ "all ids of a row are known when it is gone", all_ids_of_a_row_are_known_when_it_is_gone },
		{ "what was replaced is not forgotten", what_was_replaced_is_not_forgotten },
		{ "what makes no row is bounded too", what_makes_no_row_is_bounded_too },
		{ "ends are bounded and the opening stays", ends_are_bounded_and_the_opening_stays },
		{ "a withdrawal is not lost", a_withdrawal_is_not_lost },
		{ "a withdrawn row comes back", a_withdrawn_row_comes_back },
		{ "a step holds runs back", a_step_holds_runs_back },
		{ "times at the ends", times_at_the_ends },
		{ NULL, NULL },
	};

	return ec2a_test_main("stream: held and gone", tests);
}

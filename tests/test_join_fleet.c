/* SPDX-License-Identifier: MIT */
#include "correlate_kit.h"

static void start_connection_and_its_session(void)
{
	EXPECT("fleet-manager-rdp granted strong connection=1 open=2", CONNECT(1, 0), GUI(2, 30));
	EXPECT("fleet-manager-rdp granted exact connection=1\nsession-manager-port-forward granted exact open=2",
	       CONNECT(1, 0), GUI(2, 31));
	EXPECT("fleet-manager-rdp granted strong open=2 connection=1", CONNECT(1, 2), GUI(2, 0));
	EXPECT("session-manager-port-forward granted exact open=2\nfleet-manager-rdp granted exact connection=1",
	       CONNECT(1, 3), GUI(2, 0));
}

static void they_must_agree(void)
{
	const char *apart =
		"fleet-manager-rdp granted exact connection=1\nsession-manager-port-forward granted exact open=2";

	EXPECT(apart, CONNECT(1, 0), GUI(2, 1, .target = I2));
	EXPECT(apart, CONNECT(1, 0), GUI(2, 1, .arn = BOB));
	EXPECT(apart, CONNECT(1, 0), GUI(2, 1, .region = "us-east-1"));
	EXPECT("fleet-manager-rdp granted exact connection=1\nsession-manager granted exact open=2", CONNECT(1, 0),
	       START(2, 1));
	EXPECT("fleet-manager-rdp granted inferred connection=1 open=2", CONNECT(1, 0, .arn = NONE, .key = NONE),
	       GUI(2, 1, .arn = NONE, .key = NONE));
}

static void sso_makes_two_sessions_of_one_connection(void)
{
	EXPECT("fleet-manager-rdp granted strong connection=1 open=2 end=3 open=4", CONNECT(1, 0), GUI(2, 0),
	       END(3, 9), GUI(4, 9, .session = "alice-02"));
}

static void each_session_goes_to_the_nearest_connection(void)
{
	EXPECT("fleet-manager-rdp granted exact connection=1\nfleet-manager-rdp granted strong connection=2 open=3",
	       CONNECT(1, 0), CONNECT(2, 5, .connection = "11111111-2222-4333-8444-666666666666"), GUI(3, 6));
	EXPECT("fleet-manager-rdp granted strong connection=1 open=3\nfleet-manager-rdp granted exact connection=2",
	       CONNECT(1, 0), CONNECT(2, 0, .connection = "11111111-2222-4333-8444-666666666666"), GUI(3, 0));
}

#define OTHER .connection = "11111111-2222-4333-8444-666666666666"

static void several_connections_get_one_session_each(void)
{
	EXPECT("fleet-manager-rdp granted strong connection=1 open=3\n"
	       "fleet-manager-rdp granted strong connection=2 open=4",
	       CONNECT(1, 0), CONNECT(2, 0, OTHER), GUI(3, 0), GUI(4, 0, .session = "alice-02"));
	/* both StartSessions are nearest to the second connection, but each gets its own */
	EXPECT("fleet-manager-rdp granted strong connection=1 open=4\n"
	       "fleet-manager-rdp granted strong connection=2 open=3",
	       CONNECT(1, 0), CONNECT(2, 8, OTHER), GUI(3, 8), GUI(4, 9, .session = "alice-02"));
	/* what is left: to the earlier one with fewer, then the nearest */
	EXPECT("fleet-manager-rdp granted strong connection=1 open=3 open=7\n"
	       "fleet-manager-rdp granted strong connection=2 open=4 open=5",
	       CONNECT(1, 0), CONNECT(2, 8, OTHER), GUI(3, 0), GUI(4, 8, .session = "alice-02"),
	       GUI(5, 9, .session = "alice-03"), GUI(7, 17, .session = "alice-04"));
}

/* Hundreds of people at once, and hundreds of connections of one: none is left out. */
static void a_crowd_at_once(void)
{
	enum { CROWD = 600 };

	for (int alike = 0; alike < 2; alike++) {
		ec2a_correlator *c;
		ec2a_session *s;
		int joined = 0;

		CU_ASSERT_FATAL(ec2a_correlator_new(NULL, &c) == 0);
		for (int i = 0; i < 2 * CROWD; i++) {
			char target[32], id[64];
			struct rec rec = CONNECT(i, 0, .target = target, .connection = id);
			struct rec gui = GUI(i, 1, .target = target, .session = id);
			ec2a_event *event;

			snprintf(target, sizeof(target), "i-%017x", alike ? 1 : i / 2);
			snprintf(id, sizeof(id), i % 2 ? "alice-%08x" : "%08x-2222-4333-8444-666666666666", (unsigned)i);
			event = kit_event(i % 2 ? &gui : &rec);
			CU_ASSERT_FATAL(ec2a_correlator_add(c, event) == 0);
			ec2a_event_unref(event);
		}
		CU_ASSERT_FATAL(ec2a_correlator_finish(c) == 0);
		while (ec2a_correlator_next(c, &s) == 1) {
			joined += ec2a_session_event_count(s) == 2;
			ec2a_session_unref(s);
		}
		EQ_INT(joined, CROWD);
		ec2a_correlator_free(c);
	}
}

static void by_connection_id_at_any_time(void)
{
	EXPECT("fleet-manager-rdp granted exact connection=1 connection=2 end=3", CONNECT(1, 0), GET(2, 1),
	       CANCEL(3, 9000));
	EXPECT("fleet-manager-rdp granted exact connection=1\nfleet-manager-rdp granted exact end=2", CONNECT(1, 0),
	       CANCEL(2, 5, .connection = "11111111-2222-4333-8444-666666666666"));
	EXPECT("fleet-manager-rdp granted exact connection=1\nfleet-manager-rdp granted exact end=2", CONNECT(1, 0),
	       CANCEL(2, 5, .account = "444455556666"));
}

static void orphan_connections_are_one_row(void)
{
	EXPECT("fleet-manager-rdp granted exact connection=1 end=2", GET(1, 0), CANCEL(2, 60));
}

static void masked_connections(void)
{
	EXPECT("fleet-manager-rdp granted inferred connection=1... open=2... end=3...",
	       CONNECT(0, 0, .id = "1...", .masked = 1, .target = "i-0a...", .connection = "111111..."),
	       GUI(0, 0, .id = "2...", .masked = 1, .target = "i-0a..."),
	       CANCEL(0, 900, .id = "3...", .masked = 1, .connection = "111111..."));
}

/* Returns the only row. */
static ec2a_session *only_row(const struct rec *recs, int n)
{
	ec2a_correlator *c;
	ec2a_session *s = NULL;

	if (ec2a_correlator_new(NULL, &c) < 0)
		abort();
	for (int i = 0; i < n; i++) {
		ec2a_event *event = kit_event(&recs[i]);

		if (ec2a_correlator_add(c, event) < 0)
			abort();
		ec2a_event_unref(event);
	}
	if (ec2a_correlator_finish(c) < 0 || ec2a_correlator_next(c, &s) != 1)
		abort();
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_SESSIONS), 1);
	ec2a_correlator_free(c);
	return s;
}

static void ruling_19_end_and_details(void)
{
	const struct rec open[] = { CONNECT(1, 0), GUI(2, 0), END(3, 9), GUI(4, 9, .session = "alice-02", .reason = "why") };
	const struct rec ended[] = { CONNECT(1, 0), GUI(2, 0), END(3, 9), GUI(4, 9, .session = "alice-02"),
				     END(5, 100, .session = "alice-02") };
	const struct rec cancelled[] = { CONNECT(1, 0), GUI(2, 0), END(3, 9), CANCEL(4, 8) };
	ec2a_session *s = only_row(open, 4);

	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_END), NULL);
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_SSM_SESSION_ID), "alice-02");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_REASON_GIVEN), "why");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_REMOTE_PORT), "3389");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_CONNECTION_ID), "11111111-2222-4333-8444-555555555555");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_OS), "windows");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_SURFACE), "console");
	ec2a_session_unref(s);
	s = only_row(ended, 5);
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_END), "2023-11-14T22:15:00Z");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_END_REASON), "terminated");
	ec2a_session_unref(s);
	s = only_row(cancelled, 4);
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_END), "2023-11-14T22:13:28Z");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_END_REASON), "cancelled");
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_OUTCOME), "granted"); /* gone within 2 s or not: never not-attached */
	ec2a_session_unref(s);
}

static void the_clients_address_is_start_connections(void)
{
	EXPECT("fleet-manager-rdp attached strong connection=1 open=2 agent-channel=3 client-channel=4", CONNECT(1, 0),
	       GUI(2, 0), CHANNEL(3, 0), OPEN(4, 1));
	EXPECT("fleet-manager-rdp granted strong connection=1 open=2 agent-channel=3 channel=4", CONNECT(1, 0),
	       GUI(2, 0), CHANNEL(3, 0), OPEN(4, 1, .ip = "AWS Internal"));
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "StartConnection and its session", start_connection_and_its_session },
		{ "they must agree", they_must_agree },
		{ "SSO makes two sessions of one connection", sso_makes_two_sessions_of_one_connection },
		{ "each session goes to the nearest connection", each_session_goes_to_the_nearest_connection },
		{ "several connections get one session each", several_connections_get_one_session_each },
		{ "a crowd at once", a_crowd_at_once },
		{ "by connection id at any time", by_connection_id_at_any_time },
		{ "orphan connections are one row", orphan_connections_are_one_row },
		{ "masked connections", masked_connections },
		{ "ruling 19: end and details", ruling_19_end_and_details },
		{ "the client's address is StartConnection's", the_clients_address_is_start_connections },
		{ NULL, NULL },
	};

	return ec2a_test_main("join_fleet", tests);
}

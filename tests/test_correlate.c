/* SPDX-License-Identifier: MIT */
#include "correlate_kit.h"

/* printf 'event\0%s' 00000000-0000-4000-8000-000000000001 | sha256sum | cut -c1-32 */
#define EVENT_1_ID "200cc398d15ac27a1153238ec5522c8b"

static void counts(const struct rec *recs, int n, uint64_t access, uint64_t duplicates, uint64_t rows)
{
	ec2a_event *events[MAX_RECORDS];
	int order[MAX_RECORDS];
	ec2a_correlator *c = NULL;

	for (int i = 0; i < n; i++) {
		events[i] = kit_event(&recs[i]);
		order[i] = i;
	}
	c = kit_correlate(events, order, n, NULL, NULL);
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_RECORDS_ACCESS), access);
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_RECORDS_DUPLICATES), duplicates);
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_SESSIONS), rows);
	ec2a_correlator_free(c);
	for (int i = 0; i < n; i++)
		ec2a_event_unref(events[i]);
}

/* Copies that differ: more values count, then the smaller digest; the target tells which one it was. */
static void ruling_2_the_better_copy_counts(void)
{
	EXPECT("ecs-exec granted exact open=1", START(1, 0, .richness = 5, .target = I1),
	       START(1, 0, .richness = 6, .target = "ecs:a_b_c"));
	EXPECT("ecs-exec granted exact open=1", START(1, 0, .digest = 2, .target = I1),
	       START(1, 9, .digest = 1, .target = "ecs:a_b_c"));
}

static void ruling_2_counts(void)
{
	const struct rec copies[] = { START(1, 0), START(1, 0), START(1, 0), OPEN(2, 1) };
	const struct rec masked[] = { START(0, 0, .id = "1...", .masked = 1), START(0, 0, .id = "1...", .masked = 1) };

	counts(copies, 4, 2, 2, 1);
	counts(masked, 2, 2, 0, 2);
}

#define UUID(n) "00000000-0000-4000-8000-00000000000" #n

static void ruling_2_a_correction_replaces(void)
{
	const struct rec circle[] = { START(1, 0, .replaces = UUID(2)), START(2, 0, .replaces = UUID(1)) };
	const struct rec own[] = { START(1, 0, .replaces = UUID(1)) };

	EXPECT("session-manager granted exact open=2", START(1, 0, .richness = 9), START(2, 0, .replaces = UUID(1)));
	EXPECT("session-manager granted exact open=3", START(1, 0), START(2, 0, .replaces = UUID(1)),
	       START(3, 0, .replaces = UUID(2)));
	EXPECT("session-manager granted exact open=3", START(1, 0), START(2, 0, .replaces = UUID(1), .digest = 9),
	       START(3, 0, .replaces = UUID(1), .digest = 1));
	EXPECT("session-manager granted exact open=1", START(1, 0, .replaces = "not a uuid"));
	EXPECT("session-manager granted exact open=1", START(1, 0, .replaces = UUID(2), .digest = 1),
	       START(2, 0, .replaces = UUID(3), .digest = 2), START(3, 0, .replaces = UUID(1), .digest = 3));
	EXPECT("session-manager granted exact open=4", START(1, 0, .replaces = UUID(2), .digest = 1),
	       START(2, 0, .replaces = UUID(1), .digest = 2), START(4, 0, .replaces = UUID(2), .digest = 9));
	counts(circle, 2, 1, 1, 1);
	counts(own, 1, 1, 0, 1);
}

#define SHARED .shared = "99999999-0000-4000-8000-000000000001"

static void ruling_2_shared_events_are_one(void)
{
	const struct rec recs[] = { START(1, 0, SHARED), START(2, 0, SHARED, .account = "444455556666") };

	counts(recs, 2, 2, 0, 1);
	/* seen from the account that is not the caller's; the copy stands beside it with the same role */
	EXPECT("session-manager granted exact open=1 open=2 end=3", START(1, 0, SHARED),
	       START(2, 0, SHARED, .account = "444455556666"), END(3, 5, .account = "444455556666"));
	/* the resource's account goes first: the caller's own copy does not take the end of the other account */
	EXPECT("session-manager granted exact open=1 open=2\nsession-manager granted exact end=3",
	       START(1, 0, SHARED, .resource = "arn:aws:ec2:eu-central-1:111122223333:instance/" I1),
	       START(2, 0, SHARED, .account = "444455556666"), END(3, 5, .account = "444455556666"));
	EXPECT("session-manager granted exact open=1\nsession-manager granted exact open=2",
	       START(1, 0, .shared = "x"), START(2, 0, .shared = "x", .account = "444455556666", .session = "b-1"));
}

#define SHARED_2 .shared = "99999999-0000-4000-8000-000000000002"
#define OTHER .account = "444455556666"

/* Both copies' accounts are strangers to the caller; without the map the smaller number would count. */
static void ruling_2_the_map_knows_the_owner(void)
{
	const struct rec heartbeat = RECORD("UpdateInstanceInformation", 9, 0, OTHER);
	ec2a_event *event = kit_event(&heartbeat);
	ec2a_facts *facts;

	if (ec2a__event_tell(event, I1, EC2A_FACT_ADDRESS, "10.0.0.9") < 0 || ec2a_facts_new(&facts) < 0 ||
	    ec2a_facts_learn(facts, event) < 0)
		abort();
	EXPECT_WITH(facts, NULL, "session-manager granted exact open=1 open=2 end=3",
		    START(1, 0, SHARED, .owner = "777788889999"), START(2, 0, SHARED, OTHER, .owner = "777788889999"),
		    END(3, 5, OTHER));
	EXPECT("session-manager granted exact open=1 open=2 end=3",
	       START(1, 0, SHARED, .owner = "777788889999"), START(2, 0, SHARED, OTHER, .owner = "777788889999"),
	       END(3, 5));
	ec2a_facts_free(facts);
	ec2a_event_unref(event);
}

static void ruling_2_followers_are_seen_from_where_the_session_is(void)
{
	/* by the resource, which the end does not name */
	EXPECT("session-manager granted exact open=1 open=2 end=3 end=4",
	       START(1, 0, SHARED, .resource = "arn:aws:ec2:eu-central-1:111122223333:instance/" I1),
	       START(2, 0, SHARED, OTHER), END(3, 5, SHARED_2), END(4, 5, SHARED_2, OTHER));
	/* the opening call went to one account */
	EXPECT("session-manager granted exact open=1 agent-channel=2 agent-channel=3", START(1, 0),
	       CHANNEL(2, 1, SHARED_2), CHANNEL(3, 1, SHARED_2, OTHER));
	EXPECT("fleet-manager-rdp granted exact connection=1 end=2 end=3", CONNECT(1, 0), CANCEL(2, 5, SHARED_2),
	       CANCEL(3, 5, SHARED_2, OTHER));
}

static void ruling_2_only_instances_name_the_owner(void)
{
	EXPECT("session-manager granted exact open=1 open=2 end=3",
	       START(1, 0, SHARED, .resource = "arn:aws:ssm:eu-central-1:111122223333:document/X"),
	       START(2, 0, SHARED, OTHER), END(3, 5, OTHER));
	EXPECT("session-manager granted exact open=1 open=2 end=3",
	       START(1, 0, SHARED, .resource = "arn:aws:ssm:eu-central-1:111122223333:managed-instance/mi-01"),
	       START(2, 0, SHARED, OTHER), END(3, 5));
	/* within one account they are two */
	EXPECT("session-manager granted exact open=1\nsession-manager granted exact open=2", START(1, 0, SHARED),
	       START(2, 0, SHARED, .session = "b-1"));
}

static void ruling_2_long_chains(void)
{
	enum { LENGTH = 400 };
	ec2a_event *events[LENGTH];
	char id[64], before[64];
	int order[LENGTH];
	ec2a_correlator *c = NULL;
	ec2a_session *s;

	for (int i = 0; i < LENGTH; i++) {
		struct rec r = START(i, 0, .richness = i == 300 ? 9 : 1, .digest = 1);

		snprintf(id, sizeof(id), "00000000-0000-4000-8000-%012d", i);
		snprintf(before, sizeof(before), "00000000-0000-4000-8000-%012d", i - 1);
		r.replaces = i ? before : NULL;
		events[i] = kit_event(&r);
		order[i] = LENGTH - 1 - i;
	}
	c = kit_correlate(events, order, LENGTH, NULL, NULL);
	CU_ASSERT_FATAL(ec2a_correlator_next(c, &s) == 1);
	CU_ASSERT_STRING_EQUAL(ec2a_session_event_str(s, 0, EC2A_EVIDENCE_ID), id);
	ec2a_session_unref(s);
	CU_ASSERT(ec2a_correlator_next(c, &s) == 0);
	ec2a_correlator_free(c);
	for (int i = 0; i < LENGTH; i++)
		ec2a_event_unref(events[i]);
}

/* Rows show whole seconds, so within one they stand by id. */
static void rows_of_one_second_stand_by_id(void)
{
	ec2a_event *events[9];
	int order[9];
	char last[64] = "";
	ec2a_correlator *c = NULL;
	ec2a_session *s;

	for (int i = 0; i < 9; i++) {
		const struct rec r = START(i, 0, .session = NONE);

		events[i] = kit_event(&r);
		events[i]->time_us += 900000 - 100000 * i;
		order[i] = i;
	}
	c = kit_correlate(events, order, 9, NULL, NULL);
	while (ec2a_correlator_next(c, &s) == 1) {
		CU_ASSERT(strcmp(last, ec2a_session_str(s, EC2A_SESSION_ID)) < 0);
		snprintf(last, sizeof(last), "%s", ec2a_session_str(s, EC2A_SESSION_ID));
		ec2a_session_unref(s);
	}
	ec2a_correlator_free(c);
	for (int i = 0; i < 9; i++)
		ec2a_event_unref(events[i]);
}

static void ids_come_from_the_opening_record(void)
{
	const struct rec recs[] = { START(1, 0), START(0, 5, .id = "a...", .masked = 1, .session = "x..."),
				    START(0, 5, .id = "a...", .masked = 1, .session = "x...") };
	ec2a_event *events[3];
	int order[] = { 0, 1, 2 };
	char *first, *second;

	for (int i = 0; i < 3; i++)
		events[i] = kit_event(&recs[i]);
	first = kit_run(events, order, 3, NULL, NULL, NULL);
	CU_ASSERT(strncmp(first, "{\"id\":\"" EVENT_1_ID "\"", 40) == 0);
	second = strchr(first, '\n') + 1;
	CU_ASSERT(strncmp(second, strchr(second, '\n') + 1, 40) != 0);
	free(first);
	for (int i = 0; i < 3; i++)
		ec2a_event_unref(events[i]);
}

static void records_without_a_time(void)
{
	EXPECT("session-manager granted exact end=2 open=1", START(1, 0), END(2, 0, .no_time = 1));
	EXPECT("endpoint-tunnel granted exact tunnel=2\ninstance-connect granted exact push=1", PUSH(1, 0),
	       TUNNEL(2, 0, .no_time = 1));
}

static void states_and_arguments(void)
{
	struct rec rec = START(1, 0), other = { .n = 2, .name = "DescribeInstances" };
	ec2a_event *event = kit_event(&rec), *passed = kit_event(&other);
	ec2a_facts *facts;
	ec2a_correlator *c = NULL;
	ec2a_session *s, *none;

	CU_ASSERT_FATAL(ec2a_facts_new(&facts) == 0 && ec2a_correlator_new(NULL, &c) == 0);
	EQ_INT(ec2a_correlator_new(NULL, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_correlator_add(NULL, event), EC2A_E_ARG);
	EQ_INT(ec2a_correlator_add(c, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_correlator_add(c, passed), 0);
	EQ_INT(ec2a_correlator_add(c, event), 0);
	EQ_INT(ec2a_correlator_next(c, &s), 0);
	EQ_INT(ec2a_correlator_next(c, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_correlator_finish(NULL), EC2A_E_ARG);
	EQ_INT(ec2a_correlator_finish(c), 0);
	EQ_INT(ec2a_correlator_finish(c), 0);
	EQ_INT(ec2a_correlator_add(c, event), EC2A_E_STATE);
	EQ_INT(ec2a_correlator_add_facts(c, facts), EC2A_E_STATE);
	EQ_INT(ec2a_correlator_next(c, &s), 1);
	EQ_INT(ec2a_correlator_next(c, &none), 0);
	ec2a_correlator_free(c);
	EQ_TEXT(ec2a_session_str(s, EC2A_SESSION_TARGET), I1); /* it outlives its correlator */
	ec2a_session_unref(s);
	ec2a_correlator_free(NULL);
	ec2a_facts_free(facts);
	ec2a_event_unref(event);
	ec2a_event_unref(passed);
}

static void nothing_in_nothing_out(void)
{
	ec2a_correlator *c = NULL;
	ec2a_session *s;

	CU_ASSERT_FATAL(ec2a_correlator_new(NULL, &c) == 0 && ec2a_correlator_finish(c) == 0);
	EQ_INT(ec2a_correlator_next(c, &s), 0);
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_SESSIONS), 0);
	ec2a_correlator_free(c);
}

/* ---- small random trails: order and copies show nowhere ------------------------------- */

static uint32_t draw(uint32_t *state, uint32_t below)
{
	*state = *state * UINT32_C(1664525) + UINT32_C(1013904223);
	return (*state >> 8) % below;
}

static const char *pick(uint32_t *state, const char *const *from, uint32_t count)
{
	return from[draw(state, count)];
}

static struct rec random_record(uint32_t *state, int n)
{
	static const char *const names[] = { "StartSession", "StartSession", "TerminateSession", "ResumeSession",
					     "CreateDataChannel", "OpenDataChannel", "OpenDataChannel", "SendSSHPublicKey",
					     "OpenTunnel", "StartConnection", "GetConnection", "CancelConnection",
					     "ExecuteCommand", "StartAccessRequest", "GetAccessToken", "GetPasswordData" };
	static const char *const sessions[] = { NULL, "alice-02", "ali...-0...", NONE };
	static const char *const arns[] = { NULL, NULL, BOB, NONE };
	static const char *const ips[] = { NULL, CLIENT, AGENT, "AWS Internal", "10.0..." };
	static const char *const targets[] = { NULL, NULL, I2, "i-0a..." };
	static const char *const documents[] = { NULL, "AWS-StartSSHSession" };
	static const char *const invokers[] = { NULL, NULL, "ssm-guiconnect.amazonaws.com" };
	static const char *const shared[] = { NULL, NULL, NULL, "99999999-0000-4000-8000-000000000001" };
	static const char *const replaces[] = { NULL, NULL, NULL, NULL, UUID(1), UUID(2), UUID(3) };
	static const char *const roles[] = { NULL, NULL, "SSM-JustInTimeAccessTokenRole" };
	static const char *const accounts[] = { NULL, NULL, NULL, "444455556666" };
	struct rec r = { .n = n, .name = pick(state, names, 16), .t = (int)draw(state, 20) };

	r.masked = draw(state, 4) == 0;
	r.id = r.masked ? "1a..." : NULL;
	r.session = pick(state, sessions, 4);
	r.arn = pick(state, arns, 4);
	r.ip = pick(state, ips, 5);
	r.target = pick(state, targets, 4);
	r.document = pick(state, documents, 2);
	r.invoked = pick(state, invokers, 3);
	r.shared = pick(state, shared, 4);
	r.replaces = pick(state, replaces, 7);
	r.user = pick(state, roles, 3);
	r.session_name = r.user ? "alice" : NULL;
	r.account = pick(state, accounts, 4);
	r.richness = (int)draw(state, 3);
	r.digest = n;
	return r;
}

static void random_trails(void)
{
	uint32_t state = 20240514;
	ec2a_event *events[12];
	int order[24];

	for (int trail = 0; trail < 300; trail++) {
		int n = 2 + (int)draw(&state, 11), more = 0;
		char *first, *again;

		for (int i = 0; i < n; i++) {
			struct rec r = random_record(&state, 1 + (int)draw(&state, 14));

			events[i] = kit_event(&r);
			events[i]->digest[2] = (unsigned char)i;
			order[i] = i;
		}
		first = kit_run(events, order, n, NULL, NULL, NULL);
		for (int turn = 0; turn < 4; turn++) {
			for (int i = n + more - 1; i > 0; i--) {
				int j = (int)draw(&state, (uint32_t)i + 1), swap = order[i];

				order[i] = order[j];
				order[j] = swap;
			}
			again = kit_run(events, order, n + more, NULL, NULL, NULL);
			if (strcmp(first, again) != 0)
				CU_ASSERT(ec2a_test_text(again, first, __FILE__, trail));
			free(again);
			for (int i = 0; turn == 1 && i < n; i++)
				if (!events[i]->masked)
					order[n + more++] = i;
		}
		free(first);
		for (int i = 0; i < n; i++)
			ec2a_event_unref(events[i]);
	}
}

/* "1 2 |3": ids of those that count in their order, then how many do not. */
static void settles(const struct rec *recs, int n, const char *want)
{
	ec2a_event *events[MAX_RECORDS], *turned[MAX_RECORDS];
	char got[512] = "";
	size_t kept = 99, len = 0;

	for (int i = 0; i < n; i++) {
		events[i] = kit_event(&recs[i]);
		turned[n - 1 - i] = events[i];
	}
	EQ_INT(ec2a_events_settle(events, (size_t)n, &kept), 0);
	for (size_t i = 0; i < kept; i++)
		len += (size_t)snprintf(got + len, sizeof got - len, "%s/%s ", ec2a_event_str(events[i], EC2A_FIELD_EVENT_ID) + 35,
					ec2a_event_str(events[i], EC2A_FIELD_TARGET));
	snprintf(got + len, sizeof got - len, "|%d", n - (int)kept);
	EQ_TEXT(got, want);
	EQ_INT(ec2a_events_settle(turned, (size_t)n, &kept), 0);
	for (size_t i = 0; i < kept; i++) /* copies with one content may change places */
		EQ_TEXT(ec2a_event_str(turned[i], EC2A_FIELD_TARGET), ec2a_event_str(events[i], EC2A_FIELD_TARGET));
	for (int i = 0; i < n; i++)
		ec2a_event_unref(events[i]);
}

static void ruling_2_for_events(void)
{
	const struct rec copies[] = { START(2, 5, .target = "b"), START(1, 5, .target = "x", .richness = 1),
				      START(1, 5, .target = "a", .richness = 2), START(3, 0, .target = "c"),
				      START(2, 5, .target = "b") };
	const struct rec replaced[] = { START(1, 0, .target = "a", .richness = 9),
					START(2, 0, .target = "b", .replaces = UUID(1)) };
	size_t kept = 9;

	settles(copies, 5, "3/c 1/a 2/b |2");
	settles(replaced, 2, "2/b |1");
	EQ_INT(ec2a_events_settle(NULL, 0, &kept), 0);
	EQ_INT(kept, 0);
	EQ_INT(ec2a_events_settle(NULL, 1, &kept), EC2A_E_ARG);
	EQ_INT(ec2a_events_settle(NULL, 0, NULL), EC2A_E_ARG);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "ruling 2: the better copy counts", ruling_2_the_better_copy_counts },
		{ "ruling 2: counts", ruling_2_counts },
		{ "ruling 2: a correction replaces", ruling_2_a_correction_replaces },
		{ "ruling 2: copies among events", ruling_2_for_events },
		{ "ruling 2: shared events are one", ruling_2_shared_events_are_one },
		{ "ruling 2: the map knows the owner", ruling_2_the_map_knows_the_owner },
		{ "ruling 2: followers of shared events", ruling_2_followers_are_seen_from_where_the_session_is },
		{ "ruling 2: only instances name the owner", ruling_2_only_instances_name_the_owner },
		{ "ruling 2: long chains of corrections", ruling_2_long_chains },
		{ "rows of one second stand by id", rows_of_one_second_stand_by_id },
		{ "ids come from the opening record", ids_come_from_the_opening_record },
		{ "records without a time", records_without_a_time },
		{ "states and arguments", states_and_arguments },
		{ "nothing in, nothing out", nothing_in_nothing_out },
		{ "random trails", random_trails },
		{ NULL, NULL },
	};

	return ec2a_test_main("correlate", tests);
}

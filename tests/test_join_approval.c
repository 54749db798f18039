/* SPDX-License-Identifier: MIT */
#include "correlate_kit.h"

#define ROLE "SSM-JustInTimeAccessTokenRole"
#define JIT(number, at, ...) \
	START(number, at, .type = "AssumedRole", .user = ROLE, \
	      .arn = "arn:aws:sts::111122223333:assumed-role/" ROLE "/alice", .session_name = "alice", __VA_ARGS__)
#define ASK(number, at, ...) RECORD("StartAccessRequest", number, at, __VA_ARGS__)
#define TOKEN(number, at, ...) RECORD("GetAccessToken", number, at, __VA_ARGS__)

static void approvals_within_fifteen_minutes(void)
{
	EXPECT("session-manager granted strong approval=1 approval=2 open=3", ASK(1, 0, .request = "oi-1"),
	       TOKEN(2, 890, .request = "oi-1"), JIT(3, 900, .region = NULL));
	EXPECT("session-manager granted exact open=3", ASK(1, 0, .request = "oi-1"), JIT(3, 901, .region = NULL));
	EXPECT("session-manager granted exact open=3", JIT(3, 0, .region = NULL), TOKEN(2, 1, .request = "oi-1"));
}

static void only_of_the_same_person_and_role(void)
{
	EXPECT("session-manager granted exact open=3", TOKEN(2, 0, .user = "bob", .arn = BOB), JIT(3, 5, .region = NULL));
	EXPECT("session-manager granted exact open=3", TOKEN(2, 0, .request = "oi-1"), START(3, 5));
	EXPECT("session-manager granted exact open=3", TOKEN(2, 0, .request = "oi-1"),
	       JIT(3, 5, .account = "444455556666"));
	EXPECT("session-manager granted exact open=3", TOKEN(2, 0, .error = "AccessDenied"), JIT(3, 5, .region = NULL));
}

static void the_request_goes_with_its_token(void)
{
	EXPECT("session-manager granted exact open=3\nsession-manager granted strong approval=1 approval=2 open=4",
	       ASK(1, 20, .request = "oi-1"), TOKEN(2, 60, .request = "oi-1"), JIT(3, 10, .session = "a-1"),
	       JIT(4, 70, .session = "a-2"));
	EXPECT("session-manager granted exact open=3\nsession-manager granted strong approval=1 approval=2 open=4",
	       ASK(1, 0, .request = "oi-1"), TOKEN(2, 60, .request = "oi-1"), JIT(3, 10, .session = "a-1"),
	       JIT(4, 70, .session = "a-2"));
}

/* Ruling 32 and CONTRACT 5: joined ones are access, lone ones context, every copy. */
static void they_are_counted_once(void)
{
	const struct rec recs[] = { TOKEN(1, 0, .request = "oi-1"), TOKEN(1, 0, .request = "oi-1"),
				    JIT(2, 5, .region = NULL), TOKEN(3, 6, .request = "oi-2"),
				    TOKEN(3, 6, .request = "oi-2") };
	ec2a_event *events[5];
	int order[] = { 0, 1, 2, 3, 4 };
	ec2a_correlator *c;

	for (int i = 0; i < 5; i++)
		events[i] = kit_event(&recs[i]);
	c = kit_correlate(events, order, 5, NULL, NULL);
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_RECORDS_ACCESS), 2);
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_RECORDS_DUPLICATES), 1);
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_RECORDS_CONTEXT), 2);
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_SESSIONS), 1);
	ec2a_correlator_free(c);
	for (int i = 0; i < 5; i++)
		ec2a_event_unref(events[i]);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "within fifteen minutes", approvals_within_fifteen_minutes },
		{ "only of the same person and role", only_of_the_same_person_and_role },
		{ "the request goes with its token", the_request_goes_with_its_token },
		{ "they are counted once", they_are_counted_once },
		{ NULL, NULL },
	};

	return ec2a_test_main("join_approval", tests);
}

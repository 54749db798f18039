/* SPDX-License-Identifier: MIT */
#include "correlate_kit.h"

#define MASKED_ID(text) .id = text, .masked = 1

static void by_session_id_at_any_time(void)
{
	EXPECT("session-manager attached exact open=1 agent-channel=2 agent-channel=3 client-channel=4 resume=5 end=6",
	       START(1, 0), CHANNEL(2, 0), OPEN(3, 0, .ip = AGENT), OPEN(4, 1), RESUME(5, 9000),
	       END(6, 90000));
}

static void not_across_accounts_or_regions(void)
{
	EXPECT("session-manager granted exact open=1\nsession-manager granted exact end=2", START(1, 0),
	       END(2, 5, .account = "444455556666"));
	EXPECT("session-manager granted exact open=1\nsession-manager granted exact end=2", START(1, 0),
	       END(2, 5, .region = "us-east-1"));
	EXPECT("session-manager granted exact open=1\nsession-manager granted exact end=2", START(1, 0),
	       END(2, 5, .session = "alice-02"));
}

static void orphans_of_one_session_are_one_row(void)
{
	EXPECT("session-manager granted exact agent-channel=1 channel=2 end=3", CHANNEL(1, 0), OPEN(2, 1, .ip = AGENT),
	       END(3, 500));
	EXPECT("session-manager granted exact end=1\nsession-manager granted exact end=2", END(1, 0, .session = "a-1"),
	       END(2, 0, .session = "a-2"));
}

static void refused_calls_stay_alone(void)
{
	EXPECT("session-manager granted exact open=1\nsession-manager denied exact end=2", START(1, 0),
	       END(2, 1, .error = "AccessDenied"));
	EXPECT("session-manager failed exact open=1\nsession-manager granted exact end=2",
	       START(1, 0, .error = "TargetNotConnected"), END(2, 5));
	EXPECT("session-manager granted exact open=1", START(1, 0), CHANNEL(2, 100, .error = "BadRequest"));
}

static void ecs_exec_by_session_id(void)
{
	EXPECT("ecs-exec granted exact open=1 open=2 agent-channel=3",
	       { .n = 1, .name = "ExecuteCommand", .t = 0, .session = "ecs-1" },
	       START(2, 5000, .session = "ecs-1", .target = "ecs:c_t_r"), CHANNEL(3, 5001, .session = "ecs-1"));
	EXPECT("ecs-exec granted exact open=1\necs-exec granted exact open=2",
	       { .n = 1, .name = "ExecuteCommand", .t = 0, .session = "ecs-1" },
	       START(2, 5000, .session = "ecs-2", .target = "ecs:c_t_r"));
}

#define ECS(number, ...) RECORD("ExecuteCommand", number, __VA_ARGS__)
#define ECS_START(number, ...) START(number, __VA_ARGS__, .target = "ecs:c_t_r")

static void ecs_exec_with_masked_ids(void)
{
	EXPECT("ecs-exec granted inferred open=1... open=2...", ECS(0, 0, MASKED_ID("1..."), .session = "ecs-1..."),
	       ECS_START(0, 2, MASKED_ID("2..."), .session = "ecs-1..."));
	EXPECT("ecs-exec granted inferred open=1 open=2...", ECS(1, 0, .session = "ecs-12"),
	       ECS_START(0, 2, MASKED_ID("2..."), .session = "ecs-1..."));
	EXPECT("ecs-exec granted inferred open=1... open=2", ECS(0, 0, MASKED_ID("1..."), .session = "ecs-1..."),
	       ECS_START(2, 10, .session = "ecs-12"));
	EXPECT("ecs-exec granted exact open=1...\necs-exec granted exact open=2",
	       ECS(0, 0, MASKED_ID("1..."), .session = "ecs-1..."), ECS_START(2, 11, .session = "ecs-12"));
	EXPECT("ecs-exec granted inferred open=1... open=2\necs-exec granted exact open=3",
	       ECS(0, 0, MASKED_ID("1..."), .session = "ecs-1..."), ECS_START(2, 1, .session = "ecs-12"),
	       ECS_START(3, 2, .session = "ecs-13"));
	EXPECT("ecs-exec granted exact open=1\necs-exec granted exact open=2", ECS(1, 0, .session = NONE),
	       ECS_START(2, 0, .session = NONE));
}

static void masked_ids_within_the_window(void)
{
	const char *joined = "session-manager granted inferred open=1... channel=2...";
	const char *before = "session-manager granted inferred channel=2... open=1...";
	const char *apart = "session-manager granted exact open=1...\nsession-manager granted exact channel=2...";
	const char *apart_before = "session-manager granted exact channel=2...\nsession-manager granted exact open=1...";

	EXPECT(joined, START(0, 0, MASKED_ID("1..."), .session = "ali..."),
	       OPEN(0, 10, MASKED_ID("2..."), .session = "ali..."));
	EXPECT(apart, START(0, 0, MASKED_ID("1..."), .session = "ali..."),
	       OPEN(0, 11, MASKED_ID("2..."), .session = "ali..."));
	EXPECT(before, START(0, 2, MASKED_ID("1..."), .session = "ali..."),
	       OPEN(0, 0, MASKED_ID("2..."), .session = "ali..."));
	EXPECT(apart_before, START(0, 3, MASKED_ID("1..."), .session = "ali..."),
	       OPEN(0, 0, MASKED_ID("2..."), .session = "ali..."));
	EXPECT(apart, START(0, 0, MASKED_ID("1..."), .session = "ali..."),
	       OPEN(0, 1, MASKED_ID("2..."), .session = "bob..."));
	EXPECT(apart, START(0, 0, MASKED_ID("1..."), .session = "ali..."),
	       OPEN(0, 1, MASKED_ID("2..."), .session = "ali...", .region = "us-east-1"));
}

static void an_unmasked_session_id_in_a_masked_record_joins_at_any_time(void)
{
	EXPECT("session-manager granted exact open=1... end=2...",
	       START(0, 0, MASKED_ID("1..."), .session = "alice-0123456789abcdef0"),
	       END(0, 5000, MASKED_ID("2..."), .session = "alice-0123456789abcdef0"));
}

static void masks_count_in_masked_records_only(void)
{
	EXPECT("session-manager granted exact open=1\nsession-manager granted exact channel=2",
	       START(1, 0, .session = "ali..."), OPEN(2, 1, .session = "alice-01"));
}

static void masked_channel_goes_to_the_nearest_start(void)
{
	EXPECT("session-manager granted exact open=1\nsession-manager granted inferred open=2 channel=x...",
	       START(1, 0, .session = "alice-01"), START(2, 4, .session = "alice-02"),
	       OPEN(0, 5, MASKED_ID("x..."), .session = "ali...-0..."));
}

static void an_orphan_group_follows_its_earliest(void)
{
	EXPECT("session-manager granted inferred open=1... agent-channel=2 end=3",
	       START(0, 0, MASKED_ID("1..."), .session = "ali...-0..."), CHANNEL(2, 1), END(3, 4000));
}

static void missing_session_ids(void)
{
	EXPECT("session-manager granted inferred open=1 agent-channel=2", START(1, 0, .session = NONE), CHANNEL(2, 1));
	EXPECT("session-manager granted exact open=1\nsession-manager granted exact agent-channel=2",
	       START(1, 0, .session = NONE), CHANNEL(2, 11));
	EXPECT("session-manager granted exact open=1\nsession-manager granted exact agent-channel=2",
	       START(1, 0, .session = NONE), CHANNEL(2, 1, .session = "bob-01"));
	EXPECT("session-manager granted inferred open=1 end=2", START(1, 0, .session = NONE),
	       END(2, 4, .session = NONE));
	EXPECT("session-manager granted exact open=1\nsession-manager granted exact end=2",
	       START(1, 0, .session = NONE), END(2, 4, .session = NONE, .arn = BOB));
}

/* ---- outcome (ruling 21) ---------------------------------------------------------- */

static void attached_needs_another_address_of_the_agent(void)
{
	EXPECT("session-manager granted exact open=1 agent-channel=2 channel=3", START(1, 0),
	       CHANNEL(2, 0, .ip = CLIENT), OPEN(3, 1));
	EXPECT("session-manager granted exact open=1 channel=2", START(1, 0), OPEN(2, 1));
	EXPECT("session-manager attached exact open=1 client-channel=2 channel=3", START(1, 0), OPEN(2, 1),
	       OPEN(3, 1, .ip = AGENT));
	EXPECT("session-manager granted exact open=1 agent-channel=2 agent-channel=3", START(1, 0), CHANNEL(2, 1),
	       OPEN(3, 1, .ip = AGENT));
	EXPECT("session-manager granted exact open=1 agent-channel=2 channel=3", START(1, 0, .ip = "AWS Internal"),
	       CHANNEL(2, 1), OPEN(3, 1));
	EXPECT("session-manager granted exact open=1 agent-channel=2 channel=3", START(1, 0), CHANNEL(2, 1),
	       OPEN(3, 1, .ip = "203.0.113.9"));
}

static void attached_by_two_ends(void)
{
	/* the agent shares the client's first address */
	EXPECT("session-manager attached exact open=1 agent-channel=2 agent-channel=3 client-channel=4", START(1, 0),
	       CHANNEL(2, 0, .ip = CLIENT), OPEN(3, 1), OPEN(4, 1, .ip = AGENT));
	EXPECT("session-manager attached exact open=1 agent-channel=2 agent-channel=3 client-channel=4",
	       START(1, 0, .ip = "AWS Internal"), CHANNEL(2, 0), OPEN(3, 1, .ip = AGENT), OPEN(4, 1));
	EXPECT("session-manager attached exact open=1 agent-channel=2 agent-channel=3 client-channel=4", START(1, 0),
	       CHANNEL(2, 0), OPEN(3, 1, .ip = AGENT), OPEN(4, 1, .ip = "2001:db8::1"));
	/* nothing tells the sides */
	EXPECT("session-manager attached exact open=1 channel=2 channel=3", START(1, 0), OPEN(2, 1, .ip = AGENT),
	       OPEN(3, 1, .ip = "203.0.113.9"));
	/* the agent's own, from two networks */
	EXPECT("session-manager granted exact open=1 agent-channel=2 agent-channel=3 agent-channel=4 agent-channel=5",
	       START(1, 0), CHANNEL(2, 0), CHANNEL(3, 0, .ip = "203.0.113.9"), OPEN(4, 1, .ip = AGENT),
	       OPEN(5, 1, .ip = "203.0.113.9"));
	EXPECT("session-manager granted exact open=1 agent-channel=2 agent-channel=3", START(1, 0),
	       OPEN(2, 1, .ip = AGENT, .session_name = I1), OPEN(3, 1, .ip = "203.0.113.9", .session_name = I1));
}

static void addresses_are_compared_by_value(void)
{
	EXPECT("session-manager granted exact open=1 agent-channel=2 channel=3", START(1, 0, .ip = "2001:db8::1"),
	       CHANNEL(2, 0, .ip = "2001:DB8:0::1"), OPEN(3, 0, .ip = "2001:db8::1"));
	EXPECT("session-manager attached exact open=1 agent-channel=2 client-channel=3",
	       START(1, 0, .ip = "2001:db8::1"), CHANNEL(2, 0), OPEN(3, 0, .ip = "2001:DB8:0::1"));
	EXPECT("session-manager granted exact open=1 channel=2 channel=3", START(1, 0),
	       OPEN(2, 0, .ip = "2001:DB8:0::1"), OPEN(3, 0, .ip = "2001:db8::1"));
}

static void attached_by_the_callers_own_signature(void)
{
	EXPECT("session-manager attached exact open=1 client-channel=2", START(1, 0),
	       OPEN(2, 1, .ip = "203.0.113.9", .arn = ALICE));
	EXPECT("session-manager granted exact open=1 agent-channel=2", START(1, 0),
	       OPEN(2, 1, .arn = "arn:aws:sts::111122223333:assumed-role/ssm/" I1, .session_name = I1));
}

static void a_masked_address_is_no_address(void)
{
	EXPECT("session-manager granted inferred open=1... agent-channel=2... channel=3...",
	       START(0, 0, MASKED_ID("1..."), .session = "ali...", .ip = "198.51..."),
	       CHANNEL(0, 0, MASKED_ID("2..."), .session = "ali...", .ip = "10.0..."),
	       OPEN(0, 1, MASKED_ID("3..."), .session = "ali...", .ip = "198.51..."));
}

static void not_attached_when_given_up_within_two_seconds(void)
{
	EXPECT("session-manager not-attached exact open=1 agent-channel=2 end=3", START(1, 0), CHANNEL(2, 0),
	       END(3, 2));
	EXPECT("session-manager granted exact open=1 end=2", START(1, 0), END(2, 3));
	EXPECT("session-manager granted exact open=1 end=2", START(1, 0), END(2, 1, .arn = BOB));
	EXPECT("session-manager not-attached exact open=1 end=2", START(1, 0), END(2, 1, .key = "AKIAEXAMPLE000000002"));
	EXPECT("session-manager not-attached exact open=1 end=2", START(1, 0), END(2, 1, .key = NONE));
	EXPECT("session-manager granted exact open=1 end=2", START(1, 0, .arn = NONE, .key = NONE),
	       END(2, 1, .arn = NONE, .key = NONE));
	EXPECT("session-manager attached exact open=1 agent-channel=2 client-channel=3 end=4", START(1, 0),
	       CHANNEL(2, 0), OPEN(3, 1), END(4, 2));
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "by session id at any time", by_session_id_at_any_time },
		{ "not across accounts or regions", not_across_accounts_or_regions },
		{ "orphans of one session are one row", orphans_of_one_session_are_one_row },
		{ "ruling 17: refused calls stay alone", refused_calls_stay_alone },
		{ "ECS by session id", ecs_exec_by_session_id },
		{ "ECS with masked ids", ecs_exec_with_masked_ids },
		{ "masked ids within the window", masked_ids_within_the_window },
		{ "unmasked id in a masked record", an_unmasked_session_id_in_a_masked_record_joins_at_any_time },
		{ "masks count in masked records only", masks_count_in_masked_records_only },
		{ "a masked channel goes to the nearest start", masked_channel_goes_to_the_nearest_start },
		{ "an orphan group follows its earliest", an_orphan_group_follows_its_earliest },
		{ "missing session ids", missing_session_ids },
		{ "ruling 21: another address of the agent", attached_needs_another_address_of_the_agent },
		{ "ruling 21: two ends", attached_by_two_ends },
		{ "addresses are compared by value", addresses_are_compared_by_value },
		{ "ruling 21: the caller's own signature", attached_by_the_callers_own_signature },
		{ "a masked address is no address", a_masked_address_is_no_address },
		{ "not attached within two seconds", not_attached_when_given_up_within_two_seconds },
		{ NULL, NULL },
	};

	return ec2a_test_main("join_ssm", tests);
}

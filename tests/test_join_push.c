/* SPDX-License-Identifier: MIT */
#include "correlate_kit.h"

#define MASKED_ID(text) .id = text, .masked = 1

static void push_and_ssh_session(void)
{
	EXPECT("session-manager-ssh granted strong push=1 open=2", PUSH(1, 0), SSH_START(2, 60));
	EXPECT("instance-connect granted exact push=1\nsession-manager-ssh granted exact open=2", PUSH(1, 0),
	       SSH_START(2, 61));
	EXPECT("session-manager-ssh granted strong open=2 push=1", PUSH(1, 2), SSH_START(2, 0));
	EXPECT("session-manager-ssh granted exact open=2\ninstance-connect granted exact push=1", PUSH(1, 3),
	       SSH_START(2, 0));
}

static void push_and_ssh_session_need_one_instance_and_principal(void)
{
	EXPECT("instance-connect granted exact push=1\nsession-manager-ssh granted exact open=2", PUSH(1, 0),
	       SSH_START(2, 1, .target = I2));
	EXPECT("instance-connect granted exact push=1\nsession-manager-ssh granted exact open=2", PUSH(1, 0),
	       SSH_START(2, 1, .arn = BOB));
	EXPECT("instance-connect granted exact push=1\nsession-manager granted exact open=2", PUSH(1, 0), START(2, 1));
	EXPECT("session-manager-ssh granted inferred push=1 open=2", PUSH(1, 0, .arn = NONE, .key = NONE, .ip = NONE),
	       SSH_START(2, 1, .arn = NONE, .key = NONE, .ip = NONE));
	EXPECT("instance-connect granted exact push=1\nsession-manager-ssh granted exact open=2",
	       PUSH(1, 0, .arn = NONE), SSH_START(2, 1));
}

static void push_and_tunnel(void)
{
	EXPECT("instance-connect-endpoint granted strong push=1 tunnel=2", PUSH(1, 0), TUNNEL(2, 60));
	EXPECT("instance-connect granted exact push=1\nendpoint-tunnel granted exact tunnel=2", PUSH(1, 0),
	       TUNNEL(2, 61));
	EXPECT("instance-connect-endpoint granted strong tunnel=2 push=1", PUSH(1, 2), TUNNEL(2, 0));
	EXPECT("endpoint-tunnel granted exact tunnel=2\ninstance-connect granted exact push=1", PUSH(1, 3),
	       TUNNEL(2, 0));
	EXPECT("instance-connect-endpoint granted inferred push=1 tunnel=2", PUSH(1, 0, .ip = "AWS Internal"),
	       TUNNEL(2, 1));
}

static void push_and_tunnel_disagree(void)
{
	const char *apart = "instance-connect granted exact push=1\nendpoint-tunnel granted exact tunnel=2";

	EXPECT(apart, PUSH(1, 0), TUNNEL(2, 1, .arn = BOB));
	EXPECT(apart, PUSH(1, 0), TUNNEL(2, 1, .account = "444455556666"));
	EXPECT(apart, PUSH(1, 0), TUNNEL(2, 1, .region = "us-east-1"));
	EXPECT(apart, PUSH(1, 0), TUNNEL(2, 1, .ip = "203.0.113.1"));
	EXPECT("instance-connect granted exact push=1\nendpoint-tunnel denied exact tunnel=2", PUSH(1, 0),
	       TUNNEL(2, 1, .error = "AccessDenied"));
	EXPECT("instance-connect failed exact push=1\nendpoint-tunnel granted exact tunnel=2",
	       PUSH(1, 0, .error = "ThrottlingException"), TUNNEL(2, 1));
	EXPECT("serial-console granted exact push=1\nendpoint-tunnel granted exact tunnel=2",
	       RECORD("SendSerialConsoleSSHPublicKey", 1, 0, .target = I1), TUNNEL(2, 1));
}

static void ruling_31_ports(void)
{
	static const char *const ports[] = { "3389", "1433", "1521", "3306", "5432", "5439", "6379", "27017" };

	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++)
		EXPECT("instance-connect granted exact push=1\nendpoint-tunnel granted exact tunnel=2", PUSH(1, 0),
		       TUNNEL(2, 1, .port = ports[i]));
	EXPECT("instance-connect-endpoint granted strong push=1 tunnel=2", PUSH(1, 0), TUNNEL(2, 1, .port = "2222"));
}

static void one_to_one_nearest_first(void)
{
	EXPECT("instance-connect granted exact push=1\ninstance-connect-endpoint granted strong push=2 tunnel=3",
	       PUSH(1, 0), PUSH(2, 5), TUNNEL(3, 6));
	EXPECT("instance-connect-endpoint granted strong push=1 tunnel=2\nendpoint-tunnel granted exact tunnel=3",
	       PUSH(1, 0), TUNNEL(2, 3), TUNNEL(3, 5));
	EXPECT("instance-connect-endpoint granted strong push=1 tunnel=4\n"
	       "instance-connect-endpoint granted strong push=2 tunnel=3",
	       PUSH(1, 0), PUSH(2, 5), TUNNEL(3, 6), TUNNEL(4, 50));
	/* the nearest pair takes what another would have wanted */
	EXPECT("instance-connect-endpoint granted strong push=1 tunnel=4\n"
	       "instance-connect-endpoint granted strong tunnel=3 push=2",
	       PUSH(1, 0), PUSH(2, 6), TUNNEL(3, 4), TUNNEL(4, 60));
	EXPECT("session-manager-ssh granted strong push=1 open=2\nendpoint-tunnel granted exact tunnel=3", PUSH(1, 0),
	       SSH_START(2, 1), TUNNEL(3, 2));
}

static void ties_go_to_more_keys_then_smaller_ids(void)
{
	EXPECT("instance-connect-endpoint granted strong push=1 tunnel=3\nendpoint-tunnel granted exact tunnel=2",
	       PUSH(1, 0), TUNNEL(2, 1, .ip = "AWS Internal"), TUNNEL(3, 1));
	EXPECT("instance-connect-endpoint granted strong push=1 tunnel=2\nendpoint-tunnel granted exact tunnel=3",
	       PUSH(1, 0), TUNNEL(2, 1), TUNNEL(3, 1));
	/* nothing but two seconds apart: one before, one after */
	EXPECT("endpoint-tunnel granted exact tunnel=3\ninstance-connect-endpoint granted strong push=1 tunnel=2",
	       PUSH(1, 1), TUNNEL(2, 2), TUNNEL(3, 0));
}

static void tell(ec2a_facts *facts, int second, const char *instance, const char *address)
{
	struct rec r = { .n = 900 + second, .name = "UpdateInstanceInformation" };
	ec2a_event *event = kit_event(&r);

	event->class = EC2A_CLASS_CONTEXT;
	event->time_us = (BASE + second) * 1000000;
	if (ec2a__event_tell(event, instance, EC2A_FACT_ADDRESS, address) < 0 || ec2a_facts_learn(facts, event) < 0)
		abort();
	ec2a_event_unref(event);
}

static ec2a_facts *facts_of(const char *instance, const char *address)
{
	struct rec r = { .n = 99, .name = "UpdateInstanceInformation" };
	ec2a_event *event = kit_event(&r);
	ec2a_facts *facts;

	event->class = EC2A_CLASS_CONTEXT;
	event->time_us = (BASE - 100) * 1000000;
	if (ec2a__event_tell(event, instance, EC2A_FACT_ADDRESS, address) < 0 || ec2a_facts_new(&facts) < 0 ||
	    ec2a_facts_learn(facts, event) < 0)
		abort();
	ec2a_event_unref(event);
	return facts;
}

static void the_instance_map_decides(void)
{
	ec2a_facts *mine = facts_of(I1, "10.0.0.9"), *other = facts_of(I2, "10.0.0.9");

	EXPECT_WITH(mine, NULL, "instance-connect-endpoint granted strong push=1 tunnel=2",
		    PUSH(1, 0, .ip = "AWS Internal"), TUNNEL(2, 1));
	EXPECT_WITH(other, NULL, "instance-connect granted exact push=1\nendpoint-tunnel granted exact tunnel=2",
		    PUSH(1, 0), TUNNEL(2, 1));
	EXPECT_WITH(other, NULL,
		    "instance-connect granted exact push=1\ninstance-connect-endpoint granted strong push=2 tunnel=3",
		    PUSH(1, 0), PUSH(2, 0, .target = I2), TUNNEL(3, 1));
	ec2a_facts_free(mine);
	ec2a_facts_free(other);
}

/* The address goes from one instance to another, and the first is seen with it again: whose it was nobody knows. */
static void a_disputed_address_neither_agrees_nor_forbids(void)
{
	ec2a_facts *facts;

	if (ec2a_facts_new(&facts) < 0)
		abort();
	tell(facts, -100, I1, "10.0.0.9");
	tell(facts, -50, I2, "10.0.0.9");
	tell(facts, 100, I1, "10.0.0.9");
	EXPECT_WITH(facts, NULL, "instance-connect-endpoint granted inferred push=1 tunnel=2",
		    PUSH(1, 0, .ip = "AWS Internal", .target = I2), TUNNEL(2, 1));
	EXPECT_WITH(facts, NULL, "instance-connect-endpoint granted inferred push=1 tunnel=2",
		    PUSH(1, 0, .ip = "AWS Internal"), TUNNEL(2, 1));
	ec2a_facts_free(facts);
}

static void ssh_session_or_tunnel(void)
{
	const char *session = "session-manager-ssh granted strong push=1 open=3\nendpoint-tunnel granted exact tunnel=2";

	EXPECT(session, PUSH(1, 0), TUNNEL(2, 1), SSH_START(3, 1));
	EXPECT("endpoint-tunnel granted exact tunnel=3\nsession-manager-ssh granted strong push=1 open=2", PUSH(1, 0),
	       SSH_START(2, 1), TUNNEL(3, 1));
	/* one key each, the instance and the source: a full tie */
	EXPECT(session, PUSH(1, 0), TUNNEL(2, 1), SSH_START(3, 1, .ip = "192.0.2.99"));
	EXPECT("instance-connect-endpoint granted strong push=1 tunnel=3\nsession-manager-ssh granted exact open=2",
	       PUSH(1, 0), TUNNEL(3, 1), SSH_START(2, 2));
	EXPECT("endpoint-tunnel granted exact tunnel=2...\nsession-manager-ssh granted inferred push=1... open=3...",
	       PUSH(0, 0, MASKED_ID("1...")), TUNNEL(0, 1, MASKED_ID("2...")), SSH_START(0, 1, MASKED_ID("3...")));
}

static void the_configuration_goes_before_the_map(void)
{
	ec2a_facts *mine = facts_of(I1, "10.0.0.9");
	ec2a_config *config;

	if (ec2a_config_new(&config) < 0 || ec2a_config_map_host(config, "10.0.0.9", I2) < 0)
		abort();
	EXPECT_WITH(mine, config, "instance-connect granted exact push=1\nendpoint-tunnel granted exact tunnel=2",
		    PUSH(1, 0), TUNNEL(2, 1));
	ec2a_config_unref(config);
	ec2a_facts_free(mine);
}

static void masked_pushes(void)
{
	EXPECT("instance-connect-endpoint granted inferred push=1... tunnel=2...",
	       PUSH(0, 0, MASKED_ID("1..."), .arn = "arn:aws:sts::1234...:assumed-role/cm.../cm...", .target = "i-0a..."),
	       TUNNEL(0, 1, MASKED_ID("2..."), .arn = "arn:aws:sts::1234...:assumed-role/cm.../cm..."));
	EXPECT("instance-connect granted exact push=1...\nendpoint-tunnel granted exact tunnel=2...",
	       PUSH(0, 0, MASKED_ID("1...")), TUNNEL(0, 61, MASKED_ID("2...")));
	EXPECT("session-manager-ssh granted inferred push=1... open=2",
	       PUSH(0, 0, MASKED_ID("1..."), .target = "i-0a..."), SSH_START(2, 5));
	EXPECT("instance-connect granted exact push=1...\nsession-manager-ssh granted exact open=2",
	       PUSH(0, 0, MASKED_ID("1..."), .target = "i-0b..."), SSH_START(2, 5));
	EXPECT("instance-connect-endpoint granted inferred push=1... tunnel=3...\n"
	       "endpoint-tunnel granted exact tunnel=4...",
	       PUSH(0, 0, MASKED_ID("1...")), TUNNEL(0, 1, MASKED_ID("3...")), TUNNEL(0, 1, MASKED_ID("4...")));
}

/* Thousands of pushes and tunnels of one caller within three seconds: all find one another, without a square. */
static void a_crowd_at_once(void)
{
	enum { CROWD = 20000 };
	ec2a_correlator *c;
	ec2a_event *event;
	ec2a_session *s;
	uint64_t joined = 0;

	CU_ASSERT_FATAL(ec2a_correlator_new(NULL, &c) == 0);
	for (int i = 0; i < CROWD; i++) {
		struct rec push = PUSH(2 * i, i % 2), tunnel = TUNNEL(2 * i + 1, i % 3);

		event = kit_event(i % 2 ? &push : &tunnel);
		CU_ASSERT_FATAL(ec2a_correlator_add(c, event) == 0);
		ec2a_event_unref(event);
		event = kit_event(i % 2 ? &tunnel : &push);
		CU_ASSERT_FATAL(ec2a_correlator_add(c, event) == 0);
		ec2a_event_unref(event);
	}
	CU_ASSERT_FATAL(ec2a_correlator_finish(c) == 0);
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_SESSIONS), CROWD);
	while (ec2a_correlator_next(c, &s) == 1) {
		joined += ec2a_session_event_count(s) == 2;
		ec2a_session_unref(s);
	}
	EQ_INT(joined, CROWD);
	ec2a_correlator_free(c);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "push and ssh session", push_and_ssh_session },
		{ "one instance and principal", push_and_ssh_session_need_one_instance_and_principal },
		{ "push and tunnel", push_and_tunnel },
		{ "push and tunnel disagree", push_and_tunnel_disagree },
		{ "ruling 31: ports", ruling_31_ports },
		{ "one to one, nearest first", one_to_one_nearest_first },
		{ "ties: more keys, then smaller ids", ties_go_to_more_keys_then_smaller_ids },
		{ "the instance map decides", the_instance_map_decides },
		{ "the configuration goes before the map", the_configuration_goes_before_the_map },
		{ "a disputed address", a_disputed_address_neither_agrees_nor_forbids },
		{ "SSH session or tunnel", ssh_session_or_tunnel },
		{ "masked pushes", masked_pushes },
		{ "a crowd at once", a_crowd_at_once },
		{ NULL, NULL },
	};

	return ec2a_test_main("join_push", tests);
}

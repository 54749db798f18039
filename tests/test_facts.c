/* SPDX-License-Identifier: MIT */
#include "crypto.h"
#include "facts_map.h"

#include "event_fill.h"

#define MINUTE INT64_C(60000000)
#define A "i-0dbc0000000000001"
#define B "i-05c30000000000002"
#define C "i-0aaa0000000000003"
#define ADDRESS "10.0.1.10"

/* One thing a record tells: at a minute, of an instance. Value NULL: the instance ended. */
struct told {
	const char *account, *region, *instance;
	int kind;
	const char *value;
	int64_t minute;
};

static void learn(ec2a_facts *facts, const struct told *told)
{
	ec2a_event *event = ec2a_test_event("ec2.amazonaws.com", "RunInstances",
					    FIELDS({ EC2A_FIELD_ACCOUNT_ID, told->account },
						   { EC2A_FIELD_REGION, told->region }));

	event->has_time = 1;
	event->time_us = told->minute * MINUTE;
	CU_ASSERT_FATAL(ec2a__event_tell(event, told->instance, told->value ? told->kind : EC2A__TOLD_END,
					 told->value) == 0);
	EQ_INT(ec2a_facts_learn(facts, event), 0);
	ec2a_event_unref(event);
}

static ec2a_facts *learn_all(const struct told *told, const size_t *order, size_t count)
{
	ec2a_facts *facts = NULL;

	CU_ASSERT_FATAL(ec2a_facts_new(&facts) == 0);
	for (size_t i = 0; i < count; i++)
		learn(facts, &told[order ? order[i] : i]);
	return facts;
}

/* The owner as text, with "?" in front where it is inferred, "" for none. */
static const char *owner(const ec2a_facts *facts, const char *account, const char *region, int64_t minute)
{
	static char text[64];
	const char *instance = NULL;
	int r = ec2a_facts_instance_at(facts, account, region, EC2A_FACT_ADDRESS, ADDRESS, minute * MINUTE, &instance);

	CU_ASSERT(r >= 0 && r <= 2);
	CU_ASSERT((r == 0) == (instance == NULL));
	snprintf(text, sizeof text, "%s%s", r == 2 ? "?" : "", instance ? instance : "");
	return text;
}

#define ADDR(account, instance, minute) { account, "eu-west-1", instance, EC2A_FACT_ADDRESS, ADDRESS, minute }
#define END(account, instance, minute) { account, "eu-west-1", instance, 0, NULL, minute }

/* ---- owners of an address -------------------------------------------------- */

/* The real case: 10.0.1.10 went to one instance at 11:55 and to another at 12:03. */
static void test_reuse(void)
{
	static const struct told told[] = { ADDR("1", A, 715), ADDR("1", A, 718), ADDR("1", B, 723), ADDR("1", B, 740) };
	ec2a_facts *facts = learn_all(told, NULL, 4);

	EQ_TEXT(owner(facts, "1", "eu-west-1", 714), "");
	EQ_TEXT(owner(facts, "1", "eu-west-1", 715), A);
	EQ_TEXT(owner(facts, "1", "eu-west-1", 722), A);
	EQ_TEXT(owner(facts, "1", "eu-west-1", 723), B);
	EQ_TEXT(owner(facts, "1", "eu-west-1", 9999), B);
	EQ_TEXT(owner(facts, NULL, NULL, 9999), B);
	EQ_TEXT(owner(facts, "2", "eu-west-1", 9999), "");
	EQ_TEXT(owner(facts, "1", "us-east-1", 9999), "");
	EQ_INT(ec2a_facts_count(facts), 2);
	ec2a_facts_free(facts);
}

static void test_inferred(void)
{
	static const struct told told[] = { ADDR("1", A, 10), ADDR("1", B, 20), ADDR("1", A, 20), ADDR("1", A, 21) };
	ec2a_facts *facts = learn_all(told, NULL, 3);

	EQ_TEXT(owner(facts, "1", "eu-west-1", 30), B); /* seen again in the same second, not after it */
	learn(facts, &told[3]);
	EQ_TEXT(owner(facts, "1", "eu-west-1", 30), "?" B);
	EQ_TEXT(owner(facts, NULL, NULL, 30), "?" B);
	EQ_TEXT(owner(facts, "1", "eu-west-1", 15), A);
	ec2a_facts_free(facts);
}

static void test_ended(void)
{
	static const struct told told[] = { ADDR("1", A, 10), ADDR("1", B, 20), END("1", B, 30), END("1", B, 40),
					    END("1", A, 50) };
	ec2a_facts *facts = learn_all(told, NULL, 5);

	EQ_TEXT(owner(facts, "1", "eu-west-1", 29), B);
	EQ_TEXT(owner(facts, "1", "eu-west-1", 30), A); /* ended once, at the earliest time told */
	EQ_TEXT(owner(facts, "1", "eu-west-1", 49), A);
	EQ_TEXT(owner(facts, "1", "eu-west-1", 50), "");
	ec2a_facts_free(facts);
}

static void test_accounts(void)
{
	static const struct told told[] = { ADDR("1", A, 10), ADDR("2", B, 20), ADDR("3", A, 30), ADDR("4", C, 40),
					    ADDR("4", A, 40) };
	ec2a_facts *facts = learn_all(told, NULL, 1);

	EQ_TEXT(owner(facts, NULL, NULL, 50), A);
	learn(facts, &told[2]);
	EQ_TEXT(owner(facts, NULL, NULL, 50), A); /* both accounts agree */
	learn(facts, &told[1]);
	EQ_TEXT(owner(facts, NULL, NULL, 50), "");
	EQ_TEXT(owner(facts, NULL, NULL, 15), A); /* B came later */
	EQ_TEXT(owner(facts, "2", NULL, 50), B);
	learn(facts, &told[3]);
	EQ_TEXT(owner(facts, "4", "eu-west-1", 50), C);
	learn(facts, &told[4]); /* two networks of one account in one second */
	EQ_TEXT(owner(facts, "4", "eu-west-1", 50), "");
	ec2a_facts_free(facts);
}

static void test_kinds_apart(void)
{
	static const struct told told[] = { { "1", "eu-west-1", A, EC2A_FACT_HOSTNAME, ADDRESS, 10 } };
	ec2a_facts *facts = learn_all(told, NULL, 1);
	const char *instance = "untouched";

	EQ_TEXT(owner(facts, "1", "eu-west-1", 20), "");
	EQ_INT(ec2a_facts_instance_at(facts, NULL, NULL, EC2A_FACT_HOSTNAME, ADDRESS, 20 * MINUTE, &instance), 1);
	EQ_TEXT(instance, A);
	EQ_INT(ec2a_facts_instance_at(facts, NULL, NULL, EC2A_FACT_OS, "linux", 0, &instance), EC2A_E_ARG);
	EQ_INT(ec2a_facts_instance_at(facts, NULL, NULL, 0, "x", 0, &instance), EC2A_E_ARG);
	EQ_INT(ec2a_facts_instance_at(facts, NULL, NULL, EC2A_FACT_ADDRESS, NULL, 0, &instance), EC2A_E_ARG);
	EQ_INT(ec2a_facts_instance_at(NULL, NULL, NULL, EC2A_FACT_ADDRESS, "x", 0, &instance), EC2A_E_ARG);
	EQ_INT(ec2a_facts_instance_at(facts, NULL, NULL, EC2A_FACT_ADDRESS, "x", 0, &instance), 0);
	EQ_TEXT(instance, A);
	ec2a_facts_free(facts);
}

/* ---- systems ------------------------------------------------------------------ */

static int os_after(const char *first, const char *second)
{
	struct told told[] = { { "1", "eu-west-1", A, EC2A_FACT_OS, first, 10 },
			       { "1", "us-east-1", A, EC2A_FACT_OS, second, 10 } };
	ec2a_facts *facts = learn_all(told, NULL, 2);
	int os = ec2a_facts_os(facts, NULL, NULL, A);

	EQ_INT(ec2a_facts_os(facts, "1", NULL, A), os);
	EQ_INT(ec2a_facts_os(facts, "2", NULL, A), EC2A_OS_UNKNOWN);
	EQ_INT(ec2a_facts_os(facts, NULL, NULL, B), EC2A_OS_UNKNOWN);
	EQ_TEXT(ec2a_enum_name(EC2A_ENUM_OS, ec2a_facts_os(facts, "1", "eu-west-1", A)), first);
	ec2a_facts_free(facts);
	return os;
}

static void test_systems(void)
{
	EQ_INT(os_after("linux", "linux"), EC2A_OS_LINUX);
	EQ_INT(os_after("linux", "unix"), EC2A_OS_LINUX);
	EQ_INT(os_after("unix", "macos"), EC2A_OS_MACOS);
	EQ_INT(os_after("unix", "unix"), EC2A_OS_UNIX);
	EQ_INT(os_after("windows", "windows"), EC2A_OS_WINDOWS);
	EQ_INT(os_after("linux", "windows"), EC2A_OS_UNKNOWN);
	EQ_INT(os_after("unix", "windows"), EC2A_OS_UNKNOWN);
	EQ_INT(os_after("linux", "macos"), EC2A_OS_UNKNOWN);
	EQ_INT(os_after("linux", "unknown"), EC2A_OS_LINUX); /* tells nothing, so it disagrees with nothing */
	EQ_INT(os_after("linux", "beos"), EC2A_OS_LINUX);
	EQ_INT(ec2a_facts_os(NULL, NULL, NULL, A), EC2A_OS_UNKNOWN);
}

/* ---- order --------------------------------------------------------------------- */

static const struct told mixed[] = {
	ADDR("1", A, 10), ADDR("1", A, 30), ADDR("1", B, 20), END("1", B, 40), END("1", B, 35),
	{ "1", "eu-west-1", A, EC2A_FACT_OS, "linux", 5 }, { "2", "", A, EC2A_FACT_HOSTNAME, "web", 7 },
};
#define N_MIXED (sizeof mixed / sizeof mixed[0])

static int same_bytes(const ec2a_facts *facts, const void *want, size_t want_size)
{
	void *bytes = NULL;
	size_t size = 0;
	int same;

	CU_ASSERT_FATAL(ec2a_facts_save(facts, &bytes, &size) == 0);
	same = size == want_size && memcmp(bytes, want, size) == 0;
	ec2a_free(bytes);
	return same;
}

/* Heap's algorithm without recursion: the next order, 0 after the last one. */
static int next_order(size_t *order, size_t *turn, size_t count)
{
	size_t i = 1;

	while (i < count && turn[i] >= i)
		turn[i++] = 0;
	if (i >= count)
		return 0;
	{
		size_t other = i % 2 ? turn[i] : 0, keep = order[i];

		order[i] = order[other];
		order[other] = keep;
		turn[i]++;
	}
	return 1;
}

static void test_order(void)
{
	size_t order[N_MIXED], turn[N_MIXED] = { 0 }, size = 0, runs = 0;
	ec2a_facts *facts = learn_all(mixed, NULL, N_MIXED);
	void *bytes = NULL;

	for (size_t i = 0; i < N_MIXED; i++)
		order[i] = i;
	CU_ASSERT_FATAL(ec2a_facts_save(facts, &bytes, &size) == 0);
	ec2a_facts_free(facts);
	do {
		facts = learn_all(mixed, order, N_MIXED);
		if (!same_bytes(facts, bytes, size))
			CU_FAIL("another order gave other bytes");
		ec2a_facts_free(facts);
		runs++;
	} while (next_order(order, turn, N_MIXED));
	EQ_INT(runs, 5040);
	ec2a_free(bytes);
}

/* Any cut into two maps, merged either way, with everything told twice: the same map. */
static void test_merge(void)
{
	ec2a_facts *all = learn_all(mixed, NULL, N_MIXED);
	size_t size = 0;
	void *bytes = NULL;

	CU_ASSERT_FATAL(ec2a_facts_save(all, &bytes, &size) == 0);
	for (unsigned cut = 0; cut < 1u << N_MIXED; cut++) {
		ec2a_facts *parts[2] = { learn_all(NULL, NULL, 0), learn_all(NULL, NULL, 0) };

		for (size_t i = 0; i < N_MIXED; i++)
			learn(parts[cut >> i & 1], &mixed[i]);
		EQ_INT(ec2a_facts_merge(parts[0], parts[1]), 0);
		EQ_INT(ec2a_facts_merge(parts[1], parts[0]), 0);
		EQ_INT(ec2a_facts_merge(parts[1], parts[1]), 0);
		for (int i = 0; i < 2; i++) {
			CU_ASSERT(same_bytes(parts[i], bytes, size));
			EQ_INT(ec2a_facts_count(parts[i]), ec2a_facts_count(all));
			EQ_TEXT(owner(parts[i], "1", "eu-west-1", 25), "?" B);
			EQ_TEXT(owner(parts[i], "1", "eu-west-1", 36), A);
			EQ_INT(ec2a_facts_os(parts[i], "1", "eu-west-1", A), EC2A_OS_LINUX);
			ec2a_facts_free(parts[i]);
		}
	}
	EQ_INT(ec2a_facts_merge(all, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_facts_merge(NULL, all), EC2A_E_ARG);
	ec2a_free(bytes);
	ec2a_facts_free(all);
}

/* The same where the second map is given away, whichever of them holds more. */
static void test_take(void)
{
	ec2a_facts *all = learn_all(mixed, NULL, N_MIXED);
	size_t size = 0;
	void *bytes = NULL;

	CU_ASSERT_FATAL(ec2a_facts_save(all, &bytes, &size) == 0);
	for (unsigned cut = 0; cut < 1u << N_MIXED; cut++) {
		ec2a_facts *parts[2] = { learn_all(NULL, NULL, 0), learn_all(NULL, NULL, 0) };
		uint64_t epoch;
		int more;

		for (size_t i = 0; i < N_MIXED; i++)
			learn(parts[cut >> i & 1], &mixed[i]);
		epoch = ec2a__facts_epoch(parts[0]);
		more = ec2a_facts_count(parts[1]) > ec2a_facts_count(parts[0]);
		EQ_INT(ec2a__facts_take(parts[0], parts[1]), 0);
		ec2a_facts_free(parts[1]);
		CU_ASSERT(same_bytes(parts[0], bytes, size));
		EQ_INT(ec2a_facts_count(parts[0]), ec2a_facts_count(all));
		EQ_TEXT(owner(parts[0], "1", "eu-west-1", 25), "?" B);
		/* Who asked before asks again. */
		CU_ASSERT(!more || ec2a__facts_epoch(parts[0]) > epoch);
		ec2a_facts_free(parts[0]);
	}
	ec2a_free(bytes);
	ec2a_facts_free(all);
}

/* ---- what is not learned ---------------------------------------------------------- */

static size_t count_after(int masked, int timed, const char *error, const char *instance, int kind, const char *value)
{
	ec2a_event *event = ec2a_test_event("ec2.amazonaws.com", "RunInstances",
					    error ? FIELDS({ EC2A_FIELD_ERROR_CODE, error }) : NULL);
	ec2a_facts *facts = learn_all(NULL, NULL, 0);
	size_t count;

	event->masked = masked;
	event->has_time = timed;
	CU_ASSERT_FATAL(ec2a__event_tell(event, instance, kind, value) == 0);
	EQ_INT(ec2a_facts_learn(facts, event), 0);
	EQ_INT(ec2a_facts_learn(facts, event), 0);
	count = ec2a_facts_count(facts);
	if (count && !timed) /* a fact without a time never gives an owner */
		EQ_TEXT(owner(facts, NULL, NULL, 0), "");
	if (count && kind == EC2A_FACT_OS)
		EQ_INT(ec2a_facts_os(facts, NULL, NULL, instance), EC2A_OS_LINUX);
	ec2a_event_unref(event);
	ec2a_facts_free(facts);
	return count;
}

static void test_not_learned(void)
{
	static char much[EC2A__FACT_TEXT_MAX + 2];

	EQ_INT(count_after(0, 1, NULL, A, EC2A_FACT_ADDRESS, ADDRESS), 1);
	EQ_INT(count_after(0, 1, "Client.UnauthorizedOperation", A, EC2A_FACT_ADDRESS, ADDRESS), 0);
	EQ_INT(count_after(1, 1, NULL, A, EC2A_FACT_ADDRESS, "10..."), 0);
	EQ_INT(count_after(1, 1, NULL, "i-02...", EC2A_FACT_ADDRESS, ADDRESS), 0);
	EQ_INT(count_after(0, 1, NULL, A, EC2A_FACT_ADDRESS, ""), 0);
	EQ_INT(count_after(0, 1, NULL, "", EC2A_FACT_ADDRESS, ADDRESS), 0);
	EQ_INT(count_after(0, 1, NULL, A, 77, ADDRESS), 0);
	EQ_INT(count_after(0, 1, NULL, A, EC2A__TOLD_END, NULL), 0);
	EQ_INT(count_after(0, 0, NULL, A, EC2A_FACT_OS, "linux"), 1);
	EQ_INT(count_after(0, 0, NULL, A, EC2A_FACT_ADDRESS, ADDRESS), 1);
	memset(much, 'x', sizeof much - 2);
	EQ_INT(count_after(0, 1, NULL, A, EC2A_FACT_HOSTNAME, much), 1);
	much[sizeof much - 2] = 'x';
	EQ_INT(count_after(0, 1, NULL, A, EC2A_FACT_HOSTNAME, much), 0);
	EQ_INT(ec2a_facts_learn(NULL, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_facts_new(NULL), EC2A_E_ARG);
	ec2a_facts_free(NULL);
}

/* Enough to grow the table many times; learning all again adds no node. */
static void test_many(void)
{
	ec2a_facts *facts = learn_all(NULL, NULL, 0);
	char instance[32], address[32];
	const char *got = NULL;
	size_t nodes = 0;

	for (int round = 0; round < 2; round++) {
		for (unsigned i = 0; i < 20000; i++) {
			struct ec2a__node_key key = { 0, EC2A_FACT_ADDRESS, "1", "eu-west-1", instance, address };

			snprintf(instance, sizeof instance, "i-%017x", i);
			snprintf(address, sizeof address, "10.%u.%u.%u", i >> 16, i >> 8 & 255, i & 255);
			EQ_INT(ec2a__facts_add(facts, &key, (int64_t)i, (int64_t)i), 0);
		}
		CU_ASSERT(round == 0 || facts->n_nodes == nodes);
		nodes = facts->n_nodes;
	}
	EQ_INT(ec2a_facts_count(facts), 20000);
	EQ_INT(ec2a_facts_instance_at(facts, "1", NULL, EC2A_FACT_ADDRESS, "10.0.39.15", 99999, &got), 1);
	EQ_TEXT(got, "i-0000000000000270f");
	ec2a_facts_free(facts);
}

/* ---- sealed ------------------------------------------------------------------------- */

static unsigned random_number(unsigned *state, unsigned below)
{
	*state = *state * 1103515245u + 12345u;
	return *state / 65536u % below;
}

/* Few times, so that ties, ends and late sightings of earlier owners all come; with short set every instance ends,
 * and is seldom seen again. */
static void add_random(ec2a_facts *facts, unsigned *state, unsigned owners, unsigned times, int is_short)
{
	char instance[32];
	struct ec2a__node_key key = { 0, EC2A_FACT_ADDRESS, "1", "eu-west-1", instance, ADDRESS };
	int64_t first = (int64_t)random_number(state, times) * MINUTE - 3 * MINUTE;
	int64_t last = first;

	if (!is_short || random_number(state, owners) == 0)
		last += (int64_t)random_number(state, 4) * MINUTE;
	snprintf(instance, sizeof instance, "i-%08x", random_number(state, owners));
	if (random_number(state, 8) == 0) {
		first = EC2A__NEVER;
		last = EC2A__NEVER_LAST;
	}
	EQ_INT(ec2a__facts_add(facts, &key, first, last), 0);
	key.value = NULL;
	if (is_short || random_number(state, 2))
		EQ_INT(ec2a__facts_add_end(facts, &key, (int64_t)random_number(state, times) * MINUTE), 0);
	key.value = ADDRESS;
	if (random_number(state, 8) == 0) {
		key.region = "us-east-1";
		EQ_INT(ec2a__facts_add(facts, &key, first, last), 0);
	}
}

/* Both ways of looking up give the same at every time; returns how many were found. */
static int same_sealed(ec2a_facts *facts, unsigned times, const char *region)
{
	char before[200][64];
	int found = 0;

	CU_ASSERT_FATAL(times + 10 < 200);
	for (unsigned t = 0; t < times + 10; t++)
		snprintf(before[t], sizeof before[t], "%s", owner(facts, "1", region, (int64_t)t - 5));
	ec2a__facts_unseal(facts);
	for (unsigned t = 0; t < times + 10; t++)
		EQ_TEXT(owner(facts, "1", region, (int64_t)t - 5), before[t]);
	for (unsigned t = 0; t < times + 10; t++)
		snprintf(before[t], sizeof before[t], "%s", owner(facts, "1", region, (int64_t)t - 5));
	EQ_INT(ec2a__facts_seal(facts), 0);
	for (unsigned t = 0; t < times + 10; t++) {
		EQ_TEXT(owner(facts, "1", region, (int64_t)t - 5), before[t]);
		found += before[t][0] != '\0';
	}
	return found;
}

static void test_sealed(void)
{
	unsigned state = 7;
	int found = 0, inferred = 0;

	for (unsigned round = 0; round < 600; round++) {
		ec2a_facts *facts = learn_all(NULL, NULL, 0);
		unsigned owners = 1 + round % 70, times = 4 + round % 40;

		for (unsigned i = 0; i < owners * 2; i++)
			add_random(facts, &state, owners, times, round % 2 == 0);
		found += same_sealed(facts, times, "eu-west-1");
		found += same_sealed(facts, times, NULL);
		inferred += *owner(facts, "1", "eu-west-1", times) == '?';
		CU_ASSERT(facts->sealed);
		add_random(facts, &state, owners, times, 0); /* not answered from what was sorted before */
		CU_ASSERT(!facts->sealed);
		found += same_sealed(facts, times, "eu-west-1");
		ec2a_facts_free(facts);
	}
	CU_ASSERT(found > 1000 && inferred > 20);
}

/* Too many accounts to look through when none is asked for. */
static void test_many_places(void)
{
	ec2a_facts *facts = learn_all(NULL, NULL, 0);
	char account[32];
	const char *got = NULL;

	for (unsigned i = 0; i < EC2A__FACT_PLACES_MAX + 1; i++) {
		struct ec2a__node_key key = { 0, EC2A_FACT_ADDRESS, account, "eu-west-1", A, ADDRESS };

		snprintf(account, sizeof account, "%012u", i);
		EQ_INT(ec2a_facts_instance_at(facts, NULL, NULL, EC2A_FACT_ADDRESS, ADDRESS, 5, &got), i > 0);
		EQ_INT(ec2a__facts_add(facts, &key, 1, 1), 0);
		key.kind = EC2A_FACT_OS;
		key.value = i ? "linux" : "windows";
		EQ_INT(ec2a__facts_add(facts, &key, 1, 1), 0);
		EQ_INT(ec2a_facts_os(facts, account, NULL, A), i >= EC2A__FACT_PLACES_MAX ? EC2A_OS_UNKNOWN :
		       i ? EC2A_OS_LINUX : EC2A_OS_WINDOWS);
	}
	EQ_INT(ec2a_facts_instance_at(facts, NULL, NULL, EC2A_FACT_ADDRESS, ADDRESS, 5, &got), 0);
	EQ_INT(ec2a_facts_instance_at(facts, account, "eu-west-1", EC2A_FACT_ADDRESS, ADDRESS, 5, &got), 1);
	ec2a_facts_free(facts);
}

/* ---- save and load ------------------------------------------------------------------ */

static void test_save_and_load(void)
{
	ec2a_facts *facts = learn_all(mixed, NULL, N_MIXED), *again = NULL;
	void *bytes = NULL;
	size_t size = 0;

	CU_ASSERT_FATAL(ec2a_facts_save(facts, &bytes, &size) == 0);
	CU_ASSERT_FATAL(ec2a_facts_load(bytes, size, &again) == 0);
	EQ_INT(ec2a_facts_count(again), ec2a_facts_count(facts));
	CU_ASSERT(same_bytes(again, bytes, size));
	EQ_TEXT(owner(again, "1", "eu-west-1", 25), "?" B);
	EQ_TEXT(owner(again, "1", "eu-west-1", 36), A); /* the end came along */
	EQ_INT(ec2a_facts_os(again, "1", NULL, A), EC2A_OS_LINUX);
	ec2a_facts_free(again);
	ec2a_facts_free(facts);
	ec2a_free(bytes);

	facts = learn_all(NULL, NULL, 0);
	CU_ASSERT_FATAL(ec2a_facts_save(facts, &bytes, &size) == 0);
	EQ_INT(size, 8 + 4 + 8 + 3 * 8 + EC2A__SHA256);
	EQ_INT(ec2a_facts_load(bytes, size, &again), 0);
	EQ_INT(ec2a_facts_count(again), 0);
	ec2a_facts_free(again);
	ec2a_facts_free(facts);
	EQ_INT(ec2a_facts_save(NULL, &bytes, &size), EC2A_E_ARG);
	EQ_INT(ec2a_facts_load(NULL, 0, &again), EC2A_E_ARG);
	EQ_INT(ec2a_facts_load(bytes, size, NULL), EC2A_E_ARG);
	ec2a_free(bytes);
}

/* Loads a copy of exactly this size, so that reading past it is seen. */
static int load(const unsigned char *bytes, size_t size)
{
	unsigned char *copy = malloc(size ? size : 1);
	ec2a_facts *facts = NULL;
	int r;

	if (!copy)
		abort();
	memcpy(copy, bytes, size);
	r = ec2a_facts_load(copy, size, &facts);
	CU_ASSERT((r == 0) == (facts != NULL));
	ec2a_facts_free(facts);
	free(copy);
	return r;
}

static unsigned char *saved(size_t *ret_size)
{
	ec2a_facts *facts = learn_all(mixed, NULL, N_MIXED);
	void *bytes = NULL;

	CU_ASSERT_FATAL(ec2a_facts_save(facts, &bytes, ret_size) == 0);
	ec2a_facts_free(facts);
	return bytes;
}

static void test_damage(void)
{
	size_t size;
	unsigned char *bytes = saved(&size);

	EQ_INT(load(bytes, size), 0);
	for (size_t cut = 0; cut < size; cut++)
		EQ_INT(load(bytes, cut), EC2A_E_FORMAT);
	for (size_t i = 0; i < size; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			bytes[i] ^= (unsigned char)(1u << bit);
			EQ_INT(load(bytes, size), EC2A_E_FORMAT);
			bytes[i] ^= (unsigned char)(1u << bit);
		}
	ec2a_free(bytes);
}

static void sign(unsigned char *bytes, size_t size)
{
	CU_ASSERT_FATAL(ec2a__sha256(bytes, size - EC2A__SHA256, bytes + size - EC2A__SHA256) == 0);
}

/* Who can alter the file can compute its checksum: counts, sizes, order and contents are looked at, too. */
static void test_forgery(void)
{
	size_t size, refused = 0, cut;
	unsigned char *bytes = saved(&size);

	for (size_t i = 8; i < size - EC2A__SHA256; i++) {
		int r;

		bytes[i] ^= 0xff;
		sign(bytes, size);
		r = load(bytes, size);
		CU_ASSERT(r == 0 || r == EC2A_E_FORMAT);
		refused += r == EC2A_E_FORMAT;
		bytes[i] ^= 0xff;
	}
	CU_ASSERT(refused > 150); /* most; another address or time is still a map */
	for (size_t i = 8; i < 20; i++) { /* version and count: all */
		bytes[i] ^= 0xff;
		sign(bytes, size);
		EQ_INT(load(bytes, size), EC2A_E_FORMAT);
		bytes[i] ^= 0xff;
	}
	for (cut = 8 + 4 + 8 + EC2A__SHA256; cut < size; cut++) {
		unsigned char *part = malloc(cut);

		if (!part)
			abort();
		memcpy(part, bytes, cut);
		sign(part, cut);
		EQ_INT(load(part, cut), EC2A_E_FORMAT);
		free(part);
	}
	ec2a_free(bytes);
}

#define NO_FAILURES (3 * 8)

/* The file of one fact, with its entry written so many times and so many bytes more, and a good checksum. */
static int load_repeated(unsigned char times, size_t more)
{
	static const struct told one[] = { ADDR("1", A, 10) };
	ec2a_facts *facts = learn_all(one, NULL, 1);
	unsigned char file[1024] = { 0 };
	size_t size = 0, head = 8 + 4 + 8, entry, used = head;
	void *bytes = NULL;

	CU_ASSERT_FATAL(ec2a_facts_save(facts, &bytes, &size) == 0);
	entry = size - head - NO_FAILURES - EC2A__SHA256;
	CU_ASSERT_FATAL(head + times * entry + NO_FAILURES + more + EC2A__SHA256 <= sizeof file);
	memcpy(file, bytes, head);
	file[12] = times;
	for (unsigned i = 0; i < times; i++, used += entry)
		memcpy(file + used, (const unsigned char *)bytes + head, entry);
	used += NO_FAILURES + more + EC2A__SHA256;
	sign(file, used);
	ec2a_free(bytes);
	ec2a_facts_free(facts);
	return load(file, used);
}

static void test_repeated(void)
{
	EQ_INT(load_repeated(1, 0), 0);
	EQ_INT(load_repeated(0, 0), 0);
	EQ_INT(load_repeated(2, 0), EC2A_E_FORMAT); /* not in order: no map writes a fact twice */
	EQ_INT(load_repeated(1, 1), EC2A_E_FORMAT);
	EQ_INT(load_repeated(0, 4), EC2A_E_FORMAT);
}

/* Those that were seen last stay, with the end of their instance; and the rest is as it was. */
static void test_limit(void)
{
	ec2a_facts *facts = learn_all(NULL, NULL, 0);
	uint64_t dropped = 0, epoch;
	char account[32];

	for (int i = 0; i < 100; i++) {
		const struct told one[] = { ADDR(account, A, i) };
		ec2a_facts *more;

		snprintf(account, sizeof(account), "%d", i);
		more = learn_all(one, NULL, 1);
		EQ_INT(ec2a_facts_merge(facts, more), 0);
		ec2a_facts_free(more);
	}
	for (int i = 39; i <= 40; i++) {
		const struct told one[] = { END(account, A, 50) };
		ec2a_facts *more;

		snprintf(account, sizeof(account), "%d", i);
		more = learn_all(one, NULL, 1);
		EQ_INT(ec2a_facts_merge(facts, more), 0);
		ec2a_facts_free(more);
	}
	EQ_INT(ec2a__facts_add_failure(facts, &(struct ec2a__failure){ 1, 2, 3, 4, 5, EC2A__FAILURE_PLAIN, 1 }), 0);
	EQ_INT(ec2a__facts_limit(facts, 100, &dropped), 0);
	EQ_INT(dropped, 0);
	epoch = ec2a__facts_epoch(facts);
	EQ_INT(ec2a__facts_limit(facts, 80, &dropped), 0);
	EQ_INT(dropped, 40);
	EQ_INT(ec2a_facts_count(facts), 60);
	CU_ASSERT(ec2a__facts_epoch(facts) > epoch);
	EQ_INT(ec2a__facts_failures(facts)->n, 1);
	EQ_TEXT(owner(facts, "39", "eu-west-1", 45), "");
	EQ_TEXT(owner(facts, "40", "eu-west-1", 45), A);
	EQ_TEXT(owner(facts, "40", "eu-west-1", 51), ""); /* ended */
	EQ_TEXT(owner(facts, "99", "eu-west-1", 99), A);
	ec2a_facts_free(facts);
}

/* Ends alone are no facts, and have a limit all the same. */
static void test_limit_of_ends(void)
{
	static const struct told known[] = { ADDR("1", A, 10), END("1", A, 50) };
	ec2a_facts *facts = learn_all(known, NULL, 2);
	uint64_t dropped = 0;
	size_t most = 0;
	char id[32];

	for (int i = 0; i < 1000; i++) {
		const struct told one = END("1", id, 50);

		snprintf(id, sizeof(id), "i-%017d", i);
		learn(facts, &one);
		EQ_INT(ec2a__facts_limit(facts, 16, &dropped), 0);
		most = facts->n_nodes > most ? facts->n_nodes : most;
	}
	CU_ASSERT(most > 50 && most < 200);
	EQ_INT(dropped, 0);
	EQ_INT(ec2a_facts_count(facts), 1);
	EQ_TEXT(owner(facts, "1", "eu-west-1", 45), A);
	EQ_TEXT(owner(facts, "1", "eu-west-1", 51), "");
	ec2a_facts_free(facts);
}

/* What is handed over changes nothing of how many failures the taker may hold. */
static void test_taken_limit(void)
{
	static const struct told one[] = { ADDR("1", A, 10) };
	ec2a_facts *facts = learn_all(NULL, NULL, 0), *more = learn_all(one, NULL, 1);

	ec2a__facts_failures(facts)->limit = 16;
	EQ_INT(ec2a__facts_take(facts, more), 0);
	EQ_INT(ec2a_facts_count(facts), 1);
	EQ_INT(ec2a__facts_failures(facts)->limit, 16);
	ec2a_facts_free(facts);
	ec2a_facts_free(more);
}

static size_t put_failure(unsigned char *file, unsigned char line, unsigned char kind)
{
	memset(file, 1, 8 + 8 + 8);
	file[8] = line;
	memset(file + 24, 0, 12);
	file[24] = file[28] = 1; /* process, tries */
	file[32] = kind;
	return 36;
}

/* So many failures behind no entries, of these lines and kinds. */
static int load_failures(const char *lines, const char *kinds)
{
	unsigned char file[512] = "EC2AFACT\3";
	size_t used = 8 + 4 + 8 + 8;

	file[20] = (unsigned char)strlen(lines);
	for (; *lines; lines++, kinds++)
		used += put_failure(file + used, (unsigned char)*lines, (unsigned char)(*kinds - '0'));
	used += 8 + 8 + EC2A__SHA256; /* how many were dropped, and to when */
	sign(file, used);
	return load(file, used);
}

static void test_failures(void)
{
	EQ_INT(load_failures("", ""), 0);
	EQ_INT(load_failures("ab", "14"), 0);
	EQ_INT(load_failures("ba", "14"), EC2A_E_FORMAT);
	EQ_INT(load_failures("aa", "11"), EC2A_E_FORMAT);
	EQ_INT(load_failures("a", "0"), EC2A_E_FORMAT);
	EQ_INT(load_failures("a", "5"), EC2A_E_FORMAT);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "an address is reused", test_reuse },
		{ "an earlier owner comes again", test_inferred },
		{ "ended instances", test_ended },
		{ "accounts and regions", test_accounts },
		{ "kinds apart", test_kinds_apart },
		{ "systems", test_systems },
		{ "every order", test_order },
		{ "every cut, merged", test_merge },
		{ "every cut, taken", test_take },
		{ "what is not learned", test_not_learned },
		{ "many", test_many },
		{ "sealed", test_sealed },
		{ "many accounts", test_many_places },
		{ "save and load", test_save_and_load },
		{ "damage", test_damage },
		{ "forgery", test_forgery },
		{ "repeated entries, bytes at the end", test_repeated },
		{ "limit", test_limit },
		{ "limit of ends", test_limit_of_ends },
		{ "failures", test_failures },
		{ "the limit of who takes", test_taken_limit },
		{ NULL, NULL },
	};

	return ec2a_test_main("facts", tests);
}

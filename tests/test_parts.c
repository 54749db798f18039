/* SPDX-License-Identifier: MIT */
/* One trail on several machines: the rows are those of one. */
#include "crypto.h"
#include "facts_map.h"
#include "parts_kit.h"
#include "trail_kit.h"

/* ---- the same rows ------------------------------------------------------------------- */

static int order[MOST];

static int same_rows(ec2a_event **events, int n, const ec2a_facts *facts, ec2a_config *config, int *groups)
{
	char *one, *many;
	int same;

	for (int i = 0; i < n; i++)
		order[i] = i;
	one = sorted_lines(kit_run(events, order, n, facts, config, NULL));
	many = cluster_run(events, n, facts, config, groups);
	same = strcmp(one, many) == 0;
	if (!same)
		fprintf(stderr, "---- one machine\n%s---- several\n%s", one, many);
	free(one);
	free(many);
	return same;
}

static void run_case(const char *dir, const char *name)
{
	static struct trail trail;
	int groups;

	trail_load(&trail, dir);
	for (int i = 0; i < 4 && trail.n < MOST; i++) {
		uint32_t was = seed;

		if (!same_rows(trail.events, trail.n, trail.facts, NULL, &groups)) {
			fprintf(stderr, "case %s, seed %u\n", name, (unsigned)was);
			CU_FAIL("several machines told other rows than one");
			break;
		}
	}
	trail_free(&trail);
}

static void all_cases(void)
{
	seed = 1;
	trail_each_case(run_case);
}

/* Records that want one another, of a few accounts and regions, some of them masked. */
static ec2a_event *place(ec2a_event *event)
{
	static const char *const hidden[] = { "1111........", "44445555....", "111122223333" };
	const char *account = ONE_OF("111122223333", "444455556666", "777788889999");
	const char *region = ONE_OF("eu-central-1", "us-east-1");

	if (event->host)
		return event;
	if (event->masked && dice(40) == 0)
		account = hidden[dice(3)];
	if (dice(20) == 0) {
		ec2a__event_unset(event, EC2A_FIELD_ACCOUNT_ID);
		return event;
	}
	if (ec2a__event_set(event, EC2A_FIELD_ACCOUNT_ID, account, strlen(account)) < 0 ||
	    ec2a__event_set(event, EC2A_FIELD_REGION, region, strlen(region)) < 0)
		abort();
	return event;
}

static ec2a_facts *random_facts(void)
{
	static const char *const instances[] = { I1, I2 };
	ec2a_facts *facts;

	if (ec2a_facts_new(&facts) < 0)
		abort();
	for (int i = 0; i < 4; i++) {
		struct ec2a__node_key key = { 0, EC2A_FACT_ADDRESS, ONE_OF("111122223333", "444455556666"), "eu-central-1",
					      instances[dice(2)], ONE_OF("10.0.0.9", "10.0.0.5") };
		int64_t first = (BASE + dice(60)) * 1000000;

		if (dice(2) && ec2a__facts_add(facts, &key, first, first + 1000000) < 0)
			abort();
	}
	return facts;
}

static void random_trails(void)
{
	int rounds = getenv("EC2ACCESS_TEST_LONG") ? 100000 : 1500, several = 0;

	seed = 7;
	for (int round = 0; round < rounds; round++) {
		int n = 2 + dice(24), crowd = 1 + dice(dice(4) ? 200 : 20000), shift = dice(300), groups = 0;
		uint32_t was = seed;
		ec2a_config *config = config_of(0, 3600);
		ec2a_facts *facts = random_facts();
		ec2a_event *events[32];
		int same;

		EQ_INT(ec2a_config_set_int(config, EC2A_OPT_SKEW, dice(3) * 7), 0);
		for (int i = 0; i < n; i++)
			/* few ids: copies with other contents, and of other accounts */
			events[i] = place(random_event(dice(6) ? i + 1 : 1 + dice(n), shift + dice(crowd), n, ""));
		same = same_rows(events, n, facts, config, &groups);
		several += groups > 1;
		for (int i = 0; i < n; i++)
			ec2a_event_unref(events[i]);
		ec2a_facts_free(facts);
		ec2a_config_unref(config);
		if (!same) {
			fprintf(stderr, "round %d, seed %u\n", round, (unsigned)was);
			CU_FAIL("several machines told other rows than one");
			return;
		}
	}
	CU_ASSERT(several > rounds / 4); /* or nothing was tried */
}

/* One key on instances of three accounts, an hour apart: nothing but the flag has to do with the others. */
static void key_of_many_accounts(void)
{
	static const char *const accounts[] = { "111122223333", "444455556666", "777788889999" };
	ec2a_event *events[6];
	int groups = 0;

	seed = 1;
	for (int i = 0; i < 6; i++) {
		char instance[32];
		struct rec r = { .n = i + 1, .name = "SendSSHPublicKey", .t = 3600 * i, .account = accounts[i % 3],
				 .target = instance, .print = "SHA256:abc" };

		snprintf(instance, sizeof(instance), "i-0aaaaaaaaaaaaaaa%d", 9 - i);
		events[i] = kit_event(&r);
	}
	for (int round = 0; round < 40; round++) {
		char *rows;

		CU_ASSERT(same_rows(events, 6, NULL, NULL, &groups));
		EQ_INT(groups, 3);
		rows = cluster_run(events, 6, NULL, NULL, &groups);
		CU_ASSERT_PTR_NOT_NULL(strstr(rows, "was pushed to 6 instances"));
		free(rows);
	}
	for (int i = 0; i < 6; i++)
		ec2a_event_unref(events[i]);
}

/* Lines stand behind all records, wherever their digests would: what is replaced is found among them. */
static void corrections_among_lines(void)
{
	ec2a_event *events[2 * 16 + 200];
	int n = 0, groups;
	char *rows;

	seed = 1;
	for (int i = 0; i < 16; i++) {
		char ids[2][40];
		struct rec old = { .n = i, .name = "StartSession", .t = 60 * i, .id = ids[0], .session = NONE };
		struct rec new = { .n = i, .name = "StartSession", .t = 60 * i, .id = ids[1], .replaces = ids[0], .session = NONE };

		snprintf(ids[0], sizeof(ids[0]), "%x0000000-0000-4000-8000-000000000001", (unsigned)i & 15);
		snprintf(ids[1], sizeof(ids[1]), "%x0000000-0000-4000-8000-000000000002", (unsigned)(15 - i) & 15);
		events[n++] = kit_event(&old);
		events[n++] = kit_event(&new);
	}
	for (int i = 0; i < 200; i++)
		events[n++] = line_event(7200 + i, "web-1", "sshd[1]: Accepted password for a from 192.0.2.1 port 5 ssh2");
	CU_ASSERT(same_rows(events, n, NULL, NULL, &groups));
	rows = cluster_run(events, n, NULL, NULL, &groups);
	CU_ASSERT_PTR_NOT_NULL(strstr(rows, "-000000000002\""));
	CU_ASSERT_PTR_NULL(strstr(rows, "-000000000001\""));
	free(rows);
	while (n)
		ec2a_event_unref(events[--n]);
}

/* ---- the calls --------------------------------------------------------------------------- */

static void check_key(ec2a_event *event, const char *want)
{
	char *key = NULL;

	EQ_INT(ec2a_event_partition_key(event, &key), 0);
	EQ_TEXT(key, want);
	ec2a_free(key);
	ec2a_event_unref(event);
}

static void keys(void)
{
	static const struct rec somewhere = { .n = 1, .name = "StartSession" };
	static const struct rec no_account = { .n = 1, .name = "StartSession", .account = NONE };
	static const struct rec nowhere = { .n = 1, .name = "StartSession", .account = NONE, .region = NONE };
	char *key = NULL;

	check_key(kit_event(&somewhere), "111122223333/eu-central-1");
	check_key(kit_event(&no_account), "/eu-central-1");
	check_key(kit_event(&nowhere), "/");
	check_key(line_event(0, "web-1", "sshd[1]: Accepted password for a from 192.0.2.1 port 5 ssh2"), "host:web-1");
	EQ_INT(ec2a_event_partition_key(NULL, &key), EC2A_E_ARG);
}

/* A correlator with a bit of everything, and its parts as one. */
static struct file saved(uint32_t number, ec2a_correlator **ret_correlator)
{
	struct file file = { NULL, 0, 0, 0 };

	seed = number;
	if (ec2a_correlator_new(NULL, ret_correlator) < 0)
		abort();
	for (int i = 0; i < 30; i++) {
		ec2a_event *event = place(random_event(i + 1, dice(60), 30, ""));

		EQ_INT(ec2a_correlator_add(*ret_correlator, event), 0);
		ec2a_event_unref(event);
	}
	EQ_INT(ec2a_correlator_save(*ret_correlator, write_file, &file), 0);
	return file;
}

static char *rows_of(ec2a_correlator *c)
{
	struct kit_text text = { NULL, 0, 0 };

	kit_add(&text, "");
	EQ_INT(ec2a_correlator_finish(c), 0);
	take_rows(c, &text);
	ec2a_correlator_free(c);
	return text.data;
}

static void check_same(char *got, char *want)
{
	CU_ASSERT_STRING_EQUAL(got, want);
	free(got);
	free(want);
}

/* In the correlator's own order, too: not only the rows are the same. */
static void in_one_correlator(void)
{
	for (uint32_t number = 1; number <= 40; number++) {
		struct cluster cluster = { .config = NULL };
		ec2a_correlator *one, *many = cluster_correlator(&cluster);
		struct file file = saved(number, &one);
		int *places = malloc(sizeof(int) * 64);

		cluster_cut(&cluster, one);
		for (int i = 0; i < cluster.n; i++)
			places[i] = i;
		shuffle(places, cluster.n);
		for (int i = 0; i < cluster.n; i++)
			cluster_absorb(many, &cluster.parts[places[i]]);
		check_same(rows_of(many), rows_of(one));
		free(places);
		free(file.bytes);
		cluster_free(&cluster);
	}
}

static void sum_up(struct file *file)
{
	if (ec2a__sha256(file->bytes, file->size - EC2A__SHA256, file->bytes + file->size - EC2A__SHA256) < 0)
		abort();
}

/* What is refused leaves the correlator as it was; what passes although it was changed may add, and never crashes. */
static void broken_parts(void)
{
	ec2a_correlator *c, *other, *victim;
	struct file base = saved(3, &c), file = saved(4, &other);
	char *want = rows_of(c);

	ec2a_correlator_free(other);
	if (ec2a_correlator_new(NULL, &victim) < 0)
		abort();
	EQ_INT(ec2a_correlator_absorb(victim, base.bytes, base.size), 0);
	for (size_t i = 0; i < file.size; i++) {
		uint64_t *ties;
		size_t count;
		ec2a_correlator *any;

		EQ_INT(ec2a_correlator_absorb(victim, file.bytes, i), EC2A_E_FORMAT);
		file.bytes[i] ^= 0x81;
		EQ_INT(ec2a_correlator_absorb(victim, file.bytes, file.size), EC2A_E_FORMAT);
		EQ_INT(ec2a_correlator_ties(victim, file.bytes, file.size, &ties, &count), EC2A_E_FORMAT);
		sum_up(&file);
		if (ec2a_correlator_new(NULL, &any) < 0)
			abort();
		if (i < file.size - EC2A__SHA256 && ec2a_correlator_absorb(any, file.bytes, file.size) == 0) {
			EQ_INT(ec2a_correlator_ties(any, file.bytes, file.size, &ties, &count), 0);
			ec2a_free(ties);
			EQ_INT(ec2a_correlator_finish(any), 0);
		}
		ec2a_correlator_free(any);
		file.bytes[i] ^= 0x81;
		sum_up(&file);
	}
	check_same(rows_of(victim), want);
	free(base.bytes);
	free(file.bytes);
}

static void broken_marks(void)
{
	struct cluster cluster = { .config = NULL };
	ec2a_correlator *c, *victim;
	struct file file = saved(5, &c);
	unsigned char denied[EC2A_MARK_ABOUT + 1 + 8 + 16 + 4 + 8] = { [EC2A_MARK_ABOUT] = EC2A__MARK_PRINCIPAL,
									[EC2A_MARK_ABOUT + 25] = 1 };

	cluster.common = cluster_correlator(&cluster);
	cluster_mark(&cluster, c, 0);
	CU_ASSERT(cluster.n_marks > 4);
	victim = cluster_correlator(&cluster);
	for (int i = 0; i < cluster.n_marks; i++) {
		struct part *mark = &cluster.marks[i];
		unsigned char *bytes = mark->bytes;

		for (size_t k = 0; k < mark->size; k++) {
			unsigned char *cut = kit_copy(bytes, k); /* of its exact size, so that a byte too far is seen */
			int r;

			EQ_INT(ec2a_correlator_add_mark(victim, cut, k), EC2A_E_FORMAT);
			free(cut);
			bytes[k] ^= 0x81;
			r = ec2a_correlator_add_mark(victim, bytes, mark->size);
			CU_ASSERT(r == 0 || r == EC2A_E_FORMAT);
			bytes[k] ^= 0x81;
		}
	}
	/* seconds that no row can have */
	EQ_INT(ec2a_correlator_add_mark(victim, denied, sizeof(denied)), 0);
	denied[sizeof(denied) - 1] = 0x80;
	EQ_INT(ec2a_correlator_add_mark(victim, denied, sizeof(denied)), EC2A_E_FORMAT);
	denied[sizeof(denied) - 1] = 0x7f;
	EQ_INT(ec2a_correlator_add_mark(victim, denied, sizeof(denied)), EC2A_E_FORMAT);
	EQ_INT(ec2a_correlator_absorb(victim, file.bytes, file.size), 0);
	EQ_INT(ec2a_correlator_finish(victim), 0);
	ec2a_correlator_free(victim);
	ec2a_correlator_free(c);
	free(file.bytes);
	cluster_free(&cluster);
}

static void states(void)
{
	ec2a_correlator *c, *stream;
	struct file file = saved(6, &c), of_stream = { NULL, 0, 0, 0 };
	static const unsigned char mark[64];
	ec2a_parts *parts;
	uint64_t *ties;
	size_t count;

	if (ec2a_correlator_new(NULL, &stream) < 0)
		abort();
	EQ_INT(ec2a_correlator_advance(stream, BASE * 1000000), 0);
	EQ_INT(ec2a_correlator_save(stream, write_file, &of_stream), 0);
	EQ_INT(ec2a_correlator_absorb(stream, file.bytes, file.size), EC2A_E_STATE);
	EQ_INT(ec2a_correlator_absorb(c, of_stream.bytes, of_stream.size), EC2A_E_STATE);
	EQ_INT(ec2a_correlator_ties(c, of_stream.bytes, of_stream.size, &ties, &count), EC2A_E_STATE);
	EQ_INT(ec2a_correlator_add_mark(stream, mark, sizeof(mark)), EC2A_E_STATE);
	EQ_INT(ec2a_parts_new(stream, &parts), EC2A_E_STATE);
	EQ_INT(ec2a_correlator_finish(c), 0);
	EQ_INT(ec2a_correlator_absorb(c, file.bytes, file.size), EC2A_E_STATE);
	EQ_INT(ec2a_correlator_add_mark(c, mark, sizeof(mark)), EC2A_E_STATE);
	EQ_INT(ec2a_parts_new(c, &parts), EC2A_E_STATE);
	EQ_INT(ec2a_correlator_absorb(NULL, file.bytes, 1), EC2A_E_ARG);
	EQ_INT(ec2a_parts_new(NULL, &parts), EC2A_E_ARG);
	EQ_INT(ec2a_parts_next(NULL, NULL, NULL, NULL), EC2A_E_ARG);
	ec2a_parts_free(NULL);
	ec2a_correlator_free(c);
	ec2a_correlator_free(stream);
	free(file.bytes);
	free(of_stream.bytes);
}

/* Strangers' ends over the limit: each reader says how many it dropped, and one that absorbs all has the sum. */
static void what_a_limit_cost(void)
{
	ec2a_correlator *whole, *read;
	uint64_t dropped = 0;
	const char *key;
	const void *bytes;
	ec2a_parts *parts;
	size_t size;
	ec2a_config *config = config_of(0, 3600);

	if (ec2a_config_set_int(config, EC2A_OPT_HELD_ENDS, 16) < 0 || ec2a_correlator_new(config, &whole) < 0)
		abort();
	for (int machine = 0; machine < 2; machine++) {
		if (ec2a_correlator_new(config, &read) < 0)
			abort();
		for (int i = 0; i < 30 + machine; i++) {
			char text[100];
			ec2a_event *event;

			snprintf(text, sizeof(text), "sshd[%d]: Connection closed by 198.51.100.7 port %d", i, 1024 + i);
			event = line_event(i, machine ? "a" : "b", text);
			EQ_INT(ec2a_correlator_add(read, event), 0);
			ec2a_event_unref(event);
		}
		CU_ASSERT(ec2a_correlator_count(read, EC2A_COUNT_ENDS_DROPPED) > 0);
		dropped += ec2a_correlator_count(read, EC2A_COUNT_ENDS_DROPPED);
		EQ_INT(ec2a_parts_new(read, &parts), 0);
		while (ec2a_parts_next(parts, &key, &bytes, &size) == 1)
			EQ_INT(ec2a_correlator_absorb(whole, bytes, size), 0);
		ec2a_parts_free(parts);
		ec2a_correlator_free(read);
	}
	EQ_INT(ec2a_correlator_count(whole, EC2A_COUNT_ENDS_DROPPED) + whole->ends.waiting.n_acts, 61);
	CU_ASSERT(ec2a_correlator_count(whole, EC2A_COUNT_ENDS_DROPPED) >= dropped);
	ec2a_correlator_free(whole);
	ec2a_config_unref(config);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "all cases", all_cases },
		{ "random trails", random_trails },
		{ "a key of many accounts", key_of_many_accounts },
		{ "corrections among lines", corrections_among_lines },
		{ "keys", keys },
		{ "in one correlator", in_one_correlator },
		{ "broken parts", broken_parts },
		{ "broken marks", broken_marks },
		{ "states", states },
		{ "what a limit cost", what_a_limit_cost },
		{ NULL, NULL },
	};

	find_data();
	if (!data_dir[0]) {
		puts("SKIP: tests/data was not found");
		return 77;
	}
	return ec2a_test_main("parts", tests);
}

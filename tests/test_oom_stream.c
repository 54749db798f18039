/* SPDX-License-Identifier: MIT */
/*
 * Each allocation failing in turn while an input goes on: EC2A_E_NOMEM, the same
 * call works afterwards, and what is told in the end has the same bytes. The
 * trail has withdrawals, replaced records, late ones, copies, limits, and the
 * correlator goes through its bytes on the way.
 */
#include "oom.h"

#include "correlate_kit.h"
#include "correlate_state.h"

#define ROOM ((size_t)1 << 20)

struct step {
	struct rec rec;
	int advance; /* seconds; 0: none */
	int file;    /* 1: through its bytes */
};

#define ID1 "00000000-0000-4000-8000-000000000001"
#define SHARED "99999999-0000-4000-8000-000000000001"

static const struct step steps[] = {
	{ END(2, 10), 100, 0 },
	{ START(1, 0), 200, 1 },                             /* takes the row of 2 */
	{ START(3, 0, .replaces = ID1, .reason = "x"), 300, 0 }, /* takes the row of 1 */
	{ PUSH(4, 250, .shared = SHARED, .print = "SHA256:one"), 0, 0 },
	{ PUSH(5, 250, .shared = SHARED, .account = "444455556666"), 0, 0 },
	{ TUNNEL(6, 255), 400, 1 },
	{ CONNECT(7, 400), 0, 0 },
	{ GUI(8, 401, .session = "alice-08"), 0, 0 },
	{ RECORD("GetAccessToken", 9, 410, .request = "oi-1"), 500, 0 },
	{ PUSH(10, 3000, .id = "1...", .masked = 1), 3100, 0 },
	{ PUSH(11, 3600, .print = "SHA256:one", .target = I2), 4200, 1 }, /* the first ones are told and go */
	{ START(1, 0), 4300, 0 },    /* a copy of what went */
	{ END(12, 4300), 0, 0 },     /* late: its session went */
	{ PUSH(13, 1), 4400, 0 },    /* late: too old */
	{ START(22, 4390, .error = "AccessDenied"), 0, 0 }, /* flags the next one */
	{ OPEN(14, 4400, .session = "bob-01"), 0, 0 },
	{ OPEN(15, 4401, .session = "bob-01"), 0, 0 },
	{ OPEN(16, 4402, .session = "bob-01"), 0, 0 },
	{ OPEN(17, 4403, .session = "bob-01"), 0, 0 },
	{ OPEN(18, 4404, .session = "bob-01"), 4500, 1 }, /* over the limit of a session */
	{ RECORD("GetAccessToken", 19, 4501, .request = "oi-2"), 4600, 0 },
	{ END(20, 4700, .session = "bob-01"), 9000, 0 },
	{ START(21, 9000, .session = "bob-02"), 9100, 0 },
};

enum { N = sizeof(steps) / sizeof(steps[0]), CROWD = 24, KNOCKS = 20, FACTS = 20 };


struct work {
	ec2a_event *events[N], *crowd[CROWD], *lines[KNOCKS + 3];
	ec2a_facts *facts;
	unsigned char *bytes;
	size_t size, at;
};

static int write_bytes(void *user, const void *data, size_t size)
{
	struct work *work = user;

	if (size > ROOM - work->size)
		return EC2A_E_IO;
	memcpy(work->bytes + work->size, data, size);
	work->size += size;
	return 0;
}

static int read_bytes(void *user, void *buffer, size_t size, size_t *ret_size)
{
	struct work *work = user;

	*ret_size = work->size - work->at < size ? work->size - work->at : size;
	memcpy(buffer, work->bytes + work->at, *ret_size);
	work->at += *ret_size;
	return 0;
}

static int save(const ec2a_correlator *c, struct work *work)
{
	work->size = 0;
	return ec2a_correlator_save(c, write_bytes, work);
}

static int restore(ec2a_config *config, struct work *work, ec2a_correlator **ret)
{
	work->at = 0;
	return ec2a_correlator_restore(config, read_bytes, work, ret);
}

static void note_rows(ec2a_correlator *c)
{
	ec2a_session *session = NULL;
	char *json;
	int r;

	for (;;) {
		AGAIN(r, ec2a_correlator_next(c, &session));
		if (r != 1)
			break;
		json = NULL;
		AGAIN(r, ec2a_session_to_json(session, &json));
		oom_note("%d %s\n", r, json ? json : "-");
		ec2a_free(json);
		ec2a_session_unref(session);
	}
	EQ_INT(r, 0);
}

static void note_counts(const ec2a_correlator *c)
{
	for (int counter = EC2A_COUNT_RECORDS_ACCESS; counter <= EC2A_COUNT_FAILURES_DROPPED; counter++)
		oom_note("%llu ", (unsigned long long)ec2a_correlator_count(c, counter));
	oom_note("held %zu\n", c->store.n_acts);
}

static void advance(ec2a_correlator *c, int t)
{
	int r;

	AGAIN(r, ec2a_correlator_advance(c, (BASE + t) * 1000000));
	EQ_INT(r, 0);
	note_rows(c);
	note_counts(c);
}

static ec2a_correlator *through_bytes(ec2a_correlator *c, ec2a_config *config, struct work *work)
{
	ec2a_correlator *again = NULL;
	int r;

	AGAIN(r, save(c, work));
	EQ_INT(r, 0);
	AGAIN(r, restore(config, work, &again));
	EQ_INT(r, 0);
	if (!again)
		return c;
	ec2a_correlator_free(c);
	return again;
}

static void run(ec2a_config *config, struct work *work)
{
	ec2a_correlator *c = NULL;
	int r;

	AGAIN(r, ec2a_correlator_new(config, &c));
	EQ_INT(r, 0);
	for (int i = 0; i < N; i++) {
		AGAIN(r, ec2a_correlator_add(c, work->events[i]));
		EQ_INT(r, 0);
		if (i == N / 2) {
			AGAIN(r, ec2a_correlator_add_facts(c, work->facts));
			EQ_INT(r, 0);
		}
		if (steps[i].advance)
			advance(c, steps[i].advance);
		if (steps[i].file)
			c = through_bytes(c, config, work);
	}
	for (int i = 0; i < KNOCKS + 3; i++) {
		AGAIN(r, ec2a_correlator_add(c, work->lines[i]));
		EQ_INT(r, 0);
	}
	c = through_bytes(c, config, work);
	advance(c, 9150);
	for (int i = 0; i < CROWD; i++) {
		AGAIN(r, ec2a_correlator_add(c, work->crowd[i]));
		EQ_INT(r, 0);
	}
	advance(c, 9200);
	advance(c, 9201); /* the limit of all: the oldest went */
	AGAIN(r, ec2a_correlator_finish(c));
	EQ_INT(r, 0);
	note_rows(c);
	note_counts(c);
	ec2a_correlator_free(c);
}

static void work_stream(void *user)
{
	static const int64_t options[][2] = { { EC2A_OPT_LATENESS, 0 }, { EC2A_OPT_HORIZON, 3600 },
					      { EC2A_OPT_SETTLE_STEP, 0 }, { EC2A_OPT_SESSION_EVENTS, 4 },
					      { EC2A_OPT_HELD_RECORDS, 16 }, { EC2A_OPT_REMEMBERED, 20 },
					      { EC2A_OPT_HELD_ENDS, 16 }, { EC2A_OPT_HELD_FACTS, 16 } };
	ec2a_config *config = NULL;
	int r;

	AGAIN(r, ec2a_config_new(&config));
	EQ_INT(r, 0);
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		EQ_INT(ec2a_config_set_int(config, (int)options[i][0], options[i][1]), 0);
	run(config, user);
	ec2a_config_unref(config);
}

/* Ends without a login, one with a login that comes behind it, and one behind its login. */
static ec2a_event *line(int i)
{
	char text[200];
	ec2a_parser *parser;
	ec2a_event *event = NULL;

	if (i < KNOCKS)
		snprintf(text, sizeof(text), "2023-11-15T00:44:00Z web sshd[%d]: Connection closed by 198.51.100.%d port 9\n", i + 1, i);
	else
		snprintf(text, sizeof(text), "2023-11-15T00:4%d:00Z web sshd[77]: %s 203.0.113.9 port 8%s\n", i == KNOCKS + 1 ? 3 : 5,
			 i == KNOCKS + 1 ? "Accepted password for ana from" : "Disconnected from user ana",
			 i == KNOCKS + 1 ? " ssh2" : "");
	if (ec2a_parser_new(NULL, &parser) < 0 || ec2a_parser_feed(parser, text, strlen(text)) < 0 ||
	    ec2a_parser_finish(parser) < 0 || ec2a_parser_next(parser, &event) != 1)
		abort();
	ec2a_parser_free(parser);
	return event;
}

static ec2a_facts *some_facts(void)
{
	ec2a_event *event = kit_event(&(const struct rec)RECORD("UpdateInstanceInformation", 1, 0));
	ec2a_facts *facts;

	event->class = EC2A_CLASS_CONTEXT;
	if (ec2a__event_tell(event, I1, EC2A_FACT_OS, "linux") < 0 ||
	    ec2a__event_tell(event, I2, EC2A_FACT_ADDRESS, "10.0.0.9") < 0 || ec2a_facts_new(&facts) < 0 ||
	    ec2a_facts_learn(facts, event) < 0)
		abort();
	for (int i = 0; i < FACTS; i++) {
		char address[20];

		snprintf(address, sizeof(address), "10.0.9.%d", i);
		if (ec2a__event_tell(event, I2, EC2A_FACT_ADDRESS, address) < 0 || ec2a_facts_learn(facts, event) < 0)
			abort();
	}
	ec2a_event_unref(event);
	return facts;
}

static void test_stream(void)
{
	struct work work = { .bytes = malloc(ROOM), .facts = some_facts() };

	if (!work.bytes)
		abort();
	for (int i = 0; i < N; i++)
		work.events[i] = kit_event(&steps[i].rec);
	for (int i = 0; i < CROWD; i++)
		work.crowd[i] = kit_event(&(const struct rec)PUSH(100 + i, 9100 + i));
	for (int i = 0; i < KNOCKS + 3; i++)
		work.lines[i] = line(i);
	oom_torture("stream", work_stream, &work, 1);
	for (int i = 0; i < N; i++)
		ec2a_event_unref(work.events[i]);
	for (int i = 0; i < CROWD; i++)
		ec2a_event_unref(work.crowd[i]);
	for (int i = 0; i < KNOCKS + 3; i++)
		ec2a_event_unref(work.lines[i]);
	ec2a_facts_free(work.facts);
	free(work.bytes);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "a stream", test_stream },
		{ NULL, NULL },
	};

	if (!oom_possible()) {
		puts("SKIP: the linker does not take --wrap");
		return 77;
	}
	if (!oom_everywhere())
		puts("allocations of other libraries do not fail here");
	return ec2a_test_main("out of memory: streams", tests);
}

/* SPDX-License-Identifier: MIT */
/* Flags while the input goes on, and the addresses of an instance; what each flag says: tests/data/flag-*. */
#include "correlate_kit.h"
#include "correlate_state.h"
#include "facts_map.h"

#define PRINT_A "SHA256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define PRINT_B "SHA256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

/* ---- a stream, and what it told last --------------------------------------------------- */

struct stream {
	ec2a_config *config;
	ec2a_correlator *c;
	unsigned told;
	char flags[200], said[600];
	int64_t revision;
};

static void begin(struct stream *s, int64_t remembered)
{
	memset(s, 0, sizeof(*s));
	if (ec2a_config_new(&s->config) < 0 || ec2a_config_set_int(s->config, EC2A_OPT_LATENESS, 0) < 0 ||
	    ec2a_config_set_int(s->config, EC2A_OPT_HORIZON, 3600) < 0 ||
	    ec2a_config_set_int(s->config, EC2A_OPT_SETTLE_STEP, 0) < 0 ||
	    ec2a_config_set_int(s->config, EC2A_OPT_REMEMBERED, remembered) < 0 ||
	    ec2a_correlator_new(s->config, &s->c) < 0)
		abort();
}

static void end_of(struct stream *s)
{
	ec2a_correlator_free(s->c);
	ec2a_config_unref(s->config);
}

static void give(struct stream *s, const struct rec *rec)
{
	ec2a_event *event = kit_event(rec);

	EQ_INT(ec2a_correlator_add(s->c, event), 0);
	ec2a_event_unref(event);
}

#define GIVE(s, record) give(s, &(const struct rec)record)

static void take(struct stream *s, const ec2a_session *row)
{
	s->told++;
	s->flags[0] = s->said[0] = '\0';
	for (size_t i = 0; i < ec2a_session_flag_count(row); i++) {
		strcat(s->flags, i ? " " : "");
		strcat(s->flags, ec2a_enum_name(EC2A_ENUM_FLAG, ec2a_session_flag(row, i)));
	}
	for (size_t i = 0; i < ec2a_session_reason_count(row); i++)
		if (strncmp(ec2a_session_reason(row, i), "flag: ", 6) == 0)
			snprintf(s->said, sizeof(s->said), "%s", ec2a_session_reason(row, i)); /* the last one */
	EQ_INT(ec2a_session_int(row, EC2A_SESSION_REVISION, &s->revision), 1);
}

static void advance(struct stream *s, int64_t t)
{
	ec2a_session *row;

	EQ_INT(ec2a_correlator_advance(s->c, (BASE + t) * 1000000), 0);
	while (ec2a_correlator_next(s->c, &row) == 1) {
		take(s, row);
		ec2a_session_unref(row);
	}
}

struct bytes {
	char data[1 << 16];
	size_t size, at;
};

static int write_bytes(void *user, const void *data, size_t size)
{
	struct bytes *bytes = user;

	if (size > sizeof(bytes->data) - bytes->size)
		return EC2A_E_LIMIT;
	memcpy(bytes->data + bytes->size, data, size);
	bytes->size += size;
	return 0;
}

static int read_bytes(void *user, void *buffer, size_t size, size_t *ret_size)
{
	struct bytes *bytes = user;

	*ret_size = size < bytes->size - bytes->at ? size : bytes->size - bytes->at;
	memcpy(buffer, bytes->data + bytes->at, *ret_size);
	bytes->at += *ret_size;
	return 0;
}

static void restart(struct stream *s)
{
	struct bytes *bytes = calloc(1, sizeof(*bytes));

	if (!bytes)
		abort();
	EQ_INT(ec2a_correlator_save(s->c, write_bytes, bytes), 0);
	ec2a_correlator_free(s->c);
	s->c = NULL;
	EQ_INT(ec2a_correlator_restore(s->config, read_bytes, bytes, &s->c), 0);
	free(bytes);
	if (!s->c)
		abort();
}

/* Everything so far is told, and gone. */
static void let_go(struct stream *s, int64_t t)
{
	advance(s, t);
	advance(s, t + 4000);
	advance(s, t + 4001);
	EQ_INT(s->c->store.n_acts, 0);
}

/* ---- rows that change one another --------------------------------------------------------- */

static void a_later_push_elsewhere_changes_an_earlier_row(void)
{
	struct stream s;

	begin(&s, 1000);
	GIVE(&s, PUSH(1, 0, .print = PRINT_A));
	advance(&s, 100);
	EQ_INT(s.told, 1);
	EQ_TEXT(s.flags, "long-term-key first-seen-principal first-seen-address");
	GIVE(&s, PUSH(2, 110, .print = PRINT_A));
	advance(&s, 300);
	EQ_INT(s.told, 2); /* on the same instance: the first row is not told again */
	EQ_TEXT(s.flags, "long-term-key");
	GIVE(&s, PUSH(3, 310, .print = PRINT_A, .target = I2));
	advance(&s, 500);
	EQ_INT(s.told, 5);
	EQ_TEXT(s.flags, "long-term-key first-seen-principal first-seen-address key-reused");
	EQ_TEXT(s.said, "flag: key-reused: key " PRINT_A " was pushed to 2 instances, also to " I1);
	advance(&s, 600);
	EQ_INT(s.told, 5);
	GIVE(&s, PUSH(4, 610, .print = PRINT_B, .target = I2));
	advance(&s, 800);
	EQ_INT(s.told, 6);
	EQ_TEXT(s.flags, "long-term-key");
	end_of(&s);
}

/* An earlier row that comes late takes "first seen" from the one that had it. */
static void who_was_first_may_change(void)
{
	struct stream s;

	begin(&s, 1000);
	GIVE(&s, START(1, 1000));
	advance(&s, 1100);
	EQ_TEXT(s.flags, "long-term-key first-seen-principal first-seen-address");
	GIVE(&s, START(2, 900, .session = "alice-02", .ip = "203.0.113.9"));
	advance(&s, 1200);
	EQ_INT(s.told, 3);
	EQ_INT(s.revision, 2);
	EQ_TEXT(s.flags, "long-term-key first-seen-address");
	end_of(&s);
}

/* ---- rows that were let go ---------------------------------------------------------------------- */

static void what_was_seen_is_remembered(void)
{
	struct stream s;

	begin(&s, 1000);
	GIVE(&s, START(1, 0));
	let_go(&s, 100);
	restart(&s);
	GIVE(&s, START(2, 5000, .session = "alice-02"));
	advance(&s, 5100);
	EQ_INT(s.told, 2);
	EQ_TEXT(s.flags, "long-term-key");
	GIVE(&s, START(3, 5200, .session = "bob-01", .arn = BOB));
	advance(&s, 5300);
	EQ_TEXT(s.flags, "long-term-key first-seen-principal");
	GIVE(&s, START(4, 5400, .session = "alice-04", .target = I2));
	advance(&s, 5500);
	EQ_TEXT(s.flags, "long-term-key first-seen-principal first-seen-address");
	end_of(&s);
}

/* The first row of a pair is held by what is added to it; one that came after it goes before. */
static void the_first_row_stays_the_first(void)
{
	struct stream s;

	begin(&s, 1000);
	GIVE(&s, START(1, 0));
	for (int i = 0; i < 4; i++)
		GIVE(&s, START(10 + i, 10, .session = "alice-02"));
	advance(&s, 100);
	EQ_INT(s.told, 5);
	GIVE(&s, RESUME(2, 3000));
	advance(&s, 3100);
	EQ_INT(s.told, 6);
	advance(&s, 4000);
	advance(&s, 4001);
	EQ_INT(s.c->store.n_acts, 2);
	EQ_INT(s.told, 6);
	EQ_TEXT(s.flags, "long-term-key first-seen-principal first-seen-address");
	end_of(&s);
}

static void keys_are_remembered(void)
{
	struct stream s;

	begin(&s, 1000);
	GIVE(&s, PUSH(1, 0, .print = PRINT_A));
	let_go(&s, 100);
	restart(&s);
	GIVE(&s, PUSH(2, 5000, .print = PRINT_A)); /* where it was */
	advance(&s, 5100);
	EQ_INT(s.told, 2);
	EQ_TEXT(s.flags, "long-term-key");
	GIVE(&s, PUSH(3, 5101, .print = PRINT_B, .target = I2));
	advance(&s, 5200);
	EQ_INT(s.told, 3);
	EQ_TEXT(s.flags, "long-term-key first-seen-principal first-seen-address");
	let_go(&s, 5300);
	GIVE(&s, PUSH(4, 10000, .print = PRINT_A, .target = I2)); /* elsewhere */
	advance(&s, 10100);
	EQ_TEXT(s.flags, "long-term-key key-reused");
	EQ_TEXT(s.said, "flag: key-reused: key " PRINT_A
			" was pushed to another instance too, by a record that is no longer held");
	let_go(&s, 10200);
	restart(&s);
	GIVE(&s, PUSH(5, 15000, .print = PRINT_A)); /* where it was, but by now it was elsewhere, too */
	advance(&s, 15100);
	EQ_TEXT(s.flags, "long-term-key key-reused");
	end_of(&s);
}

/* The attempt goes first: the row that came after it keeps what it was told to be. */
static void flags_outlive_what_they_rest_on(void)
{
	struct stream s;

	begin(&s, 1000);
	for (int i = 0; i < 4; i++)
		GIVE(&s, START(10 + i, 0, .error = "AccessDenied", .session = NONE));
	GIVE(&s, START(1, 60));
	advance(&s, 200);
	EQ_INT(s.told, 5);
	EQ_TEXT(s.flags, "long-term-key after-denied");
	EQ_TEXT(s.said, "flag: after-denied: " ALICE " was denied on " I1 " at 2023-11-14T22:13:20Z, within the hour before");
	GIVE(&s, RESUME(2, 3500));
	advance(&s, 3600);
	EQ_INT(s.told, 6);
	advance(&s, 4000);
	advance(&s, 4001);
	EQ_INT(s.c->store.n_acts, 2);
	EQ_INT(s.told, 6); /* nothing that is new */
	restart(&s);
	GIVE(&s, END(3, 4100));
	advance(&s, 4200);
	EQ_INT(s.told, 7);
	EQ_TEXT(s.flags, "long-term-key after-denied");
	EQ_TEXT(s.said, "flag: after-denied: " ALICE " was denied on " I1
			" within the hour before, by a record that is no longer held");
	end_of(&s);
}

static void what_is_remembered_is_bounded(void)
{
	struct stream s;

	begin(&s, 4); /* two rows with two pairs each */
	GIVE(&s, START(1, 0));
	let_go(&s, 100);
	for (int i = 0; i < 4; i++) {
		char target[32];

		snprintf(target, sizeof(target), "i-%017d", i);
		GIVE(&s, START(2 + i, 5000 * (i + 1), .target = target, .session = "alice-02"));
		let_go(&s, 5000 * (i + 1) + 100);
	}
	CU_ASSERT(ec2a_correlator_count(s.c, EC2A_COUNT_FORGOTTEN) >= 6);
	GIVE(&s, START(9, 30000));
	advance(&s, 30100);
	EQ_TEXT(s.flags, "long-term-key first-seen-principal first-seen-address"); /* forgotten, so new again */
	end_of(&s);
}

/* ---- addresses of an instance ------------------------------------------------------------------------ */

static void add_address(ec2a_facts *facts, const char *account, const char *instance, const char *address, int64_t time)
{
	const struct ec2a__node_key key = { 0, EC2A_FACT_ADDRESS, account, "eu-central-1", instance, address };

	EQ_INT(ec2a__facts_add(facts, &key, time, time), 0);
}

static void addresses_of_an_instance(void)
{
	ec2a_facts *facts;
	int public;
	const char *known = "?";

	if (ec2a_facts_new(&facts) < 0)
		abort();
	EQ_INT(ec2a__facts_has_address(facts, NULL, I1, "10.0.0.1", 50, &known, &public), 0);
	CU_ASSERT_PTR_NULL(known);
	add_address(facts, "111122223333", I1, "10.0.0.2", 10);
	add_address(facts, "111122223333", I1, "10.0.0.1", 10);
	add_address(facts, "111122223333", I1, "10.0.0.9", 90);
	add_address(facts, "111122223333", I2, "10.0.0.7", 10);
	EQ_INT(ec2a__facts_has_address(facts, NULL, I1, "10.0.0.7", 50, &known, &public), 0);
	EQ_TEXT(known, "10.0.0.1"); /* of two in one second the smaller */
	EQ_INT(ec2a__facts_has_address(facts, "111122223333", I1, "10.0.0.7", 90, &known, &public), 0);
	EQ_TEXT(known, "10.0.0.9");
	EQ_INT(ec2a__facts_has_address(facts, NULL, I1, "10.0.0.7", 9, &known, &public), 0);
	CU_ASSERT_PTR_NULL(known);
	EQ_INT(ec2a__facts_has_address(facts, "444455556666", I1, "10.0.0.2", 50, &known, &public), 0);
	CU_ASSERT_PTR_NULL(known);
	EQ_INT(ec2a__facts_has_address(facts, NULL, I1, "::ffff:10.0.0.9", 9, &known, &public), 1);
	for (int i = 0; i < EC2A__FACT_PLACES_MAX; i++) {
		char address[32];

		snprintf(address, sizeof(address), "10.1.%d.%d", i / 200, i % 200);
		add_address(facts, "111122223333", I1, address, 20);
	}
	EQ_INT(ec2a__facts_has_address(facts, NULL, I1, "10.0.0.7", 50, &known, &public), 0);
	CU_ASSERT_PTR_NULL(known); /* more than anybody has: nothing is said */
	ec2a_facts_free(facts);
}

/* ---- questions --------------------------------------------------------------------------------------- */

static void questions_out_of_range(void)
{
	EQ_INT(ec2a_session_flag_count(NULL), 0);
	EQ_INT(ec2a_session_flag(NULL, 0), 0);
	EQ_TEXT(ec2a_enum_name(EC2A_ENUM_FLAG, EC2A_FLAG_ROOT_OS_USER), "root-os-user");
	CU_ASSERT_PTR_NULL(ec2a_enum_name(EC2A_ENUM_FLAG, EC2A_FLAG_ROOT_OS_USER + 1));
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "a later push elsewhere changes an earlier row", a_later_push_elsewhere_changes_an_earlier_row },
		{ "who was first may change", who_was_first_may_change },
		{ "what was seen is remembered", what_was_seen_is_remembered },
		{ "the first row stays the first", the_first_row_stays_the_first },
		{ "keys are remembered", keys_are_remembered },
		{ "flags outlive what they rest on", flags_outlive_what_they_rest_on },
		{ "what is remembered is bounded", what_is_remembered_is_bounded },
		{ "addresses of an instance", addresses_of_an_instance },
		{ "questions out of range", questions_out_of_range },
		{ NULL, NULL },
	};

	return ec2a_test_main("flags", tests);
}

/* SPDX-License-Identifier: MIT */
/* The parts of a stream by themselves: what was told, what is remembered, bytes, copies of acts. */
#include "act_shape.h"
#include "bytes.h"
#include "issued.h"
#include "remember.h"

#include "stream_kit.h"

/* ---- what was told -------------------------------------------------------------------- */

static const unsigned char *id_of(int n)
{
	static unsigned char id[EC2A__ROW_ID];

	memcpy(id + 8, &n, sizeof(n));
	return id;
}

static void rows_are_found_by_id(void)
{
	struct ec2a__issued told;

	ec2a__issued_init(&told);
	CU_ASSERT_PTR_NULL(ec2a__issued_find(&told, id_of(1)));
	for (int i = 0; i < 5000; i++) {
		struct ec2a__issued_row *row = ec2a__issued_get(&told, id_of(i));

		CU_ASSERT_PTR_NOT_NULL_FATAL(row);
		EQ_INT(row->revision, 0);
		row->revision = (uint32_t)i + 1;
	}
	EQ_INT(told.n_rows, 5000);
	for (int i = 0; i < 5000; i++) {
		EQ_INT(ec2a__issued_get(&told, id_of(i))->revision, i + 1);
		EQ_INT(told.rows[i].revision, i + 1); /* in the order in which they were first told */
	}
	EQ_INT(told.n_rows, 5000);
	CU_ASSERT_PTR_NULL(ec2a__issued_find(&told, id_of(5000)));
	ec2a__issued_free(&told);
	EQ_INT(told.n_rows, 0);
}

/* ---- what is remembered ----------------------------------------------------------------- */

static int known(const struct ec2a__remember *remember, int from, int to)
{
	int n = 0;

	for (int i = from; i < to; i++)
		n += ec2a__remember_has(remember, id_of(i));
	return n;
}

static void the_last_ones_are_remembered(void)
{
	struct ec2a__remember remember;

	ec2a__remember_init(&remember, 2000);
	EQ_INT(known(&remember, 0, 10), 0);
	for (int i = 0; i < 10000; i++) {
		EQ_INT(ec2a__remember_reserve(&remember, 1), 0);
		ec2a__remember_add(&remember, id_of(i));
		ec2a__remember_add(&remember, id_of(i)); /* twice is once */
		EQ_INT(known(&remember, i < 999 ? 0 : i - 999, i + 1), i < 999 ? i + 1 : 1000);
		CU_ASSERT(remember.young.count + remember.old.count <= 2000);
	}
	EQ_INT(remember.young.count + remember.old.count + remember.forgotten, 10000);
	EQ_INT(known(&remember, 0, 8000), 0);
	ec2a__remember_free(&remember);
}

/* Room for many at once, and more than there is room for at all. */
static void reserved_room_is_there(void)
{
	struct ec2a__remember remember;

	ec2a__remember_init(&remember, 600);
	EQ_INT(ec2a__remember_reserve(&remember, 5000), 0);
	for (int i = 0; i < 5000; i++)
		ec2a__remember_add(&remember, id_of(i));
	EQ_INT(known(&remember, 4700, 5000), 300);
	CU_ASSERT(remember.young.n_slots <= 1024 && remember.old.n_slots <= 1024);
	ec2a__remember_free(&remember);
}

static void the_smallest_limits(void)
{
	for (size_t limit = 0; limit <= 3; limit++) {
		struct ec2a__remember remember;

		ec2a__remember_init(&remember, limit);
		for (int i = 0; i < 100; i++) {
			EQ_INT(ec2a__remember_reserve(&remember, 1), 0);
			ec2a__remember_add(&remember, id_of(i));
			CU_ASSERT(ec2a__remember_has(&remember, id_of(i)));
			EQ_INT(known(&remember, 0, i + 1), i < 1 ? 1 : 2);
		}
		EQ_INT(remember.forgotten, 98);
		ec2a__remember_free(&remember);
	}
}

/* ---- bytes ------------------------------------------------------------------------------- */

struct sink {
	struct file file;
	size_t calls, fail_at; /* the call that fails, from 1 */
	int r;
};

static int sink_write(void *user, const void *data, size_t size)
{
	struct sink *sink = user;

	CU_ASSERT(size > 0);
	return ++sink->calls == sink->fail_at ? sink->r : write_file(&sink->file, data, size);
}

static int sink_read(void *user, void *buffer, size_t size, size_t *ret_size)
{
	struct sink *sink = user;

	return ++sink->calls == sink->fail_at ? sink->r : read_file(&sink->file, buffer, size, ret_size);
}

#define BIG ((size_t)200000)

static int write_all(struct sink *sink)
{
	struct ec2a__writer out;
	char *big = calloc(BIG, 1);

	CU_ASSERT_PTR_NOT_NULL_FATAL(big);
	CU_ASSERT_FATAL(ec2a__writer_begin(&out, sink_write, sink) == 0);
	for (size_t size = 1; size <= 8; size++)
		ec2a__write_number(&out, UINT64_C(0x8182838485868788), size);
	big[BIG - 1] = 'x';
	ec2a__write(&out, big, BIG);
	ec2a__write(&out, "", 0);
	free(big);
	return ec2a__writer_end(&out);
}

static int read_all(struct sink *sink)
{
	struct ec2a__reader in;
	const char *big;
	int r;

	sink->file.at = sink->calls = 0;
	CU_ASSERT_FATAL(ec2a__reader_begin(&in, sink_read, sink) == 0);
	for (size_t size = 1; size <= 8; size++) {
		uint64_t number = ec2a__read_number(&in, size);

		CU_ASSERT(in.r < 0 || number == UINT64_C(0x8182838485868788) << (64 - 8 * size) >> (64 - 8 * size));
	}
	big = ec2a__read(&in, BIG);
	CU_ASSERT(in.r < 0 || (big && big[0] == 0 && big[BIG - 1] == 'x'));
	CU_ASSERT(in.r < 0 || ec2a__read(&in, 0));
	r = ec2a__reader_end(&in);
	ec2a__reader_free(&in);
	return r;
}

static void bytes_come_back_in_any_pieces(void)
{
	static const size_t pieces[] = { 0, 1, 7, 4096, 65535 };
	struct sink sink = { .fail_at = 0 };

	EQ_INT(write_all(&sink), 0);
	EQ_INT(sink.file.size, 36 + BIG + 32);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		sink.file.piece = pieces[i];
		EQ_INT(read_all(&sink), 0);
	}
	sink.file.bytes[100] ^= 1;
	EQ_INT(read_all(&sink), EC2A_E_FORMAT);
	free(sink.file.bytes);
}

/* What a callback says is the result; what it should not say is EC2A_E_IO. */
static void failures_are_handed_on(void)
{
	struct sink whole = { .fail_at = 0 };

	EQ_INT(write_all(&whole), 0);
	for (size_t n = 1; n <= whole.calls; n++) {
		struct sink sink = { .fail_at = n, .r = EC2A_E_LIMIT };
		size_t calls;

		EQ_INT(write_all(&sink), EC2A_E_LIMIT);
		calls = sink.calls;
		EQ_INT(calls, n); /* and it is not called again */
		free(sink.file.bytes);
		sink = (struct sink){ .fail_at = n, .r = 1 };
		EQ_INT(write_all(&sink), EC2A_E_IO);
		free(sink.file.bytes);
	}
	whole.file.piece = 65536;
	for (size_t n = 1; n <= 4; n++) {
		whole.fail_at = n;
		whole.r = EC2A_E_IO;
		EQ_INT(read_all(&whole), EC2A_E_IO);
		whole.r = EC2A_E_STATE;
		EQ_INT(read_all(&whole), EC2A_E_STATE);
	}
	free(whole.file.bytes);
}

static int read_too_much(void *user, void *buffer, size_t size, size_t *ret_size)
{
	(void)user, (void)buffer;
	*ret_size = size + 1;
	return 0;
}

/* Nothing is taken of a callback that says it gave more than there was room for; and no size is believed. */
static void lies_are_refused(void)
{
	struct ec2a__reader in;
	struct sink sink = { .fail_at = 0 };

	CU_ASSERT_FATAL(ec2a__reader_begin(&in, read_too_much, NULL) == 0);
	CU_ASSERT_PTR_NULL(ec2a__read(&in, 1));
	EQ_INT(in.r, EC2A_E_IO);
	ec2a__reader_free(&in);
	write_file(&sink.file, "12345678", 8);
	CU_ASSERT_FATAL(ec2a__reader_begin(&in, sink_read, &sink) == 0);
	CU_ASSERT_PTR_NULL(ec2a__read(&in, SIZE_MAX / 4));
	EQ_INT(in.r, EC2A_E_FORMAT);
	CU_ASSERT(in.buf.cap < 1 << 20);
	ec2a__reader_free(&in);
	free(sink.file.bytes);
}

/* ---- acts from one store into another --------------------------------------------------------- */

static void same_ids(const struct ec2a__intern *a, uint32_t x, const struct ec2a__intern *b, uint32_t y, int shape)
{
	const uint32_t *p, *q;
	size_t n, m;

	if (shape == EC2A__SHAPE_TEXT) {
		EQ_TEXT(ec2a__intern_get(a, x), ec2a__intern_get(b, y));
		return;
	}
	if (shape < EC2A__SHAPE_TEXT) {
		EQ_INT(x, y);
		return;
	}
	p = ec2a__intern_tuple(a, x, &n);
	q = ec2a__intern_tuple(b, y, &m);
	EQ_INT(n, m);
	EQ_INT(!x, !y);
	for (size_t i = 0; i < n && n == m; i++)
		same_ids(a, p[i], b, q[i], ec2a__shape_member(shape, i));
}

static void same_act(const struct ec2a__store *a, const struct ec2a__store *b, size_t i)
{
	const struct ec2a__act *x = ec2a__store_act(a, i), *y = ec2a__store_act(b, i);
	char room[2][EC2A__EVENT_ID_TEXT];

	EQ_INT(x->time_us, y->time_us);
	EQ_TEXT(ec2a__act_event_id(a, x, room[0]), ec2a__act_event_id(b, y, room[1]));
	EQ_INT(memcmp(x->digest, y->digest, sizeof(x->digest)), 0);
	EQ_INT(x->values, y->values);
	EQ_INT(memcmp(&x->call, &y->call, 9), 0); /* call, role, method, surface, os, its confidence, outcome, kind, flags */
	same_ids(&a->text, x->where, &b->text, y->where, EC2A__SHAPE_WHERE);
	same_ids(&a->text, x->who, &b->text, y->who, EC2A__SHAPE_WHO);
	same_ids(&a->text, x->ip, &b->text, y->ip, EC2A__SHAPE_TEXT);
	same_ids(&a->text, x->session, &b->text, y->session, EC2A__SHAPE_TEXT);
	same_ids(&a->text, x->what, &b->text, y->what, EC2A__SHAPE_WHAT);
	same_ids(&a->text, x->why, &b->text, y->why, EC2A__SHAPE_WHY);
}

/* Copied, and through the bytes of a correlator: in both every field is what it was. */
static void acts_stay_what_they_are(void)
{
	ec2a_config *config = config_of(0, 86400);
	struct ec2a__store copy;
	struct file file = { NULL, 0, 0, 0 };
	ec2a_correlator *c, *again;

	seed = 11;
	if (ec2a_correlator_new(config, &c) < 0)
		abort();
	for (int i = 0; i < 2000; i++) {
		ec2a_event *event = random_event(i + 1, dice(1000), 2000, i % 3 ? "" : "7");

		event->has_time = dice(9) != 0;
		event->values = (uint32_t)dice(1 << 20);
		EQ_INT(ec2a_correlator_add(c, event), 0);
		ec2a_event_unref(event);
	}
	GIVE(c, RECORD("SendCommand", 9000, 1, .id = "AAAAAAAA-0000-4000-8000-00000000000A", .agent = "aws-cli/2"));
	ec2a__store_init(&copy);
	for (size_t i = 0; i < c->store.n_acts; i++)
		EQ_INT(ec2a__store_copy(&copy, &c->store, ec2a__store_act(&c->store, i)), 0);
	EQ_INT(ec2a_correlator_save(c, write_file, &file), 0);
	EQ_INT(restore(config, file.bytes, file.size, 0, &again), 0);
	EQ_INT(copy.n_acts, c->store.n_acts);
	EQ_INT(again->store.n_acts, c->store.n_acts);
	for (size_t i = 0; i < c->store.n_acts; i++) {
		same_act(&c->store, &copy, i);
		same_act(&c->store, &again->store, i);
	}
	CU_ASSERT(copy.text.len <= c->store.text.len);
	ec2a__store_free(&copy);
	ec2a_correlator_free(c);
	ec2a_correlator_free(again);
	free(file.bytes);
	ec2a_config_unref(config);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "rows are found by id", rows_are_found_by_id },
		{ "the last ones are remembered", the_last_ones_are_remembered },
		{ "reserved room is there", reserved_room_is_there },
		{ "the smallest limits", the_smallest_limits },
		{ "bytes come back in any pieces", bytes_come_back_in_any_pieces },
		{ "failures are handed on", failures_are_handed_on },
		{ "lies are refused", lies_are_refused },
		{ "acts stay what they are", acts_stay_what_they_are },
		{ NULL, NULL },
	};

	return ec2a_test_main("stream: parts", tests);
}

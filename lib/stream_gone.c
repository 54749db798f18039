/* SPDX-License-Identifier: MIT */
/*
 * What a stream lets go: rows that are told and over, so that it can run for
 * months. Rows go whole. That leaves the joins of all others as they are: the
 * best pairs are taken first, and a pair that is gone had taken nothing from
 * anybody that it could now give back.
 */
#include "stream.h"

#include "flags.h"
#include "mem.h"
#include "settings.h"

#include <string.h>

int64_t ec2a__row_last(const struct ec2a__joins *joins, const struct ec2a__rows *rows, size_t row)
{
	const struct ec2a__row *at = &rows->rows[row];

	/* members stand in order of time */
	return ec2a__act_second(ec2a__joins_act(joins, rows->members[at->first + at->count - 1]));
}

/* ---- what goes ------------------------------------------------------------------------ */

struct leave {
	ec2a_correlator *correlator;
	unsigned char *gone;     /* by number */
	unsigned char *row_gone; /* by row */
	unsigned char *pending;  /* by what was told: it is no more, and that is still to be told */
	size_t n_gone;
	int must; /* a limit was passed */
	uint64_t forced_rows, capped;
	struct ec2a__buf seen; /* keys for what the flags of later rows need */
	struct ec2a__known known;
};

int64_t ec2a__stream_over_before(const ec2a_correlator *correlator)
{
	return ec2a__stream_second(correlator) - ec2a__config_int(correlator->config, EC2A_OPT_HORIZON);
}

static int is_forced(const ec2a_correlator *correlator, int64_t last)
{
	return correlator->stream.forcing && last <= correlator->stream.forced;
}

static int is_old(const ec2a_correlator *correlator, int64_t last)
{
	return is_forced(correlator, last) || (last != EC2A__NO_TIME && last < ec2a__stream_over_before(correlator));
}

/* Told as it is, and nothing was added to it for the horizon. What has no time goes by the limit alone. */
static int row_is_over(const ec2a_correlator *correlator, size_t row)
{
	const struct ec2a__issued_row *told;

	if (!is_old(correlator, ec2a__row_last(&correlator->joins, &correlator->rows, row)))
		return 0;
	told = ec2a__issued_find(&correlator->stream.issued, correlator->rows.rows[row].id);
	return told && told->revision && !told->withdrawn && told->made_of == ec2a__stream_sign(correlator, row);
}

static void mark(struct leave *leave, uint32_t number)
{
	leave->n_gone += !leave->gone[number];
	leave->gone[number] = 1;
}

static int is_end(const struct ec2a__act *act)
{
	return act->call == EC2A__CALL_TERMINATE_SESSION || act->call == EC2A__CALL_CANCEL_CONNECTION ||
	       act->role == EC2A_ROLE_LOGOUT;
}

/* A session of a million channels: the first ones stay, what opened it, and as many of what ends it, with the last. */
static void mark_excess(struct leave *leave, const struct ec2a__row *row)
{
	uint32_t limit = (uint32_t)ec2a__config_int(leave->correlator->config, EC2A_OPT_SESSION_EVENTS), ends = 0;

	for (uint32_t i = limit; i < row->count; i++) {
		uint32_t number = leave->correlator->rows.members[row->first + i];

		if (number == row->root || (is_end(ec2a__joins_act(&leave->correlator->joins, number)) &&
					    (ends++ < limit || i + 1 == row->count)))
			continue;
		mark(leave, number);
		leave->capped++;
		leave->must = 1;
	}
}

/* What was told and is no more is withdrawn first, and that says which row it became part of: that one stays. */
static void keep_pending(struct leave *leave)
{
	const ec2a_correlator *correlator = leave->correlator;
	const struct ec2a__issued *issued = &correlator->stream.issued;

	for (size_t i = 0; i < issued->n_rows; i++)
		leave->pending[i] = issued->rows[i].revision && !issued->rows[i].withdrawn;
	for (size_t i = 0; i < correlator->rows.n_rows; i++) {
		const struct ec2a__issued_row *told = ec2a__issued_find(issued, correlator->rows.rows[i].id);

		if (told)
			leave->pending[told - issued->rows] = 0;
	}
	for (size_t i = 0; i < issued->n_rows; i++) {
		uint32_t number = leave->pending[i] ? ec2a__stream_find_act(correlator, issued->rows[i].root)
						    : EC2A__NONE;
		uint32_t row = number == EC2A__NONE ? EC2A__NONE : correlator->stream.index.row_of[number];

		if (row != EC2A__NONE)
			leave->row_gone[row] = 1; /* for mark_rows(): not yet */
	}
}

static void mark_rows(struct leave *leave)
{
	const struct ec2a__rows *rows = &leave->correlator->rows;

	for (size_t i = 0; i < rows->n_rows; i++) {
		int forced = is_forced(leave->correlator,
				       ec2a__row_last(&leave->correlator->joins, rows, i));

		if (leave->row_gone[i] || !row_is_over(leave->correlator, i)) {
			leave->row_gone[i] = 0;
			mark_excess(leave, &rows->rows[i]);
			continue;
		}
		leave->row_gone[i] = 1;
		leave->must |= forced;
		leave->forced_rows += forced != 0;
		for (uint32_t k = 0; k < rows->rows[i].count; k++)
			mark(leave, rows->members[rows->rows[i].first + k]);
	}
}

/* Approvals that no session took, and refused channels, make no row. */
static void mark_rowless(struct leave *leave)
{
	const ec2a_correlator *correlator = leave->correlator;

	for (size_t i = 0; i < correlator->joins.n_acts; i++) {
		int64_t second = ec2a__act_second(ec2a__joins_act(&correlator->joins, (uint32_t)i));

		if (correlator->stream.index.row_of[i] != EC2A__NONE || !is_old(correlator, second))
			continue;
		leave->must |= is_forced(correlator, second);
		mark(leave, (uint32_t)i);
	}
}

/* ---- what stays ------------------------------------------------------------------------- */

/* That a line could belong elsewhere as well is true also when that is gone. */
static int copy_kept(struct ec2a__store *to, const struct ec2a__joins *joins, uint32_t number)
{
	int how = joins->how[number];
	int r = ec2a__store_copy(to, joins->store, ec2a__joins_act(joins, number));

	if (r == 0 && (how == EC2A__HOW_KEY_TIE || how == EC2A__HOW_LOOPBACK_TIE || how == EC2A__HOW_HOST_TUNNEL_TIE))
		ec2a__store_last(to)->flags |= EC2A__ACT_TIE;
	return r;
}

/* Copies are counted and dropped: the one that counts is known. What a record with another id replaced is not, so it
 * stays beside it. */
static int copy_store(const struct leave *leave, struct ec2a__store *ret_store)
{
	const struct ec2a__joins *joins = &leave->correlator->joins;
	const struct ec2a__store *store = joins->store;
	int r = 0;

	ec2a__store_init(ret_store);
	for (size_t i = 0; r == 0 && i < joins->n_acts; i++)
		if (!leave->gone[i])
			r = copy_kept(ret_store, joins, (uint32_t)i);
	for (size_t i = 0; r == 0 && i < joins->n_replaced; i++)
		if (!leave->gone[joins->replaced[i].number])
			r = ec2a__store_copy(ret_store, store, ec2a__store_act(store, joins->replaced[i].place));
	if (r < 0)
		ec2a__store_free(ret_store);
	return r;
}

/* A withdrawn row may come back as long as the record that opened it is held. */
static int stays_told(const struct leave *leave, size_t at)
{
	uint32_t number = ec2a__stream_find_act(leave->correlator, leave->correlator->stream.issued.rows[at].root);

	return leave->pending[at] || (number != EC2A__NONE && !leave->gone[number]);
}

/* What a row was told to be because of others, it stays when they go: nothing was taken back by anybody. So that it is
 * not told again for that alone, it is made of less from now on. */
static void keep_flags(const struct leave *leave, struct ec2a__issued_row *told)
{
	const ec2a_correlator *correlator = leave->correlator;
	uint32_t number = ec2a__stream_find_act(correlator, told->root);
	uint32_t row = number == EC2A__NONE ? EC2A__NONE : correlator->stream.index.row_of[number];
	struct ec2a__row_flags *flags = row == EC2A__NONE ? NULL : &correlator->rows.flags[row];

	if (!flags || told->withdrawn || told->run != correlator->stream.run || !(flags->bits & EC2A__FLAGS_KEPT) ||
	    memcmp(correlator->rows.rows[row].id, told->id, sizeof(told->id)) != 0)
		return;
	told->kept |= flags->bits & EC2A__FLAGS_KEPT;
	flags->kept = told->kept;
	told->made_of = ec2a__stream_sign(correlator, row);
}

static int copy_told(const struct leave *leave, struct ec2a__issued *ret_told)
{
	const struct ec2a__issued *told = &leave->correlator->stream.issued;

	ec2a__issued_init(ret_told);
	ret_told->seed = told->seed; /* made_of stays comparable */
	for (size_t i = 0; i < told->n_rows; i++) {
		struct ec2a__issued_row *row;

		if (!stays_told(leave, i))
			continue;
		row = ec2a__issued_get(ret_told, told->rows[i].id);
		if (!row) {
			ec2a__issued_free(ret_told);
			return EC2A_E_NOMEM;
		}
		*row = told->rows[i];
		keep_flags(leave, row);
	}
	return 0;
}

/* ---- all of it -------------------------------------------------------------------------------- */

/* Of an approval that no session took every copy is context, of all else the copies are duplicates. */
static uint64_t *copies_of(ec2a_correlator *correlator, uint32_t number)
{
	uint32_t root = ec2a__joins_root(&correlator->joins, number);

	return ec2a__joins_act(&correlator->joins, root)->role == EC2A_ROLE_APPROVAL ? &correlator->stream.context
										     : &correlator->stream.duplicates;
}

static void count(const struct leave *leave)
{
	ec2a_correlator *correlator = leave->correlator;
	struct ec2a__stream *stream = &correlator->stream;
	const struct ec2a__joins *joins = &correlator->joins;

	for (size_t i = 0; i < joins->n_acts; i++) {
		uint64_t *copies = copies_of(correlator, (uint32_t)i);

		if (ec2a__act_is_line(ec2a__joins_act(joins, (uint32_t)i))) {
			stream->lines += leave->gone[i] && ec2a__joins_is_shown_line(joins, (uint32_t)i);
			continue;
		}
		*copies += joins->copies[i] - 1;
		if (leave->gone[i])
			*(copies == &stream->context ? copies : &stream->access) += 1;
	}
	for (size_t i = 0; i < joins->n_replaced; i++)
		if (!leave->gone[joins->replaced[i].number])
			*copies_of(correlator, joins->replaced[i].number) -= 1; /* it is still held */
	for (size_t i = 0; i < correlator->rows.n_rows; i++)
		stream->rows += leave->row_gone[i];
	stream->forced_rows += leave->forced_rows;
	stream->capped += leave->capped;
}

/* All that may fail is done: put the new in the place of the old. */
static void commit(struct leave *leave, struct ec2a__store *store, struct ec2a__issued *told)
{
	ec2a_correlator *correlator = leave->correlator;

	for (size_t i = 0; i < leave->known.n_keys; i++)
		ec2a__remember_add(&correlator->stream.gone, leave->known.keys[i]);
	for (size_t i = 0; i < leave->seen.len; i += EC2A__REMEMBER_KEY)
		ec2a__remember_add(&correlator->stream.seen, (const unsigned char *)leave->seen.data + i);
	count(leave);
	ec2a__joins_free(&correlator->joins);
	ec2a__rows_free(&correlator->rows);
	ec2a__store_free(&correlator->store);
	ec2a__issued_free(&correlator->stream.issued);
	correlator->store = *store;
	correlator->stream.issued = *told;
	correlator->stream.forcing = 0;
	ec2a__stream_joined(correlator);
	correlator->stream.stale = 1;
}

static int replace(struct leave *leave)
{
	ec2a_correlator *correlator = leave->correlator;
	struct ec2a__store store;
	struct ec2a__issued told;
	int r = ec2a__known_find(correlator, leave->gone, &leave->known);

	if (r < 0 ||
	    (r = ec2a__flags_leave(&correlator->joins, &correlator->rows, leave->row_gone, &leave->seen)) < 0 ||
	    (r = ec2a__remember_reserve(&correlator->stream.seen, leave->seen.len / EC2A__REMEMBER_KEY)) < 0 ||
	    (r = copy_store(leave, &store)) < 0)
		return r;
	r = copy_told(leave, &told);
	if (r == 0 && (r = ec2a__ends_set_logins(&correlator->ends, &store)) < 0)
		ec2a__issued_free(&told);
	if (r < 0) {
		ec2a__store_free(&store);
		return r;
	}
	commit(leave, &store, &told);
	return 1;
}

/* Copying all that stays for a few that go would not pay. */
static int is_worth_it(const struct leave *leave)
{
	return leave->must || leave->n_gone > leave->correlator->joins.n_acts / 4;
}

/* Whether it can be worth it: more cannot go than what is old. */
static int may_be_worth_it(const ec2a_correlator *correlator)
{
	const struct ec2a__rows *rows = &correlator->rows;
	int64_t limit = ec2a__config_int(correlator->config, EC2A_OPT_SESSION_EVENTS);
	size_t old = correlator->joins.n_acts;

	for (size_t i = 0; i < rows->n_rows; i++) {
		if (rows->rows[i].count > limit)
			return 1;
		if (!is_old(correlator, ec2a__row_last(&correlator->joins, rows, i)))
			old -= rows->rows[i].count;
	}
	return correlator->stream.forcing || old > correlator->joins.n_acts / 4;
}

int ec2a__stream_let_go(ec2a_correlator *correlator)
{
	struct leave leave = { .correlator = correlator };
	size_t n = correlator->joins.n_acts;
	int r;

	if (!n || !may_be_worth_it(correlator))
		return 0;
	if ((r = ec2a__stream_index(correlator)) < 0)
		return r;
	ec2a__buf_init(&leave.seen, SIZE_MAX / 2);
	leave.gone = ec2a__calloc(n, 1);
	leave.row_gone = ec2a__calloc(correlator->rows.n_rows, 1);
	leave.pending = ec2a__calloc(correlator->stream.issued.n_rows, 1);
	if (!leave.gone || !leave.row_gone || !leave.pending) {
		r = EC2A_E_NOMEM;
	} else {
		keep_pending(&leave);
		mark_rows(&leave);
		mark_rowless(&leave);
		if (is_worth_it(&leave))
			r = replace(&leave);
	}
	ec2a__free(leave.gone);
	ec2a__free(leave.row_gone);
	ec2a__buf_free(&leave.seen);
	ec2a__free(leave.pending);
	ec2a__free(leave.known.keys);
	return r;
}

/* SPDX-License-Identifier: MIT */
/* What is told while the input goes on: rows that are decided, rows that changed, rows that are no more. */
#include "stream.h"

#include "crypto.h"
#include "facts_map.h"
#include "flags.h"
#include "mem.h"
#include "settings.h"
#include "timestamp.h"

#include <string.h>

void ec2a__act_key(const struct ec2a__act *act, unsigned char key[16])
{
	memcpy(key, act->flags & EC2A__ACT_BINARY ? act->event : act->digest, 16);
}

void ec2a__stream_init(ec2a_correlator *correlator)
{
	struct ec2a__stream *stream = &correlator->stream;

	ec2a__issued_init(&stream->issued);
	ec2a__remember_init(&stream->gone, (size_t)ec2a__config_int(correlator->config, EC2A_OPT_REMEMBERED));
	ec2a__remember_init(&stream->seen, (size_t)ec2a__config_int(correlator->config, EC2A_OPT_REMEMBERED));
}

void ec2a__stream_free(ec2a_correlator *correlator)
{
	struct ec2a__stream *stream = &correlator->stream;

	ec2a__free(stream->index.order);
	ec2a__free(stream->index.row_of);
	ec2a__issued_free(&stream->issued);
	ec2a__remember_free(&stream->gone);
	ec2a__remember_free(&stream->seen);
}

void ec2a__stream_joined(ec2a_correlator *correlator)
{
	struct ec2a__stream *stream = &correlator->stream;

	ec2a__free(stream->index.order);
	ec2a__free(stream->index.row_of);
	memset(&stream->index, 0, sizeof(stream->index));
	stream->joined = correlator->store.n_acts;
	stream->epoch = ec2a__facts_epoch(correlator->facts);
	stream->stale = 0;
	stream->next_issued = 0;
	stream->run++;
}

/* ---- which rows are decided ------------------------------------------------------- */

int64_t ec2a__stream_second(const ec2a_correlator *correlator)
{
	int64_t watermark = correlator->stream.watermark;

	return watermark / EC2A__SECOND - (watermark % EC2A__SECOND < 0);
}

/* Every record that could still take part in it has been seen, as far as the caller's word and the lateness go. */
static int is_decided(const ec2a_correlator *correlator, size_t row)
{
	const struct ec2a__stream *stream = &correlator->stream;
	int64_t opened = correlator->rows.rows[row].time;
	int64_t lateness = ec2a__config_int(correlator->config, EC2A_OPT_LATENESS);

	if (correlator->finished || opened == EC2A__NO_TIME)
		return 1;
	if (opened <= ec2a__stream_second(correlator) - lateness - EC2A__REACH -
			      ec2a__config_int(correlator->config, EC2A_OPT_SKEW))
		return 1;
	return stream->forcing &&
	       ec2a__row_last(&correlator->joins, &correlator->rows, row) <= stream->forced;
}

/* ---- what a row says ---------------------------------------------------------------- */

static int digest_of(const ec2a_session *session, unsigned char ret_digest[16])
{
	unsigned char digest[EC2A__SHA256];
	char *json;
	int r = ec2a_session_to_json(session, &json);

	if (r < 0)
		return r;
	r = ec2a__sha256(json, strlen(json), digest);
	ec2a__free(json);
	if (r == 0)
		memcpy(ret_digest, digest, 16);
	return r < 0 ? EC2A_E_NOMEM : 0;
}

/* A row that is decided: 1 when there is something to tell, 0 when that was told, or EC2A_E_NOMEM. */
static int tell(ec2a_correlator *correlator, size_t row, ec2a_session **ret_session)
{
	const struct ec2a__row *at = &correlator->rows.rows[row];
	struct ec2a__issued_row *told = ec2a__issued_get(&correlator->stream.issued, at->id);
	unsigned char digest[16];
	ec2a_session *session;
	uint64_t sign;
	int r;

	if (!told)
		return EC2A_E_NOMEM;
	correlator->rows.flags[row].kept = told->kept;
	correlator->rows.flags[row].bits |= told->kept;
	if (told->run == correlator->stream.run)
		return 0;
	sign = ec2a__stream_sign(correlator, row);
	if (told->revision && !told->withdrawn && told->made_of == sign) {
		told->run = correlator->stream.run;
		return 0;
	}
	r = ec2a__session_build(&correlator->joins, &correlator->rows, row, &session);
	if (r < 0)
		return r;
	r = digest_of(session, digest);
	if (r == 0 && (told->revision == 0 || told->withdrawn || memcmp(told->digest, digest, 16) != 0)) {
		r = ec2a__session_set_number(session, EC2A_SESSION_REVISION, told->revision + (int64_t)1);
		r = r < 0 ? r : 1;
	}
	if (r != 1)
		ec2a_session_unref(session);
	if (r < 0)
		return r;
	told->made_of = sign;
	told->run = correlator->stream.run;
	told->withdrawn = 0;
	memcpy(told->digest, digest, 16);
	ec2a__act_key(ec2a__joins_act(&correlator->joins, at->root), told->root);
	if (r == 1) {
		told->revision++;
		*ret_session = session;
	}
	return r;
}

/* ---- rows that are no more ------------------------------------------------------------ */

static int withdraw(ec2a_correlator *correlator, struct ec2a__issued_row *told, ec2a_session **ret_session)
{
	const unsigned char *now = NULL;
	int r = ec2a__stream_find_row(correlator, told->root, &now);

	if (r == 0)
		r = ec2a__session_withdrawn(told->id, told->revision + 1, now, ret_session);
	if (r < 0)
		return r;
	told->withdrawn = 1;
	told->revision++;
	return 1;
}

int ec2a__stream_next(ec2a_correlator *correlator, ec2a_session **ret_session)
{
	struct ec2a__stream *stream = &correlator->stream;
	int r = 0;

	if (stream->stale)
		return 0;
	for (; correlator->next < correlator->rows.n_rows; correlator->next++) {
		if (!is_decided(correlator, correlator->next))
			continue;
		r = tell(correlator, correlator->next, ret_session);
		if (r != 0)
			break;
	}
	if (r == 1)
		correlator->next++;
	/* Only when all that is there has been told is what was not met again known to be no more. */
	for (; r == 0 && stream->next_issued < stream->issued.n_rows; stream->next_issued++) {
		struct ec2a__issued_row *told = &stream->issued.rows[stream->next_issued];

		if (told->revision && !told->withdrawn && told->run != stream->run)
			r = withdraw(correlator, told, ret_session);
		if (r < 0)
			break;
	}
	return r;
}

/* ---- going on ---------------------------------------------------------------------------- */

int ec2a__stream_admit(ec2a_correlator *correlator, struct ec2a__store *store)
{
	struct ec2a__stream *stream = &correlator->stream;
	struct ec2a__act *act;
	unsigned char key[16];
	int64_t horizon = ec2a__config_int(correlator->config, EC2A_OPT_HORIZON) * EC2A__SECOND;
	int r = 1;

	if (!stream->on)
		return 1;
	act = ec2a__store_last(store);
	ec2a__act_key(act, key);
	if (act->flags & EC2A__ACT_WHOLE && ec2a__remember_has(&stream->gone, key)) {
		stream->duplicates += !ec2a__act_is_line(act);
		store->n_acts--;
		return 0;
	}
	if (store != &correlator->store) /* an end without a login: nothing says that it belongs to what was let go */
		return 1;
	if (act->time_us == EC2A__NO_TIME || act->time_us >= stream->watermark - horizon)
		r = ec2a__stream_knew(correlator, store, act);
	if (r < 0) {
		store->n_acts--;
		return r;
	}
	if (r) {
		act->flags |= EC2A__ACT_LATE;
		stream->late++;
	}
	return 1;
}

int64_t ec2a__stream_knows_from(const ec2a_correlator *correlator)
{
	return correlator->stream.on ? ec2a__stream_over_before(correlator) + EC2A__FAILURE_BEFORE : INT64_MIN;
}

EC2A_API int ec2a_correlator_watermark(const ec2a_correlator *correlator, int64_t *ret_time_us)
{
	if (!correlator || !ret_time_us)
		return EC2A_E_ARG;
	if (!correlator->stream.on)
		return 0;
	*ret_time_us = correlator->stream.watermark;
	return 1;
}

/* Nothing came since the last run: it would say the same again. */
static int is_joined(const ec2a_correlator *correlator)
{
	const struct ec2a__stream *stream = &correlator->stream;

	return stream->run && !stream->stale && stream->joined == correlator->store.n_acts &&
	       stream->epoch == ec2a__facts_epoch(correlator->facts);
}

/* What is near no login by now is only asked for by one that another log is late with. */
static void let_failures_go(ec2a_correlator *correlator)
{
	int64_t now = ec2a__stream_second(correlator), before = ec2a__stream_over_before(correlator);
	int64_t far = now - ec2a__config_int(correlator->config, EC2A_OPT_LATENESS) - EC2A__FAILURE_BEFORE;

	ec2a__failures_let_go(ec2a__facts_failures(correlator->facts), before, far > before ? far : before, now);
}

/* First all is joined: what came last may belong to a row that would be over without it. */
static int settle(ec2a_correlator *correlator)
{
	size_t facts = (size_t)ec2a__config_int(correlator->config, EC2A_OPT_HELD_FACTS);
	int r = ec2a__facts_limit(correlator->facts, facts, &correlator->stream.facts_dropped);

	if (r < 0)
		return r;
	if (!is_joined(correlator) && (r = ec2a__correlator_join(correlator)) < 0)
		return r;
	let_failures_go(correlator);
	r = ec2a__ends_let_go(&correlator->ends, ec2a__stream_over_before(correlator));
	if (r == 0)
		r = ec2a__stream_let_go(correlator);
	if (r == 1)
		r = ec2a__correlator_join(correlator);
	if (r == 0)
		r = ec2a__stream_limit(correlator);
	correlator->next = 0;
	return r;
}

EC2A_API int ec2a_correlator_advance(ec2a_correlator *correlator, int64_t time_us)
{
	struct ec2a__stream *stream;
	int64_t step;
	int r;

	if (!correlator || time_us < -EC2A__LATEST || time_us > EC2A__LATEST)
		return EC2A_E_ARG;
	if (correlator->finished)
		return EC2A_E_STATE;
	stream = &correlator->stream;
	step = ec2a__config_int(correlator->config, EC2A_OPT_SETTLE_STEP) * EC2A__SECOND;
	if (!stream->on) {
		stream->watermark = time_us;
		stream->joined_at = -EC2A__LATEST;
	}
	stream->on = 1;
	if (time_us > stream->watermark)
		stream->watermark = time_us;
	if (stream->joined_at != -EC2A__LATEST && stream->watermark - stream->joined_at < step)
		return 0;
	r = settle(correlator);
	if (r == 0)
		stream->joined_at = stream->watermark;
	return r;
}

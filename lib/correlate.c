/* SPDX-License-Identifier: MIT */
/* The correlator as its users see it: take, finish, next. */
#include "correlate_state.h"

#include "event_build.h"
#include "facts_map.h"
#include "flags.h"
#include "mem.h"
#include "push.h"
#include "session_build.h"
#include "settings.h"
#include "stream.h"

#include <string.h>

void ec2a__correlator_limit_failures(ec2a_correlator *correlator)
{
	ec2a__facts_failures(correlator->facts)->limit =
		(size_t)ec2a__config_int(correlator->config, EC2A_OPT_HELD_FAILURES);
}

EC2A_API int ec2a_correlator_new(ec2a_config *config, ec2a_correlator **ret_correlator)
{
	ec2a_correlator *correlator;

	if (!ret_correlator)
		return EC2A_E_ARG;
	correlator = ec2a__calloc(1, sizeof(*correlator));
	if (!correlator)
		return EC2A_E_NOMEM;
	if (ec2a_facts_new(&correlator->facts) < 0) {
		ec2a__free(correlator);
		return EC2A_E_NOMEM;
	}
	correlator->config = ec2a__config_use(config);
	ec2a__correlator_limit_failures(correlator);
	correlator->newest = EC2A__NO_TIME;
	ec2a__store_init(&correlator->store);
	ec2a__marks_init(&correlator->marks);
	ec2a__ends_init(&correlator->ends);
	ec2a__stream_init(correlator);
	*ret_correlator = correlator;
	return 0;
}

EC2A_API void ec2a_correlator_free(ec2a_correlator *correlator)
{
	if (!correlator)
		return;
	ec2a__stream_free(correlator);
	ec2a__rows_free(&correlator->rows);
	ec2a__joins_free(&correlator->joins);
	ec2a__store_free(&correlator->store);
	ec2a__marks_free(&correlator->marks);
	ec2a__marked_free(&correlator->marked);
	ec2a__ends_free(&correlator->ends);
	ec2a_facts_free(correlator->facts);
	ec2a_config_unref(correlator->config);
	ec2a__free(correlator);
}

int ec2a__correlator_is_finished(const ec2a_correlator *correlator)
{
	return correlator->finished;
}

/* Where an act goes, with room for what is noted of it; NULL: out of memory. */
static struct ec2a__store *choose_store(ec2a_correlator *correlator, const struct ec2a__draft *draft)
{
	size_t limit = (size_t)ec2a__config_int(correlator->config, EC2A_OPT_HELD_ENDS);

	if (draft->event->host && ec2a__ends_waits(&correlator->ends, draft->verdict.role, draft->event))
		return ec2a__ends_make_room(&correlator->ends, limit) < 0 ? NULL : &correlator->ends.waiting;
	if (draft->event->host && ec2a__ends_reserve(&correlator->ends) < 0)
		return NULL;
	return &correlator->store;
}

int ec2a__correlator_take(ec2a_correlator *correlator, const struct ec2a__draft *draft)
{
	struct ec2a__store *store;
	int r;

	if (correlator->finished)
		return EC2A_E_STATE;
	store = choose_store(correlator, draft);
	r = store ? ec2a__store_add(store, draft) : EC2A_E_NOMEM;
	if (r < 0)
		return r;
	if (!draft->event->host)
		ec2a__correlator_see(correlator, ec2a__store_last(store)->time_us);
	else if (correlator->stream.on && (r = ec2a__log_place(store, ec2a__store_last(store), EC2A__YEAR_CALLER,
							       correlator->stream.watermark)) < 0)
		store->n_acts--;
	if (r == 0)
		r = ec2a__stream_admit(correlator, store);
	if (r == 1)
		ec2a__ends_add_login(&correlator->ends, store, ec2a__store_last(store));
	return r < 0 ? r : 0;
}

void ec2a__correlator_see(ec2a_correlator *correlator, int64_t time_us)
{
	if (time_us > correlator->newest)
		correlator->newest = time_us;
}

EC2A_API int ec2a_correlator_add(ec2a_correlator *correlator, const ec2a_event *event)
{
	struct ec2a__draft draft;

	if (!correlator || !event)
		return EC2A_E_ARG;
	if (correlator->finished)
		return EC2A_E_STATE;
	if (!ec2a__draft_make(correlator->config, event, &draft))
		return 0;
	return ec2a__correlator_take(correlator, &draft);
}

EC2A_API int ec2a_correlator_add_facts(ec2a_correlator *correlator, const ec2a_facts *facts)
{
	if (!correlator || !facts)
		return EC2A_E_ARG;
	if (correlator->finished)
		return EC2A_E_STATE;
	return ec2a_facts_merge(correlator->facts, facts);
}

int ec2a__correlator_take_facts(ec2a_correlator *correlator, ec2a_facts *facts)
{
	return correlator->finished ? EC2A_E_STATE : ec2a__facts_take(correlator->facts, facts);
}

/* ---- finish ------------------------------------------------------------------ */

static int joins_alloc(const ec2a_correlator *correlator, struct ec2a__joins *joins)
{
	size_t n = correlator->store.n_acts;

	*joins = (struct ec2a__joins){
		.config = correlator->config,
		.store = &correlator->store,
		.facts = correlator->facts,
		.marks = &correlator->marks,
		.acts = ec2a__calloc(n, sizeof(*joins->acts)),
		.copies = ec2a__calloc(n, sizeof(*joins->copies)),
		.proof = ec2a__calloc(n, sizeof(*joins->proof)),
		.lead = ec2a__calloc(n, sizeof(*joins->lead)),
		.how = ec2a__calloc(n, 1),
		.confidence = ec2a__calloc(n, 1),
		.paired = ec2a__calloc(n, 1),
	};
	if (!joins->acts || !joins->copies || !joins->proof || !joins->lead || !joins->how || !joins->confidence ||
	    !joins->paired)
		return EC2A_E_NOMEM;
	for (size_t i = 0; i < n; i++) {
		joins->lead[i] = (uint32_t)i;
		joins->confidence[i] = EC2A_CONFIDENCE_EXACT;
	}
	return 0;
}

void ec2a__joins_free(struct ec2a__joins *joins)
{
	ec2a__free(joins->acts);
	ec2a__free(joins->copies);
	ec2a__free(joins->proof);
	ec2a__free(joins->lead);
	ec2a__free(joins->how);
	ec2a__free(joins->confidence);
	ec2a__free(joins->paired);
	ec2a__free(joins->replaced);
	memset(joins, 0, sizeof(*joins));
}

uint32_t ec2a__joins_root(const struct ec2a__joins *joins, uint32_t number)
{
	while (joins->lead[number] != number)
		number = joins->lead[number];
	return number;
}

/* Every join is a function over the acts in canonical order. */
static int join_all(struct ec2a__joins *joins)
{
	static int (*const steps[])(struct ec2a__joins *) = {
		ec2a__dedup,	ec2a__join_shared, ec2a__join_ssm,  ec2a__join_ssm_soft,    ec2a__join_csv,
		ec2a__join_fleet, ec2a__join_push, ec2a__join_push_masked, ec2a__join_approval,
		ec2a__join_host_key, ec2a__join_host_route, ec2a__join_host_lines,
	};

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		int r = steps[i](joins);

		if (r < 0)
			return r;
	}
	return 0;
}

int ec2a__correlator_place_years(ec2a_correlator *correlator, int64_t newest)
{
	return ec2a__log_place_all(&correlator->store, newest == EC2A__NO_TIME ? EC2A__YEAR_OPEN : EC2A__YEAR_TRAIL, newest);
}

static int place_years(ec2a_correlator *correlator)
{
	if (correlator->stream.on)
		return ec2a__log_place_all(&correlator->store, EC2A__YEAR_CALLER, correlator->stream.watermark);
	return ec2a__correlator_place_years(correlator, correlator->newest);
}

int ec2a__correlator_join(ec2a_correlator *correlator)
{
	struct ec2a__joins joins = { 0 };
	struct ec2a__rows rows = { 0 };
	int r = ec2a__facts_seal(correlator->facts);

	if (r < 0 || (r = ec2a__ends_claim(&correlator->ends, &correlator->store)) < 0 ||
	    (r = place_years(correlator)) < 0 || (r = ec2a__marks_settle(&correlator->marks)) < 0 ||
	    (r = ec2a__join_failures(&correlator->store, correlator->facts, ec2a__stream_knows_from(correlator))) < 0)
		return r;
	if ((r = joins_alloc(correlator, &joins)) < 0 || (r = ec2a__tunnels_name(&joins, &correlator->store)) < 0 ||
	    (r = join_all(&joins)) < 0 ||
	    (r = ec2a__rows_make(&joins, &rows)) < 0 ||
	    (r = ec2a__flags_make(&joins, &correlator->stream.seen, &rows)) < 0) {
		ec2a__rows_free(&rows);
		ec2a__joins_free(&joins);
		return r;
	}
	if (joins.capped)
		ec2a__config_log(correlator->config, 0,
				 "too many masked records within one window: not every pair was looked at");
	ec2a__joins_free(&correlator->joins);
	ec2a__rows_free(&correlator->rows);
	correlator->joins = joins;
	correlator->rows = rows;
	correlator->next = 0;
	ec2a__stream_joined(correlator);
	return 0;
}

EC2A_API int ec2a_correlator_finish(ec2a_correlator *correlator)
{
	int r;

	if (!correlator)
		return EC2A_E_ARG;
	if (correlator->finished)
		return 0;
	r = ec2a__correlator_join(correlator);
	if (r == 0)
		correlator->finished = 1;
	return r;
}

EC2A_API int ec2a_correlator_next(ec2a_correlator *correlator, ec2a_session **ret_session)
{
	int r;

	if (!correlator || !ret_session)
		return EC2A_E_ARG;
	if (correlator->stream.on)
		return ec2a__stream_next(correlator, ret_session);
	if (!correlator->finished || correlator->next == correlator->rows.n_rows)
		return 0;
	r = ec2a__session_build(&correlator->joins, &correlator->rows, correlator->next, ret_session);
	if (r < 0)
		return r;
	correlator->next++;
	return 1;
}

EC2A_API uint64_t ec2a_correlator_count(const ec2a_correlator *correlator, int counter)
{
	const struct ec2a__stream *stream;

	if (!correlator)
		return 0;
	stream = &correlator->stream;
	switch (counter) {
	case EC2A_COUNT_RECORDS_ACCESS:
		return stream->access + correlator->rows.access;
	case EC2A_COUNT_RECORDS_CONTEXT:
		return stream->context + correlator->rows.context;
	case EC2A_COUNT_RECORDS_DUPLICATES:
		return stream->duplicates + correlator->rows.duplicates;
	case EC2A_COUNT_LINES_ACCESS:
		return stream->lines + correlator->rows.lines;
	case EC2A_COUNT_SESSIONS:
		return stream->rows + correlator->rows.n_rows;
	case EC2A_COUNT_LATE:
		return stream->late;
	case EC2A_COUNT_ROWS_FORCED:
		return stream->forced_rows;
	case EC2A_COUNT_EVENTS_CAPPED:
		return stream->capped;
	case EC2A_COUNT_FORGOTTEN:
		return stream->gone.forgotten + stream->seen.forgotten;
	case EC2A_COUNT_ENDS_DROPPED:
		return correlator->ends.dropped;
	case EC2A_COUNT_FACTS_DROPPED:
		return stream->facts_dropped;
	case EC2A_COUNT_FAILURES_DROPPED:
		/* Those over the limit that are still there go when they are looked at or saved: they count by now. */
		ec2a__failures_settle(ec2a__facts_failures(correlator->facts));
		return ec2a__facts_failures(correlator->facts)->dropped;
	default:
		return 0;
	}
}

/* SPDX-License-Identifier: MIT */
/* For those who list events: which of several copies counts (ruling 2), and when a line was written (ruling 12), as the
 * correlator has it. */
#include "correlate_state.h"

#include "event_build.h"
#include "mem.h"

#include <string.h>

/* Context records are not weighed when they are read; any order of their copies will do that depends on nothing
 * but the records. */
static int give_digest(struct ec2a__act *act, const ec2a_event *event)
{
	static const unsigned char none[sizeof(act->digest)];
	unsigned char digest[EC2A__SHA256];
	int r;

	if (memcmp(act->digest, none, sizeof(none)) != 0)
		return 0;
	r = ec2a__sha256(event->raw, event->raw_size, digest);
	if (r == 0)
		memcpy(act->digest, digest, sizeof(act->digest));
	return r;
}

static int add_all(struct ec2a__store *store, ec2a_event *const *events, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct ec2a__draft draft = { .event = events[i] };
		struct ec2a__act *place = ec2a__store_place(store); /* where the next one goes */
		int r = place ? ec2a__store_add(store, &draft) : EC2A_E_NOMEM;

		if (r == 0)
			r = give_digest(place, events[i]);
		if (r < 0)
			return r;
	}
	return 0;
}

/* order[] has room for count: the places that count, in their order, then the others. */
static void put_others(uint32_t *order, size_t kept, uint8_t *counts, size_t count)
{
	for (size_t i = 0; i < kept; i++)
		counts[order[i]] = 1;
	for (size_t i = 0; i < count; i++)
		if (!counts[i])
			order[kept++] = (uint32_t)i;
}

static void reorder(ec2a_event **events, ec2a_event **room, const uint32_t *order, size_t count)
{
	for (size_t i = 0; i < count; i++)
		room[i] = events[order[i]];
	if (count)
		memcpy(events, room, count * sizeof(*room));
}

EC2A_API int ec2a_events_settle(ec2a_event **events, size_t count, size_t *ret_kept)
{
	struct ec2a__store store;
	struct ec2a__joins joins = { .store = &store };
	ec2a_event **room = ec2a__calloc(count, sizeof(*room));
	uint8_t *counts = ec2a__calloc(count, 1);
	int r = EC2A_E_NOMEM;

	ec2a__store_init(&store);
	joins.acts = ec2a__calloc(count, sizeof(*joins.acts));
	joins.copies = ec2a__calloc(count, sizeof(*joins.copies));
	if ((!events && count) || !ret_kept || count >= EC2A__NONE)
		r = EC2A_E_ARG;
	else if (room && counts && joins.acts && joins.copies)
		r = add_all(&store, events, count);
	if (r == 0)
		r = ec2a__dedup(&joins);
	if (r == 0) {
		put_others(joins.acts, joins.n_acts, counts, count);
		reorder(events, room, joins.acts, count);
		*ret_kept = joins.n_acts;
	}
	ec2a__joins_free(&joins);
	ec2a__store_free(&store);
	ec2a__free(counts);
	ec2a__free(room);
	return r;
}

EC2A_API int ec2a_correlator_event_time(const ec2a_correlator *correlator, const ec2a_event *event,
					int64_t *ret_time_us)
{
	int64_t reference;

	if (!correlator || !event || !ret_time_us)
		return 0;
	reference = correlator->stream.on ? correlator->stream.watermark : correlator->newest;
	if (!correlator->stream.on && reference == EC2A__NO_TIME) {
		if (!event->host || event->host->file_time == EC2A__YEAR_OPEN)
			return ec2a_event_time_us(event, ret_time_us);
		reference = event->host->file_time_us;
	}
	return ec2a_event_time_near(event, reference, ret_time_us);
}

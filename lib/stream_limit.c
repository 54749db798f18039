/* SPDX-License-Identifier: MIT */
/* Too much is held: the oldest rows, and acts that make none, are told and let go before their time. */
#include "stream.h"

#include "mem.h"
#include "settings.h"

/* By act: the newest second of its row, of what makes no row its own. */
struct lasts {
	int64_t *seconds;
	uint32_t *order;
};

static int compare_lasts(const void *context, uint32_t a, uint32_t b)
{
	const struct lasts *lasts = context;

	if (lasts->seconds[a] != lasts->seconds[b])
		return lasts->seconds[a] < lasts->seconds[b] ? -1 : 1;
	return a < b ? -1 : a > b;
}

static void find_lasts(const ec2a_correlator *correlator, const struct lasts *lasts)
{
	const struct ec2a__joins *joins = &correlator->joins;
	const struct ec2a__rows *rows = &correlator->rows;

	for (size_t i = 0; i < joins->n_acts; i++) {
		lasts->seconds[i] = ec2a__act_second(ec2a__joins_act(joins, (uint32_t)i));
		lasts->order[i] = (uint32_t)i;
	}
	for (size_t i = 0; i < rows->n_rows; i++) {
		int64_t last = ec2a__row_last(joins, rows, i);

		for (uint32_t k = 0; k < rows->rows[i].count; k++)
			lasts->seconds[rows->members[rows->rows[i].first + k]] = last;
	}
}

int ec2a__stream_limit(ec2a_correlator *correlator)
{
	size_t limit = (size_t)ec2a__config_int(correlator->config, EC2A_OPT_HELD_RECORDS);
	size_t n = correlator->joins.n_acts, held = n + correlator->joins.n_replaced, excess;
	struct lasts lasts;
	int r;

	correlator->stream.forcing = 0;
	if (held <= limit)
		return 0;
	lasts.seconds = ec2a__calloc(n, sizeof(*lasts.seconds));
	lasts.order = ec2a__calloc(n, sizeof(*lasts.order));
	r = lasts.seconds && lasts.order ? 0 : EC2A_E_NOMEM;
	if (r == 0) {
		find_lasts(correlator, &lasts);
		r = ec2a__sort(lasts.order, n, compare_lasts, &lasts);
	}
	if (r == 0) {
		/* what stays is three quarters of the limit */
		excess = held - limit / 4 * 3;
		correlator->stream.forced = lasts.seconds[lasts.order[(excess < n ? excess : n) - 1]];
		correlator->stream.forcing = 1;
	}
	ec2a__free(lasts.seconds);
	ec2a__free(lasts.order);
	return r;
}

/* SPDX-License-Identifier: MIT */
/* Groups of acts become rows: which make one, their ids and their order. */
#include "correlate_state.h"

#include "crypto.h"
#include "mem.h"

#include <string.h>

void ec2a__rows_free(struct ec2a__rows *rows)
{
	ec2a__free(rows->rows);
	ec2a__free(rows->members);
	ec2a__free(rows->flags);
	ec2a__free(rows->keys);
	memset(rows, 0, sizeof(*rows));
}

/* An approval that stayed alone, and a refused channel (the agent's retry), are no rows. */
static int makes_row(const struct ec2a__joins *joins, uint32_t number)
{
	const struct ec2a__act *act = ec2a__joins_act(joins, number);

	if (!ec2a__joins_is_free(joins, number) || act->role == EC2A_ROLE_APPROVAL)
		return 0;
	if (ec2a__act_is_line(act))
		return act->kind != 0; /* a login */
	return ec2a__act_is_granted(act) || act->kind != 0;
}

/* ---- ids ----------------------------------------------------------------------- */

static int add_text(struct ec2a__buf *buf, const char *text)
{
	size_t size = text ? strlen(text) : UINT32_MAX;
	unsigned char length[4] = { (unsigned char)(size >> 24), (unsigned char)(size >> 16),
				    (unsigned char)(size >> 8), (unsigned char)size };
	int r = ec2a__buf_add(buf, length, sizeof(length));

	return r < 0 || !text ? r : ec2a__buf_adds(buf, text);
}

static int add_time(struct ec2a__buf *buf, const struct ec2a__act *act)
{
	unsigned char time[8];

	for (size_t i = 0; i < sizeof(time); i++)
		time[i] = (unsigned char)((uint64_t)act->time_us >> (56 - 8 * i));
	return ec2a__buf_add(buf, time, sizeof(time));
}

/* Each text with its length, so that no two lists look alike. */
static int add_fields(struct ec2a__buf *buf, const struct ec2a__store *store, const struct ec2a__act *act)
{
	const uint32_t ids[] = {
		ec2a__act_account(store, act),		      ec2a__act_region(store, act),
		ec2a__act_where(store, act, EC2A__WHERE_SOURCE), ec2a__act_where(store, act, EC2A__WHERE_NAME),
		ec2a__act_who(store, act, EC2A__WHO_ARN),     ec2a__act_what(store, act, EC2A__WHAT_TARGET),
	};
	int r = ec2a__buf_add(buf, "fields", sizeof("fields"));

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]) && r == 0; i++)
		r = add_text(buf, ec2a__act_text(store, ids[i]));
	return r < 0 ? r : add_time(buf, act);
}

/* Of a login that only a line shows. */
static int add_line(struct ec2a__buf *buf, const struct ec2a__store *store, const struct ec2a__act *act)
{
	const uint32_t ids[] = {
		ec2a__act_log(store, act, EC2A__LOG_HOST), ec2a__act_log(store, act, EC2A__LOG_PID),
		ec2a__act_what(store, act, EC2A__WHAT_OS_USER), act->ip, ec2a__act_log(store, act, EC2A__LOG_PORT),
	};
	int r = ec2a__buf_add(buf, "line", sizeof("line"));

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]) && r == 0; i++)
		r = add_text(buf, ec2a__act_text(store, ids[i]));
	return r < 0 ? r : add_time(buf, act);
}

/* ordinal: 0, or which of several acts that hash alike, because what differs is masked. */
static int make_id(const struct ec2a__joins *joins, struct ec2a__row *row, uint32_t ordinal)
{
	const struct ec2a__act *act = ec2a__joins_act(joins, row->root);
	unsigned char digest[EC2A__SHA256];
	char room[EC2A__EVENT_ID_TEXT];
	struct ec2a__buf buf;
	int r;

	ec2a__buf_init(&buf, SIZE_MAX / 2);
	if (ec2a__act_is_line(act)) {
		r = add_line(&buf, joins->store, act);
	} else if (act->flags & EC2A__ACT_WHOLE) {
		r = ec2a__buf_add(&buf, "event", sizeof("event"));
		r = r < 0 ? r : ec2a__buf_adds(&buf, ec2a__act_event_id(joins->store, act, room));
	} else {
		r = add_fields(&buf, joins->store, act);
	}
	if (r == 0 && ordinal)
		r = ec2a__buf_add(&buf, &(unsigned char[]){ 0, (unsigned char)(ordinal >> 24),
							      (unsigned char)(ordinal >> 16),
							      (unsigned char)(ordinal >> 8), (unsigned char)ordinal },
				  5);
	if (r == 0)
		r = ec2a__sha256(buf.data, buf.len, digest);
	ec2a__buf_free(&buf);
	if (r < 0)
		return EC2A_E_NOMEM;
	memcpy(row->id, digest, sizeof(row->id));
	return 0;
}

/* ---- rows ------------------------------------------------------------------------ */

static int compare_rows(const void *context, uint32_t a, uint32_t b)
{
	const struct ec2a__row *x = (const struct ec2a__row *)context + a, *y = (const struct ec2a__row *)context + b;
	int order;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	order = memcmp(x->id, y->id, sizeof(x->id));
	if (order)
		return order;
	return x->root < y->root ? -1 : x->root > y->root;
}

static uint64_t row_key(const void *context, uint32_t row)
{
	return ec2a__key_of(((const struct ec2a__row *)context)[row].time);
}

static int sort_rows(struct ec2a__rows *rows)
{
	struct ec2a__row *sorted = ec2a__calloc(rows->n_rows, sizeof(*sorted));
	uint32_t *order = ec2a__calloc(rows->n_rows, sizeof(*order));
	int r = sorted && order ? 0 : EC2A_E_NOMEM;
	size_t i;

	for (i = 0; r == 0 && i < rows->n_rows; i++)
		order[i] = (uint32_t)i;
	if (r == 0)
		r = ec2a__sort_by_key(order, rows->n_rows, row_key, compare_rows, rows->rows);
	if (r == 0) {
		for (i = 0; i < rows->n_rows; i++)
			sorted[i] = rows->rows[order[i]];
		ec2a__free(rows->rows);
		rows->rows = sorted;
		sorted = NULL;
	}
	ec2a__free(sorted);
	ec2a__free(order);
	return r;
}

/* Equal ids lie side by side; the first in canonical order keeps it. */
static int part_equal_ids(const struct ec2a__joins *joins, struct ec2a__rows *rows)
{
	uint32_t ordinal = 0;
	int r, any = 0;

	for (size_t i = rows->n_rows; i-- > 1;) {
		/* from the end, so that the one to compare with still has its first id */
		size_t first = i;

		while (first > 0 && rows->rows[first - 1].time == rows->rows[i].time &&
		       memcmp(rows->rows[first - 1].id, rows->rows[i].id, sizeof(rows->rows[i].id)) == 0)
			first--;
		for (ordinal = 1; first + ordinal <= i; ordinal++, any = 1)
			if ((r = make_id(joins, &rows->rows[first + ordinal], ordinal)) < 0)
				return r;
		i = first ? first : 1;
	}
	return any ? sort_rows(rows) : 0;
}

static int list_rows(const struct ec2a__joins *joins, struct ec2a__rows *rows, uint32_t *row_of)
{
	size_t n = 0;

	for (size_t i = 0; i < joins->n_acts; i++)
		n += makes_row(joins, (uint32_t)i) != 0;
	rows->rows = ec2a__calloc(n, sizeof(*rows->rows));
	rows->members = ec2a__calloc(joins->n_acts, sizeof(*rows->members));
	if (!rows->rows || !rows->members)
		return EC2A_E_NOMEM;
	for (size_t i = 0; i < joins->n_acts; i++) {
		struct ec2a__row *row = &rows->rows[rows->n_rows];
		int r;

		row_of[i] = EC2A__NONE;
		if (!makes_row(joins, (uint32_t)i))
			continue;
		row->root = (uint32_t)i;
		row->time = ec2a__act_second(ec2a__joins_act(joins, row->root));
		if ((r = make_id(joins, row, 0)) < 0)
			return r;
		row_of[i] = (uint32_t)rows->n_rows++;
	}
	return 0;
}

/* By counting: acts are walked in canonical order, so members stand in it. */
static void list_members(const struct ec2a__joins *joins, struct ec2a__rows *rows, const uint32_t *row_of)
{
	uint32_t first = 0, row;
	size_t i;

	for (i = 0; i < joins->n_acts; i++)
		if ((row = row_of[ec2a__joins_root(joins, (uint32_t)i)]) != EC2A__NONE)
			rows->rows[row].count++;
	for (i = 0; i < rows->n_rows; i++) {
		rows->rows[i].first = first;
		first += rows->rows[i].count;
		rows->rows[i].count = 0;
	}
	for (i = 0; i < joins->n_acts; i++)
		if ((row = row_of[ec2a__joins_root(joins, (uint32_t)i)]) != EC2A__NONE)
			rows->members[rows->rows[row].first + rows->rows[row].count++] = (uint32_t)i;
}

/* Ruling 32: an approval that no session took is context, every copy of it. */
static void count(const struct ec2a__joins *joins, struct ec2a__rows *rows)
{
	for (size_t i = 0; i < joins->n_acts; i++) {
		const struct ec2a__act *act = ec2a__joins_act(joins, (uint32_t)i);
		uint32_t root = ec2a__joins_root(joins, (uint32_t)i);

		if (ec2a__act_is_line(act)) {
			rows->lines += (uint64_t)ec2a__joins_is_shown_line(joins, (uint32_t)i);
		} else if (act->role == EC2A_ROLE_APPROVAL && ec2a__joins_act(joins, root)->role == EC2A_ROLE_APPROVAL) {
			rows->context += joins->copies[i];
		} else {
			rows->access++;
			rows->duplicates += joins->copies[i] - 1;
		}
	}
}

int ec2a__rows_make(const struct ec2a__joins *joins, struct ec2a__rows *ret_rows)
{
	uint32_t *row_of = ec2a__calloc(joins->n_acts, sizeof(*row_of));
	struct ec2a__rows rows = { 0 };
	int r = row_of ? list_rows(joins, &rows, row_of) : EC2A_E_NOMEM;

	if (r == 0) {
		list_members(joins, &rows, row_of);
		count(joins, &rows);
		r = sort_rows(&rows);
	}
	if (r == 0)
		r = part_equal_ids(joins, &rows);
	ec2a__free(row_of);
	if (r < 0) {
		ec2a__rows_free(&rows);
		return r;
	}
	*ret_rows = rows;
	return 0;
}

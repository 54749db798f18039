/* SPDX-License-Identifier: MIT */
/* What the flags of other correlators' rows need of this one's: a mark for each instance and caller, instance and
 * address, and pushed key, of all rows that take part (flags.c says which). */
#include "flags.h"

#include "mem.h"
#include "stream.h"

#include <stdlib.h>
#include <string.h>

struct list {
	ec2a_correlator *correlator;
	struct ec2a__marked marked;
};

void ec2a__marked_free(struct ec2a__marked *marked)
{
	ec2a__free(marked->rows);
	ec2a__buf_free(&marked->out);
	memset(marked, 0, sizeof(*marked));
}

/* ---- which rows are about what ------------------------------------------------------- */

static int add(struct list *list, size_t row, char kind, const char *a, const char *b)
{
	struct ec2a__marked *marked = &list->marked;
	struct ec2a__marked_row *at;

	if (marked->n == marked->cap) {
		size_t cap = marked->cap ? marked->cap * 2 : 64;

		at = ec2a__realloc_array(marked->rows, cap, sizeof(*at));
		if (!at)
			return EC2A_E_NOMEM;
		marked->rows = at;
		marked->cap = cap;
	}
	at = &marked->rows[marked->n];
	*at = (struct ec2a__marked_row){ .kind = (unsigned char)kind, .row = (uint32_t)row };
	if (ec2a__flags_about(kind, a, b, at->about) < 0)
		return EC2A_E_NOMEM;
	marked->n++;
	return 0;
}

static int add_row(struct list *list, size_t row)
{
	const struct ec2a__joins *joins = &list->correlator->joins;
	const struct ec2a__rows *rows = &list->correlator->rows;
	const struct ec2a__act *root = ec2a__joins_act(joins, rows->rows[row].root);
	const char *instance = root->kind ? ec2a__flags_instance(joins, rows, row) : NULL;
	const char *key = ec2a__act_text(joins->store, ec2a__flags_pushed(joins, rows, row));
	const char *arn = ec2a__act_text(joins->store, ec2a__act_who(joins->store, root, EC2A__WHO_ARN));
	char address[33];
	int r = 0;

	if (!instance)
		return 0;
	if (key)
		r = add(list, row, EC2A__MARK_KEY, key, NULL);
	if (r < 0 || root->time_us == EC2A__NO_TIME)
		return r;
	if (!ec2a__flags_is_hidden(root, arn))
		r = add(list, row, EC2A__MARK_PRINCIPAL, instance, arn);
	if (r == 0 && ec2a__flags_address(joins, root, address))
		r = add(list, row, EC2A__MARK_ADDRESS, instance, address);
	return r;
}

static int compare(const void *a, const void *b)
{
	const struct ec2a__marked_row *x = a, *y = b;
	int order = memcmp(x->about, y->about, sizeof(x->about));

	if (order)
		return order;
	return x->row < y->row ? -1 : x->row > y->row;
}

static int make_list(ec2a_correlator *correlator)
{
	struct list list = { .correlator = correlator };
	int r = 0;

	for (size_t i = 0; r == 0 && i < correlator->rows.n_rows; i++)
		r = add_row(&list, i);
	if (r < 0) {
		ec2a__marked_free(&list.marked);
		return r;
	}
	if (list.marked.n > 1)
		qsort(list.marked.rows, list.marked.n, sizeof(*list.marked.rows), compare);
	ec2a__buf_init(&list.marked.out, SIZE_MAX / 2);
	list.marked.listed = 1;
	correlator->marked = list.marked;
	return 0;
}

/* ---- writing ---------------------------------------------------------------------------- */

static int put_number(struct ec2a__buf *out, uint64_t number, size_t size)
{
	unsigned char bytes[8];

	for (size_t i = 0; i < size; i++)
		bytes[i] = (unsigned char)(number >> (8 * i));
	return ec2a__buf_add(out, bytes, size);
}

/* Rows that are of one thing, in their order. An action is nobody's first. */
static const struct ec2a__row *first_of(const ec2a_correlator *correlator, const struct ec2a__marked_row *rows, size_t count)
{
	for (size_t i = 0; rows->kind != EC2A__MARK_KEY && i < count; i++) {
		const struct ec2a__row *row = &correlator->rows.rows[rows[i].row];

		if (ec2a__joins_act(&correlator->joins, row->root)->kind != EC2A_KIND_ACTION)
			return row;
	}
	return NULL;
}

/* What stands behind the head for one row: 1, 0 where it adds nothing, or EC2A_E_NOMEM. */
static int put_row(const ec2a_correlator *correlator, const struct ec2a__marked_row *rows, size_t index,
		   struct ec2a__buf *out)
{
	const struct ec2a__row *row = &correlator->rows.rows[rows[index].row];
	const char *instance;
	int r;

	if (rows->kind == EC2A__MARK_ADDRESS)
		return 0;
	if (rows->kind == EC2A__MARK_PRINCIPAL) {
		if (ec2a__joins_act(&correlator->joins, row->root)->outcome != EC2A_OUTCOME_DENIED)
			return 0;
		return put_number(out, (uint64_t)row->time, 8) < 0 ? EC2A_E_NOMEM : 1;
	}
	instance = ec2a__flags_instance(&correlator->joins, &correlator->rows, rows[index].row);
	/* Many logins with one key stand on one instance side by side, in time: one look back keeps most copies out. */
	if (index && strcmp(instance, ec2a__flags_instance(&correlator->joins, &correlator->rows, rows[index - 1].row)) == 0)
		return 0;
	r = put_number(out, strlen(instance), 4);
	if (r == 0)
		r = ec2a__buf_adds(out, instance);
	return r < 0 ? EC2A_E_NOMEM : 1;
}

static int put_mark(const ec2a_correlator *correlator, const struct ec2a__marked_row *rows, size_t count,
		    struct ec2a__buf *out)
{
	static const unsigned char no_id[sizeof(correlator->rows.rows->id)];
	const struct ec2a__row *first = first_of(correlator, rows, count);
	uint32_t said = 0;
	size_t at;
	int r = ec2a__buf_add(out, rows->about, sizeof(rows->about));

	if (r == 0)
		r = put_number(out, rows->kind, 1);
	if (r == 0)
		r = put_number(out, (uint64_t)(first ? first->time : EC2A__MARK_NONE), 8);
	if (r == 0)
		r = ec2a__buf_add(out, first ? first->id : no_id, sizeof(no_id));
	at = out->len;
	if (r == 0)
		r = put_number(out, 0, 4);
	for (size_t i = 0; r >= 0 && i < count; i++) {
		r = put_row(correlator, rows, i, out);
		said += r == 1;
	}
	for (size_t i = 0; r >= 0 && i < 4; i++)
		out->data[at + i] = (char)(said >> (8 * i));
	return r < 0 ? EC2A_E_NOMEM : 0;
}

/* ---- the calls ------------------------------------------------------------------------------ */

EC2A_API int ec2a_correlator_next_mark(ec2a_correlator *correlator, const void **ret_mark, size_t *ret_size)
{
	struct ec2a__marked *marked;
	size_t end;
	int r;

	if (!correlator || !ret_mark || !ret_size)
		return EC2A_E_ARG;
	marked = &correlator->marked;
	if (!correlator->finished || correlator->stream.on)
		return 0;
	if (!marked->listed && (r = make_list(correlator)) < 0)
		return r;
	if (marked->next == marked->n)
		return 0;
	for (end = marked->next + 1; end < marked->n; end++)
		if (memcmp(marked->rows[end].about, marked->rows[marked->next].about, EC2A__MARK_ABOUT) != 0)
			break;
	ec2a__buf_clear(&marked->out);
	r = put_mark(correlator, marked->rows + marked->next, end - marked->next, &marked->out);
	if (r < 0)
		return r;
	marked->next = end;
	*ret_mark = marked->out.data;
	*ret_size = marked->out.len;
	return 1;
}

EC2A_API int ec2a_correlator_add_mark(ec2a_correlator *correlator, const void *mark, size_t size)
{
	if (!correlator || !mark)
		return EC2A_E_ARG;
	if (correlator->finished || correlator->stream.on)
		return EC2A_E_STATE;
	return ec2a__marks_add(&correlator->marks, mark, size);
}

/* SPDX-License-Identifier: MIT */
/* A correlator becomes bytes (saved.h says which). */
#include "saved.h"

#include "mem.h"
#include "reason.h"

#include <string.h>

struct save {
	struct ec2a__writer out;
	const struct ec2a__intern *text;
	uint32_t *numbers; /* by id: its number, 0 before its first mention */
	uint32_t n_numbers;
};

/* ---- texts and tuples ------------------------------------------------------------- */

/* 1 when what it stands for must follow. */
static int put_number(struct save *save, uint32_t id)
{
	int first = id && !save->numbers[id];

	if (first)
		save->numbers[id] = ++save->n_numbers;
	ec2a__write_number(&save->out, id ? save->numbers[id] : 0, 4);
	return first;
}

static void put_text(struct save *save, const char *text)
{
	ec2a__write_number(&save->out, strlen(text), 4);
	ec2a__write(&save->out, text, strlen(text));
}

static void put(struct save *save, uint32_t id)
{
	if (put_number(save, id))
		put_text(save, ec2a__intern_get(save->text, id));
}

/* Tuples of tuples of texts are as deep as it goes. */
static void put_tuple(struct save *save, int shape, uint32_t id, int depth)
{
	size_t count;
	const uint32_t *ids;

	if (!put_number(save, id))
		return;
	ids = ec2a__intern_tuple(save->text, id, &count);
	ec2a__write_number(&save->out, count, 4);
	for (size_t i = 0; i < count; i++) {
		int member = ec2a__shape_member(shape, i);

		if (member == EC2A__SHAPE_NUMBER || member == EC2A__SHAPE_COUNT)
			ec2a__write_number(&save->out, ids[i], 4);
		else if (member == EC2A__SHAPE_REASON)
			put_text(save, ec2a__reason_name((int)ids[i]));
		else if (member == EC2A__SHAPE_TEXT)
			put(save, ids[i]);
		else if (depth)
			put_tuple(save, member, ids[i], depth - 1);
	}
}

/* ---- parts ----------------------------------------------------------------------------- */

static void put_act(struct save *save, const struct ec2a__act *act)
{
	const uint8_t small[] = { act->role, act->method, act->surface, act->os, act->os_confidence, act->outcome,
				  act->kind, act->flags };
	uint32_t id;

	ec2a__write(&save->out, small, sizeof(small));
	ec2a__write_number(&save->out, (uint64_t)act->time_us, 8);
	if (act->flags & EC2A__ACT_BINARY) {
		ec2a__write(&save->out, act->event, sizeof(act->event));
	} else {
		memcpy(&id, act->event, sizeof(id));
		put(save, id);
	}
	ec2a__write(&save->out, act->digest, sizeof(act->digest));
	ec2a__write_number(&save->out, act->values, 4);
	put_tuple(save, EC2A__SHAPE_WHERE, act->where, 1);
	put_tuple(save, EC2A__SHAPE_WHO, act->who, 1);
	put(save, act->ip);
	put(save, act->session);
	put_tuple(save, EC2A__SHAPE_WHAT, act->what, 1);
	put_tuple(save, ec2a__shape_of_why(act), act->why, 1);
}

static void put_head(struct save *save, const struct ec2a__stream *stream, int64_t newest)
{
	const uint64_t numbers[] = { (uint64_t)stream->watermark, stream->access,      stream->context,
				     stream->duplicates,	  stream->rows,	       stream->late,
				     stream->forced_rows,	  stream->capped, stream->gone.forgotten,
				     stream->seen.forgotten,	  stream->lines,       (uint64_t)newest };

	ec2a__write(&save->out, EC2A__SAVED_MAGIC, EC2A__SAVED_MAGIC_SIZE);
	ec2a__write_number(&save->out, EC2A__SAVED_VERSION, 4);
	ec2a__write_number(&save->out, (uint64_t)stream->on, 1);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		ec2a__write_number(&save->out, numbers[i], 8);
}

static void put_issued(struct save *save, const struct ec2a__issued *issued)
{
	ec2a__write_number(&save->out, issued->n_rows, 8);
	for (size_t i = 0; i < issued->n_rows; i++) {
		const struct ec2a__issued_row *row = &issued->rows[i];

		ec2a__write(&save->out, row->id, sizeof(row->id));
		ec2a__write(&save->out, row->root, sizeof(row->root));
		ec2a__write(&save->out, row->digest, sizeof(row->digest));
		ec2a__write_number(&save->out, row->revision, 4);
		ec2a__write_number(&save->out, row->kept, 2);
		ec2a__write_number(&save->out, row->withdrawn, 1);
	}
}

static void put_keys(struct save *save, const struct ec2a__remember_table *table)
{
	ec2a__write_number(&save->out, table->count, 8);
	for (size_t i = 0; i < table->n_slots; i++)
		if (table->used[i])
			ec2a__write(&save->out, table->keys[i], EC2A__REMEMBER_KEY);
}

static void put_facts(struct save *save, const ec2a_facts *facts)
{
	void *bytes;
	size_t size;
	int r = ec2a_facts_save(facts, &bytes, &size);

	if (r < 0) {
		save->out.r = save->out.r < 0 ? save->out.r : r; /* no sum is written behind half of it */
		return;
	}
	ec2a__write_number(&save->out, size, 8);
	ec2a__write(&save->out, bytes, size);
	ec2a__free(bytes);
}

EC2A_API int ec2a_correlator_save(const ec2a_correlator *correlator, ec2a_write_fn write, void *user)
{
	struct save save = { .n_numbers = 0 };
	const struct ec2a__store *store;
	int r;

	if (!correlator || !write)
		return EC2A_E_ARG;
	if (correlator->finished)
		return EC2A_E_STATE;
	store = &correlator->store;
	save.text = &store->text;
	save.numbers = ec2a__calloc(store->text.len + 1, sizeof(*save.numbers));
	if (!save.numbers)
		return EC2A_E_NOMEM;
	r = ec2a__writer_begin(&save.out, write, user);
	if (r == 0) {
		put_head(&save, &correlator->stream, correlator->newest);
		ec2a__write_number(&save.out, store->n_acts, 8);
		for (size_t i = 0; i < store->n_acts && save.out.r == 0; i++)
			put_act(&save, ec2a__store_act(store, i));
		put_issued(&save, &correlator->stream.issued);
		put_keys(&save, &correlator->stream.gone.old);
		put_keys(&save, &correlator->stream.gone.young);
		put_keys(&save, &correlator->stream.seen.old);
		put_keys(&save, &correlator->stream.seen.young);
		put_facts(&save, correlator->facts);
		r = ec2a__writer_end(&save.out);
	}
	ec2a__free(save.numbers);
	return r;
}

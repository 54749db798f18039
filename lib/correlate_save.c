/* SPDX-License-Identifier: MIT */
/* A correlator becomes bytes (saved.h says which). */
#include "saved.h"

#include "mem.h"
#include "reason.h"

#include <string.h>

struct save {
	struct ec2a__writer out;
	const struct ec2a__intern *text;
	struct ec2a__saved_texts *texts;
};

/* ---- texts and tuples ------------------------------------------------------------- */

/* 1 when what it stands for must follow. */
static int put_number(struct save *save, uint32_t id)
{
	struct ec2a__saved_texts *texts = save->texts;
	int first = id && !texts->numbers[id];

	if (first) {
		texts->used[texts->count] = id;
		texts->numbers[id] = ++texts->count;
	}
	ec2a__write_number(&save->out, id ? texts->numbers[id] : 0, 4);
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

static void put_head(struct save *save, const struct ec2a__stream *stream, uint64_t ends_dropped, int64_t newest)
{
	const uint64_t numbers[] = { (uint64_t)stream->watermark, stream->access,      stream->context,
				     stream->duplicates,	  stream->rows,	       stream->late,
				     stream->forced_rows,	  stream->capped, stream->gone.forgotten,
				     stream->seen.forgotten,	  stream->lines,       ends_dropped,
				     stream->facts_dropped,	  (uint64_t)newest };

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

/* ---- all of it ------------------------------------------------------------------------- */

static int texts_init(struct ec2a__saved_texts *texts, const struct ec2a__store *store)
{
	texts->numbers = ec2a__calloc(store->text.len + 1, sizeof(*texts->numbers));
	texts->used = ec2a__calloc(store->text.len + 1, sizeof(*texts->used));
	return texts->numbers && texts->used ? 0 : EC2A_E_NOMEM;
}

int ec2a__saved_texts_init(struct ec2a__saved_texts texts[2], const ec2a_correlator *correlator)
{
	memset(texts, 0, 2 * sizeof(*texts));
	if (texts_init(&texts[0], &correlator->store) == 0 && texts_init(&texts[1], &correlator->ends.waiting) == 0)
		return 0;
	ec2a__saved_texts_free(texts);
	return EC2A_E_NOMEM;
}

void ec2a__saved_texts_free(struct ec2a__saved_texts texts[2])
{
	for (int i = 0; i < 2; i++) {
		ec2a__free(texts[i].numbers);
		ec2a__free(texts[i].used);
	}
	memset(texts, 0, 2 * sizeof(*texts));
}

/* For the next saving; only what was used is looked at, since there may be many of few acts each. */
static void forget_numbers(struct ec2a__saved_texts *texts)
{
	while (texts->count)
		texts->numbers[texts->used[--texts->count]] = 0;
}

/* Each store has texts of its own, and numbers of its own for them. Places: NULL: all of them; behind those of what is
 * held, and so numbered, are those of what waits. */
static void put_acts(struct save *save, const struct ec2a__store *store, struct ec2a__saved_texts *texts,
		     const uint32_t *places, size_t before, size_t count)
{
	save->text = &store->text;
	save->texts = texts;
	ec2a__write_number(&save->out, count, 8);
	for (size_t i = 0; i < count && save->out.r == 0; i++)
		put_act(save, ec2a__store_act(store, places ? places[i] - before : i));
}

static void put_stream(struct save *save, const struct ec2a__stream *stream)
{
	put_issued(save, &stream->issued);
	put_keys(save, &stream->gone.old);
	put_keys(save, &stream->gone.young);
	put_keys(save, &stream->seen.old);
	put_keys(save, &stream->seen.young);
}

int ec2a__save_acts(const ec2a_correlator *correlator, struct ec2a__saved_texts texts[2], const uint32_t *places,
		    size_t n_places, const ec2a_facts *facts, ec2a_write_fn write, void *user)
{
	static const struct ec2a__stream none;
	size_t held = correlator->store.n_acts, n_held = 0;
	struct save save = { .texts = texts };
	int r = ec2a__writer_begin(&save.out, write, user);

	if (r < 0)
		return r;
	while (n_held < n_places && places[n_held] < held)
		n_held++;
	/* What the limit cost is told once: where the facts are. */
	put_head(&save, &none, facts == correlator->facts ? correlator->ends.dropped : 0, correlator->newest);
	put_acts(&save, &correlator->store, &texts[0], places, 0, n_held);
	put_acts(&save, &correlator->ends.waiting, &texts[1], places + n_held, held, n_places - n_held);
	put_stream(&save, &none);
	put_facts(&save, facts);
	r = ec2a__writer_end(&save.out);
	forget_numbers(&texts[0]);
	forget_numbers(&texts[1]);
	return r;
}

EC2A_API int ec2a_correlator_save(const ec2a_correlator *correlator, ec2a_write_fn write, void *user)
{
	struct ec2a__saved_texts texts[2];
	struct save save = { .texts = texts };
	int r;

	if (!correlator || !write)
		return EC2A_E_ARG;
	if (correlator->finished)
		return EC2A_E_STATE;
	r = ec2a__saved_texts_init(texts, correlator);
	if (r < 0)
		return r;
	r = ec2a__writer_begin(&save.out, write, user);
	if (r == 0) {
		put_head(&save, &correlator->stream, correlator->ends.dropped, correlator->newest);
		put_acts(&save, &correlator->store, &texts[0], NULL, 0, correlator->store.n_acts);
		put_acts(&save, &correlator->ends.waiting, &texts[1], NULL, 0, correlator->ends.waiting.n_acts);
		put_stream(&save, &correlator->stream);
		put_facts(&save, correlator->facts);
		r = ec2a__writer_end(&save.out);
	}
	ec2a__saved_texts_free(texts);
	return r;
}

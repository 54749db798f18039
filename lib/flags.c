/* SPDX-License-Identifier: MIT */
/* First seen, denied before, key reused: what one row is because of others. */
#include "flags.h"

#include "crypto.h"
#include "mem.h"
#include "reason.h"
#include "session_build.h"

#include <string.h>

/* What a row is compared by; 0 where it takes no part. */
struct ids {
	uint32_t principal; /* of (instance, ARN) */
	uint32_t address;   /* of (instance, address) */
	uint32_t key;       /* of a fingerprint */
	uint32_t push;      /* of (fingerprint, instance) */
};

/* What was met so far, by such a number. */
struct met {
	uint32_t denied; /* row + 1 of the last denied attempt */
	uint32_t key;    /* place in keys[] + 1 */
	uint8_t principal, address, push;
};

struct pass {
	const struct ec2a__joins *joins;
	const struct ec2a__remember *seen;
	struct ec2a__rows *rows;
	struct ec2a__intern names;
	struct ids *ids;
	struct met *met;
};

int ec2a__flags_is_hidden(const struct ec2a__act *act, const char *text)
{
	return !text || (ec2a__act_is_masked(act) &&
			 ec2a__mask_compare(EC2A__MASK_TEXT, text, 1, text, 1) == EC2A__AGREE_MASKED);
}

/* ---- what rows are compared by ------------------------------------------------------ */

const char *ec2a__flags_instance(const struct ec2a__joins *joins, const struct ec2a__rows *rows, size_t row)
{
	int reason;
	const char *instance = ec2a__row_instance(joins, rows, &rows->rows[row], &reason);
	const struct ec2a__act *root = ec2a__joins_act(joins, rows->rows[row].root);

	if (reason == EC2A__R_INSTANCE_ADDRESS_UNSURE || ec2a__flags_is_hidden(root, instance))
		return NULL;
	return instance;
}

/* A refused push put no key anywhere. */
uint32_t ec2a__flags_pushed(const struct ec2a__joins *joins, const struct ec2a__rows *rows, size_t row)
{
	const struct ec2a__row *at = &rows->rows[row];
	const struct ec2a__act *root = ec2a__joins_act(joins, at->root);
	uint32_t pushed = 0;

	if (!ec2a__act_is_granted(root))
		return 0;
	for (uint32_t i = 0; i < at->count; i++) {
		uint32_t number = rows->members[at->first + i];
		const struct ec2a__act *act = ec2a__joins_act(joins, number);

		if (act->call == EC2A__CALL_PUSH && joins->how[number] != EC2A__HOW_SHARED)
			pushed = ec2a__act_what(joins->store, act, EC2A__WHAT_FINGERPRINT);
	}
	return pushed ? pushed : ec2a__act_what(joins->store, root, EC2A__WHAT_FINGERPRINT);
}

int ec2a__flags_address(const struct ec2a__joins *joins, const struct ec2a__act *root, char out[33])
{
	const char *text = ec2a__act_text(joins->store, root->ip);
	unsigned char value[16];

	if (!ec2a__is_address(text, ec2a__act_is_masked(root)))
		return 0;
	if (ec2a__address_value(text, value))
		ec2a__hex(value, sizeof(value), out);
	else /* leading zeros: equal as text alone; no such text is longer than 15 or 45 bytes */
		memcpy(out, text, strlen(text) < 33 ? strlen(text) + 1 : 0);
	return strlen(text) < 33 || ec2a__address_value(text, value);
}

static const char *arn_of(const struct pass *pass, size_t row)
{
	const struct ec2a__act *root = ec2a__joins_act(pass->joins, pass->rows->rows[row].root);

	return ec2a__act_text(pass->joins->store, ec2a__act_who(pass->joins->store, root, EC2A__WHO_ARN));
}

static int pair(struct pass *pass, uint32_t a, uint32_t b, uint32_t *ret_id)
{
	const uint32_t both[] = { a, b };

	return ec2a__intern_bytes(&pass->names, both, sizeof(both), ret_id);
}

static int find_ids(struct pass *pass, size_t row)
{
	const struct ec2a__store *store = pass->joins->store;
	const struct ec2a__act *root = ec2a__joins_act(pass->joins, pass->rows->rows[row].root);
	uint32_t arn = ec2a__act_who(store, root, EC2A__WHO_ARN), instance, other;
	uint32_t key = ec2a__flags_pushed(pass->joins, pass->rows, row);
	struct ids *ids = &pass->ids[row];
	char address[33];
	int r;

	if (!root->kind ||
	    (r = ec2a__intern_text(&pass->names, ec2a__flags_instance(pass->joins, pass->rows, row), &instance)) < 0)
		return root->kind ? r : 0;
	if (!instance)
		return 0;
	if (key && ((r = pair(pass, key, 0, &ids->key)) < 0 || (r = pair(pass, key, instance, &ids->push)) < 0))
		return r;
	if (root->time_us == EC2A__NO_TIME)
		return 0;
	if (!ec2a__flags_is_hidden(root, ec2a__act_text(store, arn)) &&
	    (r = pair(pass, instance, arn, &ids->principal)) < 0)
		return r;
	if (!ec2a__flags_address(pass->joins, root, address))
		return 0;
	r = ec2a__intern_text(&pass->names, address, &other);
	return r < 0 ? r : pair(pass, instance, other, &ids->address);
}

/* ---- what other correlators know ---------------------------------------------------------- */

/* The mark about a pair: 1, 0 where there is none, or EC2A_E_NOMEM. */
static int find_mark(const struct pass *pass, char kind, const char *a, const char *b, const struct ec2a__mark **ret_mark)
{
	unsigned char about[EC2A__MARK_ABOUT];

	if (!pass->joins->marks || !pass->joins->marks->n)
		return 0;
	if (ec2a__flags_about(kind, a, b, about) < 0)
		return EC2A_E_NOMEM;
	*ret_mark = ec2a__marks_find(pass->joins->marks, about);
	return *ret_mark != NULL;
}

/* Whether a row that was let go, or of another correlator, came before: 1, 0 or EC2A_E_NOMEM. */
static int was_before(const struct pass *pass, size_t row, char kind, const char *a, const char *b)
{
	const struct ec2a__row *at = &pass->rows->rows[row];
	const struct ec2a__mark *mark;
	int r = ec2a__flags_was_seen(pass->seen, kind, a, b);

	if (r != 0 || (r = find_mark(pass, kind, a, b, &mark)) <= 0)
		return r;
	if (mark->first != at->time)
		return mark->first < at->time;
	return memcmp(mark->id, at->id, sizeof(at->id)) < 0;
}

/* ---- first seen ----------------------------------------------------------------------- */

/* Commands and fetched passwords neither count nor are flagged: nobody was on the instance. */
static int first_seen(struct pass *pass, size_t row)
{
	const struct ec2a__act *root = ec2a__joins_act(pass->joins, pass->rows->rows[row].root);
	struct ec2a__row_flags *flags = &pass->rows->flags[row];
	const struct ids *ids = &pass->ids[row];
	const char *instance = ec2a__flags_instance(pass->joins, pass->rows, row);
	char address[33];
	int r = 0;

	if (root->kind == EC2A_KIND_ACTION)
		return 0;
	if (ids->principal && !pass->met[ids->principal].principal) {
		pass->met[ids->principal].principal = 1;
		flags->first_principal = 1;
		r = was_before(pass, row, EC2A__SEEN_PRINCIPAL, instance, arn_of(pass, row));
		if (r == 0)
			flags->bits |= EC2A__FLAG_BIT(EC2A_FLAG_FIRST_SEEN_PRINCIPAL);
	}
	if (r >= 0 && ids->address && !pass->met[ids->address].address) {
		pass->met[ids->address].address = 1;
		flags->first_address = 1;
		ec2a__flags_address(pass->joins, root, address);
		r = was_before(pass, row, EC2A__SEEN_ADDRESS, instance, address);
		if (r == 0)
			flags->bits |= EC2A__FLAG_BIT(EC2A_FLAG_FIRST_SEEN_ADDRESS);
	}
	return r < 0 ? r : 0;
}

/* ---- denied before ---------------------------------------------------------------------- */

static void note_denied(struct pass *pass, size_t row)
{
	const struct ec2a__act *root = ec2a__joins_act(pass->joins, pass->rows->rows[row].root);

	if (pass->ids[row].principal && root->outcome == EC2A_OUTCOME_DENIED)
		pass->met[pass->ids[row].principal].denied = (uint32_t)row + 1;
}

/* The last one that another correlator has before the row; EC2A__NO_TIME: none. */
static int64_t last_before(const struct ec2a__mark *mark, int64_t time)
{
	size_t low = 0, high = mark->n_denied;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (mark->denied[middle] < time)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? mark->denied[low - 1] : EC2A__NO_TIME;
}

static int find_denied(struct pass *pass, size_t row)
{
	struct ec2a__row_flags *flags = &pass->rows->flags[row];
	int64_t time = pass->rows->rows[row].time, last = EC2A__NO_TIME;
	const struct ec2a__mark *mark;
	uint32_t denied;
	int r;

	flags->denied = EC2A__NO_TIME;
	if (!pass->ids[row].principal)
		return 0;
	r = find_mark(pass, EC2A__SEEN_PRINCIPAL, ec2a__flags_instance(pass->joins, pass->rows, row), arn_of(pass, row), &mark);
	if (r < 0)
		return r;
	if (r)
		last = last_before(mark, time);
	denied = pass->met[pass->ids[row].principal].denied;
	if (denied && pass->rows->rows[denied - 1].time > last)
		last = pass->rows->rows[denied - 1].time;
	if (last == EC2A__NO_TIME || time - last > EC2A__DENIED_BEFORE)
		return 0;
	flags->denied = last;
	flags->bits |= EC2A__FLAG_BIT(EC2A_FLAG_AFTER_DENIED);
	return 0;
}

/* ---- one key, several instances ------------------------------------------------------------ */

/* The smallest names, in order: what is told must not depend on which came first. */
static void add_name(struct pass *pass, struct ec2a__flag_key *key, size_t row)
{
	const char *name = ec2a__flags_instance(pass->joins, pass->rows, row);
	size_t at = key->n_instances < EC2A__FLAG_NAMES ? key->n_instances : EC2A__FLAG_NAMES;

	while (at > 0 && strcmp(name, ec2a__flags_instance(pass->joins, pass->rows, key->rows[at - 1])) < 0) {
		if (at < EC2A__FLAG_NAMES)
			key->rows[at] = key->rows[at - 1];
		at--;
	}
	if (at < EC2A__FLAG_NAMES)
		key->rows[at] = (uint32_t)row;
	key->n_instances++;
}

static int note_key(struct pass *pass, size_t row)
{
	const struct ids *ids = &pass->ids[row];
	struct met *met = &pass->met[ids->key];
	int r = 0;

	if (!ids->key)
		return 0;
	if (!met->key) {
		met->key = (uint32_t)++pass->rows->n_keys;
		r = find_mark(pass, EC2A__SEEN_KEY,
			      ec2a__act_text(pass->joins->store, ec2a__flags_pushed(pass->joins, pass->rows, row)), NULL,
			      &pass->rows->keys[met->key - 1].mark);
	}
	pass->rows->flags[row].key = met->key;
	if (pass->met[ids->push].push)
		return r < 0 ? r : 0;
	pass->met[ids->push].push = 1;
	add_name(pass, &pass->rows->keys[met->key - 1], row);
	return r < 0 ? r : 0;
}

/* Whether a key was pushed to another instance by a row that was let go: 1, 0 or EC2A_E_NOMEM. */
static int was_elsewhere(const struct pass *pass, size_t row)
{
	const char *key = ec2a__act_text(pass->joins->store, ec2a__flags_pushed(pass->joins, pass->rows, row));
	int r = ec2a__flags_was_seen(pass->seen, EC2A__SEEN_REUSED, key, NULL);

	if (r != 0 || (r = ec2a__flags_was_seen(pass->seen, EC2A__SEEN_KEY, key, NULL)) <= 0)
		return r;
	r = ec2a__flags_was_seen(pass->seen, EC2A__SEEN_PUSH, key,
				 ec2a__flags_instance(pass->joins, pass->rows, row));
	return r < 0 ? r : !r;
}

static int find_reused(struct pass *pass, size_t row)
{
	struct ec2a__row_flags *flags = &pass->rows->flags[row];
	int r = 1;

	if (!flags->key)
		return 0;
	if (ec2a__flags_key_count(&pass->rows->keys[flags->key - 1]) < 2)
		r = was_elsewhere(pass, row);
	if (r == 1)
		flags->bits |= EC2A__FLAG_BIT(EC2A_FLAG_KEY_REUSED);
	return r < 0 ? r : 0;
}

/* ---- all rows --------------------------------------------------------------------------------- */

static int walk(struct pass *pass)
{
	size_t n = pass->rows->n_rows, before = 0;
	int r = 0;

	for (size_t i = 0; r == 0 && i < n; i++) {
		/* of two rows in one second nobody knows which was first */
		for (; pass->rows->rows[before].time < pass->rows->rows[i].time; before++)
			note_denied(pass, before);
		r = find_denied(pass, i);
		if (r == 0)
			r = note_key(pass, i);
		if (r == 0)
			r = first_seen(pass, i);
	}
	for (size_t i = 0; r == 0 && i < n; i++)
		r = find_reused(pass, i);
	return r;
}

int ec2a__flags_make(const struct ec2a__joins *joins, const struct ec2a__remember *seen, struct ec2a__rows *rows)
{
	struct pass pass = { .joins = joins, .seen = seen, .rows = rows };
	int r = EC2A_E_NOMEM;

	ec2a__intern_init(&pass.names);
	pass.ids = ec2a__calloc(rows->n_rows, sizeof(*pass.ids));
	rows->flags = ec2a__calloc(rows->n_rows, sizeof(*rows->flags));
	rows->keys = ec2a__calloc(rows->n_rows, sizeof(*rows->keys));
	if (pass.ids && rows->flags && rows->keys)
		r = 0;
	for (size_t i = 0; r == 0 && i < rows->n_rows; i++)
		r = find_ids(&pass, i);
	if (r == 0) {
		pass.met = ec2a__calloc(pass.names.len + 1, sizeof(*pass.met));
		r = pass.met ? walk(&pass) : EC2A_E_NOMEM;
	}
	ec2a__intern_free(&pass.names);
	ec2a__free(pass.ids);
	ec2a__free(pass.met);
	return r;
}

uint64_t ec2a__flags_sign(const struct ec2a__rows *rows, size_t row, const struct ec2a__hash_key *seed)
{
	const struct ec2a__row_flags *flags = &rows->flags[row];
	const struct ec2a__flag_key *key = flags->key ? &rows->keys[flags->key - 1] : NULL;
	struct ec2a__hash_key chain = *seed;
	int64_t numbers[] = { flags->bits, flags->kept, 0, 0 };

	if (!(flags->kept & EC2A__FLAG_BIT(EC2A_FLAG_AFTER_DENIED)))
		numbers[2] = flags->denied;
	if (!key || flags->kept & EC2A__FLAG_BIT(EC2A_FLAG_KEY_REUSED))
		return ec2a__hash(&chain, numbers, sizeof(numbers));
	numbers[3] = (int64_t)key->n_instances;
	chain.k[0] ^= ec2a__hash(&chain, numbers, sizeof(numbers));
	for (size_t i = 0; i < key->n_instances && i < EC2A__FLAG_NAMES; i++)
		chain.k[0] ^= ec2a__hash(&chain, rows->rows[key->rows[i]].id, sizeof(rows->rows[0].id));
	return chain.k[0];
}

/* SPDX-License-Identifier: MIT */
/* Bytes become a correlator again. Whoever can write them can make their sum, so every number is looked at. */
#include "saved.h"

#include "flags.h"
#include "mem.h"
#include "reason.h"

#include <string.h>

/* What a reference stands for: its id in the new store. While a tuple is read it has no shape yet. */
struct known {
	uint32_t id;
	int shape;
};

struct restore {
	struct ec2a__reader in;
	ec2a_correlator *correlator;
	struct ec2a__store *store; /* that acts go to */
	struct known *known;
	size_t n_known, cap_known;
};

#define PENDING (-1)

static uint64_t get_number(struct restore *restore, size_t size)
{
	return ec2a__read_number(&restore->in, size);
}

static void refuse(struct restore *restore)
{
	ec2a__reader_refuse(&restore->in);
}

static void fail(struct restore *restore, int r)
{
	if (restore->in.r == 0 && r < 0)
		restore->in.r = r;
}

/* ---- texts and tuples ------------------------------------------------------------------ */

static size_t add_known(struct restore *restore)
{
	if (restore->n_known == restore->cap_known) {
		size_t cap = restore->cap_known ? restore->cap_known * 2 : 256;
		struct known *known = ec2a__realloc_array(restore->known, cap, sizeof(*known));

		if (!known) {
			fail(restore, EC2A_E_NOMEM);
			return 0;
		}
		restore->known = known;
		restore->cap_known = cap;
	}
	restore->known[restore->n_known] = (struct known){ 0, PENDING };
	return restore->n_known++;
}

/* A reference: 1 when what it stands for follows, its place in *ret_at; else its id in *ret_id. */
static int is_new(struct restore *restore, int shape, size_t *ret_at, uint32_t *ret_id)
{
	uint64_t number = get_number(restore, 4);

	*ret_id = 0;
	if (restore->in.r < 0 || number == 0)
		return 0;
	if (number == restore->n_known + 1) {
		*ret_at = add_known(restore);
		return restore->in.r == 0;
	}
	if (number > restore->n_known || restore->known[number - 1].shape != shape)
		refuse(restore);
	else
		*ret_id = restore->known[number - 1].id;
	return 0;
}

/* A text in place, not ended by NUL. */
static const char *get_bytes(struct restore *restore, size_t *ret_size)
{
	uint64_t size = get_number(restore, 4);
	const char *text = ec2a__read(&restore->in, (size_t)size);

	*ret_size = (size_t)size;
	if (text && memchr(text, '\0', (size_t)size)) {
		refuse(restore);
		return NULL;
	}
	return text;
}

static uint32_t get_text(struct restore *restore)
{
	size_t at, size;
	uint32_t id;
	const char *text;

	if (!is_new(restore, EC2A__SHAPE_TEXT, &at, &id))
		return id;
	text = get_bytes(restore, &size);
	if (text)
		fail(restore, ec2a__intern_bytes(&restore->store->text, text, size, &id));
	restore->known[at] = (struct known){ id, EC2A__SHAPE_TEXT };
	return id;
}

static uint32_t get_who(struct restore *restore, size_t member)
{
	uint64_t number = get_number(restore, 4);
	int ok = member == EC2A__WHO_MFA ? number <= 2
					 : !number || ec2a_enum_name(EC2A_ENUM_IDENTITY, (int)(number & 0xffff));

	if (!ok || number > 0xffff)
		refuse(restore);
	return (uint32_t)number;
}

static uint32_t get_reason(struct restore *restore)
{
	size_t size;
	const char *name = get_bytes(restore, &size);
	int code = name ? ec2a__reason_code(name, size) : 0;

	if (!code)
		refuse(restore);
	return (uint32_t)code;
}

static uint32_t get_tuple(struct restore *restore, int shape, int depth);

static uint32_t get_member(struct restore *restore, int shape, size_t member, int depth)
{
	int inner = ec2a__shape_member(shape, member);

	switch (inner) {
	case EC2A__SHAPE_NUMBER:
		return get_who(restore, member);
	case EC2A__SHAPE_COUNT:
		return (uint32_t)get_number(restore, 4);
	case EC2A__SHAPE_REASON:
		return get_reason(restore);
	case EC2A__SHAPE_TEXT:
		return get_text(restore);
	default:
		return depth ? get_tuple(restore, inner, depth - 1) : 0;
	}
}

static uint32_t get_tuple(struct restore *restore, int shape, int depth)
{
	size_t at, want = ec2a__shape_size(shape);
	struct ec2a__buf ids;
	uint64_t count;
	uint32_t id;

	if (!is_new(restore, shape, &at, &id))
		return id;
	count = get_number(restore, 4);
	if ((want && count != want) || (shape == EC2A__SHAPE_WHY && count % EC2A__WHY_SIZE))
		refuse(restore);
	ec2a__buf_init(&ids, SIZE_MAX / 2);
	for (uint64_t i = 0; i < count && restore->in.r == 0; i++) {
		uint32_t member = get_member(restore, shape, (size_t)i, depth);

		fail(restore, ec2a__buf_add(&ids, &member, sizeof(member)));
	}
	if (restore->in.r == 0)
		fail(restore, ec2a__intern_bytes(&restore->store->text, ids.data ? ids.data : "", ids.len, &id));
	ec2a__buf_free(&ids);
	restore->known[at] = (struct known){ id, shape };
	return id;
}

/* ---- parts --------------------------------------------------------------------------------- */

static void get_event(struct restore *restore, struct ec2a__act *act)
{
	const void *bytes;
	uint32_t id;

	if (act->flags & EC2A__ACT_BINARY) {
		bytes = ec2a__read(&restore->in, sizeof(act->event));
		if (bytes)
			memcpy(act->event, bytes, sizeof(act->event));
		return;
	}
	id = get_text(restore);
	memcpy(act->event, &id, sizeof(id));
}

static int is_enumerator(int enumeration, uint8_t value)
{
	return !value || ec2a_enum_name(enumeration, value);
}

static void get_small(struct restore *restore, struct ec2a__act *act)
{
	const uint8_t *small = ec2a__read(&restore->in, 8);

	if (!small)
		return;
	act->role = small[0];
	act->method = small[1];
	act->surface = small[2];
	act->os = small[3];
	act->os_confidence = small[4];
	act->outcome = small[5];
	act->kind = small[6];
	act->flags = small[7];
	if (!is_enumerator(EC2A_ENUM_ROLE, act->role) || !is_enumerator(EC2A_ENUM_METHOD, act->method) ||
	    !is_enumerator(EC2A_ENUM_SURFACE, act->surface) || !is_enumerator(EC2A_ENUM_OS, act->os) ||
	    !is_enumerator(EC2A_ENUM_OS_CONFIDENCE, act->os_confidence) ||
	    !is_enumerator(EC2A_ENUM_OUTCOME, act->outcome) || !is_enumerator(EC2A_ENUM_KIND, act->kind) ||
	    act->flags & ~EC2A__ACT_FLAGS)
		refuse(restore);
}

static void set_call(const struct ec2a__store *store, struct ec2a__act *act)
{
	const char *name = ec2a__act_text(store, ec2a__act_where(store, act, EC2A__WHERE_NAME));

	act->call = (uint8_t)(ec2a__act_is_line(act) ? ec2a__log_call(act->role, name) : ec2a__call_of(name));
}

static void get_act(struct restore *restore)
{
	struct ec2a__store *store = restore->store;
	struct ec2a__act act = { 0 }, *place;
	const void *digest;

	get_small(restore, &act);
	act.time_us = (int64_t)get_number(restore, 8);
	get_event(restore, &act);
	digest = ec2a__read(&restore->in, sizeof(act.digest));
	if (digest)
		memcpy(act.digest, digest, sizeof(act.digest));
	act.values = (uint32_t)get_number(restore, 4);
	act.where = get_tuple(restore, EC2A__SHAPE_WHERE, 1);
	act.who = get_tuple(restore, EC2A__SHAPE_WHO, 1);
	act.ip = get_text(restore);
	act.session = get_text(restore);
	act.what = get_tuple(restore, EC2A__SHAPE_WHAT, 1);
	act.why = get_tuple(restore, ec2a__shape_of_why(&act), 1);
	if (restore->in.r < 0)
		return;
	set_call(store, &act);
	if ((ec2a__act_is_line(&act) && !ec2a__log_is_sane(store, &act)) ||
	    (store != &restore->correlator->store && !(ec2a__act_is_line(&act) && act.role == EC2A_ROLE_LOGOUT))) {
		refuse(restore);
		return;
	}
	place = ec2a__store_place(store);
	if (!place) {
		fail(restore, EC2A_E_NOMEM);
		return;
	}
	*place = act;
	store->n_acts++;
	store->n_open_years += ec2a__act_log(store, &act, EC2A__LOG_WHEN) != 0;
}

static void get_head(struct restore *restore)
{
	struct ec2a__stream *stream = &restore->correlator->stream;
	const void *magic = ec2a__read(&restore->in, EC2A__SAVED_MAGIC_SIZE);
	uint64_t *const numbers[] = { &stream->access, &stream->context,     &stream->duplicates, &stream->rows,
				      &stream->late,   &stream->forced_rows, &stream->capped, &stream->gone.forgotten,
				      &stream->seen.forgotten, &stream->lines, &restore->correlator->ends.dropped,
				      &stream->facts_dropped };
	uint64_t on;

	if (!magic || memcmp(magic, EC2A__SAVED_MAGIC, EC2A__SAVED_MAGIC_SIZE) != 0 ||
	    get_number(restore, 4) != EC2A__SAVED_VERSION)
		refuse(restore);
	on = get_number(restore, 1);
	stream->on = on == 1;
	stream->watermark = (int64_t)get_number(restore, 8);
	stream->joined_at = -EC2A__LATEST; /* the next advance joins */
	if (on > 1 || stream->watermark < -EC2A__LATEST || stream->watermark > EC2A__LATEST)
		refuse(restore);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		*numbers[i] = get_number(restore, 8);
	restore->correlator->newest = (int64_t)get_number(restore, 8);
}

static void get_issued(struct restore *restore)
{
	struct ec2a__issued *issued = &restore->correlator->stream.issued;
	uint64_t count = get_number(restore, 8);

	for (uint64_t i = 0; i < count && restore->in.r == 0; i++) {
		struct ec2a__issued_row got = { 0 }, *row;
		const unsigned char *ids = ec2a__read(&restore->in, sizeof(got.id) + sizeof(got.root) + sizeof(got.digest));

		if (!ids)
			return;
		memcpy(got.id, ids, sizeof(got.id));
		memcpy(got.root, ids + sizeof(got.id), sizeof(got.root));
		memcpy(got.digest, ids + sizeof(got.id) + sizeof(got.root), sizeof(got.digest));
		got.revision = (uint32_t)get_number(restore, 4);
		got.kept = (uint16_t)get_number(restore, 2);
		got.withdrawn = (uint8_t)get_number(restore, 1);
		if (got.withdrawn > 1 || got.revision > INT32_MAX || (got.kept & ~EC2A__FLAGS_KEPT) ||
		    ec2a__issued_find(issued, got.id))
			refuse(restore);
		row = ec2a__issued_get(issued, got.id);
		if (row)
			*row = got;
		else
			fail(restore, EC2A_E_NOMEM);
	}
}

static void get_keys(struct restore *restore, struct ec2a__remember *keys)
{
	uint64_t count = get_number(restore, 8);

	for (uint64_t i = 0; i < count && restore->in.r == 0; i++) {
		const unsigned char *key = ec2a__read(&restore->in, EC2A__REMEMBER_KEY);

		fail(restore, ec2a__remember_reserve(keys, 1));
		if (key && restore->in.r == 0)
			ec2a__remember_add(keys, key);
	}
}

static void get_facts(struct restore *restore)
{
	uint64_t size = get_number(restore, 8);
	const void *bytes = size <= SIZE_MAX / 4 ? ec2a__read(&restore->in, (size_t)size) : NULL;
	ec2a_facts *facts;
	int r;

	if (!bytes) {
		refuse(restore);
		return;
	}
	r = ec2a_facts_load(bytes, (size_t)size, &facts);
	if (r == 0) {
		ec2a_facts_free(restore->correlator->facts);
		restore->correlator->facts = facts;
		ec2a__correlator_limit_failures(restore->correlator);
	}
	fail(restore, r);
}

static void get_store(struct restore *restore, struct ec2a__store *store)
{
	uint64_t acts = get_number(restore, 8);

	restore->store = store;
	restore->n_known = 0;
	for (uint64_t i = 0; i < acts && restore->in.r == 0; i++)
		get_act(restore);
}

static int restore_all(struct restore *restore)
{
	ec2a_correlator *correlator = restore->correlator;

	get_head(restore);
	get_store(restore, &correlator->store);
	fail(restore, ec2a__ends_set_logins(&correlator->ends, &correlator->store));
	get_store(restore, &correlator->ends.waiting);
	get_issued(restore);
	for (int i = 0; i < 4; i++)
		get_keys(restore, i < 2 ? &restore->correlator->stream.gone : &restore->correlator->stream.seen);
	get_facts(restore);
	return ec2a__reader_end(&restore->in);
}

EC2A_API int ec2a_correlator_restore(ec2a_config *config, ec2a_read_fn read, void *user,
				     ec2a_correlator **ret_correlator)
{
	struct restore restore = { .n_known = 0 };
	int r;

	if (!read || !ret_correlator)
		return EC2A_E_ARG;
	r = ec2a_correlator_new(config, &restore.correlator);
	if (r < 0)
		return r;
	r = ec2a__reader_begin(&restore.in, read, user);
	if (r == 0)
		r = restore_all(&restore);
	ec2a__reader_free(&restore.in);
	ec2a__free(restore.known);
	if (r < 0) {
		ec2a_correlator_free(restore.correlator);
		return r;
	}
	*ret_correlator = restore.correlator;
	return 0;
}

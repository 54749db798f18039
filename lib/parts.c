/* SPDX-License-Identifier: MIT */
/* What a correlator holds, cut by account and region, for other machines. */
#include "parts.h"

#include "event_build.h"
#include "mem.h"
#include "saved.h"
#include "settings.h"

#include <string.h>

struct ec2a_parts {
	const ec2a_correlator *correlator;
	ec2a_facts *no_facts;
	struct ec2a__saved_texts texts[2];
	char **keys;     /* by place in the store: one text for neighbours of one key in order[], once they are sorted */
	uint32_t *order; /* places by key; those of ends that wait stand behind */
	size_t n_acts, next;
	int common_given;
	struct ec2a__buf out;
};

/* ---- keys ------------------------------------------------------------------------ */

static int make_key(const char *account, const char *region, const char *host, int is_line, char **ret_key)
{
	struct ec2a__buf key;
	int r;

	ec2a__buf_init(&key, SIZE_MAX / 2);
	r = ec2a__buf_adds(&key, is_line ? "host:" : account ? account : "");
	if (r == 0 && !is_line)
		r = ec2a__buf_addc(&key, '/');
	if (r == 0)
		r = ec2a__buf_adds(&key, is_line ? (host ? host : "") : region ? region : "");
	if (r == 0) {
		*ret_key = ec2a__buf_steal(&key);
		r = *ret_key ? 0 : EC2A_E_NOMEM;
	}
	ec2a__buf_free(&key);
	return r < 0 ? EC2A_E_NOMEM : 0;
}

EC2A_API int ec2a_event_partition_key(const ec2a_event *event, char **ret_key)
{
	if (!event || !ret_key)
		return EC2A_E_ARG;
	return make_key(ec2a_event_str(event, EC2A_FIELD_ACCOUNT_ID), ec2a_event_str(event, EC2A_FIELD_REGION),
			ec2a_event_str(event, EC2A_FIELD_HOST), event->host != NULL, ret_key);
}

static int key_of_act(const struct ec2a__store *store, const struct ec2a__act *act, char **ret_key)
{
	return make_key(ec2a__act_text(store, ec2a__act_account(store, act)),
			ec2a__act_text(store, ec2a__act_region(store, act)),
			ec2a__act_text(store, ec2a__act_log(store, act, EC2A__LOG_HOST)), ec2a__act_is_line(act), ret_key);
}

static int compare_keys(const void *context, uint32_t a, uint32_t b)
{
	char *const *keys = context;

	return strcmp(keys[a], keys[b]);
}

static int sort_acts(ec2a_parts *parts)
{
	size_t held = parts->correlator->store.n_acts;
	int r = 0;

	for (size_t i = 0; r == 0 && i < parts->n_acts; i++) {
		const struct ec2a__store *store = i < held ? &parts->correlator->store : &parts->correlator->ends.waiting;

		parts->order[i] = (uint32_t)i;
		r = key_of_act(store, ec2a__store_act(store, i < held ? i : i - held), &parts->keys[i]);
	}
	return r < 0 ? r : ec2a__sort(parts->order, parts->n_acts, compare_keys, parts->keys);
}

/* ---- made and freed ------------------------------------------------------------------ */

EC2A_API int ec2a_parts_new(const ec2a_correlator *correlator, ec2a_parts **ret_parts)
{
	ec2a_parts *parts;
	int r = EC2A_E_NOMEM;

	if (!correlator || !ret_parts)
		return EC2A_E_ARG;
	if (correlator->finished || correlator->stream.on)
		return EC2A_E_STATE;
	parts = ec2a__calloc(1, sizeof(*parts));
	if (!parts)
		return EC2A_E_NOMEM;
	parts->correlator = correlator;
	parts->n_acts = correlator->store.n_acts + correlator->ends.waiting.n_acts;
	ec2a__buf_init(&parts->out, SIZE_MAX / 2);
	parts->keys = ec2a__calloc(parts->n_acts, sizeof(*parts->keys));
	parts->order = ec2a__calloc(parts->n_acts, sizeof(*parts->order));
	if (parts->keys && parts->order && ec2a_facts_new(&parts->no_facts) == 0 &&
	    ec2a__saved_texts_init(parts->texts, correlator) == 0)
		r = sort_acts(parts);
	if (r < 0) {
		ec2a_parts_free(parts);
		return r;
	}
	*ret_parts = parts;
	return 0;
}

EC2A_API void ec2a_parts_free(ec2a_parts *parts)
{
	if (!parts)
		return;
	for (size_t i = 0; parts->keys && i < parts->n_acts; i++)
		ec2a__free(parts->keys[i]);
	ec2a__free(parts->keys);
	ec2a__free(parts->order);
	ec2a__saved_texts_free(parts->texts);
	ec2a_facts_free(parts->no_facts);
	ec2a__buf_free(&parts->out);
	ec2a__free(parts);
}

/* ---- one after the other ----------------------------------------------------------------- */

static int write_out(void *user, const void *data, size_t size)
{
	return ec2a__buf_add(user, data, size);
}

EC2A_API int ec2a_parts_next(ec2a_parts *parts, const char **ret_key, const void **ret_bytes, size_t *ret_size)
{
	size_t end;
	int r;

	if (!parts || !ret_key || !ret_bytes || !ret_size)
		return EC2A_E_ARG;
	end = parts->next;
	if (parts->common_given && end == parts->n_acts)
		return 0;
	while (parts->common_given && end < parts->n_acts &&
	       compare_keys(parts->keys, parts->order[parts->next], parts->order[end]) == 0)
		end++;
	ec2a__buf_clear(&parts->out);
	r = ec2a__save_acts(parts->correlator, parts->texts, parts->order + parts->next, end - parts->next,
			    parts->common_given ? parts->no_facts : parts->correlator->facts, write_out, &parts->out);
	if (r < 0)
		return EC2A_E_NOMEM;
	*ret_key = parts->common_given ? parts->keys[parts->order[parts->next]] : "";
	*ret_bytes = parts->out.data;
	*ret_size = parts->out.len;
	parts->common_given = 1;
	parts->next = end;
	return 1;
}

/* ---- absorbing ------------------------------------------------------------------------------ */

struct bytes {
	const unsigned char *at;
	size_t left;
};

static int read_bytes(void *user, void *buffer, size_t size, size_t *ret_size)
{
	struct bytes *bytes = user;

	*ret_size = bytes->left < size ? bytes->left : size;
	if (*ret_size)
		memcpy(buffer, bytes->at, *ret_size);
	bytes->at += *ret_size;
	bytes->left -= *ret_size;
	return 0;
}

int ec2a__part_read(ec2a_config *config, const void *bytes, size_t size, ec2a_correlator **ret_correlator)
{
	struct bytes in = { bytes, size };
	ec2a_correlator *part = NULL;
	int r = ec2a_correlator_restore(config, read_bytes, &in, &part);

	if (r == 0 && part->stream.on) {
		ec2a_correlator_free(part);
		return EC2A_E_STATE;
	}
	if (r == 0)
		*ret_correlator = part;
	return r;
}

/* All acts of another store, or none. */
static int copy_acts(struct ec2a__store *to, const struct ec2a__store *from)
{
	size_t n_acts = to->n_acts, n_open_years = to->n_open_years;
	int r = 0;

	for (size_t i = 0; r == 0 && i < from->n_acts; i++)
		r = ec2a__store_copy(to, from, ec2a__store_act(from, i));
	if (r < 0) {
		to->n_acts = n_acts;
		to->n_open_years = n_open_years;
	}
	return r;
}

EC2A_API int ec2a_correlator_absorb(ec2a_correlator *correlator, const void *bytes, size_t size)
{
	ec2a_correlator *part = NULL;
	int r;

	if (!correlator || !bytes)
		return EC2A_E_ARG;
	if (correlator->finished || correlator->stream.on)
		return EC2A_E_STATE;
	r = ec2a__part_read(correlator->config, bytes, size, &part);
	if (r < 0)
		return r;
	/* Facts first: half of them do no harm, as the same ones again add nothing. */
	r = ec2a_facts_merge(correlator->facts, part->facts);
	if (r == 0)
		r = ec2a__ends_absorb(&correlator->ends, &part->ends, &part->store,
				      (size_t)ec2a__config_int(correlator->config, EC2A_OPT_HELD_ENDS));
	if (r == 0)
		r = copy_acts(&correlator->store, &part->store);
	if (r == 0) {
		ec2a__correlator_see(correlator, part->newest);
		correlator->ends.dropped += part->ends.dropped;
	}
	ec2a_correlator_free(part);
	return r;
}

/* SPDX-License-Identifier: MIT */
/* Where acts lie, how their members are read, and their canonical order. */
#include "act_store.h"

#include "crypto.h"
#include "mem.h"
#include "timestamp.h"

#include <string.h>

#define BLOCK 1024

void ec2a__store_init(struct ec2a__store *store)
{
	memset(store, 0, sizeof(*store));
	ec2a__intern_init(&store->text);
}

void ec2a__store_free(struct ec2a__store *store)
{
	for (size_t i = 0; i < store->n_blocks; i++)
		ec2a__free(store->blocks[i]);
	ec2a__free(store->blocks);
	ec2a__intern_free(&store->text);
	memset(store, 0, sizeof(*store));
}

struct ec2a__act *ec2a__store_place(struct ec2a__store *store)
{
	struct ec2a__act **blocks, *block;
	size_t used = store->n_acts / BLOCK;

	if (store->n_acts == UINT32_MAX - 1)
		return NULL; /* acts are numbered by 32 bits */
	if (used == store->n_blocks) {
		blocks = ec2a__realloc_array(store->blocks, used + 1, sizeof(struct ec2a__act *));
		if (!blocks)
			return NULL;
		store->blocks = blocks;
		block = ec2a__realloc_array(NULL, BLOCK, sizeof(*block));
		if (!block)
			return NULL;
		store->blocks[store->n_blocks++] = block;
	}
	return &store->blocks[used][store->n_acts % BLOCK];
}

const struct ec2a__act *ec2a__store_act(const struct ec2a__store *store, size_t index)
{
	return &store->blocks[index / BLOCK][index % BLOCK];
}

struct ec2a__act *ec2a__store_at(struct ec2a__store *store, size_t index)
{
	return &store->blocks[index / BLOCK][index % BLOCK];
}

struct ec2a__act *ec2a__store_last(struct ec2a__store *store)
{
	return ec2a__store_at(store, store->n_acts - 1);
}

static uint32_t member_of(const struct ec2a__store *store, uint32_t tuple, int member)
{
	return tuple ? ec2a__intern_tuple(&store->text, tuple, NULL)[member] : 0;
}

uint32_t ec2a__act_where(const struct ec2a__store *store, const struct ec2a__act *act, int member)
{
	return member_of(store, act->where, member);
}

uint32_t ec2a__act_account(const struct ec2a__store *store, const struct ec2a__act *act)
{
	return member_of(store, member_of(store, act->where, EC2A__WHERE_PLACE), EC2A__PLACE_ACCOUNT);
}

uint32_t ec2a__act_region(const struct ec2a__store *store, const struct ec2a__act *act)
{
	return member_of(store, member_of(store, act->where, EC2A__WHERE_PLACE), EC2A__PLACE_REGION);
}

uint32_t ec2a__act_who(const struct ec2a__store *store, const struct ec2a__act *act, int member)
{
	return member_of(store, act->who, member);
}

uint32_t ec2a__act_what(const struct ec2a__store *store, const struct ec2a__act *act, int member)
{
	return member_of(store, act->what, member);
}

const char *ec2a__act_text(const struct ec2a__store *store, uint32_t id)
{
	return ec2a__intern_get(&store->text, id);
}

const char *ec2a__act_event_id(const struct ec2a__store *store, const struct ec2a__act *act,
			       char room[EC2A__EVENT_ID_TEXT])
{
	static const unsigned char ends[] = { 4, 6, 8, 10, 16 };
	char hex[33], *out = room;
	uint32_t id;
	size_t from = 0;

	if (!(act->flags & EC2A__ACT_BINARY)) {
		memcpy(&id, act->event, sizeof(id));
		return ec2a__act_text(store, id);
	}
	ec2a__hex(act->event, sizeof(act->event), hex);
	for (size_t i = 0; i < sizeof(ends); i++) {
		memcpy(out, hex + from, ends[i] * (size_t)2 - from);
		out += ends[i] * (size_t)2 - from;
		from = ends[i] * (size_t)2;
		*out++ = '-';
	}
	out[-1] = '\0';
	return room;
}

static int compare_texts(const char *a, const char *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

int ec2a__act_compare_id(const struct ec2a__store *store, const struct ec2a__act *a, const struct ec2a__act *b)
{
	char room[2][EC2A__EVENT_ID_TEXT];

	/* What a line is known by is no eventID. */
	if ((a->flags ^ b->flags) & EC2A__ACT_HOST)
		return ec2a__act_is_line(a) ? 1 : -1;
	/* Lower-case digits sort as the bytes they stand for. */
	if (a->flags & b->flags & EC2A__ACT_BINARY)
		return memcmp(a->event, b->event, sizeof(a->event));
	return compare_texts(ec2a__act_event_id(store, a, room[0]), ec2a__act_event_id(store, b, room[1]));
}

int ec2a__act_compare(const struct ec2a__store *store, const struct ec2a__act *a, const struct ec2a__act *b)
{
	int order;

	if (a->time_us != b->time_us)
		return a->time_us < b->time_us ? -1 : 1;
	order = ec2a__act_compare_id(store, a, b);
	return order ? order : memcmp(a->digest, b->digest, sizeof(a->digest));
}

int64_t ec2a__act_second(const struct ec2a__act *act)
{
	int64_t second;

	if (act->time_us == EC2A__NO_TIME)
		return EC2A__NO_TIME;
	second = act->time_us / EC2A__SECOND;
	return act->time_us % EC2A__SECOND < 0 ? second - 1 : second;
}

/* SPDX-License-Identifier: MIT */
/*
 * The canonical form of a checked text, written as the text is read: when an object closes, its members lie in the
 * output one behind the other, and are put in order there. It does nearly every record there is; json_tree.c does
 * those with keys that stand twice or are not plain, and what is too deep or too wide for the arrays here.
 */
#include "ascii.h"
#include "json_check.h"
#include "json_find.h"
#include "utf8.h"

#include <ec2access/ec2access.h>
#include <string.h>

#define LEVELS 64
#define MEMBERS 512      /* of all open objects */
#define MEMBERS_HERE 128 /* of one: they are sorted by insertion */

struct member {
	size_t at;  /* in the output, its key's opening quote */
	size_t key; /* the key's bytes */
	size_t size;
};

struct canonical {
	const char *pos, *end;
	struct ec2a__buf *out;
	struct ec2a__buf scratch;
	size_t values;
	size_t n_members;
	int depth;
	int key_due;
	size_t firsts[LEVELS]; /* of each open bracket: its first member; none for an array */
	int is_object[LEVELS];
	struct member members[MEMBERS];
};

/* Behind the string that begins at text; its end is there, as the text was checked. */
static const char *string_end(const char *text, const char *end)
{
	const char *pos = ec2a__json_find_special(text + 1, end);

	while (pos < end && *pos != '"')
		pos = ec2a__json_find_special(pos + (*pos == '\\' && end - pos > 1 ? 2 : 1), end);
	return pos < end ? pos + 1 : end;
}

static int add_string(struct canonical *canonical, const char *text, size_t size)
{
	int r;

	if (ec2a__utf8_plain(text + 1, size - 2) == size - 2)
		return ec2a__buf_add(canonical->out, text, size);
	ec2a__buf_clear(&canonical->scratch);
	r = ec2a__json_unescape(text + 1, size - 2, &canonical->scratch);
	return r < 0 ? r : ec2a__utf8_add_json(canonical->out, canonical->scratch.data, canonical->scratch.len);
}

/* 1; 0 where the key is for json_tree.c; or an error. So do the others below. */
static int add_key(struct canonical *canonical, const char *text, size_t size)
{
	size_t first = canonical->firsts[canonical->depth - 1], n = canonical->n_members;
	int r;

	if (n == MEMBERS || n - first == MEMBERS_HERE || ec2a__utf8_plain(text + 1, size - 2) != size - 2)
		return 0;
	canonical->members[n].at = canonical->out->len;
	canonical->members[n].key = size - 2;
	canonical->n_members++;
	canonical->key_due = 0;
	r = ec2a__buf_add(canonical->out, text, size);
	return r < 0 ? r : 1;
}

static int compare(const char *text, const struct member *a, const struct member *b)
{
	size_t size = a->key < b->key ? a->key : b->key;
	int order = memcmp(text + a->at + 1, text + b->at + 1, size);

	return order ? order : (a->key > b->key) - (a->key < b->key);
}

/* In order of their keys: 1 when they were, 2 when they are now; 0 where two are equal. */
static int sort(const char *text, struct member *members, size_t count)
{
	int sorted = 1;

	for (size_t i = 1; i < count; i++) {
		struct member member = members[i];
		size_t to = i;
		int order = 1;

		while (to && (order = compare(text, &member, &members[to - 1])) < 0) {
			members[to] = members[to - 1];
			to--;
		}
		if (!order)
			return 0;
		members[to] = member;
		sorted &= to == i;
	}
	return sorted ? 1 : 2;
}

static int reorder(struct canonical *canonical, const struct member *members, size_t count, size_t begin)
{
	struct ec2a__buf *out = canonical->out, *scratch = &canonical->scratch;
	int r = 0;

	ec2a__buf_clear(scratch);
	for (size_t i = 0; i < count && r == 0; i++) {
		if (i)
			r = ec2a__buf_addc(scratch, ',');
		if (r == 0)
			r = ec2a__buf_add(scratch, out->data + members[i].at, members[i].size);
	}
	if (r < 0)
		return r;
	memcpy(out->data + begin, scratch->data, scratch->len);
	return 1;
}

static int close_object(struct canonical *canonical)
{
	size_t first = canonical->firsts[canonical->depth], count = canonical->n_members - first;
	struct member *members = canonical->members + first;
	size_t begin = count ? members->at : 0;
	int r;

	for (size_t i = 0; i < count; i++)
		members[i].size = (i + 1 < count ? members[i + 1].at - 1 : canonical->out->len) - members[i].at;
	canonical->n_members = first;
	r = sort(canonical->out->data, members, count);
	return r == 2 ? reorder(canonical, members, count, begin) : r;
}

static int take_bracket(struct canonical *canonical, char c)
{
	int r = 1;

	if (c == '{' || c == '[') {
		if (canonical->depth == LEVELS)
			return 0;
		canonical->is_object[canonical->depth] = canonical->key_due = c == '{';
		canonical->firsts[canonical->depth++] = canonical->n_members;
	} else {
		canonical->depth--;
		canonical->key_due = 0;
		if (c == '}')
			r = close_object(canonical);
	}
	return r <= 0 ? r : ec2a__buf_addc(canonical->out, c) < 0 ? EC2A_E_NOMEM : 1;
}

static int take_string(struct canonical *canonical)
{
	const char *text = canonical->pos;
	size_t size = (size_t)(string_end(text, canonical->end) - text);
	int r;

	canonical->pos += size;
	if (canonical->key_due)
		return add_key(canonical, text, size);
	canonical->values += size > 2;
	r = add_string(canonical, text, size);
	return r < 0 ? r : 1;
}

static int take_scalar(struct canonical *canonical)
{
	const char *text = canonical->pos, *pos = text;
	size_t size;
	int r;

	while (pos < canonical->end && *pos != ',' && *pos != ']' && *pos != '}' && !ec2a__is_space(*pos))
		pos++;
	size = (size_t)(pos - text);
	canonical->pos = pos;
	canonical->values += *text != 'n';
	r = ec2a__buf_add(canonical->out, text, size);
	return r < 0 ? r : 1;
}

static int take(struct canonical *canonical)
{
	char c = *canonical->pos;
	int r;

	switch (c) {
	case '{':
	case '[':
	case '}':
	case ']':
		canonical->pos++;
		return take_bracket(canonical, c);
	case ',':
		canonical->key_due = canonical->depth && canonical->is_object[canonical->depth - 1];
		/* fall through */
	case ':':
		canonical->pos++;
		r = ec2a__buf_addc(canonical->out, c);
		return r < 0 ? r : 1;
	case '"':
		return take_string(canonical);
	default:
		return take_scalar(canonical);
	}
}

int ec2a__json_canonical(const char *text, size_t size, struct ec2a__buf *out, size_t *ret_values)
{
	struct canonical canonical;
	size_t before = out->len;
	int r = 1;

	canonical.pos = text;
	canonical.end = text + size;
	canonical.out = out;
	canonical.values = canonical.n_members = 0;
	canonical.depth = canonical.key_due = 0;
	ec2a__buf_init(&canonical.scratch, out->max);
	while (r > 0 && canonical.pos < canonical.end) {
		if (ec2a__is_space(*canonical.pos))
			canonical.pos++;
		else
			r = take(&canonical);
	}
	ec2a__buf_free(&canonical.scratch);
	if (r > 0)
		*ret_values = canonical.values;
	else
		ec2a__buf_truncate(out, before);
	return r;
}

/* SPDX-License-Identifier: MIT */
/* Marks of other correlators: read, merged by minimum and union, looked up. */
#include "marks.h"

#include "mem.h"
#include "order.h"

#include <ec2access/ec2access.h>
#include <stdlib.h>
#include <string.h>

#define HEAD (EC2A__MARK_ABOUT + 1 + 8 + 16 + 4)

void ec2a__marks_init(struct ec2a__marks *marks)
{
	memset(marks, 0, sizeof(*marks));
	ec2a__intern_init(&marks->text);
}

static void free_mark(struct ec2a__mark *mark)
{
	ec2a__free(mark->denied);
	ec2a__free(mark->instances);
}

void ec2a__marks_free(struct ec2a__marks *marks)
{
	for (size_t i = 0; i < marks->n; i++)
		free_mark(&marks->marks[i]);
	ec2a__free(marks->marks);
	ec2a__intern_free(&marks->text);
	memset(marks, 0, sizeof(*marks));
}

/* ---- reading ---------------------------------------------------------------------- */

struct in {
	const unsigned char *at;
	size_t left;
};

/* The caller has seen to it that they are there. */
static uint64_t get_number(struct in *in, size_t size)
{
	uint64_t number = 0;

	for (size_t i = 0; i < size; i++)
		number |= (uint64_t)in->at[i] << (8 * i);
	in->at += size;
	in->left -= size;
	return number;
}

/* No row has another one: what a mark says is subtracted from their seconds. */
static int is_second(int64_t second)
{
	return second >= INT64_MIN / 1000000 && second <= INT64_MAX / 1000000;
}

static int get_denied(struct in *in, struct ec2a__mark *mark, size_t count)
{
	if (in->left != count * 8)
		return EC2A_E_FORMAT;
	mark->denied = ec2a__calloc(count, sizeof(*mark->denied));
	if (!mark->denied)
		return EC2A_E_NOMEM;
	while (mark->n_denied < count) {
		int64_t second = (int64_t)get_number(in, 8);

		if (!is_second(second))
			return EC2A_E_FORMAT;
		mark->denied[mark->n_denied++] = second;
	}
	return 0;
}

static int get_instances(struct ec2a__marks *marks, struct in *in, struct ec2a__mark *mark, size_t count)
{
	if (in->left / 5 < count) /* each has a size and a byte at least */
		return EC2A_E_FORMAT;
	mark->instances = ec2a__calloc(count, sizeof(*mark->instances));
	if (!mark->instances)
		return EC2A_E_NOMEM;
	while (mark->n_instances < count) {
		size_t size = in->left < 4 ? 0 : (size_t)get_number(in, 4);
		int r;

		if (!size || size > in->left || memchr(in->at, '\0', size))
			return EC2A_E_FORMAT;
		r = ec2a__intern_bytes(&marks->text, in->at, size, &mark->instances[mark->n_instances]);
		if (r < 0)
			return r;
		mark->n_instances++;
		in->at += size;
		in->left -= size;
	}
	return in->left ? EC2A_E_FORMAT : 0;
}

static int get_mark(struct ec2a__marks *marks, struct in *in, struct ec2a__mark *mark)
{
	size_t count;

	memcpy(mark->about, in->at, sizeof(mark->about));
	in->at += sizeof(mark->about);
	in->left -= sizeof(mark->about);
	mark->kind = (unsigned char)get_number(in, 1);
	mark->first = (int64_t)get_number(in, 8);
	memcpy(mark->id, in->at, sizeof(mark->id));
	in->at += sizeof(mark->id);
	in->left -= sizeof(mark->id);
	count = (size_t)get_number(in, 4);
	if (mark->kind == EC2A__MARK_PRINCIPAL)
		return get_denied(in, mark, count);
	if (mark->kind == EC2A__MARK_KEY && count)
		return get_instances(marks, in, mark, count);
	return mark->kind == EC2A__MARK_ADDRESS && !count && !in->left ? 0 : EC2A_E_FORMAT;
}

int ec2a__marks_add(struct ec2a__marks *marks, const void *bytes, size_t size)
{
	struct ec2a__mark mark = { .kind = 0 };
	struct in in = { bytes, size };
	int r;

	if (size < HEAD)
		return EC2A_E_FORMAT;
	if (marks->n == marks->cap) {
		size_t cap = marks->cap ? marks->cap * 2 : 64;
		struct ec2a__mark *grown = ec2a__realloc_array(marks->marks, cap, sizeof(*grown));

		if (!grown)
			return EC2A_E_NOMEM;
		marks->marks = grown;
		marks->cap = cap;
	}
	r = get_mark(marks, &in, &mark);
	if (r < 0)
		free_mark(&mark);
	else
		marks->marks[marks->n++] = mark;
	return r;
}

/* ---- merging ------------------------------------------------------------------------ */

static int compare_marks(const void *a, const void *b)
{
	return memcmp(((const struct ec2a__mark *)a)->about, ((const struct ec2a__mark *)b)->about, EC2A__MARK_ABOUT);
}

static int compare_seconds(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static int compare_names(const void *context, uint32_t a, uint32_t b)
{
	return strcmp(ec2a__intern_get(context, a), ec2a__intern_get(context, b));
}

/* What one says goes to the other, which may then have things twice. The lists are kept where that fails. */
static int merge(struct ec2a__mark *to, struct ec2a__mark *from)
{
	int64_t *denied = ec2a__realloc_array(to->denied, to->n_denied + from->n_denied, sizeof(*denied));
	uint32_t *instances;

	if (!denied)
		return EC2A_E_NOMEM;
	to->denied = denied;
	instances = ec2a__realloc_array(to->instances, to->n_instances + from->n_instances, sizeof(*instances));
	if (!instances)
		return EC2A_E_NOMEM;
	to->instances = instances;
	if (from->n_denied)
		memcpy(denied + to->n_denied, from->denied, from->n_denied * sizeof(*denied));
	if (from->n_instances)
		memcpy(instances + to->n_instances, from->instances, from->n_instances * sizeof(*instances));
	to->n_denied += from->n_denied;
	to->n_instances += from->n_instances;
	if (from->first < to->first || (from->first == to->first && memcmp(from->id, to->id, sizeof(to->id)) < 0)) {
		to->first = from->first;
		memcpy(to->id, from->id, sizeof(to->id));
	}
	return 0;
}

static int tidy(struct ec2a__marks *marks, struct ec2a__mark *mark)
{
	size_t kept = 0;
	int r = ec2a__sort(mark->instances, mark->n_instances, compare_names, &marks->text);

	if (r < 0)
		return r;
	for (size_t i = 0; i < mark->n_instances; i++)
		if (!kept || mark->instances[kept - 1] != mark->instances[i])
			mark->instances[kept++] = mark->instances[i];
	mark->n_instances = kept;
	if (mark->n_denied > 1)
		qsort(mark->denied, mark->n_denied, sizeof(*mark->denied), compare_seconds);
	return 0;
}

/* After a failure the same marks are there, some of them merged. */
int ec2a__marks_settle(struct ec2a__marks *marks)
{
	size_t kept = 0, i = 0;
	int r = 0;

	if (marks->n > 1)
		qsort(marks->marks, marks->n, sizeof(*marks->marks), compare_marks);
	for (; r == 0 && i < marks->n; i++) {
		struct ec2a__mark *mark = &marks->marks[i];

		if (!kept || compare_marks(&marks->marks[kept - 1], mark) != 0) {
			marks->marks[kept++] = *mark;
		} else if ((r = merge(&marks->marks[kept - 1], mark)) == 0) {
			free_mark(mark);
		} else {
			break;
		}
	}
	for (; i < marks->n; i++)
		marks->marks[kept++] = marks->marks[i];
	marks->n = kept;
	for (size_t k = 0; r == 0 && k < kept; k++)
		r = tidy(marks, &marks->marks[k]);
	return r;
}

/* ---- asked --------------------------------------------------------------------------- */

const struct ec2a__mark *ec2a__marks_find(const struct ec2a__marks *marks, const unsigned char *about)
{
	size_t low = 0, high = marks->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = memcmp(marks->marks[middle].about, about, EC2A__MARK_ABOUT);

		if (order == 0)
			return &marks->marks[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const char *ec2a__marks_instance(const struct ec2a__marks *marks, const struct ec2a__mark *mark, size_t index)
{
	return index < mark->n_instances ? ec2a__intern_get(&marks->text, mark->instances[index]) : NULL;
}

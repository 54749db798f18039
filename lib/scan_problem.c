/* SPDX-License-Identifier: MIT */
#include "scan_problem.h"

#include "buf.h"
#include "mem.h"
#include "utf8.h"

#include <ec2access/ec2access.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES ((size_t)64 * 1024)

void ec2a__problems_free(struct ec2a__problems *problems)
{
	for (size_t i = 0; i < problems->n; i++)
		ec2a__free(problems->items[i].line);
	for (size_t i = 0; i < problems->n_names; i++)
		ec2a__free(problems->names[i]);
	ec2a__free(problems->items);
	ec2a__free(problems->names);
	memset(problems, 0, sizeof(*problems));
}

static int make_room(void **items, size_t *cap, size_t n, size_t size)
{
	size_t wanted = *cap ? *cap : 4;
	void *grown;

	if (n <= *cap)
		return 0;
	while (wanted < n)
		wanted *= 2;
	grown = ec2a__realloc_array(*items, wanted, size);
	if (!grown)
		return EC2A_E_NOMEM;
	*items = grown;
	*cap = wanted;
	return 0;
}

static int make_items(struct ec2a__problems *problems, size_t more)
{
	void *items = problems->items;
	int r = make_room(&items, &problems->cap, problems->n + more, sizeof(problems->items[0]));

	problems->items = items;
	return r;
}

static int make_names(struct ec2a__problems *problems, size_t more)
{
	void *names = problems->names;
	int r = make_room(&names, &problems->cap_names, problems->n_names + more, sizeof(problems->names[0]));

	problems->names = names;
	return r;
}

/* The kept copy of a name. Problems come input by input, so the last one is the one or it is new. */
static const char *keep_name(struct ec2a__problems *problems, const char *name)
{
	char *copy;

	if (problems->n_names && strcmp(problems->names[problems->n_names - 1], name) == 0)
		return problems->names[problems->n_names - 1];
	if (make_names(problems, 1) < 0)
		return NULL;
	copy = ec2a__strdup(name);
	if (copy)
		problems->names[problems->n_names++] = copy;
	return copy;
}

/* Takes the line over, also when it fails. */
static int add(struct ec2a__problems *problems, const char *name, uint64_t record, uint64_t byte, int code,
	       char *line)
{
	const char *kept = line ? keep_name(problems, name) : NULL;

	if (!kept || make_items(problems, 1) < 0) {
		ec2a__free(line);
		return EC2A_E_NOMEM;
	}
	problems->items[problems->n++] = (struct ec2a__problem){kept, byte, record, code, line};
	return 0;
}

static int add_place(struct ec2a__buf *line, uint64_t record, uint64_t byte)
{
	int r = 0;

	if (record)
		r = ec2a__buf_adds(line, "record ");
	if (r == 0 && record)
		r = ec2a__buf_addu(line, record);
	if (r == 0 && record)
		r = ec2a__buf_adds(line, ", ");
	if (r == 0)
		r = ec2a__buf_adds(line, "byte ");
	if (r == 0)
		r = ec2a__buf_addu(line, byte);
	return r < 0 ? r : ec2a__buf_adds(line, ": ");
}

int ec2a__problems_add(struct ec2a__problems *problems, const char *name, uint64_t record, uint64_t byte, int code,
		       const char *sentence)
{
	struct ec2a__buf line;
	int r;

	ec2a__buf_init(&line, LINE_MAX_BYTES);
	r = ec2a__utf8_add_visible(&line, name, strlen(name));
	if (r == 0)
		r = ec2a__buf_adds(&line, ": ");
	if (r == 0 && byte != EC2A__NO_PLACE)
		r = add_place(&line, record, byte);
	if (r == 0)
		r = ec2a__utf8_add_visible(&line, sentence, strlen(sentence));
	if (r == 0)
		r = add(problems, name, record, byte == EC2A__NO_PLACE ? 0 : byte, code, ec2a__buf_steal(&line));
	ec2a__buf_free(&line);
	/* A line of 64 KiB cannot be: names are shorter than that, and sentences much more so. */
	return r < 0 ? EC2A_E_NOMEM : 0;
}

int ec2a__problems_add_record(struct ec2a__problems *problems, const char *name, uint64_t record, uint64_t byte,
			      int code, const char *sentence)
{
	if (problems->n < EC2A__PROBLEMS_A_FILE)
		return ec2a__problems_add(problems, name, record, byte, code, sentence);
	problems->left_out++;
	return 0;
}

int ec2a__problems_add_line(struct ec2a__problems *problems, const char *name, int code, const char *line)
{
	return add(problems, name, 0, 0, code, ec2a__strdup(line));
}

int ec2a__problems_close(struct ec2a__problems *problems, const char *name)
{
	struct ec2a__buf line;
	int r;

	if (!problems->left_out)
		return 0;
	ec2a__buf_init(&line, LINE_MAX_BYTES);
	r = ec2a__utf8_add_visible(&line, name, strlen(name));
	if (r == 0)
		r = ec2a__buf_adds(&line, ": and ");
	if (r == 0)
		r = ec2a__buf_addu(&line, problems->left_out);
	if (r == 0)
		r = ec2a__buf_adds(&line, " more problems in this input");
	if (r == 0)
		r = add(problems, name, UINT64_MAX, UINT64_MAX, EC2A_E_LIMIT, ec2a__buf_steal(&line));
	ec2a__buf_free(&line);
	if (r < 0)
		return EC2A_E_NOMEM;
	problems->left_out = 0;
	return 0;
}

int ec2a__problems_move(struct ec2a__problems *from, struct ec2a__problems *to)
{
	if (make_items(to, from->n) < 0 || make_names(to, from->n_names) < 0)
		return EC2A_E_NOMEM;
	if (from->n)
		memcpy(to->items + to->n, from->items, from->n * sizeof(from->items[0]));
	if (from->n_names)
		memcpy(to->names + to->n_names, from->names, from->n_names * sizeof(from->names[0]));
	to->n += from->n;
	to->n_names += from->n_names;
	from->n = from->n_names = 0;
	return 0;
}

static int by_place(const void *left, const void *right)
{
	const struct ec2a__problem *a = left, *b = right;
	int order = strcmp(a->name, b->name);

	if (order == 0 && a->byte != b->byte)
		order = a->byte < b->byte ? -1 : 1;
	if (order == 0 && a->record != b->record)
		order = a->record < b->record ? -1 : 1;
	return order ? order : strcmp(a->line, b->line);
}

void ec2a__problems_sort(struct ec2a__problems *problems)
{
	if (problems->n)
		qsort(problems->items, problems->n, sizeof(problems->items[0]), by_place);
}

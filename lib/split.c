/* SPDX-License-Identifier: MIT */
#include "mem.h"
#include "split_find.h"
#include "split_state.h"
#include "split_whole.h"

#include <ec2access/ec2access.h>
#include <string.h>

#define KEPT ((size_t)1024 * 1024) /* bytes of memory that the next input gets; one huge record is no reason for more */

struct ec2a__split *ec2a__split_new(size_t record_bytes, unsigned depth)
{
	struct ec2a__split *split = ec2a__calloc(1, sizeof(*split));

	if (!split)
		return NULL;
	ec2a__buf_init(&split->in, SIZE_MAX / 2);
	split->limit = record_bytes < UINT32_MAX - 1 ? record_bytes : UINT32_MAX - 1; /* members are 32 bits */
	split->scan.max_depth = depth;
	split->phase = EC2A__AT_START;
	ec2a__split_set_cpu(split, EC2A__CPU_AUTO);
	return split;
}

void ec2a__split_set_cpu(struct ec2a__split *split, int cpu)
{
	split->whole = ec2a__whole_for(cpu);
}

void ec2a__split_free(struct ec2a__split *split)
{
	if (!split)
		return;
	ec2a__buf_free(&split->in);
	ec2a__free(split->scan.members);
	ec2a__free(split);
}

void ec2a__split_restart(struct ec2a__split *split)
{
	const struct ec2a__split old = *split;

	memset(split, 0, sizeof(*split));
	split->limit = old.limit;
	split->whole = old.whole;
	split->scalars = old.scalars;
	split->phase = EC2A__AT_START;
	split->in = old.in;
	split->scan.max_depth = old.scan.max_depth;
	split->scan.members = old.scan.members;
	split->scan.cap_members = old.scan.cap_members;
	if (split->in.cap > KEPT) {
		ec2a__buf_free(&split->in);
		ec2a__buf_init(&split->in, SIZE_MAX / 2);
	}
	split->in.len = 0;
}

/* The first byte that is still needed; one more, to tell whether the next one begins a line. */
static size_t kept_from(const struct ec2a__split *split)
{
	int keeps = (split->phase == EC2A__AT_VALUE && !split->skipping) || split->phase == EC2A__AT_SCALAR;
	size_t pos = keeps ? split->scan.start : split->scan.pos;

	return pos ? pos - 1 : 0;
}

/* Let go what is used up, once that is half of the buffer: so each byte is moved once on average. */
static void let_go(struct ec2a__split *split)
{
	size_t gone = kept_from(split);

	if (split->phase == EC2A__AT_END)
		gone = split->in.len;
	if (!gone || gone < split->in.len / 2)
		return;
	ec2a__buf_consume(&split->in, gone);
	split->scan.base += gone;
	split->scan.pos -= split->scan.pos < gone ? split->scan.pos : gone;
	split->scan.start -= split->scan.start < gone ? split->scan.start : gone;
	split->scan.token_end -= split->scan.token_end < gone ? split->scan.token_end : gone;
}

int ec2a__split_feed(struct ec2a__split *split, const void *data, size_t size)
{
	let_go(split);
	if (size && split->phase != EC2A__AT_END && ec2a__buf_add(&split->in, data, size) < 0)
		return EC2A_E_NOMEM;
	split->fed += size;
	return 0;
}

int ec2a__split_room(struct ec2a__split *split, size_t size, char **ret_room)
{
	let_go(split);
	if (ec2a__buf_reserve(&split->in, size) < 0)
		return EC2A_E_NOMEM;
	*ret_room = split->in.data + split->in.len;
	return 0;
}

void ec2a__split_filled(struct ec2a__split *split, size_t size)
{
	if (split->phase != EC2A__AT_END)
		split->in.len += size;
	split->in.data[split->in.len] = '\0';
	split->fed += size;
}

void ec2a__split_finish(struct ec2a__split *split)
{
	split->finished = 1;
}

void ec2a__split_take_scalar(struct ec2a__split *split)
{
	split->scalars = 1;
}

int ec2a__split_second(const struct ec2a__split *split, uint64_t *ret_byte)
{
	if (split->second)
		*ret_byte = split->second_at;
	return split->second;
}

int ec2a__split_container(const struct ec2a__split *split)
{
	return split->container;
}

uint64_t ec2a__split_bytes(const struct ec2a__split *split)
{
	return split->fed;
}

int ec2a__split_skip_space(struct ec2a__split *split)
{
	size_t pos = split->scan.pos;

	while (pos < split->in.len && ec2a__is_space(split->in.data[pos]))
		pos++;
	split->scan.pos = pos;
	return pos < split->in.len;
}

int ec2a__split_truncated(struct ec2a__split *split, const char *what, uint64_t start, int place,
			  struct ec2a__split_fault *fault)
{
	fault->byte = split->fed;
	fault->start = start;
	fault->what = what;
	fault->place = place;
	split->phase = EC2A__AT_END;
	return EC2A_E_TRUNCATED;
}

void ec2a__split_begin(struct ec2a__split *split, int place)
{
	split->scan.lines = place == EC2A__TOP;
	split->scan.containers = place == EC2A__TOP;
	split->scan.index = 1;
	ec2a__scan_begin(&split->scan, split->in.data, split->scan.pos);
	split->place = place;
	split->unit_at = split->scan.base + split->scan.start;
	split->skipping = 0;
	split->one_line = 0;
	split->tried = 0;
	split->phase = EC2A__AT_VALUE;
}

/*
 * How far the unit may be looked at: one byte over the limit, so that a unit
 * too large is found out at the same byte however the input was cut; and the
 * line's end where the unit may not go beyond it.
 */
static size_t window(const struct ec2a__split *split)
{
	const struct ec2a__scan *scan = &split->scan;
	size_t end = split->in.len;
	const char *line;

	if (!split->skipping && end - scan->start > split->limit)
		end = scan->start + split->limit + 1;
	if (split->place != EC2A__TOP || !(split->one_line || (split->skipping && !split->scan.watch)))
		return end;
	line = memchr(split->in.data + scan->pos, '\n', end - scan->pos);
	return line ? (size_t)(line - split->in.data) : end;
}

/* The unit's brackets balance: hand it out, or say which limit it passes. */
static int whole(struct ec2a__split *split, struct ec2a__unit *unit, struct ec2a__split_fault *fault)
{
	const struct ec2a__scan *scan = &split->scan;
	int large = split->skipping || scan->pos - scan->start > split->limit;
	int deep = scan->deep_at != EC2A__SCAN_NOWHERE;

	split->phase = split->place == EC2A__TOP ? EC2A__AT_TOP : EC2A__AT_SEPARATOR;
	if (large || deep) {
		uint64_t over = split->unit_at + split->limit;
		int size_first = large && (!deep || over <= scan->deep_at);

		fault->byte = size_first ? over : scan->deep_at;
		fault->start = split->unit_at;
		fault->what = size_first ? EC2A__WHAT_LARGE : EC2A__WHAT_DEEP;
		fault->place = split->place;
		return EC2A_E_LIMIT;
	}
	unit->data = split->in.data + scan->start;
	unit->size = scan->pos - scan->start;
	unit->byte = split->unit_at;
	unit->place = split->place;
	unit->python = scan->python;
	unit->members = scan->index ? scan->members : NULL;
	unit->n_members = scan->index ? scan->n_members : 0;
	return 1;
}

/* All bytes that may be looked at were, and the unit goes on. */
static int unfinished(struct ec2a__split *split, struct ec2a__split_fault *fault)
{
	struct ec2a__scan *scan = &split->scan;
	int top = split->place == EC2A__TOP;

	if (!split->skipping && scan->pos - scan->start > split->limit) {
		if (top && !scan->python) /* it may be a container all the same */
			ec2a__scan_watch(scan, split->in.data);
		else if (top && memchr(split->in.data + scan->start, '\n', split->limit))
			return ec2a__split_line_limit(split, fault);
		split->skipping = 1;
		ec2a__scan_skip(scan);
		return EC2A__AGAIN;
	}
	if (scan->pos < split->in.len) { /* at the end of its only line */
		if (split->skipping)
			return ec2a__split_line_limit(split, fault);
		scan->what = "the record does not end on its line";
		return ec2a__split_line_broken(split, EC2A_E_RECORD, fault);
	}
	if (!split->finished)
		return 0;
	if (top)
		return ec2a__split_line_cut(split, fault);
	return ec2a__split_truncated(split, EC2A__WHAT_CUT, split->unit_at, split->place, fault);
}

/*
 * The short way through the unit: an ec2a__whole_result. While the unit is not all there, nothing is scanned, and it
 * is looked at again from its beginning; so only when twice as much is there, or small pieces would cost their square.
 */
static int take_whole(struct ec2a__split *split)
{
	struct ec2a__scan *scan = &split->scan;
	size_t there = split->in.len - scan->start;
	int result;

	if (!split->whole || !scan->index || scan->pos != scan->start || split->one_line || there / 2 < split->tried)
		return EC2A__WHOLE_UNDECIDED;
	split->tried = there;
	result = split->whole(scan, split->in.data, there < split->limit ? split->in.len : scan->start + split->limit);
	if (result == EC2A__WHOLE_MORE && (split->finished || there > split->limit))
		return EC2A__WHOLE_UNDECIDED;
	return result;
}

int ec2a__split_at_value(struct ec2a__split *split, struct ec2a__unit *unit, struct ec2a__split_fault *fault)
{
	struct ec2a__scan *scan = &split->scan;
	int result = take_whole(split);

	if (result == EC2A__WHOLE_END)
		return whole(split, unit, fault);
	if (result == EC2A__WHOLE_MORE)
		return 0;
	switch (ec2a__scan_run(scan, split->in.data, window(split))) {
	case EC2A__SCAN_END:
		return whole(split, unit, fault);
	case EC2A__SCAN_NOMEM:
		return EC2A_E_NOMEM;
	case EC2A__SCAN_CONTAINER:
		ec2a__split_open_array(split, scan->found);
		return EC2A__AGAIN;
	case EC2A__SCAN_BROKEN:
		if (split->place == EC2A__TOP)
			return ec2a__split_line_broken(split, split->skipping ? EC2A_E_LIMIT : EC2A_E_RECORD, fault);
		return ec2a__split_array_broken(split, scan->what, split->unit_at, fault);
	default:
		return unfinished(split, fault);
	}
}

static int step(struct ec2a__split *split, struct ec2a__unit *unit, struct ec2a__split_fault *fault)
{
	switch (split->phase) {
	case EC2A__AT_START:
		return ec2a__split_at_start(split, fault);
	case EC2A__AT_TOP:
		return ec2a__split_at_top(split, fault);
	case EC2A__AT_JUNK:
		return ec2a__split_at_junk(split);
	case EC2A__AT_ELEMENT:
		return ec2a__split_at_element(split, fault);
	case EC2A__AT_SEPARATOR:
		return ec2a__split_at_separator(split, fault);
	case EC2A__AT_VALUE:
		return ec2a__split_at_value(split, unit, fault);
	case EC2A__AT_REST:
		return ec2a__split_at_rest(split, fault);
	case EC2A__AT_SCALAR:
		return ec2a__split_at_scalar(split, fault);
	case EC2A__AT_NOTHING:
		return ec2a__split_at_nothing(split, fault);
	default:
		return 0;
	}
}

int ec2a__split_next(struct ec2a__split *split, struct ec2a__unit *ret_unit, struct ec2a__split_fault *ret_fault)
{
	int result;

	do
		result = step(split, ret_unit, ret_fault);
	while (result == EC2A__AGAIN);
	return result;
}

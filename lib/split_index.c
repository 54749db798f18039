/* SPDX-License-Identifier: MIT */
#include "json_check.h"
#include "mem.h"
#include "split_find.h"
#include "split_state.h"

/*
 * The members of the object that is scanned. Nothing is refused here: an object
 * that is broken inside but whose brackets balance is a unit, and the record
 * reader refuses it; its members are then whatever could be made out.
 */

static int is_key(const struct ec2a__member *member, const char *object, const char *name)
{
	return ec2a__json_string_is(object + member->key, member->key_len, name);
}

int ec2a__split_container_key(const char *key, size_t size)
{
	static const struct {
		const char *name;
		int place;
	} containers[] = {
		{ "Records", EC2A__IN_RECORDS },
		{ "Events", EC2A__IN_EVENTS },
		{ "logEvents", EC2A__IN_LOG_EVENTS },
		{ "events", EC2A__IN_LOG_EVENTS },
		{ "Messages", EC2A__IN_MESSAGES },
		{ "Entries", EC2A__IN_EVENTS },
		{ "results", EC2A__IN_ROWS },
		{ "QueryResultRows", EC2A__IN_ROWS },
	};

	for (size_t i = 0; i < sizeof(containers) / sizeof(containers[0]); i++)
		if (ec2a__json_string_is(key, size, containers[i].name))
			return containers[i].place;
	return 0;
}

/* Which container the key before an array opens: an ec2a__place or 0. */
static int container_of(const struct ec2a__scan *scan, const char *object)
{
	int place = ec2a__split_container_key(object + scan->now.key, scan->now.key_len);
	int source = 0, name = 0;

	for (size_t i = 0; place && i < scan->n_members; i++) {
		source |= is_key(&scan->members[i], object, "eventSource");
		name |= is_key(&scan->members[i], object, "eventName");
	}
	return source && name ? 0 : place;
}

/* Note the member that ends here: 0 or EC2A__SCAN_NOMEM. */
static int note(struct ec2a__scan *scan)
{
	if (scan->step != EC2A__STEP_IN_VALUE)
		return 0;
	if (scan->n_members == scan->cap_members) {
		size_t cap = scan->cap_members ? scan->cap_members * 2 : 64;
		struct ec2a__member *members;

		if (scan->fixed)
			return 0;
		members = ec2a__realloc_array(scan->members, cap, sizeof(*members));
		if (!members)
			return EC2A__SCAN_NOMEM;
		scan->members = members;
		scan->cap_members = cap;
	}
	scan->now.val_len = (uint32_t)(scan->token_end - scan->start) - scan->now.val;
	scan->members[scan->n_members++] = scan->now;
	return 0;
}

/* A value's first byte, where one is due. */
static void value_begins(struct ec2a__scan *scan, size_t pos)
{
	if (scan->step == EC2A__STEP_VALUE) {
		scan->now.val = (uint32_t)(pos - scan->start);
		scan->step = EC2A__STEP_IN_VALUE;
	}
}

static void string_begins(struct ec2a__scan *scan, size_t pos, char quote)
{
	if (scan->step == EC2A__STEP_KEY) {
		scan->now.key = (uint32_t)(pos + 1 - scan->start);
		scan->step = EC2A__STEP_IN_KEY;
	}
	value_begins(scan, pos);
	scan->in_string = quote;
	scan->text = EC2A__TEXT_EMPTY;
	scan->pos = pos + 1;
}

/* Whether this byte stands where JSON cannot have it, but Python's text of a dictionary has: a quote of its own
 * where a key or a value is due, or the d of datetime.datetime(...). */
static int tells_python(const struct ec2a__scan *scan, char c)
{
	return (c == '\'' && (scan->step == EC2A__STEP_KEY || scan->step == EC2A__STEP_VALUE)) ||
	       (c == 'd' && scan->step == EC2A__STEP_VALUE);
}

void ec2a__scan_string_ended(struct ec2a__scan *scan, size_t quote)
{
	if (scan->depth != 1)
		return;
	scan->token_end = quote + 1;
	if (scan->step == EC2A__STEP_IN_KEY) {
		scan->now.key_len = (uint32_t)(quote - scan->start) - scan->now.key;
		scan->step = EC2A__STEP_COLON;
	}
}

static int bracket_begins(struct ec2a__scan *scan, const char *data, size_t pos)
{
	int due = scan->step == EC2A__STEP_VALUE;
	int result = ec2a__scan_open(scan, data, pos);

	if (result != EC2A__SCAN_MORE)
		return result;
	value_begins(scan, pos);
	if (due && scan->containers && data[pos] == '[')
		scan->found = container_of(scan, data + scan->start);
	return scan->found ? EC2A__SCAN_CONTAINER : EC2A__SCAN_MORE;
}

/* ',' and the closing bracket end a member. */
static int member_ends(struct ec2a__scan *scan, const char *data, size_t pos)
{
	if (data[pos] != ']' && note(scan) == EC2A__SCAN_NOMEM) {
		scan->pos = pos;
		return EC2A__SCAN_NOMEM;
	}
	if (data[pos] != ',')
		return ec2a__scan_close(scan, data, pos);
	scan->step = EC2A__STEP_KEY;
	scan->pos = pos + 1;
	return EC2A__SCAN_MORE;
}

int ec2a__scan_members(struct ec2a__scan *scan, const char *data, size_t end)
{
	for (size_t pos = scan->pos; pos < end; pos++) {
		switch (data[pos]) {
		case ' ':
		case '\n':
		case '\r':
		case '\t':
			break;
		case '"':
			string_begins(scan, pos, '"');
			return EC2A__SCAN_MORE;
		case ':':
			if (scan->step == EC2A__STEP_COLON)
				scan->step = EC2A__STEP_VALUE;
			break;
		case '{':
		case '[':
			return bracket_begins(scan, data, pos);
		case ',':
		case '}':
		case ']':
			return member_ends(scan, data, pos);
		default:
			scan->python |= tells_python(scan, data[pos]);
			if (scan->python && data[pos] == '\'') {
				string_begins(scan, pos, '\'');
				return EC2A__SCAN_MORE;
			}
			value_begins(scan, pos);
			scan->token_end = pos + 1;
			break;
		}
	}
	scan->pos = end;
	return EC2A__SCAN_MORE;
}

int ec2a__split_members(const char *object, size_t size, struct ec2a__member *ret_members, size_t max,
			size_t *ret_count)
{
	struct ec2a__scan scan; /* 8 KiB, most of it never touched */
	size_t pos = 0;

	while (pos < size && ec2a__is_space(object[pos]))
		pos++;
	if (pos == size || object[pos] != '{' || size > UINT32_MAX)
		return 0;
	scan.base = 0;
	scan.max_depth = SIZE_MAX;
	scan.lines = 0;
	scan.index = 1;
	scan.containers = 0;
	scan.members = ret_members;
	scan.cap_members = max;
	scan.fixed = 1;
	ec2a__scan_begin(&scan, object, pos);
	scan.start = 0; /* offsets count from the text, white space included */
	if (ec2a__scan_run(&scan, object, size) != EC2A__SCAN_END)
		return 0;
	*ret_count = scan.n_members;
	return 1;
}

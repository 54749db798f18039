/* SPDX-License-Identifier: MIT */
#include "json_check.h"
#include "split_find.h"
#include "split_state.h"

#include <ec2access/ec2access.h>

/*
 * The keys of an object whose bytes are not kept: an object over the limit may
 * still turn out to be a container, and behind a container's array there may
 * stand another one. Of a key only so many bytes are noted as the longest name
 * that is looked for can have, each letter escaped; a longer one is no such name.
 */

static int is_key(const struct ec2a__scan *scan, const char *name)
{
	return scan->key_len <= sizeof(scan->key) && ec2a__json_string_is(scan->key, scan->key_len, name);
}

static void add_to_key(struct ec2a__scan *scan, const char *data, size_t size)
{
	for (size_t i = 0; i < size && scan->key_len <= sizeof(scan->key); i++) {
		if (scan->key_len < sizeof(scan->key))
			scan->key[scan->key_len] = data[i];
		scan->key_len++;
	}
}

void ec2a__scan_watch(struct ec2a__scan *scan, const char *data)
{
	const char *object = data + scan->start;
	int knows_key = scan->step != EC2A__STEP_KEY && scan->step != EC2A__STEP_IN_VALUE;
	size_t end = scan->step == EC2A__STEP_IN_KEY ? scan->pos - scan->start : scan->now.key + scan->now.key_len;

	for (size_t i = 0; i < scan->n_members; i++) {
		const struct ec2a__member *member = &scan->members[i];

		scan->has_source |= ec2a__json_string_is(object + member->key, member->key_len, "eventSource");
		scan->has_name |= ec2a__json_string_is(object + member->key, member->key_len, "eventName");
	}
	scan->key_len = 0;
	if (knows_key)
		add_to_key(scan, object + scan->now.key, end - scan->now.key);
	scan->watch = 1;
}

void ec2a__scan_watch_string(struct ec2a__scan *scan, const char *data, size_t from)
{
	if (scan->step == EC2A__STEP_IN_KEY) {
		add_to_key(scan, data + from, scan->pos - from);
	} else if (scan->step == EC2A__STEP_COLON) { /* the quote was passed */
		add_to_key(scan, data + from, scan->pos - 1 - from);
		scan->has_source |= is_key(scan, "eventSource");
		scan->has_name |= is_key(scan, "eventName");
	}
}

static int container(const struct ec2a__scan *scan)
{
	if (scan->has_source && scan->has_name)
		return 0;
	return scan->key_len <= sizeof(scan->key) ? ec2a__split_container_key(scan->key, scan->key_len) : 0;
}

static int opens(struct ec2a__scan *scan, const char *data, size_t pos)
{
	int due = scan->step == EC2A__STEP_VALUE;
	int result = ec2a__scan_open(scan, data, pos);

	if (result != EC2A__SCAN_MORE || !due)
		return result;
	scan->step = EC2A__STEP_IN_VALUE;
	scan->found = data[pos] == '[' ? container(scan) : 0;
	return scan->found ? EC2A__SCAN_CONTAINER : EC2A__SCAN_MORE;
}

static int string_begins(struct ec2a__scan *scan, size_t pos)
{
	if (scan->step == EC2A__STEP_KEY) {
		scan->step = EC2A__STEP_IN_KEY;
		scan->key_len = 0;
	} else if (scan->step == EC2A__STEP_VALUE) {
		scan->step = EC2A__STEP_IN_VALUE;
	}
	scan->in_string = 1;
	scan->pos = pos + 1;
	return EC2A__SCAN_MORE;
}

int ec2a__scan_watched(struct ec2a__scan *scan, const char *data, size_t end)
{
	for (size_t pos = scan->pos; pos < end; pos++) {
		switch (data[pos]) {
		case ' ':
		case '\n':
		case '\r':
		case '\t':
			break;
		case '"':
			return string_begins(scan, pos);
		case ':':
			if (scan->step == EC2A__STEP_COLON)
				scan->step = EC2A__STEP_VALUE;
			break;
		case ',':
			scan->step = EC2A__STEP_KEY;
			break;
		case '{':
		case '[':
			return opens(scan, data, pos);
		case '}':
		case ']':
			return ec2a__scan_close(scan, data, pos);
		default:
			if (scan->step == EC2A__STEP_VALUE)
				scan->step = EC2A__STEP_IN_VALUE;
			break;
		}
	}
	scan->pos = end;
	return EC2A__SCAN_MORE;
}

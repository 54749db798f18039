/* SPDX-License-Identifier: MIT */
#include "unwrap_fields.h"

#include "json_check.h"
#include "unwrap_row.h"

/* A column of Logs Insights, which only whole messages matter of: its value, or none. */
static struct ec2a__span message_of(struct ec2a__span column)
{
	struct ec2a__span name = ec2a__span_inside(ec2a__span_get(column, "field"));

	if (!name.text || !ec2a__json_string_is(name.text, name.size, "@message"))
		return (struct ec2a__span){ NULL, 0 };
	return ec2a__span_get(column, "value");
}

static struct ec2a__span find_message(struct ec2a__span row)
{
	struct ec2a__span_walk walk = ec2a__span_walk(row);
	struct ec2a__span column, message = { NULL, 0 };

	while (!message.text && ec2a__span_next(&walk, NULL, &column))
		message = message_of(column);
	return message;
}

/* The one member of a column of Lake: 1 or 0. */
static int only_member(struct ec2a__span column, struct ec2a__span *ret_key, struct ec2a__span *ret_value)
{
	struct ec2a__span_walk walk = ec2a__span_walk(column);
	struct ec2a__span key, value;

	return ec2a__span_is_object(column) && ec2a__span_next(&walk, ret_key, ret_value) &&
	       !ec2a__span_next(&walk, &key, &value);
}

/* Columns of one member each, with those that every record has, or the one that is the record. */
static int has_columns(struct ec2a__span row)
{
	struct ec2a__span_walk walk = ec2a__span_walk(row);
	struct ec2a__span column, key, value;
	int source = 0, name = 0, whole = 0;

	while (ec2a__span_next(&walk, NULL, &column)) {
		if (!only_member(column, &key, &value) || !key.text)
			return 0;
		source |= ec2a__row_is_name(key.text, key.size, "eventsource");
		name |= ec2a__row_is_name(key.text, key.size, "eventname");
		whole |= ec2a__row_is_name(key.text, key.size, "eventjson");
	}
	return whole || (source && name);
}

int ec2a__fields_is(const char *text, size_t size, unsigned max_depth)
{
	struct ec2a__json_fault fault;
	struct ec2a__span row = ec2a__span_of(text, size);

	if (!ec2a__span_is_array(row) || !ec2a__span_is_object(ec2a__span_first(row)) ||
	    ec2a__json_check(text, size, max_depth, &fault) < 0)
		return 0;
	return find_message(row).text || has_columns(row);
}

static int add_member(struct ec2a__buf *out, struct ec2a__span key, struct ec2a__span value)
{
	int r = ec2a__buf_addc(out, '"');

	if (r == 0)
		r = ec2a__buf_add(out, key.text, key.size);
	if (r == 0)
		r = ec2a__buf_adds(out, "\":");
	return r < 0 ? r : ec2a__buf_add(out, value.text, value.size);
}

static int add_columns(struct ec2a__span row, struct ec2a__buf *out)
{
	struct ec2a__span_walk walk = ec2a__span_walk(row);
	struct ec2a__span column, key, value;
	int r = 0;

	for (int n = 0; r == 0 && ec2a__span_next(&walk, NULL, &column); n++) {
		if (!only_member(column, &key, &value))
			continue;
		r = n ? ec2a__buf_addc(out, ',') : 0;
		if (r == 0)
			r = add_member(out, key, value);
	}
	return r;
}

int ec2a__fields_object(struct ec2a__span row, struct ec2a__buf *out)
{
	struct ec2a__span message = find_message(row);
	int r = ec2a__buf_adds(out, message.text ? "{\"timestamp\":0,\"message\":" : "{");

	if (r == 0)
		r = message.text ? ec2a__buf_add(out, message.text, message.size) : add_columns(row, out);
	return r < 0 ? r : ec2a__buf_addc(out, '}');
}

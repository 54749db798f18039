/* SPDX-License-Identifier: MIT */
#include "lookup_query.h"

#include "ascii.h"
#include "json_check.h"
#include "json_span.h"
#include "timestamp.h"
#include "utf8.h"

#include <ec2access/ec2access.h>
#include <string.h>

int ec2a__lookup_knows(const char *key)
{
	static const char *const keys[] = { "EventId", "EventName", "ReadOnly", "Username", "ResourceType",
					    "ResourceName", "EventSource", "AccessKeyId" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(key, keys[i]) == 0)
			return 1;
	return 0;
}

static int add_string(struct ec2a__buf *out, const char *before, const char *text)
{
	int r = ec2a__buf_adds(out, before);

	return r < 0 ? r : ec2a__utf8_add_json(out, text, strlen(text));
}

static int add_number(struct ec2a__buf *out, const char *before, int64_t number)
{
	int r = ec2a__buf_adds(out, before);

	/* Before 1970 there is no record, and the service would refuse the time. */
	return r < 0 ? r : ec2a__buf_addu(out, number < 0 ? 0 : (unsigned long long)number);
}

static int add_attribute(const struct ec2a__lookup_query *query, struct ec2a__buf *out)
{
	int r = add_string(out, "\"LookupAttributes\":[{\"AttributeKey\":", query->key);

	if (r == 0)
		r = add_string(out, ",\"AttributeValue\":", query->value);
	return r < 0 ? r : ec2a__buf_adds(out, "}],");
}

int ec2a__lookup_ask(const struct ec2a__lookup_query *query, const char *token, struct ec2a__buf *out)
{
	size_t before = out->len;
	int r = ec2a__buf_addc(out, '{');

	if (r == 0 && query->key)
		r = add_attribute(query, out);
	if (r == 0 && query->from_s != INT64_MIN)
		r = add_number(out, "\"StartTime\":", query->from_s);
	if (r == 0 && query->from_s != INT64_MIN)
		r = ec2a__buf_addc(out, ',');
	if (r == 0 && query->to_s != INT64_MAX)
		r = add_number(out, "\"EndTime\":", query->to_s);
	if (r == 0 && query->to_s != INT64_MAX)
		r = ec2a__buf_addc(out, ',');
	if (r == 0)
		r = add_number(out, "\"MaxResults\":", EC2A__LOOKUP_PAGE);
	if (r == 0 && token)
		r = add_string(out, ",\"NextToken\":", token);
	if (r == 0)
		r = ec2a__buf_addc(out, '}');
	if (r < 0)
		ec2a__buf_truncate(out, before);
	return r;
}

/* Digits with a point and an exponent, as JSON writes numbers: the whole seconds. 1, or 0 where it is none of 1970 to
 * 9999. */
static int read_epoch(struct ec2a__span number, int64_t *ret_s)
{
	int64_t value = 0;
	int point = 0, exponent = 0, places = 0, sign = 1;
	size_t i = 0;

	for (; i < number.size && (ec2a__is_digit(number.text[i]) || (number.text[i] == '.' && !point)); i++) {
		if (number.text[i] == '.') {
			point = 1;
		} else if (value < INT64_C(100000000000000000)) { /* digits behind that are less than a second */
			value = value * 10 + (number.text[i] - '0');
			places += point;
		} else if (!point) {
			return 0;
		}
	}
	if (i < number.size && (number.text[i] == 'e' || number.text[i] == 'E')) {
		if (++i < number.size && (number.text[i] == '+' || number.text[i] == '-'))
			sign = number.text[i++] == '-' ? -1 : 1;
		for (; i < number.size && ec2a__is_digit(number.text[i]) && exponent < 100; i++)
			exponent = exponent * 10 + (number.text[i] - '0');
	}
	if (i < number.size || !number.size)
		return 0;
	for (exponent = sign * exponent - places; exponent > 0 && value < INT64_C(253402300800); exponent--)
		value *= 10;
	for (; exponent < 0 && value; exponent++)
		value /= 10;
	*ret_s = value;
	return value < INT64_C(253402300800);
}

/* The AWS CLI writes times as text; a server may as well. */
static int read_time(struct ec2a__span value, int64_t *ret_s)
{
	struct ec2a__span text = ec2a__span_inside(value);
	int64_t us;

	if (!text.text)
		return read_epoch(value, ret_s);
	if (!ec2a__time_parse(text.text, text.size, &us))
		return 0;
	*ret_s = us / EC2A__SECOND;
	return 1;
}

static void see_event(struct ec2a__span event, struct ec2a__lookup_page *page)
{
	int64_t time_s;

	page->events++;
	if (!read_time(ec2a__span_get(event, "EventTime"), &time_s))
		return;
	if (time_s > page->newest_s)
		page->newest_s = time_s;
	if (time_s < page->oldest_s)
		page->oldest_s = time_s;
}

/* In JSON a line ends between values only, where a space is as good. */
static void make_one_line(char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (text[i] == '\n' || text[i] == '\r')
			text[i] = ' ';
}

static int refuse(const char **ret_why, const char *why)
{
	*ret_why = why;
	return EC2A_E_FORMAT;
}

static int read_token(struct ec2a__span value, struct ec2a__buf *token, const char **ret_why)
{
	int r;

	ec2a__buf_clear(token);
	if (!value.text || ec2a__span_is(value, "null"))
		return 0;
	r = ec2a__span_text(value, token);
	if (r == EC2A_E_LIMIT || r == 0)
		return refuse(ret_why, r ? "its NextToken is too long" : "its NextToken is no text");
	return r < 0 ? r : 0;
}

int ec2a__lookup_read(struct ec2a__buf *answer, unsigned max_depth, struct ec2a__lookup_page *ret_page,
		      struct ec2a__buf *token, const char **ret_why)
{
	struct ec2a__lookup_page page = { 0, INT64_MIN, INT64_MAX, 0 };
	struct ec2a__span root, events, event;
	struct ec2a__json_fault fault;
	struct ec2a__span_walk walk;
	int r;

	if (!answer->len || ec2a__json_check(answer->data, answer->len, max_depth, &fault) < 0)
		return refuse(ret_why, "it is no JSON");
	root = ec2a__span_of(answer->data, answer->len);
	events = ec2a__span_get(root, "Events");
	if (!ec2a__span_is_object(root) || (events.text && !ec2a__span_is_array(events)))
		return refuse(ret_why, "it has no list of Events");
	r = read_token(ec2a__span_get(root, "NextToken"), token, ret_why);
	if (r < 0)
		return r;
	for (walk = ec2a__span_walk(events); events.text && ec2a__span_next(&walk, NULL, &event) == 1;)
		see_event(event, &page);
	page.more = token->len > 0;
	make_one_line(answer->data, answer->len);
	*ret_page = page;
	return 0;
}

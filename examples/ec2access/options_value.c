/* SPDX-License-Identifier: MIT */
#include "options_value.h"

#include "help.h"
#include "options_net.h"
#include "text.h"
#include "when.h"

#include <ec2access/ec2access.h>
#include <string.h>
#include <time.h>

void values_add(struct values *values, const char *item)
{
	values->items = need_memory(values->items, values->n + 1, sizeof(values->items[0]));
	values->items[values->n++] = item;
}

static int64_t take_time(const char *name, const char *value)
{
	struct text before = {0};
	int64_t us;

	if (when_parse(value, (int64_t)time(NULL) * 1000000, &us) == 0)
		return us;
	text_adds(&before, name);
	text_adds(&before, ": not a time: ");
	usage_error(text_str(&before), value,
		    "; a time is 2023-09-04T05:56:04Z, 2023-09-04, or 7d, 36h, 90m before now");
}

/* Every name of an enumeration, for the message about one that is none of them. */
static _Noreturn void unknown_name(int enumeration, const char *option, const char *value)
{
	struct text before = {0}, after = {0};
	const char *name;

	text_adds(&before, option);
	text_adds(&before, ": unknown name ");
	text_adds(&after, "; there are:");
	for (int i = 1; (name = ec2a_enum_name(enumeration, i)) != NULL; i++) {
		text_adds(&after, i > 1 ? ", " : " ");
		text_adds(&after, name);
	}
	usage_error(text_str(&before), value, text_str(&after));
}

static uint64_t take_name(int enumeration, const char *option, const char *value)
{
	int number;

	if (ec2a_enum_value(enumeration, value, &number) < 0 || number < 1 || number > 63)
		unknown_name(enumeration, option, value);
	return UINT64_C(1) << number;
}

static enum format take_format(const char *value)
{
	static const char *const later[] = {"ocsf", "ecs", "timesketch"};

	if (strcmp(value, "table") == 0)
		return FORMAT_TABLE;
	if (strcmp(value, "csv") == 0)
		return FORMAT_CSV;
	if (strcmp(value, "jsonl") == 0)
		return FORMAT_JSONL;
	for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++)
		if (strcmp(value, later[i]) == 0)
			usage_error("the format ", value, " comes with a later release; there are: table, csv, jsonl");
	usage_error("--format: unknown format ", value, "; there are: table, csv, jsonl");
}

static int take_threads(const char *value)
{
	int threads = 0;
	size_t i = 0;

	for (; value[i] >= '0' && value[i] <= '9' && i < 5; i++)
		threads = threads * 10 + (value[i] - '0');
	if (!i || value[i] || threads < 1 || threads > 1024)
		usage_error("-j: not a number from 1 to 1024: ", value, NULL);
	return threads;
}

static enum progress take_progress(const char *value)
{
	if (!value)
		return PROGRESS_BAR;
	if (strcmp(value, "json") != 0)
		usage_error("--progress: unknown kind ", value, "; there is: json");
	return PROGRESS_JSON;
}

static const char *take_host(const char *value)
{
	const char *equals = strchr(value, '=');

	if (!equals || equals == value || strncmp(equals, "=i-", 3) != 0 || !equals[3])
		usage_error("--host: not NAME=i-...: ", value, NULL);
	return value;
}

/* "instance", "principal", "instance,principal" */
static unsigned take_by(const char *value)
{
	static const struct {
		const char *name;
		unsigned by;
	} names[] = {{"instance", BY_INSTANCE}, {"principal", BY_PRINCIPAL}};
	const char *at = value;
	unsigned by = 0;

	for (;;) {
		size_t len = strcspn(at, ","), i = 0;

		while (i < 2 && (strlen(names[i].name) != len || strncmp(at, names[i].name, len) != 0))
			i++;
		if (i == 2)
			usage_error("--by: not instance, principal or both with a comma: ", value, NULL);
		by |= names[i].by;
		if (!at[len])
			return by;
		at += len + 1;
	}
}

static enum per take_per(const char *value)
{
	static const char *const names[] = {
		[PER_HOUR] = "hour", [PER_DAY] = "day", [PER_WEEK] = "week", [PER_MONTH] = "month",
	};

	for (int per = PER_HOUR; per <= PER_MONTH; per++)
		if (strcmp(value, names[per]) == 0)
			return (enum per)per;
	usage_error("--per: unknown span ", value, "; there are: hour, day, week, month");
}

/* "6h" or "2d": whole hours of the clock. */
static int64_t take_gap(const char *value)
{
	int64_t number = 0;
	size_t i = 0;

	for (; value[i] >= '0' && value[i] <= '9' && i < 6; i++)
		number = number * 10 + (value[i] - '0');
	if (!i || !number || (value[i] != 'h' && value[i] != 'd') || value[i + 1])
		usage_error("--gap: not a number of hours or days, such as 6h or 2d: ", value, NULL);
	return value[i] == 'd' ? number * 24 : number;
}

static int64_t take_number(const char *wrong, const char *value, int64_t least, int64_t most)
{
	int64_t number = 0;
	size_t i = 0;

	for (; value[i] >= '0' && value[i] <= '9' && i < 6; i++)
		number = number * 10 + (value[i] - '0');
	if (!i || value[i] || number < least || number > most)
		usage_error(wrong, value, NULL);
	return number;
}

/* "+09:00", "-0330", "Z": minutes east of UTC. */
static int64_t take_zone(const char *value)
{
	int digits[4] = {0}, n = 0;
	const char *at = value + (*value == '+' || *value == '-');

	if (strcmp(value, "Z") == 0 || strcmp(value, "UTC") == 0)
		return 0;
	while (at > value && n < 4 && *at >= '0' && *at <= '9') {
		digits[n++] = *at++ - '0';
		at += n == 2 && *at == ':';
	}
	if (n != 4 || *at || digits[0] * 10 + digits[1] > 23 || digits[2] > 5)
		usage_error("--log-zone: not +HH:MM or -HH:MM: ", value, NULL);
	n = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3];
	return *value == '-' ? -n : n;
}

/* "15m": so many seconds, within the library's limits. */
static int64_t take_span(const char *name, const char *value, int64_t least, int64_t most)
{
	static const char units[] = "smhd";
	static const int64_t seconds[] = {1, 60, 3600, 86400};
	struct text before = {0};
	const char *unit;
	int64_t number = 0;
	size_t i = 0;

	for (; value[i] >= '0' && value[i] <= '9' && i < 9; i++)
		number = number * 10 + (value[i] - '0');
	unit = value[i] ? strchr(units, value[i]) : NULL;
	if (i && unit && !value[i + 1]) {
		number *= seconds[unit - units];
		if (number >= least && number <= most)
			return number;
	}
	text_adds(&before, name);
	text_adds(&before, ": not a span from ");
	text_adds(&before, least ? "1m to 365d: " : "0s to 7d: ");
	usage_error(text_str(&before), value, "; a span is 90s, 15m, 36h or 7d");
}

static const char *not_empty(const char *name, const char *value)
{
	if (!*value)
		usage_error("an empty value after ", name, NULL);
	return value;
}

/* Options of sessions that never stop. */
static void take_stream(struct options *options, int option, const char *name, const char *value)
{
	switch (option) {
	case OPTION_STATE:
		options->state = not_empty(name, value);
		break;
	case OPTION_FOLLOW:
		options->follow = 1;
		break;
	case OPTION_FINAL:
		options->final = 1;
		break;
	case OPTION_LATENESS:
		options->lateness_s = take_span(name, value, 0, 604800);
		break;
	case OPTION_HORIZON:
		options->horizon_s = take_span(name, value, 60, 31536000);
		break;
	}
}

/* Options that say what to do. */
static void take_other(struct options *options, int option, const char *name, const char *value)
{
	switch (option) {
	case OPTION_FORMAT:
		options->format = take_format(value);
		break;
	case OPTION_OUTPUT:
		options->output = not_empty(name, value);
		break;
	case OPTION_THREADS:
		options->threads = take_threads(value);
		break;
	case OPTION_STRICT:
		options->strict = 1;
		break;
	case OPTION_PROGRESS:
		options->progress = take_progress(value);
		break;
	case OPTION_ACTIONS:
		options->actions = 1;
		break;
	case OPTION_HOST:
		values_add(&options->hosts, take_host(value));
		break;
	case OPTION_STATS:
		options->stats = 1;
		break;
	case OPTION_BY:
		options->by |= take_by(value);
		break;
	case OPTION_PER:
		options->per = take_per(value);
		break;
	case OPTION_GAP:
		options->gap_hours = take_gap(value);
		break;
	case OPTION_SKEW:
		options->skew = take_number("--skew: not a number from 0 to 3600: ", value, 0, 3600);
		break;
	case OPTION_LOG_YEAR:
		options->log_year = take_number("--log-year: not a year from 1970 to 9980: ", value, 1970, 9980);
		break;
	case OPTION_LOG_ZONE:
		options->log_zone = take_zone(value);
		break;
	case OPTION_RULES:
		options->rules = not_empty(name, value);
		break;
	case OPTION_VERIFIED:
		if (strcmp(value, "only") == 0)
			options->proven_only = 1;
		else
			values_add(&options->verified, not_empty(name, value));
		break;
	case OPTION_KEYS:
		values_add(&options->keys, not_empty(name, value));
		break;
	case OPTION_HELP:
		help_print(options->command);
	case OPTION_VERSION:
		help_print_version();
	default:
		if (!net_take(options, option, name, value))
			take_stream(options, option, name, value);
	}
}

/* Options that choose rows. */
void options_take(struct options *options, int option, const char *name, const char *value)
{
	switch (option) {
	case OPTION_SINCE:
		options->has_since = 1;
		options->since_us = take_time(name, value);
		break;
	case OPTION_UNTIL:
		options->has_until = 1;
		options->until_us = take_time(name, value);
		break;
	case OPTION_INSTANCE:
		values_add(&options->instances, not_empty(name, value));
		break;
	case OPTION_PRINCIPAL:
		values_add(&options->principals, not_empty(name, value));
		break;
	case OPTION_ACCOUNT:
		values_add(&options->accounts, not_empty(name, value));
		break;
	case OPTION_REGION:
		values_add(&options->regions, not_empty(name, value));
		break;
	case OPTION_EVENT_NAME:
		values_add(&options->event_names, not_empty(name, value));
		break;
	case OPTION_METHOD:
		options->methods |= take_name(EC2A_ENUM_METHOD, name, value);
		break;
	case OPTION_SURFACE:
		options->surfaces |= take_name(EC2A_ENUM_SURFACE, name, value);
		break;
	case OPTION_OUTCOME:
		options->outcomes |= take_name(EC2A_ENUM_OUTCOME, name, value);
		break;
	default:
		take_other(options, option, name, value);
	}
}

/* SPDX-License-Identifier: MIT */
/* Event history as a source: one input a query. Which queries those are; reading one is source_lookup_read.c. */
#include "source_lookup.h"

#include "cloudtrail.h"
#include "json_check.h"
#include "json_span.h"
#include "mem.h"
#include "settings.h"
#include "timestamp.h"

#include <string.h>
#include <time.h>

#define NAME_MAX_BYTES ((size_t)8 * 1024)
#define DAY_S INT64_C(86400)

enum { STEP_BEGIN, STEP_REMARK, STEP_PROBE, STEP_QUERIES, STEP_END };

unsigned ec2a__lookup_depth(const ec2a_config *config)
{
	return (unsigned)ec2a__config_int(config, EC2A_OPT_JSON_DEPTH) + 8;
}

/* Nothing more is listed after this. */
static int refuse(ec2a_source *source, int code, const char *what, const char *text)
{
	struct ec2a__lookup *lookup = source->origin->state;

	if (code != EC2A_E_NOMEM)
		lookup->step = STEP_END;
	return ec2a__source_fail(source, code, source->name, what, text);
}

static int find_region(ec2a_source *source)
{
	struct ec2a__lookup *lookup = source->origin->state;
	struct ec2a__buf region, name;
	int r;

	ec2a__buf_init(&region, 256);
	ec2a__buf_init(&name, NAME_MAX_BYTES);
	r = lookup->region ? 1 : ec2a__aws_region(lookup->aws, &region);
	if (r == 0)
		return refuse(source, EC2A_E_ARG, "no region is known",
			      "name one, or set AWS_REGION, or region in the profile");
	if (r == 1 && !lookup->region) {
		lookup->region = ec2a__buf_steal(&region);
		r = lookup->region ? 1 : EC2A_E_NOMEM;
		/* From here on messages name the region that was found. */
		if (r == 1)
			r = ec2a__buf_adds(&name, "lookup:");
		if (r >= 0)
			r = ec2a__buf_adds(&name, lookup->region);
		if (r == 0) {
			ec2a__free(source->name);
			source->name = ec2a__buf_steal(&name);
		}
	}
	ec2a__buf_free(&name);
	ec2a__buf_free(&region);
	return r < 0 ? refuse(source, r, "no region is known", ec2a_strerror(r)) : 0;
}

/* The region and the turns: what does not ask the service yet. */
static int begin(ec2a_source *source)
{
	struct ec2a__lookup *lookup = source->origin->state;
	struct ec2a__buf base;
	int r;

	lookup->now_s = (int64_t)time(NULL);
	r = find_region(source);
	if (r < 0)
		return r;
	ec2a__buf_init(&base, 4096);
	r = ec2a__aws_endpoint(lookup->aws, "cloudtrail", lookup->region, &base);
	ec2a__buf_free(&base);
	if (r < 0)
		return refuse(source, r, "cannot be asked", r == EC2A_E_ARG ? "that is no region's name" :
			      ec2a_strerror(r));
	lookup->rate = ec2a__rates_get(ec2a__aws_rates(lookup->aws), lookup->region, EC2A__LOOKUP_GAP_MS);
	if (!lookup->rate)
		return EC2A_E_NOMEM;
	lookup->step = STEP_REMARK;
	return 0;
}

/* What is older than that is not there: whoever asks for it must know. */
static int remark(ec2a_source *source)
{
	struct ec2a__lookup *lookup = source->origin->state;
	int64_t kept_us = (lookup->now_s - EC2A__LOOKUP_DAYS * DAY_S) * EC2A__SECOND;
	char text[EC2A__TIME_TEXT];

	ec2a__time_format(kept_us, text);
	if (lookup->until_us <= kept_us)
		return refuse(source, EC2A_E_NOT_FOUND,
			      "LookupEvents keeps 90 days, and all of the time asked for is before", text);
	lookup->step = STEP_PROBE;
	if (lookup->since_us == INT64_MIN || lookup->since_us >= kept_us)
		return 0;
	return ec2a__source_fail(source, EC2A__SOURCE_REMARK, source->name,
				 "LookupEvents keeps 90 days: nothing is told of the time before", text);
}

/* The account of a record that came as text in an answer: "recipientAccountId":"111122223333". */
static void find_account(struct ec2a__lookup *lookup, const struct ec2a__buf *answer, unsigned depth)
{
	struct ec2a__json_fault fault;
	struct ec2a__buf record, account;
	struct ec2a__span event;

	if (ec2a__json_check(answer->data, answer->len, depth, &fault) < 0)
		return;
	ec2a__buf_init(&record, answer->len + 1);
	ec2a__buf_init(&account, sizeof(lookup->account) - 1);
	event = ec2a__span_first(ec2a__span_get(ec2a__span_of(answer->data, answer->len), "Events"));
	if (ec2a__span_text(ec2a__span_get(event, "CloudTrailEvent"), &record) == 1 &&
	    ec2a__json_check(record.data, record.len, depth, &fault) == 0 &&
	    ec2a__span_text(ec2a__span_get(ec2a__span_of(record.data, record.len), "recipientAccountId"),
			    &account) == 1 &&
	    account.len && strspn(account.data, "0123456789") == account.len)
		memcpy(lookup->account, account.data, account.len + 1);
	ec2a__buf_free(&account);
	ec2a__buf_free(&record);
}

/* One request before the queries: wrong keys, a missing permission or an unknown region are told once, not by each. */
static int probe(ec2a_source *source)
{
	struct ec2a__lookup *lookup = source->origin->state;
	const struct ec2a__cloudtrail cloudtrail = { lookup->aws, lookup->region, lookup->rate,
						     &source->origin->cancelled };
	struct ec2a__buf body, answer, error;
	int r;

	ec2a__buf_init(&body, 256);
	ec2a__buf_init(&answer, EC2A__LOOKUP_PAGE_BYTES);
	ec2a__buf_init(&error, 16 * 1024);
	r = ec2a__buf_adds(&body, "{\"MaxResults\":1}");
	if (r == 0)
		r = ec2a__cloudtrail_call(&cloudtrail, "LookupEvents", &body, &answer, &error);
	if (r == 0) {
		find_account(lookup, &answer, ec2a__lookup_depth(source->origin->config));
		lookup->step = STEP_QUERIES;
	} else if (r == EC2A_E_CANCELLED) {
		ec2a__source_fail(source, r, source->name, "cancelled", NULL);
	} else if (r != EC2A_E_NOMEM) {
		r = refuse(source, r < 0 ? r : EC2A_E_IO, "cannot be asked", error.len ? error.data : NULL);
	}
	ec2a__buf_free(&error);
	ec2a__buf_free(&answer);
	ec2a__buf_free(&body);
	return r;
}

/* "lookup:REGION/KEY=VALUE" */
static int name_query(const struct ec2a__lookup *lookup, const char *key, const char *value, char **ret_name)
{
	const char *const parts[] = { "lookup:", lookup->region, "/", key, "=", value };
	struct ec2a__buf name;
	int r = 0;

	ec2a__buf_init(&name, NAME_MAX_BYTES);
	for (size_t i = 0; r == 0 && i < sizeof(parts) / sizeof(parts[0]); i++)
		r = ec2a__buf_adds(&name, parts[i]);
	*ret_name = r == 0 ? ec2a__buf_steal(&name) : NULL;
	ec2a__buf_free(&name);
	return *ret_name ? 1 : EC2A_E_NOMEM;
}

static int list_query(ec2a_source *source, char **ret_name)
{
	struct ec2a__lookup *lookup = source->origin->state;
	const char *event = ec2a__lookup_name(lookup->next);
	int r = 0;

	if (lookup->key && lookup->next == 0)
		r = name_query(lookup, lookup->key, lookup->value, ret_name);
	else if (!lookup->key && event)
		r = name_query(lookup, "EventName", event, ret_name);
	if (r == 1)
		lookup->next++;
	return r;
}

static int lookup_list(ec2a_source *source, char **ret_name)
{
	struct ec2a__lookup *lookup = source->origin->state;
	int r = 0;

	if (lookup->step == STEP_BEGIN)
		r = begin(source);
	if (r == 0 && lookup->step == STEP_REMARK)
		r = remark(source);
	if (r == 0 && lookup->step == STEP_PROBE && lookup->key)
		lookup->step = STEP_QUERIES; /* the only query tells by itself */
	if (r == 0 && lookup->step == STEP_PROBE)
		r = probe(source);
	if (r == 0 && lookup->step == STEP_QUERIES)
		r = list_query(source, ret_name);
	return r;
}

static const char *lookup_detail(const ec2a_input *input, const char *name)
{
	const struct ec2a__lookup *lookup = input->origin->state;

	if (strcmp(name, "account") == 0)
		return lookup->account[0] ? lookup->account : NULL;
	if (strcmp(name, "covered") == 0)
		return ec2a__lookup_covered(input);
	return strcmp(name, "region") == 0 ? lookup->region : NULL;
}

static void lookup_free(void *state)
{
	struct ec2a__lookup *lookup = state;

	ec2a__aws_unref(lookup->aws);
	ec2a__free(lookup->region);
	ec2a__free(lookup->key);
	ec2a__free(lookup->value);
	ec2a__free(lookup);
}

static const struct ec2a__source_kind lookup_kind = {
	.list = lookup_list,
	.open = ec2a__lookup_open,
	.read = ec2a__lookup_next,
	.close = ec2a__lookup_close,
	.resume = ec2a__lookup_continue,
	.detail = lookup_detail,
	.endless = 1, /* it may wait for its turn for long: nobody helps by inflating it */
	.free_state = lookup_free,
};

/* NULL stays NULL: 0 or EC2A_E_NOMEM. */
static int copy(char **to, const char *text)
{
	*to = text ? ec2a__strdup(text) : NULL;
	return text && !*to ? EC2A_E_NOMEM : 0;
}

static int make(ec2a_config *config, struct ec2a__lookup *lookup, const char *region, ec2a_source **ret_source)
{
	struct ec2a__buf name;
	int r;

	ec2a__buf_init(&name, NAME_MAX_BYTES);
	r = ec2a__buf_adds(&name, "lookup:");
	if (r == 0)
		r = ec2a__buf_adds(&name, region ? region : "");
	if (r == 0)
		r = ec2a__source_make(config, name.data, &lookup_kind, lookup, ret_source);
	ec2a__buf_free(&name);
	if (r < 0)
		return r == EC2A_E_LIMIT ? EC2A_E_ARG : r;
	atomic_store(&(*ret_source)->origin->parts, (unsigned)(lookup->key ? 1 : ec2a__lookup_name_count()));
	return 0;
}

EC2A_API int ec2a_source_lookup(ec2a_config *config, const char *region, const char *attribute_key,
				const char *attribute_value, int64_t since_us, int64_t until_us,
				ec2a_source **ret_source)
{
	struct ec2a__lookup *lookup;
	int r;

	if (!ret_source || !attribute_key != !attribute_value || since_us >= until_us)
		return EC2A_E_ARG;
	if (attribute_key && (!ec2a__lookup_knows(attribute_key) || !*attribute_value ||
			      strlen(attribute_value) > EC2A__LOOKUP_VALUE_BYTES))
		return EC2A_E_ARG;
	lookup = ec2a__calloc(1, sizeof(*lookup));
	if (!lookup)
		return EC2A_E_NOMEM;
	lookup->since_us = since_us;
	lookup->until_us = until_us;
	r = ec2a__config_aws(config, &lookup->aws);
	if (r == 0)
		r = copy(&lookup->region, region && *region ? region : NULL);
	if (r == 0)
		r = copy(&lookup->key, attribute_key);
	if (r == 0)
		r = copy(&lookup->value, attribute_value);
	if (r == 0)
		r = make(config, lookup, lookup->region, ret_source);
	if (r < 0)
		lookup_free(lookup);
	return r;
}

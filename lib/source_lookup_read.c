/* SPDX-License-Identifier: MIT */
/* One query of Event history: page after page, each as the bytes of its answer and a line end. */
#include "source_lookup.h"

#include "cloudtrail.h"
#include "mem.h"
#include "timestamp.h"

#include <stdio.h>
#include <string.h>

struct asking {
	struct ec2a__lookup_query query;
	char *attribute;  /* "KEY" NUL "VALUE", which the query names */
	struct ec2a__buf body, answer, token, error;
	struct ec2a__buf mark; /* a token of before: if it comes again, the pages go in a circle */
	uint64_t pages, mark_at;
	size_t used;      /* bytes of the answer that were read */
	int over;         /* no page comes after this one */
	int64_t oldest_s; /* of all events so far; INT64_MAX: none */
	int64_t restart_s; /* ... when a token was refused last */
	int restarts, idle;
	int told;         /* thousandths of this query that the progress has */
	char told_text[8];
};

static int64_t floor_seconds(int64_t us)
{
	return us / EC2A__SECOND - (us % EC2A__SECOND < 0);
}

static void asking_free(struct asking *asking)
{
	if (!asking)
		return;
	ec2a__buf_free(&asking->body);
	ec2a__buf_free(&asking->answer);
	ec2a__buf_free(&asking->token);
	ec2a__buf_free(&asking->error);
	ec2a__buf_free(&asking->mark);
	ec2a__free(asking->attribute);
	ec2a__free(asking);
}

/* What is asked stands in the input's name, behind "lookup:REGION/". */
static int read_name(struct asking *asking, const ec2a_input *input)
{
	const struct ec2a__lookup *lookup = input->origin->state;
	char *equals;

	asking->attribute = ec2a__strdup(input->name + strlen("lookup:") + strlen(lookup->region) + 1);
	if (!asking->attribute)
		return EC2A_E_NOMEM;
	equals = strchr(asking->attribute, '=');
	*equals = '\0';
	asking->query.key = asking->attribute;
	asking->query.value = equals + 1;
	return 0;
}

int ec2a__lookup_open(ec2a_input *input)
{
	const struct ec2a__lookup *lookup = input->origin->state;
	struct asking *asking = ec2a__calloc(1, sizeof(*asking));

	if (!asking)
		return EC2A_E_NOMEM;
	ec2a__buf_init(&asking->body, 2 * EC2A__LOOKUP_TOKEN_BYTES + 64 * 1024);
	ec2a__buf_init(&asking->answer, EC2A__LOOKUP_PAGE_BYTES);
	ec2a__buf_init(&asking->token, EC2A__LOOKUP_TOKEN_BYTES);
	ec2a__buf_init(&asking->mark, EC2A__LOOKUP_TOKEN_BYTES);
	ec2a__buf_init(&asking->error, 16 * 1024);
	asking->mark_at = 1;
	asking->oldest_s = asking->restart_s = INT64_MAX;
	asking->query.from_s = INT64_MIN;
	asking->query.to_s = INT64_MAX;
	/* What is longer ago than is kept might be refused, and asking without it gives the same. */
	if (floor_seconds(lookup->since_us) > lookup->now_s - EC2A__LOOKUP_DAYS * INT64_C(86400))
		asking->query.from_s = floor_seconds(lookup->since_us);
	if (lookup->until_us != INT64_MAX)
		asking->query.to_s = floor_seconds(lookup->until_us - 1);
	if (read_name(asking, input) < 0) {
		asking_free(asking);
		return EC2A_E_NOMEM;
	}
	input->item = asking;
	return 0;
}

/* Events come newest first, so the oldest one tells how far it is. */
static void tell_progress(ec2a_input *input, struct asking *asking)
{
	const struct ec2a__lookup *lookup = input->origin->state;
	int64_t kept = lookup->now_s - EC2A__LOOKUP_DAYS * INT64_C(86400), from = kept, to = lookup->now_s, done = 0;

	if (lookup->since_us / EC2A__SECOND > kept)
		from = lookup->since_us / EC2A__SECOND;
	if (lookup->until_us / EC2A__SECOND < to)
		to = lookup->until_us / EC2A__SECOND;
	if (asking->over)
		done = 1000;
	else if (to > from && asking->oldest_s < to)
		done = (to - (asking->oldest_s > from ? asking->oldest_s : from)) * 999 / (to - from);
	if (done <= asking->told)
		return;
	atomic_fetch_add(&input->origin->covered, (unsigned)(done - asking->told));
	asking->told = (int)done;
	snprintf(asking->told_text, sizeof(asking->told_text), "%d", asking->told);
}

const char *ec2a__lookup_covered(const ec2a_input *input)
{
	const struct asking *asking = input->item;

	return asking ? asking->told_text : NULL;
}

void ec2a__lookup_close(ec2a_input *input)
{
	struct asking *asking = input->item;

	/* One that failed is over as well. */
	asking->over = 1;
	tell_progress(input, asking);
	asking_free(asking);
	input->item = NULL;
}

static int fail(ec2a_input *input, int code, const char *what)
{
	return ec2a__input_fail(input, code, what, NULL);
}

/* Ask once, for what the token stands for. Results as ec2a__cloudtrail_call(). */
static int ask(ec2a_input *input, struct asking *asking)
{
	const struct ec2a__lookup *lookup = input->origin->state;
	const struct ec2a__cloudtrail cloudtrail = { lookup->aws, lookup->region, lookup->rate,
						     &input->origin->cancelled };
	int r;

	ec2a__buf_clear(&asking->body);
	r = ec2a__lookup_ask(&asking->query, asking->token.len ? asking->token.data : NULL, &asking->body);
	if (r < 0)
		return r;
	return ec2a__cloudtrail_call(&cloudtrail, "LookupEvents", &asking->body, &asking->answer, &asking->error);
}

/*
 * A token that the service does not know any more: ask anew, up to the oldest time seen. What has that time comes a
 * second time, as nobody knows how much of it was told; copies are sorted out by their ids.
 */
static int restart(ec2a_input *input, struct asking *asking)
{
	asking->restarts = asking->restart_s == asking->oldest_s ? asking->restarts + 1 : 1;
	asking->restart_s = asking->oldest_s;
	if (asking->restarts > EC2A__LOOKUP_RESTARTS)
		return fail(input, EC2A_E_IO, "LookupEvents refuses every NextToken that it told");
	ec2a__buf_clear(&asking->token);
	ec2a__buf_clear(&asking->mark);
	asking->pages = 0;
	asking->mark_at = 1;
	if (asking->oldest_s < asking->query.to_s)
		asking->query.to_s = asking->oldest_s;
	return 0;
}

/* Tokens in a circle never end: one of them is kept, each time twice as far on, until it comes again. */
static int watch(ec2a_input *input, struct asking *asking, const struct ec2a__lookup_page *page,
		 const struct ec2a__buf *token)
{
	asking->idle = page->events ? 0 : asking->idle + 1;
	if (!page->more)
		return 0;
	if (asking->idle >= EC2A__LOOKUP_IDLE_PAGES)
		return fail(input, EC2A_E_LIMIT, "LookupEvents answers page after page without an event");
	if (asking->mark.len == token->len && asking->mark.len &&
	    memcmp(asking->mark.data, token->data, asking->mark.len) == 0)
		return fail(input, EC2A_E_FORMAT, "LookupEvents told a NextToken that it told before");
	if (++asking->pages < asking->mark_at)
		return 0;
	asking->mark_at *= 2;
	ec2a__buf_clear(&asking->mark);
	return ec2a__buf_add(&asking->mark, token->data, token->len);
}

/* The token is taken over, but for failure. */
static int take(ec2a_input *input, struct asking *asking, const struct ec2a__lookup_page *page,
		struct ec2a__buf *token)
{
	int r = ec2a__buf_addc(&asking->answer, '\n');

	if (r == 0)
		r = watch(input, asking, page, token);
	if (r < 0)
		return r;
	ec2a__buf_free(&asking->token);
	asking->token = *token;
	ec2a__buf_init(token, EC2A__LOOKUP_TOKEN_BYTES);
	if (page->oldest_s < asking->oldest_s)
		asking->oldest_s = page->oldest_s;
	asking->over = !page->more;
	asking->used = 0;
	tell_progress(input, asking);
	return 0;
}

static int told(ec2a_input *input, const struct asking *asking, int code)
{
	if (code == EC2A_E_NOMEM || code == EC2A_E_CANCELLED)
		return code;
	return fail(input, code, asking->error.len ? asking->error.data : "LookupEvents failed");
}

/* One try for the next page. 0; 1: try again; or an error that was told. */
static int try_page(ec2a_input *input, struct asking *asking, int last)
{
	struct ec2a__lookup_page page;
	struct ec2a__buf token;
	const char *why = "";
	int r = ask(input, asking);

	if (r == EC2A__CLOUDTRAIL_OLD_TOKEN) {
		r = restart(input, asking);
		return r < 0 ? r : 1;
	}
	if (r < 0)
		return told(input, asking, r);
	ec2a__buf_init(&token, EC2A__LOOKUP_TOKEN_BYTES);
	r = ec2a__lookup_read(&asking->answer, ec2a__lookup_depth(input->origin->config), &page, &token, &why);
	if (r == EC2A_E_FORMAT)
		r = last ? ec2a__input_fail(input, r, "LookupEvents answered what cannot be read", why) : 1;
	else if (r == 0)
		r = take(input, asking, &page, &token);
	ec2a__buf_free(&token);
	return r;
}

/* The next page, in answer. After a failure the same page is asked for again, where that makes sense. */
static int next_page(ec2a_input *input, struct asking *asking)
{
	int tries = 0, r;

	asking->used = 0;
	do
		r = try_page(input, asking, ++tries >= EC2A__LOOKUP_BAD_ANSWERS);
	while (r == 1);
	if (r < 0)
		ec2a__buf_clear(&asking->answer);
	return r;
}

int ec2a__lookup_next(ec2a_input *input, void *buffer, size_t size, size_t *ret_size)
{
	struct asking *asking = input->item;
	size_t left;
	int r;

	if (asking->used == asking->answer.len && asking->over) {
		*ret_size = 0;
		return 0;
	}
	if (asking->used == asking->answer.len) {
		r = next_page(input, asking);
		if (r < 0)
			return r;
	}
	left = asking->answer.len - asking->used;
	if (size > left)
		size = left;
	memcpy(buffer, asking->answer.data + asking->used, size);
	asking->used += size;
	*ret_size = size;
	return 0;
}

int ec2a__lookup_continue(ec2a_input *input, const void *data, size_t size)
{
	struct asking *asking = input->item;
	struct ec2a__lookup_page page;
	const char *why = "";
	int r = ec2a__buf_add(&asking->answer, data, size);

	if (r == 0)
		r = ec2a__lookup_read(&asking->answer, ec2a__lookup_depth(input->origin->config), &page, &asking->token,
				      &why);
	ec2a__buf_clear(&asking->answer);
	if (r == EC2A_E_NOMEM)
		return r;
	if (r < 0)
		return ec2a__input_fail(input, EC2A_E_FORMAT, "not a page of LookupEvents", why);
	asking->oldest_s = page.oldest_s;
	asking->over = !page.more;
	tell_progress(input, asking);
	return page.more;
}

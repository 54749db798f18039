/* SPDX-License-Identifier: MIT */
#include "s3_list.h"

#include "mem.h"

#include <string.h>

/* S3 may answer with no key and go on; a server that does so for ever is none. */
#define IDLE_PAGES 1000
#define TOKEN_MAX ((size_t)64 * 1024)
#define ERROR_MAX ((size_t)64 * 1024)

int ec2a__s3_list_init(struct ec2a__s3_list *list, const char *prefix, int folders, ec2a__s3_ask_fn ask, void *user)
{
	memset(list, 0, sizeof(*list));
	list->ask = ask;
	list->user = user;
	list->folders = folders;
	ec2a__s3_page_init(&list->page);
	ec2a__buf_init(&list->token, TOKEN_MAX);
	ec2a__buf_init(&list->error, ERROR_MAX);
	list->prefix = ec2a__strdup(prefix);
	return list->prefix ? 0 : EC2A_E_NOMEM;
}

void ec2a__s3_list_free(struct ec2a__s3_list *list)
{
	ec2a__s3_page_free(&list->page);
	ec2a__buf_free(&list->token);
	ec2a__buf_free(&list->error);
	ec2a__free(list->prefix);
	list->prefix = NULL;
}

void ec2a__s3_list_restart(struct ec2a__s3_list *list, int folders)
{
	list->folders = folders;
	list->begun = list->ended = list->idle = 0;
	list->next = list->page.n = 0;
	list->page.token = NULL;
	ec2a__buf_clear(&list->token);
}

static int fail(struct ec2a__s3_list *list, int code, const char *why)
{
	if (code == EC2A_E_NOMEM)
		return code;
	list->ended = 1;
	list->next = list->page.n;
	if (why) {
		ec2a__buf_clear(&list->error);
		if (ec2a__buf_adds(&list->error, why) < 0)
			ec2a__buf_clear(&list->error);
	}
	return code;
}

static int ask(struct ec2a__s3_list *list, struct ec2a__buf *body)
{
	struct ec2a__pair query[6];
	size_t n = 0;

	query[n++] = (struct ec2a__pair){"list-type", "2"};
	query[n++] = (struct ec2a__pair){"encoding-type", "url"};
	query[n++] = (struct ec2a__pair){"max-keys", "1000"};
	query[n++] = (struct ec2a__pair){"prefix", list->prefix};
	if (list->folders)
		query[n++] = (struct ec2a__pair){"delimiter", "/"};
	if (list->token.len)
		query[n++] = (struct ec2a__pair){"continuation-token", list->token.data};
	ec2a__buf_clear(&list->error);
	return list->ask(list->user, query, n, body, &list->error);
}

/* Where the page behind this one begins. It must be another place than where this one did. */
static int move_on(struct ec2a__s3_list *list)
{
	const char *token = list->page.token;
	int r;

	if (!token) {
		list->ended = 1;
		return 0;
	}
	if (list->token.len && strcmp(token, list->token.data) == 0)
		return fail(list, EC2A_E_FORMAT, "the listing does not go on: the same token came twice");
	list->idle = list->page.n ? 0 : list->idle + 1;
	if (list->idle == IDLE_PAGES)
		return fail(list, EC2A_E_FORMAT, "the listing does not go on: page after page is empty");
	ec2a__buf_clear(&list->token);
	r = ec2a__buf_adds(&list->token, token);
	return r < 0 ? fail(list, r, "the listing's token is over the limit") : 0;
}

/* All or nothing: a page for which there was no memory is asked for again. */
static int next_page(struct ec2a__s3_list *list)
{
	struct ec2a__buf body;
	int r;

	/* The last page's token is taken only now, so that running out of memory before does not lose it. */
	if (list->begun) {
		r = move_on(list);
		if (r < 0 || list->ended)
			return r;
		list->begun = 0;
	}
	ec2a__buf_init(&body, EC2A__S3_PAGE_BYTES);
	r = ask(list, &body);
	if (r == 0) {
		r = ec2a__s3_page_read(&list->page, body.data, body.len);
		list->next = 0;
		if (r < 0)
			fail(list, r, list->page.fault);
	} else {
		fail(list, r, NULL);
	}
	ec2a__buf_free(&body);
	if (r < 0)
		return r;
	list->begun = 1;
	return 0;
}

int ec2a__s3_list_next(struct ec2a__s3_list *list, const struct ec2a__s3_entry **ret_entry)
{
	while (list->next == list->page.n) {
		int r;

		if (list->ended)
			return 0;
		r = next_page(list);
		if (r < 0)
			return r;
	}
	*ret_entry = &list->page.entries[list->next++];
	return 1;
}

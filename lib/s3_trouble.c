/* SPDX-License-Identifier: MIT */
/* What S3 says of a request that it did not carry out, and asking for a page of a listing. */
#include "s3.h"

#include "s3_page.h"
#include "utf8.h"
#include "xml.h"

#include <string.h>

#define TEXT_MAX ((size_t)4 * 1024)
#define MESSAGE_MAX 300 /* bytes of S3's own sentence */
#define BODY_MAX ((size_t)64 * 1024)

void ec2a__s3_trouble_init(struct ec2a__s3_trouble *trouble)
{
	memset(trouble, 0, sizeof(*trouble));
	ec2a__buf_init(&trouble->text, TEXT_MAX);
	ec2a__buf_init(&trouble->name, TEXT_MAX);
}

void ec2a__s3_trouble_free(struct ec2a__s3_trouble *trouble)
{
	ec2a__buf_free(&trouble->text);
	ec2a__buf_free(&trouble->name);
}

/* What of an error's document is of use. The rest of it may repeat what was signed. */
struct said {
	struct ec2a__buf *name;
	struct ec2a__buf message, region;
};

static int take(struct ec2a__buf *to, const struct ec2a__xml_end *end, size_t most)
{
	if (to->len)
		return 0;
	return ec2a__utf8_add_visible(to, end->text, end->size < most ? end->size : most);
}

/* A body that is none is no trouble of its own: the status tells enough. */
static int read_error(struct said *said, const char *body, size_t size)
{
	struct ec2a__xml_end end;
	struct ec2a__xml *xml;
	int r = ec2a__xml_new(BODY_MAX, BODY_MAX, &xml);

	if (r < 0)
		return r;
	r = ec2a__xml_feed(xml, body, size, 1);
	while (r == 0 && (r = ec2a__xml_next(xml, &end)) == 1) {
		r = 0;
		if (strcmp(end.path, "Error/Code") == 0)
			r = take(said->name, &end, 100);
		else if (strcmp(end.path, "Error/Message") == 0)
			r = take(&said->message, &end, MESSAGE_MAX);
		else if (strcmp(end.path, "Error/Region") == 0)
			r = take(&said->region, &end, 100);
	}
	ec2a__xml_free(xml);
	return r == EC2A_E_NOMEM ? r : 0;
}

static int code_of(int status)
{
	if (status == 401 || status == 403)
		return EC2A_E_DENIED;
	return status == 404 ? EC2A_E_NOT_FOUND : EC2A_E_IO;
}

static int add_words(struct ec2a__s3_trouble *trouble, int status, const struct ec2a__buf *message)
{
	struct ec2a__buf *text = &trouble->text;
	int r;

	if (trouble->name.len) {
		r = ec2a__buf_adds(text, trouble->name.data);
	} else {
		r = ec2a__buf_adds(text, "HTTP status ");
		r = r < 0 ? r : ec2a__buf_addu(text, (unsigned)status);
	}
	if (r == 0 && message->len)
		r = ec2a__buf_adds(text, ": ");
	return r == 0 && message->len ? ec2a__buf_adds(text, message->data) : r;
}

/* The region is in a header, or in the body of 400 AuthorizationHeaderMalformed. */
static int find_region(struct ec2a__s3_trouble *trouble, struct ec2a__s3 *s3, const struct ec2a__s3_home *home, int status,
		       const struct ec2a__answer *answer, const struct said *said)
{
	const char *region = answer ? ec2a__answer_header(answer, "x-amz-bucket-region") : NULL;
	int r;

	if (!region && said->region.len)
		region = said->region.data;
	if (!region || (status != 301 && status != 307 && status != 400 && status != 403))
		return 0;
	r = ec2a__s3_moved_to(s3, home, region);
	trouble->moved = r == 1;
	return r < 0 ? r : 0;
}

int ec2a__s3_trouble_read(struct ec2a__s3_trouble *trouble, struct ec2a__s3 *s3, const struct ec2a__s3_home *home,
			  int status, const struct ec2a__answer *answer, const char *body, size_t size)
{
	struct said said = {.name = &trouble->name};
	int r;

	ec2a__buf_clear(&trouble->text);
	ec2a__buf_clear(&trouble->name);
	trouble->moved = 0;
	trouble->code = code_of(status);
	ec2a__buf_init(&said.message, TEXT_MAX);
	ec2a__buf_init(&said.region, TEXT_MAX);
	r = size ? read_error(&said, body, size) : 0;
	if (r == 0)
		r = add_words(trouble, status, &said.message);
	if (r == 0)
		r = find_region(trouble, s3, home, status, answer, &said);
	ec2a__buf_free(&said.message);
	ec2a__buf_free(&said.region);
	return r < 0 ? EC2A_E_NOMEM : 0;
}

/* ---- a page ------------------------------------------------------------------------------ */

static int refused(struct ec2a__s3 *s3, const struct ec2a__s3_get *get, const struct ec2a__aws_reply *reply,
		   struct ec2a__buf *error, int *ret_again)
{
	struct ec2a__s3_trouble trouble;
	int r;

	ec2a__s3_trouble_init(&trouble);
	r = ec2a__s3_trouble_read(&trouble, s3, get->home, reply->status, reply->answer,
				  reply->body.len ? reply->body.data : "", reply->body.len);
	*ret_again = r == 0 && trouble.moved;
	if (r == 0 && !trouble.moved)
		r = ec2a__buf_adds(error, trouble.text.data) < 0 ? EC2A_E_NOMEM : trouble.code;
	ec2a__s3_trouble_free(&trouble);
	return r;
}

static int ask_once(struct ec2a__s3 *s3, const struct ec2a__pair *query, size_t query_count, struct ec2a__buf *body,
		    struct ec2a__buf *error, int *ret_again)
{
	struct ec2a__aws_reply reply = {0};
	struct ec2a__s3_get get;
	int r = ec2a__s3_get_init(&get, s3, "");

	*ret_again = 0;
	ec2a__buf_init(&reply.body, EC2A__S3_PAGE_BYTES);
	if (r == 0) {
		get.call.query = query;
		get.call.query_count = query_count;
		get.call.max_bytes = EC2A__S3_PAGE_BYTES;
		r = ec2a__aws_whole(ec2a__s3_aws(s3), &get.call, &reply);
		if (r < 0 && r != EC2A_E_NOMEM && reply.error.len && ec2a__buf_adds(error, reply.error.data) < 0)
			r = EC2A_E_NOMEM;
		else if (r == 0 && reply.status != 200)
			r = refused(s3, &get, &reply, error, ret_again);
		else if (r == 0)
			r = ec2a__buf_add(body, reply.body.data, reply.body.len);
	}
	ec2a__aws_reply_free(&reply);
	ec2a__s3_get_free(&get);
	return r;
}

int ec2a__s3_ask(void *user, const struct ec2a__pair *query, size_t query_count, struct ec2a__buf *body,
		 struct ec2a__buf *error)
{
	int again, r;

	do
		r = ask_once(user, query, query_count, body, error, &again);
	while (again);
	return r;
}

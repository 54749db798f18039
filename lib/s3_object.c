/* SPDX-License-Identifier: MIT */
#include "s3_object.h"

#include "ascii.h"
#include "mem.h"

#include <stdio.h>
#include <string.h>

#define ERROR_MAX ((size_t)8 * 1024)
#define ERROR_BODY_MAX ((size_t)64 * 1024)
#define CUTS_MAX 100 /* of one object, however far it got in between */
#define PASSED_SIZE 4096

struct ec2a__s3_object {
	struct ec2a__s3 *s3;
	const struct ec2a__s3_home *home; /* that the answer was asked of */
	char *key;
	uint64_t most;
	struct ec2a__answer *first;  /* kept for its headers */
	struct ec2a__answer *answer; /* under way; NULL: none. May be the first one */
	int begun;                   /* the head of the answer was seen */
	char *etag;                  /* of the first answer; NULL: it had none */
	uint64_t got;                /* bytes handed out */
	uint64_t passing;            /* bytes to come that were handed out before */
	uint64_t total;              /* UINT64_MAX: not known */
	struct ec2a__aws_tries tries;
	int cuts;
	int ended;
	int failed;
	struct ec2a__buf error;
};

int ec2a__s3_object_new(struct ec2a__s3 *s3, const char *key, uint64_t most, struct ec2a__s3_object **ret_object)
{
	struct ec2a__s3_object *object = ec2a__calloc(1, sizeof(*object));

	if (!object)
		return EC2A_E_NOMEM;
	object->key = ec2a__strdup(key);
	if (!object->key) {
		ec2a__free(object);
		return EC2A_E_NOMEM;
	}
	object->s3 = s3;
	object->most = most;
	object->total = UINT64_MAX;
	ec2a__buf_init(&object->error, ERROR_MAX);
	*ret_object = object;
	return 0;
}

static void drop_answer(struct ec2a__s3_object *object)
{
	if (object->answer != object->first)
		ec2a__answer_free(object->answer);
	object->answer = NULL;
	object->begun = 0;
}

void ec2a__s3_object_free(struct ec2a__s3_object *object)
{
	if (!object)
		return;
	drop_answer(object);
	ec2a__answer_free(object->first);
	ec2a__buf_free(&object->error);
	ec2a__free(object->etag);
	ec2a__free(object->key);
	ec2a__free(object);
}

const char *ec2a__s3_object_header(const struct ec2a__s3_object *object, const char *name)
{
	return object->first ? ec2a__answer_header(object->first, name) : NULL;
}

const char *ec2a__s3_object_error(const struct ec2a__s3_object *object)
{
	return object->error.len ? object->error.data : "reading failed";
}

/* text NULL: what stands there already. */
static int fail(struct ec2a__s3_object *object, int code, const char *text)
{
	if (code == EC2A_E_NOMEM)
		return code;
	object->failed = code;
	if (text) {
		ec2a__buf_clear(&object->error);
		if (ec2a__buf_adds(&object->error, text) < 0)
			ec2a__buf_clear(&object->error);
	}
	return code;
}

/* ---- asking --------------------------------------------------------------------------- */

static int ask(struct ec2a__s3_object *object)
{
	struct ec2a__s3_get get;
	char range[40];
	int r = ec2a__s3_get_init(&get, object->s3, object->key);

	if (r == 0) {
		if (object->got) {
			snprintf(range, sizeof range, "bytes=%llu-", (unsigned long long)object->got);
			ec2a__s3_get_header(&get, "Range", range);
			ec2a__s3_get_header(&get, "If-Match", object->etag);
		}
		object->home = get.home;
		ec2a__buf_clear(&object->error);
		r = ec2a__aws_start(ec2a__s3_aws(object->s3), &get.call, &object->answer, &object->error);
	}
	ec2a__s3_get_free(&get);
	return r;
}

int ec2a__s3_object_start(struct ec2a__s3_object *object)
{
	int r;

	if (object->failed || object->ended || object->answer)
		return object->failed;
	r = ask(object);
	return r < 0 ? fail(object, r, NULL) : 0;
}

/* Make the request again, where that is of use; else it has failed with r. code is S3's name of it. */
static int again(struct ec2a__s3_object *object, int r, int status, const char *code)
{
	int yes = ec2a__aws_again(ec2a__s3_aws(object->s3), &object->tries, r, status, code, object->answer,
				  ec2a__s3_stop(object->s3));

	if (yes < 0)
		return fail(object, yes, "cancelled");
	if (yes && object->got && !object->etag)
		return fail(object, EC2A_E_IO, "it was cut off, and without an ETag nobody knows how it goes on");
	if (yes && object->got && ++object->cuts > CUTS_MAX)
		return fail(object, EC2A_E_IO, "it was cut off again and again");
	if (!yes && r < 0)
		return fail(object, r, ec2a__answer_error(object->answer));
	drop_answer(object);
	return yes;
}

/* ---- the head of an answer ---------------------------------------------------------------- */

/* A number at the begin of a text: 1 or 0; what follows it. */
static int number_at(const char **text, uint64_t *ret_number)
{
	uint64_t number = 0;

	if (!ec2a__is_digit(**text))
		return 0;
	for (; ec2a__is_digit(**text); (*text)++) {
		if (number > (UINT64_MAX - 9) / 10)
			return 0;
		number = number * 10 + (uint64_t)(**text - '0');
	}
	*ret_number = number;
	return 1;
}

/* "bytes 5-9/10": the part that was asked for, of the object that it is of. */
static int is_our_part(const struct ec2a__s3_object *object)
{
	const char *text = ec2a__answer_header(object->answer, "Content-Range");
	uint64_t from, to, total;

	if (!text || strncmp(text, "bytes ", 6) != 0)
		return 0;
	text += 6;
	if (!number_at(&text, &from) || *text++ != '-' || !number_at(&text, &to) || *text++ != '/' ||
	    !number_at(&text, &total))
		return 0;
	return from == object->got && to + 1 == total && (object->total == UINT64_MAX || total == object->total);
}

static int first_head(struct ec2a__s3_object *object)
{
	const char *etag = ec2a__answer_header(object->answer, "ETag");
	const char *length = ec2a__answer_header(object->answer, "Content-Length");
	uint64_t total;

	if (etag && *etag && !object->etag) {
		object->etag = ec2a__strdup(etag);
		if (!object->etag)
			return EC2A_E_NOMEM;
	}
	if (length && number_at(&length, &total))
		object->total = total;
	if (object->total != UINT64_MAX && object->total > object->most)
		return fail(object, EC2A_E_LIMIT, "the object is larger than the limit");
	if (!object->first)
		object->first = object->answer;
	return 0;
}

/* The whole once more, where a part was asked for. */
static int whole_again(struct ec2a__s3_object *object)
{
	const char *etag = ec2a__answer_header(object->answer, "ETag");

	if (!etag || strcmp(etag, object->etag) != 0)
		return fail(object, EC2A_E_IO, "it changed while it was read");
	object->passing = object->got;
	return 0;
}

static int good_head(struct ec2a__s3_object *object, int status)
{
	int r = 0;

	object->passing = 0;
	if (!object->got)
		r = first_head(object);
	else if (status == 206 && !is_our_part(object))
		r = fail(object, EC2A_E_IO, "the server sent another part of it than the one asked for");
	else if (status != 206)
		r = whole_again(object);
	if (r == 0)
		object->begun = 1;
	return r;
}

static int refuse(struct ec2a__s3_object *object, int status, const struct ec2a__s3_trouble *trouble)
{
	int r = again(object, 0, status, trouble->name.len ? trouble->name.data : "");

	if (r != 0)
		return r < 0 ? r : 0;
	if (status == 412)
		return fail(object, EC2A_E_IO, "it changed while it was read");
	return fail(object, trouble->code, trouble->text.data);
}

/* Any status but 200 and 206. 0: it was asked for again. */
static int bad_head(struct ec2a__s3_object *object, int status)
{
	struct ec2a__s3_trouble trouble;
	struct ec2a__buf body;
	int r;

	ec2a__buf_init(&body, ERROR_BODY_MAX);
	ec2a__s3_trouble_init(&trouble);
	/* A body that is cut off or too long says less, and nothing else. */
	r = ec2a__answer_body(object->answer, &body);
	if (r != EC2A_E_NOMEM && r != EC2A_E_CANCELLED)
		r = ec2a__s3_trouble_read(&trouble, object->s3, object->home, status, object->answer,
					  body.len ? body.data : "", body.len);
	if (r == EC2A_E_CANCELLED)
		fail(object, r, "cancelled");
	if (r == 0 && trouble.moved)
		drop_answer(object);
	else if (r == 0)
		r = refuse(object, status, &trouble);
	ec2a__s3_trouble_free(&trouble);
	ec2a__buf_free(&body);
	return r;
}

static int see_head(struct ec2a__s3_object *object)
{
	int status, r = ec2a__answer_head(object->answer, &status);

	if (r == EC2A_E_NOMEM)
		return r;
	if (r < 0) {
		r = again(object, r, 0, "");
		return r < 0 ? r : 0;
	}
	return status == 200 || (status == 206 && object->got) ? good_head(object, status) : bad_head(object, status);
}

/* ---- the bytes ------------------------------------------------------------------------------ */

/* What was handed out before comes once more. */
static int pass(struct ec2a__s3_object *object, size_t *ret_size)
{
	char buffer[PASSED_SIZE];
	size_t size = object->passing < sizeof(buffer) ? (size_t)object->passing : sizeof(buffer);
	int r = ec2a__answer_read(object->answer, buffer, size, ret_size);

	if (r == 0)
		object->passing -= *ret_size;
	return r;
}

/* Some bytes, or the end: 1; 0: go on. */
static int take(struct ec2a__s3_object *object, void *buffer, size_t size, size_t *ret_size)
{
	int passing = object->passing != 0;
	size_t got = 0;
	int r = passing ? pass(object, &got) : ec2a__answer_read(object->answer, buffer, size, &got);

	if (r == 0 && passing && got)
		return 0;
	if (r == 0 && got) {
		object->got += got;
		if (object->got > object->most)
			return fail(object, EC2A_E_LIMIT, "the object is larger than the limit");
		memset(&object->tries, 0, sizeof(object->tries));
		*ret_size = got;
		return 1;
	}
	if (r == 0 && (passing || (object->total != UINT64_MAX && object->got < object->total)))
		r = EC2A_E_TRUNCATED;
	if (r == 0) {
		object->ended = 1;
		*ret_size = 0;
		return 1;
	}
	if (r == EC2A_E_NOMEM)
		return r;
	r = again(object, r, 0, "");
	return r < 0 ? r : 0;
}

int ec2a__s3_object_read(struct ec2a__s3_object *object, void *buffer, size_t size, size_t *ret_size)
{
	int r = 0;

	*ret_size = 0;
	while (r == 0) {
		if (object->failed)
			return object->failed;
		if (object->ended)
			return 0;
		if (!object->answer)
			r = ec2a__s3_object_start(object);
		else if (!object->begun)
			r = see_head(object);
		else
			r = take(object, buffer, size, ret_size);
	}
	return r < 0 ? r : 0;
}

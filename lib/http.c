/* SPDX-License-Identifier: MIT */
#include "http_state.h"

#include "ascii.h"
#include "crypto.h"
#include "mem.h"
#include "utf8.h"

#include <string.h>

#define READ_BYTES 16384

int ec2a__http_new(ec2a_config *config, struct ec2a__http **ret_http)
{
	const struct ec2a__http_engine *engine =
		ec2a__config_transport(config) ? ec2a__http_transport_engine() : ec2a__http_curl_engine();
	struct ec2a__http *http;
	int r;

	if (!engine)
		return EC2A_E_UNSUPPORTED;
	http = ec2a__calloc(1, sizeof(*http));
	if (!http)
		return EC2A_E_NOMEM;
	atomic_init(&http->refs, 1);
	atomic_init(&http->cancelled, 0);
	http->engine = engine;
	http->config = ec2a__config_use(config);
	r = engine->open(http);
	if (r < 0) {
		ec2a_config_unref(http->config);
		ec2a__free(http);
		return r;
	}
	*ret_http = http;
	return 0;
}

struct ec2a__http *ec2a__http_ref(struct ec2a__http *http)
{
	if (http)
		atomic_fetch_add_explicit(&http->refs, 1, memory_order_relaxed);
	return http;
}

void ec2a__http_unref(struct ec2a__http *http)
{
	if (!http || atomic_fetch_sub_explicit(&http->refs, 1, memory_order_acq_rel) != 1)
		return;
	http->engine->close(http);
	ec2a_config_unref(http->config);
	ec2a__free(http);
}

void ec2a__http_cancel(struct ec2a__http *http)
{
	atomic_store_explicit(&http->cancelled, 1, memory_order_relaxed);
}

int ec2a__http_cancelled(const struct ec2a__http *http)
{
	return atomic_load_explicit(&http->cancelled, memory_order_relaxed);
}

int ec2a__answer_cancelled(const struct ec2a__answer *answer)
{
	return ec2a__http_cancelled(answer->http) ||
	       (answer->stop && atomic_load_explicit(answer->stop, memory_order_relaxed));
}

/* ---- the ask ------------------------------------------------------------------ */

/* A line break in a name or a value would be another header. */
static int is_header(const struct ec2a__pair *header)
{
	const char *at;

	for (at = header->name; *at; at++)
		if (*at <= ' ' || *at >= 127 || *at == ':')
			return 0;
	if (at == header->name)
		return 0;
	for (at = header->value; *at; at++)
		if (((unsigned char)*at < ' ' && *at != '\t') || *at == 127)
			return 0;
	return 1;
}

static int is_url(const char *url)
{
	const char *at;

	if (strncmp(url, "https://", 8) != 0 && strncmp(url, "http://", 7) != 0)
		return 0;
	for (at = url; *at; at++)
		if (*at <= ' ' || *at >= 127)
			return 0;
	return 1;
}

static int is_ask(const struct ec2a__http_ask *ask)
{
	static const char *const methods[] = { "GET", "POST", "PUT", "HEAD" };
	int known = 0;

	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		known |= strcmp(ask->method, methods[i]) == 0;
	for (size_t i = 0; known && i < ask->header_count; i++)
		known = is_header(&ask->headers[i]);
	return known && is_url(ask->url);
}

static int copy_headers(struct ec2a__answer *answer, const struct ec2a__http_ask *ask)
{
	answer->headers = ec2a__calloc(2 * ask->header_count, sizeof(*answer->headers));
	if (!answer->headers)
		return EC2A_E_NOMEM;
	answer->header_count = ask->header_count;
	for (size_t i = 0; i < ask->header_count; i++) {
		answer->headers[2 * i] = ec2a__strdup(ask->headers[i].name);
		answer->headers[2 * i + 1] = ec2a__strdup(ask->headers[i].value);
		if (!answer->headers[2 * i] || !answer->headers[2 * i + 1])
			return EC2A_E_NOMEM;
	}
	return 0;
}

static int copy_ask(struct ec2a__answer *answer, const struct ec2a__http_ask *ask)
{
	answer->method = ec2a__strdup(ask->method);
	answer->url = ec2a__strdup(ask->url);
	answer->body = ec2a__malloc(ask->body_size);
	if (!answer->method || !answer->url || !answer->body)
		return EC2A_E_NOMEM;
	if (ask->body_size)
		memcpy(answer->body, ask->body, ask->body_size);
	answer->body_size = ask->body_size;
	answer->max_bytes = ask->max_bytes;
	answer->seconds = ask->seconds;
	answer->direct = ask->direct;
	answer->stop = ask->stop;
	return copy_headers(answer, ask);
}

void ec2a__answer_destroy(struct ec2a__answer *answer)
{
	/* Keys, tokens and signatures travel in headers, and a token of STS in a body. */
	for (size_t i = 0; answer->headers && i < 2 * answer->header_count; i++)
		ec2a__wipe_free(answer->headers[i]);
	ec2a__free(answer->headers);
	if (answer->body)
		ec2a__wipe(answer->body, answer->body_size);
	ec2a__free(answer->body);
	ec2a__wipe_free(answer->url);
	ec2a__free(answer->method);
	ec2a__buf_free(&answer->error);
	ec2a__free(answer);
}

int ec2a__http_start(struct ec2a__http *http, const struct ec2a__http_ask *ask, struct ec2a__answer **ret_answer)
{
	struct ec2a__answer *answer;
	int r;

	if (!is_ask(ask))
		return EC2A_E_ARG;
	answer = ec2a__calloc(1, sizeof(*answer));
	if (!answer)
		return EC2A_E_NOMEM;
	ec2a__buf_init(&answer->error, EC2A__HTTP_ERROR_BYTES);
	answer->http = http;
	r = copy_ask(answer, ask);
	if (r == 0)
		r = http->engine->start(answer);
	if (r < 0) {
		ec2a__answer_destroy(answer);
		return r;
	}
	ec2a__http_ref(http);
	*ret_answer = answer;
	return 0;
}

/* ---- the answer ------------------------------------------------------------------- */

int ec2a__answer_fail(struct ec2a__answer *answer, int code, const char *text)
{
	size_t size = strcspn(answer->url, "?");

	answer->result = code;
	ec2a__buf_clear(&answer->error);
	/* Where there is no memory for the sentence, the code's own stands for it. */
	if (ec2a__utf8_add_visible(&answer->error, answer->url, size) < 0 ||
	    ec2a__buf_adds(&answer->error, ": ") < 0 ||
	    ec2a__utf8_add_visible(&answer->error, text, strlen(text)) < 0)
		ec2a__buf_clear(&answer->error);
	return code;
}

const char *ec2a__answer_error(const struct ec2a__answer *answer)
{
	return answer->error.len ? answer->error.data : ec2a_strerror(answer->result);
}

int ec2a__answer_head(struct ec2a__answer *answer, int *ret_status)
{
	int r = 0;

	if (!answer->has_head) {
		if (answer->result < 0)
			return answer->result;
		r = ec2a__answer_cancelled(answer) ? EC2A_E_CANCELLED : answer->http->engine->head(answer);
		if (r == EC2A_E_CANCELLED)
			return ec2a__answer_fail(answer, r, "cancelled");
		if (r < 0)
			return r;
		answer->has_head = 1;
	}
	*ret_status = answer->status;
	return 0;
}

const char *ec2a__answer_header(const struct ec2a__answer *answer, const char *name)
{
	return answer->has_head ? answer->http->engine->header(answer, name) : NULL;
}

const char *ec2a__answer_sent(const struct ec2a__answer *answer, const char *name)
{
	for (size_t i = 0; i < answer->header_count; i++)
		if (ec2a__compare_without_case(answer->headers[2 * i], name) == 0)
			return answer->headers[2 * i + 1];
	return NULL;
}

int ec2a__answer_is_final(const struct ec2a__answer *answer)
{
	return answer->final;
}

int ec2a__answer_read(struct ec2a__answer *answer, void *buffer, size_t size, size_t *ret_size)
{
	size_t got = 0;
	int status, r = ec2a__answer_head(answer, &status);

	if (r < 0)
		return r;
	if (answer->result < 0)
		return answer->result;
	r = ec2a__answer_cancelled(answer) ? EC2A_E_CANCELLED : answer->http->engine->read(answer, buffer, size, &got);
	if (r == EC2A_E_CANCELLED)
		return ec2a__answer_fail(answer, r, "cancelled");
	if (r < 0)
		return r;
	answer->taken += got;
	if (answer->max_bytes && answer->taken > answer->max_bytes)
		return ec2a__answer_fail(answer, EC2A_E_LIMIT, "the answer is larger than it may be");
	*ret_size = got;
	return 0;
}

int ec2a__answer_ready(struct ec2a__answer *answer)
{
	return answer->result < 0 || answer->http->engine->ready(answer);
}

int ec2a__answer_body(struct ec2a__answer *answer, struct ec2a__buf *body)
{
	size_t got;
	int r;

	for (;;) {
		size_t left = body->max - body->len;
		char over;

		if (!left) { /* the end may be there exactly */
			r = ec2a__answer_read(answer, &over, 1, &got);
			if (r < 0 || !got)
				return r;
			return ec2a__answer_fail(answer, EC2A_E_LIMIT, "the answer is larger than it may be");
		}
		if (left > READ_BYTES)
			left = READ_BYTES;
		r = ec2a__buf_reserve(body, left);
		if (r < 0)
			return ec2a__answer_fail(answer, r, ec2a_strerror(r));
		r = ec2a__answer_read(answer, body->data + body->len, left, &got);
		if (r < 0)
			return r;
		body->len += got;
		body->data[body->len] = '\0';
		if (!got)
			return 0;
	}
}

void ec2a__answer_free(struct ec2a__answer *answer)
{
	struct ec2a__http *http;

	if (!answer)
		return;
	http = answer->http;
	http->engine->drop(answer);
	ec2a__http_unref(http);
}

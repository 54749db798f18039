/* SPDX-License-Identifier: MIT */
#ifndef EC2A_HTTP_H
#define EC2A_HTTP_H

#include "buf.h"

#include <ec2access/ec2access.h>
#include <stdatomic.h>

/* HTTP requests: by libcurl, or by the transport that the configuration names. Nothing of AWS here.
 *
 * A client keeps its connections and may be used from any number of threads. It has no thread of its own: whoever
 * waits for an answer drives all that are under way, so several can be started first and read one after the other.
 * What has arrived and is not read yet is bounded for each answer; then its connection waits. */

struct ec2a__http;
struct ec2a__answer;

struct ec2a__pair {
	const char *name;
	const char *value;
};

struct ec2a__http_ask {
	const char *method; /* "GET", "POST", "PUT", "HEAD" */
	const char *url;    /* whole, percent-encoded */
	const struct ec2a__pair *headers;
	size_t header_count;
	const void *body;    /* copied */
	size_t body_size;
	uint64_t max_bytes;  /* of the answer's body; more is EC2A_E_LIMIT; 0: no limit of its own */
	int seconds;         /* the answer must be there whole; 0: no end but the silence that EC2A_OPT_REQUEST_SECONDS allows */
	int direct;          /* never by a proxy: link-local addresses */
	const atomic_int *stop; /* NULL, or what cancels this one answer once it is not 0; it must outlive the answer */
};

/* EC2A_E_UNSUPPORTED where the library was built without libcurl and the configuration has no transport. */
int ec2a__http_new(ec2a_config *config, struct ec2a__http **ret_http);
struct ec2a__http *ec2a__http_ref(struct ec2a__http *http);
void ec2a__http_unref(struct ec2a__http *http); /* NULL is fine; answers hold a reference */

/* From any thread, and from a signal handler: every answer under way or to come is EC2A_E_CANCELLED. */
void ec2a__http_cancel(struct ec2a__http *http);
int ec2a__http_cancelled(const struct ec2a__http *http);

/* Begin; does not wait for the other side. Redirects are not followed: the caller signs anew. */
int ec2a__http_start(struct ec2a__http *http, const struct ec2a__http_ask *ask, struct ec2a__answer **ret_answer);

/* Wait for the head. 0, or an error (EC2A_E_IO, EC2A_E_CANCELLED, EC2A_E_LIMIT ...), told by ec2a__answer_error(). */
int ec2a__answer_head(struct ec2a__answer *answer, int *ret_status);

/* The first header of that name, compared without case; NULL when there is none. After the head. */
const char *ec2a__answer_header(const struct ec2a__answer *answer, const char *name);

/* The value of a header that was sent; NULL when there was none. */
const char *ec2a__answer_sent(const struct ec2a__answer *answer, const char *name);

/* Whether what failed would fail again: a certificate that is not to be trusted. */
int ec2a__answer_is_final(const struct ec2a__answer *answer);

/* As ec2a_read_fn: 0 with at least one byte, 0 with none at the end, or an error. A body shorter than its
 * Content-Length is EC2A_E_TRUNCATED. */
int ec2a__answer_read(struct ec2a__answer *answer, void *buffer, size_t size, size_t *ret_size);

/* Whether the head is there and reading would not wait. */
int ec2a__answer_ready(struct ec2a__answer *answer);

/* Take the rest of the body into a buffer, which has the limit. */
int ec2a__answer_body(struct ec2a__answer *answer, struct ec2a__buf *body);

/* One sentence without the URL's query and without any header's value; no control characters. */
const char *ec2a__answer_error(const struct ec2a__answer *answer);

/* May be NULL; breaks off what is under way. */
void ec2a__answer_free(struct ec2a__answer *answer);

#endif

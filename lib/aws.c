/* SPDX-License-Identifier: MIT */
#include "aws_state.h"

#include "mem.h"

#include <string.h>
#include <time.h>

#define OWN_HEADERS   4
#define URL_BYTES     ((size_t)64 * 1024)
#define FIRST_WAIT_MS 500
#define LONGEST_MS    20000

int64_t ec2a__aws_now(const struct ec2a__aws *aws)
{
	return (int64_t)time(NULL) + atomic_load_explicit(&aws->clock_off, memory_order_relaxed);
}

int ec2a__aws_new(ec2a_config *config, struct ec2a__aws **ret_aws)
{
	struct ec2a__aws *aws = ec2a__calloc(1, sizeof(*aws));
	struct timespec now;
	int r;

	if (!aws)
		return EC2A_E_NOMEM;
	clock_gettime(CLOCK_REALTIME, &now);
	atomic_init(&aws->refs, 1);
	atomic_init(&aws->clock_off, 0);
	atomic_init(&aws->chance, (unsigned long long)now.tv_nsec * 2654435761U ^ (unsigned long long)(uintptr_t)aws);
	aws->wait_ms = FIRST_WAIT_MS;
	aws->longest_ms = LONGEST_MS;
	r = ec2a__http_new(config, &aws->http);
	if (r == 0)
		r = ec2a__creds_new(config, aws->http, &aws->creds);
	if (r < 0) {
		ec2a__http_unref(aws->http);
		ec2a__free(aws);
		return r;
	}
	aws->config = ec2a__config_use(config);
	*ret_aws = aws;
	return 0;
}

struct ec2a__aws *ec2a__aws_ref(struct ec2a__aws *aws)
{
	if (aws)
		atomic_fetch_add_explicit(&aws->refs, 1, memory_order_relaxed);
	return aws;
}

static void aws_free(struct ec2a__aws *aws)
{
	ec2a__rates_free(&aws->rates);
	ec2a__creds_free(aws->creds);
	ec2a__http_unref(aws->http);
	ec2a_config_unref(aws->config);
	ec2a__free(aws);
}

/* The configuration's place is emptied under its lock, so that nobody takes one that goes. */
void ec2a__aws_unref(struct ec2a__aws *aws)
{
	void **shared;
	unsigned left;

	if (!aws)
		return;
	if (!aws->config) {
		if (atomic_fetch_sub_explicit(&aws->refs, 1, memory_order_acq_rel) == 1)
			aws_free(aws);
		return;
	}
	shared = ec2a__config_lock_shared(aws->config);
	left = atomic_fetch_sub_explicit(&aws->refs, 1, memory_order_acq_rel) - 1;
	if (left == 0 && *shared == aws)
		*shared = NULL;
	ec2a__config_unlock_shared(aws->config);
	if (left == 0)
		aws_free(aws);
}

struct ec2a__rates *ec2a__aws_rates(struct ec2a__aws *aws)
{
	return &aws->rates;
}

void ec2a__aws_cancel(struct ec2a__aws *aws)
{
	ec2a__http_cancel(aws->http);
}

/* One that was cancelled is of no use to a run that begins while the old one ends. */
int ec2a__config_aws(ec2a_config *config, struct ec2a__aws **ret_aws)
{
	struct ec2a__aws *aws;
	void **shared;
	int r = 0;

	if (!config)
		return ec2a__aws_new(NULL, ret_aws);
	shared = ec2a__config_lock_shared(config);
	aws = *shared;
	if (aws && !ec2a__http_cancelled(aws->http)) {
		ec2a__aws_ref(aws);
	} else {
		r = ec2a__aws_new(config, &aws);
		if (r == 0)
			*shared = aws;
	}
	ec2a__config_unlock_shared(config);
	if (r == 0)
		*ret_aws = aws;
	return r;
}

/* ---- one call ---------------------------------------------------------------- */

/* The host of "https://host:port" as it is sent: without the scheme's own port. */
static int add_host(const char *base, struct ec2a__buf *out)
{
	const char *host = strstr(base, "://"), *port;
	size_t size;

	if (!host)
		return EC2A_E_ARG;
	host += 3;
	size = strlen(host);
	port = strrchr(host, ':');
	if (port && strcmp(port, strncmp(base, "https:", 6) == 0 ? ":443" : ":80") == 0)
		size = (size_t)(port - host);
	return ec2a__buf_add(out, host, size);
}

/* Everything that is sent as a header: the call's own, and what signing made. */
static int all_headers(const struct ec2a__aws_call *call, const struct ec2a__sigv4 *done, int tell_payload,
		       struct ec2a__pair **ret_headers, size_t *ret_count)
{
	struct ec2a__pair *headers = ec2a__calloc(call->header_count + OWN_HEADERS, sizeof(*headers));
	size_t count = call->header_count;

	if (!headers)
		return EC2A_E_NOMEM;
	if (count)
		memcpy(headers, call->headers, count * sizeof(*headers));
	headers[count++] = (struct ec2a__pair){ "X-Amz-Date", done->date };
	if (tell_payload)
		headers[count++] = (struct ec2a__pair){ "X-Amz-Content-SHA256", done->content_sha256 };
	if (done->security_token.len)
		headers[count++] = (struct ec2a__pair){ "X-Amz-Security-Token", done->security_token.data };
	headers[count++] = (struct ec2a__pair){ "Authorization", done->authorization.data };
	*ret_headers = headers;
	*ret_count = count;
	return 0;
}

static int send_signed(struct ec2a__aws *aws, const struct ec2a__aws_call *call, const struct ec2a__sigv4_ask *ask,
		       const struct ec2a__sigv4 *done, struct ec2a__answer **ret_answer)
{
	struct ec2a__http_ask send = { call->method, NULL, NULL, 0, call->body, call->body_size,
				       call->max_bytes, call->seconds, 0, call->stop };
	struct ec2a__pair *headers;
	struct ec2a__buf url;
	int r = all_headers(call, done, ask->tell_payload, &headers, &send.header_count);

	if (r < 0)
		return r;
	ec2a__buf_init(&url, URL_BYTES);
	r = ec2a__buf_adds(&url, call->base);
	if (r == 0)
		r = ec2a__sigv4_target(ask, &url);
	if (r == 0) {
		send.url = url.data;
		send.headers = headers;
		r = ec2a__http_start(aws->http, &send, ret_answer);
	}
	ec2a__buf_free(&url);
	ec2a__free(headers);
	return r;
}

static int sign_and_send(struct ec2a__aws *aws, const struct ec2a__aws_call *call, const struct ec2a__creds_copy *copy,
			 struct ec2a__answer **ret_answer)
{
	int is_s3 = strcmp(call->service, "s3") == 0;
	struct ec2a__keys keys = { copy->access_key, copy->secret_key, copy->session_token };
	struct ec2a__sigv4_ask ask = { call->method, NULL, call->path, call->query, call->query_count, call->headers,
				       call->header_count, call->body, call->body_size, call->service, call->region,
				       ec2a__aws_now(aws), is_s3, is_s3 };
	struct ec2a__sigv4 done;
	struct ec2a__buf host;
	int r;

	ec2a__buf_init(&host, URL_BYTES);
	r = add_host(call->base, &host);
	if (r == 0) {
		ask.host = host.data;
		r = ec2a__sigv4_sign(&ask, &keys, &done);
	}
	if (r == 0) {
		r = send_signed(aws, call, &ask, &done, ret_answer);
		ec2a__sigv4_wipe(&done);
	}
	ec2a__buf_free(&host);
	return r;
}

/* A sentence for what failed before anything was sent; without memory for it there is none. */
static void tell(struct ec2a__buf *error, int code)
{
	if (error && !error->len && ec2a__buf_adds(error, ec2a_strerror(code)) < 0)
		ec2a__buf_clear(error);
}

int ec2a__aws_start(struct ec2a__aws *aws, const struct ec2a__aws_call *call, struct ec2a__answer **ret_answer,
		    struct ec2a__buf *error)
{
	struct ec2a__creds_copy copy = { NULL, NULL, NULL };
	struct ec2a__buf nobody;
	int r = EC2A_E_CANCELLED;

	ec2a__buf_init(&nobody, 0);
	if (!ec2a__http_cancelled(aws->http))
		r = ec2a__creds_get(aws->creds, call->stop, &copy, error ? error : &nobody);
	if (r == 0) {
		r = sign_and_send(aws, call, &copy, ret_answer);
		ec2a__creds_wipe(&copy);
	}
	if (r < 0)
		tell(error, r);
	ec2a__buf_free(&nobody);
	return r;
}

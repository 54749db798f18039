/* SPDX-License-Identifier: MIT */
/* Requests by the callbacks of ec2a_config_set_transport(). They block, so a request begins when its head is asked
 * for, in the thread that asks. */
#include "http_state.h"

#include "mem.h"

struct call {
	void *handle;
	int opened;
};

static int transport_open(struct ec2a__http *http)
{
	(void)http;
	return 0;
}

static void transport_close(struct ec2a__http *http)
{
	(void)http;
}

static int transport_start(struct ec2a__answer *answer)
{
	answer->state = ec2a__calloc(1, sizeof(struct call));
	return answer->state ? 0 : EC2A_E_NOMEM;
}

/* What is no error code of ours, nobody could make anything of. */
static int failed(struct ec2a__answer *answer, int r, const char *what)
{
	if (r > 0 || !ec2a_enum_name(EC2A_ENUM_ERROR, r))
		r = EC2A_E_IO;
	return ec2a__answer_fail(answer, r, what);
}

static int transport_head(struct ec2a__answer *answer)
{
	const struct ec2a__transport *transport = ec2a__config_transport(answer->http->config);
	int64_t silence = ec2a__config_int(answer->http->config, EC2A_OPT_REQUEST_SECONDS);
	struct call *call = answer->state;
	int status = 0, r;

	if (answer->seconds && answer->seconds < silence)
		silence = answer->seconds;
	r = transport->open(transport->user, answer->method, answer->url, (const char *const *)answer->headers,
			    answer->header_count, answer->body, answer->body_size, (int)silence, &call->handle, &status);
	if (r != 0)
		return failed(answer, r, "the transport could not open it");
	call->opened = 1;
	if (status < 100 || status > 999)
		return ec2a__answer_fail(answer, EC2A_E_IO, "the transport told no HTTP status");
	answer->status = status;
	return 0;
}

static int transport_read(struct ec2a__answer *answer, void *buffer, size_t size, size_t *ret_size)
{
	const struct ec2a__transport *transport = ec2a__config_transport(answer->http->config);
	const struct call *call = answer->state;
	size_t got = 0;
	int r = transport->read(call->handle, buffer, size, &got);

	if (r != 0)
		return failed(answer, r, "the transport could not read it");
	if (got > size)
		return ec2a__answer_fail(answer, EC2A_E_IO, "the transport broke its contract");
	*ret_size = got;
	return 0;
}

static int transport_ready(struct ec2a__answer *answer)
{
	return answer->has_head;
}

static const char *transport_header(const struct ec2a__answer *answer, const char *name)
{
	const struct ec2a__transport *transport = ec2a__config_transport(answer->http->config);
	const struct call *call = answer->state;

	return transport->header(call->handle, name);
}

static void transport_drop(struct ec2a__answer *answer)
{
	const struct ec2a__transport *transport = ec2a__config_transport(answer->http->config);
	struct call *call = answer->state;

	if (call->opened)
		transport->close(call->handle);
	ec2a__free(call);
	ec2a__answer_destroy(answer);
}

const struct ec2a__http_engine *ec2a__http_transport_engine(void)
{
	static const struct ec2a__http_engine engine = {
		.open = transport_open,
		.close = transport_close,
		.start = transport_start,
		.head = transport_head,
		.read = transport_read,
		.ready = transport_ready,
		.header = transport_header,
		.drop = transport_drop,
	};

	return &engine;
}

#ifndef EC2A_HAVE_CURL
const struct ec2a__http_engine *ec2a__http_curl_engine(void)
{
	return NULL;
}
#endif

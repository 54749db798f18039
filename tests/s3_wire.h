/* SPDX-License-Identifier: MIT */
#ifndef EC2A_S3_WIRE_H
#define EC2A_S3_WIRE_H

/* The bucket of s3_kit.h behind a transport of the caller's own: every object holds its key and a line end. It asks for
 * no memory, but where a page is made: so the library's own allocations can be counted. */
#include "s3_kit.h"

#include "aws_state.h"
#include "mem.h"

#include <ec2access/ec2access.h>

#define WIRE_CALLS 64

struct wire;

struct wire_call {
	struct wire *wire;
	int used, status;
	char etag[80], range[80], length[24];
	struct ec2a__buf page;
	const char *data;
	char object[1100];
	size_t size, at, cut; /* cut: it breaks off there */
};

struct wire {
	struct bucket bucket;
	struct wire_call calls[WIRE_CALLS];
	char hosts[4096];  /* "https://HOST" of every request, a line each, each once in a row */
	char urls[16384];  /* of objects: what follows the host, and the Range, a line each */
	size_t cut;        /* the first answer of each object breaks off behind so many bytes; 0: none does */
	struct ec2a__aws *aws; /* that the sources share, held so that it waits for nothing before it tries again */
	void (*pause)(void), (*resume)(void); /* around what the bucket asks for */
	void (*fill)(struct wire_call *call, const char *path); /* an answer of another kind; NULL: none */
	const char *(*detail)(const struct wire_call *call, const char *name); /* with headers of its own */
};

static void wire_note(char *log, size_t room, const char *text, size_t size, const char *more)
{
	size_t at = strlen(log);

	snprintf(log + at, room - at, "%.*s%s\n", (int)size, text, more);
}

static void wire_decode(const char *text, size_t size, char *out)
{
	for (size_t i = 0; i < size; i++) {
		unsigned value = (unsigned char)text[i];

		if (text[i] == '%' && i + 2 < size) {
			sscanf(text + i + 1, "%2x", &value);
			i += 2;
		}
		*out++ = (char)value;
	}
	*out = '\0';
}

/* "a=b&c=d" */
static size_t wire_query(const char *text, struct ec2a__pair *pairs, char room[][2][1100])
{
	size_t n = 0;

	while (text && *text && n < 8) {
		size_t size = strcspn(text, "&"), name = strcspn(text, "=");

		wire_decode(text, name, room[n][0]);
		wire_decode(text + name + 1, size - name - 1, room[n][1]);
		pairs[n] = (struct ec2a__pair){ room[n][0], room[n][1] };
		n++;
		text += size + (text[size] == '&');
	}
	return n;
}

static int wire_list(struct wire *wire, struct wire_call *call, const char *query)
{
	static char room[8][2][1100];
	struct ec2a__pair pairs[8];
	struct ec2a__buf error;
	size_t n = wire_query(query, pairs, room);
	int r;

	ec2a__buf_init(&call->page, SIZE_MAX);
	ec2a__buf_init(&error, SIZE_MAX);
	r = ask_bucket(&wire->bucket, pairs, n, &call->page, &error);
	ec2a__buf_free(&error);
	call->data = call->page.data;
	call->size = call->page.len;
	return r;
}

static void wire_object(struct wire *wire, struct wire_call *call, const char *path, const char *range)
{
	char text[100];
	size_t from = range ? (size_t)strtoul(range + strlen("bytes="), NULL, 10) : 0, whole;

	snprintf(text, sizeof text, "%s%s", range ? " " : "", range ? range : "");
	wire_note(wire->urls, sizeof wire->urls, path, strlen(path), text);
	wire_decode(path + 1, strlen(path + 1), call->object);
	strcat(call->object, "\n");
	whole = strlen(call->object);
	call->data = call->object + from;
	call->size = whole - from;
	call->cut = range ? 0 : wire->cut;
	call->status = range ? 206 : 200;
	snprintf(call->range, sizeof call->range, "bytes %zu-%zu/%zu", from, whole - 1, whole);
	snprintf(call->etag, sizeof call->etag, "\"e\"");
}

static int wire_open(void *user, const char *method, const char *url, const char *const *headers, size_t header_count,
		     const void *body, size_t body_size, int seconds, void **ret_call, int *ret_status)
{
	struct wire *wire = user;
	const char *path = strchr(url + strlen("https://"), '/'), *query = strchr(url, '?'), *range = NULL;
	struct wire_call *call = wire->calls;
	int r = 0;

	(void)body;
	(void)body_size;
	(void)seconds;
	CU_ASSERT(strcmp(method, "GET") == 0 || wire->fill);
	for (size_t i = 0; i < header_count; i++)
		if (strcmp(headers[2 * i], "Range") == 0)
			range = headers[2 * i + 1];
	while (call->used)
		call++;
	CU_ASSERT_FATAL(call < wire->calls + WIRE_CALLS);
	memset(call, 0, sizeof(*call));
	call->wire = wire;
	call->status = 200;
	wire_note(wire->hosts, sizeof wire->hosts, url, (size_t)(path - url), "");
	wire->pause();
	if (wire->fill && !query)
		wire->fill(call, path);
	else if (query)
		r = wire_list(wire, call, query + 1);
	else
		wire_object(wire, call, path, range);
	wire->resume();
	snprintf(call->length, sizeof call->length, "%zu", call->size);
	call->used = 1;
	*ret_call = call;
	*ret_status = call->status;
	return r;
}

static const char *wire_header(void *user, const char *name)
{
	const struct wire_call *call = user;
	const char *text = call->wire->detail ? call->wire->detail(call, name) : NULL;

	if (text)
		return text;
	if (strcmp(name, "ETag") == 0 && call->etag[0])
		return call->etag;
	if (strcmp(name, "Content-Range") == 0 && call->status == 206)
		return call->range;
	return strcmp(name, "Content-Length") == 0 ? call->length : NULL;
}

static int wire_read(void *user, void *buffer, size_t size, size_t *ret_size)
{
	struct wire_call *call = user;
	size_t end = call->cut && call->cut < call->size ? call->cut : call->size;

	*ret_size = end - call->at < size ? end - call->at : size;
	if (!*ret_size && end < call->size)
		return EC2A_E_TRUNCATED;
	memcpy(buffer, call->data + call->at, *ret_size);
	call->at += *ret_size;
	return 0;
}

static void wire_close(void *user)
{
	struct wire_call *call = user;

	call->wire->pause();
	ec2a__buf_free(&call->page);
	call->wire->resume();
	call->used = 0;
}

static inline void wire_nothing(void)
{
}

/* A configuration that asks it, with keys. */
static ec2a_config *wire_config(struct wire *wire)
{
	ec2a_config *config = NULL;

	if (!wire->pause)
		wire->pause = wire->resume = wire_nothing;
	wire->pause();
	CU_ASSERT_FATAL(ec2a_config_new(&config) == 0);
	CU_ASSERT(ec2a_config_set_transport(config, wire_open, wire_header, wire_read, wire_close, wire, NULL) == 0);
	CU_ASSERT(ec2a_config_set_aws_keys(config, "AKIAIOSFODNN7EXAMPLE", "secret", NULL) == 0);
	CU_ASSERT(ec2a_config_set_str(config, EC2A_OPT_AWS_REGION, "eu-west-1") == 0);
	wire->resume();
	return config;
}

/* Once all options are set. */
static void wire_hold(struct wire *wire, ec2a_config *config)
{
	wire->pause();
	ec2a__aws_unref(wire->aws);
	wire->aws = NULL;
	CU_ASSERT_FATAL(ec2a__config_aws(config, &wire->aws) == 0);
	wire->aws->wait_ms = wire->aws->longest_ms = 0;
	wire->resume();
}

static void wire_config_free(struct wire *wire, ec2a_config *config)
{
	ec2a__aws_unref(wire->aws);
	wire->aws = NULL;
	ec2a_config_unref(config);
}

#endif

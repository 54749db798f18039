/* SPDX-License-Identifier: MIT */
#include "sigv4_parts.h"

#include "mem.h"
#include "timestamp.h"

#include <string.h>

#define OWN_HEADERS  4 /* host, x-amz-date, x-amz-content-sha256, x-amz-security-token */
#define SMALL_BYTES  4096
#define TOKEN_BYTES  65536

int ec2a__sigv4_date(int64_t seconds, char out[EC2A__SIGV4_DATE])
{
	char text[EC2A__TIME_TEXT];
	char *to = out;

	if (seconds < 0 || seconds > INT64_C(253402300799))
		return EC2A_E_ARG;
	/* "2013-05-24T00:00:00Z" without what stands between the digits. */
	for (const char *from = ec2a__time_format(seconds * EC2A__SECOND, text); *from; from++)
		if (*from != '-' && *from != ':')
			*to++ = *from;
	*to = '\0';
	return 0;
}

static int hash_hex(const void *data, size_t size, char out[EC2A__SIGV4_HEX])
{
	unsigned char hash[EC2A__SHA256];
	int r = ec2a__sha256(data, size, hash);

	if (r == 0)
		ec2a__hex(hash, sizeof(hash), out);
	return r;
}

/* Texts one after the other, up to NULL. */
static int add_all(struct ec2a__buf *out, const char *const *texts)
{
	int r = 0;

	for (; r == 0 && *texts; texts++)
		r = ec2a__buf_adds(out, *texts);
	return r;
}

/* The ask's headers and those that signing adds. */
static int all_headers(const struct ec2a__sigv4_ask *ask, const struct ec2a__keys *keys,
		       const struct ec2a__sigv4_work *work, struct ec2a__pair **ret_headers, size_t *ret_count)
{
	struct ec2a__pair *headers = ec2a__calloc(ask->header_count + OWN_HEADERS, sizeof(*headers));
	size_t count = ask->header_count;

	if (!headers)
		return EC2A_E_NOMEM;
	if (count)
		memcpy(headers, ask->headers, count * sizeof(*headers));
	headers[count++] = (struct ec2a__pair){ "host", ask->host };
	headers[count++] = (struct ec2a__pair){ "x-amz-date", work->date };
	if (ask->tell_payload)
		headers[count++] = (struct ec2a__pair){ "x-amz-content-sha256", work->content };
	if (keys->session_token)
		headers[count++] = (struct ec2a__pair){ "x-amz-security-token", keys->session_token };
	*ret_headers = headers;
	*ret_count = count;
	return 0;
}

static int add_headers(const struct ec2a__sigv4_ask *ask, const struct ec2a__keys *keys, struct ec2a__sigv4_work *work)
{
	struct ec2a__pair *headers;
	size_t count;
	int r = all_headers(ask, keys, work, &headers, &count);

	if (r < 0)
		return r;
	r = ec2a__sigv4_headers(headers, count, &work->canonical, &work->names);
	ec2a__free(headers);
	return r;
}

/* Room for all of it at once: a buffer that grows leaves copies of the token behind. */
static size_t room_for(const struct ec2a__sigv4_ask *ask, const struct ec2a__keys *keys)
{
	size_t room = SMALL_BYTES + 9 * strlen(ask->path) + strlen(ask->host);

	for (size_t i = 0; i < ask->query_count; i++)
		room += 3 * (strlen(ask->query[i].name) + (ask->query[i].value ? strlen(ask->query[i].value) : 0)) + 2;
	for (size_t i = 0; i < ask->header_count; i++)
		room += 2 * strlen(ask->headers[i].name) + strlen(ask->headers[i].value) + 3;
	return room + (keys->session_token ? strlen(keys->session_token) : 0);
}

static int canonical(const struct ec2a__sigv4_ask *ask, const struct ec2a__keys *keys, struct ec2a__sigv4_work *work)
{
	struct ec2a__buf *out = &work->canonical;
	int r = ec2a__buf_reserve(out, room_for(ask, keys));

	if (r == 0)
		r = add_all(out, (const char *const[]){ ask->method, "\n", NULL });
	if (r == 0)
		r = ec2a__sigv4_path(ask->path, ask->encode_once, out);
	if (r == 0)
		r = ec2a__buf_addc(out, '\n');
	if (r == 0)
		r = ec2a__sigv4_query(ask->query, ask->query_count, out);
	if (r == 0)
		r = ec2a__buf_addc(out, '\n');
	if (r == 0)
		r = add_headers(ask, keys, work);
	if (r == 0)
		r = add_all(out, (const char *const[]){ "\n", work->names.data, "\n", work->content, NULL });
	return r;
}

int ec2a__sigv4_begin(const struct ec2a__sigv4_ask *ask, const struct ec2a__keys *keys, struct ec2a__sigv4_work *work)
{
	char day[9];
	int r = ec2a__sigv4_date(ask->time, work->date);

	ec2a__buf_init(&work->canonical, EC2A__SIGV4_BYTES);
	ec2a__buf_init(&work->names, EC2A__SIGV4_BYTES);
	ec2a__buf_init(&work->scope, SMALL_BYTES);
	if (r < 0)
		return r;
	memcpy(day, work->date, 8);
	day[8] = '\0';
	r = hash_hex(ask->body, ask->body_size, work->content);
	if (r == 0)
		r = add_all(&work->scope, (const char *const[]){ day, "/", ask->region, "/", ask->service,
								  "/aws4_request", NULL });
	if (r == 0)
		r = canonical(ask, keys, work);
	return r;
}

void ec2a__sigv4_end(struct ec2a__sigv4_work *work)
{
	ec2a__buf_wipe(&work->canonical);
	ec2a__buf_free(&work->names);
	ec2a__buf_free(&work->scope);
}

int ec2a__sigv4_canonical(const struct ec2a__sigv4_ask *ask, const struct ec2a__keys *keys, struct ec2a__buf *out)
{
	struct ec2a__sigv4_work work;
	int r = ec2a__sigv4_begin(ask, keys, &work);

	if (r == 0)
		r = ec2a__buf_add(out, work.canonical.data, work.canonical.len);
	ec2a__sigv4_end(&work);
	return r;
}

static int string_to_sign(const struct ec2a__sigv4_work *work, struct ec2a__buf *out)
{
	char hash[EC2A__SIGV4_HEX];
	int r = hash_hex(work->canonical.data, work->canonical.len, hash);

	if (r < 0)
		return r;
	return add_all(out, (const char *const[]){ "AWS4-HMAC-SHA256\n", work->date, "\n", work->scope.data, "\n", hash,
						    NULL });
}

int ec2a__sigv4_string_to_sign(const struct ec2a__sigv4_ask *ask, const struct ec2a__keys *keys, struct ec2a__buf *out)
{
	struct ec2a__sigv4_work work;
	int r = ec2a__sigv4_begin(ask, keys, &work);

	if (r == 0)
		r = string_to_sign(&work, out);
	ec2a__sigv4_end(&work);
	return r;
}

/* The key of one day, region and service: secret as the secret itself, so it is wiped where it was. */
static int derive(const struct ec2a__sigv4_ask *ask, const char *secret, const char *date, unsigned char key[EC2A__SHA256])
{
	const struct {
		const char *text;
		size_t size;
	} steps[] = {
		{ date, 8 },
		{ ask->region, strlen(ask->region) },
		{ ask->service, strlen(ask->service) },
		{ "aws4_request", 12 },
	};
	unsigned char next[EC2A__SHA256];
	size_t size = strlen(secret) + 4;
	char *first = ec2a__malloc(size + 1);
	int r;

	if (!first)
		return EC2A_E_NOMEM;
	memcpy(first, "AWS4", 4);
	memcpy(first + 4, secret, size - 4 + 1);
	r = ec2a__hmac_sha256(first, size, steps[0].text, steps[0].size, key);
	ec2a__wipe_free(first);
	for (size_t i = 1; r == 0 && i < sizeof(steps) / sizeof(steps[0]); i++) {
		r = ec2a__hmac_sha256(key, EC2A__SHA256, steps[i].text, steps[i].size, next);
		if (r == 0)
			memcpy(key, next, sizeof(next));
	}
	ec2a__wipe(next, sizeof(next));
	return r;
}

static int add_authorization(const struct ec2a__sigv4_ask *ask, const struct ec2a__keys *keys,
			     const struct ec2a__sigv4_work *work, struct ec2a__buf *out)
{
	unsigned char key[EC2A__SHA256], signature[EC2A__SHA256];
	char hex[EC2A__SIGV4_HEX];
	struct ec2a__buf text;
	int r;

	ec2a__buf_init(&text, EC2A__SIGV4_BYTES);
	r = string_to_sign(work, &text);
	if (r == 0)
		r = derive(ask, keys->secret_key, work->date, key);
	if (r == 0)
		r = ec2a__hmac_sha256(key, sizeof(key), text.data, text.len, signature);
	if (r == 0)
		r = add_all(out, (const char *const[]){ "AWS4-HMAC-SHA256 Credential=", keys->access_key, "/",
							 work->scope.data, ", SignedHeaders=", work->names.data,
							 ", Signature=", ec2a__hex(signature, sizeof(signature), hex),
							 NULL });
	ec2a__wipe(key, sizeof(key));
	ec2a__buf_free(&text);
	return r;
}

int ec2a__sigv4_sign(const struct ec2a__sigv4_ask *ask, const struct ec2a__keys *keys, struct ec2a__sigv4 *ret_signed)
{
	struct ec2a__sigv4_work work;
	struct ec2a__sigv4 done;
	int r = ec2a__sigv4_begin(ask, keys, &work);

	ec2a__buf_init(&done.authorization, TOKEN_BYTES);
	ec2a__buf_init(&done.security_token, TOKEN_BYTES);
	if (r == 0)
		r = add_authorization(ask, keys, &work, &done.authorization);
	if (r == 0) /* "" where there is none, never NULL */
		r = ec2a__buf_adds(&done.security_token, keys->session_token ? keys->session_token : "");
	if (r == 0) {
		memcpy(done.date, work.date, sizeof(done.date));
		memcpy(done.content_sha256, work.content, sizeof(done.content_sha256));
		*ret_signed = done;
	} else {
		ec2a__sigv4_wipe(&done);
	}
	ec2a__sigv4_end(&work);
	return r;
}

void ec2a__sigv4_wipe(struct ec2a__sigv4 *done)
{
	ec2a__buf_wipe(&done->authorization);
	ec2a__buf_wipe(&done->security_token);
}

int ec2a__sigv4_target(const struct ec2a__sigv4_ask *ask, struct ec2a__buf *out)
{
	size_t before = out->len;
	int r = *ask->path == '/' ? 0 : ec2a__buf_addc(out, '/');

	if (r == 0)
		r = ec2a__uri_encode(ask->path, 1, out);
	if (r == 0 && ask->query_count)
		r = ec2a__buf_addc(out, '?');
	if (r == 0)
		r = ec2a__sigv4_query(ask->query, ask->query_count, out);
	if (r < 0)
		ec2a__buf_truncate(out, before);
	return r;
}

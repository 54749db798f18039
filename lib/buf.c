/* SPDX-License-Identifier: MIT */
#include "buf.h"
#include "crypto.h"
#include "mem.h"

#include <ec2access/ec2access.h>
#include <stdint.h>
#include <string.h>

#define FIRST_CAP 64

void ec2a__buf_init(struct ec2a__buf *buf, size_t max)
{
	buf->data = NULL;
	buf->len = 0;
	buf->cap = 0;
	/* One byte is kept for the NUL, so that len + 1 never overflows. */
	buf->max = max < SIZE_MAX ? max : SIZE_MAX - 1;
	buf->secret = 0;
}

void ec2a__buf_init_secret(struct ec2a__buf *buf, size_t max)
{
	ec2a__buf_init(buf, max);
	buf->secret = 1;
}

void ec2a__buf_free(struct ec2a__buf *buf)
{
	if (buf->secret)
		ec2a__wipe(buf->data, buf->cap);
	ec2a__free(buf->data);
	buf->data = NULL;
	buf->len = 0;
	buf->cap = 0;
}

void ec2a__buf_clear(struct ec2a__buf *buf)
{
	buf->len = 0;
	if (buf->data)
		buf->data[0] = '\0';
}

/* Doubling keeps the cost of many small additions linear; near the maximum it
 * stops there. The NUL needs one byte more than the text. */
static size_t grown_cap(const struct ec2a__buf *buf, size_t need)
{
	size_t cap = buf->cap ? buf->cap : FIRST_CAP;

	while (cap < need)
		cap = cap > SIZE_MAX / 2 ? need : cap * 2;
	if (cap > buf->max + 1)
		cap = buf->max + 1;
	return cap;
}

/* realloc() would leave a copy behind. */
static char *grow_secret(struct ec2a__buf *buf, size_t cap)
{
	char *data = ec2a__malloc(cap);

	if (!data)
		return NULL;
	if (buf->len)
		memcpy(data, buf->data, buf->len);
	ec2a__wipe(buf->data, buf->cap);
	ec2a__free(buf->data);
	return data;
}

int ec2a__buf_reserve(struct ec2a__buf *buf, size_t more)
{
	size_t need, cap;
	char *data;

	if (more > buf->max - buf->len)
		return EC2A_E_LIMIT;
	need = buf->len + more + 1;
	if (need <= buf->cap)
		return 0;
	cap = grown_cap(buf, need);
	data = buf->secret ? grow_secret(buf, cap) : ec2a__realloc_array(buf->data, cap, 1);
	if (!data)
		return EC2A_E_NOMEM;
	data[buf->len] = '\0';
	buf->data = data;
	buf->cap = cap;
	return 0;
}

/* Whether there is room for so much and the NUL. What there is never goes over the maximum. */
static int has_room(const struct ec2a__buf *buf, size_t size)
{
	return size < buf->cap - buf->len;
}

int ec2a__buf_add(struct ec2a__buf *buf, const void *data, size_t size)
{
	int r = has_room(buf, size) ? 0 : ec2a__buf_reserve(buf, size);

	if (r < 0)
		return r;
	if (size)
		memcpy(buf->data + buf->len, data, size);
	buf->len += size;
	buf->data[buf->len] = '\0';
	return 0;
}

int ec2a__buf_adds(struct ec2a__buf *buf, const char *text)
{
	return ec2a__buf_add(buf, text, strlen(text));
}

int ec2a__buf_addc(struct ec2a__buf *buf, char c)
{
	int r = has_room(buf, 1) ? 0 : ec2a__buf_reserve(buf, 1);

	if (r < 0)
		return r;
	buf->data[buf->len++] = c;
	buf->data[buf->len] = '\0';
	return 0;
}

int ec2a__buf_addu(struct ec2a__buf *buf, unsigned long long number)
{
	char digits[3 * sizeof(number)];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	return ec2a__buf_add(buf, digits + at, sizeof(digits) - at);
}

void ec2a__buf_truncate(struct ec2a__buf *buf, size_t len)
{
	if (len >= buf->len)
		return;
	buf->len = len;
	buf->data[len] = '\0';
}

void ec2a__buf_consume(struct ec2a__buf *buf, size_t size)
{
	if (size >= buf->len) {
		ec2a__buf_clear(buf);
		return;
	}
	if (!size)
		return;
	buf->len -= size;
	/* The NUL moves along. */
	memmove(buf->data, buf->data + size, buf->len + 1);
}

char *ec2a__buf_steal(struct ec2a__buf *buf)
{
	char *data;

	/* An untouched buffer has no memory yet; the caller gets "" all the same. */
	if (ec2a__buf_reserve(buf, 0) < 0)
		return NULL;
	data = buf->data;
	buf->data = NULL;
	buf->len = 0;
	buf->cap = 0;
	return data;
}

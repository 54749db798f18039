/* SPDX-License-Identifier: MIT */
#include "crypto.h"

#include <ec2access/ec2access.h>
#include <string.h>

/* What follows the type's name in a key's blob (RFC 4253, 5656, 8709; sk types: OpenSSH's PROTOCOL.u2f). */
enum part {
	END = 0,
	CURVE,      /* the name that ends the type */
	POINT,      /* of that curve, uncompressed */
	ED25519,    /* 32 bytes */
	APP,        /* any text */
	NUMBER,     /* a multiple precision integer, not negative */
	MODULUS     /* one that OpenSSH takes for RSA */
};

#define MAX_PARTS 4
#define RSA_MIN_BITS 1024
#define RSA_MAX_BITS 16384

struct key_type {
	const char *name;
	const char *curve;
	size_t point;
	enum part parts[MAX_PARTS + 1];
};

static const struct key_type key_types[] = {
	{ "ssh-ed25519", NULL, 0, { ED25519 } },
	{ "ssh-rsa", NULL, 0, { NUMBER, MODULUS } },
	{ "ssh-dss", NULL, 0, { NUMBER, NUMBER, NUMBER, NUMBER } },
	{ "ecdsa-sha2-nistp256", "nistp256", 65, { CURVE, POINT } },
	{ "ecdsa-sha2-nistp384", "nistp384", 97, { CURVE, POINT } },
	{ "ecdsa-sha2-nistp521", "nistp521", 133, { CURVE, POINT } },
	{ "sk-ssh-ed25519@openssh.com", NULL, 0, { ED25519, APP } },
	{ "sk-ecdsa-sha2-nistp256@openssh.com", "nistp256", 65, { CURVE, POINT, APP } },
};

struct span {
	const char *at;
	size_t size;
};

static int span_is(struct span span, const char *text)
{
	return span.size == strlen(text) && memcmp(span.at, text, span.size) == 0;
}

/* A string of the blob: four bytes of length, then that many. */
static int take_string(struct span *blob, struct span *ret_string)
{
	const unsigned char *at = (const unsigned char *)blob->at;
	size_t size;

	if (blob->size < 4)
		return 0;
	size = (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3];
	if (size > blob->size - 4)
		return 0;
	ret_string->at = blob->at + 4;
	ret_string->size = size;
	blob->at += 4 + size;
	blob->size -= 4 + size;
	return 1;
}

/* Leading zeros count for nothing; OpenSSH drops them too, before it makes a fingerprint. 0 for a negative number. */
static int trim_number(struct span *number)
{
	if (number->size && ((unsigned char)number->at[0] & 0x80))
		return 0;
	while (number->size && !number->at[0]) {
		number->at++;
		number->size--;
	}
	return 1;
}

static size_t number_bits(struct span trimmed)
{
	size_t bits;

	if (!trimmed.size)
		return 0;
	bits = (trimmed.size - 1) * 8;
	for (unsigned top = (unsigned char)trimmed.at[0]; top; top >>= 1)
		bits++;
	return bits;
}

/* Numbers are trimmed already. */
static int part_is_good(const struct key_type *type, enum part part, struct span value)
{
	switch (part) {
	case CURVE:
		return span_is(value, type->curve);
	case POINT:
		return value.size == type->point && value.at[0] == 4;
	case ED25519:
		return value.size == 32;
	case MODULUS:
		return number_bits(value) >= RSA_MIN_BITS && number_bits(value) <= RSA_MAX_BITS;
	case NUMBER:
		return number_bits(value) <= RSA_MAX_BITS;
	case APP:
	case END:
		break;
	}
	return 1;
}

static const struct key_type *find_type(struct span name)
{
	for (size_t i = 0; i < sizeof(key_types) / sizeof(key_types[0]); i++)
		if (span_is(name, key_types[i].name))
			return &key_types[i];
	return NULL;
}

/* A string of the blob; with a zero in front where a number would look negative. */
static int put_string(struct ec2a__buf *out, struct span string, int is_number)
{
	size_t zero = is_number && string.size && ((unsigned char)string.at[0] & 0x80);
	size_t size = string.size + zero;
	const char head[5] = { (char)(size >> 24), (char)(size >> 16), (char)(size >> 8), (char)size, 0 };
	int r = ec2a__buf_add(out, head, 4 + zero);

	return r < 0 ? r : ec2a__buf_add(out, string.at, string.size);
}

/* Checks a blob and writes it anew, as OpenSSH does before it makes a fingerprint: 1, 0 when it is no
 * key, or an error. */
static int read_blob(struct span blob, struct span name, struct ec2a__buf *out)
{
	const struct key_type *type = find_type(name);
	struct span value;
	int r;

	if (!type || !take_string(&blob, &value) || !span_is(value, type->name))
		return 0;
	r = put_string(out, value, 0);
	for (const enum part *part = type->parts; r == 0 && *part; part++) {
		int is_number = *part == NUMBER || *part == MODULUS;

		if (!take_string(&blob, &value) || (is_number && !trim_number(&value)) ||
		    !part_is_good(type, *part, value))
			return 0;
		r = put_string(out, value, is_number);
	}
	return r < 0 ? r : blob.size == 0;
}

static int is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static int is_line_end(char c)
{
	return c == '\r' || c == '\n';
}

/* The next word of the line. */
static struct span take_word(struct span *text)
{
	struct span word;

	while (text->size && is_blank(*text->at)) {
		text->at++;
		text->size--;
	}
	word.at = text->at;
	while (text->size && !is_blank(*text->at) && !is_line_end(*text->at)) {
		text->at++;
		text->size--;
	}
	word.size = (size_t)(text->at - word.at);
	return word;
}

static int add_fingerprint(struct ec2a__buf *buf, const struct ec2a__buf *blob)
{
	unsigned char digest[EC2A__SHA256];
	size_t before = buf->len;
	int r = ec2a__sha256(blob->data, blob->len, digest);

	if (r == 0)
		r = ec2a__buf_adds(buf, "SHA256:");
	if (r == 0)
		r = ec2a__base64_add(buf, digest, sizeof(digest));
	if (r < 0)
		ec2a__buf_truncate(buf, before);
	return r < 0 ? r : 1;
}

int ec2a__key_fingerprint(const char *text, size_t size, struct ec2a__buf *out)
{
	struct span in = { text, size };
	struct span name = take_word(&in);
	struct span base64 = take_word(&in);
	struct ec2a__buf blob, key;
	int r;

	/* OpenSSH wants the padding that base64 asks for. */
	if (!find_type(name) || base64.size % 4 != 0)
		return 0;
	ec2a__buf_init(&blob, base64.size);
	ec2a__buf_init(&key, base64.size);
	r = ec2a__base64_decode(base64.at, base64.size, &blob);
	if (r > 0) {
		struct span bytes = { blob.data, blob.len };

		r = read_blob(bytes, name, &key);
	}
	if (r > 0)
		r = add_fingerprint(out, &key);
	ec2a__buf_free(&blob);
	ec2a__buf_free(&key);
	return r;
}

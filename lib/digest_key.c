/* SPDX-License-Identifier: MIT */
#include "digest_key.h"

#include <string.h>

enum {
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_SEQUENCE = 0x30
};

#define MODULUS_MIN 256
#define EXPONENT_MAX 8

struct span {
	const unsigned char *data;
	size_t size;
};

/* A length behind its tag: 1, or 0 where it is none, is longer than it must be, or more than there is. */
static int take_length(struct span *from, size_t *ret_length)
{
	size_t count, length;

	if (!from->size)
		return 0;
	length = *from->data++;
	from->size--;
	if (length & 0x80) {
		count = length & 0x7f;
		if (count < 1 || count > 2 || count > from->size || from->data[0] == 0)
			return 0;
		for (length = 0; count; count--, from->size--)
			length = length << 8 | *from->data++;
		if (length < 0x80)
			return 0;
	}
	*ret_length = length;
	return length <= from->size;
}

/* The next value, which must have that tag: 1, or 0. */
static int take(struct span *from, int tag, struct span *ret_value)
{
	struct span rest = *from;
	size_t length;

	if (!rest.size || rest.data[0] != tag)
		return 0;
	rest.data++;
	rest.size--;
	if (!take_length(&rest, &length))
		return 0;
	*ret_value = (struct span){ rest.data, length };
	*from = (struct span){ rest.data + length, rest.size - length };
	return 1;
}

/* A number above 0, without the zero byte that keeps it positive. */
static int take_number(struct span *from, struct span *ret_number)
{
	struct span number;

	if (!take(from, DER_INTEGER, &number) || !number.size || number.data[0] & 0x80)
		return 0;
	if (number.data[0] == 0) {
		number.data++;
		number.size--;
		if (!number.size || !(number.data[0] & 0x80))
			return 0;
	}
	*ret_number = number;
	return 1;
}

static int is_good_exponent(struct span number)
{
	unsigned long long value = 0;

	if (number.size > EXPONENT_MAX)
		return 0;
	for (size_t i = 0; i < number.size; i++)
		value = value << 8 | number.data[i];
	return value >= 65537 && value & 1;
}

static int read_rsa(struct span der, struct ec2a__rsa *ret_key)
{
	struct span all = der, body, modulus, exponent;

	if (!take(&all, DER_SEQUENCE, &body) || all.size || !take_number(&body, &modulus) ||
	    !take_number(&body, &exponent) || body.size)
		return 0;
	if (modulus.size < MODULUS_MIN || modulus.size > EC2A__RSA_BYTES || !(modulus.data[0] & 0x80) ||
	    !(modulus.data[modulus.size - 1] & 1) || !is_good_exponent(exponent))
		return 0;
	*ret_key = (struct ec2a__rsa){ der.data, der.size, modulus.data, modulus.size };
	return 1;
}

/* SubjectPublicKeyInfo: what kind of key it is, then the key as a string of bits. */
static int unwrap(struct span *der)
{
	/* rsaEncryption with NULL as its parameters (RFC 3279, 2.3.1) */
	static const unsigned char rsa[] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
					    0x01, 0x01, 0x01, 0x05, 0x00};
	struct span all = *der, body, kind, bits;

	if (!take(&all, DER_SEQUENCE, &body) || all.size || !take(&body, DER_SEQUENCE, &kind) ||
	    kind.size != sizeof(rsa) || memcmp(kind.data, rsa, sizeof(rsa)) != 0 ||
	    !take(&body, DER_BIT_STRING, &bits) || body.size || !bits.size || bits.data[0] != 0)
		return 0;
	*der = (struct span){ bits.data + 1, bits.size - 1 };
	return 1;
}

int ec2a__digest_key_read(const void *der, size_t size, struct ec2a__rsa *ret_key)
{
	struct span bare = { der, size };

	if (size > EC2A__KEY_DER_MAX)
		return 0;
	if (read_rsa(bare, ret_key))
		return 1;
	return unwrap(&bare) && read_rsa(bare, ret_key);
}

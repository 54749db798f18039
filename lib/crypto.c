/* SPDX-License-Identifier: MIT */
#include "crypto.h"

#include "ascii.h"
#include "mem.h"

#include <ec2access/ec2access.h>
#include <openssl/err.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>
#include <stdint.h>
#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int ec2a__sha256(const void *data, size_t size, unsigned char out[EC2A__SHA256])
{
	unsigned length;
	int ok;

	/* It fails for want of memory alone: the digest is always there. What it says to that in OpenSSL's
	 * queue of errors, which is the program's, is taken back. */
	ERR_set_mark();
	ok = EVP_Digest(data ? data : "", size, out, &length, EVP_sha256(), NULL);
	ERR_pop_to_mark();
	return ok ? 0 : EC2A_E_NOMEM;
}

int ec2a__sha1(const void *data, size_t size, unsigned char out[EC2A__SHA1])
{
	unsigned length;
	int ok;

	ERR_set_mark();
	ok = EVP_Digest(size ? data : "", size, out, &length, EVP_sha1(), NULL);
	ERR_pop_to_mark();
	return ok ? 0 : EC2A_E_NOMEM;
}

int ec2a__hmac_sha256(const void *key, size_t key_size, const void *data, size_t size,
		      unsigned char out[EC2A__SHA256])
{
	unsigned length;
	unsigned char *ok;

	if (key_size > INT32_MAX) /* OpenSSL takes an int */
		return EC2A_E_NOMEM;
	ERR_set_mark();
	ok = HMAC(EVP_sha256(), key_size ? key : "", (int)key_size, size ? data : (const void *)"", size, out,
		  &length);
	ERR_pop_to_mark();
	return ok ? 0 : EC2A_E_NOMEM;
}

void ec2a__wipe(void *data, size_t size)
{
	if (size)
		OPENSSL_cleanse(data, size);
}

void ec2a__wipe_free(char *text)
{
	if (text)
		ec2a__wipe(text, strlen(text));
	ec2a__free(text);
}

void ec2a__buf_wipe(struct ec2a__buf *buf)
{
	ec2a__wipe(buf->data, buf->cap);
	ec2a__buf_free(buf);
}

/* The library's own names for OpenSSL's context: only this file knows what it is. */
struct ec2a__sha256 *ec2a__sha256_begin(void)
{
	EVP_MD_CTX *context;

	ERR_set_mark();
	context = EVP_MD_CTX_new();
	if (context && !EVP_DigestInit_ex(context, EVP_sha256(), NULL)) {
		EVP_MD_CTX_free(context);
		context = NULL;
	}
	ERR_pop_to_mark();
	return (struct ec2a__sha256 *)context;
}

int ec2a__sha256_add(struct ec2a__sha256 *sum, const void *data, size_t size)
{
	int ok;

	ERR_set_mark();
	ok = EVP_DigestUpdate((EVP_MD_CTX *)sum, size ? data : "", size);
	ERR_pop_to_mark();
	return ok ? 0 : EC2A_E_NOMEM;
}

int ec2a__sha256_end(struct ec2a__sha256 *sum, unsigned char out[EC2A__SHA256])
{
	unsigned length;
	int ok;

	ERR_set_mark();
	ok = EVP_DigestFinal_ex((EVP_MD_CTX *)sum, out, &length);
	ERR_pop_to_mark();
	EVP_MD_CTX_free((EVP_MD_CTX *)sum);
	return ok ? 0 : EC2A_E_NOMEM;
}

int ec2a__md5(const void *data, size_t size, unsigned char out[EC2A__MD5])
{
	unsigned length;
	int ok, memory;

	ERR_set_mark();
	ok = EVP_Digest(data ? data : "", size, out, &length, EVP_md5(), NULL);
	memory = !ok && ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_MALLOC_FAILURE;
	ERR_pop_to_mark();
	if (ok)
		return 0;
	return memory ? EC2A_E_NOMEM : EC2A_E_UNSUPPORTED;
}

/* The block that a signature of this hash opens to (RFC 8017, 9.2). */
static void make_block(const unsigned char *hash, unsigned char *block, size_t size)
{
	static const unsigned char sha256[] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
					       0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
	size_t tail = sizeof(sha256) + EC2A__SHA256;

	memset(block, 0xff, size);
	block[0] = 0;
	block[1] = 1;
	block[size - tail - 1] = 0;
	memcpy(block + size - tail, sha256, sizeof(sha256));
	memcpy(block + size - EC2A__SHA256, hash, EC2A__SHA256);
}

/* The signature to the power of e: 1, or 0 where it could not be computed. */
static int open_signature(EVP_PKEY *key, const void *signature, size_t size, unsigned char *opened)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
	size_t length = size;
	int ok = context && EVP_PKEY_verify_recover_init(context) == 1 &&
		 EVP_PKEY_CTX_set_rsa_padding(context, RSA_NO_PADDING) == 1 &&
		 EVP_PKEY_verify_recover(context, opened, &length, signature, size) == 1 && length == size;

	EVP_PKEY_CTX_free(context);
	return ok;
}

/* What was signed is made here and compared as a whole: so nothing in a padding is passed over, and that a signature is
 * of something else is never mixed up with a lack of memory, which OpenSSL's result does not tell apart. */
int ec2a__rsa_verify(const struct ec2a__rsa *key, const unsigned char hash[EC2A__SHA256], const void *signature,
		     size_t signature_size)
{
	unsigned char want[EC2A__RSA_BYTES], opened[EC2A__RSA_BYTES];
	const unsigned char *der = key->der;
	EVP_PKEY *parsed;
	int ok;

	/* One that is not below the modulus is none; OpenSSL would refuse it. */
	if (signature_size != key->modulus_size || memcmp(signature, key->modulus, signature_size) >= 0)
		return 0;
	ERR_set_mark();
	parsed = d2i_PublicKey(EVP_PKEY_RSA, NULL, &der, (long)key->size);
	ok = parsed && open_signature(parsed, signature, signature_size, opened);
	EVP_PKEY_free(parsed);
	ERR_pop_to_mark();
	if (!ok)
		return EC2A_E_NOMEM;
	make_block(hash, want, signature_size);
	return memcmp(opened, want, signature_size) == 0;
}

int ec2a__hex_decode(const char *text, size_t size, struct ec2a__buf *out)
{
	size_t before = out->len;
	int ok = size % 2 == 0, pair = 0, r = 0;

	for (size_t i = 0; ok && r == 0 && i < size; i++) {
		int digit = ec2a__hex_value(text[i]);

		ok = digit >= 0;
		pair = (pair << 4 | (digit & 15)) & 255;
		if (ok && i % 2)
			r = ec2a__buf_addc(out, (char)pair);
	}
	if (ok && r == 0)
		return 1;
	ec2a__buf_truncate(out, before);
	return r;
}

char *ec2a__hex(const unsigned char *data, size_t size, char *out)
{
	char *at = out;

	for (size_t i = 0; i < size; i++) {
		*at++ = "0123456789abcdef"[data[i] >> 4];
		*at++ = "0123456789abcdef"[data[i] & 15];
	}
	*at = '\0';
	return out;
}

int ec2a__base64_add(struct ec2a__buf *buf, const unsigned char *data, size_t size)
{
	size_t before = buf->len;
	uint32_t bits = 0;
	int have = 0, r = ec2a__buf_reserve(buf, 0);

	for (size_t i = 0; r == 0 && i < size; i++) {
		bits = bits << 8 | data[i];
		for (have += 8; r == 0 && have >= 6; have -= 6)
			r = ec2a__buf_addc(buf, alphabet[bits >> (have - 6) & 63]);
	}
	if (r == 0 && have)
		r = ec2a__buf_addc(buf, alphabet[bits << (6 - have) & 63]);
	if (r < 0)
		ec2a__buf_truncate(buf, before);
	return r;
}

static int sextet(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* The size without padding; *ret_ok is 0 when the length or the padding is none that base64 has. */
static size_t without_padding(const char *text, size_t size, int *ret_ok)
{
	size_t bare = size;

	while (bare && size - bare < 2 && text[bare - 1] == '=')
		bare--;
	*ret_ok = bare % 4 != 1 && (bare == size || size % 4 == 0);
	return bare;
}

int ec2a__base64_decode(const char *text, size_t size, struct ec2a__buf *out)
{
	size_t before = out->len, bare;
	uint32_t bits = 0;
	int have = 0, ok, value, r;

	bare = without_padding(text, size, &ok);
	r = ec2a__buf_reserve(out, bare / 4 * 3 + bare % 4 * 3 / 4);
	if (r < 0)
		return r;
	for (size_t i = 0; ok && r == 0 && i < bare; i++) {
		value = sextet(text[i]);
		ok = value >= 0;
		bits = bits << 6 | (uint32_t)(value & 63);
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		r = ec2a__buf_addc(out, (char)(bits >> have & 255));
	}
	/* Bits left over must be 0, or one key would have several spellings; OpenSSH refuses them too. */
	if (r == 0 && ok && !(bits & ((1U << have) - 1)))
		return 1;
	ec2a__buf_truncate(out, before);
	return r;
}

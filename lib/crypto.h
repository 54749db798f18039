/* SPDX-License-Identifier: MIT */
#ifndef EC2A_CRYPTO_H
#define EC2A_CRYPTO_H

#include "buf.h"

#include <stddef.h>

#define EC2A__SHA256 32

/* 0 or EC2A_E_NOMEM. */
int ec2a__sha256(const void *data, size_t size, unsigned char out[EC2A__SHA256]);

#define EC2A__SHA1 20

/* For names that AWS's programs make with it, never for a proof: 0 or EC2A_E_NOMEM. */
int ec2a__sha1(const void *data, size_t size, unsigned char out[EC2A__SHA1]);

/* HMAC with SHA-256: 0 or EC2A_E_NOMEM. */
int ec2a__hmac_sha256(const void *key, size_t key_size, const void *data, size_t size,
		      unsigned char out[EC2A__SHA256]);

/* Overwrite what was secret, in a way that no compiler leaves out. */
void ec2a__wipe(void *data, size_t size);
void ec2a__wipe_free(char *text);           /* and free it; NULL is fine */
void ec2a__buf_wipe(struct ec2a__buf *buf); /* all of its memory, and free it */

/* SHA-256 in pieces; NULL: out of memory. What is begun is ended, which frees it. 0 or EC2A_E_NOMEM. */
struct ec2a__sha256;
struct ec2a__sha256 *ec2a__sha256_begin(void);
int ec2a__sha256_add(struct ec2a__sha256 *sum, const void *data, size_t size);
int ec2a__sha256_end(struct ec2a__sha256 *sum, unsigned char out[EC2A__SHA256]);

#define EC2A__MD5 16

/* Where policy forbids MD5 (FIPS), EC2A_E_UNSUPPORTED. It names keys here, and proves nothing. */
int ec2a__md5(const void *data, size_t size, unsigned char out[EC2A__MD5]);

#define EC2A__RSA_BYTES 1024 /* largest modulus: 8192 bits */

/* An RSA public key in DER as PKCS #1 has it (RSAPublicKey), all of it borrowed; digest_key.c makes it and looks at it
 * first: a modulus of 256 to 1024 bytes without zeros in front. */
struct ec2a__rsa {
	const unsigned char *der;
	size_t size;
	const unsigned char *modulus;
	size_t modulus_size;
};

/* RSASSA-PKCS1-v1_5 with SHA-256: 1 the signature is of that hash, 0 it is not, EC2A_E_NOMEM. */
int ec2a__rsa_verify(const struct ec2a__rsa *key, const unsigned char hash[EC2A__SHA256], const void *signature,
		     size_t signature_size);

/* Lower case; out has room for 2 * size + 1. Returns out. */
char *ec2a__hex(const unsigned char *data, size_t size, char *out);

/* Either case, an even number of digits, appended: 1, 0 when it is none, or EC2A_E_NOMEM/LIMIT. */
int ec2a__hex_decode(const char *text, size_t size, struct ec2a__buf *out);

/* Standard base64 without padding, appended. */
int ec2a__base64_add(struct ec2a__buf *buf, const unsigned char *data, size_t size);

/* Standard base64, padding optional, nothing else allowed: 1, 0 when it is none, or EC2A_E_NOMEM/LIMIT. */
int ec2a__base64_decode(const char *text, size_t size, struct ec2a__buf *out);

/* "SHA256:..." of the key in "TYPE BASE64 [COMMENT]", as ssh-keygen -l prints it, appended:
 * 1, 0 when the text is no key (the blob must begin with its own TYPE, as a length and a name), or an error. */
int ec2a__key_fingerprint(const char *text, size_t size, struct ec2a__buf *out);

#endif

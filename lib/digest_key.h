/* SPDX-License-Identifier: MIT */
#ifndef EC2A_DIGEST_KEY_H
#define EC2A_DIGEST_KEY_H

#include "crypto.h"

#include <stddef.h>

#define EC2A__KEY_DER_MAX ((size_t)4096)

/*
 * The RSA key in DER bytes, as PKCS #1 has it (RSAPublicKey) or in X.509's SubjectPublicKeyInfo around that: AWS says the
 * one and published the other. Strict: lengths as short as they can be, nothing left over, numbers positive and without
 * zeros in front, a modulus of 2048 to 8192 bits, an odd exponent of 65537 to 64 bits.
 * 1, what is in ret_key is borrowed from der; or 0, it is no such key.
 */
int ec2a__digest_key_read(const void *der, size_t size, struct ec2a__rsa *ret_key);

#endif

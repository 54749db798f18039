/* SPDX-License-Identifier: MIT */
#ifndef EC2A_DIGEST_KEYS_H
#define EC2A_DIGEST_KEYS_H

#include "crypto.h"

#include <stddef.h>

#define EC2A__KEYS_JSON_MAX ((size_t)16 * 1024 * 1024)
#define EC2A__KEYS_MAX 10000

/* CloudTrail's public keys, as ListPublicKeys tells them. All zero is none. */
struct ec2a__digest_keys {
	struct ec2a__digest_key *items;
	size_t n;
};

/*
 * Add those of a list in JSON, {"PublicKeyList":[{"Value":BASE64,"Fingerprint":HEX}]}, which are of a region's digests,
 * or with "" of any. A fingerprint is the MD5 of the key's own bytes; where one is not, or the key is none, it is left out and
 * counted. 0; EC2A_E_FORMAT, it is no such list; EC2A_E_LIMIT; EC2A_E_NOMEM, some may have been added: add it again.
 */
int ec2a__digest_keys_add(struct ec2a__digest_keys *keys, const char *region, const char *json, size_t size,
			  size_t *ret_bad);
void ec2a__digest_keys_free(struct ec2a__digest_keys *keys);

/* The key of that region and fingerprint, or NULL. */
const struct ec2a__rsa *ec2a__digest_keys_find(const struct ec2a__digest_keys *keys, const char *region,
					       const char *fingerprint);

#endif

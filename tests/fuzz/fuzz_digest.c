/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a digest, a key, a list of keys, an object's name or its metadata: nothing may crash, what is read must be
 * within bounds, and what is accepted must hold what is promised. The first byte chooses.
 */
#include "digest_doc.h"
#include "digest_key.h"
#include "digest_keys.h"
#include "digest_name.h"
#include "digest_store.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_doc(const char *data, size_t size)
{
	unsigned char own[EC2A__SHA256] = { 0 }, sum[EC2A__SHA256];
	struct ec2a__digest_doc doc;
	const char *why = NULL;
	int r = ec2a__digest_doc_read(data, size, &doc, &why);

	if (r == EC2A_E_FORMAT && why)
		return;
	if (r < 0 || doc.start_us > doc.end_us || ec2a__digest_doc_signed(&doc, own, sum) < 0)
		abort();
	for (size_t i = 0; i < doc.n_logs; i++)
		if (!*ec2a__digest_doc_text(&doc, doc.logs[i].key) || !ec2a__digest_doc_text(&doc, doc.logs[i].bucket))
			abort();
	ec2a__digest_doc_free(&doc);
}

static void try_key(const char *data, size_t size)
{
	unsigned char hash[EC2A__SHA256] = { 0 }, signature[EC2A__RSA_BYTES] = { 0 };
	const unsigned char *end = (const unsigned char *)data + size;
	struct ec2a__rsa rsa;

	if (!ec2a__digest_key_read(data, size, &rsa))
		return;
	if (rsa.der + rsa.size != end || rsa.modulus_size > EC2A__RSA_BYTES || rsa.modulus + rsa.modulus_size > end)
		abort();
	/* Nobody has made a signature by chance, least of all zero. */
	if (ec2a__rsa_verify(&rsa, hash, signature, rsa.modulus_size) != 0)
		abort();
}

static void try_keys(const char *data, size_t size)
{
	struct ec2a__digest_keys keys = { 0 };
	size_t bad;

	if (ec2a__digest_keys_add(&keys, "", data, size, &bad) == EC2A_E_NOMEM)
		abort();
	ec2a__digest_keys_free(&keys);
}

static void try_name(const char *data, size_t size)
{
	struct ec2a__object_name name;
	struct ec2a__text key = { data, size };

	ec2a__object_name_read(key, &name);
	if (name.place.size > size || name.trail.size > size || (name.kind == EC2A__OBJECT_DIGEST && !name.trail.size))
		abort();
}

static void try_meta(const char *data, size_t size)
{
	struct ec2a__depot_meta meta;

	ec2a__depot_meta_init(&meta);
	if (ec2a__depot_meta_read(&meta, data, size) == EC2A_E_NOMEM)
		abort();
	ec2a__depot_meta_free(&meta);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const ways[])(const char *data, size_t size) = { try_doc, try_key, try_keys, try_name, try_meta };

	if (size)
		ways[data[0] % 5]((const char *)data + 1, size - 1);
	return 0;
}

/* SPDX-License-Identifier: MIT */
#include "digest_keys.h"

#include "ascii.h"
#include "digest_key.h"
#include "json_tree.h"
#include "mem.h"

#include <ec2access/ec2access.h>
#include <string.h>

#define DEPTH 8
#define FIRST_CAP 8

struct ec2a__digest_key {
	char *region; /* "": any */
	char fingerprint[2 * EC2A__MD5 + 1];
	unsigned char *der; /* what rsa points into */
	struct ec2a__rsa rsa;
};

static void key_free(struct ec2a__digest_key *key)
{
	ec2a__free(key->region);
	ec2a__free(key->der);
}

static int keys_put(struct ec2a__digest_keys *keys, struct ec2a__digest_key key)
{
	/* Room for a power of two, which doubles where it is full. */
	if (keys->n == 0 || (keys->n >= FIRST_CAP && (keys->n & (keys->n - 1)) == 0)) {
		size_t cap = keys->n ? keys->n * 2 : FIRST_CAP;
		struct ec2a__digest_key *items = ec2a__realloc_array(keys->items, cap, sizeof(*items));

		if (!items)
			return EC2A_E_NOMEM;
		keys->items = items;
	}
	keys->items[keys->n++] = key;
	return 0;
}

/* Lower case; 1, or 0 where it is no fingerprint. */
static int read_fingerprint(const char *text, char out[2 * EC2A__MD5 + 1])
{
	size_t i = 0;

	for (; text && text[i] && i < (size_t)2 * EC2A__MD5; i++) {
		if (!ec2a__is_hex(text[i]))
			return 0;
		out[i] = ec2a__lower(text[i]);
	}
	out[i] = '\0';
	return text && i == (size_t)2 * EC2A__MD5 && !text[i];
}

/* Whether the fingerprint is the key's, which is found out where MD5 may be asked. 1, 0, or EC2A_E_NOMEM. */
static int check_fingerprint(const char *told, const struct ec2a__buf *der, char out[2 * EC2A__MD5 + 1])
{
	unsigned char sum[EC2A__MD5];
	char own[2 * EC2A__MD5 + 1];
	int r = ec2a__md5(der->data, der->len, sum);

	if (r == EC2A_E_NOMEM || !read_fingerprint(told, out))
		return r == EC2A_E_NOMEM ? r : 0;
	return r == EC2A_E_UNSUPPORTED || strcmp(ec2a__hex(sum, sizeof(sum), own), out) == 0;
}

static int add_der(struct ec2a__digest_keys *keys, const char *region, const char *told, struct ec2a__buf *der)
{
	struct ec2a__digest_key key = { 0 };
	int r = check_fingerprint(told, der, key.fingerprint);

	if (r != 1)
		return r;
	key.der = (unsigned char *)ec2a__malloc(der->len + 1);
	key.region = ec2a__strdup(region);
	r = key.der && key.region ? 1 : EC2A_E_NOMEM;
	if (r == 1) {
		memcpy(key.der, der->data, der->len);
		r = ec2a__digest_key_read(key.der, der->len, &key.rsa);
	}
	if (r == 1 && keys_put(keys, key) < 0)
		r = EC2A_E_NOMEM;
	if (r != 1)
		key_free(&key);
	return r;
}

/* 1, 0 where it is no key of that fingerprint, or EC2A_E_NOMEM. */
static int add_key(struct ec2a__digest_keys *keys, const char *region, const struct ec2a__json *node)
{
	const char *value = ec2a__json_str(ec2a__json_get(node, "Value"));
	const char *told = ec2a__json_str(ec2a__json_get(node, "Fingerprint"));
	struct ec2a__buf der;
	int r;

	if (!value || !*value)
		return 0;
	ec2a__buf_init(&der, EC2A__KEY_DER_MAX);
	r = ec2a__base64_decode(value, strlen(value), &der);
	if (r == 1)
		r = add_der(keys, region, told, &der);
	ec2a__buf_free(&der);
	return r == EC2A_E_LIMIT ? 0 : r;
}

static int add_list(struct ec2a__digest_keys *keys, const char *region, const struct ec2a__json *list, size_t *bad)
{
	size_t count = ec2a__json_count(list);

	if (ec2a__json_type(list) != EC2A__JSON_ARRAY)
		return EC2A_E_FORMAT;
	for (size_t i = 0; i < count; i++) {
		int r = keys->n < EC2A__KEYS_MAX ? add_key(keys, region, ec2a__json_at(list, i, NULL)) : EC2A_E_LIMIT;

		if (r < 0)
			return r;
		*bad += r == 0 ? 1 : 0;
	}
	return 0;
}

int ec2a__digest_keys_add(struct ec2a__digest_keys *keys, const char *region, const char *json, size_t size,
			  size_t *ret_bad)
{
	struct ec2a__json_fault fault;
	struct ec2a__json *root;
	size_t bad = 0;
	int r;

	if (size > EC2A__KEYS_JSON_MAX)
		return EC2A_E_LIMIT;
	r = ec2a__json_parse(json, size, DEPTH, &root, &fault);
	if (r < 0)
		return r == EC2A_E_NOMEM ? r : EC2A_E_FORMAT;
	r = add_list(keys, region, ec2a__json_get(root, "PublicKeyList"), &bad);
	ec2a__json_free(root);
	if (r == 0)
		*ret_bad = bad;
	return r;
}

void ec2a__digest_keys_free(struct ec2a__digest_keys *keys)
{
	for (size_t i = 0; i < keys->n; i++)
		key_free(&keys->items[i]);
	ec2a__free(keys->items);
	*keys = (struct ec2a__digest_keys){ 0 };
}

const struct ec2a__rsa *ec2a__digest_keys_find(const struct ec2a__digest_keys *keys, const char *region,
					       const char *fingerprint)
{
	char wanted[2 * EC2A__MD5 + 1];

	if (!read_fingerprint(fingerprint, wanted))
		return NULL;
	for (size_t i = 0; i < keys->n; i++) {
		const struct ec2a__digest_key *key = &keys->items[i];

		if (strcmp(key->fingerprint, wanted) == 0 && (!*key->region || strcmp(key->region, region) == 0))
			return &key->rsa;
	}
	return NULL;
}

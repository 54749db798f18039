/* SPDX-License-Identifier: MIT */
/* What the flags of later rows need of rows that an endless input let go: keys, so many and no more. */
#include "flags.h"

#include "crypto.h"

#include <string.h>

/* Anybody may choose these texts, and equal keys would hide who was never seen: a hash without a secret must be
 * SHA-256, for it is saved. */
int ec2a__flags_about(char kind, const char *a, const char *b, unsigned char key[EC2A__REMEMBER_KEY])
{
	unsigned char digest[EC2A__SHA256];
	struct ec2a__buf buf;
	int r;

	ec2a__buf_init(&buf, SIZE_MAX / 2);
	r = ec2a__buf_addc(&buf, kind);
	if (r == 0)
		r = ec2a__buf_add(&buf, a, strlen(a) + 1);
	if (r == 0 && b)
		r = ec2a__buf_adds(&buf, b);
	if (r == 0)
		r = ec2a__sha256(buf.data, buf.len, digest);
	ec2a__buf_free(&buf);
	if (r < 0)
		return EC2A_E_NOMEM;
	memcpy(key, digest, EC2A__REMEMBER_KEY);
	return 0;
}

int ec2a__flags_was_seen(const struct ec2a__remember *seen, char kind, const char *a, const char *b)
{
	unsigned char key[EC2A__REMEMBER_KEY];

	if (!seen->young.count && !seen->old.count)
		return 0;
	return ec2a__flags_about(kind, a, b, key) < 0 ? EC2A_E_NOMEM : ec2a__remember_has(seen, key);
}

static int add(struct ec2a__buf *keys, char kind, const char *a, const char *b)
{
	unsigned char key[EC2A__REMEMBER_KEY];
	int r = a ? ec2a__flags_about(kind, a, b, key) : 0; /* what is known of instances may have changed meanwhile */

	return r < 0 || !a ? r : ec2a__buf_add(keys, key, sizeof(key));
}

/* The key before its instances: what is forgotten first is the key, and then nothing is made of the rest. */
static int add_push(const struct ec2a__joins *joins, const struct ec2a__rows *rows, size_t row, struct ec2a__buf *keys)
{
	const char *key = ec2a__act_text(joins->store, ec2a__flags_pushed(joins, rows, row));
	int r = add(keys, EC2A__SEEN_KEY, key, NULL);

	if (r == 0)
		r = add(keys, EC2A__SEEN_PUSH, key, ec2a__flags_instance(joins, rows, row));
	if (r == 0 && rows->flags[row].bits & EC2A__FLAG_BIT(EC2A_FLAG_KEY_REUSED))
		r = add(keys, EC2A__SEEN_REUSED, key, NULL);
	return r;
}

/* Of a pair its first row alone: while that is held, a later one that goes must not make it the second. */
static int add_row(const struct ec2a__joins *joins, const struct ec2a__rows *rows, size_t row, struct ec2a__buf *keys)
{
	const struct ec2a__row_flags *flags = &rows->flags[row];
	const struct ec2a__act *root = ec2a__joins_act(joins, rows->rows[row].root);
	const char *arn = ec2a__act_text(joins->store, ec2a__act_who(joins->store, root, EC2A__WHO_ARN));
	char address[33];
	int r = 0;

	if (flags->first_principal)
		r = add(keys, EC2A__SEEN_PRINCIPAL, ec2a__flags_instance(joins, rows, row), arn);
	if (r == 0 && flags->first_address) {
		ec2a__flags_address(joins, root, address);
		r = add(keys, EC2A__SEEN_ADDRESS, ec2a__flags_instance(joins, rows, row), address);
	}
	return r == 0 && flags->key ? add_push(joins, rows, row, keys) : r;
}

int ec2a__flags_leave(const struct ec2a__joins *joins, const struct ec2a__rows *rows, const unsigned char *row_gone,
		      struct ec2a__buf *keys)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < rows->n_rows; i++)
		if (row_gone[i])
			r = add_row(joins, rows, i, keys);
	return r < 0 ? EC2A_E_NOMEM : 0;
}

/* SPDX-License-Identifier: MIT */
#ifndef EC2A_UNWRAP_ROW_H
#define EC2A_UNWRAP_ROW_H

#include "buf.h"
#include "split.h"

/* A row of a CloudTrail table, as Athena and Lake export it: a record with lower-case keys. */
int ec2a__row_is(const char *object, const struct ec2a__member *members, size_t n_members);

/* Appends the record that the row was made of: keys as CloudTrail spells them, what became text an object again.
 * What cannot be read stays as it is, for the reader of records to judge. 0, EC2A_E_NOMEM, EC2A_E_LIMIT of the buffer. */
int ec2a__row_record(const char *object, const struct ec2a__member *members, size_t n_members,
		     struct ec2a__buf *out);

/* unwrap_names.c. How CloudTrail spells a key inside userIdentity, resources and so on, of which the table knows
 * the lower-case form; NULL for others. "arn" is one of the two that resources have: arn_key says which. */
const char *ec2a__row_key(const char *key, size_t size, const char *arn_key);

/* unwrap_struct.c. A struct, or an array of structs, as Presto prints it: {type=AssumedRole, arn=..., ...}.
 * 1: appended as JSON, without what is null and what cannot be told for certain; 0: not such a text; or an error. */
int ec2a__row_struct(const char *text, size_t size, const char *arn_key, struct ec2a__buf *out);

#endif

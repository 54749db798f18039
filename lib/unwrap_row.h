/* SPDX-License-Identifier: MIT */
#ifndef EC2A_UNWRAP_ROW_H
#define EC2A_UNWRAP_ROW_H

#include "buf.h"
#include "record_view.h"

/* A row of a CloudTrail table, as Athena and Lake export it: a record with keys in lower case, or in any other. */
int ec2a__row_is(const char *object, const struct ec2a__member *members, size_t n_members);

/* Whether what looks like a record is a row all the same: its keys are CloudTrail's, its identity is text, or has a
 * key in another case. */
int ec2a__row_is_text(const struct ec2a__record_view *record);

/* unwrap_names.c. Whether a key, given without its quotes, is this name in whatever case; the name is lower-case. */
int ec2a__row_is_name(const char *key, size_t size, const char *lower);

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

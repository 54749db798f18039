/* SPDX-License-Identifier: MIT */
#ifndef EC2A_FLAGS_H
#define EC2A_FLAGS_H

#include "correlate_state.h"

/*
 * Flags that a row has because of other rows. Those that a row has by itself
 * are found when it is built (session_flags.c), by what is noted here too.
 */

#define EC2A__FLAG_BIT(flag) (1u << (flag))

/* Flags that rest on other rows, and stay when those are let go. */
#define EC2A__FLAGS_KEPT (EC2A__FLAG_BIT(EC2A_FLAG_AFTER_DENIED) | EC2A__FLAG_BIT(EC2A_FLAG_KEY_REUSED))

/* Seconds before a row's start in which a denied attempt is of interest. */
#define EC2A__DENIED_BEFORE 3600

/* Pairs of which the first row is remembered when it is let go (ec2a__remember, SHA-256 of the kind and both). */
#define EC2A__SEEN_PRINCIPAL EC2A__MARK_PRINCIPAL /* instance, ARN */
#define EC2A__SEEN_ADDRESS   EC2A__MARK_ADDRESS   /* instance, address */
#define EC2A__SEEN_KEY       EC2A__MARK_KEY       /* fingerprint, NULL */
#define EC2A__SEEN_PUSH      'i' /* fingerprint, instance */
#define EC2A__SEEN_REUSED    'r' /* fingerprint, NULL: it was on several instances */

/* All rows are looked at, in their order: 0 or EC2A_E_NOMEM. `seen` is what an endless input let go. */
int ec2a__flags_make(const struct ec2a__joins *joins, const struct ec2a__remember *seen, struct ec2a__rows *rows);

/* What the flags of a row rest on, so that one that would say something else is told again. */
uint64_t ec2a__flags_sign(const struct ec2a__rows *rows, size_t row, const struct ec2a__hash_key *seed);

/* The instance of a row where it is sure and nothing of it hidden, else NULL. */
const char *ec2a__flags_instance(const struct ec2a__joins *joins, const struct ec2a__rows *rows, size_t row);

/* The fingerprint of the key that a row pushed, as an id; 0 where it pushed none. */
uint32_t ec2a__flags_pushed(const struct ec2a__joins *joins, const struct ec2a__rows *rows, size_t row);

/* On how many instances a key was, as far as anybody knows. */
static inline size_t ec2a__flags_key_count(const struct ec2a__flag_key *key)
{
	return key->mark && key->mark->n_instances > key->n_instances ? key->mark->n_instances : key->n_instances;
}

/* The source address of a row's opening record by value, as a text that equal ones have in common; 0 where there is
 * none. */
int ec2a__flags_address(const struct ec2a__joins *joins, const struct ec2a__act *root, char out[33]);

/* Whether a text of an act is absent, or part of it hidden. */
int ec2a__flags_is_hidden(const struct ec2a__act *act, const char *text);

/* flags_seen.c: what stands for a pair in what is saved and told: 0 or EC2A_E_NOMEM. b may be NULL. */
int ec2a__flags_about(char kind, const char *a, const char *b, unsigned char key[EC2A__REMEMBER_KEY]);

/* 0 or EC2A_E_NOMEM; 1 too where it is asked whether a key is there. b may be NULL. */
int ec2a__flags_was_seen(const struct ec2a__remember *seen, char kind, const char *a, const char *b);

/* The keys (EC2A__REMEMBER_KEY bytes each) that later rows need of those that go, by row_gone[]. */
int ec2a__flags_leave(const struct ec2a__joins *joins, const struct ec2a__rows *rows, const unsigned char *row_gone,
		      struct ec2a__buf *keys);

#endif

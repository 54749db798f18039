/* SPDX-License-Identifier: MIT */
#ifndef EC2A_STREAM_H
#define EC2A_STREAM_H

#include "correlate_state.h"
#include "session_build.h"

/*
 * A correlator that never finishes. What it holds is joined again whenever the
 * watermark has moved on (ec2a_correlator_advance()), by the very code of a
 * batch; a row whose fate is decided is compared with what was told of it, and
 * is told again when it says something else. So batch and stream cannot part:
 * what is told last is what a batch over the held records says. A row is let go
 * once it is told as it is, by a run that knows all that was taken, and nothing
 * was added to it for the horizon.
 */

/* Seconds behind its opening record in which a record may still decide what a row is (CONTRACT 3: the widest window
 * that looks forward). */
#define EC2A__REACH 65

/* No watermark is farther from the epoch, so that horizons can be added to one. */
#define EC2A__LATEST (INT64_MAX / 4)

void ec2a__stream_init(ec2a_correlator *correlator);
void ec2a__stream_free(ec2a_correlator *correlator);

/* A run is done: what was known of the one before means nothing now. */
void ec2a__stream_joined(ec2a_correlator *correlator);

/* 1: a row or a withdrawal; 0: no more for now; EC2A_E_NOMEM: call again. */
int ec2a__stream_next(ec2a_correlator *correlator, ec2a_session **ret_session);

/* After an act was taken into a store: whether it is a copy of one that was let go, or comes late. 1; 0: a copy, and it was
 * dropped; or EC2A_E_NOMEM and it was not taken. */
int ec2a__stream_admit(ec2a_correlator *correlator, struct ec2a__store *store);

/* stream_gone.c: drop what is over, by what the last run says: 1 when something went, and all must be joined again; 0;
 * EC2A_E_NOMEM, then nothing was dropped. */
int ec2a__stream_let_go(ec2a_correlator *correlator);

/* stream_limit.c: after a run, which rows must go although nothing says that they are over, as too many acts are held.
 * 0 or EC2A_E_NOMEM. */
int ec2a__stream_limit(ec2a_correlator *correlator);

/* stream_sign.c: of all that a row is made of, never 0. What was told under the same sign says the same. */
uint64_t ec2a__stream_sign(const ec2a_correlator *correlator, size_t row);

/* stream_known.c: what is to be remembered of acts that go, found while it may still fail. */
struct ec2a__known {
	unsigned char (*keys)[EC2A__REMEMBER_KEY];
	size_t n_keys;
};

/* gone: by number. 0 or EC2A_E_NOMEM; the keys are freed by the caller either way. */
int ec2a__known_find(ec2a_correlator *correlator, const unsigned char *gone, struct ec2a__known *ret_known);

/* Whether the session or connection that an act names was let go: 1, 0 or EC2A_E_NOMEM. */
int ec2a__stream_knew(const ec2a_correlator *correlator, const struct ec2a__store *store, const struct ec2a__act *act);

/* stream_index.c: which act stands where, made once a run: 0 or EC2A_E_NOMEM. */
int ec2a__stream_index(ec2a_correlator *correlator);

/* The number of the act with a key, or of the one that replaced it, or EC2A__NONE; once the index is made. */
uint32_t ec2a__stream_find_act(const ec2a_correlator *correlator, const unsigned char key[16]);

/* The id of the row that holds an act by now; *ret_id stays where none does. 0 or EC2A_E_NOMEM. */
int ec2a__stream_find_row(ec2a_correlator *correlator, const unsigned char key[16], const unsigned char **ret_id);

/* The newest whole second of a row's acts; EC2A__NO_TIME where none has a time. */
int64_t ec2a__row_last(const struct ec2a__joins *joins, const struct ec2a__rows *rows, size_t row);

/* The second in which the watermark is, and the one before which all is beyond the horizon. */
int64_t ec2a__stream_second(const ec2a_correlator *correlator);
int64_t ec2a__stream_over_before(const ec2a_correlator *correlator);

/* Of logins of this second and later the failures before them are held, but for those that no login was near when the
 * lateness had gone by (doc/flags.md). */
int64_t ec2a__stream_knows_from(const ec2a_correlator *correlator);

/* What tells an act from others, whichever of its copies it is. */
void ec2a__act_key(const struct ec2a__act *act, unsigned char key[16]);

#endif

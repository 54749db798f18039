/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SAVED_H
#define EC2A_SAVED_H

#include "act_shape.h"
#include "bytes.h"
#include "stream.h"

/*
 * A saved correlator:
 *
 *   "EC2ACORR"  u32 version  u8 on  i64 watermark  u64 counter ...  i64 the newest record's time
 *   u64 acts    act ... twice   numbers, and references to texts and tuples: what is held, then ends that wait
 *   u64 rows    row ...      what was told: id, root, digest, revision, kept flags, withdrawn
 *   u64 keys    key ... twice   what was let go, old and young
 *   u64 keys    key ... twice   what flags need of it, old and young
 *   u64 size    the instance map, as ec2a_facts_save() gives it
 *   SHA-256
 *
 * A reference is a u32: 0 absent, else the number of a text or tuple in order
 * of first mention, from 1 again for the second acts; at its first mention it is followed by what it stands for.
 * Enumerators are the public numbers; reasons and calls go by name, so that the
 * library may number them anew.
 */
#define EC2A__SAVED_MAGIC "EC2ACORR"
#define EC2A__SAVED_MAGIC_SIZE 8
#define EC2A__SAVED_VERSION 4

/* How texts are numbered as they are first mentioned: of what is held, and of ends that wait. Made once, and used for one
 * saving after the other. */
struct ec2a__saved_texts {
	uint32_t *numbers; /* by id: its number, 0 before its first mention */
	uint32_t *used;    /* ids with a number */
	uint32_t count;
};

int ec2a__saved_texts_init(struct ec2a__saved_texts texts[2], const ec2a_correlator *correlator);
void ec2a__saved_texts_free(struct ec2a__saved_texts texts[2]);

/*
 * Some acts of a correlator, as one that never was a stream: by their places in the store, then those of ends that wait, as
 * if these stood behind it, with so much of the instance map. 0, EC2A_E_NOMEM, or what write returned.
 */
int ec2a__save_acts(const ec2a_correlator *correlator, struct ec2a__saved_texts texts[2], const uint32_t *places,
		    size_t n_places, const ec2a_facts *facts, ec2a_write_fn write, void *user);

#endif

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
 *   u64 acts    act ...      numbers, and references to texts and tuples
 *   u64 rows    row ...      what was told: id, root, digest, revision, kept flags, withdrawn
 *   u64 keys    key ... twice   what was let go, old and young
 *   u64 keys    key ... twice   what flags need of it, old and young
 *   u64 size    the instance map, as ec2a_facts_save() gives it
 *   SHA-256
 *
 * A reference is a u32: 0 absent, else the number of a text or tuple in order
 * of first mention; at its first mention it is followed by what it stands for.
 * Enumerators are the public numbers; reasons and calls go by name, so that the
 * library may number them anew.
 */
#define EC2A__SAVED_MAGIC "EC2ACORR"
#define EC2A__SAVED_MAGIC_SIZE 8
#define EC2A__SAVED_VERSION 3

#endif

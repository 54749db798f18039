/* SPDX-License-Identifier: MIT */
#ifndef EC2A_DIGEST_STORE_H
#define EC2A_DIGEST_STORE_H

#include "buf.h"
#include "crypto.h"

#include <ec2access/ec2access.h>
#include <stdatomic.h>
#include <stdint.h>

/* Where the objects of trails lie: a folder, or a bucket. Every function from any thread but list. */
struct ec2a__depot;

/* What S3 keeps beside an object; "" where it is not there. */
struct ec2a__depot_meta {
	struct ec2a__buf bucket, key; /* where the object was, when it was brought here */
	struct ec2a__buf signature;   /* hexadecimal */
	struct ec2a__buf generated;   /* of a backfill digest */
};

/* Who is told by list, and what is asked for. */
struct ec2a__depot_told {
	int (*add)(void *user, const char *path);
	int (*keys)(void *user, const char *region, const char *json, size_t size, const char *path);
	int (*problem)(void *user, const char *path, int code, const char *sentence);
	void *user;
	int64_t since_us, until_us; /* what is far from this time may be left out */
};

/* By what a file is known again, and whether it changed since. All zero: it is not known. */
struct ec2a__depot_mark {
	uint64_t device, inode, size;
	int64_t modified, changed; /* nanoseconds since 1970 */
};

struct ec2a__depot_kind {
	/* Call add with the path of every object, in order of bytes; keys with every list of public keys that lies beside
	 * them; problem with what could not be listed. What these return below 0 ends it. 0, EC2A_E_NOMEM,
	 * EC2A_E_CANCELLED, or another error when nothing at all could be listed, which was told. */
	int (*list)(struct ec2a__depot *store, const struct ec2a__depot_told *told);
	/* Call keys with the public keys of a region, or problem; NULL where list does. 0, EC2A_E_NOMEM, EC2A_E_CANCELLED. */
	int (*keys)(struct ec2a__depot *store, const char *region, const struct ec2a__depot_told *told);
	/* Open one; meta and mark, where they are not NULL, are filled as far as they are known. The handle is closed unless
	 * this failed. */
	int (*open)(struct ec2a__depot *store, const char *path, struct ec2a__depot_meta *meta,
		    struct ec2a__depot_mark *mark, void **ret_handle);
	/* As ec2a_read_fn. */
	int (*read)(void *handle, void *buffer, size_t size, size_t *ret_size);
	void (*close)(void *handle);
	/* Why something could not be read, of one among all: an ec2a_error, or 0 where nothing was to be told. NULL: never. */
	int (*trouble)(struct ec2a__depot *store, const char **ret_path, const char **ret_sentence);
	void (*free_state)(void *state);
};

struct ec2a__depot {
	const struct ec2a__depot_kind *kind;
	char *name;         /* what every path begins with, a '/' at its end: a folder's own, or "s3://BUCKET/" */
	const char *bucket; /* where the rest of paths are keys: of which bucket; NULL: paths are of a folder */
	int64_t listed_us;  /* what was there by this time was listed; 0: nobody knows, a folder may be a copy of long ago */
	void *state;
};

/* A folder, at the path; name is in new memory. 0 or EC2A_E_NOMEM. */
int ec2a__depot_folder(const char *path, struct ec2a__depot *ret_store);

/* A bucket, as of ec2a_digest_add_s3(); once *stop is not 0 nobody wants what comes. 0, or an error of ec2a_source_s3(). */
struct ec2a__depot_place {
	ec2a_config *config;
	const char *url, *accounts, *regions;
	const atomic_int *stop;
};
int ec2a__depot_bucket(const struct ec2a__depot_place *place, struct ec2a__depot *ret_store);

void ec2a__depot_free(struct ec2a__depot *store);

/* The mark of an open file, or of the one at a path: 1, or 0 where it is no regular file. */
int ec2a__depot_mark_fd(int fd, struct ec2a__depot_mark *ret_mark);
int ec2a__depot_mark_path(const char *path, struct ec2a__depot_mark *ret_mark);

void ec2a__depot_meta_init(struct ec2a__depot_meta *meta);
void ec2a__depot_meta_free(struct ec2a__depot_meta *meta);
/* Read what fetch keeps beside a digest (NAME.meta.json). 0, EC2A_E_FORMAT, EC2A_E_NOMEM. */
int ec2a__depot_meta_read(struct ec2a__depot_meta *meta, const char *json, size_t size);

#endif

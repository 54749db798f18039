/* SPDX-License-Identifier: MIT */
#ifndef EC2A_DIGEST_STATE_H
#define EC2A_DIGEST_STATE_H

#include "arena.h"
#include "digest_doc.h"
#include "digest_keys.h"
#include "digest_name.h"
#include "digest_read.h"
#include "digest_store.h"
#include "scan_problem.h"

#include <ec2access/ec2access.h>
#include <stdatomic.h>

#define EC2A__STORES_MAX 1000
#define EC2A__REGIONS_MAX 100 /* whose public keys are asked for: who can write to a bucket can invent any number */
#define EC2A__NO_FILE SIZE_MAX
#define EC2A__HOUR_US INT64_C(3600000000)

/* One object of a store. Sorted by store, then bytes of the path. */
struct ec2a__digest_file {
	const char *path; /* as the store opens it; what stands behind the store's name is its place in the layout */
	uint32_t store;
	uint8_t kind;   /* ec2a__object_kind */
	uint8_t state;  /* ec2a__read_state, of a log file */
	uint8_t named;  /* ec2a__named */
	uint8_t verdict; /* of a log file that is told of: an ec2a_verdict */
	uint32_t by, by_log; /* the entry that it is of, and which one of its log files */
	int64_t stamp_us;
	unsigned char hash[EC2A__SHA256];
	struct ec2a__depot_mark mark; /* of one that was read, or that a verdict is of */
};

/* By what digests a file is named. */
enum ec2a__named {
	EC2A__NAMED_BY_NONE = 0,
	EC2A__NAMED_BY_BAD,  /* one that is not what was signed */
	EC2A__NAMED_OUTSIDE, /* one that lies outside the range */
	EC2A__NAMED          /* one whose word counts: it is read */
};

/* One digest. Sorted by chain, then end. */
struct ec2a__digest_entry {
	size_t file;
	struct ec2a__object_name name; /* borrowed from the path */
	struct ec2a__digest_doc doc;   /* where it has one */
	int has_doc;
	int state; /* ec2a__read_state */
	const char *why; /* a sentence, where it was refused */
	unsigned char hash[EC2A__SHA256];
	const char *bucket, *key; /* where it was found; NULL: it is not known, or it was moved */
	char *signature;          /* bytes; NULL: the metadata is not there */
	size_t signature_size;
	int bad_signature;        /* there is one, and it is no signature at all */
	const char *region;       /* of the name, ended by a NUL */
	size_t lead, strip;       /* a path is its key with so many bytes in front, or without so many */
	int verdict;              /* an ec2a_verdict */
	int proven;               /* a signature was made of just this */
	int disowned;             /* but a later proven digest names another one in its place */
	int in_range;
	int64_t start_us, end_us; /* the document's where it is proven, else what the name tells */
};

/* Of a digest that names another one as the digest before. */
struct ec2a__digest_claim {
	uint32_t target, claimer; /* entries */
};

struct ec2a_finding {
	uint8_t object, verdict, wrong;
	uint8_t has_from, has_to;
	const char *account, *region, *trail;
	const char *bucket, *key, *file, *named_by, *sentence;
	int64_t from_us, to_us;
};

struct ec2a_digest {
	ec2a_config *config;
	struct ec2a__depot *stores;
	size_t n_stores;
	struct ec2a__digest_keys keys;
	int keys_given;
	int64_t since_us, until_us;
	int threads;
	ec2a_progress_fn progress;
	void *progress_user;
	int ran;
	atomic_int cancelled;
	atomic_int failed; /* EC2A_E_NOMEM met by any thread */
	atomic_uint_least64_t files_done, bytes_done;
	uint64_t files_known;
	uint32_t listing; /* the store that is being listed */

	struct ec2a__arena texts;
	struct ec2a__problems problems;
	struct ec2a__digest_file *files;
	size_t n_files, cap_files;
	struct ec2a__digest_entry *entries;
	size_t n_entries;
	uint32_t *places; /* entries that were found somewhere, sorted by bucket and key */
	size_t n_places;
	struct ec2a__digest_claim *claims; /* sorted by target */
	size_t n_claims;
	struct ec2a_finding *findings;
	size_t n_findings, cap_findings;
	uint32_t *order; /* of findings */
	uint64_t counts[EC2A_DIGEST_OTHERS + 1];
	uint32_t *marked; /* files that have a mark, sorted by it */
	size_t n_marked;
};

/* The steps of a run; each 0 or EC2A_E_NOMEM, EC2A_E_CANCELLED. */
int ec2a__digest_list(ec2a_digest *digest);       /* files */
int ec2a__digest_load(ec2a_digest *digest);       /* entries with their documents */
int ec2a__digest_ask_keys(ec2a_digest *digest);   /* of the entries' regions, where a store has none beside the digests */
int ec2a__digest_link(ec2a_digest *digest);       /* places and claims */
int ec2a__digest_verify(ec2a_digest *digest);     /* verdicts */
int ec2a__digest_tell_chains(ec2a_digest *digest); /* findings about digests and time */
int ec2a__digest_tell_logs(ec2a_digest *digest);  /* and about log files */
int ec2a__digest_tell_unnamed(ec2a_digest *digest); /* those that no digest of the range names */
int ec2a__digest_tell_troubles(ec2a_digest *digest); /* why something could not be read */
int ec2a__digest_sort(ec2a_digest *digest);
int ec2a__digest_mark(ec2a_digest *digest);       /* files, to be known again */

/* What a run found out about a file (digest_proof.c), by its path or open: an ec2a__proof; unknown also where it changed
 * meanwhile. Any thread, after the run. */
int ec2a__digest_proof_path(const ec2a_digest *digest, const char *path);
int ec2a__digest_proof_fd(const ec2a_digest *digest, int fd);

/* Work on 0 to count - 1, with several threads, in any order. 0, EC2A_E_NOMEM, EC2A_E_CANCELLED, or what work returned below 0. */
struct ec2a__digest_work {
	size_t count;
	int (*work)(ec2a_digest *digest, struct ec2a__digest_tools *tools, size_t index, void *user);
	void *user;
};
int ec2a__digest_pool(ec2a_digest *digest, const struct ec2a__digest_work *work);
int ec2a__digest_stops(const ec2a_digest *digest);

/* The place of a file in the layout. */
const char *ec2a__digest_rel(const ec2a_digest *digest, const struct ec2a__digest_file *file);
/* The file of a key that a digest names: an index, or EC2A__NO_FILE. 0 or EC2A_E_NOMEM. */
int ec2a__digest_find(const ec2a_digest *digest, const struct ec2a__digest_entry *entry, const char *bucket,
		      const char *key, size_t *ret_file);
/* The entry that was found there, or EC2A__NO_FILE. */
size_t ec2a__digest_find_place(const ec2a_digest *digest, const char *bucket, const char *key);
/* The claims on an entry: the first, and how many. */
const struct ec2a__digest_claim *ec2a__digest_claims(const ec2a_digest *digest, size_t target, size_t *ret_count);

/* Whether two entries are of one chain: place, account, region, trail, home, and both backfill or not. */
int ec2a__digest_is_one_chain(const ec2a_digest *digest, const struct ec2a__digest_entry *a,
			      const struct ec2a__digest_entry *b);

/* Add a finding; its texts must stay. 0 or EC2A_E_NOMEM. */
int ec2a__digest_tell(ec2a_digest *digest, const struct ec2a_finding *finding);
/* A text that stays, NULL for one that is absent; *r becomes EC2A_E_NOMEM. */
const char *ec2a__digest_keep(ec2a_digest *digest, struct ec2a__text text, int *r);
/* A finding with what the name of an entry tells. */
struct ec2a_finding ec2a__digest_about(ec2a_digest *digest, const struct ec2a__digest_entry *entry, int object,
				       int verdict, const char *sentence, int *r);

#endif

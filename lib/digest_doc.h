/* SPDX-License-Identifier: MIT */
#ifndef EC2A_DIGEST_DOC_H
#define EC2A_DIGEST_DOC_H

#include "buf.h"
#include "crypto.h"

#include <stdint.h>

#define EC2A__FINGERPRINT_MAX ((size_t)64)
#define EC2A__DIGEST_DEPTH 8 /* of the JSON; CloudTrail's is 3 */

/* A log file that a digest names. Texts are places in the document's; 0: null, or not there. */
struct ec2a__digest_log {
	size_t file; /* for those who look for it */
	uint32_t bucket, key;
	int known; /* its hash is SHA-256 and was read */
	unsigned char hash[EC2A__SHA256];
};

/* What a digest says, in one text and numbers. */
struct ec2a__digest_doc {
	char *text;
	uint32_t bucket, key, fingerprint;
	uint32_t start, end; /* as they stand there: the end is signed as text */
	uint32_t previous_bucket, previous_key, previous_signature;
	int64_t start_us, end_us;
	int has_previous_hash;
	unsigned char previous_hash[EC2A__SHA256];
	struct ec2a__digest_log *logs;
	size_t n_logs;
};

/* Read the JSON of a digest. 0; EC2A_E_FORMAT, a digest has another form, *ret_why is a sentence; EC2A_E_NOMEM. */
int ec2a__digest_doc_read(const char *json, size_t size, struct ec2a__digest_doc *ret_doc, const char **ret_why);
void ec2a__digest_doc_free(struct ec2a__digest_doc *doc);

/* Borrowed; NULL: null. */
const char *ec2a__digest_doc_text(const struct ec2a__digest_doc *doc, uint32_t at);

/* The hash of what is signed, given that of the document's own bytes. 0 or EC2A_E_NOMEM. */
int ec2a__digest_doc_signed(const struct ec2a__digest_doc *doc, const unsigned char own[EC2A__SHA256],
			    unsigned char out[EC2A__SHA256]);

#endif

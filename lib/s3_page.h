/* SPDX-License-Identifier: MIT */
#ifndef EC2A_S3_PAGE_H
#define EC2A_S3_PAGE_H

#include "buf.h"

#include <stddef.h>
#include <stdint.h>

/* One page of ListObjectsV2, from its XML. */

#define EC2A__S3_PAGE_BYTES ((size_t)16 << 20) /* of the XML; S3's own pages have a twentieth of it */
#define EC2A__S3_PAGE_ENTRIES ((size_t)10000)  /* S3 gives 1,000 */

struct ec2a__s3_entry {
	const char *key;  /* of an object, or of a folder up to the delimiter; decoded */
	const char *etag; /* as S3 tells it, quotes and all; "" where it does not */
	uint64_t size;
	int64_t modified; /* seconds since 1970; 0: not told */
	int is_folder;
	int is_bad;       /* no name that can be used: it holds a NUL, or is empty */
	size_t key_at, etag_at; /* in the page's text */
};

struct ec2a__s3_page {
	struct ec2a__s3_entry *entries;
	size_t n, cap;
	struct ec2a__buf text; /* of all names */
	const char *token;     /* of the page behind this one; NULL: it is the last */
	const char *fault;     /* constant; set on EC2A_E_FORMAT, EC2A_E_LIMIT and EC2A_E_TRUNCATED */
};

void ec2a__s3_page_init(struct ec2a__s3_page *page);
void ec2a__s3_page_free(struct ec2a__s3_page *page);

/* Read a whole reply; what the page held goes. 0; EC2A_E_FORMAT, EC2A_E_LIMIT, EC2A_E_TRUNCATED or EC2A_E_NOMEM, and
 * then the page is empty. */
int ec2a__s3_page_read(struct ec2a__s3_page *page, const void *data, size_t size);

#endif

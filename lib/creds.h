/* SPDX-License-Identifier: MIT */
#ifndef EC2A_CREDS_H
#define EC2A_CREDS_H

#include "http.h"
#include "sigv4.h"

/* Where AWS keys come from, in botocore's order (facts AWS 8.4). Shared by all threads of a run; a look-up is done by
 * one thread while the others wait, and again shortly before the keys expire. */
struct ec2a__creds;

int ec2a__creds_new(ec2a_config *config, struct ec2a__http *http, struct ec2a__creds **ret_creds);
void ec2a__creds_free(struct ec2a__creds *creds); /* wipes; NULL is fine */

/* A copy of the keys that hold now, wiped by ec2a__creds_wipe(). 0; EC2A_E_DENIED where no source has any or one that must be
 * used refuses (the sentence in error says which and what to do, never a secret); EC2A_E_NOMEM, EC2A_E_CANCELLED, EC2A_E_IO. */
struct ec2a__creds_copy {
	char *access_key;
	char *secret_key;
	char *session_token; /* NULL: none */
};
/* stop: once it is not 0, this call ends with EC2A_E_CANCELLED, and no other one; NULL: none. */
int ec2a__creds_get(struct ec2a__creds *creds, const atomic_int *stop, struct ec2a__creds_copy *ret_copy,
		    struct ec2a__buf *error);
void ec2a__creds_wipe(struct ec2a__creds_copy *copy);

/* The service answered that the keys expired: the next look-up asks their source again. */
void ec2a__creds_expired(struct ec2a__creds *creds, const char *access_key);

/* The region of the profile or environment (AWS_REGION, AWS_DEFAULT_REGION, the profile's), appended: 1, 0 when there is none. */
int ec2a__creds_region(struct ec2a__creds *creds, struct ec2a__buf *out);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef EC2A_AWS_H
#define EC2A_AWS_H

#include "creds.h"
#include "http.h"
#include "rate.h"

/* Signed calls of AWS services, tried again where that helps. One object serves all sources of a run, any thread. */
struct ec2a__aws;

int ec2a__aws_new(ec2a_config *config, struct ec2a__aws **ret_aws);
struct ec2a__aws *ec2a__aws_ref(struct ec2a__aws *aws);
void ec2a__aws_unref(struct ec2a__aws *aws);
void ec2a__aws_cancel(struct ec2a__aws *aws); /* any thread, also a signal handler; waits for back-off end too */

/* The one that the sources of a configuration share, made when the first of them asks: a reference. Without a
 * configuration each has its own. It goes with the last reference. */
int ec2a__config_aws(ec2a_config *config, struct ec2a__aws **ret_aws);

/* The turns at services that allow so many requests a second: as all of a run share them, they are kept here. */
struct ec2a__rates *ec2a__aws_rates(struct ec2a__aws *aws);

struct ec2a__aws_call {
	const char *service; /* as it is signed: "s3", "cloudtrail", "sts" */
	const char *region;
	const char *method;
	const char *base; /* "https://host[:port]" of ec2a__aws_endpoint(), or with a bucket in front */
	const char *path; /* not encoded */
	const struct ec2a__pair *query;
	size_t query_count;
	const struct ec2a__pair *headers; /* signed with the others */
	size_t header_count;
	const void *body;
	size_t body_size;
	uint64_t max_bytes;
	int seconds;
	const atomic_int *stop; /* as that of ec2a__http_ask */
};

/* Sign and begin: no retry. error may be NULL. */
int ec2a__aws_start(struct ec2a__aws *aws, const struct ec2a__aws_call *call, struct ec2a__answer **ret_answer,
		    struct ec2a__buf *error);

/* For those who read an answer themselves: its error code from the headers and a body of JSON or XML (which may be
 * empty), appended; nothing when there is none. 0, EC2A_E_NOMEM. */
int ec2a__aws_code(const struct ec2a__answer *answer, const char *body, size_t size, struct ec2a__buf *out);

/* How often one call was tried. All zero at first. */
struct ec2a__aws_tries {
	int failed;
	int renewed;  /* the keys had expired, and were asked for again */
	int adjusted; /* our clock was off, and was set right */
};

/* Whether to make the call again, after it gave r (below 0), or a status and an error code that came with it; waits
 * before it says yes. 1; 0: that is what it gives; EC2A_E_CANCELLED. answer and stop may be NULL. */
int ec2a__aws_again(struct ec2a__aws *aws, struct ec2a__aws_tries *tries, int r, int status, const char *code,
		    const struct ec2a__answer *answer, const atomic_int *stop);

/* What a whole call gave. */
struct ec2a__aws_reply {
	int status;             /* HTTP */
	struct ec2a__buf body;  /* initialised by the caller, with the limit */
	struct ec2a__buf code;  /* AWS's own error code, what stands behind '#'; "" when there is none */
	struct ec2a__buf error; /* a sentence, when it failed */
	struct ec2a__answer *answer; /* for its headers; NULL when it failed */
};
void ec2a__aws_reply_free(struct ec2a__aws_reply *reply);

/* Call, wait, and call again with back-off and jitter where the reply is throttling, a 5xx, a cut or keys that expired;
 * honours Retry-After. 0: there is a reply, of any status; below 0: there is none. All of the reply but its body is made
 * anew; free it in any case. */
int ec2a__aws_whole(struct ec2a__aws *aws, const struct ec2a__aws_call *call, struct ec2a__aws_reply *reply);

/* "https://SERVICE.REGION.SUFFIX" by partition, or what EC2A_OPT_AWS_ENDPOINT, AWS_ENDPOINT_URL_<SERVICE> or AWS_ENDPOINT_URL say;
 * appended. EC2A_E_ARG for a region that is no region's name. */
int ec2a__aws_endpoint(struct ec2a__aws *aws, const char *service, const char *region, struct ec2a__buf *out);

/* The same without a run: given may be NULL or "", then the environment is asked, and AWS's own stands for the rest. */
int ec2a__endpoint(const char *given, const char *service, const char *region, struct ec2a__buf *out);

/* Wait that long, in milliseconds; EC2A_E_CANCELLED when the run was cancelled meanwhile. */
int ec2a__aws_wait(struct ec2a__aws *aws, int64_t milliseconds);

/* The region asked for, the environment's or the profile's, appended: 1, or 0 when there is none. */
int ec2a__aws_region(struct ec2a__aws *aws, struct ec2a__buf *out);

/* Seconds since 1970, as the service has them. */
int64_t ec2a__aws_now(const struct ec2a__aws *aws);

#endif

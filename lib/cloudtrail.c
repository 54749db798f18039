/* SPDX-License-Identifier: MIT */
#include "cloudtrail.h"

#include "utf8.h"

#include <ec2access/ec2access.h>
#include <string.h>

#define TARGET "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101."
#define ANSWER_SECONDS 0 /* a page may be large and slow; silence ends it */

static const char too_often[] = "asked too often for too long: other programs of this account ask as well";

/* What to do about an error that AWS names; the first row whose name begins the code. */
static const struct refusal {
	const char *code;
	int result;
	const char *advice; /* behind the code; ":" is "the permission cloudtrail:ACTION is needed" */
} refusals[] = {
	{ "InvalidNextToken", EC2A__CLOUDTRAIL_OLD_TOKEN, NULL },
	{ "AccessDenied", EC2A_E_DENIED, ":" },
	{ "UnauthorizedOperation", EC2A_E_DENIED, ":" },
	{ "NotAuthorized", EC2A_E_DENIED, ":" },
	{ "ExpiredToken", EC2A_E_DENIED, "the credentials have expired, and their source gives no newer ones" },
	{ "RequestExpired", EC2A_E_DENIED, "the credentials have expired, or this machine's clock is wrong" },
	{ "UnrecognizedClient", EC2A_E_DENIED, "AWS does not know this access key, or the region is not enabled" },
	{ "InvalidClientTokenId", EC2A_E_DENIED, "AWS does not know this access key, or the region is not enabled" },
	{ "OptInRequired", EC2A_E_DENIED, "the region is not enabled for this account" },
	{ "InvalidSignature", EC2A_E_DENIED, "the secret key does not go with the access key, or this machine's clock is "
					     "wrong" },
	{ "SignatureDoesNotMatch", EC2A_E_DENIED, "the secret key does not go with the access key" },
	{ "IncompleteSignature", EC2A_E_DENIED, "the credentials cannot be used" },
	{ "MissingAuthenticationToken", EC2A_E_DENIED, "the credentials did not arrive" },
	{ "Throttling", EC2A_E_IO, too_often },
	{ "TooManyRequests", EC2A_E_IO, too_often },
	{ "RequestLimitExceeded", EC2A_E_IO, too_often },
	{ "InvalidLookupAttributes", EC2A_E_ARG, "no such attribute, or it has no such value" },
	{ "InvalidTimeRange", EC2A_E_ARG, "there is no such time" },
};

static const struct refusal *refusal_of(const char *code)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (strncmp(code, refusals[i].code, strlen(refusals[i].code)) == 0)
			return &refusals[i];
	return NULL;
}

static int add_all(struct ec2a__buf *out, const char *const *texts, size_t count)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++)
		r = ec2a__buf_adds(out, texts[i]);
	return r;
}

/* "LookupEvents in eu-central-1: AccessDeniedException: ..." */
static int tell(const struct ec2a__cloudtrail *cloudtrail, const char *action, const struct ec2a__aws_reply *reply,
		const struct refusal *refusal, struct ec2a__buf *error)
{
	const char *const place[] = { action, " in ", cloudtrail->region, ": " };
	const char *const needs[] = { "the permission cloudtrail:", action, " is needed" };
	int r = add_all(error, place, 4);

	if (r == 0 && reply->code.len)
		r = ec2a__utf8_add_visible(error, reply->code.data, reply->code.len);
	if (r == 0 && reply->code.len)
		r = ec2a__buf_adds(error, ": ");
	if (r == 0 && refusal)
		r = refusal->advice[0] == ':' ? add_all(error, needs, 3) : ec2a__buf_adds(error, refusal->advice);
	else if (r == 0 && reply->error.len)
		r = ec2a__utf8_add_visible(error, reply->error.data, reply->error.len);
	else if (r == 0)
		r = ec2a__buf_adds(error, "refused, with HTTP status ");
	if (r == 0 && !refusal && !reply->error.len)
		r = ec2a__buf_addu(error, (unsigned long long)reply->status);
	return r;
}

static int judge(const struct ec2a__cloudtrail *cloudtrail, const char *action, int result,
		 const struct ec2a__aws_reply *reply, struct ec2a__buf *error)
{
	const struct refusal *refusal = NULL;

	if (result == EC2A_E_NOMEM || result == EC2A_E_CANCELLED || (result == 0 && reply->status == 200))
		return result;
	if (reply->code.len)
		refusal = refusal_of(reply->code.data);
	if (refusal && refusal->result == EC2A__CLOUDTRAIL_OLD_TOKEN)
		return EC2A__CLOUDTRAIL_OLD_TOKEN;
	if (tell(cloudtrail, action, reply, refusal, error) == EC2A_E_NOMEM)
		return EC2A_E_NOMEM;
	if (refusal)
		return refusal->result;
	return result < 0 ? result : EC2A_E_IO;
}

static int is_throttling(const struct ec2a__aws_reply *reply)
{
	const struct refusal *refusal = reply->code.len ? refusal_of(reply->code.data) : NULL;

	return reply->status == 429 || (refusal && refusal->advice == too_often);
}

/* One try. 0 with a status, or below 0. */
static int try_once(const struct ec2a__cloudtrail *cloudtrail, const struct ec2a__aws_call *call,
		    struct ec2a__aws_reply *reply)
{
	int r = 0;

	reply->status = 0;
	ec2a__buf_clear(&reply->body);
	ec2a__buf_clear(&reply->code);
	ec2a__buf_clear(&reply->error);
	if (cloudtrail->rate)
		r = ec2a__rate_wait(cloudtrail->rate, cloudtrail->stop);
	if (r == 0)
		r = ec2a__aws_start(cloudtrail->aws, call, &reply->answer, &reply->error);
	if (r < 0)
		return r;
	r = ec2a__answer_head(reply->answer, &reply->status);
	if (r == 0)
		r = ec2a__answer_body(reply->answer, &reply->body);
	if (r < 0)
		ec2a__buf_adds(&reply->error, ec2a__answer_error(reply->answer));
	else if (reply->status != 200)
		r = ec2a__aws_code(reply->answer, reply->body.data, reply->body.len, &reply->code);
	if (r == 0 && cloudtrail->rate && is_throttling(reply))
		ec2a__rate_refused(cloudtrail->rate, ec2a__rate_now());
	else if (r == 0 && cloudtrail->rate)
		ec2a__rate_answered(cloudtrail->rate);
	return r;
}

/* Again, where that helps: every try takes its turn, which is why this is not left to ec2a__aws_whole(). */
static int try_all(const struct ec2a__cloudtrail *cloudtrail, const struct ec2a__aws_call *call,
		   struct ec2a__aws_reply *reply)
{
	struct ec2a__aws_tries tries = { 0, 0, 0 };
	int r, again;

	for (;;) {
		r = try_once(cloudtrail, call, reply);
		/* Before there was an answer, nothing was sent that sending again would mend. */
		if (!reply->answer || r == EC2A_E_NOMEM || r == EC2A_E_CANCELLED || (r == 0 && reply->status == 200))
			return r;
		again = ec2a__aws_again(cloudtrail->aws, &tries, r, reply->status,
					reply->code.len ? reply->code.data : "", reply->answer, cloudtrail->stop);
		if (again != 1)
			return again < 0 ? again : r;
		ec2a__answer_free(reply->answer);
		reply->answer = NULL;
	}
}

static int call_at(const struct ec2a__cloudtrail *cloudtrail, const char *base, const char *target,
		   const struct ec2a__buf *body, struct ec2a__aws_reply *reply)
{
	const struct ec2a__pair headers[] = {
		{ "Content-Type", "application/x-amz-json-1.1" },
		{ "X-Amz-Target", target },
	};
	const struct ec2a__aws_call call = {
		.service = "cloudtrail",
		.region = cloudtrail->region,
		.method = "POST",
		.base = base,
		.path = "/",
		.headers = headers,
		.header_count = 2,
		.body = body->data,
		.body_size = body->len,
		.max_bytes = reply->body.max,
		.seconds = ANSWER_SECONDS,
		.stop = cloudtrail->stop,
	};

	return try_all(cloudtrail, &call, reply);
}

int ec2a__cloudtrail_call(const struct ec2a__cloudtrail *cloudtrail, const char *action, const struct ec2a__buf *body,
			  struct ec2a__buf *answer, struct ec2a__buf *error)
{
	struct ec2a__aws_reply reply;
	struct ec2a__buf base, target;
	int r;

	ec2a__buf_clear(answer);
	ec2a__buf_clear(error);
	ec2a__buf_init(&base, 4096);
	ec2a__buf_init(&target, 256);
	memset(&reply, 0, sizeof(reply));
	reply.body = *answer;
	ec2a__buf_init(&reply.code, 1024);
	ec2a__buf_init(&reply.error, 4096);
	r = ec2a__aws_endpoint(cloudtrail->aws, "cloudtrail", cloudtrail->region, &base);
	if (r == EC2A_E_ARG)
		ec2a__buf_adds(&reply.error, "that is no region's name");
	if (r == 0)
		r = ec2a__buf_adds(&target, TARGET);
	if (r == 0)
		r = ec2a__buf_adds(&target, action);
	if (r == 0)
		r = call_at(cloudtrail, base.data, target.data, body, &reply);
	r = judge(cloudtrail, action, r, &reply, error);
	*answer = reply.body;
	ec2a__answer_free(reply.answer);
	ec2a__buf_free(&reply.code);
	ec2a__buf_free(&reply.error);
	ec2a__buf_free(&target);
	ec2a__buf_free(&base);
	return r;
}

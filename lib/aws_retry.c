/* SPDX-License-Identifier: MIT */
#include "aws_state.h"

#include "ascii.h"
#include "mem.h"

#include <string.h>
#include <time.h>

#define TRIES          8 /* of a call that the service puts off */
#define TRIES_UNHEARD  4 /* of one that it did not answer */
#define WAIT_STEP_MS   100
#define LONGEST_ASKED  120 /* seconds of Retry-After that are waited */
#define SKEW_SECONDS   240 /* signatures hold for 5 minutes */
#define CODE_BYTES     256
#define ERROR_BYTES    4096

static int is_one_of(const char *code, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(code, *names) == 0)
			return 1;
	return 0;
}

static int puts_off(int status, const char *code)
{
	static const char *const codes[] = { "Throttling", "ThrottlingException", "ThrottledException",
					     "RequestThrottled", "RequestThrottledException", "RequestLimitExceeded",
					     "TooManyRequestsException", "BandwidthLimitExceeded", "SlowDown",
					     "PriorRequestNotComplete", "RequestTimeout", "RequestTimeoutException",
					     "InternalError", "InternalFailure", "ServiceUnavailable",
					     "EC2ThrottledException", "ProvisionedThroughputExceededException", NULL };

	return status == 429 || status == 408 || status == 500 || (status >= 502 && status <= 504) ||
	       is_one_of(code, codes);
}

static int has_expired(const char *code)
{
	static const char *const codes[] = { "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", NULL };

	return is_one_of(code, codes);
}

static int may_be_skew(const char *code)
{
	static const char *const codes[] = { "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture",
					     "SignatureDoesNotMatch", "InvalidSignatureException", "AuthFailure", NULL };

	return is_one_of(code, codes);
}

/* "AWS4-HMAC-SHA256 Credential=AKIA.../2013...": whose keys expired. */
static void tell_expired(struct ec2a__aws *aws, const struct ec2a__answer *answer)
{
	const char *sent = answer ? ec2a__answer_sent(answer, "Authorization") : NULL;
	const char *key = sent ? strstr(sent, "Credential=") : NULL;
	char *copy;

	if (!key)
		return;
	key += 11;
	copy = ec2a__strndup(key, strcspn(key, "/"));
	if (copy)
		ec2a__creds_expired(aws->creds, copy);
	ec2a__free(copy);
}

/* Take the service's time for ours from here on; 0 where that would change little. */
static int adjust_clock(struct ec2a__aws *aws, const struct ec2a__answer *answer)
{
	const char *date = answer ? ec2a__answer_header(answer, "Date") : NULL;
	int64_t theirs, off;

	if (!date || !ec2a__http_date(date, &theirs))
		return 0;
	off = theirs - ec2a__aws_now(aws);
	if (off > -SKEW_SECONDS && off < SKEW_SECONDS)
		return 0;
	atomic_store_explicit(&aws->clock_off, theirs - (int64_t)time(NULL), memory_order_relaxed);
	return 1;
}

/* ---- waiting ------------------------------------------------------------------ */

static int wait_for(const struct ec2a__aws *aws, int64_t milliseconds, const atomic_int *stop)
{
	while (!ec2a__http_cancelled(aws->http) && !(stop && atomic_load_explicit(stop, memory_order_relaxed))) {
		int64_t step = milliseconds < WAIT_STEP_MS ? milliseconds : WAIT_STEP_MS;
		struct timespec pause = { 0, (long)step * 1000000L };

		if (step <= 0)
			return 0;
		nanosleep(&pause, NULL);
		milliseconds -= step;
	}
	return EC2A_E_CANCELLED;
}

int ec2a__aws_wait(struct ec2a__aws *aws, int64_t milliseconds)
{
	return wait_for(aws, milliseconds, NULL);
}

/* Somewhere from 0 to most: splitmix64, good enough for spreading calls. */
static int64_t some_of(struct ec2a__aws *aws, int64_t most)
{
	unsigned long long z = atomic_fetch_add_explicit(&aws->chance, 0x9E3779B97F4A7C15ULL, memory_order_relaxed);

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
	z ^= z >> 31;
	return (int64_t)(z % ((unsigned long long)most + 1));
}

/* Seconds of a Retry-After; 0: none. A date there is not waited for. */
static int64_t asked_seconds(const struct ec2a__answer *answer)
{
	const char *text = answer ? ec2a__answer_header(answer, "Retry-After") : NULL;
	int64_t seconds = 0;

	for (; text && ec2a__is_digit(*text) && seconds <= LONGEST_ASKED; text++)
		seconds = seconds * 10 + (*text - '0');
	if (!text || *text)
		seconds = text && seconds > LONGEST_ASKED ? LONGEST_ASKED : 0;
	return seconds < LONGEST_ASKED ? seconds : LONGEST_ASKED;
}

/* Full jitter over a bound that doubles; what the service asks for comes on top, as all who were told wait for it. */
static int back_off(struct ec2a__aws *aws, int failed, const struct ec2a__answer *answer, const atomic_int *stop)
{
	int64_t most = aws->wait_ms;

	for (int i = 1; i < failed && most < aws->longest_ms; i++)
		most *= 2;
	if (most > aws->longest_ms)
		most = aws->longest_ms;
	return wait_for(aws, asked_seconds(answer) * 1000 + some_of(aws, most), stop);
}

/* ---- trying again --------------------------------------------------------------- */

int ec2a__aws_again(struct ec2a__aws *aws, struct ec2a__aws_tries *tries, int r, int status, const char *code,
		    const struct ec2a__answer *answer, const atomic_int *stop)
{
	int most = TRIES;

	if (r < 0) {
		if ((r != EC2A_E_IO && r != EC2A_E_TRUNCATED) || (answer && ec2a__answer_is_final(answer)))
			return 0;
		most = TRIES_UNHEARD;
	} else if (has_expired(code) && !tries->renewed) {
		tries->renewed = 1;
		tell_expired(aws, answer);
		return 1;
	} else if (may_be_skew(code) && !tries->adjusted && adjust_clock(aws, answer)) {
		tries->adjusted = 1;
		return 1;
	} else if (!puts_off(status, code)) {
		return 0;
	}
	if (++tries->failed >= most)
		return 0;
	r = back_off(aws, tries->failed, r < 0 ? NULL : answer, stop);
	return r < 0 ? r : 1;
}

static void reply_begin(struct ec2a__aws_reply *reply)
{
	ec2a__buf_clear(&reply->body);
	ec2a__buf_init(&reply->code, CODE_BYTES);
	ec2a__buf_init(&reply->error, ERROR_BYTES);
	reply->answer = NULL;
	reply->status = 0;
}

void ec2a__aws_reply_free(struct ec2a__aws_reply *reply)
{
	ec2a__answer_free(reply->answer);
	reply->answer = NULL;
	ec2a__buf_free(&reply->body);
	ec2a__buf_free(&reply->code);
	ec2a__buf_free(&reply->error);
}

/* One try. Where the head came but not all of the body, the answer is there beside the error. */
static int try_once(struct ec2a__aws *aws, const struct ec2a__aws_call *call, struct ec2a__aws_reply *reply)
{
	int r;

	ec2a__answer_free(reply->answer);
	reply->answer = NULL;
	ec2a__buf_clear(&reply->body);
	ec2a__buf_clear(&reply->code);
	ec2a__buf_clear(&reply->error);
	r = ec2a__aws_start(aws, call, &reply->answer, &reply->error);
	if (r < 0)
		return r;
	r = ec2a__answer_head(reply->answer, &reply->status);
	if (r == 0)
		r = ec2a__answer_body(reply->answer, &reply->body);
	if (r < 0 && ec2a__buf_adds(&reply->error, ec2a__answer_error(reply->answer)) < 0)
		ec2a__buf_clear(&reply->error);
	if (r == 0 && reply->status >= 300)
		r = ec2a__aws_code(reply->answer, reply->body.data, reply->body.len, &reply->code);
	return r;
}

int ec2a__aws_whole(struct ec2a__aws *aws, const struct ec2a__aws_call *call, struct ec2a__aws_reply *reply)
{
	struct ec2a__aws_tries tries = { 0, 0, 0 };
	int r, again;

	reply_begin(reply);
	do {
		r = try_once(aws, call, reply);
		/* Before there was an answer, nothing was sent that sending again would mend. */
		again = !reply->answer	? 0 :
			r == 0 && reply->status < 300 ? 0 :
			ec2a__aws_again(aws, &tries, r, reply->status, reply->code.len ? reply->code.data : "",
					reply->answer, call->stop);
	} while (again == 1);
	if (again < 0) {
		r = again;
		ec2a__buf_clear(&reply->error);
		if (ec2a__buf_adds(&reply->error, ec2a_strerror(r)) < 0)
			ec2a__buf_clear(&reply->error);
	}
	if (r < 0) {
		ec2a__answer_free(reply->answer);
		reply->answer = NULL;
	}
	return r;
}

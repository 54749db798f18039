/* SPDX-License-Identifier: MIT */
/* Each allocation failing in turn in options of the network, signatures, and signed calls that are tried again, over a
 * transport that itself needs no memory. What was told EC2A_E_NOMEM works when it is made again. */
#include "oom.h"

#include "aws_state.h"

#include <string.h>

static const struct ec2a__pair query[] = { { "prefix", "a b" }, { "max", "2" } };
static const struct ec2a__pair headers[] = { { "X-B", "2" }, { "X-A", " 1  1 " } };

/* ---- the transport --------------------------------------------------------------- */

static const char *const bodies[] = { "{\"__type\":\"a#ThrottlingException\"}", "<Error><Code>SlowDown</Code></Error>",
				      "{\"__type\":\"a#ExpiredTokenException\"}", "all is well" };
static size_t asked, at;

static int open_next(void *user, const char *method, const char *url, const char *const *sent, size_t count,
		     const void *body, size_t size, int seconds, void **ret_call, int *ret_status)
{
	(void)user, (void)method, (void)sent, (void)count, (void)body, (void)size, (void)seconds;
	*ret_call = &asked;
	*ret_status = asked % 4 == 3 ? 200 : 400;
	at = 0;
	oom_note("%s\n", url);
	return 0;
}

static const char *no_header(void *call, const char *name)
{
	(void)call, (void)name;
	return NULL;
}

static int read_body(void *call, void *buffer, size_t size, size_t *ret_size)
{
	const char *body = bodies[asked % 4];
	size_t left = strlen(body) - at;

	(void)call;
	left = left < size ? left : size;
	left = left < 5 ? left : 5;
	memcpy(buffer, body + at, left);
	at += left;
	*ret_size = left;
	return 0;
}

static void close_it(void *call)
{
	(void)call;
	asked++;
}

/* ---- the work --------------------------------------------------------------------- */

static ec2a_config *make_config(void)
{
	ec2a_config *config = NULL;
	const char *text;
	int r;

	AGAIN(r, ec2a_config_new(&config));
	AGAIN(r, ec2a_config_set_aws_keys(config, "AKID", "secret", "token"));
	oom_note("keys %d\n", r);
	AGAIN(r, ec2a_config_set_str(config, EC2A_OPT_AWS_REGION, "eu-west-1"));
	AGAIN(r, ec2a_config_set_str(config, EC2A_OPT_AWS_ENDPOINT, "http://x:1"));
	r = ec2a_config_get_str(config, EC2A_OPT_AWS_ENDPOINT, &text);
	oom_note("endpoint %d %s\n", r, text);
	r = ec2a_config_set_transport(config, open_next, no_header, read_body, close_it, NULL, NULL);
	oom_note("transport %d\n", r);
	return config;
}

static void work_sign(void *user)
{
	struct ec2a__sigv4_ask ask = { "GET", "example.com", "/a/../b c", query, 2, headers, 2, "body", 4, "s3",
				       "us-east-1", 1369353600, 0, 1 };
	struct ec2a__keys keys = { "AKID", "secret", "token" };
	struct ec2a__sigv4 done;
	struct ec2a__buf out;
	int r;

	(void)user;
	for (ask.encode_once = 0; ask.encode_once < 2; ask.encode_once++) {
		AGAIN(r, ec2a__sigv4_sign(&ask, &keys, &done));
		oom_note("%d %s %s\n", r, done.authorization.data, done.security_token.data);
		ec2a__sigv4_wipe(&done);
	}
	ec2a__buf_init(&out, 65536);
	AGAIN(r, ec2a__sigv4_target(&ask, &out));
	AGAIN(r, ec2a__sigv4_canonical(&ask, &keys, &out));
	AGAIN(r, ec2a__sigv4_string_to_sign(&ask, &keys, &out));
	oom_note("%d %s\n", r, out.data);
	ec2a__buf_free(&out);
}

static void note_reply(struct ec2a__aws *aws)
{
	struct ec2a__aws_call call = { .service = "s3", .region = "eu-west-1", .method = "GET", .base = "https://x",
				       .path = "/k", .query = query, .query_count = 2 };
	struct ec2a__aws_reply reply;
	int r;

	oom_mark();
	for (int tries = 0; tries < 2; tries++) {
		asked = 0;
		ec2a__buf_init(&reply.body, 1000);
		r = ec2a__aws_whole(aws, &call, &reply);
		if (r != EC2A_E_NOMEM || tries)
			break;
		ec2a__aws_reply_free(&reply);
		oom_forget(); /* what it asked before is asked again */
		oom_met("ec2a__aws_whole", __FILE__, __LINE__);
	}
	oom_note("%d %d %s\n", r, reply.status, r == 0 && reply.body.len ? reply.body.data : "");
	ec2a__aws_reply_free(&reply);
}

static void work_aws(void *user)
{
	struct ec2a__aws *aws = NULL, *same = NULL;
	ec2a_config *config = make_config();
	struct ec2a__buf out;
	int r;

	(void)user;
	AGAIN(r, ec2a__config_aws(config, &aws));
	AGAIN(r, ec2a__config_aws(config, &same));
	oom_note("shared %d\n", aws == same);
	aws->wait_ms = 0;
	note_reply(aws);
	ec2a__buf_init(&out, 1000);
	AGAIN(r, ec2a__aws_endpoint(aws, "s3", "eu-west-1", &out));
	AGAIN(r, ec2a__aws_region(aws, &out));
	oom_note("%d %s\n", r, out.data);
	ec2a__buf_free(&out);
	ec2a__aws_unref(same);
	ec2a__aws_unref(aws);
	ec2a_config_unref(config);
}

static void test_sign(void)
{
	oom_torture("sign", work_sign, NULL, 1);
}

static void test_aws(void)
{
	oom_torture("aws", work_aws, NULL, 1);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "signatures", test_sign },
		{ "signed calls", test_aws },
		{ NULL, NULL },
	};

	if (!oom_possible()) {
		puts("SKIP: the linker has no --wrap");
		return 77;
	}
	setenv("AWS_CONFIG_FILE", "/dev/null", 1);
	setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null", 1);
	setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
	return ec2a_test_main("oom_net", tests);
}

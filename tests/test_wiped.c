/* SPDX-License-Identifier: MIT */
/* No memory that the library gives back still holds a secret: every free() and realloc() of this program looks into the
 * block first. What libcurl and OpenSSL keep for themselves is not seen here. */
#include "aws_state.h"
#include "crypto.h"
#include "net_kit.h"

#if defined(EC2A_OOM_WRAP) && defined(__GLIBC__)
#include <malloc.h>

static const char *const secrets[] = { KIT_SECRET, KIT_TOKEN, "MDENG+bPxRfiCYEXAMPLEKEY" };
static unsigned char signing_key[EC2A__SHA256]; /* of the day of the call */
static atomic_int looks, found, blocks;

void __real_free(void *memory);
void __wrap_free(void *memory);
void *__real_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size);

static int holds(const char *block, size_t size, const void *what, size_t length)
{
	for (size_t i = 0; i + length <= size; i++)
		if (block[i] == *(const char *)what && memcmp(block + i, what, length) == 0)
			return 1;
	return 0;
}

static void look(void *memory)
{
	size_t size = memory ? malloc_usable_size(memory) : 0;

	atomic_fetch_add(&blocks, 1);
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		if (holds(memory, size, secrets[i], strlen(secrets[i])))
			atomic_fetch_add(&found, 1);
	if (signing_key[0] && holds(memory, size, signing_key, sizeof(signing_key)))
		atomic_fetch_add(&found, 1);
	if (size) /* found once is enough: the next block may be the same memory */
		memset(memory, 0, size);
}

void __wrap_free(void *memory)
{
	if (atomic_load(&looks))
		look(memory);
	__real_free(memory);
}

/* A block that moves leaves its old place behind. */
void *__wrap_realloc(void *memory, size_t size)
{
	void *moved;

	if (!atomic_load(&looks) || !memory)
		return __real_realloc(memory, size);
	moved = malloc(size);
	if (!moved)
		return NULL;
	memcpy(moved, memory, malloc_usable_size(memory) < size ? malloc_usable_size(memory) : size);
	look(memory);
	__real_free(memory);
	return moved;
}

/* ---- the work ------------------------------------------------------------------- */

static struct kit kit;

static void begin_looking(void)
{
	atomic_store(&found, 0);
	atomic_store(&blocks, 0);
	atomic_store(&looks, 1);
}

static void end_looking(void)
{
	atomic_store(&looks, 0);
	EQ_INT(atomic_load(&found), 0);
	CU_ASSERT(atomic_load(&blocks) > 0);
}

/* The eyes see. */
static void test_looking(void)
{
	ec2a_config *config = NULL;
	char *text = malloc(200);

	memset(text, ' ', 200);
	memcpy(text + 100, KIT_SECRET, strlen(KIT_SECRET));
	atomic_store(&found, 0);
	atomic_store(&looks, 1);
	EQ_INT(ec2a_config_new(&config), 0);
	ec2a_config_unref(config);
	__wrap_free(text);
	atomic_store(&looks, 0);
	CU_ASSERT(atomic_load(&found) > 0);
}

static void test_config(void)
{
	ec2a_config *config;

	kit_begin(&kit);
	config = kit_config(&kit);
	begin_looking();
	EQ_INT(ec2a_config_set_aws_keys(config, "AKIDOTHER", "another", NULL), 0);
	EQ_INT(ec2a_config_set_aws_keys(config, KIT_ACCESS, KIT_SECRET, KIT_TOKEN), 0);
	ec2a_config_unref(config);
	end_looking();
	kit_end(&kit);
}

static void test_sign(void)
{
	static const struct ec2a__pair headers[] = { { "b", "x" }, { "a", "y" }, { "c", "z" } };
	struct ec2a__sigv4_ask ask = { .method = "GET", .host = "example.com", .path = "/a/b", .headers = headers,
				       .header_count = 3, .service = "s3", .region = "us-east-1", .time = 1369353600 };
	struct ec2a__keys keys = { KIT_ACCESS, KIT_SECRET, KIT_TOKEN };
	static const char *const steps[] = { "20130524", "us-east-1", "s3", "aws4_request" };
	struct ec2a__sigv4 done;

	EQ_INT(ec2a__hmac_sha256("AWS4" KIT_SECRET, 4 + strlen(KIT_SECRET), steps[0], 8, signing_key), 0);
	for (int i = 1; i < 4; i++)
		EQ_INT(ec2a__hmac_sha256(signing_key, EC2A__SHA256, steps[i], strlen(steps[i]), signing_key), 0);
	begin_looking();
	EQ_INT(ec2a__sigv4_sign(&ask, &keys, &done), 0);
	ec2a__sigv4_wipe(&done);
	end_looking();
	memset(signing_key, 0, sizeof(signing_key));
}

/* A call that fails in several ways, and with keys of the environment. */
static void check_call(int from_environment)
{
	struct ec2a__aws_call call = { .service = "cloudtrail", .region = "us-east-1", .method = "POST",
				       .base = "https://example.com", .path = "/", .body = "{}", .body_size = 2 };
	struct ec2a__aws_reply reply;
	struct ec2a__aws *aws = NULL;
	ec2a_config *config;

	kit_begin(&kit);
	kit_add(&kit, 503, NULL, "");
	kit_add(&kit, 400, NULL, "{\"__type\":\"a#ExpiredTokenException\"}");
	kit_add(&kit, 200, NULL, "");
	kit.answers[2].open = EC2A_E_IO;
	kit_add(&kit, 403, NULL, "{\"__type\":\"a#AccessDeniedException\"}");
	config = kit_config(&kit);
	if (from_environment) {
		EQ_INT(ec2a_config_set_aws_keys(config, NULL, NULL, NULL), 0);
		setenv("AWS_ACCESS_KEY_ID", KIT_ACCESS, 1);
		setenv("AWS_SECRET_ACCESS_KEY", KIT_SECRET, 1);
		setenv("AWS_SESSION_TOKEN", KIT_TOKEN, 1);
	}
	CU_ASSERT_FATAL(ec2a__aws_new(config, &aws) == 0);
	aws->wait_ms = 0;
	begin_looking();
	ec2a__buf_init(&reply.body, 1000);
	EQ_INT(ec2a__aws_whole(aws, &call, &reply), 0);
	EQ_INT(reply.status, 403);
	ec2a__aws_reply_free(&reply);
	ec2a__aws_unref(aws);
	ec2a_config_unref(config);
	end_looking();
	EQ_INT(kit.asked, 4);
	kit_begin(&kit);
	kit_end(&kit);
}

static void test_call(void)
{
	check_call(0);
	check_call(1);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "looking", test_looking },
		{ "configuration", test_config },
		{ "signature", test_sign },
		{ "calls", test_call },
		{ NULL, NULL },
	};

	return ec2a_test_main("wiped", tests);
}
#else
int main(void)
{
	puts("SKIP: no --wrap, or another malloc than glibc's");
	return 77;
}
#endif

/* SPDX-License-Identifier: MIT */
/*
 * Each allocation failing in turn while a trail is checked. Setting up is done again after EC2A_E_NOMEM; a run that
 * met it has no findings and frees all that it has, and a new one gives all. Nothing may be called altered that is not.
 */
#include "oom.h"

#include "s3_wire.h"

#include <unistd.h>

static const char *folder;

/* ---- the same trail in a bucket ------------------------------------------------------------- */

#define ACCOUNT "AWSLogs/111122223333/"
#define DIGEST(hour) \
	ACCOUNT "CloudTrail-Digest/eu-west-1/2023/09/04/111122223333_CloudTrail-Digest_eu-west-1_main_eu-west-1_20230904T0" hour \
		"0131Z.json.gz"
#define LOG(hour, number) \
	ACCOUNT "CloudTrail/eu-west-1/2023/09/04/111122223333_CloudTrail_eu-west-1_20230904T0" hour "13Z_000000000000000" number \
		".json.gz"

static const char *const keys[] = { DIGEST("1"), DIGEST("2"), DIGEST("3"),   DIGEST("4"), DIGEST("5"),
				    LOG("1", "1"), LOG("2", "2"), LOG("4", "4"), NULL };
static struct wire wire;
static char room[WIRE_CALLS][16384], signatures[WIRE_CALLS][1024];

static size_t read_file(const char *path, char *out, size_t size)
{
	FILE *file = fopen(path, "rb");
	size_t got = file ? fread(out, 1, size - 1, file) : 0;

	if (file)
		fclose(file);
	out[got] = '\0';
	return got;
}

/* An object's bytes, and what S3 keeps beside it; or the public keys. */
static void fill(struct wire_call *call, const char *path)
{
	size_t i = (size_t)(call - wire.calls);
	char name[4096 + 300], meta[8192], *at;

	if (strlen(path) > 1) {
		snprintf(name, sizeof name, "%s%s.meta.json", folder, path);
		read_file(name, meta, sizeof meta);
		at = strstr(meta, "\"signature\": \"");
		signatures[i][0] = '\0';
		if (at)
			sscanf(at + strlen("\"signature\": \""), "%1000[0-9a-f]", signatures[i]);
		snprintf(name, sizeof name, "%s%s", folder, path);
	} else {
		snprintf(name, sizeof name, "%s/public-keys/eu-west-1.json", folder);
	}
	call->data = room[i];
	call->size = read_file(name, room[i], sizeof room[i]);
	snprintf(call->etag, sizeof call->etag, "\"e\"");
	CU_ASSERT(call->size > 0 && call->size < sizeof room[i] - 1);
}

static const char *detail(const struct wire_call *call, const char *name)
{
	const char *signature = signatures[call - wire.calls];

	return strcmp(name, "x-amz-meta-signature") == 0 && *signature && call->size ? signature : NULL;
}

/* ---- a run -------------------------------------------------------------------------------------- */

static void note(const ec2a_digest *digest)
{
	for (size_t i = 0; i < ec2a_digest_finding_count(digest); i++) {
		char *json = NULL;
		int r;

		AGAIN(r, ec2a_finding_to_json(ec2a_digest_finding(digest, i), &json));
		oom_note("%d %s\n", r, json ? json : "");
		ec2a_free(json);
	}
	for (int i = 1; i <= EC2A_DIGEST_OTHERS; i++)
		oom_note("%d: %llu\n", i, (unsigned long long)ec2a_digest_count(digest, i));
}

struct kind {
	int own_keys, bucket;
};

static int set_up(ec2a_digest *digest, int own_keys)
{
	static const char no_keys[] = "{\"PublicKeyList\":[{\"Value\":\"AAAA\",\"Fingerprint\":\"x\"}]}";
	size_t bad = 0;
	int r;

	AGAIN(r, ec2a_digest_add_folder(digest, folder));
	if (r == 0 && own_keys) {
		/* Then none of the folder's count. */
		AGAIN(r, ec2a_digest_add_keys(digest, "eu-west-1", no_keys, sizeof no_keys - 1, &bad));
		oom_note("%d %zu\n", r, bad);
	}
	return r ? r : ec2a_digest_set_threads(digest, 1);
}

static int set_up_bucket(ec2a_digest *digest)
{
	int r;

	AGAIN(r, ec2a_digest_add_s3(digest, "s3://trail-bucket/", "111122223333", "eu-west-1"));
	return r ? r : ec2a_digest_set_threads(digest, 1);
}

static int run_once(const struct kind *kind)
{
	ec2a_config *config = NULL;
	ec2a_digest *digest = NULL;
	int r;

	if (kind->bucket) {
		memset(&wire, 0, sizeof wire);
		wire = (struct wire){ .bucket = { .keys = keys, .page = 3 }, .fill = fill, .detail = detail,
				      .pause = oom_pause, .resume = oom_resume };
		config = wire_config(&wire);
		wire_hold(&wire, config);
	}
	AGAIN(r, ec2a_digest_new(config, &digest));
	if (r == 0)
		r = kind->bucket ? set_up_bucket(digest) : set_up(digest, kind->own_keys);
	if (r == 0)
		r = ec2a_digest_run(digest);
	if (r == EC2A_E_NOMEM)
		oom_met("ec2a_digest_run()", __FILE__, __LINE__);
	note(digest);
	if (kind->bucket && r == 0)
		EQ_INT(ec2a_digest_count(digest, EC2A_DIGEST_DIGESTS_VALID), 5);
	ec2a_digest_free(digest);
	if (kind->bucket)
		wire_config_free(&wire, config);
	return r;
}

static void work(void *user)
{
	int r;

	oom_mark();
	r = run_once(user);
	if (r == EC2A_E_NOMEM) {
		oom_forget(); /* incomplete, as it was told */
		r = run_once(user);
	}
	EQ_INT(r, 0);
}

static void test_folder(void)
{
	struct kind kind = { 0, 0 };

#ifdef EC2A_OOM_SANITIZED
	oom_own_only(1);
#endif
	oom_torture("signed-trail", work, &kind, 1);
	oom_own_only(0);
}

static void test_keys(void)
{
	struct kind kind = { 1, 0 };

#ifdef EC2A_OOM_SANITIZED
	oom_own_only(1);
#endif
	oom_torture("signed-trail with other keys", work, &kind, 1);
	oom_own_only(0);
}

static void test_bucket(void)
{
	struct kind kind = { 0, 1 };

#ifdef EC2A_OOM_SANITIZED
	oom_own_only(1);
#endif
	oom_torture("signed-trail in a bucket", work, &kind, 1);
	oom_own_only(0);
}

static const struct ec2a_test tests[] = {
	{"a folder", test_folder},
	{"keys", test_keys},
	{"a bucket", test_bucket},
	{NULL, NULL},
};

int main(void)
{
	static char path[4096];
	const char *top = getenv("top_srcdir");

	if (!oom_possible()) {
		puts("SKIP: the linker does not take --wrap");
		return 77;
	}
	snprintf(path, sizeof path, "%s/examples/signed-trail", top ? top : "..");
	folder = path;
	if (access(folder, R_OK) != 0) {
		puts("SKIP: examples/signed-trail was not found");
		return 77;
	}
	return ec2a_test_main("out of memory: digests", tests);
}

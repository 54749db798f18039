/* SPDX-License-Identifier: MIT */
/*
 * Each allocation failing in turn while a trail is checked. Setting up is done again after EC2A_E_NOMEM; a run that
 * met it has no findings and frees all that it has, and a new one gives all. Nothing may be called altered that is not.
 */
#include "oom.h"

#include <unistd.h>

static const char *folder;

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

static int run_once(int own_keys)
{
	ec2a_digest *digest = NULL;
	int r;

	AGAIN(r, ec2a_digest_new(NULL, &digest));
	if (r == 0)
		r = set_up(digest, own_keys);
	if (r == 0)
		r = ec2a_digest_run(digest);
	if (r == EC2A_E_NOMEM)
		oom_met("ec2a_digest_run()", __FILE__, __LINE__);
	note(digest);
	ec2a_digest_free(digest);
	return r;
}

static void work(void *user)
{
	int r;

	oom_mark();
	r = run_once(user != NULL);
	if (r == EC2A_E_NOMEM) {
		oom_forget(); /* incomplete, as it was told */
		r = run_once(user != NULL);
	}
	EQ_INT(r, 0);
}

static void test_folder(void)
{
#ifdef EC2A_OOM_SANITIZED
	oom_own_only(1);
#endif
	oom_torture("signed-trail", work, NULL, 1);
	oom_own_only(0);
}

static void test_keys(void)
{
#ifdef EC2A_OOM_SANITIZED
	oom_own_only(1);
#endif
	oom_torture("signed-trail with other keys", work, &folder, 1);
	oom_own_only(0);
}

static const struct ec2a_test tests[] = {
	{"a folder", test_folder},
	{"keys", test_keys},
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

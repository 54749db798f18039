/* SPDX-License-Identifier: MIT */
/*
 * Each allocation failing in turn where AWS keys come from: the call says so, works when it is made again, and comes to
 * the same key or the same sentence.
 */
#include "oom.h"

#include "creds_kit.h"

#define ONE_HOUR "2023-11-14T23:13:20Z"
#define KEYS     "\"AccessKeyId\":\"GIVEN\",\"SecretAccessKey\":\"s3cr3t\",\"Token\":\"t0k3n\",\"Expiration\":\"" ONE_HOUR "\""
#define TAKEN(action) \
	"<" action "Response><" action "Result><Credentials><AccessKeyId>TAKEN</AccessKeyId><SecretAccessKey>s3cr3t" \
	"</SecretAccessKey><SessionToken>t0k3n</SessionToken><Expiration>" ONE_HOUR "</Expiration></Credentials></" action \
	"Result></" action "Response>"

static const struct kit_answer answers[] = {
	{ "https://sts.eu-west-1.", 200, TAKEN("AssumeRole"), NULL },
	{ "https://sts.eu-west-2.", 403, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>",
	  NULL },
	{ "https://portal.sso.", 200, "{\"roleCredentials\":{\"accessKeyId\":\"SSO\",\"secretAccessKey\":\"s3cr3t\","
	  "\"sessionToken\":\"t0k3n\",\"expiration\":1700003600000}}", NULL },
	{ "http://127.0.0.1/keys", 200, "{" KEYS "}", NULL },
	{ "http://127.0.0.1/broken", 200, "{\"AccessKeyId\":1}", NULL },
	{ "http://169.254.169.254/latest/api/token", 200, "t0k3n", NULL },
	{ "http://169.254.169.254/latest/meta-data/iam/security-credentials/role", 200, "{" KEYS "}", NULL },
	{ "http://169.254.169.254/latest/meta-data/iam/security-credentials/", 200, "role", NULL },
	{ NULL, 0, NULL, NULL },
};

static void note_key(struct kit *kit)
{
	struct ec2a__creds_copy copy = { NULL, NULL, NULL };
	struct ec2a__buf error;
	int r;

	ec2a__buf_init(&error, 65536);
	AGAIN(r, ec2a__creds_get(kit->creds, NULL, &copy, &error));
	oom_note("get %d %s %s\n", r, r == 0 ? copy.access_key : "", r < 0 && error.data ? error.data : "");
	ec2a__creds_wipe(&copy);
	ec2a__buf_free(&error);
}

static void work(void *user)
{
	struct kit kit = { .answers = answers };
	ec2a_config *config = NULL;
	struct ec2a__buf region;
	int r;

	(void)user;
	atomic_init(&kit.now, 1700000000);
	pthread_mutex_init(&kit.lock, NULL);
	AGAIN(r, ec2a_config_new(&config));
	AGAIN(r, ec2a_config_set_int(config, EC2A_OPT_CREDENTIAL_PROCESS, 1));
	AGAIN(r, ec2a_config_set_transport(config, kit_open, kit_header, kit_read, kit_close, &kit, NULL));
	AGAIN(r, ec2a__http_new(config, &kit.http));
	AGAIN(r, ec2a__creds_new(config, kit.http, &kit.creds));
	EQ_INT(r, 0);
	ec2a__creds_set_clock(kit.creds, kit_now, kit_pause, &kit);
	note_key(&kit);
	ec2a__creds_expired(kit.creds, "GIVEN");
	note_key(&kit);
	ec2a__buf_init(&region, 100);
	AGAIN(r, ec2a__creds_region(kit.creds, &region));
	oom_note("region %d %s\n", r, region.data ? region.data : "");
	ec2a__buf_free(&region);
	ec2a__creds_free(kit.creds);
	ec2a__http_unref(kit.http);
	ec2a_config_unref(config);
	pthread_mutex_destroy(&kit.lock);
}

static void torture(const char *profile)
{
	kit_clear_environment();
	setenv("AWS_PROFILE", profile, 1);
	oom_torture(profile, work, NULL, 1);
}

static void test_files(void)
{
	torture("keys");
	torture("nobody");
	torture("half");
	torture("login");
}

static void test_services(void)
{
	torture("role");
	torture("denied");
	torture("web");
	torture("sso");
}

static void test_process(void)
{
	torture("process");
	torture("process-fails");
}

static void test_machine(void)
{
	kit_clear_environment();
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1/keys", 1);
	setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "t0k3n", 1);
	oom_torture("container", work, NULL, 1);
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1/broken", 1);
	oom_torture("container, broken", work, NULL, 1);
	unsetenv("AWS_CONTAINER_CREDENTIALS_FULL_URI");
	oom_torture("instance", work, NULL, 1);
	setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
	oom_torture("nothing", work, NULL, 1);
	kit_write(".aws/config", "[broken\n", 0600);
	oom_torture("broken", work, NULL, 1);
}

static void write_files(void)
{
	kit_write("token", "t0k3n\n", 0600);
	kit_write(".aws/config",
		  "[profile keys]\nregion = eu-north-1\n"
		  "[profile role]\nregion = eu-west-1\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = role2\nexternal_id = x\n"
		  "[profile role2]\nrole_arn = arn:aws:iam::1:role/r2\nsource_profile = keys\n"
		  "[profile denied]\nregion = eu-west-2\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = keys\n"
		  "[profile login]\nlogin_session = x\n"
		  "[profile sso]\nsso_start_url = x\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = r\n"
		  "[profile process]\ncredential_process = /bin/sh -c 'echo \"$0\"' '{\"Version\": 1, " KEYS "}'\n"
		  "[profile process-fails]\ncredential_process = /bin/sh -c 'exit 1'\n", 0600);
	kit_write(".aws/credentials", "[keys]\naws_access_key_id = AKID\naws_secret_access_key = s3cr3t\n"
				      "[half]\naws_access_key_id = AKID\n", 0600);
}

static void write_more(void)
{
	char web[512];
	int fd;
	char path[256];

	/* echo -n x | sha1sum */
	kit_write(".aws/sso/cache/11f6ad8ec52a2984abaafd7c3b516503785c2072.json",
		  "{\"accessToken\":\"t0k3n\",\"expiresAt\":\"" ONE_HOUR "\"}", 0600);
	snprintf(path, sizeof path, "%s/.aws/config", kit_home);
	fd = open(path, O_WRONLY | O_APPEND);
	CU_ASSERT_FATAL(fd >= 0);
	snprintf(web, sizeof web, "[profile web]\nregion = eu-west-1\nrole_arn = x\nweb_identity_token_file = %s/token\n", kit_home);
	CU_ASSERT(write(fd, web, strlen(web)) == (ssize_t)strlen(web));
	close(fd);
}

static void test_prepare(void)
{
	write_files();
	write_more();
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "prepare", test_prepare },
		{ "files", test_files },
		{ "services", test_services },
		{ "programs", test_process },
		{ "the machine", test_machine },
		{ NULL, NULL },
	};
	char command[256];
	int failed;

	if (!oom_possible()) {
		printf("SKIP: allocations cannot be made to fail here\n");
		return 77;
	}
	if (!mkdtemp(kit_home))
		return 2;
	failed = ec2a_test_main("out of memory: credentials", tests);
	snprintf(command, sizeof command, "rm -rf '%s'", kit_home);
	return system(command) != 0 || failed;
}

/* SPDX-License-Identifier: MIT */
/* When keys are asked for anew, which URLs are asked, cancelling, threads, and that no secret stays in memory. Which
 * place they come from is compared with botocore by check_creds.py. */
#include "creds_kit.h"

#include "spawn.h"

#include <signal.h>

#define CONTAINER "http://127.0.0.1:9/keys"
#define T0        1700000000 /* 2023-11-14T22:13:20Z */

/* Expire an hour, two hours and five minutes after T0. */
#define KEYS(name, expires) \
	"{\"AccessKeyId\":\"" name "\",\"SecretAccessKey\":\"s3cr3t\",\"Token\":\"t0k3n\",\"Expiration\":\"" expires "\"}"
#define ONE_HOUR     "2023-11-14T23:13:20Z"
#define TWO_HOURS    "2023-11-15T00:13:20Z"
#define FIVE_MINUTES "2023-11-14T22:18:20Z"

static void begin(struct kit *kit, const struct kit_answer *answers)
{
	kit_clear_environment();
	kit_begin(kit, answers);
}

static int begins(const char *text, const char *with)
{
	int yes = strncmp(text, with, strlen(with)) == 0;

	if (!yes)
		fprintf(stderr, "got  %s\nwant %s...\n", text, with);
	return yes;
}

static void test_renewed(void)
{
	static const struct kit_answer first[] = { { CONTAINER, 200, KEYS("FIRST", ONE_HOUR), NULL }, { NULL, 0, NULL, NULL } };
	static const struct kit_answer second[] = { { CONTAINER, 200, KEYS("SECOND", TWO_HOURS), NULL }, { NULL, 0, NULL, NULL } };
	struct kit kit;

	begin(&kit, first);
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", CONTAINER, 1);
	EQ_TEXT(ec2a__creds_source(kit.creds), NULL);
	EQ_TEXT(kit_key(&kit), "FIRST");
	EQ_TEXT(ec2a__creds_source(kit.creds), "container-role");
	kit.answers = second;
	atomic_store(&kit.now, T0 + 3600 - 901);
	EQ_TEXT(kit_key(&kit), "FIRST");
	EQ_INT(atomic_load(&kit.asked), 1);
	/* Where they come from does not change in the middle of a run. */
	setenv("AWS_ACCESS_KEY_ID", "AKIDENV", 1);
	setenv("AWS_SECRET_ACCESS_KEY", "x", 1);
	atomic_store(&kit.now, T0 + 3600 - 900);
	EQ_TEXT(kit_key(&kit), "SECOND");
	EQ_TEXT(kit_key(&kit), "SECOND");
	EQ_INT(atomic_load(&kit.asked), 2);
	kit_end(&kit);
}

static void test_renewing_fails(void)
{
	static const struct kit_answer first[] = { { CONTAINER, 200, KEYS("FIRST", ONE_HOUR), NULL }, { NULL, 0, NULL, NULL } };
	static const struct kit_answer none[] = { { CONTAINER, 503, NULL, NULL }, { NULL, 0, NULL, NULL } };
	static const struct kit_answer second[] = { { CONTAINER, 200, KEYS("SECOND", TWO_HOURS), NULL }, { NULL, 0, NULL, NULL } };
	struct kit kit;

	begin(&kit, first);
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", CONTAINER, 1);
	EQ_TEXT(kit_key(&kit), "FIRST");
	kit.answers = none;
	/* The old ones do, and it is not asked at each call. */
	atomic_store(&kit.now, T0 + 2800);
	EQ_TEXT(kit_key(&kit), "FIRST");
	EQ_INT(atomic_load(&kit.asked), 4);
	EQ_INT(atomic_load(&kit.pauses), 2);
	EQ_TEXT(kit_key(&kit), "FIRST");
	EQ_INT(atomic_load(&kit.asked), 4);
	atomic_store(&kit.now, T0 + 3400);
	EQ_TEXT(kit_key(&kit), "FIRST");
	EQ_INT(atomic_load(&kit.asked), 7);
	/* Until they have expired. */
	atomic_store(&kit.now, T0 + 3600);
	CU_ASSERT(begins(kit_key(&kit), "EC2A_E_DENIED: the container's credentials: "));
	CU_ASSERT(begins(kit_key(&kit), "EC2A_E_DENIED: "));
	kit.answers = second;
	EQ_TEXT(kit_key(&kit), "SECOND");
	kit_end(&kit);
}

static void test_told_expired(void)
{
	static const struct kit_answer first[] = { { CONTAINER, 200, KEYS("FIRST", ONE_HOUR), NULL }, { NULL, 0, NULL, NULL } };
	static const struct kit_answer second[] = { { CONTAINER, 200, KEYS("SECOND", TWO_HOURS), NULL }, { NULL, 0, NULL, NULL } };
	static const struct kit_answer none[] = { { CONTAINER, EC2A_E_IO, NULL, NULL }, { NULL, 0, NULL, NULL } };
	struct kit kit;

	begin(&kit, first);
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", CONTAINER, 1);
	ec2a__creds_expired(kit.creds, "FIRST");
	EQ_TEXT(kit_key(&kit), "FIRST");
	kit.answers = second;
	ec2a__creds_expired(kit.creds, "OTHER");
	EQ_TEXT(kit_key(&kit), "FIRST");
	ec2a__creds_expired(kit.creds, "FIRST");
	EQ_TEXT(kit_key(&kit), "SECOND");
	/* Told late, of the keys of before. */
	ec2a__creds_expired(kit.creds, "FIRST");
	kit.answers = none;
	EQ_TEXT(kit_key(&kit), "SECOND");
	ec2a__creds_expired(kit.creds, "SECOND");
	CU_ASSERT(begins(kit_key(&kit), "EC2A_E_IO: the container's credentials: http://127.0.0.1:9/keys"));
	kit_end(&kit);
}

static void test_short_lives(void)
{
	static const struct kit_answer answers[] = {
		{ CONTAINER "/short", 200, KEYS("SHORT", FIVE_MINUTES), NULL },
		{ CONTAINER "/over", 200, KEYS("OVER", "2023-11-14T22:13:20Z"), NULL },
		{ "http://169.254.169.254/latest/api/token", 200, "t", NULL },
		{ "http://169.254.169.254/latest/meta-data/iam/security-credentials/role", 200, KEYS("OLD", "2023-11-14T20:00:00Z"), NULL },
		{ "http://169.254.169.254/latest/meta-data/iam/security-credentials/", 200, "role", NULL },
		{ NULL, 0, NULL, NULL },
	};
	struct kit kit;

	/* Five minutes are less than the margins: these must not mean an ask a call. */
	begin(&kit, answers);
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", CONTAINER "/short", 1);
	for (int i = 0; i < 20; i++) {
		EQ_TEXT(kit_key(&kit), "SHORT");
		atomic_fetch_add(&kit.now, 10);
	}
	EQ_INT(atomic_load(&kit.asked), 1);
	atomic_store(&kit.now, T0 + 226);
	EQ_TEXT(kit_key(&kit), "SHORT");
	EQ_INT(atomic_load(&kit.asked), 2);
	kit_end(&kit);

	begin(&kit, answers);
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", CONTAINER "/over", 1);
	EQ_TEXT(kit_key(&kit), "EC2A_E_DENIED: the AWS credentials have expired already (container-role)");
	kit_end(&kit);

	/* An instance's, which the service cannot renew, hold on. */
	begin(&kit, answers);
	EQ_TEXT(kit_key(&kit), "OLD");
	EQ_INT(atomic_load(&kit.asked), 3);
	atomic_store(&kit.now, T0 + 600);
	EQ_TEXT(kit_key(&kit), "OLD");
	EQ_INT(atomic_load(&kit.asked), 3);
	atomic_store(&kit.now, T0 + 1000);
	EQ_TEXT(kit_key(&kit), "OLD");
	EQ_INT(atomic_load(&kit.asked), 6);
	kit_end(&kit);
}

/* ---- which URLs ------------------------------------------------------------------- */

#define STS_KEYS \
	"<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>TAKEN</AccessKeyId><SecretAccessKey>s3cr3t" \
	"</SecretAccessKey><SessionToken>t0k3n</SessionToken><Expiration>" ONE_HOUR "</Expiration></Credentials>" \
	"</AssumeRoleResult></AssumeRoleResponse>"
#define SSO_KEYS \
	"{\"roleCredentials\":{\"accessKeyId\":\"SSO\",\"secretAccessKey\":\"s3cr3t\",\"sessionToken\":\"t0k3n\"," \
	"\"expiration\":1700003600000}}"

static const struct kit_answer everything[] = {
	{ "https://sts.", 200, STS_KEYS, NULL },
	{ "https://portal.sso.", 200, SSO_KEYS, NULL },
	{ "http://169.254.170.2/", 200, KEYS("CONTAINER", ONE_HOUR), NULL },
	{ NULL, 0, NULL, NULL },
};

static void sts_asks(const char *region, const char *legacy, const char *want_url, const char *want_scope)
{
	struct kit kit;

	begin(&kit, everything);
	kit.want_header = "authorization";
	setenv("AWS_PROFILE", "role", 1);
	if (region)
		setenv("AWS_REGION", region, 1);
	if (legacy)
		setenv("AWS_STS_REGIONAL_ENDPOINTS", legacy, 1);
	EQ_TEXT(kit_key(&kit), "TAKEN");
	EQ_TEXT(kit.url, want_url);
	EQ_TEXT(kit.method, "POST");
	CU_ASSERT_PTR_NOT_NULL(strstr(kit.header, want_scope));
	EQ_TEXT(kit.body, "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr"
			  "&RoleSessionName=ec2access-1700000000");
	kit_end(&kit);
}

static void test_sts_urls(void)
{
	kit_write(".aws/config", "[profile role]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = base\n", 0600);
	kit_write(".aws/credentials", "[base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = s3cr3t\n", 0600);
	sts_asks("eu-west-1", NULL, "https://sts.eu-west-1.amazonaws.com/", "AKIDBASE/20231114/eu-west-1/sts/aws4_request");
	sts_asks("eu-west-1", "legacy", "https://sts.amazonaws.com/", "/us-east-1/sts/");
	sts_asks("eu-south-1", "legacy", "https://sts.eu-south-1.amazonaws.com/", "/eu-south-1/sts/");
	sts_asks(NULL, NULL, "https://sts.amazonaws.com/", "/us-east-1/sts/");
	sts_asks("aws-global", NULL, "https://sts.amazonaws.com/", "/us-east-1/sts/");
	sts_asks("cn-north-1", NULL, "https://sts.cn-north-1.amazonaws.com.cn/", "/cn-north-1/sts/");
	sts_asks("us-gov-west-1", NULL, "https://sts.us-gov-west-1.amazonaws.com/", "/us-gov-west-1/sts/");
	sts_asks("us-iso-east-1", NULL, "https://sts.us-iso-east-1.c2s.ic.gov/", "/us-iso-east-1/sts/");
	kit_remove(".aws/config");
	kit_remove(".aws/credentials");
}

static void test_sso_url(void)
{
	struct kit kit;

	kit_write(".aws/config", "[default]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = a b&c\n"
				 "[sso-session corp]\nsso_region = eu-central-1\nsso_start_url = x\n", 0600);
	/* echo -n corp | sha1sum; the older spelling of the time */
	kit_write(".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json", "{\"accessToken\":\"t0k3n\",\"expiresAt\":\"2023-11-14T22:13:21UTC\"}", 0600);
	begin(&kit, everything);
	kit.want_header = "x-amz-sso_bearer_token";
	EQ_TEXT(kit_key(&kit), "SSO");
	EQ_TEXT(kit.url, "https://portal.sso.eu-central-1.amazonaws.com/federation/credentials?role_name=a%20b%26c"
			 "&account_id=111122223333");
	EQ_TEXT(kit.method, "GET");
	EQ_TEXT(kit.header, "t0k3n");
	/* Its token's last second, and the keys' soft margin. */
	atomic_store(&kit.now, T0 + 1);
	EQ_TEXT(kit_key(&kit), "SSO");
	ec2a__creds_expired(kit.creds, "SSO");
	CU_ASSERT(begins(kit_key(&kit), "EC2A_E_DENIED: profile \"default\": the token of IAM Identity Center has expired; "
					"run: aws sso login --profile default"));
	kit_end(&kit);
	kit_remove(".aws/config");
}

static void test_container_url(void)
{
	struct kit kit;

	begin(&kit, everything);
	setenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials?id=1", 1);
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "https://example.com/", 1);
	EQ_TEXT(kit_key(&kit), "CONTAINER");
	EQ_TEXT(kit.url, "http://169.254.170.2/v2/credentials?id=1");
	kit_end(&kit);
	/* Any host by TLS; of those without, these. */
	for (int i = 0; i < 5; i++) {
		static const char *const urls[] = { "https://example.com/x", "http://localhost/x", "http://127.8.9.10:1/x",
						    "http://[::1]/x", "http://[fd00:ec2::23]/v1/credentials" };
		const struct kit_answer answers[] = { { urls[i], 200, KEYS("CONTAINER", ONE_HOUR), NULL }, { NULL, 0, NULL, NULL } };

		begin(&kit, answers);
		setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", urls[i], 1);
		EQ_TEXT(kit_key(&kit), "CONTAINER");
		EQ_TEXT(kit.url, urls[i]);
		kit_end(&kit);
	}
}

static void test_instance_url(void)
{
	static const struct kit_answer answers[] = {
		{ "http://[fd00:ec2::254]/latest/api/token", 200, "t0k3n", NULL },
		{ "http://[fd00:ec2::254]/latest/meta-data/iam/security-credentials/my+role@x", 200, KEYS("SIX", ONE_HOUR), NULL },
		{ "http://[fd00:ec2::254]/latest/meta-data/iam/security-credentials/", 200, "my+role@x\nother", NULL },
		{ NULL, 0, NULL, NULL },
	};
	struct kit kit;

	begin(&kit, answers);
	kit.want_header = "x-aws-ec2-metadata-token";
	setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv6", 1);
	EQ_TEXT(kit_key(&kit), "SIX");
	EQ_TEXT(kit.header, "t0k3n");
	EQ_INT(atomic_load(&kit.asked), 3);
	kit_end(&kit);
	/* Nobody there: one try, and what was tried is told. */
	begin(&kit, NULL);
	CU_ASSERT(begins(kit_key(&kit), "EC2A_E_DENIED: no AWS credentials: "));
	CU_ASSERT_PTR_NOT_NULL(strstr(kit_key(&kit), "169.254.169.254"));
	EQ_INT(atomic_load(&kit.asked), 2);
	kit_end(&kit);
}

/* ---- cancelling, time-outs, threads -------------------------------------------------- */

static void *cancel_when_begun(void *user)
{
	struct kit *kit = user;
	char path[512];

	snprintf(path, sizeof path, "%s/begun", kit_home);
	while (access(path, F_OK) != 0)
		usleep(1000);
	ec2a__http_cancel(kit->http);
	return NULL;
}

/* Whoever takes over orphans may not have looked at it yet: then it is a zombie. */
static int is_gone(int pid)
{
	char path[64], state = 'Z';

	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	for (int tries = 0; tries < 1000; tries++) {
		FILE *file = fopen(path, "r");
		int read = file ? fscanf(file, "%*d (%*[^)]) %c", &state) : 0;

		if (file)
			fclose(file);
		if (read != 1 || state == 'Z' || state == 'X')
			return 1;
		usleep(10000);
	}
	return 0;
}

static void test_cancel(void)
{
	struct kit kit;
	pthread_t thread;
	char path[512];
	FILE *pid_file;
	int pid = 0;

	/* A program that hangs, and what it started, go with the run. */
	kit_write("hang", "#!/bin/sh\nsleep 600 &\necho $! >\"$HOME/pid\"\n: >\"$HOME/begun\"\nwait\n", 0700);
	kit_write(".aws/config", "[default]\ncredential_process = /bin/sh -c '\"$HOME/hang\"'\n", 0600);
	begin(&kit, everything);
	CU_ASSERT_FATAL(pthread_create(&thread, NULL, cancel_when_begun, &kit) == 0);
	CU_ASSERT(begins(kit_key(&kit), "EC2A_E_CANCELLED"));
	pthread_join(thread, NULL);
	CU_ASSERT(begins(kit_key(&kit), "EC2A_E_CANCELLED"));
	kit_end(&kit);
	snprintf(path, sizeof path, "%s/pid", kit_home);
	pid_file = fopen(path, "r");
	CU_ASSERT_FATAL(pid_file && fscanf(pid_file, "%d", &pid) == 1);
	fclose(pid_file);
	CU_ASSERT(is_gone(pid));
	kit_remove(".aws/config");
	kit_remove("begun");
}

struct stopped {
	struct kit *kit;
	atomic_int stop;
	int result;
};

static void *ask_with_stop(void *user)
{
	struct stopped *stopped = user;
	struct ec2a__creds_copy copy = { NULL, NULL, NULL };
	struct ec2a__buf error;

	ec2a__buf_init(&error, 65536);
	stopped->result = ec2a__creds_get(stopped->kit->creds, &stopped->stop, &copy, &error);
	ec2a__creds_wipe(&copy);
	ec2a__buf_free(&error);
	return NULL;
}

static void *ask_without(void *user)
{
	EQ_TEXT(kit_key(user), "GOOD");
	return NULL;
}

/* One source is cancelled while its look-up hangs: it ends, and the others look the keys up themselves. */
static void test_stop(void)
{
	struct kit kit;
	struct stopped stopped = { &kit, 0, 0 };
	pthread_t one, other;
	char path[512];

	kit_write("hang", "#!/bin/sh\nif [ -e \"$HOME/begun\" ]; then echo '{\"Version\": 1, \"AccessKeyId\": \"GOOD\", "
			  "\"SecretAccessKey\": \"s\"}'; exit; fi\n: >\"$HOME/begun\"\nexec sleep 600\n", 0700);
	kit_write(".aws/config", "[default]\ncredential_process = /bin/sh -c '\"$HOME/hang\"'\n", 0600);
	begin(&kit, everything);
	snprintf(path, sizeof path, "%s/begun", kit_home);
	CU_ASSERT_FATAL(pthread_create(&one, NULL, ask_with_stop, &stopped) == 0);
	while (access(path, F_OK) != 0)
		usleep(1000);
	CU_ASSERT_FATAL(pthread_create(&other, NULL, ask_without, &kit) == 0);
	atomic_store(&stopped.stop, 1);
	pthread_join(one, NULL);
	EQ_INT(stopped.result, EC2A_E_CANCELLED);
	pthread_join(other, NULL);
	EQ_TEXT(kit_key(&kit), "GOOD");
	kit_end(&kit);
	kit_remove(".aws/config");
	kit_remove("begun");
}

static void test_spawn(void)
{
	static char sh[] = "sh", c[] = "-c", hang[] = "echo some; exec sleep 600", closes[] = "exec >&-; sleep 600",
		    good[] = "printf '%s' \"$0\"; exit 7", word[] = "a word", nothing[] = "ec2access-there-is-no-such-program";
	char *const hanging[] = { sh, c, hang, NULL }, *const closing[] = { sh, c, closes, NULL };
	char *const well[] = { sh, c, good, word, NULL }, *const missing[] = { nothing, NULL };
	struct ec2a__spawn spawn = { hanging, 1, NULL, NULL };
	struct ec2a__buf out;
	int status = -1;

	ec2a__buf_init(&out, 100);
	EQ_INT(ec2a__spawn_read(&spawn, &out, &status), EC2A_E_TRUNCATED);
	EQ_TEXT(out.data, "some\n");
	spawn.words = closing;
	EQ_INT(ec2a__spawn_read(&spawn, &out, &status), EC2A_E_TRUNCATED);
	spawn.seconds = 60;
	spawn.words = missing;
	EQ_INT(ec2a__spawn_read(&spawn, &out, &status), EC2A_E_NOT_FOUND);
	EQ_INT(status, -1);
	ec2a__buf_clear(&out);
	spawn.words = well;
	EQ_INT(ec2a__spawn_read(&spawn, &out, &status), 0);
	EQ_TEXT(out.data, "a word");
	EQ_INT(status, 7);
	ec2a__buf_free(&out);
}

/* The program ec2access ignores SIGPIPE, others may ignore more: it is not handed on. */
static void test_spawn_signals(void)
{
	static char sh[] = "sh", c[] = "-c", raises[] = "kill -$0 $$; exit 7";
	static const struct {
		char name[8];
		int number, status;
	} rows[] = {
		{ "PIPE", SIGPIPE, 128 + SIGPIPE }, { "XFSZ", SIGXFSZ, 128 + SIGXFSZ },
		{ "TERM", SIGTERM, 7 }, /* such a shell shows that it would be */
	};
	struct ec2a__spawn spawn = { NULL, 60, NULL, NULL };
	struct ec2a__buf out;
	int status;

	ec2a__buf_init(&out, 100);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char name[8], *const words[] = { sh, c, raises, name, NULL };
		void (*before)(int) = signal(rows[i].number, SIG_IGN);

		memcpy(name, rows[i].name, sizeof(name));
		spawn.words = words;
		status = -1;
		EQ_INT(ec2a__spawn_read(&spawn, &out, &status), 0);
		EQ_INT(status, rows[i].status);
		signal(rows[i].number, before);
	}
	ec2a__buf_free(&out);
}

static void *ask_often(void *user)
{
	struct kit *kit = user;

	for (int i = 0; i < 200; i++) {
		const char *key = kit_key(kit);

		if (strcmp(key, "FIRST") != 0)
			return (void *)1;
		if (i % 50 == 49)
			ec2a__creds_expired(kit->creds, "FIRST");
		if (i % 20 == 0)
			atomic_fetch_add(&kit->now, 10);
	}
	return NULL;
}

static void test_threads(void)
{
	static const struct kit_answer first[] = { { CONTAINER, 200, KEYS("FIRST", ONE_HOUR), NULL }, { NULL, 0, NULL, NULL } };
	pthread_t threads[8];
	struct kit kit;

	begin(&kit, first);
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", CONTAINER, 1);
	for (int i = 0; i < 8; i++)
		CU_ASSERT_FATAL(pthread_create(&threads[i], NULL, ask_often, &kit) == 0);
	for (int i = 0; i < 8; i++) {
		void *failed = NULL;

		pthread_join(threads[i], &failed);
		CU_ASSERT_PTR_NULL(failed);
	}
	/* One for all at first, then one for each that was told expired, unless another thread had asked already. */
	CU_ASSERT(atomic_load(&kit.asked) >= 2 && atomic_load(&kit.asked) <= 33);
	kit_end(&kit);
}

/* ---- no secret stays in memory ---------------------------------------------------------- */

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif

#if defined(__linux__) && !defined(SANITIZED)
/* What is looked for stands in this program only with each byte changed. */
static const unsigned char hidden[] = { 'k' ^ 85, 'e' ^ 85, 'p' ^ 85, 't' ^ 85, '4' ^ 85, '7' ^ 85, '1' ^ 85, '1' ^ 85,
					'S' ^ 85, 'e' ^ 85, 'c' ^ 85, 'r' ^ 85, 'e' ^ 85, 't' ^ 85, 'Q' ^ 85, 'z' ^ 85 };

static size_t put_secret(char *out)
{
	for (size_t i = 0; i < sizeof hidden; i++)
		out[i] = (char)(hidden[i] ^ 85);
	return sizeof hidden;
}

static void wipe(char *text, size_t size)
{
	for (volatile char *at = text; at < text + size; at++)
		*at = 0;
}

/* A text in which every @ becomes the secret. */
static void fill(char *out, size_t size, const char *text)
{
	size_t at = 0;

	for (; *text && at + sizeof hidden + 1 < size; text++)
		if (*text == '@')
			at += put_secret(out + at);
		else
			out[at++] = *text;
	out[at] = '\0';
}

static void write_secret(const char *name, const char *text, int mode)
{
	char filled[2048];

	fill(filled, sizeof filled, text);
	kit_write(name, filled, mode);
	wipe(filled, sizeof filled);
}

/* By so much that what is read has to be moved. */
static void lengthen(const char *name)
{
	static const char filling[] = "# nothing, but it needs room ........................................\n";
	char path[512];
	int fd;

	snprintf(path, sizeof path, "%s/%s", kit_home, name);
	fd = open(path, O_WRONLY | O_APPEND);
	CU_ASSERT_FATAL(fd >= 0);
	for (int i = 0; i < 300; i++)
		CU_ASSERT(write(fd, filling, sizeof filling - 1) == sizeof filling - 1);
	close(fd);
}

/* How often it stands in all that can be read of this process. */
static int count_copies(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512], rights[8], path[256];
	unsigned long first, last;
	int found = 0;

	CU_ASSERT_FATAL(maps != NULL);
	while (fgets(line, sizeof line, maps)) {
		path[0] = '\0';
		if (sscanf(line, "%lx-%lx %7s %*s %*s %*s %255s", &first, &last, rights, path) < 3)
			continue;
		if (rights[0] != 'r' || rights[1] != 'w' || strncmp(path, "[v", 2) == 0)
			continue;
		for (const volatile unsigned char *at = (void *)first; at + sizeof hidden <= (unsigned char *)last; at++) {
			size_t i = 0;

			while (i < sizeof hidden && (at[i] ^ 85) == hidden[i])
				i++;
			found += i == sizeof hidden;
		}
	}
	fclose(maps);
	return found;
}

static void container_secret(char *out, size_t size)
{
	fill(out, size, "{\"AccessKeyId\":\"KEPT\",\"SecretAccessKey\":\"@@@\",\"Token\":\"@@\",\"Expiration\":\"" ONE_HOUR "\"}");
}

static void sts_secret(char *out, size_t size)
{
	fill(out, size, "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>KEPT</AccessKeyId><SecretAccessKey>@@@"
			"</SecretAccessKey><SessionToken>@@</SessionToken><Expiration>" ONE_HOUR "</Expiration></Credentials>"
			"</AssumeRoleResult></AssumeRoleResponse>");
}

static void broken_secret(char *out, size_t size)
{
	fill(out, size, "{\"AccessKeyId\":\"KEPT\",\"SecretAccessKey\":\"@ @\",\"Token\":\"@\",\"Expiration\":\"@\"}");
}

static void secret_is_wiped(const struct kit_answer *answers, const char *want)
{
	struct kit kit;
	int held;

	kit_begin(&kit, answers);
	CU_ASSERT(begins(kit_key(&kit), want));
	held = count_copies();
	kit_end(&kit);
	/* While there are keys they are found, so that finding none means something. */
	if (strcmp(want, "KEPT") == 0)
		CU_ASSERT(held > 0);
	EQ_INT(count_copies(), 0);
}

static void test_wiped(void)
{
	static const struct kit_answer answers[] = {
		{ CONTAINER "/broken", 200, NULL, broken_secret },
		{ CONTAINER, 200, NULL, container_secret },
		{ "https://sts.", 200, NULL, sts_secret },
		{ NULL, 0, NULL, NULL },
	};

	kit_clear_environment();
	EQ_INT(count_copies(), 0);
	/* Long enough that something of each is left where memory's own marks stand in what was given back. */
	write_secret(".aws/credentials", "[default]\naws_access_key_id = KEPT\naws_secret_access_key = @@@\naws_session_token = @@\n"
		     "[base]\naws_access_key_id = BASE\naws_secret_access_key = @@@\naws_session_token = @@\n", 0600);
	secret_is_wiped(answers, "KEPT");
	lengthen(".aws/credentials");
	secret_is_wiped(answers, "KEPT");
	write_secret(".aws/config", "[profile role]\nrole_arn = x\nsource_profile = base\n"
		     "[profile program]\ncredential_process = '@/@' @\n[profile prints]\ncredential_process = \"/bin/cat\" @\n", 0600);
	setenv("AWS_PROFILE", "role", 1);
	secret_is_wiped(answers, "KEPT");
	setenv("AWS_PROFILE", "program", 1);
	secret_is_wiped(answers, "EC2A_E_DENIED");
	write_secret(".aws/config", "[default]\ncredential_process = /bin/sh -c 'cat \"$HOME/printed\"'\n", 0600);
	write_secret("printed", "{\"Version\": 1, \"AccessKeyId\": \"KEPT\", \"SecretAccessKey\": \"@@@\", \"SessionToken\": \"@@\"}", 0600);
	kit_remove(".aws/credentials");
	unsetenv("AWS_PROFILE");
	secret_is_wiped(answers, "KEPT");
	kit_remove(".aws/config");
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", CONTAINER, 1);
	secret_is_wiped(answers, "KEPT");
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", CONTAINER "/broken", 1);
	secret_is_wiped(answers, "EC2A_E_DENIED");
	kit_remove("printed");
}
#else
static void test_wiped(void)
{
	/* Memory cannot be searched here. */
}
#endif

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "renewed in time", test_renewed },
		{ "renewing fails", test_renewing_fails },
		{ "the service says that they expired", test_told_expired },
		{ "short lives", test_short_lives },
		{ "URLs of STS", test_sts_urls },
		{ "URL of SSO", test_sso_url },
		{ "URLs of containers", test_container_url },
		{ "URLs of instances", test_instance_url },
		{ "cancelling", test_cancel },
		{ "one of several is stopped", test_stop },
		{ "programs", test_spawn },
		{ "signals of programs", test_spawn_signals },
		{ "threads", test_threads },
		{ "no secret stays in memory", test_wiped },
		{ NULL, NULL },
	};
	char command[256];
	int failed;

	if (!mkdtemp(kit_home))
		return 2;
	failed = ec2a_test_main("creds", tests);
	snprintf(command, sizeof command, "rm -rf '%s'", kit_home);
	return system(command) != 0 || failed;
}

/* SPDX-License-Identifier: MIT */
#ifndef EC2A_CREDS_KIT_H
#define EC2A_CREDS_KIT_H

/* A home folder, a clock, and a transport whose answers are written down beforehand. */
#include "test.h"

#include "creds_state.h"

#include <ec2access/ec2access.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

/* One answer: made by a function, so that a secret need not stand in the test's own memory. */
struct kit_answer {
	const char *url; /* what the URL begins with */
	int status;      /* below 0: the code that the transport fails with */
	const char *body;
	void (*make)(char *out, size_t size);
};

struct kit {
	struct ec2a__http *http;
	struct ec2a__creds *creds;
	const struct kit_answer *answers; /* up to one without URL; the first that fits is given */
	atomic_int asked;
	atomic_int pauses;
	atomic_llong now;
	pthread_mutex_t lock;
	char url[1024];     /* the last one */
	char method[8];
	char header[256];   /* of the last ask: the one that want_header names */
	const char *want_header;
	char body[4096];
};

static char kit_home[] = "/tmp/ec2access-creds.XXXXXX";

struct kit_call {
	char body[4096];
	size_t size, at;
};

static inline int kit_open(void *user, const char *method, const char *url, const char *const *headers,
			   size_t header_count, const void *body, size_t body_size, int seconds, void **ret_call,
			   int *ret_status)
{
	struct kit *kit = user;
	const struct kit_answer *answer = kit->answers;
	struct kit_call *call;

	(void)seconds;
	atomic_fetch_add(&kit->asked, 1);
	pthread_mutex_lock(&kit->lock);
	snprintf(kit->url, sizeof kit->url, "%s", url);
	snprintf(kit->method, sizeof kit->method, "%s", method);
	snprintf(kit->body, sizeof kit->body, "%.*s", (int)body_size, body_size ? (const char *)body : "");
	for (size_t i = 0; i < header_count && kit->want_header; i++)
		if (strcmp(headers[2 * i], kit->want_header) == 0)
			snprintf(kit->header, sizeof kit->header, "%s", headers[2 * i + 1]);
	pthread_mutex_unlock(&kit->lock);
	while (answer && answer->url && strncmp(url, answer->url, strlen(answer->url)) != 0)
		answer++;
	if (!answer || !answer->url)
		return EC2A_E_IO;
	if (answer->status < 0)
		return answer->status;
	call = calloc(1, sizeof *call);
	if (!call)
		return EC2A_E_NOMEM;
	if (answer->make)
		answer->make(call->body, sizeof call->body);
	else
		snprintf(call->body, sizeof call->body, "%s", answer->body ? answer->body : "");
	call->size = strlen(call->body);
	*ret_call = call;
	*ret_status = answer->status;
	return 0;
}

static inline const char *kit_header(void *call, const char *name)
{
	(void)call;
	(void)name;
	return NULL;
}

static inline int kit_read(void *user, void *buffer, size_t size, size_t *ret_size)
{
	struct kit_call *call = user;
	size_t n = call->size - call->at < size ? call->size - call->at : size;

	memcpy(buffer, call->body + call->at, n);
	call->at += n;
	*ret_size = n;
	return 0;
}

static inline void kit_close(void *user)
{
	volatile char *body = ((struct kit_call *)user)->body;

	for (size_t i = 0; i < sizeof ((struct kit_call *)user)->body; i++)
		body[i] = 0;
	free(user);
}

static inline int64_t kit_now(void *user)
{
	return atomic_load(&((struct kit *)user)->now);
}

static inline void kit_pause(void *user, int milliseconds)
{
	(void)milliseconds;
	atomic_fetch_add(&((struct kit *)user)->pauses, 1);
}

/* Nothing of the machine's own environment. */
static inline void kit_clear_environment(void)
{
	static const char *const names[] = {
		"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN",
		"AWS_CREDENTIAL_EXPIRATION", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION",
		"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN",
		"AWS_ROLE_SESSION_NAME", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_SSO",
		"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_STS_REGIONAL_ENDPOINTS", "AWS_EC2_METADATA_DISABLED",
		"AWS_EC2_METADATA_SERVICE_ENDPOINT", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
		"AWS_EC2_METADATA_V1_DISABLED", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
		"AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN",
		"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
	};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		unsetenv(names[i]);
	setenv("HOME", kit_home, 1);
}

/* A file below the home folder; written without a buffer of the C library's. */
static inline void kit_write(const char *name, const char *text, int mode)
{
	char path[512];
	int fd;

	snprintf(path, sizeof path, "%s/%s", kit_home, name);
	for (char *slash = strchr(path + sizeof kit_home, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
	CU_ASSERT_FATAL(fd >= 0);
	CU_ASSERT(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
}

static inline void kit_remove(const char *name)
{
	char path[512];

	snprintf(path, sizeof path, "%s/%s", kit_home, name);
	unlink(path);
}

static inline void kit_begin(struct kit *kit, const struct kit_answer *answers)
{
	ec2a_config *config;

	memset(kit, 0, sizeof *kit);
	kit->answers = answers;
	atomic_init(&kit->now, 1700000000);
	pthread_mutex_init(&kit->lock, NULL);
	CU_ASSERT_FATAL(ec2a_config_new(&config) == 0);
	CU_ASSERT(ec2a_config_set_int(config, EC2A_OPT_CREDENTIAL_PROCESS, 1) == 0);
	CU_ASSERT(ec2a_config_set_transport(config, kit_open, kit_header, kit_read, kit_close, kit, NULL) == 0);
	CU_ASSERT_FATAL(ec2a__http_new(config, &kit->http) == 0);
	CU_ASSERT_FATAL(ec2a__creds_new(config, kit->http, &kit->creds) == 0);
	ec2a_config_unref(config);
	ec2a__creds_set_clock(kit->creds, kit_now, kit_pause, kit);
}

static inline void kit_end(struct kit *kit)
{
	ec2a__creds_free(kit->creds);
	ec2a__http_unref(kit->http);
	pthread_mutex_destroy(&kit->lock);
}

/* The key id, or the code and the sentence; valid until the next one. */
static inline const char *kit_key(struct kit *kit)
{
	static _Thread_local char out[1024];
	struct ec2a__creds_copy copy = { NULL, NULL, NULL };
	struct ec2a__buf error;
	int r;

	ec2a__buf_init(&error, 65536);
	r = ec2a__creds_get(kit->creds, NULL, &copy, &error);
	if (r == 0)
		snprintf(out, sizeof out, "%s", copy.access_key);
	else
		snprintf(out, sizeof out, "%s: %s", ec2a_enum_name(EC2A_ENUM_ERROR, r), error.data ? error.data : "");
	ec2a__creds_wipe(&copy);
	ec2a__buf_free(&error);
	return out;
}

#endif

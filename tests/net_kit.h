/* SPDX-License-Identifier: MIT */
#ifndef NET_KIT_H
#define NET_KIT_H

/* A transport of the test's own (ec2a_config_set_transport()): what is asked is kept, what is answered is written
 * beforehand. Nothing leaves the process, and it works where the library was built without libcurl. */
#include "test.h"

#include <ec2access/ec2access.h>
#include <pthread.h>

#define KIT_ANSWERS 32
#define KIT_BYTES   8192

#define KIT_ACCESS "AKIDEXAMPLE"
#define KIT_SECRET "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
#define KIT_TOKEN  "AQoDYXdzEPT-this-is-a-session-token"

struct kit_answer {
	int open;            /* what opening gives */
	int status;
	const char *headers; /* "Name: value\n" ... */
	const char *body;
	int end;             /* what reading gives behind the body */
};

struct kit_call {
	struct kit *kit;
	const struct kit_answer *answer;
	size_t at;
	char value[256];
};

struct kit {
	struct kit_answer answers[KIT_ANSWERS]; /* in their order; the last one again and again */
	size_t n, asked, opened, closed;
	char method[KIT_ANSWERS][8], url[KIT_ANSWERS][512], headers[KIT_ANSWERS][KIT_BYTES], body[KIT_ANSWERS][512];
	int seconds;
	char log[KIT_BYTES]; /* what the library told */
	pthread_mutex_t lock;
	void (*meanwhile)(void *user); /* called when a body was read to its end */
	void *user;
	size_t chunk; /* most bytes of one read; 0: any */
};

static inline void kit_keep(struct kit *kit, size_t at, const char *method, const char *url, const char *const *headers,
			    size_t count, const void *body, size_t size)
{
	size_t used = 0;

	snprintf(kit->method[at], sizeof(kit->method[at]), "%s", method);
	snprintf(kit->url[at], sizeof(kit->url[at]), "%s", url);
	snprintf(kit->body[at], sizeof(kit->body[at]), "%.*s", (int)size, (const char *)body);
	kit->headers[at][0] = '\0';
	for (size_t i = 0; i < count && used < KIT_BYTES; i++)
		used += (size_t)snprintf(kit->headers[at] + used, KIT_BYTES - used, "%s: %s\n", headers[2 * i],
					 headers[2 * i + 1]);
}

static inline int kit_open(void *user, const char *method, const char *url, const char *const *headers, size_t count,
			   const void *body, size_t size, int seconds, void **ret_call, int *ret_status)
{
	struct kit *kit = user;
	const struct kit_answer *answer;
	struct kit_call *call;
	size_t at;

	pthread_mutex_lock(&kit->lock);
	at = kit->asked++;
	answer = &kit->answers[at < kit->n ? at : kit->n - 1];
	kit_keep(kit, at < KIT_ANSWERS ? at : KIT_ANSWERS - 1, method, url, headers, count, body, size);
	kit->seconds = seconds;
	pthread_mutex_unlock(&kit->lock);
	if (answer->open != 0)
		return answer->open;
	call = calloc(1, sizeof(*call));
	if (!call)
		return EC2A_E_NOMEM;
	call->kit = kit;
	call->answer = answer;
	pthread_mutex_lock(&kit->lock);
	kit->opened++;
	pthread_mutex_unlock(&kit->lock);
	*ret_call = call;
	*ret_status = answer->status;
	return 0;
}

static inline const char *kit_header(void *user, const char *name)
{
	struct kit_call *call = user;
	const char *at = call->answer->headers;
	size_t size = strlen(name);

	for (; at && *at; at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL) {
		size_t i = 0;

		while (i < size && (at[i] | 32) == (name[i] | 32))
			i++;
		if (i < size || at[i] != ':')
			continue;
		snprintf(call->value, sizeof(call->value), "%.*s", (int)strcspn(at + size + 2, "\n"), at + size + 2);
		return call->value;
	}
	return NULL;
}

static inline int kit_read(void *user, void *buffer, size_t size, size_t *ret_size)
{
	struct kit_call *call = user;
	const char *body = call->answer->body ? call->answer->body : "";
	size_t left = strlen(body) - call->at;

	if (left > size)
		left = size;
	if (call->kit->chunk && left > call->kit->chunk)
		left = call->kit->chunk;
	if (!left) {
		if (call->kit->meanwhile)
			call->kit->meanwhile(call->kit->user);
		*ret_size = 0;
		return call->answer->end;
	}
	memcpy(buffer, body + call->at, left);
	call->at += left;
	*ret_size = left;
	return 0;
}

static inline void kit_close(void *user)
{
	struct kit_call *call = user;

	pthread_mutex_lock(&call->kit->lock);
	call->kit->closed++;
	pthread_mutex_unlock(&call->kit->lock);
	free(call);
}

static inline void kit_log(int code, const char *message, void *user)
{
	struct kit *kit = user;
	size_t used = strlen(kit->log);

	(void)code;
	snprintf(kit->log + used, sizeof(kit->log) - used, "%s\n", message);
}

static inline void kit_begin(struct kit *kit)
{
	memset(kit, 0, sizeof(*kit));
	pthread_mutex_init(&kit->lock, NULL);
	/* Nobody's own files, and no asking of the machine that the test runs on. */
	setenv("AWS_CONFIG_FILE", "/dev/null", 1);
	setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null", 1);
	setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
	for (size_t i = 0; i < 12; i++)
		unsetenv((const char *const[]){ "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL",
						"AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_CLOUDTRAIL", "AWS_CA_BUNDLE",
						"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
						"AWS_USE_FIPS_ENDPOINT", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS" }[i]);
}

static inline void kit_add(struct kit *kit, int status, const char *headers, const char *body)
{
	kit->answers[kit->n++] = (struct kit_answer){ 0, status, headers, body, 0 };
}

static inline ec2a_config *kit_config(struct kit *kit)
{
	ec2a_config *config = NULL;

	CU_ASSERT_FATAL(ec2a_config_new(&config) == 0);
	EQ_INT(ec2a_config_set_transport(config, kit_open, kit_header, kit_read, kit_close, kit, NULL), 0);
	EQ_INT(ec2a_config_set_aws_keys(config, KIT_ACCESS, KIT_SECRET, KIT_TOKEN), 0);
	EQ_INT(ec2a_config_set_log(config, kit_log, kit, NULL), 0);
	return config;
}

/* Each request was closed, and no secret left the headers. */
static inline void kit_end(struct kit *kit)
{
	EQ_INT(kit->opened, kit->closed);
	CU_ASSERT_PTR_NULL(strstr(kit->log, KIT_SECRET));
	for (size_t i = 0; i < kit->asked && i < KIT_ANSWERS; i++) {
		CU_ASSERT_PTR_NULL(strstr(kit->url[i], KIT_SECRET));
		CU_ASSERT_PTR_NULL(strstr(kit->url[i], KIT_TOKEN));
		CU_ASSERT_PTR_NULL(strstr(kit->headers[i], KIT_SECRET));
	}
	pthread_mutex_destroy(&kit->lock);
}

#endif

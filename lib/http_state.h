/* SPDX-License-Identifier: MIT */
#ifndef EC2A_HTTP_STATE_H
#define EC2A_HTTP_STATE_H

#include "http.h"
#include "settings.h"

/* What http.c and the two engines behind it share: libcurl's (http_drive.c, http_curl.c) and that of a transport
 * which the configuration names (http_transport.c). */

#define EC2A__HTTP_ERROR_BYTES 4096

struct ec2a__http_engine {
	int (*open)(struct ec2a__http *http); /* make http->state */
	void (*close)(struct ec2a__http *http);
	int (*start)(struct ec2a__answer *answer); /* make answer->state, and begin */
	int (*head)(struct ec2a__answer *answer);  /* wait for it, and set answer->status */
	int (*read)(struct ec2a__answer *answer, void *buffer, size_t size, size_t *ret_size);
	int (*ready)(struct ec2a__answer *answer);
	const char *(*header)(const struct ec2a__answer *answer, const char *name);
	void (*drop)(struct ec2a__answer *answer); /* calls ec2a__answer_destroy(), at once or later */
};

struct ec2a__http {
	atomic_uint refs;
	atomic_int cancelled;
	ec2a_config *config;
	const struct ec2a__http_engine *engine;
	void *state;
};

struct ec2a__answer {
	struct ec2a__http *http;
	char *method;
	char *url;
	char **headers; /* name, value, name, value ... */
	size_t header_count;
	unsigned char *body;
	size_t body_size;
	uint64_t max_bytes;
	int seconds;
	int direct;
	const atomic_int *stop;
	int has_head;
	int status;
	int result; /* once it failed */
	int final;  /* and would fail again */
	uint64_t taken; /* bytes of the body that were read */
	struct ec2a__buf error;
	void *state;
};

/* NULL where the library was built without libcurl. */
const struct ec2a__http_engine *ec2a__http_curl_engine(void);
const struct ec2a__http_engine *ec2a__http_transport_engine(void);

/* Free what http.c made; the engine's state is gone already. */
void ec2a__answer_destroy(struct ec2a__answer *answer);

/* Keep "URL without query: TEXT" and the code, which is returned. */
int ec2a__answer_fail(struct ec2a__answer *answer, int code, const char *text);

int ec2a__answer_cancelled(const struct ec2a__answer *answer);

#endif

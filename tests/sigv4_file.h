/* SPDX-License-Identifier: MIT */
#ifndef SIGV4_FILE_H
#define SIGV4_FILE_H

/* Requests to sign, and what must come of them, as text: "word value" a line, an empty line behind each request
 * (tests/sigv4/vectors.txt). Read by test_sigv4.c and by sigv4_sign.c. */
#include "sigv4.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIGV4_LINES 64
#define SIGV4_BYTES 65536

struct sigv4_case {
	char lines[SIGV4_LINES][SIGV4_BYTES / 16];
	char name[128], want_signed[512], want_canonical[80], want_signature[80];
	struct ec2a__pair query[SIGV4_LINES], headers[SIGV4_LINES];
	struct ec2a__sigv4_ask ask;
	struct ec2a__keys keys;
};

static inline void sigv4_case_begin(struct sigv4_case *vector)
{
	memset(vector, 0, sizeof(*vector));
	vector->ask.host = "example.amazonaws.com";
	vector->ask.path = "";
	vector->ask.method = "GET";
	vector->ask.service = "service";
	vector->ask.region = "us-east-1";
	vector->ask.time = 1440938160;
	vector->ask.query = vector->query;
	vector->ask.headers = vector->headers;
	vector->keys.access_key = "AKIDEXAMPLE";
	vector->keys.secret_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
}

static inline void sigv4_case_s3(struct sigv4_case *vector)
{
	vector->ask.host = "examplebucket.s3.amazonaws.com";
	vector->ask.service = "s3";
	vector->ask.time = 1369353600;
	vector->ask.encode_once = vector->ask.tell_payload = 1;
	vector->keys.access_key = "AKIAIOSFODNN7EXAMPLE";
	vector->keys.secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
}

static inline struct ec2a__pair sigv4_pair(char *text, char between)
{
	struct ec2a__pair pair = { text, "" };
	char *at = strchr(text, between);

	if (at) {
		*at = '\0';
		pair.value = at + 1;
	}
	return pair;
}

/* 0: a word that nobody knows. */
static inline int sigv4_case_take(struct sigv4_case *vector, const char *word, char *value)
{
	struct ec2a__sigv4_ask *ask = &vector->ask;

	if (strcmp(word, "name") == 0)
		snprintf(vector->name, sizeof(vector->name), "%s", value);
	else if (strcmp(word, "method") == 0)
		ask->method = value;
	else if (strcmp(word, "path") == 0)
		ask->path = value;
	else if (strcmp(word, "once") == 0)
		ask->encode_once = 1;
	else if (strcmp(word, "payload") == 0)
		ask->tell_payload = 1;
	else if (strcmp(word, "s3") == 0)
		sigv4_case_s3(vector);
	else if (strcmp(word, "query") == 0)
		vector->query[ask->query_count++] = sigv4_pair(value, '=');
	else if (strcmp(word, "header") == 0)
		vector->headers[ask->header_count++] = sigv4_pair(value, ':');
	else if (strcmp(word, "body") == 0)
		ask->body = value, ask->body_size = strlen(value);
	else if (strcmp(word, "host") == 0)
		ask->host = value;
	else if (strcmp(word, "service") == 0)
		ask->service = value;
	else if (strcmp(word, "region") == 0)
		ask->region = value;
	else if (strcmp(word, "time") == 0)
		ask->time = strtoll(value, NULL, 10);
	else if (strcmp(word, "access") == 0)
		vector->keys.access_key = value;
	else if (strcmp(word, "secret") == 0)
		vector->keys.secret_key = value;
	else if (strcmp(word, "token") == 0)
		vector->keys.session_token = value;
	else if (strcmp(word, "signed") == 0)
		snprintf(vector->want_signed, sizeof(vector->want_signed), "%s", value);
	else if (strcmp(word, "canonical") == 0)
		snprintf(vector->want_canonical, sizeof(vector->want_canonical), "%s", value);
	else if (strcmp(word, "signature") == 0)
		snprintf(vector->want_signature, sizeof(vector->want_signature), "%s", value);
	else
		return 0;
	return 1;
}

/* The next request: 1, 0 at the end, -1 for a line that is wrong. */
static inline int sigv4_case_read(FILE *file, struct sigv4_case *vector)
{
	int n = 0;

	sigv4_case_begin(vector);
	while (n < SIGV4_LINES && fgets(vector->lines[n], sizeof(vector->lines[n]), file)) {
		char *line = vector->lines[n], *value;

		line[strcspn(line, "\n")] = '\0';
		if (*line == '#')
			continue;
		if (!*line && !n)
			continue;
		if (!*line)
			return 1;
		value = strchr(line, ' ');
		if (value)
			*value++ = '\0';
		if (!sigv4_case_take(vector, line, value ? value : line + strlen(line)))
			return -1;
		n++;
	}
	return n > 0;
}

#endif

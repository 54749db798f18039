/* SPDX-License-Identifier: MIT */
/* Each allocation failing in turn in Event history and in a list of public keys, over a transport that answers by what
 * is asked. What was told EC2A_E_NOMEM works when it is made again: no page is lost, and none comes twice. */
#include "oom.h"

#include "aws_state.h"

#include <string.h>

#define PAGE "{\"Events\":[{\"EventTime\":300}],\"NextToken\":\"t1\"}"

static const char *body;
static size_t at;

static int open_by_body(void *user, const char *method, const char *url, const char *const *sent, size_t count,
			const void *asked, size_t size, int seconds, void **ret_call, int *ret_status)
{
	char text[1024];

	(void)user, (void)method, (void)url, (void)sent, (void)count, (void)seconds;
	snprintf(text, sizeof(text), "%.*s", (int)size, (const char *)asked);
	*ret_call = &body;
	*ret_status = strstr(text, "\"old\"") ? 400 : 200;
	at = 0;
	if (strstr(text, "\"MaxResults\":1}"))
		body = "{\"Events\":[{\"CloudTrailEvent\":\"{\\\"recipientAccountId\\\":\\\"111122223333\\\"}\"}]}";
	else if (strstr(text, "\"t1\""))
		body = "{\"Events\":[{\"EventTime\":200}],\"NextToken\":\"old\"}";
	else if (strstr(text, "\"old\""))
		body = "{\"__type\":\"InvalidNextTokenException\"}";
	else if (strstr(text, "\"EndTime\":200"))
		body = "{\"Events\":[{\"EventTime\":100}]}";
	else
		body = strstr(text, "\"MaxResults\"") ? PAGE : "{\"PublicKeyList\":[]}";
	return 0;
}

static const char *no_header(void *call, const char *name)
{
	(void)call, (void)name;
	return NULL;
}

static int read_body(void *call, void *buffer, size_t size, size_t *ret_size)
{
	size_t left = strlen(body) - at;

	(void)call;
	left = left < size ? left : size;
	memcpy(buffer, body + at, left);
	at += left;
	*ret_size = left;
	return 0;
}

static void close_it(void *call)
{
	(void)call;
}

static struct ec2a__aws *make(ec2a_config **ret_config)
{
	struct ec2a__aws *aws = NULL;
	int r;

	AGAIN(r, ec2a_config_new(ret_config));
	AGAIN(r, ec2a_config_set_aws_keys(*ret_config, "AKID", "secret", NULL));
	r = ec2a_config_set_transport(*ret_config, open_by_body, no_header, read_body, close_it, NULL, NULL);
	AGAIN(r, ec2a__config_aws(*ret_config, &aws));
	aws->wait_ms = 0;
	AGAIN(r, ec2a__rates_get(ec2a__aws_rates(aws), "eu-west-1", 0) ? 0 : EC2A_E_NOMEM);
	return aws;
}

static void note_input(ec2a_input *input)
{
	char buffer[40];
	size_t size;
	int r;

	oom_note("%s\n", ec2a_input_name(input));
	do {
		AGAIN(r, ec2a_input_read(input, buffer, sizeof(buffer), &size));
		oom_note("%d %.*s\n", r, (int)size, buffer);
	} while (r == 1);
}

static void work_pages(void *user)
{
	ec2a_config *config = NULL;
	struct ec2a__aws *aws = make(&config);
	ec2a_source *source = NULL;
	ec2a_input *input = NULL;
	int r;

	(void)user;
	AGAIN(r, ec2a_source_lookup(config, "eu-west-1", NULL, NULL, INT64_MIN, INT64_MAX, &source));
	for (int i = 0; i < 2; i++) {
		AGAIN(r, ec2a_source_next(source, &input));
		oom_note("next %d\n", r);
		if (r != 1)
			break;
		note_input(input);
		ec2a_input_free(input);
	}
	ec2a_source_free(source);
	ec2a__aws_unref(aws);
	ec2a_config_unref(config);
}

static void work_continue(void *user)
{
	ec2a_config *config = NULL;
	struct ec2a__aws *aws = make(&config);
	ec2a_source *source = NULL;
	ec2a_input *input = NULL;
	void *packed = NULL;
	size_t size;
	int r;

	(void)user;
	AGAIN(r, ec2a_source_lookup(config, "eu-west-1", "ReadOnly", "false", INT64_MIN, INT64_MAX, &source));
	AGAIN(r, ec2a_source_next(source, &input));
	AGAIN(r, ec2a_input_continue(input, PAGE, strlen(PAGE)));
	oom_note("continue %d\n", r);
	note_input(input);
	ec2a_input_free(input);
	ec2a_source_free(source);
	AGAIN(r, ec2a_source_public_keys(config, "eu-west-1", &source));
	AGAIN(r, ec2a_source_next(source, &input));
	note_input(input);
	ec2a_input_free(input);
	ec2a_source_free(source);
	AGAIN(r, ec2a_gzip(PAGE, strlen(PAGE), &packed, &size));
	oom_note_bytes("packed", packed, size);
	ec2a_free(packed);
	ec2a__aws_unref(aws);
	ec2a_config_unref(config);
}

static void test_pages(void)
{
	oom_torture("pages", work_pages, NULL, 1);
}

static void test_continue(void)
{
	oom_torture("going on, keys, packing", work_continue, NULL, 1);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "pages", test_pages },
		{ "going on, keys, packing", test_continue },
		{ NULL, NULL },
	};

	if (!oom_possible()) {
		puts("SKIP: the linker has no --wrap");
		return 77;
	}
	setenv("AWS_CONFIG_FILE", "/dev/null", 1);
	setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null", 1);
	setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
	return ec2a_test_main("oom_lookup", tests);
}

/* SPDX-License-Identifier: MIT */
/*
 * What check_creds.py asks the library: where AWS keys come from. Prints the place and the access key id, never a
 * secret; or the error.
 *
 *   creds_tool keys [-p PROFILE] [-n] [-e]   -n: no credential_process; -e: keys of the configuration
 *   creds_tool threads N                     N threads at once: each key id and how many had it
 *   creds_tool region [-p PROFILE]
 *   creds_tool has-http                      status 0 where the library was built with libcurl
 *   creds_tool ini FILE NAME...              "section|name=value" of the names that are there, \n for a line feed
 */
#include "creds_state.h"
#include "http.h"

#include <ec2access/ec2access.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct ec2a__creds *open_creds(const char *profile, int no_process, int keys)
{
	struct ec2a__creds *creds = NULL;
	struct ec2a__http *http = NULL;
	ec2a_config *config;

	if (ec2a_config_new(&config) < 0 || ec2a_config_set_int(config, EC2A_OPT_CREDENTIAL_PROCESS, !no_process) < 0 ||
	    ec2a_config_set_int(config, EC2A_OPT_REQUEST_SECONDS, 10) < 0 ||
	    (profile && ec2a_config_set_str(config, EC2A_OPT_AWS_PROFILE, profile) < 0) ||
	    (keys && ec2a_config_set_aws_keys(config, "AKIDEXPLICIT", "explicit-secret-0", NULL) < 0) ||
	    ec2a__http_new(config, &http) < 0 || ec2a__creds_new(config, http, &creds) < 0)
		exit(2);
	ec2a__http_unref(http);
	ec2a_config_unref(config);
	return creds;
}

static int has_http(void)
{
	struct ec2a__http *http;

	if (ec2a__http_new(NULL, &http) < 0)
		return 1;
	ec2a__http_unref(http);
	return 0;
}

static int keys(struct ec2a__creds *creds)
{
	struct ec2a__creds_copy copy = { NULL, NULL, NULL };
	struct ec2a__buf error;
	int r;

	ec2a__buf_init(&error, 65536);
	r = ec2a__creds_get(creds, NULL, &copy, &error);
	if (r == 0)
		printf("%s %s%s\n", ec2a__creds_source(creds), copy.access_key, copy.session_token ? " token" : "");
	else
		printf("error %s: %s\n", ec2a_enum_name(EC2A_ENUM_ERROR, r), error.data ? error.data : "");
	ec2a__creds_wipe(&copy);
	ec2a__buf_free(&error);
	return 0;
}

static int region(struct ec2a__creds *creds)
{
	struct ec2a__buf out;
	int r;

	ec2a__buf_init(&out, 1000);
	r = ec2a__creds_region(creds, &out);
	printf("%d %s\n", r, out.data ? out.data : "");
	ec2a__buf_free(&out);
	return 0;
}

struct asker {
	pthread_t thread;
	struct ec2a__creds *creds;
	struct ec2a__creds_copy copy;
	int r;
};

static void *ask(void *user)
{
	struct asker *asker = user;
	struct ec2a__buf error;

	ec2a__buf_init(&error, 65536);
	asker->r = ec2a__creds_get(asker->creds, NULL, &asker->copy, &error);
	ec2a__buf_free(&error);
	return NULL;
}

static int threads(struct ec2a__creds *creds, int n)
{
	struct asker askers[64];
	int equal = 0;

	if (n < 1 || n > 64)
		return 2;
	for (int i = 0; i < n; i++) {
		askers[i] = (struct asker){ .creds = creds };
		if (pthread_create(&askers[i].thread, NULL, ask, &askers[i]) != 0)
			return 2;
	}
	for (int i = 0; i < n; i++) {
		pthread_join(askers[i].thread, NULL);
		equal += askers[i].r == 0 && askers[0].r == 0 && strcmp(askers[i].copy.access_key, askers[0].copy.access_key) == 0;
	}
	printf("%d %s\n", equal, askers[0].r == 0 ? askers[0].copy.access_key : ec2a_enum_name(EC2A_ENUM_ERROR, askers[0].r));
	for (int i = 0; i < n; i++)
		ec2a__creds_wipe(&askers[i].copy);
	return 0;
}

static void print_value(const char *value)
{
	for (; *value; value++)
		if (*value == '\n')
			fputs("\\n", stdout);
		else
			putchar(*value);
}

static int ini(const char *path, char **names)
{
	struct ec2a__ini_fault fault = { 0, NULL };
	struct ec2a__buf text;
	struct ec2a__ini *read = NULL;
	const char *why = "";
	int r;

	ec2a__buf_init(&text, EC2A__INI_BYTES);
	if (ec2a__buf_reserve(&text, 0) < 0 || ec2a__file_read(path, EC2A__INI_BYTES, &text, &why) != 1)
		return 2;
	r = ec2a__ini_read(text.data, text.len, &read, &fault);
	ec2a__buf_free(&text);
	if (r < 0) {
		printf("error line %d: %s\n", (int)fault.line, fault.what);
		return 0;
	}
	for (size_t i = 0; i < ec2a__ini_sections(read); i++) {
		printf("[%s]\n", ec2a__ini_section(read, i));
		for (char **name = names; *name; name++) {
			const char *value = ec2a__ini_get(read, i, *name);

			if (!value)
				continue;
			printf("%s=", *name);
			print_value(value);
			putchar('\n');
		}
	}
	ec2a__ini_free(read);
	return 0;
}

int main(int argc, char **argv)
{
	const char *profile = NULL;
	int no_process = 0, given = 0, r = 2;
	struct ec2a__creds *creds;

	if (argc < 2)
		return 2;
	if (strcmp(argv[1], "has-http") == 0)
		return has_http();
	if (strcmp(argv[1], "ini") == 0)
		return argc < 3 ? 2 : ini(argv[2], argv + 3);
	for (int i = 2; i < argc; i++) {
		if (strcmp(argv[i], "-p") == 0 && i + 1 < argc)
			profile = argv[++i];
		no_process |= strcmp(argv[i], "-n") == 0;
		given |= strcmp(argv[i], "-e") == 0;
	}
	creds = open_creds(profile, no_process, given);
	if (strcmp(argv[1], "keys") == 0)
		r = keys(creds);
	else if (strcmp(argv[1], "region") == 0)
		r = region(creds);
	else if (strcmp(argv[1], "threads") == 0 && argc > 2)
		r = threads(creds, atoi(argv[2]));
	ec2a__creds_free(creds);
	return r;
}

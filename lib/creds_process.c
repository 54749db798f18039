/* SPDX-License-Identifier: MIT */
/* A program that prints keys: "credential_process" of a profile. */
#include "creds_state.h"
#include "json_check.h"
#include "json_span.h"
#include "mem.h"
#include "settings.h"
#include "spawn.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

#define COMMAND_BYTES 65536

static int refuse(struct ec2a__look *look, const char *what, const char *more)
{
	return ec2a__look_refuse(look, EC2A_E_DENIED, "profile \"", look->name, "\": its credential_process ", what,
				 more, NULL);
}

/* The words as a program is given them, ended by NULL; new memory. */
static char **split(struct ec2a__buf *words, int count)
{
	char **all = ec2a__calloc((size_t)count + 1, sizeof(*all));
	char *word = words->data;

	for (int i = 0; all && i < count; i++) {
		all[i] = word;
		word += strlen(word) + 1;
	}
	return all;
}

/* What the words say may be a secret, so no sentence has one of them. What the program itself says goes nowhere. */
static int run(struct ec2a__look *look, char *const *words, struct ec2a__buf *out)
{
	struct ec2a__spawn spawn = { words, EC2A__CREDS_SECONDS, ec2a__creds_cancelled, look->creds };
	char number[16];
	int status = 0;
	int r = ec2a__spawn_read(&spawn, out, &status);

	switch (r) {
	case 0:
		break;
	case EC2A_E_NOMEM:
	case EC2A_E_CANCELLED:
		return r;
	case EC2A_E_NOT_FOUND:
		return refuse(look, "cannot be started: there is no such program, or it may not be run", "");
	case EC2A_E_LIMIT:
		return refuse(look, "prints too much", "");
	case EC2A_E_TRUNCATED:
		return refuse(look, "did not end in time", "");
	default:
		return refuse(look, "cannot be started", "");
	}
	if (status == 0)
		return 0;
	snprintf(number, sizeof(number), "%d", status);
	return refuse(look, "failed (run it by hand to see why); its exit status is ", number);
}

/* "Version": 1 */
static int is_version_1(const struct ec2a__buf *json)
{
	struct ec2a__json_fault fault;
	struct ec2a__span object;

	if (!json->len || ec2a__json_check(json->data, json->len, 16, &fault) < 0)
		return 0;
	object = ec2a__span_of(json->data, json->len);
	return ec2a__span_is_object(object) && ec2a__span_is(ec2a__span_get(object, "Version"), "1");
}

static int ask(struct ec2a__look *look, char *const *words, struct ec2a__found *ret_found)
{
	static const struct ec2a__found_names names = { NULL, "AccessKeyId", "SecretAccessKey", "SessionToken",
							"Expiration", 0, 0 };
	struct ec2a__buf out;
	const char *what;
	int r;

	ec2a__buf_init_secret(&out, EC2A__CREDS_ANSWER);
	r = ec2a__buf_reserve(&out, 0);
	if (r == 0)
		r = run(look, words, &out);
	if (r == 0 && !is_version_1(&out))
		r = refuse(look, "prints no JSON object with \"Version\": 1", "");
	if (r == 0)
		r = ec2a__found_read(ret_found, &out, &names, &what);
	ec2a__buf_free(&out);
	return r == EC2A_E_FORMAT ? refuse(look, "prints no keys: ", what) : r;
}

int ec2a__find_process(struct ec2a__look *look, struct ec2a__found *ret_found)
{
	const char *command = ec2a__profile_get(&look->profile, "credential_process");
	struct ec2a__buf text;
	char **words = NULL;
	int count, r;

	if (!command)
		return 0;
	if (!ec2a__config_int(look->settings, EC2A_OPT_CREDENTIAL_PROCESS))
		return refuse(look, "may not be run, unless the program allows it", "");
	ec2a__buf_init_secret(&text, COMMAND_BYTES);
	count = ec2a__words(command, &text);
	if (count > 0)
		words = split(&text, count);
	if (count == EC2A_E_NOMEM || (count > 0 && !words))
		r = EC2A_E_NOMEM;
	else if (count == EC2A_E_FORMAT)
		r = refuse(look, "has a quote that is not closed", "");
	else if (count <= 0 || !*words[0])
		r = refuse(look, count < 0 ? "is too long" : "names no program", "");
	else
		r = ask(look, words, ret_found);
	ec2a__free(words);
	ec2a__buf_free(&text);
	return r;
}

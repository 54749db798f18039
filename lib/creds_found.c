/* SPDX-License-Identifier: MIT */
/* Keys as a source gave them: checked before they are believed, wiped before they are forgotten. */
#include "creds_state.h"
#include "crypto.h"
#include "json_check.h"
#include "json_span.h"
#include "mem.h"
#include "text.h"
#include "timestamp.h"

#include <string.h>

#define DEPTH 16 /* of a JSON answer */

/* Printable, no blank: whatever else it were would break out of the header it is sent in. */
static int is_plain(const char *text, size_t max, const char *but)
{
	size_t size = strnlen(text, max + 1);

	for (size_t i = 0; i < size; i++)
		if ((unsigned char)text[i] <= ' ' || (unsigned char)text[i] >= 127 || strchr(but, text[i]))
			return 0;
	return size >= 1 && size <= max;
}

void ec2a__found_free(struct ec2a__found *found)
{
	ec2a__wipe_free(found->access_key);
	ec2a__wipe_free(found->secret_key);
	ec2a__wipe_free(found->session_token);
	memset(found, 0, sizeof(*found));
}

int ec2a__found_set(struct ec2a__found *found, const char *access_key, const char *secret_key,
		    const char *session_token, int64_t expires, const char **ret_what)
{
	struct ec2a__found set = { .expires = expires };

	if (session_token && !*session_token)
		session_token = NULL;
	*ret_what = NULL;
	if (!is_plain(access_key, EC2A__CREDS_KEY, "/,="))
		*ret_what = "the access key id is empty, too long, or holds what no key does";
	else if (!is_plain(secret_key, EC2A__CREDS_SECRET, ""))
		*ret_what = "the secret key is empty, too long, or holds what no key does";
	else if (session_token && !is_plain(session_token, EC2A__CREDS_TOKEN, ""))
		*ret_what = "the session token is too long, or holds what no token does";
	if (*ret_what)
		return EC2A_E_FORMAT;
	set.access_key = ec2a__strdup(access_key);
	set.secret_key = ec2a__strdup(secret_key);
	if (session_token)
		set.session_token = ec2a__strdup(session_token);
	if (!set.access_key || !set.secret_key || (session_token && !set.session_token)) {
		ec2a__found_free(&set);
		return EC2A_E_NOMEM;
	}
	*found = set;
	return 1;
}

int ec2a__found_time(const char *text, size_t size, int64_t *ret_seconds)
{
	struct ec2a__text time = { text, size };
	int64_t us;

	/* "2020-06-17T10:02:08UTC", as older versions of the AWS CLI keep it */
	ec2a__text_take_end(&time, "UTC");
	if (!ec2a__time_parse(time.data, time.size, &us))
		return 0;
	*ret_seconds = us / EC2A__SECOND;
	return 1;
}

/* ---- JSON ---------------------------------------------------------------------- */

/* The buffers hold secrets for as long as this lasts. */
struct texts {
	struct ec2a__buf access_key, secret_key, session_token, expires;
};

static int get_text(struct ec2a__span object, const char *name, struct ec2a__buf *out)
{
	return name ? ec2a__span_text(ec2a__span_get(object, name), out) : 0;
}

/* Milliseconds since 1970; of a fraction or an exponent, which nobody writes, nothing is made. */
static int read_milliseconds(struct ec2a__span number, int64_t *ret_seconds)
{
	int64_t value = 0;

	if (!number.size || number.size > 16)
		return 0;
	for (size_t i = 0; i < number.size; i++) {
		if (number.text[i] < '0' || number.text[i] > '9')
			return 0;
		value = value * 10 + (number.text[i] - '0');
	}
	*ret_seconds = value / 1000;
	return 1;
}

/* 1, 0 where it is not there, EC2A_E_FORMAT where it is no time, EC2A_E_NOMEM. */
static int read_expiry(struct ec2a__span object, const struct ec2a__found_names *names, struct ec2a__buf *text,
		       int64_t *ret_seconds)
{
	struct ec2a__span value = names->expires ? ec2a__span_get(object, names->expires)
						 : (struct ec2a__span){ NULL, 0 };
	int r;

	if (!value.text || ec2a__span_is(value, "null"))
		return 0;
	if (names->milliseconds)
		return read_milliseconds(value, ret_seconds) ? 1 : EC2A_E_FORMAT;
	r = ec2a__span_text(value, text);
	if (r <= 0)
		return r < 0 ? r : EC2A_E_FORMAT;
	return ec2a__found_time(text->data, text->len, ret_seconds) ? 1 : EC2A_E_FORMAT;
}

static int read_texts(struct ec2a__found *found, struct ec2a__span object, const struct ec2a__found_names *names,
		      struct texts *texts, const char **ret_what)
{
	int64_t expires = EC2A__CREDS_NEVER;
	int access = get_text(object, names->access_key, &texts->access_key);
	int secret = get_text(object, names->secret_key, &texts->secret_key);
	int token = get_text(object, names->session_token, &texts->session_token);
	int expiry = read_expiry(object, names, &texts->expires, &expires);

	if (access == EC2A_E_NOMEM || secret == EC2A_E_NOMEM || token == EC2A_E_NOMEM || expiry == EC2A_E_NOMEM)
		return EC2A_E_NOMEM;
	if (access != 1)
		*ret_what = "it has no access key id";
	else if (secret != 1)
		*ret_what = "it has no secret key";
	else if (expiry < 0)
		*ret_what = "the time when the keys expire is none";
	else if (names->needs_expires && expiry == 0)
		*ret_what = "it does not say when the keys expire";
	else if (names->needs_expires && token != 1)
		*ret_what = "it has no session token";
	if (*ret_what)
		return EC2A_E_FORMAT;
	return ec2a__found_set(found, texts->access_key.data, texts->secret_key.data,
			       token == 1 ? texts->session_token.data : NULL, expires, ret_what);
}

/* The object, once the whole text is known to be JSON. */
static int open_json(const struct ec2a__buf *json, struct ec2a__span *ret_object)
{
	struct ec2a__json_fault fault;

	if (!json->len || ec2a__json_check(json->data, json->len, DEPTH, &fault) < 0)
		return 0;
	*ret_object = ec2a__span_of(json->data, json->len);
	return ec2a__span_is_object(*ret_object);
}

int ec2a__found_read(struct ec2a__found *found, const struct ec2a__buf *json, const struct ec2a__found_names *names,
		     const char **ret_what)
{
	struct ec2a__span object;
	struct texts texts;
	int r;

	*ret_what = NULL;
	if (!open_json(json, &object)) {
		*ret_what = "it is no JSON object";
		return EC2A_E_FORMAT;
	}
	if (names->inside)
		object = ec2a__span_get(object, names->inside);
	if (!ec2a__span_is_object(object)) {
		*ret_what = "it holds no keys";
		return EC2A_E_FORMAT;
	}
	ec2a__buf_init_secret(&texts.access_key, EC2A__CREDS_ANSWER);
	ec2a__buf_init_secret(&texts.secret_key, EC2A__CREDS_ANSWER);
	ec2a__buf_init_secret(&texts.session_token, EC2A__CREDS_ANSWER);
	ec2a__buf_init_secret(&texts.expires, EC2A__CREDS_ANSWER);
	r = read_texts(found, object, names, &texts, ret_what);
	ec2a__buf_free(&texts.access_key);
	ec2a__buf_free(&texts.secret_key);
	ec2a__buf_free(&texts.session_token);
	ec2a__buf_free(&texts.expires);
	return r;
}

int ec2a__json_text_of(const struct ec2a__buf *json, const char *name, struct ec2a__buf *out)
{
	struct ec2a__span object;

	return open_json(json, &object) ? get_text(object, name, out) : 0;
}

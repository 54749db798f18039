/* SPDX-License-Identifier: MIT */
/* Sentences about keys, in which no secret stands. */
#include "creds_state.h"

#include <stdarg.h>
#include <string.h>

#define FOREIGN_BYTES 600 /* of what a service says; the ARNs of a refusal are long */
#define FOREIGN_WORD  160 /* a longer word may be a token */

/* Names of profiles and paths are the user's, but somebody may have made him take them over. */
static int add_clean(struct ec2a__buf *out, const char *text, size_t size)
{
	int r = 0;

	for (size_t i = 0; i < size && r == 0; i++) {
		unsigned char c = (unsigned char)text[i];

		r = ec2a__buf_addc(out, c < ' ' || c >= 127 ? '?' : (char)c);
	}
	return r;
}

static int add_all(struct ec2a__buf *out, va_list texts)
{
	const char *text;
	int r = 0;

	while (r == 0 && (text = va_arg(texts, const char *)))
		r = add_clean(out, text, strlen(text));
	return r;
}

int ec2a__look_refuse(struct ec2a__look *look, int code, ...)
{
	va_list texts;
	int r;

	ec2a__buf_clear(look->error);
	va_start(texts, code);
	r = add_all(look->error, texts);
	va_end(texts);
	return r == EC2A_E_NOMEM ? r : code;
}

int ec2a__look_note(struct ec2a__look *look, ...)
{
	va_list texts;
	int r = 0;

	if (look->notes->len)
		r = ec2a__buf_adds(look->notes, "; ");
	va_start(texts, look);
	if (r == 0)
		r = add_all(look->notes, texts);
	va_end(texts);
	return r == EC2A_E_NOMEM ? r : 0;
}

int ec2a__look_no_keys(struct ec2a__look *look)
{
	return ec2a__look_refuse(look, EC2A_E_DENIED,
				 "no AWS credentials: neither in the environment, nor in profile \"", look->name, "\", nor from a container or an instance",
				 look->notes->len ? " (" : "", look->notes->len ? look->notes->data : "",
				 look->notes->len ? ")" : "", NULL);
}

int ec2a__look_no_profile(struct ec2a__look *look)
{
	return ec2a__look_refuse(look, EC2A_E_DENIED, "profile \"", look->name, "\" is in neither file",
				 look->notes->len ? " (" : "", look->notes->len ? look->notes->data : "",
				 look->notes->len ? ")" : "", NULL);
}

static int add_words(struct ec2a__buf *out, const char *text, size_t size)
{
	int r = 0;

	for (size_t at = 0; at < size && r == 0;) {
		const char *blank = memchr(text + at, ' ', size - at);
		size_t word = blank ? (size_t)(blank - text) - at : size - at;

		if (word > FOREIGN_WORD)
			r = ec2a__buf_adds(out, "...");
		else
			r = add_clean(out, text + at, word);
		at += word;
		if (r == 0 && at < size) {
			r = ec2a__buf_addc(out, ' ');
			at++;
		}
	}
	return r;
}

int ec2a__add_foreign(struct ec2a__buf *out, const char *text, size_t size, const char *secret)
{
	int r;

	if (secret && *secret && strstr(text, secret))
		return ec2a__buf_adds(out, "(what it says is not shown: it holds a secret)");
	r = add_words(out, text, size < FOREIGN_BYTES ? size : FOREIGN_BYTES);
	if (r == 0 && size > FOREIGN_BYTES)
		r = ec2a__buf_adds(out, "...");
	return r;
}

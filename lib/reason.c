/* SPDX-License-Identifier: MIT */
#include "reason.h"

#include "utf8.h"

#include <string.h>

#define ARG_MAX 200 /* bytes of a text that a sentence takes in; the rest is in the record */

static const char *const sentences[EC2A__R_COUNT] = {
	[EC2A__R_NONE] = "",
#define EC2A__REASON(code, sentence) [EC2A__R_##code] = sentence,
#include "reason_table.h"
#undef EC2A__REASON
};

static const char *const names[EC2A__R_COUNT] = {
	[EC2A__R_NONE] = "",
#define EC2A__REASON(code, sentence) [EC2A__R_##code] = #code,
#include "reason_table.h"
#undef EC2A__REASON
};

const char *ec2a__reason_name(int code)
{
	return code > 0 && code < EC2A__R_COUNT ? names[code] : "";
}

int ec2a__reason_code(const char *name, size_t size)
{
	for (int code = 1; code < EC2A__R_COUNT; code++)
		if (strlen(names[code]) == size && memcmp(names[code], name, size) == 0)
			return code;
	return 0;
}

/* How much of a text goes in: whole characters, as far as it is UTF-8. */
static size_t cut(const char *text, size_t size)
{
	size_t at = 0, bad;

	if (size <= ARG_MAX)
		return size;
	for (;;) {
		size_t step = ec2a__utf8_next(text + at, size - at, &bad);

		step = step ? step : bad;
		if (at + step > ARG_MAX)
			return at;
		at += step;
	}
}

static int add_arg(struct ec2a__buf *buf, const char *arg)
{
	size_t size = arg ? strlen(arg) : 0;
	size_t part = arg ? cut(arg, size) : 0;
	int r = part ? ec2a__utf8_add_visible(buf, arg, part) : 0;

	return r == 0 && part < size ? ec2a__buf_adds(buf, "...") : r;
}

static int add_sentence(struct ec2a__buf *buf, const char *sentence, const char *const *args)
{
	int r = 0;

	while (r == 0 && *sentence) {
		size_t plain = strcspn(sentence, "%");

		if (plain) {
			r = ec2a__buf_add(buf, sentence, plain);
			sentence += plain;
		} else if (sentence[1] >= '1' && sentence[1] <= '0' + EC2A__REASON_ARGS) {
			r = add_arg(buf, args[sentence[1] - '1']);
			sentence += 2;
		} else {
			r = ec2a__buf_addc(buf, *sentence++);
		}
	}
	return r;
}

int ec2a__reason_add(struct ec2a__buf *buf, const struct ec2a__reason *reason)
{
	size_t before = buf->len;
	int r;

	if (reason->code >= EC2A__R_COUNT)
		return 0;
	r = add_sentence(buf, sentences[reason->code], reason->args);
	if (r < 0 && buf->len > before) {
		buf->len = before;
		buf->data[before] = '\0';
	}
	return r;
}

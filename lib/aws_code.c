/* SPDX-License-Identifier: MIT */
/* What a service calls its error, and its clock. */
#include "aws_state.h"

#include "ascii.h"
#include "json_tree.h"
#include "text.h"
#include "timestamp.h"

#include <string.h>

#define CODE_BYTES 128
#define JSON_DEPTH 16

/* "com.amazonaws.cloudtrail#InvalidNextTokenException:http://..." : what is between. Other bytes than a code has end it. */
static int add_code(const char *text, size_t size, struct ec2a__buf *out)
{
	const char *sharp = memchr(text, '#', size);
	size_t length = 0;

	if (sharp) {
		size -= (size_t)(sharp + 1 - text);
		text = sharp + 1;
	}
	while (length < size && length < CODE_BYTES &&
	       (ec2a__is_digit(text[length]) || (ec2a__lower(text[length]) >= 'a' && ec2a__lower(text[length]) <= 'z') ||
		text[length] == '.' || text[length] == '_' || text[length] == '-'))
		length++;
	return ec2a__buf_add(out, text, length);
}

static int add_json_code(const char *body, size_t size, struct ec2a__buf *out)
{
	struct ec2a__json_fault fault;
	struct ec2a__json *root;
	const char *code;
	int r = ec2a__json_parse(body, size, JSON_DEPTH, &root, &fault);

	if (r < 0)
		return r == EC2A_E_NOMEM ? r : 0;
	code = ec2a__json_str(ec2a__json_get(root, "__type"));
	if (!code)
		code = ec2a__json_str(ec2a__json_get(root, "code"));
	r = code ? add_code(code, strlen(code), out) : 0;
	ec2a__json_free(root);
	return r;
}

int ec2a__aws_code(const struct ec2a__answer *answer, const char *body, size_t size, struct ec2a__buf *out)
{
	const char *header = answer ? ec2a__answer_header(answer, "x-amzn-ErrorType") : NULL;
	struct ec2a__text text = { body, size };
	size_t begin, length;

	if (header && *header)
		return add_code(header, strlen(header), out);
	if (!size)
		return 0;
	if (body[0] == '{')
		return add_json_code(body, size, out);
	/* S3's and STS's errors are short XML; the first Code is the error's own. */
	begin = ec2a__text_find(text, "<Code>");
	if (begin == EC2A__NOWHERE)
		return 0;
	text = ec2a__text_part(text, begin + 6, size);
	length = ec2a__text_find(text, "</Code>");
	return length == EC2A__NOWHERE ? 0 : add_code(text.data, length, out);
}

static int two_digits(const char *text)
{
	return ec2a__is_digit(text[0]) && ec2a__is_digit(text[1]) ? (text[0] - '0') * 10 + (text[1] - '0') : -1;
}

/* "Sun, 06 Nov 1994 08:49:37 GMT" is the only form that servers may send today (RFC 9110, 5.6.7). */
int ec2a__http_date(const char *text, int64_t *ret_seconds)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char name[4] = { 0 };
	const char *month;
	int day, hour, minute, second, high, low;

	if (strlen(text) != 29 || strcmp(text + 25, " GMT") != 0)
		return 0;
	day = two_digits(text + 5);
	high = two_digits(text + 12);
	low = two_digits(text + 14);
	hour = two_digits(text + 17);
	minute = two_digits(text + 20);
	second = two_digits(text + 23);
	memcpy(name, text + 8, 3);
	month = strstr(months, name);
	if (!month || (month - months) % 3 || day < 1 || day > 31 || high < 19 || low < 0 || hour < 0 || hour > 23 ||
	    minute < 0 || minute > 59 || second < 0 || second > 60)
		return 0;
	*ret_seconds = ec2a__time_days(high * 100 + low, (int)((month - months) / 3) + 1, day) * 86400 + hour * 3600 +
		       minute * 60 + second;
	return 1;
}

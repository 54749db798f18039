/* SPDX-License-Identifier: MIT */
#include "utf8.h"

#include "eight.h"

#include <ec2access/ec2access.h>
#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/* What a lead byte asks for (Unicode 3.9, table 3-7): how many bytes follow,
 * and the range of the first of them, which keeps out overlong forms,
 * surrogates and what lies over U+10FFFF. */
struct lead {
	unsigned char first, last; /* lead bytes of this row */
	unsigned char more;
	unsigned char low, high;
};

static const struct lead leads[] = {
	{ 0xC2, 0xDF, 1, 0x80, 0xBF }, { 0xE0, 0xE0, 2, 0xA0, 0xBF }, { 0xE1, 0xEC, 2, 0x80, 0xBF },
	{ 0xED, 0xED, 2, 0x80, 0x9F }, { 0xEE, 0xEF, 2, 0x80, 0xBF }, { 0xF0, 0xF0, 3, 0x90, 0xBF },
	{ 0xF1, 0xF3, 3, 0x80, 0xBF }, { 0xF4, 0xF4, 3, 0x80, 0x8F },
};

static const struct lead *find_lead(unsigned char byte)
{
	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++)
		if (byte >= leads[i].first && byte <= leads[i].last)
			return &leads[i];
	return NULL;
}

size_t ec2a__utf8_next(const char *text, size_t size, size_t *ret_bad)
{
	const unsigned char *bytes = (const unsigned char *)text;
	const struct lead *lead;
	size_t at;

	*ret_bad = 0;
	if (!size)
		return 0;
	if (bytes[0] < 0x80)
		return 1;
	*ret_bad = 1;
	lead = find_lead(bytes[0]);
	if (!lead || size < 2 || bytes[1] < lead->low || bytes[1] > lead->high)
		return 0;
	for (at = 2; at <= lead->more; at++) {
		*ret_bad = at;
		if (at >= size || (bytes[at] & 0xC0) != 0x80)
			return 0;
	}
	*ret_bad = 0;
	return at;
}

/* Whether eight bytes are all plain, in the sense of the next function. */
static int are_plain(const char *text)
{
	uint64_t word = ec2a__eight(text);
	uint64_t control = (word - EC2A__ONES * 0x20) & ~word;

	return !(((word | control) & EC2A__HIGH) | ec2a__zero_byte(word ^ EC2A__ONES * '"') |
		 ec2a__zero_byte(word ^ EC2A__ONES * '\\') | ec2a__zero_byte(word ^ EC2A__ONES * 0x7F));
}

/* Most text is nothing else, so it is copied in one go. */
size_t ec2a__utf8_plain(const char *text, size_t size)
{
	size_t at = 0;

	while (size - at >= 8 && are_plain(text + at))
		at += 8;
	if (at && size - at < 8 && are_plain(text + size - 8)) /* the last ones, some of them again */
		return size;
	while (at < size) {
		unsigned char c = (unsigned char)text[at];

		if (c < 0x20 || c >= 0x7F || c == '"' || c == '\\')
			break;
		at++;
	}
	return at;
}

int ec2a__utf8_is_valid(const char *text, size_t size)
{
	size_t bad;

	while (size) {
		size_t n = ec2a__utf8_plain(text, size);

		if (!n)
			n = ec2a__utf8_next(text, size, &bad);
		if (!n)
			return 0;
		text += n;
		size -= n;
	}
	return 1;
}

/* The code point of a character that ec2a__utf8_next() found to be n bytes long. */
static uint32_t decode(const char *text, size_t n)
{
	static const unsigned char lead_bits[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
	uint32_t code = (unsigned char)text[0] & lead_bits[n];

	for (size_t i = 1; i < n; i++)
		code = code << 6 | ((unsigned char)text[i] & 0x3F);
	return code;
}

int ec2a__utf8_add_char(struct ec2a__buf *buf, uint32_t code)
{
	char out[4];

	if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
		return ec2a__buf_adds(buf, REPLACEMENT);
	if (code < 0x80)
		return ec2a__buf_addc(buf, (char)code);
	if (code < 0x800) {
		out[0] = (char)(0xC0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3F));
		return ec2a__buf_add(buf, out, 2);
	}
	if (code < 0x10000) {
		out[0] = (char)(0xE0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3F));
		out[2] = (char)(0x80 | (code & 0x3F));
		return ec2a__buf_add(buf, out, 3);
	}
	out[0] = (char)(0xF0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 0x3F));
	out[2] = (char)(0x80 | (code >> 6 & 0x3F));
	out[3] = (char)(0x80 | (code & 0x3F));
	return ec2a__buf_add(buf, out, 4);
}

/* How one character is written: n bytes of text when it is one, else n is 0
 * and bad bytes go. The three writers differ in this alone. */
typedef int (*add_one_fn)(struct ec2a__buf *buf, const char *text, size_t n, size_t bad);

/* On failure the buffer is as it was: a caller who tries again adds the text once. */
static int add_each(struct ec2a__buf *buf, const char *text, size_t size, add_one_fn add_one)
{
	size_t before = buf->len, n, bad;
	int r = ec2a__buf_reserve(buf, 0);

	while (r == 0 && size) {
		n = ec2a__utf8_plain(text, size);
		if (n) {
			bad = 0;
			r = ec2a__buf_add(buf, text, n);
		} else {
			n = ec2a__utf8_next(text, size, &bad);
			r = add_one(buf, text, n, bad);
		}
		text += n + bad;
		size -= n + bad;
	}
	if (r < 0)
		ec2a__buf_truncate(buf, before);
	return r;
}

static int add_repaired(struct ec2a__buf *buf, const char *text, size_t n, size_t bad)
{
	(void)bad;
	if (!n || !text[0])
		return ec2a__buf_adds(buf, REPLACEMENT);
	return ec2a__buf_add(buf, text, n);
}

int ec2a__utf8_add(struct ec2a__buf *buf, const char *text, size_t size)
{
	return add_each(buf, text, size, add_repaired);
}

static int add_hex(struct ec2a__buf *buf, uint32_t value, int digits)
{
	int r = 0;

	while (r == 0 && digits-- > 0)
		r = ec2a__buf_addc(buf, "0123456789abcdef"[value >> (4 * digits) & 15]);
	return r;
}

/* Characters that a terminal or a reader could take for something else than text. */
static int is_control(uint32_t code)
{
	return code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0x2028 || code == 0x2029 || /* separators */
	       code == 0x061C || code == 0x200E || code == 0x200F ||				     /* marks */
	       (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);	     /* overrides */
}

static int add_bytes_visible(struct ec2a__buf *buf, const char *text, size_t n)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < n; i++) {
		r = ec2a__buf_adds(buf, "\\x");
		if (r == 0)
			r = add_hex(buf, (unsigned char)text[i], 2);
	}
	return r;
}

static int add_visible(struct ec2a__buf *buf, const char *text, size_t n, size_t bad)
{
	uint32_t code;
	int r;

	if (!n)
		return add_bytes_visible(buf, text, bad);
	code = decode(text, n);
	if (!is_control(code))
		return ec2a__buf_add(buf, text, n);
	if (code < 0x80)
		return add_bytes_visible(buf, text, n);
	r = ec2a__buf_adds(buf, "\\u{");
	if (r == 0)
		r = add_hex(buf, code, 4);
	if (r == 0)
		r = ec2a__buf_addc(buf, '}');
	return r;
}

int ec2a__utf8_add_visible(struct ec2a__buf *buf, const char *text, size_t size)
{
	return add_each(buf, text, size, add_visible);
}

static int add_json(struct ec2a__buf *buf, const char *text, size_t n, size_t bad)
{
	static const char shorts[] = "\"\"\\\\\bb\ff\nn\rr\tt";
	unsigned char c = (unsigned char)text[0];
	int r;

	/* JSON asks for no more than these; DEL and C1 may stand as they are. */
	if (n != 1 || !c || (c >= 0x20 && c != '"' && c != '\\'))
		return add_repaired(buf, text, n, bad);
	for (const char *pair = shorts; *pair; pair += 2) {
		if (text[0] != pair[0])
			continue;
		r = ec2a__buf_addc(buf, '\\');
		return r < 0 ? r : ec2a__buf_addc(buf, pair[1]);
	}
	r = ec2a__buf_adds(buf, "\\u");
	return r < 0 ? r : add_hex(buf, c, 4);
}

int ec2a__utf8_add_json(struct ec2a__buf *buf, const char *text, size_t size)
{
	size_t before = buf->len;
	int r = ec2a__buf_addc(buf, '"');

	if (r == 0)
		r = add_each(buf, text, size, add_json);
	if (r == 0)
		r = ec2a__buf_addc(buf, '"');
	if (r < 0)
		ec2a__buf_truncate(buf, before);
	return r;
}

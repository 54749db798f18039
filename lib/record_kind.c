/* SPDX-License-Identifier: MIT */
/*
 * Which records count. This runs over every record of an archive, of which 99
 * in 100 are irrelevant: it compares bytes where they stand and allocates nothing.
 */
#include "record.h"

#include "eight.h"
#include "record_see.h"
#include "record_trail.h"

#include <string.h>

struct row {
	struct ec2a__record_kind kind;
	size_t source_size, name_size;
};

static const struct row rows[] = {
#define RECORD(source, name, class, role) \
	{ { source, name, EC2A_CLASS_##class, role }, sizeof(source) - 1, sizeof(name) - 1 },
#include "record_table.h"
#undef RECORD
};

#define N_ROWS (sizeof rows / sizeof rows[0])

/* An escape makes a text longer by one byte at least. */
static int is_text(const char *text, size_t size, const char *want, size_t want_size)
{
	if (size <= want_size)
		return size == want_size && memcmp(text, want, size) == 0;
	return memchr(text, '\\', size) != NULL && ec2a__json_string_is(text, size, want);
}

const struct ec2a__record_kind *ec2a__record_kind(const char *source, const char *name)
{
	for (size_t i = 0; i < N_ROWS && source && name; i++)
		if (strcmp(name, rows[i].kind.name) == 0 && strcmp(source, rows[i].kind.source) == 0)
			return &rows[i].kind;
	return NULL;
}

/* White space at the end of a string's bytes, as it is or as an escape: how many bytes. */
static size_t space_at_end(const char *text, size_t size)
{
	static const char *const escapes[] = { "\\t", "\\n", "\\r", "\\u0020", "\\u0009", "\\u000a", "\\u000A",
					       "\\u000d", "\\u000D" };

	if (size && strchr(" \t\n\r", text[size - 1]) && text[size - 1])
		return 1;
	for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++) {
		size_t n = strlen(escapes[i]);

		if (size >= n && memcmp(text + size - n, escapes[i], n) == 0)
			return n;
	}
	return 0;
}

static size_t space_at_start(const char *text, size_t size)
{
	size_t n;

	for (n = 1; n <= 6 && n <= size; n++)
		if (space_at_end(text, n) == n)
			return n;
	return 0;
}

/* Whether a string means what stands there: no escapes, no white space around it. */
static inline int is_plain(struct ec2a__span text)
{
	return text.size && text.text[0] > ' ' && text.text[text.size - 1] > ' ' &&
	       !ec2a__has_escape(text.text, text.size);
}

/* Names are compared without white space around them (seeds 001, 004: "SendSSHPublicKey "). */
static struct ec2a__span trimmed(struct ec2a__span text)
{
	size_t n;

	if (is_plain(text))
		return text;
	while (text.size && (n = space_at_end(text.text, text.size)) > 0)
		text.size -= n;
	while (text.size && (n = space_at_start(text.text, text.size)) > 0) {
		text.text += n;
		text.size -= n;
	}
	return text;
}

static inline int begins_aws(struct ec2a__span source)
{
	struct ec2a__span text = ec2a__span_inside(source);

	return text.size >= 4 && memcmp(text.text, "aws:", 4) == 0;
}

static int is_one_of(struct ec2a__span string, const char *a, const char *b)
{
	struct ec2a__span text = ec2a__span_inside(string);

	return text.text && (is_text(text.text, text.size, a, strlen(a)) || is_text(text.text, text.size, b, strlen(b)));
}

/* A string's bytes with their quotes, against one that the compiler knows. */
#define IS(value, literal) \
	((value).size == sizeof(literal) - 1 && memcmp((value).text, literal, sizeof(literal) - 1) == 0)

/* What nearly every record says of itself, which no notice does. */
static inline int is_usual(const struct ec2a__record_view *record)
{
	struct ec2a__span type = record->values[EC2A__KEY_TYPE], category = record->values[EC2A__KEY_CATEGORY];

	return IS(type, "\"AwsApiCall\"") &&
	       (!category.text || IS(category, "\"Management\"") || IS(category, "\"Data\""));
}

static __attribute__((noinline)) int is_insight(const struct ec2a__record_view *record)
{
	return is_one_of(record->values[EC2A__KEY_TYPE], "AwsCloudTrailInsight", "Insight") ||
	       is_one_of(record->values[EC2A__KEY_CATEGORY], "Insight", "Insight");
}

static inline int is_notice(const struct ec2a__record_view *record)
{
	/* S3 and SQS write "eventSource", SNS writes "EventSource". */
	return begins_aws(record->values[EC2A__KEY_SOURCE]) || begins_aws(record->values[EC2A__KEY_SNS_SOURCE]) ||
	       (!is_usual(record) && is_insight(record));
}

int ec2a__record_is_notice(const struct ec2a__record_view *record)
{
	return is_notice(record);
}

int ec2a__record_is(const struct ec2a__record_view *record)
{
	return record->values[EC2A__KEY_SOURCE].text && record->values[EC2A__KEY_NAME].text &&
	       !is_notice(record);
}

/* ---- which kind ------------------------------------------------------------- */

/* A bit for each name by its first eight bytes, and one by its size and last eight. The compiler makes two constants of
 * the table's; a name of which a bit is not there is in no row, which is so of nearly all that are in none. */
static inline uint64_t hash_bit(uint64_t word)
{
	return UINT64_C(1) << (word * UINT64_C(0x9e3779b97f4a7c15) >> 58);
}

static inline uint64_t first_bit(const char *name, size_t size)
{
	return hash_bit(size < 8 ? 0 : ec2a__eight(name));
}

static inline uint64_t last_bit(const char *name, size_t size)
{
	return hash_bit(size < 8 ? 0 : ec2a__eight(name + size - 8) ^ (uint64_t)size << 56);
}

static inline int may_be_row(struct ec2a__span name)
{
#define RECORD(source, name, class, role) | first_bit(name, sizeof(name) - 1)
	const uint64_t firsts = 0
#include "record_table.h"
		;
#undef RECORD
#define RECORD(source, name, class, role) | last_bit(name, sizeof(name) - 1)
	const uint64_t lasts = 0
#include "record_table.h"
		;
#undef RECORD

	return (firsts & first_bit(name.text, name.size)) && (lasts & last_bit(name.text, name.size));
}

static inline int is_same(struct ec2a__span text, const char *want, size_t want_size)
{
	return text.size == want_size && memcmp(text.text, want, want_size) == 0;
}

static const struct ec2a__record_kind *find_plain(struct ec2a__span source, struct ec2a__span name)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (is_same(name, rows[i].kind.name, rows[i].name_size) &&
		    is_same(source, rows[i].kind.source, rows[i].source_size))
			return &rows[i].kind;
	return NULL;
}

static const struct ec2a__record_kind *find_spelled(struct ec2a__span source, struct ec2a__span name)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (is_text(name.text, name.size, rows[i].kind.name, rows[i].name_size) &&
		    is_text(source.text, source.size, rows[i].kind.source, rows[i].source_size))
			return &rows[i].kind;
	return NULL;
}

/* By itself, so that only those that go this way pay for its frame. */
static __attribute__((noinline)) const struct ec2a__record_kind *find(const struct ec2a__record_view *record,
								      struct ec2a__span name)
{
	struct ec2a__span source = ec2a__span_inside(record->values[EC2A__KEY_SOURCE]);

	if (!name.text || !source.text)
		return NULL;
	if (!is_plain(name))
		return find_spelled(trimmed(source), trimmed(name));
	return is_plain(source) ? find_plain(source, name) : find_spelled(trimmed(source), name);
}

const struct ec2a__record_kind *ec2a__record_kind_of(const struct ec2a__record_view *record)
{
	struct ec2a__span name = ec2a__span_inside(record->values[EC2A__KEY_NAME]);

	return is_plain(name) && !may_be_row(name) ? NULL : find(record, name);
}

int ec2a__record_class(const struct ec2a__record_view *record)
{
	const struct ec2a__record_kind *kind = ec2a__record_kind_of(record);

	return kind ? kind->class : EC2A_CLASS_OTHER;
}

int ec2a__record_is_channel(const struct ec2a__record_view *record)
{
	const struct ec2a__record_kind *kind = ec2a__record_kind_of(record);

	return kind && (kind->role == EC2A_ROLE_AGENT_CHANNEL || kind->role == EC2A_ROLE_CHANNEL);
}

const char *ec2a__record_trail_change(const struct ec2a__record_view *record)
{
	static const char source[] = EC2A__TRAIL_SOURCE;
	static const char *const names[] = { EC2A__TRAIL_CHANGES };
	struct ec2a__span got_source = trimmed(ec2a__span_inside(record->values[EC2A__KEY_SOURCE]));
	struct ec2a__span got_name = trimmed(ec2a__span_inside(record->values[EC2A__KEY_NAME]));

	if (!got_source.text || !got_name.text || !is_text(got_source.text, got_source.size, source, sizeof source - 1))
		return NULL;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (is_text(got_name.text, got_name.size, names[i], strlen(names[i])))
			return names[i];
	return NULL;
}

/* SPDX-License-Identifier: MIT */
/*
 * Which records count. This runs over every record of an archive, of which 99
 * in 100 are irrelevant: it compares bytes where they stand and allocates nothing.
 */
#include "record.h"

#include "json_span.h"
#include "record_parts.h"
#include "record_see.h"

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

static int is_text(const char *text, size_t size, const char *want, size_t want_size)
{
	if (size == want_size && memcmp(text, want, size) == 0)
		return 1;
	return memchr(text, '\\', size) != NULL && ec2a__json_string_is(text, size, want);
}

const struct ec2a__record_kind *ec2a__record_kind(const char *source, const char *name)
{
	for (size_t i = 0; i < N_ROWS && source && name; i++)
		if (strcmp(name, rows[i].kind.name) == 0 && strcmp(source, rows[i].kind.source) == 0)
			return &rows[i].kind;
	return NULL;
}

struct ec2a__span ec2a__record_member(const char *object, const struct ec2a__member *members, size_t n_members,
				      const char *key)
{
	size_t size = strlen(key);

	for (size_t i = 0; i < n_members; i++)
		if (is_text(object + members[i].key, members[i].key_len, key, size))
			return ec2a__span_of(object + members[i].val, members[i].val_len);
	return (struct ec2a__span){ NULL, 0 };
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

/* Names are compared without white space around them (seeds 001, 004: "SendSSHPublicKey "). */
static struct ec2a__span trimmed(struct ec2a__span string)
{
	struct ec2a__span text = ec2a__span_inside(string);
	size_t n;

	while (text.size && (n = space_at_end(text.text, text.size)) > 0)
		text.size -= n;
	while (text.size && (n = space_at_start(text.text, text.size)) > 0) {
		text.text += n;
		text.size -= n;
	}
	return text;
}

static int begins_aws(struct ec2a__span source)
{
	struct ec2a__span text = ec2a__span_inside(source);

	return text.size >= 4 && memcmp(text.text, "aws:", 4) == 0;
}

static int is_one_of(struct ec2a__span string, const char *a, const char *b)
{
	struct ec2a__span text = ec2a__span_inside(string);

	return text.text && (is_text(text.text, text.size, a, strlen(a)) || is_text(text.text, text.size, b, strlen(b)));
}

int ec2a__record_is_notice(const char *object, const struct ec2a__member *members, size_t n_members)
{
	/* S3 and SQS write "eventSource", SNS writes "EventSource". */
	return begins_aws(ec2a__record_member(object, members, n_members, "eventSource")) ||
	       begins_aws(ec2a__record_member(object, members, n_members, "EventSource")) ||
	       is_one_of(ec2a__record_member(object, members, n_members, "eventType"), "AwsCloudTrailInsight",
			 "Insight") ||
	       is_one_of(ec2a__record_member(object, members, n_members, "eventCategory"), "Insight", "Insight");
}

int ec2a__record_is(const char *object, const struct ec2a__member *members, size_t n_members)
{
	return ec2a__record_member(object, members, n_members, "eventSource").text &&
	       ec2a__record_member(object, members, n_members, "eventName").text &&
	       !ec2a__record_is_notice(object, members, n_members);
}

const struct ec2a__record_kind *ec2a__record_kind_of(const char *object, const struct ec2a__member *members,
						     size_t n_members)
{
	struct ec2a__span name = trimmed(ec2a__record_member(object, members, n_members, "eventName"));
	struct ec2a__span source = trimmed(ec2a__record_member(object, members, n_members, "eventSource"));

	if (!name.text || !source.text)
		return NULL;
	for (size_t i = 0; i < N_ROWS; i++)
		if (is_text(name.text, name.size, rows[i].kind.name, rows[i].name_size) &&
		    is_text(source.text, source.size, rows[i].kind.source, rows[i].source_size))
			return &rows[i].kind;
	return NULL;
}

int ec2a__record_class(const char *object, const struct ec2a__member *members, size_t n_members)
{
	const struct ec2a__record_kind *kind = ec2a__record_kind_of(object, members, n_members);

	return kind ? kind->class : EC2A_CLASS_OTHER;
}

int ec2a__record_is_channel(const char *object, const struct ec2a__member *members, size_t n_members)
{
	const struct ec2a__record_kind *kind = ec2a__record_kind_of(object, members, n_members);

	return kind && (kind->role == EC2A_ROLE_AGENT_CHANNEL || kind->role == EC2A_ROLE_CHANNEL);
}

const char *ec2a__record_trail_change(const char *object, const struct ec2a__member *members, size_t n_members)
{
	static const char source[] = "cloudtrail.amazonaws.com";
	static const char *const names[] = { "StopLogging", "DeleteTrail", "PutEventSelectors", "UpdateTrail" };
	struct ec2a__span got_source = trimmed(ec2a__record_member(object, members, n_members, "eventSource"));
	struct ec2a__span got_name = trimmed(ec2a__record_member(object, members, n_members, "eventName"));

	if (!got_source.text || !got_name.text || !is_text(got_source.text, got_source.size, source, sizeof source - 1))
		return NULL;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (is_text(got_name.text, got_name.size, names[i], strlen(names[i])))
			return names[i];
	return NULL;
}

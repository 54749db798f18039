/* SPDX-License-Identifier: MIT */
/*
 * The quick look at every record against the plain meaning of its members: the first of its name, escapes undone.
 * Records are made from a seed: keys and values spelled with escapes, members twice, in any order, white space.
 */
#include "test.h"

#include "record.h"

#include <ec2access/ec2access.h>

static const char *const keys[] = {
	"eventSource", "eventName",	"eventTime", "awsRegion",	"recipientAccountId", "userIdentity",
	"readOnly",    "EventSource",	"eventType", "eventCategory",	"eventID",	      "sourceIPAddress",
	"userAgent",   "errorCode",	"requestParameters", "responseElements",
	/* and others, some as long as those */
	"eventVersion", "managementEvent", "tlsDetails", "vpcEndpointId", "eventname", "sessionCredentialFromConsole",
	"requestParameterz", "responseElementz", "recipientAccountIdd", "x", "", "apiVersion", "requestID", "sourceIpAddress",
};

#define KEYS (sizeof keys / sizeof keys[0])

static const char *const names[] = {
#define RECORD(source, name, class, role) name,
#include "record_table.h"
#undef RECORD
	"DescribeInstances", "StartSessions", "Startsession", "AssumeRole", "", "S", "CreateDataChannek",
};

static const char *const sources[] = {
	"ssm.amazonaws.com", "ssmmessages.amazonaws.com", "ssm-guiconnect.amazonaws.com", "ecs.amazonaws.com",
	"ec2-instance-connect.amazonaws.com", "ec2.amazonaws.com", "ec3.amazonaws.com", "aws:s3", "",
};

#define COUNT(list) (sizeof list / sizeof list[0])

static uint64_t seed = 20231128;

static unsigned pick(size_t below)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)((seed >> 33) % below);
}

static size_t put(char *out, const char *text)
{
	size_t n = strlen(text);

	memcpy(out, text, n);
	return n;
}

/* A string, now and then with a letter as an escape, or white space at an end. */
static size_t put_string(char *out, const char *text)
{
	static const char *const spaces[] = { " ", "\\t", "\\u0020", "\\n" };
	size_t at = strlen(text), n = 0, escape = pick(4) ? at : pick(at + 1);

	out[n++] = '"';
	if (!pick(12))
		n += put(out + n, spaces[pick(COUNT(spaces))]);
	for (size_t i = 0; i < at; i++)
		if (i == escape)
			n += (size_t)sprintf(out + n, pick(2) ? "\\u%04x" : "\\u%04X", (unsigned char)text[i]);
		else
			out[n++] = text[i];
	if (!pick(12))
		n += put(out + n, spaces[pick(COUNT(spaces))]);
	out[n++] = '"';
	return n;
}

static size_t put_value(char *out, const char *key)
{
	static const char *const values[] = { "null", "true", "[]", "{\"a\":1}", "12", "\"x\"", "\"\"" };

	if (strcmp(key, "eventName") == 0 && pick(20))
		return put_string(out, names[pick(COUNT(names))]);
	if (strcmp(key, "eventSource") == 0 && pick(20))
		return put_string(out, sources[pick(COUNT(sources))]);
	return put(out, values[pick(COUNT(values))]);
}

static void make_record(char *out)
{
	size_t members = 4 + pick(20), n = 0;

	out[n++] = '{';
	for (size_t i = 0; i < members; i++) {
		const char *key = keys[pick(3) ? pick(KEYS) : pick(2)];

		n += put(out + n, i ? pick(9) ? "," : " , " : "");
		n += put_string(out + n, key);
		n += put(out + n, pick(9) ? ":" : " :\n");
		n += put_value(out + n, key);
	}
	n += put(out + n, "}");
	out[n] = '\0';
}

/* What the members mean, without any quick way. */
static struct ec2a__span meaning(const struct ec2a__record_view *record, const char *key)
{
	for (size_t i = 0; i < record->n_members; i++) {
		const struct ec2a__member *member = &record->members[i];

		if (ec2a__json_string_is(record->object + member->key, member->key_len, key))
			return ec2a__span_of(record->object + member->val, member->val_len);
	}
	return (struct ec2a__span){ NULL, 0 };
}

/* A string's text without white space around it; 0 for another value. */
static int text_of(struct ec2a__span value, char *out)
{
	struct ec2a__buf buf;
	size_t start = 0, end;
	int r;

	ec2a__buf_init(&buf, 4096);
	r = ec2a__span_text(value, &buf);
	end = buf.len;
	while (r == 1 && end > 0 && strchr(" \t\r\n", buf.data[end - 1]))
		end--;
	while (start < end && strchr(" \t\r\n", buf.data[start]))
		start++;
	out[0] = '\0';
	if (r == 1)
		strncat(out, buf.len ? buf.data + start : "", end - start);
	ec2a__buf_free(&buf);
	return r == 1;
}

static int kind_is(const struct ec2a__record_view *record)
{
	char source[256], name[256];
	int known = text_of(meaning(record, "eventSource"), source) && text_of(meaning(record, "eventName"), name);
	const struct ec2a__record_kind *want = known ? ec2a__record_kind(source, name) : NULL;

	return ec2a__record_kind_of(record) == want && ec2a__record_class(record) == (want ? want->class : EC2A_CLASS_OTHER);
}

static void quick_is_slow(void)
{
	static char text[8192];
	size_t found = 0;

	for (unsigned i = 0; i < 20000; i++) {
		struct ec2a__member members[64];
		struct ec2a__record_view record;
		size_t n = 0;
		int same = 1;

		make_record(text);
		CU_ASSERT_EQUAL_FATAL(ec2a__split_members(text, strlen(text), members, 64, &n), 1);
		ec2a__record_view(&record, text, strlen(text), members, n);
		for (size_t k = 0; k < EC2A__KEYS; k++) {
			struct ec2a__span want = meaning(&record, keys[k]);

			same &= record.values[k].text == want.text && record.values[k].size == want.size;
			found += want.text != NULL;
		}
		if (!same || !kind_is(&record)) {
			fprintf(stderr, "%s\n", text);
			CU_FAIL_FATAL("the quick look and the members' meaning differ");
		}
	}
	CU_ASSERT(found > 20000);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "the quick look sees what the members mean", quick_is_slow },
		{ NULL, NULL },
	};

	return ec2a_test_main("record view", tests);
}

/* SPDX-License-Identifier: MIT */
/* One long packed input and several threads: those without an input inflate, and nothing in the answer shows it. */
#include "test.h"

#include <ec2access/ec2access.h>
#include <zlib.h>

#define RECORDS 9000 /* of about 1.3 KiB: three times what is read before help is asked for */
#define MEMBER 700   /* records in a member */
#define CUT ((size_t)500)

struct packed {
	unsigned char *data;
	size_t size, room;
};

static void pack(struct packed *out, const char *text, size_t size)
{
	z_stream z;

	memset(&z, 0, sizeof(z));
	CU_ASSERT_EQUAL_FATAL(deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	if (out->room < out->size + size + 1000) {
		out->room = 2 * (out->size + size + 1000);
		out->data = realloc(out->data, out->room);
	}
	CU_ASSERT_PTR_NOT_NULL_FATAL(out->data);
	z.next_in = (z_const Bytef *)(uintptr_t)text;
	z.avail_in = (uInt)size;
	z.next_out = out->data + out->size;
	z.avail_out = (uInt)(out->room - out->size);
	CU_ASSERT_EQUAL(deflate(&z, Z_FINISH), Z_STREAM_END);
	out->size += z.total_out;
	deflateEnd(&z);
}

/* Mostly of no interest, as in a real trail, and one session in a hundred. */
static size_t put_record(char *text, size_t room, int n)
{
	size_t len;

	if (n % 100 == 50)
		return (size_t)snprintf(text, room,
			"{\"eventTime\":\"2026-01-02T%02d:%02d:%02dZ\",\"eventSource\":\"ssm.amazonaws.com\",\"eventName\":"
			"\"StartSession\",\"userIdentity\":{\"type\":\"IAMUser\",\"arn\":\"arn:aws:iam::111122223333:user/a\"},"
			"\"awsRegion\":\"us-east-1\",\"sourceIPAddress\":\"203.0.113.7\",\"requestParameters\":{\"target\":"
			"\"i-0123456789abcdef0\"},\"responseElements\":{\"sessionId\":\"a-%08d\"},\"eventID\":"
			"\"00000000-0000-4000-8000-%012d\",\"recipientAccountId\":\"111122223333\"}",
			n / 3600 % 24, n / 60 % 60, n % 60, n, n);
	len = (size_t)snprintf(text, room,
		"{\"eventTime\":\"2026-01-02T03:04:05Z\",\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"GetObject\","
		"\"awsRegion\":\"us-east-1\",\"recipientAccountId\":\"111122223333\",\"requestParameters\":{\"key\":\"");
	for (unsigned k = 0, seed = (unsigned)n; k < 140; k++) {
		seed = seed * 1103515245 + 12345;
		len += (size_t)snprintf(text + len, room - len, "%08x", seed);
	}
	return len + (size_t)snprintf(text + len, room - len, "\"}}");
}

/* A trail in several members, with other text in place of the record where it is to break. */
static struct packed make_trail(int break_at)
{
	size_t room = MEMBER * 1400 + 64, len = 0;
	char *text = malloc(room);
	struct packed out = { NULL, 0, 0 };

	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	for (int n = 0; n < RECORDS; n++) {
		len += (size_t)snprintf(text + len, room - len, n ? "," : "{\"Records\":[");
		if (n == break_at)
			len += (size_t)snprintf(text + len, room - len, "{]");
		else
			len += put_record(text + len, room - len, n);
		if (n % MEMBER == MEMBER - 1 || n == RECORDS - 1) {
			len += (size_t)snprintf(text + len, room - len, n == RECORDS - 1 ? "]}" : "");
			pack(&out, text, len);
			len = 0;
		}
	}
	free(text);
	return out;
}

/* Everything that a scan tells, as one text; the caller frees it. */
static char *answer(const struct packed *in, int threads, int limit)
{
	ec2a_config *config = NULL;
	ec2a_scan *scan = NULL;
	ec2a_source *source = NULL;
	ec2a_correlator *correlator = NULL;
	ec2a_session *session;
	size_t room = 1 << 20, len = 0;
	char *all = malloc(room), *json;

	CU_ASSERT_PTR_NOT_NULL_FATAL(all);
	EQ_INT(ec2a_config_new(&config), 0);
	if (limit)
		EQ_INT(ec2a_config_set_int(config, EC2A_OPT_INFLATED_BYTES, limit), 0);
	EQ_INT(ec2a_scan_new(config, &scan), 0);
	EQ_INT(ec2a_scan_set_threads(scan, threads), 0);
	EQ_INT(ec2a_correlator_new(config, &correlator), 0);
	EQ_INT(ec2a_source_memory(config, "one", in->data, in->size, &source), 0);
	EQ_INT(ec2a_scan_add(scan, source), 0);
	EQ_INT(ec2a_scan_run(scan, correlator), 0);
	for (int k = 1; k < 16; k++)
		len += (size_t)snprintf(all + len, room - len, "%d %llu\n", k, (unsigned long long)ec2a_scan_count(scan, k));
	for (size_t k = 0; k < ec2a_scan_problem_count(scan); k++)
		len += (size_t)snprintf(all + len, room - len, "%d %s\n", ec2a_scan_problem_code(scan, k),
					ec2a_scan_problem(scan, k));
	EQ_INT(ec2a_correlator_finish(correlator), 0);
	while (ec2a_correlator_next(correlator, &session) == 1) {
		EQ_INT(ec2a_session_to_json(session, &json), 0);
		len += (size_t)snprintf(all + len, room - len, "%s\n", json);
		CU_ASSERT_FATAL(len < room);
		ec2a_free(json);
		ec2a_session_unref(session);
	}
	ec2a_correlator_free(correlator);
	ec2a_scan_free(scan);
	ec2a_config_unref(config);
	return all;
}

/* The same from any number of threads; and the text has these words. */
static void compare(const struct packed *in, int limit, const char *words)
{
	char *one = answer(in, 1, limit);

	if (!strstr(one, words))
		EQ_TEXT(one, words);
	for (int threads = 2; threads <= 4; threads += 2) {
		char *many = answer(in, threads, limit);

		EQ_TEXT(many, one);
		free(many);
	}
	free(one);
}

static void test_whole(void)
{
	struct packed in = make_trail(-1);

	compare(&in, 0, "a-00000050");
	compare(&in, 8 << 20, "one: record 6"); /* the limit is met in the middle */
	free(in.data);
}

static void test_damage_at_end(void)
{
	struct packed in = make_trail(-1);

	in.size -= CUT;
	compare(&in, 0, "the gzip data ends in the middle");
	in.size += CUT;
	in.data[in.size - 5] ^= 1; /* the size that the trailer tells */
	compare(&in, 0, "the gzip data is broken");
	in.data[in.size - 5] ^= 1;
	in.data[in.size - CUT] ^= 0x55; /* what comes out is no JSON, which is noticed first */
	compare(&in, 0, "one: record 9000");
	free(in.data);
}

/* What is inflated is no JSON from some byte on: nobody waits for the rest. */
static void test_broken_inside(void)
{
	struct packed in = make_trail(RECORDS * 2 / 3);

	compare(&in, 0, "one: record 6001");
	free(in.data);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "whole", test_whole },
		{ "damage at the end", test_damage_at_end },
		{ "broken inside", test_broken_inside },
		{ NULL, NULL },
	};

	return ec2a_test_main("scan_help", tests);
}

/* SPDX-License-Identifier: MIT */
/* Against known answers: tests/sigv4/vectors.txt; and what they do not show. */
#include "crypto.h"
#include "sigv4_file.h"
#include "sigv4_parts.h"
#include "test.h"

static struct sigv4_case vector;

static void check_canonical(void)
{
	unsigned char hash[EC2A__SHA256];
	char hex[2 * EC2A__SHA256 + 1];
	struct ec2a__buf text;

	ec2a__buf_init(&text, SIGV4_BYTES);
	EQ_INT(ec2a__sigv4_canonical(&vector.ask, &vector.keys, &text), 0);
	EQ_INT(ec2a__sha256(text.data, text.len, hash), 0);
	EQ_TEXT(ec2a__hex(hash, sizeof(hash), hex), vector.want_canonical);
	ec2a__buf_clear(&text);
	EQ_INT(ec2a__sigv4_string_to_sign(&vector.ask, &vector.keys, &text), 0);
	CU_ASSERT(text.len > 64 && strcmp(text.data + text.len - 64, vector.want_canonical) == 0);
	ec2a__buf_free(&text);
}

static void check_vector(void)
{
	struct ec2a__sigv4 done;
	char want[1024];

	EQ_INT(ec2a__sigv4_sign(&vector.ask, &vector.keys, &done), 0);
	snprintf(want, sizeof(want), "AWS4-HMAC-SHA256 Credential=%s/%.8s/us-east-1/%s/aws4_request, SignedHeaders=%s, "
		 "Signature=%s", vector.keys.access_key, done.date, vector.ask.service, vector.want_signed,
		 vector.want_signature);
	EQ_TEXT(done.authorization.data, want);
	EQ_TEXT(done.security_token.data, vector.keys.session_token ? vector.keys.session_token : "");
	if (*vector.want_canonical)
		check_canonical();
	ec2a__sigv4_wipe(&done);
	CU_ASSERT_PTR_NULL(done.authorization.data);
}

static void test_vectors(void)
{
	const char *top = getenv("top_srcdir");
	char path[1024];
	int r, count = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/tests/sigv4/vectors.txt", top ? top : ".");
	file = fopen(path, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	while ((r = sigv4_case_read(file, &vector)) == 1) {
		unsigned before = CU_get_number_of_failures();

		check_vector();
		if (CU_get_number_of_failures() != before)
			fprintf(stderr, "in vector %s\n", vector.name);
		count++;
	}
	EQ_INT(r, 0);
	EQ_INT(count, 38);
	fclose(file);
}

/* Of a path that is not S3's, which the suite has in a form of its own only. */
static void test_paths(void)
{
	static const struct {
		const char *path, *once, *twice;
	} paths[] = {
		{ "", "/", "/" },
		{ "/", "/", "/" },
		{ "a b", "/a%20b", "/a%2520b" },
		{ "/a//b/", "/a//b/", "/a/b/" },
		{ "/a/./b/../c", "/a/./b/../c", "/a/c" },
		{ "/../../x", "/../../x", "/x" },
		{ "/..", "/..", "/" },
		{ "/a/.", "/a/.", "/a/" },
		{ "/a/..", "/a/..", "/" },
		{ "/a/b/..", "/a/b/..", "/a/" },
		{ "/...", "/...", "/..." },
		{ "/\xc3\xa4+=:@!$&'()*,;", "/%C3%A4%2B%3D%3A%40%21%24%26%27%28%29%2A%2C%3B",
		  "/%25C3%25A4%252B%253D%253A%2540%2521%2524%2526%2527%2528%2529%252A%252C%253B" },
		{ "/%2F", "/%252F", "/%25252F" },
	};
	struct ec2a__buf out;

	ec2a__buf_init(&out, SIGV4_BYTES);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		ec2a__buf_clear(&out);
		EQ_INT(ec2a__sigv4_path(paths[i].path, 1, &out), 0);
		EQ_TEXT(out.data, paths[i].once);
		ec2a__buf_clear(&out);
		EQ_INT(ec2a__sigv4_path(paths[i].path, 0, &out), 0);
		EQ_TEXT(out.data, paths[i].twice);
	}
	ec2a__buf_free(&out);
}

static void test_target(void)
{
	static const struct ec2a__pair query[] = { { "prefix", "a b/\xc3\xa4+" }, { "list-type", "2" }, { "acl", NULL } };
	struct ec2a__sigv4_ask ask = { .path = "x/../\xc3\xa4 +", .query = query, .query_count = 3 };
	struct ec2a__buf out;

	ec2a__buf_init(&out, SIGV4_BYTES);
	EQ_INT(ec2a__sigv4_target(&ask, &out), 0);
	EQ_TEXT(out.data, "/x/../%C3%A4%20%2B?acl=&list-type=2&prefix=a%20b%2F%C3%A4%2B");
	ec2a__buf_clear(&out);
	ask.path = "";
	ask.query_count = 0;
	EQ_INT(ec2a__sigv4_target(&ask, &out), 0);
	EQ_TEXT(out.data, "/");
	ec2a__buf_free(&out);
	ec2a__buf_init(&out, 8);
	ask.query_count = 3;
	EQ_INT(ec2a__sigv4_target(&ask, &out), EC2A_E_LIMIT);
	EQ_INT(out.len, 0);
	ec2a__buf_free(&out);
}

static void test_dates(void)
{
	char text[EC2A__SIGV4_DATE] = "(not written)";

	EQ_INT(ec2a__sigv4_date(-1, text), EC2A_E_ARG);
	EQ_INT(ec2a__sigv4_date(INT64_C(253402300800), text), EC2A_E_ARG);
	EQ_INT(ec2a__sigv4_date(INT64_MAX, text), EC2A_E_ARG);
	EQ_TEXT(text, "(not written)");
	EQ_INT(ec2a__sigv4_date(0, text), 0);
	EQ_TEXT(text, "19700101T000000Z");
	EQ_INT(ec2a__sigv4_date(INT64_C(253402300799), text), 0);
	EQ_TEXT(text, "99991231T235959Z");
	EQ_INT(ec2a__sigv4_date(951782399, text), 0);
	EQ_TEXT(text, "20000228T235959Z");
}

/* A failure leaves nothing behind, and does not write. */
static void test_refused(void)
{
	struct ec2a__sigv4 done;

	sigv4_case_begin(&vector);
	memset(&done, 'x', sizeof(done));
	vector.ask.time = -5;
	EQ_INT(ec2a__sigv4_sign(&vector.ask, &vector.keys, &done), EC2A_E_ARG);
	EQ_INT(done.date[0], 'x');
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "published vectors", test_vectors },
		{ "paths", test_paths },
		{ "what is sent", test_target },
		{ "dates", test_dates },
		{ "refused", test_refused },
		{ NULL, NULL },
	};

	return ec2a_test_main("sigv4", tests);
}

/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "buf.h"
#include "crypto.h"
#include "digest_doc.h"
#include "digest_key.h"
#include "digest_keys.h"
#include "digest_name.h"
#include "digest_store.h"

#include <ec2access/ec2access.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A key and two signatures of CloudTrail's own, from the pages of its User Guide about the structure of digests and
 * custom validation. The names in those samples were replaced, so what they sign is known as a hash only: it is what the
 * signatures open to. The key is published as a SubjectPublicKeyInfo, with the fingerprint that the samples name. */
static const char aws_key[] =
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqlzPJbvZJ42UdcmLfPUqXYNfOs6I8lCfao/tOs8CmzPOEdtLWugB9xoIUz78qVHdKIqxbaG4"
	"jWHfJBiOSSFBM0lt8cdVo4TnRa7oG9io5pysS6DJhBBAeXsicufsiFJR+wrUNh8RSLxL4k6G1+BhLX20tJkZ/erT97tDGBujAelqseGg3vPZbTx9SMfO"
	"LN65PdLFudLP7Gat0Z9p5jw/rjpclKfo9Bfc3heeBxWGKwBBOKnFAaN9V57pOaosCvPKmHd9bg7jsQkI9Xp22IzGLsTFJZYVA3KiTAElDMu80iFXPHEq"
	"9hKNbt9e4URFam+1utKVEiLkR2disdCmPTK0VQIDAQAB";
#define AWS_FINGERPRINT "31e8b5433410dfb61a9dc45cc65b22ff"

static const struct {
	const char *signature, *hash;
} aws_signed[] = {
	{"50887ccffad4c002b97caa37cc9dc626e3c680207d41d27fa5835458e066e0d3652fc4dfc30937e4d5f4cc7f796e7a258fb50a43ac427f2237f6"
	 "e505d4efaf373d156e15e3b68dea9f58111d395b62628d6bd367a9024d2183b5c5f6e19466d3a996b92df705bc997b8a0e13430f241d733cf95d"
	 "f4e41bb6c304c3f58363043572ea57a27085639ce187e679c0d81c7519b1184fa77fb7ab0b0e40a32dace6e1eefc3995c5ae182da49b62b26398"
	 "cebb52a2201a6387b75b89c83e5570bcb9bba6c34a80f2f00a1c6ebe07d1ff149eccd812dc805bb3eeff6657db32a6cb48d2d096404eb7618187"
	 "7bc6ebb8cd0b23f823200155b2fd8848d428e46e8456328a",
	 "4cdaa85fddf1a1a032e5fca5d16d104d1b03f2b31641eff267d877264a44c570"},
	{"82705525fb0fe7f919f9434e5b7138cb41793c776c7414f3520c0242902daa8cc8286b29263d2627f2f259471c745b1654af76e2073264b2510f"
	 "d45236b3aea4d80c0e8e6455223d7bd54ff80af0edf22a5f14fa856626daec919f0591479aa4f213787ba1e1076328dcf8ff624e03a977fa5612"
	 "dcf58594c590fd8c1c5b48bddf43fc84ecc00b41bedd0ff7f293c3e2de8dcdc78f98b03e17577f5822ba842399d69eb79921c0429773509520e0"
	 "8c8b518702d987dfbb3a4e5d8c5f17673ce1f989dfff82d4becf24e452f20d3bcac94ad50131f93e57f10155536acb54c60efbe9d57228c2b930"
	 "bc6082b2318e3ccd36834a8e835b8d112dbf32145f445c11",
	 "eb6fb72c4f3302de4b4a4693658e3a7bf1d464330eb80399500fe11bf1b7ab00"},
};

/* Bytes of base64 or hexadecimal text, to be freed by ec2a__buf_free(). */
static struct ec2a__buf bytes_of(const char *text, int is_hex)
{
	struct ec2a__buf out;

	ec2a__buf_init(&out, 65536);
	EQ_INT(is_hex ? ec2a__hex_decode(text, strlen(text), &out) : ec2a__base64_decode(text, strlen(text), &out), 1);
	return out;
}

static void test_hex(void)
{
	struct ec2a__buf out;

	ec2a__buf_init(&out, 3);
	EQ_INT(ec2a__hex_decode("00aBff", 6, &out), 1);
	CU_ASSERT(out.len == 3 && memcmp(out.data, "\x00\xab\xff", 3) == 0);
	EQ_INT(ec2a__hex_decode("00", 2, &out), EC2A_E_LIMIT);
	EQ_INT(ec2a__hex_decode("", 0, &out), 1);
	EQ_INT(ec2a__hex_decode("0", 1, &out), 0);
	EQ_INT(ec2a__hex_decode("0g", 2, &out), 0);
	EQ_INT(ec2a__hex_decode("0 ", 2, &out), 0);
	EQ_INT(out.len, 3);
	ec2a__buf_free(&out);
}

static void test_md5(void)
{
	unsigned char sum[EC2A__MD5];
	char hex[2 * EC2A__MD5 + 1];
	int r = ec2a__md5("abc", 3, sum); /* RFC 1321, A.5 */

	CU_ASSERT(r == 0 || r == EC2A_E_UNSUPPORTED);
	if (r == 0)
		EQ_TEXT(ec2a__hex(sum, sizeof(sum), hex), "900150983cd24fb0d6963f7d28e17f72");
}

static void test_aws_signatures(void)
{
	struct ec2a__buf key = bytes_of(aws_key, 0);
	struct ec2a__rsa rsa;

	EQ_INT(key.len, 294);
	EQ_INT(ec2a__digest_key_read(key.data, key.len, &rsa), 1);
	EQ_INT(rsa.modulus_size, 256);
	for (size_t i = 0; i < COUNT(aws_signed); i++) {
		struct ec2a__buf signature = bytes_of(aws_signed[i].signature, 1), hash = bytes_of(aws_signed[i].hash, 1);
		unsigned char *sum = (unsigned char *)hash.data;

		EQ_INT(ec2a__rsa_verify(&rsa, sum, signature.data, signature.len), 1);
		EQ_INT(ec2a__rsa_verify(&rsa, sum, signature.data, signature.len - 1), 0);
		for (int bit = 0; bit < 256; bit += 17) {
			sum[bit / 8] ^= (unsigned char)(1 << bit % 8);
			EQ_INT(ec2a__rsa_verify(&rsa, sum, signature.data, signature.len), 0);
			sum[bit / 8] ^= (unsigned char)(1 << bit % 8);
			signature.data[bit] ^= 1;
			EQ_INT(ec2a__rsa_verify(&rsa, sum, signature.data, signature.len), 0);
			signature.data[bit] ^= 1;
		}
		/* As large as the modulus, and larger. */
		memcpy(signature.data, rsa.modulus, rsa.modulus_size);
		EQ_INT(ec2a__rsa_verify(&rsa, sum, signature.data, signature.len), 0);
		memset(signature.data, 0xff, signature.len);
		EQ_INT(ec2a__rsa_verify(&rsa, sum, signature.data, signature.len), 0);
		memset(signature.data, 0, signature.len);
		EQ_INT(ec2a__rsa_verify(&rsa, sum, signature.data, signature.len), 0);
		ec2a__buf_free(&signature);
		ec2a__buf_free(&hash);
	}
	ec2a__buf_free(&key);
}

/* ---- the form of keys --------------------------------------------------------------------------- */

static int reads(const void *der, size_t size)
{
	struct ec2a__rsa rsa;

	return ec2a__digest_key_read(der, size, &rsa);
}

/* The RSAPublicKey within that SubjectPublicKeyInfo. */
#define INNER_AT 24
#define INNER_SIZE 270

static void test_key_forms(void)
{
	struct ec2a__buf key = bytes_of(aws_key, 0);
	unsigned char inner[INNER_SIZE + 1] = { 0 };

	memcpy(inner, key.data + INNER_AT, INNER_SIZE);
	EQ_INT(reads(inner, INNER_SIZE), 1);
	EQ_INT(reads(inner, INNER_SIZE + 1), 0);
	for (size_t size = 0; size < INNER_SIZE; size++)
		EQ_INT(reads(inner, size), 0);
	for (size_t size = 0; size < key.len; size++)
		EQ_INT(reads(key.data, size), 0);
	EQ_INT(ec2a__buf_addc(&key, '\0'), 0);
	EQ_INT(reads(key.data, key.len), 0);
	ec2a__buf_free(&key);
}

/* SEQUENCE { n, e } of a modulus of that many bytes; the caller's array has room. */
static size_t make_key(unsigned char *out, size_t modulus, const char *exponent, size_t exponent_size)
{
	size_t body = 4 + modulus + 1 + 2 + exponent_size, n = 0;

	out[n++] = 0x30;
	out[n++] = 0x82;
	out[n++] = (unsigned char)(body >> 8);
	out[n++] = (unsigned char)body;
	out[n++] = 0x02;
	out[n++] = 0x82;
	out[n++] = (unsigned char)((modulus + 1) >> 8);
	out[n++] = (unsigned char)(modulus + 1);
	out[n++] = 0;
	memset(out + n, 0xc5, modulus);
	n += modulus;
	out[n++] = 0x02;
	out[n++] = (unsigned char)exponent_size;
	memcpy(out + n, exponent, exponent_size);
	return n + exponent_size;
}

static void test_key_numbers(void)
{
	static const struct {
		size_t modulus;
		const char *exponent;
		size_t exponent_size;
		int ok;
	} rows[] = {
		{256, "\x01\x00\x01", 3, 1},
		{384, "\x01\x00\x01", 3, 1},
		{1024, "\x01\x00\x01", 3, 1},
		{1025, "\x01\x00\x01", 3, 0},
		{255, "\x01\x00\x01", 3, 0},
		{256, "\x03", 1, 0},
		{256, "\x01\x00\x00", 3, 0},
		{256, "\x00\x01\x00\x01", 4, 0}, /* a zero in front */
		{256, "\x81\x00\x01", 3, 0},     /* below 0 */
		{256, "", 0, 0},
		{256, "\x00", 1, 0},
		{256, "\x7f\xff\xff\xff\xff\xff\xff\xff", 8, 1},
		{256, "\x01\x00\x00\x00\x00\x00\x00\x00\x01", 9, 0},
	};
	unsigned char der[1100];

	for (size_t i = 0; i < COUNT(rows); i++)
		EQ_INT(reads(der, make_key(der, rows[i].modulus, rows[i].exponent, rows[i].exponent_size)), rows[i].ok);
	/* An even modulus; one whose first byte is zero; a length that is longer than it must be. */
	make_key(der, 256, "\x01\x00\x01", 3);
	der[9 + 255] = 0xc4;
	EQ_INT(reads(der, 9 + 256 + 5), 0);
	make_key(der, 256, "\x01\x00\x01", 3);
	der[9] = 0;
	EQ_INT(reads(der, 9 + 256 + 5), 0);
	EQ_INT(reads("\x30\x81\x05\x02\x01\x05\x02\x00", 8), 0);
	EQ_INT(reads("\x30\x80\x00\x00", 4), 0);
	EQ_INT(reads("", 0), 0);
}

/* ---- lists of keys ------------------------------------------------------------------------------ */

static int add_keys(struct ec2a__digest_keys *keys, const char *region, const char *json, size_t *bad)
{
	*bad = 99;
	return ec2a__digest_keys_add(keys, region, json, strlen(json), bad);
}

static void test_keys(void)
{
	struct ec2a__digest_keys keys = { 0 };
	char json[2000];
	size_t bad;

	snprintf(json, sizeof json, "{\"PublicKeyList\":[{\"Value\":\"%s\",\"Fingerprint\":\"%s\"},{\"Value\":\"%s\","
				    "\"Fingerprint\":\"00e8b5433410dfb61a9dc45cc65b22ff\"},{},7,{\"Value\":\"AAAA\"}]}",
		 aws_key, AWS_FINGERPRINT, aws_key);
	EQ_INT(add_keys(&keys, "us-east-2", json, &bad), 0);
	EQ_INT(bad, 4);
	EQ_INT(keys.n, 1);
	CU_ASSERT_PTR_NOT_NULL(ec2a__digest_keys_find(&keys, "us-east-2", AWS_FINGERPRINT));
	CU_ASSERT_PTR_NOT_NULL(ec2a__digest_keys_find(&keys, "us-east-2", "31E8B5433410DFB61A9DC45CC65B22FF"));
	CU_ASSERT_PTR_NULL(ec2a__digest_keys_find(&keys, "us-east-1", AWS_FINGERPRINT));
	CU_ASSERT_PTR_NULL(ec2a__digest_keys_find(&keys, "us-east-2", "31e8b5433410dfb61a9dc45cc65b22f"));
	CU_ASSERT_PTR_NULL(ec2a__digest_keys_find(&keys, "us-east-2", ""));
	for (int i = 0; i < 20; i++)
		EQ_INT(add_keys(&keys, "", json, &bad), 0);
	EQ_INT(keys.n, 21);
	CU_ASSERT_PTR_NOT_NULL(ec2a__digest_keys_find(&keys, "us-east-1", AWS_FINGERPRINT));
	EQ_INT(add_keys(&keys, "", "{\"PublicKeyList\":[]}", &bad), 0);
	EQ_INT(bad, 0);
	EQ_INT(add_keys(&keys, "", "{}", &bad), EC2A_E_FORMAT);
	EQ_INT(add_keys(&keys, "", "", &bad), EC2A_E_FORMAT);
	EQ_INT(add_keys(&keys, "", "{\"PublicKeyList\":{}}", &bad), EC2A_E_FORMAT);
	EQ_INT(ec2a__digest_keys_add(&keys, "", json, EC2A__KEYS_JSON_MAX + 1, &bad), EC2A_E_LIMIT);
	ec2a__digest_keys_free(&keys);
}

/* ---- names -------------------------------------------------------------------------------------- */

static void check_name(const char *key, int kind, const char *want)
{
	struct ec2a__object_name name;
	char got[300], stamp[EC2A__STAMP_TEXT];

	ec2a__object_name_read(ec2a__text_of(key), &name);
	EQ_INT(name.kind, kind);
	snprintf(got, sizeof got, "%.*s|%.*s|%.*s|%.*s|%s", (int)name.account.size, name.account.data ? name.account.data : "",
		 (int)name.region.size, name.region.data ? name.region.data : "", (int)name.trail.size,
		 name.trail.data ? name.trail.data : "", (int)name.home.size, name.home.data ? name.home.data : "",
		 name.stamp_us == INT64_MIN ? "" : ec2a__stamp_format(name.stamp_us, stamp));
	EQ_TEXT(got, want);
}

static void test_names(void)
{
#define FOLDER "p/AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2015/08/17/"
#define LOGS "AWSLogs/o-abc/111122223333/CloudTrail/us-east-2/2015/08/17/"
	check_name(FOLDER "111122223333_CloudTrail-Digest_us-east-2_my_t.r-l_eu-west-1_20150817T150131Z.json.gz", EC2A__OBJECT_DIGEST,
		   "111122223333|us-east-2|my_t.r-l|eu-west-1|20150817T150131Z");
	check_name("111122223333_CloudTrail-Digest_us-east-2_t_us-east-2_20150817T150131Z_backfill.json.gz", EC2A__OBJECT_BACKFILL,
		   "111122223333|us-east-2|t|us-east-2|20150817T150131Z");
	/* A trail may be called like the rest of a name. */
	check_name("111122223333_CloudTrail-Digest_us-east-2_x_20150817T150131Z_us-east-2_20150817T150131Z.json.gz",
		   EC2A__OBJECT_DIGEST, "111122223333|us-east-2|x_20150817T150131Z|us-east-2|20150817T150131Z");
	check_name(LOGS "111122223333_CloudTrail_us-east-2_20150817T1445Z_9nYN7gp2eWAJHIfT.json.gz", EC2A__OBJECT_LOG,
		   "111122223333|us-east-2|||20150817T144500Z");
	check_name("111122223333_CloudTrail_us-east-2_20150817T1445Z_9nYN.json.gz", EC2A__OBJECT_LOG,
		   "111122223333|us-east-2|||20150817T144500Z");
	check_name(LOGS "anything.txt", EC2A__OBJECT_LOG, "||||");
	check_name("CloudTrail/x", EC2A__OBJECT_LOG, "||||");
	check_name("a/CloudTrail", EC2A__OBJECT_OTHER, "||||");
	check_name("", EC2A__OBJECT_OTHER, "||||");
	check_name("a/", EC2A__OBJECT_OTHER, "||||");
	check_name("111122223333_CloudTrail-Digest_us-east-2_t_20150817T150131Z.json.gz", EC2A__OBJECT_OTHER, "||||");
	check_name("111122223333_CloudTrail-Digest_us-east-2__us-east-2_20150817T150131Z.json.gz", EC2A__OBJECT_OTHER, "||||");
	check_name("111122223333_CloudTrail-Digest_us-east-2_t_us-east-2_20151317T150131Z.json.gz", EC2A__OBJECT_OTHER, "||||");
	check_name("111122223333_CloudTrail-Digest_us-east-2_t_us-east-2_20150817T1501Z.json.gz", EC2A__OBJECT_OTHER, "||||");
	check_name("11112222333_CloudTrail-Digest_us-east-2_t_us-east-2_20150817T150131Z.json.gz", EC2A__OBJECT_OTHER, "||||");
	check_name("111122223333_CloudTrail-Insight_us-east-2_20150817T1445Z_x.json.gz", EC2A__OBJECT_OTHER, "||||");
}

/* ---- documents ---------------------------------------------------------------------------------- */

#define HASH64 "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef"
#define HEAD \
	"\"digestS3Bucket\":\"b\",\"digestS3Object\":\"k\",\"digestPublicKeyFingerprint\":\"f\",\"digestStartTime\":" \
	"\"2023-09-04T00:00:00Z\",\"digestEndTime\":\"2023-09-04T01:00:00Z\","

static void check_doc(const char *json, int want)
{
	struct ec2a__digest_doc doc;
	const char *why = NULL;
	int r = ec2a__digest_doc_read(json, strlen(json), &doc, &why);

	EQ_INT(r, want);
	if (r == 0)
		ec2a__digest_doc_free(&doc);
	else
		CU_ASSERT_PTR_NOT_NULL(why);
}

static void test_docs(void)
{
	check_doc("{" HEAD "\"previousDigestSignature\":null,\"logFiles\":[]}", 0);
	check_doc("{" HEAD "\"previousDigestSignature\":\"00\",\"previousDigestS3Bucket\":\"b\",\"previousDigestS3Object\":\"k\","
		  "\"previousDigestHashValue\":\"" HASH64 "\",\"logFiles\":[{\"s3Bucket\":\"b\",\"s3Object\":\"l\",\"hashValue\":\""
		  HASH64 "\",\"hashAlgorithm\":\"SHA-256\"},{\"s3Bucket\":\"b\",\"s3Object\":\"l\",\"hashValue\":\"00\"}]}", 0);
	check_doc("{" HEAD "\"logFiles\":[]}", EC2A_E_FORMAT); /* the signature before: null, but never left out */
	check_doc("{" HEAD "\"previousDigestSignature\":7,\"logFiles\":[]}", EC2A_E_FORMAT);
	check_doc("{" HEAD "\"previousDigestSignature\":null}", EC2A_E_FORMAT);
	check_doc("{" HEAD "\"previousDigestSignature\":null,\"logFiles\":{}}", EC2A_E_FORMAT);
	check_doc("{" HEAD "\"previousDigestSignature\":null,\"logFiles\":[7]}", EC2A_E_FORMAT);
	check_doc("{" HEAD "\"previousDigestSignature\":null,\"logFiles\":[{\"s3Object\":\"l\"}]}", EC2A_E_FORMAT);
	check_doc("{" HEAD "\"previousDigestSignature\":null,\"logFiles\":[],\"digestSignatureAlgorithm\":\"none\"}",
		  EC2A_E_FORMAT);
	check_doc("{\"previousDigestSignature\":null,\"logFiles\":[]}", EC2A_E_FORMAT);
	check_doc("{\"digestStartTime\":\"x\"," HEAD "\"previousDigestSignature\":null,\"logFiles\":[]}", EC2A_E_FORMAT);
	check_doc("{\"digestStartTime\":\"2024-09-04T00:00:00Z\"," HEAD "\"previousDigestSignature\":null,\"logFiles\":[]}",
		  EC2A_E_FORMAT); /* the first of two keys counts; and it starts behind its end */
	check_doc("[]", EC2A_E_FORMAT);
	check_doc("null", EC2A_E_FORMAT);
	check_doc("", EC2A_E_FORMAT);
	check_doc("{\"a\":[[[[[[[[[[]]]]]]]]]]}", EC2A_E_FORMAT);
}

/* What is signed, by the lines of its definition. */
static void test_signed(void)
{
	static const char json[] = "{" HEAD "\"previousDigestSignature\":null,\"logFiles\":[]}";
	unsigned char own[EC2A__SHA256], got[EC2A__SHA256], want[EC2A__SHA256];
	char hex[2 * EC2A__SHA256 + 1], text[300];
	struct ec2a__digest_doc doc;
	const char *why;

	EQ_INT(ec2a__digest_doc_read(json, strlen(json), &doc, &why), 0);
	EQ_INT(ec2a__sha256(json, strlen(json), own), 0);
	EQ_INT(ec2a__digest_doc_signed(&doc, own, got), 0);
	snprintf(text, sizeof text, "2023-09-04T01:00:00Z\nb/k\n%s\nnull", ec2a__hex(own, sizeof own, hex));
	EQ_INT(ec2a__sha256(text, strlen(text), want), 0);
	CU_ASSERT(memcmp(got, want, sizeof want) == 0);
	ec2a__digest_doc_free(&doc);
}

/* ---- the interface ------------------------------------------------------------------------------ */

static void test_arguments(void)
{
	ec2a_digest *digest;
	int64_t number;
	char *json;

	EQ_INT(ec2a_digest_new(NULL, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_digest_new(NULL, &digest), 0);
	EQ_INT(ec2a_digest_add_folder(digest, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_digest_add_folder(digest, ""), EC2A_E_ARG);
	EQ_INT(ec2a_digest_add_s3(NULL, "s3://bucket", NULL, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_digest_add_s3(digest, NULL, NULL, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_digest_add_s3(digest, "bucket", NULL, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_digest_add_s3(digest, "s3://", NULL, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_digest_add_s3(digest, "s3://bucket", "12", NULL), EC2A_E_ARG);
	EQ_INT(ec2a_digest_add_s3(digest, "s3://bucket", NULL, "Nowhere"), EC2A_E_ARG);
	EQ_INT(ec2a_digest_add_keys(digest, NULL, NULL, 0, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_digest_add_keys(digest, NULL, "[]", 2, NULL), EC2A_E_FORMAT);
	EQ_INT(ec2a_digest_set_range(digest, 5, 5), EC2A_E_ARG);
	EQ_INT(ec2a_digest_set_threads(digest, 1025), EC2A_E_ARG);
	EQ_INT(ec2a_digest_set_threads(digest, -1), EC2A_E_ARG);
	EQ_INT(ec2a_digest_set_progress(NULL, NULL, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_digest_run(NULL), EC2A_E_ARG);
	EQ_INT(ec2a_digest_add_folder(digest, "/nowhere/at/all"), 0);
	EQ_INT(ec2a_digest_run(digest), 0);
	EQ_INT(ec2a_digest_problem_count(digest), 1);
	EQ_INT(ec2a_digest_problem_code(digest, 0), EC2A_E_NOT_FOUND);
	CU_ASSERT_PTR_NOT_NULL(ec2a_digest_problem(digest, 0));
	CU_ASSERT_PTR_NULL(ec2a_digest_problem(digest, 1));
	EQ_INT(ec2a_digest_finding_count(digest), 0);
	CU_ASSERT_PTR_NULL(ec2a_digest_finding(digest, 0));
	EQ_INT(ec2a_digest_count(digest, EC2A_DIGEST_DIGESTS), 0);
	EQ_INT(ec2a_digest_count(digest, 99), 0);
	EQ_INT(ec2a_digest_run(digest), EC2A_E_STATE);
	EQ_INT(ec2a_digest_add_folder(digest, "x"), EC2A_E_STATE);
	EQ_INT(ec2a_digest_add_s3(digest, "s3://bucket", NULL, NULL), EC2A_E_STATE);
	EQ_INT(ec2a_digest_set_range(digest, 1, 2), EC2A_E_STATE);
	EQ_INT(ec2a_digest_set_threads(digest, 1), EC2A_E_STATE);
	EQ_INT(ec2a_finding_int(NULL, EC2A_FINDING_TO, &number), EC2A_E_ARG);
	CU_ASSERT_PTR_NULL(ec2a_finding_str(NULL, EC2A_FINDING_KEY));
	EQ_INT(ec2a_finding_to_json(NULL, &json), EC2A_E_ARG);
	ec2a_digest_free(digest);
	ec2a_digest_free(NULL);
	ec2a_digest_cancel(NULL);
}

static void test_cancel(void)
{
	ec2a_digest *digest;

	EQ_INT(ec2a_digest_new(NULL, &digest), 0);
	EQ_INT(ec2a_digest_add_folder(digest, "."), 0);
	ec2a_digest_cancel(digest);
	EQ_INT(ec2a_digest_run(digest), EC2A_E_CANCELLED);
	EQ_INT(ec2a_digest_finding_count(digest), 0);
	ec2a_digest_free(digest);
}

static int64_t write_and_mark(int fd, struct ec2a__depot_mark *ret_mark)
{
	struct stat st;

	EQ_INT(pwrite(fd, "a", 1, 0), 1);
	EQ_INT(ec2a__depot_mark_fd(fd, ret_mark), 1);
	EQ_INT(fstat(fd, &st), 0);
	return (int64_t)st.st_mtime;
}

/* Written again within the same second, with the same size: it is another file, as soon as the system's clock says so. */
static void test_mark(void)
{
	char path[] = "/tmp/test_digest.XXXXXX";
	int fd = mkstemp(path), told = 0;

	CU_ASSERT_FATAL(fd >= 0);
	for (int tries = 0; tries < 3 && !told; tries++) {
		struct ec2a__depot_mark before, after;
		int64_t first = write_and_mark(fd, &before), again;

		do
			again = write_and_mark(fd, &after);
		while (again == first && after.modified == before.modified);
		told = again == first && after.inode == before.inode && after.size == before.size;
	}
	EQ_INT(told, 1);
	EQ_INT(close(fd), 0);
	EQ_INT(unlink(path), 0);
}

static const struct ec2a_test tests[] = {
	{"hexadecimal", test_hex},
	{"MD5", test_md5},
	{"signatures of CloudTrail's own", test_aws_signatures},
	{"forms of keys", test_key_forms},
	{"numbers of keys", test_key_numbers},
	{"lists of keys", test_keys},
	{"names of objects", test_names},
	{"documents", test_docs},
	{"what is signed", test_signed},
	{"arguments", test_arguments},
	{"cancelling", test_cancel},
	{"what marks a file", test_mark},
	{NULL, NULL},
};

int main(void)
{
	return ec2a_test_main("digest", tests);
}

/* SPDX-License-Identifier: MIT */
#include "mask.h"
#include "test.h"

static const char arn_full[] = "arn:aws:sts::123456789012:assumed-role/cm/x";

/* Compares both ways round: the answer never depends on the side. */
static int both_ways(int kind, const char *a, int a_masked, const char *b, int b_masked)
{
	int r = ec2a__mask_compare(kind, a, a_masked, b, b_masked);

	EQ_INT(ec2a__mask_compare(kind, b, b_masked, a, a_masked), r);
	return r;
}

#define CHECK(kind, a, a_masked, b, b_masked, want) \
	EQ_INT(both_ways(EC2A__MASK_##kind, (a), (a_masked), (b), (b_masked)), EC2A__##want)

static void test_uuid(void)
{
	CU_ASSERT(ec2a__uuid_is_whole("b243ee4a-1111-2222-3333-444455556666"));
	CU_ASSERT(ec2a__uuid_is_whole("B243EE4A-1111-2222-3333-44445555666F"));
	CU_ASSERT_FALSE(ec2a__uuid_is_whole(NULL));
	CU_ASSERT_FALSE(ec2a__uuid_is_whole(""));
	CU_ASSERT_FALSE(ec2a__uuid_is_whole("..."));
	CU_ASSERT_FALSE(ec2a__uuid_is_whole("b243..."));
	CU_ASSERT_FALSE(ec2a__uuid_is_whole("b243ee4a-..."));
	CU_ASSERT_FALSE(ec2a__uuid_is_whole("9357a8cc-a0eb-46a1-b67e-EXAMPLE19b14"));
	CU_ASSERT_FALSE(ec2a__uuid_is_whole("b243ee4a-1111-2222-3333-4444555566667"));
	CU_ASSERT_FALSE(ec2a__uuid_is_whole("b243ee4a-1111-2222-3333-44445555666"));
	CU_ASSERT_FALSE(ec2a__uuid_is_whole("b243ee4a11112222333344445555666600"));
	CU_ASSERT_FALSE(ec2a__uuid_is_whole("b243ee4a-1111-2222-3333-444455556666 "));
}

/* Between whole records every character counts. */
static void test_literal(void)
{
	CHECK(TEXT, "cm", 0, "cm", 0, AGREE);
	CHECK(TEXT, "cm...", 0, "cm...", 0, AGREE);
	CHECK(TEXT, "cm...", 0, "cm-x", 0, DISAGREE);
	CHECK(TEXT, "cm...", 0, "cmx", 0, DISAGREE);
	CHECK(INSTANCE, "i-07", 0, "i-0712345678abcdef0", 0, DISAGREE);
	CHECK(ACCOUNT, "1234", 0, "123456789012", 0, DISAGREE);
	CHECK(UUID, "b243", 0, "b243ee4a-1111-2222-3333-444455556666", 0, DISAGREE);
	CHECK(TEXT, arn_full, 0, arn_full, 0, AGREE);
	CHECK(TEXT, "a", 0, "b", 0, DISAGREE);
	CHECK(TEXT, "a", 0, "ab", 0, DISAGREE);
}

/* The dots of one side are a mask, those of the other are text, when only one record is masked. */
static void test_one_side(void)
{
	CHECK(TEXT, "cm...", 1, "cmx", 0, AGREE_MASKED);
	CHECK(TEXT, "cm...", 0, "cmx", 1, DISAGREE);
	CHECK(TEXT, "cm...", 1, "dmx", 0, DISAGREE);
	CHECK(TEXT, arn_full, 1, arn_full, 0, AGREE);
}

static void test_absent(void)
{
	CHECK(TEXT, NULL, 0, NULL, 0, ABSENT);
	CHECK(TEXT, NULL, 1, NULL, 1, ABSENT);
	CHECK(TEXT, "", 0, NULL, 0, ABSENT);
	CHECK(ACCOUNT, "", 1, "", 1, ABSENT);
	CHECK(TEXT, NULL, 1, "cm...", 1, DISAGREE);
	CHECK(TEXT, "", 1, "...", 1, DISAGREE);
	CHECK(ACCOUNT, "", 1, "1234...", 1, DISAGREE);
}

/* What the published samples hold (cases 2 to 10). */
static void test_seed(void)
{
	static const char role[] = "arn:aws:sts::1234...:assumed-role/cm...";
	static const char cli[] = "arn:aws:sts::1234...:assumed-role/cm.../botocore-session-16...";

	CHECK(TEXT, role, 1, role, 1, AGREE_MASKED);
	CHECK(TEXT, role, 1, "arn:aws:sts::1234...:assumed-role/cm..", 1, AGREE_MASKED);
	CHECK(TEXT, cli, 1, cli, 1, AGREE_MASKED);
	CHECK(TEXT, cli, 1, "arn:aws:sts::123456789012:assumed-role/cm-x/botocore-session-16", 0, DISAGREE);
	CHECK(TEXT, cli, 1, "arn:aws:sts::123456789012:assumed-role/cmx/botocore-session-1694", 0, AGREE_MASKED);
	CHECK(TEXT, cli, 1, "arn:aws:sts::123456789012:assumed-role/cmx/botocore-session-1794", 0, DISAGREE);
	CHECK(TEXT, cli, 1, "arn:aws:sts::2459...:assumed-role/cm.../botocore-session-1695...", 1, DISAGREE);
	CHECK(TEXT, "botocore-session-16...", 1, "botocore-session-16...", 1, AGREE_MASKED);
	CHECK(TEXT, "botocore-session-16...", 1, "botocore-session-1695...", 1, AGREE_MASKED);
	CHECK(TEXT, "botocore-session-16...", 1, "botocore-session-17...", 1, DISAGREE);
	CHECK(TEXT, "cm...", 1, "botocore-session-16...", 1, DISAGREE);
	CHECK(TEXT, "arn:aws:sts::1234...:assumed-role/username/username", 1,
	      "arn:aws:sts::1234...:assumed-role/username/username", 1, AGREE_MASKED);
	CHECK(INSTANCE, "i-07", 1, "i-07...", 1, AGREE_MASKED);
	CHECK(INSTANCE, "i-02...", 1, "i-02...", 1, AGREE_MASKED);
	CHECK(INSTANCE, "i-02...", 1, "i-0d75...", 1, DISAGREE);
	CHECK(ACCOUNT, "1234", 1, "1234...", 1, AGREE_MASKED);
	CHECK(ACCOUNT, "1234...", 1, "2459...", 1, DISAGREE);
}

/* A mask hides no separator, so nothing is taken for a session of that role that only might be one. */
static void test_segments(void)
{
	CHECK(TEXT, "arn:aws:sts::1234...:assumed-role/cm...", 1, "arn:aws:sts::1234...:assumed-role/cm.../cm...", 1,
	      DISAGREE);
	CHECK(TEXT, "cm...", 1, "cm-x-0123456789abcdef0", 0, DISAGREE);
	CHECK(TEXT, "...", 1, "anything", 0, AGREE_MASKED);
	CHECK(TEXT, "...", 1, "two-parts", 0, DISAGREE);
	CHECK(TEXT, "a..b-c", 1, "axyz-c", 0, AGREE_MASKED); /* what follows in the segment hides with it */
	CHECK(TEXT, "a..b-c", 1, "axyz-d", 0, DISAGREE);
	CHECK(TEXT, "a..:c", 1, "axyz/c", 0, DISAGREE);
	CHECK(TEXT, "a.b", 1, "axb", 0, DISAGREE); /* one dot is a dot */
	CHECK(TEXT, "ab..", 1, "a", 0, DISAGREE);
	CHECK(TEXT, "a..", 1, "a", 0, AGREE_MASKED);
	CHECK(TEXT, "ab...", 1, "a...", 1, AGREE_MASKED);
	CHECK(TEXT, "ab...", 1, "ac...", 1, DISAGREE);
	CHECK(TEXT, "same-.../x", 1, "same-.../y", 1, DISAGREE);
}

static void test_short_ids(void)
{
	CHECK(INSTANCE, "i-07", 1, "i-0712345678abcdef0", 0, AGREE_MASKED);
	CHECK(INSTANCE, "i-07", 1, "i-0812345678abcdef0", 0, DISAGREE);
	CHECK(INSTANCE, "i-07", 1, "mi-0712345678abcdef0", 0, DISAGREE);
	CHECK(INSTANCE, "mi-07", 1, "mi-0712345678abcdef0", 0, AGREE_MASKED);
	CHECK(INSTANCE, "i-12345678", 1, "i-12345678abcdef012", 0, DISAGREE); /* whole, of the old form */
	CHECK(INSTANCE, "i-123456789", 1, "i-123456789abcdef01", 0, AGREE_MASKED);
	CHECK(INSTANCE, "i-07", 1, "i-07", 1, AGREE_MASKED);
	CHECK(INSTANCE, "i-12345678", 1, "i-12345678", 1, AGREE);
	CHECK(INSTANCE, "i-xyz", 1, "i-xyz1", 0, DISAGREE); /* no id at all */
	CHECK(INSTANCE, "ecs:c_t_r", 1, "ecs:c_t_r", 1, AGREE);
	CHECK(ACCOUNT, "1234", 1, "123456789012", 0, AGREE_MASKED);
	CHECK(ACCOUNT, "123456789012", 1, "123456789012", 1, AGREE);
	CHECK(ACCOUNT, "1234", 1, "223456789012", 0, DISAGREE);
	CHECK(ACCOUNT, "abc", 1, "abcd", 0, DISAGREE);
	CHECK(TEXT, "1234", 1, "12345", 0, DISAGREE); /* no kind, no length */
	CHECK(TEXT, "arn:aws:sts::1234:assumed-role/cm/x", 1, arn_full, 0, AGREE_MASKED);
	CHECK(TEXT, "arn:aws:sts::1234:assumed-role/cm/y", 1, arn_full, 0, DISAGREE);
	CHECK(TEXT, "arn:aws:sts::1235:assumed-role/cm/x", 1, arn_full, 0, DISAGREE);
	CHECK(TEXT, "arn:aws:sts::1234:assumed-role/cm/x", 0, arn_full, 0, DISAGREE);
	CHECK(TEXT, "arn:aws", 1, "arn:aws", 1, AGREE);
}

static void test_uuids(void)
{
	static const char whole[] = "1e9dee4a-1111-2222-3333-444455556666";

	CHECK(UUID, "1e9d...", 1, whole, 0, AGREE_MASKED);
	CHECK(UUID, "1e9d", 1, whole, 0, AGREE_MASKED);
	CHECK(UUID, "1e9dee4a-...", 1, whole, 0, AGREE_MASKED);
	CHECK(UUID, "1e9dee4a-1111", 1, whole, 0, AGREE_MASKED);
	CHECK(UUID, "1e9dee4a-...-2222", 1, whole, 0, AGREE_MASKED);
	CHECK(UUID, "1e9dee4a-...-2223", 1, whole, 0, DISAGREE);
	CHECK(UUID, "1e9f...", 1, whole, 0, DISAGREE);
	CHECK(UUID, "1e9d...", 1, "1e9d...", 1, AGREE_MASKED);
	CHECK(UUID, "1e9d...", 0, whole, 0, DISAGREE);
	CHECK(UUID, whole, 1, whole, 1, AGREE);
	CHECK(UUID, "zz", 1, "zzz", 0, DISAGREE);
}

static void test_address_good(void)
{
	static const char *const good[] = {
		"10.0.0.1", "255.255.255.255", "253.252.51.07", "06.237.252.245", "999.1.2.3", "::", "::1", "1::",
		"2001:db8::1", "2001:DB8:0:0:0:0:0:1", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "::ffff:10.0.0.1",
		"64:ff9b::192.0.2.33", "1:2:3:4:5:6:10.0.0.1", "fe80::1",
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		CU_ASSERT(ec2a__is_address(good[i], 0));
		CU_ASSERT(ec2a__is_address(good[i], 1));
	}
}

static void test_address_bad(void)
{
	static const char *const bad[] = {
		"", "10...", "10.10...", "10.0.0", "10.0.0.", "10.0.0.1.2", "10.0.0.1 ", " 10.0.0.1", "10.0.0.1111",
		"a.b.c.d", "10.0..1", "AWS Internal", "ssm-guiconnect.amazonaws.com", ":", ":::", "1", "1:", ":1",
		"1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "1:2:3:4:5:6:7:8::", "1:2:3:4::5:6:7:8", "12345::",
		"g::1", "::10.0.0", "1:2:3:4:5:6:7:10.0.0.1", "10.0.0.1::", "2001:db8::..", "::1:", "1:2:3:4:5:6:7:8:",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (ec2a__is_address(bad[i], 0))
			fprintf(stderr, "taken for an address: %s\n", bad[i]);
		CU_ASSERT_FALSE(ec2a__is_address(bad[i], 0));
		CU_ASSERT_FALSE(ec2a__is_address(bad[i], 1));
	}
	CU_ASSERT_FALSE(ec2a__is_address(NULL, 0));
}

static void test_same_address(void)
{
	static const char *const same[][2] = {
		{ "2001:db8::1", "2001:DB8:0::1" }, { "2001:db8::1", "2001:0db8:0:0:0:0:0:0001" }, { "::", "0::0" },
		{ "::ffff:10.0.0.1", "10.0.0.1" }, { "::ffff:a00:1", "::FFFF:10.0.0.1" }, { "1::", "1:0:0:0:0:0:0:0" },
		{ "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0" }, { "::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8" },
		{ "10.0.0.01", "10.0.0.01" }, { "AWS Internal", "AWS Internal" }, { "", "" },
		{ "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304" },
	};
	static const char *const other[][2] = {
		{ "2001:db8::1", "2001:db8::2" }, { "1::", "::1" }, { "10.0.0.1", "10.0.0.01" }, { "::10.0.0.1", "10.0.0.1" },
		{ "999.1.2.3", "231.1.2.3" }, { "::1", "" }, { "::", "AWS Internal" }, { "::ffff:10.0.0.08", "10.0.0.8" },
	};

	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		CU_ASSERT(ec2a__is_same_address(same[i][0], same[i][1]));
		CU_ASSERT(ec2a__is_same_address(same[i][1], same[i][0]));
	}
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
		CU_ASSERT_FALSE(ec2a__is_same_address(other[i][0], other[i][1]));
		CU_ASSERT_FALSE(ec2a__is_same_address(other[i][1], other[i][0]));
	}
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "whole UUIDs", test_uuid },
		{ "whole records: literal", test_literal },
		{ "one side masked", test_one_side },
		{ "absent", test_absent },
		{ "published samples", test_seed },
		{ "segments", test_segments },
		{ "ids too short", test_short_ids },
		{ "connection ids", test_uuids },
		{ "addresses", test_address_good },
		{ "no addresses", test_address_bad },
		{ "the same address", test_same_address },
		{ NULL, NULL },
	};

	return ec2a_test_main("mask", tests);
}

/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "s3_page.h"

#include <ec2access/ec2access.h>

static struct ec2a__s3_page page;

static int read_page(const char *xml)
{
	return ec2a__s3_page_read(&page, xml, strlen(xml));
}

#define HEAD "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>b</Name>"
#define TAIL "</ListBucketResult>"
#define OBJECT(key) "<Contents><Key>" key "</Key><LastModified>2023-09-04T05:56:04.000Z</LastModified>" \
		    "<ETag>&quot;d41d&quot;</ETag><Size>12</Size><StorageClass>STANDARD</StorageClass></Contents>"
#define FOLDER(prefix) "<CommonPrefixes><Prefix>" prefix "</Prefix></CommonPrefixes>"

static void test_entries(void)
{
	EQ_INT(read_page(HEAD "<KeyCount>3</KeyCount>" OBJECT("a/b.gz") OBJECT("a/c") FOLDER("a/d/")
			 "<IsTruncated>true</IsTruncated><NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM="
			 "</NextContinuationToken>" TAIL), 0);
	EQ_INT(page.n, 3);
	EQ_TEXT(page.entries[0].key, "a/b.gz");
	EQ_TEXT(page.entries[0].etag, "\"d41d\"");
	EQ_INT(page.entries[0].size, 12);
	EQ_INT(page.entries[0].modified, 1693806964);
	EQ_INT(page.entries[0].is_folder, 0);
	EQ_TEXT(page.entries[1].key, "a/c");
	EQ_TEXT(page.entries[2].key, "a/d/");
	EQ_TEXT(page.entries[2].etag, "");
	EQ_INT(page.entries[2].is_folder, 1);
	EQ_TEXT(page.token, "1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=");
	/* The next page has nothing of this one. */
	EQ_INT(read_page(HEAD "<IsTruncated>false</IsTruncated>" TAIL), 0);
	EQ_INT(page.n, 0);
	EQ_TEXT(page.token, NULL);
}

static void test_names(void)
{
	/* The element that says how keys are written stands where it likes. */
	EQ_INT(read_page(HEAD OBJECT("a+b%2Bc%20d%C3%A9%25+%2F..%2f/x%zz%") "<EncodingType>url</EncodingType>"
			 FOLDER("f+g/") TAIL), 0);
	EQ_TEXT(page.entries[0].key, "a b+c d\xc3\xa9% /..//x%zz%");
	EQ_TEXT(page.entries[1].key, "f g/");
	EQ_INT(read_page(HEAD OBJECT("a+b%2Bc &amp; &lt;d&gt;") TAIL), 0);
	EQ_TEXT(page.entries[0].key, "a+b%2Bc & <d>");
	EQ_INT(page.entries[0].is_bad, 0);
	EQ_INT(read_page(HEAD OBJECT("a%00b") OBJECT("") OBJECT("c") "<EncodingType>url</EncodingType>" TAIL), 0);
	EQ_INT(page.entries[0].is_bad, 1);
	EQ_INT(page.entries[1].is_bad, 1);
	EQ_INT(page.entries[2].is_bad, 0);
}

static void refused(const char *xml, int code, const char *why)
{
	EQ_INT(read_page(xml), code);
	EQ_TEXT(page.fault, why);
	EQ_INT(page.n, 0);
	EQ_TEXT(page.token, NULL);
}

static void test_refused(void)
{
	refused("", EC2A_E_TRUNCATED, "the reply is no listing: it is no XML");
	refused("<html><body>Hi</body></html>", EC2A_E_FORMAT, "the reply is no listing");
	refused("{\"a\":1}", EC2A_E_FORMAT, "the reply is no listing: it is no XML");
	refused(HEAD OBJECT("a"), EC2A_E_TRUNCATED, "the reply is no listing: it is no XML");
	refused("<Error><Code>NoSuchBucket</Code></Error>", EC2A_E_FORMAT, "the reply is no listing");
	refused(HEAD "<Contents><Size>1</Size></Contents>" TAIL, EC2A_E_FORMAT, "an object of the listing has no key");
	refused(HEAD "<Contents><Key>a</Key><Size>1x</Size></Contents>" TAIL, EC2A_E_FORMAT,
		"a number in the listing is none");
	refused(HEAD "<Contents><Key>a</Key><Size>99999999999999999999</Size></Contents>" TAIL, EC2A_E_FORMAT,
		"a number in the listing is none");
	refused(HEAD OBJECT("a") "<KeyCount>2</KeyCount>" TAIL, EC2A_E_FORMAT, "the listing holds less than its KeyCount");
	refused(HEAD OBJECT("a") "<IsTruncated>true</IsTruncated>" TAIL, EC2A_E_FORMAT,
		"the listing breaks off: it says that it goes on, but not where");
	refused("<!DOCTYPE x [<!ENTITY a \"aaaa\">]><ListBucketResult>" OBJECT("&a;") TAIL, EC2A_E_FORMAT,
		"the reply is no listing: it is no XML");
}

static void test_limits(void)
{
	struct ec2a__buf xml;

	ec2a__buf_init(&xml, SIZE_MAX);
	CU_ASSERT_FATAL(ec2a__buf_adds(&xml, "<ListBucketResult>") == 0);
	for (size_t i = 0; i <= EC2A__S3_PAGE_ENTRIES; i++)
		CU_ASSERT_FATAL(ec2a__buf_adds(&xml, "<Contents><Key>a</Key></Contents>") == 0);
	CU_ASSERT_FATAL(ec2a__buf_adds(&xml, TAIL) == 0);
	refused(xml.data, EC2A_E_LIMIT, "a page of the listing is over the limit");
	ec2a__buf_clear(&xml);
	CU_ASSERT_FATAL(ec2a__buf_adds(&xml, "<ListBucketResult><Contents><Key>") == 0);
	for (size_t i = 0; i < (size_t)70 * 1024; i++)
		CU_ASSERT_FATAL(ec2a__buf_addc(&xml, 'a') == 0);
	CU_ASSERT_FATAL(ec2a__buf_adds(&xml, "</Key></Contents>" TAIL) == 0);
	refused(xml.data, EC2A_E_LIMIT, "a page of the listing is over the limit");
	ec2a__buf_free(&xml);
	ec2a__s3_page_free(&page);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "entries", test_entries },
		{ "names", test_names },
		{ "refused", test_refused },
		{ "limits", test_limits },
		{ NULL, NULL },
	};

	ec2a__s3_page_init(&page);
	return ec2a_test_main("pages of S3 listings", tests);
}

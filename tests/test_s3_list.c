/* SPDX-License-Identifier: MIT */
/* Listings of a bucket in memory: which pages are asked for, and that every object comes once. */
#include "s3_kit.h"

#include "timestamp.h"

#include <ec2access/ec2access.h>

struct question {
	const char *prefix, *accounts, *regions, *since, *until;
};

static char told[16384]; /* of one walk: a key each, "-KEY" passed, "!CODE KEY: WHY" */

static int64_t time_of(const char *text, int64_t open)
{
	char whole[32];
	int64_t us = open;

	if (text) {
		snprintf(whole, sizeof whole, "%.10sT00:00:00Z", text);
		CU_ASSERT_FATAL(ec2a__time_parse(whole, strlen(whole), &us) == 1);
	}
	return us;
}

static void tell(const char *mark, const char *key, const char *why)
{
	size_t at = strlen(told);

	snprintf(told + at, sizeof told - at, "%s%s%s\n", mark, key, why);
}

static void walk_all(struct bucket *bucket, const struct question *question, uint64_t most)
{
	const struct ec2a__s3_entry *entry;
	struct ec2a__s3_walk *walk;
	char mark[40], why[200];
	int r;

	told[0] = bucket->log[0] = '\0';
	bucket->asked = 0;
	CU_ASSERT_FATAL(ec2a__s3_walk_new(question->prefix, question->accounts, question->regions,
					  time_of(question->since, INT64_MIN), time_of(question->until, INT64_MAX), most,
					  ask_bucket, bucket, &walk) == 0);
	while ((r = ec2a__s3_walk_next(walk, &entry)) != 0) {
		snprintf(mark, sizeof mark, "!%s ", r < 0 ? ec2a_enum_name(EC2A_ENUM_ERROR, r) : "");
		snprintf(why, sizeof why, ": %s", ec2a__s3_walk_fault(walk));
		if (r < 0)
			tell(mark, ec2a__s3_walk_fault_key(walk), why);
		else
			tell(r == EC2A__S3_WALK_PASSED ? "-" : "", entry->key, "");
	}
	ec2a__s3_walk_free(walk);
}

/* ---- pages ------------------------------------------------------------------------ */

static const char *const odd[] = { "a b", "a%2Fb", "a+b", "a/../b", "a//b", "d\xc3\xa9/x&y", "z/", "z/1", NULL };

static void test_pages(void)
{
	static const char all[] = "a b\na%2Fb\na+b\na/../b\na//b\nd\xc3\xa9/x&y\nz/1\n";
	const struct question question = { .prefix = "" };
	struct bucket bucket = { .keys = odd };

	for (size_t page = 1; page < 9; page++) {
		bucket.page = page;
		walk_all(&bucket, &question, 1000);
		EQ_TEXT(told, all);
	}
	bucket.plain = 1;
	walk_all(&bucket, &question, 1000);
	EQ_TEXT(told, all);
	/* S3 may answer with nothing and go on. */
	bucket.hollow = 5;
	walk_all(&bucket, &question, 1000);
	EQ_TEXT(told, all);
}

static void test_no_end(void)
{
	const struct question question = { .prefix = "z/" };
	struct bucket bucket = { .keys = odd, .page = 2, .stuck = 1 };

	walk_all(&bucket, &question, 1000);
	EQ_TEXT(told, "z/1\nz/1\n!EC2A_E_FORMAT z/: the listing does not go on: the same token came twice\n");
	EQ_INT(bucket.asked, 2);
	bucket.stuck = 0;
	bucket.hollow = 100000;
	walk_all(&bucket, &question, 1000);
	EQ_TEXT(told, "!EC2A_E_FORMAT z/: the listing does not go on: page after page is empty\n");
	bucket.hollow = 0;
	walk_all(&bucket, &(struct question){ .prefix = "a" }, 3);
	EQ_TEXT(told, "a b\na%2Fb\na+b\n!EC2A_E_LIMIT : more is listed than the limit of one listing allows\n");
}

/* ---- an organisation's trail ---------------------------------------------------------- */

#define ORG "logs/AWSLogs/o-exampleorgid/"
#define A "111111111111"
#define B "222222222222"
#define T "/CloudTrail/"

static const char *const trail[] = {
	"logs/AWSLogs/" A T "eu-west-1/2023/09/04/" A "_CloudTrail_eu-west-1_20230904T0600Z_a.json.gz",
	ORG A "/CloudTrail-Digest/eu-west-1/2023/09/04/" A "_CloudTrail-Digest_eu-west-1_t_eu-west-1_20230904T060000Z.json.gz",
	ORG A T "eu-west-1/2022/12/31/old",
	ORG A T "eu-west-1/2023/08/31/august",
	ORG A T "eu-west-1/2023/09/01/first",
	ORG A T "eu-west-1/2023/09/03/third",
	ORG A T "eu-west-1/2023/09/04/fourth",
	ORG A T "eu-west-1/2023/09/05/fifth",
	ORG A T "eu-west-1/2023/09/06/sixth",
	ORG A T "eu-west-1/2024/01/01/new",
	ORG A T "us-east-1/2023/09/04/other-region",
	ORG B T "eu-west-1/2023/09/04/other-account",
	ORG B "/vpcflowlogs/eu-west-1/2023/09/04/flow",
	"logs/readme",
	NULL,
};

static void ask(const struct question *question, const char *want, const char *log)
{
	struct bucket bucket = { .keys = trail, .page = 3 };

	walk_all(&bucket, question, 1000);
	EQ_TEXT(told, want);
	if (log)
		EQ_TEXT(bucket.log, log);
}

static void test_layout(void)
{
	/* One account, one region, one day: with the day on both sides, three folders. */
	ask(&(struct question){ "logs/", A, "eu-west-1", "2023-09-04", "2023-09-05" },
	    "logs/readme\n"
	    "logs/AWSLogs/" A T "eu-west-1/2023/09/04/" A "_CloudTrail_eu-west-1_20230904T0600Z_a.json.gz\n"
	    ORG A T "eu-west-1/2023/09/03/third\n" ORG A T "eu-west-1/2023/09/04/fourth\n" ORG A T
	    "eu-west-1/2023/09/05/fifth\n",
	    "logs/ /\nlogs/AWSLogs/ /\n"
	    "logs/AWSLogs/" A T "eu-west-1/2023/09/03/\nlogs/AWSLogs/" A T "eu-west-1/2023/09/04/\n"
	    "logs/AWSLogs/" A T "eu-west-1/2023/09/05/\n"
	    ORG A T "eu-west-1/2023/09/03/\n" ORG A T "eu-west-1/2023/09/04/\n" ORG A T "eu-west-1/2023/09/05/\n");
	/* A range over the end of a month; a whole month needs no days. */
	ask(&(struct question){ ORG, A, "eu-west-1", "2023-09-01", "2023-10-15" },
	    ORG A T "eu-west-1/2023/08/31/august\n" ORG A T "eu-west-1/2023/09/01/first\n"
	    ORG A T "eu-west-1/2023/09/03/third\n" ORG A T "eu-west-1/2023/09/04/fourth\n"
	    ORG A T "eu-west-1/2023/09/05/fifth\n" ORG A T "eu-west-1/2023/09/06/sixth\n", NULL);
	/* An open end asks which folders there are. */
	ask(&(struct question){ ORG A T "eu-west-1/", NULL, NULL, "2023-09-05", NULL },
	    ORG A T "eu-west-1/2023/09/04/fourth\n" ORG A T "eu-west-1/2023/09/05/fifth\n"
	    ORG A T "eu-west-1/2023/09/06/sixth\n" ORG A T "eu-west-1/2024/01/01/new\n",
	    ORG A T "eu-west-1/ /\n" ORG A T "eu-west-1/2023/ /\n"
	    ORG A T "eu-west-1/2023/09/ /\n" ORG A T "eu-west-1/2023/09/ / >7-0\n"
	    ORG A T "eu-west-1/2023/09/04/\n" ORG A T "eu-west-1/2023/09/05/\n" ORG A T "eu-west-1/2023/09/06/\n"
	    ORG A T "eu-west-1/2024/\n");
	ask(&(struct question){ ORG A T "eu-west-1/", NULL, NULL, NULL, "2023-01-01" },
	    ORG A T "eu-west-1/2022/12/31/old\n", NULL);
	/* Another account is not even asked for. */
	ask(&(struct question){ "logs/AWSLogs/", B ",333333333333", NULL, NULL, NULL },
	    ORG B T "eu-west-1/2023/09/04/other-account\n",
	    "logs/AWSLogs/ /\n" ORG B T "\n" ORG "333333333333" T "\n");
}

static void test_anywhere(void)
{
	static const char fourth[] = ORG A T "eu-west-1/2023/09/04/fourth\n";
	static const char *const within[] = {
		ORG A T "eu-west-1/2023/09/04/", ORG A T "eu-west-1/2023/09/04", ORG A T "eu-west-1/2023/09/04/fo",
		ORG A T "eu-west-1/2023/09/", ORG A T "eu-west-1/2023/09", ORG A T "eu-west-1/2023/0",
		ORG A T "eu-west-1/", ORG A T "eu-w", ORG A "/CloudTrail", ORG A "/Cloud",
	};
	char name[100];

	for (size_t i = 0; i < sizeof within / sizeof within[0]; i++) {
		snprintf(name, sizeof name, "%s", within[i]);
		/* Widened by a day, so more than the fourth comes where more stands below. */
		ask(&(struct question){ name, A, "eu-west-1", "2023-09-04", "2023-09-05" },
		    strstr(name, "/09/04") ? fourth
					   : ORG A T "eu-west-1/2023/09/03/third\n" ORG A T "eu-west-1/2023/09/04/fourth\n"
					     ORG A T "eu-west-1/2023/09/05/fifth\n", NULL);
	}
	/* The bucket itself, and a name that is not ended. */
	ask(&(struct question){ "", B, NULL, NULL, NULL },
	    "logs/readme\n" ORG B T "eu-west-1/2023/09/04/other-account\n", NULL);
	ask(&(struct question){ "lo", B, NULL, NULL, NULL },
	    "logs/readme\n" ORG B T "eu-west-1/2023/09/04/other-account\n", NULL);
	/* Who asks for digests gets them. */
	ask(&(struct question){ ORG A "/CloudTrail-Digest/", NULL, NULL, NULL, NULL },
	    ORG A "/CloudTrail-Digest/eu-west-1/2023/09/04/" A
	    "_CloudTrail-Digest_eu-west-1_t_eu-west-1_20230904T060000Z.json.gz\n", NULL);
	ask(&(struct question){ ORG A "/CloudTrail-D", NULL, NULL, NULL, NULL },
	    ORG A "/CloudTrail-Digest/eu-west-1/2023/09/04/" A
	    "_CloudTrail-Digest_eu-west-1_t_eu-west-1_20230904T060000Z.json.gz\n", NULL);
}

/* No trail's layout: everything below; what a trail beside the logs puts there keeps its name. */
static void test_no_layout(void)
{
	static const char *const keys[] = {
		"copies/2023/" A "_CloudTrail-Digest_eu-west-1_t_eu-west-1_20230904T060000Z.json.gz",
		"copies/2023/" A "_CloudTrail-Insight_eu-west-1_20230904T0600Z_x.json.gz",
		"copies/2023/" A "_CloudTrail_eu-west-1_20230904T0600Z_a.json.gz",
		"hosts/secure", NULL,
	};
	struct bucket bucket = { .keys = keys, .page = 1000 };

	walk_all(&bucket, &(struct question){ "", B, "eu-west-1", "2024-01-01", NULL }, 1000);
	EQ_TEXT(told, "-copies/2023/" A "_CloudTrail-Digest_eu-west-1_t_eu-west-1_20230904T060000Z.json.gz\n"
		      "-copies/2023/" A "_CloudTrail-Insight_eu-west-1_20230904T0600Z_x.json.gz\n"
		      "copies/2023/" A "_CloudTrail_eu-west-1_20230904T0600Z_a.json.gz\nhosts/secure\n");
}

/* Many folders, none of them a trail's: one listing, where filters still hold. */
static void test_many_folders(void)
{
	static char names[40][80];
	static const char *keys[42];
	struct bucket bucket = { .keys = keys, .page = 1000 };
	char want[4096] = "";

	for (int i = 0; i < 40; i++) {
		snprintf(names[i], sizeof names[i], "i-%02d/secure", i);
		keys[i] = names[i];
		strcat(strcat(want, names[i]), "\n");
	}
	keys[40] = "trail/AWSLogs/" A T "eu-west-1/2023/09/04/a";
	walk_all(&bucket, &(struct question){ "", B, NULL, NULL, NULL }, 1000);
	EQ_TEXT(told, want);
	EQ_TEXT(bucket.log, " /\n\n");
}

/* One folder that cannot be listed costs that folder only. */
static void test_one_fails(void)
{
	struct bucket bucket = { .keys = trail, .page = 3, .fails = EC2A_E_IO, .fails_at = ORG A };

	walk_all(&bucket, &(struct question){ "logs/AWSLogs/", NULL, "eu-west-1", NULL, NULL }, 1000);
	EQ_TEXT(told, "logs/AWSLogs/" A T "eu-west-1/2023/09/04/" A "_CloudTrail_eu-west-1_20230904T0600Z_a.json.gz\n"
		      "!EC2A_E_IO " ORG A T "eu-west-1/: it was asked to fail\n"
		      ORG B T "eu-west-1/2023/09/04/other-account\n");
}

static void refuses(const char *accounts, const char *regions)
{
	struct ec2a__s3_layout layout;

	EQ_INT(ec2a__s3_layout_init(&layout, "", accounts, regions, INT64_MIN, INT64_MAX), EC2A_E_ARG);
}

static void test_filters(void)
{
	struct ec2a__s3_layout layout;

	refuses("", NULL);
	refuses("111", NULL);
	refuses(A ",", NULL);
	refuses("11111111111x", NULL);
	refuses(NULL, "eu-west");
	refuses(NULL, "../../eu-west-1");
	refuses(NULL, "eu-west-1 ");
	EQ_INT(ec2a__s3_layout_init(&layout, "", A "," A "," B, "us-gov-west-1", INT64_MIN + 5, INT64_MAX - 5), 0);
	EQ_TEXT(layout.accounts, "," A "," B ",");
	EQ_INT(layout.first_day == INT64_MIN, 1);
	EQ_INT(layout.last_day == INT64_MAX, 1);
	ec2a__s3_layout_free(&layout);
	/* The until of a range is not in it. */
	EQ_INT(ec2a__s3_layout_init(&layout, "", NULL, NULL, time_of("1970-01-03T00:00:00Z", 0),
				    time_of("1970-01-04T00:00:00Z", 0)), 0);
	EQ_INT(layout.first_day, 1);
	EQ_INT(layout.last_day, 3);
	ec2a__s3_layout_free(&layout);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "pages", test_pages },
		{ "listings without an end", test_no_end },
		{ "an organisation's layout", test_layout },
		{ "a prefix anywhere in it", test_anywhere },
		{ "no layout", test_no_layout },
		{ "many folders", test_many_folders },
		{ "one folder fails", test_one_fails },
		{ "filters", test_filters },
		{ NULL, NULL },
	};

	return ec2a_test_main("S3 listings", tests);
}

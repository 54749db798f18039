/* SPDX-License-Identifier: MIT */
/* A bucket as a source, through the caller's own transport: what is asked for, where, and in which order. */
#include "s3_wire.h"

static const char *const odd[] = { "../x", "a b+c", "d//e", "f", "g%2Fh", "i\xc3\xa9", NULL };
static struct wire wire;

static ec2a_source *make(ec2a_config *config, const char *url)
{
	ec2a_source *source = NULL;

	wire_hold(&wire, config);
	memset(wire.hosts, 0, sizeof wire.hosts);
	memset(wire.urls, 0, sizeof wire.urls);
	wire.bucket = (struct bucket){ .keys = odd, .page = 4 };
	CU_ASSERT_FATAL(ec2a_source_s3(config, url, NULL, NULL, INT64_MIN, INT64_MAX, &source) == 0);
	return source;
}

/* "NAME BYTES\n" of every input. */
static void read_all(ec2a_source *source, char *out, size_t room)
{
	ec2a_input *input;
	int r;

	*out = '\0';
	while ((r = ec2a_source_next(source, &input)) == 1) {
		char buffer[64];
		size_t size = 0;

		snprintf(out + strlen(out), room - strlen(out), "%s ", ec2a_input_name(input));
		while ((r = ec2a_input_read(input, buffer, 7, &size)) == 1)
			snprintf(out + strlen(out), room - strlen(out), "%.*s", (int)size, buffer);
		if (r < 0)
			snprintf(out + strlen(out), room - strlen(out), "%s\n", ec2a_input_error(input));
		ec2a_input_free(input);
	}
	EQ_INT(r, 0);
	ec2a_source_free(source);
}

/* A folder's own objects come before those of its folders. */
#define ALL "s3://bucket/a b+c a b+c\ns3://bucket/f f\ns3://bucket/g%2Fh g%2Fh\ns3://bucket/i\xc3\xa9 i\xc3\xa9\n" \
	    "s3://bucket/../x ../x\ns3://bucket/d//e d//e\n"

static void test_host_of_the_bucket(void)
{
	ec2a_config *config = wire_config(&wire);
	char out[2000];

	read_all(make(config, "s3://bucket"), out, sizeof out);
	EQ_TEXT(out, ALL);
	EQ_INT(strncmp(wire.hosts, "https://bucket.s3.eu-west-1.amazonaws.com\n", 42), 0);
	/* Encoded once, and no path is made shorter. */
	EQ_TEXT(wire.urls, "/a%20b%2Bc\n/f\n/g%252Fh\n/i%C3%A9\n/../x\n/d//e\n");
	wire_config_free(&wire, config);
}

static void first_host(const char *url, int option, int64_t value, const char *endpoint, const char *want)
{
	ec2a_config *config = wire_config(&wire);
	char out[2000], host[200];

	if (option)
		EQ_INT(ec2a_config_set_int(config, option, value), 0);
	if (endpoint)
		EQ_INT(ec2a_config_set_str(config, EC2A_OPT_AWS_ENDPOINT, endpoint), 0);
	read_all(make(config, url), out, sizeof out);
	snprintf(host, sizeof host, "%.*s", (int)strcspn(wire.hosts, "\n"), wire.hosts);
	EQ_TEXT(host, want);
	wire_config_free(&wire, config);
}

static void test_hosts(void)
{
	static const char plain[] = "https://s3.eu-west-1.amazonaws.com";

	first_host("s3://bucket/none", 0, 0, NULL, "https://bucket.s3.eu-west-1.amazonaws.com");
	first_host("s3://with.dots/none", 0, 0, NULL, plain);
	first_host("s3://Old_Bucket/none", 0, 0, NULL, plain);
	first_host("s3://bucket/none", EC2A_OPT_PATH_STYLE, 1, NULL, plain);
	first_host("s3://bucket/none", 0, 0, "http://localhost:9000", "http://localhost:9000");
	first_host("s3://bucket/none", 0, 0, "https://s3.example.com", "https://s3.example.com");
}

static void test_urls(void)
{
	static const char *const wrong[] = { "", "bucket", "s3:/bucket", "s3://", "s3:///x", "s3://ab", "s3://a/b",
					     "s3://buc ket/", "s3://bucket@evil.example.com/", "s3://-bucket/",
					     "s3://arn:aws:s3:::x/", "S3://bucket/", "s3://b\xc3\xbc/" };
	ec2a_config *config = wire_config(&wire);
	ec2a_source *source;

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		EQ_INT(ec2a_source_s3(config, wrong[i], NULL, NULL, INT64_MIN, INT64_MAX, &source), EC2A_E_ARG);
	EQ_INT(ec2a_source_s3(config, NULL, NULL, NULL, INT64_MIN, INT64_MAX, &source), EC2A_E_ARG);
	EQ_INT(ec2a_source_s3(config, "s3://bucket", NULL, NULL, INT64_MIN, INT64_MAX, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_source_s3(config, "s3://bucket", NULL, NULL, 2, 1, &source), EC2A_E_ARG);
	EQ_INT(ec2a_source_s3(config, "s3://bucket", "1", NULL, 1, 2, &source), EC2A_E_ARG);
	EQ_INT(ec2a_source_s3(config, "s3://bucket", NULL, "here", 1, 2, &source), EC2A_E_ARG);
	wire_config_free(&wire, config);
}

static void test_cut(void)
{
	ec2a_config *config = wire_config(&wire);
	char out[2000];

	wire.cut = 3;
	read_all(make(config, "s3://bucket"), out, sizeof out);
	EQ_TEXT(out, ALL);
	wire.cut = 0;
	EQ_TEXT(wire.urls, "/a%20b%2Bc\n/a%20b%2Bc bytes=3-\n/f\n/g%252Fh\n/g%252Fh bytes=3-\n/i%C3%A9\n/i%C3%A9 bytes=3-\n"
			   "/../x\n/../x bytes=3-\n/d//e\n/d//e bytes=3-\n");
	wire_config_free(&wire, config);
}

static void test_limits(void)
{
	ec2a_config *config = wire_config(&wire);
	ec2a_source *source;
	ec2a_input *input;
	int n = 0, r;

	EQ_INT(ec2a_config_set_int(config, EC2A_OPT_LISTED_OBJECTS, 3), 0);
	source = make(config, "s3://bucket/");
	while ((r = ec2a_source_next(source, &input)) == 1) {
		ec2a_input_free(input);
		n++;
	}
	EQ_INT(n, 1); /* two more entries were folders */
	EQ_INT(r, EC2A_E_LIMIT);
	EQ_TEXT(ec2a_source_error(source),
		"s3://bucket/: cannot be listed: more is listed than the limit of one listing allows");
	EQ_INT(ec2a_source_next(source, &input), 0);
	ec2a_source_free(source);
	EQ_TEXT(wire.urls, "");
	wire_config_free(&wire, config);
}

/* The inputs that a caller chose, each as a source; what nobody reads is not asked for. */
static void test_chosen(void)
{
	ec2a_config *config = wire_config(&wire);
	ec2a_source *source = make(config, "s3://bucket/"), *one = NULL;
	ec2a_input *input, *chosen = NULL;
	char out[200];

	while (ec2a_source_next(source, &input) == 1) {
		EQ_TEXT(ec2a_input_detail(input, "etag"), "\"e\"");
		EQ_TEXT(ec2a_input_detail(input, "size"), "7");
		EQ_TEXT(ec2a_input_detail(input, "modified"), "1693806964");
		EQ_TEXT(ec2a_input_detail(input, "Content-Length"), NULL);
		if (strcmp(ec2a_input_name(input), "s3://bucket/f") == 0)
			chosen = input;
		else
			ec2a_input_free(input);
	}
	EQ_TEXT(wire.urls, "");
	EQ_INT(ec2a_source_input(chosen, &one), 0);
	read_all(one, out, sizeof out);
	EQ_TEXT(out, "s3://bucket/f f\n");
	EQ_TEXT(wire.urls, "/f\n");
	/* One that is never taken goes with its source; cancelling it is cancelling all. */
	ec2a_source_free(source);
	source = make(config, "s3://bucket/");
	EQ_INT(ec2a_source_next(source, &input), 1);
	EQ_INT(ec2a_source_input(input, &one), 0);
	ec2a_source_cancel(one);
	EQ_INT(ec2a_source_next(source, &input), EC2A_E_CANCELLED);
	ec2a_source_free(one);
	ec2a_source_free(source);
	EQ_INT(ec2a_source_input(NULL, &one), EC2A_E_ARG);
	wire_config_free(&wire, config);
}

/* What was kept of an earlier run, and is not listed, is gone only where it would be listed. */
static void test_wants(void)
{
#define FOLDER "s3://bucket/t/AWSLogs/111122223333/"
	static const struct {
		const char *name;
		int all, some; /* with the filters below */
	} rows[] = {
		{ FOLDER "CloudTrail/eu-west-1/2023/09/04/a.json.gz", 1, 1 },
		{ FOLDER "CloudTrail/eu-west-1/2023/09/03/a.json.gz", 1, 1 }, /* a day on either side, as it is listed */
		{ FOLDER "CloudTrail/eu-west-1/2023/09/05/a.json.gz", 1, 1 },
		{ FOLDER "CloudTrail/eu-west-1/2023/09/02/a.json.gz", 1, 0 },
		{ FOLDER "CloudTrail/eu-west-1/2023/09/06/a.json.gz", 1, 0 },
		{ FOLDER "CloudTrail/eu-west-1/2022/09/04/a.json.gz", 1, 0 },
		{ FOLDER "CloudTrail/eu-west-2/2023/09/04/a.json.gz", 1, 0 },
		{ "s3://bucket/t/AWSLogs/444455556666/CloudTrail/eu-west-1/2023/09/04/a.json.gz", 1, 0 },
		{ FOLDER "CloudTrail-Digest/eu-west-1/2023/09/04/a.json.gz", 0, 0 },
		{ "s3://bucket/t/copied.json.gz", 1, 1 },
		{ "s3://bucket/u/AWSLogs/111122223333/CloudTrail/eu-west-1/2023/09/04/a.json.gz", 0, 0 },
		{ "s3://buckets/t/copied.json.gz", 0, 0 },
		{ "s3://bucke/t/copied.json.gz", 0, 0 },
		{ "s3://bucket", 0, 0 },
		{ "t/copied.json.gz", 0, 0 },
		{ "", 0, 0 },
	};
	const int64_t day = INT64_C(86400000000);
	ec2a_config *config = wire_config(&wire);
	ec2a_source *all = make(config, "s3://bucket/t/"), *some, *file;

	CU_ASSERT_FATAL(ec2a_source_s3(config, "s3://bucket/t/", "111122223333", "eu-west-1,us-east-1", 19604 * day, 19605 * day,
				       &some) == 0); /* 2023-09-04 */
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (ec2a_source_s3_wants(all, rows[i].name) != rows[i].all ||
		    ec2a_source_s3_wants(some, rows[i].name) != rows[i].some)
			EQ_TEXT(rows[i].name, "as it should be");
	EQ_INT(ec2a_source_s3_wants(NULL, ""), EC2A_E_ARG);
	EQ_INT(ec2a_source_s3_wants(all, NULL), EC2A_E_ARG);
	CU_ASSERT_FATAL(ec2a_source_path(config, ".", &file) == 0);
	EQ_INT(ec2a_source_s3_wants(file, rows[0].name), EC2A_E_UNSUPPORTED);
	ec2a_source_free(file);
	ec2a_source_free(some);
	ec2a_source_free(all);
	wire_config_free(&wire, config);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "the host of a bucket", test_host_of_the_bucket },
		{ "hosts", test_hosts },
		{ "URLs", test_urls },
		{ "a broken connection", test_cut },
		{ "limits", test_limits },
		{ "chosen inputs", test_chosen },
		{ "what would be listed", test_wants },
		{ NULL, NULL },
	};

	return ec2a_test_main("S3 as a source", tests);
}

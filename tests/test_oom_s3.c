/* SPDX-License-Identifier: MIT */
/* Each allocation failing in turn where a bucket is listed and read: a call works when it is made again, and nothing
 * comes twice or is left out. */
#include "oom.h"

#include "s3_wire.h"

static const char *const keys[] = {
	"AWSLogs/111111111111/CloudTrail/eu-west-1/2023/09/04/a.json", "AWSLogs/111111111111/CloudTrail/eu-west-1/2023/09/04/b",
	"AWSLogs/o-org/222222222222/CloudTrail/eu-west-1/2023/09/05/c", "readme", NULL,
};
static struct wire wire;

static void note_input(ec2a_input *input)
{
	char buffer[50];
	size_t size;
	int r;

	oom_note("%s %s\n", ec2a_input_name(input), ec2a_input_detail(input, "etag"));
	do {
		AGAIN(r, ec2a_input_read(input, buffer, sizeof buffer, &size));
		if (size)
			oom_note("%.*s", (int)size, buffer);
	} while (r == 1);
	oom_note("%d\n", r);
	ec2a_input_free(input);
}

static void work(void *user)
{
	ec2a_source *source = NULL;
	ec2a_config *config;
	ec2a_input *input;
	int r;

	memset(&wire, 0, sizeof wire);
	wire.bucket = (struct bucket){ .keys = keys, .page = 1 };
	wire.cut = *(size_t *)user;
	wire.pause = oom_pause;
	wire.resume = oom_resume;
	config = wire_config(&wire);
	wire_hold(&wire, config);
	AGAIN(r, ec2a_source_s3(config, "s3://bucket/", "111111111111,222222222222", "eu-west-1", INT64_C(1693785600000000),
				INT64_C(1693872000000000), &source));
	EQ_INT(r, 0);
	for (;;) {
		AGAIN(r, ec2a_source_next(source, &input));
		if (r != 1)
			break;
		note_input(input);
	}
	oom_note("end %d\n", r);
	ec2a_source_free(source);
	wire_config_free(&wire, config);
}

static void test_s3(void)
{
	size_t whole = 0, cut = 10;

	oom_torture("a bucket", work, &whole, 1);
	oom_torture("a bucket, cut", work, &cut, 1);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "a bucket", test_s3 },
		{ NULL, NULL },
	};

	if (!oom_possible()) {
		puts("SKIP: the linker does not take --wrap");
		return 77;
	}
	return ec2a_test_main("out of memory: S3", tests);
}

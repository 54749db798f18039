/* SPDX-License-Identifier: MIT */
/* Options, keys and endpoints of the network, and what a transport of the program's own may do. */
#include "aws_state.h"
#include "names_aws.h"
#include "net_kit.h"
#include "http_state.h"

static struct kit kit;

/* ---- names ------------------------------------------------------------------- */

static void test_regions(void)
{
	static const char *const good[] = { "us-east-1", "cn-north-1", "us-gov-west-1", "us-isob-east-1", "eusc-de-east-1",
					    "local" };
	static const char *const bad[] = { "", "x", "US-EAST-1", "-us", "us-", "1us", "us east", "us.east", "us/east",
					   "us-east-1\n", "us@evil", "a#",
					   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		EQ_INT(ec2a__is_region(good[i]), 1);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		EQ_INT(ec2a__is_region(bad[i]), 0);
}

static void test_endpoint_names(void)
{
	static const char *const good[] = { "http://localhost", "https://localhost/", "http://127.0.0.1:9000",
					    "http://[::1]:9000/", "https://s3.eu-west-1.amazonaws.com", "http://A_b-1:1",
					    "http://x:65535" };
	static const char *const bad[] = { "", "localhost", "ftp://x", "HTTP://x", "http://", "http:///", "http://x:",
					   "http://x:0", "http://x:65536", "http://x:99999999999", "http://x:1x",
					   "http://x/path", "http://x/?q", "http://x?q", "http://x#f", "http://user@x",
					   "http://user:pw@x", "http://x y", "http://[::1", "http://[]", "http://[x]",
					   "http://x\\y", "file:///etc/passwd", "http://x//" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		EQ_INT(ec2a__is_endpoint(good[i]), 1);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		EQ_INT(ec2a__is_endpoint(bad[i]), 0);
}

/* ---- options ------------------------------------------------------------------ */

static const int texts[] = { EC2A_OPT_AWS_PROFILE, EC2A_OPT_AWS_REGION, EC2A_OPT_AWS_ENDPOINT, EC2A_OPT_CA_FILE };

static ec2a_config *plain(void)
{
	ec2a_config *config = NULL;

	CU_ASSERT_FATAL(ec2a_config_new(&config) == 0);
	return config;
}

static const char *text_of(const ec2a_config *config, int option)
{
	const char *text = "(not written)";

	EQ_INT(ec2a_config_get_str(config, option, &text), 0);
	return text;
}

static void test_texts(void)
{
	static const char *const good[] = { "prod", "eu-west-1", "https://x:1", "/etc/ca.pem" };
	ec2a_config *config = plain();
	char longest[4200];

	memset(longest, 'a', sizeof(longest));
	for (size_t i = 0; i < 4; i++) {
		char copy[32];

		EQ_TEXT(text_of(NULL, texts[i]), "");
		EQ_TEXT(text_of(config, texts[i]), "");
		snprintf(copy, sizeof(copy), "%s", good[i]);
		EQ_INT(ec2a_config_set_str(config, texts[i], copy), 0);
		copy[0] = '?';
		EQ_TEXT(text_of(config, texts[i]), good[i]);
		EQ_INT(ec2a_config_set_str(config, texts[i], "a\nb"), EC2A_E_ARG);
		EQ_INT(ec2a_config_set_str(config, texts[i], "\x7f"), EC2A_E_ARG);
		longest[4097] = '\0';
		EQ_INT(ec2a_config_set_str(config, texts[i], longest), EC2A_E_ARG);
		longest[4097] = 'a';
		EQ_INT(ec2a_config_set_str(config, texts[i], NULL), EC2A_E_ARG);
		EQ_INT(ec2a_config_set_int(config, texts[i], 1), EC2A_E_UNSUPPORTED);
		EQ_TEXT(text_of(config, texts[i]), good[i]);
		EQ_INT(ec2a_config_set_str(config, texts[i], ""), 0);
		EQ_TEXT(text_of(config, texts[i]), "");
	}
	EQ_INT(ec2a_config_set_str(config, EC2A_OPT_AWS_REGION, "nowhere!"), EC2A_E_ARG);
	EQ_INT(ec2a_config_set_str(config, EC2A_OPT_AWS_ENDPOINT, "localhost:9000"), EC2A_E_ARG);
	ec2a_config_unref(ec2a__config_use(config));
	EQ_INT(ec2a_config_set_str(config, EC2A_OPT_AWS_PROFILE, "prod"), EC2A_E_STATE);
	ec2a_config_unref(config);
}

static void test_keys(void)
{
	ec2a_config *config = plain();
	const char *access = NULL, *secret = NULL, *token = "x";

	EQ_INT(ec2a__config_aws_keys(config, &access, &secret, &token), 0);
	EQ_INT(ec2a__config_aws_keys(NULL, &access, &secret, &token), 0);
	EQ_INT(ec2a_config_set_aws_keys(NULL, "a", "b", NULL), EC2A_E_ARG);
	EQ_INT(ec2a_config_set_aws_keys(config, "a", NULL, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_config_set_aws_keys(config, NULL, "b", NULL), EC2A_E_ARG);
	EQ_INT(ec2a_config_set_aws_keys(config, NULL, NULL, "t"), EC2A_E_ARG);
	EQ_INT(ec2a_config_set_aws_keys(config, "", "b", NULL), EC2A_E_ARG);
	EQ_INT(ec2a_config_set_aws_keys(config, "a", "", NULL), EC2A_E_ARG);
	EQ_INT(ec2a_config_set_aws_keys(config, "a\r\nx: y", "b", NULL), EC2A_E_ARG);
	EQ_INT(ec2a_config_set_aws_keys(config, "a", "b", "t\n"), EC2A_E_ARG);
	EQ_INT(ec2a__config_aws_keys(config, &access, &secret, &token), 0);
	EQ_INT(ec2a_config_set_aws_keys(config, "a", "b", "c"), 0);
	EQ_INT(ec2a_config_set_aws_keys(config, "a2", "b2", ""), 0);
	EQ_INT(ec2a__config_aws_keys(config, &access, &secret, &token), 1);
	EQ_TEXT(access, "a2");
	EQ_TEXT(secret, "b2");
	EQ_TEXT(token, NULL);
	EQ_INT(ec2a_config_set_aws_keys(config, NULL, NULL, NULL), 0);
	EQ_INT(ec2a__config_aws_keys(config, &access, &secret, &token), 0);
	ec2a_config_unref(ec2a__config_use(config));
	EQ_INT(ec2a_config_set_aws_keys(config, "a", "b", NULL), EC2A_E_STATE);
	ec2a_config_unref(config);
}

static int freed;

static void count_free(void *user)
{
	freed += *(const int *)user;
}

static void test_transport(void)
{
	ec2a_config *config = plain();
	int one = 1, ten = 10;

	freed = 0;
	CU_ASSERT_PTR_NULL(ec2a__config_transport(NULL));
	CU_ASSERT_PTR_NULL(ec2a__config_transport(config));
	EQ_INT(ec2a_config_set_transport(NULL, kit_open, kit_header, kit_read, kit_close, NULL, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_config_set_transport(config, kit_open, NULL, kit_read, kit_close, NULL, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_config_set_transport(config, kit_open, kit_header, NULL, kit_close, NULL, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_config_set_transport(config, kit_open, kit_header, kit_read, NULL, NULL, NULL), EC2A_E_ARG);
	EQ_INT(ec2a_config_set_transport(config, kit_open, kit_header, kit_read, kit_close, &one, count_free), 0);
	CU_ASSERT_PTR_NOT_NULL(ec2a__config_transport(config));
	EQ_INT(ec2a_config_set_transport(config, NULL, NULL, NULL, NULL, NULL, NULL), 0);
	EQ_INT(freed, 1);
	CU_ASSERT_PTR_NULL(ec2a__config_transport(config));
	EQ_INT(ec2a_config_set_transport(config, kit_open, kit_header, kit_read, kit_close, &ten, count_free), 0);
	ec2a_config_unref(ec2a__config_use(config));
	EQ_INT(ec2a_config_set_transport(config, NULL, NULL, NULL, NULL, &one, count_free), EC2A_E_STATE);
	EQ_INT(freed, 1);
	ec2a_config_unref(config);
	EQ_INT(freed, 11);
}

/* ---- endpoints ------------------------------------------------------------------ */

static const char *endpoint(const char *given, const char *service, const char *region)
{
	static char text[256];
	struct ec2a__buf out;
	int r;

	ec2a__buf_init(&out, 200);
	r = ec2a__endpoint(given, service, region, &out);
	if (r < 0)
		EQ_INT(out.len, 0);
	snprintf(text, sizeof(text), "%s", r == EC2A_E_ARG ? "(refused)" : r < 0 ? "(failed)" : out.data);
	ec2a__buf_free(&out);
	return text;
}

static void test_endpoints(void)
{
	kit_begin(&kit);
	EQ_TEXT(endpoint(NULL, "cloudtrail", "eu-west-1"), "https://cloudtrail.eu-west-1.amazonaws.com");
	EQ_TEXT(endpoint("", "s3", "us-east-1"), "https://s3.us-east-1.amazonaws.com");
	EQ_TEXT(endpoint(NULL, "s3", "us-gov-west-1"), "https://s3.us-gov-west-1.amazonaws.com");
	EQ_TEXT(endpoint(NULL, "sts", "cn-north-1"), "https://sts.cn-north-1.amazonaws.com.cn");
	EQ_TEXT(endpoint(NULL, "s3", "us-iso-east-1"), "https://s3.us-iso-east-1.c2s.ic.gov");
	EQ_TEXT(endpoint(NULL, "s3", "us-isob-east-1"), "https://s3.us-isob-east-1.sc2s.sgov.gov");
	EQ_TEXT(endpoint(NULL, "s3", "us-isof-south-1"), "https://s3.us-isof-south-1.csp.hci.ic.gov");
	EQ_TEXT(endpoint(NULL, "s3", "eu-isoe-west-1"), "https://s3.eu-isoe-west-1.cloud.adc-e.uk");
	EQ_TEXT(endpoint(NULL, "s3", "eusc-de-east-1"), "https://s3.eusc-de-east-1.amazonaws.eu");
	EQ_TEXT(endpoint(NULL, "s3", "evil.example/"), "(refused)");
	EQ_TEXT(endpoint("http://x:9000", "s3", "evil.example/"), "(refused)");
	EQ_TEXT(endpoint("http://X:9000/", "s3", "us-east-1"), "http://x:9000");
	EQ_TEXT(endpoint("http://user@x", "s3", "us-east-1"), "(refused)");
	setenv("AWS_ENDPOINT_URL", "http://all:1", 1);
	EQ_TEXT(endpoint(NULL, "s3", "us-east-1"), "http://all:1");
	setenv("AWS_ENDPOINT_URL_S3", "http://buckets:2", 1);
	EQ_TEXT(endpoint(NULL, "s3", "us-east-1"), "http://buckets:2");
	EQ_TEXT(endpoint(NULL, "sts", "us-east-1"), "http://all:1");
	EQ_TEXT(endpoint("https://given", "s3", "us-east-1"), "https://given");
	setenv("AWS_ENDPOINT_URL_S3", "not a URL", 1);
	EQ_TEXT(endpoint(NULL, "s3", "us-east-1"), "(refused)");
	setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "TRUE", 1);
	EQ_TEXT(endpoint(NULL, "s3", "us-east-1"), "https://s3.us-east-1.amazonaws.com");
	setenv("AWS_USE_FIPS_ENDPOINT", "true", 1);
	EQ_TEXT(endpoint(NULL, "cloudtrail", "us-east-1"), "https://cloudtrail-fips.us-east-1.amazonaws.com");
	kit_begin(&kit); /* forgets them */
	kit_end(&kit);
}

/* The endpoint that is given is that of the data, never of what hands out credentials. */
static void test_given_endpoint(void)
{
	static const struct {
		const char *service, *want;
	} services[] = { { "s3", "http://x:9000" },
			 { "cloudtrail", "http://x:9000" },
			 { "sts", "https://sts.eu-west-1.amazonaws.com" } };
	struct ec2a__aws *aws = NULL;
	struct ec2a__buf out;
	ec2a_config *config;

	kit_begin(&kit);
	config = kit_config(&kit);
	EQ_INT(ec2a_config_set_str(config, EC2A_OPT_AWS_ENDPOINT, "http://x:9000"), 0);
	CU_ASSERT_FATAL(ec2a__aws_new(config, &aws) == 0);
	ec2a__buf_init(&out, 200);
	for (size_t i = 0; i < 3; i++) {
		ec2a__buf_clear(&out);
		EQ_INT(ec2a__aws_endpoint(aws, services[i].service, "eu-west-1", &out), 0);
		EQ_TEXT(out.data, services[i].want);
	}
	ec2a__buf_free(&out);
	ec2a__aws_unref(aws);
	ec2a_config_unref(config);
	kit_end(&kit);
}

static void check_region(const char *option, const char *variable, int want, const char *want_text)
{
	struct ec2a__aws *aws = NULL;
	struct ec2a__buf out;
	ec2a_config *config;

	kit_begin(&kit);
	if (variable)
		setenv("AWS_REGION", variable, 1);
	config = kit_config(&kit);
	EQ_INT(ec2a_config_set_str(config, EC2A_OPT_AWS_REGION, option), 0);
	CU_ASSERT_FATAL(ec2a__aws_new(config, &aws) == 0);
	ec2a__buf_init(&out, 200);
	EQ_INT(ec2a__aws_region(aws, &out), want);
	EQ_TEXT(out.data, want_text);
	ec2a__buf_free(&out);
	ec2a__aws_unref(aws);
	ec2a_config_unref(config);
	kit_end(&kit);
}

static void test_region(void)
{
	check_region("", NULL, 0, NULL);
	check_region("", "eu-west-1", 1, "eu-west-1");
	check_region("us-east-2", "eu-west-1", 1, "us-east-2");
}

/* ---- error codes ----------------------------------------------------------------- */

static const char *code_of(const char *body)
{
	static char text[256];
	struct ec2a__buf out;

	ec2a__buf_init(&out, 256);
	EQ_INT(ec2a__aws_code(NULL, body, strlen(body), &out), 0);
	snprintf(text, sizeof(text), "%s", out.len ? out.data : "");
	ec2a__buf_free(&out);
	return text;
}

static void test_codes(void)
{
	EQ_TEXT(code_of(""), "");
	EQ_TEXT(code_of("{}"), "");
	EQ_TEXT(code_of("{\"__type\":\"a.b.c#X\"}"), "X");
	EQ_TEXT(code_of("{\"__type\":\"X:http://y/\"}"), "X");
	EQ_TEXT(code_of("{\"code\":\"Y\"}"), "Y");
	EQ_TEXT(code_of("{\"__type\":7}"), "");
	EQ_TEXT(code_of("{\"__type\":\"X\\u0000Y\\n\"}"), "X");
	EQ_TEXT(code_of("{\"__type\":\"X\""), "");
	EQ_TEXT(code_of("[\"__type\"]"), "");
	EQ_TEXT(code_of("<Error><Code>NoSuchKey</Code><Message>x</Message></Error>"), "NoSuchKey");
	EQ_TEXT(code_of("<Error><Code>No\nSuch</Code></Error>"), "No");
	EQ_TEXT(code_of("<Error><Code></Code></Error>"), "");
	EQ_TEXT(code_of("<Error><Code>Cut"), "");
	EQ_TEXT(code_of("<Code>"), "");
	EQ_TEXT(code_of("plain text"), "");
}

/* ---- requests -------------------------------------------------------------------- */

static struct ec2a__http *client(ec2a_config *config)
{
	struct ec2a__http *http = NULL;

	CU_ASSERT_FATAL(ec2a__http_new(config, &http) == 0);
	return http;
}

static void test_asks_refused(void)
{
	static const struct ec2a__pair bad[] = { { "", "x" }, { "a b", "x" }, { "a:", "x" }, { "a\n", "x" },
						 { "a", "x\r\ny: z" }, { "a", "\n" }, { "\xc3\xa4", "x" } };
	static const char *const urls[] = { "", "ftp://x/", "HTTPS://x/", "//x/", "https://x/a b", "https://x/\n",
					    "https://x/\xc3\xa4", "file:///etc/passwd" };
	static const char *const methods[] = { "", "get", "DELETE", "GET / HTTP/1.1\r\n" };
	struct ec2a__http_ask ask = { .method = "GET", .url = "https://example.com/" };
	struct ec2a__answer *answer = NULL;
	struct ec2a__http *http;
	ec2a_config *config;

	kit_begin(&kit);
	kit_add(&kit, 200, NULL, "");
	config = kit_config(&kit);
	http = client(config);
	ask.header_count = 1;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ask.headers = &bad[i];
		EQ_INT(ec2a__http_start(http, &ask, &answer), EC2A_E_ARG);
	}
	ask.header_count = 0;
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		ask.url = urls[i];
		EQ_INT(ec2a__http_start(http, &ask, &answer), EC2A_E_ARG);
	}
	ask.url = "https://example.com/";
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		ask.method = methods[i];
		EQ_INT(ec2a__http_start(http, &ask, &answer), EC2A_E_ARG);
	}
	CU_ASSERT_PTR_NULL(answer);
	EQ_INT(kit.asked, 0);
	ec2a__http_unref(http);
	ec2a__http_unref(NULL);
	ec2a__answer_free(NULL);
	ec2a_config_unref(config);
	kit_end(&kit);
}

static struct ec2a__answer *start(struct ec2a__http *http, uint64_t max_bytes)
{
	struct ec2a__http_ask ask = { .method = "GET", .url = "https://example.com/a?secret=1", .max_bytes = max_bytes };
	struct ec2a__answer *answer = NULL;

	CU_ASSERT_FATAL(ec2a__http_start(http, &ask, &answer) == 0);
	return answer;
}

static void test_answers(void)
{
	struct ec2a__answer *answer;
	struct ec2a__http *http;
	struct ec2a__buf body;
	ec2a_config *config;
	int status = 0;

	kit_begin(&kit);
	kit_add(&kit, 203, "Content-Type: text/x\nX-A: one\n", "0123456789");
	kit.chunk = 3;
	config = kit_config(&kit);
	http = client(config);
	answer = start(http, 10);
	CU_ASSERT_PTR_NULL(ec2a__answer_header(answer, "X-A")); /* not there yet */
	EQ_INT(ec2a__answer_head(answer, &status), 0);
	EQ_INT(ec2a__answer_head(answer, &status), 0);
	EQ_INT(status, 203);
	EQ_TEXT(ec2a__answer_header(answer, "x-a"), "one");
	EQ_TEXT(ec2a__answer_header(answer, "x-b"), NULL);
	ec2a__buf_init(&body, 10); /* just enough */
	EQ_INT(ec2a__answer_body(answer, &body), 0);
	EQ_TEXT(body.data, "0123456789");
	EQ_INT(kit.asked, 1);
	ec2a__answer_free(answer);

	answer = start(http, 9);
	ec2a__buf_clear(&body);
	EQ_INT(ec2a__answer_body(answer, &body), EC2A_E_LIMIT);
	EQ_TEXT(ec2a__answer_error(answer), "https://example.com/a: the answer is larger than it may be");
	EQ_INT(ec2a__answer_body(answer, &body), EC2A_E_LIMIT); /* and stays so */
	ec2a__answer_free(answer);

	answer = start(http, 0);
	ec2a__buf_free(&body);
	ec2a__buf_init(&body, 9);
	EQ_INT(ec2a__answer_body(answer, &body), EC2A_E_LIMIT);
	ec2a__answer_free(answer);
	ec2a__answer_free(start(http, 0)); /* never asked */
	EQ_INT(kit.asked, 3);
	ec2a__buf_free(&body);
	ec2a__http_unref(http);
	ec2a_config_unref(config);
	kit_end(&kit);
}

static void test_no_status(void)
{
	static const int statuses[] = { 0, -1, 99, 1000 };

	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		struct ec2a__answer *answer;
		struct ec2a__http *http;
		ec2a_config *config;
		int status;

		kit_begin(&kit);
		kit_add(&kit, statuses[i], NULL, "");
		config = kit_config(&kit);
		http = client(config);
		answer = start(http, 0);
		EQ_INT(ec2a__answer_head(answer, &status), EC2A_E_IO);
		EQ_TEXT(ec2a__answer_error(answer), "https://example.com/a: the transport told no HTTP status");
		ec2a__http_unref(http); /* the answer holds it */
		ec2a__answer_free(answer);
		ec2a_config_unref(config);
		kit_end(&kit);
	}
}

/* ---- what sources share ------------------------------------------------------------ */

static void test_shared(void)
{
	struct ec2a__aws *one = NULL, *two = NULL, *three = NULL;
	ec2a_config *config;

	kit_begin(&kit);
	config = kit_config(&kit);
	EQ_INT(ec2a__config_aws(config, &one), 0);
	EQ_INT(ec2a__config_aws(config, &two), 0);
	CU_ASSERT_PTR_EQUAL(one, two);
	ec2a__aws_cancel(one);
	EQ_INT(ec2a__config_aws(config, &three), 0); /* not one that ends */
	CU_ASSERT_PTR_NOT_EQUAL(one, three);
	ec2a__aws_unref(one);
	ec2a__aws_unref(two);
	EQ_INT(ec2a__config_aws(config, &two), 0);
	CU_ASSERT_PTR_EQUAL(two, three);
	ec2a__aws_unref(two);
	ec2a__aws_unref(three);
	EQ_INT(ec2a__config_aws(config, &one), 0);
	ec2a_config_unref(config);
	ec2a__aws_unref(one);
	ec2a__aws_unref(NULL);
	kit_end(&kit);
}

static void test_no_credentials(void)
{
	struct ec2a__aws_call call = { .service = "s3", .region = "us-east-1", .method = "GET", .base = "http://x",
				       .path = "/" };
	struct ec2a__aws_reply reply;
	struct ec2a__aws *aws = NULL;
	ec2a_config *config;

	kit_begin(&kit);
	kit_add(&kit, 404, NULL, ""); /* wherever credentials could come from */
	config = kit_config(&kit);
	EQ_INT(ec2a_config_set_aws_keys(config, NULL, NULL, NULL), 0);
	CU_ASSERT_FATAL(ec2a__aws_new(config, &aws) == 0);
	ec2a__buf_init(&reply.body, 100);
	EQ_INT(ec2a__aws_whole(aws, &call, &reply), EC2A_E_DENIED);
	CU_ASSERT(reply.error.len > 0);
	ec2a__aws_reply_free(&reply);
	ec2a__aws_unref(aws);
	ec2a_config_unref(config);
	kit_end(&kit);
}

/* Without libcurl and without a transport there is none; with a transport it was tested above. */
static void test_unsupported(void)
{
	struct ec2a__http *http = NULL;
	struct ec2a__aws *aws = NULL;
	int there = ec2a__http_curl_engine() != NULL;

	EQ_INT(ec2a__http_new(NULL, &http), there ? 0 : EC2A_E_UNSUPPORTED);
	EQ_INT(ec2a__config_aws(NULL, &aws), there ? 0 : EC2A_E_UNSUPPORTED);
	ec2a__http_unref(http);
	ec2a__aws_unref(aws);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "regions", test_regions },
		{ "endpoints' names", test_endpoint_names },
		{ "texts", test_texts },
		{ "keys", test_keys },
		{ "transport", test_transport },
		{ "endpoints", test_endpoints },
		{ "a given endpoint", test_given_endpoint },
		{ "region", test_region },
		{ "error codes", test_codes },
		{ "asks refused", test_asks_refused },
		{ "answers", test_answers },
		{ "no status", test_no_status },
		{ "shared", test_shared },
		{ "no credentials", test_no_credentials },
		{ "no transport", test_unsupported },
		{ NULL, NULL },
	};

	return ec2a_test_main("net", tests);
}

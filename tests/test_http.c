/* SPDX-License-Identifier: MIT */
/* Requests by libcurl against a server on loopback. */
#include "http_server.h"
#include "http_transfer.h"

static struct server server;

static struct ec2a__http *client(int connections, int seconds)
{
	struct ec2a__http *http = NULL;
	ec2a_config *config = NULL;

	CU_ASSERT_FATAL(ec2a_config_new(&config) == 0);
	EQ_INT(ec2a_config_set_int(config, EC2A_OPT_CONNECTIONS, connections), 0);
	EQ_INT(ec2a_config_set_int(config, EC2A_OPT_REQUEST_SECONDS, seconds), 0);
	CU_ASSERT_FATAL(ec2a__http_new(config, &http) == 0);
	ec2a_config_unref(config);
	return http;
}

static struct ec2a__answer *ask(struct ec2a__http *http, struct ec2a__http_ask what, const char *path)
{
	struct ec2a__answer *answer = NULL;
	char url[512];

	snprintf(url, sizeof(url), "http://127.0.0.1:%d%s", server.port, path);
	what.url = url;
	what.method = what.method ? what.method : "GET";
	CU_ASSERT_FATAL(ec2a__http_start(http, &what, &answer) == 0);
	return answer;
}

static struct ec2a__answer *get(struct ec2a__http *http, const char *path)
{
	return ask(http, (struct ec2a__http_ask){ .method = "GET" }, path);
}

/* What a whole GET gives: the result, the status and the text. */
static int whole(struct ec2a__answer *answer, int *ret_status, char *text, size_t room)
{
	struct ec2a__buf body;
	int r;

	ec2a__buf_init(&body, 65536);
	*ret_status = 0;
	r = ec2a__answer_head(answer, ret_status);
	if (r == 0)
		r = ec2a__answer_body(answer, &body);
	snprintf(text, room, "%s", r < 0 ? ec2a__answer_error(answer) : body.len ? body.data : "");
	if (r < 0)
		CU_ASSERT_PTR_NULL(strchr(text, '?'));
	ec2a__buf_free(&body);
	ec2a__answer_free(answer);
	return r;
}

/* Read to the end and compare: how many bytes, or -1 where one is wrong. */
static long long compare(struct ec2a__answer *answer, unsigned long long seed, int *ret_result)
{
	unsigned long long at = 0;
	char block[10000];
	size_t got;

	while ((*ret_result = ec2a__answer_read(answer, block, sizeof(block), &got)) == 0 && got) {
		for (size_t i = 0; i < got; i++)
			if (block[i] != server_byte(seed, at + i))
				return -1;
		at += got;
	}
	return (long long)at;
}

/* ---- what is sent --------------------------------------------------------------- */

static void test_sent(void)
{
	static const struct ec2a__pair headers[] = { { "X-One", "1 2" }, { "X-Empty", "" } };
	struct ec2a__http *http = client(4, 20);
	char text[SERVER_HEAD];
	int status;

	EQ_INT(whole(ask(http, (struct ec2a__http_ask){ .headers = headers, .header_count = 2 }, "/echo/a/../b/./%41?x=%2F&y"),
		     &status, text, sizeof(text)), 0);
	EQ_INT(status, 200);
	CU_ASSERT_PTR_EQUAL(strstr(text, "GET /echo/a/../b/./%41?x=%2F&y HTTP/1.1\r\n"), text);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\r\nX-One: 1 2\r\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\r\nX-Empty:\r\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\r\nUser-Agent: libec2access/" EC2A_VERSION "\r\n"));
	CU_ASSERT_PTR_NULL(strstr(text, "Accept-Encoding"));
	CU_ASSERT_PTR_NULL(strstr(text, "Content-"));

	EQ_INT(whole(ask(http, (struct ec2a__http_ask){ .method = "POST", .body = "{\"a\":1}", .body_size = 7 }, "/echo"),
		     &status, text, sizeof(text)), 0);
	CU_ASSERT_PTR_EQUAL(strstr(text, "POST /echo HTTP/1.1\r\n"), text);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\r\nContent-Length: 7\r\n"));
	CU_ASSERT_PTR_NULL(strstr(text, "Content-Type"));
	CU_ASSERT_PTR_NULL(strstr(text, "Expect"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\r\n\r\n{\"a\":1}"));

	EQ_INT(whole(ask(http, (struct ec2a__http_ask){ .method = "PUT" }, "/echo"), &status, text, sizeof(text)), 0);
	CU_ASSERT_PTR_EQUAL(strstr(text, "PUT /echo HTTP/1.1\r\n"), text);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\r\nContent-Length: 0\r\n"));

	EQ_INT(whole(ask(http, (struct ec2a__http_ask){ .method = "HEAD" }, "/echo"), &status, text, sizeof(text)), 0);
	EQ_TEXT(text, "");
	CU_ASSERT_PTR_EQUAL(strstr(server.last, "HEAD /echo HTTP/1.1\r\n"), server.last);
	EQ_INT(atomic_load(&server.connections), 1); /* one was enough for all */
	ec2a__http_unref(http);
}

/* ---- what comes back --------------------------------------------------------------- */

static void test_received(void)
{
	struct ec2a__http *http = client(4, 20);
	struct ec2a__answer *answer;
	char text[4096];
	int status;

	answer = get(http, "/chunks");
	EQ_INT(ec2a__answer_head(answer, &status), 0);
	EQ_INT(status, 200);
	EQ_TEXT(ec2a__answer_header(answer, "x-a"), "head");
	EQ_INT(whole(answer, &status, text, sizeof(text)), 0);
	EQ_TEXT(text, "abcde");
	EQ_INT(whole(get(http, "/status/404"), &status, text, sizeof(text)), 0);
	EQ_INT(status, 404);
	EQ_TEXT(text, "no");
	EQ_INT(whole(get(http, "/status/302"), &status, text, sizeof(text)), 0); /* not followed */
	EQ_INT(status, 302);
	EQ_TEXT(text, "no");
	CU_ASSERT_PTR_NOT_NULL(strstr(server.last, "/status/302"));
	EQ_INT(whole(get(http, "/bytes/0/0"), &status, text, sizeof(text)), 0);
	EQ_TEXT(text, "");
	ec2a__http_unref(http);
}

static void check_failure(const char *path, int want, int want_status, const char *part)
{
	struct ec2a__http *http = client(4, 1);
	char text[4096];
	int status;

	EQ_INT(whole(get(http, path), &status, text, sizeof(text)), want);
	EQ_INT(status, want_status);
	if (!strstr(text, part))
		EQ_TEXT(text, part);
	ec2a__http_unref(http);
}

static void test_failures(void)
{
	check_failure("/close?secret", EC2A_E_IO, 0, "/close: ");
	check_failure("/ssh", EC2A_E_IO, 0, "/ssh: ");
	check_failure("/half-head", EC2A_E_IO, 0, "/half-head: ");
	check_failure("/cut/1000/10", EC2A_E_TRUNCATED, 200, "/cut/1000/10: ");
	check_failure("/cut-chunks", EC2A_E_TRUNCATED, 200, "/cut-chunks: ");
	check_failure("/headers/201/1", EC2A_E_LIMIT, 0, "too many headers");
	check_failure("/headers/10/9000", EC2A_E_LIMIT, 0, "too many headers");
	check_failure("/silent?x=1", EC2A_E_IO, 0, "silent for too long");
	check_failure("/half-silent", EC2A_E_IO, 200, "silent for too long");
}

/* What came before the break is not lost. */
static void test_cut(void)
{
	struct ec2a__http *http = client(4, 20);
	struct ec2a__answer *answer = get(http, "/cut/500000/300000");
	int r;

	EQ_INT(compare(answer, 0, &r), 300000);
	EQ_INT(r, EC2A_E_TRUNCATED);
	EQ_INT(compare(answer, 0, &r), 0);
	EQ_INT(r, EC2A_E_TRUNCATED);
	ec2a__answer_free(answer);
	ec2a__http_unref(http);
}

static void test_limits(void)
{
	struct ec2a__http *http = client(4, 20);
	char text[4096];
	int status;

	EQ_INT(whole(ask(http, (struct ec2a__http_ask){ .max_bytes = 1000 }, "/bytes/1000/0"), &status, text, sizeof(text)), 0);
	EQ_INT(whole(ask(http, (struct ec2a__http_ask){ .max_bytes = 999 }, "/bytes/1000/0"), &status, text, sizeof(text)),
	       EC2A_E_LIMIT);
	EQ_INT(whole(get(http, "/headers/190/100"), &status, text, sizeof(text)), 0);
	EQ_INT(whole(get(http, "/headers/7/9000"), &status, text, sizeof(text)), 0);
	ec2a__http_unref(http);
}

/* Slowly is not silently, but a whole answer may have a time. */
static void test_slow(void)
{
	struct ec2a__http *http = client(4, 1);
	char text[4096];
	int status;

	EQ_INT(whole(get(http, "/trickle/15"), &status, text, sizeof(text)), 0);
	EQ_TEXT(text, "xxxxxxxxxxxxxxx");
	EQ_INT(whole(ask(http, (struct ec2a__http_ask){ .seconds = 1 }, "/trickle/100000"), &status, text, sizeof(text)),
	       EC2A_E_IO);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "it took too long"));
	ec2a__http_unref(http);
}

static void test_nobody(void)
{
	struct ec2a__http *http = client(4, 5);
	struct ec2a__http_ask what = { .method = "GET" };
	struct ec2a__answer *answer = NULL;
	char url[64], text[4096];
	int status;

	server_end(&server);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/x?y", server.port);
	what.url = url;
	CU_ASSERT_FATAL(ec2a__http_start(http, &what, &answer) == 0);
	EQ_INT(whole(answer, &status, text, sizeof(text)), EC2A_E_IO);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "/x: Failed to connect to 127.0.0.1 port"));
	ec2a__http_unref(http);
	server_begin(&server);
}

/* ---- many at once ----------------------------------------------------------------- */

#define MANY 24
#define SIZE 1500000

/* More than may be under way, read from the last to the first: each waits with a bounded part of it. */
static void test_out_of_order(void)
{
	struct ec2a__http *http = client(4, 20);
	struct ec2a__answer *answers[MANY];
	char path[64];
	int r;

	for (int i = 0; i < MANY; i++) {
		snprintf(path, sizeof(path), "/bytes/%d/%d", SIZE + i, i);
		answers[i] = get(http, path);
	}
	for (int i = MANY - 1; i >= 0; i--) {
		EQ_INT(compare(answers[i], (unsigned long long)i, &r), SIZE + i);
		EQ_INT(r, 0);
		for (int k = 0; k < i; k++) {
			const struct ec2a__transfer *transfer = answers[k]->state;

			CU_ASSERT(transfer->data.len - transfer->used <= EC2A__HTTP_HELD_BYTES);
		}
		ec2a__answer_free(answers[i]);
	}
	CU_ASSERT(atomic_load(&server.connections) <= 6);
	ec2a__http_unref(http);
}

/* Nobody reads it, so not all of it is sent. */
static void test_bounded(void)
{
	struct ec2a__http *http = client(4, 20);
	struct ec2a__answer *big = get(http, "/bytes/200000000/1"), *small;
	int r, status;

	EQ_INT(ec2a__answer_head(big, &status), 0);
	for (int i = 0; i < 20; i++) {
		small = get(http, "/bytes/1000000/2");
		EQ_INT(compare(small, 2, &r), 1000000);
		ec2a__answer_free(small);
	}
	CU_ASSERT(atomic_load(&server.sent) < 120000000);
	while (!ec2a__answer_ready(big))
		usleep(1000);
	ec2a__answer_free(big);
	ec2a__http_unref(http);
}

static struct ec2a__http *shared;
static atomic_int wrong;

static void *many_gets(void *user)
{
	unsigned seed = (unsigned)(uintptr_t)user;

	for (unsigned i = 0; i < 40; i++) {
		unsigned size = (seed * 7919 + i * 104729) % 300000, more = size / 2;
		struct ec2a__answer *one, *two, *three;
		char path[64];
		int r;

		snprintf(path, sizeof(path), "/bytes/%u/%u", size, seed);
		one = get(shared, path);
		snprintf(path, sizeof(path), "/bytes/%u/%u", more, i);
		two = get(shared, path);
		three = get(shared, "/bytes/3000000/5");
		if (compare(two, i, &r) != more || compare(one, seed, &r) != size)
			atomic_fetch_add(&wrong, 1);
		ec2a__answer_free(three); /* not wanted after all */
		ec2a__answer_free(one);
		ec2a__answer_free(two);
	}
	return NULL;
}

static void test_threads(void)
{
	pthread_t threads[6];

	shared = client(8, 60);
	atomic_store(&wrong, 0);
	for (uintptr_t i = 0; i < 6; i++)
		CU_ASSERT_FATAL(pthread_create(&threads[i], NULL, many_gets, (void *)(i + 1)) == 0);
	for (int i = 0; i < 6; i++)
		pthread_join(threads[i], NULL);
	EQ_INT(atomic_load(&wrong), 0);
	ec2a__http_unref(shared);
}

/* ---- cancelling --------------------------------------------------------------------- */

static void *wait_for_silence(void *user)
{
	struct ec2a__answer *answer = user;
	int status;

	return (void *)(intptr_t)ec2a__answer_head(answer, &status);
}

static void test_cancel(void)
{
	struct ec2a__http *http = client(8, 3600);
	struct ec2a__answer *answers[3];
	pthread_t threads[3];
	atomic_int stop;
	void *result;
	int status;

	atomic_init(&stop, 0);
	for (int i = 0; i < 3; i++) {
		answers[i] = ask(http, (struct ec2a__http_ask){ .stop = i == 1 ? &stop : NULL }, "/silent");
		CU_ASSERT_FATAL(pthread_create(&threads[i], NULL, wait_for_silence, answers[i]) == 0);
	}
	atomic_store(&stop, 1); /* the one alone */
	pthread_join(threads[1], &result);
	EQ_INT((intptr_t)result, EC2A_E_CANCELLED);
	EQ_INT(ec2a__answer_ready(answers[0]), 0);
	ec2a__http_cancel(http); /* and all */
	for (int i = 0; i < 3; i += 2) {
		pthread_join(threads[i], &result);
		EQ_INT((intptr_t)result, EC2A_E_CANCELLED);
	}
	for (int i = 0; i < 3; i++) {
		EQ_INT(ec2a__answer_head(answers[i], &status), EC2A_E_CANCELLED);
		CU_ASSERT_PTR_NOT_NULL(strstr(ec2a__answer_error(answers[i]), ": cancelled"));
		ec2a__answer_free(answers[i]);
	}
	answers[0] = get(http, "/echo"); /* nor is one to come */
	EQ_INT(ec2a__answer_head(answers[0], &status), EC2A_E_CANCELLED);
	ec2a__answer_free(answers[0]);
	ec2a__http_unref(http);
}

/* ---- proxies ------------------------------------------------------------------------- */

static void test_proxy(void)
{
	struct ec2a__http *http = client(4, 20);
	struct ec2a__http_ask what = { .method = "GET", .url = "http://nowhere.invalid/echo/x" };
	struct ec2a__answer *answer = NULL;
	char proxy[64], text[4096];
	int status;

	snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%d", server.port);
	setenv("http_proxy", proxy, 1);
	CU_ASSERT_FATAL(ec2a__http_start(http, &what, &answer) == 0);
	EQ_INT(whole(answer, &status, text, sizeof(text)), 0);
	CU_ASSERT_PTR_EQUAL(strstr(text, "GET http://nowhere.invalid/echo/x HTTP/1.1\r\n"), text);
	what.direct = 1;
	CU_ASSERT_FATAL(ec2a__http_start(http, &what, &answer) == 0);
	EQ_INT(whole(answer, &status, text, sizeof(text)), EC2A_E_IO); /* there is no such host */
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	EQ_INT(whole(ask(http, (struct ec2a__http_ask){ .direct = 1 }, "/echo"), &status, text, sizeof(text)), 0);
	CU_ASSERT_PTR_EQUAL(strstr(text, "GET /echo HTTP/1.1\r\n"), text);
	setenv("no_proxy", "127.0.0.1", 1);
	EQ_INT(whole(get(http, "/echo"), &status, text, sizeof(text)), 0);
	unsetenv("no_proxy");
	unsetenv("http_proxy");
	ec2a__http_unref(http);
}

static void with_server(void (*run)(void))
{
	server_begin(&server);
	run();
	server_end(&server);
}

#define WITH_SERVER(name) \
	static void name##_served(void) \
	{ \
		with_server(name); \
	}

WITH_SERVER(test_sent)
WITH_SERVER(test_received)
WITH_SERVER(test_failures)
WITH_SERVER(test_cut)
WITH_SERVER(test_limits)
WITH_SERVER(test_slow)
WITH_SERVER(test_nobody)
WITH_SERVER(test_out_of_order)
WITH_SERVER(test_bounded)
WITH_SERVER(test_threads)
WITH_SERVER(test_cancel)
WITH_SERVER(test_proxy)

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "sent", test_sent_served },
		{ "received", test_received_served },
		{ "failures", test_failures_served },
		{ "cut", test_cut_served },
		{ "limits", test_limits_served },
		{ "slow", test_slow_served },
		{ "nobody there", test_nobody_served },
		{ "out of order", test_out_of_order_served },
		{ "bounded", test_bounded_served },
		{ "threads", test_threads_served },
		{ "cancelling", test_cancel_served },
		{ "proxies", test_proxy_served },
		{ NULL, NULL },
	};

	if (!ec2a__http_curl_engine()) {
		puts("SKIP: built without libcurl");
		return 77;
	}
	for (size_t i = 0; i < 6; i++)
		unsetenv((const char *const[]){ "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY" }[i]);
	return ec2a_test_main("http", tests);
}

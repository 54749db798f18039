/* SPDX-License-Identifier: MIT */
/* The only file that knows libcurl. */
#include "http_transfer.h"

#include "ascii.h"
#include "crypto.h"
#include "env.h"

#include <curl/curl.h>
#include <pthread.h>
#include <string.h>

#define LINE_BYTES   ((size_t)64 * 1024)
#define IDLE_SECONDS 60 /* a connection that nobody used for so long is not used again */

_Static_assert(EC2A__HTTP_ERROR_TEXT >= CURL_ERROR_SIZE, "room for libcurl's sentence");

static pthread_once_t begun = PTHREAD_ONCE_INIT;
static CURLcode begin_result;

/* Once in a process, by whichever thread is first; it stays, as the program may use libcurl too. */
static void begin(void)
{
	begin_result = curl_global_init(CURL_GLOBAL_DEFAULT);
}

int ec2a__wire_new(struct ec2a__http *http, void **ret_wire)
{
	CURLM *multi;

	if (pthread_once(&begun, begin) != 0 || begin_result != CURLE_OK)
		return EC2A_E_NOMEM;
	multi = curl_multi_init();
	if (!multi)
		return EC2A_E_NOMEM;
	/* Kept for the next request: also those beyond the limit that readers of paused answers need. */
	curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 2 * (long)ec2a__config_int(http->config, EC2A_OPT_CONNECTIONS));
	*ret_wire = multi;
	return 0;
}

void ec2a__wire_free(void *wire)
{
	curl_multi_cleanup(wire);
}

/* ---- what arrives --------------------------------------------------------------- */

static size_t take_line(char *data, size_t size, size_t count, void *user)
{
	struct ec2a__transfer *transfer = user;

	(void)size; /* always 1 */
	transfer->moved = 1;
	return ec2a__transfer_line(transfer, data, count) == 0 ? count : 0;
}

static size_t take_data(char *data, size_t size, size_t count, void *user)
{
	struct ec2a__transfer *transfer = user;
	int r = ec2a__transfer_data(transfer, data, count);

	(void)size;
	transfer->moved = 1;
	return r == 1 ? count : r == 0 ? CURL_WRITEFUNC_PAUSE : 0;
}

static int code_of(CURLcode code, const struct ec2a__transfer *transfer)
{
	switch (code) {
	case CURLE_OK:
		return 0;
	case CURLE_OUT_OF_MEMORY:
		return EC2A_E_NOMEM;
	case CURLE_PARTIAL_FILE:
		return EC2A_E_TRUNCATED;
	case CURLE_RECV_ERROR:
		return transfer->has_head ? EC2A_E_TRUNCATED : EC2A_E_IO;
	default:
		return EC2A_E_IO;
	}
}

static int is_final(CURLcode code)
{
	return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE;
}

/* libcurl's own sentence has more to say where connecting failed; elsewhere it might quote what was sent. */
static const char *text_of(CURLcode code, const struct ec2a__transfer *transfer)
{
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
		return transfer->error[0] ? transfer->error : curl_easy_strerror(code);
	default:
		return curl_easy_strerror(code);
	}
}

/* ---- what is asked ------------------------------------------------------------------- */

static void free_list(struct curl_slist *list)
{
	for (struct curl_slist *at = list; at; at = at->next)
		ec2a__wipe(at->data, strlen(at->data));
	curl_slist_free_all(list);
}

static int add_line(struct curl_slist **list, const char *name, const char *between, const char *value)
{
	struct curl_slist *grown = NULL;
	struct ec2a__buf line;
	int r;

	ec2a__buf_init(&line, LINE_BYTES);
	r = ec2a__buf_reserve(&line, strlen(name) + strlen(between) + strlen(value)); /* no copies are left behind */
	if (r == 0)
		r = ec2a__buf_adds(&line, name);
	if (r == 0)
		r = ec2a__buf_adds(&line, between);
	if (r == 0)
		r = ec2a__buf_adds(&line, value);
	if (r == 0)
		grown = curl_slist_append(*list, line.data);
	ec2a__buf_wipe(&line);
	if (!grown)
		return r < 0 ? r : EC2A_E_NOMEM;
	*list = grown;
	return 0;
}

/* The ask's headers, and without those that libcurl would add to a body. */
static int make_list(const struct ec2a__answer *answer, struct curl_slist **ret_list)
{
	struct curl_slist *list = NULL;
	int typed = 0, r = add_line(&list, "Expect", ":", "");

	for (size_t i = 0; r == 0 && i < answer->header_count; i++) {
		const char *name = answer->headers[2 * i], *value = answer->headers[2 * i + 1];

		typed |= ec2a__compare_without_case(name, "Content-Type") == 0;
		r = *value ? add_line(&list, name, ": ", value) : add_line(&list, name, ";", "");
	}
	if (r == 0 && !typed)
		r = add_line(&list, "Content-Type", ":", "");
	if (r < 0)
		free_list(list);
	else
		*ret_list = list;
	return r;
}

/* A request while it is made, and what libcurl said first that was not OK. */
struct making {
	CURL *easy;
	CURLcode code;
};

/* Whether libcurl took it. */
#define SET(making, option, value) \
	((making)->code == CURLE_OK && ((making)->code = curl_easy_setopt((making)->easy, option, value)) == CURLE_OK)

static int set_protocols(struct making *making)
{
#if LIBCURL_VERSION_NUM >= 0x075500
	return SET(making, CURLOPT_PROTOCOLS_STR, "http,https");
#else
	return SET(making, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

/* The file that is named replaces the system's certificates; it does not add to them. */
static int set_tls(struct making *making, const ec2a_config *config)
{
	const char *file = ec2a__config_str(config, EC2A_OPT_CA_FILE);

	if (!SET(making, CURLOPT_SSL_VERIFYPEER, 1L) || !SET(making, CURLOPT_SSL_VERIFYHOST, 2L) ||
	    !SET(making, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2))
		return 0;
	if (!*file)
		file = ec2a__env("AWS_CA_BUNDLE");
	if (!file)
		return 1;
	/* Not every libcurl knows a folder, or proxies by TLS. */
	curl_easy_setopt(making->easy, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(making->easy, CURLOPT_PROXY_CAPATH, NULL);
	curl_easy_setopt(making->easy, CURLOPT_PROXY_CAINFO, file);
	return SET(making, CURLOPT_CAINFO, file);
}

static int set_callbacks(struct making *making, struct ec2a__transfer *transfer)
{
	return SET(making, CURLOPT_PRIVATE, transfer) && SET(making, CURLOPT_ERRORBUFFER, transfer->error) &&
	       SET(making, CURLOPT_HEADERFUNCTION, take_line) && SET(making, CURLOPT_HEADERDATA, transfer) &&
	       SET(making, CURLOPT_WRITEFUNCTION, take_data) && SET(making, CURLOPT_WRITEDATA, transfer);
}

static int set_method(struct making *making, const struct ec2a__answer *answer)
{
	if (strcmp(answer->method, "GET") == 0)
		return SET(making, CURLOPT_HTTPGET, 1L);
	if (strcmp(answer->method, "HEAD") == 0)
		return SET(making, CURLOPT_NOBODY, 1L);
	return SET(making, CURLOPT_POST, 1L) && SET(making, CURLOPT_POSTFIELDS, (const char *)answer->body) &&
	       SET(making, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)answer->body_size) &&
	       SET(making, CURLOPT_CUSTOMREQUEST, answer->method);
}

static int set_all(struct making *making, struct ec2a__transfer *transfer, const struct curl_slist *list)
{
	const struct ec2a__answer *answer = transfer->answer;
	long seconds = (long)ec2a__config_int(answer->http->config, EC2A_OPT_REQUEST_SECONDS);

	if (!set_protocols(making) || !set_tls(making, answer->http->config) || !set_callbacks(making, transfer) ||
	    !set_method(making, answer) || !SET(making, CURLOPT_URL, answer->url) || !SET(making, CURLOPT_HTTPHEADER, list))
		return 0;
	/* What is signed is sent as it is: no ".." taken out of the path, no other version, no redirect followed. */
	if (!SET(making, CURLOPT_PATH_AS_IS, 1L) || !SET(making, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) ||
	    !SET(making, CURLOPT_FOLLOWLOCATION, 0L) || !SET(making, CURLOPT_USERAGENT, "libec2access/" EC2A_VERSION) ||
	    !SET(making, CURLOPT_NOSIGNAL, 1L) || !SET(making, CURLOPT_CONNECTTIMEOUT, seconds) ||
	    !SET(making, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L))
		return 0;
	curl_easy_setopt(making->easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(making->easy, CURLOPT_MAXAGE_CONN, (long)IDLE_SECONDS);
	curl_easy_setopt(making->easy, CURLOPT_TCP_KEEPALIVE, 1L);
	return !answer->direct || SET(making, CURLOPT_PROXY, "");
}

int ec2a__wire_add(void *wire, struct ec2a__transfer *transfer)
{
	struct making making = { NULL, CURLE_OUT_OF_MEMORY };
	struct curl_slist *list = NULL;
	int r = make_list(transfer->answer, &list);

	if (r < 0)
		return r;
	making.easy = curl_easy_init();
	if (making.easy) {
		making.code = CURLE_OK;
		if (set_all(&making, transfer, list) && curl_multi_add_handle(wire, making.easy) != CURLM_OK)
			making.code = CURLE_OUT_OF_MEMORY;
	}
	if (making.code == CURLE_OK) {
		transfer->easy = making.easy;
		transfer->list = list;
		return 0;
	}
	curl_easy_cleanup(making.easy);
	free_list(list);
	return making.code == CURLE_OUT_OF_MEMORY ? EC2A_E_NOMEM : EC2A_E_UNSUPPORTED;
}

void ec2a__wire_remove(void *wire, struct ec2a__transfer *transfer)
{
	if (!transfer->easy)
		return;
	curl_multi_remove_handle(wire, transfer->easy);
	curl_easy_cleanup(transfer->easy);
	free_list(transfer->list);
	transfer->easy = transfer->list = NULL;
}

void ec2a__wire_go_on(struct ec2a__transfer *transfer)
{
	curl_easy_pause(transfer->easy, CURLPAUSE_CONT);
}

int ec2a__wire_work(void *wire)
{
	int running = 0, left = 0;
	CURLMcode r = curl_multi_perform(wire, &running);
	const CURLMsg *message;

	while (r == CURLM_OK && (message = curl_multi_info_read(wire, &left)) != NULL) {
		struct ec2a__transfer *transfer = NULL;
		CURLcode code = message->data.result;

		if (message->msg != CURLMSG_DONE ||
		    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer) != CURLE_OK)
			continue;
		transfer->final = is_final(code);
		ec2a__transfer_done(transfer, code_of(code, transfer), text_of(code, transfer));
	}
	return r == CURLM_OK ? 0 : r == CURLM_OUT_OF_MEMORY ? EC2A_E_NOMEM : EC2A_E_IO;
}

void ec2a__wire_wait(void *wire, int milliseconds)
{
	curl_multi_poll(wire, NULL, 0, milliseconds, NULL);
}

void ec2a__wire_wake(void *wire)
{
	curl_multi_wakeup(wire);
}

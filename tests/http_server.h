/* SPDX-License-Identifier: MIT */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

/* A server on loopback for test_http.c that behaves as its path says, badly too. One thread a connection. */
#include "test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#define SERVER_HEAD 16384

struct server {
	int listener, port;
	pthread_t thread;
	atomic_int connections, threads, stop;
	atomic_llong sent; /* bytes of bodies */
	pthread_mutex_t lock;
	char last[SERVER_HEAD]; /* the last request's head and body, as it came */
};

struct server_peer {
	struct server *server;
	int fd;
};

/* The byte at a place of a body, so that mixed up bodies are seen. */
static inline char server_byte(unsigned long long seed, unsigned long long at)
{
	return (char)((at * 131 + seed * 17 + (at >> 8)) & 255);
}

static inline int server_send(const struct server_peer *peer, const void *data, size_t size)
{
	const char *at = data;

	while (size && !atomic_load(&peer->server->stop)) {
		struct pollfd ready = { .fd = peer->fd, .events = POLLOUT };
		ssize_t n;

		if (poll(&ready, 1, 50) == 0)
			continue;
		n = send(peer->fd, at, size, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n <= 0)
			return -1;
		at += n;
		size -= (size_t)n;
	}
	return size ? -1 : 0;
}

static inline int server_say(const struct server_peer *peer, const char *text)
{
	return server_send(peer, text, strlen(text));
}

static inline int server_body(const struct server_peer *peer, unsigned long long size, unsigned long long seed)
{
	char block[16384];

	for (unsigned long long at = 0; at < size;) {
		size_t n = size - at < sizeof(block) ? (size_t)(size - at) : sizeof(block);

		for (size_t i = 0; i < n; i++)
			block[i] = server_byte(seed, at + i);
		if (server_send(peer, block, n) < 0)
			return -1;
		at += n;
		atomic_fetch_add(&peer->server->sent, (long long)n);
	}
	return 0;
}

/* Nothing, until the test is over or the other side goes. */
static inline void server_wait(const struct server_peer *peer)
{
	struct pollfd gone = { .fd = peer->fd, .events = POLLIN };

	while (!atomic_load(&peer->server->stop))
		if (poll(&gone, 1, 50) != 0)
			return;
}

static inline void server_trickle(const struct server_peer *peer, int count)
{
	for (int i = 0; i < count && !atomic_load(&peer->server->stop); i++) {
		if (server_say(peer, "x") < 0)
			return;
		usleep(100000);
	}
}

static inline void server_headers(const struct server_peer *peer, int count, int size)
{
	char *value = malloc((size_t)size + 1);

	memset(value, 'v', (size_t)size);
	value[size] = '\0';
	server_say(peer, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n");
	for (int i = 0; i < count; i++) {
		char name[32];

		snprintf(name, sizeof(name), "X-%d: ", i);
		if (server_say(peer, name) < 0 || server_say(peer, value) < 0 || server_say(peer, "\r\n") < 0)
			break;
	}
	server_say(peer, "\r\n");
	free(value);
}

static inline void server_echo(const struct server_peer *peer, const char *request)
{
	char head[128];

	snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\nX-Echo: yes\r\n\r\n", strlen(request));
	server_say(peer, head);
	if (strncmp(request, "HEAD", 4) != 0)
		server_say(peer, request);
}

/* Answer one request: 1 where the connection goes on. */
static inline int server_answer(const struct server_peer *peer, const char *request)
{
	unsigned long long a = 0, b = 0;
	char head[256], *path = strchr(request, ' ');

	if (!path)
		return 0;
	if (strstr(request, "/echo"))
		return server_echo(peer, request), 1;
	if (sscanf(path, " /bytes/%llu/%llu", &a, &b) == 2) {
		snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\nContent-Length: %llu\r\n\r\n", a);
		return server_say(peer, head) == 0 && server_body(peer, a, b) == 0;
	}
	if (sscanf(path, " /cut/%llu/%llu", &a, &b) == 2) {
		snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\nContent-Length: %llu\r\n\r\n", a);
		return server_say(peer, head), server_body(peer, b, 0), 0;
	}
	if (sscanf(path, " /status/%llu", &a) == 1) {
		snprintf(head, sizeof(head), "HTTP/1.1 %llu Because\r\nLocation: /echo\r\nContent-Length: 2\r\n\r\nno", a);
		return server_say(peer, head) == 0;
	}
	if (sscanf(path, " /headers/%llu/%llu", &a, &b) == 2)
		return server_headers(peer, (int)a, (int)b), 1;
	if (sscanf(path, " /trickle/%llu", &a) == 1) {
		snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\nContent-Length: %llu\r\n\r\n", a);
		return server_say(peer, head), server_trickle(peer, (int)a), 1;
	}
	if (strncmp(path, " /chunks", 8) == 0)
		return server_say(peer, "HTTP/1.1 100 Continue\r\nX-A: remark\r\n\r\nHTTP/1.1 200 OK\r\nX-A: head\r\n"
					"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-A: trailer\r\n\r\n") == 0;
	if (strncmp(path, " /cut-chunks", 12) == 0)
		return server_say(peer, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"), 0;
	if (strncmp(path, " /ssh", 5) == 0)
		return server_say(peer, "SSH-2.0-OpenSSH_9.2\r\n"), 0;
	if (strncmp(path, " /half-head", 11) == 0)
		return server_say(peer, "HTTP/1.1 200 OK\r\nContent-Le"), 0;
	if (strncmp(path, " /silent", 8) == 0)
		return server_wait(peer), 0;
	if (strncmp(path, " /half-silent", 13) == 0)
		return server_say(peer, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"), server_wait(peer), 0;
	return 0; /* closes */
}

/* A whole request, with its body: its size, 0 when the other side is gone. */
static inline size_t server_read(const struct server_peer *peer, char *request, size_t room)
{
	size_t used = 0, want = 0;

	while (!atomic_load(&peer->server->stop) && used < room - 1) {
		struct pollfd ready = { .fd = peer->fd, .events = POLLIN };
		const char *end, *length;
		ssize_t n;

		if (poll(&ready, 1, 50) == 0)
			continue;
		n = recv(peer->fd, request + used, room - 1 - used, 0);
		if (n <= 0)
			return 0;
		used += (size_t)n;
		request[used] = '\0';
		end = strstr(request, "\r\n\r\n");
		if (!end)
			continue;
		length = strstr(request, "Content-Length: ");
		want = (size_t)(end + 4 - request) + (length && length < end ? strtoul(length + 16, NULL, 10) : 0);
		if (used >= want)
			return used;
	}
	return 0;
}

static inline void *server_peer_run(void *user)
{
	struct server_peer peer = *(struct server_peer *)user;
	char request[SERVER_HEAD];
	int go_on = 1;

	free(user);
	while (go_on && server_read(&peer, request, sizeof(request))) {
		pthread_mutex_lock(&peer.server->lock);
		snprintf(peer.server->last, sizeof(peer.server->last), "%s", request);
		pthread_mutex_unlock(&peer.server->lock);
		go_on = server_answer(&peer, request);
	}
	close(peer.fd);
	atomic_fetch_sub(&peer.server->threads, 1);
	return NULL;
}

static inline void *server_run(void *user)
{
	struct server *server = user;

	while (!atomic_load(&server->stop)) {
		struct pollfd ready = { .fd = server->listener, .events = POLLIN };
		struct server_peer *peer;
		pthread_t thread;
		int fd;

		if (poll(&ready, 1, 20) <= 0)
			continue;
		fd = accept(server->listener, NULL, NULL);
		if (fd < 0)
			continue;
		peer = malloc(sizeof(*peer));
		*peer = (struct server_peer){ server, fd };
		atomic_fetch_add(&server->connections, 1);
		atomic_fetch_add(&server->threads, 1);
		if (pthread_create(&thread, NULL, server_peer_run, peer) == 0)
			pthread_detach(thread);
	}
	return NULL;
}

static inline void server_begin(struct server *server)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);

	memset(server, 0, sizeof(*server));
	pthread_mutex_init(&server->lock, NULL);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	server->listener = socket(AF_INET, SOCK_STREAM, 0);
	CU_ASSERT_FATAL(server->listener >= 0);
	CU_ASSERT_FATAL(bind(server->listener, (struct sockaddr *)&address, size) == 0);
	CU_ASSERT_FATAL(listen(server->listener, 64) == 0);
	CU_ASSERT_FATAL(getsockname(server->listener, (struct sockaddr *)&address, &size) == 0);
	server->port = ntohs(address.sin_port);
	CU_ASSERT_FATAL(pthread_create(&server->thread, NULL, server_run, server) == 0);
}

static inline void server_end(struct server *server)
{
	atomic_store(&server->stop, 1);
	pthread_join(server->thread, NULL);
	while (atomic_load(&server->threads))
		usleep(1000);
	close(server->listener);
	pthread_mutex_destroy(&server->lock);
}

#endif

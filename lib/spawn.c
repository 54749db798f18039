/* SPDX-License-Identifier: MIT */
#include "spawn.h"

#include "crypto.h"
#include "env.h"

#include <ec2access/ec2access.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

#define STEP_MS    100 /* how long to wait without asking whether it was cancelled */
#define PATH_BYTES 4096

extern char **environ;

struct child {
	pid_t pid;
	int out;    /* what it prints; -1: closed */
	int failed; /* why it could not be started, if it could not */
	int64_t deadline; /* milliseconds of a clock that nobody sets */
};

static int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- which program ---------------------------------------------------------------- */

static int is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

/* As execvp() finds it, but before there is a child, in which little may be done. 1, 0 or an error. */
static int find_program(const char *name, struct ec2a__buf *out)
{
	const char *path = ec2a__env("PATH"), *end;
	int r;

	if (strchr(name, '/')) {
		r = ec2a__buf_adds(out, name);
		return r < 0 ? r : is_program(name);
	}
	for (path = path ? path : "/bin:/usr/bin"; *name; path = end + 1) {
		end = path + strcspn(path, ":");
		ec2a__buf_clear(out);
		r = ec2a__buf_add(out, path == end ? "." : path, path == end ? 1 : (size_t)(end - path));
		if (r == 0)
			r = ec2a__buf_addc(out, '/');
		if (r == 0)
			r = ec2a__buf_adds(out, name);
		if (r == EC2A_E_NOMEM)
			return r;
		if (r == 0 && is_program(out->data))
			return 1;
		if (!*end)
			break;
	}
	return 0;
}

/* ---- in the child: nothing but system calls ----------------------------------------- */

static void close_from(int first, long most)
{
#ifdef SYS_close_range
	if (syscall(SYS_close_range, (unsigned)first, ~0U, 0U) == 0)
		return;
#endif
	for (long fd = first; fd < most; fd++)
		close((int)fd);
}

static void become(const char *program, char *const *words, const int out, const int failed, long most)
{
	/* What the caller's program ignores stays ignored in every other one, and few of them know that it may be so. */
	static const int ignored[] = { SIGPIPE, SIGXFSZ };
	const struct sigaction usual = { .sa_handler = SIG_DFL };
	sigset_t none;
	/* Above those that become the program's, wherever they happened to be made. */
	int null = fcntl(open("/dev/null", O_RDWR), F_DUPFD, 4), number;
	int from = fcntl(out, F_DUPFD, 4), tell = fcntl(failed, F_DUPFD, 4);

	/* A session of its own, so that there is no terminal to wait at and all of it can be ended together. */
	setsid();
	if (null < 0 || from < 0 || tell < 0 || dup2(null, 0) < 0 || dup2(from, 1) < 0 || dup2(null, 2) < 0 ||
	    dup2(tell, 3) < 0 || fcntl(3, F_SETFD, FD_CLOEXEC) < 0)
		_exit(127);
	close_from(4, most);
	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		sigaction(ignored[i], &usual, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execve(program, words, environ);
	number = errno;
	while (write(3, &number, sizeof(number)) < 0 && errno == EINTR)
		;
	_exit(127);
}

/* ---- in the parent -------------------------------------------------------------------- */

static int make_pipe(int ends[2])
{
	if (pipe(ends) < 0)
		return -1;
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	return 0;
}

static int start(const struct ec2a__spawn *spawn, const char *program, struct child *child)
{
	long most = sysconf(_SC_OPEN_MAX);
	int out[2], failed[2];

	if (make_pipe(out) < 0)
		return EC2A_E_IO;
	if (make_pipe(failed) < 0) {
		close(out[0]);
		close(out[1]);
		return EC2A_E_IO;
	}
	child->deadline = clock_ms() + (int64_t)spawn->seconds * 1000;
	child->pid = fork();
	if (child->pid == 0)
		become(program, spawn->words, out[1], failed[1], most > 0 ? most : 65536);
	close(out[1]);
	close(failed[1]);
	child->out = out[0];
	child->failed = failed[0];
	if (child->pid > 0)
		return 0;
	close(out[0]);
	close(failed[0]);
	return EC2A_E_IO;
}

/* Whether it may go on. */
static int check(const struct ec2a__spawn *spawn, const struct child *child)
{
	if (spawn->cancelled && spawn->cancelled(spawn->user))
		return EC2A_E_CANCELLED;
	return clock_ms() >= child->deadline ? EC2A_E_TRUNCATED : 0;
}

/* 1: bytes came; 0: the other end is closed by all who had it. */
static int read_some(const struct ec2a__spawn *spawn, const struct child *child, int fd, void *buffer, size_t size,
		     size_t *ret_size)
{
	struct pollfd waiting = { .fd = fd, .events = POLLIN };
	ssize_t got;
	int r;

	for (;;) {
		r = check(spawn, child);
		if (r < 0)
			return r;
		if (poll(&waiting, 1, STEP_MS) <= 0)
			continue;
		got = read(fd, buffer, size);
		if (got >= 0) {
			*ret_size = (size_t)got;
			return got > 0;
		}
		if (errno != EINTR && errno != EAGAIN)
			return EC2A_E_IO;
	}
}

static int read_output(const struct ec2a__spawn *spawn, const struct child *child, struct ec2a__buf *out)
{
	char chunk[4096];
	size_t size;
	int number, r;

	/* Closed by a program that begins; else it tells why it did not. */
	r = read_some(spawn, child, child->failed, &number, sizeof(number), &size);
	if (r == 1)
		r = EC2A_E_NOT_FOUND;
	while (r == 0) {
		r = read_some(spawn, child, child->out, chunk, sizeof(chunk), &size);
		if (r <= 0)
			break;
		r = ec2a__buf_add(out, chunk, size);
	}
	ec2a__wipe(chunk, sizeof(chunk));
	return r;
}

/* Until it ended, or may not go on. */
static int wait_for(const struct ec2a__spawn *spawn, const struct child *child, int *ret_status)
{
	static const struct timespec step = { 0, 10000000 };
	int status, r;

	for (;;) {
		pid_t ended = waitpid(child->pid, &status, WNOHANG);

		if (ended == child->pid) {
			*ret_status = WIFEXITED(status) ? WEXITSTATUS(status) :
				      128 + (WIFSIGNALED(status) ? WTERMSIG(status) : 0);
			return 0;
		}
		/* Where the system waits for children itself, nobody knows; what it printed decides. */
		if (ended < 0 && errno == ECHILD) {
			*ret_status = 0;
			return 0;
		}
		r = check(spawn, child);
		if (r < 0)
			return r;
		nanosleep(&step, NULL);
	}
}

static void end(const struct child *child)
{
	/* The session that it leads; before it leads one there is only itself. */
	if (kill(-child->pid, SIGKILL) < 0)
		kill(child->pid, SIGKILL);
	while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
		;
}

int ec2a__spawn_read(const struct ec2a__spawn *spawn, struct ec2a__buf *out, int *ret_status)
{
	struct ec2a__buf program;
	struct child child;
	int r;

	ec2a__buf_init(&program, PATH_BYTES);
	r = find_program(spawn->words[0], &program);
	r = r == 1 ? start(spawn, program.data, &child) : r == 0 ? EC2A_E_NOT_FOUND : r;
	ec2a__buf_free(&program);
	if (r < 0)
		return r;
	r = read_output(spawn, &child, out);
	if (r == 0)
		r = wait_for(spawn, &child, ret_status);
	if (r < 0)
		end(&child);
	close(child.out);
	close(child.failed);
	return r;
}

/* SPDX-License-Identifier: MIT */
#include "output.h"

#include "interrupt.h"
#include "path.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER_SIZE ((size_t)64 * 1024)

static struct {
	const char *name; /* for messages */
	char *target;     /* the file's final path; NULL: the descriptor is written directly */
	char *temporary;
	mode_t mode;
	int fd;
	int goes_on; /* rows are added to a file that is there from the begin */
	uint64_t size; /* of what was written, and was there before */
	char *buffer;
	size_t used;
} out = {.name = "standard output", .fd = -1};

/* A signal handler reads this one: set last, cleared first. */
static char *volatile temporary_now;

_Noreturn void output_die(const char *why)
{
	output_abandon();
	fprintf(stderr, "ec2access: %s\n", why);
	exit(EXIT_NOTHING);
}

static _Noreturn void die(const char *what, int number)
{
	struct text message = {0};

	text_adds(&message, what);
	text_adds(&message, " ");
	text_add_visible(&message, out.name);
	text_adds(&message, ": ");
	text_adds(&message, strerror(number));
	output_die(text_str(&message));
}

void output_abandon(void)
{
	char *temporary = temporary_now;

	temporary_now = NULL;
	if (temporary)
		unlink(temporary);
}

static mode_t usual_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

int output_would_replace(const char *path, const char *input)
{
	struct stat ours, theirs;
	char *real, *folder;
	int result;

	/* Only what is a file already can be replaced; devices and pipes are no evidence. */
	if (!path || strcmp(path, "-") == 0 || stat(path, &ours) != 0 || !S_ISREG(ours.st_mode))
		return 0;
	if ((strcmp(input, "-") == 0 ? fstat(STDIN_FILENO, &theirs) : stat(input, &theirs)) != 0)
		return 0;
	if (ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino)
		return 1;
	if (!S_ISDIR(theirs.st_mode) || strcmp(input, "-") == 0)
		return 0;
	real = realpath(path, NULL);
	folder = realpath(input, NULL);
	result = real && folder && path_is_below(real, folder);
	free(real);
	free(folder);
	return result;
}

/* Make the temporary file and remove it at once: that it cannot be made is told before hours of reading, and no
 * walk through a folder meets it. */
static void try_folder(void)
{
	struct text path = {0};
	int fd;

	text_adds(&path, out.target);
	text_adds(&path, ".XXXXXX");
	fd = mkstemp(path.data);
	if (fd < 0)
		die("cannot write", errno);
	unlink(path.data);
	close(fd);
	text_free(&path);
}

/* A name where no file is yet. */
static void prepare_new(const char *path)
{
	struct text copy = {0};
	struct stat st;

	if (errno != ENOENT)
		die("cannot write", errno);
	if (lstat(path, &st) == 0) {
		text_adds(&copy, "cannot write ");
		text_add_visible(&copy, path);
		text_adds(&copy, ": it is a link to a file that does not exist");
		output_die(text_str(&copy));
	}
	text_adds(&copy, path);
	out.target = copy.data;
	out.mode = usual_mode();
}

void output_prepare(const char *path)
{
	struct stat st;

	if (!path || strcmp(path, "-") == 0)
		return;
	out.name = path;
	if (stat(path, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			die("cannot write", EISDIR);
		if (!S_ISREG(st.st_mode)) {
			/* A device or a pipe is written, never replaced. */
			out.fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
			if (out.fd < 0)
				die("cannot write", errno);
			return;
		}
		out.mode = st.st_mode & 0777;
		if (access(path, W_OK) != 0)
			die("cannot write", errno);
		out.target = realpath(path, NULL); /* a link stays a link */
		if (!out.target)
			die("cannot write", errno);
	} else {
		prepare_new(path);
	}
	try_folder();
}

void output_continue(const char *path, uint64_t size)
{
	struct text copy = {0};
	struct stat st;

	out.name = path;
	out.fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | (size ? 0 : O_CREAT), 0666);
	if (out.fd < 0 || fstat(out.fd, &st) != 0)
		die("cannot go on writing", errno);
	if ((uint64_t)st.st_size < size) {
		text_add_visible(&copy, path);
		text_adds(&copy, " is shorter than it was when the state was saved (");
		text_addu(&copy, size);
		text_adds(&copy, " bytes): what is missing cannot be printed again; name another file");
		output_die(text_str(&copy));
	}
	/* What was written after the state was saved comes again. */
	if (ftruncate(out.fd, (off_t)size) != 0 || lseek(out.fd, (off_t)size, SEEK_SET) < 0)
		die("cannot cut", errno);
	out.size = size;
	out.goes_on = 1;
}

void output_begin(void)
{
	struct text path = {0};

	out.buffer = need_memory(NULL, BUFFER_SIZE, 1);
	if (!out.target) {
		if (out.fd < 0)
			out.fd = STDOUT_FILENO;
		return;
	}
	text_adds(&path, out.target);
	text_adds(&path, ".XXXXXX");
	out.temporary = path.data;
	out.fd = mkstemp(out.temporary);
	if (out.fd < 0)
		die("cannot write", errno);
	temporary_now = out.temporary;
	if (fchmod(out.fd, out.mode) != 0)
		die("cannot write", errno);
}

/* Nobody reads any more: end as a program does that never heard of SIGPIPE. */
static _Noreturn void end_quietly(void)
{
	output_abandon();
	signal(SIGPIPE, SIG_DFL);
	raise(SIGPIPE);
	_exit(EXIT_NOTHING);
}

static void flush(void)
{
	size_t done = 0;

	while (done < out.used) {
		ssize_t n;

		interrupt_check();
		n = write(out.fd, out.buffer + done, out.used - done);
		if (n > 0) {
			done += (size_t)n;
			out.size += (uint64_t)n;
		} else if (n < 0 && errno == EPIPE)
			end_quietly();
		else if (n < 0 && errno != EINTR)
			die("cannot write", errno);
	}
	out.used = 0;
}

uint64_t output_sync(void)
{
	flush();
	if (out.goes_on && fsync(out.fd) != 0 && errno != EINVAL && errno != EROFS)
		die("cannot write", errno);
	return out.size;
}

void output_write(const char *data, size_t size)
{
	while (size) {
		size_t part = BUFFER_SIZE - out.used < size ? BUFFER_SIZE - out.used : size;

		memcpy(out.buffer + out.used, data, part);
		out.used += part;
		data += part;
		size -= part;
		if (out.used == BUFFER_SIZE)
			flush();
	}
}

void output_puts(const char *string)
{
	output_write(string, strlen(string));
}

void output_commit(void)
{
	flush();
	/* Some file systems tell of a full disk or a lost server only here. */
	if (out.target && fsync(out.fd) != 0 && errno != EINVAL && errno != EROFS)
		die("cannot write", errno);
	if (close(out.fd) != 0 && errno != EINTR)
		die("cannot write", errno);
	if (out.target) {
		if (rename(out.temporary, out.target) != 0)
			die("cannot write", errno);
		temporary_now = NULL;
	}
	free(out.buffer);
	free(out.temporary);
	free(out.target);
	out.buffer = out.temporary = out.target = NULL;
	out.fd = -1;
}

int output_is_terminal(void)
{
	return !out.target && isatty(out.fd < 0 ? STDOUT_FILENO : out.fd);
}
